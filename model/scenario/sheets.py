"""What of a scenario a workbook can set: sheets, their rows and columns, and the number behind each cell.

A template is written from these tables and a workbook is read by them, so that the two cannot
differ. There are levers, the numbers that parts hand to their procedures segment by segment, and
the plan of money by source and year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from model.days import on_year_day
from model.scenario.amounts import ValueRange, parse_amount
from model.scenario.changes import at
from model.scenario.dates import MonthDay, parse_day
from model.scenario.faults import Place
from model.scenario.load import Scenario
from model.scenario.measure import measure
from model.scenario.read import Node
from model.scenario.resources import CapitalSaid
from model.scenario.shape import Lever
from model.scenario.steps import Use
from model.scenario.units import UNITS
from model.scenario.wrong import SaidError
from model.words import LANGUAGES, say

ABOUT, LEVERS, HOUSEHOLDS, CAPITAL, DATED = "about", "levers", "households", "capital", "dated"
SCENARIO = "scenario"
"""The row of the sheet ``about`` that names the scenario a workbook was made for."""

MONEY = "bn VND"
PERCENT = "%"


@dataclass(frozen=True)
class Slot:
    """One number of a scenario that a cell may set.

    ``place`` leads to it; the last step is a segment, counted from 0, a year or a date where the
    file has one number for several. ``said`` is what stands there now; ``number`` the same in
    ``unit``, or None where it is no plain number but a law or a reference. ``low`` and ``high`` are
    what it must lie between, where that is known. One that is not open is shown so that the sheet
    is whole, and no cell may set it.
    """

    place: Place
    said: Any
    number: Decimal | None
    unit: str = ""
    is_count: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    is_open: bool = True

    @property
    def text(self) -> str:
        """What stands there now, as it is written."""
        return amount_text(self.said)

    def value(self, number: Decimal) -> int | float | str:
        """A number in the slot's unit as a scenario file would say it."""
        plain = int(number) if number == number.to_integral_value() else float(number)
        return f"{_digits(number)} {self.unit}" if self.unit else plain


@dataclass(frozen=True)
class Column:
    """A column: its code in the hidden first row; a name of the scenario's own, or none, and a unit."""

    code: str
    name: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its code in the first column, what people read in it, and the slots by column."""

    code: str
    texts: Mapping[str, Any]
    slots: Mapping[str, Slot]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; the first column is always ``code``."""

    code: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    still: int = field(default=1)
    """How many columns stay in sight when the sheet is moved sideways."""

    @property
    def slot_columns(self) -> list[str]:
        """The columns whose cells set something."""
        return [column.code for column in self.columns if any(column.code in row.slots for row in self.rows)]


def sheets_of(scenario: Scenario) -> list[Sheet]:
    """The sheets a workbook of a scenario has; one that would be empty is left out."""
    sheets = (_levers(scenario), _households(scenario), _capital(scenario), _dated(scenario))
    return [sheet for sheet in sheets if any(row.slots for row in sheet.rows)]


def amount_text(said: Any) -> str:
    """A number as it is written, without its source; a law by its family."""
    if isinstance(said, dict):
        return amount_text(said["value"]) if "value" in said else f"{said.get('dist', '')}"
    return str(said)


def plain_number(said: Any) -> tuple[Decimal, str] | None:
    """The one number a value is, and its unit; None for a law, a reference, or what is no number."""
    try:
        amount = parse_amount(said, "value")
        if amount.distribution is None or not amount.distribution.is_fixed:
            return None
        measured = measure(amount.text, "value")
    except SaidError:
        return None
    return (measured.numbers[0], measured.unit.text) if len(measured.numbers) == 1 else None


# -- levers ------------------------------------------------------------------------------------------


def _levers(scenario: Scenario) -> Sheet:
    codes = ("code", "title", "value", "unit", "low", "high", "cost", "note")
    rows = [_lever_row(name, lever, scenario) for name, lever in scenario.said.levers.items()]
    return Sheet(LEVERS, tuple(map(Column, codes)), tuple(rows), still=2)


