"""What it takes and where money does most: small scenarios whose answers are known by hand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import model
from model.analysis.chances import chance_of
from model.analysis.least import Met, least
from model.analysis.packages import (
    ALIKE,
    DOMINATED,
    FRONTIER,
    NOISE,
    PRESENT,
    Ladder,
    Package,
    every_package,
    greedy_packages,
    lever_table,
    package_table,
)
from model.cli import main
from model.scenario import load_scenario
from model.scenario.asked import AskedError
from model.scenario.dial import dial_of
from model.study.rank import Budget, rank
from model.study.run import Wish
from model.study.seek import Aim, seek
from model.words import LANGUAGES

KNOWN = """\
kind: scenario
title: {vi: Nhỏ, en: Small}
start: 2021-01-01
horizon: 2023-01-01
replications: 100
seed: 7
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up}}
levers:
  teams: {title: {vi: Số tổ, en: Teams}, value: 1, range: 1..6, cost: 2 bn VND/y}
  wait: {title: {vi: Chờ, en: Wait}, value: 30 d, range: 0..60 d}
  share: {title: {vi: Phần, en: Share}, value: 50 %, range: 0..100 %}
  switch: {title: {vi: Chờ nhau, en: One after the other}, value: 1, range: 0..1}
  cash: {title: {vi: Tiền, en: Cash}, value: 10 bn VND, range: 5..30 bn VND}
  staff: {title: {vi: Người, en: Staff}, value: 1, range: 1..3, cost: 1 bn VND/y}
crews: {team: $teams, desk: $staff}
capital:
  fund: {title: {vi: Vốn, en: Fund}, per_year: {2021: 10 bn VND, 2022: $cash}}
assumptions:
  luck: {title: {vi: May, en: Luck}, value: {dist: uniform, low: 0 d, high: 100 d}}
gates: {open: {title: {vi: Cổng, en: Gate}}}
activities:
  first: {title: {vi: Đầu, en: First}, duration: $wait}
  pace: {title: {vi: Nhịp, en: Pace}, duration: $luck}
  a: {title: A, after: first, duration: 30 d, crew: team}
  b: {title: B, after: first, duration: 30 d, crew: team}
  c: {title: C, after: first, duration: 30 d, crew: team}
  d: {title: D, after: first, duration: 30 d, crew: team}
  bought: {title: {vi: Mua, en: Bought}, duration: 1 d, capital: {from: fund, amount: 25 bn VND}}
milestones:
  counted: {title: {vi: Xong, en: Counted}, when: [a, b, c, d], by: {2021-03-31: ours, 45 d: ours}}
  lucky: {title: {vi: Kịp, en: In time}, when: {all: [pace, first]}, by: {2021-02-19: ours}}
  bought: {title: {vi: Đã mua, en: Bought}, when: bought, by: {2022-12-31: ours}}
"""
# Four works of 30 days after the wait of 30: with 1, 2, 3, 4 teams all is done after 150, 90, 90, 60 days;
# 2021-03-31 is the 90th day. The fund: 10 at once in 2021 and ``cash`` more in 2022, 25 being the price.


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own that holds the small scenario."""
    (tmp_path / "known.yaml").write_text(KNOWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(aim: Aim) -> model.api.Sought:
    return seek("known.yaml", aim, Wish(jobs=1))


# -- the values of a lever -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lever", "span", "step", "texts"),
    [
        ("teams", None, None, ["1", "2", "3", "4", "5", "6"]),
        ("teams", "1..8", "3", ["1", "3", "6", "8"]),
        ("switch", None, None, ["0", "1"]),
        ("share", None, "40 %", ["0 %", "40 %", "50 %", "80 %", "100 %"]),
        ("cash", None, "10 bn VND", ["5 bn VND", "10 bn VND", "20 bn VND", "30 bn VND"]),
        ("wait", "0..2 mo", "1 mo", ["0 mo", "0.985626283 mo", "1 mo", "2 mo"]),
        ("start", "2021-01-01..2021-01-04", None, None),
        ("activities.first.duration", "1..3 d", "1 d", ["1 d", "2 d", "3 d"]),
    ],
)
def test_a_lever_is_turned_to_round_values_and_its_own(
    lever: str, span: str | None, step: str | None, texts: list[str] | None, folder: Path
) -> None:
    scenario = load_scenario("known.yaml")
    if texts is None:
        with pytest.raises(AskedError, match="no lever 'start'"):
            dial_of(scenario, lever, span, step)
        return
    assert [notch.text for notch in dial_of(scenario, lever, span, step).notches] == texts


