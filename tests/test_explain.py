"""Explanations of small networks whose every day is known, and of chains whose shares are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import numpy as np
import pandas as pd
import pytest

from model.analysis.chances import NORMAL_95
from model.cli import main
from model.cli.explain_words import EACH
from model.cli.explain_words import PARTS as NAMES
from model.study.explain import PARTS, Explained, explain
from model.study.ground import Question, Varied, stretches
from model.study.run import Wish
from model.words import say
from tests.simulation import test_attribution

PROLOGUE = dedent(
    """\
    kind: scenario
    title: {vi: Chuyện nhỏ, en: Story}
    start: 2020-10-01
    horizon: 2031-01-01
    replications: 200
    basis: {source: made_up, grade: D}
    sources: {made_up: {title: Made up}}
    """
)

TWO_WAYS = """
activities:
  land: {title: Land, duration: {dist: discrete, values: [10 d, 40 d], chances: [50 %, 50 %]}}
  road: {title: Road, duration: 20 d, after: land}
  other: {title: Other, duration: {dist: discrete, values: [10 d, 40 d], chances: [50 %, 50 %]}}
  third: {title: Third, duration: {dist: discrete, values: [10 d, 40 d], chances: [50 %, 50 %]}}
  opened: {title: Opened, duration: 5 d, after: [road, other, third]}
risks:
  flood: {title: Flood, chance: 30 %, on: 2020-10-06, lasts: 8 d, effects: [{stop: land}]}
  noise: {title: Noise, chance: 30 %, on: 2030-10-06, lasts: 8 d, effects: [{stop: land}]}
