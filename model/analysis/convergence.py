"""How a chance settles as replications are added."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.analysis.chances import chance_of
from model.plan.network import Plan

FEWEST = 10
"""Replications below which a running chance tells nothing."""

POINTS = 80
"""Looks at each chance, evenly spread on a logarithmic scale."""


def convergence_table(plan: Plan, days: pd.DataFrame) -> pd.DataFrame:
    """The chance of each milestone by each deadline from the first so many replications, with its interval.

    Parameters
    ----------
    days
        Days of milestones, one row per replication in their order; inf where not reached.
    """
    looks = looks_at(len(days))
    rows = []
    for milestone in plan.milestones:
        reached = days[milestone.name].to_numpy()
        for deadline in milestone.deadlines:
            met = np.cumsum(reached <= deadline.instant)
            for look in looks:
                chance = chance_of(int(met[look - 1]), look)
                rows.append(
                    (
                        plan.scenario, milestone.name, deadline.text, deadline.basis, look,
                        chance.estimate, chance.low, chance.high,
                    )
                )  # fmt: skip
    columns = [
        "scenario", "milestone", "deadline", "deadline_basis", "replications", "probability", "ci_low",
        "ci_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def looks_at(replications: int) -> list[int]:
    """After how many replications a chance is looked at; the last look is at all of them."""
    first = min(FEWEST, replications)
    spread = np.geomspace(first, replications, POINTS)
    return sorted({round(float(one)) for one in spread} | {replications})
