"""What the charts of the page are drawn from: chances, curves, causes and differences, as plain data."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from model.analysis.chances import chances_of, difference_of
from model.analysis.tables import MARKS, milestone_rows
from model.analysis.tally import Counts, arrivals_on
from model.days import TICKS_PER_DAY, date_of
from model.outcomes import CAUSES, Days
from model.plan import Plan

SPOTS = 700
"""A curve has at most so many steps: more than a screen shows side by side in one chart."""


def figures(plan: Plan, days: Days, milestone: str | None = None) -> dict[str, Any]:
    """The chances of all milestones, and the curve of one.

    Parameters
    ----------
    days
        The instant each milestone is reached, (replications, milestones); inf where it is not.

    Returns
    -------
    dict
        ``replications``; ``rows``: a row per milestone and deadline with ``probability``, ``low``,
        ``high`` (95 %, of the simulation) as in ``milestones.csv`` of a run; ``curve`` of the milestone,
        unless told the one whose stated deadline is least likely.
    """
    names = [one.name for one in plan.milestones]
    counts = arrivals_on(plan, days)
    rows = milestone_rows(plan, counts)
    number = names.index(milestone if milestone in names else _at_risk(rows))
    own = next(row for row in rows if row["milestone"] == names[number])
    return {
        "replications": len(days),
        "rows": [_row(row) for row in rows],
        "curve": {
            "milestone": names[number],
            "points": _points(plan, counts.reached_on[number], len(days)),
            "quantiles": [[share, own[name] or None] for name, share in MARKS.items()],
        },
    }


def causes(plan: Plan, booked: Counts, days: Days, milestone: str) -> dict[str, float]:
    """Mean days to a milestone by cause, over the replications that reach it; empty where none does.

    Parameters
    ----------
    booked
        Ticks of all replications of ``days``, (milestones, lines, causes).
    """
    number = [one.name for one in plan.milestones].index(milestone)
    reached = int(np.isfinite(days[:, number]).sum())
    ticks = booked[number].sum(axis=0)
    return {
        name: round(float(some) / TICKS_PER_DAY / reached, 3)
        for name, some in zip(CAUSES, ticks, strict=True)
        if some
    }


def _at_risk(rows: list[dict[str, Any]]) -> str:
    """The milestone that is least likely by a deadline stated in a document, else by any."""
    stated = [row for row in rows if row["deadline_basis"] == "stated"]
    return str(min(stated or rows, key=lambda row: float(row["probability"]))["milestone"])


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "milestone": row["milestone"],
        "deadline": row["deadline"],
        "basis": row["deadline_basis"],
        "probability": row["probability"],
        "low": row["ci_low"],
        "high": row["ci_high"],
    }


def _points(plan: Plan, on_day: Counts, replications: int) -> list[list[Any]]:
    """The steps of a curve: date, chance by then, and its interval; of those on one spot the last."""
    days = np.unique(np.concatenate([[0], np.flatnonzero(on_day), [len(on_day) - 1]]))
    spots = days * SPOTS // len(on_day)
    is_seen = np.append(spots[1:] != spots[:-1], True)
    is_seen[0] = True
    days = days[is_seen]
    reached = np.cumsum(on_day, dtype=np.int64)[days]
    chance, low, high = chances_of(reached, np.full_like(reached, replications))
    start = date.fromisoformat(plan.start)
    return [
        [
            date_of(int(day), start).isoformat(),
            *(round(float(one), 6) for one in (chance[i], low[i], high[i])),
        ]
        for i, day in enumerate(days)
    ]


def differences(pinned: Plan, pinned_days: Days, plan: Plan, days: Days) -> list[dict[str, Any]]:
    """By milestone and deadline, how much likelier than as pinned, on the same replications.

    Returns
    -------
    list of dict
        ``estimate``, ``low``, ``high`` in [-1, 1] (95 %), and ``replications``; only of what both have.
    """
    before = {one.name: (place, one) for place, one in enumerate(pinned.milestones)}
    found = []
    for place, milestone in enumerate(plan.milestones):
        if milestone.name not in before:
            continue
        old_place, old = before[milestone.name]
        instants = {deadline.text: deadline.instant for deadline in old.deadlines}
        for deadline in milestone.deadlines:
            if deadline.text in instants:
                a = pinned_days[:, old_place] <= instants[deadline.text]
                b = days[:, place] <= deadline.instant
                estimate, low, high = _difference(a, b)
                found.append(
                    {
                        "milestone": milestone.name,
                        "deadline": deadline.text,
                        "estimate": estimate,
                        "low": low,
                        "high": high,
                        "replications": len(days),
                    }
                )
    return found


def _difference(a: Any, b: Any) -> tuple[float, float, float]:
    return difference_of(*(int(np.sum(both)) for both in (a & b, a & ~b, ~a & b, ~a & ~b)))
