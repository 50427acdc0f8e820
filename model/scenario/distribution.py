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
