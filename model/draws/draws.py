"""Every draw of a plan: one number per quantity, replication and round, fixed before the clock starts.

A draw takes three steps, each in a module of its own: the name gives a uniform (``streams``),
the plan gives a law (``laws``), the law's quantile gives the value (``quantiles``). What makes
quantities depend on each other stands between the first and the last: a correlation replaces a
member's uniform by one that leans on the luck of others (``copula``); nothing else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.draws import calls
from model.draws.columns import FAMILY, FIXED, Laws, Leaning
from model.draws.copula import leaning_of
from model.draws.laws import LawBook
from model.draws.streams import key_of
from model.plan.network import Correlation, Quantity


@dataclass(frozen=True, eq=False)
class Draws:
    """The draws of all quantities of a plan, made when asked for.

    The draw of quantity q in round k stands in row ``offset[q] + stride[q] * k`` of the matrix
    that ``columns`` returns. A fixed quantity, and one shared by all that refer to it, has a
    single row for all rounds (stride 0).

    ``laws``, ``law`` and ``key`` (by quantity) and ``leaning`` are what ``quantiles.draw_of`` needs
    in order to make single draws inside a compiled loop; there too, pass round ``stride[q] * k``.
    """

    quantities: tuple[Quantity, ...]
    seed: int
    laws: Laws
    law: NDArray[np.int64]
    key: NDArray[np.uint64]
    leaning: Leaning
    offset: NDArray[np.int64]
    stride: NDArray[np.int64]
    rows: int

    def columns(self, first: int, count: int) -> NDArray[np.float64]:
        """All draws of replications first … first + count - 1 as a matrix of shape (rows, count)."""
        heights = np.diff(self.offset, append=self.rows)
        rounds = np.arange(self.rows) - np.repeat(self.offset, heights)
        return self._fill(np.repeat(np.arange(len(self.quantities)), heights), rounds, first, count)

    def column(self, quantity: int, first: int, count: int, round: int = 0) -> NDArray[np.float64]:
        """The draws of one quantity in one round, for consecutive replications; shape (count,)."""
        return self._fill(np.array([quantity]), np.array([self._round(quantity, round)]), first, count)[0]

    def value(self, quantity: int, replication: int, round: int = 0) -> float:
        """One draw alone: the same bits as in ``columns``."""
        round = self._round(quantity, round)
        return float(self._fill(np.array([quantity]), np.array([round]), replication, 1)[0, 0])

    def _fill(
        self, quantity: NDArray[np.int64], round: NDArray[np.int64], first: int, count: int
    ) -> NDArray[np.float64]:
        out = np.empty((len(quantity), count))
        calls.fill(self.laws, self.law, self.key, self.leaning, quantity, round, first, out)
        return out

    def _round(self, quantity: int, round: int) -> int:
        """The round whose luck is meant: the only one where all rounds share it."""
        if not self.stride[quantity]:
            return 0
        assert 0 <= round < self.quantities[quantity].rounds, "no draw was planned for this round"
        return round


def make_draws(quantities: Sequence[Quantity], seed: int, correlations: Sequence[Correlation] = ()) -> Draws:
    """Plan the draws of quantities under a seed; the draws themselves are made later, piece by piece.

    Parameters
    ----------
    correlations
        Which quantities lean on each other; each is a member of one at most. Whoever is a member
        of none has the same draws as without them.

    Raises
    ------
    ValueError
        If a law cannot be drawn from; the message names the quantity.
    """
    book = LawBook()
    law = np.array([book.row_of(quantity) for quantity in quantities], dtype=np.int64)
    laws = book.laws()
    single = (laws.kind[law, FAMILY] == FIXED) | np.array(
        [quantity.shared for quantity in quantities], dtype=bool
    )
    key = [(*key_of(seed, quantity.name), 1) for quantity in quantities]
    planned = np.array([max(quantity.rounds, 1) for quantity in quantities], dtype=np.int64)
    heights = np.where(single, 1, planned)
    return Draws(
        quantities=tuple(quantities),
        seed=seed,
        laws=laws,
        law=law,
        key=np.array(key, dtype=np.uint64).reshape(-1, 3),
        leaning=leaning_of(quantities, seed, correlations),
        offset=np.cumsum(heights) - heights,
        stride=np.where(single, 0, 1),
        rows=int(heights.sum()),
    )


def one(quantity: Quantity, seed: int, replication: int, round: int = 0) -> float:
    """One draw of one quantity, without a plan; the same bits as in any plan that leaves it uncorrelated."""
    return make_draws([quantity], seed).value(0, replication, round)
