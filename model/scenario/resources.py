"""What work needs and is measured by: calendars, sessions, windows, crews, capital, gates, indicators."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from model.days import holiday_names, public_holidays
from model.scenario.amounts import Count, Duration, Money, Number, Rate, Share
from model.scenario.dates import Day, MonthDay, YearDay, YearDays
from model.scenario.saying import Basis, Bilingual, Grade, Name, Reference, Said, at_least_one
from model.scenario.wrong import SaidError, nearest, shown


class AroundTet(Said):
    """Days around the first day of the lunar year, that day not counted."""

    before: int = Field(ge=0)
    after: int = Field(ge=0)


_COUNTRY = re.compile(r"[A-Z]{2}")


class Holidays(Said):
    """Public holidays of a country."""

    country: str
    without: list[str] = []

    @model_validator(mode="after")
    def _known(self) -> Holidays:
        if not _COUNTRY.fullmatch(self.country):
            raise SaidError("scenario.no_such_country", at=("country",), found=self.country)
        try:
            public_holidays(self.country, (2000,), self.without)
        except ValueError:
            self._refuse()
        return self

    def _refuse(self) -> None:
        """Say which word is wrong: the country, or the name of a holiday."""
        try:
            known = holiday_names(self.country, range(1995, 2051))
        except ValueError:
            raise SaidError("scenario.no_such_country", at=("country",), found=self.country) from None
        for place, name in enumerate(self.without):
            if name.casefold() not in {one.casefold() for one in known}:
                values = {"found": name, "country": self.country, "near": nearest(name, known)}
                raise SaidError("scenario.no_such_holiday", at=("without", place), **values)


def _country(said: Any) -> Any:
    return {"country": said} if isinstance(said, str) else said


def _week(said: Any) -> str:
    """Seven digits are a number to YAML; they are meant as text."""
    text = shown(said)
    if len(text) != 7 or set(text) - {"0", "1"}:
        raise SaidError("scenario.not_a_week", found=text)
    return text


Week = Annotated[str, BeforeValidator(_week)]
"""Monday to Sunday, 1 a working day: ``1111100``."""


Speed = Annotated[float, Field(ge=0, le=1)]
"""The share of a full day's work done in a day."""


class SlowSeason(Said):
    """A part of every year in which work goes at a share of its speed."""

    from_to: YearDays
    rate: Speed


class CalendarSaid(Said):
    """When work goes on, and how fast: the share of a full day's work done each day."""

    title: Bilingual
    week: Week = "1111111"
    holidays: Annotated[Holidays, BeforeValidator(_country)] | None = None
    monthly: list[Speed] | None = Field(None, min_length=12, max_length=12)
    slow: list[SlowSeason] = []
    closed: list[YearDays] = []
    closed_dates: list[Day] = []
    closed_around_tet: AroundTet | None = None
    basis: Basis | None = None


class SessionSaid(Said):
    """A body that meets on dates: a file that misses one waits for the next."""

    title: Bilingual
    yearly: list[YearDay] = []
    dates: list[Day] = []
    drawn: list[YearDays] = []
    lead: Duration | None = None
    basis: Basis | None = None

    @model_validator(mode="after")
    def _meets(self) -> SessionSaid:
        at_least_one(self, "yearly", "dates", "drawn")
        return self


class WindowSaid(Said):
    """Days of the year, named so that a step may start in them only, or not in them."""

    title: Bilingual
    yearly: list[YearDays] = []
    around_tet: AroundTet | None = None
    basis: Basis | None = None

    @model_validator(mode="after")
    def _has_days(self) -> WindowSaid:
        at_least_one(self, "yearly", "around_tet")
        return self


_YEAR = re.compile(r"[12][0-9]{3}")


def _year(said: Any) -> Any:
    """The keys of a map are text; a year among them is a number."""
    if isinstance(said, int):
        return said
    if not isinstance(said, str) or not _YEAR.fullmatch(said):
        raise SaidError("scenario.not_a_year", found=shown(said))
    return int(said)


Year = Annotated[int, BeforeValidator(_year)]


def _money_or_years(said: Any) -> str:
    is_years = isinstance(said, dict) and not {"value", "dist"} & said.keys()
    return "<years>" if is_years else "<money>"


PerYear = Annotated[
    Annotated[Money, Tag("<money>")] | Annotated[dict[Year, Money], Tag("<years>")],
    Discriminator(_money_or_years),
]
"""The same money every year, or money by year."""


class CapitalSaid(Said):
    """Money that comes with the fiscal year, and lapses with it."""

    title: Bilingual
    opening: Money | None = None
    per_year: PerYear | None = None
    dated: dict[Day, Money] = {}
    released: Share | None = None
    on: YearDay = MonthDay(1, 1)
    releases: dict[YearDay, Share] = {}
    lapses: YearDay | None = None
    carry_over: Share | None = None
    order: Literal["by_priority"] = "by_priority"
    basis: Basis | None = None
    source: Name | None = None
    grade: Grade | None = None
    known_on: Day | None = None

    @model_validator(mode="after")
    def _holds_money(self) -> CapitalSaid:
        at_least_one(self, "opening", "per_year", "dated")
        if self.per_year == {}:
            raise SaidError("scenario.too_few", at=("per_year",), wanted=1, found="{}")
        if self.releases and self.per_year is None:
            raise SaidError("scenario.go_together", words="per_year, releases")
        if self.releases and "on" in self.model_fields_set:
            raise SaidError("scenario.at_most_one", words="on, releases", found="on, releases")
        return self


class DatedCrew(Said):
    """People or machines whose number changes on dates."""

    title: Bilingual | None = None
    capacity: Count
    changes: dict[Day, Count] = {}
    basis: Basis | None = None


def _number_or_dates(said: Any) -> str:
    words = said.keys() if isinstance(said, dict) else set()
    is_dated = isinstance(said, DatedCrew) or bool({"capacity", "changes", "title"} & words)
    return "<DatedCrew>" if is_dated else "<number>"


Crew = Annotated[
    Annotated[Count, Tag("<number>")] | Annotated[DatedCrew, Tag("<DatedCrew>")],
    Discriminator(_number_or_dates),
]
"""How many there are: a number, or a number that changes on dates."""


class GateWay(Said):
    """A gate by name, open or closed, that events open and close."""

    title: Bilingual
    open: bool = True


def _rate_or_years(said: Any) -> str:
    is_years = isinstance(said, dict) and not {"value", "dist"} & said.keys()
    return "<years>" if is_years else "<rate>"


Drift = Annotated[
    Annotated[Rate, Tag("<rate>")] | Annotated[dict[Year, Rate], Tag("<years>")],
    Discriminator(_rate_or_years),
]
"""One rate for all years, or a rate from each listed year on."""


class IndicatorSaid(Said):
    """A quantity that drifts over the years and jumps when activities finish."""

    title: Bilingual
    start: Number
    drift: Drift | None = None
    jumps: dict[Reference, Number] = {}
    basis: Basis | None = None