milestones: {opened: {title: Opened, when: opened, by: {2020-11-15: ours, 2021-12-31: ours}}}
"""


def asked(folder: Path, text: str, *parts: str, other: str = "", count: int = 200) -> Explained:
    """What an explanation of a story says."""
    (folder / "story.yaml").write_text(PROLOGUE + dedent(text), encoding="utf-8")
    against = None
    if other:
        against = folder / "other.yaml"
        against.write_text(PROLOGUE + dedent(other), encoding="utf-8")
    wish = Wish(replications=count, seed=1, jobs=1, engine="simpy", figures=False, out=folder / "out")
    return explain(Question(folder / "story.yaml", parts, (), against), wish)


def test_parts_of_the_command_are_those_of_the_study() -> None:
    assert tuple(part.name for part in PARTS) == NAMES
    assert Varied().each == EACH


def test_stretches_hold_what_is_wanted_and_little_else() -> None:
    which = np.zeros(40, dtype=bool)
    which[[3, 5, 30]] = True
    assert list(stretches(which)) == [(3, 6), (30, 31)]
    assert list(stretches(np.zeros(5, dtype=bool))) == []


# -- causes --------------------------------------------------------------------------------------


def stories() -> list[str]:
    """The networks of test_attribution, as their tests tell them."""
    found: list[str] = []
    for name, test in vars(test_attribution).items():
        if name.startswith("test_"):

            def catch(text: str, **_: object) -> object:
                found.append(text)
                raise _Caught

            with pytest.raises(_Caught):
                test(catch)
    return found


class _Caught(Exception):  # noqa: N818
    pass


STORIES = stories()


@pytest.mark.parametrize("text", STORIES, ids=[str(number) for number in range(len(STORIES))])
def test_the_days_of_every_cause_add_up_to_the_date(tmp_path: Path, text: str) -> None:
    tables = asked(tmp_path, text, "causes", count=3).tables["causes"]
    for row in tables["dates"].itertuples():
        if pd.isna(row.day):
            continue
        mine = tables["causes"][tables["causes"].milestone == row.milestone]
        assert mine[row.view].sum() == pytest.approx(row.day, abs=1e-5)
    steps = tables["figures/waterfall"]
    assert len(steps)
    for _, fall in steps.groupby(["milestone", "view"]):
        between = fall[~fall.place.isin(["from", "to"])]
        assert fall.ends.iloc[0] + between.days.sum() == pytest.approx(fall.ends.iloc[-1], abs=1e-5)
        assert (between.begins.to_numpy()[1:] == between.ends.to_numpy()[:-1]).all()


def test_there_are_at_least_the_eight_networks() -> None:
    assert len(STORIES) >= 8


def test_money_that_is_late_is_named(tmp_path: Path) -> None:
    text = """
    capital: {fund: {title: Fund, opening: 5 bn VND, dated: {2020-11-15: 5 bn VND}}}
    activities:
      file: {title: File, duration: 5 d}
      bridge: {title: B, duration: 20 d, after: file, capital: {from: fund, amount: 10 bn VND, stages: 2}}
    milestones: {bridge: {title: Bridge, when: bridge, by: {2021-12-31: ours}}}
    """
    causes = asked(tmp_path, text, "causes").tables["causes"]["causes"]
    assert dict(zip(causes.cause, causes["mean"], strict=True)) == {"work": 25, "capital": 30}


def test_a_flood_is_what_leads_away_from_the_plan(tmp_path: Path) -> None:
    text = """
    activities: {pier: {title: Pier, duration: 30 d}}
    risks: {flood: {title: Flood, on: 2020-10-21, lasts: 10 d, effects: [{stop: pier}]}}
    milestones: {pier: {title: Pier, when: pier, by: {2021-12-31: ours}}}
    """
    steps = asked(tmp_path, text, "causes").tables["causes"]["figures/waterfall"]
    mean = steps[steps["view"] == "mean"]
    assert mean[["place", "cause", "ends"]].to_numpy().tolist() == [
        ["from", "", 30.0], ["1", "stopped", 40.0], ["to", "", 40.0]
    ]  # fmt: skip


def test_two_scenarios_differ_by_what_was_changed(tmp_path: Path) -> None:
    text = """
    activities: {a: {title: A, duration: 30 d}}
    milestones: {a: {title: A, when: a, by: {2021-12-31: ours}}}
    """
    done = asked(tmp_path, text, "causes", other=text.replace("30 d", "42 d"))
    [row] = done.tables["causes"]["against"].itertuples()
    assert (row.cause, row.days_a, row.days_b, row.difference, row.ci_low) == ("work", 30, 42, 12, 12)


def test_beyond_the_horizon_there_is_no_p80_but_what_is_waited_for(tmp_path: Path) -> None:
    text = """
    activities: {a: {title: A, duration: {dist: discrete, values: [10 d, 9000 d], chances: [50 %, 50 %]}}}
    milestones: {a: {title: A, when: a, by: {2021-12-31: ours}}}
    """
    done = asked(tmp_path, text, "causes")
    dates = done.tables["causes"]["dates"].set_index("view")
    assert np.isnan(dates.day["p80"])
    assert dates.replications["p80"] == 0
    assert dates.day["mean"] == 10
    [wait] = done.tables["causes"]["waits"].itertuples()
    assert (wait.step, wait.cause, wait.waiting) == ("a", "work", 200 - dates.reached["mean"])
    assert any("P80" in sentence for one in done.told("en", 100) for sentence in one.sentences)


# -- drivers, merges, risks ----------------------------------------------------------------------


def test_a_chain_of_normals_is_crucial_as_its_scatter_says(tmp_path: Path) -> None:
    # r = sd / sd of the sum, ρ = (6 / π) asin(r / 2): 1, 2, 3 and 0.5 days of √14.25.
    chain = "".join(
        f"  n{k}: {{title: N, duration: {{dist: normal, mean: 20 d, sd: {sd} d}}{after}}}\n"
        for k, (sd, after) in enumerate(
            [(1, ""), (2, ", after: n0"), (3, ", after: n1"), (0.5, ", after: n2")]
        )
    )
    text = "activities:\n" + chain + "milestones: {end: {title: End, when: n3, by: {2020-12-22: ours}}}"
    steps = asked(tmp_path, text, "drivers").tables["drivers"]["steps"].set_index("step")
    assert list(steps.index) == ["n2", "n1", "n0", "n3"]
    assert (steps.criticality == 1).all()
    expected = {"n0": 0.2537, "n1": 0.5120, "n2": 0.7804, "n3": 0.1266}
    for name, rho in expected.items():
        half = (np.arctanh(steps.rho_high[name]) - np.arctanh(steps.rho[name])) / NORMAL_95
        assert abs(np.arctanh(steps.rho[name]) - np.arctanh(rho)) < 4 * half
        assert steps.sensitivity_index[name] == pytest.approx(
            steps.sd_duration[name] / steps.sd_date[name], abs=1e-5
        )


def test_merge_bias_is_the_mean_of_the_latest_less_the_latest_mean(tmp_path: Path) -> None:
    [row] = asked(tmp_path, TWO_WAYS, "merges").tables["merges"]["merges"].itertuples()
    assert (row.merge, row.predecessors, row.latest) == ("opened", 3, "road")
    assert row.bias == pytest.approx(row.mean_of_latest - row.latest_of_means, abs=1e-5)
    # Road 30 or 60, some 2.4 later by the flood; the others 40 at most: they are later with 3/8 of the luck.
    assert 2 < row.bias < 6


def test_a_risk_costs_what_the_plan_without_it_saves(tmp_path: Path) -> None:
    done = asked(tmp_path, TWO_WAYS, "risks")
    risks = done.tables["risks"]["risks"]
    plain = asked_days(tmp_path, ())
    without = asked_days(tmp_path, (("risks.flood.chance", "0 %"),))
    flood = risks[risks.risk == "flood"].iloc[0]
    assert flood.days == pytest.approx(np.mean(plain - without), abs=1e-5)
    assert flood.difference == pytest.approx(np.mean(without <= 46) - np.mean(plain <= 46), abs=1e-6)
    noise = risks[risks.risk == "noise"].iloc[0]
    assert (noise.days, noise.difference) == (0, 0)
    assert noise.occurred > 0.2


def asked_days(folder: Path, settings: tuple[tuple[str, str], ...]) -> np.ndarray:
    """The days of the milestone in a plain run."""
    from model.study.around import Around, days_of

    return days_of(Around(folder / "story.yaml", settings).plan(), 1, 200, engine="simpy")[:, 0]


def test_whoever_wants_the_flood_finds_it_among_the_drivers(tmp_path: Path) -> None:
    table = asked(tmp_path, TWO_WAYS, "drivers").tables["drivers"]["drivers"]
    assert set(table.input) == {"risks.flood", "risks.noise"}
    assert (table.low_replications + table.high_replications == 200).all()


# -- indices of a scenario -----------------------------------------------------------------------

ASSUMED = """
assumptions:
  long: {title: Long, value: {dist: uniform, low: 10 d, high: 40 d}}
  short: {title: Short, value: {dist: uniform, low: 10 d, high: 20 d}}
