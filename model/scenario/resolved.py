"""Two resolved trees compared."""

from __future__ import annotations

from typing import Any

from model.scenario.faults import dotted
from model.scenario.merge import OWN_WORDS


def differences(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Where two resolved trees differ: dotted path, value in the first, value in the second.

    None stands where one of them has nothing. What a file says of itself (title, about,
    because) is no difference; lists and added blocks count as one value.
    """
    ours, theirs = _facts_only(first), _facts_only(second)
    return [(dotted(place), one, other) for place, one, other in _compared(ours, theirs, ())]


def _facts_only(tree: dict[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in tree.items() if word not in OWN_WORDS}


def _compared(first: Any, second: Any, place: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any, Any]]:
    if isinstance(first, dict) and isinstance(second, dict):
        words = dict.fromkeys((*first, *second))
        return [one for word in words for one in _compared(first.get(word), second.get(word), (*place, word))]
    return [] if first == second else [(place, first, second)]
