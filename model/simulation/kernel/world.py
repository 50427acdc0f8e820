"""The world of one replication as it is on its first morning."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import World, copy, put_real, put_whole, real, whole
from model.simulation.kernel.conditions import (
    COMES_TRUE,
    becomes_ready,
    came_true,
    expect_condition,
    note_of,
)
from model.simulation.kernel.indicators import watch
from model.simulation.kernel.luck import value
from model.simulation.kernel.occasions import expect_all
from model.simulation.kernel.records import LIFE, MORNING
from model.simulation.kernel.rows import condition_at, gauge_at, indicator_at, session_at, tally_at

LIFE_SIZE, MORNING_SIZE = LIFE.itemsize, MORNING.itemsize
_NOBODY = -1


@part
def begin_anew(w: World) -> None:
    """It is the first morning again; gauges are read, and whoever waits for nothing is ready."""
    copy(w.state, w.state_of_morning, w.state_size)
    for number in range(w.activity_count):
        copy(w.lives + number * LIFE_SIZE, w.lives_of_morning + number * MORNING_SIZE, MORNING_SIZE)
    _empties_desk(w)
    for at in range(w.levels, w.levels_end):
        condition = condition_at(w.conditions, whole(w.wholes, at))
        tally_at(w.tallies, condition.tally).level = value(w, condition.level, 0)
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
    w.next_known = w.ready_is_open = w.grant_is_open = w.has_changed = w.concerns_all = 0
    w.lived = w.is_full = 0


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
    for at in range(w.free_at_start, w.free_at_start_end):
        becomes_ready(w, whole(w.wholes, at))
