"""Run a scenario: read it, plan it, simulate it, and leave a whole folder of results."""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model import __version__
from model.analysis import tables
from model.analysis.goals import goal_table
from model.analysis.land import land_columns
from model.analysis.phases import phase_table
from model.analysis.tally import Counts, Slip, Tally, Total, slip
from model.archive import (
    FIGURES,
    MANIFEST,
    REPORT,
    Folder,
    Key,
    inputs_table,
    leave,
    leave_once_known,
    manifest_of,
    read_replications,
    read_table,
    results_of,
)
from model.draws import Draws, make_draws
from model.outcomes import Days, Outcomes
from model.plan import Plan, make_plan
from model.report.register import register_table
from model.scenario import Scenario, Setting, load_scenario, resolved_yaml, shown_path
from model.simulation import AUTO, engine_for
from model.study.around import Around, Settings
from model.study.band import Band, band_of, knows_all
from model.study.drawing import draw
from model.study.export import WORKBOOK, run_tables
from model.study.job import Nobody, Progress, foretell
from model.study.levers import levers_of, levers_size
from model.study.pieces import pieces
from model.study.planned import planned
from model.study.report import changes_from_root, report_into
from model.study.until import Until
from model.study.workforce import Workforce, at_work
from model.words import LANGUAGES


@dataclass(frozen=True)
class Wish:
    """How a run is wanted; None means as the scenario says."""

    replications: int | None = None
    seed: int | None = None
    out: Path | None = None
    jobs: int | None = None
    settings: Settings = ()
    command: str = ""
    until: Until | None = None
    band: Band | None = None
    cluster: str | None = None
    engine: str = AUTO
    figures: bool = True
    report: bool = False
    lang: str = LANGUAGES[0]

    @property
    def more(self) -> tuple[str, ...]:
        """What is wanted beside the replications, and so makes another run of it."""
        return (self.band.mark,) if self.band else ()

    def luck(self, seed: int, replications: int) -> tuple[int, int]:
        """Seed and number of replications, where the file says these."""
        return (
            seed if self.seed is None else self.seed,
            replications if self.replications is None else self.replications,
        )

    def first_look(self, scenario: Scenario) -> int:
        """How many replications a run will take, as far as is known before it begins."""
        first = self.until.looks[0] if self.until else self.luck(0, scenario.said.replications)[1]
        band = self.band.replications if self.band and scenario.said.assumptions else 0
        return first + band + (levers_size(scenario, first) if self.report else 0)


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
    def goals(self) -> pd.DataFrame:
        """How many of the goals that a composite one counts are met."""
        return read_table(self.folder, "goals.csv")

    @property
    def curves(self) -> pd.DataFrame:
        """The chance of each milestone by date."""
        return read_table(self.folder, "figures/curves.csv")

    @property
    def days(self) -> pd.DataFrame:
        """Days of milestones, one row per replication; inf where not reached."""
        return read_replications(self.folder)


def run(path: Path | str, wish: Wish | None = None, progress: Progress | None = None) -> Study:
    """Run a scenario file and leave its result folder; the same run again changes nothing.

    Raises
    ------
    ScenarioError
        If the scenario can't be used; nothing is written then.
    WouldOverwrite
        If the folder asked for holds another run.
    WorkforceError
        If the cluster asked for can't be used.
    """
    wish = wish or Wish()
    return run_scenario(load_scenario(path, wish.settings), wish, progress)


def run_scenario(
    scenario: Scenario, wish: Wish, progress: Progress | None = None, workforce: Workforce | None = None
) -> Study:
    """Run a scenario that has been read, by a workforce that is there or one of its own as wished."""
    with at_work(wish.jobs, wish.cluster, workforce) as those:
        return _run(scenario, wish, progress or Nobody(), those)


