"""Numbers as people write them: ``60/90/150 wd``, ``20 bn VND``, ``5 %``, ``$name``, ``{dist: …}``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf, ValidationInfo, WithJsonSchema

from model.scenario.dates import parse_day
from model.scenario.distribution import Distribution
from model.scenario.families import read_family
from model.scenario.measure import (
    FACT_WORDS,
    KINDS,
    NUMBER,
    Amount,
    AmountError,
    Measured,
    check_bounds,
    kind_of,
    measure,
    measured_in,
    unit_named,
    unreadable,
)
from model.scenario.saying import Title, title_of
from model.scenario.units import BOUNDS, FREE
from model.scenario.wrong import SaidError, nearest, shown

GRADES = ("A", "B", "C", "D")
"""A decreed or measured, B published for this place, C published for similar works, D judgement."""

MOST_MONEY = 10**9
"""In bn VND; more than that is an amount in VND with the wrong unit."""

_RANGE = re.compile(rf"({NUMBER})\s*\.\.\s*({NUMBER})\s*(\D.*)?", re.DOTALL | re.ASCII)
_REFERENCE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class ValueRange:
    """The least and the most a lever may be set to, in base units."""

    low: float
    high: float
    unit: str
    text: str
    kind: str


def parse_amount(said: Any, kind: str) -> Amount:
    """Read one number.

    Parameters
    ----------
    said
        What stands in the file: a text such as ``60/90/150 wd``, a plain number, or a mapping
        with ``value`` or ``dist``.
    kind
        One of ``KINDS``; with ``value`` the unit decides.

    Raises
    ------
    AmountError
        If it cannot be that kind of number; ``at`` leads to the word that is wrong.
    """
    assert kind in KINDS, f"{kind!r} is no kind of amount"
    if isinstance(said, dict):
        return _from_mapping(said, kind)
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        raise AmountError(f"scenario.not_a_{kind}", found=shown(said))
    text = str(said).strip()
    reference = _REFERENCE.fullmatch(text)
    if reference:
        return Amount(kind, None, reference[1], "", text)
    return _from_text(text, kind)


# a number, or low/mode/high ------------------------------------------------------------------


def _from_text(text: str, kind: str) -> Amount:
    measured = measure(text, kind)
    _check_numbers(measured, kind, text)
    meant = kind_of(measured.unit, kind)
    return Amount(meant, _law_of(measured.base, meant), None, measured.unit.text, text)


def _check_numbers(measured: Measured, kind: str, text: str) -> None:
    if len(measured.numbers) not in (1, 3):
        raise AmountError("scenario.one_or_three", found=text)
    if list(measured.numbers) != sorted(measured.numbers):
        raise AmountError("scenario.order", found=text)
    meant = kind_of(measured.unit, kind)
    check_bounds(measured.base, meant, text)
    if meant == "money":
        _check_money(measured, text)
    if meant == "count" and (len(measured.numbers) > 1 or not _is_whole(measured.numbers[0])):
        raise AmountError("scenario.not_a_count", found=text)


def _check_money(measured: Measured, text: str) -> None:
    if not all(_is_whole(number * 1000) for number in measured.numbers):
        raise AmountError("scenario.money_decimals", found=text)
    if any(number > MOST_MONEY for number in measured.numbers):
        raise AmountError("scenario.too_much_money", found=text)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _law_of(base: tuple[float, ...], kind: str) -> Distribution:
    clip = _clip_of(base, kind)
    if base[0] == base[-1]:
        return Distribution("fixed", base[:1], clip=clip)
    return Distribution("pert_between", (*base, 4.0), clip=clip)


def _clip_of(base: tuple[float, ...], kind: str) -> tuple[float, float]:
    """Where values must lie: a lag that is said to be one is never a lead, and the other way round."""
    if kind != "lag" or base[0] < 0 < base[-1]:
        return BOUNDS.get(kind, FREE)
    return (0.0, float("inf")) if base[0] >= 0 else (float("-inf"), 0.0)


# a mapping -----------------------------------------------------------------------------------


def _from_mapping(said: dict[str, Any], kind: str) -> Amount:
    facts = _facts({word: said[word] for word in FACT_WORDS if said.get(word) is not None})
    law = {word: value for word, value in said.items() if word not in FACT_WORDS}
    if "dist" in law:
        return read_family(law, kind, facts, parse_amount)
    if "value" not in law:
        raise AmountError("scenario.no_value", near=nearest(next(iter(law), ""), ("value", "dist")))
    for word in law:
        if word != "value":
            raise AmountError("scenario.unknown_word", at=(word,), found=word, near=nearest(word, FACT_WORDS))
    return _plain_value(law["value"], kind, facts)


def _plain_value(said: Any, kind: str, facts: dict[str, Any]) -> Amount:
    if isinstance(said, dict):
        raise AmountError(f"scenario.not_a_{kind}", at=("value",), found=shown(said))
    try:
        bare = parse_amount(said, kind)
    except SaidError as wrong:
        raise wrong.below("value") from None
    return Amount(bare.kind, bare.distribution, bare.ref, bare.unit, bare.text, **facts)


def _facts(said: dict[str, Any]) -> dict[str, Any]:
    for word in ("source", "hindsight"):
        if word in said and not isinstance(said[word], str):
            raise AmountError("scenario.not_text", at=(word,), found=shown(said[word]))
    if "note" in said:
        said["note"] = _note(said["note"])
    if said.get("grade", "A") not in GRADES:
        raise AmountError(
            "scenario.not_one_of", at=("grade",), found=shown(said["grade"]), words=", ".join(GRADES)
        )
    if "known_on" in said:
        try:
            said["known_on"] = parse_day(said["known_on"])
        except SaidError as wrong:
            raise AmountError(wrong.key, at=("known_on",), **wrong.values) from None
    return said


def _note(said: Any) -> Title:
    try:
        return title_of(said)
    except SaidError as wrong:
        raise AmountError(wrong.key, at=("note",), **wrong.values) from None


# ranges --------------------------------------------------------------------------------------


def parse_range(said: Any) -> ValueRange:
    """Read the range of a lever, e.g. ``1..6``, ``10..40 bn VND`` or ``20..80 %``.

    Raises
    ------
    AmountError
        If it is not two numbers, the smaller first, with one unit.
    """
    text = " ".join(str(said).split())
    found = _RANGE.fullmatch(text) if isinstance(said, str) else None
    if not found:
        raise unreadable(text if isinstance(said, str) else shown(said), "scenario.not_a_range")
    unit = unit_named(found[3] or "", "value", text)
    measured = measured_in(unit, found.group(1, 2), text, "scenario.not_a_range")
    low, high = measured.base
    if not low < high:
        raise AmountError("scenario.not_a_range", found=text)
    return ValueRange(low, high, measured.unit.text, text, measured.unit.kind)


UNREADABLE = Amount("value", Distribution("fixed", (0.0,)), None, "", "")
"""Stands for a number already found wrong, so that the rest of the scenario can still be checked."""

# the types of a shape ------------------------------------------------------------------------

_MEANING = {
    "duration": (
        "Time it takes: d (calendar days), wd (working days), mo, y",
        ["90 d", "60/90/150 wd", "$name"],
    ),
    "lag": (
        "Time between two ends, or before one where it is negative: d, wd, mo, y",
        ["30 d", "-10 d", "5/10/20 wd", "$name"],
    ),
    "money": ("Money in bn VND, at most three decimals", ["20 bn VND", "0.1/0.2/0.5 bn VND"]),
    "money_per_year": ("Money a year", ["1.2 bn VND/y"]),
    "share": ("A share or a chance", ["60 %", "0.04/0.09/0.20", "$name"]),
    "number": ("A plain number", [45, "10/12/15", "71 %"]),
    "count": ("A whole number, at least 0", [3, "$name"]),
    "length": ("A length", ["400 m", "1.2 km"]),
    "rate": ("So much a day, month, quarter or year", ["0.4/0.8/1.3 per quarter", "1.5 % per year"]),
    "value": ("Any number with its unit", ["2", "20 bn VND", "0.3/0.4/0.5", "90 d"]),
}


def _reader(kind: str) -> Callable[[Any, ValidationInfo], Amount]:
    def read(said: Any, info: ValidationInfo) -> Amount:
        try:
            return said if isinstance(said, Amount) else parse_amount(said, kind)
        except AmountError:
            if info.context and info.context.get("lenient"):
                return UNREADABLE
            raise

    return read


def _read_range(said: Any) -> ValueRange:
    return said if isinstance(said, ValueRange) else parse_range(said)


def _schema(kind: str) -> WithJsonSchema:
    description, examples = _MEANING[kind]
    carries_unit = kind in ("duration", "lag", "money", "money_per_year", "length", "rate")
    types = ["string", "object"] if carries_unit else ["string", "number", "object"]
    return WithJsonSchema({"type": types, "description": description, "examples": examples})


Duration = Annotated[InstanceOf[Amount], BeforeValidator(_reader("duration")), _schema("duration")]
Lag = Annotated[InstanceOf[Amount], BeforeValidator(_reader("lag")), _schema("lag")]
Money = Annotated[InstanceOf[Amount], BeforeValidator(_reader("money")), _schema("money")]
MoneyPerYear = Annotated[
    InstanceOf[Amount], BeforeValidator(_reader("money_per_year")), _schema("money_per_year")
]
Share = Annotated[InstanceOf[Amount], BeforeValidator(_reader("share")), _schema("share")]
Number = Annotated[InstanceOf[Amount], BeforeValidator(_reader("number")), _schema("number")]
Count = Annotated[InstanceOf[Amount], BeforeValidator(_reader("count")), _schema("count")]
Length = Annotated[InstanceOf[Amount], BeforeValidator(_reader("length")), _schema("length")]
Rate = Annotated[InstanceOf[Amount], BeforeValidator(_reader("rate")), _schema("rate")]
Value = Annotated[InstanceOf[Amount], BeforeValidator(_reader("value")), _schema("value")]
RangeOfValues = Annotated[
    InstanceOf[ValueRange],
    BeforeValidator(_read_range),
    WithJsonSchema(
        {
            "type": "string",
            "description": "The least and the most a lever may be set to",
            "examples": ["1..6", "10..40 bn VND", "20..80 %"],
        }
    ),
]

__all__ = ["UNREADABLE", "Amount", "AmountError", "ValueRange", "parse_amount", "parse_range"]
