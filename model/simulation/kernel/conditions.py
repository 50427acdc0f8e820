"""What activities wait for: predecessors, gates, levels and days, each true since some instant."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import Row, World, put_whole, whole
from model.outcomes import Cause
from model.plan.network import Link, Side
from model.simulation.kernel.agenda import expect, key_of
from model.simulation.kernel.luck import value
from model.simulation.kernel.occasions import events_may_follow
from model.simulation.kernel.rows import (
    activity_ahead,
    activity_at,
    branch_at,
    condition_at,
    gate_at,
    gauge_at,
    life_at,
    loop_at,
    tally_at,
    truth_at,
)
from model.simulation.kernel.signs import READY
from model.simulation.kernel.trail import entry
from model.simulation.kernel.worktime import NEVER, finish_of, instant_before

COMES_TRUE, LEADS, RISES, FALLS, IS_HEARD = range(5)
"""What is due when readiness is looked at: for a condition, or for an activity that a session has heard."""

_WHO, _TICKET = 4, 34

_LAG, _LOGIC, _INDICATOR = int(Cause.LAG), int(Cause.LOGIC), int(Cause.INDICATOR)
_FINISHED, _REFUSED, _ANY = int(Link.FINISHED), int(Link.REFUSED), int(Link.ANY)
_WEIGHT, _LENGTH, _LEVEL, _TAKEN = int(Link.WEIGHT), int(Link.LENGTH), int(Link.LEVEL), int(Link.TAKEN)
_START = int(Side.START)


@part
def note_of(what: int, who: int, ticket: int) -> int:
    """What is due, whom it came from (-1: nobody), and by which ticket it is known to be the latest."""
    return what | ((who + 1) << _WHO) | (ticket << _TICKET)


@part
def _is_latest(note: int, ticket: int) -> bool:
    return (note >> _TICKET) == ticket


@part
def comes_about(w: World, place: int, note: int) -> None:
    """What was due for a condition is there."""
    what = note & ((1 << _WHO) - 1)
    who = ((note >> _WHO) & ((1 << (_TICKET - _WHO)) - 1)) - 1
    if what == COMES_TRUE:
        came_true(w, place, who)
    elif what == LEADS:
        if _is_latest(note, truth_at(w.truths, place).expectation):
            _leads(w, place, who)
    else:
        gauge = gauge_at(w.gauges, condition_at(w.conditions, place).indicator)
        if _is_latest(note, gauge.readings):
            if what == RISES:
                came_true(w, place, gauge.moved_by)
            else:
                is_open_again(w, place)


# -- what happens to anchors -----------------------------------------------------------------------------


@part
def start_is_seen(w: World, number: int) -> None:
    """An activity has begun: those who waited for its start go on."""
    activity = activity_at(w.activities, number)
    for at in range(activity.begins, activity.begins_end):
        place = whole(w.wholes, at)
        truth = truth_at(w.truths, place)
        if not truth.is_void:
            truth.from_start = 1
            _met(w, place, number, -1)


@part
def finish_is_seen(w: World, number: int) -> None:
    """An activity is done: those who waited for it go on."""
    activity = activity_at(w.activities, number)
    for at in range(activity.waiting, activity.waiting_end, 2):
        place, among = whole(w.wholes, at), whole(w.wholes, at + 1)
        truth = truth_at(w.truths, place)
        link = truth.link
        if link in (_FINISHED, _ANY):
            _met(w, place, number, among)
        elif link == _REFUSED:
            _drop(w, place, number)
        elif link == _TAKEN:
            if truth.way == way_of(w, number):
                _met(w, place, number, among)
            else:
                _drop(w, place, number)
        elif _joins(w, place, link, among):
            _met(w, place, number, among)


@part
def refusal_is_seen(w: World, number: int) -> None:
    """An activity was refused for good: the one named to follow takes over."""
    activity = activity_at(w.activities, number)
    for at in range(activity.waiting, activity.waiting_end, 2):
        place = whole(w.wholes, at)
        if truth_at(w.truths, place).link == _REFUSED:
            _met(w, place, number, whole(w.wholes, at + 1))


@part
def way_of(w: World, number: int) -> int:
    """The way that an activity's branch takes: the one whose stretch of chances its luck falls in."""
    branch = branch_at(w.branches, activity_at(w.activities, number).branch)
    luck, upto, rest = value(w, branch.luck, 0), 0.0, branch.ways_end - 1
    for at in range(branch.ways, branch.ways_end):
        if whole(w.wholes, at) < 0:
            rest = at
            break
    for at in range(branch.ways, branch.ways_end):
        if at != rest:
            upto += value(w, whole(w.wholes, at), 0)
            if luck < upto:
                return at - branch.ways
    return rest - branch.ways


