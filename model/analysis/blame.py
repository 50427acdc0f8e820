"""What the days up to a milestone were for: on average, around P80, in the late fifth, against another.

All sums are of whole ticks, so that the days of all causes, phases and works add up to the date itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.chances import NORMAL_95
from model.analysis.record import Entries, Record
from model.analysis.tally import last_day
from model.days import TICKS_PER_DAY, date_of
from model.outcomes import CAUSES, Days, Whole
from model.plan.network import Plan

PLAN, MEAN, P80, LATE = VIEWS = ("plan", "mean", "p80", "late")
"""The plan where all goes as likeliest; all that are reached; those around P80; those later than P80."""

AROUND = (0.75, 0.85)
"""Chances between whose dates a replication counts as one around P80."""

DATE_COLUMNS = (
    "scenario",
    "milestone",
    "view",
    "day",
    "ci_low",
    "ci_high",
    "date",
    "reached",
    "replications",
)
CAUSE_COLUMNS = ("scenario", "milestone", "work", "phase", "cause", *VIEWS)
STEP_COLUMNS = (
    "milestone", "view", "place", "phase", "cause", "days", "ci_low", "ci_high", "begins", "ends",
    "replications",
)  # fmt: skip
WAIT_COLUMNS = ("scenario", "milestone", "step", "work", "cause", "waiting", "replications")
PAIR_COLUMNS = (
    "scenario_a", "scenario_b", "milestone", "work", "phase", "cause", "days_a", "days_b", "difference",
    "ci_low", "ci_high", "replications",
)  # fmt: skip

FROM, REST, TO = "from", "rest", "to"
"""Steps of a waterfall that are no cause: where it begins, the causes too small to stand alone, its end."""


@dataclass(frozen=True)
class Booked:
    """The days of one milestone over all lines and causes, (n, L × C) in ticks, and its instants (n,)."""

    ticks: Whole
    day: Days

    @property
    def is_reached(self) -> NDArray[np.bool_]:
        """Whether each replication reaches it."""
        return np.isfinite(self.day)


def booked(record: Record, plan: Plan, place: int) -> Booked:
    """What the days of one milestone of a record were for; ``place`` among those asked for."""
    cells = len(plan.lines) * len(CAUSES)
    own: Entries = record.entries
    mine = own.milestone == place
    ticks = np.zeros((record.replications, cells), dtype=np.int64)
    ticks[own.replication[mine], own.line[mine] * len(CAUSES) + own.cause[mine]] = own.ticks[mine]
    return Booked(ticks, record.day[:, place])


def replications_of(view: str, day: Days) -> NDArray[np.bool_]:
    """Which replications a view looks at: of those that are reached, all, those around P80, or the late ones.

    Quantiles are those of all replications, the unreached being later than any that is reached. Where
    the horizon cuts them off there are fewer, or none: nobody knows what days the others would have been for.
    """
    ordered = np.sort(day)

    def quantile(chance: float) -> float:
        return float(ordered[max(1, ceil(chance * len(ordered) - 1e-9)) - 1])

    is_reached = np.isfinite(day)
    if view == P80:
        low, high = map(quantile, AROUND)
        return is_reached & (day >= low) & (day <= high) & np.isfinite(quantile(0.8))
    return is_reached & (day > quantile(0.8)) if view == LATE else is_reached


def date_table(plan: Plan, record: Record, planned: Days, milestones: Sequence[int]) -> pd.DataFrame:
    """One row per milestone and view: the mean day, its 95 % interval, and how many replications it is of.

    Parameters
    ----------
    planned
        Days to every milestone of the plan where all goes as likeliest.
    milestones
        Numbers of those in the record.
    """
    rows = []
    for place, number in enumerate(milestones):
        day = record.day[:, place]
        name, reached = plan.milestones[number].name, int(np.isfinite(day).sum())
        certain = float(planned[number])
        known = certain if np.isfinite(certain) else np.nan
        count = record.replications
        rows.append((plan.scenario, name, PLAN, known, known, known, _date(plan, known), reached, count))
        for view in (MEAN, P80, LATE):
            few = day[replications_of(view, day)]
            mean, low, high = mean_of(few)
            rows.append((plan.scenario, name, view, mean, low, high, _date(plan, mean), reached, len(few)))
    return pd.DataFrame(rows, columns=list(DATE_COLUMNS))


def mean_of(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean with its 95 % interval; nan where there is none."""
    if not len(values):
        return np.nan, np.nan, np.nan
    mean = float(values.mean())
    half = NORMAL_95 * float(values.std(ddof=1)) / sqrt(len(values)) if len(values) > 1 else np.nan
    return mean, mean - half, mean + half


def _date(plan: Plan, instant: float) -> str:
    if not np.isfinite(instant):
        return ""
    return date_of(last_day(instant), date.fromisoformat(plan.start)).isoformat()


