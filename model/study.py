"""The whole flow on one page: run, compare, sweep."""

from __future__ import annotations

import operator
import os
import platform
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from model import __version__
from model.analysis import tables
from model.analysis.compare import comparison_table
from model.analysis.tally import Tally, tally
from model.archive import (
    MANIFEST,
    Folder,
    Key,
    inputs_table,
    is_there,
    new_folder,
    note_latest,
    read_replications,
    read_table,
    standard_place,
)
from model.draws import Draws, make_draws
from model.outcomes import Outcomes
from model.plan import Plan, make_plan
from model.report.gallery import Imprint, draw_causes, draw_run, draw_sweep
from model.scenario import Cell, Scenario, Sweep, load_scenario, load_sweep, resolved_yaml, validate_file
from model.simulation import simulate

PIECE = 50
"""Replications simulated at a time: enough to be worth sending, few enough to keep memory flat."""

WORTH_SHARING = 100
"""Replications below which a second process costs more than it brings."""

Progress = Callable[[int], None]
"""Told how many more replications are done."""

Settings = Sequence[tuple[str, str]]
"""Paths of a scenario and the text of the values they are set to, as typed."""


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


@dataclass(frozen=True)
class Study:
    """One run, finished: its plan, and its tables as they stand in its folder."""

    scenario: Scenario
    plan: Plan
    seed: int
    replications: int
    folder: Path
    digest: str
    is_new: bool

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.plan.scenario

    @property
    def milestones(self) -> pd.DataFrame:
        """The table of milestones and deadlines."""
        return read_table(self.folder, "milestones.csv")

    @property
    def main_causes(self) -> pd.DataFrame:
        """The cause of delay that takes most days, by milestone."""
        return tables.main_causes(read_table(self.folder, "causes.csv"))

    @property
    def curves(self) -> pd.DataFrame:
        """The chance of each milestone by date."""
        return read_table(self.folder, "figures/curves.csv")

    @property
    def days(self) -> pd.DataFrame:
        """Days of milestones, one row per replication; inf where not reached."""
        return read_replications(self.folder)


@dataclass(frozen=True)
class Comparison:
    """Several runs on the same luck, the first being the reference."""

    studies: tuple[Study, ...]
    table: pd.DataFrame
    folder: Path
    is_new: bool


@dataclass(frozen=True)
class SweepStudy:
    """A sweep, finished: one row per value, milestone and deadline."""

    sweep: Sweep
    plan: Plan
    table: pd.DataFrame
    lever: dict[str, str]
    folder: Path
    is_new: bool


# -- validate ----------------------------------------------------------------------------------------


def validate(path: Path) -> None:
    """Check a file of any kind as far as can be without simulating: its text, its names, its network.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    kind = validate_file(path)
    if kind == "scenario":
        make_plan(load_scenario(path))
    elif kind == "sweep":
        asked = load_sweep(path)
        for cell in asked.cells():
            make_plan(load_scenario(asked.scenario, cell.settings))


# -- run ---------------------------------------------------------------------------------------------


def run(path: Path | str, wish: Wish | None = None, progress: Progress | None = None) -> Study:
    """Run a scenario file and leave its result folder; the same run again changes nothing.

    Raises
    ------
    ScenarioError
        If the scenario can't be used; nothing is written then.
    WouldOverwrite
        If the folder asked for holds another run.
    """
    wish = wish or Wish()
    return run_scenario(load_scenario(path, wish.settings), wish, progress)


def run_scenario(scenario: Scenario, wish: Wish, progress: Progress | None = None) -> Study:
    """Run a scenario that has been read."""
    plan = make_plan(scenario)
    key = Key(scenario, _or(wish.seed, scenario.said.seed), _or(wish.replications, scenario.said.replications))
    digest = key.hash
    place = wish.out or standard_place(scenario.name, digest)
    is_new = not is_there(place, digest)
    if is_new:
        with new_folder(place) as folder:
            _fill(folder, plan, key, wish, progress)
    if wish.out is None:
        note_latest(place)
    return Study(scenario, plan, key.seed, key.replications, place, digest, is_new)


def _or(wished: int | None, said: int) -> int:
    return said if wished is None else wished


def _fill(folder: Folder, plan: Plan, key: Key, wish: Wish, progress: Progress | None) -> None:
    """Simulate, and write everything a result folder holds."""
    began = time.perf_counter()
    draws = make_draws(plan.quantities, key.seed)
    names = [milestone.name for milestone in plan.milestones]
    counts: Tally | None = None
    inputs = []
    for outcomes in pieces(plan, draws, key.replications, wish.jobs, progress):
        folder.replications(names, outcomes)
        inputs.append(_inputs_of(plan, draws, outcomes))
        counts = tally(plan, outcomes) if counts is None else counts + tally(plan, outcomes)
    assert counts is not None, "there is at least one replication"
    folder.text("scenario.resolved.yaml", resolved_yaml(key.scenario))
    folder.parquet("inputs.parquet", pd.concat(inputs, ignore_index=True))
    _write_tables(folder, plan, counts, key)
    seconds = time.perf_counter() - began
    folder.json(MANIFEST, _manifest(key.hash, [key.scenario], key, wish, seconds) | _of_run(key, plan, counts))


def _write_tables(folder: Folder, plan: Plan, counts: Tally, key: Key) -> None:
    """Every table of a run, its figures, and the table behind each of them."""
    milestones, curves = tables.milestone_table(plan, counts), tables.curve_table(plan, counts)
    causes = tables.cause_table(plan, counts)
    bars = tables.cause_bars(causes)
    folder.table("milestones.csv", milestones)
    folder.table("activities.csv", tables.activity_table(plan, counts))
    folder.table("causes.csv", causes)
    folder.table("capital.csv", tables.capital_table(plan, counts))
    folder.table("risks.csv", tables.risk_table(plan))
    folder.table("figures/milestones.csv", milestones)
    folder.table("figures/curves.csv", curves)
    folder.table("figures/causes.csv", bars)
    imprint = Imprint({plan.scenario: plan.title}, key.seed, key.replications, key.hash[:8])
    draw_run(folder.figures, imprint, titles_of(plan), milestones=milestones, curves=curves)
    draw_causes(folder.figures, imprint, titles_of(plan), bars)


def titles_of(plan: Plan) -> dict[str, dict[str, str]]:
    """Names of a plan's milestones for people."""
    return {milestone.name: milestone.title for milestone in plan.milestones}