def _lever_row(name: str, lever: Lever, scenario: Scenario) -> Row:
    said = scenario.tree["levers"][name]["value"]
    number, unit = plain_number(said) or (None, "")
    low, high = _ends(lever.range, unit)
    slot = Slot(("levers", name), said, number, unit, low=low, high=high)
    cost = scenario.tree["levers"][name].get("cost")
    texts = {"title": lever.title, "unit": unit, "low": low, "high": high, "cost": cost, "note": lever.note}
    return Row(name, texts, {"value": slot})


def _ends(around: ValueRange, unit: str) -> tuple[Decimal, Decimal]:
    """The ends of a range in the unit of its lever."""
    size = UNITS[unit].size / UNITS[unit].per
    return _sized(around.low, size), _sized(around.high, size)


def _sized(base: float, size: Decimal) -> Decimal:
    return Decimal(f"{Decimal(repr(base)) / size:.15g}").normalize()


# -- numbers by segment ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Given:
    """A parameter of one part: what each segment is given, and whether it counts something."""

    name: str
    values: tuple[Any, ...]
    is_count: bool

    def units(self) -> list[str]:
        """The units of those that are plain numbers, each once."""
        found = [number[1] for number in map(plain_number, self.values) if number is not None]
        return list(dict.fromkeys(found))


def _households(scenario: Scenario) -> Sheet:
    """A row for each segment of each part that follows a procedure, a column for each number it is given."""
    parts = list(_parts(scenario))
    named = [(one.name, unit) for *_, given in parts for one in given for unit in one.units()]
    columns = [Column(_column_of(name, unit), name, unit) for name, unit in dict.fromkeys(named)]
    rows = [
        row
        for work, part, said, given in parts
        for row in _segment_rows(work, part, said, given, scenario)
        if row.slots
    ]
    codes = ("code", "work", "part", "segment")
    return Sheet(HOUSEHOLDS, (*map(Column, codes), *columns), tuple(rows), still=4)


def _column_of(name: str, unit: str) -> str:
    return f"{name} {unit}".strip()


def _parts(scenario: Scenario) -> Iterator[tuple[str, str, Use, list[_Given]]]:
    for work, of_work in scenario.said.works.items():
        for part, said in of_work.parts.items():
            if isinstance(said, Use):
                yield work, part, said, list(_given(said, scenario))


def _given(said: Use, scenario: Scenario) -> Iterator[_Given]:
    procedure = scenario.said.procedures[said.use]
    counted = {step.for_ for step in procedure.steps.values()}
    for name in procedure.parameters:
        if name in said.with_:
            value, segments = said.with_[name], said.segments or 1
            values = tuple(value) if isinstance(value, list) else (value,) * segments
            if len(values) == segments:
                yield _Given(name, values, name in counted)


def _segment_rows(work: str, part: str, said: Use, given: list[_Given], scenario: Scenario) -> Iterator[Row]:
    title = said.title or scenario.said.procedures[said.use].title
    for segment in range(said.segments or 1):
        place: Place = ("works", work, "parts", part, "with")
        slots = dict(_slot(one, segment, place) for one in given if one.units())
        code = f"{work}.{part}" if said.segments is None else f"{work}.{part}[{segment + 1}]"
        texts = {"work": scenario.said.works[work].title, "part": title, "segment": segment + 1}
        yield Row(code, texts, slots)


def _slot(given: _Given, segment: int, place: Place) -> tuple[str, Slot]:
    """The column and the slot of one number; a law or reference stands in the first column of its name."""
    said = given.values[segment]
    number, unit = plain_number(said) or (None, given.units()[0])
    slot = Slot((*place, given.name, segment), said, number, unit, given.is_count, is_open=number is not None)
    return _column_of(given.name, unit), slot


# -- money -------------------------------------------------------------------------------------------


def _capital(scenario: Scenario) -> Sheet:
    """A row for each source: what it has at the start, what is carried over, what each year brings."""
    said = scenario.said
    every = range(said.start.year, said.horizon.year + 1)
    years = [
        year for year in every if any(_has_money_in(one, year, scenario) for one in said.capital.values())
    ]
    by_year = [Column(str(year), str(year), MONEY) for year in years]
    columns = (Column("opening", unit=MONEY), Column("carry_over", unit=PERCENT), *by_year)
    rows = [_source_row(name, one, years, scenario) for name, one in said.capital.items()]
    shown = tuple(row for row in rows if row.slots)
    return Sheet(CAPITAL, (Column("code"), Column("title"), *columns), shown, still=2)


