"""What cannot be, although every word of it is right: an end before the start, a lever out of its range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.scenario.amounts import UNREADABLE
from model.scenario.check import locate
from model.scenario.claims import check_claims
from model.scenario.dates import By
from model.scenario.faults import Fault, Place
from model.scenario.goals import wrong_readings
from model.scenario.read import Node
from model.scenario.shape import Lever, ScenarioSaid

_PLAIN = {"share", "number", "count"}

YEARS = range(1000, 4000)
"""In which a scenario may play."""

KNOWN_YEARS = range(1902, 2096)
"""In which public holidays and Tết are known, with some years to spare for calendars."""


def check_sense(said: ScenarioSaid, tree: Node) -> list[Fault]:
    """Faults of a scenario that show only when its parts are seen together."""
    found = [
        *_dates(said),
        *_levers(said),
        *_twice_named(said),
        *_goals(said),
        *check_claims(said),
        *wrong_readings(said),
    ]
    return [_fault(tree, place, key, values) for place, key, values in found]


Finding = tuple[Place, str, dict[str, Any]]


def _fault(tree: Node, place: Place, key: str, values: dict[str, Any]) -> Fault:
    found, node = locate(tree, place)
    return Fault(node.mark.file, node.mark.line, found, key, values)


def _dates(said: ScenarioSaid) -> Iterator[Finding]:
    for word, day in (("start", said.start), ("horizon", said.horizon)):
        if day.year not in YEARS:
            values = {"found": day.isoformat(), "first": YEARS[0], "last": YEARS[-1]}
            yield (word,), "scenario.year_outside", values
    if not {said.start.year, said.horizon.year} <= set(KNOWN_YEARS):
        values = {"first": KNOWN_YEARS[0], "last": KNOWN_YEARS[-1]}
        for place in _days_of_the_moon(said):
            yield place, "scenario.holidays_unknown", values
    if said.horizon <= said.start:
        values = {"found": said.horizon.isoformat(), "start": said.start.isoformat()}
        yield ("horizon",), "scenario.horizon_before_start", values
    for name, milestone in said.milestones.items():
        for deadline in milestone.by:
            if _is_before_start(deadline, said):
                values = {"found": deadline.text, "start": said.start.isoformat()}
                yield ("milestones", name, "by", deadline.text), "scenario.deadline_before_start", values


def _days_of_the_moon(said: ScenarioSaid) -> Iterator[Place]:
    """Where a scenario asks for public holidays or Tết."""
    for name, calendar in said.calendars.items():
        yield from (
            ("calendars", name, word)
            for word in ("holidays", "closed_around_tet")
            if getattr(calendar, word) is not None
        )
    for name, window in said.windows.items():
        if window.around_tet is not None:
            yield ("windows", name, "around_tet")


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


def _goals(said: ScenarioSaid) -> Iterator[Finding]:
    """A goal and the milestone it names must mean each other."""
    for name, goal in said.register_.items():
        milestone = said.milestones.get(goal.milestone or "")
        if milestone is not None and milestone.goal in {None, *said.register_} - {name}:
            values = {"found": goal.milestone, "goal": milestone.goal or "–", "wanted": name}
            yield ("register", name, "milestone"), "scenario.goal_of_another", values
