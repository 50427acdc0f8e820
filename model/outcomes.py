"""The record that every engine fills: when things happened, and what each day was for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.plan import Plan

Days = NDArray[np.float64]
Whole = NDArray[np.int64]


class Cause(IntEnum):
    """What a day was for; every day of every activity has exactly one."""

    LAG = 0
    LOGIC = 1
    SESSION = 2
    INDICATOR = 3
    CAPITAL = 4
    CREW = 5
    WORK = 6
    SEASON = 7
    STOPPED = 8
    REWORK = 9
    HOLD = 10


CAUSES = tuple(cause.name.lower() for cause in Cause)


class State(IntEnum):
    """How far a step has come when the run ends."""

    OPEN = 0
    DONE = 1
    SKIPPED = 2


class Flow(IntEnum):
    """What may happen to the money of a year."""

    RELEASED = 0
    CARRIED = 1
    SPENT = 2
    LAPSED = 3
    CUT = 4


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What happened in consecutive replications of one plan.

    With n replications, M milestones, G groups (steps of the programme), L lines (work and
    phase), C causes, S capital sources and Y calendar years:

    ``day`` (n, M) days from the start to each milestone, inf where not reached by the horizon;
    ``void`` (n, M) the day a milestone was voided, inf where it was not;
    ``booked`` (n, M, L, C) the days of the chain that led to it, 0 where not reached: they add
    up to ``day``;
    ``waits_at`` and ``waits_for`` (n, M) the group and cause an unreached one waited for at the
    horizon, -1 where reached;
    ``on_chain`` (n, M, G) whether a group has an activity on that chain;
    ``start``, ``finish`` (n, G) first start and last finish of a group's activities, inf where
    not; ``state`` (n, G), DONE where every activity needed is finished or was refused for good and
    handed over; ``spent_on`` (n, G, C) days its activities spent from readiness to
    finish, by cause, summed over them;
    ``money`` (n, S, Y, 5) million VND released, carried in, spent, lapsed and cut in each year;
    ``lives`` (n,) activities that came to be ready;
    with E events: ``happened_on`` (n, E) the instant each first began, inf where it did not;
    ``times`` (n, E) how often; ``in_force`` (n, E) days in force up to the horizon.
    """

    first: int
    day: Days
    void: Days
    booked: Days
    waits_at: Whole
    waits_for: Whole
    on_chain: NDArray[np.bool_]
    start: Days
    finish: Days
    state: NDArray[np.int8]
    spent_on: Days
    money: Whole
    lives: Whole
    happened_on: Days
    times: Whole
    in_force: Days

    @property
    def replications(self) -> int:
        """How many replications these are."""
        return len(self.day)

    @classmethod
    def blank(cls, plan: Plan, first: int, count: int) -> Outcomes:
        """Outcomes in which nothing has happened yet, for an engine to fill in place."""
        milestones, groups, causes = len(plan.milestones), len(plan.groups), len(CAUSES)
        years = len(plan.year_starts)
        return cls(
            first=first,
            day=np.full((count, milestones), np.inf),
            void=np.full((count, milestones), np.inf),
            booked=np.zeros((count, milestones, len(plan.lines), causes)),
            waits_at=np.full((count, milestones), -1, dtype=np.int64),
            waits_for=np.full((count, milestones), -1, dtype=np.int64),
            on_chain=np.zeros((count, milestones, groups), dtype=bool),
            start=np.full((count, groups), np.inf),
            finish=np.full((count, groups), np.inf),
            state=np.zeros((count, groups), dtype=np.int8),
            spent_on=np.zeros((count, groups, causes)),
            money=np.zeros((count, len(plan.capital), years, len(Flow)), dtype=np.int64),
            lives=np.zeros(count, dtype=np.int64),
            happened_on=np.full((count, len(plan.events)), np.inf),
            times=np.zeros((count, len(plan.events)), dtype=np.int64),
            in_force=np.zeros((count, len(plan.events))),
        )

    def same_as(self, other: Outcomes) -> bool:
        """Whether every field is equal to the last bit."""
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)
        )


class Deed(IntEnum):
    """What a note of the diary tells of."""

    READY = 0  # an activity: all it waited for holds
    WAITED = 1  # an activity: so many days for a cause
    PAID = 2  # an activity: so much money, ``about`` the source
    STARTED = 3
    ROUND_DONE = 4  # an activity: the work of a round, ``about`` its number
    SENT_BACK = 5  # an activity: refused, ``about`` the round it goes into
    GIVEN_UP = 6
    FINISHED = 7
    SKIPPED = 8
    TOOK = 9  # an activity's branch: ``about`` the way taken
    DEPOSIT = 10  # a source: so much money, ``about`` its year
    LAPSED = 11  # a source: so much money, ``about`` its year
    CARRIED = 12  # a source: so much money, ``about`` its year
    CUT = 13  # a source: so much money
    BEGAN = 14  # an event
    ENDED = 15  # an event
    REACHED = 16  # a milestone
    VOIDED = 17  # a milestone
    BLOCKED = 18  # a milestone


class Note(NamedTuple):
    """One thing that happened in one replication.

    ``who`` is the number of the activity, source, event or milestone meant; days and money
    (million VND) only where the deed says so.
    """

    day: float
    deed: Deed
    who: int
    cause: int = -1
    days: float = 0.0
    amount: int = 0
    about: int = -1