activities:
  a: {title: A, duration: $long}
  b: {title: B, duration: $short, after: a}
milestones: {b: {title: B, when: b, by: {2020-11-14: ours}}}
"""


def test_the_indices_of_a_sum_of_two_assumptions(tmp_path: Path) -> None:
    tables = asked(tmp_path, ASSUMED, "sobol", "morris").tables
    morris = tables["morris"]["morris"]
    day = morris[morris.deadline.isna() | (morris.deadline == "")].set_index("factor")
    # From the middle of the first fourth to that of the last: three fourths of 30 and of 10 days.
    assert day.effect["assumptions.long"] == pytest.approx(22.5, abs=1e-3)
    assert day.effect["assumptions.short"] == pytest.approx(7.5, abs=1e-3)
    sobol = tables["sobol"]["sobol"]
    day = sobol[sobol.deadline.isna() | (sobol.deadline == "")].set_index("factor")
    assert day.total["assumptions.long"] == pytest.approx(0.9, abs=0.1)
    assert day.total["assumptions.short"] == pytest.approx(0.1, abs=0.1)


def test_only_what_is_named_is_varied(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text(PROLOGUE + ASSUMED, encoding="utf-8")
    wish = Wish(replications=50, seed=0, jobs=1, engine="simpy", figures=False, out=tmp_path / "out")
    varied = Varied(("short",), points=8, each=20)
    question = Question(tmp_path / "story.yaml", ("sobol", "morris"), varied=varied)
    done = explain(question, wish)
    tables = done.tables
    told = [sentence for one in done.told("en", 100) for sentence in one.sentences]
    assert any("explains 1" in one and "% of the variance alone" in one for one in told)
    assert "  " + say("explain.sobol.alone", "en") in told
    day = tables["morris"]["morris"].set_index("deadline").loc[""]
    # Three fourths of 10 days; the other is drawn in each replication, the same at each point.
    assert (day.factor, day.trajectories, day.replications) == ("assumptions.short", 8, 20)
    assert day.effect == pytest.approx(7.5, abs=1e-3)
    [sobol] = tables["sobol"]["sobol"].query("deadline == ''").itertuples()
    assert (sobol.factor, sobol.points) == ("assumptions.short", 8)
    assert sobol.together_low <= 0 <= sobol.together_high
    again = explain(question, replace(wish, out=tmp_path / "again"))
    first, second = ((one.folder / "sobol.csv").read_bytes() for one in (explain(question, wish), again))
    assert first == second


@pytest.mark.parametrize(
    ("inputs", "parts", "points", "told"),
    [
        ("lnog", "morris", "4", "assumptions.long"),
        ("levers.long", "morris", "4", "assumptions.long"),
        ("long", "sobol", "12", "16, 32, 64"),
        ("long", "sobol", "1", "--points"),
    ],
)
def test_what_cannot_be_varied_is_told(
    story: Path, capsys: pytest.CaptureFixture[str], inputs: str, parts: str, points: str, told: str
) -> None:
    (story / "story.yaml").write_text(PROLOGUE + ASSUMED, encoding="utf-8")
    words = ["explain", "story.yaml", "--part", parts, "--inputs", inputs, "--points", points]
    assert main([*words, "-n", "4", "--lang", "en"]) == 2
    assert told in capsys.readouterr().err
    assert not (story / "results").exists()


# -- the command ---------------------------------------------------------------------------------


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.yaml").write_text(PROLOGUE + TWO_WAYS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_command_answers_first_and_the_same_question_changes_nothing(
    story: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    words = ["explain", "story.yaml", "-n", "40", "-q", "--no-figures", "--lang", lang]
    assert main(words) == 0
    first = capsys.readouterr().out
    before = {path: path.stat().st_mtime_ns for path in story.rglob("*.csv")}
    assert main(words) == 0
    again = capsys.readouterr().out
    assert first.splitlines()[:-1] == again.splitlines()[:-1]
    assert before == {path: path.stat().st_mtime_ns for path in story.rglob("*.csv")}
    assert list(story.glob("results/explain/story/*/risks.csv"))


def test_a_wrong_part_or_milestone_is_told_with_the_nearest(
    story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "story.yaml", "--part", "driver", "--lang", "en"]) == 2
    assert "'drivers'" in capsys.readouterr().err
    assert main(["explain", "story.yaml", "--milestone", "openned", "--lang", "en"]) == 2
    assert "opened" in capsys.readouterr().err


def test_wishes_that_make_no_difference_make_no_other_folder(tmp_path: Path) -> None:
    first = asked(tmp_path, TWO_WAYS, "causes")
    again = explain(first.question, replace(Wish(seed=1, engine="simpy", figures=False), out=first.folder))
    assert not again.is_new


SAME_STEP = """
works:
  town:
    title: Town, its projects
    parts: {water: {title: Waste water, use: project}, park: {title: Parks, use: project}}
procedures: {project: {title: Project, steps: {works: {title: Construction, duration: 10/20/40 d}}}}
milestones: {built: {title: Built, when: [town.water.works, town.park.works], by: {2020-11-15: ours}}}
"""


def test_the_same_step_of_two_parts_of_a_work_is_told_apart(tmp_path: Path) -> None:
    titles = asked(tmp_path, SAME_STEP, "drivers", count=20).scene.titles
    assert titles["town.water.works"]["en"] == "Town, Waste water: Construction"
    assert titles["town.park.works"]["en"] == "Town, Parks: Construction"
