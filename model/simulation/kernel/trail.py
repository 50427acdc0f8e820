"""How an instant came about: a chain of entries, each so many days of an activity for a cause."""

from __future__ import annotations

from model.draws.compiling import part
from model.draws.memory import World, put_real, real
from model.simulation.kernel.rows import activity_at, entry_at, life_at
from model.simulation.kernel.signs import CAUSE_COUNT


@part
def entry(w: World, before: int, activity: int, cause: int, days: float) -> int:
    """One more entry; its number, which stands for the whole trail that ends with it."""
    number = w.entry_size
    if number == w.entry_room:
        w.is_full = 1
        return before
    w.entry_size = number + 1
    new = entry_at(w.entries, number)
    new.before, new.activity, new.cause, new.days = before, activity, cause, days
    return number


@part
def spend(w: World, number: int, cause: int, days: float) -> None:
    """Count days that an activity spent for a cause."""
    at = activity_at(w.activities, number).group * CAUSE_COUNT + cause
    put_real(w.spent, at, real(w.spent, at) + days)


@part
def book(w: World, number: int, cause: int, days: float) -> None:
    """So many days of an activity were for this."""
    if days > 0.0:
        life = life_at(w.lives, number)
        life.trail = entry(w, life.trail, number, cause, days)
        spend(w, number, cause, days)
