"""Whether an answer agrees with the expected value, at any number of replications."""

from __future__ import annotations

from math import sqrt
from typing import Any

STATED_AT = 20_000
"""Replications for which tolerances are stated."""


def agrees(entry: dict[str, Any], answer: Any, replications: int) -> bool:
    """Whether an answer lies within the tolerance of its entry, or of the alternative convention beside it.

    A tolerance of standard errors is that of ``replications``; of a long run likewise, as its length
    goes with them.
    """
    allowed = allowance(entry["tolerance"], replications)
    values = [entry["value"], *(entry[word] for word in entry if word.startswith("alternative"))]
    return any(_is_near(value, answer, allowed) for value in values)


def allowance(tolerance: dict[str, Any], replications: int) -> float:
    """How far an answer may lie from the value."""
    stated = float(tolerance.get("abs", 0.0))
    if tolerance["rule"] == "exact":
        return stated
    at = tolerance.get("n", STATED_AT)
    return stated * sqrt(at / replications) + float(tolerance.get("value_error", 0.0)) + 1e-9


def _is_near(value: Any, answer: Any, allowed: float) -> bool:
    if isinstance(value, list) or isinstance(answer, list):
        is_alike = isinstance(value, list) and isinstance(answer, list) and len(value) == len(answer)
        return is_alike and all(_is_near(*pair, allowed) for pair in zip(value, answer, strict=True))
    if isinstance(value, str) or isinstance(answer, str):
        return bool(value == answer)
    return bool(abs(value - answer) <= allowed)
