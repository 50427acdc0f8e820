"""Whether a law can be drawn from at all: a shape within reason, and something left between its cuts.

The draws work with tables of the laws, and those have their limits. Where a chance has no short
formula, as that of a gamma, one near it will do: what it takes for nothing is next to nothing.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from model.scenario.distribution import Distribution

SHAPES = (1e-3, 1e5)
"""What shapes of gamma and beta lie between; beyond them all of the law lies at its ends."""

_STANDARD = NormalDist()


def has_sound_shape(law: Distribution) -> bool:
    """Whether the shape of a law is one that a table can hold."""
    p, (least, most) = law.params, SHAPES
    match law.family:
        case "gamma":
            return least <= p[0] <= most
        case "beta":
            return all(least <= one <= most for one in p[:2])
        case "pert" | "pert_between":
            return p[3] <= most
    return all(map(math.isfinite, p))


def is_left(law: Distribution, low: float, high: float) -> bool:
    """Whether anything of a family, neither moved nor cut, lies between two ends."""
    p = law.params
    match law.family:
        case "uniform":
            return low < p[1] and p[0] < high
        case "triangular" | "pert":
            return low < p[2] and p[0] < high
        case "beta":
            return low < p[3] and p[2] < high
        case "discrete":
            return any(low <= x <= high for x, chance in zip(p[::2], p[1::2], strict=True) if chance > 0)
        case "empirical":
            return any(low <= x <= high for x in p)
        case "mixture":
            return any(is_left(part, low, high) for part, chance in zip(law.parts, p, strict=True) if chance)
        case "trigen" | "pert_between":
            return low < high  # their ends are wider than they are said to be
    return _chance_up_to(law, high) - _chance_up_to(law, low) > 0


def _chance_up_to(law: Distribution, x: float) -> float:
    p = law.params
    if law.family == "fixed":
        return 1.0 if p[0] <= x else 0.0
    if law.family == "normal":
        return _normal((x - p[0]) / p[1])
    if x <= 0:
        return 0.0
    match law.family:
        case "lognormal":
            return _normal((math.log(x) - p[0]) / p[1])
        case "exponential":
            return -math.expm1(-x / p[0])
        case "weibull":
            return -math.expm1(-((x / p[1]) ** p[0]))
        case "gamma":  # Wilson and Hilferty (1931): its cube root is nearly normal
            shape, mean = p
            return _normal((math.cbrt(x / mean) - 1 + 1 / (9 * shape)) * math.sqrt(9 * shape))
    raise AssertionError(f"nothing is known of the law {law.family!r}")


def _normal(score: float) -> float:
    return _STANDARD.cdf(score) if math.isfinite(score) else float(score > 0)
