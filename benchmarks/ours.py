"""Our engines as contenders: whatever ``model.simulation`` has, on any plan."""

from __future__ import annotations

from collections.abc import Callable

from model.draws import make_draws
from model.plan import Plan
from model.simulation import ready

PIECE = {"simpy": 50, "compiled": 1000}
"""Replications asked of an engine at a time, as a run does it: memory stays flat."""


def engine_of(plan: Plan, engine: str, seed: int = 1) -> Callable[[int], None]:
    """One of our engines on a plan, as something that runs so many replications, in pieces as a run does."""
    draws = make_draws(plan.quantities, seed, plan.correlations)

    piece, carry_out = PIECE[engine], ready(plan, draws, engine)

    def run(replications: int) -> None:
        for first in range(0, replications, piece):
            carry_out(first, min(piece, replications - first))

    return run
