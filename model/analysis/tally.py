"""Counting over replications: all that tables need, in whole numbers.

Every figure of a table comes from counts per day and from sums of ticks, which are integers; so
pieces of a run can be added in any order and any size, and the tables are the same to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import ceil, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.days import TICKS_PER_DAY
from model.outcomes import CAUSES, Flow, Outcomes, State
from model.plan.network import Plan

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Few:
    """Counts that are zero almost everywhere: the shape, where they are not, and how many there.

    ``at`` are places in the flattened table, each at most once.
    """

    shape: tuple[int, ...]
    at: NDArray[np.int32] | NDArray[np.int64]
    many: NDArray[np.int32]

    def add_to(self, table: Counts) -> None:
        """Add them to a table of their shape."""
        table.reshape(-1)[self.at] += self.many

    def in_full(self) -> Counts:
        """The table with its zeros, in 32 bits: it is large, and its counts are of replications.

        Sums over it are made of 64 bits.
        """
        table: Any = np.zeros(self.shape, dtype=np.int32)
        self.add_to(table)
        return table


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts and sums over some replications of one plan.

    With M milestones, K deadlines in all, G groups, L lines, C causes, D + 1 days up to the
    horizon: ``reached_on`` (M, D + 1) replications by the day of reaching; ``met``, ``voided``
    (K,) by deadline; ``booked`` (M, L, C) ticks on the chains of those reached; ``waits``
    (M, G, C) what the others waited for; ``on_chain`` (M, G); ``started_on``, ``finished_on``
    (G, D + 1) by day; ``done``, ``skipped`` (G,); ``spent_on`` (G, C) ticks; ``money``
    (S, Y, 5) million VND; ``lives`` activities begun; ``happened`` (E,) replications in which an
    event began, ``times`` (E,) how often in all, ``in_force`` (E,) ticks. With P composite goals
    that count up to N others: ``goals_met`` (P, N + 1, N + 1) replications by how many of these
    are met and how many voided; ``all_met`` (P,) in which all wanted together are met,
    ``any_voided`` (P,) in which one of these or more is voided. Of each line as a whole:
    ``line_started_on`` and ``line_finished_on`` (L, D + 1) by day of the first start and the last
    finish, ``line_skipped`` (L,) in which none of it was needed, ``line_on_chain`` (M, L).
    """

    replications: int
    reached_on: Counts
    voided_ever: Counts
    met: Counts
    voided: Counts
    booked: Counts
    waits: Counts
    on_chain: Counts
    started_on: Counts
    finished_on: Counts
    done: Counts
    skipped: Counts
    spent_on: Counts
    money: Counts
    lives: int
    happened: Counts
    times: Counts
    in_force: Counts
    goals_met: Counts
    all_met: Counts
    any_voided: Counts
    line_started_on: Counts
    line_finished_on: Counts
    line_skipped: Counts
    line_on_chain: Counts

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Of a tally, what chances and dates of milestones need: see there."""

    replications: int
    reached_on: Counts
    met: Counts
    voided: Counts


@dataclass(frozen=True, slots=True)
class Slip:
    """A tally as it is handed in: what a few replications leave zero isn't written.

    Fifty replications of a programme fill about a hundredth of its tables of days, so that a slip
    is sent, and added to others, for a hundredth of the price of a tally.
    """

    replications: int
    lives: int
    counts: dict[str, Counts | Few]

    def in_full(self) -> Tally:
        """The tally, with its zeros."""
        return total([self])


_MOST = np.iinfo(np.int32).max


class Total:
    """A tally that grows slip by slip, in place: it is as large after the last as after the first."""

    def __init__(self) -> None:
        self.replications = self._lives = 0
        self._counts: dict[str, Counts] = {}

    def add(self, slip: Slip) -> None:
        """Count these too."""
        self.replications += slip.replications
        assert self.replications <= _MOST, "a count of replications has 32 bits"
        self._lives += slip.lives
        for name, counts in slip.counts.items():
            if name not in self._counts:
                self._counts[name] = counts.in_full() if isinstance(counts, Few) else counts.copy()
            elif isinstance(counts, Few):
                counts.add_to(self._counts[name])
            else:
                self._counts[name] += counts

    @property
    def arrivals(self) -> Arrivals:
        """What is counted so far of milestones alone; it goes on growing."""
        return Arrivals(self.replications, *(self._counts[name] for name in ("reached_on", "met", "voided")))

    @property
    def tally(self) -> Tally:
        """What is counted so far; it goes on growing."""
        return Tally(replications=self.replications, lives=self._lives, **self._counts)


def total(slips: Iterable[Slip]) -> Tally:
    """All slips together, of which there is at least one."""
    all_of_them = Total()
    for slip in slips:
        all_of_them.add(slip)
    return all_of_them.tally


def tally(plan: Plan, outcomes: Outcomes) -> Tally:
    """Count the outcomes of some replications."""
    return slip(plan, outcomes).in_full()


def arrivals(plan: Plan, outcomes: Outcomes) -> Slip:
    """Count when milestones are reached and which deadlines are met; nothing else."""
    met, voided = _deadlines(plan, outcomes)
    return Slip(outcomes.replications, 0, _arrivals(plan, outcomes, met, voided))


def arrivals_on(plan: Plan, days: NDArray[np.float64]) -> Arrivals:
    """The same of the instants alone at which milestones are reached; what is voided isn't counted.

    Parameters
    ----------
    days
        The instant of each milestone, (replications, milestones); inf where it is not reached.
    """
    instants = [
        (m, one.instant) for m, milestone in enumerate(plan.milestones) for one in milestone.deadlines
    ]
    met = np.array([(days[:, m] <= instant).sum() for m, instant in instants], dtype=np.int64)
    on_day = _by_day(_finish_days(days), int(plan.horizon) + 1).in_full()
    return Arrivals(len(days), on_day, met, np.zeros_like(met))


def ticks_booked(outcomes: Outcomes) -> Counts:
    """The ticks on the chains of milestones reached, (milestones, lines, causes), over all replications."""
    return _ticks(outcomes.booked)


def _arrivals(
    plan: Plan, outcomes: Outcomes, met: list[NDArray[np.bool_]], voided: list[NDArray[np.bool_]]
) -> dict[str, Counts | Few]:
    return {
        "reached_on": _by_day(_finish_days(outcomes.day), int(plan.horizon) + 1),
        "met": np.array([one.sum() for one in met], dtype=np.int64),
        "voided": np.array([one.sum() for one in voided], dtype=np.int64),
    }


def _deadlines(plan: Plan, outcomes: Outcomes) -> tuple[list[NDArray[np.bool_]], list[NDArray[np.bool_]]]:
    """By deadline, in the order of the plan: in which replications it is met, and in which voided."""
    instants = [(m, d.instant) for m, one in enumerate(plan.milestones) for d in one.deadlines]
    met = [outcomes.day[:, m] <= instant for m, instant in instants]
    voided = [
        (outcomes.void[:, m] <= instant) & ~is_met for (m, instant), is_met in zip(instants, met, strict=True)
    ]
    return met, voided


def slip(plan: Plan, outcomes: Outcomes) -> Slip:
    """Count the outcomes of some replications, to be added to others."""
    days = int(plan.horizon) + 1
    met, voided = _deadlines(plan, outcomes)
    goals_met, all_met, any_voided = _composites(plan, met, voided)
    return Slip(
        replications=outcomes.replications,
        lives=int(outcomes.lives.sum()),
        counts={
            **_arrivals(plan, outcomes, met, voided),
            "voided_ever": np.isfinite(outcomes.void).sum(axis=0).astype(np.int64),
            "booked": _ticks(outcomes.booked),
            "waits": _waits(plan, outcomes),
            "on_chain": outcomes.on_chain.sum(axis=0).astype(np.int64),
            "started_on": _by_day(np.floor(outcomes.start), days),
            "finished_on": _by_day(_finish_days(outcomes.finish), days),
            "done": (outcomes.state == State.DONE).sum(axis=0).astype(np.int64),
            "skipped": (outcomes.state == State.SKIPPED).sum(axis=0).astype(np.int64),
            "spent_on": _ticks(outcomes.spent_on),
            "money": outcomes.money.sum(axis=0) if len(plan.capital) else _no_money(plan),
            "happened": (outcomes.times > 0).sum(axis=0).astype(np.int64),
            "times": outcomes.times.sum(axis=0),
            "in_force": _ticks(outcomes.in_force),
            "goals_met": goals_met,
            "all_met": all_met,
            "any_voided": any_voided,
            **_lines(plan, outcomes),
        },
    )


def _lines(plan: Plan, outcomes: Outcomes) -> dict[str, Counts | Few]:
    """When the first step of each line starts and its last one ends, and whose chain it is on."""
    line_of = np.array([plan.activities[group.members[0]].line for group in plan.groups])
    assert len(np.unique(line_of)) == len(plan.lines), "days are booked on the lines of steps alone"
    order = np.argsort(line_of, kind="stable")
    firsts = np.searchsorted(line_of[order], np.arange(len(plan.lines)))
    finish = np.where(outcomes.state == State.SKIPPED, -np.inf, outcomes.finish)
    started = np.minimum.reduceat(outcomes.start[:, order], firsts, axis=1)
    finished = np.maximum.reduceat(finish[:, order], firsts, axis=1)
    is_skipped = np.isneginf(finished)
    on_chain = np.logical_or.reduceat(outcomes.on_chain[:, :, order], firsts, axis=2)
    days = int(plan.horizon) + 1
    return {
        "line_started_on": _by_day(np.floor(started), days),
        "line_finished_on": _by_day(_finish_days(np.where(is_skipped, np.inf, finished)), days),
        "line_skipped": is_skipped.sum(axis=0).astype(np.int64),
        "line_on_chain": on_chain.sum(axis=0).astype(np.int64),
    }


def _composites(
    plan: Plan, met: list[NDArray[np.bool_]], voided: list[NDArray[np.bool_]]
) -> tuple[Counts, Counts, Counts]:
    """How many goals that each composite one counts are met and voided, and whether all together are."""
    most = max((len(one.counts) for one in plan.composites), default=0)
    goals_met = np.zeros((len(plan.composites), most + 1, most + 1), dtype=np.int64)
    all_met, any_voided = np.zeros((2, len(plan.composites)), dtype=np.int64)
    for number, one in enumerate(plan.composites):
        if one.counts:
            places = [goal.place for goal in one.counts]
            how_many = [np.sum([of[place] for place in places], axis=0) for of in (met, voided)]
            np.add.at(goals_met[number], (how_many[0], how_many[1]), 1)
        if one.together:
            all_met[number] = np.all([met[goal.place] for goal in one.together], axis=0).sum()
            any_voided[number] = np.any([voided[goal.place] for goal in one.together], axis=0).sum()
    return goals_met, all_met, any_voided


def last_day(instant: float) -> int:
    """The last day worked before an instant; at the very start, the first day."""
    return max(ceil(instant) - 1, 0)


def _finish_days(instants: NDArray[np.float64]) -> NDArray[np.float64]:
    """The last day worked before each instant, as ``last_day``."""
    return np.maximum(np.ceil(instants) - 1, 0)


def _by_day(days: NDArray[np.float64], count: int) -> Few:
    """How often each day occurs in each column; what never happened is not counted."""
    shape, happened = (days.shape[1], count), np.isfinite(days)
    whole: Any = np.int32 if prod(shape) <= np.iinfo(np.int32).max else np.int64
    flat = np.where(happened, days, 0).astype(whole)
    flat += np.arange(0, prod(shape), count, dtype=whole)
    return _counted_at(shape, flat.ravel() if happened.all() else flat[happened])


def _counted(shape: tuple[int, ...], places: tuple[NDArray[np.int64], ...]) -> Few:
    """How often each place of a table occurs."""
    whole: Any = np.int32 if prod(shape) <= np.iinfo(np.int32).max else np.int64
    flat = np.ravel_multi_index(places, shape).astype(whole) if prod(shape) else np.empty(0, dtype=whole)
    return _counted_at(shape, flat)


_PLACES_A_COUNT = 32
"""How much larger than what is counted a table may be, to be gone through as a whole."""


def _counted_at(shape: tuple[int, ...], flat: NDArray[Any]) -> Few:
    """How often each place of a flattened table occurs."""
    if prod(shape) > _PLACES_A_COUNT * len(flat):
        at, many = np.unique(flat, return_counts=True)
    else:  # quicker than to sort them, where the table isn't much larger
        counts = np.bincount(flat)
        at = np.flatnonzero(counts).astype(flat.dtype)
        many = counts[at]
    return Few(shape, at, many.astype(np.int32))


def _ticks(days: NDArray[np.float64]) -> Counts:
    """Sum over replications, in whole ticks."""
    total = np.zeros(days.shape[1:], dtype=np.float64)
    for first in range(0, len(days), _ROWS_A_SUM):
        ticks = days[first : first + _ROWS_A_SUM] * TICKS_PER_DAY
        total += np.rint(ticks, out=ticks).sum(axis=0)
    if total.size and total.max() >= _EXACT:  # more than any programme takes
        return np.rint(days * TICKS_PER_DAY).astype(np.int64).sum(axis=0)
    return total.astype(np.int64)


_EXACT = 2.0**53
"""Up to which sums of whole numbers are exact in floating point, in whatever order."""

_ROWS_A_SUM = 64
"""Replications added up at a time: few enough to stay in the processor's memory."""


def _waits(plan: Plan, outcomes: Outcomes) -> Few:
    rows, milestones = np.nonzero(outcomes.waits_at >= 0)
    places = (milestones, outcomes.waits_at[rows, milestones], outcomes.waits_for[rows, milestones])
    return _counted((len(plan.milestones), len(plan.groups), len(CAUSES)), places)


def _no_money(plan: Plan) -> Counts:
    return np.zeros((0, len(plan.year_starts), len(Flow)), dtype=np.int64)
