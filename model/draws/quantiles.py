"""From a uniform number to a value: every quantile function, once, compiled, for all engines.

A law is one row of the tables ``Laws``: a family, its parameters, and a frame that truncates,
shifts, scales, clips and rounds. Everything lies in flat arrays, so that a compiled engine can
call ``value`` or ``draw_of`` in its own loop and get the same bits as ``fill`` puts in a matrix.

Quantities that are correlated do not take their uniform from their stream as it is: ``Leaning``
says which streams it is made of. All others have no terms there, and their draws no trace of it.

The order of operations is part of the definition: another order gives other last bits.
"""

from __future__ import annotations

import math

import numpy as np

from model.draws.columns import (
    BAND_LOW,
    BAND_WIDTH,
    CLIP_HIGH,
    CLIP_LOW,
    COUNT,
    DISCRETE,
    EMPIRICAL,
    EVERY,
    EXPONENTIAL,
    FAMILY,
    FIRST,
    FIXED,
    GRAIN,
    KEY0,
    KEY1,
    LEAST,
    LOGNORMAL,
    MIXTURE,
    MOST,
    NORMAL,
    P0,
    P1,
    P2,
    PACE,
    SCALE,
    SHIFT,
    TABLE,
    TABLE_END,
    TO_TICK,
    TO_WHOLE,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    X_HIGH,
    X_LOW,
    Counts,
    Laws,
    Leaning,
    Numbers,
    Words,
)
from model.draws.compiling import part
from model.draws.philox import Word, block, compiled, uniform, word

# Normal ---------------------------------------------------------------------------------------

# Numerators and denominators of AS 241, highest power first: the middle, the tails, the far tails.
_A = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
    4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
    1.3314166789178437745e2, 3.3871328727963666080e0,
)  # fmt: skip
_B = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
    2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
    4.2313330701600911252e1, 1.0,
)  # fmt: skip
_C = (
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
    1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
    4.63033784615654529590e0, 1.42343711074968357734e0,
)  # fmt: skip
_D = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
    2.05319162663775882187e0, 1.0,
)  # fmt: skip
_E = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
    5.46378491116411436990e0, 6.65790464350110377720e0,
)  # fmt: skip
_F = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
    5.99832206555887937690e-1, 1.0,
)  # fmt: skip


@compiled
def _polynomial(c: tuple[float, ...], x: float) -> float:
    """A polynomial of degree 7 by Horner's rule, coefficients highest power first."""
    return ((((((c[0] * x + c[1]) * x + c[2]) * x + c[3]) * x + c[4]) * x + c[5]) * x + c[6]) * x + c[7]


