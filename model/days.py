"""Day numbers and dates, the grid of time, and what the civil calendar holds on which day.

A day number counts days from a scenario's start, 00:00 of the start date being 0. Nothing else
in the model knows a weekday, a leap year, a public holiday or the lunar new year.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

TICKS_PER_DAY = 2**20
TICK = 1.0 / TICKS_PER_DAY
"""The smallest span of time, in days (0.08 s). Sums of whole ticks are exact in any order."""

DAYS_PER_MONTH = 30.4375
"""A month as a duration; months of dates are months of the calendar."""
DAYS_PER_QUARTER = 3 * DAYS_PER_MONTH
DAYS_PER_YEAR = 12 * DAYS_PER_MONTH

YearDay = tuple[int, int]
"""A day of every year as (month, day); 29 February stands for the last day of February."""

Interval = tuple[float, float]
"""Day numbers from the first up to, not including, the second."""

_FAMILIAR_YEARS = range(1995, 2051)


# The grid of time ---------------------------------------------------------------------------


@overload
def to_tick(days: float) -> float: ...
@overload
def to_tick(days: NDArray[np.float64]) -> NDArray[np.float64]: ...
def to_tick(days: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """The nearest tick to a time in days, halves up; infinity stays infinite."""
    if isinstance(days, np.ndarray):
        return np.floor(days * TICKS_PER_DAY + 0.5) / TICKS_PER_DAY
    return math.floor(days * TICKS_PER_DAY + 0.5) / TICKS_PER_DAY if days < math.inf else days


@overload
def to_tick_up(days: float) -> float: ...
@overload
def to_tick_up(days: NDArray[np.float64]) -> NDArray[np.float64]: ...
def to_tick_up(days: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """The first tick at or after a time in days; infinity stays infinite."""
    if isinstance(days, np.ndarray):
        return np.ceil(days * TICKS_PER_DAY) / TICKS_PER_DAY
    return math.ceil(days * TICKS_PER_DAY) / TICKS_PER_DAY if days < math.inf else days


# Day numbers and dates ----------------------------------------------------------------------


def day_number(day: date, start: date) -> float:
    """The instant 00:00 of a date, in days since the start."""
    return float((day - start).days)


def date_of(day: float, start: date) -> date:
    """The date in which an instant lies; midnight belongs to the day it begins."""
    return start + timedelta(days=math.floor(day))


def start_date(instant: float, start: date) -> date:
    """The date printed for a start: the first day it uses."""
    return date_of(instant, start)


def finish_date(instant: float, start: date) -> date:
    """The date printed for a finish or a milestone: the last day it used.

    So a printed date is at or before a deadline exactly when the deadline is met. What is done
    at instant 0 has used no day and is printed as the start date.
    """
    return start + timedelta(days=max(math.ceil(instant) - 1, 0))


def deadline_instant(day: date, start: date) -> float:
    """The last instant that still meets a deadline: the midnight that ends its date."""
    return day_number(day, start) + 1.0


# What comes back every year -----------------------------------------------------------------


def on_year_day(year: int, year_day: YearDay) -> date:
    """The date of a day of every year in one year; 29 February is the last day of February."""
    month, day = year_day
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)


def years_touched(start: date, horizon: float) -> range:
    """The calendar years from the start to the horizon (in days), both included."""
    return range(start.year, date_of(horizon, start).year + 1)


def year_starts(start: date, horizon: float) -> list[tuple[int, float]]:
    """Every 1 January from the start to the horizon, both included: (year, day number)."""
    first_days = ((year, day_number(date(year, 1, 1), start)) for year in years_touched(start, horizon))
    return [(year, day) for year, day in first_days if 0.0 <= day <= horizon]


def every_year(year_day: YearDay, start: date, horizon: float) -> list[float]:
    """The day numbers of a day of every year, from the start to the horizon, both included."""
    days = (day_number(on_year_day(year, year_day), start) for year in years_touched(start, horizon))
    return [day for day in days if 0.0 <= day <= horizon]


def months(start: date, horizon: float) -> list[tuple[int, float, float]]:
    """The calendar months of a run in order: (month 1 to 12, first instant, end), cut at both ends."""
    spans = []
    for year in years_touched(start, horizon):
        for month in range(1, 13):
            following = date(year + month // 12, month % 12 + 1, 1)
            span = (day_number(date(year, month, 1), start), day_number(following, start))
            spans += [(month, *kept) for kept in _within_run([span], horizon)]
    return spans


def part_of_year(year: int, first: YearDay, last: YearDay) -> tuple[date, date]:
    """First and last date of a part of every year that begins in a year; it may end in the next."""
    return on_year_day(year, first), on_year_day(year + (last < first), last)


def days_in_span(first: YearDay, last: YearDay, start: date, horizon: float) -> list[Interval]:
    """When a part of every year falls within the run, its last day included.

    Parameters
    ----------
    first, last
        The first and the last day of the part. Where the last stands before the first in the
        calendar, the part goes on over the new year.
    start
        The scenario's start date.
    horizon
        End of the run in days; the parts are cut at 0 and there.
    """
    over_new_year = last < first
    spans = []
    years = years_touched(start, horizon)
    for year in range(years.start - 1, years.stop):
        begin = on_year_day(year, first)
        end = on_year_day(year + over_new_year, last)
        spans.append((day_number(begin, start), day_number(end, start) + 1.0))
    return _within_run(spans, horizon)


def around_tet(before: int, after: int, start: date, horizon: float) -> list[Interval]:
    """The days around every Tết of a run: so many before its first day, that day, so many after."""
    years = years_touched(start, horizon)
    first_days = (day_number(tet(year), start) for year in range(years.start - 1, years.stop + 1))
    return _within_run(((day - before, day + 1.0 + after) for day in first_days), horizon)


def _within_run(spans: Iterable[Interval], horizon: float) -> list[Interval]:
    cut = ((max(begin, 0.0), min(end, horizon)) for begin, end in spans)
    return [(begin, end) for begin, end in cut if begin < end]


# Public holidays ----------------------------------------------------------------------------


def public_holidays(country: str, years: Iterable[int], without: Iterable[str] = ()) -> set[date]:
    """The public holidays of a country with the days off in lieu, as its law is known today.

    Parameters
    ----------
    country
        Two-letter code (ISO 3166), e.g. ``VN``.
    years
        The calendar years.
    without
        Names of holidays to leave out, with their days in lieu: a programme seen from 2020
        cannot know a holiday made in 2026. In English where the calendar has English names.

    Raises
    ------
    ValueError
        If the country is unknown, or a name is no holiday of it; the message says which it has.
    """
    left_out = {name.casefold(): name for name in without}
    kept = set()
    found: set[str] = set()
    for year in years:
        for day, names in _holidays_of_year(country, year):
            plain = {_plain(name).casefold() for name in names}
            found |= plain & left_out.keys()
            if not plain <= left_out.keys():
                kept.add(day)
    _refuse_unknown(country, [name for plain, name in left_out.items() if plain not in found])
    return kept


def holiday_names(country: str, years: Iterable[int]) -> set[str]:
    """The names by which ``public_holidays`` knows the holidays of a country."""
    return {_plain(name) for year in years for _, names in _holidays_of_year(country, year) for name in names}


@lru_cache(maxsize=256)
def tet(year: int) -> date:
    """The first day of the lunar year in Việt Nam (for some years a day before China's, as in 2030)."""
    for day, names in _holidays_of_year("VN", year):
        if "Lunar New Year" in names:
            return day
    raise ValueError(f"the day of Tết in {year} is not known")


def _plain(name: str) -> str:
    """A holiday's name without the mark of a day in lieu: 'National Day (observed)' is a National Day."""
    return name.split(" (")[0]


@lru_cache(maxsize=1024)
def _holidays_of_year(country: str, year: int) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """Each holiday date of a year with the names of the holidays that fall on it."""
    import holidays  # slow to import, and needed by few

    try:
        of_country = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        raise ValueError(f"no public holidays are known for the country {country!r}") from None
    # The language is named, because the library would otherwise take that of the computer.
    language = "en_US" if "en_US" in of_country.supported_languages else of_country.default_language
    in_language = holidays.country_holidays(country, years=year, language=language)
    return tuple((day, tuple(in_language.get_list(day))) for day in sorted(in_language))


def _refuse_unknown(country: str, names: Sequence[str]) -> None:
    """Complain of names that are no holiday in any familiar year (one may begin after the run ends)."""
    if not names:
        return
    known = {name.casefold(): name for name in holiday_names(country, _FAMILIAR_YEARS)}
    for name in names:
        if name.casefold() not in known:
            near = get_close_matches(name.casefold(), known, n=1)
            hint = (
                f"did you mean {known[near[0]]!r}?" if near else f"it has {', '.join(sorted(known.values()))}"
            )
            raise ValueError(f"{name!r} is no public holiday of {country}; {hint}")
