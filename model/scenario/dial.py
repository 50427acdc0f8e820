"""What a lever can be turned to: its values in order, each as it would stand in a scenario.

Whole numbers and switches (0..1) are tried one by one; money, shares and times on a grid of round
steps that has both ends and the present value in it; dates by days, weeks or months.
"""

from __future__ import annotations

import contextlib
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from model.scenario.amounts import Amount, ValueRange, parse_range
from model.scenario.asked import AskedError, unknown
from model.scenario.axes import MOST_CELLS, Plain, written
from model.scenario.load import Scenario
from model.scenario.measure import measure
from model.scenario.sweep import Titles, title_at
from model.scenario.units import UNITS, Unit
from model.scenario.wrong import SaidError

FEWEST_STEPS = 20
"""Into so many round steps or more a range without whole numbers is cut, unless a step is asked for."""

_WHOLE = re.compile(r"[-+]?\d+")
_DATES = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*\.\.\s*(\d{4}-\d{2}-\d{2})\s*")
_BY_DAYS, _BY_WEEKS = 42, 294
"""A range of dates up to so many days goes by days, up to so many by weeks, and by months beyond."""


@dataclass(frozen=True, slots=True)
class Notch:
    """One value: as a scenario says it, and its place on a scale (in the dial's unit; a date's ordinal)."""

    said: Plain
    number: float

    @property
    def text(self) -> str:
        """The value as it would be typed."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Dial:
    """A lever, or a path of the scenario, with the values it is turned to, from the lowest up.

    ``present`` is the value it has; None where that is no single value. ``beyond`` tells that the
    values go beyond the range that the scenario gives the lever.
    """

    name: str
    path: str
    title: Titles
    unit: str
    is_whole: bool
    is_date: bool
    present: Notch | None
    notches: tuple[Notch, ...]
    span: str
    beyond: str | None

    @property
    def before(self) -> tuple[tuple[str, str], ...]:
        """What must be set before any value: the wider range, where they go beyond the lever's own."""
        return ((f"{self.path}.range", self.span),) if self.beyond is not None else ()

    def settings(self, notch: Notch) -> tuple[tuple[str, str], ...]:
        """The setting that turns it to a value."""
        return ((self.path, notch.text),)

    def other(self, number: Decimal) -> Notch:
        """A value between those of its grid, as many of its unit; money in whole million VND."""
        return _notch(number, UNITS[self.unit])


def dial_of(scenario: Scenario, name: str, span: str | None = None, step: str | None = None) -> Dial:
    """The values of a lever, over its range or another one.

    Parameters
    ----------
    name
        A lever of the scenario, or any path that holds a number or a date; a path needs a ``span``.
    span
        The range to go over instead of the lever's own: ``1..8``, ``10..40 bn VND``,
        ``2021-01-01..2021-12-31``.
    step
        How far the values lie apart, in the unit of the range: ``5 bn VND``; of dates ``7 d`` or ``1 mo``.

    Raises
    ------
    AskedError
        If there is no such lever or path, or its range or step can't be read.
    """
    lever = name.removeprefix("levers.").removesuffix(".value")
    if lever in scenario.said.levers:
        return _of_lever(scenario, lever, span, step)
    if "." not in name:
        raise unknown("decide.no_such_lever", name, scenario.said.levers, scenario=scenario.name)
    return _of_path(scenario, name, span, step)


def _of_lever(scenario: Scenario, name: str, span: str | None, step: str | None) -> Dial:
    said = scenario.said.levers[name]
    over = said.range if span is None else _range(span)
    if {over.kind, said.range.kind} - {"share", "number", "count"} and over.kind != said.range.kind:
        raise AskedError("decide.other_unit", found=over.text, lever=name, range=said.range.text)
    is_beyond = over.low < said.range.low or over.high > said.range.high
    path = f"levers.{name}"
    beyond = said.range.text if is_beyond else None
    return _measured(name, path, title_at(path, scenario), over, said.value, step, beyond)


def _of_path(scenario: Scenario, path: str, span: str | None, step: str | None) -> Dial:
    here: Any = scenario.tree
    for word in path.split("."):
        known = list(here) if isinstance(here, dict) else []
        if word not in known:
            raise unknown("decide.no_such_path", word, known, path=path, scenario=scenario.name)
        here = here[word]
    if span is None:
        raise AskedError("decide.range_needed", path=path)
    title = title_at(path, scenario)
    dates = _DATES.fullmatch(span)
    if dates:
        return _dated(path, title, dates, span, here, step)
    value = here.get("value") if isinstance(here, dict) else here
    return _measured(path, path, title, _range(span), value, step, None)


def _range(text: str) -> ValueRange:
    try:
        return parse_range(text)
    except SaidError:
        raise AskedError("decide.not_a_range", found=text) from None


# -- numbers -------------------------------------------------------------------------------------------


