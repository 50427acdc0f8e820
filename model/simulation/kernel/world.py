"""The world of one replication as it is on its first morning."""

from __future__ import annotations

import numpy as np

from model.simulation.kernel.compiling import part
from model.simulation.kernel.conditions import (
    COMES_TRUE,
    becomes_ready,
    came_true,
    expect_condition,
    note_of,
)
from model.simulation.kernel.indicators import watch
from model.simulation.kernel.luck import value
from model.simulation.kernel.memory import World, put_real, put_whole, put_wide, real, whole
from model.simulation.kernel.money import flow_place
from model.simulation.kernel.occasions import expect_all
from model.simulation.kernel.records import (
    activity_at,
    condition_at,
    crew_at,
    event_at,
    force_at,
    gate_at,
    gauge_at,
    hands_at,
    held_back_at,
    indicator_at,
    life_at,
    session_at,
    standing_at,
    truth_at,
)
from model.simulation.kernel.trail import CAUSE_COUNT

_NOBODY = -1


@part
def begin_anew(w: World) -> None:
    """Nothing has happened yet; gauges are read, and whoever waits for nothing is ready."""
    _empties_desk(w)
    for number in range(w.activity_count):
        _is_unborn(w, number)
    for place in range(w.condition_count):
        _is_untrue(w, place)
    _empties_queue(w)
    _empties_funds(w)
    _forgets_events(w)
    for number in range(w.calendar_count):
        put_whole(w.here, number, 0)
    for number in range(w.loop_count):
        put_whole(w.passes_of_loops, number, 0)
    for number in range(w.session_count):
        _calls_meetings(w, number)
    for number in range(w.indicator_count):
        _reads(w, number)
    _begins(w)


@part
def _empties_desk(w: World) -> None:
    w.now = 0.0
    w.agenda_size = w.entry_size = w.beginning_size = 0
    w.ready_size = w.standing_size = w.granted_size = w.at_once_size = 0
    w.next_known = w.ready_is_open = w.grant_is_open = w.has_changed = 0
    w.lived = w.is_full = 0


@part
def _is_unborn(w: World, number: int) -> None:
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    life.open_starts = activity.starts_end - activity.starts
    life.open_finishes = activity.finishes_end - activity.finishes
    life.is_done = life.is_skipped = life.has_come_back = life.is_ready = life.is_alive = 0
    life.is_in_line = life.is_new = life.is_under_way = life.turn = 0
    life.begins_of = life.ends = _NOBODY
    life.began = life.first_began = life.ended = np.inf


@part
def _is_untrue(w: World, place: int) -> None:
    condition, truth = condition_at(w.conditions, place), truth_at(w.truths, place)
    truth.is_true = truth.is_void = truth.has_begun = truth.from_start = 0
    truth.expectation = truth.done = 0
    truth.total, truth.anchor = condition.total, _NOBODY
    if condition.level >= 0:
        truth.level = value(w, condition.level, 0)
    if condition.stretch >= 0:
        for member in range(condition.total):
            put_whole(w.metres, condition.stretch + member, whole(w.wholes, condition.weights + member))
            put_whole(w.joined, condition.stretch + member, 0)


@part
def _empties_queue(w: World) -> None:
    for number in range(w.lane_count):
        lane = standing_at(w.standing, number)
        lane.first = lane.last = lane.newest = lane.least = _NOBODY
        lane.count = lane.has_seen = 0
        lane.wakes_at = -1.0
    for number in range(w.crew_count):
        hands = hands_at(w.hands, number)
        hands.free = hands.capacity = hands.by_date = crew_at(w.crews, number).capacity
        hands.by_events = 0


@part
def _empties_funds(w: World) -> None:
    for source in range(w.source_count):
        put_wide(w.balance, source, 0)
        for year in range(w.held_years):
            put_wide(w.held, source * w.held_years + year, 0)
    for number in range(w.kept_count):
        put_whole(w.kept_in, number, _NOBODY)
    for place in range(flow_place(w, w.source_count, 0, 0)):
        put_wide(w.money, place, 0)
    for place in range(w.group_count * CAUSE_COUNT):
        put_real(w.spent, place, 0.0)


@part
def _forgets_events(w: World) -> None:
    for number in range(w.event_count):
        force = force_at(w.forces, number)
        force.in_force = force.times = force.is_excluded = force.triggered = 0
        force.since = force.days = 0.0
        force.happened_on = np.inf
        force.awaits = event_at(w.events, number).awaits
    for number in range(w.pace_count):
        put_real(w.paces_now, number, 1.0)
    for number in range(w.gate_count):
        put_whole(w.gates_open, number, gate_at(w.gates, number).is_open)
    for number in range(w.milestone_count):
        held_back = held_back_at(w.held_back, number)
        held_back.voided = held_back.blocked = np.inf


@part
def _calls_meetings(w: World, number: int) -> None:
    """The instants at which a body passes what lies before it; some are drawn."""
    session = session_at(w.sessions, number)
    count = session.passes_end - session.passes
    for place in range(count):
        put_real(w.passes, session.room + place, real(w.reals, session.passes + place))
    for at in range(session.drawn, session.drawn_end, 2):
        first_possible = whole(w.wholes, at)
        day = first_possible + np.floor(value(w, whole(w.wholes, at + 1), 0)) + 1.0
        if day > 0.0:
            place = session.room + count
            while place > session.room and real(w.passes, place - 1) > day:
                put_real(w.passes, place, real(w.passes, place - 1))
                place -= 1
            put_real(w.passes, place, day)
            count += 1
    put_whole(w.meetings, number, count)


@part
def _reads(w: World, number: int) -> None:
    indicator, gauge = indicator_at(w.indicators, number), gauge_at(w.gauges, number)
    gauge.level = value(w, indicator.start, 0)
    gauge.drift = value(w, indicator.drift, 0) if indicator.drift >= 0 else 0.0
    gauge.since, gauge.moved_by, gauge.readings = 0.0, _NOBODY, 0


@part
def _begins(w: World) -> None:
    for number in range(w.indicator_count):
        watch(w, number)
    expect_all(w)
    for at in range(w.date_conditions, w.date_conditions_end):
        place = whole(w.wholes, at)
        day = max(0.0, condition_at(w.conditions, place).need)
        expect_condition(w, place, 1, day, note_of(COMES_TRUE, _NOBODY, 0))
    for at in range(w.open_at_start, w.open_at_start_end):
        came_true(w, whole(w.wholes, at), _NOBODY)
    for number in range(w.activity_count):
        activity = activity_at(w.activities, number)
        if activity.starts == activity.starts_end:
            becomes_ready(w, number)
