"""Laws without a closed quantile: their tables, and hard ends from percentiles.

A table holds the quantile of a standard law over equally spaced normal scores, because there
every one of these laws is smooth, tails included. It is made once per shape and shared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.draws.columns import TABLE_END

ERROR_OF_TABLE = 1e-7
"""Largest error at the middle of a cell, as a share of the range from one end of the table to the other."""

_FEWEST_CELLS, _MOST_CELLS = 256, 131_072
_LOW_PERCENTILE, _HIGH_PERCENTILE = 0.02, 0.98

Column = NDArray[np.floating[Any]]


@lru_cache(maxsize=4096)
def beta_table(alpha: float, beta: float) -> Column:
    """The quantile of the beta law on [0, 1] as a table; see ``quantiles._from_table``."""
    from scipy.special import betainccinv, betaincinv

    return _table(lambda p: betaincinv(alpha, beta, p), lambda p: betainccinv(alpha, beta, p))


@lru_cache(maxsize=4096)
def gamma_table(shape: float) -> Column:
    """The quantile of the gamma law with scale 1 as a table; see ``quantiles._from_table``."""
    from scipy.special import gammainccinv, gammaincinv

    return _table(lambda p: gammaincinv(shape, p), lambda p: gammainccinv(shape, p))


def _table(lower: Callable[[Column], Column], upper: Callable[[Column], Column]) -> Column:
    """Values and rises over equally spaced scores, twice as many until the error is small enough.

    ``lower`` is the quantile, ``upper`` the quantile of one minus its argument, so that neither
    tail loses digits.
    """
    from scipy.special import ndtr

    def at(scores: Column) -> Column:
        return np.where(scores < 0.0, lower(ndtr(scores)), upper(ndtr(-scores)))

    cells = _FEWEST_CELLS
    while cells <= _MOST_CELLS:
        width = 2.0 * TABLE_END / cells
        # Two nodes more at either end, for the slopes; rounding must not make the table fall.
        nodes = np.maximum.accumulate(at(-TABLE_END + width * np.arange(-2, cells + 3)))
        values, rises = nodes[2:-2], _monotone_rises(nodes)
        middle = 0.5 * (values[:-1] + values[1:]) + 0.125 * (rises[:-1] - rises[1:])
        error = np.abs(middle - at(-TABLE_END + width * (np.arange(cells) + 0.5))).max()
        if error <= ERROR_OF_TABLE * (values[-1] - values[0]):
            return np.column_stack([values, rises]).ravel()
        cells *= 2
    raise ValueError("the shape is too extreme: nearly all of the law lies at its ends")


def _monotone_rises(nodes: Column) -> Column:
    """Slopes by the five-point rule in units of a cell, limited so that the cubic never falls.

    Source
    ------
    Fritsch and Carlson (1980), doi:10.1137/0717021.
    """
    slope = (nodes[:-4] - 8.0 * nodes[1:-3] + 8.0 * nodes[3:-1] - nodes[4:]) / 12.0
    before, after = nodes[2:-2] - nodes[1:-3], nodes[3:-1] - nodes[2:-2]
    return np.clip(slope, 0.0, 3.0 * np.minimum(before, after))


# Hard ends ------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def pert_ends(low: float, mode: float, high: float, shape: float) -> tuple[float, float]:
    """Hard ends of the PERT whose 2nd and 98th percentile are ``low`` and ``high``.

    There always is one if low <= mode <= high and low < high. Let t be where between its ends
    the mode stands, and q02, q98 the percentiles of the PERT on [0, 1] with that mode. Then
    (t - q02) / (q98 - q02) says where the mode stands between the percentiles; it is below 0 at
    t = 0, above 1 at t = 1 and continuous, so it takes the wanted place in between.
    """
    from scipy.special import betainccinv, betaincinv

    def percentiles(t: float) -> tuple[float, float]:
        alpha, beta = 1.0 + shape * t, 1.0 + shape * (1.0 - t)
        return (
            float(betaincinv(alpha, beta, _LOW_PERCENTILE)),
            float(betainccinv(alpha, beta, 1.0 - _HIGH_PERCENTILE)),
        )

    return _ends(low, mode, high, percentiles)


@lru_cache(maxsize=4096)
def trigen_ends(low: float, mode: float, high: float, p_low: float, p_high: float) -> tuple[float, float]:
    """Hard ends of the triangular law with P(X <= low) = p_low and P(X <= high) = p_high.

    Both in [0, 1], p_low < p_high. As for ``pert_ends`` a solution always exists.
    """

    def percentile(p: float, t: float) -> float:
        return float(np.sqrt(p * t) if p < t else 1.0 - np.sqrt((1.0 - p) * (1.0 - t)))

    return _ends(low, mode, high, lambda t: (percentile(p_low, t), percentile(p_high, t)))


def _ends(
    low: float, mode: float, high: float, percentiles: Callable[[float], tuple[float, float]]
) -> tuple[float, float]:
    """Ends of a law from the place of its mode, found by halving the interval of places."""
    wanted = (mode - low) / (high - low)
    left, right = 0.0, 1.0
    while True:
        t = 0.5 * (left + right)
        q_low, q_high = percentiles(t)
        if not left < t < right:
            break
        if t - q_low < wanted * (q_high - q_low):
            left = t
        else:
            right = t
    span = (high - low) / (q_high - q_low)
    return low - q_low * span, high + (1.0 - q_high) * span
