"""A tree as YAML text that says the same wherever and whenever it is written.

The YAML library says how each text is written; line breaks and indentation, which are the same
for every tree, are set here: the library takes a second for what scenarios take a moment for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

_TAG = "tag:yaml.org,2002:"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YAML_LINE = 100_000
"""No line is folded: where it would break depends on the words, and a fold hides a difference."""

_BARE = re.compile(r"[^\W\d_][\w/%()$+.-]*|\$\w+")
_SENTENCE = re.compile(r"[^\W\d_][\w ;.!?'\"/%()&*$+=<>|…–—“”≥≤×→-]*[\w.;!?)%”]")
_NUMBERED = re.compile(r"(?!\d{4}-\d)\d(?=.*(?:/| [^\W\d]| %|–))[\w ;.'\"/%()$+…–≥≤×-]*[\w.%)]")
"""Texts that stand without quotes: a word, a sentence, numbers with a unit or a span. What YAML reads as
something else has no such form (a number alone, a date and time) or is one of the words below."""

_LIST_MARKS = str.maketrans("", "", ",[]{}")
"""What would end a text within a list, and does no harm elsewhere but at its beginning."""

_DECIMAL = re.compile(r"-?\d+\.\d+")

_MEANT = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])

_BREAK = re.compile("[\n\r\x85\u2028\u2029]")
"""What YAML takes for the end of a line; the next one begins where the text stands in the whole."""

LONGEST_KEY = 60
"""Longer ones may not fit on the line of their value; the library knows what to do then."""


class _Unusual(Exception):  # noqa: N818  (not an error: the library takes over)
    """Something that only the library can lay out."""


def canonical_yaml(tree: dict[str, Any]) -> str:
    """The tree as YAML, in its own order; reading it back gives the same tree."""
    try:
        return "".join(_map(tree, "")) if tree else by_the_library(tree)
    except _Unusual:
        return by_the_library(tree)


def by_the_library(tree: dict[str, Any]) -> str:
    """The tree as YAML as the library lays it out: the same text as ``canonical_yaml``, later."""
    return _serialized(_node(tree))


def _serialized(node: Any) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.width = _YAML_LINE
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.serialize(node, stream)
    return stream.getvalue()


# -- lines and indentation --------------------------------------------------------------------------


def _map(tree: dict[str, Any], indent: str, first: str | None = None) -> Iterator[str]:
    """The lines of a map; ``first`` stands before its first entry where that shares a line with a dash."""
    before = indent if first is None else first
    for key, value in tree.items():
        yield f"{before}{_key_text(key)}:"
        before = indent
        if isinstance(value, dict) and value:
            yield "\n"
            yield from _map(value, indent + "  ")
        elif isinstance(value, list) and not _is_short(value):
            yield "\n"
            yield from _list(value, indent)
        else:
            yield f" {_on_one_line(value)}\n"


def _list(values: list[Any], indent: str, first: str | None = None) -> Iterator[str]:
    before = indent if first is None else first
    for value in values:
        dash = f"{before}- "
        before = indent
        if isinstance(value, dict) and value:
            yield from _map(value, indent + "  ", dash)
        elif isinstance(value, list) and not _is_short(value):
            yield from _list(value, indent + "  ", dash)
        else:
            yield f"{dash}{_on_one_line(value)}\n"


def _is_short(values: list[Any]) -> bool:
    return not any(isinstance(one, dict | list) for one in values)


def _on_one_line(value: Any) -> str:
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return f"[{', '.join(_text(one, in_list=True) for one in value)}]"
    return _text(value, in_list=False)


def _text(value: Any, *, in_list: bool) -> str:
    if isinstance(value, str):
        return _text_of(value, in_list)
    text = str(_scalar(value).value)
    if isinstance(value, float) and not _DECIMAL.fullmatch(text):
        raise _Unusual
    return text


@lru_cache(maxsize=20_000)
def _text_of(value: str, in_list: bool) -> str:
    """How a text is written, alone after its key or within a list on one line."""
    if _BREAK.search(value):
        raise _Unusual
    inside = value if in_list else value[:1] + value[1:].translate(_LIST_MARKS)
    if _DATE.fullmatch(value) or _is_bare(inside):
        return value
    scalar = _scalar(value)
    inner = SequenceNode(f"{_TAG}seq", [scalar], flow_style=True) if in_list else scalar
    text = _serialized(MappingNode(f"{_TAG}map", [(_key("k"), inner)], flow_style=False))
    before, after = ("k: [", "]\n") if in_list else ("k: ", "\n")
    if not (text.startswith(before) and text.endswith(after) and text.count("\n") == 1):
        raise _Unusual
    return text[len(before) : -len(after)]


def _is_bare(text: str) -> bool:
    """Whether a text surely needs no quotes; of the others the library knows."""
    is_like_one = _BARE.fullmatch(text) or _SENTENCE.fullmatch(text) or _NUMBERED.fullmatch(text)
    return bool(is_like_one) and text.lower() not in _MEANT


@lru_cache(maxsize=20_000)
def _key_text(key: str) -> str:
    if len(key) > LONGEST_KEY or _BREAK.search(key):
        raise _Unusual
    if (_BARE.fullmatch(key) and key.lower() not in _MEANT) or _key(key).tag != f"{_TAG}str":
        return key
    node = MappingNode(f"{_TAG}map", [(_key(key), _scalar(0))], flow_style=False)
    text = _serialized(node)
    if not (text.endswith(": 0\n") and text.count("\n") == 1) or text.startswith("?"):
        raise _Unusual
    return text[: -len(": 0\n")]


# -- the same for the library -----------------------------------------------------------------------


def _node(value: Any) -> Any:
    if isinstance(value, dict):
        entries = [(_key(key), _node(inner)) for key, inner in value.items()]
        return MappingNode(f"{_TAG}map", entries, flow_style=not entries)
    if isinstance(value, list):
        return SequenceNode(f"{_TAG}seq", [_node(one) for one in value], flow_style=_is_short(value))
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
