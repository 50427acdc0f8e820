"""From a distribution, as the plan says it, to a row of ``Laws``, as the compiled code reads it.

All that can be settled before the run is settled here: percentiles become hard ends, degenerate
laws become fixed, truncation becomes a band of uniforms, a mixture of mixtures becomes one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.draws import calls, columns, shapes
from model.draws.columns import Laws
from model.plan.network import Distribution, Grain, Quantity

Interval = tuple[float, float]

_EVERYTHING: Interval = (-math.inf, math.inf)


class LawBook:
    """Collects laws, each once, and lays them out as flat arrays."""

    def __init__(self) -> None:
        """Begin without laws."""
        self._rows: list[_Row] = []
        self._row_of: dict[tuple[Distribution, Grain], int] = {}

    def add(self, distribution: Distribution, grain: Grain) -> int:
        """The row of a law; the same row for the same law.

        Raises
        ------
        ValueError
            If nothing of the law is left between the ends it is truncated to, or its shape is
            too extreme to be tabulated.
        """
        entry = (distribution, grain)
        if entry not in self._row_of:
            mixed = distribution.family == "mixture"
            row = self._mixture(distribution, grain) if mixed else _row(distribution, grain)
            self._rows.append(row)
            self._row_of[entry] = len(self._rows) - 1
        return self._row_of[entry]

    def row_of(self, quantity: Quantity) -> int:
        """The row of a quantity's law.

        Raises
        ------
        ValueError
            As ``add``; the message names the quantity.
        """
        try:
            return self.add(quantity.distribution, quantity.grain)
        except ValueError as fault:
            raise ValueError(f"{quantity.name}: {fault}") from None

    def laws(self) -> Laws:
        """The rows so far as arrays. Laws of one shape share the numbers of their table."""
        numbers_at: dict[int, int] = {}
        pieces, length = [], 0
        for row in self._rows:
            if id(row.law.numbers) not in numbers_at:
                numbers_at[id(row.law.numbers)] = length
                pieces.append(row.law.numbers)
                length += len(row.law.numbers)

        return Laws(
            kind=np.array(
                [
                    (row.law.family, row.grain, numbers_at[id(row.law.numbers)], row.law.count)
                    for row in self._rows
                ],
                dtype=np.int64,
            ).reshape(-1, 4),
            number=np.array(
                [(*row.law.parameters, *row.band, *row.bounds, *row.affine, *row.clip) for row in self._rows],
                dtype=np.float64,
            ).reshape(-1, 11),
            side=np.concatenate([np.empty(0), *pieces]),
        )

    def _mixture(self, distribution: Distribution, grain: Grain) -> _Row:
        """A row that only chooses among others; they carry the frame and the grain."""
        parts = parts_of(distribution)
        rows = [self.add(part, grain) for _, part in parts]
        sums = _running_sums([probability for probability, _ in parts])
        return _Row(_Law(columns.MIXTURE, numbers=np.array([*sums, *rows]), count=len(rows)), grain)


@dataclass(frozen=True, slots=True)
class _Law:
    """The law of X alone: family, parameters, its own numbers, and P(X <= x) to truncate it by."""

    family: int
    parameters: tuple[float, float, float] = (0.0, 0.0, 0.0)
    numbers: shapes.Column | tuple[()] = ()
    count: int = 0
    cdf: Callable[[float], float] | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A law in its frame: one row of ``Laws``."""

    law: _Law
    grain: Grain
    band: Interval = (0.0, 1.0)
    bounds: Interval = _EVERYTHING
    affine: tuple[float, float] = (0.0, 1.0)
    clip: Interval = _EVERYTHING


def _row(distribution: Distribution, grain: Grain) -> _Row:
    law = _law(distribution)
    band = (0.0, 1.0)
    if law.cdf is not None and distribution.truncate != _EVERYTHING:
        low, high = distribution.truncate
        band = (law.cdf(low), law.cdf(high) - law.cdf(low))
        if not band[1] > 0.0:
            _refuse_empty(distribution)
    affine = (distribution.shift, distribution.scale)
    return _Row(law, grain, band, distribution.truncate, affine, distribution.clip)


def _refuse_empty(distribution: Distribution) -> None:
    low, high = distribution.truncate
    raise ValueError(f"nothing of the {distribution.family} law lies between {low:g} and {high:g}")


# The families ---------------------------------------------------------------------------------


