"""Run a sweep: one run for each of its cells, all on the same luck."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis import tables
from model.analysis.ranks import rank_table
from model.analysis.tally import Arrivals, Slip, Total, arrivals
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
from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.scenario import Cell, Fault, Scenario, ScenarioError, Sweep, load_scenario, read_sweep
from model.simulation import engine_for
from model.study.design import Cells, Design, design_of
from model.study.drawing import draw
from model.study.job import Job, Nobody, Piece, Progress, foretell
from model.study.luck import Luck
from model.study.pieces import pieces_of
from model.study.run import Wish, manifest, titles_of
from model.study.unfinished import Rows, Unfinished
from model.study.workforce import PieceLostError, Workforce, WorkforceError, at_work

DONE, IMPOSSIBLE, FAILED = "done", "impossible", "failed"
"""How a cell may end: with its rows; as no scenario that can be run; with its run broken off."""


@dataclass(frozen=True)
class SweepStudy:
    """A sweep, finished: its design, and its tables as they stand in its folder.

    ``taken`` counts the cells that were done before, by a sweep that was finished or cut short.
    """

    sweep: Sweep
    plan: Plan
    design: Design
    folder: Path
    is_new: bool
    taken: int
    cells: Cells = field(repr=False)

    @property
    def table(self) -> pd.DataFrame:
        """One row per cell, milestone and deadline."""
        return read_table(self.folder, "sweep.csv")

    @property
    def chances(self) -> pd.DataFrame:
        """One row per cell: its values, how it ended, and its chances side by side."""
        return read_table(self.folder, "cells.csv")

    @property
    def failed(self) -> pd.DataFrame:
        """The cells without a result, and why."""
        cells = self.chances
        return cells[cells["status"] != DONE]

    @property
    def ranks(self) -> pd.DataFrame:
        """Of a sample: how the chances go with each factor."""
        return read_table(self.folder, "ranks.csv")

    def faults(self, number: int) -> tuple[Fault, ...]:
        """Why the values of a cell make no scenario that can be run; nothing where they do."""
        try:
            self.cells.plan(self.design.cells[number - 1])
        except ScenarioError as error:
            return error.faults
        return ()


@dataclass
class _Work:
    """What a sweep is made from, and what has come of it so far."""

    asked: Sweep
    design: Design
    cells: Cells
    base: Scenario
    plan: Plan
    seed: int
    replications: int
    wanted: list[str]
    wish: Wish
    unfinished: Unfinished = field(init=False)
    done: dict[int, Rows] = field(default_factory=dict)
    impossible: dict[int, ScenarioError] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    taken: int = 0

    def __post_init__(self) -> None:
        """Where cells are written down as they are done."""
        self.unfinished = Unfinished(self.name, self.digest, self.wish.out)

    @property
    def name(self) -> str:
        """The folder of its results below all others."""
        return f"sweeps/{self.asked.name}"

    @cached_property
    def luck(self) -> Luck:
        """What the cells have in common of their draws."""
        return Luck(self.plan, self.seed)

    @cached_property
    def whole(self) -> str:
        """The hash of what all cells have in common: the scenario, the luck and the model's text."""
        return Key(self.base, self.seed, self.replications).hash

    @cached_property
    def marks(self) -> list[str]:
        """The hash of each cell, in order: another sweep that has it has the same rows of it."""
        return [
            _hash_of([self.whole, *([one.path, one.plain] for one in cell.settings)])
            for cell in self.design.cells
        ]

    @cached_property
    def digest(self) -> str:
        """The hash of the results, were no run to break off."""
        return _hash_of(["sweep", self.wanted, *self.marks])

    @property
    def digest_reached(self) -> str:
        """The hash of the results as they are; with failures another, so that they are tried again."""
        return _hash_of([self.digest, dict(sorted(self.failed.items()))]) if self.failed else self.digest

    def mark(self, cell: Cell) -> str:
        """The hash of a cell."""
        return self.marks[cell.number - 1]


def _hash_of(facts: list[Any]) -> str:
    return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def sweep(
    asked: Sweep | Path | str,
    wish: Wish | None = None,
    progress: Progress | None = None,
    workforce: Workforce | None = None,
) -> SweepStudy:
    """Run a scenario once for each cell of a sweep, all on the same luck.

    A cell whose values make no scenario that can be run, or whose run breaks off, is told in
    ``cells.csv`` and does not stop the others. Each cell is written down when it is done: a sweep
    that was cut short, however that was, goes on from there when it is asked for again, and ends
    with the same bytes.

    Parameters
    ----------
    asked
        A sweep file, or what ``vary`` or ``read_sweep`` has made of one.

    Raises
    ------
    ScenarioError
        If the sweep or its scenario has faults, or none of its cells can be run; nothing is written then.
    WouldOverwrite
        If the folder asked for holds something else.
    """
    wish = wish or Wish()
    work = _work_of(asked if isinstance(asked, Sweep) else read_sweep(asked), wish)

    def draw_from_tables(folder: Folder) -> None:
        _draw(folder, work, read_table(folder.target, f"figures/{work.design.figure}.csv"))

    complete = draw_from_tables if wish.figures else None
    if is_there(place_of(work.name, work.digest, wish.out), work.digest):
        place, is_new = leave(work.name, work.digest, wish.out, lambda folder: None, complete)
    else:
        began = time.perf_counter()
        with work.unfinished, at_work(wish.jobs, wish.cluster, workforce) as those:
            _run_cells(work, progress or Nobody(), those)

        def fill(folder: Folder) -> str:
            _write(folder, work, began)
            return work.digest_reached

        place, is_new = leave_once_known(work.name, wish.out, fill, complete)
    work.unfinished.drop()
    return SweepStudy(work.asked, work.plan, work.design, place, is_new, work.taken, work.cells)


