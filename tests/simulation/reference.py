"""A second reading of the rules: a plain loop over a heap, without SimPy and without the engine's code.

It is written from the rules' text and the tables of the plan alone, in order that a mistake of the engine
isn't copied. It is slow and has no cleverness: what is due at one instant is taken kind by kind
(``Kind``), each kind in plan order, until nothing is left; then the clock goes on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count as count_from
from math import ceil, floor, inf

from model.days import TICK, TICKS_PER_DAY, to_tick, to_tick_up
from model.draws import Draws
from model.outcomes import Cause, Flow, Outcomes, State
from model.plan.calendar import Calendar
from model.plan.events import ONCE, TIMES_TRIGGERED, Does, Event, Occasion
from model.plan.network import Activity, CapitalSource, Condition, Dispatch, Link, Plan, Then
from model.plan.possible import length_needed, longest_run, weight_needed

Trail = tuple[int, Cause, float, "Trail"] | None
"""The days that led to an instant: (activity, cause, days, what came before)."""


UNSAID = -2
"""For what a milestone waits that is open at the horizon: the reference doesn't say."""


class Kind(IntEnum):
    """What is served first at one instant."""

    OVER = 1
    LAPSE = 2
    DEPOSIT = 3
    END = 4
    BEGIN = 5
    READY = 6
    GRANT = 7


class Stand(IntEnum):
    """How far an activity has come."""

    WAITS = 1
    IN_SESSION = 2
    ASKS = 3
    RESERVED = 4
    WORKS = 5
    UNPAID = 6
    DELAYED = 7
    HELD = 8
    DONE = 9
    SKIPPED = 10
    GIVEN_UP = 11


# -- small tables ------------------------------------------------------------------------------------


class Luck:
    """The draws of one replication."""

    def __init__(self, column: list[float], offset: list[int], stride: list[int]) -> None:
        self.column, self.offset, self.stride = column, offset, stride

    def of(self, quantity: int, round: int = 0) -> float:
        """The value of a quantity in a round."""
        return self.column[self.offset[quantity] + self.stride[quantity] * round]


class Pace:
    """Work under a calendar, or without one."""

    def __init__(self, calendar: Calendar | None) -> None:
        self.turns = calendar.turns if calendar else (0.0,)
        self.rates = calendar.rates if calendar else (1.0,)
        self.done = calendar.done if calendar else (0.0,)

    def rate(self, time: float) -> float:
        """How fast work goes at an instant."""
        return self.rates[bisect_right(self.turns, time) - 1]

    def stretches(self, start: float) -> Iterator[tuple[float, float, float]]:
        """The stretches of equal rate from an instant on, as (begin, end, rate)."""
        for at in range(bisect_right(self.turns, start) - 1, len(self.turns)):
            end = self.turns[at + 1] if at + 1 < len(self.turns) else inf
            yield max(start, self.turns[at]), end, self.rates[at]

    def work_between(self, start: float, end: float, factor: float = 1.0) -> float:
        """Full days' work of a span; that of each stretch of equal rate within it rounded to the tick."""
        work = 0.0
        for begin, until, rate in self.stretches(start):
            if begin >= end:
                break
            work += to_tick(rate * factor * (min(until, end) - begin))
        return work

    def finish_of(self, now: float, work: float, factor: float = 1.0) -> float:
        """When so many full days' work are done that begin now."""
        left = work
        if left <= 0:
            return now
        for begin, end, rate in self.stretches(now):
            pace = rate * factor
            if pace > 0:
                possible = to_tick(pace * (end - begin))
                if left <= possible:
                    return min(begin + to_tick(left / pace), end)
                left -= possible
        return inf

    def last_with(self, finish: float, work: float) -> float:
        """The first instant from which no more than so many full days' work remain to a finish."""
        at, end, left = bisect_right(self.turns, finish) - 1, finish, work
        while at >= 0:
            possible = to_tick(self.rates[at] * (end - self.turns[at]))
            if possible > left:
                return max(end - to_tick(left / self.rates[at]), self.turns[at])
            at, end, left = at - 1, self.turns[at], left - possible
        return 0.0

    def next_turn(self, time: float) -> float:
        """The next instant at which the rate changes."""
        at = bisect_right(self.turns, time)
        return self.turns[at] if at < len(self.turns) else inf

    def fits_until(self, now: float, work: float, factor: float) -> float:
        """The last instant from which work that fits before the next closing if begun now still does."""
        closing = self.next_closing(now)
        if closing == inf or work <= 0:
            return closing
        low, high = int(now * TICKS_PER_DAY), int(closing * TICKS_PER_DAY)
        while high - low > 1:
            middle = (low + high) // 2
            if self.finish_of(middle / TICKS_PER_DAY, work, factor) <= closing:
                low = middle
            else:
                high = middle
        return low / TICKS_PER_DAY

    def next_closing(self, time: float) -> float:
        """The next instant from which no work is done."""
        closings = (
            turn for turn, rate in zip(self.turns, self.rates, strict=True) if rate == 0 and turn > time
        )
        return next(closings, inf)


@dataclass
class Fund:
    """The money of one source, by year of release."""

    source: CapitalSource
    held: dict[int, int] = field(default_factory=dict)

    @property
    def balance(self) -> int:
        """All that is there."""
        return sum(self.held.values())

    def take(self, amount: int, *, newest: bool = False) -> list[tuple[int, int]]:
        """Take money year by year, as (year, amount)."""
        parts = []
        for year in sorted(self.held, reverse=newest):
            part = min(amount, self.held[year])
            if part > 0:
                parts.append((year, part))
                self.held[year] -= part
                amount -= part
        return parts

    def add(self, year: int, amount: int) -> None:
        """Put money to that of a year."""
        self.held[year] = self.held.get(year, 0) + amount


@dataclass
class Fact:
    """Whether a condition holds, since when, and what led to it."""

    since: float = inf
    base: float = 0.0
    trail: Trail = None
    cause: Cause = Cause.LOGIC
    is_void: bool = False
    place: int = 0
    ticket: int = 0

    def led(self, owner: int) -> Trail:
        """The days up to the instant at which it came true."""
        return grown(self.trail, owner, self.cause, self.since - self.base)


