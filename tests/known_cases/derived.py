"""Quantities and events that a case describes in words: sums and differences of instants, and comparisons.

Two kinds of sentence are understood, `_k` standing for a number at the end of the names:
"wait_k = start of srv_k minus finish of arr_k" and "late_k is the event wait_k > 0".
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.known_cases.cases import Block

if TYPE_CHECKING:
    from tests.known_cases.play import Played

Days = NDArray[np.float64]

OF = r"(?:start|finish|duration) of [\w:]+"
TERM = rf"(?:{OF}|-?\d+(?:\.\d+)?|\w+)"
SUM = rf"{TERM}(?: (?:minus|plus) {TERM})*"
QUANTITY = re.compile(rf"(\w+) (?:=|is) ({OF}(?: (?:minus|plus) {TERM})*)")
EVENT = re.compile(rf"(\w+) is the event (?:that )?({SUM}) (>=|<=|>|<|=|before|after) ({SUM})")
COMPARE = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    "after": operator.gt,
    "before": operator.lt,
}


def derived(entry: Block, played: Played, of: str) -> Days | None:
    """The values of a described quantity, or 1 and 0 for an event; None where none is described."""
    for name, terms in QUANTITY.findall(played.case.description):
        number = _number(name, of)
        if number is not None:
            return _sum(entry, played, terms, number)
    for name, left, sign, right in EVENT.findall(played.case.description):
        number = _number(name, of)
        if number is not None:
            sides = (_sum(entry, played, side, number) for side in (left, right))
            return COMPARE[sign](*sides).astype(np.float64)
    return None


def _number(name: str, of: str) -> str | None:
    """What `_k` stands for if a described name is the one asked for; empty where it has no `_k`."""
    if not name.endswith("_k"):
        return "" if name == of else None
    found = re.fullmatch(rf"{re.escape(name[:-2])}_?(\d+)", of)
    return found[1] if found else None


def _sum(entry: Block, played: Played, text: str, number: str) -> Days:
    """Terms with plus and minus between them, from left to right."""
    first, *rest = re.split(r" (minus|plus) ", text)
    total = _term(entry, played, first, number)
    for sign, term in zip(rest[::2], rest[1::2], strict=True):
        value = _term(entry, played, term, number)
        total = total - value if sign == "minus" else total + value
    return total


def _term(entry: Block, played: Played, text: str, number: str) -> Days:
    """A number, an end or the length of an activity, or another described quantity."""
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        return np.float64(text) * np.ones(1)
    which, _, id = text.rpartition(" of ")
    name = id[:-2] + number if id.endswith("_k") else id
    if not which:
        value = derived(entry, played, name)
        if value is None:
            raise entry.wrong("of", f"the case doesn't say what {name} is")
        return value
    days = {"start": played.starts, "finish": played.finishes, "duration": played.works}[which]
    for one in (name, re.sub(r"(\d+)$", r"_\1", name)):
        if one in days:
            return days[one]
    raise entry.wrong("of", f"there is no activity {name!r}")