def _work_of(asked: Sweep, wish: Wish) -> _Work:
    cells = Cells(asked, wish.settings)
    base = cells.base
    seed, replications = wish.luck(*_luck_of(asked, base))
    wanted = asked.said.milestones or list(base.said.milestones)
    design = design_of(asked, base)
    return _Work(asked, design, cells, base, cells.base_plan, seed, replications, wanted, wish)


def sweep_size(asked: Sweep | Path | str, wish: Wish) -> tuple[int, int]:
    """How many cells a sweep has and how many replications it will take in all, for its progress."""
    asked = asked if isinstance(asked, Sweep) else read_sweep(asked)
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

    def begins(self, step: str, total: int, /) -> None:
        """What are steps of the sweep it knows better than one cell."""

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
    """Run the cells that nobody has run yet, in order; the next is begun before the last is done.

    Raises
    ------
    ScenarioError
        If no cell makes a scenario that can be run.
    """
    work.done = _known_cells(work)
    work.taken = len(work.done)
    progress(work.replications * work.taken)
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
                if one.total.replications < work.replications:
                    continue
                rows = _rows_of(work, one.job, one.total.arrivals)
            except Exception as problem:
                del under_way[promise.piece.job]
                _fails(work, one.cell, problem, one.counting, progress)
                continue
            del under_way[promise.piece.job]
            work.done[one.cell.number] = rows
            work.unfinished.add(work.mark(one.cell), rows)
    if len(work.impossible) == len(work.design.cells):
        raise ScenarioError(fault for error in work.impossible.values() for fault in error.faults)


def _pieces_of_cells(
    work: _Work, cells: Sequence[Cell], under_way: dict[Job, _Running], progress: Progress
) -> Iterator[Piece]:
    """The pieces of all cells; a cell is planned when there is somebody to begin with it."""
    for cell in cells:
        counting = _Counting(progress)
        try:
            plan = work.cells.plan(cell)
            engine = engine_for(plan, work.replications * len(cells), work.wish.engine)
            job = Job(plan, work.luck.draws(plan), _count, engine)
        except ScenarioError as problem:
            work.impossible[cell.number] = problem
            progress(work.replications)
            continue
        except Exception as problem:
            _fails(work, cell, problem, counting, progress)
            continue
        foretell(engine, counting)
        under_way[job] = _Running(cell, job, counting)
        for piece in pieces_of(job, work.replications):
            if job in under_way:
                yield piece


def _count(plan: Plan, draws: Draws, outcomes: Outcomes) -> Slip:
    return arrivals(plan, outcomes)


def _fails(work: _Work, cell: Cell, problem: Exception, counting: _Counting, progress: Progress) -> None:
    """Whatever it is: the other cells are worth having, and this one is told.

    Raises
    ------
    WorkforceError
        Where there is nobody left to do the others.
    """
    if isinstance(problem, WorkforceError) and not isinstance(problem, PieceLostError):
        raise problem
    work.failed[cell.number] = _in_one_line(f"{type(problem).__name__}: {problem}")
    progress(work.replications - counting.told)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _rows_of(work: _Work, job: Job, counts: Arrivals) -> Rows:
    """The rows of one cell: its milestones and deadlines."""
    rows = tables.milestone_rows(job.plan, counts, work.luck.planned(job.plan, job.engine))
    return [row for row in rows if row["milestone"] in work.wanted]


# -- what is known already -----------------------------------------------------------------------


def _known_cells(work: _Work) -> dict[int, Rows]:
    """The rows of cells that are done: by this sweep when it was cut short, by others of its name."""
    known: dict[int, Rows] = {}
    numbers = {mark: number for number, mark in enumerate(work.marks, start=1)}
    for folder in results_of(work.name):
        facts = manifest_of(folder)
        theirs: dict[str, int] = facts.get("cells_done", {})
        shared = numbers.keys() & theirs.keys()
        if shared and set(work.wanted) <= set(facts.get("milestones", ())):
            by_cell = _rows_by_cell(read_table(folder, "sweep.csv"), work.wanted)
            known |= {numbers[mark]: by_cell[theirs[mark]] for mark in shared}
    for mark, rows in work.unfinished.known():
        if mark in numbers:
            known[numbers[mark]] = rows
    return known


