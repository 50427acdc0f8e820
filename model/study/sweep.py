"""Run a sweep: one run for each of its cells, all on the same luck."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis import tables
from model.analysis.ranks import rank_table
from model.analysis.tally import Slip, Tally, Total, slip
from model.archive import (
    MANIFEST,
    Folder,
    Key,
    is_there,
    leave,
    leave_once_known,
    manifest_of,
    place_of,
    read_table,
    results_of,
)
from model.draws import Draws, make_draws
from model.outcomes import Outcomes
from model.plan import Plan, make_plan
from model.scenario import Cell, Scenario, Sweep, load_scenario, load_sweep
from model.simulation import engine_for
from model.study.design import Cells, Design, design_of
from model.study.drawing import draw
from model.study.job import Job, Nobody, Piece, Progress, foretell
from model.study.pieces import pieces_of
from model.study.planned import planned
from model.study.run import Wish, manifest, titles_of
from model.study.workforce import PieceLostError, Workforce, WorkforceError, at_work


@dataclass(frozen=True)
class SweepStudy:
    """A sweep, finished: its design, and its tables as they stand in its folder."""

    sweep: Sweep
    plan: Plan
    design: Design
    folder: Path
    is_new: bool

    @property
    def table(self) -> pd.DataFrame:
        """One row per cell, milestone and deadline."""
        return read_table(self.folder, "sweep.csv")

    @property
    def failed(self) -> pd.DataFrame:
        """The cells whose run failed, and why."""
        cells = read_table(self.folder, "cells.csv")
        return cells[cells["status"] == "failed"]

    @property
    def ranks(self) -> pd.DataFrame:
        """Of a sample: how the chances go with each factor."""
        return read_table(self.folder, "ranks.csv")


@dataclass
class _Work:
    """What a sweep is made from, and what has come of it so far."""

    asked: Sweep
    design: Design
    cells: Cells
    base: Scenario
    seed: int
    replications: int
    wanted: list[str]
    wish: Wish
    done: dict[int, pd.DataFrame] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    @cached_property
    def whole(self) -> str:
        """The hash of what all cells have in common: the scenario, the luck and the model's text."""
        return Key(self.base, self.seed, self.replications).hash

    @cached_property
    def digest(self) -> str:
        """The hash of the results, were no cell to fail."""
        return _hash_of(["sweep", self.wanted, *map(self.mark, self.design.cells)])

    def mark(self, cell: Cell) -> str:
        """The hash of a cell: another sweep that has it has the same rows of it."""
        return _hash_of([self.whole, *([one.path, one.plain] for one in cell.settings)])

    @property
    def digest_reached(self) -> str:
        """The hash of the results as they are; with failures another, so that they are tried again."""
        return _hash_of([self.digest, dict(sorted(self.failed.items()))]) if self.failed else self.digest


def _hash_of(facts: list[Any]) -> str:
    return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def sweep(
    path: Path | str, wish: Wish, progress: Progress | None = None, workforce: Workforce | None = None
) -> SweepStudy:
    """Run a sweep file: its scenario once for each cell, all on the same luck.

    A cell whose run fails is told in ``cells.csv`` and does not stop the others.

    Raises
    ------
    ScenarioError
        If any cell makes no valid scenario; nothing is run or written then.
    WouldOverwrite
        If the folder asked for holds something else.
    """
    asked = load_sweep(path)
    base = load_scenario(asked.scenario, wish.settings)
    design = design_of(asked, base)
    cells = Cells(asked, wish.settings)
    cells.check(design)
    seed, replications = wish.luck(*_luck_of(asked, base))
    wanted = asked.said.milestones or list(base.said.milestones)
    work = _Work(asked, design, cells, base, seed, replications, wanted, wish)

    def fill(folder: Folder) -> str:
        began = time.perf_counter()
        with at_work(wish.jobs, wish.cluster, workforce) as those:
            _run_cells(work, progress or Nobody(), those)
        _write(folder, work, began)
        return work.digest_reached

    def draw_from_tables(folder: Folder) -> None:
        _draw(folder, work, read_table(folder.target, f"figures/{design.figure}.csv"))

    complete = draw_from_tables if wish.figures else None
    name = f"sweeps/{asked.name}"
    if is_there(place_of(name, work.digest, wish.out), work.digest):
        place, is_new = leave(name, work.digest, wish.out, lambda folder: None, complete)
    else:
        place, is_new = leave_once_known(name, wish.out, fill, complete)
    return SweepStudy(asked, make_plan(base), design, place, is_new)


