"""One door to every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from model.draws import Draws
from model.outcomes import Note, Outcomes
from model.plan import Plan

ENGINES = ("simpy", "compiled")
"""The story, which is the definition, and its compiled twin."""

AUTO = "auto"
"""Instead of an engine: the compiled one where it pays."""

Each = Callable[[], None]

_SECONDS_OF_AN_ACTIVITY = 50e-6
"""What an activity costs on SimPy in each replication, roughly; enough to choose by."""

_WORTH_LOADING, _WORTH_COMPILING = 0.5, 40.0
"""Seconds on SimPy from which it pays to load the compiled engine, and to compile it first."""


class Run(Protocol):
    """A plan made ready for an engine."""

    def __call__(self, first: int, count: int, each: Each | None = None) -> Outcomes:
        """What happens in replications ``first`` to ``first + count - 1``; ``each`` is called for each."""


def ready(plan: Plan, draws: Draws, engine: str = "simpy") -> Run:
    """A plan made ready once for many runs: see ``simulate``. Threads may share it."""
    assert engine in ENGINES, f"no engine is called {engine}"
    if engine == "compiled":
        from model.simulation.kernel import Kernel  # the compiler is loaded when it is needed

        return Kernel(plan, draws).run
    from model.simulation.story import run_programme  # and so is SimPy

    def run(first: int, count: int, each: Each | None = None) -> Outcomes:
        return run_programme(plan, draws, first, count, each)

    return run


def engine_for(plan: Plan, replications: int, wanted: str = AUTO) -> str:
    """The engine to take: the one wanted, or, of a plan to be run so often, the one that is done first."""
    if wanted != AUTO:
        return wanted
    seconds = replications * len(plan.activities) * _SECONDS_OF_AN_ACTIVITY
    if seconds < _WORTH_LOADING:
        return "simpy"
    return "compiled" if seconds >= _WORTH_COMPILING or not must_compile() else "simpy"


def must_compile() -> bool:
    """Whether the compiled engine has yet to be compiled on this computer, which takes a while."""
    from model.simulation.kernel import is_compiled

    return not is_compiled()


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
        Called for each replication, for progress; by the compiled engine when all are done.

    Returns
    -------
    Outcomes
        What happened and what each day was for; see there for shapes and units.
    """
    return ready(plan, draws, engine)(first, count, each)
