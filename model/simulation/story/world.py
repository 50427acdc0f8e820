"""The world of one replication: the clock, crews, capital, this replication's luck, and the record."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import floor

from simpy import Event

from model.outcomes import CAUSES, Cause, Deed, Note, Outcomes
from model.plan.events import Does
from model.plan.network import CapitalSource, Deposit, Link, Plan, Then
from model.simulation.story.activity import carry_out
from model.simulation.story.capital import Fund, fiscal_years
from model.simulation.story.clock import Clock, Kind, Moment
from model.simulation.story.conditions import Conditions
from model.simulation.story.happenings import Happenings
from model.simulation.story.indicator import Gauge, Watch, expect_turns, watch
from model.simulation.story.labour import Labour
from model.simulation.story.life import Life
from model.simulation.story.queue import Asked, Queue
from model.simulation.story.trail import Entry, Trail

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
        self, plan: Plan, luck: Luck, outcomes: Outcomes, row: int, diary: list[Note] | None = None
    ) -> None:
        super().__init__()
        self.plan, self.value, self.diary = plan, luck.value, diary
        count = len(plan.activities)
        self.began = [NOT_YET] * count
        self.first_began = [NOT_YET] * count
        self.ended = [NOT_YET] * count
        self.begins_of: list[Trail] = [None] * count
        self.ends: list[Trail] = [None] * count
        self._is_skipped = [False] * count
        self._is_done = [False] * count
        self._passes = [0] * len(plan.loops)
        self._comes_back: dict[int, tuple[float, Trail]] = {}
        self._ways: dict[int, int] = {}
        self.lives: dict[int, Life] = {}
        self.lived = 0
        self.voided = [NOT_YET] * len(plan.milestones)
        self.blocked = [NOT_YET] * len(plan.milestones)
        self.spent_on = [[0.0] * len(CAUSES) for _ in plan.groups]
        self.labour = Labour(self)
        self.queue = Queue(self)
        self.conditions = Conditions(self)
        self.happenings = Happenings(self)
        self.gauges = [self._gauge(number) for number in range(len(plan.indicators))]
        self.sessions = [self._meetings(number) for number in range(len(plan.sessions))]
        self.funds = [
            Fund(number, source, outcomes.money[row, number], plan.first_year)
            for number, source in enumerate(plan.capital)
        ]

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
        for fund in self.funds:
            self.env.process(fiscal_years(self, fund))
        for place, gauge in enumerate(self.gauges):
            watch(self, gauge)
            expect_turns(self, gauge, place)
        self._expect_crews()
        self.happenings.expect_all()
        for condition in self.plan.conditions:
            if condition.link == Link.DATE:
                self.conditions.on_day(condition.number, condition.need)
            elif condition.link == Link.OPEN and self.plan.gates[condition.gate].is_open:
                self.conditions.came_true(condition.number, -1)
        for activity in self.plan.activities:
            if not activity.starts:
                self.conditions.becomes_ready(activity.number)

    def _gauge(self, number: int) -> Gauge:
        indicator = self.plan.indicators[number]
        drift = self.value(indicator.drift) if indicator.drift >= 0 else 0.0
        gauge = Gauge(indicator, self.value(indicator.start), drift)
        for condition in self.plan.conditions:
            if condition.link == Link.LEVEL and condition.indicator == number:
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
        elif self.conditions.open_starts[number] == 0 and not self.is_skipped(number):
            self._is_ready(number)

    def _is_ready(self, number: int) -> None:
        """Conditions hold; a file waits for the next session it is in time for, then the activity lives."""
        activity = self.plan.activities[number]
        first, round_ = (0, 0) if activity.loop < 0 else self._round_of(number)
        life = Life(activity, self._trail_to_start(number), first, round_)
        self.lives[number] = life
        self.lived += 1
        if self.diary is not None:
            self.note(Deed.READY, number)
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
        if number not in self._comes_back:
            return self.conditions.trail(driver)
        since, trail = self._comes_back.pop(number)
        truth = self.conditions.since[driver] if driver >= 0 else None
        return self.conditions.trail(driver) if truth is not None and truth > since else trail

    def _round_of(self, number: int) -> tuple[int, int]:
        """The first round of an activity's luck, and the one it is in: later ones in a loop."""
        activity, pass_ = self.plan.activities[number], self.pass_of(number)
        if pass_ == 0:
            return 0, 0
        if self.plan.loops[activity.loop].exit == number:
            return 0, pass_
        rounds = activity.verdict.rounds if activity.verdict else 1
        return pass_ * rounds, 0

    def _is_heard(self, life: Life, waited: float) -> None:
        self.book(life, Cause.SESSION, waited)
        self._is_born(life)

    def _is_born(self, life: Life) -> None:
        self.env.process(carry_out(self, life))

    def asks_to_start(self, life: Life) -> Event:
        """Stand in the queue for an open day, money and crews."""
        activity = life.activity
        life.reason = None
        pays = not life.is_reserved and (not life.is_again or self.pays_again(life))
        source = self._asks_capital(life) if pays else -1
        return self.queue.ask(life, self._asked(life, activity.crews, source, activity.window))

    def _asked(self, life: Life, crews: tuple[tuple[int, int], ...], source: int, window: int = -1) -> Asked:
        """What is asked for where work is to begin at once: an open day beside crews and money."""
        activity = life.activity
        in_one_piece = not activity.interruptible and activity.calendar >= 0
        pace = self.plan.pace_of[activity.number]
        return Asked(crews, source, activity.calendar, window, pace, in_one_piece)

    def must_reserve(self, life: Life) -> bool:
        """Whether its money is to be taken ahead of the crew, and isn't yet."""
        need = life.activity.capital
        return need is not None and need.reserve and not life.is_reserved and not life.is_again

    def asks_for_money(self, life: Life) -> Event:
        """Stand in the queue, with whatever crew it has, for money alone."""
        return self.queue.ask(life, Asked(source=self._asks_capital(life)))

    def reserved(self, life: Life) -> None:
        """Its money is kept for it until it begins."""
        life.is_reserved = True

    def reservation_lapses(self, number: int) -> None:
        """The year of the money that was kept is over: it goes back, and is asked for anew."""
        life = self.lives[number]
        life.is_reserved = False
        self.queue.withdraw(life)

    def needs_anything_for_a_round(self, life: Life, delay: float | None) -> bool:
        """Whether another round has to wait for its crew, for money, or for days it fits into."""
        activity = life.activity
        asks_for_crew = delay is not None and self.lets_crews_go(life)
        return asks_for_crew or self.pays_again(life) or not activity.interruptible

    def asks_to_go_on(self, life: Life, delay: float | None) -> Event:
        """Stand in the queue for another round: for a crew that was let go, for money where it is paid."""
        source = self._asks_capital(life) if self.pays_again(life) else -1
        if delay is not None and self.lets_crews_go(life):
            return self.queue.ask(life, self._asked(life, life.activity.crews, source))
        if life.activity.interruptible:
            return self.queue.ask(life, Asked(source=source))
        return self.queue.ask(life, self._asked(life, (), source))

    def pays_again(self, life: Life) -> bool:
        """Whether this round has to be paid for."""
        need = life.activity.capital
        return need is not None and need.each_round and not self.is_last_resort(life)

    def _asks_capital(self, life: Life) -> int:
        """The source asked; the amount is that of the stage that comes next."""
        need = life.activity.capital
        if need is None:
            return -1
        life.amount = self.labour.stage_amount(life, life.paid if life.paid < life.stages else 0)
        return need.source

    def pays(self, life: Life) -> None:
        """Money asked for is taken; for who has not begun it may be kept."""
        fund, year = self.funds[life.asked.source], self.year()
        parts = fund.take(life.amount, year)
        if self.must_reserve(life):
            fund.set_aside(life.activity.number, parts, year)
        self.note(Deed.PAID, life.activity.number, amount=life.amount, about=fund.number)

    def started(self, life: Life) -> None:
        """Everything has been taken; work begins at once."""
        number = life.activity.number
        self.began[number], self.begins_of[number] = self.now, life.trail
        self.first_began[number] = min(self.first_began[number], self.now)
        if life.is_reserved and life.activity.capital is not None:
            self.funds[life.activity.capital.source].kept_for.pop(number, None)
        if self.diary is not None:
            self.note(Deed.STARTED, number)
        if self.plan.begins_with[number]:
            self.conditions.started(number)

    # -- rounds -----------------------------------------------------------------------------------------

    def sent_back(self, life: Life) -> bool:
        """The verdict on a round: whether there is another one."""
        verdict = life.activity.verdict
        if verdict is None or self.is_last_resort(life):
            return False
        chance = self.value(verdict.chances[min(life.round, len(verdict.chances) - 1)])
        if self.plan.touched_by[life.activity.number]:
            chance = self.happenings.chance(life.activity.number, chance)
        if (self.value(verdict.luck, life.draw) < chance) != verdict.refuses:
            return False
        if life.round + 1 < verdict.rounds or verdict.then == Then.DURATION:
            self.note(Deed.SENT_BACK, life.activity.number, about=life.round + 1)
            return True
        life.is_accepted = False
        return False

    def is_last_resort(self, life: Life) -> bool:
        """Whether all rounds were refused and what remains is the duration that ends it."""
        return life.activity.verdict is not None and life.round == life.activity.verdict.rounds

    def delay(self, life: Life) -> float | None:
        """Days before the round in hand begins, or None where it follows at once."""
        verdict = life.activity.verdict
        if verdict is None or verdict.delay < 0 or self.is_last_resort(life):
            return None
        return self.value(verdict.delay, life.draw)

    def after_delay(self, life: Life, delay: float) -> Event:
        """The instant at which a delay between rounds is over."""
        life.reason = Cause.REWORK
        return self.wakes(self.now + delay, life)

    def book_delay(self, life: Life, delay: float) -> None:
        """Days between rounds are part of the rework."""
        self.book(life, Cause.REWORK, delay)
        life.reason = None

    def lets_crews_go(self, life: Life) -> bool:
        """Whether the crew is given back between rounds."""
        return life.activity.verdict is None or not life.activity.verdict.keeps_crew

    def crews_go_home(self, life: Life) -> None:
        """Crews are given back."""
        if life.activity.crews:
            self.queue.give_back(life.activity.crews)

    # -- loops ------------------------------------------------------------------------------------------

    def pass_of(self, number: int) -> int:
        """Which pass of its loop an activity is in, the first being 0."""
        loop = self.plan.activities[number].loop
        return self._passes[loop] if loop >= 0 else 0

    def goes_back(self, life: Life) -> bool:
        """Whether a refused round goes back over other steps; the last resort doesn't."""
        verdict = life.activity.verdict
        return verdict is not None and verdict.loop >= 0 and life.round + 1 < verdict.rounds

    def starts_over(self, life: Life) -> None:
        """The members of a loop are as if they had never been done; the first of them begins anew."""
        assert life.activity.verdict is not None, "only a verdict can send back"
        number = life.activity.verdict.loop
        loop = self.plan.loops[number]
        self._passes[number] += 1
        for member in loop.members:
            self.lives.pop(member, None)
            self._is_done[member] = False
            self.ended[member], self.ends[member] = NOT_YET, None
        self.conditions.start_over(loop.members)
        self._comes_back[loop.entry] = (self.now, life.trail)
        if self.conditions.open_starts[loop.entry] == 0:
            self.conditions.becomes_ready(loop.entry)

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
            number = life.activity.number
            self.spent_on[life.activity.group][Cause.HOLD] += held
            self.note(Deed.WAITED, number, cause=Cause.HOLD, days=held)
            trail = self.conditions.trail(self.conditions.driver(life.activity.finishes))
            life.trail = Entry(trail, number, Cause.HOLD, 0.0)

    def finished(self, life: Life) -> None:
        """Done: gauges move, and those who waited for it go on."""
        number = life.activity.number
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

    def way_of(self, number: int) -> int:
        """The way that an activity's branch takes: the one whose stretch of chances its luck falls in."""
        if number not in self._ways:
            branch = self.plan.activities[number].branch
            assert branch is not None, "only a branch has ways"
            self._ways[number] = self._way_of(branch.chances, self.value(branch.luck))
            self.note(Deed.TOOK, number, about=self._ways[number])
        return self._ways[number]

    def _way_of(self, chances: tuple[int, ...], luck: float) -> int:
        rest = next((way for way, chance in enumerate(chances) if chance < 0), len(chances) - 1)
        upto = 0.0
        for way, chance in enumerate(chances):
            if way != rest:
                upto += self.value(chance)
                if luck < upto:
                    return way
        return rest

    def given_up(self, life: Life) -> None:
        """Refused for good: another step takes over, or it is never done."""
        assert life.activity.verdict is not None, "only a verdict can refuse"
        self.note(Deed.GIVEN_UP, life.activity.number)
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

    def voids(self, milestone: int) -> None:
        """A milestone not reached by now is void for good."""
        self.voided[milestone] = min(self.voided[milestone], self.now)
        self.note(Deed.VOIDED, milestone)

    def blocks(self, milestone: int) -> None:
        """A milestone not reached by now never will be."""
        self.blocked[milestone] = min(self.blocked[milestone], self.now)
        self.note(Deed.BLOCKED, milestone)

    # -- money ----------------------------------------------------------------------------------------

    def released(self, source: int, deposit: Deposit) -> int:
        """Million VND that really come: of a year's amount the share released, of that the day's part."""
        share = self.value(deposit.released) if deposit.released >= 0 else 1.0
        whole = floor(self.value(deposit.amount) * share * self.happenings.released(source) + 0.5)
        first, last = deposit.part
        return floor(whole * last + CLOSE) - floor(whole * first + CLOSE)

    def carried_over(self, source: CapitalSource) -> float:
        """The share of what is left at a cut-off that joins the next year's money."""
        return self.value(source.carry_over) if source.carry_over >= 0 else 0.0

    def money_moves(self, source: int, does: Does, size: float) -> None:
        """An event takes money from a source, or adds to it."""
        fund, year = self.funds[source], self.year()
        if does == Does.GIVE:
            fund.deposit(self.plan.first_year + year, int(size))
            self.note(Deed.DEPOSIT, source, amount=int(size), about=self.plan.first_year + year)
            return
        amount = floor(fund.balance * size + CLOSE) if does == Does.CUT_SHARE else int(size)
        self.note(Deed.CUT, source, amount=fund.cut(amount, year))

    # -- time and its books -------------------------------------------------------------------------

    def wakes(self, day: float, life: Life) -> Event:
        """The instant at which work or a delay is over; after the horizon nothing happens."""
        if day > self.plan.horizon:
            return Event(self.env)
        return self.until(day, Kind.FINISH, life.activity.number)

    def book(self, life: Life, cause: Cause, days: float) -> None:
        """So many days of an activity were for this."""
        if days > 0:
            life.trail = Entry(life.trail, life.activity.number, cause, days)
            self.spent_on[life.activity.group][cause] += days
            if self.diary is not None:
                self.note(Deed.WAITED, life.activity.number, cause=cause, days=days)


CLOSE = 1e-9
"""What a share of whole millions may fall short of a whole by rounding."""
