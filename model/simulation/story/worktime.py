"""Work done on a calendar: from a start and an amount of work to a finish, and back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from model.days import to_tick
from model.plan.calendar import Calendar


def rate_at(calendar: Calendar, day: float) -> float:
    """Share of a full day's work done from this instant on."""
    return calendar.rates[bisect_right(calendar.turns, day) - 1]


def next_turn(calendar: Calendar, day: float) -> float:
    """The first instant after this one at which the rate changes; inf if it never does."""
    place = bisect_right(calendar.turns, day)
    return calendar.turns[place] if place < len(calendar.turns) else float("inf")


def finish_of(calendar: Calendar, start: float, work: float) -> float:
    """The first instant at which so many full days of work are done, begun at ``start``.

    Work of each stretch of equal rate is rounded to the tick, and so is the finish; inf if the
    calendar never opens again.
    """
    if work <= 0:
        return start
    turns, rates = calendar.turns, calendar.rates
    here = bisect_right(turns, start) - 1
    last = len(turns) - 1
    if here < last:
        before_turn = to_tick(rates[here] * (turns[here + 1] - start))
        if work > before_turn:
            work, start, here = _later_stretch(calendar, here + 1, work - before_turn)
    if rates[here] == 0:
        return float("inf")
    finish = start + to_tick(work / rates[here])
    return min(finish, turns[here + 1]) if here < last else finish


def _later_stretch(calendar: Calendar, first: int, work: float) -> tuple[float, float, int]:
    """What is left, where the stretch in which it will be done begins, and which one it is."""
    target = calendar.done[first] + work
    here = bisect_left(calendar.done, target) - 1
    return target - calendar.done[here], calendar.turns[here], here


def work_between(calendar: Calendar, start: float, end: float) -> float:
    """Full days of work that fit between two instants."""
    first = bisect_right(calendar.turns, start) - 1
    last = bisect_right(calendar.turns, end) - 1
    if first == last:
        return float(to_tick(calendar.rates[first] * (end - start)))
    head = to_tick(calendar.rates[first] * (calendar.turns[first + 1] - start))
    whole = calendar.done[last] - calendar.done[first + 1]
    return float(head + whole + to_tick(calendar.rates[last] * (end - calendar.turns[last])))
