"""What a date and its chance go with: inputs by conditional chance and rank, steps by criticality, merges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, ceil, sqrt, tanh

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.blame import mean_of
from model.analysis.chances import NORMAL_95, chance_of
from model.analysis.record import Record
from model.analysis.statistics import rank_correlation
from model.draws import Draws
from model.outcomes import Days
from model.plan.network import Activity, Link, Milestone, Plan

CHANCE_COLUMNS = (
    "scenario", "milestone", "deadline", "input", "kind", "chance", "chance_low_fifth", "low_ci_low",
    "low_ci_high", "low_replications", "chance_high_fifth", "high_ci_low", "high_ci_high",
    "high_replications", "difference", "ci_low", "ci_high", "rho", "rho_low", "rho_high", "replications",
)  # fmt: skip
STEP_COLUMNS = (
    "scenario", "milestone", "step", "criticality", "ci_low", "ci_high", "sd_duration", "sd_date",
    "sensitivity_index", "cruciality", "rho", "rho_low", "rho_high", "replications",
)  # fmt: skip
MERGE_COLUMNS = (
    "scenario", "merge", "kind", "predecessors", "mean_of_latest", "latest_of_means", "bias", "ci_low",
    "ci_high", "latest", "latest_share", "replications",
)  # fmt: skip

FIFTH = 0.2
"""The share of replications at either end of an input."""

FEWEST_MERGED = 3
"""Predecessors from which a merge is looked at."""


@dataclass(frozen=True)
class Input:
    """Something uncertain that a replication was given: its name, what it is, and its value in each, (n,).

    ``kind`` is ``assumption``, ``driver``, ``day`` (of an event that always comes), ``happens`` (whether an
    event does) or ``times`` (how often it does).
    """

    name: str
    kind: str
    values: Days


def inputs_of(plan: Plan, record: Record, risks: Sequence[str]) -> list[Input]:
    """Everything that differs between replications and is drawn once for all of one.

    The day of an event that follows a step isn't among them, as a late plan makes it late: only whether it
    comes is.

    Parameters
    ----------
    risks
        Names of those events that are risks; the others are drivers.
    """
    found = []
    for name, values in record.shared.items():
        if name.startswith("assumptions."):
            found.append(Input(name, "assumption", values))
        elif name.startswith("drivers.") and name.endswith("/factor"):
            found.append(Input(name.removesuffix("/factor"), "driver", values))
    for number, event in enumerate(plan.events):
        times, day = record.times[:, number], record.happened_on[:, number]
        if event.name not in risks:
            continue
        name = f"risks.{event.name}"
        if times.max() > 1:
            found.append(Input(name, "times", times.astype(np.float64)))
        elif times.min() == times.max() == 1 and not event.anchors:
            found.append(Input(name, "day", day))
        else:
            found.append(Input(name, "happens", times.astype(np.float64)))
    return [one for one in found if np.ptp(np.nan_to_num(one.values, posinf=-1.0)) > 0]


def fifths(values: Days) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which replications have an input in its lowest fifth, and which in its highest.

    Values that are alike stay together. Of an input with few values, such as whether something happens,
    these are the replications below and above the commonest, or at it.
    """
    ordered = np.sort(values)
    low, high = (
        ordered[max(1, ceil(share * len(ordered) - 1e-9)) - 1] for share in (FIFTH, 1 - FIFTH + 1e-6)
    )
    if low < high:
        return values <= low, values >= high
    below, above = values < low, values > low
    return (below if below.any() else values == low), (above if above.any() else values == low)


