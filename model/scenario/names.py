"""Whether everything a scenario refers to by name is there.

Works on the tree, not on the shape, so that unknown names are found even where something else
is wrong. Which activities wait for which is the plan's to resolve.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from model.scenario.faults import Fault, Phrase, Place
from model.scenario.read import Node
from model.scenario.wrong import nearest

_REFERENCE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_PROSE = ("title", "about", "because", "note", "hindsight")
_NAMED_BY_STEPS = (
    ("calendar", "calendars"),
    ("session", "sessions"),
    ("phase", "phases"),
    ("not_in", "windows"),
    ("only_in", "windows"),
    ("crew", "crews"),
)
"""The words of a step that name something, and the block in which it must be defined."""


@dataclass(frozen=True)
class Named:
    """A name that was used: where, and from which names it must be."""

    place: Place
    node: Node
    name: str
    known: tuple[str, ...]
    noun: str

    def fault(self) -> Fault:
        """That there is no such thing."""
        values = {
            "found": self.name,
            "noun": Phrase(f"scenario.noun.{self.noun}"),
            "near": nearest(self.name, self.known),
        }
        mark = self.node.mark
        return Fault(mark.file, mark.line, self.place, "scenario.no_such_name", values)


def check_names(tree: Node, blocks: Iterable[str] | None = None) -> list[Fault]:
    """Every name used that nobody defines.

    Parameters
    ----------
    tree
        A resolved scenario, or a library.
    blocks
        The blocks that must be complete; a library may use crews its scenario defines. None
        means all.
    """
    used = [*_used_by_steps(tree), *_used_by_parts(tree), *_used_by_numbers(tree), *_used_elsewhere(tree)]
    wanted = set(blocks) if blocks is not None else None
    missing = [
        one.fault() for one in used if one.name not in one.known and (not wanted or one.noun in wanted)
    ]
    return missing + list(_missing_parameters(tree) if wanted is None else ())


def _names_in(tree: Node, block: str) -> tuple[str, ...]:
    node = tree.child(block)
    return tuple(node.entries) if node is not None else ()


def _block(tree: Node, *path: str) -> Iterator[tuple[Place, Node]]:
    """The entries of a block, with their places."""
    node: Node | None = tree
    for step in path:
        node = node.child(step) if node is not None else None
    for name, child in node.entries.items() if node is not None else ():
        yield (*path, name), child


# who uses names --------------------------------------------------------------------------------


def _steps(tree: Node) -> Iterator[tuple[Place, Node]]:
    """Everything that may hold the words of a step: steps, parts, activities."""
    for place, _ in _block(tree, "procedures"):
        yield from _block(tree, *map(str, place), "steps")
    for place, _ in _block(tree, "works"):
        yield from _block(tree, *map(str, place), "parts")
    yield from _block(tree, "activities")


def _used_by_steps(tree: Node) -> Iterator[Named]:
    for place, step in _steps(tree):
        for word, block in _NAMED_BY_STEPS:
            yield from _named(tree, (*place, word), step.child(word), block)
        payment = step.child("capital")
        if payment is not None:
            yield from _named(tree, (*place, "capital", "from"), payment.child("from"), "capital")
        for word in ("starts_when", "finishes_when"):
            for at, gate in _one_or_more((*place, word), step.child(word)):
                yield from _named(tree, (*at, "indicator"), gate.child("indicator"), "indicators")
                yield from _named(tree, (*at, "gate"), gate.child("gate"), "gates")
    for block in ("procedures", "works"):
        for place, node in _block(tree, block):
            yield from _named(tree, (*place, "phase"), node.child("phase"), "phases")


def _named(tree: Node, place: Place, node: Node | None, block: str) -> Iterator[Named]:
    """The names said by one word: one, several in a list, or the keys of a map."""
    if node is None:
        return
    known = _names_in(tree, block)
    if isinstance(node.value, dict):
        for name, child in node.value.items():
            yield Named((*place, name), child, name, known, block)
        return
    for at, one in _one_or_more(place, node):
        if isinstance(one.value, str):
            yield Named(at, one, one.value, known, block)


def _one_or_more(place: Place, node: Node | None) -> Iterator[tuple[Place, Node]]:
    if node is None:
        return
    if isinstance(node.value, list):
        yield from (((*place, number), child) for number, child in enumerate(node.value))
    else:
        yield place, node


def _used_by_parts(tree: Node) -> Iterator[Named]:
    """The procedure of each part, and the parameters given to it."""
    for place, part in _parts(tree):
        yield from _named(tree, (*place, "use"), part.child("use"), "procedures")
        parameters = _parameters(tree, part)
        given = part.child("with")
        if parameters is None or given is None:
            continue
        for name, node in given.entries.items():
            yield Named((*place, "with", name), node, name, parameters, "parameters")


def _parts(tree: Node) -> Iterator[tuple[Place, Node]]:
    for place, _ in _block(tree, "works"):
        for at, part in _block(tree, *map(str, place), "parts"):
            if part.child("use") is not None:
                yield at, part


def _parameters(tree: Node, part: Node) -> tuple[str, ...] | None:
    """The parameters of the procedure a part uses, or None where there is no such procedure."""
    use = part.child("use")
    procedures = tree.child("procedures")
    procedure = procedures.child(str(use.value)) if procedures is not None and use is not None else None
    return _parameters_of(procedure) if procedure is not None else None


def _parameters_of(procedure: Node) -> tuple[str, ...]:
    node = procedure.child("parameters")
    names = node.value if node is not None and isinstance(node.value, list) else []
    return tuple(str(name.value) for name in names)


def _missing_parameters(tree: Node) -> Iterator[Fault]:
    for place, part in _parts(tree):
        given = part.child("with")
        names = given.entries if given is not None else {}
        missing = [name for name in _parameters(tree, part) or () if name not in names]
        if missing:
            mark = (given or part).mark
            use = part.entries["use"].plain()
            values = {"missing": ", ".join(missing), "procedure": use}
            yield Fault(mark.file, mark.line, (*place, "with"), "scenario.missing_parameters", values)


def _used_by_numbers(tree: Node) -> Iterator[Named]:
    """Every ``$name``: in a procedure one of its parameters, elsewhere a lever or an assumption."""
    shared = (*_names_in(tree, "levers"), *_names_in(tree, "assumptions"))
    for word, node in tree.entries.items():
        if word != "procedures":
            yield from _references((word,), node, shared, "reference")
    for place, procedure in _block(tree, "procedures"):
        parameters = _parameters_of(procedure)
        yield from _references(place, procedure, parameters, "parameters")
        for at, step in _block(tree, *map(str, place), "steps"):
            repeated = step.child("for")
            if repeated is not None and isinstance(repeated.value, str):
                yield Named((*at, "for"), repeated, repeated.value, parameters, "parameters")


def _references(place: Place, node: Node, known: tuple[str, ...], noun: str) -> Iterator[Named]:
    for at, leaf in _leaves(place, node):
        found = _REFERENCE.fullmatch(leaf.value.strip()) if isinstance(leaf.value, str) else None
        if found:
            yield Named(at, leaf, found[1], known, noun)


def _leaves(place: Place, node: Node) -> Iterator[tuple[Place, Node]]:
    """All single values below a place, but for what is written for people."""
    children: Iterable[tuple[Any, Node]] = ()
    if isinstance(node.value, dict):
        children = node.value.items()
    elif isinstance(node.value, list):
        children = enumerate(node.value)
    else:
        yield place, node
    for step, child in children:
        if step not in _PROSE:
            yield from _leaves((*place, step), child)


_NAMED_BY_EFFECTS = {
    "capital": "capital", "crew": "crews", "close": "gates", "open": "gates",
    "void": "milestones", "block": "milestones",
}  # fmt: skip
"""The words of an effect that name something, and the block in which it must be defined."""


def _used_by_risks(tree: Node) -> Iterator[Named]:
    """What risks name: each other, and what their effects change; which steps is the plan's to resolve."""
    for place, risk in _block(tree, "risks"):
        for word in ("triggers", "excludes"):
            yield from _named(tree, (*place, word), risk.child(word), "risks")
        for at, effect in _one_or_more((*place, "effects"), risk.child("effects")):
            for word, block in _NAMED_BY_EFFECTS.items():
                yield from _named(tree, (*at, word), effect.child(word), block)
    yield from _goals(tree)
    for place, milestone in _block(tree, "milestones"):
        when = milestone.child("when")
        levels = when.child("levels") if when is not None else None
        yield from _named(tree, (*place, "when", "levels"), levels, "indicators")


