"""Differences between two scenarios on the same luck, in days: of means, and of quantiles, with intervals."""

from __future__ import annotations

from math import ceil, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.analysis.chances import NORMAL_95

Days = NDArray[np.float64]


class Difference(NamedTuple):
    """B less A with the ends of its 95 % interval; nan where it, or an end, isn't known."""

    estimate: float
    low: float
    high: float


UNKNOWN = Difference(nan, nan, nan)


def mean_difference(total: float, squares: float, count: int) -> Difference:
    """Mean of paired differences with Student's interval.

    Parameters
    ----------
    total, squares
        Sum of the differences, and of their squares.
    count
        How many pairs; below 2 there is no interval, and of none no mean.

    Source
    ------
    The paired-t interval for common random numbers: Law (2015), Simulation Modeling and Analysis,
    5th edition, section 10.2.1; Student (1908), doi:10.1093/biomet/6.1.1.
    """
    if count < 1:
        return UNKNOWN
    mean = total / count
    if count < 2:
        return Difference(mean, nan, nan)
    variance = max(0.0, squares - total * mean) / (count - 1)
    half = student(count - 1) * sqrt(variance / count)
    return Difference(mean, mean - half, mean + half)


def student(freedom: int) -> float:
    """The 97.5th percentile of Student's distribution."""
    from scipy.special import stdtrit  # slow to import

    return float(stdtrit(freedom, 0.975))


def quantile_difference(a: Days, b: Days, share: float, z: float = NORMAL_95) -> Difference:
    """How much later B has reached a share of all replications than A: the difference of two quantiles.

    The two counts of replications there by the true quantiles are jointly near normal, with the
    correlation that the pairs show. Every pair of ranks that they don't refuse at 95 % is tried;
    the interval goes from the least to the largest difference of the days at such ranks. So no
    density is estimated and nothing is drawn; the unreached need not be dropped.

    Parameters
    ----------
    a, b
        Day of each replication, shape (n,), the same replications in both; inf where not reached.
    share
        In (0, 1), e.g. 0.8 for P80.
    z
        Standard normal quantile of the interval, 95 % unless told.

    Returns
    -------
    Difference
        In the unit of the days; all nan where either quantile is infinite, an end nan where the
        interval goes beyond the days that are known.

    Source
    ------
    Interval of one quantile from the ranks that its count allows: Woodruff (1952),
    doi:10.1080/01621459.1952.10483443. Joint law of quantiles of paired samples: Babu and Rao (1988),
    doi:10.1016/0047-259X(88)90112-1. Together they are this interval; its coverage is measured in
    docs/verification.md.
    """
    first, second = np.sort(a), np.sort(b)
    place = max(1, ceil(share * len(a) - 1e-9)) - 1
    one, other = first[place], second[place]
    if not (np.isfinite(one) and np.isfinite(other)):
        return UNKNOWN
    spread = sqrt(len(a) * share * (1 - share))
    rho = _agreement(a <= one, b <= other)
    low, high = _extremes(first, second, place, spread, rho, z)
    turned_low, turned_high = _extremes(second, first, place, spread, rho, z)
    ends = _finite(np.minimum(low, -turned_high)), _finite(np.maximum(high, -turned_low))
    return Difference(float(other - one), *ends)


def _agreement(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """Correlation of two things that happen or don't; 0 where one of them always does."""
    p, q = float(first.mean()), float(second.mean())
    variance = p * (1 - p) * q * (1 - q)
    if variance <= 0:
        return 0.0
    return float(np.clip(((first & second).mean() - p * q) / sqrt(variance), -1, 1))


def _extremes(
    first: Days, second: Days, place: int, spread: float, rho: float, z: float
) -> tuple[float, float]:
    """The least and largest second less first, over ranks of the first and those that go with each.

    nan where a rank lies outside the sample, or days on it are infinite.
    """
    farthest = ceil(z * spread - 1e-9)
    steps = np.arange(-farthest, farthest + 1)
    off = np.clip(steps / spread, -z, z)
    reach = np.sqrt(np.maximum(0.0, (1 - rho * rho) * (z * z - off * off)))
    lowest = np.floor(spread * (rho * off - reach) + 1e-9).astype(np.int64)
    highest = np.ceil(spread * (rho * off + reach) - 1e-9).astype(np.int64)
    if 1 - abs(rho) < 1e-12:  # both ranks are the same, or each other's mirror image
        lowest = highest = steps if rho > 0 else -steps
    known = _at(first, place + steps)
    with np.errstate(invalid="ignore"):  # inf less inf: not known
        return float(np.min(_at(second, place + lowest) - known)), float(
            np.max(_at(second, place + highest) - known)
        )


def _at(ordered: Days, places: NDArray[np.int64]) -> Days:
    """Ordered days at these places; nan outside the sample."""
    inside = (places >= 0) & (places < len(ordered))
    return np.where(inside, ordered[np.clip(places, 0, len(ordered) - 1)], nan)


def _finite(day: float) -> float:
    return float(day) if np.isfinite(day) else nan