def _measured(
    name: str, path: str, title: Titles, over: ValueRange, value: Any, step: str | None, beyond: str | None
) -> Dial:
    unit = UNITS[over.unit]
    low, _, high = over.text.partition("..")
    ends = tuple(measure(end.strip(), "value").numbers[0] for end in (f"{low} {over.unit}", high))
    present = _number(value, unit)
    texts = (low.strip(), high.strip(), str(value.text if isinstance(value, Amount) else value))
    is_whole = all(_WHOLE.fullmatch(text) for text in texts)
    each = _step(step, unit, over.text, is_whole)
    numbers = _grid(ends[0], ends[1], each or (Decimal(1) if is_whole else _round_step(ends[1] - ends[0])))
    if present is not None and ends[0] <= present <= ends[1] and not (step and is_whole):
        numbers.add(present)
    if len(numbers) > MOST_CELLS:
        raise AskedError("decide.too_many_values", found=len(numbers), most=MOST_CELLS)
    notches = tuple(_notch(number, unit) for number in sorted(numbers))
    now = None if present is None else _notch(present, unit)
    return Dial(name, path, title, unit.text, is_whole, False, now, notches, over.text, beyond)


def _number(value: Any, unit: Unit) -> Decimal | None:
    """A value as so many of a unit; None where it is no single number of its kind."""
    if isinstance(value, Amount):
        law = value.distribution
        if law is None or not law.is_fixed:
            return None
        return round(unit.from_base(law.params[0]), 9).normalize()
    try:
        found = measure(str(value), "value")
    except SaidError:
        return None
    if len(found.numbers) != 1 or found.unit.kind != unit.kind:
        return None
    return round(unit.from_base(found.base[0]), 9).normalize()


def _step(text: str | None, unit: Unit, span: str, is_whole: bool) -> Decimal | None:
    if text is None:
        return None
    try:
        found = measure(text, "value")
    except SaidError:
        raise AskedError("decide.not_a_step", found=text, range=span) from None
    size = round(unit.from_base(found.base[0]), 9)
    is_alike = found.unit.kind == unit.kind and len(found.numbers) == 1
    if not is_alike or size <= 0 or (is_whole and size != size.to_integral_value()):
        raise AskedError("decide.not_a_step", found=text, range=span)
    return size


def _round_step(width: Decimal) -> Decimal:
    """The largest of 1, 2 and 5 times a power of ten that cuts a range into steps enough."""
    power = Decimal(10) ** (width / FEWEST_STEPS).adjusted()
    return max(times * power for times in (1, 2, 5) if times * power * FEWEST_STEPS <= width)


def _grid(low: Decimal, high: Decimal, step: Decimal) -> set[Decimal]:
    """Both ends, and every multiple of the step between them."""
    first = (low / step).to_integral_value(ROUND_CEILING) * step
    count = int((high - first) / step) + 1 if first <= high else 0
    if count > MOST_CELLS:
        raise AskedError("decide.too_many_values", found=count, most=MOST_CELLS)
    return {low, high, *(first + step * number for number in range(count))}


def _notch(number: Decimal, unit: Unit) -> Notch:
    decimals = 3 if unit.kind.startswith("money") else 9
    number = round(number, decimals)
    return Notch(written(number, unit.text), float(number))


# -- dates ---------------------------------------------------------------------------------------------


def _dated(path: str, title: Titles, span: re.Match[str], text: str, value: Any, step: str | None) -> Dial:
    try:
        first, last = (date.fromisoformat(end) for end in span.groups())
    except ValueError:
        raise AskedError("decide.not_a_range", found=text) from None
    if not first < last:
        raise AskedError("decide.not_a_range", found=text)
    days = {first, last, *_days(first, last, step, text)}
    present = None
    with contextlib.suppress(ValueError):
        present = date.fromisoformat(str(value))
    if present is not None and first <= present <= last:
        days.add(present)
    if len(days) > MOST_CELLS:
        raise AskedError("decide.too_many_values", found=len(days), most=MOST_CELLS)
    now = None if present is None else _day(present)
    notches = tuple(map(_day, sorted(days)))
    return Dial(path, path, title, "", False, True, now, notches, text.strip(), None)


def _day(day: date) -> Notch:
    return Notch(day.isoformat(), float(day.toordinal()))


def _days(first: date, last: date, step: str | None, span: str) -> Iterator[date]:
    """The days between two dates: so many apart, or the same day of every so many months."""
    number, unit = _apart(first, last, step, span)
    count, day = 0, first
    while day <= last:
        yield day
        count += number
        day = first + timedelta(days=count) if unit == "d" else _months_after(first, count)


def _apart(first: date, last: date, step: str | None, span: str) -> tuple[int, str]:
    if step is None:
        width = (last - first).days
        return (1, "d") if width <= _BY_DAYS else (7, "d") if width <= _BY_WEEKS else (1, "mo")
    found = re.fullmatch(r"\s*(\d+)\s*(d|mo)\s*", step)
    if not found or int(found[1]) < 1:
        raise AskedError("decide.not_a_step", found=step, range=span)
    return int(found[1]), found[2]


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
