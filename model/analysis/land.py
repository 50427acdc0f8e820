"""Land over time: how many metres of each work have been handed over, and on how many works have begun.

Land is what a step waits for by the length that lies together. A stretch counts when the last
plot of it is handed over, and as begun when the step that waits for it starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.outcomes import Days, Outcomes
from model.plan.network import Link, Plan

LAND, BEGUN = "land.", "begun."
"""What the names of columns begin with, in front of that of a step."""

MARKS = {"low": 0.1, "half": 0.5, "high": 0.9}
"""At each date: what nine of ten replications have at least, half of them, and one in ten."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of land: its work, the steps that hand it over and wait for it, and its metres.

    ``needed`` are the metres that must lie together before work begins there; steps are numbers
    of groups.
    """

    work: str
    handed_over: int
    waiting: int
    metres: int
    needed: float


def stretches(plan: Plan) -> list[Stretch]:
    """The stretches of a plan, in its order; none where nothing waits for lengths."""
    found: dict[int, Stretch] = {}
    for condition in plan.conditions:
        if condition.link == Link.LENGTH:
            land = plan.activities[condition.anchors[0]].group
            owner = plan.activities[condition.owner]
            work, metres = plan.lines[owner.line].work, sum(condition.weights)
            found.setdefault(land, Stretch(work, land, owner.group, metres, condition.need))
    return list(found.values())


def land_columns(plan: Plan, outcomes: Outcomes) -> dict[str, Days]:
    """For each stretch, by replication, when all of it is handed over and when works begin; inf if never."""
    columns: dict[str, Days] = {}
    for one in stretches(plan):
        columns[LAND + plan.groups[one.handed_over].name] = outcomes.finish[:, one.handed_over]
        columns[BEGUN + plan.groups[one.waiting].name] = outcomes.start[:, one.waiting]
    return columns


def land_table(plan: Plan, inputs: pd.DataFrame) -> pd.DataFrame:
    """Metres by work and month: handed over, and begun, each with its spread over the replications.

    Parameters
    ----------
    inputs
        Columns as ``land_columns`` has them.

    Raises
    ------
    KeyError
        If a stretch of the plan has no columns.
    """
    start, last = date.fromisoformat(plan.start), int(plan.horizon)
    dates = _firsts_of_months(start, start + timedelta(days=last))
    rows = []
    for work in dict.fromkeys(one.work for one in stretches(plan)):
        own = [one for one in stretches(plan) if one.work == work]
        total = sum(one.metres for one in own)
        land = [inputs[LAND + plan.groups[one.handed_over].name].to_numpy() for one in own]
        begun = [inputs[BEGUN + plan.groups[one.waiting].name].to_numpy() for one in own]
        for day in dates:
            at = float((day - start).days)
            row = {"scenario": plan.scenario, "work": work, "date": day.isoformat(), "metres": total}
            for name, instants in (("land", land), ("begun", begun)):
                metres = _metres_by(at, own, instants)
                row |= {f"{name}_{mark}": _quantile(metres, chance) for mark, chance in MARKS.items()}
            rows.append(row)
    return pd.DataFrame(rows)


def _firsts_of_months(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [day for month in months if first <= (day := date(month // 12, month % 12 + 1, 1)) <= last]


def _metres_by(at: float, own: list[Stretch], instants: list[Days]) -> NDArray[np.float64]:
    """Metres of all stretches reached by an instant, by replication."""
    return np.sum([one.metres * (days <= at) for one, days in zip(own, instants, strict=True)], axis=0)


def _quantile(metres: NDArray[np.float64], chance: float) -> float:
    return float(np.quantile(metres, chance, method="inverted_cdf"))
