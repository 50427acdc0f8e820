"""Sweeps that are cut short: killed at several moments, they end with the bytes of one left alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.cli import main
from model.scenario import vary
from model.study import Wish, sweep
from model.study.unfinished import Unfinished

ROOT = Path(__file__).parent.parent
TOWN = """\
kind: scenario
title: {vi: Hai việc, en: Two works}
start: 2021-01-01
horizon: 2022-01-01
replications: 60
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up}}
levers:
  teams: {title: {vi: Số tổ, en: Teams}, value: 1, range: 1..3}
assumptions:
  pace: {title: {vi: Nhịp, en: Pace}, value: {dist: uniform, low: 10 d, high: 50 d}}
crews: {team: $teams}
activities:
  a: {title: A, duration: 10/20/40 d, crew: team}
  b: {title: B, duration: $pace, crew: team}
milestones:
  done: {title: {vi: Xong, en: Done}, when: [a, b], by: {45 d: ours}}
"""
WORDS = ["sweep", "town.yaml", "--vary", "pace=1..20 d", "--vary", "teams=1..3", "--no-figures", "-j", "1"]
"""Sixty cells."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines_in(place: Path) -> int:
    """Cells written down so far."""
    return sum(file.read_bytes().count(b"\n") for file in place.glob("*.unfinished"))


def killed(at_least: int, wait: float = 0.0) -> bool:
    """Begin a sweep as a user does and kill it when so many cells are written down; whether in time."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, str(ROOT / "run.py"), *WORDS], env=environment, **quiet)
    while process.poll() is None and lines_in(Path("results/sweeps/town")) < at_least:
        time.sleep(0.002)
    time.sleep(wait)
    process.kill()
    return process.wait() != 0


def tables_in(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*.csv")}


def test_a_sweep_killed_again_and_again_ends_with_the_bytes_of_one_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [killed(cells) for cells in (1, 20, 45)] == [True, True, True]
    place = Path("results/sweeps/town")
    done = lines_in(place)
    assert 45 <= done < 60
    assert not list(place.glob("*/manifest.json"))
    assert main([*WORDS, "--resume", "--lang", "en"]) == 0
    assert "of 60 cells were done before and are taken over" in capsys.readouterr().err
    [resumed] = [path.parent for path in place.glob("*/manifest.json")]
    assert not list(place.glob("*.unfinished"))
    assert main([*WORDS, "-q", "-o", "alone"]) == 0
    assert tables_in(resumed) == tables_in(Path("alone"))
    assert set(tables_in(resumed)) == {"sweep.csv", "cells.csv", "figures/sweep.csv"}


def test_where_there_is_nothing_to_resume_it_is_said_and_all_is_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["sweep", "town.yaml", "--vary", "teams=1,2", "-n", "2", "--no-figures", "-j", "1", "--resume"]
    assert main([*words, "--lang", "en"]) == 0
    assert "There was nothing to resume; all 2 cells were run." in capsys.readouterr().err


@pytest.mark.parametrize("out", [None, Path("there")])
def test_cells_are_taken_over_whole_or_not_at_all(folder: Path, out: Path | None) -> None:
    """The file cut off at any byte of its last line has all cells but the last."""
    asked, wish = vary("town.yaml", [("teams", "1..3")]), Wish(replications=3, jobs=1, out=out, figures=False)
    whole = sweep(asked, wish)
    rows = [{"milestone": "done", "probability": 1 / 3, "p80_minus_plan": None, "band_low": float("nan")}]
    with Unfinished("sweeps/other", "0123456789", out) as file:
        file.add("first", rows)
        file.add("second", rows)
        said = file.path.read_bytes()
        for end in range(said.rindex(b"\n"), len(said)):
            file.path.write_bytes(said[:end])
            assert [mark for mark, _ in file.known()] == ["first"]
        file.add("third", rows)  # after a line that was cut short
        assert [mark for mark, _ in file.known()] == ["first", "third"]
        assert repr(dict(file.known())["third"]) == repr(rows)
        file.drop()
        assert not file.path.exists()
    assert whole.taken == 0


def test_what_a_sweep_writes_down_is_what_it_would_count_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the middle by whatever it is; what is taken over is not run again."""
    module = sys.modules["model.study.sweep"]
    rows_of, runs = module._rows_of, []

    def stops(*asked):
        if len(runs) == 4:
            raise KeyboardInterrupt
        runs.append("run")
        return rows_of(*asked)

    asked, wish = vary("town.yaml", [("teams", "1..3"), ("pace", "10,20 d")]), Wish(jobs=1, figures=False)
    with monkeypatch.context() as patched:
        patched.setattr(module, "_rows_of", stops)
        with pytest.raises(KeyboardInterrupt):
            sweep(asked, wish)
    done = sweep(asked, wish)
    assert done.taken == 4
    alone = sweep(asked, Wish(jobs=1, figures=False, out=Path("alone")))
    assert tables_in(done.folder) == tables_in(alone.folder)
