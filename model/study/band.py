"""What our assumptions allow: the run anew under one set of assumptions after the other."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from model.analysis.band import assumption_band
from model.analysis.tally import Counts, Tally
from model.draws import Draws, held
from model.outcomes import Outcomes
from model.plan import Plan
from model.study.job import Progress
from model.study.pieces import pieces
from model.study.workforce import Workforce

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
    plan: Plan,
    draws: Draws,
    counts: Tally,
    band: Band,
    workforce: Workforce,
    progress: Progress,
    engine: str = "simpy",
) -> NDArray[np.float64]:
    """Low and high end of each deadline's chance over draws of the assumptions, (deadlines, 2).

    Draw k of the assumptions is that of replication k of the run; everything else has the luck of
    ``each`` replications from number k × ``each`` on. So how wide a band is depends on the seed and on
    ``band`` alone, not on who does the work or on pieces.
    """
    chances = counts.met / counts.replications
    if knows_all(plan):
        return np.column_stack([chances, chances])
    met = met_under(plan, draws, band, workforce, progress, engine)
    return assumption_band(met, band.each, chances)


def met_under(
    plan: Plan,
    draws: Draws,
    band: Band,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
    engine: str = "simpy",
) -> Counts:
    """Replications that meet each deadline under each draw of the assumptions, (draws, deadlines)."""
    deadlines = sum(len(one.deadlines) for one in plan.milestones)
    met = np.zeros((band.draws, deadlines), dtype=np.int64)
    keep = partial(_met_under, band.each)
    luck = held(draws, band.each)
    parts = pieces(plan, luck, band.replications, workforce, progress, keep=keep, engine=engine)
    with closing(parts):
        for first, some in parts:
            met[first : first + len(some)] += some
    return met


def _met_under(each: int, plan: Plan, draws: Draws, outcomes: Outcomes) -> tuple[int, Counts]:
    """The first draw of the assumptions in a piece, and what was met under it and those after it."""
    under = np.arange(outcomes.first, outcomes.first + outcomes.replications) // each
    instants = [(m, one.instant) for m, of in enumerate(plan.milestones) for one in of.deadlines]
    met = np.zeros((under[-1] - under[0] + 1, len(instants)), dtype=np.int64)
    for deadline, (milestone, instant) in enumerate(instants):
        np.add.at(met[:, deadline], under - under[0], outcomes.day[:, milestone] <= instant)
    return int(under[0]), met
