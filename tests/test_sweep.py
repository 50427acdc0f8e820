"""Sweeps as a whole: cells whose chance is known by hand, samples, and cells that fail."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.analysis.ranks import noise_of, rank_table
from model.archive import manifest_of
from model.cli import main
from model.study import Wish, sweep
from model.study.design import latin_chances, sobol_chances

KNOWN = """\
kind: scenario
title: {vi: Hai việc, en: Two works}
start: 2021-01-01
horizon: 2022-01-01
replications: 2
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up}}
levers:
  teams: {title: {vi: Số tổ, en: Teams}, value: 1, range: 1..3}
  cash: {title: {vi: Tiền, en: Cash}, value: 20 bn VND, range: 10..40 bn VND, grade: C, source: made_up}
assumptions:
  pace: {title: {vi: Nhịp, en: Pace}, value: {dist: uniform, low: 10 d, high: 50 d}}
  known: {title: {vi: Đã biết, en: Known}, value: 1 d}
  share: {title: {vi: Phần, en: Share}, value: 20 %, grade: C, source: made_up}
crews: {team: $teams}
activities:
  a: {title: A, duration: $pace, crew: team}
  b: {title: B, duration: $pace, crew: team}
  c: {title: C, duration: $known}
milestones:
  done: {title: {vi: Xong, en: Done}, when: [a, b], by: {45 d: ours}}
  first: {title: {vi: Việc đầu, en: The first}, when: a, by: {30 d: ours}}
