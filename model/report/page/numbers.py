"""Amounts as they stand in scenario files, as people read them."""

from __future__ import annotations

import json
import re
from typing import Any

from model.words import LANGUAGES, NO_BREAK, lexicon, say, say_date, say_days, say_number

_NUMBER = re.compile(r"[-+]?\d+(?:\.(\d+))?")
_AMOUNT = re.compile(
    r"(?P<numbers>[-+]?[\d.]+(?:\s*(?:/|\.\.)\s*[-+]?[\d.]+)*)\s*(?P<unit>%|[a-zA-Z][a-zA-Z /]*)?"
)
DAYS_PER_YEAR = 365.25

_TOLD_ELSEWHERE = ("title", "basis")

MONTHS_UNTIL = 3
"""Years below which a span of time is told in months."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def amount_said(text: str, lang: str) -> str:
    """An amount as people read it: ``30/45/90 d`` as 30 / 45 / 90 ngày; anything else as it stands."""
    assert lang in LANGUAGES, f"there is no language {lang!r}"
    if _DAY.fullmatch(text):
        return say_date(text, lang)
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return text
    unit = found["unit"] or ""
    if unit and f"unit.written.{unit}" not in lexicon():
        return text
    parts = re.split(r"\s*(/|\.\.)\s*", found["numbers"])
    if not all(_NUMBER.fullmatch(part) for part in parts[::2]):
        return text
    numbers = [_number(part, lang) for part in parts[::2]]
    joint = f"{NO_BREAK}…{NO_BREAK}" if ".." in parts else f"{NO_BREAK}/{NO_BREAK}"
    said = joint.join(numbers)
    return f"{said}{NO_BREAK}{say(f'unit.written.{unit}', lang)}" if unit else said


def value_said(text: str, lang: str) -> str:
    """A value of a scenario file: an amount, or all entries of a block, but for its name and its source."""
    if not text.startswith(("{", "[")):
        return amount_said(text, lang)
    try:
        return _block_said(json.loads(text), lang)
    except ValueError:
        return text


def _block_said(block: Any, lang: str) -> str:
    if isinstance(block, dict):
        if set(block) == set(LANGUAGES):
            return str(block[lang])
        entries = ((name, one) for name, one in block.items() if name not in _TOLD_ELSEWHERE)
        return "; ".join(f"{name}: {_block_said(one, lang)}" for name, one in entries)
    if isinstance(block, list):
        return ", ".join(_block_said(one, lang) for one in block)
    return amount_said(str(block), lang)


def _number(text: str, lang: str) -> str:
    found = _NUMBER.fullmatch(text)
    assert found is not None, "looked at before"
    return say_number(float(text), lang, len(found[1] or ""))


def is_told_by_day(days: int) -> bool:
    """Whether a span of time is told to the day; longer ones are rounded."""
    return days < 60


def span_said(days: int, lang: str) -> str:
    """A span of time as people speak of it: 45 days, 14 months, 7 years."""
    if is_told_by_day(days):
        return say_days(days, lang)
    if days < MONTHS_UNTIL * DAYS_PER_YEAR:
        return say("report.span.months", lang, count=round(12 * days / DAYS_PER_YEAR))
    return say("report.span.years", lang, count=round(days / DAYS_PER_YEAR))


def turned(value_from: str, value_to: str, lang: str) -> tuple[str, str]:
    """Two values of a lever; those of a switch as yes and no."""
    if {value_from, value_to} == {"0", "1"}:
        words = {"0": say("report.no", lang), "1": say("report.yes", lang)}
        return words[value_from], words[value_to]
    return amount_said(value_from, lang), amount_said(value_to, lang)
