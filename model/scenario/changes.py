"""One entry of a tree set to a value: what ``change``, ``add`` and ``--set`` come down to.

- ``change`` sets what exists, ``add`` brings what does not; both take dotted paths and nested maps.
- Maps merge, lists replace, ``null`` deletes. A number is one value: ``{dist: …}`` and ``{value: …}``
  replace a number of another form whole.
- A row of the risk register can be switched off where the file doesn't say ``active``.
- What is said once may be said for each: a list set on ``{value: …}`` gives each segment its own
  number, a map of years on an amount gives each year its own. Both replace the number whole. Among
  money listed by year or date a further year or date may be set: there is money in every year.
- A bare value set on a map that has a ``value`` (a lever, an assumption, a number with its source)
  sets that ``value``; source and grade may be given beside it even where there were none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.scenario.faults import Fault, Phrase, Place, shown_path
from model.scenario.measure import FACT_WORDS
from model.scenario.read import Mark, Node
from model.scenario.wrong import nearest


@dataclass(frozen=True)
class Change:
    """One entry of the tree set to a value; deleted where that is null."""

    place: Place
    node: Node

    def overlaps(self, other: Change) -> bool:
        """Whether the two set the same entry, or one a part of what the other sets."""
        shorter = min(len(self.place), len(other.place))
        return self.place[:shorter] == other.place[:shorter]

    def contradicts(self, other: Change) -> bool:
        """Whether the two cannot both hold."""
        alike = self.place == other.place and self.node.plain() == other.node.plain()
        return self.overlaps(other) and not alike


@dataclass
class Editor:
    """Turns what a file says under ``change`` and ``add`` into changes of single entries of a tree.

    ``file`` is the name of the file the tree came from, for the message that something is not there;
    faults are added to ``faults``.
    """

    tree: Node
    file: str
    faults: list[Fault]

    def changed(self, path: str, node: Node) -> Iterator[Change]:
        """A value set on an existing path."""
        place = tuple(_steps(self.tree, path))
        existing = at(self.tree, place)
        if existing is None and (
            _is_switch(self.tree, place) or _is_listed_money(place, at(self.tree, place[:-1]))
        ):
            yield Change(place, node)
            return
        if existing is None:
            self._refuse_unknown(place, node.mark)
            return
        yield from self._settled(place, node, existing)

    def _settled(self, place: Place, node: Node, existing: Node) -> Iterator[Change]:
        """A value set on an existing entry, as changes of single entries."""
        if node.value is None:
            yield Change(place, node)
        elif _sets_inner_value(node, existing):
            yield from self._settled((*place, "value"), node, existing.entries["value"])
        elif not (_is_map(node) and _is_map(existing)) or _swaps(node, existing):
            yield Change(place, node)
        else:
            if "source" in node.entries and "known_on" in existing.entries and "known_on" not in node.entries:
                # The day on which the old source was known says nothing of the new one.
                yield Change((*place, "known_on"), Node(None, node.mark))
            for word, child in node.entries.items():
                yield from self._settled_word((*place, word), child, existing)

    def _settled_word(self, place: Place, node: Node, around: Node) -> Iterator[Change]:
        existing = around.child(place[-1])
        if existing is not None:
            yield from self._settled(place, node, existing)
        elif place[-1] in FACT_WORDS or _is_switch(self.tree, place) or _is_listed_money(place, around):
            yield Change(place, node)
        else:
            self._refuse_unknown(place, node.mark)

    def added(self, path: str, node: Node) -> Iterator[Change]:
        """A value at a path that is not there yet."""
        yield from self._additions(tuple(_steps(self.tree, path)), node)

    def _additions(self, place: Place, node: Node) -> Iterator[Change]:
        existing = at(self.tree, place)
        if existing is None or existing.value is None:
            yield Change(place, node)
        elif _is_map(existing) and _is_map(node):
            for word, child in node.entries.items():
                yield from self._additions((*place, word), child)
        else:
            first = f"{shown_path(existing.mark.file)}:{existing.mark.line}"
            self._fault(node.mark, place, "scenario.already_there", first=first)

    def _refuse_unknown(self, place: Place, mark: Mark) -> None:
        """No such path: name the first step that is not there, and its nearest neighbour."""
        known = next(depth for depth in range(len(place), -1, -1) if at(self.tree, place[:depth]) is not None)
        around = at(self.tree, place[:known])
        assert around is not None, "the top of the tree is always there"
        near = nearest(str(place[known]), around.entries)
        key = "scenario.no_such_path" if near else "scenario.nothing_there"
        self._fault(mark, place[: known + 1], key, noun=noun_of(place[:known]), file=self.file, near=near)

    def _fault(self, mark: Mark, path: Place, key: str, **values: Any) -> None:
        self.faults.append(Fault(mark.file, mark.line, path, key, values))


def applied(tree: Node, change: Change) -> Node:
    """The tree with one entry set, brought in or deleted; blocks on the way are made as needed."""
    return _set(tree, change.place, change.node)


def _set(tree: Node, place: Place, node: Node) -> Node:
    if not place:
        return node
    step, rest = str(place[0]), place[1:]
    entries = dict(tree.entries)
    if not rest and node.value is None:
        entries.pop(step, None)
    else:
        entries[step] = _set(entries.get(step, Node({}, node.mark)), rest, node)
    return Node(entries, tree.mark)


def at(tree: Node, place: Sequence[str | int]) -> Node | None:
    """What stands at a place of a tree, or None."""
    found: Node | None = tree
    for step in place:
        found = found.child(step) if found is not None else None
    return found


def _steps(tree: Node, path: str) -> Iterator[str]:
    """The steps of a dotted path; a name that itself has a point is one step where it exists."""
    words = path.split(".")
    here: Node | None = tree
    while words:
        names = (".".join(words[:count]) for count in range(1, len(words) + 1))
        step = next((name for name in names if here is not None and here.child(name) is not None), words[0])
        yield step
        here = here.child(step) if here is not None else None
        words = words[step.count(".") + 1 :]


def _is_switch(tree: Node, place: Sequence[str | int]) -> bool:
    """Whether a place is the switch of a row of the risk register, which is there, written or not."""
    is_of_row = len(place) == 3 and place[0] == "risk_register" and place[2] == "active"
    return is_of_row and at(tree, place[:2]) is not None


def _is_map(node: Node) -> bool:
    return isinstance(node.value, dict)


def _sets_inner_value(node: Node, existing: Node) -> bool:
    """Whether a value is meant for the ``value`` of the map it is set on."""
    if "value" not in existing.entries or isinstance(node.value, list):
        return False
    return not _is_map(node) or ("dist" in node.entries and "title" in existing.entries)


def _swaps(node: Node, existing: Node) -> bool:
    """Whether a map replaces another whole: a number of one form set on one of another."""
    if {"value", "dist"} & existing.entries.keys() and node.entries and all(map(_is_time, node.entries)):
        return True
    return "dist" in node.entries or ("value" in node.entries and "dist" in existing.entries)


_TIME = re.compile(r"\d{4}(-\d{2}-\d{2})?")


def _is_time(word: str | int) -> bool:
    """Whether a word is a year or a date."""
    return _TIME.fullmatch(str(word)) is not None


def _is_listed_money(place: Place, around: Node | None) -> bool:
    """Whether a place is that of one year or date among the money of a source listed so."""
    is_of_a_source = len(place) == 4 and place[0] == "capital" and place[2] in ("per_year", "dated")
    listed = around.entries if around is not None else {}
    return is_of_a_source and bool(listed) and all(map(_is_time, (*listed, place[3])))


_NOUNS = (
    "sources", "phases", "calendars", "sessions", "windows", "levers", "assumptions", "crews", "capital",
    "indicators", "gates", "procedures", "works", "activities", "risks", "drivers", "correlations",
    "milestones", "register", "risk_register", "steps", "parts", "parameters",
)  # fmt: skip


def noun_of(block: Place) -> Phrase:
    """What the entries of a block are called: a work, a step, a lever; else a word."""
    name = str(block[-1]) if block else ""
    return Phrase(f"scenario.noun.{name if name in _NOUNS else 'word'}")