def chance_rows(plan: Plan, milestone: Milestone, day: Days, inputs: Sequence[Input]) -> pd.DataFrame:
    """The chance of each deadline in the lowest and highest fifth of each input, and its rank correlation.

    ``difference`` is the chance in the highest fifth less that in the lowest. ``rho`` is Spearman's
    correlation of the input with the date, the unreached being last: above 0, more of it means later. Rows
    of a deadline begin with the largest difference.

    Source
    ------
    Interval of the difference of two shares: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    rows = []
    ranks = {one.name: correlated(one.values, day) for one in inputs}
    for deadline in milestone.deadlines:
        met = day <= deadline.instant
        found = []
        for one in inputs:
            ends = [(int(met[which].sum()), int(which.sum())) for which in fifths(one.values)]
            low, high = (chance_of(*end) for end in ends)
            change = difference_of_two(*ends[0], *ends[1])
            found.append(
                (
                    plan.scenario, milestone.name, deadline.text, one.name, one.kind, float(met.mean()),
                    low.estimate, low.low, low.high, low.replications, high.estimate, high.low, high.high,
                    high.replications, *change, *ranks[one.name], len(day),
                )
            )  # fmt: skip
        rows += sorted(found, key=lambda row: -abs(row[14]))
    return pd.DataFrame(rows, columns=list(CHANCE_COLUMNS))


def difference_of_two(met_a: int, n_a: int, met_b: int, n_b: int) -> tuple[float, float, float]:
    """Difference of the shares of two different sets of replications, b minus a, with its 95 % interval.

    Source
    ------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: from the score interval of each.
    """
    a, b = chance_of(met_a, n_a), chance_of(met_b, n_b)
    change = b.estimate - a.estimate
    down = sqrt((b.estimate - b.low) ** 2 + (a.high - a.estimate) ** 2)
    up = sqrt((b.high - b.estimate) ** 2 + (a.estimate - a.low) ** 2)
    return change, change - down, change + up


def correlated(first: Days, second: Days) -> tuple[float, float, float]:
    """Spearman's correlation with its 95 % interval; nan where one of the two doesn't vary.

    Source
    ------
    Standard error of its Fisher transform: Bonett and Wright (2000), doi:10.1007/BF02294183.
    """
    n = len(first)
    if n < 4 or len(np.unique(first)) < 2 or len(np.unique(second)) < 2:
        return np.nan, np.nan, np.nan
    rho = max(-1.0, min(1.0, rank_correlation(first, second)))
    if abs(rho) > 1 - 1e-12:
        return rho, rho, rho
    half = NORMAL_95 * sqrt((1 + rho * rho / 2) / (n - 3))
    return rho, tanh(atanh(rho) - half), tanh(atanh(rho) + half)


# -- steps ---------------------------------------------------------------------------------------


def step_rows(plan: Plan, record: Record, number: int, place: int) -> pd.DataFrame:
    """The steps that lead to a milestone: how often, and how much of its scatter is theirs.

    ``criticality`` is the share of the replications reaching the milestone in which the step is on the
    chain that led to it; ``sensitivity_index`` that share times the standard deviation of the step's
    duration (first start to last finish; 0 where it is skipped) over that of the date; ``cruciality`` the
    absolute rank correlation of duration and date. Largest sensitivity index first.

    Source
    ------
    Schedule sensitivity index and cruciality: Vanhoucke (2010), Measuring Time, chapter 3,
    doi:10.1007/978-1-4419-1014-1; the former after PMI's guide to the body of knowledge.
    """
    day = record.day[:, place]
    reached = np.isfinite(day)
    if reached.sum() < 2:
        return pd.DataFrame(columns=list(STEP_COLUMNS))
    spread = float(day[reached].std(ddof=1))
    rows = []
    for group in np.flatnonzero(record.on_chain[reached, place].any(axis=0)).tolist():
        on_it = record.on_chain[reached, place, group]
        share = chance_of(int(on_it.sum()), int(reached.sum()))
        span = np.where(
            record.skipped[reached, group],
            0.0,
            record.finish[reached, group] - _start(record, reached, group),
        )
        known = np.isfinite(span)
        own = float(span[known].std(ddof=1)) if known.sum() > 1 else 0.0
        index = schedule_sensitivity(share.estimate, own, spread)
        rho = correlated(span[known], day[reached][known])
        rows.append(
            (
                plan.scenario, plan.milestones[number].name, plan.groups[group].name,
                share.estimate, share.low, share.high, own, spread, index, abs(rho[0]), *rho,
                int(reached.sum()),
            )
        )  # fmt: skip
    rows.sort(key=lambda row: -row[8])
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


def _start(record: Record, reached: NDArray[np.bool_], group: int) -> Days:
    """First starts; what never began has none, and no span either."""
    start = record.start[reached, group]
    return np.where(np.isfinite(start), start, np.nan)


def schedule_sensitivity(criticality: float, sd_duration: float, sd_date: float) -> float:
    """Criticality × sd(duration) / sd(date); 0 where the date doesn't vary."""
    return criticality * sd_duration / sd_date if sd_date > 0 else 0.0


