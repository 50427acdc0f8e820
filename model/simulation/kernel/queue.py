"""The queue for crews, capital and open days: who may start now, and what the others wait for."""

from __future__ import annotations

from model.draws.compiling import part
from model.draws.memory import Row, World, flag, put_flag, put_whole, real, whole, wide
from model.outcomes import Cause
from model.plan.network import Dispatch
from model.simulation.kernel.agenda import expect, key_of
from model.simulation.kernel.money import pays
from model.simulation.kernel.rounds import duration_of
from model.simulation.kernel.rows import (
    activity_at,
    aside_at,
    crew_at,
    force_at,
    hands_at,
    lane_at,
    life_at,
    standing_at,
)
from model.simulation.kernel.signs import GRANT
from model.simulation.kernel.trail import book
from model.simulation.kernel.worktime import (
    NEVER,
    finish_of,
    next_closing,
    next_turn,
    rate_now,
    too_late_from,
)

_SESSION, _SEASON, _STOPPED = int(Cause.SESSION), int(Cause.SEASON), int(Cause.STOPPED)
_CAPITAL, _CREW = int(Cause.CAPITAL), int(Cause.CREW)
_BACKFILL, _HEAD_OF_LINE = int(Dispatch.BACKFILL), int(Dispatch.HEAD_OF_LINE)
NOTHING = -1
"""For "no reason", "nobody", "not closed" alike."""


@part
def look_again(w: World) -> None:
    """Something has changed: scan the lanes when this instant comes to granting."""
    w.has_changed = w.grant_is_open = w.concerns_all = 1


@part
def _look_at(w: World, circle: int) -> None:
    """Something has changed that concerns only those lanes which share crews or money with each other."""
    w.has_changed = w.grant_is_open = 1
    put_flag(w.stirred, circle, 1)


@part
def _is_stirred(w: World, asked: Row) -> bool:
    """Whether anything may have changed for a lane; for the others all is as it was found last."""
    return w.concerns_all or flag(w.stirred, asked.circle)


@part
def ask(w: World, number: int, lane_number: int) -> None:
    """Stand in line; the activity goes on when everything asked for has been taken."""
    life, lane = life_at(w.lives, number), lane_at(w.lanes, lane_number)
    life.lane, life.since = lane_number, w.now
    life.asked_at = 0.0 if w.is_listed else w.now
    wants_nothing = lane.source < 0 and lane.crews == lane.crews_end and not lane.in_one_piece
    if w.dispatch == _BACKFILL and wants_nothing:
        put_whole(w.at_once, w.at_once_size, number)
        w.at_once_size += 1
        w.grant_is_open = 1
    else:
        _join(w, number)
        _look_at(w, lane.circle)


# -- lanes -----------------------------------------------------------------------------------------------


@part
def _stands_before(w: World, one: int, other: int) -> bool:
    """Whether one activity stands before another: by priority, time of asking, plan order."""
    first, second = activity_at(w.activities, one).priority, activity_at(w.activities, other).priority
    if first != second:
        return first < second
    asked, asked_other = life_at(w.lives, one).asked_at, life_at(w.lives, other).asked_at
    if asked != asked_other:
        return asked < asked_other
    return one < other


@part
def _join(w: World, number: int) -> None:
    """Stand in the lane of those who ask for the same things."""
    life = life_at(w.lives, number)
    lane = standing_at(w.standing, life.lane)
    if lane.count == 0:
        lane.place = w.standing_size
        put_whole(w.standing_lanes, w.standing_size, life.lane)
        w.standing_size += 1
    before, after = lane.last, NOTHING
    while before >= 0 and _stands_before(w, number, before):
        before, after = life_at(w.lives, before).before, before
    life.before, life.next = before, after
    if before >= 0:
        life_at(w.lives, before).next = number
    else:
        lane.first = number
    if after >= 0:
        life_at(w.lives, after).before = number
    else:
        lane.last = number
    lane.count += 1
    lane.least = NOTHING
    life.is_in_line = life.is_new = 1
    life.newer = lane.newest
    lane.newest = number


