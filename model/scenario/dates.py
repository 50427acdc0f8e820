"""Dates as people write them: a date, a day or a part of every year, a deadline."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf, WithJsonSchema

from model.scenario.wrong import SaidError, shown

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_YEARS = re.compile(r"(\d{4})\s*\.\.\s*(\d{4})")
_SPAN = re.compile(r"(\d+) d")
_LEAP_YEAR = 2000
"""A year in which 29 February exists."""


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of every year. 29 February stands for the last day of February."""

    month: int
    day: int

    @property
    def text(self) -> str:
        """As written: ``01-31``."""
        return f"{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """A part of every year, both end days included; it may go on over the new year."""

    first: MonthDay
    last: MonthDay

    @property
    def text(self) -> str:
        """As written: ``06-15..10-31``."""
        return f"{self.first.text}..{self.last.text}"


@dataclass(frozen=True, slots=True)
class By:
    """A deadline: a date, or so many days after the start."""

    text: str
    date: datetime.date | None = None
    days: int | None = None


def parse_day(said: Any) -> datetime.date:
    """Read a date such as ``2020-10-01``.

    Raises
    ------
    SaidError
        If it is no date, or one that the calendar does not have.
    """
    if isinstance(said, datetime.date):
        return said
    if not isinstance(said, str) or not _ISO.fullmatch(said):
        raise SaidError("scenario.not_a_date", found=shown(said))
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        raise SaidError("scenario.no_such_day", found=said) from None


def parse_year_day(said: Any) -> MonthDay:
    """Read a day of every year such as ``01-31``.

    Raises
    ------
    SaidError
        If it is not a month and a day, or no year has that day.
    """
    if isinstance(said, MonthDay):
        return said
    found = _MONTH_DAY.fullmatch(said) if isinstance(said, str) else None
    if not found:
        raise SaidError("scenario.not_a_year_day", found=shown(said))
    month, day = int(found[1]), int(found[2])
    try:
        datetime.date(_LEAP_YEAR, month, day)
    except ValueError:
        raise SaidError("scenario.no_such_day", found=said) from None
    return MonthDay(month, day)


def parse_year_days(said: Any) -> PartOfYear:
    """Read a part of every year such as ``06-15..10-31``.

    Raises
    ------
    SaidError
        If it is not two days of the year with two points between.
    """
    if isinstance(said, PartOfYear):
        return said
    ends = said.split("..") if isinstance(said, str) else []
    if len(ends) != 2:
        raise SaidError("scenario.not_year_days", found=shown(said))
    return PartOfYear(parse_year_day(ends[0].strip()), parse_year_day(ends[1].strip()))


@dataclass(frozen=True, slots=True)
class Between:
    """Days from one date to another, both included."""

    first: datetime.date
    last: datetime.date


def parse_day_range(said: Any) -> Between:
    """Read two dates such as ``2021-08-01..2021-10-15``.

    Raises
    ------
    SaidError
        If it is not two dates with two points between, the earlier first.
    """
    if isinstance(said, Between):
        return said
    ends = said.split("..") if isinstance(said, str) else []
    if len(ends) != 2:
        raise SaidError("scenario.not_day_range", found=shown(said))
    first, last = (parse_day(end.strip()) for end in ends)
    if last < first:
        raise SaidError("scenario.not_day_range", found=shown(said))
    return Between(first, last)


def parse_year_range(said: Any) -> range:
    """Read years such as ``2021..2025``, both included.

    Raises
    ------
    SaidError
        If it is not two years with two points between, the earlier first.
    """
    if isinstance(said, range):
        return said
    found = _YEARS.fullmatch(said) if isinstance(said, str) else None
    if not found or int(found[1]) > int(found[2]):
        raise SaidError("scenario.not_year_range", found=shown(said))
    return range(int(found[1]), int(found[2]) + 1)


def parse_deadline(said: Any) -> By:
    """Read a deadline: a date such as ``2025-12-31`` or a span from the start such as ``45 d``.

    Raises
    ------
    SaidError
        If it is neither.
    """
    if isinstance(said, By):
        return said
    span = _SPAN.fullmatch(said) if isinstance(said, str) else None
    if span:
        return By(str(said), days=int(span[1]))
    try:
        return By(str(said), date=parse_day(said))
    except SaidError as wrong:
        if wrong.key == "scenario.no_such_day":
            raise
        raise SaidError("scenario.not_a_deadline", found=shown(said)) from None


def _text(description: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description, "examples": list(examples)})


Day = Annotated[
    datetime.date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})
]
YearDay = Annotated[
    InstanceOf[MonthDay], BeforeValidator(parse_year_day), _text("A day of every year", "01-31")
]
YearDays = Annotated[
    InstanceOf[PartOfYear],
    BeforeValidator(parse_year_days),
    _text("A part of every year, both days included", "06-15..10-31", "12-15..01-15"),
]
Deadline = Annotated[
    InstanceOf[By],
    BeforeValidator(parse_deadline),
    _text("A date, or days from the start", "2025-12-31", "45 d"),
]
DayRange = Annotated[
    InstanceOf[Between],
    BeforeValidator(parse_day_range),
    _text("Two dates, both days included", "2021-08-01..2021-10-15"),
]
YearRange = Annotated[
    InstanceOf[range], BeforeValidator(parse_year_range), _text("Years, both included", "2021..2025")
]
