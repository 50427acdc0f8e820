"""The programme's scenarios, each played once for all tests that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.draws import Draws, make_draws
from model.outcomes import Cause, Days, Deed, Outcomes, State
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.simulation import simulate
from model.simulation.simulate import diary_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPLICATIONS = 20

Setting = tuple[str, str]


@dataclass(frozen=True)
class Played:
    """A scenario that has been run: ask it for the days of all its replications at once."""

    plan: Plan
    draws: Draws
    outcomes: Outcomes

    def day(self, milestone: str) -> Days:
        """Instants at which a milestone was reached; inf where it was not."""
        return self.outcomes.day[:, self._milestone(milestone)]

    def void(self, milestone: str) -> Days:
        """Instants at which a milestone was voided; inf where it was not."""
        return self.outcomes.void[:, self._milestone(milestone)]

    def causes(self, milestone: str, *causes: Cause) -> Days:
        """Days for these causes on the way to a milestone."""
        return self.outcomes.booked[:, self._milestone(milestone)].sum(axis=1)[:, list(causes)].sum(axis=1)

    def waits(self, milestone: str) -> set[Cause]:
        """What a milestone that was not reached waited for at the horizon."""
        found = self.outcomes.waits_for[:, self._milestone(milestone)]
        return {Cause(cause) for cause in found if cause >= 0}

    def start(self, step: str) -> Days:
        """Instants at which the first activity of a step began; inf where none did."""
        return self.outcomes.start[:, self._step(step)]

    def finish(self, step: str) -> Days:
        """Instants at which the last activity of a step ended; inf where one did not."""
        return self.outcomes.finish[:, self._step(step)]

    def is_in(self, step: str, state: State) -> NDArray[np.bool_]:
        """Whether a step ended up so."""
        return self.outcomes.state[:, self._step(step)] == state

    def steps(self, ending: str) -> list[str]:
        """The steps of this name in all works and segments."""
        return [group.name for group in self.plan.groups if group.name.endswith(f".{ending}")]

    def told(self, replication: int, deed: Deed) -> Iterator[tuple[str, float]]:
        """Every activity that did something in a replication, and when."""
        for note in diary_of(self.plan, self.draws, replication):
            if note.deed == deed:
                yield self.plan.activities[note.who].name, note.day

    def _milestone(self, name: str) -> int:
        return [one.name for one in self.plan.milestones].index(name)

    def _step(self, name: str) -> int:
        return [group.name for group in self.plan.groups].index(name)


@cache
def played(path: Path, *settings: Setting, replications: int = REPLICATIONS) -> Played:
    """A scenario on its own seed; a shorter run is the beginning of every longer one."""
    scenario = load_scenario(path, settings)
    plan = make_plan(scenario)
    draws = make_draws(plan.quantities, scenario.said.seed, plan.correlations)
    return Played(plan, draws, simulate(plan, draws, 0, replications, "compiled"))


def baseline(*settings: Setting, replications: int = REPLICATIONS) -> Played:
    """The baseline with settings, on its own luck."""
    return played(SCENARIOS / "baseline.yaml", *settings, replications=replications)
