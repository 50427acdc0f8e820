"""The end of a replication written down: when each milestone was reached, and what its days were for."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import World, copy, put_flag, put_real, put_whole, put_wide, real, whole
from model.outcomes import Cause, State
from model.plan.network import Link
from model.simulation.kernel.happenings import days_in_force
from model.simulation.kernel.queue import has_hands, has_money
from model.simulation.kernel.rows import (
    activity_at,
    condition_at,
    entry_at,
    force_at,
    group_at,
    held_back_at,
    lane_at,
    life_at,
    milestone_at,
    row_at,
    truth_at,
)
from model.simulation.kernel.signs import CAUSE_COUNT, ROWS

_LAG, _LOGIC, _INDICATOR, _CAPITAL = (
    int(Cause.LAG),
    int(Cause.LOGIC),
    int(Cause.INDICATOR),
    int(Cause.CAPITAL),
)
_CREW, _WORK, _STOPPED, _REWORK = int(Cause.CREW), int(Cause.WORK), int(Cause.STOPPED), int(Cause.REWORK)
_HOLD = int(Cause.HOLD)
_OPEN, _DONE, _SKIPPED = int(State.OPEN), int(State.DONE), int(State.SKIPPED)
_LEVEL, _STARTED = int(Link.LEVEL), int(Link.STARTED)


_DAY, _VOID, _BOOKED, _ON_CHAIN = map(ROWS.index, ("day", "void", "booked", "on_chain"))
_WAITS_AT, _WAITS_FOR, _LIVES = map(ROWS.index, ("waits_at", "waits_for", "lives"))
_START, _FINISH, _STATE = map(ROWS.index, ("start", "finish", "state"))
_HAPPENED_ON, _TIMES, _IN_FORCE = map(ROWS.index, ("happened_on", "times", "in_force"))
_SPENT_ON, _MONEY = map(ROWS.index, ("spent_on", "money"))


@part
def turn_to_next_row(w: World) -> None:
    """The row of a replication is full."""
    for field in range(len(ROWS)):
        row = row_at(w.rows, field)
        row.address += row.size


@part
def write_down(w: World) -> None:
    """Fill one replication's row of the outcomes."""
    for number in range(w.milestone_count):
        _milestone(w, number)
    for number in range(w.group_count):
        _group(w, number)
    for number in range(w.event_count):
        force = force_at(w.forces, number)
        put_real(_row(w, _HAPPENED_ON), number, force.happened_on)
        put_wide(_row(w, _TIMES), number, force.times)
        put_real(_row(w, _IN_FORCE), number, days_in_force(w, number))
    copy(_row(w, _SPENT_ON), w.spent, w.spent_size)
    copy(_row(w, _MONEY), w.money, w.money_size)
    put_wide(_row(w, _LIVES), 0, w.lived)


@part
def _row(w: World, field: int) -> int:
    return row_at(w.rows, field).address


@part
def _milestone(w: World, number: int) -> None:
    milestone, held_back = milestone_at(w.milestones, number), held_back_at(w.held_back, number)
    void, blocked = held_back.voided, held_back.blocked
    day, skipped_at = -np.inf, -np.inf
    last, last_needed, first_open = -1, -1, -1
    for at in range(milestone.members, milestone.members_end):
        member = whole(w.wholes, at)
        life = life_at(w.lives, member)
        skipped_at = max(skipped_at, life.ended)
        if life.is_skipped:
            continue
        last_needed = member
        if not life.is_done:
            day = np.inf
            if first_open < 0:
                first_open = member
        elif life.ended > day:
            day, last = life.ended, member
    if last_needed < 0:
        day, void = np.inf, min(void, skipped_at)
        last_needed = whole(w.wholes, milestone.members_end - 1)
    if min(void, blocked) < day:
        if void <= blocked:
            put_real(_row(w, _VOID), number, void)
        else:
            put_wide(_row(w, _WAITS_AT), number, activity_at(w.activities, last_needed).group)
            put_wide(_row(w, _WAITS_FOR), number, _STOPPED)
    elif first_open >= 0:
        at, cause = _waits_for(w, first_open)
        put_wide(_row(w, _WAITS_AT), number, at)
        put_wide(_row(w, _WAITS_FOR), number, cause)
    else:
        put_real(_row(w, _DAY), number, day)
        _chain(w, number, life_at(w.lives, last).ends)