@part
def _leave(w: World, number: int) -> None:
    """Step out of a lane."""
    life = life_at(w.lives, number)
    lane = standing_at(w.standing, life.lane)
    if life.before >= 0:
        life_at(w.lives, life.before).next = life.next
    else:
        lane.first = life.next
    if life.next >= 0:
        life_at(w.lives, life.next).before = life.before
    else:
        lane.last = life.before
    lane.count -= 1
    lane.least = NOTHING
    life.is_in_line = life.is_new = 0
    if lane.count == 0:
        lane.newest = NOTHING
        w.standing_size -= 1
        moved = whole(w.standing_lanes, w.standing_size)
        put_whole(w.standing_lanes, lane.place, moved)
        standing_at(w.standing, moved).place = lane.place


@part
def withdraw(w: World, number: int) -> None:
    """Step out of the line; the activity has to ask for something else first."""
    _leave(w, number)
    _book_wait(w, number)
    life_at(w.lives, number).reason = NOTHING


@part
def _least(w: World, lane: Row) -> int:
    """The smallest amount anybody in a lane asks for, in million VND."""
    if lane.least == NOTHING:
        at = lane.first
        least = life_at(w.lives, at).amount
        while at >= 0:
            life = life_at(w.lives, at)
            least, at = min(least, life.amount), life.next
        lane.least = least
    return lane.least


# -- crews -----------------------------------------------------------------------------------------------


@part
def give_back(w: World, number: int) -> None:
    """Crews of an activity are free again."""
    activity = activity_at(w.activities, number)
    if activity.crews == activity.crews_end:
        return
    for at in range(activity.crews, activity.crews_end, 2):
        crew = whole(w.wholes, at)
        hands_at(w.hands, crew).free += whole(w.wholes, at + 1)
        _look_at(w, crew_at(w.crews, crew).circle)


@part
def crew_changes(w: World, crew: int, by: int) -> None:
    """A crew has so many more or fewer, never below none; who is at work stays at work."""
    hands = hands_at(w.hands, crew)
    hands.by_events += by
    capacity = max(0, hands.by_date + hands.by_events)
    hands.free += capacity - hands.capacity
    hands.capacity = capacity
    look_again(w)


# -- granting --------------------------------------------------------------------------------------------


@part
def serve_queue(w: World, is_turn: bool) -> None:
    """Grant what can be granted, then note what the others wait for."""
    if w.at_once_size:
        _let_begin(w)
    if is_turn:
        look_again(w)
    if not w.has_changed:
        return
    w.has_changed = 0
    if w.standing_size:
        if w.dispatch == _BACKFILL:
            _go_on_past(w)
        else:
            _in_line(w)
        _note_waits(w)
    w.grant_is_open = w.concerns_all = 0
    for circle in range(w.circle_count):
        put_flag(w.stirred, circle, 0)


@part
def _let_begin(w: World) -> None:
    """Who needs neither crew nor money begins, or joins those who wait for an open day."""
    for place in range(w.at_once_size):
        number = whole(w.at_once, place)
        if closed_by(w, lane_at(w.lanes, life_at(w.lives, number).lane)) == NOTHING:
            _is_granted(w, number)
        else:
            _join(w, number)
            _look_at(w, lane_at(w.lanes, life_at(w.lives, number).lane).circle)
    w.at_once_size = 0


@part
def _is_granted(w: World, number: int) -> None:
    put_whole(w.granted, w.granted_size, number)
    w.granted_size += 1


@part
def _grant(w: World, number: int) -> None:
    life = life_at(w.lives, number)
    lane = lane_at(w.lanes, life.lane)
    _leave(w, number)
    for at in range(lane.crews, lane.crews_end, 2):
        hands_at(w.hands, whole(w.wholes, at)).free -= whole(w.wholes, at + 1)
    if lane.source >= 0:
        pays(w, number, lane.source)
    _book_wait(w, number)
    life.reason = NOTHING
    _is_granted(w, number)


@part
def _go_on_past(w: World) -> None:
    """One pass in queue order; whoever finds all at hand takes it."""
    count = 0
    for place in range(w.standing_size):
        lane_number = whole(w.standing_lanes, place)
        if _is_stirred(w, lane_at(w.lanes, lane_number)) and _may_fit(w, lane_number):
            lane = standing_at(w.standing, lane_number)
            lane.at = lane.first
            put_whole(w.batch, count, lane_number)
            count += 1
    while count > 0:
        place = _front(w, count)
        lane_number = whole(w.batch, place)
        lane, asked = standing_at(w.standing, lane_number), lane_at(w.lanes, lane_number)
        if has_hands(w, asked):
            number = lane.at
            lane.at = life_at(w.lives, number).next
            if has_money(w, number, asked) and _fits(w, number, asked):
                _grant(w, number)
            if lane.at >= 0:
                continue
        count -= 1
        put_whole(w.batch, place, whole(w.batch, count))


