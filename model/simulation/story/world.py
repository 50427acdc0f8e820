"""The world of one replication: the clock, crews, capital, this replication's luck, and the record."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import floor

from simpy import Event

from model.outcomes import CAUSES, Cause, Deed, Note, Outcomes
from model.plan.network import Link, Then
from model.simulation.story.activity import carry_out
from model.simulation.story.clock import Clock, Kind, Moment, Running, Turn
from model.simulation.story.conditions import Conditions
from model.simulation.story.happenings import Happenings
from model.simulation.story.indicator import Gauge, Watch, expect_turns, watch
from model.simulation.story.labour import Labour
from model.simulation.story.life import Life
from model.simulation.story.queue import Queue
from model.simulation.story.rounds import Rounds
from model.simulation.story.scene import Scene
from model.simulation.story.trail import Trail
from model.simulation.story.treasury import Treasury

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

    def __init__(
        self, scene: Scene, luck: Luck, outcomes: Outcomes, row: int, diary: list[Note] | None = None
    ) -> None:
        super().__init__()
        plan = scene.plan
        self.scene, self.plan, self.value, self.diary = scene, plan, luck.value, diary
        self.horizon = plan.horizon
        count = len(plan.activities)
        self.began = [NOT_YET] * count
        self.first_began = [NOT_YET] * count
        self.ended = [NOT_YET] * count
        self.begins_of: list[Trail] = [None] * count
        self.ends: list[Trail] = [None] * count
        self._is_skipped = [False] * count
        self._is_done = [False] * count
        self.lives: dict[int, Life] = {}
        self.lived = 0
        self.held_by: dict[int, dict[int, tuple[float | None, int]]] = {}
        self.voided = [NOT_YET] * len(plan.milestones)
        self.blocked = [NOT_YET] * len(plan.milestones)
        self.spent_on = [[0.0] * len(CAUSES) for _ in plan.groups]
        self.labour = Labour(self)
        self.queue = Queue(self)
        self.conditions = Conditions(self)
        self.happenings = Happenings(self)
        self.gauges = [self._gauge(number) for number in range(len(plan.indicators))]
        self.sessions = [self._meetings(number) for number in range(len(plan.sessions))]
        self.rounds = Rounds(self)
        self.treasury = Treasury(self, outcomes, row)

    def is_over(self) -> None:
        """Nothing is held on to any longer, so that what has died need not be searched for in rings."""
        vars(self).clear()

    def year(self) -> int:
        """The running number of the calendar year, 0 for the year of the start."""
        return bisect_right(self.plan.year_starts, self.now) - 1

    def note(
        self, deed: Deed, who: int, cause: int = -1, days: float = 0.0, amount: int = 0, about: int = -1
    ) -> None:
        """Write down what happened, where somebody keeps a diary."""
        if self.diary is not None:
            self.diary.append(Note(self.now, deed, who, cause, days, amount, about))

    # -- the beginning ------------------------------------------------------------------------------

    def begins(self) -> None:
        """Money starts to flow, gauges are read, and whoever waits for nothing is ready."""
        self.treasury.begins()
        for place, gauge in enumerate(self.gauges):
            watch(self, gauge)
            expect_turns(self, gauge, place)
        self._expect_crews()
        self.happenings.expect_all()
        for condition in self.scene.opening:
            if condition.link == Link.DATE:
                self.conditions.on_day(condition.number, condition.need)
            elif self.plan.gates[condition.gate].is_open:
                self.conditions.came_true(condition.number, -1)
        for number in self.scene.unheld:
            self.conditions.becomes_ready(number)

    def _gauge(self, number: int) -> Gauge:
        indicator = self.plan.indicators[number]
        drift = self.value(indicator.drift) if indicator.drift >= 0 else 0.0
        gauge = Gauge(indicator, self.value(indicator.start), drift)
        for condition in self.scene.levels[number]:
            watched = Watch(condition.number, self.value(condition.level), condition.at_most)
            gauge.watched_by.append(watched)
        return gauge

    def _meetings(self, number: int) -> Sequence[float]:
        """The instants at which a body passes what lies before it; some are drawn."""
        session = self.plan.sessions[number]
        if not session.drawn:
            return session.passes
        drawn = {day + floor(self.value(quantity)) + 1 for day, quantity in session.drawn}
        return sorted({day for day in drawn if day > 0}.union(session.passes))

    def _expect_crews(self) -> None:
        """The days on which a crew grows or shrinks."""
        for number, crew in enumerate(self.plan.crews):
            for day, capacity in crew.changes:
                if day > self.plan.horizon:
                    continue

                def change(moment: Event, number: int = number, capacity: int = capacity) -> None:
                    self.turn(moment)
                    self.queue.will_have(number, capacity)

                Moment(self.env, max(0.0, day), 2 * Kind.EVENT_START + number * self.PLACES, change)

    # -- an activity is ready, and begins -----------------------------------------------------------

    def goes_on(self, number: int) -> None:
        """An end that nothing holds any longer: a start that is ready, or a finish that is let go."""
        if number in self.lives:
            self._let_go(self.lives[number])
        elif self.conditions.open_starts[number] == 0 and not self._is_skipped[number]:
            self._is_ready(number)

    def _is_ready(self, number: int) -> None:
        """Conditions hold; a file waits for the next session it is in time for, then the activity lives."""
        activity = self.plan.activities[number]
        first, round_ = (0, 0) if activity.loop < 0 else self.rounds.first_of(number)
        life = Life(activity, self._trail_to_start(number), first, round_)
        self.lives[number] = life
        self.lived += 1
        if self.diary is not None:
            self.note(Deed.READY, number)
            truths = self.conditions.since, self.conditions.anchor
            self.held_by[number] = {place: (truths[0][place], truths[1][place]) for place in activity.starts}
        if activity.session < 0:
            self._is_born(life)
            return
        session, passes = self.plan.sessions[activity.session], self.sessions[activity.session]
        place = bisect_left(passes, self.now + session.lead)
        life.reason, life.since = Cause.SESSION, self.now
        if place < len(passes) and passes[place] <= self.plan.horizon:
            wait = passes[place] - self.now
            self.conditions.desk.due(wait, (-1, number, lambda: self._is_heard(life, wait)))

    def _trail_to_start(self, number: int) -> Trail:
        """What led to the start: the condition true since latest, or the way back of a loop after it."""
        driver = self.conditions.driver(self.plan.activities[number].starts)
        if number not in self.rounds.comes_back:
            return self.conditions.trail(driver)
        since, trail = self.rounds.comes_back.pop(number)
        truth = self.conditions.since[driver] if driver >= 0 else None
        return self.conditions.trail(driver) if truth is not None and truth > since else trail

    def _is_heard(self, life: Life, waited: float) -> None:
        self.book(life, Cause.SESSION, waited)
        self._is_born(life)

    def _is_born(self, life: Life) -> None:
        Running(carry_out(self, life))

    def asks_to_start(self, life: Life) -> Turn:
        """Stand in the queue for an open day, money and crews."""
        life.reason = None
        pays = not life.is_reserved and (not life.is_again or self.treasury.pays_again(life))
        source = self.treasury.asks(life) if pays else -1
        return self.queue.ask(life, self.scene.to_start(life.activity, source))

    def needs_anything_for_a_round(self, life: Life, delay: float | None) -> bool:
        """Whether another round has to wait for its crew, for money, or for days it fits into."""
        activity = life.activity
        asks_for_crew = delay is not None and self.rounds.lets_crews_go(life)
        if asks_for_crew or self.treasury.pays_again(life):
            return True
        return not activity.interruptible and not self.queue.fits_now(
            life, self.scene.to_go_on(activity, (), -1)
        )

    def asks_to_go_on(self, life: Life, delay: float | None) -> Turn:
        """Stand in the queue for another round: for a crew that was let go, for money where it is paid."""
        activity = life.activity
        source = self.treasury.asks(life) if self.treasury.pays_again(life) else -1
        if delay is not None and self.rounds.lets_crews_go(life):
            return self.queue.ask(life, self.scene.to_go_on(activity, activity.crews, source))
        if activity.interruptible:
            return self.queue.ask(life, self.scene.money[source])
        return self.queue.ask(life, self.scene.to_go_on(activity, (), source))

    def started(self, life: Life) -> None:
        """Everything has been taken; work begins at once."""
        number, life.is_at_work = life.number, True
        self.began[number], self.begins_of[number] = self.now, life.trail
        if self.first_began[number] > self.now:
            self.first_began[number] = self.now
        if life.is_reserved:
            self.treasury.work_begins(life)
        if self.diary is not None:
            self.note(Deed.STARTED, number)
        if self.plan.begins_with[number]:
            self.conditions.started(number)

    def crews_go_home(self, life: Life) -> None:
        """Crews are given back."""
        if life.activity.crews:
            self.queue.give_back(life.activity.crews)

    # -- the end --------------------------------------------------------------------------------------

    def is_held(self, life: Life) -> bool:
        """Whether a finish condition doesn't hold yet."""
        return self.conditions.open_finishes[life.number] > 0

    def let_go(self, life: Life) -> Turn:
        """The instant at which the last finish condition holds."""
        life.turn, life.since, life.reason = Turn(self.env), self.now, Cause.HOLD
        return life.turn

    def _let_go(self, life: Life) -> None:
        """Finishes let go at one instant follow in plan order, so the place is in the priority."""
        if life.reason == Cause.HOLD and not self.is_held(life):
            self.wake(life.turn, Kind.READY, life.number)

    def book_hold(self, life: Life) -> None:
        """A finish held beyond the end of work is driven by what held it alone."""
        held = self.now - life.since
        if held > 0:
            number = life.number
            self.spent_on[life.activity.group][Cause.HOLD] += held
            self.note(Deed.WAITED, number, cause=Cause.HOLD, days=held)
            trail = self.conditions.trail(self.conditions.driver(life.activity.finishes))
            life.trail = (trail, number, Cause.HOLD, 0.0)

    def finished(self, life: Life) -> None:
        """Done: gauges move, and those who waited for it go on."""
        number = life.number
        self._is_done[number] = True
        self._ends(life)
        if self.diary is not None:
            self.note(Deed.FINISHED, number)
        for indicator, by in self.plan.moved_by[number]:
            self.gauges[indicator].jump(self.now, self.value(by), number)
            watch(self, self.gauges[indicator])
        self.conditions.finished(number)
        if self.plan.awaited_by_events[number]:
            self.happenings.finished(number)

    def given_up(self, life: Life) -> None:
        """Refused for good: another step takes over, or it is never done."""
        assert life.activity.verdict is not None, "only a verdict can refuse"
        self.note(Deed.GIVEN_UP, life.number)
        if life.activity.verdict.then == Then.ACTIVITY:
            self._ends(life)
            self.conditions.given_up(life.number)

    def _ends(self, life: Life) -> None:
        self.ended[life.number] = self.now
        self.ends[life.number] = life.trail

    def skip(self, number: int, because: int) -> None:
        """An activity turns out not to be needed; the days that led to this are those of what made it so."""
        if not self._is_skipped[number]:
            self._is_skipped[number] = True
            self.ended[number], self.ends[number] = self.now, self.ends[because]
            self.note(Deed.SKIPPED, number)
            self.conditions.skipped(number)
            if self.plan.awaited_by_events[number]:
                self.happenings.finished(number)

    def is_skipped(self, number: int) -> bool:
        """Whether an activity has turned out not to be needed."""
        return self._is_skipped[number]

    def is_done(self, number: int) -> bool:
        """Whether an activity is finished; one that was refused for good is not."""
        return self._is_done[number]

    def forget(self, members: Sequence[int]) -> None:
        """Activities of a loop are as if they had never been."""
        for member in members:
            self.lives.pop(member, None)
            self._is_done[member] = False
            self.ended[member], self.ends[member] = NOT_YET, None

    def voids(self, milestone: int) -> None:
        """A milestone not reached by now is void for good."""
        self.voided[milestone] = min(self.voided[milestone], self.now)
        self.note(Deed.VOIDED, milestone)

    def blocks(self, milestone: int) -> None:
        """A milestone not reached by now never will be."""
        self.blocked[milestone] = min(self.blocked[milestone], self.now)
        self.note(Deed.BLOCKED, milestone)

    # -- time and its books -------------------------------------------------------------------------

    def wakes(self, day: float, life: Life) -> Event:
        """The instant at which work or a delay is over; after the horizon nothing happens."""
        if day > self.horizon:
            return Event(self.env)
        return self.until(day, Kind.FINISH, life.number)

    def book(self, life: Life, cause: Cause, days: float) -> None:
        """So many days of an activity were for this."""
        if days > 0:
            life.trail = (life.trail, life.number, cause, days)
            self.spent_on[life.activity.group][cause] += days
            if self.diary is not None:
                self.note(Deed.WAITED, life.number, cause=cause, days=days)