def grown(trail: Trail, activity: int, cause: Cause, days: float) -> Trail:
    """A trail with one more stretch of days; none for none."""
    return (activity, cause, days, trail) if days else trail


def steps_of(trail: Trail) -> Iterator[tuple[int, Cause, float]]:
    """The stretches of a trail, last first."""
    while trail is not None:
        activity, cause, days, trail = trail
        yield activity, cause, days


@dataclass
class Gauge:
    """An indicator: its level at the last jump or turn, and who jumped last."""

    level: float
    drift: float
    since: float = 0.0
    jumped: tuple[float, Trail] = (0.0, None)

    def fold(self, now: float) -> None:
        """Bring the level up to now."""
        self.level, self.since = self.level + self.drift * (now - self.since), now


@dataclass
class Force:
    """What has become of an event."""

    is_on: bool = False
    since: float = 0.0
    sizes: tuple[float, ...] = ()
    first: float = inf
    times: int = 0
    days: float = 0.0
    is_excluded: bool = False
    triggered: int = 0


@dataclass
class Ask:
    """A request in the queue: money and crews, and, where ``needs_open``, a day to begin on."""

    number: int
    time: float
    granted: Callable[[Ask], None]
    money: int = 0
    source: int = -1
    crews: tuple[tuple[int, int], ...] = ()
    needs_open: bool = False
    window: int = -1
    begins: bool = False  # what is asked for is the start, which an event may freeze
    is_under_way: bool = False  # a later round that wants nothing but an open day
    cause: Cause | None = None
    noted: float = 0.0


@dataclass
class Life:
    """One activity, in the pass of its loop that is in hand."""

    stand: Stand = Stand.WAITS
    base: int = 0  # the draw of its first round in this pass
    round: int = 0
    passes: int = 0
    came_back: float = -1.0
    trail: Trail = None
    let_go_by: Trail = None
    ready_at: float = inf
    passes_at: float = inf
    has_crew: bool = False
    is_last: bool = False
    duration: float = 0.0
    left: float = 0.0
    pace: float = 1.0
    since: float = 0.0
    round_began: float = 0.0
    amount: int = 0
    stages: int = 0
    paid: int = 0
    ticket: int = 0
    reserved: list[tuple[int, int]] = field(default_factory=list)
    taken_in: int = 0

    @property
    def draw(self) -> int:
        """The round of its draws."""
        return self.base + self.round

    @property
    def is_again(self) -> bool:
        """Whether what it does has been done before."""
        return self.is_last or self.round > 0 or self.passes > 0


# -- one replication ------------------------------------------------------------------------------------


