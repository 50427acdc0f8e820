"""The flat network: every activity, every wait and every resource by number.

A ``Plan`` is all that an engine knows. It holds no text to be parsed and no chance: a random
number appears as a ``Quantity``, a name with a distribution, whose value in one replication
the draws tell. Times are days since the scenario's start, money is whole million VND.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from model.plan.calendar import Calendar
from model.scenario.distribution import Distribution

NEVER = float("inf")


class Grain(IntEnum):
    """To what a drawn value is rounded: nothing, a tick of time, a whole million VND."""

    NONE = 0
    TICK = 1
    WHOLE = 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of the plan, fixed or random, with the name that its luck hangs on.

    ``rounds`` is how many draws one replication may need; a quantity ``shared`` by all that
    refer to it (an assumption) has one draw a replication, whatever the round.
    """

    name: str
    distribution: Distribution
    grain: Grain = Grain.NONE
    rounds: int = 1
    shared: bool = False
    low: float = -NEVER
    high: float = NEVER


class Side(IntEnum):
    """Which end of its owner a condition holds."""

    START = 0
    FINISH = 1


class Link(IntEnum):
    """What makes a condition true."""

    FINISHED = 0  # its one anchor is done
    REFUSED = 1  # the anchor gave up its rounds and named the owner as the next step
    ANY = 2  # the first of the anchors is done
    WEIGHT = 3  # the anchors done weigh enough
    LENGTH = 4  # the longest run of neighbours done is long enough
    LEVEL = 5  # an indicator has reached a level
    DATE = 6  # a day of the calendar has come


@dataclass(frozen=True, slots=True)
class Condition:
    """What an activity waits for: an owner, a side, anchors, and when it comes true.

    ``need`` is a share of all weight, in (0, 1], where ``share`` is set, else the weight or
    length itself; for DATE it is the day. ``lag`` is a quantity (days after the truth), or -1;
    with ``lag_calendar`` its days are working days of that calendar. A LEVEL is wanted of
    ``indicator``, as high as the quantity ``level``.
    """

    number: int
    owner: int
    side: Side
    link: Link
    anchors: tuple[int, ...] = ()
    weights: tuple[int, ...] = ()
    need: float = 0.0
    share: bool = False
    lag: int = -1
    lag_calendar: int = -1
    indicator: int = -1
    level: int = -1


class Then(IntEnum):
    """What follows the last refused round."""

    NEVER = 0
    ACTIVITY = 1
    DURATION = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the work of a round is accepted: by chance, at most so many rounds.

    ``luck`` is the quantity with one uniform a round; the round is accepted when it lies below
    the quantity ``chance`` (or, where ``refuses``, when it does not: the chance is of refusal);
    ``duration`` of later rounds (-1: as the first), ``delay`` before each (-1: none);
    ``last`` the duration that ends it where ``then`` is DURATION.
    """

    luck: int
    chance: int
    rounds: int
    then: Then
    refuses: bool = False
    duration: int = -1
    delay: int = -1
    last: int = -1


@dataclass(frozen=True, slots=True)
class Need:
    """Capital an activity takes when it starts: of which source, how much, every round or once."""

    source: int
    amount: int
    each_round: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """One piece of work with a beginning and an end.

    ``number`` is its place in plan order, ``line`` the (work, phase) its days are booked on,
    ``group`` the step it belongs to with all its units; -1 stands for "none" throughout.
    """

    number: int
    name: str
    group: int
    line: int
    duration: int
    calendar: int = -1
    window: int = -1
    session: int = -1
    crews: tuple[tuple[int, int], ...] = ()
    capital: Need | None = None
    priority: int = 0
    verdict: Verdict | None = None
    starts: tuple[int, ...] = ()
    finishes: tuple[int, ...] = ()
    watch: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A step of the programme as people know it: one row of the table of activities."""

    name: str
    title: dict[str, str]
    members: tuple[int, ...]
    watch: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Where days are booked: a work and a phase."""

    work: str
    phase: str


@dataclass(frozen=True, slots=True)
class Crew:
    """People or machines that an activity holds while it works."""

    name: str
    title: dict[str, str]
    capacity: int


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money released on a day: the year it counts for, the amount and the share that comes."""

    day: float
    year: int
    amount: int
    released: int = -1


@dataclass(frozen=True, slots=True)
class CapitalSource:
    """Money by fiscal year.

    ``deposits`` in order of day; ``lapses`` are pairs (day, year): at that instant what is left
    of the year's money is carried over in the share ``carry_over`` (a quantity), the rest lapses.
    """

    name: str
    title: dict[str, str]
    deposits: tuple[Deposit, ...]
    lapses: tuple[tuple[float, int], ...] = ()
    carry_over: int = -1


@dataclass(frozen=True, slots=True)
class Session:
    """The instants at which a body passes what lies before it, and how early a file must be in."""

    name: str
    title: dict[str, str]
    passes: tuple[float, ...]
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Jump:
    """A step of an indicator when an activity finishes."""

    activity: int
    by: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A level that starts somewhere, drifts by so much a day, and jumps."""

    name: str
    title: dict[str, str]
    start: int
    drift: int = -1
    jumps: tuple[Jump, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineDay:
    """A day by which a milestone is wanted; met when reached at or before ``instant``."""

    text: str
    instant: float
    basis: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated goal, reached when all of its activities are done."""

    name: str
    title: dict[str, str]
    activities: tuple[int, ...]
    deadlines: tuple[DeadlineDay, ...]
    goal: str | None = None


@dataclass(frozen=True)
class Plan:
    """The whole network of one scenario, ready for any engine.

    ``year_starts[k]`` is the day on which calendar year ``first_year + k`` begins, the first one
    cut at 0. ``titles`` names works and phases for people.
    """

    scenario: str
    title: dict[str, str]
    start: str
    horizon: float
    year_starts: tuple[float, ...]
    quantities: tuple[Quantity, ...]
    activities: tuple[Activity, ...]
    conditions: tuple[Condition, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    crews: tuple[Crew, ...]
    capital: tuple[CapitalSource, ...]
    calendars: tuple[Calendar, ...]
    sessions: tuple[Session, ...]
    indicators: tuple[Indicator, ...]
    milestones: tuple[Milestone, ...]
    titles: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def first_year(self) -> int:
        """The calendar year of the start."""
        return int(self.start[:4])

    @cached_property
    def waiting_for(self) -> tuple[tuple[int, ...], ...]:
        """For each activity the conditions that wait for its finish, in listed order."""
        waiting: list[list[int]] = [[] for _ in self.activities]
        for condition in self.conditions:
            for anchor in dict.fromkeys(condition.anchors):
                waiting[anchor].append(condition.number)
        return tuple(map(tuple, waiting))

    @cached_property
    def moved_by(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each activity the indicators its finish moves, each with the quantity it moves by."""
        moved: list[list[tuple[int, int]]] = [[] for _ in self.activities]
        for number, indicator in enumerate(self.indicators):
            for jump in indicator.jumps:
                moved[jump.activity].append((number, jump.by))
        return tuple(map(tuple, moved))

    @property
    def is_random(self) -> bool:
        """Whether any number of the plan needs a draw."""
        return any(not quantity.distribution.is_fixed for quantity in self.quantities)