@part
def _joins(w: World, place: int, link: int, among: int) -> bool:
    """One more member of a group is done; whether that is enough."""
    condition = condition_at(w.conditions, place)
    if link == _WEIGHT:
        tally = tally_at(w.tallies, condition.tally)
        tally.done += whole(w.wholes, condition.weights + among)
        return tally.done >= _weight_needed(condition, tally.total)
    return _run_through(w, condition, among) >= np.ceil(condition.need - 1e-9)


@part
def _weight_needed(condition: Row, total: int) -> float:
    need = condition.need * total if condition.is_share else condition.need
    return np.ceil(need - 1e-9)


@part
def _run_through(w: World, condition: Row, among: int) -> int:
    """Length of the run of neighbours that a member now joins."""
    count = condition.anchors_end - condition.anchors
    base, first, last = condition.stretch, among, among
    put_whole(w.joined, base + among, 1)
    while first > 0 and whole(w.joined, base + first - 1):
        first -= 1
    while last + 1 < count and whole(w.joined, base + last + 1):
        last += 1
    run = 0
    for member in range(first, last + 1):
        run += whole(w.metres, base + member)
    return run


# -- what turns out not to be needed ---------------------------------------------------------------------


@part
def _drop(w: World, place: int, because: int) -> None:
    """Nobody need wait for it any longer, since an activity was skipped or made it superfluous."""
    owner = _dropped(w, place, because)
    if owner >= 0:
        skip(w, owner, because)


@part
def _dropped(w: World, place: int, because: int) -> int:
    """Drop a condition; the activity that is to be skipped because of it, or -1."""
    truth = truth_at(w.truths, place)
    if truth.is_void or truth.has_begun:
        return -1
    if truth.is_way_in:
        activity_ahead(w.activities, truth.owner)
    truth.is_void, truth.is_true, truth.since, truth.anchor = 1, 1, w.now, because
    if truth.side == _START:
        life = life_at(w.lives, truth.owner)
        life.ways_in -= truth.is_way_in
        if life.ways_in == 0:
            return truth.owner
    _one_less(w, truth)
    return -1


@part
def skip(w: World, number: int, because: int) -> int:
    """An activity turns out not to be needed, and neither may others that only it leads to."""
    life = life_at(w.lives, number)
    if life.is_skipped:
        return 0
    cause = life_at(w.lives, because)
    life.is_skipped, life.ended, life.ends = 1, w.now, cause.ends
    activity = activity_at(w.activities, number)
    for at in range(activity.waiting, activity.waiting_end, 2):
        owner = _left_by(w, whole(w.wholes, at), number, whole(w.wholes, at + 1))
        if owner >= 0:
            skip(w, owner, number)
    for at in range(activity.begins, activity.begins_end):
        owner = _dropped(w, whole(w.wholes, at), number)
        if owner >= 0:
            skip(w, owner, number)
    events_may_follow(w, number)
    return 0


