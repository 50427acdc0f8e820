"""The whole flow on one page: run, compare, sweep."""

from __future__ import annotations

import json
import os
import platform
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from model import __version__
from model.analysis import tables
from model.analysis.tally import Tally, tally
from model.archive import (
    MANIFEST,
    Folder,
    Key,
    inputs_table,
    is_there,
    manifest_of,
    new_folder,
    note_latest,
    read_replications,
    read_table,
    standard_place,
)
from model.draws import Draws, make_draws
from model.outcomes import Outcomes
from model.plan import Plan, make_plan
from model.scenario import Scenario, Setting, Sweep, load_scenario, resolved_yaml
from model.simulation import simulate

PIECE = 50
"""Replications simulated at a time: enough to be worth sending, few enough to keep memory flat."""

WORTH_SHARING = 100
"""Replications below which a second process costs more than it brings."""

Progress = Callable[[int], None]
Settings = Sequence[Setting]


@dataclass(frozen=True)
class Wish:
    """How a run is wanted; None means as the scenario says."""

    replications: int | None = None
    seed: int | None = None
    out: Path | None = None
    jobs: int | None = None
    settings: Settings = ()
    command: str = ""


@dataclass(frozen=True)
class Study:
    """One run, finished: its tables, read back from its folder."""

    plan: Plan
    seed: int
    replications: int
    folder: Path
    digest: str
    is_new: bool
    milestones: pd.DataFrame
    causes: pd.DataFrame
    curves: pd.DataFrame

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.plan.scenario

    @property
    def days(self) -> pd.DataFrame:
        """Days of milestones, one row per replication; inf where not reached."""
        return read_replications(self.folder)


def run(path: Path | str, wish: Wish = Wish(), progress: Progress | None = None) -> Study:  # noqa: B008
    """Run a scenario file and leave its result folder; the same run again changes nothing.

    Raises
    ------
    ScenarioError
        If the scenario can't be used; nothing is written then.
    WouldOverwrite
        If the folder asked for holds another run.
    """
    scenario = load_scenario(path, wish.settings)
    return run_scenario(scenario, wish, progress)


def run_scenario(scenario: Scenario, wish: Wish = Wish(), progress: Progress | None = None) -> Study:  # noqa: B008
    """Run a scenario that has been read."""
    plan = make_plan(scenario)
    seed = scenario.said.seed if wish.seed is None else wish.seed
    replications = wish.replications or scenario.said.replications
    key = Key(scenario, seed, replications)
    digest = key.hash
    place = wish.out or standard_place(scenario.name, digest)
    is_new = not is_there(place, digest)
    if is_new:
        with new_folder(place) as folder:
            _fill(folder, scenario, plan, key, wish, progress)
    if wish.out is None:
        note_latest(place)
    return _read_study(plan, key, place, digest, is_new)


def _read_study(plan: Plan, key: Key, place: Path, digest: str, is_new: bool) -> Study:
    return Study(
        plan=plan,
        seed=key.seed,
        replications=key.replications,
        folder=place,
        digest=digest,
        is_new=is_new,
        milestones=read_table(place, "milestones.csv"),
        causes=read_table(place, "causes.csv"),
        curves=read_table(place, "figures/curves.csv"),
    )


def _fill(
    folder: Folder, scenario: Scenario, plan: Plan, key: Key, wish: Wish, progress: Progress | None
) -> None:
    """Simulate, and write everything a result folder holds."""
    began = time.perf_counter()
    draws = make_draws(plan.quantities, key.seed)
    names = [milestone.name for milestone in plan.milestones]
    counts: Tally | None = None
    inputs = []
    for outcomes in pieces(plan, draws, key.replications, wish.jobs, progress):
        folder.replications(names, outcomes)
        inputs.append(inputs_of(plan, draws, outcomes))
        piece = tally(plan, outcomes)
        counts = piece if counts is None else counts + piece
    assert counts is not None, "there is at least one replication"
    folder.text("scenario.resolved.yaml", resolved_yaml(scenario))
    folder.parquet("inputs.parquet", pd.concat(inputs, ignore_index=True))
    write_tables(folder, plan, counts)
    draw_figures(folder, plan, key)
    folder.text(MANIFEST, json.dumps(manifest(key, counts, wish, time.perf_counter() - began), indent=2) + "\n")