def sweep_size(path: Path | str, wish: Wish) -> tuple[int, int]:
    """How many cells a sweep has and how many replications it will take in all, for its progress."""
    asked = load_sweep(path)
    _, replications = wish.luck(*_luck_of(asked, load_scenario(asked.scenario)))
    return asked.count, asked.count * replications


def _luck_of(asked: Sweep, scenario: Scenario) -> tuple[int, int]:
    """Seed and replications as the sweep says, else as its scenario does."""
    seed, replications = asked.said.seed, asked.said.replications
    return (
        scenario.said.seed if seed is None else seed,
        scenario.said.replications if replications is None else replications,
    )


# -- the cells -----------------------------------------------------------------------------------


class _Counting:
    """Passes on how far a cell has come and remembers it, so that a failed one doesn't hold up the count."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self.told = progress, 0

    def __call__(self, more: int, /) -> None:
        self.told += more
        self._progress(more)

    def expect(self, total: int, /) -> None:
        """It will take so many replications in all: the sweep knows that better than one cell."""

    def compiles(self) -> None:
        """The engine has to be compiled first."""
        self._progress.compiles()


@dataclass(frozen=True)
class _Running:
    """A cell under way."""

    cell: Cell
    job: Job
    counting: _Counting
    total: Total = field(default_factory=Total)


def _run_cells(work: _Work, progress: Progress, workforce: Workforce) -> None:
    """Run the cells that nobody has run yet, in order; the next is begun before the last is done."""
    work.done = _known_cells(work)
    progress(work.replications * len(work.done))
    to_run = [cell for cell in work.design.cells if cell.number not in work.done]
    under_way: dict[Job, _Running] = {}
    pieces = _pieces_of_cells(work, to_run, under_way, progress)
    with closing(workforce.share_out(pieces, work.replications * len(to_run))) as promises:
        for promise in promises:
            one = under_way.get(promise.piece.job)
            if one is None:  # another piece of its cell has failed
                continue
            try:
                one.total.add(promise.kept(one.counting))
                if one.total.replications == work.replications:
                    work.done[one.cell.number] = _rows_of(work, one.job, one.total.tally)
                    del under_way[promise.piece.job]
            except Exception as problem:
                del under_way[promise.piece.job]
                _fails(work, one.cell, problem, one.counting, progress)


def _pieces_of_cells(
    work: _Work, cells: Sequence[Cell], under_way: dict[Job, _Running], progress: Progress
) -> Iterator[Piece]:
    """The pieces of all cells; a cell is planned when there is somebody to begin with it."""
    for cell in cells:
        counting = _Counting(progress)
        try:
            plan = work.cells.plan(cell)
            engine = engine_for(plan, work.replications * len(cells), work.wish.engine)
            job = Job(plan, make_draws(plan.quantities, work.seed, plan.correlations), _count, engine)
        except Exception as problem:
            _fails(work, cell, problem, counting, progress)
            continue
        foretell(engine, counting)
        under_way[job] = _Running(cell, job, counting)
        for piece in pieces_of(job, work.replications):
            if job in under_way:
                yield piece


def _count(plan: Plan, draws: Draws, outcomes: Outcomes) -> Slip:
    return slip(plan, outcomes)


def _fails(work: _Work, cell: Cell, problem: Exception, counting: _Counting, progress: Progress) -> None:
    """Whatever it is: the other cells are worth having, and this one is told.

    Raises
    ------
    WorkforceError
        Where there is nobody left to do the others.
    """
    if isinstance(problem, WorkforceError) and not isinstance(problem, PieceLostError):
        raise problem
    work.failed[cell.number] = " ".join(f"{type(problem).__name__}: {problem}".split())
    progress(work.replications - counting.told)


def _known_cells(work: _Work) -> dict[int, pd.DataFrame]:
    """The rows of cells that an earlier sweep of this name has run, with other values or when some failed."""
    known: dict[int, pd.DataFrame] = {}
    marks = {work.mark(cell): cell.number for cell in work.design.cells}
    for folder in results_of(f"sweeps/{work.asked.name}"):
        facts = manifest_of(folder)
        theirs: dict[str, int] = facts.get("cells_done", {})
        if not (marks.keys() & theirs.keys() and set(work.wanted) <= set(facts.get("milestones", ()))):
            continue
        table = read_table(folder, "sweep.csv")
        rows = table[table.milestone.isin(work.wanted)].astype({"p80_minus_plan": "Int64"})
        for mark in marks.keys() & theirs.keys():
            known[marks[mark]] = rows.loc[rows.cell == theirs[mark], list(tables.MILESTONE_COLUMNS)].copy()
    return known


def _rows_of(work: _Work, job: Job, counts: Tally) -> pd.DataFrame:
    """The rows of one cell: its milestones and deadlines."""
    rows = tables.milestone_table(job.plan, counts, planned(job.plan, job.engine))
    return rows[rows.milestone.isin(work.wanted)]


# -- the tables ----------------------------------------------------------------------------------


def _write(folder: Folder, work: _Work, began: float) -> None:
    axes = work.design.axes
    table = _table(work)
    folder.table("sweep.csv", table)
    folder.table("cells.csv", _cell_table(work))
    shown = table
    if work.design.is_sample:
        shown = rank_table(table, [axis.column for axis in axes], [axis.name for axis in axes])
        folder.table("ranks.csv", shown)
    folder.table(f"figures/{work.design.figure}.csv", shown)
    if work.wish.figures:
        _draw(folder, work, shown)
    key = Key(work.base, work.seed, work.replications)
    facts = manifest(work.digest_reached, [work.base], key, work.wish, time.perf_counter() - began)
    done = {work.mark(cell): cell.number for cell in work.design.cells if cell.number in work.done}
    cells = {"cells": len(work.design.cells), "failed": len(work.failed)}
    folder.json(MANIFEST, facts | cells | {"milestones": work.wanted, "cells_done": done})


def _draw(folder: Folder, work: _Work, rows: pd.DataFrame) -> None:
    """Draw the figure of a sweep from the table behind it."""
    from model.report.gallery import Imprint, pictures_of_sweep, pictures_of_tornado  # slow to import

    if not len(rows):
        return
    imprint = Imprint(
        {work.asked.name: work.asked.title}, work.seed, work.replications, work.digest_reached[:8]
    )
    pictures_of = pictures_of_tornado if work.design.is_sample else pictures_of_sweep
    titles = titles_of(make_plan(work.base))
    draw(
        pictures_of(folder.figures, imprint, titles, rows, work.design.axes), len(work.wanted), work.wish.jobs
    )


def _table(work: _Work) -> pd.DataFrame:
    """Every row of every cell that is done, with the values of the cell."""
    frames = []
    for cell in work.design.cells:
        if cell.number in work.done:
            rows = work.done[cell.number]
            for place, (column, value) in enumerate(_heading(work, cell), start=1):
                rows.insert(place, column, value)
            frames.append(rows)
    if not frames:
        return pd.DataFrame(columns=["scenario", "cell", *_columns(work), *tables.MILESTONE_COLUMNS[1:]])
    return pd.concat(frames, ignore_index=True)


def _cell_table(work: _Work) -> pd.DataFrame:
    """One row per cell: its values, and how it ended."""
    rows = (
        (*(value for _, value in _heading(work, cell)), *_ending(work, cell)) for cell in work.design.cells
    )
    return pd.DataFrame(rows, columns=["cell", *_columns(work), "status", "message"])


def _ending(work: _Work, cell: Cell) -> list[str]:
    message = work.failed.get(cell.number)
    return ["done", ""] if message is None else ["failed", message]


def _columns(work: _Work) -> Iterable[str]:
    return (axis.column for axis in work.design.axes)


def _heading(work: _Work, cell: Cell) -> list[tuple[str, int | str]]:
    """The number of a cell and its value along each axis, with the names of their columns."""
    values = (axis.in_column(place) for axis, place in zip(work.design.axes, cell.places, strict=True))
    return [("cell", cell.number), *zip(_columns(work), values, strict=True)]