@part
def _front(w: World, count: int) -> int:
    """Of the lanes in a pass the one whose turn it is."""
    front, first = 0, standing_at(w.standing, whole(w.batch, 0)).at
    for place in range(1, count):
        other = standing_at(w.standing, whole(w.batch, place)).at
        if _stands_before(w, other, first):
            front, first = place, other
    return front


@part
def _in_line(w: World) -> None:
    """One pass in queue order, which ends, or closes a crew and a source, at one who lacks them.

    Who goes on with crew and money in hand is in no line and comes first.
    """
    count = 0
    for place in range(w.standing_size):
        lane_number = whole(w.standing_lanes, place)
        asked = lane_at(w.lanes, lane_number)
        if _is_stirred(w, asked) and closed_by(w, asked) == NOTHING:
            lane = standing_at(w.standing, lane_number)
            lane.at = lane.first
            put_whole(w.batch, count, lane_number)
            count += 1
    for place in range(count):
        _let_go_on(w, whole(w.batch, place))
    shut = w.batch + 4 * w.lane_count
    for want in range(w.crew_count + w.source_count):
        put_whole(shut, want, 0)
    while count > 0:
        place = _front_standing(w, count)
        if place < 0:
            return
        lane_number = whole(w.batch, place)
        lane, asked = standing_at(w.standing, lane_number), lane_at(w.lanes, lane_number)
        number = lane.at
        lane.at = life_at(w.lives, number).next
        if _has_all(w, number, asked) or not _fits(w, number, asked):
            continue
        is_free = not _is_shut(w, shut, asked)
        if is_free and has_hands(w, asked) and has_money(w, number, asked):
            _grant(w, number)
        elif w.dispatch == _HEAD_OF_LINE:
            return
        else:
            _shut(w, shut, asked)
            lane.at = NOTHING


@part
def _front_standing(w: World, count: int) -> int:
    """Of the lanes in a pass that are not at their end the one whose turn it is; -1 for none."""
    front, first = -1, -1
    for place in range(count):
        other = standing_at(w.standing, whole(w.batch, place)).at
        if other >= 0 and (first < 0 or _stands_before(w, other, first)):
            front, first = place, other
    return front


@part
def _has_all(w: World, number: int, asked: Row) -> bool:
    """Whether one goes on with crew and money in hand, and wants nothing but an open day."""
    return life_at(w.lives, number).is_at_work and asked.source < 0 and asked.crews == asked.crews_end


@part
def _let_go_on(w: World, lane_number: int) -> None:
    lane, asked = standing_at(w.standing, lane_number), lane_at(w.lanes, lane_number)
    if asked.source >= 0 or asked.crews < asked.crews_end:
        return
    number = lane.first
    while number >= 0:
        after = life_at(w.lives, number).next
        if _has_all(w, number, asked) and _fits(w, number, asked):
            _grant(w, number)
        number = after
    lane.at = lane.first


@part
def _is_shut(w: World, shut: int, asked: Row) -> bool:
    for at in range(asked.crews, asked.crews_end, 2):
        if whole(shut, whole(w.wholes, at)):
            return True
    return asked.source >= 0 and whole(shut, w.crew_count + asked.source) != 0


@part
def _shut(w: World, shut: int, asked: Row) -> None:
    for at in range(asked.crews, asked.crews_end, 2):
        put_whole(shut, whole(w.wholes, at), 1)
    if asked.source >= 0:
        put_whole(shut, w.crew_count + asked.source, 1)


@part
def _fits(w: World, number: int, asked: Row) -> bool:
    """Whether work that can't be interrupted would be done before the calendar closes."""
    if not asked.in_one_piece:
        return True
    days, pace = duration_of(w, number), real(w.paces_now, asked.pace)
    return finish_of(w, asked.calendar, w.now, days, pace) <= next_closing(w, asked.calendar)


@part
def fits_now(w: World, number: int, lane_number: int) -> bool:
    """Whether work that asks for nothing but an open day finds one now."""
    asked = lane_at(w.lanes, lane_number)
    return closed_by(w, asked) == NOTHING and _fits(w, number, asked)


@part
def _may_fit(w: World, lane_number: int) -> bool:
    asked = lane_at(w.lanes, lane_number)
    if not has_hands(w, asked) or closed_by(w, asked) != NOTHING:
        return False
    return asked.source < 0 or _least(w, standing_at(w.standing, lane_number)) <= wide(
        w.balance, asked.source
    )


