"""The units a scenario may use, and what one of each is in base units.

Base units are days, million VND, metres and plain numbers; a rate is per day, money per year
stays per year.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

DAYS_PER_MONTH = Decimal("30.4375")
"""A month as a duration: a twelfth of 365.25 days."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written, the kind of thing it measures, and its size in base units."""

    text: str
    kind: str
    size: Decimal = Decimal(1)
    per: Decimal = Decimal(1)

    def to_base(self, number: Decimal) -> float:
        """So many of this unit, in base units; exact where a decimal is exact."""
        return float(number * self.size / self.per)

    def from_base(self, value: float) -> Decimal:
        """A value in base units as so many of this unit."""
        return Decimal(value) * self.per / self.size


PERCENT = Decimal("0.01")
_DAYS_IN = {
    "day": Decimal(1),
    "month": DAYS_PER_MONTH,
    "quarter": 3 * DAYS_PER_MONTH,
    "year": 12 * DAYS_PER_MONTH,
}

PLAIN = Unit("", "number")

UNITS = {
    unit.text: unit
    for unit in (
        PLAIN,
        Unit("%", "share", PERCENT),
        Unit("d", "duration"),
        Unit("wd", "duration"),
        Unit("mo", "duration", DAYS_PER_MONTH),
        Unit("y", "duration", 12 * DAYS_PER_MONTH),
        Unit("bn VND", "money", Decimal(1000)),
        Unit("bn VND/y", "money_per_year", Decimal(1000)),
        Unit("m", "length"),
        Unit("km", "length", Decimal(1000)),
        *(Unit(f"per {span}", "rate", per=days) for span, days in _DAYS_IN.items()),
        *(Unit(f"% per {span}", "rate", PERCENT, days) for span, days in _DAYS_IN.items()),
    )
}
"""Every unit by its text. ``wd`` counts working days: its base is one day of its activity's calendar."""

_ALSO = {"share": ("", "%"), "number": ("", "%"), "count": ("",), "lag": ("d", "wd", "mo", "y")}


def units_of(kind: str) -> tuple[str, ...]:
    """The units that a kind of amount may carry, the usual one first."""
    if kind == "value":
        return tuple(UNITS)
    return _ALSO.get(kind) or tuple(text for text, unit in UNITS.items() if unit.kind == kind)


BOUNDS = {
    "duration": (0.0, float("inf")),
    "length": (0.0, float("inf")),
    "money": (0.0, float("inf")),
    "money_per_year": (0.0, float("inf")),
    "count": (0.0, float("inf")),
    "share": (0.0, 1.0),
}
"""Where the values of a kind must lie, in base units; other kinds are free."""

FREE = (float("-inf"), float("inf"))
