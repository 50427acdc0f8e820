"""Sweep a path of a scenario: one run for each value, all on the same luck."""

from __future__ import annotations

import operator
import time
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis import tables
from model.analysis.tally import Tally, tally
from model.archive import MANIFEST, Folder, Key, leave, read_table
from model.draws import make_draws
from model.plan import Plan, make_plan
from model.report.gallery import Imprint, draw_sweep
from model.scenario import Cell, Scenario, Sweep, load_scenario, load_sweep
from model.study.pieces import Progress, pieces
from model.study.planned import planned
from model.study.run import Wish, manifest, titles_of


@dataclass(frozen=True)
class SweepStudy:
    """A sweep, finished: one row per value, milestone and deadline."""

    sweep: Sweep
    plan: Plan
    table: pd.DataFrame
    lever: dict[str, str]
    folder: Path
    is_new: bool


def sweep(path: Path | str, wish: Wish, progress: Progress | None = None) -> SweepStudy:
    """Run a sweep file: its scenario once for each value, all on the same luck."""
    asked = load_sweep(path)
    cells = [(cell, _cell_scenario(asked, cell, wish)) for cell in asked.cells()]
    seed, replications = wish.luck(*_luck_of(asked, cells[0][1]))
    keys = [Key(scenario, seed, replications) for _, scenario in cells]
    wanted = asked.said.milestones or list(cells[0][1].said.milestones)
    digest = sha256("\0".join(["sweep", *wanted, *(key.hash for key in keys)]).encode()).hexdigest()
    plan, lever = make_plan(cells[0][1]), _lever_title(asked, cells[0][1])

    def fill(folder: Folder) -> None:
        _fill(folder, asked, cells, keys, wanted, digest, wish, progress)

    place, is_new = leave(f"sweeps/{asked.name}", digest, wish.out, fill)
    return SweepStudy(asked, plan, read_table(place, "sweep.csv"), lever, place, is_new)


def sweep_size(path: Path | str, wish: Wish) -> int:
    """How many replications a sweep will take in all, for its progress."""
    asked = load_sweep(path)
    _, replications = wish.luck(*_luck_of(asked, load_scenario(asked.scenario)))
    return len(asked.values) * replications


def _luck_of(asked: Sweep, scenario: Scenario) -> tuple[int, int]:
    """Seed and replications as the sweep says, else as its scenario does."""
    seed, replications = asked.said.seed, asked.said.replications
    return (
        scenario.said.seed if seed is None else seed,
        scenario.said.replications if replications is None else replications,
    )


def _cell_scenario(asked: Sweep, cell: Cell, wish: Wish) -> Scenario:
    return load_scenario(asked.scenario, [*wish.settings, *cell.settings])


def _fill(
    folder: Folder, asked: Sweep, cells: list[tuple[Cell, Scenario]], keys: list[Key], wanted: list[str],
    digest: str, wish: Wish, progress: Progress | None,
) -> None:  # fmt: skip
    began = time.perf_counter()
    frames = []
    for place, ((cell, _), key) in enumerate(zip(cells, keys, strict=True)):
        plan = make_plan(key.scenario)
        rows = tables.milestone_table(plan, _counts(plan, key, wish, progress), planned(plan))
        rows.insert(1, "path", asked.axis)
        rows.insert(2, "value", _number_of(cell.value, place))
        rows.insert(3, "value_text", cell.text)
        frames.append(rows[rows.milestone.isin(wanted)])
    table = pd.concat(frames, ignore_index=True)
    folder.table("sweep.csv", table)
    folder.table("figures/sweep.csv", table)
    plan, key = make_plan(cells[0][1]), keys[0]
    imprint = Imprint({asked.name: asked.title}, key.seed, key.replications, digest[:8])
    draw_sweep(folder.figures, imprint, titles_of(plan), table, _lever_title(asked, cells[0][1]))
    seconds = time.perf_counter() - began
    folder.json(MANIFEST, manifest(digest, [key.scenario for key in keys], key, wish, seconds))


def _counts(plan: Plan, key: Key, wish: Wish, progress: Progress | None) -> Tally:
    draws = make_draws(plan.quantities, key.seed, plan.correlations)
    parts = pieces(plan, draws, key.replications, wish.jobs, progress)
    return reduce(operator.add, (tally(plan, outcomes) for outcomes in parts))


def _number_of(value: Any, place: int) -> float:
    """Where a value stands on the axis: its number, or its place where it has none."""
    try:
        return float(str(value).split()[0].split("/")[0])
    except (ValueError, IndexError):
        return float(place)


def _lever_title(asked: Sweep, scenario: Scenario) -> dict[str, str]:
    """What the axis is called: the title of the lever or assumption it sets, else its path."""
    block, _, name = asked.axis.partition(".")
    if block == "levers" and name in scenario.said.levers:
        return scenario.said.levers[name].title.model_dump()
    if block == "assumptions" and name in scenario.said.assumptions:
        return scenario.said.assumptions[name].title.model_dump()
    return {"vi": asked.axis, "en": asked.axis}