@part
def _chain(w: World, number: int, trail: int) -> None:
    booked, on_chain = _row(w, _BOOKED), _row(w, _ON_CHAIN) + number * w.group_count
    lines = number * w.line_count
    while trail >= 0:
        entry = entry_at(w.entries, trail)
        activity = activity_at(w.activities, entry.activity)
        at = (lines + activity.line) * CAUSE_COUNT + entry.cause
        put_real(booked, at, real(booked, at) + entry.days)
        put_flag(on_chain, activity.group, 1)
        trail = entry.before


@part
def _group(w: World, number: int) -> None:
    group = group_at(w.groups, number)
    start, finish, is_needed = np.inf, -np.inf, False
    for at in range(group.members, group.members_end):
        life = life_at(w.lives, whole(w.wholes, at))
        if not life.is_skipped:
            is_needed = True
            start, finish = min(start, life.first_began), max(finish, life.ended)
    if not is_needed:
        put_flag(_row(w, _STATE), number, _SKIPPED)
        return
    put_real(_row(w, _START), number, start)
    put_real(_row(w, _FINISH), number, finish)
    put_flag(_row(w, _STATE), number, _DONE if finish < np.inf else _OPEN)


# -- what an unfinished activity waits for ---------------------------------------------------------------


@part
def _waits_for(w: World, number: int) -> tuple[int, int]:
    """The step that an unfinished activity waits for at the end, and the cause: follow what isn't there."""
    for member in range(w.activity_count):
        put_whole(w.seen, member, 0)
    while True:
        after, cause = _what_lacks(w, number)
        if after < 0:
            return activity_at(w.activities, number).group, cause
        put_whole(w.seen, number, 1)
        number = after


@part
def _what_lacks(w: World, number: int) -> tuple[int, int]:
    """The unfinished activity that one waits for, or -1 and the cause where that is the answer."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    if life.is_alive and life.reason != _HOLD:
        return -1, _lacks(w, number)
    first, end = activity.starts, activity.starts_end
    if life.is_alive:
        first, end = activity.finishes, activity.finishes_end
    for at in range(first, end):
        place = whole(w.wholes, at)
        condition, truth = condition_at(w.conditions, place), truth_at(w.truths, place)
        if truth.is_true or truth.is_void:
            continue
        if truth.link == _LEVEL:
            return -1, _INDICATOR
        if truth.link == _STARTED and _has_begun(w, whole(w.wholes, condition.anchors)):
            return -1, _LAG
        awaited = -1
        for anchor in range(condition.anchors, condition.anchors_end):
            if life_at(w.lives, whole(w.wholes, anchor)).ended == np.inf:
                awaited = whole(w.wholes, anchor)
                break
        if awaited < 0 or truth.has_begun:
            return -1, _LAG if condition.anchors < condition.anchors_end else _LOGIC
        if not whole(w.seen, awaited):
            return awaited, _LOGIC
    return -1, _LOGIC


@part
def _has_begun(w: World, number: int) -> bool:
    return life_at(w.lives, number).began < np.inf


@part
def _lacks(w: World, number: int) -> int:
    """What a life lacks at the end; a closed day is named only where money and crews are at hand."""
    life = life_at(w.lives, number)
    if not life.is_accepted:
        return _REWORK
    if life.reason < 0:
        return _WORK
    if not life.is_in_line:
        return life.reason
    asked = lane_at(w.lanes, life.lane)
    if not has_money(w, number, asked):
        return _CAPITAL
    if not has_hands(w, asked):
        return _CREW
    return life.reason