@part
def _left_by(w: World, place: int, number: int, among: int) -> int:
    """An anchor of a condition is skipped; the activity to be skipped because of that, or -1."""
    link = truth_at(w.truths, place).link
    if link in (_WEIGHT, _LENGTH):
        return _leaves(w, place, link, number, among)
    if link == _ANY:
        condition = condition_at(w.conditions, place)
        for at in range(condition.anchors, condition.anchors_end):
            if not life_at(w.lives, whole(w.wholes, at)).is_skipped:
                return -1
    return _dropped(w, place, number)


@part
def _leaves(w: World, place: int, link: int, number: int, among: int) -> int:
    """A member leaves its group: what is done may now be enough, or nothing be left to wait for."""
    condition = condition_at(w.conditions, place)
    tally = tally_at(w.tallies, condition.tally)
    if link == _WEIGHT:
        tally.total -= whole(w.wholes, condition.weights + among)
        is_enough = tally.total > 0 and tally.done >= _weight_needed(condition, tally.total)
    else:
        put_whole(w.metres, condition.stretch + among, 0)
        tally.total -= 1
        is_enough = tally.total > 0 and _run_through(w, condition, among) >= np.ceil(condition.need - 1e-9)
    if is_enough:
        _met(w, place, number, among)
    elif tally.total == 0:
        return _dropped(w, place, number)
    return -1


# -- conditions coming true ------------------------------------------------------------------------------


@part
def lag_of(w: World, truth: Row, quantity: int) -> float:
    """Days between an anchor and the truth, in this pass of a loop."""
    if quantity < 0:
        return 0.0
    loop = activity_at(w.activities, truth.owner).loop
    return value(w, quantity, whole(w.passes_of_loops, loop) if loop >= 0 else 0)


@part
def _met(w: World, place: int, anchor: int, among: int) -> None:
    """What it waits for has happened: it is true now, or after its lag."""
    truth = truth_at(w.truths, place)
    if not truth.has_lag:
        if not truth.has_begun:
            truth.has_begun = 1
            came_true(w, place, anchor)
        return
    condition = condition_at(w.conditions, place)
    has_lags = condition.lags >= 0
    if truth.has_begun and not has_lags:
        return
    truth.has_begun = 1
    lag = lag_of(w, truth, whole(w.wholes, condition.lags + among) if has_lags else condition.lag)
    if condition.lag_calendar < 0 or lag <= 0.0:
        day = w.now + lag
    else:
        day = finish_of(w, condition.lag_calendar, w.now, lag, 1.0)
    if day <= w.now:
        came_true(w, place, anchor)
    else:
        expect_condition(w, place, among + 1 if has_lags else 0, day, note_of(COMES_TRUE, anchor, 0))


@part
def expect_condition(w: World, place: int, within: int, day: float, note: int) -> None:
    """Something is to come about for a condition on a day."""
    expect(w, day, key_of(READY, place + 1, within), note)


@part
def came_true(w: World, place: int, anchor: int) -> None:
    """A condition is true from now on; its owner may be ready by it."""
    truth = truth_at(w.truths, place)
    if not truth.is_true:
        truth.is_true, truth.since, truth.anchor = 1, w.now, anchor
        _one_less(w, truth)


@part
def is_open_again(w: World, place: int) -> None:
    """A level is no longer reached, a gate is shut; who isn't ready yet has to wait for it again."""
    truth = truth_at(w.truths, place)
    if truth.is_true:
        truth.is_true = 0
        life = life_at(w.lives, truth.owner)
        if truth.side == _START:
            life.open_starts += 1
        else:
            life.open_finishes += 1


@part
def _one_less(w: World, truth: Row) -> None:
    life = life_at(w.lives, truth.owner)
    if truth.side == _START:
        life.open_starts -= 1
        still_open = life.open_starts
    else:
        life.open_finishes -= 1
        still_open = life.open_finishes
    if still_open == 0:
        becomes_ready(w, truth.owner)


@part
def becomes_ready(w: World, number: int) -> None:
    """Nothing holds this end of an activity any longer: it goes on when the instant comes to that."""
    life = life_at(w.lives, number)
    w.ready_is_open = 1
    if not life.is_ready:
        activity_ahead(w.activities, number)
        life.is_ready = 1
        put_whole(w.ready, w.ready_size, number)
        w.ready_size += 1


