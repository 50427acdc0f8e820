"""The queue for crews, capital and open days: who may start now, and what the others wait for.

Waiting activities stand by priority, time of asking and plan order. One scan serves them; the
plan says what it does at one for whom there is no capital or crew (go on, in backfill). Those
that ask for the same things stand in one lane, so that a scan can leave a whole lane aside when
its crew is busy or its days are closed. Who only waits for an open day is in nobody's way.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, NamedTuple

from simpy import Event

from model.outcomes import Cause
from model.plan.network import NEVER, Dispatch
from model.simulation.story.clock import Desk, Kind
from model.simulation.story.life import Life
from model.simulation.story.worktime import (
    fits_from,
    next_closing,
    next_turn,
    rate_at,
    too_late_from,
)

if TYPE_CHECKING:
    from model.simulation.story.world import World


class Asked(NamedTuple):
    """What one lane has in common: crews, a source of capital, and what days it needs.

    ``pace`` is the set of events that may stop it; ``in_one_piece`` says that its work can't be
    interrupted and must fit before the calendar closes.
    """

    crews: tuple[tuple[int, int], ...] = ()
    source: int = -1
    calendar: int = -1
    window: int = -1
    pace: int = 0
    in_one_piece: bool = False


class Place(NamedTuple):
    """A place in a lane; no two are equal, so lives are never compared."""

    priority: int
    since: float
    number: int
    life: Life


Want = tuple[str, int]
"""One of the things that run short: a crew or a source, and its number."""


class Lane:
    """Those who wait for the same things, first come first.

    ``wants`` are the crew and source they ask for; ``is_alone`` says that nobody in another lane
    asks for any of them; ``may_close`` that a day can be closed to them; ``is_steady`` that who waits
    here waits for a crew and nothing else, however long.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.wants: frozenset[Want] = frozenset(("crew", crew) for crew, _ in asked.crews)
        if asked.source >= 0:
            self.wants |= {("source", asked.source)}
        self.is_alone = True
        self.may_close = asked.calendar >= 0 or asked.window >= 0 or asked.pace > 0
        self.is_steady = asked.source < 0 and not self.may_close
        self.places: list[Place] = []
        self.newcomers: list[Life] = []
        self.least_amount: int | None = None
        self.seen: tuple[Cause | None, int] | None = None
        self.wakes_at = -1.0

    def join(self, place: Place) -> None:
        """Stand in line."""
        insort(self.places, place)
        self.newcomers.append(place.life)
        self.least_amount = None

    def leave(self, index: int) -> Life:
        """Step out of the line."""
        self.least_amount = None
        life = self.places.pop(index).life
        if life in self.newcomers:
            self.newcomers.remove(life)
        return life

    def least(self) -> int:
        """The smallest amount anybody here asks for, in million VND."""
        if self.least_amount is None:
            self.least_amount = min(place.life.amount for place in self.places)
        return self.least_amount


