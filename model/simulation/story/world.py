"""The world of one replication: the clock, crews, capital, this replication's luck, and the record."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import floor

from simpy import Event

from model.outcomes import CAUSES, Cause, Outcomes
from model.plan.network import CapitalSource, Deposit, Link, Plan, Then
from model.simulation.story.activity import carry_out
from model.simulation.story.capital import Fund, fiscal_years
from model.simulation.story.clock import Clock, Kind
from model.simulation.story.conditions import Conditions
from model.simulation.story.indicator import Gauge, watch
from model.simulation.story.life import Life
from model.simulation.story.queue import Asked, Queue
from model.simulation.story.trail import Entry, Trail
from model.simulation.story.worktime import finish_of, work_between

NOT_YET = float("inf")


class Luck:
    """The numbers drawn for one replication, by quantity and round."""

    def __init__(self, numbers: Sequence[float], offset: Sequence[int], stride: Sequence[int]) -> None:
        self._numbers, self._offset, self._stride = numbers, offset, stride

    def value(self, quantity: int, round_: int = 0) -> float:
        """The value of a quantity in a round, the first being 0."""
        return self._numbers[self._offset[quantity] + self._stride[quantity] * round_]


class World(Clock):
    """All that activities see and do in one replication. Its verbs are what the story is told in."""

    def __init__(self, plan: Plan, luck: Luck, outcomes: Outcomes, row: int) -> None:
        super().__init__()
        self.plan, self.value = plan, luck.value
        count = len(plan.activities)
        self.began = [NOT_YET] * count
        self.ended = [NOT_YET] * count
        self.ends: list[Trail] = [None] * count
        self._is_skipped = [False] * count
        self._is_done = [False] * count
        self.lives: dict[int, Life] = {}
        self.spent_on = [[0.0] * len(CAUSES) for _ in plan.groups]
        self.queue = Queue(self)
        self.conditions = Conditions(self)
        self.gauges = [self._gauge(number) for number in range(len(plan.indicators))]
        self.funds = [
            Fund(number, source, outcomes.money[row, number], plan.first_year)
            for number, source in enumerate(plan.capital)
        ]

    def year(self) -> int:
        """The running number of the calendar year, 0 for the year of the start."""
        return bisect_right(self.plan.year_starts, self.now) - 1

    # -- the beginning ------------------------------------------------------------------------------

    def begins(self) -> None:
        """Money starts to flow, gauges are read, and whoever waits for nothing is ready."""
        for fund in self.funds:
            self.env.process(fiscal_years(self, fund))
        for gauge in self.gauges:
            watch(self, gauge)
        for condition in self.plan.conditions:
            if condition.link == Link.DATE:
                self.conditions.on_day(condition.number, condition.need)
        for activity in self.plan.activities:
            if not activity.starts:
                self.conditions.becomes_ready(activity.number)

    def _gauge(self, number: int) -> Gauge:
        indicator = self.plan.indicators[number]
        drift = self.value(indicator.drift) if indicator.drift >= 0 else 0.0
        gauge = Gauge(indicator, self.value(indicator.start), drift)
        for condition in self.plan.conditions:
            if condition.link == Link.LEVEL and condition.indicator == number:
                gauge.watched_by.append((condition.number, self.value(condition.level)))
        return gauge

    # -- an activity is ready, and begins -----------------------------------------------------------

    def goes_on(self, number: int) -> None:
        """An end that nothing holds any longer: a start that is ready, or a finish that is let go."""
        if number in self.lives:
            self._let_go(self.lives[number])
        elif self.conditions.open_starts[number] == 0 and not self.is_skipped(number):
            self._is_ready(number)

    def _is_ready(self, number: int) -> None:
        """Conditions hold; a file waits for the next session it is in time for, then the activity lives."""
        activity = self.plan.activities[number]
        life = Life(activity, self.conditions.trail(self.conditions.driver(activity.starts)))
        self.lives[number] = life
        if activity.session < 0:
            self._is_born(life)
            return
        session = self.plan.sessions[activity.session]
        place = bisect_left(session.passes, self.now + session.lead)
        life.reason, life.since = Cause.SESSION, self.now
        if place < len(session.passes) and session.passes[place] <= self.plan.horizon:
            wait = session.passes[place] - self.now
            self.conditions.desk.due(wait, lambda: self._is_heard(life, wait))

    def _is_heard(self, life: Life, waited: float) -> None:
        self.book(life, Cause.SESSION, waited)
        self._is_born(life)

    def _is_born(self, life: Life) -> None:
        self.env.process(carry_out(self, life))

    def asks_to_start(self, life: Life) -> Event:
        """Stand in the queue for an open day, money and crews."""
        activity = life.activity
        life.reason = None
        source = self._asks_capital(life)
        return self.queue.ask(life, Asked(activity.crews, source, activity.calendar, activity.window))

    def asks_to_go_on(self, life: Life) -> Event:
        """Stand in the queue again after a delay: for the crew, and for money where each round is paid."""
        source = self._asks_capital(life) if self.pays_again(life) else -1
        return self.queue.ask(life, Asked(life.activity.crews, source, life.activity.calendar, -1))

    def asks_for_money(self, life: Life) -> Event:
        """Stand in the queue with the crew kept, for the money of another round."""
        return self.queue.ask(life, Asked((), self._asks_capital(life), -1, -1))

    def pays_again(self, life: Life) -> bool:
        """Whether this round has to be paid for."""
        need = life.activity.capital
        return need is not None and need.each_round and not self._is_last_resort(life)

    def _asks_capital(self, life: Life) -> int:
        need = life.activity.capital
        if need is None:
            return -1
        life.amount = int(self.value(need.amount, life.round))
        return need.source

    def started(self, life: Life) -> None:
        """Everything has been taken; work begins at once."""
        self.began[life.activity.number] = self.now

    # -- work -----------------------------------------------------------------------------------------

    def duration(self, life: Life) -> float:
        """Days of work of the round in hand."""
        activity, verdict = life.activity, life.activity.verdict
        if life.round == 0 or verdict is None:
            return self.value(activity.duration)
        if self._is_last_resort(life):
            return self.value(verdict.last)
        return self.value(verdict.duration if verdict.duration >= 0 else activity.duration, life.round)

    def work_done(self, life: Life, duration: float) -> Event:
        """The instant at which so many days of work will be done."""
        calendar = life.activity.calendar
        if calendar < 0:
            return self._wakes(self.now + duration, life)
        return self._wakes(finish_of(self.plan.calendars[calendar], self.now, duration), life)

    def book_work(self, life: Life, begun: float) -> None:
        """The days since the work of a round began were work, but for those the calendar took."""
        calendar, spent = life.activity.calendar, self.now - begun
        worked = spent if calendar < 0 else work_between(self.plan.calendars[calendar], begun, self.now)
        cause = Cause.WORK if life.round == 0 else Cause.REWORK
        life.trail = Entry(life.trail, life.activity.number, cause, worked)
        self.spent_on[life.activity.group][cause] += worked
        self.book(life, Cause.SEASON, spent - worked)

    def sent_back(self, life: Life) -> bool:
        """The verdict on a round: whether there is another one."""
        verdict = life.activity.verdict
        if verdict is None or self._is_last_resort(life):
            return False
        is_below = self.value(verdict.luck, life.round) < self.value(verdict.chance)
        if is_below != verdict.refuses:
            return False
        if life.round + 1 < verdict.rounds or verdict.then == Then.DURATION:
            return True
        life.is_accepted = False
        return False

    def _is_last_resort(self, life: Life) -> bool:
        """Whether all rounds were refused and what remains is the duration that ends it."""
        return life.activity.verdict is not None and life.round == life.activity.verdict.rounds

    def delay(self, life: Life) -> float | None:
        """Days before the round in hand begins, or None where it follows at once."""
        verdict = life.activity.verdict
        if verdict is None or verdict.delay < 0 or self._is_last_resort(life):
            return None
        return self.value(verdict.delay, life.round)

    def after_delay(self, life: Life, delay: float) -> Event:
        """The instant at which a delay between rounds is over."""
        life.reason = Cause.REWORK
        return self._wakes(self.now + delay, life)

    def book_delay(self, life: Life, delay: float) -> None:
        """Days between rounds are part of the rework."""
        self.book(life, Cause.REWORK, delay)

    def crews_go_home(self, life: Life) -> None:
        """Crews are given back."""
        if life.activity.crews:
            self.queue.give_back(life.activity.crews)

    # -- the end --------------------------------------------------------------------------------------

    def is_held(self, life: Life) -> bool:
        """Whether a finish condition doesn't hold yet."""
        return self.conditions.open_finishes[life.activity.number] > 0

    def let_go(self, life: Life) -> Event:
        """The instant at which the last finish condition holds."""
        life.turn, life.since, life.reason = Event(self.env), self.now, Cause.HOLD
        return life.turn

    def _let_go(self, life: Life) -> None:
        """Finishes let go at one instant follow in plan order, so the place is in the priority."""
        if life.reason == Cause.HOLD and not self.is_held(life):
            self.wake(life.turn, Kind.READY, life.activity.number)

    def book_hold(self, life: Life) -> None:
        """A finish held beyond the end of work is driven by what held it alone."""
        held = self.now - life.since
        if held > 0:
            self.spent_on[life.activity.group][Cause.HOLD] += held
            trail = self.conditions.trail(self.conditions.driver(life.activity.finishes))
            life.trail = Entry(trail, life.activity.number, Cause.HOLD, 0.0)

    def finished(self, life: Life) -> None:
        """Done: gauges move, and those who waited for it go on."""
        number = life.activity.number
        self._is_done[number] = True
        self._ends(life)
        for indicator, by in self.plan.moved_by[number]:
            self.gauges[indicator].jump(self.now, self.value(by), number)
            watch(self, self.gauges[indicator])
        self.conditions.finished(number)

    def given_up(self, life: Life) -> None:
        """Refused for good: another step takes over, or it is never done."""
        assert life.activity.verdict is not None, "only a verdict can refuse"
        if life.activity.verdict.then == Then.ACTIVITY:
            self._ends(life)
            self.conditions.given_up(life.activity.number)

    def _ends(self, life: Life) -> None:
        self.ended[life.activity.number] = self.now
        self.ends[life.activity.number] = life.trail

    def skip(self, number: int, because: int) -> None:
        """An activity turns out not to be needed; the days that led to this are those of what made it so."""
        if not self._is_skipped[number]:
            self._is_skipped[number] = True
            self.ended[number], self.ends[number] = self.now, self.ends[because]
            self.conditions.skipped(number)

    def is_skipped(self, number: int) -> bool:
        """Whether an activity has turned out not to be needed."""
        return self._is_skipped[number]

    def is_done(self, number: int) -> bool:
        """Whether an activity is finished; one that was refused for good is not."""
        return self._is_done[number]

    # -- money ----------------------------------------------------------------------------------------

    def released(self, deposit: Deposit) -> int:
        """Million VND that really come of a year's amount."""
        share = self.value(deposit.released) if deposit.released >= 0 else 1.0
        return floor(self.value(deposit.amount) * share + 0.5)

    def carried_over(self, source: CapitalSource) -> float:
        """The share of what is left at a cut-off that joins the next year's money."""
        return self.value(source.carry_over) if source.carry_over >= 0 else 0.0

    # -- time and its books -------------------------------------------------------------------------

    def _wakes(self, day: float, life: Life) -> Event:
        """The instant at which work or a delay is over; after the horizon nothing happens."""
        if day > self.plan.horizon:
            return Event(self.env)
        return self.until(day, Kind.FINISH, life.activity.number)

    def book(self, life: Life, cause: Cause, days: float) -> None:
        """So many days of an activity were for this."""
        if days > 0:
            life.trail = Entry(life.trail, life.activity.number, cause, days)
            self.spent_on[life.activity.group][cause] += days
