"""What events do when they begin, while they last, and when they are over."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import Row, World, put_real, put_whole, real, whole
from model.plan.events import TIMES_TRIGGERED, Does
from model.simulation.kernel.agenda import expect, key_of
from model.simulation.kernel.conditions import gate_moved
from model.simulation.kernel.labour import pace_has_changed, pace_will_change
from model.simulation.kernel.luck import value
from model.simulation.kernel.money import moves
from model.simulation.kernel.occasions import expect_occasion
from model.simulation.kernel.queue import crew_changes, look_again
from model.simulation.kernel.rows import (
    beginning_at,
    effect_at,
    event_at,
    force_at,
    gate_at,
    held_back_at,
    occasion_at,
    pace_at,
)
from model.simulation.kernel.signs import EVENT_END

_CREW, _CLOSE, _OPEN = int(Does.CREW), int(Does.CLOSE), int(Does.OPEN)
_CUT, _CUT_SHARE, _GIVE = int(Does.CUT), int(Does.CUT_SHARE), int(Does.GIVE)
_VOID, _BLOCK = int(Does.VOID), int(Does.BLOCK)


@part
def begins(w: World, due: int) -> None:
    """An event that was due comes into force, unless it is or never can again."""
    row = beginning_at(w.beginnings, due)
    number, day, end, round_, occasion_number = row.event, row.day, row.end, row.round, row.occasion
    force, event = force_at(w.forces, number), event_at(w.events, number)
    if force.in_force or force.is_excluded:
        return
    occasion = occasion_at(w.occasions, occasion_number)
    for place in range(event.effects_end - event.effects):
        size = whole(w.wholes, occasion.sizes + place)
        put_real(w.sizes, event.effects + place, value(w, size, round_) if size >= 0 else 0.0)
    force.in_force, force.since = 1, w.now
    force.happened_on = min(force.happened_on, w.now)
    force.times += 1
    for at in range(event.excludes, event.excludes_end):
        force_at(w.forces, whole(w.wholes, at)).is_excluded = 1
    _set_paces(w, event)
    for effect in range(event.effects, event.effects_end):
        _comes_about(w, effect, day < 0.0)
    expect(w, max(end, w.now), key_of(EVENT_END, number, 0), number)
    for at in range(event.triggers, event.triggers_end, 2):
        _trigger(w, whole(w.wholes, at), whole(w.wholes, at + 1))
    look_again(w)


@part
def is_over(w: World, number: int) -> None:
    """An event is no longer in force."""
    force, event = force_at(w.forces, number), event_at(w.events, number)
    force.in_force = 0
    force.days += w.now - force.since
    _set_paces(w, event)
    for number_of_effect in range(event.effects, event.effects_end):
        effect = effect_at(w.effects, number_of_effect)
        if effect.does == _CREW:
            crew_changes(w, effect.target, -effect.by)
        elif effect.does == _CLOSE or effect.does == _OPEN:
            _look_at_gate(w, effect.target)
    look_again(w)


@part
def _trigger(w: World, number: int, delay: float) -> None:
    """One event brings about another: with its chance, after a while."""
    event, force = event_at(w.events, number), force_at(w.forces, number)
    round_ = force.triggered
    if event.triggered < 0 or round_ >= TIMES_TRIGGERED:
        return
    force.triggered = round_ + 1
    wait = value(w, delay, 0) if delay >= 0 else 0.0
    expect_occasion(w, event.triggered, w.now + wait, round_)


@part
def _comes_about(w: World, number: int, was_before: bool) -> None:
    """What changes at once; what an event did once, before the start, is not done again."""
    effect, size = effect_at(w.effects, number), real(w.sizes, number)
    does, target = effect.does, effect.target
    if does == _CREW:
        crew_changes(w, target, effect.by)
    elif does in (_CLOSE, _OPEN):
        _look_at_gate(w, target)
    elif was_before:
        return
    elif does in (_CUT, _CUT_SHARE, _GIVE):
        moves(w, target, does, size)
    elif does == _VOID:
        held_back = held_back_at(w.held_back, target)
        held_back.voided = min(held_back.voided, w.now)
    elif does == _BLOCK:
        held_back = held_back_at(w.held_back, target)
        held_back.blocked = min(held_back.blocked, w.now)


@part
def _look_at_gate(w: World, number: int) -> None:
    """A gate is closed while any closing is in force; else open by itself or by an opening."""
    gate = gate_at(w.gates, number)
    is_closed, is_open = False, gate.is_open != 0
    for at in range(gate.moved, gate.moved_end, 2):
        if force_at(w.forces, whole(w.wholes, at)).in_force:
            if whole(w.wholes, at + 1):
                is_closed = True
            else:
                is_open = True
    is_open = is_open and not is_closed
    if is_open != (whole(w.gates_open, number) != 0):
        put_whole(w.gates_open, number, 1 if is_open else 0)
        gate_moved(w, number, is_open)


@part
def _set_paces(w: World, event: Row) -> None:
    """Where an event has changed the pace, book what was done at the old one, and go on at the new."""
    for at in range(event.paces, event.paces_end):
        number = whole(w.wholes, at)
        pace = _pace(w, number)
        if pace != real(w.paces_now, number):
            pace_will_change(w, number)
            put_real(w.paces_now, number, pace)
            pace_has_changed(w, number)


@part
def _pace(w: World, number: int) -> float:
    """The factors of those in force, multiplied in plan order."""
    row, pace = pace_at(w.paces, number), 1.0
    for at in range(row.effects, row.effects_end, 2):
        if force_at(w.forces, whole(w.wholes, at)).in_force:
            pace *= real(w.sizes, whole(w.wholes, at + 1))
    return pace


@part
def days_in_force(w: World, number: int) -> float:
    """Days an event has been in force up to the horizon."""
    force = force_at(w.forces, number)
    return force.days + (w.horizon - force.since if force.in_force else np.float64(0.0))