@compiled
def normal_quantile(u: float) -> float:
    """Quantile of the standard normal distribution, to about one part in 10^16.

    Source
    ------
    Algorithm AS 241, PPND16: Wichura (1988), doi:10.2307/2347330.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _polynomial(_A, r) / _polynomial(_B, r)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        z = _polynomial(_C, r - 1.6) / _polynomial(_D, r - 1.6)
    else:
        z = _polynomial(_E, r - 5.0) / _polynomial(_F, r - 5.0)
    return -z if q < 0.0 else z


@compiled
def normal_cdf(score: float) -> float:
    """Probability that a standard normal number lies at or below a score."""
    return 0.5 * math.erfc(-score / math.sqrt(2.0))


# The other families ---------------------------------------------------------------------------


@compiled
def _triangular(u: float, low: float, mode: float, high: float) -> float:
    c = (mode - low) / (high - low)
    if u < c:
        k1 = (high - low) * (mode - low)
        return low + math.sqrt(u * k1)
    k2 = (high - low) * (high - mode)
    return high - math.sqrt((1.0 - u) * k2)


@compiled
def _from_table(u: float, side: Numbers, first: int, cells: int, cells_per_score: float) -> float:
    """Cubic Hermite interpolation over the normal score of u; the table is monotone, so is this.

    ``side`` holds, from ``first`` on, a value and its rise over one cell for each of cells + 1
    equally spaced scores from -TABLE_END to TABLE_END.
    """
    place = (normal_quantile(u) + TABLE_END) * cells_per_score
    cell = min(max(int(place), 0), cells - 1)
    t = place - cell
    node = first + 2 * cell
    y0, d0, y1, d1 = side[node], side[node + 1], side[node + 2], side[node + 3]
    rise = y1 - y0
    y = y0 + t * (d0 + t * ((3.0 * rise - 2.0 * d0 - d1) + t * (d0 + d1 - 2.0 * rise)))
    return min(max(y, y0), y1)


@compiled
def _category(u: float, side: Numbers, first: int, count: int) -> int:
    """The first of ``count`` running sums that u stays below; the last category takes the rest."""
    k = 0
    while k < count - 1 and u >= side[first + k]:
        k += 1
    return k


@compiled
def value(laws: Laws, law: int, u: float) -> float:
    """The value of a law at a uniform u in (0, 1): its quantile, framed and rounded."""
    if laws.kind[law, FAMILY] == MIXTURE:
        first, count = laws.kind[law, FIRST], laws.kind[law, COUNT]
        k = _category(u, laws.side, first, count)
        below = laws.side[first + k - 1] if k > 0 else 0.0
        u = min(max((u - below) / (laws.side[first + k] - below), LEAST), MOST)
        law = int(laws.side[first + count + k])
    if laws.number[law, BAND_WIDTH] < 1.0:
        u = min(max(laws.number[law, BAND_LOW] + u * laws.number[law, BAND_WIDTH], LEAST), MOST)
    x = _quantile(laws, law, u)
    x = min(max(x, laws.number[law, X_LOW]), laws.number[law, X_HIGH])
    x = laws.number[law, SHIFT] + laws.number[law, SCALE] * x
    x = min(max(x, laws.number[law, CLIP_LOW]), laws.number[law, CLIP_HIGH])
    grain = laws.kind[law, GRAIN]
    if grain == TO_TICK:
        return np.floor(x * 1048576.0 + 0.5) / 1048576.0
    if grain == TO_WHOLE:
        return np.floor(x + 0.5)
    return x


@compiled
def _quantile(laws: Laws, law: int, u: float) -> float:
    """X of any law but a mixture, before its frame."""
    family = laws.kind[law, FAMILY]
    first, count = laws.kind[law, FIRST], laws.kind[law, COUNT]
    p0, p1, p2 = laws.number[law, P0], laws.number[law, P1], laws.number[law, P2]
    if family == TABLE:
        return p0 + p1 * _from_table(u, laws.side, first, count, p2)
    if family == TRIANGULAR:
        return _triangular(u, p0, p1, p2)
    if family == UNIFORM:
        return p0 + u * (p1 - p0)
    if family == NORMAL:
        return p0 + p1 * normal_quantile(u)
    if family == LOGNORMAL:
        return math.exp(p0 + p1 * normal_quantile(u))
    if family == EXPONENTIAL:
        return -p0 * math.log1p(-u)
    if family == WEIBULL:
        return p1 * (-math.log1p(-u)) ** (1.0 / p0)
    if family == DISCRETE:
        return laws.side[first + count + _category(u, laws.side, first, count)]
    if family == EMPIRICAL:
        return laws.side[first + min(int(u * count), count - 1)]
    return p0


# Correlation ----------------------------------------------------------------------------------


@compiled
def _shared(replication: int, every: Word) -> int:
    """The replication whose luck is meant where so many in a row share one."""
    return replication // int(np.int64(every))


@compiled
def _leans(leaning: Leaning, quantity: int) -> bool:
    """Whether a quantity is correlated with others."""
    return leaning.first[quantity] < leaning.first[quantity + 1]


@compiled
def leaning_uniform(leaning: Leaning, quantity: int, replication: int, round: int) -> float:
    """The uniform of a correlated quantity: where the sum of the scores it leans on stands among all."""
    score = 0.0
    for term in range(leaning.first[quantity], leaning.first[quantity + 1]):
        key0, key1 = leaning.stream[term, KEY0], leaning.stream[term, KEY1]
        its_round = round if leaning.stream[term, PACE] else 0
        its_replication = _shared(replication, leaning.stream[term, EVERY])
        score += leaning.weight[term] * normal_quantile(uniform(word(key0, key1, its_replication, its_round)))
    return min(max(normal_cdf(score), LEAST), MOST)


# One draw, and many ---------------------------------------------------------------------------


@part
def draw(laws: Laws, law: int, key0: Word, key1: Word, replication: int, round: int) -> float:
    """One draw alone: the value of a law in one replication and round of the stream with that key."""
    if laws.kind[law, FAMILY] == FIXED:
        return value(laws, law, 0.5)
    return value(laws, law, uniform(word(key0, key1, replication, round)))


@part
def leaning_draw(
    laws: Laws, law: int, leaning: Leaning, quantity: int, replication: int, round: int
) -> float:
    """One draw of a correlated quantity, which has this law."""
    return value(laws, law, leaning_uniform(leaning, quantity, replication, round))


@part
def draw_of(
    laws: Laws, law: Counts, key: Words, leaning: Leaning, quantity: int, replication: int, round: int
) -> float:
    """One draw of any quantity, correlated or not; ``law`` and ``key`` are by quantity."""
    if _leans(leaning, quantity):
        return leaning_draw(laws, law[quantity], leaning, quantity, replication, round)
    its_replication = _shared(replication, key[quantity, EVERY])
    return draw(laws, law[quantity], key[quantity, KEY0], key[quantity, KEY1], its_replication, round)


@part
def fill(
    laws: Laws,
    law_of: Counts,
    key_of: Words,
    leaning: Leaning,
    quantities: Counts,
    rounds: Counts,
    first: int,
    out: Numbers,
) -> None:
    """Fill a matrix with draws: one row a quantity and round, one column a replication from ``first`` on."""
    count = out.shape[1]
    for row in range(out.shape[0]):
        quantity = quantities[row]
        law = law_of[quantity]
        if laws.kind[law, FAMILY] == FIXED:
            out[row, :] = value(laws, law, 0.5)
            continue
        if _leans(leaning, quantity):
            for column in range(count):
                out[row, column] = leaning_draw(laws, law, leaning, quantity, first + column, rounds[row])
            continue
        key0, key1 = key_of[quantity, KEY0], key_of[quantity, KEY1]
        if key_of[quantity, EVERY] > 1:
            for column in range(count):
                its_replication = _shared(first + column, key_of[quantity, EVERY])
                out[row, column] = draw(laws, law, key0, key1, its_replication, rounds[row])
            continue
        column = 0
        while column < count:
            replication = first + column
            words = block(key0, key1, replication // 4, rounds[row])
            place = replication % 4
            for k in range(place, min(4, place + count - column)):
                out[row, column] = value(laws, law, uniform(words[k]))
                column += 1
