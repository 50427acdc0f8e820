"""What our assumptions allow: the run anew under one set of assumptions after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.analysis.band import assumption_band
from model.analysis.tally import Tally
from model.draws import Draws, held
from model.plan import Plan
from model.study.pieces import Progress, pieces

EACH = 50
"""Replications under each draw of the assumptions: fewer leave more noise to take away, more cost more."""


@dataclass(frozen=True)
class Band:
    """So many draws of the assumptions, and under each so many replications with other luck."""

    draws: int = 200
    each: int = EACH

    @property
    def replications(self) -> int:
        """How many replications the band takes, beside those of the run."""
        return self.draws * self.each

    @property
    def mark(self) -> str:
        """What tells a run with this band from one without."""
        return f"band {self.draws} x {self.each}"


def knows_all(plan: Plan) -> bool:
    """Whether a plan rests on no assumption that is drawn, so that its chances are what they are."""
    return not any(one.is_assumption and not one.distribution.is_fixed for one in plan.quantities)


def band_of(
    plan: Plan, draws: Draws, counts: Tally, band: Band, jobs: int | None, progress: Progress
) -> NDArray[np.float64]:
    """Low and high end of each deadline's chance over draws of the assumptions, (deadlines, 2).

    Draw k of the assumptions is that of replication k of the run; everything else has the luck of
    ``each`` replications from number k × ``each`` on. So how wide a band is depends on the seed and on
    ``band`` alone, not on jobs or pieces.
    """
    chances = counts.met / counts.replications
    if knows_all(plan):
        return np.column_stack([chances, chances])
    instants = [(m, one.instant) for m, of in enumerate(plan.milestones) for one in of.deadlines]
    met = np.zeros((band.draws, len(instants)), dtype=np.int64)
    for outcomes in pieces(plan, held(draws, band.each), band.replications, jobs, progress):
        under = np.arange(outcomes.first, outcomes.first + outcomes.replications) // band.each
        for deadline, (milestone, instant) in enumerate(instants):
            np.add.at(met[:, deadline], under, outcomes.day[:, milestone] <= instant)
    return assumption_band(met, band.each, chances)