def _inputs_of(plan: Plan, draws: Draws, outcomes: Outcomes) -> pd.DataFrame:
    """What was assumed in each replication, and the dates of the steps that are watched."""
    frame = inputs_table(draws, outcomes.first, outcomes.replications)
    for number, group in enumerate(plan.groups):
        if group.watch:
            frame[f"finish.{group.name}"] = outcomes.finish[:, number]
    return frame


def _manifest(
    digest: str, scenarios: Sequence[Scenario], key: Key, wish: Wish, seconds: float
) -> dict[str, Any]:
    """All that is needed to make results again, and when they were made."""
    libraries = ("numpy", "pandas", "simpy", "scipy", "numba", "matplotlib", "holidays", "pyarrow")
    versions = {"model": __version__, "python": platform.python_version()}
    return {
        "hash": digest,
        "scenarios": [scenario.name for scenario in scenarios],
        "files": [[file.as_posix() for file in scenario.files] for scenario in scenarios],
        "settings": [f"{path}={text}" for path, text in wish.settings],
        "seed": key.seed,
        "replications": key.replications,
        "engine": "simpy",
        "command": wish.command,
        "seconds": round(seconds, 3),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions | {name: metadata.version(name) for name in libraries},
    }


def _of_run(key: Key, plan: Plan, counts: Tally) -> dict[str, Any]:
    grades = Counter(fact.grade for fact in key.scenario.facts)
    return {
        "activities": len(plan.activities),
        "activities_per_replication": counts.lives / counts.replications,
        "facts_by_grade": dict(sorted(grades.items())),
    }


# -- compare -----------------------------------------------------------------------------------------


def compare(paths: Sequence[Path | str], wish: Wish, progress: Progress | None = None) -> Comparison:
    """Run scenarios on the first one's luck and hold each of the others against it.

    Every run leaves its own folder; the comparison has one beside them, or in ``wish.out``.
    """
    scenarios = [load_scenario(path, wish.settings) for path in paths]
    head = scenarios[0].said
    alike = replace(
        wish, out=None, seed=_or(wish.seed, head.seed), replications=_or(wish.replications, head.replications)
    )
    studies = tuple(run_scenario(scenario, alike, progress) for scenario in scenarios)
    first, others = studies[0], studies[1:]
    table = pd.concat(
        [comparison_table(first.plan, first.days, other.plan, other.days) for other in others],
        ignore_index=True,
    )
    digest = sha256("\0".join(["compare", *(study.digest for study in studies)]).encode()).hexdigest()
    place = wish.out or standard_place("compare/" + "_vs_".join(study.name for study in studies), digest)
    is_new = not is_there(place, digest)
    if is_new:
        with new_folder(place) as folder:
            _fill_comparison(folder, studies, table, digest, alike)
    if wish.out is None:
        note_latest(place)
    return Comparison(studies, table, place, is_new)