class World:
    """One replication from the first instant to the horizon."""

    def __init__(self, plan: Plan, luck: Luck) -> None:
        self.plan, self.luck, self.now = plan, luck, 0.0
        self.heap: list[tuple[float, int, float, int, Callable[[], None]]] = []
        self.serial = count_from()
        size = len(plan.activities)
        self.lives = [Life() for _ in plan.activities]
        self.facts = [Fact() for _ in plan.conditions]
        self.began, self.first_began, self.ended = [inf] * size, [inf] * size, [inf] * size
        self.starts: list[Trail] = [None] * size
        self.ends: list[Trail] = [None] * size
        self.spent: dict[tuple[int, Cause], float] = {}
        self.ready_count = 0
        self.dirty: set[int] = set(range(size))
        self.asks: list[Ask] = []
        self.paces = [Pace(one) for one in plan.calendars]
        self.used = [0] * len(plan.crews)
        self.dated = [one.capacity for one in plan.crews]
        self.funds = [Fund(one) for one in plan.capital]
        self.flows: dict[tuple[int, int, Flow], int] = {}
        self.forces = [Force() for _ in plan.events]
        self.voided = [inf] * len(plan.milestones)
        self.blocked = [inf] * len(plan.milestones)
        self.gauges = [
            Gauge(luck.of(one.start), luck.of(one.drift) if one.drift >= 0 else 0.0)
            for one in plan.indicators
        ]

    # -- the clock ---------------------------------------------------------------------------------

    def at(self, time: float, kind: Kind, place: float, act: Callable[[], None]) -> None:
        """Something is to be done at an instant, in the order of kinds and places."""
        if time < inf:
            heappush(self.heap, (max(time, self.now), kind, place, next(self.serial), act))

    def run(self) -> None:
        """Live until the horizon."""
        self._open()
        while self.heap and self.heap[0][0] <= self.plan.horizon:
            self.now, kind = self.heap[0][:2]
            batch = []
            while self.heap and self.heap[0][:2] == (self.now, kind):
                batch.append(heappop(self.heap)[-1])
            for act in batch:
                act()
            if kind == Kind.READY:
                self._serve_ready()
            if kind == Kind.GRANT:
                self._scan()
            else:
                self.at(self.now, Kind.GRANT, 0, _nothing)
        self._close()

    def _open(self) -> None:
        plan = self.plan
        self.at(0.0, Kind.READY, 0, _nothing)
        for condition in plan.conditions:
            if condition.link == Link.DATE:
                self.at(condition.need, Kind.READY, condition.owner, lambda c=condition: self._holds(c))
        for gate in range(len(plan.gates)):
            self._turn_gate(gate)
        for number, indicator in enumerate(plan.indicators):
            self._gauge(number)
            for day, drift in indicator.turns:
                self.at(day, Kind.BEGIN, -1, lambda n=number, d=drift: self._turn_drift(n, d))
        for number, crew in enumerate(plan.crews):
            for day, capacity in crew.changes:
                self.at(day, Kind.BEGIN, -1, lambda n=number, c=capacity: self.dated.__setitem__(n, c))
        for number, source in enumerate(plan.capital):
            for day, year in source.lapses:
                self.at(day, Kind.LAPSE, number, lambda n=number, y=year: self._lapse(n, y))
            for place, deposit in enumerate(source.deposits):
                self.at(deposit.day, Kind.DEPOSIT, number, lambda n=number, p=place: self._deposit(n, p))
        for event in plan.events:
            if not event.anchors:
                for occasion in event.occasions:
                    self._expect(event, occasion, 0.0)

    def _close(self) -> None:
        for force in self.forces:
            if force.is_on:
                force.days += self.plan.horizon - force.since

    # -- conditions ---------------------------------------------------------------------------------

    def _mark(self, owner: int) -> None:
        self.dirty.add(owner)
        self.at(self.now, Kind.READY, owner, _nothing)

    def _holds(
        self, condition: Condition, base: float = 0.0, trail: Trail = None, cause: Cause = Cause.LOGIC,
        place: int = 0,
    ) -> None:  # fmt: skip
        """A condition has come true now; of several anchors at one instant the first listed counts."""
        fact = self.facts[condition.number]
        if fact.since == inf or (fact.since == self.now and place < fact.place and not fact.is_void):
            fact.since, fact.base, fact.trail, fact.cause = self.now, base, trail, cause
            fact.place = place
            self._mark(condition.owner)

    def _later(self, condition: Condition, time: float, act: Callable[[], None]) -> None:
        """Do something with a condition later, unless it is thought of anew before."""
        fact, ticket = self.facts[condition.number], self.facts[condition.number].ticket

        def due() -> None:
            if self.facts[condition.number] is fact and fact.ticket == ticket:
                act()

        self.at(time, Kind.READY, condition.owner, due)

    def _lag_of(self, condition: Condition, place: int = 0) -> float:
        lag = condition.lags[place] if condition.lags else condition.lag
        return self.luck.of(lag, self.lives[condition.owner].passes) if lag >= 0 else 0.0

    def _after_lag(self, condition: Condition, trail: Trail, place: int = 0) -> None:
        """The anchor of a condition is there: it comes true when its lag is over."""
        base, days = self.now, self._lag_of(condition, place)
        if condition.lag_calendar >= 0:
            time = self.paces[condition.lag_calendar].finish_of(base, days)
        else:
            time = base + days
        if time <= self.now:
            self._holds(condition, base, trail, Cause.LAG)
        else:
            self._later(condition, time, lambda: self._holds(condition, base, trail, Cause.LAG, place + 1))

    def _anchor_done(self, condition: Condition, anchor: int, way: int) -> None:
        trail = self.ends[anchor]
        if condition.link == Link.FINISHED:
            self._after_lag(condition, trail)
        elif condition.link == Link.ANY:
            for place, one in enumerate(condition.anchors):
                if one == anchor:
                    self._after_lag(condition, trail, place)
        elif condition.link in (Link.WEIGHT, Link.LENGTH):
            self._weigh(condition, anchor)
        elif condition.link == Link.TAKEN and condition.way == way:
            self._after_lag(condition, trail)
        else:
            self._void(condition, anchor)

    def _weigh(self, condition: Condition, anchor: int) -> None:
        fact = self.facts[condition.number]
        if fact.since < inf or fact.ticket:
            return
        lives = [self.lives[one].stand for one in condition.anchors]
        kept = [
            (weight, stand == Stand.DONE)
            for weight, stand in zip(condition.weights, lives, strict=True)
            if stand != Stand.SKIPPED
        ]
        if condition.link == Link.LENGTH:
            lengths, done = tuple(one for one, _ in kept), [one for _, one in kept]
            is_enough = longest_run(lengths, done) >= length_needed(condition)
        else:
            is_enough = sum(w for w, one in kept if one) >= weight_needed(condition, sum(w for w, _ in kept))
        if is_enough:
            fact.ticket = 1
            self._after_lag(condition, self.ends[anchor])

    def _void(self, condition: Condition, because: int) -> None:
        """A condition is dropped; it counts as true since now."""
        fact = self.facts[condition.number]
        self._holds(condition, self.now, self.ends[because])
        fact.is_void = True
        owner = self.plan.activities[condition.owner]
        if self.lives[owner.number].stand == Stand.WAITS and self._is_superfluous(owner):
            self._skip(owner.number, because)

    def _is_superfluous(self, activity: Activity) -> bool:
        leading = [self.plan.conditions[c] for c in activity.starts if self.plan.conditions[c].anchors]
        routes = [one for one in leading if one.link in (Link.REFUSED, Link.TAKEN)]
        return bool(leading) and all(self.facts[one.number].is_void for one in routes or leading)

    def _skip(self, number: int, because: int) -> None:
        self.lives[number].stand = Stand.SKIPPED
        self.ended[number], self.ends[number] = self.now, self.ends[because]
        for place in (*self.plan.waiting_for[number], *self.plan.begins_with[number]):
            condition = self.plan.conditions[place]
            if all(self.lives[one].stand == Stand.SKIPPED for one in condition.anchors):
                if self.facts[place].since == inf:
                    self._void(condition, number)
            elif condition.link in (Link.WEIGHT, Link.LENGTH):
                self._weigh(condition, number)
        self._look_at_events(number)

    # -- gates and levels ------------------------------------------------------------------------------

    def _turn_gate(self, gate: int) -> None:
        is_open = self._is_gate_open(gate)
        for condition in self.plan.conditions:
            if condition.link == Link.OPEN and condition.gate == gate:
                if is_open:
                    self._holds(condition)
                else:
                    self.facts[condition.number] = Fact()

    def _is_gate_open(self, gate: int) -> bool:
        does = {effect for effect, _ in self._in_force(gate, (Does.CLOSE, Does.OPEN))}
        return Does.CLOSE not in does and (self.plan.gates[gate].is_open or Does.OPEN in does)

    def _turn_drift(self, number: int, drift: int) -> None:
        gauge = self.gauges[number]
        gauge.fold(self.now)
        gauge.drift = self.luck.of(drift)
        self._gauge(number)

    def _jump(self, activity: int) -> None:
        for number, by in self.plan.moved_by[activity]:
            gauge = self.gauges[number]
            gauge.fold(self.now)
            gauge.level += self.luck.of(by)
            gauge.jumped = (self.now, self.ends[activity])
            self._gauge(number)

    def _gauge(self, number: int) -> None:
        for condition in self.plan.conditions:
            if condition.link == Link.LEVEL and condition.indicator == number:
                self._compare(condition, self.gauges[number])

    def _compare(self, condition: Condition, gauge: Gauge) -> None:
        """Whether a level is there, and when it will be reached or lost if nothing else comes."""
        fact, sign = self.facts[condition.number], -1 if condition.at_most else 1
        fact.ticket += 1
        need = self.luck.of(condition.level)
        days = (need - gauge.level) / gauge.drift if gauge.drift else inf

        def reached() -> None:
            self._holds(condition, *gauge.jumped, Cause.INDICATOR)

        def lost() -> None:
            self.facts[condition.number] = Fact()

        is_rising = gauge.drift * sign > 0
        if gauge.level * sign >= need * sign - 1e-9:
            reached()
            if gauge.drift and not is_rising:
                time = gauge.since + (floor(days * TICKS_PER_DAY) + 1) / TICKS_PER_DAY
                self._later(condition, time, lost)
        else:
            fact.since = inf
            if is_rising:
                self._later(condition, gauge.since + to_tick_up(days), reached)

    # -- readiness ----------------------------------------------------------------------------------------

    def _serve_ready(self) -> None:
        """First all who are due are collected, then they are served in plan order."""
        owners, self.dirty = sorted(self.dirty), set()
        due = [(number, self._due(number)) for number in owners]
        for number, serve in due:
            if serve is not None:
                serve(self.plan.activities[number], self.lives[number])

    def _due(self, number: int) -> Callable[[Activity, Life], None] | None:
        """What is due for an activity whose conditions have changed."""
        activity, life = self.plan.activities[number], self.lives[number]
        if life.stand == Stand.WAITS and self._all_hold(activity.starts):
            driver = self._driver(activity.starts)
            if driver is not None and driver.since > life.came_back:
                life.trail = driver.led(number)
            return self._ready
        if life.stand == Stand.HELD and self._all_hold(activity.finishes):
            if self.now > life.since:
                driver = self._driver(activity.finishes)
                assert driver is not None
                life.let_go_by = driver.led(number)
            return self._let_go
        is_passed = life.stand == Stand.IN_SESSION and life.passes_at <= self.now
        return self._passed if is_passed else None

    def _all_hold(self, places: tuple[int, ...]) -> bool:
        return all(self.facts[place].since <= self.now for place in places)

    def _driver(self, places: tuple[int, ...]) -> Fact | None:
        """The condition true since latest, ties by listed order."""
        driver: Fact | None = None
        for place in places:
            if driver is None or self.facts[place].since > driver.since:
                driver = self.facts[place]
        return driver

    def _ready(self, activity: Activity, life: Life) -> None:
        self.ready_count += 1
        life.ready_at = self.now
        if activity.session < 0:
            self._passed(activity, life)
            return
        life.stand = Stand.IN_SESSION
        life.passes_at = self._next_session(activity.session)
        if life.passes_at <= self.now:
            self._passed(activity, life)
        else:
            self.at(life.passes_at, Kind.READY, activity.number, lambda: self._mark(activity.number))

    def _next_session(self, number: int) -> float:
        session = self.plan.sessions[number]
        drawn = [day + floor(self.luck.of(quantity)) + 1.0 for day, quantity in session.drawn]
        return min((one for one in (*session.passes, *drawn) if one >= self.now + session.lead), default=inf)

    def _passed(self, activity: Activity, life: Life) -> None:
        self._book(activity.number, Cause.SESSION, self.now - life.ready_at)
        need = activity.capital
        if need is not None and need.reserve and self._pays(activity, life):
            self._price(activity, life, self._duration(activity, life))
            self._reserve(activity, life)
        else:
            self._ask_to_start(activity, life)

    # -- the queue ------------------------------------------------------------------------------------

    def _put(self, ask: Ask) -> None:
        ask.noted = self.now
        self.asks.append(ask)
        self.at(self.now, Kind.GRANT, 0, _nothing)

    def _reserve(self, activity: Activity, life: Life) -> None:
        life.stand = Stand.ASKS
        assert activity.capital is not None
        self._put(
            Ask(
                activity.number, self.now, lambda ask: self._reserved(activity, life, ask),
                self._payment(life, activity, 0), activity.capital.source,
            )
        )  # fmt: skip

    def _reserved(self, activity: Activity, life: Life, ask: Ask) -> None:
        life.stand = Stand.RESERVED
        self._ask_to_start(activity, life, is_paid=True)

    def _ask_to_start(self, activity: Activity, life: Life, *, is_paid: bool = False) -> None:
        life.stand = Stand.RESERVED if is_paid else Stand.ASKS
        ask = Ask(
            activity.number, self.now, lambda ask: self._begin(activity, life), crews=activity.crews,
            needs_open=True, window=activity.window, begins=True,
        )  # fmt: skip
        if activity.capital is not None and not is_paid and self._pays(activity, life):
            self._price(activity, life, self._duration(activity, life))
            ask.money, ask.source = self._payment(life, activity, 0), activity.capital.source
        self._put(ask)

    def _pace_of(self, activity: Activity) -> Pace:
        return self.paces[activity.calendar] if activity.calendar >= 0 else Pace(None)

    def _shut_by(self, ask: Ask) -> Cause | None:
        """What makes this no day to begin on."""
        if not ask.needs_open:
            return None
        activity = self.plan.activities[ask.number]
        pace, factor = self._pace_of(activity), self._factor(ask.number)
        life = self.lives[ask.number]
        if ask.window >= 0 and self.paces[ask.window].rate(self.now) == 0:
            return Cause.SESSION
        if pace.rate(self.now) == 0:
            return Cause.SEASON
        if factor == 0 or (ask.begins and any(self._effects_on(ask.number, (Does.FREEZE,)))):
            return Cause.STOPPED
        if not activity.interruptible:
            finish = pace.finish_of(self.now, self._duration(activity, life), factor)
            return Cause.SEASON if finish > pace.next_closing(self.now) else None
        return None

    def _is_short(self, ask: Ask) -> bool:
        return ask.source >= 0 and self.funds[ask.source].balance < ask.money

    def _free(self, crew: int) -> int:
        changes = sum(self.plan.events[e].effects[p].by for e, p in self._effects_on(crew, (Does.CREW,)))
        return max(0, self.dated[crew] + changes) - self.used[crew]

    def _scan(self) -> None:
        plan, shut = self.plan, False
        shut_crews: set[int] = set()
        shut_sources: set[int] = set()
        for ask in sorted(self.asks, key=self._place_in_queue):
            if self._shut_by(ask) is not None:
                continue
            is_behind = ask.source in shut_sources or any(crew in shut_crews for crew, _ in ask.crews)
            has_crews = all(self._free(crew) >= units for crew, units in ask.crews)
            if ask.is_under_way or (has_crews and not (shut or is_behind or self._is_short(ask))):
                self._grant(ask)
            elif plan.dispatch == Dispatch.HEAD_OF_LINE:
                shut = True
            elif plan.dispatch == Dispatch.PER_QUEUE:
                shut_crews.update(crew for crew, _ in ask.crews)
                shut_sources.update({ask.source} - {-1})
        for ask in self.asks:
            self._note(ask)

    def _place_in_queue(self, ask: Ask) -> tuple[int, float, int]:
        asked = 0.0 if self.plan.is_listed else ask.time
        return self.plan.activities[ask.number].priority, asked, ask.number

    def _note(self, ask: Ask) -> None:
        """What it waits for from now on."""
        cause = self._shut_by(ask)
        if cause is None:
            cause = Cause.CAPITAL if self._is_short(ask) else Cause.CREW
        if cause != ask.cause:
            self._book_wait(ask)
            ask.cause = cause
        if ask.needs_open:
            activity = self.plan.activities[ask.number]
            if cause in (Cause.CAPITAL, Cause.CREW) and not activity.interruptible:
                work, factor = self._duration(activity, self.lives[ask.number]), self._factor(ask.number)
                last = self._pace_of(activity).fits_until(self.now, work, factor)
                self.at(last + TICK, Kind.GRANT, 0, _nothing)
            for number in {ask.window, activity.calendar} - {-1}:
                self.at(self.paces[number].next_turn(self.now), Kind.GRANT, 0, _nothing)

    def _book_wait(self, ask: Ask) -> None:
        if ask.cause is not None:
            self._book(ask.number, ask.cause, self.now - ask.noted)
        ask.noted = self.now

    def _grant(self, ask: Ask) -> None:
        self._book_wait(ask)
        self.asks.remove(ask)
        for crew, units in ask.crews:
            self.used[crew] += units
            self.lives[ask.number].has_crew = True
        if ask.source >= 0:
            life = self.lives[ask.number]
            life.reserved = self.funds[ask.source].take(ask.money)
            life.taken_in = self._year()
            self._flow(ask.source, life.taken_in, Flow.SPENT, ask.money)
        ask.granted(ask)

    def _give_back(self, activity: Activity, life: Life) -> None:
        if life.has_crew:
            life.has_crew = False
            for crew, units in activity.crews:
                self.used[crew] -= units

    # -- money ------------------------------------------------------------------------------------------

    def _year(self) -> int:
        return self.plan.first_year + bisect_right(self.plan.year_starts, self.now) - 1

    def _flow(self, source: int, year: int, flow: Flow, amount: int) -> None:
        key = (source, year, flow)
        self.flows[key] = self.flows.get(key, 0) + amount

    def _deposit(self, source: int, place: int) -> None:
        deposit = self.plan.capital[source].deposits[place]
        released = self.luck.of(deposit.released) if deposit.released >= 0 else 1.0
        product = 1.0
        for event, at in self._effects_on(source, (Does.RELEASED,)):
            product *= self.forces[event].sizes[at]
        whole = floor(self.luck.of(deposit.amount) * released * product + 0.5)
        first, last = deposit.part
        amount = floor(whole * last + 1e-9) - floor(whole * first + 1e-9)
        self.funds[source].add(deposit.year, amount)
        self._flow(source, deposit.year, Flow.RELEASED, amount)

    def _lapse(self, source: int, year: int) -> None:
        fund = self.funds[source]
        for ask in list(self.asks):
            self._take_back(ask, source, year)
        rest = fund.held.pop(year, 0)
        carry = fund.source.carry_over
        kept = floor(rest * self.luck.of(carry)) if carry >= 0 else 0
        if kept:
            fund.add(year + 1, kept)
        self._flow(source, year + 1, Flow.CARRIED, kept)
        self._flow(source, year, Flow.LAPSED, rest - kept)

    def _take_back(self, ask: Ask, source: int, year: int) -> None:
        """A reservation lapses with the year some of whose money it keeps."""
        activity, life = self.plan.activities[ask.number], self.lives[ask.number]
        if life.stand != Stand.RESERVED or activity.capital is None or activity.capital.source != source:
            return
        if year not in dict(life.reserved):
            return
        for of, amount in life.reserved:
            self.funds[source].add(of, amount)
            self._flow(source, life.taken_in, Flow.SPENT, -amount)
        self._book_wait(ask)
        self.asks.remove(ask)
        self._reserve(activity, life)

    def _pays(self, activity: Activity, life: Life) -> bool:
        """Whether the round that comes is paid."""
        need = activity.capital
        return need is not None and not life.is_last and (need.each_round or not life.is_again)

    def _price(self, activity: Activity, life: Life, duration: float) -> None:
        need = activity.capital
        assert need is not None
        life.amount = int(self.luck.of(need.amount, life.draw if need.each_round else 0))
        life.stages = max(1, ceil(duration / need.per)) if need.per > 0 else need.stages

    def _payment(self, life: Life, activity: Activity, stage: int) -> int:
        need = activity.capital
        assert need is not None
        if need.per > 0:
            return life.amount
        return life.amount * (stage + 1) // need.stages - life.amount * stage // need.stages

    # -- work ----------------------------------------------------------------------------------------------

    def _book(self, number: int, cause: Cause, days: float) -> None:
        life = self.lives[number]
        life.trail = grown(life.trail, number, cause, days)
        self.spent[number, cause] = self.spent.get((number, cause), 0.0) + days

    def _begin(self, activity: Activity, life: Life) -> None:
        number = activity.number
        life.reserved = []
        life.trail = (number, Cause.WORK, 0.0, life.trail)
        self.began[number] = self.now
        self.first_began[number] = min(self.now, self.first_began[number])
        self.starts[number] = life.trail
        for place in self.plan.begins_with[number]:
            self._after_lag(self.plan.conditions[place], life.trail)
        self._begin_round(activity, life)

    def _begin_round(self, activity: Activity, life: Life) -> None:
        life.stand, life.since, life.round_began = Stand.WORKS, self.now, self.now
        life.duration = life.left = self._duration(activity, life)
        life.pace = self._factor(activity.number)
        life.stages = life.paid = 1
        if self._pays(activity, life):
            self._price(activity, life, life.duration)
        self._go_on(activity, life)

    def _next_bound(self, activity: Activity, life: Life) -> float:
        """How much work is left when the next stage is due."""
        if life.paid >= life.stages or activity.capital is None:
            return 0.0
        if activity.capital.per > 0:
            return max(0.0, life.duration - life.paid * activity.capital.per)
        return life.duration - to_tick(life.duration * life.paid / life.stages)

    def _go_on(self, activity: Activity, life: Life) -> None:
        """Work on to the next stage or to the end."""
        life.ticket += 1
        ticket, work = life.ticket, life.left - self._next_bound(activity, life)
        time = self._done_at(activity, life, work)

        def over() -> None:
            if life.ticket == ticket and self.lives[activity.number] is life:
                self._stretch_over(activity, life)

        self.at(time, Kind.OVER, activity.number, over)
        self._project(activity, life)

    def _done_at(self, activity: Activity, life: Life, work: float) -> float:
        if work <= 0:
            return self.now
        if life.pace == 0:
            return inf
        return self._pace_of(activity).finish_of(self.now, work, life.pace)

    def _book_work(self, activity: Activity, life: Life) -> None:
        days = self.now - life.since
        pace = self._pace_of(activity)
        possible = pace.work_between(life.since, self.now)
        work = pace.work_between(life.since, self.now, life.pace)
        cause = Cause.REWORK if life.is_again else Cause.WORK
        for why, some in ((cause, work), (Cause.STOPPED, possible - work), (Cause.SEASON, days - possible)):
            self._book(activity.number, why, some)
        life.left -= work
        life.since = self.now

    def _stretch_over(self, activity: Activity, life: Life) -> None:
        self._book_work(activity, life)
        assert life.left == self._next_bound(activity, life), "a stretch ends where it was to end"
        life.ticket += 1
        if life.paid < life.stages:
            assert activity.capital is not None
            life.stand = Stand.UNPAID
            self._drop_projections(activity.number)
            ask = Ask(activity.number, self.now, lambda ask: self._paid(activity, life))
            ask.money, ask.source = self._payment(life, activity, life.paid), activity.capital.source
            self._put(ask)
        else:
            self._work_over(activity, life)

    def _paid(self, activity: Activity, life: Life) -> None:
        life.paid += 1
        life.stand, life.since = Stand.WORKS, self.now
        life.pace = self._factor(activity.number)
        self._go_on(activity, life)

    def _repace(self, number: int) -> None:
        """An effect on the pace has come or gone."""
        activity, life = self.plan.activities[number], self.lives[number]
        factor = self._factor(number)
        if life.stand == Stand.WORKS and factor != life.pace:
            self._book_work(activity, life)
            life.pace = factor
            self._go_on(activity, life)

    # -- leads ----------------------------------------------------------------------------------------

    def _leads(self, number: int) -> Iterator[Condition]:
        """Conditions that come true before its finish and aren't true yet."""
        for place in self.plan.leads[number]:
            condition = self.plan.conditions[place]
            if self._lag_of(condition) < 0 and self.facts[place].since == inf:
                yield condition

    def _drop_projections(self, number: int) -> None:
        for condition in self._leads(number):
            self.facts[condition.number].ticket += 1

    def _project(self, activity: Activity, life: Life) -> None:
        number = activity.number
        finish = self._done_at(activity, life, life.left)
        self._drop_projections(number)
        for condition in self._leads(number):
            time, lead = finish - -self._lag_of(condition), -self._lag_of(condition)
            if condition.lag_calendar >= 0 and finish < inf:
                pace = self.paces[condition.lag_calendar]
                time = pace.last_with(finish, lead)
            time = max(time, life.round_began)
            if time <= self.now:
                self._led(condition, number)
            else:
                self._later(condition, time, lambda c=condition: self._led(c, number))

    def _led(self, condition: Condition, number: int) -> None:
        self._holds(condition, self.began[number], self.starts[number], Cause.LAG)

    # -- the end of work ------------------------------------------------------------------------------------

    def _work_over(self, activity: Activity, life: Life) -> None:
        for condition in self._leads(activity.number):
            self._led(condition, activity.number)
        if activity.verdict is None or life.is_last or self._is_accepted(activity, life):
            self._accepted(activity, life)
        elif life.round + 1 < activity.verdict.rounds:
            self._again(activity, life)
        else:
            self._no_more_rounds(activity, life)

    def _is_accepted(self, activity: Activity, life: Life) -> bool:
        verdict = activity.verdict
        assert verdict is not None
        chance = self.luck.of(verdict.chances[min(life.round, len(verdict.chances) - 1)])
        for event, place in self._effects_on(activity.number, (Does.CHANCE,)):
            chance = self.forces[event].sizes[place]
        is_below = self.luck.of(verdict.luck, life.draw) < chance
        return is_below != verdict.refuses

    def _accepted(self, activity: Activity, life: Life) -> None:
        self._give_back(activity, life)
        life.since = self.now
        if self._all_hold(activity.finishes):
            self._finish(activity, life)
        else:
            life.stand = Stand.HELD

    def _let_go(self, activity: Activity, life: Life) -> None:
        own = life.trail
        self._book(activity.number, Cause.HOLD, self.now - life.since)
        life.trail = life.let_go_by if self.now > life.since else own
        self._finish(activity, life)

    def _finish(self, activity: Activity, life: Life) -> None:
        number = activity.number
        life.stand = Stand.DONE
        life.trail = (number, Cause.WORK, 0.0, life.trail)
        self.ended[number], self.ends[number] = self.now, life.trail
        self._jump(number)
        way = self._way(activity)
        for place in self.plan.waiting_for[number]:
            self._anchor_done(self.plan.conditions[place], number, way)
        self._look_at_events(number)

    def _way(self, activity: Activity) -> int:
        branch = activity.branch
        if branch is None:
            return -1
        luck, high = self.luck.of(branch.luck), 0.0
        for way, chance in enumerate(branch.chances):
            high += self.luck.of(chance) if chance >= 0 else 0.0
            if chance >= 0 and luck < high:
                return way
        return branch.chances.index(-1) if -1 in branch.chances else len(branch.chances) - 1

    def _again(self, activity: Activity, life: Life) -> None:
        verdict = activity.verdict
        assert verdict is not None
        has_delay = verdict.delay >= 0
        delay = self.luck.of(verdict.delay, life.draw + 1) if has_delay else 0.0
        go_on = self._next_round if verdict.loop < 0 else self._go_back
        if verdict.loop < 0:
            life.round += 1
        if verdict.loop >= 0 or (has_delay and not verdict.keeps_crew):
            self._give_back(activity, life)
        if not has_delay or (verdict.loop >= 0 and delay <= 0):
            go_on(activity, life)
            return
        life.stand, life.since = Stand.DELAYED, self.now

        def over() -> None:
            self._book(activity.number, Cause.REWORK, self.now - life.since)
            go_on(activity, life)

        self.at(self.now + delay, Kind.OVER, activity.number, over)

    def _next_round(self, activity: Activity, life: Life) -> None:
        assert activity.verdict is not None
        is_away = life.stand == Stand.DELAYED and not activity.verdict.keeps_crew
        pays = self._pays(activity, life)
        ask = Ask(activity.number, self.now, lambda ask: self._begin_round(activity, life))
        ask.needs_open = is_away or not activity.interruptible
        if not is_away and not pays and self._shut_by(ask) is None:
            self._begin_round(activity, life)
            return
        life.stand, ask.is_under_way = Stand.ASKS, not pays and not (is_away and activity.crews)
        if is_away:
            ask.crews = activity.crews
        if pays:
            assert activity.capital is not None
            self._price(activity, life, self._duration(activity, life))
            ask.money, ask.source = self._payment(life, activity, 0), activity.capital.source
        self._put(ask)

    def _no_more_rounds(self, activity: Activity, life: Life) -> None:
        verdict = activity.verdict
        assert verdict is not None
        if verdict.then == Then.DURATION:
            life.is_last = True
            self._next_round(activity, life)
            return
        self._give_back(activity, life)
        life.stand = Stand.GIVEN_UP
        if verdict.then == Then.NEVER:
            return
        self.ended[activity.number], self.ends[activity.number] = self.now, life.trail
        for place in self.plan.waiting_for[activity.number]:
            if self.plan.conditions[place].link == Link.REFUSED:
                self._after_lag(self.plan.conditions[place], life.trail)

    def _go_back(self, activity: Activity, life: Life) -> None:
        """All of the loop is forgotten, and its entry begins again."""
        loop = self.plan.loops[activity.loop]
        members = set(loop.members)
        for member in loop.members:
            verdict, passes = self.plan.activities[member].verdict, self.lives[member].passes + 1
            if member == loop.exit:
                self.lives[member] = Life(round=passes, passes=passes)
            else:
                self.lives[member] = Life(base=passes * (verdict.rounds if verdict else 1), passes=passes)
            self.ended[member] = inf
        for condition in self.plan.conditions:
            if condition.owner in members and condition.anchors and members.issuperset(condition.anchors):
                self.facts[condition.number] = Fact()
        entry = self.lives[loop.entry]
        entry.trail, entry.came_back = life.trail, self.now
        self._mark(loop.entry)

    # -- events --------------------------------------------------------------------------------------------

    def _effects_on(self, target: int, kinds: tuple[Does, ...]) -> Iterator[tuple[int, int]]:
        """Effects in force on an activity, a crew, a source or a gate, in plan order."""
        for event in self.plan.events:
            if self.forces[event.number].is_on:
                for place, effect in enumerate(event.effects):
                    if effect.does in kinds and target in effect.targets:
                        yield event.number, place

    def _in_force(self, target: int, kinds: tuple[Does, ...]) -> Iterator[tuple[Does, float]]:
        for event, place in self._effects_on(target, kinds):
            yield self.plan.events[event].effects[place].does, self.forces[event].sizes[place]

    def _factor(self, activity: int) -> float:
        factor = 1.0
        for _, size in self._in_force(activity, (Does.PACE,)):
            factor *= size
        return factor

    def _drawn(self, activity: Activity, life: Life) -> float:
        """The days drawn for the round that comes, or those a rule in force puts in their place."""
        verdict, draw = activity.verdict, life.base if life.is_last else life.draw
        laws = [
            self.plan.events[e].effects[p] for e, p in self._effects_on(activity.number, (Does.DURATION,))
        ]
        if laws:
            return self.luck.of(laws[-1].numbers[laws[-1].targets.index(activity.number)], draw)
        if verdict is not None and life.is_last:
            return self.luck.of(verdict.last, draw)
        if verdict is None or life.round == 0:
            return self.luck.of(activity.duration, life.draw)
        days = self.luck.of(verdict.duration if verdict.duration >= 0 else activity.duration, life.draw)
        if verdict.factors:
            days = to_tick(days * verdict.factors[min(life.round, len(verdict.factors) - 1)])
        return days

    def _duration(self, activity: Activity, life: Life) -> float:
        """How long the round that comes will take, with what is in force now."""
        days, sizes = self._drawn(activity, life), list(self._in_force(activity.number, (Does.MULTIPLY,)))
        factor = 1.0
        for _, size in sizes:
            factor *= size
        added = sum(size for _, size in self._in_force(activity.number, (Does.ADD,)))
        return max(0.0, (to_tick(days * factor) if sizes else days) + added)

    def _look_at_events(self, number: int) -> None:
        for place in self.plan.awaited_by_events[number]:
            event = self.plan.events[place]
            stands = [self.lives[one].stand for one in event.anchors]
            if Stand.DONE in stands and all(one in (Stand.DONE, Stand.SKIPPED) for one in stands):
                for occasion in event.occasions:
                    self._expect(event, occasion, self.now)

    def _expect(self, event: Event, occasion: Occasion, origin: float, round: int = 0) -> None:
        """Put down when an event begins by one of its occasions, if it is to happen."""
        if occasion.luck >= 0:
            low = 0.0
            for one in occasion.before:
                low += self.luck.of(one)
            luck = self.luck.of(occasion.luck, round)
            if not low <= luck < low + self.luck.of(occasion.chance):
                return
        day = origin + occasion.day
        if occasion.wait >= 0:
            day += self.luck.of(occasion.wait, round)
        lasts = self.luck.of(occasion.lasts, round) if occasion.lasts >= 0 else inf
        if day + lasts < self.now:
            return
        sizes = tuple(self.luck.of(one, round) if one >= 0 else 0.0 for one in occasion.sizes)
        self.at(day, Kind.BEGIN, event.number, lambda: self._begins(event, day, day + lasts, sizes))

    def _begins(self, event: Event, day: float, end: float, sizes: tuple[float, ...]) -> None:
        force = self.forces[event.number]
        if force.is_on or force.is_excluded:
            return
        force.is_on, force.since, force.sizes = True, self.now, sizes
        force.first, force.times = min(force.first, self.now), force.times + 1
        for other in event.excludes:
            self.forces[other].is_excluded = True
        for place in range(len(event.effects)):
            self._comes_about(event, place, is_late=day < 0)
        for other, delay in event.triggers:
            self._trigger(other, self.luck.of(delay) if delay >= 0 else 0.0)
        self.at(end, Kind.END, event.number, lambda: self._is_over(event))

    def _is_over(self, event: Event) -> None:
        force = self.forces[event.number]
        force.is_on, force.days = False, force.days + self.now - force.since
        for effect in event.effects:
            self._touches(effect.does, effect.targets)

    def _touches(self, does: Does, targets: tuple[int, ...]) -> None:
        """Look again at what an effect concerns that has come or gone."""
        if does == Does.PACE:
            for target in targets:
                self._repace(target)
        elif does in (Does.CLOSE, Does.OPEN):
            self._turn_gate(targets[0])

    def _comes_about(self, event: Event, place: int, *, is_late: bool) -> None:
        effect, size = event.effects[place], self.forces[event.number].sizes[place]
        if effect.does not in ONCE:
            self._touches(effect.does, effect.targets)
        elif not is_late:
            self._once(effect.does, effect.targets[0], size)

    def _once(self, does: Does, target: int, size: float) -> None:
        if does == Does.VOID:
            self.voided[target] = min(self.voided[target], self.now)
        elif does == Does.BLOCK:
            self.blocked[target] = min(self.blocked[target], self.now)
        elif does == Does.GIVE:
            self.funds[target].add(self._year(), int(size))
            self._flow(target, self._year(), Flow.RELEASED, int(size))
        else:
            fund = self.funds[target]
            share = floor(fund.balance * size + 1e-9)
            amount = share if does == Does.CUT_SHARE else int(size)
            parts = fund.take(amount, newest=True)
            self._flow(target, self._year(), Flow.CUT, sum(part for _, part in parts))

    def _trigger(self, other: int, delay: float) -> None:
        force, event = self.forces[other], self.plan.events[other]
        if event.when_triggered is not None and force.triggered < TIMES_TRIGGERED:
            force.triggered += 1
            self._expect(event, event.when_triggered, self.now + delay, force.triggered - 1)


