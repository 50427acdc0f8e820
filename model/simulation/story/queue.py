"""The queue for crews, capital and open days: who may start now, and what the others wait for.

Waiting activities stand by priority, time of asking and plan order. One scan serves them; the
plan says what it does at one for whom there is no capital or crew (go on, in backfill). Those
that ask for the same things stand in one lane, so that a scan can leave a whole lane aside when
its crew is busy or its days are closed. Who only waits for an open day is in nobody's way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from model.outcomes import Cause
from model.plan.network import NEVER, Dispatch
from model.simulation.story.clock import Desk, Kind, Turn
from model.simulation.story.life import Life
from model.simulation.story.scene import Asked, Crews, Want
from model.simulation.story.worktime import (
    fits_from,
    next_closing,
    next_turn,
    rate_at,
    too_late_from,
)

if TYPE_CHECKING:
    from model.simulation.story.world import World

Place = tuple[int, float, int]
"""A place in the queue: priority, time of asking, plan order. No two are equal."""


def _rank(life: Life) -> tuple[int, int]:
    """Among those who ask at one instant: priority, plan order."""
    return life.activity.priority, life.number


class Lane:
    """Those who wait for the same things, first come first.

    ``is_alone`` says that nobody in another lane asks for any of them.
    """

    __slots__ = (
        "asked", "is_alone", "least_amount", "lives", "newcomers", "places", "seen", "wakes_at",
    )  # fmt: skip

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.is_alone = True
        self.places: list[Place] = []
        self.lives: list[Life] = []
        self.newcomers: list[Life] = []
        self.least_amount: int | None = None
        self.seen: tuple[Cause | None, int] | None = None
        self.wakes_at = -1.0

    def join(self, place: Place, life: Life) -> None:
        """Stand in line."""
        at = bisect_left(self.places, place)
        self.places.insert(at, place)
        self.lives.insert(at, life)
        if not self.asked.is_steady:
            self.newcomers.append(life)
        self.least_amount = None

    def leave(self, at: int) -> Life:
        """Step out of the line."""
        self.least_amount = None
        del self.places[at]
        life = self.lives.pop(at)
        if self.newcomers and life in self.newcomers:
            self.newcomers.remove(life)
        return life

    def least(self) -> int:
        """The smallest amount anybody here asks for, in million VND."""
        if self.least_amount is None:
            self.least_amount = min(life.amount for life in self.lives)
        return self.least_amount


class Queue:
    """Everybody who is ready and waits for the instant at which all is at hand.

    A lane is stirred when something has changed for those who stand in it: somebody has come, a crew or
    money has, or what days are open. A pass looks at these alone.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.free = [crew.capacity for crew in world.plan.crews]
        self._capacity = [crew.capacity for crew in world.plan.crews]
        self._by_date = list(self._capacity)
        self._by_events = [0] * len(self.free)
        self._is_listed = world.plan.is_listed
        self._goes_on = world.plan.dispatch == Dispatch.BACKFILL
        self._ends_at_who_lacks = world.plan.dispatch == Dispatch.HEAD_OF_LINE
        self._lanes: dict[Asked, Lane] = {}
        self._for_crew: list[list[Lane]] = [[] for _ in world.plan.crews]
        self._for_source: list[list[Lane]] = [[] for _ in world.plan.capital]
        self._stirred: dict[Lane, None] = {}
        self._at_once: list[Life] = []
        self._granted: list[Life] = []
        self._desk: Desk[Lane] = Desk(world, Kind.GRANT, self._serve)

    def ask(self, life: Life, asked: Asked) -> Turn:
        """Stand in line; the turn comes when everything asked for has been taken."""
        life.asked, life.turn, life.since = asked, Turn(self.world.env), self.world.now
        if asked.only_a_day and self._goes_on:
            self._at_once.append(life)
            self._desk.open()
        else:
            self._join(life)
            if self._stirred:
                self._desk.open()
        return life.turn

    def _join(self, life: Life) -> None:
        """Stand in the lane of those who ask for the same things.

        Who waits for a crew that isn't there, and for nothing else, need not be looked at until it is.
        """
        asked = life.asked
        lane = self._lanes.get(asked) or self._new_lane(asked)
        since = 0.0 if self._is_listed else life.since
        lane.join((life.activity.priority, since, life.number), life)
        if asked.is_steady:
            life.reason = Cause.CREW
        if not asked.is_steady or self._has_hands(asked):
            self._stirred[lane] = None

    def _new_lane(self, asked: Asked) -> Lane:
        lane = self._lanes[asked] = Lane(asked)
        rivals = [self._for_crew[crew] for crew, _ in asked.crews]
        if asked.source >= 0:
            rivals.append(self._for_source[asked.source])
        for lanes in rivals:
            lanes.append(lane)
            for one in lanes if len(lanes) > 1 else ():
                one.is_alone = False
        return lane

    def withdraw(self, life: Life) -> None:
        """Step out of the line; its process goes on and has to ask for something else first."""
        lane = self._lanes[life.asked]
        lane.leave(lane.lives.index(life))
        self._book(life)
        life.reason = None
        life.turn.comes()

    def will_have(self, crew: int, capacity: int) -> None:
        """A crew has so many from now on."""
        self._by_date[crew] = capacity
        self.changes(crew, 0)

    def changes(self, crew: int, by: int) -> None:
        """A crew has so many more or fewer, never below none; who is at work stays at work."""
        self._by_events[crew] += by
        capacity = max(0, self._by_date[crew] + self._by_events[crew])
        self.free[crew] += capacity - self._capacity[crew]
        self._capacity[crew] = capacity
        self._stir(self._for_crew[crew])

    def give_back(self, crews: Crews) -> None:
        """Crews are free again."""
        for crew, units in crews:
            self.free[crew] += units
            for lane in self._for_crew[crew]:
                if lane.lives:
                    self._stirred[lane] = None
        if self._stirred:
            self._desk.open()

    def look_again(self) -> None:
        """Something has changed that may concern anybody: look at all when it comes to granting."""
        self._stir(self._lanes.values())

    def _stir(self, lanes: Iterable[Lane]) -> None:
        """Look at those who wait in some lanes when this instant comes to granting."""
        for lane in lanes:
            if lane.lives:
                self._stirred[lane] = None
                self._desk.open()

    def _serve(self, turning: list[Lane]) -> None:
        """Grant what can be granted, then note what the others wait for.

        An instant may be served more than once; a note that is not yet final is then put right
        before any time has passed, and nothing is booked to it.
        """
        if self._at_once:
            self._let_begin()
        self._stirred.update(dict.fromkeys(turning))
        if self._stirred:
            if self._is_each_by_itself():
                for lane in list(self._stirred):
                    self._along(lane)
            elif self._goes_on:
                self._go_on_past()
            else:
                self._in_line()
            self._note_waits()
        granted, self._granted = self._granted, []
        for life in granted:
            life.turn.comes()

    # -- granting ---------------------------------------------------------------------------------

    def _let_begin(self) -> None:
        """Who needs neither crew nor money begins, or joins those who wait for an open day."""
        newcomers, self._at_once = self._at_once, []
        for life in newcomers if len(newcomers) < 2 else sorted(newcomers, key=_rank):
            if self._closed_by(life.asked) is None:
                self._granted.append(life)
            else:
                self._join(life)

    def _is_each_by_itself(self) -> bool:
        """Whether no stirred lane wants what another lane wants, so that their order doesn't count."""
        if self._ends_at_who_lacks:
            return False
        for lane in self._stirred:  # noqa: SIM110  as above
            if not lane.is_alone:
                return False
        return True

    def _along(self, lane: Lane) -> None:
        """One pass along a lane whose crews and money nobody outside it asks for."""
        asked, at = lane.asked, 0
        if self._closed_by(asked) is not None:
            return
        while at < len(lane.lives) and self._has_hands(asked):
            life = lane.lives[at]
            if not self._fits(life, asked):
                at += 1
            elif self._has_money(life, asked):
                self._grant(lane.leave(at))
            elif self._goes_on:
                at += 1
            else:
                return

    def _go_on_past(self) -> None:
        """One pass in queue order; whoever finds all at hand takes it."""
        at = {lane: 0 for lane in self._stirred if self._may_fit(lane)}
        while at:
            lane = min(at, key=lambda one: one.places[at[one]]) if len(at) > 1 else next(iter(at))
            if not self._has_hands(lane.asked):
                del at[lane]
                continue
            life = lane.lives[at[lane]]
            if self._has_money(life, lane.asked) and self._fits(life, lane.asked):
                self._grant(lane.leave(at[lane]))
            else:
                at[lane] += 1
            if at[lane] >= len(lane.lives):
                del at[lane]

    def _in_line(self) -> None:
        """One pass in queue order, which ends, or closes a crew and a source, at one who lacks them."""
        at = {lane: 0 for lane in self._lanes.values() if not self._stands_still(lane)}
        if not all(lane.asked.wants for lane in at):
            self._let_go_on(at)
        closed: set[Want] = set()
        while at:
            lane = min(at, key=lambda one: one.places[at[one]]) if len(at) > 1 else next(iter(at))
            life, asked = lane.lives[at[lane]], lane.asked
            if not self._fits(life, asked):
                at[lane] += 1
            elif self._is_open(asked, closed) and self._has_money(life, asked):
                self._grant(lane.leave(at[lane]))
            elif self._ends_at_who_lacks:
                return
            else:
                closed |= asked.wants  # and all who stand behind in this lane want the same
                at[lane] = len(lane.lives)
            if at[lane] >= len(lane.lives):
                del at[lane]

    def _stands_still(self, lane: Lane) -> bool:
        """Whether a pass can't change anything in a lane, nor it anything for others.

        Nobody is there; its days are closed; or its first lacks a crew or money that nobody outside
        the lane wants.
        """
        asked = lane.asked
        if not lane.lives or self._closed_by(asked) is not None:
            return True
        if self._ends_at_who_lacks or asked.in_one_piece or not lane.is_alone:
            return False
        return not (self._has_hands(asked) and self._has_money(lane.lives[0], asked))

    def _is_open(self, asked: Asked, closed: set[Want]) -> bool:
        """Whether nobody before was left without what is asked for, and the crews are there."""
        return (not closed or closed.isdisjoint(asked.wants)) and self._has_hands(asked)

    def _let_go_on(self, at: dict[Lane, int]) -> None:
        """Who is at work and asks for neither crew nor money is in no line: on an open day it goes on."""
        lanes = [lane for lane in at if not lane.asked.wants]
        standing = sorted((place, lane) for lane in lanes for place in lane.places)
        for place, lane in standing:
            life = lane.lives[lane.places.index(place)]
            if life.is_at_work and self._fits(life, lane.asked):
                self._grant(lane.leave(lane.lives.index(life)))
                if not lane.lives:
                    del at[lane]

    def fits_now(self, life: Life, asked: Asked) -> bool:
        """Whether work that asks for nothing but an open day finds one now."""
        return self._closed_by(asked) is None and self._fits(life, asked)

    def _fits(self, life: Life, asked: Asked) -> bool:
        """Whether work that can't be interrupted would be done before the calendar closes."""
        if not asked.in_one_piece or asked.calendar is None:
            return True
        now, labour = self.world.now, self.world.labour
        days, pace = labour.duration(life), labour.pace[asked.pace]
        return fits_from(asked.calendar, now, days, pace, next_closing(asked.calendar, now))

    def _may_fit(self, lane: Lane) -> bool:
        asked = lane.asked
        if not lane.lives or not self._has_hands(asked) or self._closed_by(asked) is not None:
            return False
        return asked.source < 0 or lane.least() <= self.world.treasury.funds[asked.source].balance

    def _has_hands(self, asked: Asked) -> bool:
        for crew, units in asked.crews:  # noqa: SIM110  asked at every instant, and all() takes twice as long
            if self.free[crew] < units:
                return False
        return True

    def _has_money(self, life: Life, asked: Asked) -> bool:
        return asked.source < 0 or life.amount <= self.world.treasury.funds[asked.source].balance

    def _grant(self, life: Life) -> None:
        """It takes all that it asked for; its turn comes when the pass is over."""
        asked = life.asked
        for crew, units in asked.crews:
            self.free[crew] -= units
        if asked.source >= 0:
            self.world.treasury.pays(life)
            for lane in self._for_source[asked.source]:
                self._stirred[lane] = None
        if self.world.now > life.since:
            self._book(life)
        life.reason = None
        self._granted.append(life)

    def holds(self, life: Life) -> bool:
        """Whether a life stands in the queue."""
        return life.reason is not None and any(life in lane.lives for lane in self._lanes.values())

    def lacks(self, life: Life) -> Cause:
        """What keeps a life in the queue even on an open day; else what closes the day."""
        if not self._has_money(life, life.asked):
            return Cause.CAPITAL
        if not self._has_hands(life.asked):
            return Cause.CREW
        return life.reason or Cause.CREW

    # -- what the others wait for -----------------------------------------------------------------

    def _closed_by(self, asked: Asked) -> Cause | None:
        """The first thing that keeps a whole lane waiting: its window, its calendar, or an event."""
        if not asked.may_close:
            return None
        now = self.world.now
        if asked.window is not None and rate_at(asked.window, now) == 0:
            return Cause.SESSION
        if asked.calendar is not None and rate_at(asked.calendar, now) == 0:
            return Cause.SEASON
        if self.world.labour.pace[asked.pace] == 0 or self.world.happenings.is_any_in_force(asked.frozen_by):
            return Cause.STOPPED
        return None

    def _note_waits(self) -> None:
        """Note for each who still waits what the coming days will be for."""
        for lane in self._stirred:
            if lane.lives and not lane.asked.is_steady:
                self._note_reasons(lane)
                if lane.wakes_at <= self.world.now:
                    self._wake_at_next_turn(lane)
                lane.newcomers.clear()
        self._stirred.clear()

    def _note_reasons(self, lane: Lane) -> None:
        asked, closed = lane.asked, self._closed_by(lane.asked)
        balance = self.world.treasury.funds[asked.source].balance if asked.source >= 0 else 0
        is_as_before = lane.seen == (closed, balance) and not asked.in_one_piece
        lane.seen = (closed, balance)
        for life in lane.newcomers if is_as_before else lane.lives:
            short = asked.source >= 0 and life.amount > balance
            reason = closed if closed is not None else Cause.CAPITAL if short else Cause.CREW
            if closed is None and asked.in_one_piece:
                reason = reason if self._fits(life, asked) else Cause.SEASON
                self._look_when_too_late(life, reason)
            if reason != life.reason:
                self._book(life)
                life.reason = reason

    def _look_when_too_late(self, life: Life, reason: Cause) -> None:
        """Who waits for a crew or money, and must not be interrupted, will at some tick fit no more."""
        world, asked = self.world, life.asked
        if reason == Cause.SEASON or asked.calendar is None:
            return
        days, pace = world.labour.duration(life), world.labour.pace[asked.pace]
        day = too_late_from(asked.calendar, world.now, days, pace)
        if day <= world.plan.horizon and day != life.too_late:
            life.too_late = day
            self._desk.due(day - world.now, self._lanes[asked])

    def _book(self, life: Life) -> None:
        """Book the days since the last note to what they were for."""
        now = self.world.now
        if now > life.since:
            assert life.reason is not None, "who waits for a day has a reason"
            self.world.book(life, life.reason, now - life.since)
        life.since = now

    def _wake_at_next_turn(self, lane: Lane) -> None:
        """Look again when the calendar or window of a lane opens or closes."""
        now, days = self.world.now, (lane.asked.calendar, lane.asked.window)
        turn = min((next_turn(one, now) for one in days if one is not None), default=NEVER)
        lane.wakes_at = turn
        if turn <= self.world.plan.horizon:
            self._desk.due(turn - now, lane)
