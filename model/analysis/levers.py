"""What each lever does to each chance, turned as far as it goes: differences on the same luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.analysis.chances import difference_of
from model.outcomes import Days
from model.plan import Plan

LEVER_COLUMNS = (
    "scenario", "milestone", "deadline", "lever", "title_vi", "title_en", "value_from", "value_to",
    "chance_before", "chance_after", "difference", "ci_low", "ci_high", "replications",
)  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """A lever turned to one end of its range: its name and title, its present value and that end as typed."""

    lever: str
    title: Mapping[str, str]
    value_from: str
    value_to: str


def lever_rows(
    plan: Plan, before: Days, turned: Sequence[tuple[Turn, Days | None]], milestones: Sequence[int]
) -> pd.DataFrame:
    """Each deadline under each turn of a lever, against the plan as it is, replication by replication.

    Parameters
    ----------
    before
        The instant each milestone is reached, (replications, milestones); inf where it is not.
    turned
        The same replications with a lever turned; None where no plan can be made with that value.
    milestones
        Numbers of those that are looked at.

    Returns
    -------
    DataFrame
        ``difference`` is the chance with the lever turned less that without, with its 95 % interval;
        blank where the value makes no plan. Rows of a deadline stand in the order of ``turned``.
    """
    rows = []
    for number in milestones:
        milestone = plan.milestones[number]
        for deadline in milestone.deadlines:
            met = before[:, number] <= deadline.instant
            for turn, days in turned:
                after = None if days is None else days[:, number] <= deadline.instant
                rows.append(
                    (
                        plan.scenario, milestone.name, deadline.text, turn.lever, turn.title["vi"],
                        turn.title["en"], turn.value_from, turn.value_to, float(met.mean()),
                        *_change(met, after), len(met),
                    )
                )  # fmt: skip
    return pd.DataFrame(rows, columns=list(LEVER_COLUMNS))


def _change(before: np.ndarray, after: np.ndarray | None) -> tuple[float, float, float, float]:
    """The chance with the lever turned, and how far that is from the one before, with its interval."""
    if after is None:
        return np.nan, np.nan, np.nan, np.nan
    pairs = (before & after, before & ~after, ~before & after, ~before & ~after)
    difference, low, high = difference_of(*(int(pair.sum()) for pair in pairs))
    return float(after.mean()), difference, low, high


def better_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each lever the end of its range that helps a deadline more, the lever that helps most first.

    Parameters
    ----------
    rows
        Rows of one milestone and deadline.
    """
    known = rows[rows["difference"].notna()]
    best = known.loc[known.groupby("lever", sort=False)["difference"].idxmax()]
    return best.sort_values("difference", ascending=False, kind="stable", ignore_index=True)
