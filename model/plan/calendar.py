"""Calendars: how fast work goes on each day, from weekends, holidays, seasons and closed windows.

A calendar is held as stretches of equal rate. A window (days on which a step may start) is
the same thing with rates 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from model.days import public_holidays, tet, to_tick
from model.scenario.dates import PartOfYear
from model.scenario.resources import AroundTet, CalendarSaid, WindowSaid

Days = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Stretches of equal rate, in days since the start.

    ``turns[k]`` is where stretch k begins (``turns[0]`` is 0), ``rates[k]`` the share of a full
    day's work done on each of its days, ``done[k]`` the full days' work from 0 to its beginning,
    each stretch rounded to the tick. The last stretch has no end.
    """

    name: str
    turns: tuple[float, ...]
    rates: tuple[float, ...]
    done: tuple[float, ...]


def calendar_of(name: str, rates: Days) -> Calendar:
    """Calendar from one rate a day, days 0, 1, 2, …; shape (days,)."""
    changes = np.flatnonzero(np.diff(rates)) + 1
    turns = [0.0, *changes.astype(float).tolist()]
    held = [float(rates[int(turn)]) for turn in turns]
    spans = [later - sooner for sooner, later in pairwise(turns)]
    stretch_work = [to_tick(rate * span) for rate, span in zip(held, spans, strict=False)]
    return Calendar(name, tuple(turns), tuple(held), (0.0, *accumulate(stretch_work)))


def work_rates(said: CalendarSaid, start: date, days: int) -> Days:
    """Rate of each day of a calendar: week × holidays × months × slow seasons × closed days."""
    dates = [start + timedelta(day) for day in range(days)]
    rates = np.array([float(said.week[day.weekday()]) for day in dates])
    if said.monthly:
        rates *= [said.monthly[day.month - 1] for day in dates]
    for season in said.slow:
        rates[_marked(season.from_to, dates)] *= season.rate
    for span in said.closed:
        rates[_marked(span, dates)] = 0.0
    rates[[day in said.closed_dates for day in dates]] = 0.0
    if said.closed_around_tet:
        rates[_around_tet(said.closed_around_tet, dates)] = 0.0
    if said.holidays:
        years = range(start.year, dates[-1].year + 1)
        off = public_holidays(said.holidays.country, years, tuple(said.holidays.without))
        rates[[day in off for day in dates]] = 0.0
    return rates


def window_days(said: WindowSaid, start: date, days: int) -> NDArray[np.bool_]:
    """Which days lie in a window; shape (days,)."""
    dates = [start + timedelta(day) for day in range(days)]
    inside = np.zeros(days, dtype=bool)
    for span in said.yearly:
        inside |= _marked(span, dates)
    if said.around_tet:
        inside |= _around_tet(said.around_tet, dates)
    return inside


def _marked(span: PartOfYear, dates: list[date]) -> NDArray[np.bool_]:
    first, last = (span.first.month, span.first.day), (span.last.month, span.last.day)
    days = ((day.month, day.day) for day in dates)
    if first <= last:
        return np.array([first <= day <= last for day in days])
    return np.array([day >= first or day <= last for day in days])


def _around_tet(around: AroundTet, dates: list[date]) -> NDArray[np.bool_]:
    days: set[date] = set()
    for year in range(dates[0].year, dates[-1].year + 2):
        days.update(_days_around(tet(year), around.before, around.after))
    return np.array([day in days for day in dates])


def _days_around(day: date, before: int, after: int) -> Iterable[date]:
    return (day + timedelta(offset) for offset in range(-before, after + 1))