def _has_money_in(said: CapitalSaid, year: int, scenario: Scenario) -> bool:
    """Whether money of a year comes, or what is left of it does: not if all its days are before the start."""
    days: list[MonthDay] = list(said.releases) or [said.on]
    last = max(on_year_day(year, (day.month, day.day)) for day in days)
    return said.per_year is not None and scenario.said.start <= last <= scenario.said.horizon


def _source_row(name: str, said: CapitalSaid, years: list[int], scenario: Scenario) -> Row:
    tree = scenario.tree["capital"][name]
    place: Place = ("capital", name)
    slots: dict[str, Slot] = {}
    if "opening" in tree:
        slots["opening"] = _money((*place, "opening"), tree["opening"])
    if "carry_over" in tree:
        slots["carry_over"] = _share((*place, "carry_over"), tree["carry_over"])
    for year in years:
        if _has_money_in(said, year, scenario):
            slots[str(year)] = _money((*place, "per_year", str(year)), of_year(tree["per_year"], year))
    return Row(name, {"title": said.title}, slots)


def _money(place: Place, said: Any) -> Slot:
    number, _ = plain_number(said) or (None, "")
    return Slot(place, said, number, MONEY)


def _share(place: Place, said: Any) -> Slot:
    """A share is shown in percent, however it is written."""
    number, unit = plain_number(said) or (None, "")
    if number is not None and unit != PERCENT:
        number = (number * 100).normalize()
    return Slot(place, said, number, PERCENT, low=Decimal(0), high=Decimal(100))


def is_by_year(said: Any) -> bool:
    """Whether money is listed year by year."""
    return isinstance(said, dict) and not {"value", "dist"} & said.keys()


def of_year(said: Any, year: int) -> Any:
    """What is said of the money of a year: of listed years the latest goes on, before the first the first."""
    if not is_by_year(said):
        return said
    listed = sorted(said, key=int)
    return said[max((one for one in listed if int(one) <= year), key=int, default=listed[0])]


def _dated(scenario: Scenario) -> Sheet:
    """A row for each date on which a source is given money of its own."""
    rows = [
        Row(
            f"{name}@{day}",
            {"title": said.title},
            {
                "date": Slot(("capital", name, "dated", day), parse_day(day), None),
                "amount": _money(("capital", name, "dated", day), amount),
            },
        )
        for name, said in scenario.said.capital.items()
        for day, amount in scenario.tree["capital"][name].get("dated", {}).items()
    ]
    columns = (Column("code"), Column("title"), Column("date"), Column("amount", unit=MONEY))
    return Sheet(DATED, columns, tuple(rows), still=2)


# -- what stands at a place --------------------------------------------------------------------------


def node_at(scenario: Scenario, place: Place) -> Node:
    """What stands at a place of the scenario, with its mark; of a number that is said once, that one."""
    found = at(scenario.root, place[:-1])
    assert found is not None, "a slot is of something that is there"
    return found.child(place[-1]) or found


def unit_said(unit: str, lang: str) -> str:
    """A unit as people write it in a table; where there is no better word, as in the files."""
    words = unit.split("/")
    return "/".join(say(_UNIT_WORDS[word], lang) if word in _UNIT_WORDS else word for word in words)


def unit_names(unit: str) -> list[str]:
    """Everything a unit may be called in a workbook."""
    return list(dict.fromkeys([unit, *(unit_said(unit, lang) for lang in LANGUAGES)]))


_UNIT_WORDS = {
    "bn VND": "unit.billion_vnd",
    "d": "unit.d",
    "wd": "unit.wd",
    "mo": "unit.mo",
    "y": "unit.year",
}


def _digits(number: Decimal) -> str:
    """A number with the decimals it has and no more: 0.5, 30, 1200."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