def _law(distribution: Distribution) -> _Law:
    """The law of X of any family but a mixture."""
    p = distribution.params
    match distribution.family:
        case "fixed":
            return _fixed(p[0])
        case "uniform":
            return _uniform(*p)
        case "triangular":
            return _triangular(*p)
        case "trigen":
            low, mode, high, p_low, p_high = p
            if low == high:
                return _fixed(mode)
            left, right = shapes.trigen_ends(low, mode, high, p_low, p_high)
            return _triangular(left, mode, right)
        case "pert":
            return _pert(*p)
        case "pert_between":
            low, mode, high, shape = p
            if low == high:
                return _fixed(mode)
            left, right = shapes.pert_ends(low, mode, high, shape)
            return _pert(left, mode, right, shape)
        case "beta":
            return _beta(*p)
        case "gamma":
            return _gamma(*p)
        case "normal":
            return _normal(*p)
        case "lognormal":
            return _lognormal(*p)
        case "weibull":
            return _weibull(*p)
        case "exponential":
            return _exponential(*p)
        case "discrete":
            return _discrete(distribution)
        case "empirical":
            return _empirical(distribution)
    raise AssertionError(f"no family is called {distribution.family!r}")


def _fixed(value: float) -> _Law:
    return _Law(columns.FIXED, (value, 0.0, 0.0))


def _uniform(low: float, high: float) -> _Law:
    if low == high:
        return _fixed(low)
    return _Law(columns.UNIFORM, (low, high, 0.0), cdf=lambda x: _share(x, low, high))


def _share(x: float, low: float, high: float) -> float:
    """Where x stands between two ends, from 0 to 1."""
    return min(max((x - low) / (high - low), 0.0), 1.0)


def _triangular(low: float, mode: float, high: float) -> _Law:
    if low == high:
        return _fixed(mode)
    c = _share(mode, low, high)

    def cdf(x: float) -> float:
        t = _share(x, low, high)
        return t * t / c if t < c else 1.0 if c == 1.0 else 1.0 - (1.0 - t) ** 2 / (1.0 - c)

    return _Law(columns.TRIANGULAR, (low, mode, high), cdf=cdf)


def _pert(low: float, mode: float, high: float, shape: float) -> _Law:
    if low == high:
        return _fixed(mode)
    t = _share(mode, low, high)
    return _beta(1.0 + shape * t, 1.0 + shape * (1.0 - t), low, high)


def _beta(alpha: float, beta: float, low: float, high: float) -> _Law:
    if low == high:
        return _fixed(low)

    def cdf(x: float) -> float:
        from scipy.special import betainc

        return float(betainc(alpha, beta, _share(x, low, high)))

    return _tabulated(low, high - low, shapes.beta_table(alpha, beta), cdf)


def _gamma(shape: float, mean: float) -> _Law:
    if mean == 0.0:
        return _fixed(0.0)
    scale = mean / shape

    def cdf(x: float) -> float:
        from scipy.special import gammainc

        return float(gammainc(shape, max(x, 0.0) / scale))

    return _tabulated(0.0, scale, shapes.gamma_table(shape), cdf)


def _tabulated(origin: float, unit: float, table: shapes.Column, cdf: Callable[[float], float]) -> _Law:
    cells = len(table) // 2 - 1
    return _Law(columns.TABLE, (origin, unit, cells / (2.0 * columns.TABLE_END)), table, cells, cdf)


def _normal(mean: float, sd: float) -> _Law:
    if sd == 0.0:
        return _fixed(mean)
    return _Law(columns.NORMAL, (mean, sd, 0.0), cdf=lambda x: calls.normal_cdf((x - mean) / sd))


def _lognormal(mu: float, sigma: float) -> _Law:
    if sigma == 0.0:
        return _fixed(math.exp(mu))
    return _Law(
        columns.LOGNORMAL,
        (mu, sigma, 0.0),
        cdf=lambda x: calls.normal_cdf((math.log(x) - mu) / sigma) if x > 0.0 else 0.0,
    )


def _weibull(shape: float, scale: float) -> _Law:
    if scale == 0.0:
        return _fixed(0.0)
    return _Law(columns.WEIBULL, (shape, scale, 0.0), cdf=lambda x: _weibull_cdf(x, shape, scale))


def _exponential(mean: float) -> _Law:
    if mean == 0.0:
        return _fixed(0.0)
    return _Law(columns.EXPONENTIAL, (mean, 0.0, 0.0), cdf=lambda x: _weibull_cdf(x, 1.0, mean))


def _weibull_cdf(x: float, shape: float, scale: float) -> float:
    return -math.expm1(-((max(x, 0.0) / scale) ** shape))


