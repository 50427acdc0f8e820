"""Tripwires: the date on which a step that is still not done tells that a deadline has become unlikely.

Of all replications those are looked at in which the step isn't done by the end of a day, and of these
the share that still meets the deadline: the chance that is left *given not done by that day*. It is a
plain share of plain replications, day by day; nothing is smoothed or fitted, and nothing is simulated
anew. The tripwire is the first day from which on that share stays below a threshold.

The share need not fall steadily. Those who are late are fewer from day to day, and who remains may be
late for a reason of its own. So the tripwire is not where the share first dips, but from where on it
stays below, as long as there are replications enough to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.chances import NORMAL_95, chance_of, chances_of
from model.analysis.tally import Counts
from model.days import date_of
from model.outcomes import Days
from model.plan.network import Link, Plan
from model.plan.possible import Prospects

THRESHOLDS = (0.8, 0.5)
"""An early warning, and the tripwire proper."""

FEWEST = 100
"""Replications with the step not done below which nothing is told: their share is known to ± 10 points."""

COLUMNS = (
    "scenario", "milestone", "deadline", "step", "threshold", "state", "date", "date_low", "date_high",
    "chance_open", "ci_low", "ci_high", "open", "chance_done", "done_low", "done_high", "chance",
    "chance_low", "chance_high", "tells", "clear", "replications",
)  # fmt: skip

CURVE_COLUMNS = (
    "scenario", "milestone", "deadline", "step", "date", "chance_open", "ci_low", "ci_high", "open",
    "replications",
)  # fmt: skip

STATES = ("dated", "always", "never", "seldom")
"""What a threshold came to.

``dated``: there is a tripwire. ``always``: the chance lies below the threshold whatever the step does.
``never``: it stays at or above, however long the step takes, as far as there are replications enough.
``seldom``: the step is hardly ever still open.
"""


# which step may hold up which milestone ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """Something whose day is known in every replication, and which some milestones wait for.

    A watched step of the programme, or a milestone. ``groups`` are done when it is; ``behind`` are the
    milestones that wait for it, directly or through others.
    """

    name: str
    title: dict[str, str]
    groups: tuple[int, ...]
    behind: tuple[int, ...]

    def done_on(self, finish: Days) -> Days:
        """The instant it is done, (n,), from the finishes of all groups, (n, groups)."""
        return np.asarray(finish[:, list(self.groups)].max(axis=1))


def steps_of(plan: Plan) -> list[Step]:
    """Watched steps, and milestones that other milestones wait for, in plan order.

    Left out is a step that may turn out not to be needed: that it isn't done would not tell whether
    it is late. What waits by money, crews or events alone isn't behind a step.
    """
    before = [activities_before(plan, one) for one in _ends_of(plan)]
    may_be_skipped = Prospects(plan).is_skipped
    wanted: list[tuple[str, dict[str, str], tuple[int, ...]]] = [
        (group.name, group.title, (number,)) for number, group in enumerate(plan.groups) if group.watch
    ]
    for milestone, ends in zip(plan.milestones, _ends_of(plan), strict=True):
        groups = tuple(dict.fromkeys(plan.activities[one].group for one in ends))
        if sum(len(plan.groups[one].members) for one in groups) == len(ends):
            wanted.append((milestone.name, milestone.title, groups))
    found, last = [], {groups: name for name, _, groups in wanted}
    for name, title, groups in wanted:
        if last[groups] != name:  # a milestone that is this step alone tells its name
            continue
        members = {member for group in groups for member in plan.groups[group].members}
        behind = [m for m, those in enumerate(before) if members <= those and plan.milestones[m].name != name]
        if behind and not any(may_be_skipped[one] for one in members):
            found.append(Step(name, title, groups, tuple(behind)))
    return found


def _ends_of(plan: Plan) -> list[tuple[int, ...]]:
    """The activities that make each milestone: its marker, where it has one."""
    return [(one.marker,) if one.marker >= 0 else one.activities for one in plan.milestones]


def activities_before(plan: Plan, ends: Iterable[int]) -> frozenset[int]:
    """The activities that some wait for, directly or through others, with these themselves.

    Followed are all conditions of start and finish, and of a level the activities that move its indicator.
    """
    pending, found = list(ends), set(ends)
    while pending:
        activity = plan.activities[pending.pop()]
        for place in (*activity.starts, *activity.finishes):
            condition = plan.conditions[place]
            anchors = list(condition.anchors)
            if condition.link == Link.LEVEL:
                anchors += [jump.activity for jump in plan.indicators[condition.indicator].jumps]
            new = set(anchors) - found
            found |= new
            pending += new
    return frozenset(found)


# one step and one deadline --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhileOpen:
    """Replications in which a step isn't done by the end of each day, and those of them that meet a deadline.

    ``open`` and ``met`` have the shape (days,); ``in_all`` met it, of ``replications``.
    """

    open: Counts
    met: Counts
    in_all: int
    replications: int


def while_open(finished_on: NDArray[np.float64], is_met: NDArray[np.bool_], days: int) -> WhileOpen:
    """Count the replications in which a step is still open, by day.

    Parameters
    ----------
    finished_on
        The instant the step is done, in days from the start, shape (n,); inf where it never is.
    is_met
        Whether the deadline is met, shape (n,).
    days
        How many days are asked about, from day 0 on.
    """
    last = np.where(np.isfinite(finished_on), np.maximum(np.ceil(finished_on) - 1, 0), days)
    last = np.minimum(last, days).astype(np.int64)
    done = np.cumsum(np.bincount(last, minlength=days + 1)[:days])
    done_and_met = np.cumsum(np.bincount(last[is_met], minlength=days + 1)[:days])
    in_all = int(is_met.sum())
    return WhileOpen(len(last) - done, in_all - done_and_met, in_all, len(last))


@dataclass(frozen=True, slots=True)
class Tripwire:
    """From which day on the chance given *not done by then* stays below a threshold.

    ``state`` is one of ``STATES``; with ``dated`` come the ``day`` and its 95 % interval from ``low``
    to ``high``, the latter None where there are too few replications to be sure of it.
    """

    state: str
    day: int | None = None
    low: int | None = None
    high: int | None = None


def tripwire(counts: WhileOpen, threshold: float, fewest: int = FEWEST) -> Tripwire:
    """The tripwire of one step for one deadline.

    The day is where the share itself falls below the threshold for good; ``low`` is the first day from
    which on its interval reaches below (so early it may be), ``high`` the first from which on the whole
    interval lies below (by then it is sure). Looked at are the days on which at least ``fewest``
    replications have the step open.
    """
    enough = int((counts.open >= fewest).sum())  # those open are fewer from day to day
    if not enough:
        return Tripwire("seldom")
    share, low, high = chances_of(counts.met[:enough], counts.open[:enough])
    if counts.in_all < threshold * counts.replications:
        return Tripwire("always")
    day = _for_good(share < threshold)
    if day is None:
        return Tripwire("never")
    return Tripwire("dated", day, _for_good(low < threshold), _for_good(high < threshold))


def _for_good(is_below: NDArray[np.bool_]) -> int | None:
    """The first place from which on it is so to the end; None where it isn't so at the end."""
    above = np.flatnonzero(~is_below)
    first = int(above[-1]) + 1 if len(above) else 0
    return first if first < len(is_below) else None


