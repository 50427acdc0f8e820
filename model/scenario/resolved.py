"""A resolved tree as text that says the same wherever and whenever it is written, and two trees compared."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from model.scenario.faults import dotted
from model.scenario.merge import OWN_WORDS

_TAG = "tag:yaml.org,2002:"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YAML_LINE = 100_000
"""No line is folded: where it would break depends on the words, and a fold hides a difference."""


def canonical_yaml(tree: dict[str, Any]) -> str:
    """The tree as YAML, in its own order; reading it back gives the same tree."""
    yaml = YAML(typ="safe", pure=True)
    yaml.width = _YAML_LINE
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.serialize(_node(tree), stream)
    return stream.getvalue()


def _node(value: Any) -> Any:
    if isinstance(value, dict):
        entries = [(_key(key), _node(inner)) for key, inner in value.items()]
        return MappingNode(f"{_TAG}map", entries, flow_style=not entries)
    if isinstance(value, list):
        is_short = not any(isinstance(one, dict | list) for one in value)
        return SequenceNode(f"{_TAG}seq", [_node(one) for one in value], flow_style=is_short)
    return _scalar(value)


def _key(key: str) -> ScalarNode:
    """Keys are always text to the reader, so a year or a date needs no quotes."""
    kind = (
        "int"
        if key.isdecimal() and not key.startswith("0")
        else "timestamp"
        if _DATE.fullmatch(key)
        else "str"
    )
    return ScalarNode(f"{_TAG}{kind}", key)


def _scalar(value: Any) -> ScalarNode:
    if value is None:
        return ScalarNode(f"{_TAG}null", "null")
    if isinstance(value, bool):
        return ScalarNode(f"{_TAG}bool", "true" if value else "false")
    if isinstance(value, int | float):
        return ScalarNode(f"{_TAG}{'int' if isinstance(value, int) else 'float'}", repr(value))
    if _DATE.fullmatch(value):
        return ScalarNode(f"{_TAG}timestamp", value)
    return ScalarNode(f"{_TAG}str", value, style="|" if "\n" in value else None)


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
