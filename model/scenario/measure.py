"""The numbers in a text, the unit they carry, and what an amount is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isinf

from model.scenario.distribution import Distribution
from model.scenario.saying import Title
from model.scenario.units import BOUNDS, FREE, UNITS, Unit, units_of
from model.scenario.wrong import SaidError, shown

KINDS = ("duration", "lag", "money", "money_per_year", "share", "number", "count", "length", "rate", "value")
"""What a place may need; ``value`` takes any unit and lets it decide."""

FACT_WORDS = ("source", "grade", "note", "known_on", "hindsight")
"""What may stand beside any number: where it comes from, when it was known, what came of it."""

NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_AMOUNT = re.compile(rf"({NUMBER}(?:\s*/\s*{NUMBER})*)\s*(\D.*)?", re.DOTALL | re.ASCII)
_DECIMAL_COMMA = re.compile(r"\d,\d")


class AmountError(SaidError):
    """A number is not written as its place needs it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a scenario: a law, or a reference to a lever, an assumption or a parameter.

    Exactly one of ``distribution`` (in base units) and ``ref`` is there. ``unit`` and ``text``
    are as written; ``source`` to ``hindsight`` only where the number has its own.
    """

    kind: str
    distribution: Distribution | None
    ref: str | None
    unit: str
    text: str
    source: str | None = None
    grade: str | None = None
    note: Title | None = None
    known_on: date | None = None
    hindsight: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers that carry one unit, as written."""

    numbers: tuple[Decimal, ...]
    unit: Unit

    @property
    def base(self) -> tuple[float, ...]:
        """The numbers in base units."""
        return tuple(self.unit.to_base(number) for number in self.numbers)


def measure(text: str, kind: str) -> Measured:
    """The numbers of a text and their unit, of the right kind but not yet checked for size."""
    found = _AMOUNT.fullmatch(" ".join(text.split()))
    if not found:
        raise unreadable(text, f"scenario.not_a_{kind}")
    unit = unit_named(found[2] or "", kind, text)
    return measured_in(unit, found[1].split("/"), text, f"scenario.not_a_{kind}")


def measured_in(unit: Unit, numbers: Iterable[str], whole: str, key: str) -> Measured:
    """Numbers that carry a unit; the text they stand in and what to say of it where one has no size."""
    try:
        measured = Measured(tuple(Decimal(number.strip()) for number in numbers), unit)
        is_sized = not any(isinf(value) for value in measured.base)
    except ArithmeticError:  # an exponent beyond all measure
        is_sized = False
    if not is_sized:
        raise unreadable(whole, key)
    return measured


def unreadable(text: str, key: str) -> AmountError:
    """Why a text cannot be read: most often a decimal comma, else what the key says."""
    if _DECIMAL_COMMA.search(text):
        return AmountError("scenario.decimal_comma", found=shown(text))
    return AmountError(key, found=shown(text))


def unit_named(text: str, kind: str, whole: str) -> Unit:
    """The unit of a text, which must suit the kind.

    Raises
    ------
    AmountError
        If there is no such unit, or it measures another kind of thing.
    """
    name = re.sub(r"\s*/\s*", "/", text.strip())
    if name in units_of(kind):
        return UNITS[name]
    if name in UNITS or _DECIMAL_COMMA.search(whole):
        raise unreadable(whole, f"scenario.not_a_{kind}")
    raise AmountError("scenario.unknown_unit", found=shown(whole), unit=name, units=units_listed(kind))


def units_listed(kind: str) -> str:
    """The units of a kind, for a message."""
    return ", ".join(unit for unit in units_of(kind) if unit) or "–"


def kind_of(unit: Unit, kind: str) -> str:
    """The kind of an amount: what its place needs, or what its unit says where any will do."""
    return unit.kind if kind == "value" else kind


def check_bounds(values: tuple[float, ...], kind: str, text: str) -> None:
    """Refuse a duration below nothing, or a share above the whole.

    Raises
    ------
    AmountError
        If a value, in base units, lies outside the bounds of its kind.
    """
    low, high = BOUNDS.get(kind, FREE)
    if any(not low <= value <= high for value in values):
        key = "scenario.share_outside" if kind == "share" else "scenario.negative"
        raise AmountError(key, found=text)
