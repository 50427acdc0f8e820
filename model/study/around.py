"""One scenario under other settings: planned from what is known of it, run on the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np

from model.draws import Draws, make_draws
from model.outcomes import Days, Outcomes
from model.plan import Pattern, Plan, make_plan
from model.scenario import Nearby, Scenario, ScenarioError, Setting, load_scenario, nearby, setting
from model.simulation import AUTO, engine_for
from model.study.job import Keep, Nobody, Progress, foretell
from model.study.pieces import pieces
from model.study.workforce import Workforce

Settings = Sequence[Setting | tuple[str, str]]
"""Paths of a scenario and the values they are set to: as typed, or with the mark of where they stand."""


class Around:
    """The plans around a scenario: made from its own where a setting only changes numbers.

    Parameters
    ----------
    path
        The scenario's file.
    settings
        Those of the run; any further ones come after them.
    """

    def __init__(self, path: Path | str, settings: Settings = ()) -> None:
        self._path, self._settings = path, tuple(settings)
        self._pattern: Pattern | None = None
        with suppress(ScenarioError):  # then each is told on its own
            self._pattern = Pattern(load_scenario(path, settings))

    def scenario(self, settings: Settings = ()) -> Scenario:
        """The scenario with further settings; with any, read anew.

        Raises
        ------
        ScenarioError
            If these make no valid scenario.
        """
        if not settings and self._pattern is not None:
            return self._pattern.scenario
        return load_scenario(self._path, [*self._settings, *settings])

    def plan(self, settings: Settings = ()) -> Plan:
        """The plan of the scenario with further settings.

        Raises
        ------
        ScenarioError
            If these make no valid scenario, or none that can be planned.
        """
        near = self.near(settings)
        if near is None or self._pattern is None:
            return make_plan(self.scenario(settings))
        return self._pattern.plan_of(near)

    def near(self, settings: Settings) -> Nearby | None:
        """The scenario with further settings, where they change nothing but numbers."""
        if self._pattern is None:
            return None
        marked = [one if isinstance(one, Setting) else setting(*one) for one in settings]
        return nearby(self._pattern.scenario, marked)


def run_of(
    plan: Plan,
    seed: int,
    replications: int,
    keep: Keep,
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> list[Any]:
    """What is kept of each piece of a run that leaves no folder, in order.

    Runs of one seed share their luck, so what is kept of two plans can be held against each other
    replication by replication.
    """
    chosen = engine_for(plan, replications, engine)
    foretell(chosen, progress or Nobody())
    draws = make_draws(plan.quantities, seed, plan.correlations)
    parts = pieces(plan, draws, replications, workforce, progress, keep=keep, engine=chosen)
    with closing(parts):
        return list(parts)


def days_of(
    plan: Plan,
    seed: int,
    replications: int,
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> Days:
    """The instant each milestone is reached, (replications, milestones); inf where it is not."""
    kept = run_of(plan, seed, replications, _days, engine=engine, workforce=workforce, progress=progress)
    return np.concatenate(kept)


def _days(plan: Plan, draws: Draws, outcomes: Outcomes) -> Days:
    return outcomes.day
