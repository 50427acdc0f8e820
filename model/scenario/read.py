"""YAML text -> a tree that knows the file and line of everything in it.

Of YAML only what cannot be misread is taken: 1.2 meanings, text, numbers, ``true``, ``false``,
``null``, maps and lists. Keys are always text. Dates stay text until the shape reads them.
Repeated keys, anchors, aliases, merge keys and tags are refused, each with its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from model.scenario.faults import Fault, Line, MissingFile, Place, ScenarioError

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")

_BARE = re.compile(r"[\w$](?:[\w$./%+ -]*[\w%])?")
"""Texts that can stand among others without quotes, unless they would be a number or a truth."""

_ODD = re.compile(r"[^\x09\x0A\x0D\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What YAML does not allow."""

DEEPEST = 40
"""No scenario nests deeper; a file that does was not written by a person."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something was written: a file (or words such as ``--set``) and a line from 1, or a cell."""

    file: str
    line: Line | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written; the entries of maps and lists are nodes again."""

    value: dict[str, Node] | list[Node] | str | int | float | bool | None
    mark: Mark

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a map; nothing for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def child(self, step: str | int) -> Node | None:
        """The entry of a map or list, if it is there."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]
        return None

    def plain(self) -> Any:
        """The value without marks: dicts, lists, text, numbers, truth, None."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def marks(self, path: Place = ()) -> Iterator[tuple[Place, Mark]]:
        """Where everything below was written, by path."""
        yield path, self.mark
        if isinstance(self.value, dict):
            for key, child in self.value.items():
                yield from child.marks((*path, key))
        elif isinstance(self.value, list):
            for place, child in enumerate(self.value):
                yield from child.marks((*path, place))


def node_of(value: Any, mark: Mark) -> Node:
    """A tree in which everything was written at one place."""
    if isinstance(value, dict):
        return Node({str(key): node_of(child, mark) for key, child in value.items()}, mark)
    if isinstance(value, list | tuple):
        return Node([node_of(child, mark) for child in value], mark)
    return Node(value, mark)


def read_file(path: Path) -> Node:
    """Read a whole YAML file, whose top is a map.

    Raises
    ------
    MissingFile
        If there is no such file, or it is a folder.
    ScenarioError
        If it is not readable as a map in UTF-8 YAML; with every fault of that kind.
    """
    if not path.is_file():
        key = "scenario.is_a_folder" if path.is_dir() else "scenario.missing_file"
        raise MissingFile([Fault(str(path), None, (), key)])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ScenarioError([Fault(str(path), line, (), "scenario.not_utf8")]) from None
    return read_text(text, str(path))


@lru_cache(maxsize=64)  # a sweep or a comparison reads the same parents again and again; nodes never change
def read_text(text: str, file: str) -> Node:
    """Read YAML text whose top is a map.

    Raises
    ------
    ScenarioError
        If it is not; with every fault found.
    """
    builder = _Builder(file)
    top = builder.read(text)
    if not builder.faults and top is None:
        builder.refuse(None, (), "scenario.empty_file")
    elif top is not None and not isinstance(top.value, dict):
        builder.refuse(top.mark.line, (), "scenario.not_a_map")
    if builder.faults or top is None:
        raise ScenarioError(builder.faults)
    return top


def read_value(text: str, mark: Mark) -> Node:
    """Read the value of a setting such as ``5``, ``32 bn VND`` or ``{value: 5, source: x}``.

    Raises
    ------
    ScenarioError
        If it is not one YAML value.
    """
    builder = _Builder(mark.file)
    top = builder.read(text)
    if builder.faults:
        raise ScenarioError(Fault(mark.file, mark.line, f.path, f.key, f.values) for f in builder.faults)
    return node_of(top.plain() if top is not None else None, mark)


def one_line(value: Any) -> str:
    """A plain value as one line of YAML, which ``read_value`` reads back as the same."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {one_line(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(one_line, value)) + "]"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = str(value)
    is_bare = not isinstance(value, str) or _is_bare(text)
    return text if is_bare else json.dumps(text, ensure_ascii=False)


def _is_bare(text: str) -> bool:
    """Whether a text needs no quotes to stay the text it is."""
    return bool(_BARE.fullmatch(text)) and read_value(text, Mark("", None)).value == text


