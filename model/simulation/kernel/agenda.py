"""What is still to come: a heap ordered by day and, within an instant, by kind and place."""

from __future__ import annotations

from model.draws.compiling import part
from model.draws.memory import World
from model.simulation.kernel.rows import due_at

_KIND, _PLACE = 58, 29
"""Where in a key the kind stands, and where the place; the rest is a place within that place."""


@part
def key_of(kind: int, place: int, within: int) -> int:
    """What orders things due at one instant."""
    return (kind << _KIND) | (place << _PLACE) | within


@part
def kind_of(key: int) -> int:
    """The kind of what has a key."""
    return key >> _KIND


@part
def place_of(key: int) -> int:
    """Whom it concerns."""
    return (key >> _PLACE) & ((1 << _PLACE) - 1)


@part
def within_of(key: int) -> int:
    """Which of several things that concern him."""
    return key & ((1 << _PLACE) - 1)


@part
def expect(w: World, day: float, key: int, what: int) -> None:
    """Something is to come on a day; beyond the horizon nothing is."""
    if not day <= w.horizon:
        return
    if w.agenda_size == w.agenda_room:
        w.is_full = 1
        return
    place = w.agenda_size
    w.agenda_size = place + 1
    while place > 0:
        above = (place - 1) // 2
        due = due_at(w.agenda, above)
        if due.day < day or (due.day == day and due.key <= key):
            break
        below = due_at(w.agenda, place)
        below.day, below.key, below.what = due.day, due.key, due.what
        place = above
    new = due_at(w.agenda, place)
    new.day, new.key, new.what = day, key, what


@part
def drop_first(w: World) -> None:
    """What comes first is no longer to come."""
    size = w.agenda_size - 1
    w.agenda_size = size
    last = due_at(w.agenda, size)
    day, key, what = last.day, last.key, last.what
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        due = due_at(w.agenda, below)
        if below + 1 < size:
            other = due_at(w.agenda, below + 1)
            if other.day < due.day or (other.day == due.day and other.key < due.key):
                below, due = below + 1, other
        if day < due.day or (day == due.day and key <= due.key):
            break
        above = due_at(w.agenda, place)
        above.day, above.key, above.what = due.day, due.key, due.what
        place = below
    new = due_at(w.agenda, place)
    new.day, new.key, new.what = day, key, what