def write_tables(folder: Folder, plan: Plan, counts: Tally) -> None:
    """Every table of a run, and the one behind each of its figures."""
    milestones = tables.milestone_table(plan, counts)
    causes = tables.cause_table(plan, counts)
    folder.table("milestones.csv", milestones)
    folder.table("activities.csv", tables.activity_table(plan, counts))
    folder.table("causes.csv", causes)
    folder.table("capital.csv", tables.capital_table(plan, counts))
    folder.table("risks.csv", tables.risk_table(plan))
    folder.table("figures/milestones.csv", milestones)
    folder.table("figures/curves.csv", tables.curve_table(plan, counts))
    folder.table("figures/causes.csv", tables.cause_bars(causes))


def inputs_of(plan: Plan, draws: Draws, outcomes: Outcomes) -> pd.DataFrame:
    """What was assumed in each replication, and the dates of the steps that are watched."""
    frame = inputs_table(draws, outcomes.first, outcomes.replications)
    for number, group in enumerate(plan.groups):
        if group.watch:
            frame[f"finish.{group.name}"] = outcomes.finish[:, number]
    return frame


def manifest(key: Key, counts: Tally, wish: Wish, seconds: float) -> dict[str, Any]:
    """All that is needed to make a run again, and when it was made."""
    libraries = ("numpy", "pandas", "simpy", "scipy", "numba", "matplotlib", "holidays", "pyarrow")
    return {
        "scenario": key.scenario.name,
        "hash": key.hash,
        "seed": key.seed,
        "replications": key.replications,
        "activities_per_replication": counts.lives / counts.replications,
        "settings": [f"{path}={text}" for path, text in wish.settings],
        "files": [str(file) for file in key.scenario.files],
        "engine": "simpy",
        "command": wish.command,
        "seconds": round(seconds, 3),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"model": __version__, "python": platform.python_version()}
        | {name: metadata.version(name) for name in libraries},
    }


# -- many replications on several cores ------------------------------------------------------------


def pieces(
    plan: Plan, draws: Draws, replications: int, jobs: int | None, progress: Progress | None = None
) -> Iterator[Outcomes]:
    """Outcomes of all replications, in order, a piece at a time.

    Parameters
    ----------
    jobs
        Processes at work; None takes all cores where the run is large enough to gain by it.
    progress
        Told how many more replications are done.
    """
    tell = progress or (lambda _: None)
    spans = [(first, min(PIECE, replications - first)) for first in range(0, replications, PIECE)]
    workers = min(_workers(replications, jobs), len(spans))
    if workers == 1:
        for first, count in spans:
            yield simulate(plan, draws, first, count, each=lambda: tell(1))
        return
    for outcomes in _shared_out(plan, draws, spans, workers):
        tell(outcomes.replications)
        yield outcomes


def _workers(replications: int, jobs: int | None) -> int:
    if jobs is not None:
        return max(1, jobs)
    return (os.cpu_count() or 1) if replications >= WORTH_SHARING else 1


def _shared_out(plan: Plan, draws: Draws, spans: list[tuple[int, int]], workers: int) -> Iterator[Outcomes]:
    """Pieces in order, a few ahead of the reader, so that memory does not grow with the run."""
    with ProcessPoolExecutor(workers, initializer=_moves_in, initargs=(plan, draws)) as pool:
        ahead: deque[Future[Outcomes]] = deque()
        try:
            for span in spans:
                ahead.append(pool.submit(_piece, span))
                if len(ahead) > 2 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_at_hand: dict[str, Any] = {}
"""What a worker process was given when it began: the plan and the draws, sent once and not with each piece."""


def _moves_in(plan: Plan, draws: Draws) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits, not for those that work
    _at_hand.update(plan=plan, draws=draws)


def _piece(span: tuple[int, int]) -> Outcomes:
    return simulate(_at_hand["plan"], _at_hand["draws"], *span)