def _run(scenario: Scenario, wish: Wish, progress: Progress, workforce: Workforce) -> Study:
    plan = make_plan(scenario)
    seed, replications = wish.luck(scenario.said.seed, scenario.said.replications)
    if wish.until is not None:
        known = _known_enough(scenario, plan, seed, wish.until, wish.out)
        if known is None:
            return _run_until(scenario, plan, seed, wish, wish.until, progress, workforce)
        replications, wish = known, replace(wish, until=None)
    key = Key(scenario, seed, replications, wish.more)

    def fill(folder: Folder) -> None:
        began = time.perf_counter()
        found = _simulate(folder, plan, key, wish, progress, workforce)
        _write(folder, plan, key, found, wish, began)
        if wish.report:
            _tell(folder, folder.path, key, wish, progress, workforce)

    def draw(folder: Folder) -> None:
        _draw_from_tables(folder, plan, key, wish)

    def tell(folder: Folder) -> None:
        _tell(folder, folder.target, key, wish, progress, workforce)

    more = (draw if wish.figures else None, tell if wish.report else None)
    place, is_new = leave(scenario.name, key.hash, wish.out, fill, *more)
    return Study(scenario, plan, seed, replications, place, key.hash, is_new)


def _run_until(
    scenario: Scenario,
    plan: Plan,
    seed: int,
    wish: Wish,
    until: Until,
    progress: Progress,
    workforce: Workforce,
) -> Study:
    """Run until the chances are sharp enough; the folder is that of a run told to take so many."""
    most = Key(scenario, seed, until.most, wish.more)
    reached = most

    def fill(folder: Folder) -> str:
        nonlocal reached
        began = time.perf_counter()
        found = _simulate(folder, plan, most, wish, progress, workforce)
        reached = replace(most, replications=found.counts.replications)
        _write(folder, plan, reached, found, wish, began)
        if wish.report:
            _tell(folder, folder.path, reached, wish, progress, workforce)
        return reached.hash

    def draw(folder: Folder) -> None:
        _draw_from_tables(folder, plan, reached, wish)

    def tell(folder: Folder) -> None:
        _tell(folder, folder.target, reached, wish, progress, workforce)

    more = (draw if wish.figures else None, tell if wish.report else None)
    place, is_new = leave_once_known(scenario.name, wish.out, fill, *more)
    return Study(scenario, plan, seed, reached.replications, place, reached.hash, is_new)


def _known_enough(scenario: Scenario, plan: Plan, seed: int, until: Until, out: Path | None) -> int | None:
    """Where such a run stops, if results that are there tell: a longer run begins with every shorter one."""
    for folder in results_of(scenario.name, out):
        facts = manifest_of(folder)
        replications = facts.get("replications", 0)
        is_alike = facts.get("seed") == seed and replications >= until.looks[0]
        more = tuple(facts.get("more", ()))
        if not is_alike or facts.get("hash") != Key(scenario, seed, replications, more).hash:
            continue
        days = read_replications(folder)
        for look in until.looks:
            if look <= replications and (
                look == until.most or until.is_enough(_met(plan, days[:look]), look)
            ):
                return look
    return None


def _met(plan: Plan, days: pd.DataFrame) -> Counts:
    """Replications that met each deadline, in the order of the plan."""
    return np.array(
        [
            (days[milestone.name] <= deadline.instant).sum()
            for milestone in plan.milestones
            for deadline in milestone.deadlines
        ]
    )


@dataclass(frozen=True)
class Found:
    """What a run has counted, the bands of its chances where they are wanted, and the engine that did it."""

    counts: Tally
    bands: NDArray[np.float64] | None
    engine: str


@dataclass(frozen=True)
class Reading:
    """What is read off a piece where it was simulated: its rows for the files, and its counts.

    ``days`` and ``voids`` have the shape (replications, milestones), ``inputs`` a row per replication.
    """

    first: int
    days: Days
    voids: Days
    inputs: pd.DataFrame
    counts: Slip


