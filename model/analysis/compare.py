"""Scenarios held against each other replication by replication, on the same luck."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.chances import chance_of, difference_of
from model.analysis.paired import mean_difference, quantile_difference
from model.days import date_of
from model.plan.network import DeadlineDay, Milestone, Plan

COLUMNS = (
    "scenario_a", "scenario_b", "milestone", "deadline", "probability_a", "probability_b", "difference",
    "ci_low", "ci_high", "b_earlier", "b_later", "p50_a", "p50_b", "p80_a", "p80_b", "replications",
    "b_earlier_low", "b_earlier_high", "b_later_low", "b_later_high",
    "p50_difference", "p50_low", "p50_high", "p80_difference", "p80_low", "p80_high",
    "reached_a", "reached_b", "reached_both", "mean_difference", "mean_low", "mean_high",
)  # fmt: skip
"""The columns of ``compare.csv``: a promise to its readers, so new ones come last."""

WHOLE = ("p50_difference", "p50_low", "p50_high", "p80_difference", "p80_low", "p80_high")
"""Whole days, and blank where there are none."""

MARKS = {"p50": 0.5, "p80": 0.8}

Days = NDArray[np.float64]


def comparison_table(
    first: Plan, first_days: pd.DataFrame, second: Plan, second_days: pd.DataFrame
) -> pd.DataFrame:
    """Each milestone and deadline that two scenarios share: both chances, and all differences in pairs.

    Parameters
    ----------
    first_days, second_days
        Day of each milestone, one row per replication (the same replications in both) and one
        column per milestone; inf where not reached.

    Returns
    -------
    DataFrame
        ``difference`` is the second's chance less the first's with a 95 % interval; ``b_earlier``
        and ``b_later`` the shares of replications in which the second reaches it sooner or later,
        each with its interval, one that alone reaches it being sooner; ``p50_difference`` and
        ``p80_difference`` the second's date less the first's in days, blank where either lies beyond
        the horizon, an end of the interval blank where it does; ``mean_difference`` that of the mean
        dates, in days, over the replications in which both reach it, whose share is ``reached_both``.
    """
    known = {milestone.name: milestone for milestone in second.milestones}
    rows: list[dict[str, Any]] = []
    for milestone in first.milestones:
        if milestone.name in known:
            a, b = first_days[milestone.name].to_numpy(), second_days[milestone.name].to_numpy()
            rows += _rows(first, second, milestone, known[milestone.name], a, b)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(WHOLE, "Int64"))


def head_start(first: Plan, second: Plan) -> int:
    """Days by which the second plan starts after the first; 0 for scenarios of one programme."""
    return (date.fromisoformat(second.start) - date.fromisoformat(first.start)).days


def _rows(
    first: Plan, second: Plan, one: Milestone, other: Milestone, a: Days, b: Days
) -> list[dict[str, Any]]:
    wanted = {deadline.text: deadline for deadline in other.deadlines}
    names = {"scenario_a": first.scenario, "scenario_b": second.scenario, "milestone": one.name}
    when = _when(first, second, a, b)
    return [
        names | _chances(deadline, wanted[deadline.text], a, b) | when
        for deadline in one.deadlines
        if deadline.text in wanted
    ]


def _chances(one: DeadlineDay, other: DeadlineDay, a: Days, b: Days) -> dict[str, Any]:
    """Both chances by a deadline and their difference."""
    in_a, in_b = a <= one.instant, b <= other.instant
    counts = [int(np.sum(both)) for both in (in_a & in_b, in_a & ~in_b, ~in_a & in_b, ~in_a & ~in_b)]
    difference, low, high = difference_of(*counts)
    chances = {"probability_a": float(in_a.mean()), "probability_b": float(in_b.mean())}
    return {"deadline": one.text, **chances, "difference": difference, "ci_low": low, "ci_high": high}


def _when(first: Plan, second: Plan, a: Days, b: Days) -> dict[str, Any]:
    """All that is compared of the dates of a milestone, whatever its deadlines."""
    later_start = head_start(first, second)
    found: dict[str, Any] = {"replications": len(a)}
    b_too = b + later_start  # on the first one's count of days
    for name, happens in (("b_earlier", b_too < a), ("b_later", b_too > a)):
        chance = chance_of(int(happens.sum()), len(a))
        found |= {name: chance.estimate, f"{name}_low": chance.low, f"{name}_high": chance.high}
    last_a, last_b = _last_days(a), _last_days(b)
    for name, share in MARKS.items():
        found |= {
            f"{name}_a": _mark(first, last_a, share),
            f"{name}_b": _mark(second, last_b, share),
            **_named(f"{name}_difference", name, quantile_difference(last_a, last_b + later_start, share)),
        }
    both = np.isfinite(a) & np.isfinite(b)
    apart = b_too[both] - a[both]
    mean = mean_difference(float(apart.sum()), float(np.square(apart).sum()), len(apart))
    found |= {"reached_a": float(np.isfinite(a).mean()), "reached_b": float(np.isfinite(b).mean())}
    return found | {"reached_both": float(both.mean())} | _named("mean_difference", "mean", mean)


def _named(name: str, short: str, found: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((name, f"{short}_low", f"{short}_high"), found, strict=True))


def _last_days(instants: Days) -> Days:
    """The last day worked before each instant, as it is printed; inf stays."""
    return np.maximum(np.ceil(instants) - 1, 0)


def _mark(plan: Plan, days: Days, share: float) -> str:
    """The date by which a share of replications has reached it; blank beyond the horizon."""
    day = np.sort(days)[max(0, int(np.ceil(share * len(days) - 1e-9)) - 1)]
    return date_of(day, date.fromisoformat(plan.start)).isoformat() if np.isfinite(day) else ""
