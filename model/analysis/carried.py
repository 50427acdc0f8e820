"""What carries a difference: the days by which two scenarios come apart, by work, phase and cause.

In each replication the days booked on the chain to a milestone add up to its date. So where both
scenarios reach it, the differences of their booked days add up to the difference of their dates,
exactly; and so do their means over these replications. Where only one of them arrives there are no
days to be compared: these replications are counted, with what the other one waited for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.compare import head_start
from model.analysis.paired import mean_difference
from model.days import TICKS_PER_DAY
from model.outcomes import CAUSES, Outcomes
from model.plan.network import Line, Plan

CARRIED = (
    "scenario_a", "scenario_b", "milestone", "status", "work", "phase", "step", "cause",
    "days", "ci_low", "ci_high", "replications",
)  # fmt: skip

BOTH, ONLY_A, ONLY_B = "both", "only_a", "only_b"
"""Who reaches the milestone, in the column ``status``."""

START = "start"
"""What stands for a cause where the second scenario starts on another day."""

PARTS = 64
"""Parts of a day in which squares are counted: whole numbers, so that pieces add up in any size."""


@dataclass(frozen=True, slots=True)
class Chains:
    """What is kept of some replications of one scenario; shapes as in ``Outcomes``."""

    day: NDArray[np.float64]
    booked: NDArray[np.float64]
    waits_at: NDArray[np.int64]
    waits_for: NDArray[np.int64]


def chains_of(outcomes: Outcomes) -> Chains:
    """The chains of all milestones, and what the unreached ones wait for."""
    return Chains(outcomes.day, outcomes.booked, outcomes.waits_at, outcomes.waits_for)


class Apart:
    """How two scenarios come apart, added up piece by piece in whole numbers.

    Parameters
    ----------
    first, second
        Their plans; milestones that only one has are left out.
    """

    def __init__(self, first: Plan, second: Plan) -> None:
        self._plans = first, second
        names = [[one.name for one in plan.milestones] for plan in self._plans]
        self._names = [name for name in names[0] if name in names[1]]
        self._places = [[of.index(name) for name in self._names] for of in names]
        self._lines = list(dict.fromkeys((*first.lines, *second.lines)))
        self._at = [[self._lines.index(line) for line in plan.lines] for plan in self._plans]
        shape = len(self._names), len(self._lines), len(CAUSES)
        self._ticks, self._parts, self._squares = np.zeros((3, *shape), dtype=np.int64)
        self._both = np.zeros(len(self._names), dtype=np.int64)
        self._waits: Counter[tuple[int, str, int, int]] = Counter()

    def add(self, one: Chains, other: Chains) -> None:
        """Count some replications too, the same ones of both."""
        reached = [
            np.isfinite(of.day[:, places]) for of, places in zip((one, other), self._places, strict=True)
        ]
        both = reached[0] & reached[1]
        ticks = self._booked(1, other) - self._booked(0, one)
        ticks[~both] = 0
        parts = np.rint(ticks * (PARTS / TICKS_PER_DAY)).astype(np.int64)
        self._both += both.sum(axis=0)
        self._ticks += ticks.sum(axis=0)
        self._parts += parts.sum(axis=0)
        self._squares += np.square(parts).sum(axis=0)
        for side, status, of in ((0, ONLY_B, one), (1, ONLY_A, other)):
            self._count_waits(side, status, of, reached[1 - side] & ~reached[side])

    def _booked(self, side: int, chains: Chains) -> NDArray[np.int64]:
        """Booked days in ticks, on the milestones and lines of both."""
        found = np.zeros((len(chains.day), *self._ticks.shape), dtype=np.int64)
        ticks = np.rint(chains.booked[:, self._places[side]] * TICKS_PER_DAY).astype(np.int64)
        found[:, :, self._at[side]] = ticks
        return found

    def _count_waits(self, side: int, status: str, chains: Chains, alone: NDArray[np.bool_]) -> None:
        """What this side waited for where only the other one arrived."""
        places = self._places[side]
        for row, milestone in zip(*np.nonzero(alone), strict=True):
            at = int(chains.waits_at[row, places[milestone]])
            what = int(chains.waits_for[row, places[milestone]])
            self._waits[int(milestone), status, at, what] += 1

    def table(self) -> pd.DataFrame:
        """By milestone: what the days apart were for, the most first; then who arrives alone.

        Returns
        -------
        DataFrame
            ``status`` both: ``days`` is the second's mean days less the first's over the
            ``replications`` in which both reach it, with a 95 % interval; they add up to the
            difference of the mean dates. only_a, only_b: ``replications`` in which one alone
            reaches it, by the ``step`` and ``cause`` that the other one waited for at the horizon.
        """
        rows = [row for milestone in range(len(self._names)) for row in self._rows_of(milestone)]
        return pd.DataFrame(rows, columns=list(CARRIED))

    def _rows_of(self, milestone: int) -> list[tuple[Any, ...]]:
        head = (*(plan.scenario for plan in self._plans), self._names[milestone])
        return [
            *((*head, *row) for row in self._days_of(milestone)),
            *((*head, *row) for row in self._alone(milestone)),
        ]

    def _days_of(self, milestone: int) -> list[tuple[Any, ...]]:
        count, rows = int(self._both[milestone]), []
        apart = (self._squares[milestone] != 0) | (self._ticks[milestone] != 0)
        for line, cause in zip(*np.nonzero(apart), strict=True):
            where = self._lines[line]
            days = int(self._ticks[milestone, line, cause]) / TICKS_PER_DAY / count
            parts, squares = (int(of[milestone, line, cause]) for of in (self._parts, self._squares))
            rounded = mean_difference(parts / PARTS, squares / PARTS**2, count)
            half = (rounded.high - rounded.low) / 2
            rows.append((BOTH, *_said(where), "", CAUSES[cause], days, days - half, days + half, count))
        later_start = head_start(*self._plans)
        if later_start and count:
            rows.append((BOTH, "", "", "", START, later_start, later_start, later_start, count))
        return sorted(rows, key=lambda row: -abs(row[5]))

    def _alone(self, milestone: int) -> list[tuple[Any, ...]]:
        rows = []
        for (place, status, at, what), count in self._waits.items():
            if place == milestone:
                plan = self._plans[0 if status == ONLY_B else 1]
                step, where, cause = _waiting(plan, at, what)
                rows.append((status, *where, step, cause, nan, nan, nan, count))
        return sorted(rows, key=lambda row: (row[0], -row[-1], *row[1:5]))


def _said(line: Line) -> tuple[str, str]:
    return line.work, line.phase


def _waiting(plan: Plan, at: int, what: int) -> tuple[str, tuple[str, str], str]:
    """The step, its work and phase, and the cause; blank for a milestone that was voided or blocked."""
    if at < 0:
        return "", ("", ""), ""
    group = plan.groups[at]
    return group.name, _said(plan.lines[plan.activities[group.members[0]].line]), CAUSES[what]
