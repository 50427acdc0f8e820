"""Work done on a calendar: from a start and an amount of work to a finish, and back.

A calendar number of -1 elsewhere means none: then every day is a full one. ``pace`` is the share
of its speed at which work goes because of what has happened, from 0 to 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from model.days import TICKS_PER_DAY, to_tick
from model.plan.calendar import Calendar

NEVER = float("inf")


def rate_at(calendar: Calendar, day: float) -> float:
    """Share of a full day's work done from this instant on."""
    return calendar.rates[bisect_right(calendar.turns, day) - 1]


def next_turn(calendar: Calendar, day: float) -> float:
    """The first instant after this one at which the rate changes; inf if it never does."""
    place = bisect_right(calendar.turns, day)
    return calendar.turns[place] if place < len(calendar.turns) else NEVER


def next_closing(calendar: Calendar, day: float) -> float:
    """The first instant after this one at which work stops; inf if it never does."""
    for place in range(bisect_right(calendar.turns, day), len(calendar.turns)):
        if calendar.rates[place] == 0:
            return calendar.turns[place]
    return NEVER


def finish_of(calendar: Calendar | None, start: float, work: float, pace: float = 1.0) -> float:
    """The first instant at which so many full days of work are done, begun at ``start``.

    Work of each stretch of equal rate is rounded to the tick, and so is the finish; inf if work
    never goes on again.
    """
    if work <= 0:
        return start
    if pace == 0:
        return NEVER
    if calendar is None:
        return start + (work if pace == 1 else to_tick(work / pace))
    if pace < 1:
        return _slow_finish(calendar, start, work, pace)
    turns, rates = calendar.turns, calendar.rates
    here = bisect_right(turns, start) - 1
    last = len(turns) - 1
    if here < last:
        before_turn = to_tick(rates[here] * (turns[here + 1] - start))
        if work > before_turn:
            work, start, here = _later_stretch(calendar, here + 1, work - before_turn)
    if rates[here] == 0:
        return NEVER
    finish = start + to_tick(work / rates[here])
    return min(finish, turns[here + 1]) if here < last else finish


def _later_stretch(calendar: Calendar, first: int, work: float) -> tuple[float, float, int]:
    """What is left, where the stretch in which it will be done begins, and which one it is."""
    target = calendar.done[first] + work
    here = bisect_left(calendar.done, target) - 1
    return target - calendar.done[here], calendar.turns[here], here


def _slow_finish(calendar: Calendar, start: float, work: float, pace: float) -> float:
    """The finish at less than full pace, stretch by stretch."""
    turns, last = calendar.turns, len(calendar.turns) - 1
    for here in range(bisect_right(turns, start) - 1, last):
        rate, end = calendar.rates[here] * pace, turns[here + 1]
        before_turn = to_tick(rate * (end - start))
        if work <= before_turn:
            return min(start + to_tick(work / rate), end)
        work, start = work - before_turn, end
    rate = calendar.rates[last] * pace
    return start + to_tick(work / rate) if rate > 0 else NEVER


def work_between(calendar: Calendar | None, start: float, end: float, pace: float = 1.0) -> float:
    """Full days of work that fit between two instants."""
    if pace == 0:
        return 0.0
    if calendar is None:
        return float(to_tick(pace * (end - start))) if pace < 1 else end - start
    first = bisect_right(calendar.turns, start) - 1
    last = bisect_right(calendar.turns, end) - 1
    if pace < 1:
        ends = [start, *calendar.turns[first + 1 : last + 1], end]
        rates = [rate * pace for rate in calendar.rates[first : last + 1]]
        return float(sum(to_tick(rate * (ends[k + 1] - ends[k])) for k, rate in enumerate(rates)))
    if first == last:
        return float(to_tick(calendar.rates[first] * (end - start)))
    head = to_tick(calendar.rates[first] * (calendar.turns[first + 1] - start))
    whole = calendar.done[last] - calendar.done[first + 1]
    return float(head + whole + to_tick(calendar.rates[last] * (end - calendar.turns[last])))


def instant_before(calendar: Calendar, day: float, work: float) -> float:
    """The first instant from which no more than so many full days of work are left until a day."""
    ahead = work_between(calendar, 0.0, day) - work
    return finish_of(calendar, 0.0, ahead) if ahead > 0 else 0.0


def fits_from(calendar: Calendar, day: float, work: float, pace: float, closing: float) -> bool:
    """Whether so many full days of work, begun on a day, are done before the calendar closes."""
    return finish_of(calendar, day, work, pace) <= closing


def too_late_from(calendar: Calendar, day: float, work: float, pace: float) -> float:
    """The first tick, after a day on which it fits, from which work fits before the closing no more."""
    closing = next_closing(calendar, day)
    if closing == NEVER or work <= 0:
        return NEVER
    fits, late = round(day * TICKS_PER_DAY), round(closing * TICKS_PER_DAY)
    while late - fits > 1:
        middle = (fits + late) // 2
        if fits_from(calendar, middle / TICKS_PER_DAY, work, pace, closing):
            fits = middle
        else:
            late = middle
    return late / TICKS_PER_DAY
