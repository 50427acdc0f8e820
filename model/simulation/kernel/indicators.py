"""Indicators: levels that drift over the years and jump when activities finish."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import Row, World, whole
from model.simulation.kernel.conditions import (
    FALLS,
    RISES,
    came_true,
    expect_condition,
    is_open_again,
    note_of,
)
from model.simulation.kernel.luck import value
from model.simulation.kernel.rows import activity_at, condition_at, gauge_at, indicator_at, tally_at
from model.simulation.kernel.worktime import GRAIN, NEVER

_CLOSE = 1e-9
"""How near to a level counts as having reached it, so that sums of tenths are what they look like."""


@part
def watch(w: World, number: int) -> None:
    """Look at a gauge that was set or has moved: who has what he needs, and when that will change."""
    gauge, indicator = gauge_at(w.gauges, number), indicator_at(w.indicators, number)
    gauge.readings += 1
    for at in range(indicator.watched, indicator.watched_end):
        place = whole(w.wholes, at)
        condition = condition_at(w.conditions, place)
        holds = _holds(w, gauge, condition)
        if holds:
            came_true(w, place, gauge.moved_by)
        else:
            is_open_again(w, place)
        note = note_of(FALLS if holds else RISES, -1, gauge.readings)
        expect_condition(w, place, 1, _crosses(w, gauge, condition, holds), note)


@part
def _holds(w: World, gauge: Row, condition: Row) -> bool:
    """Whether the level was high, or low, enough at the last jump or turn."""
    need = tally_at(w.tallies, condition.tally).level
    if condition.at_most:
        return gauge.level <= need + _CLOSE
    return gauge.level >= need - _CLOSE


@part
def _crosses(w: World, gauge: Row, condition: Row, holds: int) -> float:
    """The first instant after the last jump at which that changes; inf if it never does."""
    upward = holds == (condition.at_most != 0)
    if gauge.drift == 0.0 or (gauge.drift > 0.0) != upward:
        return NEVER
    days = max(0.0, (tally_at(w.tallies, condition.tally).level - gauge.level) / gauge.drift)
    if holds:  # at the level itself it still holds
        return gauge.since + (np.floor(days * GRAIN) + 1.0) / GRAIN
    return gauge.since + np.ceil(days * GRAIN) / GRAIN


@part
def jumps(w: World, number: int) -> None:
    """Indicators move by a step because an activity is finished."""
    activity = activity_at(w.activities, number)
    for at in range(activity.moved, activity.moved_end, 2):
        place = whole(w.wholes, at)
        gauge = gauge_at(w.gauges, place)
        gauge.level = gauge.level + gauge.drift * (w.now - gauge.since) + value(w, whole(w.wholes, at + 1), 0)
        gauge.since, gauge.moved_by = w.now, number
        watch(w, place)


@part
def turns(w: World, number: int, drift: int) -> None:
    """An indicator drifts at another rate from now on."""
    gauge = gauge_at(w.gauges, number)
    gauge.level = gauge.level + gauge.drift * (w.now - gauge.since)
    gauge.since, gauge.drift = w.now, value(w, drift, 0)
    watch(w, number)
