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
from model.plan.events import TOUCHES_WORK, Does, Event
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

    @property
    def is_assumption(self) -> bool:
        """Whether it is an assumption of the scenario, and not a number that merely has one draw."""
        return self.shared and self.name.startswith("assumptions.")


@dataclass(frozen=True, slots=True)
class Correlation:
    """Quantities that lean on each other: a Gaussian copula over their draws, round by round.

    ``members`` are numbers of quantities, in order. With ``common`` False, ``loads[k]`` are the
    k + 1 numbers of row k of a lower Cholesky factor: the normal score of member k is the weighted
    sum of the own scores of members 0 … k. With ``common`` True (a one-factor family),
    ``loads[k]`` is the weight of the score of the stream ``name`` and that of the member's own.
    """

    name: str
    members: tuple[int, ...]
    loads: tuple[tuple[float, ...], ...]
    common: bool = False


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
    STARTED = 7  # its one anchor has begun
    TAKEN = 8  # the anchor is done and its branch took the owner's way
    OPEN = 9  # a gate stands open


@dataclass(frozen=True, slots=True)
class Condition:
    """What an activity waits for: an owner, a side, anchors, and when it comes true.

    ``need`` is a share of all weight, in (0, 1], where ``share`` is set, else the weight or
    length itself; for DATE it is the day. ``lag`` is a quantity (days after the truth), or -1;
    with ``lag_calendar`` its days are working days of that calendar; ``lags`` are those of each
    anchor of ANY. ``may_lead`` says that a lag may be negative: days before the anchor's finish.
    A LEVEL is wanted of ``indicator``, as high (or, ``at_most``, as low) as the quantity
    ``level``. ``way`` is the way of a branch, ``gate`` the gate of OPEN.
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
    lags: tuple[int, ...] = ()
    may_lead: bool = False
    at_most: bool = False
    way: int = -1
    gate: int = -1


class Then(IntEnum):
    """What follows the last refused round."""

    NEVER = 0
    ACTIVITY = 1
    DURATION = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the work of a round is accepted: by chance, at most so many rounds.

    ``luck`` is the quantity with one uniform a round; the round is accepted when it lies below
    the quantity ``chances[round]`` (the last goes on; or, where ``refuses``, when it does not:
    the chance is of refusal); ``duration`` of later rounds (-1: as the first), times
    ``factors[round]`` (the last goes on); ``delay`` before each (-1: none), ``keeps_crew``
    during it; ``last`` the duration that ends it where ``then`` is DURATION. With ``loop`` a
    round goes back over the members of that loop.
    """

    luck: int
    chances: tuple[int, ...]
    rounds: int
    then: Then
    refuses: bool = False
    duration: int = -1
    factors: tuple[float, ...] = ()
    delay: int = -1
    last: int = -1
    keeps_crew: bool = False
    loop: int = -1


