"""What stories in tests are told with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from model.draws import make_draws
from model.outcomes import CAUSES, Outcomes
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.simulation import ENGINES, simulate

PROLOGUE = """\
kind: scenario
title: A story
start: 2020-10-01
horizon: 2026-01-01
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up for a test}}
"""


@dataclass(frozen=True)
class Told:
    """A story that has been run: ask it for days."""

    plan: Plan
    outcomes: Outcomes

    def start(self, step: str, replication: int = 0) -> float:
        """Day on which the first activity of a step began; inf if none did."""
        return float(self.outcomes.start[replication, self._step(step)])

    def finish(self, step: str, replication: int = 0) -> float:
        """Instant at which the last activity of a step ended; inf if one did not."""
        return float(self.outcomes.finish[replication, self._step(step)])

    def day(self, milestone: str, replication: int = 0) -> float:
        """Instant at which a milestone was reached; inf if it was not."""
        return float(self.outcomes.day[replication, self._milestone(milestone)])

    def causes(self, milestone: str, replication: int = 0) -> dict[str, float]:
        """Days that led to a milestone, by cause; causes without days are left out."""
        by_cause = self.outcomes.booked[replication, self._milestone(milestone)].sum(axis=0)
        return {name: float(days) for name, days in zip(CAUSES, by_cause, strict=True) if days}

    def own_days(self, step: str, replication: int = 0) -> dict[str, float]:
        """Days a step itself took from readiness to finish, by cause."""
        days = self.outcomes.spent_on[replication, self._step(step)]
        return {name: float(some) for name, some in zip(CAUSES, days, strict=True) if some}

    def waits(self, milestone: str, replication: int = 0) -> tuple[str, str]:
        """The step and cause an unreached milestone waited for at the horizon."""
        number = self._milestone(milestone)
        group = self.plan.groups[int(self.outcomes.waits_at[replication, number])]
        return group.name, CAUSES[int(self.outcomes.waits_for[replication, number])]

    def money(self, source: str, year: int, flow: int, replication: int = 0) -> int:
        """Million VND of one flow of a source in a year."""
        number = [one.name for one in self.plan.capital].index(source)
        return int(self.outcomes.money[replication, number, year - self.plan.first_year, flow])

    def _step(self, name: str) -> int:
        return [group.name for group in self.plan.groups].index(name)

    def _milestone(self, name: str) -> int:
        return [one.name for one in self.plan.milestones].index(name)


Tell = Callable[..., Told]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Every engine in turn."""
    return str(request.param)


@pytest.fixture
def tell(tmp_path: Path, engine: str) -> Tell:
    """Run a story told as a scenario without its prologue."""

    def run(text: str, replications: int = 1, seed: int = 1) -> Told:
        file = tmp_path / "story.yaml"
        file.write_text(PROLOGUE + dedent(text), encoding="utf-8")
        plan = make_plan(load_scenario(file))
        draws = make_draws(plan.quantities, seed, plan.correlations)
        return Told(plan, simulate(plan, draws, 0, replications, engine))

    return run
