"""What a risk costs: a plan with it and without it, on the same luck, replication by replication."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.analysis.blame import mean_of
from model.analysis.chances import difference_of
from model.outcomes import Days
from model.plan.network import Milestone, Plan

REMOVED_COLUMNS = (
    "scenario", "risk", "kind", "occurred", "milestone", "deadline", "chance", "chance_without", "difference",
    "ci_low", "ci_high", "days", "days_low", "days_high", "reached_only_without", "replications",
)  # fmt: skip


def removed_rows(
    plan: Plan, name: str, kind: str, occurred: float, milestone: Milestone, day: Days, without: Days
) -> pd.DataFrame:
    """What one risk costs one milestone, a row per deadline.

    Parameters
    ----------
    occurred
        The share of replications in which it began.
    day, without
        Days to the milestone as it is and without the risk, (n,), inf where not reached.

    Returns
    -------
    DataFrame
        ``difference`` is the chance without the risk less the chance with it, ``days`` how much earlier it is
        without, on average over all replications; one that isn't reached counts with the horizon, so
        that days beyond it aren't seen. Both with 95 % intervals of the paired difference.
    """
    cost = np.minimum(day, plan.horizon) - np.minimum(without, plan.horizon)
    days = mean_of(cost)
    rescued = int((np.isinf(day) & np.isfinite(without)).sum())
    rows = []
    for deadline in milestone.deadlines:
        a, b = day <= deadline.instant, without <= deadline.instant
        counts = [int(one.sum()) for one in (a & b, a & ~b, ~a & b, ~a & ~b)]
        chances = (float(a.mean()), float(b.mean()))
        rows.append(
            (
                plan.scenario, name, kind, occurred, milestone.name, deadline.text, *chances,
                *difference_of(*counts), *days, rescued, len(day),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(REMOVED_COLUMNS))