def read_off(plan: Plan, draws: Draws, outcomes: Outcomes) -> Reading:
    """What a run keeps of a piece."""
    inputs = _inputs_of(plan, draws, outcomes)
    return Reading(outcomes.first, outcomes.day, outcomes.void, inputs, slip(plan, outcomes))


def _simulate(
    folder: Folder, plan: Plan, key: Key, wish: Wish, progress: Progress, workforce: Workforce
) -> Found:
    """Simulate as long as wished, writing down each replication; what comes back are the counts."""
    draws = make_draws(plan.quantities, key.seed, plan.correlations)
    names = [milestone.name for milestone in plan.milestones]
    total = Total()
    more = wish.band.replications if wish.band and not knows_all(plan) else 0
    engine = engine_for(plan, key.replications + more, wish.engine)
    foretell(engine, progress)
    parts = pieces(plan, draws, key.replications, workforce, progress, keep=read_off, engine=engine)
    with closing(parts):
        for reading in parts:
            folder.replications(names, reading.first, reading.days, reading.voids)
            folder.add("inputs.parquet", reading.inputs)
            total.add(reading.counts)
            if wish.until is not None and total.replications in wish.until.looks:
                progress.expect(wish.until.expected(total.tally) + more)
                if wish.until.is_enough(total.tally.met, total.replications):
                    break
    counts = total.tally
    if wish.band is None:
        return Found(counts, None, engine)
    progress.expect(counts.replications + more)
    bands = band_of(plan, draws, counts, wish.band, workforce, progress, engine)
    return Found(counts, bands, engine)


def _write(folder: Folder, plan: Plan, key: Key, found: Found, wish: Wish, began: float) -> None:
    """Write everything a result folder holds beside the replications."""
    folder.text("scenario.resolved.yaml", resolved_yaml(key.scenario))
    _write_tables(folder, plan, found, key, wish)
    facts = manifest(key.hash, [key.scenario], key, wish, time.perf_counter() - began)
    folder.json(MANIFEST, facts | _of_run(key, plan, wish, found.counts) | {"engine": found.engine})


def _write_tables(folder: Folder, plan: Plan, found: Found, key: Key, wish: Wish) -> None:
    """Every table of a run, the table behind each of its figures, and the figures where they are wanted."""
    counts = found.counts
    milestones = tables.milestone_table(plan, counts, planned(plan, found.engine), found.bands)
    goals = goal_table(plan, counts)
    curves = tables.curve_table(plan, counts)
    causes = tables.cause_table(plan, counts)
    bars = tables.cause_bars(causes)
    folder.table("milestones.csv", milestones)
    folder.table("goals.csv", goals)
    folder.table("register.csv", register_table(key.scenario, milestones, goals))
    folder.table("activities.csv", tables.activity_table(plan, counts))
    folder.table("causes.csv", causes)
    folder.table("phases.csv", phase_table(plan, counts))
    folder.table("capital.csv", tables.capital_table(plan, counts))
    folder.table("risks.csv", tables.risk_table(plan, counts))
    folder.table("figures/milestones.csv", milestones)
    folder.table("figures/curves.csv", curves)
    folder.table("figures/causes.csv", bars)
    if wish.figures:
        _draw(folder, plan, key, wish, milestones, curves, bars)
        _write_workbook(folder, folder.path, key, wish)


def _draw(
    folder: Folder,
    plan: Plan,
    key: Key,
    wish: Wish,
    milestones: pd.DataFrame,
    curves: pd.DataFrame,
    bars: pd.DataFrame,
) -> None:
    from model.report.gallery import (
        Imprint,
        pictures_of_causes,
        pictures_of_run,
    )  # matplotlib: slow to import

    imprint, titles = (
        Imprint({plan.scenario: plan.title}, key.seed, key.replications, key.hash[:8]),
        titles_of(plan),
    )
    pictures = [
        *pictures_of_run(folder.figures, imprint, titles, milestones=milestones, curves=curves),
        *pictures_of_causes(folder.figures, imprint, titles, bars),
    ]
    draw(pictures, len(plan.milestones), wish.jobs)