def _nothing() -> None:
    """Nothing but to look whether something is due."""


# -- the record -------------------------------------------------------------------------------------------


class Record:
    """Writes what became of one replication into its row of the outcomes."""

    def __init__(self, world: World, out: Outcomes, row: int) -> None:
        self.world, self.plan, self.out, self.row = world, world.plan, out, row

    def write(self) -> None:
        """Fill the row."""
        self.out.lives[self.row] = self.world.ready_count
        self._groups()
        for number in range(len(self.plan.milestones)):
            self._milestone(number)
        self._money()
        for number, force in enumerate(self.world.forces):
            self.out.happened_on[self.row, number] = force.first
            self.out.times[self.row, number] = force.times
            self.out.in_force[self.row, number] = force.days

    def _groups(self) -> None:
        world, out = self.world, self.out
        for number, group in enumerate(self.plan.groups):
            stands = [world.lives[one].stand for one in group.members]
            ends = [world.ended[one] for one in group.members]
            out.start[self.row, number] = min(world.first_began[one] for one in group.members)
            is_over = all(one == Stand.SKIPPED or end < inf for one, end in zip(stands, ends, strict=True))
            if is_over and any(one != Stand.SKIPPED for one in stands):
                done = [one for one in group.members if world.lives[one].stand != Stand.SKIPPED]
                out.finish[self.row, number] = max(world.ended[one] for one in done)
                out.state[self.row, number] = State.DONE
            elif is_over:
                out.state[self.row, number] = State.SKIPPED
        for (activity, cause), days in world.spent.items():
            out.spent_on[self.row, self.plan.activities[activity].group, cause] += days

    def _money(self) -> None:
        for (source, year, flow), amount in self.world.flows.items():
            if year - self.plan.first_year < len(self.plan.year_starts):
                self.out.money[self.row, source, year - self.plan.first_year, flow] += amount

    def _milestone(self, number: int) -> None:
        world, out, row = self.world, self.out, self.row
        milestone = self.plan.milestones[number]
        members = (milestone.marker,) if milestone.marker >= 0 else milestone.activities
        needed = [one for one in members if world.lives[one].stand != Stand.SKIPPED]
        voided, blocked = world.voided[number], world.blocked[number]
        if not needed:
            voided = min(voided, max(world.ended[one] for one in members))
        is_done = bool(needed) and all(world.lives[one].stand == Stand.DONE for one in needed)
        day = max((world.ended[one] for one in needed), default=inf) if is_done else inf
        if day < inf and day <= min(voided, blocked):
            out.day[row, number] = day
            self._chain(number, next(one for one in needed if world.ended[one] == day))
        elif voided < inf and voided <= blocked:
            out.void[row, number] = voided
        elif blocked < inf:
            last = (needed or members)[-1]
            out.waits_at[row, number] = self.plan.activities[last].group
            out.waits_for[row, number] = Cause.STOPPED
        else:
            out.waits_at[row, number] = out.waits_for[row, number] = UNSAID

    def _chain(self, milestone: int, last: int) -> None:
        for activity, cause, days in steps_of(self.world.ends[last]):
            place = self.plan.activities[activity]
            self.out.booked[self.row, milestone, place.line, cause] += days
            self.out.on_chain[self.row, milestone, place.group] = True


def simulate(plan: Plan, draws: Draws, first: int, count: int) -> Outcomes:
    """Run a plan through consecutive replications, as ``model.simulation.simulate`` does."""
    out = Outcomes.blank(plan, first, count)
    columns, offset, stride = draws.columns(first, count), draws.offset.tolist(), draws.stride.tolist()
    for row in range(count):
        world = World(plan, Luck(columns[:, row].tolist(), offset, stride))
        world.run()
        Record(world, out, row).write()
    return out
