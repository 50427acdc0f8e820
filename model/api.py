"""The model for other programs and for notebooks: questions in, pandas frames out.

Every function is pure: nothing is printed, no folder is written, no setting outlives the call. The
same scenario, seed and replications give the same frames, whatever else is asked. The command line
answers the same questions and leaves results in folders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis import tables
from model.analysis.compare import comparison_table
from model.analysis.ranking import Ranking
from model.analysis.sought import Sought
from model.analysis.tally import Slip, last_day, slip, total
from model.draws import Draws
from model.outcomes import Days, Outcomes
from model.plan import Plan, make_plan
from model.scenario import Scenario, Setting
from model.scenario import load_scenario as _load
from model.scenario.merge import setting
from model.scenario.read import Mark, node_of
from model.simulation import AUTO
from model.study.around import Around, run_of
from model.study.planned import planned
from model.study.rank import STEPS, Budget
from model.study.rank import rank as _rank
from model.study.run import Wish
from model.study.seek import Aim
from model.study.seek import seek as _seek
from model.study.workforce import Workforce, at_work

__all__ = ["compare", "load_scenario", "rank", "seek", "simulate", "sweep"]

Settings = Mapping[str, Any]
"""What is set otherwise: paths as for ``--set``, with their values: ``4``, ``"20 bn VND"``."""

Source = Scenario | Path | str
"""A scenario that has been loaded, or its file."""


@dataclass(frozen=True)
class Result:
    """One scenario, simulated.

    ``milestones`` has a row per milestone and deadline (chance with its 95 % interval, P10 to P90), as
    ``milestones.csv`` of a run; ``causes`` what the days of each milestone were for; ``days`` the day of
    each milestone, a row per replication and a column per milestone, inf where it is not reached;
    ``dates`` the same as dates, blank where it is not.
    """

    scenario: Scenario
    seed: int
    replications: int
    milestones: pd.DataFrame
    causes: pd.DataFrame
    days: pd.DataFrame
    plan: Plan

    @property
    def dates(self) -> pd.DataFrame:
        """The last day worked before each milestone is reached; ``NaT`` where it is not."""
        start = date.fromisoformat(self.plan.start)
        return self.days.map(
            lambda day: pd.Timestamp(start + timedelta(last_day(day))) if isfinite(day) else pd.NaT
        )


@dataclass(frozen=True)
class Contrast:
    """Scenarios on the same luck: ``results`` by name, ``table`` with paired differences from the first."""

    results: Mapping[str, Result]
    table: pd.DataFrame


def load_scenario(path: Path | str, settings: Settings | None = None) -> Scenario:
    """Read a scenario file with all it rests on, and check it.

    Parameters
    ----------
    settings
        What is set otherwise, e.g. ``{"levers.clearance_teams": 4}``.

    Raises
    ------
    ScenarioError
        With every fault of every file; ``MissingFile`` where there is no such file.
    """
    return _load(path, _as_settings(settings))


def simulate(
    scenario: Source,
    *,
    replications: int | None = None,
    seed: int | None = None,
    settings: Settings | None = None,
    engine: str = AUTO,
    jobs: int = 1,
) -> Result:
    """Simulate a scenario so many times.

    Parameters
    ----------
    replications, seed
        As the scenario says unless told. The same seed gives the same luck to every scenario.
    engine
        ``auto``, ``simpy`` or ``compiled``; the frames are the same.
    jobs
        Processes at work; the frames don't depend on it.

    Raises
    ------
    ScenarioError
        If the scenario, with these settings, can't be used.
    """
    with at_work(jobs) as workforce:
        return _simulated(_loaded(scenario, settings), Wish(replications, seed, engine=engine), workforce)


def compare(
    scenarios: Sequence[Source],
    *,
    replications: int | None = None,
    seed: int | None = None,
    settings: Settings | None = None,
    engine: str = AUTO,
    jobs: int = 1,
) -> Contrast:
    """Simulate scenarios on the first one's luck and hold each of the others against it.

    Returns
    -------
    Contrast
        ``table`` is that of ``compare.csv``: the second's chance less the first's, with a 95 % interval
        replication by replication.
    """
    read = [_loaded(one, settings) for one in scenarios]
    first = read[0].said
    luck = Wish(replications, seed, engine=engine).luck(first.seed, first.replications)
    wish = Wish(luck[1], luck[0], engine=engine)
    with at_work(jobs) as workforce:
        results = [_simulated(one, wish, workforce) for one in read]
    one, *others = results
    frames = [comparison_table(one.plan, one.days, other.plan, other.days) for other in others]
    empty = comparison_table(one.plan, one.days, one.plan, one.days).iloc[:0]
    table = pd.concat(frames, ignore_index=True) if frames else empty
    return Contrast({result.scenario.name: result for result in results}, table)


def sweep(
    scenario: Source,
    vary: Mapping[str, Sequence[Any]],
    *,
    milestones: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    settings: Settings | None = None,
    engine: str = AUTO,
    jobs: int = 1,
) -> pd.DataFrame:
    """Simulate every combination of some values, all on the same luck.

    Parameters
    ----------
    vary
        Paths and the values each takes: ``{"levers.clearance_teams": [1, 2, 3]}``.
    milestones
        Those wanted; all unless told.

    Returns
    -------
    DataFrame
        A row per combination, milestone and deadline: a column for each path, then those of
        ``milestones.csv``.
    """
    read = _loaded(scenario, settings)
    around = _around(read)
    wish = Wish(replications, seed, engine=engine)
    frames = []
    with at_work(jobs) as workforce:
        for values in product(*vary.values()):
            cell = dict(zip(vary, values, strict=True))
            plan = around.plan(_as_settings(cell))
            frame = _counted(plan, read, wish, workforce)[0]
            if milestones is not None:
                frame = frame[frame.milestone.isin(milestones)]
            for place, (path, value) in enumerate(cell.items(), start=1):
                frame.insert(place, path, value)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def seek(
    scenario: Source,
    lever: str,
    milestone: str,
    chance: float,
    *,
    by: str | None = None,
    span: str | None = None,
    step: str | None = None,
    effort: str | None = None,
    replications: int | None = None,
    most: int | None = None,
    seed: int | None = None,
    settings: Settings | None = None,
    engine: str = AUTO,
    jobs: int = 1,
) -> Sought:
    """Find the least value of a lever with which the chance of a milestone by a day reaches a target.

    Parameters
    ----------
    lever
        A lever by name, or any path that holds a number or a date, with a ``span``.
    chance
        Wanted, in (0, 1).
    by
        A date, or a deadline of the milestone; its first one unless told.
    span, step
        The values to go over: ``"1..8"``, ``"10..40 bn VND"``; and how far apart they lie.
    effort
        ``"up"`` where higher values are more effort, ``"down"`` where lower ones are; seen unless told.
    most
        The most replications for a value whose interval holds the target.

    Returns
    -------
    Sought
        ``sure``, the least value whose 95 % interval lies at or above the target (blank where none does),
        ``table`` with a row per value tried, ``binds`` with what holds the milestone at the best value.

    Raises
    ------
    AskedError
        If there is no such lever, milestone or day.
    """
    read = _loaded(scenario, settings)
    aim = Aim(lever, milestone, chance, by, span, step, effort, most)
    return _seek(read.path, aim, _wish(read, replications, seed, engine, jobs))


def rank(
    scenario: Source,
    milestone: str,
    *,
    by: str | None = None,
    ceiling: str | None = None,
    levers: Sequence[str] = (),
    steps: int = STEPS,
    replications: int | None = None,
    seed: int | None = None,
    settings: Settings | None = None,
    engine: str = AUTO,
    jobs: int = 1,
) -> Ranking:
    """Points of chance per billion VND of each lever that costs something, and of packages under a ceiling.

    Parameters
    ----------
    ceiling
        The most a package may cost, e.g. ``"30 bn VND"``; None looks at levers singly.
    levers
        Those to look at; all that cost something unless told.
    steps
        Values tried between a lever's present one and the end of its range.

    Returns
    -------
    Ranking
        ``levers`` with a row per lever and step, ``packages`` one per package, ``frontier`` those that
        nothing cheaper does as well as.

    Raises
    ------
    AskedError
        If there is no such lever, milestone or day, or nothing costs anything.
    """
    read = _loaded(scenario, settings)
    budget = Budget(milestone, by, ceiling, tuple(levers), steps)
    return _rank(read.path, budget, _wish(read, replications, seed, engine, jobs))


# -- what they share -----------------------------------------------------------------------------------


def _as_settings(settings: Settings | None) -> list[Setting]:
    mark = Mark("settings", None)
    return [
        setting(path, value) if isinstance(value, str) else Setting(path, node_of(value, mark))
        for path, value in (settings or {}).items()
    ]


def _loaded(scenario: Source, settings: Settings | None) -> Scenario:
    if not isinstance(scenario, Scenario):
        return load_scenario(scenario, settings)
    if not settings:
        return scenario
    return _load(scenario.path, [*_own(scenario), *_as_settings(settings)])


def _own(scenario: Scenario) -> list[Setting]:
    """What a scenario was loaded with."""
    mark = Mark("settings", None)
    return [Setting(path, node_of(value, mark)) for path, value in scenario.settings]


def _around(scenario: Scenario) -> Around:
    return Around(scenario.path, _own(scenario))


def _wish(scenario: Scenario, replications: int | None, seed: int | None, engine: str, jobs: int) -> Wish:
    return Wish(replications, seed, jobs=jobs, settings=_own(scenario), engine=engine)


def _keep(plan: Plan, draws: Draws, outcomes: Outcomes) -> tuple[Slip, Days]:
    return slip(plan, outcomes), outcomes.day


def _simulated(scenario: Scenario, wish: Wish, workforce: Workforce) -> Result:
    plan = make_plan(scenario)
    milestones, causes, days = _counted(plan, scenario, wish, workforce)
    seed, replications = wish.luck(scenario.said.seed, scenario.said.replications)
    return Result(scenario, seed, replications, milestones, causes, days, plan)


def _counted(
    plan: Plan, scenario: Scenario, wish: Wish, workforce: Workforce
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    seed, replications = wish.luck(scenario.said.seed, scenario.said.replications)
    kept = run_of(plan, seed, replications, _keep, engine=wish.engine, workforce=workforce)
    counts = total(one for one, _ in kept)
    names = [milestone.name for milestone in plan.milestones]
    days = pd.concat([pd.DataFrame(some, columns=names) for _, some in kept], ignore_index=True)
    return tables.milestone_table(plan, counts, planned(plan)), tables.cause_table(plan, counts), days
