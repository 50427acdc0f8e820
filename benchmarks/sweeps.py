"""Whole sweeps: many points on one axis, as a user runs them, and where their time goes.

A sweep runs in this process, on as many threads as there are cores; its seconds are those of the clock and
of the processor. The parts of a cell are timed one by one, on the processor, with everything warm.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.tables import Table, figures
from benchmarks.workloads import WORKLOADS
from model.analysis.tables import milestone_rows
from model.analysis.tally import Total, arrivals
from model.draws import make_draws
from model.plan import Pattern, make_plan
from model.scenario import load_scenario, nearby, setting
from model.simulation import ready
from model.study import Wish, sweep
from model.study.luck import Luck

AXES = {"W1": "activities.a0.duration.high", "W2": "crews.council"}
"""What is varied: how long the first activity may take, how many the council is."""


def whole_sweeps(points: int, replications: int, names: tuple[str, ...] = ("W1", "W2")) -> Table:
    """Seconds of a sweep, from its file to its tables and figure."""
    rows = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            file = _written(name, points, replications)
            _whole(file, 1)  # loads what is loaded once
            wall, processor = _whole(file, None)
        cell, each = 1e3 * processor / points, 1e6 * processor / points / replications
        rows.append((name, *map(figures, (wall, processor, cell, each))))
    head = ("workload", "s", "s of the processor", "ms a cell", "µs a replication")
    title = f"Sweeps of {points} points and {replications:,} replications each, on {os.cpu_count()} cores"
    return Table(title, head, tuple(rows))


def parts_of_a_cell(replications: int, names: tuple[str, ...] = ("W1", "W2")) -> Table:
    """Milliseconds of what is done for one cell, and of doing it without what the cells have in common."""
    measured = [_parts(name, replications) for name in names]
    rows = tuple((part, *(figures(1e3 * one[part]) for one in measured)) for part in measured[0])
    return Table(f"A cell of {replications:,} replications, part by part", ("part", *_ms(names)), rows)


def _ms(names: tuple[str, ...]) -> list[str]:
    return [f"{name}, ms" for name in names]


def _written(name: str, points: int, replications: int) -> Path:
    """A workload and a sweep of it, in this folder."""
    Path("workload.yaml").write_text(WORKLOADS[name](), encoding="utf-8")
    low, high, unit = ("100", f"{99 + points}", " d") if name == "W1" else ("4", f"{3 + points}", "")
    lines = ["kind: sweep", "title: Timed", "scenario: workload", f"replications: {replications}"]
    lines.append(f"vary: {{{AXES[name]}: {low}..{high}{unit}}}")
    file = Path("timed.yaml")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _whole(file: Path, replications: int | None) -> tuple[float, float]:
    wish = Wish(engine="compiled", replications=replications)
    began, spent = perf_counter(), process_time()
    sweep(file, replace(wish, figures=replications is None))
    return perf_counter() - began, process_time() - spent


def _parts(name: str, replications: int) -> dict[str, float]:
    """Seconds of each part, by what it is."""
    found: dict[str, float] = {}

    def timed(part: str, do: Callable[[], Any], times: int = 3) -> Any:
        seconds = []
        for _ in range(times):
            began = process_time()
            made = do()
            seconds.append(process_time() - began)
        found[part] = min(seconds)
        return made

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workload.yaml"
        file.write_text(WORKLOADS[name](), encoding="utf-8")
        value = setting(AXES[name], "150 d" if name == "W1" else "5")
        whole = timed("the scenario, read anew", lambda: load_scenario(file, [value]))
        timed("its plan, made anew", lambda: make_plan(whole))
        pattern = Pattern(load_scenario(file))
        near = timed("the scenario, from the sweep's", lambda: nearby(pattern.scenario, [value]))
        assert near is not None, "one number is varied"
        plan = timed("its plan, from the sweep's", lambda: pattern.plan_of(near))
        timed("its draws, made anew", lambda: make_draws(plan.quantities, 1, plan.correlations))
        luck = Luck(pattern.plan, 1)
        draws = timed("its draws, from the sweep's", lambda: luck.draws(plan))
        run = timed("tables of the engine", lambda: ready(plan, draws, "compiled"))
        run(0, 1)
        outcomes = timed("replications", lambda: run(0, replications), 2)
        counts = timed("counting", lambda: arrivals(plan, outcomes))
        total = Total()
        total.add(counts)
        days = timed("the date as planned", lambda: luck.planned(plan, "compiled"))
        timed("rows of the table", lambda: milestone_rows(plan, total.arrivals, days))
    return found
