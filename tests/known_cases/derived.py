"""Quantities and events that a case describes in words: differences of two instants, and their signs.

Two sentences are understood, with `_k` for a number at the end of the names:
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

END = r"(start|finish) of ([\w:]+)"
DIFFERENCE = re.compile(rf"(\w+) (?:=|is) {END} minus {END}")
EVENT = re.compile(r"(\w+) is the event (\w+) (>=|<=|>|<|=) (-?\d+(?:\.\d+)?)")
COMPARE = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "=": operator.eq}


def derived(entry: Block, played: Played, of: str) -> Days | None:
    """The values of a described quantity, or 1 and 0 for an event; None where none is described."""
    text = played.case.description
    for name, left_end, left, right_end, right in DIFFERENCE.findall(text):
        number = _number(name, of)
        if number is not None:
            ends = ((left_end, left), (right_end, right))
            first, second = (_instant(entry, played, end, _named(one, number)) for end, one in ends)
            return first - second
    for name, of_what, sign, limit in EVENT.findall(text):
        number = _number(name, of)
        if number is not None:
            value = derived(entry, played, _named(of_what, number))
            if value is None:
                raise entry.wrong("of", f"the case doesn't say what {of_what} is")
            return COMPARE[sign](value, float(limit)).astype(np.float64)
    return None


def _number(name: str, of: str) -> str | None:
    """What `_k` stands for if a described name is the one asked for; empty where it has no `_k`."""
    if not name.endswith("_k"):
        return "" if name == of else None
    found = re.fullmatch(rf"{re.escape(name[:-2])}_?(\d+)", of)
    return found[1] if found else None


def _named(name: str, number: str) -> str:
    return name[:-2] + number if name.endswith("_k") else name


def _instant(entry: Block, played: Played, end: str, id: str) -> Days:
    days = played.starts if end == "start" else played.finishes
    for one in (id, re.sub(r"(\d+)$", r"_\1", id)):
        if one in days:
            return days[one]
    raise entry.wrong("of", f"there is no activity {id!r}")