def test_a_range_without_whole_numbers_is_cut_into_round_steps(folder: Path) -> None:
    dial = dial_of(load_scenario("known.yaml"), "cash")
    steps = np.diff([notch.number for notch in dial.notches])
    assert set(steps) == {1.0}
    assert len(dial.notches) == 26


def test_dates_go_by_days_weeks_or_months(folder: Path) -> None:
    Path("dated.yaml").write_text(
        KNOWN + "risks:\n  law:\n    title: Law\n    on: 2021-03-10\n    effects: [{open: open}]\n",
        encoding="utf-8",
    )
    scenario = load_scenario("dated.yaml")
    spans = {"2021-03-01..2021-03-10": 10, "2021-01-01..2021-03-31": 15, "2021-01-31..2022-01-31": 14}
    for span, count in spans.items():
        dial = dial_of(scenario, "risks.law.on", span)
        assert dial.is_date
        assert len(dial.notches) == count
    early = [notch.text for notch in dial.notches][:4]
    assert early == ["2021-01-31", "2021-02-28", "2021-03-10", "2021-03-31"]


# -- the least value -----------------------------------------------------------------------------------


def test_whole_numbers_money_and_waits_suffice_where_they_must(folder: Path) -> None:
    by_hand = {
        ("teams", "counted", None): ("2", "up"),
        ("cash", "bought", None): ("15 bn VND", "up"),
        ("wait", "counted", "2021-06-29"): ("0 d", "up"),  # even 60 and 120 days of work suffice: all alike
        ("wait", "counted", "2021-05-20"): ("20 d", "down"),  # the 140th day
        ("switch", "bought", "2022-12-31"): ("", "up"),
    }
    for (lever, milestone, by), (sure, effort) in by_hand.items():
        answer = found(Aim(lever, milestone, 0.9, by))
        assert (answer.sure, answer.effort) == (sure, effort), lever


def test_where_nothing_suffices_what_binds_is_said(folder: Path) -> None:
    answer = found(Aim("teams", "counted", 0.9, "2021-02-15"))
    assert not answer.is_found
    assert answer.row(answer.best)["probability"] == 0
    one_team = found(Aim("teams", "counted", 0.9, "2021-02-15", span="1..2"))
    assert list(one_team.binds["cause"]) == ["crew"]
    assert one_team.binds["days"].iloc[0] == 30  # of two teams each does two works


def test_a_range_may_go_beyond_the_levers_own(folder: Path) -> None:
    answer = found(Aim("wait", "counted", 0.9, "2021-08-28", span="0..130 d", step="10 d"))
    assert answer.sure == "120 d"  # 240 days, of which 120 are work
    assert answer.beyond == "0..60 d"


def test_the_side_of_more_effort_can_be_said(folder: Path) -> None:
    assert found(Aim("wait", "counted", 0.9, "2021-05-20", effort="up")).sure == "0 d"
    assert found(Aim("wait", "counted", 0.9, "2021-05-20", effort="up")).is_effort_said


@pytest.mark.parametrize(
    ("lever", "milestone", "chance", "by", "step"),
    [
        ("teams", "counted", 0.5, None, None),
        ("cash", "bought", 0.8, None, None),
        ("wait", "lucky", 0.40, None, "5 d"),
        ("wait", "lucky", 0.55, "2021-03-05", "2 d"),
        ("wait", "counted", 0.7, "2021-05-20", None),
    ],
)
def test_a_search_agrees_with_a_full_sweep(
    lever: str, milestone: str, chance: float, by: str | None, step: str | None, folder: Path
) -> None:
    answer = found(Aim(lever, milestone, chance, by, step=step, most=100))
    dial = dial_of(load_scenario("known.yaml"), lever, None, step)
    by = by or answer.deadline
    met = []
    for notch in dial.notches:
        if notch.text in ("5 bn VND", "6 bn VND", "7 bn VND"):  # the price can never be paid: refused
            met.append(chance_of(0, 100))
            continue
        days = model.simulate("known.yaml", settings={f"levers.{lever}": notch.text}).dates[milestone]
        met.append(chance_of(int((days <= pd.Timestamp(by)).sum()), 100))
    order = list(zip(dial.notches, met, strict=True))
    if answer.effort == "down":
        order.reverse()
    assert answer.sure == next((notch.text for notch, one in order if one.low >= chance), "")
    assert answer.likely == next((notch.text for notch, one in order if one.estimate >= chance), "")


