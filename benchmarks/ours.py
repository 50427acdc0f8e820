"""Our engines as contenders: whatever ``model.simulation`` has, on any plan."""

from __future__ import annotations

from collections.abc import Callable

from model.draws import make_draws
from model.plan import Plan
from model.simulation import simulate

PIECE = 50
"""Replications asked of an engine at a time, as a run does it: memory stays flat."""


def engine_of(plan: Plan, engine: str, seed: int = 1) -> Callable[[int], None]:
    """One of our engines on a plan, as something that runs so many replications, in pieces as a run does."""
    draws = make_draws(plan.quantities, seed, plan.correlations)

    def run(replications: int) -> None:
        for first in range(0, replications, PIECE):
            simulate(plan, draws, first, min(PIECE, replications - first), engine)

    return run