def _goals(tree: Node) -> Iterator[Named]:
    """The goal of each milestone, where there is a register; and the milestone of each goal pursued here.

    A register is written for many scenarios: a goal whose milestone this one does not have names no fault.
    """
    pursued = set()
    for place, milestone in _block(tree, "milestones"):
        goal = milestone.child("goal")
        if goal is not None and tree.child("register") is not None:
            pursued.add(goal.value)
            yield from _named(tree, (*place, "goal"), goal, "register")
    for place, goal in _block(tree, "register"):
        if place[-1] in pursued:
            yield from _named(tree, (*place, "milestone"), goal.child("milestone"), "milestones")
        for word in ("counts", "together"):
            yield from _named(tree, (*place, word), goal.child(word), "register")


_CARRIERS = (
    "risks", "drivers", "correlations", "calendars", "sessions", "windows", "crews", "capital", "gates",
    "indicators", "assumptions", "levers",
)  # fmt: skip
"""The blocks whose entries a row of the risk register may name, beside works and what they are made of."""


def _carried(tree: Node) -> Iterator[Named]:
    """What carries each row of the risk register, as ``risks.flood`` or by the way to a step."""
    known = tuple(_carriers(tree))
    for place, row in _block(tree, "risk_register"):
        for at, one in _one_or_more((*place, "carried_by"), row.child("carried_by")):
            if isinstance(one.value, str):
                block = one.value.partition(".")[0]
                yield Named(at, one, one.value, known, block if block in _CARRIERS else "word")


def _carriers(tree: Node) -> Iterator[str]:
    for block in _CARRIERS:
        yield from (f"{block}.{name}" for name in _names_in(tree, block))
    yield from _names_in(tree, "activities")
    procedures = {name: [str(at[-1]) for at, _ in _block(tree, "procedures", name, "steps")]
                  for name in _names_in(tree, "procedures")}  # fmt: skip
    for name, steps in procedures.items():
        yield from (f"procedures.{way}" for way in (name, *(f"{name}.{step}" for step in steps)))
    for work in _names_in(tree, "works"):
        yield work
        for (*_, part), said in _block(tree, "works", work, "parts"):
            yield f"{work}.{part}"
            use = said.child("use")
            steps = procedures.get(str(use.value), []) if use is not None else []
            yield from (f"{work}.{part}.{step}" for step in steps)


def _used_elsewhere(tree: Node) -> Iterator[Named]:
    yield from _used_by_risks(tree)
    yield from _carried(tree)
    yield from _named(tree, ("week",), tree.child("week"), "calendars")
    for place, leaf in _leaves((), tree):
        if place and place[-1] == "source" and place[0] != "sources" and isinstance(leaf.value, str):
            yield Named(place, leaf, leaf.value, _names_in(tree, "sources"), "sources")
