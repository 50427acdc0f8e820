"""The command line as its users meet it: exit codes, sentences, folders; never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.cli import main
from model.cli.words import COMMANDS
from model.words import LANGUAGES

ROOT = Path(__file__).parent.parent

SMALL = """\
kind: scenario
title: {vi: Nhỏ, en: Small}
start: 2020-10-01
horizon: 2022-01-01
replications: 20
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up}}
levers:
  teams: {title: {vi: Số tổ, en: Teams}, value: 1, range: 1..3}
crews: {team: $teams}
activities:
  a: {title: {vi: Việc A, en: Work A}, duration: 20/30/60 d, crew: team}
  b: {title: {vi: Việc B, en: Work B}, duration: 20/30/60 d, crew: team}
milestones:
  done: {title: {vi: Xong, en: Done}, when: [a, b], by: {2020-11-15: ours, 2020-12-15: ours}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own, with a space and a Vietnamese letter, that holds one small scenario."""
    place = tmp_path / "thư mục ô"
    place.mkdir()
    (place / "small.yaml").write_text(SMALL, encoding="utf-8")
    monkeypatch.chdir(place)
    return place


def test_a_run_leaves_a_whole_folder_and_says_where(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["small.yaml", "-j", "1", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Done" in out
    latest = (folder / "results/small/latest.txt").read_text(encoding="utf-8").strip()
    found = {path.name for path in (folder / "results/small" / latest).iterdir()}
    assert found == {
        "activities.csv", "capital.csv", "causes.csv", "changes.csv", "figures", "goals.csv",
        "inputs.parquet", "levers.csv", "manifest.json", "milestones.csv", "phases.csv", "register.csv",
        "replications.parquet", "report.html", "results.xlsx", "risks.csv", "scenario.resolved.yaml",
    }  # fmt: skip
    figures = {path.name for path in (folder / "results/small" / latest / "figures").iterdir()}
    drawn = {f"{name}.{lang}.{kind}" for name in ("milestones", "curves", "causes") for lang in LANGUAGES
             for kind in ("png", "svg")}  # fmt: skip
    assert figures == drawn | {"milestones.csv", "curves.csv", "causes.csv"}


def test_the_same_run_again_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["small.yaml", "-q", "--lang", "en"])
    first = {path: path.stat().st_mtime_ns for path in folder.rglob("*.csv")}
    assert main(["small.yaml", "-q", "--lang", "en"]) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.csv")} == first


def test_a_different_run_does_not_overwrite(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["small.yaml", "-q", "-o", "here", "--lang", "en"]) == 0
    before = (folder / "here/milestones.csv").read_bytes()
    assert main(["small.yaml", "-q", "-s", "5", "-o", "here", "--lang", "en"]) == 1
    assert "already holds a different run" in capsys.readouterr().err
    assert (folder / "here/milestones.csv").read_bytes() == before


def test_bytes_do_not_depend_on_jobs(folder: Path) -> None:
    main(["small.yaml", "-q", "-n", "120", "-j", "1", "-o", "one"])
    main(["small.yaml", "-q", "-n", "120", "-j", "2", "-o", "two"])
    for one in (folder / "one").rglob("*.csv"):
        other = folder / "two" / one.relative_to(folder / "one")
        assert one.read_bytes() == other.read_bytes(), one.name


def test_more_replications_begin_with_the_same_ones(folder: Path) -> None:
    from model.archive import read_replications

    main(["small.yaml", "-q", "-n", "30", "-o", "thirty"])
    main(["small.yaml", "-q", "-n", "75", "-o", "more"])
    few, many = read_replications(folder / "thirty"), read_replications(folder / "more")
    assert many.iloc[:30].equals(few)


def test_a_run_with_a_band_is_another_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from model.archive import read_table

    pace = "assumptions: {pace: {title: Pace, value: 20/40/60 d}}\n"
    said = SMALL.replace("levers:", pace + "levers:").replace("duration: 20/30/60 d", "duration: $pace", 1)
    (folder / "small.yaml").write_text(said, encoding="utf-8")
    main(["run", "small.yaml", "-q", "-o", "plain", "--lang", "en"])
    assert main(["run", "--band", "20", "small.yaml", "-j", "1", "-o", "banded", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "1,000 replications more" in said.err
    assert "assumptions " in said.out
    plain, banded = (
        read_table(folder / "plain", "milestones.csv"),
        read_table(folder / "banded", "milestones.csv"),
    )
    band = ["band_low", "band_high"]
    assert plain[band].isna().all(axis=None)
    assert (banded.band_low < banded.band_high).all()
    assert banded.drop(columns=band).equals(plain.drop(columns=band))
    assert main(["run", "small.yaml", "--band", "20", "-o", "banded", "-q", "--lang", "en"]) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    assert main(["run", "small.yaml", "-o", "banded", "-q"]) == 1
    assert main(["run", "small.yaml", "--band", "19"]) == 2


def test_a_comparison_with_bands_has_those_of_its_runs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from model.archive import read_table

    pace = "assumptions: {pace: {title: Pace, value: 20/40/60 d}}\n"
    said = SMALL.replace("levers:", pace + "levers:").replace("duration: 20/30/60 d", "duration: $pace", 1)
    (folder / "small.yaml").write_text(said, encoding="utf-8")
    (folder / "two.yaml").write_text(said.replace("value: 1", "value: 2").replace("Small", "Two"), "utf-8")
    words = ["compare", "--band=20", "small.yaml", "two.yaml", "-j", "1", "--no-figures", "--lang", "en"]
    assert main([*words, "--page", "en=page.md"]) == 0
    told = capsys.readouterr()
    assert "1,000 replications more for each scenario" in told.err
    assert "2,080 done in" in told.err  # two runs of 20 and their bands of 1,000, then both side by side
    assert "Below each chance: its 5–95" in told.out
    assert "assumptions: " in (folder / "page.md").read_text(encoding="utf-8")
    for name in ("small", "two"):
        main(["run", f"{name}.yaml", "-q", "--no-figures", "--band", "20", "-o", f"{name} alone"])
        [beside] = [path.parent for path in (folder / "results" / name).rglob("manifest.json")]
        for file in sorted((folder / f"{name} alone").rglob("*.csv")):
            assert file.read_bytes() == (beside / file.relative_to(folder / f"{name} alone")).read_bytes()
    [together] = (folder / "results/compare").rglob("figures/milestones.csv")
    rows = read_table(together.parent, "milestones.csv")
    assert ((rows.band_low <= rows.probability) & (rows.probability <= rows.band_high)).all()
    assert (rows.band_low < rows.band_high)[:3].all()  # the last is met in all lives
    capsys.readouterr()
    assert main([*words[:1], *words[2:], "-v"]) == 0
    plain = capsys.readouterr()
    assert "Band of assumptions: not computed" in plain.out
    assert len([*(folder / "results/compare").rglob("compare.csv")]) == 2  # another comparison


class Heard:
    """What a progress was told."""

    def __init__(self) -> None:
        self.done, self.totals = 0, [0]

    def __call__(self, more: int, /) -> None:
        self.done += more

    def expect(self, total: int, /) -> None:
        self.totals.append(total)

    def begins(self, step: str, total: int, /) -> None:
        self.totals.append(total)

    def compiles(self) -> None:
        pass


def test_a_run_and_its_levers_are_counted_apart(folder: Path) -> None:
    from model.study import Wish, run

    heard = Heard()
    run("small.yaml", Wish(30, jobs=1, figures=False, report=True), heard)
    assert heard.totals[-1] == 2 * 30  # as it stands, and with three teams
    assert heard.done == 30 + 2 * 30


def test_a_comparison_foretells_the_work_of_all_its_runs(folder: Path) -> None:
    from model.study import Band, Wish, compare, run

    pace = "assumptions: {pace: {title: Pace, value: 20/40/60 d}}\n"
    fixed = pace.replace("20/40/60 d", "40 d")
    for name, assumed in (("drawn", pace), ("fixed", fixed), ("none", "")):
        said = SMALL.replace("levers:", assumed + "levers:").replace("Small", name)
        said = said.replace("duration: 20/30/60 d", "duration: $pace", 1) if assumed else said
        (folder / f"{name}.yaml").write_text(said, encoding="utf-8")
    wish, heard = Wish(band=Band(20, 10), jobs=1, figures=False), Heard()
    compare(["drawn.yaml", "fixed.yaml", "none.yaml"], wish, heard)
    assert (
        heard.totals[1] == 220 + 220 + 20 + 60
    )  # and all three side by side, as far as the files tell: one of them fixes what it assumes
    assert heard.done == heard.totals[-1] == 220 + 20 + 20 + 60
    run("drawn.yaml", Wish(replications=30, band=Band(20, 10), jobs=1, figures=False))
    again = Heard()
    compare(["drawn.yaml", "none.yaml"], Wish(30, band=Band(20, 10), jobs=1, figures=False), again)
    assert again.done == again.totals[-1] == 30 + 60  # the first run is there already
    nothing = Heard()
    compare(["drawn.yaml", "none.yaml"], Wish(30, band=Band(20, 10), jobs=1, figures=False), nothing)
    assert nothing.done == 0
    assert nothing.totals[-1] > 0  # so that nobody is told that 0 of 0 is done


def test_a_band_needs_no_number(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--band", "small.yaml", "-q"]) == 0  # rests on no assumption: takes no time
    assert main(["run", "small.yaml", "-v", "--lang", "en"]) == 0
    assert "Band of assumptions: not computed" in capsys.readouterr().out


def test_compare_is_paired_and_sweep_has_a_row_per_value(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "two_teams.yaml").write_text(
        "kind: scenario\nextends: small\ntitle: Two\n"
        "because: {vi: Thêm một tổ, en: A second team}\nchange: {levers.teams: 2}\n",
        encoding="utf-8",
    )
    assert main(["compare", "small.yaml", "two_teams.yaml", "-q", "--lang", "en"]) == 0
    [table] = (folder / "results/compare").rglob("compare.csv")
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2
    later = head.split(",").index("b_later")
    assert all(float(row.split(",")[later]) == 0 for row in rows)  # a second team delays nothing here
    (folder / "teams.yaml").write_text(
        "kind: sweep\ntitle: Teams\nscenario: small\nvary: {levers.teams: [1, 2, 3]}\n", encoding="utf-8"
    )
    assert main(["sweep", "teams.yaml", "-q", "--lang", "en"]) == 0
    [cells] = (folder / "results/sweeps/teams").glob("*/sweep.csv")
    assert len(cells.read_text(encoding="utf-8").splitlines()) == 1 + 3 * 2


def test_set_changes_one_value_and_is_recorded(folder: Path) -> None:
    from model.archive import manifest_of

    assert main(["small.yaml", "-q", "--set", "levers.teams=2", "-o", "two"]) == 0
    assert manifest_of(folder / "two")["settings"] == ["levers.teams=2"]
    assert "value: 2" in (folder / "two/scenario.resolved.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["run", "small.yaml", "-n", "5", "--until-ci", "1 %"], 2, "--until-ci and -n/--replications"),
        (["run", "small.yaml", "--until-ci", "0"], 2, "above 0 and below 50 %"),
        (["run", "small.yaml", "--until-ci", "50 %"], 2, "above 0 and below 50 %"),
        (["run", "small.yaml", "--until-ci", "narrow"], 2, "above 0 and below 50 %"),
        (["run", "small.yaml", "--most", "2000"], 2, "--most only goes with --until-ci"),
        (["run", "small.yaml", "--fail-under", "dnoe=80 %"], 2, "did you mean 'done'"),
        (["run", "small.yaml", "--fail-under", "done@2020-12-16=0.8"], 2, "did you mean '2020-12-15'"),
        (["run", "small.yaml", "--fail-under", "done=80"], 2, "milestone=chance"),
        (["schema", "scenery"], 2, "takes"),
        (["rum"], 2, "there is no command rum"),
        (["compare"], 2, "scenarios is missing"),
        (["compare", "small.yaml"], 2, "at least two scenarios"),
        (["run", "-n", "none"], 2, "whole number of at least 1"),
        (["run", "small.yaml", "--sett", "a=1"], 2, "there is no option"),
        (["run", "small.yaml", "--set", "levers.teams"], 2, "write path=value"),
        (["run", "smal.yaml"], 2, "did you mean 'small.yaml'"),
        (["run", "small.yaml", "--set", "levers.team=2"], 3, "did you mean"),
        (["run", "small.yaml", "--set", "levers.teams=9"], 3, "outside the range 1..3"),
        (["run", "small.yaml", "--set", "activities.a.duration=30 dd"], 3, "30 dd"),
        (["show", "small.yaml", "--set", "activities.a.crew=tem"], 3, "did you mean 'team'"),
        (["run", "small.yaml", "--set", "activities.a.crew={team: 2}"], 3, "needs 2 of crew"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(
    words: list[str], code: int, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--lang", "en"]) == code
    assert said in capsys.readouterr().err
    assert main([*words, "--lang", "vi"]) == code
    assert not (folder / "results").exists()


@pytest.mark.parametrize(
    ("said_of_a", "said_of_b", "told"),
    [
        ("after: b", "after: a", "steps wait for each other in a circle: a → b → a"),
        ("priority: 0", "after: c", "no step or part is called 'c'"),
        ("priority: 0", "starts_when: {count: 2, of: a}", "the gate needs 2, but the whole group has 1"),
    ],
)
def test_networks_that_cannot_finish_are_refused_by_name(
    said_of_a: str, said_of_b: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SMALL.replace("  a: {title", f"  a: {{{said_of_a}, title")
    text = text.replace("  b: {title", f"  b: {{{said_of_b}, title")
    (folder / "wrong.yaml").write_text(text, encoding="utf-8")
    assert main(["validate", "wrong.yaml", "--lang", "en"]) == 3
    assert told in capsys.readouterr().out
    assert main(["run", "wrong.yaml", "--lang", "en"]) == 3
    assert told in capsys.readouterr().err


def test_a_run_goes_on_until_the_chances_are_sharp(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A chance of some 61 % is known to 1.6 % after 4,000 replications, and not after 2,000."""
    assert main(["small.yaml", "-q", "--until-ci", "1.6 %", "-o", "sharp", "--lang", "en"]) == 0
    assert main(["small.yaml", "-q", "-n", "4000", "-o", "counted", "--lang", "en"]) == 0
    written = [path for path in (folder / "counted").rglob("*") if path.is_file()]
    for one in written:
        if one.name not in ("manifest.json", "report.html"):  # they tell which command it was, and when
            assert one.read_bytes() == (folder / "sharp" / one.relative_to(folder / "counted")).read_bytes()
    capsys.readouterr()
    assert main(["small.yaml", "-q", "--until-ci", "0.016", "-o", "counted", "--lang", "en"]) == 0
    assert "Nothing has changed" in capsys.readouterr().out


def test_a_run_that_reaches_its_most_says_how_sharp_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["small.yaml", "-q", "--until-ci", "1 %", "--most", "60", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "Stopped at 60 replications" in said.err
    assert "not yet the ±1.00" in said.err
    assert not list((folder / "results/small").glob(".*"))


@pytest.mark.parametrize(
    ("demand", "code"),
    [("done=99 %", 4), ("done@2020-12-15=0.99", 4), ("done@2020-12-15=10 %", 0), ("done=0", 0)],
)
def test_a_chance_below_the_one_wanted_has_its_own_ending(
    demand: str, code: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["small.yaml", "-q", "--fail-under", demand, "--lang", "en"]) == code
    said = capsys.readouterr().err
    assert ("Done, by 20" in said and "95 % interval" in said.replace("\u00a0", " ")) == (code == 4)
    assert (folder / "results/small/latest.txt").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_names_what_a_scenario_has(lang: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "small.yaml", "--lang", lang]) == 0
    overview = capsys.readouterr().out
    for word in ("teams", "1..3", "1 ($teams)", "20/30/60 d", "done", "Số tổ" if lang == "vi" else "Teams"):
        assert word in overview
    assert main(["list", "small.yaml", "--facts", "--lang", lang]) == 0
    facts = capsys.readouterr().out.splitlines()
    [row] = [line for line in facts if line.startswith("activities.a.duration")]
    assert row.split() == ["activities.a.duration", "20/30/60", "d", "D", "Made", "up", "small.yaml:12"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_tells_the_goals_of_a_programme(
    lang: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", str(ROOT / "scenarios/baseline.yaml"), "--programme", "--lang", lang]) == 0
    [row] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("G14 ")]
    assert "class3" in row
    assert ("31/12/2024 (văn bản nêu)" if lang == "vi" else "2024-12-31 (as stated)") in row
    assert main(["list", "small.yaml", "--programme", "--lang", lang]) == 0
    assert "register" in capsys.readouterr().out  # there is none, and it says so
    assert main(["list", "small.yaml", "--programme", "--facts", "--lang", lang]) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_tells_the_risks_and_the_guesses(
    lang: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["list", str(ROOT / "scenarios/examples/every_word.yaml"), "--lang", lang]
    assert main([*words, "--risks"]) == 0
    [row] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("R5 ")]
    assert "drivers.ground" in row
    assert main([*words, "--set", "risk_register.R5.active=false"]) == 0
    [row] = [line for line in capsys.readouterr().out.splitlines() if "$slow_ground" in line]
    assert ("(đang tắt)" if lang == "vi" else "(switched off)") in row
    assert main(["list", "small.yaml", "--risks", "--lang", lang]) == 0
    assert "risk_register" in capsys.readouterr().out  # there is none, and it says so
    assert main([*words, "--facts", "--fixed"]) == 0
    guesses = capsys.readouterr().out.splitlines()
    assert [line for line in guesses if line.startswith("capital.land_fund.opening ")]
    assert not [line for line in guesses if line.startswith("capital.works_fund.released ")]  # a range
    assert main(["list", "small.yaml", "--fixed", "--lang", lang]) == 2
    assert main(["list", "small.yaml", "--risks", "--facts", "--lang", lang]) == 2


def test_schema_is_json_and_the_page_is_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ([], ["scenario"], ["library"], ["sweep"]):
        assert main(["schema", *kind, "--lang", "en"]) == 0
        assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")
    assert main(["schema", "--markdown", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("# Format of scenario files")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compare_can_be_one_page_and_nothing_else(
    lang: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "two.yaml").write_text(SMALL.replace("value: 1", "value: 2").replace("Small", "Two"), "utf-8")
    assert main(["compare", "small.yaml", "two.yaml", "--markdown", "-q", "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# Kết quả" if lang == "vi" else "# Results")
    assert "| `two` |" in out
    assert out.count("\n## ") == 3  # the scenarios, at a glance, the one milestone
    assert out.endswith("|\n")


def test_what_somebody_added_to_a_page_stays_when_it_is_made_anew(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "two.yaml").write_text(SMALL.replace("value: 1", "value: 2").replace("Small", "Two"), "utf-8")
    words = ["compare", "small.yaml", "two.yaml", "--no-figures", "-q", "--page", "en=page.md"]
    assert main(words) == 0
    made = (folder / "page.md").read_text(encoding="utf-8")
    own = "\n<!-- kept -->\n\n## Our own\n\nNăm câu hỏi.\n"
    (folder / "page.md").write_text("something old\n" + own, encoding="utf-8")
    assert main(words) == 0
    assert (folder / "page.md").read_text(encoding="utf-8") == made + own


def test_one_comparison_writes_its_page_in_both_languages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "two.yaml").write_text(SMALL.replace("value: 1", "value: 2").replace("Small", "Two"), "utf-8")
    words = ["compare", "small.yaml", "two.yaml", "--no-figures", "--lang", "en"]
    assert main([*words, "--page", "en=pages/results.md", "--page", "vi=ket-qua.md"]) == 0
    out = capsys.readouterr().out
    assert "Page written: pages/results.md" in out
    assert "Page written: ket-qua.md" in out
    english, vietnamese = (
        (folder / file).read_text(encoding="utf-8") for file in ("pages/results.md", "ket-qua.md")
    )
    assert english.startswith("# Results")
    assert vietnamese.startswith("# Kết quả")
    made_by = (
        "`python run.py compare small.yaml two.yaml --no-figures --lang en --page en=pages/results.md --page"
    )
    assert made_by in english
    assert made_by in vietnamese
    assert main([*words[:3], "-q", "--markdown", "--lang", "vi", "--page", "vi=again.md"]) == 0
    assert capsys.readouterr().out == (folder / "again.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", ["results.md", "fr=results.md", "en="])
def test_a_page_needs_a_language_and_a_file(
    word: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", "small.yaml", "small.yaml", "--page", word, "--lang", "en"]) == 2
    assert f"--page {word}: write language=file" in capsys.readouterr().err


SWEEP = """\
kind: sweep
title: {vi: Quét, en: Sweep}
scenario: small.yaml
vary: {levers.teams: [1, 2]}
"""


@pytest.mark.parametrize(
    "words", [["run", "small.yaml"], ["compare", "small.yaml", "two.yaml"], ["sweep", "sweep.yaml"]]
)
def test_figures_left_out_are_added_when_they_are_wanted(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "two.yaml").write_text(SMALL.replace("value: 1", "value: 2").replace("Small", "Two"), "utf-8")
    (folder / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    words = [*words, "-n", "4", "-j", "1", "--lang", "en"]
    assert main([*words, "--no-figures", "-o", "out"]) == 0
    assert "Results: out" in capsys.readouterr().out
    without = {file: file.read_bytes() for file in Path("out").rglob("*") if file.suffix not in ("", ".json")}
    assert {file.name for file in without} >= {f"{words[0]}.csv" if words[0] != "run" else "milestones.csv"}
    assert list(Path("out/figures").glob("*.csv"))
    assert not list(Path().rglob("*.png")) + list(Path().rglob("*.svg"))
    assert main([*words, "--no-figures", "-o", "out"]) == 0
    assert "already there: out" in capsys.readouterr().out

    assert main([*words, "-o", "out"]) == 0
    assert "Results: out" in capsys.readouterr().out
    assert all(file.read_bytes() == before for file, before in without.items())
    assert main([*words, "-o", "whole"]) == 0
    whole = sorted(file.relative_to("whole") for file in Path("whole").rglob("*"))
    assert sorted(file.relative_to("out") for file in Path("out").rglob("*")) == whole
    assert [file for file in whole if file.suffix == ".png"]
    before, after = (
        json.loads(Path(f"{name}/manifest.json").read_text("utf-8")) for name in ("out", "whole")
    )
    assert before["hash"] == after["hash"]
    capsys.readouterr()
    for more in ([], ["--no-figures"]):  # figures that are there stay
        assert main([*words, *more, "-o", "out"]) == 0
        assert "already there: out" in capsys.readouterr().out
    assert list(Path("out/figures").glob("*.png"))
    assert not [file for file in Path().iterdir() if file.name.startswith(".")]


def test_many_scenarios_are_compared_in_tables_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"a_scenario_with_a_long_name_{number}.yaml" for number in range(8)]
    for name in names:
        (folder / name).write_text(SMALL, encoding="utf-8")
    assert main(["compare", *names, "-n", "2", "-j", "1", "--lang", "en"]) == 0
    assert "Figures are drawn of 7 scenarios at most; here are 8." in capsys.readouterr().err
    [place] = (folder / "results/compare").iterdir()
    assert place.name == "a_scenario_with_a_long_name_0_vs_7_others"
    [table] = place.rglob("compare.csv")
    assert len(table.read_text(encoding="utf-8").splitlines()) == 1 + 7 * 2
    assert not list(place.rglob("*.png"))


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_ctrl_c_leaves_nothing_half_done(folder: Path) -> None:
    command = [sys.executable, str(ROOT / "run.py"), "small.yaml", "-n", "200000", "-j", "2", "--lang", "en"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: any((folder / "results").rglob("replications.parquet")))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped as asked" in err
    assert "Traceback" not in err
    assert not [path for path in (folder / "results").rglob("*") if path.is_file()]


def wait_until(is_so: object, seconds: float = 60) -> None:
    assert callable(is_so)
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_speaks_the_language_asked_for(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], *([command, "--help"] for command in COMMANDS)):
        with pytest.raises(SystemExit) as end:
            main([*words, "--lang", lang])
        assert end.value.code == 0
        said = capsys.readouterr().out
        assert ("Tùy chọn" in said) == (lang == "vi")
        assert ("Ví dụ:" in said) == (lang == "vi")


def test_every_engine_there_is_can_be_asked_for() -> None:
    from model.cli.words import understood
    from model.simulation import AUTO, ENGINES

    for engine in (AUTO, *ENGINES):
        assert understood(["run", "--engine", engine], "en").engine == engine