def _rows_by_cell(table: pd.DataFrame, wanted: Sequence[str]) -> dict[int, Rows]:
    """The rows of a table of results by cell, without the values of the cell."""
    kept = table[table["milestone"].isin(wanted)]
    found: dict[int, Rows] = {}
    rows = kept[list(tables.MILESTONE_COLUMNS)].to_dict("records")
    for cell, row in zip(kept["cell"], rows, strict=True):
        late = row["p80_minus_plan"]
        row["p80_minus_plan"] = None if isnan(late) else int(late)
        found.setdefault(int(cell), []).append({str(name): value for name, value in row.items()})
    return found


# -- the tables ----------------------------------------------------------------------------------


def _write(folder: Folder, work: _Work, began: float) -> None:
    axes = work.design.axes
    table = behind = _table(work)
    folder.table("sweep.csv", table)
    folder.table("cells.csv", _cell_table(work))
    # as it is read: a cell of an older sweep and one run now are the same from here on
    shown = read_table(folder.path, "sweep.csv")
    if work.design.is_sample:
        shown = behind = rank_table(shown, [axis.column for axis in axes], [axis.name for axis in axes])
        folder.table("ranks.csv", shown)
    folder.table(f"figures/{work.design.figure}.csv", behind)
    if work.wish.figures:
        _draw(folder, work, shown)
    key = Key(work.base, work.seed, work.replications)
    facts = manifest(work.digest_reached, [work.base], key, work.wish, time.perf_counter() - began)
    done = {work.mark(cell): cell.number for cell in work.design.cells if cell.number in work.done}
    count = {"cells": len(work.design.cells), "failed": len(work.failed), "impossible": len(work.impossible)}
    folder.json(MANIFEST, facts | count | {"milestones": work.wanted, "cells_done": done})


def _draw(folder: Folder, work: _Work, rows: pd.DataFrame) -> None:
    """Draw the figure of a sweep from the table behind it."""
    from model.report.gallery import Imprint, pictures_of_sweep, pictures_of_tornado  # slow to import

    if not len(rows):
        return
    imprint = Imprint(
        {work.asked.name: work.asked.title}, work.seed, work.replications, work.digest_reached[:8]
    )
    pictures_of = pictures_of_tornado if work.design.is_sample else pictures_of_sweep
    titles = titles_of(work.plan)
    draw(
        pictures_of(folder.figures, imprint, titles, rows, work.design.axes), len(work.wanted), work.wish.jobs
    )


def _table(work: _Work) -> pd.DataFrame:
    """Every row of every cell that is done, with the values of the cell."""
    rows = [
        {**row, **dict(_heading(work, cell))}
        for cell in work.design.cells
        for row in work.done.get(cell.number, ())
    ]
    return tables.framed(rows, ["cell", *_columns(work)])


def _cell_table(work: _Work) -> pd.DataFrame:
    """One row per cell: its values, how it ended, and each of its chances with its interval."""
    heads = list(dict.fromkeys(_head(row) for rows in work.done.values() for row in rows))
    columns = [*(f"{head}{end}" for head in _in_order(work, heads) for end in ("", " ci_low", " ci_high"))]
    rows = [
        dict(_heading(work, cell)) | _ending(work, cell) | _chances(work.done.get(cell.number, ()))
        for cell in work.design.cells
    ]
    before = ["cell", *_columns(work), "status", "message", "replications"]
    return pd.DataFrame(rows, columns=[*before, *columns]).astype({"replications": "Int64"})


def _in_order(work: _Work, heads: list[tuple[str, str]]) -> list[str]:
    """Milestones and deadlines as the columns of cells are headed, milestones in the order wanted."""
    return [
        f"{name}@{deadline}" for name, deadline in sorted(heads, key=lambda head: work.wanted.index(head[0]))
    ]


def _head(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["milestone"], row["deadline"]


def _chances(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The chances of one cell side by side."""
    found: dict[str, Any] = {}
    for row in rows:
        head = f"{row['milestone']}@{row['deadline']}"
        found |= {
            head: row["probability"],
            f"{head} ci_low": row["ci_low"],
            f"{head} ci_high": row["ci_high"],
        }
        found["replications"] = row["replications"]
    return found


def _ending(work: _Work, cell: Cell) -> dict[str, str]:
    if cell.number in work.impossible:
        faults = work.impossible[cell.number].faults
        told = "; ".join(_in_one_line(replace(fault, line=None).text("en")) for fault in faults)
        return {"status": IMPOSSIBLE, "message": told}
    if cell.number in work.failed:
        return {"status": FAILED, "message": work.failed[cell.number]}
    return {"status": DONE, "message": ""}


def _columns(work: _Work) -> Iterable[str]:
    return (axis.column for axis in work.design.axes)


def _heading(work: _Work, cell: Cell) -> list[tuple[str, int | str]]:
    """The number of a cell and its value along each axis, with the names of their columns."""
    values = (axis.in_column(place) for axis, place in zip(work.design.axes, cell.places, strict=True))
    return [("cell", cell.number), *zip(_columns(work), values, strict=True)]
