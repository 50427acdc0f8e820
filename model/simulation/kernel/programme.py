"""The programme run to its horizon, once for each replication: the clock and what it strikes."""

from __future__ import annotations

import numpy as np

from model.draws import compiling
from model.draws.compiling import part
from model.draws.machine import MachineCode
from model.draws.memory import World, put_whole, whole
from model.simulation.kernel.agenda import drop_first, kind_of, place_of, within_of
from model.simulation.kernel.chapters import (
    is_granted,
    is_heard,
    is_let_go,
    moves_on,
    reservation_lapses,
    time_is_over,
)
from model.simulation.kernel.conditions import comes_about
from model.simulation.kernel.happenings import begins, is_over
from model.simulation.kernel.indicators import turns
from model.simulation.kernel.money import arrives, close_year, gives_up_reservation
from model.simulation.kernel.queue import crew_changes, look_again, serve_queue
from model.simulation.kernel.record import turn_to_next_row, write_down
from model.simulation.kernel.rows import (
    activity_at,
    due_at,
    hands_at,
    known_at,
    life_ahead,
    life_at,
    need_at,
    world_at,
)
from model.simulation.kernel.signs import (
    CREW_CHANGES,
    DEPOSIT,
    EVENT_END,
    EVENT_START,
    FINISH,
    GRANT,
    LAPSE,
    LET_GO,
    READY,
)
from model.simulation.kernel.world import begin_anew

NOTHING = 0


@part
def live_through(w: World) -> None:
    """One replication from the start to the instant of the horizon."""
    begin_anew(w)
    while not w.is_full:
        kind = _next_kind(w)
        if kind == NOTHING:
            if not _goes_to_next_day(w):
                break
        elif kind in (FINISH, LET_GO):
            _wait_is_over(w, kind)
        elif kind == READY:
            _serve_ready(w)
        elif kind == GRANT:
            _serve_grants(w)
        elif kind in (LAPSE, DEPOSIT):
            _known_is_due(w)
        elif kind == EVENT_END:
            _events_end(w)
        elif kind == EVENT_START:
            _events_begin(w)


@part
def _next_kind(w: World) -> int:
    """The first kind of what is pending at this instant (rule 3)."""
    kind = GRANT + 1
    if w.agenda_size:
        due = due_at(w.agenda, 0)
        if due.day <= w.now:
            kind = kind_of(due.key)
    if w.next_known < w.timetable_count:
        known = known_at(w.timetable, w.next_known)
        if known.day <= w.now:
            kind = min(kind, known.kind)
    if w.ready_is_open:
        kind = min(kind, READY)
    if w.grant_is_open:
        kind = min(kind, GRANT)
    return kind if kind <= GRANT else NOTHING


@part
def _goes_to_next_day(w: World) -> bool:
    """On to the next instant at which anything happens; whether there is one before the end."""
    day = np.inf
    if w.agenda_size:
        day = due_at(w.agenda, 0).day
    if w.next_known < w.timetable_count:
        day = min(day, known_at(w.timetable, w.next_known).day)
    if day > w.horizon:
        return False
    w.now = day
    return True


@part
def _wait_is_over(w: World, kind: int) -> None:
    """What one activity waited for by itself is there: the end of work or a delay, or its finish."""
    due = due_at(w.agenda, 0)
    number, turn = place_of(due.key), due.what
    drop_first(w)
    if w.agenda_size:
        life_ahead(w.lives, place_of(due_at(w.agenda, 0).key))
    life = life_at(w.lives, number)
    if life.is_alive and life.turn == turn:
        if kind == FINISH:
            time_is_over(w, number)
        else:
            is_let_go(w, number)


@part
def _is_due(w: World, kind: int) -> bool:
    """Whether the agenda has more of a kind for this instant."""
    if not w.agenda_size:
        return False
    due = due_at(w.agenda, 0)
    return due.day <= w.now and kind_of(due.key) == kind