def _tell(
    folder: Folder,
    place: Path,
    key: Key,
    wish: Wish,
    progress: Progress,
    workforce: Workforce,
) -> None:
    """The report of a run whose tables lie in a place, with what only the report asks for.

    That is what each lever would change, and where the scenario differs from the one it is derived from.
    """
    progress.begins("levers", levers_size(key.scenario, key.replications))
    around = Around(key.scenario.path, wish.settings)
    helping = levers_of(
        around, key.seed, key.replications, engine=wish.engine, workforce=workforce, progress=progress
    )
    folder.table("levers.csv", helping)
    folder.table("changes.csv", changes_from_root(key.scenario))
    report_into(folder, place)


def _draw_from_tables(folder: Folder, plan: Plan, key: Key, wish: Wish) -> None:
    """The figures of a run that was left without them, from its tables."""
    behind = (read_table(folder.target, f"figures/{name}.csv") for name in ("milestones", "curves", "causes"))
    _draw(folder, plan, key, wish, *behind)
    _write_workbook(folder, folder.target, key, wish)


def _write_workbook(folder: Folder, tables_in: Path, key: Key, wish: Wish) -> None:
    """The workbook of a run, from its tables as they stand in a folder."""
    from model.report.results_workbook import workbook_of_run  # slow to import

    facts = {"seed": key.seed, "replications": key.replications, "hash": key.hash}
    run = run_tables(tables_in, key.scenario, key.scenario.name, facts)
    (folder.path / WORKBOOK).write_bytes(workbook_of_run(run, wish.lang))


def titles_of(plan: Plan) -> dict[str, dict[str, str]]:
    """Names of a plan's milestones for people."""
    return {milestone.name: milestone.title for milestone in plan.milestones}


def _inputs_of(plan: Plan, draws: Draws, outcomes: Outcomes) -> pd.DataFrame:
    """What was assumed in each replication, and the dates of the steps that are watched."""
    watched = {
        f"finish.{group.name}": outcomes.finish[:, number]
        for number, group in enumerate(plan.groups)
        if group.watch
    }
    events = {
        f"event.{event.name}": outcomes.happened_on[:, number] for number, event in enumerate(plan.events)
    }
    land = land_columns(plan, outcomes)
    return inputs_table(draws, outcomes.first, outcomes.replications, watched | land | events)


def manifest(
    digest: str, scenarios: Sequence[Scenario], key: Key, wish: Wish, seconds: float
) -> dict[str, Any]:
    """All that is needed to make results again, and when they were made."""
    libraries = (
        "numpy",
        "pandas",
        "simpy",
        "scipy",
        "numba",
        "matplotlib",
        "holidays",
        "pyarrow",
        "XlsxWriter",
    )
    versions = {"model": __version__, "python": platform.python_version()}
    return {
        "hash": digest,
        "scenarios": [scenario.name for scenario in scenarios],
        "files": [[shown_path(file) for file in scenario.files] for scenario in scenarios],
        "settings": [one.text if isinstance(one, Setting) else "=".join(one) for one in wish.settings],
        "seed": key.seed,
        "replications": key.replications,
        FIGURES: wish.figures,
        "command": wish.command,
        "seconds": round(seconds, 3),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions | {name: metadata.version(name) for name in libraries},
    }


def _of_run(key: Key, plan: Plan, wish: Wish, counts: Tally) -> dict[str, Any]:
    grades = Counter(fact.grade for fact in key.scenario.facts)
    return {
        "more": list(key.more),
        "activities": len(plan.activities),
        "activities_per_replication": counts.lives / counts.replications,
        "facts_by_grade": dict(sorted(grades.items())),
        REPORT: wish.report,
    }
