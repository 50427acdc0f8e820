"""What the first page says: the deadline most at risk, by how much, why, what helps, how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from model.analysis.levers import better_ends
from model.days import day_number
from model.plan.events import Does, Event
from model.plan.network import Milestone
from model.report.frames import in_order, is_blank, rows_of
from model.report.page.found import FoundRun

FOREMOST = ("stated", "strict", "lenient", "ours")
"""Whose deadlines count first: those that documents state, read strictly, leniently, then our own marks."""

MOSTLY = 0.5
"""The share from which on most are so: numbers that are judgement, futures in which a goal is void."""

LIKELY, UNLIKELY = 0.8, 0.5
"""A deadline is safe with this chance or a higher one, and rather missed than met below the other."""


@dataclass(frozen=True)
class AtRisk:
    """The deadline with the lowest chance among those that count first.

    ``typical`` and ``late`` are the days from the deadline to P50 and P80, below 0 before it; None beyond
    the horizon, ``at_least`` being the days until there.
    """

    row: Any
    basis: str
    typical: int | None
    late: int | None
    at_least: int


def rows_that_count(milestones: pd.DataFrame) -> tuple[str, list[Any]]:
    """The basis of the deadlines that count first, and their rows."""
    for basis in FOREMOST:
        rows = [row for row in rows_of(milestones) if row.deadline_basis == basis]
        if rows:
            return basis, rows
    return "ours", list(rows_of(milestones))


def at_risk(found: FoundRun) -> AtRisk:
    """The deadline most at risk."""
    basis, rows = rows_that_count(found.milestones)
    row = min(rows, key=lambda one: one.probability)
    late, at_least = lateness(found, row)
    return AtRisk(row, basis, lateness(found, row, "p50")[0], late, at_least)


def lateness(found: FoundRun, row: Any, mark: str = "p80") -> tuple[int | None, int]:
    """Days from a deadline to P80 or another mark (None: beyond the horizon), and to the horizon."""
    start = date.fromisoformat(found.plan.start)
    due = round(instant_of(milestone_of(found, row.milestone), str(row.deadline))) - 1
    at_least = int(found.plan.horizon) - due
    day = getattr(row, mark)
    if is_blank(day):
        return None, at_least
    return int(day_number(date.fromisoformat(str(day)), start)) - due, at_least


def milestone_of(found: FoundRun, name: str) -> Milestone:
    """A milestone of the plan by its name."""
    return next(one for one in found.plan.milestones if one.name == name)


def ended_by(found: FoundRun, milestone: str) -> list[Event]:
    """The events that leave a milestone without an object."""
    number = found.plan.milestones.index(milestone_of(found, milestone))
    return [
        event
        for event in found.plan.events
        if any(effect.does == Does.VOID and number in effect.targets for effect in event.effects)
    ]


def instant_of(milestone: Milestone, deadline: str) -> float:
    """The instant at which a deadline ends, in days from the start."""
    return next(one.instant for one in milestone.deadlines if one.text == deadline)


def helping(levers: pd.DataFrame | None, milestone: str, deadline: str) -> list[Any]:
    """Levers that raise the chance of a deadline beyond noise, the one that helps most first."""
    if levers is None or not len(levers):
        return []
    own = levers[(levers["milestone"] == milestone) & (levers["deadline"] == deadline)]
    return [row for row in rows_of(better_ends(own)) if row.ci_low > 0]


def strongest(levers: pd.DataFrame | None, rows: Sequence[Any]) -> Any | None:
    """Of these deadlines the one that a lever raises most, as a row of levers; None where none does."""
    found = [helping(levers, row.milestone, row.deadline)[:1] for row in rows]
    best = [row for one in found for row in one]
    return max(best, key=lambda row: row.difference) if best else None


def by_rank(milestones: pd.DataFrame) -> list[str]:
    """Milestones with a deadline that counts first, then all others; each group in plan order."""
    _, rows = rows_that_count(milestones)
    first = in_order(row.milestone for row in rows)
    return [*first, *(name for name in in_order(milestones["milestone"]) if name not in first)]
