"""One door to every engine."""

from __future__ import annotations

from collections.abc import Callable

from model.draws import Draws
from model.outcomes import Note, Outcomes
from model.plan import Plan

ENGINES = ("simpy",)


def diary_of(plan: Plan, draws: Draws, replication: int) -> list[Note]:
    """One replication told note by note, in the order in which things happened."""
    from model.simulation.story import keep_diary  # SimPy is loaded when it is needed

    return keep_diary(plan, draws, replication)


def simulate(
    plan: Plan,
    draws: Draws,
    first: int = 0,
    count: int = 1,
    engine: str = "simpy",
    each: Callable[[], None] | None = None,
) -> Outcomes:
    """Run a plan through consecutive replications.

    Parameters
    ----------
    first, count
        The replications: ``first`` to ``first + count - 1``. A replication's outcome depends on
        its number alone, not on which others are run.
    engine
        One of ``ENGINES``; all give the same outcomes to the last bit.
    each
        Called after each replication, for progress.

    Returns
    -------
    Outcomes
        What happened and what each day was for; see there for shapes and units.
    """
    assert engine in ENGINES, f"no engine is called {engine}"
    from model.simulation.story import run_programme  # SimPy is loaded when it is needed

    return run_programme(plan, draws, first, count, each)