@dataclass(frozen=True, slots=True)
class Need:
    """Capital an activity takes: of which source, how much, every round or once.

    The amount is taken at the start, in equal ``stages`` of the work, or, where ``per`` is above
    0, anew for each so many days of work; ``reserve`` takes the first of it ahead of the crew.
    """

    source: int
    amount: int
    each_round: bool = False
    stages: int = 1
    per: float = 0.0
    reserve: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Exactly one of several ways is taken: the quantity of each way's chance, -1 for the rest."""

    luck: int
    chances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """Activities that are done anew when the last of them is refused: one way in, one way out.

    ``members`` in plan order, the entry and the exit among them; ``passes`` at most.
    """

    entry: int
    exit: int
    members: tuple[int, ...]
    passes: int


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
    interruptible: bool = True
    branch: Branch | None = None
    loop: int = -1


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
    """People or machines that an activity holds while it works; ``changes`` are (day, capacity)."""

    name: str
    title: dict[str, str]
    capacity: int
    changes: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money released on a day: the year it counts for, the amount and the share that comes.

    ``part`` is the stretch of the amount that comes on this day, in shares of it.
    """

    day: float
    year: int
    amount: int
    released: int = -1
    part: tuple[float, float] = (0.0, 1.0)


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
    """The instants at which a body passes what lies before it, and how early a file must be in.

    ``drawn`` are meetings on a drawn day: the first day possible, and the quantity of whole days
    that come to it.
    """

    name: str
    title: dict[str, str]
    passes: tuple[float, ...]
    lead: float = 0.0
    drawn: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate that events open and close."""

    name: str
    title: dict[str, str]
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Jump:
    """A step of an indicator when an activity finishes."""

    activity: int
    by: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A level that starts somewhere, drifts by so much a day, and jumps.

    ``turns`` are the days on which the drift becomes another quantity.
    """

    name: str
    title: dict[str, str]
    start: int
    drift: int = -1
    jumps: tuple[Jump, ...] = ()
    turns: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineDay:
    """A day by which a milestone is wanted; met when reached at or before ``instant``."""

    text: str
    instant: float
    basis: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated goal, reached when all of its activities are done.

    One that needs anything else (any or some of its activities, levels) has a ``marker``: an
    activity after all others that takes no time and has these as its conditions. ``reference``
    is how many times the planned span projects of its kind took, in half of all and in 80 %.
    """

    name: str
    title: dict[str, str]
    activities: tuple[int, ...]
    deadlines: tuple[DeadlineDay, ...]
    goal: str | None = None
    marker: int = -1
    reference: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A goal as a composite one reads it: a milestone by one of its deadlines.

    ``place`` is that of the deadline among all deadlines of the plan, milestone by milestone.
    """

    goal: str
    milestone: int
    deadline: DeadlineDay
    place: int


@dataclass(frozen=True, slots=True)
class Composite:
    """A goal that is read off others: how many of ``counts`` are met, and whether all ``together`` are.

    ``left_out`` and ``apart`` are the goals meant beside them that have no milestone in the plan.
    """

    name: str
    title: dict[str, str]
    counts: tuple[Counted, ...]
    left_out: tuple[str, ...]
    together: tuple[Counted, ...]
    apart: tuple[str, ...]


class Dispatch(IntEnum):
    """What a scan of the queue does at one that finds no capital or crew."""

    BACKFILL = 0  # goes on
    HEAD_OF_LINE = 1  # ends
    PER_QUEUE = 2  # goes on, but nobody behind gets of what that one asked for


@dataclass(frozen=True)
class Plan:
    """The whole network of one scenario, ready for any engine.

    ``year_starts[k]`` is the day on which calendar year ``first_year + k`` begins, the first one
    cut at 0. ``titles`` names works, parts and phases for people. ``is_listed`` says that the queue
    stands by priority and plan order alone, not by time of asking.
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
    gates: tuple[Gate, ...] = ()
    loops: tuple[Loop, ...] = ()
    events: tuple[Event, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    composites: tuple[Composite, ...] = ()
    dispatch: Dispatch = Dispatch.BACKFILL
    is_listed: bool = False

    @property
    def first_year(self) -> int:
        """The calendar year of the start."""
        return int(self.start[:4])

    @cached_property
    def waiting_for(self) -> tuple[tuple[int, ...], ...]:
        """For each activity the conditions that wait for its finish, in listed order."""
        waiting: list[list[int]] = [[] for _ in self.activities]
        for condition in self.conditions:
            if condition.link == Link.STARTED:
                continue
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

    @cached_property
    def begins_with(self) -> tuple[tuple[int, ...], ...]:
        """For each activity the conditions that wait for its start."""
        waiting: list[list[int]] = [[] for _ in self.activities]
        for condition in self.conditions:
            if condition.link == Link.STARTED:
                waiting[condition.anchors[0]].append(condition.number)
        return tuple(map(tuple, waiting))

    @cached_property
    def leads(self) -> tuple[tuple[int, ...], ...]:
        """For each activity the conditions that may come true some days before its finish."""
        waiting: list[list[int]] = [[] for _ in self.activities]
        for condition in self.conditions:
            if condition.may_lead:
                waiting[condition.anchors[0]].append(condition.number)
        return tuple(map(tuple, waiting))

    @cached_property
    def paces(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Every set of effects (event, place) that may slow some activities; the first is empty."""
        return tuple(dict.fromkeys([(), *self._slowed_by]))

    @cached_property
    def pace_of(self) -> tuple[int, ...]:
        """For each activity which set of effects may slow it."""
        places = {pace: place for place, pace in enumerate(self.paces)}
        return tuple(places[pace] for pace in self._slowed_by)

    @cached_property
    def _slowed_by(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        slowed = self._touched_by((Does.PACE,))
        return tuple(tuple((event, place) for event, place, _ in one) for one in slowed)

    @cached_property
    def frozen_by(self) -> tuple[tuple[int, ...], ...]:
        """For each activity the events that keep it from starting while they last."""
        frozen = self._touched_by((Does.FREEZE,))
        return tuple(tuple(dict.fromkeys(event for event, _, _ in one)) for one in frozen)

    @cached_property
    def touched_by(self) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """For each activity the effects that change its rounds, in plan order.

        Each as (event, place among its effects, place of the activity among its targets).
        """
        return self._touched_by(TOUCHES_WORK)

    def _touched_by(self, kinds: tuple[Does, ...]) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        touched: list[list[tuple[int, int, int]]] = [[] for _ in self.activities]
        for event in self.events:
            for place, effect in enumerate(event.effects):
                for at, target in enumerate(effect.targets if effect.does in kinds else ()):
                    touched[target].append((event.number, place, at))
        return tuple(map(tuple, touched))

    @cached_property
    def awaited_by_events(self) -> tuple[tuple[int, ...], ...]:
        """For each activity the events that wait for its finish."""
        waiting: list[list[int]] = [[] for _ in self.activities]
        for event in self.events:
            for anchor in dict.fromkeys(event.anchors):
                waiting[anchor].append(event.number)
        return tuple(map(tuple, waiting))

    @property
    def is_random(self) -> bool:
        """Whether any number of the plan needs a draw."""
        return any(not quantity.distribution.is_fixed for quantity in self.quantities)
