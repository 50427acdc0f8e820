"""When events are to begin: which of their occasions come about, and on what day."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import Row, World, whole
from model.simulation.kernel.agenda import expect, key_of
from model.simulation.kernel.luck import value
from model.simulation.kernel.rows import activity_at, beginning_at, event_at, force_at, life_at, occasion_at
from model.simulation.kernel.signs import EVENT_START

_ROUNDS = 128
"""More than an event may be triggered in one replication."""


@part
def expect_occasion(w: World, number: int, since: float, round_: int) -> None:
    """Begin an event on its day, if it happens at all; one that is over before the start never did."""
    occasion = occasion_at(w.occasions, number)
    if not _happens(w, occasion, round_):
        return
    day = since + occasion.day
    if occasion.wait >= 0:
        day += value(w, occasion.wait, round_)
    end = np.inf
    if occasion.lasts >= 0:
        end = day + value(w, occasion.lasts, round_)
    if day > w.horizon or end < w.now:
        return
    if w.beginning_size == w.beginning_room:
        w.is_full = 1
        return
    new = beginning_at(w.beginnings, w.beginning_size)
    new.event, new.occasion, new.round, new.day, new.end = occasion.is_of, number, round_, day, end
    key = key_of(EVENT_START, occasion.is_of, occasion.place * _ROUNDS + round_)
    expect(w, max(day, w.now), key, w.beginning_size)
    w.beginning_size += 1


@part
def _happens(w: World, occasion: Row, round_: int) -> bool:
    if occasion.luck < 0:
        return True
    low = 0.0
    for place in range(occasion.before, occasion.before_end):
        low += value(w, whole(w.wholes, place), round_)
    luck = value(w, occasion.luck, round_)
    return low <= luck and luck < low + value(w, occasion.chance, round_)


@part
def expect_all(w: World) -> None:
    """Every event that waits for nothing but its day."""
    for number in range(w.event_count):
        event = event_at(w.events, number)
        if event.anchors == event.anchors_end:
            for occasion in range(event.occasions, event.occasions_end):
                expect_occasion(w, occasion, 0.0, 0)


@part
def events_may_follow(w: World, number: int) -> None:
    """An activity is done, or turned out not to be needed: events that wait for it may follow."""
    activity = activity_at(w.activities, number)
    for place in range(activity.awaited, activity.awaited_end):
        event_number = whole(w.wholes, place)
        force, event = force_at(w.forces, event_number), event_at(w.events, event_number)
        force.awaits -= 1
        if force.awaits == 0 and _is_any_done(w, event):
            for occasion in range(event.occasions, event.occasions_end):
                expect_occasion(w, occasion, w.now, 0)


@part
def _is_any_done(w: World, event: Row) -> bool:
    for place in range(event.anchors, event.anchors_end):
        if life_at(w.lives, whole(w.wholes, place)).is_done:
            return True
    return False