def cause_rows(plan: Plan, number: int, days: Booked, planned: Whole) -> pd.DataFrame:
    """The days of one milestone by work, phase and cause, in each view; every column adds up to its date.

    Parameters
    ----------
    planned
        Ticks of the plan where all goes as likeliest, (L × C).
    """
    columns = {PLAN: planned / TICKS_PER_DAY}
    for view in (MEAN, P80, LATE):
        which = replications_of(view, days.day)
        columns[view] = _mean_ticks(days.ticks[which])
    cells = np.flatnonzero(np.any([np.nan_to_num(one) != 0 for one in columns.values()], axis=0))
    rows = []
    for cell in cells.tolist():
        line, cause = plan.lines[cell // len(CAUSES)], CAUSES[cell % len(CAUSES)]
        values = (float(columns[view][cell]) for view in VIEWS)
        rows.append((plan.scenario, plan.milestones[number].name, line.work, line.phase, cause, *values))
    return pd.DataFrame(rows, columns=list(CAUSE_COLUMNS))


def _mean_ticks(ticks: Whole) -> NDArray[np.float64]:
    if not len(ticks):
        return np.full(ticks.shape[1], np.nan)
    return ticks.sum(axis=0) / TICKS_PER_DAY / len(ticks)


def wait_rows(plan: Plan, record: Record, number: int, place: int) -> pd.DataFrame:
    """What replications that don't reach a milestone by the horizon waited for then, most of them first."""
    at, cause = record.waits_at[:, place], record.waits_for[:, place]
    pairs, counts = np.unique(np.stack([at, cause])[:, at >= 0], axis=1, return_counts=True)
    rows = []
    for column in np.argsort(-counts, kind="stable").tolist():
        group = plan.groups[int(pairs[0, column])]
        work = plan.lines[plan.activities[group.members[0]].line].work
        rows.append(
            (
                plan.scenario, plan.milestones[number].name, group.name, work,
                CAUSES[int(pairs[1, column])], int(counts[column]), record.replications,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(WAIT_COLUMNS))


# -- waterfalls ----------------------------------------------------------------------------------


def by_phase(plan: Plan, ticks: Whole) -> tuple[list[tuple[str, str]], Whole]:
    """Ticks of a milestone by phase and cause, whatever the work: what the columns are, and (n, columns)."""
    names = [(line.phase, cause) for line in plan.lines for cause in CAUSES]
    order = list(dict.fromkeys(names))
    to = np.array([order.index(name) for name in names])
    return order, _gathered(ticks, to, len(order))


def _gathered(ticks: Whole, to: Whole, count: int) -> Whole:
    """Columns added up into those they belong to."""
    together = np.zeros((len(ticks), count), dtype=np.int64)
    for column in np.flatnonzero(ticks.any(axis=0)).tolist():
        together[:, to[column]] += ticks[:, column]
    return together


def waterfall_rows(
    milestone: str,
    view: str,
    names: Sequence[tuple[str, str]],
    more: Whole,
    begins: float,
    most: int = 8,
) -> pd.DataFrame:
    """The steps from one date to another: the largest causes each in a phase, the others in one, adding up.

    Parameters
    ----------
    names
        Phase and cause of each column.
    more
        What each replication has more of each, in ticks, (n, columns); n at least 1.
    begins
        Days to the date it begins at.
    most
        Causes that stand alone.
    """
    total = more.sum(axis=0)
    order = [int(one) for one in np.argsort(-np.abs(total), kind="stable") if total[one] != 0]
    # one that is left over needs no bar of another name
    alone = order if len(order) <= most + 1 else order[:most]
    rest = [one for one in order if one not in alone]
    count = len(more)
    rows: list[tuple[object, ...]] = [
        (milestone, view, FROM, "", "", begins, begins, begins, 0.0, begins, count)
    ]
    at = 0
    steps = [(f"{place + 1}", *names[one], more[:, one]) for place, one in enumerate(alone)]
    if rest:
        steps.append((REST, "", "", more[:, rest].sum(axis=1)))
    for place, phase, cause, ticks in steps:
        mean, low, high = mean_of(ticks / TICKS_PER_DAY)
        after = at + int(ticks.sum())
        ends = [begins + so_far / TICKS_PER_DAY / count for so_far in (at, after)]
        rows.append((milestone, view, place, phase, cause, mean, low, high, *ends, count))
        at = after
    end = begins + at / TICKS_PER_DAY / count
    rows.append((milestone, view, TO, "", "", end, end, end, 0.0, end, count))
    return pd.DataFrame(rows, columns=list(STEP_COLUMNS))


# -- two scenarios -------------------------------------------------------------------------------


def paired_rows(
    first: Plan, one: Booked, second: Plan, other: Booked, milestone: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What two scenarios differ in, over the replications in which both reach a milestone, on the same luck.

    Returns
    -------
    tuple
        The difference by work, phase and cause, second less first, each with its 95 % interval; and the
        waterfall from the first's mean date to the second's. Both are empty where none reaches it in both.
    """
    both = one.is_reached & other.is_reached
    if not both.any():
        return pd.DataFrame(columns=list(PAIR_COLUMNS)), pd.DataFrame(columns=list(STEP_COLUMNS))
    names = list(dict.fromkeys(_cells(first) + _cells(second)))
    a, b = (_spread(of.ticks[both], _cells(plan), names) for plan, of in ((first, one), (second, other)))
    count = int(both.sum())
    rows = []
    for column in np.flatnonzero((a.any(axis=0)) | (b.any(axis=0))).tolist():
        means = (float(ticks[:, column].sum() / TICKS_PER_DAY / count) for ticks in (a, b))
        change = mean_of((b - a)[:, column] / TICKS_PER_DAY)
        rows.append((first.scenario, second.scenario, milestone, *names[column], *means, *change, count))
    phases = list(dict.fromkeys((phase, cause) for _, phase, cause in names))
    to = np.array([phases.index((phase, cause)) for _, phase, cause in names])
    together = _gathered(b - a, to, len(phases))
    begins = float(one.day[both].mean())
    steps = waterfall_rows(milestone, "against", phases, together, begins)
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS)), steps


def _cells(plan: Plan) -> list[tuple[str, str, str]]:
    return [(line.work, line.phase, cause) for line in plan.lines for cause in CAUSES]


def _spread(
    ticks: Whole, own: Sequence[tuple[str, str, str]], names: Sequence[tuple[str, str, str]]
) -> Whole:
    """The columns of one plan in the places of both plans' names."""
    place = {name: number for number, name in enumerate(names)}
    wide = np.zeros((len(ticks), len(names)), dtype=np.int64)
    wide[:, [place[name] for name in own]] = ticks
    return wide
