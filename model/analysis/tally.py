"""Counting over replications: all that tables need, in whole numbers.

Every figure of a table comes from counts per day and from sums of ticks, which are integers; so
pieces of a run can be added in any order and any size, and the tables are the same to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import ceil

import numpy as np
from numpy.typing import NDArray

from model.days import TICKS_PER_DAY
from model.outcomes import CAUSES, Flow, Outcomes, State
from model.plan.network import Plan

Counts = NDArray[np.int64]


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
    ``any_voided`` (P,) in which one of these or more is voided.
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

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


BY_DAY = ("reached_on", "started_on", "finished_on")
"""The large counts: a day of the whole time for each milestone or step."""


def tally(plan: Plan, outcomes: Outcomes, so_far: Tally | None = None) -> Tally:
    """Count the outcomes of some replications.

    Parameters
    ----------
    so_far
        Counts of other replications, to which these are added. It is used up by that: its large
        counts become those of the result.
    """
    reached_on, started_on, finished_on = (getattr(so_far, name, None) for name in BY_DAY)
    own = _own(plan, outcomes, reached_on, started_on, finished_on)
    if so_far is None:
        return own
    names = (one.name for one in fields(Tally))
    return Tally(
        *(
            getattr(own, name) if name in BY_DAY else getattr(own, name) + getattr(so_far, name)
            for name in names
        )
    )


def _own(
    plan: Plan,
    outcomes: Outcomes,
    reached_on: Counts | None,
    started_on: Counts | None,
    finished_on: Counts | None,
) -> Tally:
    """The counts of some replications alone, but for those by day, which are added to what is given."""
    days = int(plan.horizon) + 1
    instants = [(m, d.instant) for m, one in enumerate(plan.milestones) for d in one.deadlines]
    met = [outcomes.day[:, m] <= instant for m, instant in instants]
    voided = [
        (outcomes.void[:, m] <= instant) & ~is_met for (m, instant), is_met in zip(instants, met, strict=True)
    ]
    goals_met, all_met, any_voided = _composites(plan, met, voided)
    return Tally(
        replications=outcomes.replications,
        reached_on=_by_day(_finish_days(outcomes.day), days, reached_on),
        voided_ever=np.isfinite(outcomes.void).sum(axis=0).astype(np.int64),
        met=np.array([one.sum() for one in met], dtype=np.int64),
        voided=np.array([one.sum() for one in voided], dtype=np.int64),
        booked=_ticks(outcomes.booked),
        waits=_waits(plan, outcomes),
        on_chain=outcomes.on_chain.sum(axis=0).astype(np.int64),
        started_on=_by_day(np.floor(outcomes.start), days, started_on),
        finished_on=_by_day(_finish_days(outcomes.finish), days, finished_on),
        done=(outcomes.state == State.DONE).sum(axis=0).astype(np.int64),
        skipped=(outcomes.state == State.SKIPPED).sum(axis=0).astype(np.int64),
        spent_on=_ticks(outcomes.spent_on),
        money=outcomes.money.sum(axis=0) if len(plan.capital) else _no_money(plan),
        lives=int(outcomes.lives.sum()),
        happened=(outcomes.times > 0).sum(axis=0).astype(np.int64),
        times=outcomes.times.sum(axis=0),
        in_force=_ticks(outcomes.in_force),
        goals_met=goals_met,
        all_met=all_met,
        any_voided=any_voided,
    )


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


def _by_day(days: NDArray[np.float64], count: int, counts: Counts | None) -> Counts:
    """How often each day occurs in each column, beside what is counted; what never happened is not."""
    if counts is None:
        counts = np.zeros((days.shape[1], count), dtype=np.int64)
    rows, columns = np.nonzero(np.isfinite(days))
    np.add.at(counts, (columns, days[rows, columns].astype(np.int64)), 1)
    return counts


def _ticks(days: NDArray[np.float64]) -> Counts:
    """Sum over replications, in whole ticks."""
    ticks: Counts = np.rint(days * TICKS_PER_DAY).astype(np.int64).sum(axis=0)
    return ticks


def _waits(plan: Plan, outcomes: Outcomes) -> Counts:
    counts = np.zeros((len(plan.milestones), len(plan.groups), len(CAUSES)), dtype=np.int64)
    rows, milestones = np.nonzero(outcomes.waits_at >= 0)
    np.add.at(
        counts, (milestones, outcomes.waits_at[rows, milestones], outcomes.waits_for[rows, milestones]), 1
    )
    return counts


def _no_money(plan: Plan) -> Counts:
    return np.zeros((0, len(plan.year_starts), len(Flow)), dtype=np.int64)