# tables ---------------------------------------------------------------------------------------------


def tripwire_table(
    plan: Plan,
    finish: Days,
    days: pd.DataFrame,
    thresholds: Sequence[float] = THRESHOLDS,
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """The tripwires of every step for every deadline of the milestones that wait for it.

    Parameters
    ----------
    finish
        The instant each group of the plan is done, (replications, groups); inf where it never is. Asked
        for are those of ``steps_of`` alone.
    days
        The instant each milestone asked about is reached, a column each, for the same replications.
    thresholds
        Chances in (0, 1).

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``. With a date: ``chance_open`` is the share of the ``open`` replications (step
        not done by the end of that date) that meet the deadline, ``chance_done`` that of the others,
        each with its interval. ``chance`` is that of all. ``tells`` is the square of the correlation
        of being open on that date with missing the deadline, in [0, 1]: how much the date tells;
        ``clear`` is whether that is more than chance would make it, 95 times of 100.
        Looked at are days up to the deadline. A step that is the last thing before the milestone, done
        with it, is left out.
    """
    rows: list[dict[str, Any]] = []
    start = date.fromisoformat(plan.start)
    for step, number in _pairs(plan, finish, days):
        milestone, at = plan.milestones[number], step.done_on(finish)
        for deadline in milestone.deadlines:
            is_met = days[milestone.name].to_numpy() <= deadline.instant
            counts = while_open(at, is_met, int(np.ceil(min(deadline.instant, plan.horizon))))
            head = {
                "scenario": plan.scenario,
                "milestone": milestone.name,
                "deadline": deadline.text,
                "step": step.name,
            } | _named("chance", counts.in_all, counts.replications)
            for threshold in thresholds:
                found = tripwire(counts, threshold, fewest)
                row = head | {"threshold": threshold, "state": found.state}
                rows.append(row | _dates(found, start) | _around(counts, found))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {one.name: place for place, one in enumerate(plan.milestones)}
    return frame.sort_values(
        "milestone", key=lambda names: names.map(order), kind="stable", ignore_index=True
    )


def _pairs(plan: Plan, finish: Days, days: pd.DataFrame) -> Iterable[tuple[Step, int]]:
    """Each step with each milestone asked about that is behind it and isn't reached with it at once."""
    for step in steps_of(plan):
        at = step.done_on(finish)
        for number in step.behind:
            name = plan.milestones[number].name
            if name in days and not np.array_equal(at, days[name].to_numpy()):
                yield step, number


def _dates(found: Tripwire, start: date) -> dict[str, str]:
    ends = {"date": found.day, "date_low": found.low, "date_high": found.high}
    return {name: "" if day is None else date_of(day, start).isoformat() for name, day in ends.items()}


def _around(counts: WhileOpen, found: Tripwire) -> dict[str, Any]:
    """What becomes of the deadline on either side of a tripwire."""
    if found.day is None:
        return {"open": 0, "replications": counts.replications}
    still, met = int(counts.open[found.day]), int(counts.met[found.day])
    done, met_then = counts.replications - still, counts.in_all - met
    tells = _tells(still, met, done, met_then)
    row: dict[str, Any] = {"open": still, "replications": counts.replications, "tells": tells}
    row["clear"] = tells * counts.replications > NORMAL_95**2  # the chi-square of a table of four
    of_open = chance_of(met, still)
    row |= {"chance_open": of_open.estimate, "ci_low": of_open.low, "ci_high": of_open.high}
    if done:
        of_done = chance_of(met_then, done)
        row |= {"chance_done": of_done.estimate, "done_low": of_done.low, "done_high": of_done.high}
    return row


def _tells(still: int, met: int, done: int, met_then: int) -> float:
    """The squared correlation (φ²) of two yes-or-no questions, from their table of four."""
    in_all, missed = met + met_then, still + done - met - met_then
    below = still * done * in_all * missed
    return (met_then * (still - met) - met * (done - met_then)) ** 2 / below if below else 0.0


def _named(name: str, met: int, replications: int) -> dict[str, float]:
    chance = chance_of(met, replications)
    return {name: chance.estimate, f"{name}_low": chance.low, f"{name}_high": chance.high}


def open_curves(
    plan: Plan,
    finish: Days,
    days: pd.DataFrame,
    chosen: Sequence[tuple[str, str, str]],
    every: int = 7,
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """The chance of a deadline given *not done by then*, over dates, of chosen steps.

    Parameters
    ----------
    chosen
        Milestone, deadline and step of each curve.
    every
        Days from one point of a curve to the next.

    Returns
    -------
    DataFrame
        Columns ``CURVE_COLUMNS``; a curve ends with the last day on which at least ``fewest``
        replications have the step open, or with the deadline.
    """
    start, known = date.fromisoformat(plan.start), {one.name: one for one in steps_of(plan)}
    frames = []
    for name, deadline, step in chosen:
        milestone = next(one for one in plan.milestones if one.name == name)
        instant = next(one.instant for one in milestone.deadlines if one.text == deadline)
        at = known[step].done_on(finish)
        upto = int(np.ceil(min(instant, plan.horizon)))
        counts = while_open(at, days[name].to_numpy() <= instant, upto)
        shown = np.arange(0, int((counts.open >= fewest).sum()), every)
        share, low, high = chances_of(counts.met[shown], counts.open[shown])
        frame = pd.DataFrame({"date": [date_of(int(day), start).isoformat() for day in shown]})
        frame = frame.assign(
            chance_open=share, ci_low=low, ci_high=high, open=counts.open[shown],
            replications=counts.replications,
        )  # fmt: skip
        frames.append(frame.assign(scenario=plan.scenario, milestone=name, deadline=deadline, step=step))
    return pd.concat(frames)[list(CURVE_COLUMNS)] if frames else pd.DataFrame(columns=list(CURVE_COLUMNS))


def main_wires(table: pd.DataFrame, threshold: float = THRESHOLDS[-1]) -> pd.DataFrame:
    """The tripwires at a threshold that tell most of each milestone, for one of its deadlines.

    The deadline is the one for which the tripwires tell most; of steps that tell alike the first.

    Returns
    -------
    DataFrame
        Rows of the table with a date that tells more than chance would, by milestone, the one that tells
        most first.
    """
    dated = table[(table["threshold"] == threshold) & (table["state"] == "dated")]
    dated = dated[dated["clear"].astype(str) == "True"]  # a column of truths and blanks
    kept = []
    for _, own in dated.groupby("milestone", sort=False):
        most = own["deadline"].iloc[int(own["tells"].to_numpy(np.float64).argmax())]
        rows = own[own["deadline"] == most]
        kept.append(rows.sort_values("tells", ascending=False, kind="stable"))
    return pd.concat(kept, ignore_index=True) if kept else dated
