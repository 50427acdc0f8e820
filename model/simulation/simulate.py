"""One door to every engine."""

from __future__ import annotations

from collections.abc import Callable

from model.draws import Draws
from model.outcomes import Note, Outcomes
from model.plan import Plan

ENGINES = ("simpy", "compiled")
"""The story, which is the definition, and its compiled twin."""

Each = Callable[[], None]
Run = Callable[[int, int], Outcomes]
"""A plan made ready for an engine: the first replication and how many, to what happened in them."""


def ready(plan: Plan, draws: Draws, engine: str = "simpy", each: Each | None = None) -> Run:
    """A plan made ready once for many runs: see ``simulate``. Threads may share it.

    ``each`` is called after each replication where the engine tells them apart; the compiled one
    doesn't, and calls it for all of them at the end of a run.
    """
    assert engine in ENGINES, f"no engine is called {engine}"
    if engine == "simpy":
        from model.simulation.story import run_programme  # SimPy is loaded when it is needed

        return lambda first, count: run_programme(plan, draws, first, count, each)
    from model.simulation.kernel import Kernel  # so is the compiler

    kernel = Kernel(plan, draws)

    def run(first: int, count: int) -> Outcomes:
        outcomes = kernel.run(first, count)
        for _ in range(count if each else 0):
            assert each is not None, "there is somebody to tell"
            each()
        return outcomes

    return run


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
    each: Each | None = None,
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
        Called for each replication, for progress.

    Returns
    -------
    Outcomes
        What happened and what each day was for; see there for shapes and units.
    """
    return ready(plan, draws, engine, each)(first, count)
