"""Work done on a calendar: from a start and an amount of work to a finish, and back."""

from __future__ import annotations

import numpy as np

from model.days import TICKS_PER_DAY
from model.draws.compiling import part
from model.draws.memory import Row, World, put_whole, real, whole
from model.simulation.kernel.rows import calendar_at

NEVER = np.inf
GRAIN = float(TICKS_PER_DAY)


@part
def to_tick(days: float) -> float:
    """The nearest tick to a time in days, halves up."""
    return np.floor(days * GRAIN + 0.5) / GRAIN


@part
def _stretch_at(w: World, calendar: int, day: float) -> int:
    """The stretch of equal rate in which an instant lies."""
    c = calendar_at(w.calendars, calendar)
    low, high = 0, c.count
    if day == w.now:  # the clock never goes back, so the search begins where the last one ended
        low = whole(w.here, calendar)
        while low + 1 < c.count and real(w.reals, c.turns + low + 1) <= day:
            low += 1
        put_whole(w.here, calendar, low)
        return low
    while low < high:
        middle = (low + high) // 2
        if real(w.reals, c.turns + middle) <= day:
            low = middle + 1
        else:
            high = middle
    return low - 1


@part
def rate_now(w: World, calendar: int) -> float:
    """Share of a full day's work done from now on."""
    return real(w.reals, calendar_at(w.calendars, calendar).rates + _stretch_at(w, calendar, w.now))


@part
def next_turn(w: World, calendar: int) -> float:
    """The first instant after now at which the rate changes; inf if it never does."""
    c = calendar_at(w.calendars, calendar)
    place = _stretch_at(w, calendar, w.now) + 1
    return real(w.reals, c.turns + place) if place < c.count else NEVER


@part
def next_closing(w: World, calendar: int) -> float:
    """The first instant after now at which work stops; inf if it never does."""
    c = calendar_at(w.calendars, calendar)
    for place in range(_stretch_at(w, calendar, w.now) + 1, c.count):
        if real(w.reals, c.rates + place) == 0.0:
            return real(w.reals, c.turns + place)
    return NEVER


@part
def finish_of(w: World, calendar: int, start: float, work: float, pace: float) -> float:
    """The first instant at which so many full days of work are done, begun at ``start``."""
    if work <= 0.0:
        return start
    if pace == 0.0:
        return NEVER
    if calendar < 0:
        return start + (work if pace == 1.0 else to_tick(work / pace))
    c = calendar_at(w.calendars, calendar)
    here, last = _stretch_at(w, calendar, start), c.count - 1
    if pace < 1.0:
        return _slow_finish(w, c, here, start, work, pace)
    if here < last:
        end = real(w.reals, c.turns + here + 1)
        before_turn = to_tick(real(w.reals, c.rates + here) * (end - start))
        if work > before_turn:
            target = real(w.reals, c.done + here + 1) + (work - before_turn)
            here = _stretch_done(w, c, here + 1, target)
            work, start = target - real(w.reals, c.done + here), real(w.reals, c.turns + here)
    rate = real(w.reals, c.rates + here)
    if rate == 0.0:
        return NEVER
    finish = start + to_tick(work / rate)
    return min(finish, real(w.reals, c.turns + here + 1)) if here < last else finish


@part
def _stretch_done(w: World, c: Row, first: int, target: float) -> int:
    """The last stretch that begins with less than so much work done."""
    low, high = first, c.count
    while low < high:
        middle = (low + high) // 2
        if real(w.reals, c.done + middle) < target:
            low = middle + 1
        else:
            high = middle
    return low - 1


@part
def _slow_finish(w: World, c: Row, first: int, start: float, work: float, pace: float) -> float:
    """The finish at less than full pace, stretch by stretch."""
    last = c.count - 1
    for here in range(first, last):
        rate, end = real(w.reals, c.rates + here) * pace, real(w.reals, c.turns + here + 1)
        before_turn = to_tick(rate * (end - start))
        if work <= before_turn:
            return min(start + to_tick(work / rate), end)
        work, start = work - before_turn, end
    rate = real(w.reals, c.rates + last) * pace
    return start + to_tick(work / rate) if rate > 0.0 else NEVER


@part
def work_between(w: World, calendar: int, start: float, end: float, pace: float) -> float:
    """Full days of work that fit between two instants."""
    if pace == 0.0:
        return 0.0
    if calendar < 0:
        return to_tick(pace * (end - start)) if pace < 1.0 else end - start
    c = calendar_at(w.calendars, calendar)
    first, last = _stretch_at(w, calendar, start), _stretch_at(w, calendar, end)
    if pace < 1.0:
        work, begin = 0.0, start
        for place in range(first, last + 1):
            until = real(w.reals, c.turns + place + 1) if place < last else end
            work += to_tick(real(w.reals, c.rates + place) * pace * (until - begin))
            begin = until
        return work
    if first == last:
        return to_tick(real(w.reals, c.rates + first) * (end - start))
    head = to_tick(real(w.reals, c.rates + first) * (real(w.reals, c.turns + first + 1) - start))
    full = real(w.reals, c.done + last) - real(w.reals, c.done + first + 1)
    tail = to_tick(real(w.reals, c.rates + last) * (end - real(w.reals, c.turns + last)))
    return head + full + tail


@part
def instant_before(w: World, calendar: int, day: float, work: float) -> float:
    """The first instant from which no more than so many full days of work are left until a day."""
    ahead = work_between(w, calendar, 0.0, day, 1.0) - work
    return finish_of(w, calendar, 0.0, ahead, 1.0) if ahead > 0.0 else 0.0


@part
def too_late_from(w: World, calendar: int, work: float, pace: float) -> float:
    """The first tick, after now when it fits, from which work fits before the closing no more."""
    closing = next_closing(w, calendar)
    if closing == NEVER or work <= 0.0:
        return NEVER
    fits, late = np.int64(np.floor(w.now * GRAIN + 0.5)), np.int64(np.floor(closing * GRAIN + 0.5))
    while late - fits > 1:
        middle = (fits + late) // 2
        if finish_of(w, calendar, middle / GRAIN, work, pace) <= closing:
            fits = middle
        else:
            late = middle
    return late / GRAIN