@part
def gate_moved(w: World, gate: int, is_open: bool) -> None:
    """A gate was opened or closed."""
    moved = gate_at(w.gates, gate)
    for at in range(moved.conditions, moved.conditions_end):
        if is_open:
            came_true(w, whole(w.wholes, at), -1)
        else:
            is_open_again(w, whole(w.wholes, at))


# -- leads -----------------------------------------------------------------------------------------------


@part
def is_expected(w: World, number: int, finish: float) -> None:
    """The round of an activity will be over on a day, as things stand: leads count back from there."""
    activity = activity_at(w.activities, number)
    for at in range(activity.leads, activity.leads_end):
        place = whole(w.wholes, at)
        condition, truth = condition_at(w.conditions, place), truth_at(w.truths, place)
        lag = lag_of(w, truth, condition.lag)
        if lag < 0.0 and not truth.has_begun and not truth.is_void:
            if condition.lag_calendar < 0 or finish == NEVER:
                day = finish - -lag
            else:
                day = instant_before(w, condition.lag_calendar, finish, -lag)
            truth.expectation += 1
            if day <= w.now:
                _leads(w, place, number)
            else:
                expect_condition(w, place, 1, day, note_of(LEADS, number, truth.expectation))


@part
def _leads(w: World, place: int, number: int) -> None:
    truth = truth_at(w.truths, place)
    truth.has_begun = truth.from_start = 1
    came_true(w, place, number)


# -- loops -----------------------------------------------------------------------------------------------


@part
def start_over(w: World, number: int) -> None:
    """What members of a loop waited for within it is as if it had never been."""
    loop = loop_at(w.loops, number)
    for at in range(loop.forgotten, loop.forgotten_end):
        truth = truth_at(w.truths, whole(w.wholes, at))
        if truth.is_void:
            life_at(w.lives, truth.owner).ways_in += truth.is_way_in
        truth.is_true = truth.has_begun = truth.is_void = truth.from_start = 0
        truth.anchor = -1
        truth.expectation += 1
    for at in range(loop.members, loop.members_end):
        member = whole(w.wholes, at)
        activity, life = activity_at(w.activities, member), life_at(w.lives, member)
        life.open_starts = _still_open(w, activity.starts, activity.starts_end)
        life.open_finishes = _still_open(w, activity.finishes, activity.finishes_end)


@part
def _still_open(w: World, first: int, end: int) -> int:
    count = 0
    for at in range(first, end):
        if not truth_at(w.truths, whole(w.wholes, at)).is_true:
            count += 1
    return count


# -- what brought an end about ---------------------------------------------------------------------------


@part
def driver_of(w: World, first: int, end: int) -> int:
    """The condition true since latest, of several true since then the first listed; -1 for none."""
    driver, latest = -1, -1.0
    for at in range(first, end):
        place = whole(w.wholes, at)
        truth = truth_at(w.truths, place)
        if truth.is_true and truth.since > latest:
            driver, latest = place, truth.since
    return driver


@part
def trail_of(w: World, place: int) -> int:
    """The days that led to a condition's truth."""
    if place < 0:
        return -1
    truth = truth_at(w.truths, place)
    if truth.anchor < 0:
        before, at = -1, 0.0
    else:
        anchor = life_at(w.lives, truth.anchor)
        if truth.from_start:
            before, at = entry(w, anchor.begins_of, truth.anchor, _LAG, 0.0), anchor.began
        else:
            before, at = anchor.ends, anchor.ended
    gap = truth.since - at
    if not gap > 0.0:
        return before
    if truth.link == _LEVEL:
        cause = _INDICATOR
    elif truth.has_lag:
        cause = _LAG
    else:
        cause = _LOGIC
    return entry(w, before, truth.owner, cause, gap)
