"""What cannot be, although every word of it is right: an end before the start, a lever out of its range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.scenario.amounts import UNREADABLE
from model.scenario.check import locate
from model.scenario.dates import By
from model.scenario.faults import Fault, Place
from model.scenario.read import Node
from model.scenario.shape import Lever, ScenarioSaid

_PLAIN = {"share", "number", "count"}

YEARS = range(1902, 2096)
"""In which a scenario may play: the years whose Tết is known, with some to spare for calendars."""


def check_sense(said: ScenarioSaid, tree: Node) -> list[Fault]:
    """Faults of a scenario that show only when its parts are seen together."""
    found = [*_dates(said), *_levers(said), *_twice_named(said)]
    return [_fault(tree, place, key, values) for place, key, values in found]


Finding = tuple[Place, str, dict[str, Any]]


def _fault(tree: Node, place: Place, key: str, values: dict[str, Any]) -> Fault:
    found, node = locate(tree, place)
    return Fault(node.mark.file, node.mark.line, found, key, values)


def _dates(said: ScenarioSaid) -> Iterator[Finding]:
    for word, day in (("start", said.start), ("horizon", said.horizon)):
        if day.year not in YEARS:
            values = {"found": day.isoformat(), "first": YEARS[0], "last": YEARS[-1]}
            yield (word,), "scenario.year_unknown", values
    if said.horizon <= said.start:
        values = {"found": said.horizon.isoformat(), "start": said.start.isoformat()}
        yield ("horizon",), "scenario.horizon_before_start", values
    for name, milestone in said.milestones.items():
        for deadline in milestone.by:
            if _is_before_start(deadline, said):
                values = {"found": deadline.text, "start": said.start.isoformat()}
                yield ("milestones", name, "by", deadline.text), "scenario.deadline_before_start", values


def _is_before_start(deadline: By, said: ScenarioSaid) -> bool:
    return deadline.date is not None and deadline.date < said.start


def _levers(said: ScenarioSaid) -> Iterator[Finding]:
    for name, lever in said.levers.items():
        place: Place = ("levers", name, "value")
        if lever.value is UNREADABLE:
            continue
        if lever.value.distribution is None or not lever.value.distribution.is_fixed:
            yield place, "scenario.lever_not_fixed", {"found": lever.value.text}
        elif not _same_kind(lever):
            yield place, "scenario.lever_kind", {"found": lever.value.text, "range": lever.range.text}
        elif not lever.range.low <= lever.value.distribution.params[0] <= lever.range.high:
            yield place, "scenario.lever_outside", {"found": lever.value.text, "range": lever.range.text}


def _same_kind(lever: Lever) -> bool:
    kinds = {lever.value.kind, lever.range.kind}
    return len(kinds) == 1 or kinds <= _PLAIN


def _twice_named(said: ScenarioSaid) -> Iterator[Finding]:
    """A reference must not mean two things."""
    for name in said.assumptions:
        if name in said.levers:
            yield ("assumptions", name), "scenario.lever_and_assumption", {"found": name}
