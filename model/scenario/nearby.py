"""A scenario that differs from another one in single numbers: made from that one, not read anew.

The cells of a sweep differ in a number or two of thousands. What was checked about all others
holds on; what a number might touch is checked again, and where there is any doubt, nothing is
made: whoever asks then reads the whole scenario, and is told what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from operator import eq
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from model.scenario.amounts import Amount
from model.scenario.changes import Change, at
from model.scenario.check import locate
from model.scenario.faults import Fault, Place
from model.scenario.load import Scenario
from model.scenario.merge import Setting, with_settings
from model.scenario.provenance import Fact
from model.scenario.read import Node
from model.scenario.sense import check_sense
from model.scenario.shape import ScenarioSaid


@dataclass(frozen=True)
class Nearby:
    """A scenario, and in which numbers it differs from the one it was made from: that one's, and its own.

    Every other number is the very object that stands in the other scenario.
    """

    scenario: Scenario
    numbers: tuple[tuple[Amount, Amount], ...]


def nearby(scenario: Scenario, settings: Sequence[Setting]) -> Nearby | None:
    """The scenario that further settings make of one, where they set nothing but single numbers.

    Returns
    -------
    Nearby or None
        The same as ``load_scenario`` makes of these settings after the scenario's own; None where
        they set anything else, or something that can't be.
    """
    faults: list[Fault] = []
    root, changes = with_settings(scenario.root, settings, scenario.path.name, faults)
    if faults or any(one.overlaps(other) for one, other in combinations(changes, 2)):
        return None
    made, found = scenario, []
    for change in changes:
        swap = _swap(made, root, change)
        if swap is None:
            if _is_as_before(scenario, change):
                continue
            return None
        made, pair = swap
        found.append(pair)
    if check_sense(made.said, root):
        return None
    own = tuple((one.path, one.plain) for one in settings)
    return Nearby(replace(made, root=root, settings=scenario.settings + own), tuple(found))


def _is_as_before(scenario: Scenario, change: Change) -> bool:
    """Whether a change sets what is there already, and no number of which it would tell the line."""
    existing = at(scenario.root, change.place)
    if existing is None or repr(existing.plain()) != repr(change.node.plain()):  # 1 is not 1.0
        return False
    return not any(
        all(map(eq, fact.path, change.place)) for fact in scenario.facts
    )  # one path begins with the other


def _swap(scenario: Scenario, root: Node, change: Change) -> tuple[Scenario, tuple[Amount, Amount]] | None:
    """A scenario with one number of the changed tree in place of its own."""
    place = _number_at(scenario.said, change.place)
    if place is None or len(place) < 2 or not _is_bare(change.node):
        return None
    old, new = _at(scenario.said, place), _read(root, place)
    if not isinstance(new, Amount) or not _is_alike(old, new):
        return None
    facts = _facts_with(scenario, root, place, old, new)
    if facts is None:
        return None
    tree = _put_plain(scenario.tree, change.place, change.node.value)
    said = _put(scenario.said, place, new)
    return replace(scenario, said=said, tree=tree, facts=facts), (old, new)


def _is_bare(node: Node) -> bool:
    """Whether a node is one value that names nothing."""
    return isinstance(node.value, str | int | float) and "$" not in str(node.value)


def _is_alike(old: Amount, new: Amount) -> bool:
    """Whether two numbers differ in nothing but what they are and how that is written."""
    return (
        old.ref is None
        and new.ref is None
        and replace(old, distribution=new.distribution, text=new.text) == new
    )


# the number in what was said ---------------------------------------------------------------------


def _number_at(said: ScenarioSaid, place: Place) -> Place | None:
    """The place of the number that a place leads to or into."""
    here: Any = said
    for depth, step in enumerate(place):
        here = _below(here, step)
        if isinstance(here, Amount):
            return place[: depth + 1]
    return None


def _at(said: Any, place: Place) -> Any:
    for step in place:
        said = _below(said, step)
    return said


def _below(said: Any, step: str | int) -> Any:
    """What stands under one step; None where the file writes it in another form."""
    if isinstance(said, BaseModel):
        name = _field(type(said), step)
        return getattr(said, name) if name is not None else None
    return said.get(step) if isinstance(said, dict) else None


@cache
def _field(shape: type[BaseModel], word: str) -> str | None:
    """The field that a word of the format names."""
    return next((name for name, info in shape.model_fields.items() if (info.alias or name) == word), None)


def _put(said: Any, place: Place, new: Amount) -> Any:
    """What was said, with another number at one place; all else is the same, not a copy."""
    if not place:
        return new
    step, inner = place[0], _put(_below(said, place[0]), place[1:], new)
    if isinstance(said, BaseModel):
        return said.model_copy(update={str(_field(type(said), step)): inner})
    return {**said, step: inner}


def _put_plain(tree: Any, place: Place, value: Any) -> Any:
    if not place:
        return value
    return {**tree, place[0]: _put_plain(tree[place[0]], place[1:], value)}


def _read(root: Node, place: Place) -> Any:
    """What the shape makes of the number at a place: of its block's entry, which stands for itself."""
    block, name = str(place[0]), place[1]
    node = at(root, place[:2])
    assert node is not None, "what is set is there"
    try:
        entry = _shape_of(block).validate_python({name: node.plain()}, context={"lenient": False})[name]
    except ValidationError:
        return None
    return _at(entry, place[2:])


@cache
def _shape_of(block: str) -> TypeAdapter[Any]:
    name = _field(ScenarioSaid, block)
    assert name is not None, "a number stands in a block that the format knows"
    shape: Any = ScenarioSaid.model_fields[name].annotation
    return TypeAdapter(shape)


def _facts_with(
    scenario: Scenario, root: Node, place: Place, old: Amount, new: Amount
) -> tuple[Fact, ...] | None:
    """The facts with that of the number; None where it isn't one fact."""
    path, node = locate(root, place)
    numbers = [number for number, fact in enumerate(scenario.facts) if fact.path == path]
    if len(numbers) != 1 or scenario.facts[numbers[0]].text != old.text or new.distribution is None:
        return None
    facts, (number,) = list(scenario.facts), numbers
    is_range = not new.distribution.is_fixed or (path[0] == "levers" and path[-1] == "value")
    mark = node.mark
    facts[number] = replace(facts[number], text=new.text, is_range=is_range, file=mark.file, line=mark.line)
    return tuple(facts)
