"""A distribution by name: what a scenario says and the draws turn into numbers."""

from __future__ import annotations

from dataclasses import dataclass

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Distribution:
    """The law of one number, in base units (days, million VND, metres, or plain).

    A value is ``clip(shift + scale * X)`` with X from the named family. Families and their
    ``params``:

    fixed (value) · uniform (low, high) · triangular (low, mode, high) ·
    pert (low, mode, high, shape), hard ends · pert_between (low, mode, high, shape), ends at
    the 2nd and 98th percentile · trigen (low, mode, high, p_low, p_high) · normal (mean, sd) ·
    lognormal (mu, sigma) of the logarithm · gamma (shape, mean) · weibull (shape, scale) ·
    exponential (mean) · beta (alpha, beta, low, high) · discrete (v1, p1, v2, p2, …) ·
    empirical (x1, x2, …), each as likely · mixture (p1, p2, …) of ``parts``.

    A larger uniform never gives a smaller X, so discrete and empirical values count in order of
    size; the largest category takes what the others leave of 1. The uniform of a mixture picks
    the part and is rescaled within it. ``truncate`` restricts X to an interval, its law rescaled;
    ``clip`` moves what lies outside to the nearer end.
    """

    family: str
    params: tuple[float, ...]
    shift: float = 0.0
    scale: float = 1.0
    truncate: tuple[float, float] = (-INFINITE, INFINITE)
    clip: tuple[float, float] = (-INFINITE, INFINITE)
    parts: tuple[Distribution, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether the value is known without a draw."""
        return self.family == "fixed"


def lowest(law: Distribution) -> float:
    """A value that no draw lies below, as high as can be said without drawing; -inf where there is none."""
    return _end(law, 0)


def highest(law: Distribution) -> float:
    """A value that no draw lies above, as low as can be said without drawing; inf where there is none."""
    return _end(law, 1)


def _end(law: Distribution, end: int) -> float:
    """One end of what a law may give: of its family, cut, moved and clipped."""
    side = end if law.scale >= 0 else 1 - end
    bare = _ends_of(law)[side]
    cut = max(bare, law.truncate[0]) if side == 0 else min(bare, law.truncate[1])
    moved = law.shift + law.scale * cut if law.scale else law.shift
    low, high = law.clip
    return min(max(moved, low), high)


def _ends_of(law: Distribution) -> tuple[float, float]:
    p = law.params
    match law.family:
        case "fixed":
            return p[0], p[0]
        case "uniform":
            return p[0], p[1]
        case "triangular" | "pert":
            return p[0], p[2]
        case "pert_between":
            return _ends_around(*p)
        case "beta":
            return p[2], p[3]
        case "lognormal" | "gamma" | "weibull" | "exponential":
            return 0.0, INFINITE
        case "discrete":
            possible = [value for value, chance in zip(p[::2], p[1::2], strict=True) if chance > 0]
            return min(possible), max(possible)
        case "empirical":
            return min(p), max(p)
        case "mixture":
            parts = [part for part, chance in zip(law.parts, p, strict=True) if chance > 0]
            return min(map(lowest, parts)), max(map(highest, parts))
    return -INFINITE, INFINITE


_USUAL_SHAPE = 4.0


def _ends_around(low: float, mode: float, high: float, shape: float) -> tuple[float, float]:
    """Hard ends a little wider than those of the PERT whose 2nd and 98th percentile are low and high.

    How far the low end lies below ``low`` grows with the place of the mode: from 0.01 of the span
    to 0.84 of it for the usual shape, less for a flatter one. The curve here lies just above.
    """
    if shape > _USUAL_SHAPE:
        return -INFINITE, INFINITE
    span = high - low
    place = (mode - low) / span
    return low - span * (0.04 + 0.8 * place**2), high + span * (0.04 + 0.8 * (1 - place) ** 2)
