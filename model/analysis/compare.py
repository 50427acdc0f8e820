"""Scenarios held against each other replication by replication, on the same luck."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from model.analysis.chances import difference_of
from model.days import date_of
from model.plan.network import Milestone, Plan

COLUMNS = (
    "scenario_a", "scenario_b", "milestone", "deadline", "probability_a", "probability_b", "difference",
    "ci_low", "ci_high", "b_earlier", "b_later", "p50_a", "p50_b", "p80_a", "p80_b", "replications",
)  # fmt: skip


def comparison_table(
    first: Plan, first_days: pd.DataFrame, second: Plan, second_days: pd.DataFrame
) -> pd.DataFrame:
    """Each milestone and deadline that two scenarios share: both chances and their paired difference.

    Parameters
    ----------
    first_days, second_days
        Day of each milestone, one row per replication (the same replications in both) and one
        column per milestone; inf where not reached.

    Returns
    -------
    DataFrame
        ``difference`` is the second's chance less the first's with a 95 % interval; ``b_earlier``
        and ``b_later`` the shares of replications in which the second reaches it sooner or later.
    """
    known = {milestone.name: milestone for milestone in second.milestones}
    rows = []
    for milestone in first.milestones:
        if milestone.name in known:
            a = first_days[milestone.name].to_numpy()
            b = second_days[milestone.name].to_numpy()
            rows += _rows(first, second, milestone, known[milestone.name], a, b)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    first: Plan, second: Plan, one: Milestone, other: Milestone, a: np.ndarray, b: np.ndarray
) -> list[tuple[object, ...]]:
    wanted = {deadline.text: deadline.instant for deadline in other.deadlines}
    earlier, later = float((b < a).mean()), float((b > a).mean())
    marks = [_mark(plan, days, share) for share in (0.5, 0.8) for plan, days in ((first, a), (second, b))]
    rows: list[tuple[object, ...]] = []
    for deadline in one.deadlines:
        if deadline.text in wanted:
            in_a, in_b = a <= deadline.instant, b <= wanted[deadline.text]
            counts = [int(np.sum(both)) for both in (in_a & in_b, in_a & ~in_b, ~in_a & in_b, ~in_a & ~in_b)]
            chances = (float(in_a.mean()), float(in_b.mean()))
            head = (first.scenario, second.scenario, one.name, deadline.text)
            rows.append((*head, *chances, *difference_of(*counts), earlier, later, *marks, len(a)))
    return rows


def _mark(plan: Plan, days: np.ndarray, share: float) -> str:
    """The date by which a share of replications has reached it; blank beyond the horizon."""
    day = np.sort(days)[max(0, int(np.ceil(share * len(days) - 1e-9)) - 1)]
    if not np.isfinite(day):
        return ""
    return date_of(max(0.0, np.ceil(day) - 1), date.fromisoformat(plan.start)).isoformat()