"""
GRID = "{levers.teams: 1..2, assumptions.pace: [20 d, 30 d, 50 d]}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place that holds one small scenario in which nothing is left to luck once the pace is set."""
    (tmp_path / "known.yaml").write_text(KNOWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(said: str) -> Path:
    Path("tried.yaml").write_text(f"kind: sweep\ntitle: Tried\nscenario: known\n{said}\n", encoding="utf-8")
    return Path("tried.yaml")


def test_chances_of_a_grid_are_those_worked_out_by_hand(folder: Path) -> None:
    done = sweep(written(f"vary: {GRID}\nmilestones: [done]"), Wish(jobs=1))
    table = done.table
    assert list(table.columns[:6]) == [
        "scenario", "cell", "levers.teams", "assumptions.pace [d]", "milestone", "deadline",
    ]  # fmt: skip
    found = {
        (teams, pace): chance
        for teams, pace, chance in zip(
            table["levers.teams"], table["assumptions.pace [d]"], table["probability"], strict=True
        )
    }
    # one team does the two works one after the other: 40, 60, 100 days; two at once: 20, 30, 50; by day 45
    assert found == {(1, 20): 1, (1, 30): 0, (1, 50): 0, (2, 20): 1, (2, 30): 1, (2, 50): 0}
    assert list(table["cell"]) == [1, 2, 3, 4, 5, 6]
    assert {path.name for path in (done.folder / "figures").iterdir()} == {
        "sweep.csv", "sweep.en.png", "sweep.en.svg", "sweep.vi.png", "sweep.vi.svg",
    }  # fmt: skip


def test_a_sweep_wins_over_a_setting_and_the_setting_holds_elsewhere(folder: Path) -> None:
    wish = Wish(jobs=1, settings=(("levers.teams", "3"), ("assumptions.pace", "44 d")))
    assert list(sweep(written("vary: {levers.teams: 1..2}"), wish).table["probability"]) == [0, 0, 1, 0]


def test_a_group_sets_all_its_paths(folder: Path) -> None:
    cells = (
        "slow: {set: {levers.teams: 1, assumptions.pace: 30 d}}, "
        "fast: {set: {levers.teams: 2, assumptions.pace: 20 d}}"
    )
    said = f"vary: {{effort: {{title: {{vi: Sức, en: Effort}}, cells: {{{cells}}}}}}}\nmilestones: [done]"
    table = sweep(written(said), Wish(jobs=1)).table
    assert list(zip(table["vary.effort"], table["probability"], strict=True)) == [("slow", 0), ("fast", 1)]


def test_the_same_sweep_again_changes_nothing_and_gives_the_same_bytes(folder: Path) -> None:
    first = sweep(written(f"vary: {GRID}"), Wish(jobs=1))
    again = sweep(written(f"vary: {GRID}"), Wish(jobs=1))
    other = sweep(written(f"vary: {GRID}"), Wish(jobs=2, out=Path("other")))
    assert (first.is_new, again.is_new, again.folder) == (True, False, first.folder)
    for name in ("sweep.csv", "cells.csv", "figures/sweep.csv"):
        assert (first.folder / name).read_bytes() == (other.folder / name).read_bytes()


def runs_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes a word for each cell that is run from now on."""
    module = sys.modules["model.study.sweep"]
    rows_of, runs = module._rows_of, []
    monkeypatch.setattr(module, "_rows_of", lambda *asked: (runs.append("run"), rows_of(*asked))[1])
    return runs


def test_cells_that_an_earlier_sweep_has_run_are_not_run_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep(written("vary: {assumptions.pace: [20 d, 20/30/50 d]}"), Wish(jobs=1))
    runs = runs_of(monkeypatch)
    said = "vary: {assumptions.pace: [10 d, 20/30/50 d, 20 d, 200 d]}"
    longer = sweep(written(said), Wish(jobs=1))
    assert len(runs) == 2
    shorter = sweep(written(f"{said}\nmilestones: [first]"), Wish(jobs=1))
    assert (len(runs), list(shorter.table["probability"])) == (2, list(longer.table["probability"][1::2]))
    sweep(written(said), Wish(jobs=1, seed=2))
    sweep(written(said), Wish(jobs=1, settings=(("levers.teams", "2"),)))
    assert len(runs) == 10
    (folder / "results").rename(folder / "elsewhere")
    fresh = sweep(written(said), Wish(jobs=1))
    assert len(runs) == 14
    for name in ("sweep.csv", "cells.csv", "figures/sweep.csv", "figures/sweep.vi.png"):
        ours = folder / "elsewhere" / longer.folder.relative_to("results") / name
        assert ours.read_bytes() == (fresh.folder / name).read_bytes()


# samples ---------------------------------------------------------------------------------------

SAMPLE = "latin_hypercube: {points: 10, over: assumptions.pace}\nmilestones: [first]"


def test_a_sample_has_one_point_in_each_stretch_of_the_law(folder: Path) -> None:
    done = sweep(written(SAMPLE), Wish(jobs=1))
    paces = np.sort(done.table["assumptions.pace [d]"].to_numpy())
    assert list((paces - 10) // 4) == list(range(10))  # ten stretches of four days between 10 and 50
    assert done.table["probability"].sum() == 5  # the first work takes at most 30 days at half the points
    [row] = done.ranks.itertuples()
    # ranks of paces 1..10 against chances that share ranks 8 (five times) and 3: -62.5 / sqrt(82.5 * 62.5)
    assert row.rho == pytest.approx(-0.870388, abs=1e-6)
    assert row.noise == pytest.approx(1.959964 / 3, abs=1e-6)
    assert (row.points, row.chance_low, row.chance_high) == (10, 0, 1)


def test_levers_are_sampled_evenly_over_their_range(folder: Path) -> None:
    done = sweep(written("latin_hypercube: {points: 12, over: [levers.teams, levers.cash]}"), Wish(jobs=1))
    cells = done.table.drop_duplicates("cell")
    assert list(np.bincount(cells["levers.teams"])) == [0, 4, 4, 4]
    cash = np.sort(cells["levers.cash [bn VND]"].to_numpy())
    assert list((cash - 10) // 2.5) == list(range(12))
    assert np.allclose(cash * 1000, np.round(cash * 1000))


def test_a_sample_of_a_grade_takes_its_assumptions_but_the_fixed_ones(folder: Path) -> None:
    done = sweep(written("latin_hypercube: {points: 10, graded: [C, D], over: levers.cash}"), Wish(jobs=1))
    assert [axis.name for axis in done.design.axes] == ["levers.cash", "assumptions.pace"]


def test_a_further_factor_leaves_the_others_where_they_were() -> None:
    alone = latin_chances("assumptions.a", 16, 1)
    assert (alone == latin_chances("assumptions.a", 16, 1)).all()
    assert (alone != latin_chances("assumptions.b", 16, 1)).any()
    assert (alone != latin_chances("assumptions.a", 16, 2)).any()


def test_a_sobol_sample_is_even_in_two_factors_together(folder: Path) -> None:
    said = "sobol: {points: 16, seed: 3, over: [assumptions.pace, levers.cash]}\nmilestones: [first]"
    done = sweep(written(said), Wish(jobs=1))
    cells = done.table.drop_duplicates("cell")
    pace, cash = cells["assumptions.pace [d]"].to_numpy(), cells["levers.cash [bn VND]"].to_numpy()
    assert list(np.sort((pace - 10) // 2.5)) == list(range(16))  # one in each of sixteen stretches
    boxes = {(int((p - 10) // 10), int((c - 10) // 7.5)) for p, c in zip(pace, cash, strict=True)}
    assert len(boxes) == 16  # and one in each of four times four boxes
    assert [len(ranks) for _, ranks in done.ranks.groupby("factor")] == [1, 1]


def test_points_of_a_sobol_sample_hang_on_their_seed_alone() -> None:
    first, again, other = (sobol_chances(3, 8, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert all(0 < chance < 1 for column in first for chance in column)


def test_a_chance_that_never_moves_has_no_rank_correlation() -> None:
    rows = pd.DataFrame({"milestone": "m", "deadline": "30 d", "probability": 0.5, "x": [1, 2, 3]})
    assert rank_table(rows, ["x"], ["x"])["rho"].isna().all()
    assert noise_of(1) == noise_of(2) == 1


# cells that fail -------------------------------------------------------------------------------


@pytest.fixture
def _second_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["model.study.sweep"]
    calls = iter([None, RuntimeError("no room\nleft"), *[None] * 20])
    rows_of = module._rows_of

    def fails(*asked):
        problem = next(calls)
        if problem is not None:
            raise problem
        return rows_of(*asked)

    monkeypatch.setattr(module, "_rows_of", fails)


@pytest.mark.parametrize("vary", [GRID, "{assumptions.pace: [20 d, 30 d, 50 d]}"])
@pytest.mark.usefixtures("_second_fails")
def test_a_cell_that_fails_is_told_and_the_others_are_done(
    folder: Path, vary: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written(f"vary: {vary}\nmilestones: [done]")
    assert main(["sweep", "tried.yaml", "-j", "1", "--lang", "en"]) == 5
    said = capsys.readouterr().err
    assert "Pace: 30\u00a0days): RuntimeError: no room left" in said
    [place] = Path("results/sweeps/tried").glob("*/cells.csv")
    cells = pd.read_csv(place)
    assert list(cells["status"][:3]) == ["done", "failed", "done"]
    assert 2 not in set(pd.read_csv(place.parent / "sweep.csv")["cell"])
    assert manifest_of(place.parent)["failed"] == 1
    # what failed is tried again, and then stands in a folder of its own
    assert main(["sweep", "tried.yaml", "-q", "-j", "1"]) == 0
    assert len(list(Path("results/sweeps/tried").glob("*/sweep.csv"))) == 2


def test_where_every_cell_fails_there_is_no_figure_but_a_list(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*asked):
        raise RuntimeError("no luck")

    monkeypatch.setattr(sys.modules["model.study.sweep"], "_rows_of", fails)
    for said in (f"vary: {GRID}", SAMPLE):
        written(said)
        assert main(["sweep", "tried.yaml", "-q", "-j", "1", "--lang", "en"]) == 5
        assert "no luck" in capsys.readouterr().err
    for place in Path("results/sweeps/tried").glob("*/sweep.csv"):
        assert len(place.read_text(encoding="utf-8").splitlines()) == 1
        assert not list(place.parent.glob("figures/*.png"))


def test_an_impossible_cell_is_told_and_the_others_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written("vary: {levers.teams: [1, 4, 2]}\nmilestones: [done]")
    command = ["sweep", "tried.yaml", "-q", "-j", "1"]
    assert main([*command, "--lang", "en"]) == 5
    assert "cell 2 (Teams: 4): tried.yaml, line 4  levers.teams.value: 4 lies outside the range 1..3" in (
        capsys.readouterr().err
    )
    [place] = Path("results/sweeps/tried").glob("*/cells.csv")
    cells = pd.read_csv(place)
    assert list(cells["status"]) == ["done", "impossible", "done"]
    assert cells["message"][1] == "levers.teams.value: 4 lies outside the range 1..3"
    assert list(pd.read_csv(place.parent / "sweep.csv")["cell"]) == [1, 3]
    # asked again there is nothing to do, and the cell is told as before, in whatever language
    assert main([*command, "--lang", "vi"]) == 5
    said = capsys.readouterr()
    assert "Không có gì thay đổi" in said.out
    assert "4 nằm ngoài khoảng 1..3" in said.err
    assert "line 4  levers.teams.value" in _said_of_validate(capsys)


def _said_of_validate(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["validate", "tried.yaml", "--lang", "en"]) == 3
    return capsys.readouterr().out


def test_where_no_cell_is_possible_nothing_is_run_or_left(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written("vary: {levers.teams: [5, 4]}")
    assert main(["sweep", "tried.yaml", "-q", "--lang", "en"]) == 3
    said = capsys.readouterr().err
    assert "5 lies outside the range 1..3" in said
    assert "4 lies outside the range 1..3" in said
    assert not Path("results").exists()


def test_cells_side_by_side_have_every_chance_with_its_interval(folder: Path) -> None:
    cells = sweep(written("vary: {levers.teams: [1, 2], assumptions.pace: [25 d]}"), Wish(jobs=1)).chances
    assert list(cells.columns) == [
        "cell", "levers.teams", "assumptions.pace [d]", "status", "message", "replications",
        "done@45 d", "done@45 d ci_low", "done@45 d ci_high",
        "first@30 d", "first@30 d ci_low", "first@30 d ci_high",
    ]  # fmt: skip
    # one team: 50 days for both, two: 25; both replications alike have an interval of 0.657620
    assert cells["done@45 d"].tolist() == [0, 1]
    assert cells["done@45 d ci_high"].tolist() == [0.65762, 1]
    assert cells["first@30 d ci_low"].tolist() == [0.34238, 0.34238]
    assert cells["replications"].tolist() == [2, 2]


def test_a_scenario_is_swept_along_axes_said_on_the_command_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--vary", "teams=1..2", "--vary", "pace=20,30,50 d", "--milestone", "done", "-q", "-j", "1"]
    assert main(["sweep", "known.yaml", *words, "--lang", "en", "-o", "typed"]) == 0
    in_file = sweep(written(f"vary: {GRID}\nmilestones: [done]"), Wish(jobs=1))
    for name in ("sweep.csv", "cells.csv", "figures/sweep.csv"):
        assert Path("typed", name).read_bytes() == (in_file.folder / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["known.yaml"], "known.yaml is a scenario; say what to vary"),
        (["tried.yaml", "--vary", "teams=1"], "tried.yaml is a sweep file and says it all; --vary goes with"),
        (["tried.yaml", "--milestone", "done"], "--milestone goes with a scenario"),
        (["known.yaml", "--vary", "teams"], "--vary teams: write path=values"),
    ],
)
def test_what_to_vary_is_asked_for_once(
    folder: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written(f"vary: {GRID}")
    assert main(["sweep", *words, "-q", "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_terminal_shows_grids_and_samples(
    folder: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written(f"vary: {GRID}\nmilestones: [done]")
    assert main(["sweep", "tried.yaml", "-q", "--lang", lang]) == 0
    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines()]
    assert ["20", ">", "99", "%", ">", "99", "%"] in _plain(lines)
    assert ["50", "<", "1", "%", "<", "1", "%"] in _plain(lines)
    written(SAMPLE)
    assert main(["sweep", "tried.yaml", "-q", "--lang", lang]) == 0
    assert {"vi": "−0,87  Nhịp", "en": "−0.87  Pace"}[lang] in capsys.readouterr().out


def _plain(lines: list[list[str]]) -> list[list[str]]:
    return [[part for word in line for part in word.split("\u00a0")] for line in lines]
