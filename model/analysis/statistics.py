"""Statistics of samples: intervals, quantiles, correlations, paired comparisons, sensitivities, scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.analysis.chances import Chance, chance_of

Sample = NDArray[np.float64]
Values = Sequence[float] | Sample
Quantile = Callable[[Sample], Sample]
"""A law by its inverse: values for chances in (0, 1), of the same shape."""

DEFINITIONS = {
    1: "inverted_cdf",
    2: "averaged_inverted_cdf",
    3: "closest_observation",
    4: "interpolated_inverted_cdf",
    5: "hazen",
    6: "weibull",
    7: "linear",
    8: "median_unbiased",
    9: "normal_unbiased",
}
"""numpy's name of each definition of sample quantiles, numbered as Hyndman and Fan do."""


# intervals of a share ------------------------------------------------------------------------


def score_interval(met: int, trials: int, confidence: float = 0.95) -> Chance:
    """Share estimated by a count, with its score interval of any confidence.

    Source
    ------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    return chance_of(met, trials, NormalDist().inv_cdf((1 + confidence) / 2))


def exact_interval(met: int, trials: int, confidence: float = 0.95) -> Chance:
    """Share estimated by a count, with the interval that is never too narrow.

    Parameters
    ----------
    met, trials
        How often it happened, of how many; at least one trial.
    confidence
        The least chance that such an interval holds the truth.

    Returns
    -------
    Chance
        Estimate and ends, each in [0, 1].

    Source
    ------
    Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404; the ends as quantiles of the beta distribution.
    """
    from scipy.stats import beta  # slow to import

    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, met, trials - met + 1)) if met else 0.0
    high = float(beta.ppf(1 - tail, met + 1, trials - met)) if met < trials else 1.0
    return Chance(met / trials, low, high, trials)


# quantiles -----------------------------------------------------------------------------------


def sample_quantiles(sample: Values, chances: Sequence[float], definition: int = 1) -> list[float]:
    """Quantiles of a sample.

    Parameters
    ----------
    sample
        Values, shape (n,); inf where something was never reached.
    chances
        Each in [0, 1].
    definition
        Number 1 to 9 of Hyndman and Fan. 1 is what all tables of ours use: the smallest value that
        so large a share of the sample doesn't exceed; it never averages, so it may stand beside
        infinite values, and is infinite where it falls among them.

    Source
    ------
    Hyndman and Fan (1996), doi:10.1080/00031305.1996.10473566.
    """
    ordered = np.sort(np.asarray(sample, dtype=np.float64))
    if definition != 1:
        return [float(one) for one in np.quantile(ordered, chances, method=DEFINITIONS[definition])]  # type: ignore[call-overload]
    places = (max(1, ceil(chance * len(ordered) - 1e-9)) - 1 for chance in chances)
    return [float(ordered[place]) for place in places]


# two samples, replication by replication -----------------------------------------------------


def correlation(first: Values, second: Values) -> float:
    """Pearson's correlation of two samples of shape (n,), paired by replication; in [-1, 1]."""
    return float(np.corrcoef(np.asarray(first), np.asarray(second))[0, 1])


def rank_correlation(first: Values, second: Values) -> float:
    """Spearman's correlation of two samples of shape (n,): Pearson's of their ranks, ties sharing theirs.

    What was never reached (inf) is the last of all, so no replication need be dropped.

    Source
    ------
    Spearman (1904), doi:10.2307/1412159.
    """
    from scipy.stats import rankdata  # slow to import

    return correlation(rankdata(np.asarray(first)), rankdata(np.asarray(second)))


def covariance(first: Values, second: Values) -> float:
    """Sample covariance of two samples of shape (n,), paired by replication; divided by n - 1."""
    return float(np.cov(np.asarray(first), np.asarray(second))[0, 1])


def variance_of_difference(first: Values, second: Values) -> float:
    """How much the difference of two scenarios varies from replication to replication.

    Parameters
    ----------
    first, second
        What each gave, shape (n,). With common random numbers replication k of both had the same
        luck, and the two share what is common to them; with independent ones they share nothing.

    Returns
    -------
    float
        Sample variance of first minus second; divided by n it is that of the mean difference.

    Source
    ------
    Law (2015), Simulation Modeling and Analysis, 5th edition, section 11.2.
    """
    return float(np.var(np.subtract(first, second), ddof=1))


def antithetic_correlation(quantile: Quantile, uniforms: Sample) -> float:
    """Correlation of a quantity with itself under the opposite luck: Q(u) with Q(1 - u).

    Parameters
    ----------
    quantile
        The law of the quantity.
    uniforms
        Chances in (0, 1), shape (n,).

    Source
    ------
    Hammersley and Morton (1956), doi:10.1017/S0305004100031455.
    """
    return correlation(quantile(uniforms), quantile(1 - uniforms))


# sensitivities -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sensitivities:
    """Shares of the variance of a result by input: what each explains alone, and with all others."""

    first: tuple[float, ...]
    total: tuple[float, ...]


def sobol_indices(
    function: Callable[[Sample], Sample], laws: Sequence[Quantile], points: int = 2**14, seed: int = 1
) -> Sensitivities:
    """First-order and total Sobol indices of a function of independent inputs.

    Parameters
    ----------
    function
        Results of shape (k,) for inputs of shape (inputs, k).
    laws
        The law of each input, by its inverse.
    points
        Base points, a power of two; the function is evaluated at (inputs + 2) times as many.
    seed
        Of the scrambling of the points.

    Source
    ------
    Saltelli and others (2010), doi:10.1016/j.cpc.2009.09.018, as in ``scipy.stats.sobol_indices``.
    """
    from scipy.stats import sobol_indices as of_scipy  # slow to import

    dists: list[Any] = [_ByInverse(law) for law in laws]
    found = of_scipy(func=function, n=points, dists=dists, random_state=seed)
    first, total = np.ravel(found.first_order), np.ravel(found.total_order)
    return Sensitivities(tuple(map(float, first)), tuple(map(float, total)))


@dataclass(frozen=True)
class _ByInverse:
    """A law as scipy asks for it."""

    ppf: Quantile


# scores of forecasts -------------------------------------------------------------------------


def brier_score(happened: Values, chances: Values) -> float:
    """How far forecasts were from what came: the mean squared difference; 0 is perfect, 1 always wrong.

    Parameters
    ----------
    happened
        1 where it happened, 0 where not; shape (n,).
    chances
        What had been forecast, each in [0, 1]; shape (n,).

    Source
    ------
    Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2, for two outcomes, counted once.
    """
    return float(np.mean(np.square(np.subtract(chances, happened, dtype=np.float64))))