class Queue:
    """Everybody who is ready and waits for the instant at which all is at hand."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.free = [crew.capacity for crew in world.plan.crews]
        self._capacity = [crew.capacity for crew in world.plan.crews]
        self._by_date = list(self._capacity)
        self._by_events = [0] * len(self.free)
        self._goes_on = world.plan.dispatch == Dispatch.BACKFILL
        self._ends_at_who_lacks = world.plan.dispatch == Dispatch.HEAD_OF_LINE
        self._lanes: dict[Asked, Lane] = {}
        self._standing: dict[Asked, Lane] = {}
        self._at_once: list[Place] = []
        self._has_changed = False
        self._desk: Desk[None] = Desk(world, Kind.GRANT, self._serve)

    def ask(self, life: Life, asked: Asked) -> Event:
        """Stand in line; the event comes when everything asked for has been taken."""
        now = self.world.now
        life.asked, life.turn, life.since = asked, Event(self.world.env), now
        since = 0.0 if self.world.plan.is_listed else now
        place = Place(life.activity.priority, since, life.activity.number, life)
        if self._goes_on and asked.source < 0 and not asked.crews and not asked.in_one_piece:
            self._at_once.append(place)
            self._desk.open()
        else:
            self._join(place)
            self.look_again()
        return life.turn

    def _join(self, place: Place) -> None:
        """Stand in the lane of those who ask for the same things."""
        asked = place.life.asked
        lane = self._lanes.get(asked) or self._new_lane(asked)
        if not lane.places:
            self._standing[asked] = lane
        lane.join(place)

    def _new_lane(self, asked: Asked) -> Lane:
        lane = Lane(asked)
        for other in self._lanes.values():
            if not lane.wants.isdisjoint(other.wants):
                lane.is_alone = other.is_alone = False
        self._lanes[asked] = lane
        return lane

    def _leave(self, lane: Lane, index: int) -> Life:
        """Step out of a lane."""
        life = lane.leave(index)
        if not lane.places:
            del self._standing[lane.asked]
        return life

    def withdraw(self, life: Life) -> None:
        """Step out of the line; its process goes on and has to ask for something else first."""
        lane = self._lanes[life.asked]
        self._leave(lane, next(index for index, place in enumerate(lane.places) if place.life is life))
        self._book(life)
        life.reason = None
        life.turn.succeed()

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
        self.look_again()

    def give_back(self, crews: tuple[tuple[int, int], ...]) -> None:
        """Crews are free again."""
        for crew, units in crews:
            self.free[crew] += units
        self.look_again()

    def look_again(self) -> None:
        """Something has changed: scan the lanes when this instant comes to granting."""
        self._has_changed = True
        self._desk.open()

    def _serve(self, turns: list[None]) -> None:
        """Grant what can be granted, then note what the others wait for.

        An instant may be served more than once; a note that is not yet final is then put right
        before any time has passed, and nothing is booked to it.
        """
        if self._at_once:
            self._let_begin()
        has_changed = self._has_changed or bool(turns)
        self._has_changed = False
        if self._standing and has_changed:
            if self._goes_on:
                self._go_on_past()
            else:
                self._in_line()
            self._note_waits()

    # -- granting ---------------------------------------------------------------------------------

    def _let_begin(self) -> None:
        """Who needs neither crew nor money begins, or joins those who wait for an open day."""
        newcomers, self._at_once = self._at_once, []
        for place in newcomers if len(newcomers) < 2 else sorted(newcomers):
            if self._closed_by(place.life.asked) is None:
                place.life.turn.succeed()
            else:
                self._join(place)
                self._has_changed = True

    def _go_on_past(self) -> None:
        """One pass in queue order; whoever finds all at hand takes it."""
        at = {lane: 0 for lane in self._standing.values() if self._may_fit(lane)}
        while at:
            lane = min(at, key=lambda one: one.places[at[one]]) if len(at) > 1 else next(iter(at))
            life = lane.places[at[lane]].life
            if not self._has_hands(lane.asked):
                del at[lane]
                continue
            if self._has_money(life, lane.asked) and self._fits(life, lane.asked):
                self._grant(self._leave(lane, at[lane]))
            else:
                at[lane] += 1
            if at[lane] >= len(lane.places):
                del at[lane]

    def _in_line(self) -> None:
        """One pass in queue order, which ends, or closes a crew and a source, at one who lacks them."""
        at = {lane: 0 for lane in self._standing.values() if not self._stands_still(lane)}
        if not all(lane.wants for lane in at):
            self._let_go_on(at)
        closed: set[Want] = set()
        while at:
            lane = min(at, key=lambda one: one.places[at[one]]) if len(at) > 1 else next(iter(at))
            life = lane.places[at[lane]].life
            if not self._fits(life, lane.asked):
                at[lane] += 1
            elif self._is_open(lane, closed) and self._has_money(life, lane.asked):
                self._grant(self._leave(lane, at[lane]))
            elif self._ends_at_who_lacks:
                return
            else:
                closed |= lane.wants  # and all who stand behind in this lane want the same
                at[lane] = len(lane.places)
            if at[lane] >= len(lane.places):
                del at[lane]

    def _stands_still(self, lane: Lane) -> bool:
        """Whether a pass can't change anything in a lane, nor it anything for others.

        Its days are closed; or its first lacks a crew or money that nobody outside the lane wants.
        """
        if lane.may_close and self._closed_by(lane.asked) is not None:
            return True
        if self._ends_at_who_lacks or lane.asked.in_one_piece or not lane.is_alone:
            return False
        return not (self._has_hands(lane.asked) and self._has_money(lane.places[0].life, lane.asked))

    def _is_open(self, lane: Lane, closed: set[Want]) -> bool:
        """Whether nobody before them was left without what a lane asks for, and its crews are there."""
        return (not closed or closed.isdisjoint(lane.wants)) and self._has_hands(lane.asked)

    def _let_go_on(self, at: dict[Lane, int]) -> None:
        """Who is at work and asks for neither crew nor money is in no line: on an open day it goes on."""
        lanes = [lane for lane in at if not lane.wants]
        for place in sorted(place for lane in lanes for place in lane.places if place.life.is_at_work):
            lane = self._lanes[place.life.asked]
            if self._fits(place.life, lane.asked):
                self._grant(self._leave(lane, lane.places.index(place)))
                if not lane.places:
                    del at[lane]

    def fits_now(self, life: Life, asked: Asked) -> bool:
        """Whether work that asks for nothing but an open day finds one now."""
        return self._closed_by(asked) is None and self._fits(life, asked)

    def _fits(self, life: Life, asked: Asked) -> bool:
        """Whether work that can't be interrupted would be done before the calendar closes."""
        world = self.world
        if not asked.in_one_piece:
            return True
        calendar = world.plan.calendars[asked.calendar]
        days, pace = world.labour.duration(life), world.labour.pace[asked.pace]
        return fits_from(calendar, world.now, days, pace, next_closing(calendar, world.now))

    def _may_fit(self, lane: Lane) -> bool:
        if self._closed_by(lane.asked) is not None or not self._has_hands(lane.asked):
            return False
        return lane.asked.source < 0 or lane.least() <= self.world.treasury.funds[lane.asked.source].balance

    def _has_hands(self, asked: Asked) -> bool:
        for crew, units in asked.crews:  # noqa: SIM110  asked at every instant, and all() takes twice as long
            if self.free[crew] < units:
                return False
        return True

    def _has_money(self, life: Life, asked: Asked) -> bool:
        return asked.source < 0 or life.amount <= self.world.treasury.funds[asked.source].balance

    def _grant(self, life: Life) -> None:
        asked = life.asked
        for crew, units in asked.crews:
            self.free[crew] -= units
        if asked.source >= 0:
            self.world.treasury.pays(life)
        self._book(life)
        life.reason = None
        life.turn.succeed()

    def holds(self, life: Life) -> bool:
        """Whether a life stands in the queue."""
        return life.reason is not None and any(
            place.life is life for lane in self._standing.values() for place in lane.places
        )

    def lacks(self, life: Life) -> Cause:
        """What keeps a life in the queue even on an open day; else what closes the day."""
        if not self._has_money(life, life.asked):
            return Cause.CAPITAL
        if not self._has_hands(life.asked):
            return Cause.CREW
        return life.reason or Cause.CREW

    # -- what the others wait for -----------------------------------------------------------------

    def _closed_by(self, asked: Asked) -> Cause | None:
        """The first thing that keeps a whole lane waiting: its window, or its calendar."""
        calendars, now = self.world.plan.calendars, self.world.now
        if asked.window >= 0 and rate_at(calendars[asked.window], now) == 0:
            return Cause.SESSION
        if asked.calendar >= 0 and rate_at(calendars[asked.calendar], now) == 0:
            return Cause.SEASON
        return Cause.STOPPED if self.world.labour.pace[asked.pace] == 0 else None

    def _note_waits(self) -> None:
        """Note for each who still waits what the coming days will be for."""
        for lane in self._standing.values():
            if lane.is_steady and not lane.newcomers:
                continue
            self._note_reasons(lane)
            if lane.wakes_at <= self.world.now:
                self._wake_at_next_turn(lane)
            lane.newcomers.clear()

    def _note_reasons(self, lane: Lane) -> None:
        closed = self._closed_by(lane.asked)
        balance = self.world.treasury.funds[lane.asked.source].balance if lane.asked.source >= 0 else 0
        is_as_before = lane.seen == (closed, balance) and not lane.asked.in_one_piece
        lane.seen = (closed, balance)
        waiting = lane.newcomers if is_as_before else [place.life for place in lane.places]
        for life in waiting:
            short = lane.asked.source >= 0 and life.amount > balance
            reason = closed if closed is not None else Cause.CAPITAL if short else Cause.CREW
            if closed is None and lane.asked.in_one_piece:
                reason = reason if self._fits(life, lane.asked) else Cause.SEASON
                self._look_when_too_late(life, reason)
            if reason != life.reason:
                self._book(life)
                life.reason = reason

    def _look_when_too_late(self, life: Life, reason: Cause) -> None:
        """Who waits for a crew or money, and must not be interrupted, will at some tick fit no more."""
        if reason == Cause.SEASON:
            return
        world, asked = self.world, life.asked
        calendar, pace = world.plan.calendars[asked.calendar], world.labour.pace[asked.pace]
        day = too_late_from(calendar, world.now, world.labour.duration(life), pace)
        if day <= world.plan.horizon and day != life.too_late:
            life.too_late = day
            self._desk.due(day - world.now, None)

    def _book(self, life: Life) -> None:
        """Book the days since the last note to what they were for."""
        now = self.world.now
        if now > life.since:
            assert life.reason is not None, "who waits for a day has a reason"
            self.world.book(life, life.reason, now - life.since)
        life.since = now

    def _wake_at_next_turn(self, lane: Lane) -> None:
        """Look again when the calendar or window of a lane opens or closes."""
        now, plan = self.world.now, self.world.plan
        numbers = [number for number in (lane.asked.calendar, lane.asked.window) if number >= 0]
        turn = min((next_turn(plan.calendars[number], now) for number in numbers), default=NEVER)
        lane.wakes_at = turn
        if turn <= plan.horizon:
            self._desk.due(turn - now, None)