def _discrete(distribution: Distribution) -> _Law:
    """Categories in order of their values, so that a larger uniform never gives a smaller value."""
    low, high = distribution.truncate
    pairs = zip(distribution.params[::2], distribution.params[1::2], strict=True)
    kept = sorted((value, weight) for value, weight in pairs if weight > 0.0 and low <= value <= high)
    if not kept:
        _refuse_empty(distribution)
    values, weights = zip(*kept, strict=True)
    if distribution.truncate != _EVERYTHING:
        weights = tuple(weight / math.fsum(weights) for weight in weights)
    numbers = np.array([*_running_sums(weights), *values])
    return _Law(columns.DISCRETE, numbers=numbers, count=len(values))


def _empirical(distribution: Distribution) -> _Law:
    """Values in order of size, each as likely as another."""
    low, high = distribution.truncate
    values = np.array(sorted(value for value in distribution.params if low <= value <= high))
    if len(values) == 0:
        _refuse_empty(distribution)
    return _Law(columns.EMPIRICAL, numbers=values, count=len(values))


def _running_sums(weights: tuple[float, ...] | list[float]) -> list[float]:
    """Sums from the first category to each; the last takes the rest, so its sum is 1."""
    return [*np.cumsum(weights[:-1]), 1.0]


# Mixtures -------------------------------------------------------------------------------------


def parts_of(distribution: Distribution) -> list[tuple[float, Distribution]]:
    """A mixture, of mixtures too, as simple laws with their probabilities and the whole frame on each."""
    if distribution.family != "mixture":
        return [(1.0, distribution)]
    inner = [
        (outer * probability, part)
        for outer, mixed in zip(distribution.params, distribution.parts, strict=True)
        for probability, part in parts_of(mixed)
        if outer > 0.0
    ]
    if distribution.truncate != _EVERYTHING:
        inner = _conditioned(inner, distribution)
    return [(probability, _reframed(part, distribution)) for probability, part in inner]


def _conditioned(
    parts: list[tuple[float, Distribution]], mixture: Distribution
) -> list[tuple[float, Distribution]]:
    """What is left of the parts where the mixture's value must lie in an interval."""
    kept = []
    for probability, part in parts:
        narrow = replace(part, truncate=_meet(part.truncate, _before_frame(part, mixture.truncate)))
        left = _mass(narrow) / _mass(part)
        if left > 0.0:
            kept.append((probability * left, narrow))
    if not kept:
        _refuse_empty(mixture)
    total = math.fsum(probability for probability, _ in kept)
    return [(probability / total, part) for probability, part in kept]


def _before_frame(part: Distribution, values: Interval) -> Interval:
    """The X of a part whose value, shifted, scaled and clipped, lies in an interval."""
    clip_low, clip_high = part.clip
    low = -math.inf if values[0] <= clip_low else values[0]
    high = math.inf if values[1] >= clip_high else values[1]
    if low > clip_high or high < clip_low:
        return (math.inf, -math.inf)
    if part.scale == 0.0:
        return _EVERYTHING if low <= part.shift <= high else (math.inf, -math.inf)
    ends = ((low - part.shift) / part.scale, (high - part.shift) / part.scale)
    return (min(ends), max(ends))


def _meet(one: Interval, other: Interval) -> Interval:
    return (max(one[0], other[0]), min(one[1], other[1]))


def _mass(distribution: Distribution) -> float:
    """The probability of the interval that a simple law is truncated to."""
    low, high = distribution.truncate
    if low > high:
        return 0.0
    whole = replace(distribution, truncate=_EVERYTHING)
    p = distribution.params
    if distribution.family == "discrete":
        return math.fsum(p for value, p in zip(p[::2], p[1::2], strict=True) if low <= value <= high)
    if distribution.family == "empirical":
        return sum(low <= value <= high for value in p) / len(p)
    law = _law(whole)
    if law.cdf is None:
        return float(low <= law.parameters[0] <= high)
    return max(law.cdf(high) - law.cdf(low), 0.0)


def _reframed(part: Distribution, outer: Distribution) -> Distribution:
    """A part with the mixture's shift, scale and clip after its own."""

    def moved(value: float) -> float:
        return outer.shift + outer.scale * value if outer.scale != 0.0 else outer.shift

    def clipped(value: float) -> float:
        return min(max(value, outer.clip[0]), outer.clip[1])

    ends = sorted(clipped(moved(end)) for end in part.clip)
    return replace(part, shift=moved(part.shift), scale=outer.scale * part.scale, clip=(ends[0], ends[1]))


def at_quantile(distribution: Distribution, chance: float, grain: Grain = Grain.NONE) -> float:
    """The value of a law that it doesn't exceed with a chance in (0, 1), rounded to its grain."""
    book = LawBook()
    law = book.add(distribution, grain)
    return float(calls.values(book.laws(), np.array([law]), np.array([chance]))[0])
