"""How likely, how sure, and when: chances with their intervals, and dates by chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

NORMAL_95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A share of replications with its 95 % interval for simulation error; each in [0, 1]."""

    estimate: float
    low: float
    high: float
    replications: int


def chance_of(met: int, replications: int, z: float = NORMAL_95) -> Chance:
    """Chance estimated by a count, with its score interval.

    Parameters
    ----------
    met
        Replications in which it happened.
    replications
        All replications, those in which it never happened among them; at least 1.
    z
        Standard normal quantile of the interval, 95 % unless told.

    Source
    ------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    share = met / replications
    spread = z * sqrt(share * (1 - share) / replications + (z / (2 * replications)) ** 2)
    scale = 1 + z * z / replications
    middle = share + z * z / (2 * replications)
    low = 0.0 if met == 0 else (middle - spread) / scale
    high = 1.0 if met == replications else (middle + spread) / scale
    return Chance(share, low, high, replications)


def chances_of(met: NDArray[np.int64], trials: NDArray[np.int64]) -> NDArray[np.float64]:
    """Many chances at once: estimate, low and high end of each as ``chance_of`` gives them.

    Parameters
    ----------
    met, trials
        Counts of one shape; where there are no trials, all three are nan.

    Returns
    -------
    array of shape (3, …)
        Each in [0, 1].
    """
    of = np.where(trials > 0, trials, np.nan)
    share = met / of
    spread = NORMAL_95 * np.sqrt(share * (1 - share) / of + (NORMAL_95 / (2 * of)) ** 2)
    scale = 1 + NORMAL_95 * NORMAL_95 / of
    middle = share + NORMAL_95 * NORMAL_95 / (2 * of)
    low = np.where(met == 0, 0 * share, (middle - spread) / scale)
    high = np.where(met == trials, 0 * share + 1, (middle + spread) / scale)
    return np.stack([share, low, high])


def day_by_chance(reached_on: NDArray[np.int64], replications: int, chance: float) -> int | None:
    """The first day by which at least this share of all replications has reached something.

    Parameters
    ----------
    reached_on
        Replications by day of reaching, shape (days,); those that never reach it are in none.

    Returns
    -------
    int or None
        Day number; None where the share is not reached by the last day.

    Source
    ------
    Inverse of the empirical distribution function, definition 1 of Hyndman and Fan (1996),
    doi:10.1080/00031305.1996.10473566; the unreached count as infinite.
    """
    needed = max(1, ceil(chance * replications - 1e-9))
    day = int(np.searchsorted(np.cumsum(reached_on), needed))
    return day if day < len(reached_on) else None


def difference_of(
    both: int, only_a: int, only_b: int, neither: int, z: float = NORMAL_95
) -> tuple[float, float, float]:
    """Difference of two chances on the same replications, b minus a, with its 95 % interval.

    Parameters
    ----------
    both, only_a, only_b, neither
        Replications in which both, one or neither of the two happened.

    Returns
    -------
    tuple of float
        Estimate, lower and upper end, each in [-1, 1].

    Source
    ------
    Score interval for paired shares: Tango (1998),
    doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B; its ends found by bisection.
    It leaves out 0 just where McNemar's test (1947), doi:10.1007/BF02295996, tells the two apart.
    Its coverage beside that of Newcombe's method 10 is measured in docs/verification.md.
    """
    n = both + only_a + only_b + neither
    estimate = (only_b - only_a) / n

    def score(delta: float) -> float:
        a = 2 * n
        b = -only_b - only_a + (2 * n - only_b + only_a) * delta
        c = -only_a * delta * (1 - delta)
        root = (sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
        variance = n * (2 * root + delta * (1 - delta))
        gap = only_b - only_a - n * delta
        if variance <= 0:
            return 0.0 if gap == 0 else (1e9 if gap > 0 else -1e9)
        return gap / sqrt(variance)

    return estimate, _crossing(score, -1.0, estimate, z), _crossing(score, estimate, 1.0, -z)


def _crossing(score, low: float, high: float, level: float) -> float:  # type: ignore[no-untyped-def]
    """Where a falling function passes a level, by bisection."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > level else (low, middle)
    return (low + high) / 2
