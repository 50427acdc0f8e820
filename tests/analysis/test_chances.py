"""Intervals and quantiles against published examples."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import xlogy
from scipy.stats import binomtest

from model.analysis.chances import NORMAL_95, chance_of, day_by_chance, difference_of


@pytest.mark.parametrize(
    ("met", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_score_interval_is_that_of_newcombes_four_examples(met: int, n: int, low: float, high: float) -> None:
    found = chance_of(met, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("met", "n"), [(0, 7), (3, 7), (7, 7), (500, 1000)])
def test_score_interval_is_that_of_scipy(met: int, n: int) -> None:
    theirs = binomtest(met, n).proportion_ci(method="wilson")
    ours = chance_of(met, n)
    assert np.allclose((ours.low, ours.high), theirs, atol=1e-12)


def test_quantiles_are_of_the_first_definition_and_the_unreached_are_infinite() -> None:
    on_day = np.zeros(12, dtype=np.int64)
    on_day[1:11] = 1  # the days 1 to 10, once each
    assert [day_by_chance(on_day, 10, p) for p in (0.1, 0.25, 0.5, 0.75, 0.9)] == [1, 3, 5, 8, 9]
    assert day_by_chance(on_day, 20, 0.5) == 10
    assert day_by_chance(on_day, 20, 0.51) is None


@pytest.mark.parametrize(("only_a", "only_b"), [(0, 1), (2, 9), (12, 4), (7, 7)])
def test_paired_interval_ends_where_the_score_reaches_its_bound(only_a: int, only_b: int) -> None:
    n = 44
    _, low, high = difference_of(both=20, only_a=only_a, only_b=only_b, neither=n - 20 - only_a - only_b)
    for delta, score in ((low, NORMAL_95), (high, -NORMAL_95)):
        rest = n - only_a - only_b

        def unlikelihood(q: float, delta: float = delta, rest: int = rest) -> float:
            """Of the counts, if a chance q of only a and q + delta of only b were true."""
            return -(xlogy(only_b, q + delta) + xlogy(only_a, q) + xlogy(rest, 1 - 2 * q - delta))

        bounds = (max(0.0, -delta) + 1e-12, (1 - delta) / 2 - 1e-12)
        q = minimize_scalar(unlikelihood, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
        found = (only_b - only_a - n * delta) / np.sqrt(n * (2 * q + delta - delta**2))
        assert abs(found - score) < 1e-3


@pytest.mark.parametrize(("a", "b"), [(0, 0), (0, 3), (3, 0), (5, 5), (10, 2)])
def test_paired_interval_holds_the_estimate_and_turns_with_the_sides(a: int, b: int) -> None:
    estimate, low, high = difference_of(20, a, b, 10)
    assert low <= estimate <= high
    turned = difference_of(20, b, a, 10)
    assert np.allclose(turned, (-estimate, -high, -low), atol=1e-9)


def test_paired_intervals_cover_the_true_difference() -> None:
    dice = np.random.default_rng(20201001)
    for true, n in product((0.0, 0.02, 0.2), (400,)):
        shares = [0.5, 0.05, 0.05 + true, 0.4 - true]
        counts = dice.multinomial(n, shares, size=1000)
        inside = [low <= true <= high for _, low, high in (difference_of(*map(int, row)) for row in counts)]
        assert 0.93 <= np.mean(inside) <= 0.975
