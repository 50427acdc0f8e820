"""What explanations read of a run: each replication's days, what they were for, and what was assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.days import TICKS_PER_DAY
from model.draws import Draws
from model.outcomes import Days, Outcomes, State, Whole
from model.plan.network import Plan


@dataclass(frozen=True)
class Entries:
    """What the days of some milestones were booked on, but for the many zeros.

    Five arrays of one length: replication, place of the milestone among those asked for, line (work
    and phase), cause, and ticks. Those of one replication and milestone add up to its day.
    """

    replication: Whole
    milestone: Whole
    line: Whole
    cause: Whole
    ticks: Whole


@dataclass(frozen=True)
class Record:
    """Some replications of one plan, from the first on.

    With n replications, m milestones asked for, G groups and E events: ``day`` (n, m) days to each
    milestone, inf where not reached; ``entries`` what they were for; ``waits_at``, ``waits_for``
    (n, m) the group and cause an unreached one waited for at the horizon, else -1; ``on_chain``
    (n, m, G) who led to it; ``start``, ``finish`` (n, G) of the groups, inf where not; ``skipped``
    (n, G); ``happened_on`` (n, E) inf where not, ``times`` (n, E); ``shared`` what was drawn once for
    all, a column (n,) per name.
    """

    day: Days
    entries: Entries
    waits_at: Whole
    waits_for: Whole
    on_chain: NDArray[np.bool_]
    start: Days
    finish: Days
    skipped: NDArray[np.bool_]
    happened_on: Days
    times: Whole
    shared: dict[str, Days]

    @property
    def replications(self) -> int:
        """How many replications these are."""
        return len(self.day)


def recorded(plan: Plan, draws: Draws, outcomes: Outcomes, milestones: Sequence[int]) -> Record:
    """What is kept of some outcomes: of the milestones asked for, by their numbers."""
    places = list(milestones)
    booked = outcomes.booked[:, places]
    replication, milestone, line, cause = np.nonzero(booked)
    ticks = np.rint(booked[replication, milestone, line, cause] * TICKS_PER_DAY).astype(np.int64)
    entries = Entries(replication + outcomes.first, milestone, line, cause, ticks)
    return Record(
        day=outcomes.day[:, places],
        entries=entries,
        waits_at=outcomes.waits_at[:, places],
        waits_for=outcomes.waits_for[:, places],
        on_chain=outcomes.on_chain[:, places],
        start=outcomes.start.copy(),
        finish=outcomes.finish.copy(),
        skipped=outcomes.state == State.SKIPPED,
        happened_on=outcomes.happened_on.copy(),
        times=outcomes.times.copy(),
        shared={
            one.name: draws.column(number, outcomes.first, outcomes.replications)
            for number, one in enumerate(draws.quantities)
            if one.shared and not one.distribution.is_fixed
        },
    )


def joined(records: Sequence[Record]) -> Record:
    """Records of consecutive replications as one."""

    def laid(name: str) -> np.ndarray:
        return np.concatenate([getattr(one, name) for one in records])

    def entries(name: str) -> Whole:
        return np.concatenate([getattr(one.entries, name) for one in records])

    return Record(
        day=laid("day"),
        entries=Entries(*(entries(name) for name in Entries.__dataclass_fields__)),
        waits_at=laid("waits_at"),
        waits_for=laid("waits_for"),
        on_chain=laid("on_chain"),
        start=laid("start"),
        finish=laid("finish"),
        skipped=laid("skipped"),
        happened_on=laid("happened_on"),
        times=laid("times"),
        shared={name: np.concatenate([one.shared[name] for one in records]) for name in records[0].shared},
    )