# -- merges --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Merge:
    """Several steps that one thing waits for: its name, whether a step or a milestone, and who they are.

    ``lags`` are, for each, the quantity of days that follow it, or -1.
    """

    name: str
    kind: str
    groups: tuple[int, ...]
    lags: tuple[int, ...]


def merges_of(plan: Plan) -> list[Merge]:
    """Steps of one piece, and milestones, that wait for the finishes of three other steps or more."""
    markers = {one.marker for one in plan.milestones if one.marker >= 0}
    found = []
    for group in plan.groups:
        if len(group.members) == 1 and group.members[0] not in markers:
            waits = _waits_of(plan, plan.activities[group.members[0]])
            found.append(Merge(group.name, "step", tuple(waits), tuple(waits.values())))
    for one in plan.milestones:
        if one.marker >= 0:
            waits = _waits_of(plan, plan.activities[one.marker])
        else:
            waits = dict.fromkeys((plan.activities[number].group for number in one.activities), -1)
        found.append(Merge(one.name, "milestone", tuple(waits), tuple(waits.values())))
    return [one for one in found if len(one.groups) >= FEWEST_MERGED]


def _waits_of(plan: Plan, activity: Activity) -> dict[int, int]:
    """The steps an activity waits for as a whole, each with the quantity of its lag, or -1."""
    anchors: dict[int, int] = {}
    for condition in (plan.conditions[number] for number in activity.starts):
        is_whole = condition.link == Link.WEIGHT and condition.share and condition.need >= 1
        if (condition.link == Link.FINISHED and not condition.may_lead) or is_whole:
            lag = condition.lag if condition.lag_calendar < 0 else -1
            anchors |= dict.fromkeys(condition.anchors, lag)
    groups = dict.fromkeys(plan.activities[anchor].group for anchor in anchors)
    return {
        group: anchors[plan.groups[group].members[-1]]
        for group in groups
        if all(member in anchors for member in plan.groups[group].members)
    }


def merge_rows(plan: Plan, record: Record, draws: Draws) -> pd.DataFrame:
    """How much later the last of several steps is than the one that is last on average.

    ``bias`` is the mean of the latest finish less the latest of the mean finishes, never below 0: what
    is left out by whoever adds up means. Lags in calendar days count with the finishes they follow; what is
    skipped counts as done from the beginning; replications in which one isn't done by the horizon are left
    out. Largest first.

    Source
    ------
    MacCrimmon and Ryavec (1964), doi:10.1287/opre.12.1.16; the inequality is Jensen's.
    """
    rows = []
    for merge in merges_of(plan):
        finish = np.where(record.skipped[:, merge.groups], 0.0, record.finish[:, merge.groups])
        for column, lag in enumerate(merge.lags):
            if lag >= 0:
                finish[:, column] += draws.column(lag, 0, len(finish))
        known = np.isfinite(finish).all(axis=1)
        if not known.any():
            continue
        some = finish[known]
        last = int(some.mean(axis=0).argmax())
        latest = some.max(axis=1)
        rows.append(
            (
                plan.scenario, merge.name, merge.kind, len(merge.groups),
                float(latest.mean()), float(some.mean(axis=0)[last]), *mean_of(latest - some[:, last]),
                plan.groups[merge.groups[last]].name, float((some[:, last] == latest).mean()),
                int(known.sum()),
            )
        )  # fmt: skip
    rows.sort(key=lambda row: -row[6])
    return pd.DataFrame(rows, columns=list(MERGE_COLUMNS))