def tries(chances: list[float], asked: list[int], harm: tuple[int, int] | None = None) -> model.api.Any:
    """Values whose replications are met up to a share of them, and so never harmed but where told."""

    def look(places: list[int], size: int) -> list[Met]:
        asked.extend(place for place in places if size > 200)
        rows = [(np.arange(size) % 1000 * 7 % 1000) < 1000 * chances[place] for place in places]
        for place, row in zip(places, rows, strict=True):
            if harm is not None and place == harm[0]:
                row[harm[1]] = False
        return rows

    return look


def test_a_rising_chance_is_bisected_and_a_harmed_one_is_not() -> None:
    chances, asked = [place / 50 for place in range(50)], []
    one = least(50, tries(chances, asked), 0.7, 1000, 1000)
    assert one.is_bisected
    assert (one.likely, len(set(asked))) == (35, len(one.chances))
    assert len(one.chances) < 12
    assert one.sure == 37  # 0.74 (0.712–0.766); 0.72 (0.691–0.747) still holds 0.7
    every = least(50, tries(chances, [], harm=(40, 0)), 0.7, 1000, 1000)
    assert not every.is_bisected
    assert (every.sure, len(every.chances), every.harmed, every.harm) == (37, 50, 1, (39, 40))


def test_a_value_close_to_the_target_gets_more_replications() -> None:
    one = least(3, tries([0.2, 0.71, 0.9], []), 0.7, 1000, 32000)
    assert [one.chances[place].replications for place in range(3)] == [1000, 16000, 1000]
    assert one.sure == 1
    cut = least(3, tries([0.2, 0.71, 0.9], []), 0.7, 1000, 2000)
    assert (cut.sure, cut.likely) == (2, 1)


# -- what a billion brings -----------------------------------------------------------------------------


def ladder(name: str, *costs: float) -> Ladder:
    values = tuple(str(step) for step in range(len(costs) + 1))
    return Ladder(name, f"levers.{name}", dict.fromkeys(LANGUAGES, name), values, (0.0, *costs), True, False)


def first(count: int) -> Met:
    """A thousand replications of which the first so many are met."""
    return np.arange(1000) < count


ASKED = {"scenario": "s", "milestone": "m", "deadline": "d"}


def test_points_per_billion_and_what_can_be_said_of_each_step() -> None:
    ladders = [ladder("good", 1000, 2000), ladder("dear", 3000), ladder("idle", 500)]
    tried = {(0, 0, 0): first(200), (1, 0, 0): first(300), (2, 0, 0): first(302), (0, 1, 0): first(240)}
    tried[0, 0, 1] = first(201)
    rows = lever_table(ladders, tried, ASKED).set_index(["lever", "value"])
    assert list(rows["cost_bn_vnd"]) == [1, 2, 3, 0.5]
    assert rows["points_per_bn"].to_numpy() == pytest.approx([10, 5.1, 4 / 3, 0.2])
    assert list(rows["verdict"]) == [FRONTIER, FRONTIER, DOMINATED, NOISE]
    assert rows.loc[("dear", "1"), "dominated_by"] == "good=2"
    packages = package_table(ladders, tried, ASKED).set_index("package")
    assert packages.loc["", "verdict"] == PRESENT
    assert list(packages["cost_bn_vnd"]) == sorted(packages["cost_bn_vnd"])


def test_what_seems_worse_and_may_be_luck_is_not_called_dominated() -> None:
    ladders = [ladder("one", 1000), ladder("other", 2000)]
    tried = {(0, 0): first(200), (1, 0): first(300), (0, 1): np.roll(first(297), 400) | first(100)}
    tried[0, 1] = first(299)
    rows = lever_table(ladders, tried, ASKED).set_index("lever")
    assert rows.loc["other", "verdict"] == ALIKE


def test_every_package_under_a_ceiling_is_made_once() -> None:
    ladders = [ladder("a", 1, 2), ladder("b", 2)]
    assert every_package(ladders, 3)[0] == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
    eight, steps = every_package([ladder(str(one), *range(1, 6)) for one in range(8)], 1000)
    assert (len(set(eight)), steps) == (256, 1)
    assert (5,) * 8 in eight


