"""What may happen in a plan: events, when they may begin, and what each of them does, by number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

TIMES_TRIGGERED = 100
"""Draws planned for an event that others trigger: from then on a trigger has no effect."""


class Does(IntEnum):
    """What an effect does: while its event is in force, or once, when it begins."""

    PACE = 0  # work goes at a share of its speed, 0 is a stop
    MULTIPLY = 1  # rounds of work that begin take so many times as long
    ADD = 2  # rounds of work that begin take so much longer
    DURATION = 3  # rounds of work that begin have another duration
    CHANCE = 4  # verdicts fall with another chance
    RELEASED = 5  # only a share of what a source is due comes
    CREW = 6  # so many more, or fewer
    CLOSE = 7  # a gate is closed
    OPEN = 8  # a gate is open
    CUT = 9  # money is taken from a source
    CUT_SHARE = 10  # a share of what a source holds is taken
    GIVE = 11  # money is added to a source
    VOID = 12  # a milestone is void
    BLOCK = 13  # a milestone will never be reached
    FREEZE = 14  # what has not begun doesn't


TOUCHES_WORK = (Does.MULTIPLY, Does.ADD, Does.DURATION, Does.CHANCE)
"""Effects that are read when a round of work begins, or ends with a verdict."""

ONCE = (Does.CUT, Does.CUT_SHARE, Does.GIVE, Does.VOID, Does.BLOCK)
"""Effects that are over as soon as they have come about."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing an event does.

    ``targets`` are numbers of activities, or of the one crew, source, gate or milestone.
    ``numbers`` are, for DURATION, the quantity of each target; ``by`` is how many for CREW.
    How much an effect does (a share, a factor, days, money) is drawn by the occasion.
    """

    does: Does
    targets: tuple[int, ...]
    numbers: tuple[int, ...] = ()
    by: int = 0


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time at which an event may begin.

    It begins where the uniform ``luck`` falls within the stretch of length ``chance`` that
    follows the stretches ``before`` it; ``luck`` -1 is certain. ``day`` is counted from the
    start, or from the finish of the event's anchors, or from the trigger; to it comes the
    quantity ``wait`` (-1: nothing). ``lasts`` is a quantity (-1: for good); ``sizes`` has a
    quantity for each effect (-1: it needs none).
    """

    day: float
    luck: int = -1
    chance: int = -1
    before: tuple[int, ...] = ()
    wait: int = -1
    lasts: int = -1
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may happen.

    Without ``anchors`` its occasions wait for their days from the start; with anchors for all of
    these to be finished. ``when_triggered`` is the occasion, in rounds, of being triggered.
    ``triggers`` are pairs (event, quantity of days later, or -1).
    """

    number: int
    name: str
    title: dict[str, str]
    occasions: tuple[Occasion, ...]
    effects: tuple[Effect, ...] = ()
    anchors: tuple[int, ...] = ()
    when_triggered: Occasion | None = None
    triggers: tuple[tuple[int, int], ...] = ()
    excludes: tuple[int, ...] = ()