@part
def has_hands(w: World, asked: Row) -> bool:
    """Whether all crews asked for are free."""
    for at in range(asked.crews, asked.crews_end, 2):
        if hands_at(w.hands, whole(w.wholes, at)).free < whole(w.wholes, at + 1):
            return False
    return True


@part
def has_money(w: World, number: int, asked: Row) -> bool:
    """Whether the amount an activity asks for is there."""
    return asked.source < 0 or life_at(w.lives, number).amount <= wide(w.balance, asked.source)


# -- what the others wait for ----------------------------------------------------------------------------


@part
def closed_by(w: World, asked: Row) -> int:
    """The first thing that keeps a whole lane waiting: its window, or its calendar, or an event."""
    if asked.window >= 0 and rate_now(w, asked.window) == 0.0:
        return _SESSION
    if asked.calendar >= 0 and rate_now(w, asked.calendar) == 0.0:
        return _SEASON
    if real(w.paces_now, asked.pace) == 0.0:
        return _STOPPED
    for at in range(asked.frozen, asked.frozen_end):
        if force_at(w.forces, whole(w.wholes, at)).in_force:
            return _STOPPED
    return NOTHING


@part
def _note_waits(w: World) -> None:
    """Note for each who still waits what the coming days will be for."""
    for place in range(w.standing_size):
        lane_number = whole(w.standing_lanes, place)
        if _is_stirred(w, lane_at(w.lanes, lane_number)):
            _note_reasons(w, lane_number)
            _wake_at_next_turn(w, lane_number)


@part
def _note_reasons(w: World, lane_number: int) -> None:
    lane, asked = standing_at(w.standing, lane_number), lane_at(w.lanes, lane_number)
    closed = closed_by(w, asked)
    balance = wide(w.balance, asked.source) if asked.source >= 0 else 0
    is_as_before = lane.has_seen and lane.seen_closed == closed and lane.seen_balance == balance
    lane.has_seen, lane.seen_closed, lane.seen_balance = 1, closed, balance
    if is_as_before and not asked.in_one_piece:
        number = lane.newest
        while number >= 0:
            life = life_at(w.lives, number)
            if life.is_new:
                _note_reason(w, number, asked, closed, balance)
            number, life.is_new = life.newer, 0
    else:
        number = lane.first
        while number >= 0:
            _note_reason(w, number, asked, closed, balance)
            life = life_at(w.lives, number)
            number, life.is_new = life.next, 0
    lane.newest = NOTHING


@part
def _note_reason(w: World, number: int, asked: Row, closed: int, balance: int) -> None:
    life = life_at(w.lives, number)
    reason = closed
    if closed == NOTHING:
        reason = _CAPITAL if asked.source >= 0 and life.amount > balance else _CREW
        if asked.in_one_piece:
            if _fits(w, number, asked):
                _look_when_too_late(w, number, asked)
            else:
                reason = _SEASON
    if reason != life.reason:
        _book_wait(w, number)
        life.reason = reason


@part
def _look_when_too_late(w: World, number: int, asked: Row) -> None:
    """Who waits for a crew or money, and must not be interrupted, will at some tick fit no more."""
    aside = aside_at(w.aside, number)
    day = too_late_from(w, asked.calendar, duration_of(w, number), real(w.paces_now, asked.pace))
    if day <= w.horizon and day != aside.too_late:
        aside.too_late = day
        expect(w, day, key_of(GRANT, 0, 0), 0)


@part
def _book_wait(w: World, number: int) -> None:
    """Book the days since the last note to what they were for."""
    life = life_at(w.lives, number)
    if w.now > life.since:
        book(w, number, life.reason, w.now - life.since)
    life.since = w.now


@part
def _wake_at_next_turn(w: World, lane_number: int) -> None:
    """Look again when the calendar or window of a lane opens or closes."""
    lane, asked = standing_at(w.standing, lane_number), lane_at(w.lanes, lane_number)
    if w.now < lane.wakes_at:
        return
    turn = NEVER
    if asked.calendar >= 0:
        turn = next_turn(w, asked.calendar)
    if asked.window >= 0:
        turn = min(turn, next_turn(w, asked.window))
    lane.wakes_at = turn
    expect(w, turn, key_of(GRANT, 0, 0), 0)
