"""The end of a replication written down: when each milestone was reached, and what its days were for."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import fields
from typing import Any

import numpy as np

from model.outcomes import Cause, Outcomes, State
from model.plan.network import Link
from model.simulation.kernel.compiling import part
from model.simulation.kernel.happenings import days_in_force
from model.simulation.kernel.memory import World, put_whole, real, whole, wide
from model.simulation.kernel.money import FLOWS, flow_place
from model.simulation.kernel.queue import has_hands, has_money
from model.simulation.kernel.records import (
    activity_at,
    condition_at,
    entry_at,
    force_at,
    group_at,
    held_back_at,
    lane_at,
    life_at,
    milestone_at,
    truth_at,
)
from model.simulation.kernel.trail import CAUSE_COUNT

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


_ROWS = [field.name for field in fields(Outcomes) if field.name != "first"]

Rows: Any = namedtuple("Rows", _ROWS)  # type: ignore[misc]
"""The fields of ``Outcomes`` in the form in which compiled code takes them."""


@part
def write_down(w: World, rows: Any, row: int) -> None:
    """Fill one replication's row of the outcomes."""
    for number in range(w.milestone_count):
        _milestone(w, rows, row, number)
    for number in range(w.group_count):
        _group(w, rows, row, number)
    for number in range(w.event_count):
        force = force_at(w.forces, number)
        rows.happened_on[row, number] = force.happened_on
        rows.times[row, number] = force.times
        rows.in_force[row, number] = days_in_force(w, number)
    for group in range(w.group_count):
        for cause in range(CAUSE_COUNT):
            rows.spent_on[row, group, cause] = real(w.spent, group * CAUSE_COUNT + cause)
    for source in range(w.source_count):
        for year in range(w.year_count):
            for flow in range(FLOWS):
                rows.money[row, source, year, flow] = wide(w.money, flow_place(w, source, year, flow))
    rows.lives[row] = w.lived


@part
def _milestone(w: World, rows: Any, row: int, number: int) -> None:
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
            rows.void[row, number] = void
        else:
            rows.waits_at[row, number] = activity_at(w.activities, last_needed).group
            rows.waits_for[row, number] = _STOPPED
    elif first_open >= 0:
        at, cause = _waits_for(w, first_open)
        rows.waits_at[row, number], rows.waits_for[row, number] = at, cause
    else:
        rows.day[row, number] = day
        _chain(w, rows, row, number, life_at(w.lives, last).ends)


@part
def _chain(w: World, rows: Any, row: int, number: int, trail: int) -> None:
    while trail >= 0:
        entry = entry_at(w.entries, trail)
        activity = activity_at(w.activities, entry.activity)
        rows.booked[row, number, activity.line, entry.cause] += entry.days
        rows.on_chain[row, number, activity.group] = True
        trail = entry.before


@part
def _group(w: World, rows: Any, row: int, number: int) -> None:
    group = group_at(w.groups, number)
    start, finish, is_needed = np.inf, -np.inf, False
    for at in range(group.members, group.members_end):
        life = life_at(w.lives, whole(w.wholes, at))
        if not life.is_skipped:
            is_needed = True
            start, finish = min(start, life.first_began), max(finish, life.ended)
    if not is_needed:
        rows.state[row, number] = _SKIPPED
        return
    rows.start[row, number], rows.finish[row, number] = start, finish
    rows.state[row, number] = _DONE if finish < np.inf else _OPEN


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
        if condition.link == _LEVEL:
            return -1, _INDICATOR
        if condition.link == _STARTED and _has_begun(w, whole(w.wholes, condition.anchors)):
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