@part
def _serve_ready(w: World) -> None:
    """What is due comes true, in listed order; then all who have become ready go on, in plan order."""
    while _is_due(w, READY):
        due = due_at(w.agenda, 0)
        place, within, note = place_of(due.key), within_of(due.key), due.what
        drop_first(w)
        if place == 0:
            is_heard(w, within)
        else:
            comes_about(w, place - 1, note)
    w.ready_is_open = 0
    count = w.ready_size
    w.ready_size = 0
    _sort(w.ready, count)
    for at in range(count):
        number = whole(w.ready, at)
        if at + 1 < count:
            life_ahead(w.lives, whole(w.ready, at + 1))
        life_at(w.lives, number).is_ready = 0
        moves_on(w, number)


@part
def _sort(numbers: int, count: int) -> None:
    """In place, by insertion: they come nearly in order."""
    for end in range(1, count):
        number, at = whole(numbers, end), end
        while at > 0 and whole(numbers, at - 1) > number:
            put_whole(numbers, at, whole(numbers, at - 1))
            at -= 1
        put_whole(numbers, at, number)


@part
def _serve_grants(w: World) -> None:
    """The queue is served; whoever got what he stood there for goes on."""
    is_turn = False
    while _is_due(w, GRANT):
        is_turn = True
        drop_first(w)
    w.grant_is_open = 0
    serve_queue(w, is_turn)
    count = w.granted_size
    w.granted_size = 0
    for at in range(count):
        is_granted(w, whole(w.granted, at))


@part
def _collected(w: World, kind: int) -> int:
    """How many of a kind are due now; they lie in ``due_now``, in the order of their places."""
    count = 0
    while _is_due(w, kind):
        put_whole(w.due_now, count, due_at(w.agenda, 0).what)
        drop_first(w)
        count += 1
    return count


@part
def _events_end(w: World) -> None:
    """All events that are over, in plan order."""
    for at in range(_collected(w, EVENT_END)):
        is_over(w, whole(w.due_now, at))


@part
def _events_begin(w: World) -> None:
    """What the timetable has for the beginnings of events; then all events due, in plan order."""
    if w.next_known < w.timetable_count:
        known = known_at(w.timetable, w.next_known)
        if known.day <= w.now and known.kind == EVENT_START:
            _known_is_due(w)
            return
    for at in range(_collected(w, EVENT_START)):
        begins(w, whole(w.due_now, at))


# -- what is known beforehand ----------------------------------------------------------------------------


@part
def _known_is_due(w: World) -> None:
    known = known_at(w.timetable, w.next_known)
    w.next_known += 1
    if known.kind == LAPSE:
        _lapses(w, known.place, known.year)
        look_again(w)
    elif known.kind == DEPOSIT:
        arrives(w, known.place, known.year, known.amount)
        look_again(w)
    elif known.what == CREW_CHANGES:
        hands_at(w.hands, known.place).by_date = known.amount
        crew_changes(w, known.place, 0)
    else:
        turns(w, known.place, known.amount)


@part
def _lapses(w: World, source: int, year: int) -> None:
    """The cut-off of a year's money; who had reserved some of it and has not begun asks anew."""
    count = 0
    for at in range(w.reserving, w.reserving_end):
        number = whole(w.wholes, at)
        need = need_at(w.needs, activity_at(w.activities, number).need)
        if need.source == source and gives_up_reservation(w, number, year):
            put_whole(w.granted, count, number)
            count += 1
    close_year(w, source, year)
    for at in range(count):
        reservation_lapses(w, whole(w.granted, at))


# -- many replications -----------------------------------------------------------------------------------


def live_through_all(world: int, first: int, count: int, done: int) -> int:
    """Replications from ``first + done`` on, until all are done or room runs out; how many are."""
    w = world_at(world, 0)
    while done < count:
        w.replication = first + done
        live_through(w)
        if w.is_full:
            break
        write_down(w)
        turn_to_next_row(w)
        done += 1
    return done


def machine_code() -> MachineCode:
    """The kernel as it is called from without."""
    return compiling.machine_code(live_through_all)