def test_more_levers_than_can_be_combined_are_put_together_step_by_step() -> None:
    """Each of ten levers brings 50 of 1000 replications of its own; the dearer the further back."""
    ladders = [ladder(str(number), 100.0 + number) for number in range(10)]

    def attempt(packages: list[Package]) -> list[Met]:
        return [
            first(100)
            | np.isin(np.arange(1000) // 50, [number + 4 for number, step in enumerate(package) if step])
            for package in packages
        ]

    none: Package = (0,) * 10
    tried = {none: first(100)}
    greedy_packages(ladders, 310.0, tried, attempt)
    most = max(tried, key=lambda package: int(tried[package].sum()))
    assert most == (1, 1, 1, 0, 0, 0, 0, 0, 0, 0)


def test_a_lever_costs_its_years_and_the_capital_it_plans(folder: Path) -> None:
    ranking = rank("known.yaml", Budget("bought"), Wish(jobs=1, replications=20))
    rows = ranking.levers.set_index(["lever", "value"])
    years = 730 / 365.25  # 2021-01-01 to 2022-12-31
    assert rows.loc[("teams", "6"), "cost_bn_vnd"] == pytest.approx(5 * 2 * years)
    assert rows.loc[("cash", "30 bn VND"), "cost_bn_vnd"] == 20  # in 2022 alone
    assert rows.loc[("cash", "15 bn VND"), "points_per_bn"] == pytest.approx(100 / 5)
    assert ranking.paid == {"teams": "running", "cash": "capital", "staff": "running"}
    assert set(ranking.free) == {"wait", "share", "switch"}


def test_money_that_comes_after_the_deadline_costs_nothing_and_does_nothing(folder: Path) -> None:
    ranking = rank("known.yaml", Budget("bought", by="2021-12-31"), Wish(jobs=1, replications=20))
    assert "cash" in ranking.free
    with pytest.raises(AskedError, match="cost nothing until 2021-12-31: cash"):
        rank("known.yaml", Budget("bought", by="2021-12-31", levers=("cash",)), Wish(jobs=1))


def test_a_ceiling_cuts_the_steps_and_the_packages(folder: Path) -> None:
    ranking = rank("known.yaml", Budget("bought", ceiling="6 bn VND"), Wish(jobs=1, replications=20))
    assert ranking.packages["cost_bn_vnd"].max() <= 6
    assert ranking.levers.set_index("lever").loc["cash", "value"].tolist() == [
        "11.5 bn VND", "13 bn VND", "14.5 bn VND", "16 bn VND",
    ]  # fmt: skip
    assert (ranking.best, ranking.enough) == ("cash=16 bn VND", "cash=16 bn VND")
    assert list(ranking.frontier["package"]) == ["", "cash=16 bn VND"]


# -- the commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_seek_says_what_suffices_and_ends_with_4_where_nothing_does(
    lang: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--lever", "teams", "--milestone", "counted", "--lang", lang, "-q", "-j", "1"]
    assert main(["seek", "known.yaml", *common, "--chance", "80%"]) == 0
    answer = {"vi": "Ít nhất 2", "en": "At least 2"}
    out = capsys.readouterr().out
    assert answer[lang] in out
    place = Path(re.search(r"results/\S+", out)[0])  # type: ignore[index]
    left = {path.name for path in place.iterdir()}
    assert left == {"seek.csv", "binds.csv", "manifest.json", "figures"}
    assert {path.suffix for path in (place / "figures").iterdir()} == {".png", ".svg", ".csv"}
    before = (place / "seek.csv").stat().st_mtime_ns
    assert main(["seek", "known.yaml", *common, "--chance", "80%"]) == 0
    assert answer[lang] in capsys.readouterr().out
    assert (place / "seek.csv").stat().st_mtime_ns == before
    assert main(["seek", "known.yaml", *common, "--chance", "0.8", "--by", "2021-02-15"]) == 4
    out = " ".join(capsys.readouterr().out.split())
    assert {"vi": "Không giá trị nào", "en": "No value in 1 … 6 suffices"}[lang] in out
    assert {"vi": "giá trị nào cũng như nhau", "en": "none makes a difference"}[lang] in out  # never met


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rank_leaves_its_tables_and_says_what_is_worth_it(
    lang: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["rank", "known.yaml", "--milestone", "bought", "--ceiling", "6 bn VND", "--lang", lang, "-q"]
    assert main([*words, "-n", "20", "-j", "1"]) == 0
    out = capsys.readouterr().out
    assert {"vi": "không phân biệt được với ngẫu nhiên", "en": "not distinguishable"}[lang] in " ".join(
        out.split()
    )
    place = Path(re.search(r"results/\S+", out)[0])  # type: ignore[index]
    assert {"levers.csv", "packages.csv"} <= {path.name for path in place.iterdir()}
    assert len(list((place / "figures").glob("*.png"))) == 4
    answer = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["answer"]
    assert answer["best"] == "cash=16 bn VND"


def test_bytes_of_the_tables_do_not_depend_on_jobs_or_engine(folder: Path) -> None:
    words = ["rank", "known.yaml", "--milestone", "lucky", "--ceiling", "6 bn VND", "-q", "--no-figures"]
    main([*words, "-j", "1", "-o", "one"])
    main([*words, "-j", "2", "-o", "two"])
    for name in ("levers.csv", "packages.csv"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("seek known.yaml --lever tems --milestone counted --chance 80%", "did you mean 'teams'?"),
        ("seek known.yaml --lever teams --milestone conted --chance 80%", "did you mean 'counted'?"),
        ("seek known.yaml --lever teams --milestone counted --chance 180%", "above 0 and below 100"),
        ("seek known.yaml --lever teams --milestone counted --chance 80% --by soon", "--by needs a date"),
        (
            "seek known.yaml --lever teams --milestone counted --chance 80% --by 2050-01-01",
            "lie between",
        ),
        (
            "seek known.yaml --lever teams --milestone counted --chance 80% --range 6",
            "needs two ends",
        ),
        ("seek known.yaml --lever cash --milestone bought --chance 80% --range 1..2", "has another unit"),
        (
            "seek known.yaml --lever teams --milestone counted --chance 80% --step 0.5",
            "needs one number",
        ),
        ("seek known.yaml --lever activities.a.duration --milestone counted --chance 80%", "needs a --range"),
        ("rank known.yaml --milestone bought --ceiling much", "--ceiling needs an amount"),
        ("rank known.yaml --milestone bought --levers wait", "these cost nothing"),
        ("rank known.yaml --milestone bought --levers cahs", "did you mean 'cash'?"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(
    words: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words.split(), "-q", "--lang", "en"]) == 2
    assert sentence in capsys.readouterr().err
    assert not Path("results").exists()


# -- Python --------------------------------------------------------------------------------------------


def test_python_gives_the_frames_of_the_commands(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main(["known.yaml", "-q", "--no-figures", "-o", "here", "-n", "20"])
    capfd.readouterr()
    scenario = model.load_scenario("known.yaml")
    table = model.simulate(scenario, replications=20).milestones
    left = pd.read_csv("here/milestones.csv")
    assert table["probability"].to_numpy() == pytest.approx(left["probability"].to_numpy())
    assert list(table["milestone"]) == list(left["milestone"])
    other = model.load_scenario("known.yaml", {"levers.teams": 2})
    contrast = model.compare([scenario, other], replications=20).table.set_index(["milestone", "deadline"])
    assert contrast.loc[("counted", "2021-03-31"), "difference"] == 1
    rows = model.sweep(scenario, {"levers.teams": [1, 2]}, milestones=["counted"], replications=20)
    assert list(rows["levers.teams"]) == [1, 1, 2, 2]
    assert list(rows["probability"]) == [0, 0, 1, 0]
    assert model.seek(scenario, "teams", "counted", 0.8, replications=20).sure == "2"
    assert model.seek(other, "wait", "counted", 0.8, replications=20).present == "30 d"
    assert model.rank(other, "bought", ceiling="6 bn VND", replications=20).best == "cash=16 bn VND"
    assert capfd.readouterr() == ("", "")
    assert not Path("results").exists()


def test_settings_and_seed_do_not_outlive_a_call(folder: Path) -> None:
    before = model.simulate("known.yaml", replications=20).days
    model.simulate("known.yaml", replications=20, seed=99, settings={"levers.teams": 3, "levers.wait": "1 d"})
    pd.testing.assert_frame_equal(before, model.simulate("known.yaml", replications=20).days)


def test_importing_the_model_loads_no_library() -> None:
    code = "import model, sys; print([n for n in ('pandas', 'numpy', 'simpy') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = model.simulat


def test_the_five_lines_of_the_readme_run(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parent.parent
    [lines] = re.findall(r"```python\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.S)
    assert len([line for line in lines.splitlines() if line]) == 5
    monkeypatch.chdir(root)
    names: dict[str, object] = {}
    exec(lines.replace("replications=200", "replications=10"), names)
    for name in ("table", "least", "worth"):
        frame = names[name]
        assert isinstance(frame, pd.DataFrame)
        assert len(frame)
