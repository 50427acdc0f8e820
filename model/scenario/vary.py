"""A sweep said on the command line: a scenario and ``PATH=VALUES`` for each axis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from model.scenario.check import check_shape
from model.scenario.faults import Fault, ScenarioError
from model.scenario.load import Scenario, load_scenario
from model.scenario.measure import NUMBER, measure
from model.scenario.merge import ALWAYS_THERE
from model.scenario.read import Mark, Node, node_of, read_value
from model.scenario.shape import SweepSaid
from model.scenario.sweep import Sweep, known_in, sweep_of
from model.scenario.wrong import SaidError, nearest

VARY = "--vary"
"""Where an axis was said, for its faults: not in a file."""

_MARK = Mark(VARY, None)
_RANGE = re.compile(rf"\s*{NUMBER}\s*\.\.", re.ASCII)
_BLOCKS = ("levers", "assumptions")
"""Where a name alone is looked for."""


def vary(path: Path | str, axes: Sequence[tuple[str, str]], milestones: Sequence[str] = ()) -> Sweep:
    """A sweep of a scenario over some of its paths: every combination of the values.

    Parameters
    ----------
    axes
        Each a path, or the name of a lever or an assumption alone, and its values as typed: a
        range ``1..8``, one with a step ``0..240:60 d``, or a list ``10, 20, 40 bn VND``.
    milestones
        Only these; all where none is named.

    Raises
    ------
    ScenarioError
        If the scenario has faults, or has no such names, or if the values are none.
    """
    file = Path(path)
    scenario = load_scenario(file)
    faults: list[Fault] = []
    entries: dict[str, Node] = {}
    for name, text in axes:
        try:
            full = _path_of(name, scenario)
            if full in entries:
                raise ScenarioError([Fault(VARY, None, (full,), "scenario.varied_again")])
            entries[full] = _values(text)
        except ScenarioError as error:
            faults += [one if one.path else replace(one, path=(name,)) for one in error.faults]
    tree = Node(_said(scenario, entries, milestones), _MARK)
    shape, found = check_shape(SweepSaid, tree) if entries else (None, [])
    faults += found
    if shape is None or faults:
        raise ScenarioError(map(_as_typed, faults))
    try:
        return known_in(sweep_of(shape, tree, file), scenario)
    except ScenarioError as error:
        raise ScenarioError(map(_as_typed, error.faults)) from None


def _said(scenario: Scenario, entries: dict[str, Node], milestones: Sequence[str]) -> dict[str, Node]:
    """The words of a sweep file that would say the same."""
    words = {
        "kind": node_of("sweep", _MARK),
        "title": node_of(scenario.title, _MARK),
        "scenario": node_of(scenario.path.name, _MARK),
        "vary": Node(dict(entries), _MARK),
    }
    asked = Mark("--milestone", None)
    return words | ({"milestones": node_of(list(milestones), asked)} if milestones else {})


def _as_typed(fault: Fault) -> Fault:
    """A fault of an axis, without the word under which it would stand in a file."""
    if fault.path[:1] == ("milestones",):
        return replace(fault, path=())
    return replace(fault, path=fault.path[1:]) if fault.path[:1] == ("vary",) else fault


def _path_of(name: str, scenario: Scenario) -> str:
    """The path that a name means: itself, or a lever or an assumption that goes by it."""
    if "." in name:
        return name
    known = {block: getattr(scenario.said, block) for block in _BLOCKS}
    found = [f"{block}.{name}" for block in _BLOCKS if name in known[block]]
    if name in scenario.tree or name in ALWAYS_THERE:
        found.append(name)
    if len(found) == 1:
        return found[0]
    if found:
        values = {"words": ", ".join(found)}
        raise ScenarioError([Fault(VARY, None, (name,), "scenario.short_name_twice", values)])
    near = nearest(name, [one for names in known.values() for one in names])
    values = {"found": name, "file": scenario.path.name, "near": near}
    raise ScenarioError([Fault(VARY, None, (name,), "scenario.no_short_name", values)])


def _values(text: str) -> Node:
    """The values of an axis, as a sweep file would have them."""
    if _RANGE.match(text):
        return node_of(" ".join(text.split()), _MARK)
    parts = list(_parts(text))
    if not all(parts):
        raise ScenarioError([Fault(VARY, None, (), "scenario.empty_value", {"found": text})])
    nodes = [read_value(part, _MARK) for part in parts]
    if len(nodes) == 1 and (isinstance(nodes[0].value, list) or {"from", "to"} & nodes[0].entries.keys()):
        return nodes[0]
    return Node(_in_one_unit(nodes), _MARK)


def _parts(text: str) -> Iterator[str]:
    """What stands between the commas that stand in no brackets and no quotes."""
    part, depth, quote = "", 0, ""
    for letter in text:
        if letter == "," and depth == 0 and not quote:
            yield part.strip()
            part = ""
            continue
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        depth += (letter in "[{") - (letter in "]}") if not quote else 0
        part += letter
    yield part.strip()


def _in_one_unit(nodes: list[Node]) -> list[Node]:
    """Bare numbers take the unit of the last value, as the first end of a range does."""
    last = nodes[-1].value
    bare = [isinstance(node.value, int | float) and not isinstance(node.value, bool) for node in nodes]
    if not (isinstance(last, str) and len(nodes) > 1 and all(bare[:-1])):
        return nodes
    try:
        unit = measure(last, "value").unit.text
    except SaidError:
        return nodes
    return [Node(f"{node.value} {unit}", node.mark) for node in nodes[:-1]] + nodes[-1:] if unit else nodes
