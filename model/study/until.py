"""How long a run goes on that is told how sharp its chances shall be, instead of how many replications."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from model.analysis.chances import chance_of
from model.analysis.tally import Counts, Tally

FIRST_LOOK = 1000
"""Replications at the first look; each further look comes at twice as many."""


@dataclass(frozen=True)
class Until:
    """Go on until every chance is known within ``half_width`` either way, with ``most`` replications at most.

    The run looks at its chances at 1,000, 2,000, 4,000 … replications and nowhere else: one that
    looked after every replication would stop where luck makes an interval short.
    """

    half_width: float
    most: int

    @property
    def looks(self) -> tuple[int, ...]:
        """The numbers of replications at which it may stop, the last one being the most."""
        looks = []
        look = FIRST_LOOK
        while look < self.most:
            looks.append(look)
            look *= 2
        return (*looks, self.most)

    def is_enough(self, met: Counts, replications: int) -> bool:
        """Whether every 95 % interval is short enough.

        Parameters
        ----------
        met
            Replications that met each deadline of each milestone.
        """
        return all(self._is_sharp(int(count), replications) for count in met)

    def expected(self, counts: Tally) -> int:
        """Where it will stop if the chances stay as they are; here, if they are sharp enough."""
        for look in [look for look in self.looks if look >= counts.replications]:
            if self.is_enough((counts.met * look) // counts.replications, look):
                return look
        return self.looks[-1]

    def _is_sharp(self, met: int, replications: int) -> bool:
        chance = chance_of(met, replications)
        return (chance.high - chance.low) / 2 <= self.half_width


def widest(milestones: pd.DataFrame) -> float:
    """Half the width of the widest interval in a table of milestones."""
    return float((milestones.ci_high - milestones.ci_low).max() / 2)