@dataclass
class _Builder:
    """Builds nodes from the events of the YAML reader, gathering faults on the way."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, line: Line | None, path: Place, key: str, **values: Any) -> None:
        self.faults.append(Fault(self.file, line, path, key, values))

    def read(self, text: str) -> Node | None:
        """The one document of a text, or None where it says nothing or cannot be read."""
        try:
            events = list(YAML(typ="safe", pure=True).parse(text))
        except MarkedYAMLError as error:
            self._refuse_syntax(text, error)
            return None
        except YAMLError as error:
            odd = _ODD.search(text)
            line = text[: odd.start()].count("\n") + 1 if odd else 1
            found = f"U+{ord(odd[0]):04X}" if odd else " ".join(str(error).split())[:80]
            self.refuse(line, (), "scenario.odd_character", found=found)
            return None
        documents = [event for event in events if isinstance(event, DocumentStartEvent)]
        if len(documents) > 1:
            self.refuse(_line(documents[1]), (), "scenario.two_documents")
        if not documents or _says_nothing(text):
            return None
        contents = iter(events)
        next(event for event in contents if isinstance(event, DocumentStartEvent))
        return self._node(next(contents), contents, ())

    def _refuse_syntax(self, text: str, error: MarkedYAMLError) -> None:
        is_unclosed = "end of stream" in (error.problem or "")  # then the beginning is what helps
        mark = (is_unclosed and error.context_mark) or error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else None
        lines = text.splitlines()
        written = lines[line - 1] if line is not None and line <= len(lines) else ""
        if "\t" in written[: len(written) - len(written.lstrip())] or "'\\t'" in (error.problem or ""):
            self.refuse(line, (), "scenario.tab")
        else:
            self.refuse(line, (), "scenario.yaml_syntax", found=(error.problem or "").strip())

    def _node(self, event: Event, events: Iterator[Event], path: Place) -> Node:
        mark = Mark(self.file, _line(event))
        if len(path) > DEEPEST:
            raise ScenarioError([*self.faults, Fault(self.file, mark.line, (), "scenario.too_deep")])
        self._refuse_tricks(event, path)
        if isinstance(event, MappingStartEvent):
            return Node(self._map(events, path), mark)
        if isinstance(event, SequenceStartEvent):
            return Node(self._list(events, path), mark)
        return Node(_scalar(event) if isinstance(event, ScalarEvent) else None, mark)

    def _refuse_tricks(self, event: Event, path: Place) -> None:
        """What makes one place of a file mean another, or a value mean more than it says."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            key = "scenario.alias" if isinstance(event, AliasEvent) else "scenario.anchor"
            self.refuse(_line(event), path, key, found=anchor)
        if tag not in (None, "!"):
            self.refuse(_line(event), path, "scenario.tag", found=tag)

    def _map(self, events: Iterator[Event], path: Place) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, events, path)
            child = self._node(next(events), events, (*path, key or "?"))
            if key is None:
                continue
            if key in entries:
                first = entries[key].mark.line
                self.refuse(_line(event), (*path, key), "scenario.repeated_key", first=first)
            entries[key] = Node(child.value, Mark(self.file, _line(event)))
        return entries

    def _key(self, event: Event, events: Iterator[Event], path: Place) -> str | None:
        """The name of an entry, or None where it is no name but a list or a block."""
        if not isinstance(event, ScalarEvent):
            self.refuse(_line(event), path, "scenario.key_not_text")
            self._node(event, events, path)  # read past it
            return None
        self._refuse_tricks(event, path)
        if event.value == "<<" and event.style is None:
            self.refuse(_line(event), path, "scenario.merge_key")
        return str(event.value)

    def _list(self, events: Iterator[Event], path: Place) -> list[Node]:
        entries: list[Node] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            entries.append(self._node(event, events, (*path, len(entries))))
        return entries


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _says_nothing(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith(("#", "---")) for line in text.splitlines())


def _scalar(event: ScalarEvent) -> str | int | float | bool | None:
    """The meaning of a scalar: quoted is text; bare is what YAML 1.2 says, unless that could surprise."""
    text = str(event.value)
    if event.style is not None and event.style != "":
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