def _fill_comparison(
    folder: Folder, studies: tuple[Study, ...], table: pd.DataFrame, digest: str, wish: Wish
) -> None:
    began = time.perf_counter()
    milestones = pd.concat([study.milestones for study in studies], ignore_index=True)
    curves = pd.concat([study.curves for study in studies], ignore_index=True)
    folder.table("compare.csv", table)
    folder.table("figures/milestones.csv", milestones)
    folder.table("figures/curves.csv", curves)
    titles = {name: title for study in studies for name, title in titles_of(study.plan).items()}
    names = {study.name: study.plan.title for study in studies}
    first = studies[0]
    imprint = Imprint(names, first.seed, first.replications, digest[:8])
    draw_run(folder.figures, imprint, titles, milestones=milestones, curves=curves)
    key = Key(first.scenario, first.seed, first.replications)
    scenarios = [study.scenario for study in studies]
    runs = {"runs": [study.folder.as_posix() for study in studies]}
    folder.json(MANIFEST, _manifest(digest, scenarios, key, wish, time.perf_counter() - began) | runs)


# -- sweep -------------------------------------------------------------------------------------------


def sweep(path: Path | str, wish: Wish, progress: Progress | None = None) -> SweepStudy:
    """Run a sweep file: its scenario once for each value, all on the same luck."""
    asked = load_sweep(path)
    cells = [(cell, _cell_scenario(asked, cell, wish)) for cell in asked.cells()]
    base = cells[0][1].said
    seed = _or(wish.seed, _or(asked.said.seed, base.seed))
    replications = _or(wish.replications, _or(asked.said.replications, base.replications))
    keys = [Key(scenario, seed, replications) for _, scenario in cells]
    wanted = asked.said.milestones or list(base.milestones)
    digest = sha256("\0".join(["sweep", *wanted, *(key.hash for key in keys)]).encode()).hexdigest()
    place = wish.out or standard_place(f"sweeps/{asked.name}", digest)
    plan, lever = make_plan(cells[0][1]), _lever_title(asked, cells[0][1])
    is_new = not is_there(place, digest)
    if is_new:
        with new_folder(place) as folder:
            _fill_sweep(folder, asked, cells, keys, wanted, digest, wish, progress)
    if wish.out is None:
        note_latest(place)
    return SweepStudy(asked, plan, read_table(place, "sweep.csv"), lever, place, is_new)


def sweep_size(path: Path | str, wish: Wish) -> int:
    """How many replications a sweep will take in all, for its progress."""
    asked = load_sweep(path)
    said = load_scenario(asked.scenario).said
    return len(asked.values) * _or(wish.replications, _or(asked.said.replications, said.replications))


def _cell_scenario(asked: Sweep, cell: Cell, wish: Wish) -> Scenario:
    return load_scenario(asked.scenario, [*wish.settings, *cell.settings])


def _fill_sweep(
    folder: Folder, asked: Sweep, cells: list[tuple[Cell, Scenario]], keys: list[Key], wanted: list[str],
    digest: str, wish: Wish, progress: Progress | None,
) -> None:  # fmt: skip
    began = time.perf_counter()
    frames = []
    for place, ((cell, _), key) in enumerate(zip(cells, keys, strict=True)):
        plan = make_plan(key.scenario)
        rows = tables.milestone_table(plan, _counts(plan, key, wish, progress))
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
    folder.json(MANIFEST, _manifest(digest, [key.scenario for key in keys], key, wish, seconds))


def _counts(plan: Plan, key: Key, wish: Wish, progress: Progress | None) -> Tally:
    draws = make_draws(plan.quantities, key.seed)
    counted = (tally(plan, outcomes) for outcomes in pieces(plan, draws, key.replications, wish.jobs, progress))
    return reduce(operator.add, counted)


def _number_of(value: Any, place: int) -> float:
    """Where a value stands on the axis: its number, or its place where it has none."""
    try:
        return float(str(value).split()[0].split("/")[0])
    except (ValueError, IndexError):
        return float(place)


def _lever_title(asked: Sweep, scenario: Scenario) -> dict[str, str]:
    """What the axis is called: the title of the lever or assumption it sets, else its path."""
    block, _, name = asked.axis.partition(".")
    known = {"levers": scenario.said.levers, "assumptions": scenario.said.assumptions}.get(block, {})
    title = known[name].title if name in known else None
    return {"vi": title.vi, "en": title.en} if title else {"vi": asked.axis, "en": asked.axis}


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
