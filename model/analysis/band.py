"""What our assumptions allow: how far a chance moves from one set of assumptions to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.analysis.tally import Counts

LOW, HIGH = 0.05, 0.95
"""The band leaves a twentieth of all sets of assumptions on either side."""


def assumption_band(met: Counts, each: int, chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """5–95 % of the chance over draws of the assumptions, without the noise of the simulation.

    The shares met under each draw of the assumptions scatter for two reasons: the chance differs
    from draw to draw, and each is counted in few replications. The second part of their variance is
    known, p (1 − p) / each, and subtracted; then the shares are drawn together around their mean
    until what is left is their variance, and their 5th and 95th percentile are read. Nothing is
    supposed of the shape of the law. Where the scatter is no wider than counting alone makes it, the
    band is the chance itself.

    The band always holds the chance that the run itself found; how well that is known is told by its
    own interval. Bands that are narrower than about a standard error of one share, √(p (1 − p) / each),
    may be a rest of the counting.

    Parameters
    ----------
    met
        Replications that met each deadline under each draw of the assumptions, (draws, deadlines).
    each
        Replications under each draw, at least 2.
    chances
        The chance of each deadline over all assumptions together, (deadlines,).

    Returns
    -------
    array of shape (deadlines, 2)
        Low and high end, in [0, 1].

    Source
    ------
    The variance by analysis of variance of a nested simulation: O'Hagan, Stevenson, Madan (2007),
    doi:10.1002/hec.1199. Estimates drawn together until they scatter as what they estimate: Louis
    (1984), doi:10.1080/01621459.1984.10478062. Percentiles: definition 8 of Hyndman and Fan (1996),
    doi:10.1080/00031305.1996.10473566.
    """
    shares = met / each
    scatter = shares.var(axis=0, ddof=1)
    counting = (shares * (1 - shares)).mean(axis=0) / (each - 1)
    own = np.maximum(scatter - counting, 0)
    left = np.divide(own, scatter, out=np.zeros_like(scatter), where=scatter > 0)
    mean = np.where(left > 0, shares.mean(axis=0), chances)
    drawn_together = mean + (shares - shares.mean(axis=0)) * np.sqrt(left)
    low, high = np.quantile(drawn_together, [LOW, HIGH], axis=0, method="median_unbiased")
    return np.clip(np.column_stack([np.minimum(low, chances), np.maximum(high, chances)]), 0, 1)
