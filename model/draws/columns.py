"""The flat tables in which laws and correlations travel to compiled code: their columns by number."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]
Words = NDArray[np.uint64]

# Families as the compiled code knows them. PERT, beta and gamma are TABLE laws.
FIXED = 0
UNIFORM = 1
TRIANGULAR = 2
NORMAL = 3
LOGNORMAL = 4
EXPONENTIAL = 5
WEIBULL = 6
TABLE = 7
DISCRETE = 8
EMPIRICAL = 9
MIXTURE = 10

# Grains likewise.
TO_TICK = 1
TO_WHOLE = 2

LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53
"""The ends of the uniforms: what is rescaled inside (0, 1) is kept between them."""

TABLE_END = 8.25
"""Tables reach over ±8.25 standard deviations of a normal score; the score of LEAST is -8.21."""


# Columns of ``Laws.kind`` and of ``Laws.number``.
FAMILY, GRAIN, FIRST, COUNT = 0, 1, 2, 3
P0, P1, P2, BAND_LOW, BAND_WIDTH, X_LOW, X_HIGH, SHIFT, SCALE, CLIP_LOW, CLIP_HIGH = range(11)


class Laws(NamedTuple):
    """The laws of many quantities as three flat arrays: few, because they travel with every draw.

    ``kind``, shape (laws, 4): the family, the grain, where in ``side``
    the law's own numbers begin, and how many cells, categories, values or parts it has there.

    ``number``, shape (laws, 11): three parameters, the lowest uniform and the width of the band
    that truncation leaves of (0, 1), the ends of X, shift and scale, the ends of the value.
    """

    kind: Counts
    number: Numbers
    side: Numbers


# Columns of a stream; one that is a quantity's own has no pace.
KEY0, KEY1, EVERY, PACE = 0, 1, 2, 3


class Leaning(NamedTuple):
    """Whose luck the luck of each quantity leans on, as flat arrays: a weighted sum of normal scores.

    ``first``, shape (quantities + 1,): where the terms of a quantity begin; they end where those
    of the next one begin. A quantity that is not correlated has none.

    ``stream``, shape (terms, 4): the two words of the key of the stream whose score the term takes; how
    many replications in a row have one score of it (1, but for what is held: ``held.py``); and its
    pace: 1 where each round has a score of its own, 0 where that of round 0 is for all.

    ``weight``, shape (terms,): by what the score is multiplied. The squares of a quantity's
    weights sum to 1, so the sum is a normal score again.
    """

    first: Counts
    stream: Words
    weight: Numbers
