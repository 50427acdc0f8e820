"""Statistics against sums worked by hand and published answers."""

from __future__ import annotations

from math import e, inf, pi

import numpy as np
import pytest

from model.analysis.statistics import (
    antithetic_correlation,
    brier_score,
    correlation,
    covariance,
    exact_interval,
    rank_correlation,
    sample_quantiles,
    score_interval,
    sobol_indices,
    variance_of_difference,
)
from model.draws.streams import uniforms


def exponential(chances: np.ndarray) -> np.ndarray:
    return -np.log1p(-chances)


@pytest.mark.parametrize(
    ("met", "trials", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_exact_interval_is_that_of_newcombes_four_examples(
    met: int, trials: int, low: float, high: float
) -> None:
    found = exact_interval(met, trials)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_exact_interval_of_all_and_nothing_is_the_root_of_the_tail() -> None:
    # none of 3 at 90 %: (1 - p)^3 = 0.05; all of 3: p^3 = 0.05
    assert exact_interval(0, 3, 0.9).high == pytest.approx(1 - 0.05 ** (1 / 3))
    assert exact_interval(3, 3, 0.9).low == pytest.approx(0.05 ** (1 / 3))
    assert (exact_interval(0, 3).low, exact_interval(3, 3).high) == (0.0, 1.0)


def test_score_interval_of_any_confidence() -> None:
    # half of 4 at z = 1 (68.27 %): (2 + 0.5) / 5 ± sqrt(0.25/4 + 1/64) / 1.25 = 0.5 ± 0.2236
    found = score_interval(2, 4, 0.6826894921370859)
    assert (found.low, found.high) == pytest.approx((0.5 - 0.05**0.5, 0.5 + 0.05**0.5))


def test_quantiles_of_ten_numbers_under_three_definitions() -> None:
    sample = range(10, 0, -1)
    assert sample_quantiles(list(sample), [0.5, 0.8, 0.9]) == [5, 8, 9]
    assert sample_quantiles(list(sample), [0.5, 0.8, 0.9], 6) == pytest.approx([5.5, 8.8, 9.9])
    assert sample_quantiles(list(sample), [0.5, 0.8, 0.9], 7) == pytest.approx([5.5, 8.2, 9.1])


def test_quantiles_stay_whole_beside_what_was_never_reached() -> None:
    assert sample_quantiles([3.0, inf, 1.0, 2.0], [0.0, 0.25, 0.75, 0.76]) == [1.0, 1.0, 3.0, inf]


def test_correlations_by_hand() -> None:
    # deviations -1, 0, 1 and -1, -1, 2 of squares 2 and 6: 3 / sqrt(12); ranks 1, 2, 3 and 1.5, 1.5, 3
    assert correlation([1, 2, 3], [1, 1, 4]) == pytest.approx(3 / 12**0.5)
    assert rank_correlation([1, 2, 3], [1, 1, 4]) == pytest.approx(1.5 / 3**0.5)
    assert covariance([1, 2, 3], [1, 1, 4]) == pytest.approx(1.5)


def test_the_unreached_rank_last() -> None:
    assert rank_correlation([1, 2, 3], [5, 6, inf]) == pytest.approx(1.0)


def test_variance_of_a_difference_by_hand() -> None:
    # differences 0, 1, 2
    assert variance_of_difference([3, 5, 7], [3, 4, 5]) == pytest.approx(1.0)


def test_common_luck_makes_a_difference_calm() -> None:
    x = exponential(uniforms(1, "x", 0, 200_000))
    other = exponential(uniforms(1, "other", 0, 200_000))
    assert variance_of_difference(10 * x, 8 * x) == pytest.approx(4, abs=0.12)
    assert variance_of_difference(10 * x, 8 * other) == pytest.approx(164, abs=5)


def test_antithetic_exponentials() -> None:
    assert antithetic_correlation(exponential, uniforms(1, "x", 0, 400_000)) == pytest.approx(
        1 - pi**2 / 6, abs=0.01
    )
    assert antithetic_correlation(lambda u: u, uniforms(1, "x", 0, 100)) == pytest.approx(-1)


def test_sobol_indices_of_the_ishigami_function() -> None:
    def ishigami(x: np.ndarray) -> np.ndarray:
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    found = sobol_indices(ishigami, [lambda u: pi * (2 * u - 1)] * 3)
    assert found.first == pytest.approx((0.3139, 0.4424, 0.0), abs=0.001)
    assert found.total == pytest.approx((0.5576, 0.4424, 0.2437), abs=0.001)


def test_sobol_indices_of_a_sum_are_its_shares_of_variance() -> None:
    # 3U + 4V of equal variances: 9/25 and 16/25, alone as together
    found = sobol_indices(lambda x: 3 * x[0] + 4 * x[1], [lambda u: u, lambda u: u])
    assert found.first == pytest.approx((0.36, 0.64), abs=0.001)
    assert found.total == pytest.approx((0.36, 0.64), abs=0.001)


def test_brier_score_by_hand() -> None:
    # 0.01, 0.01, 0.04 and 0.09, of four
    assert brier_score([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3]) == pytest.approx(0.0375)
    assert brier_score([1, 0, 1], [1, 0, 1]) == 0
    assert brier_score([1, 0], [1 / e, 1 / e]) == pytest.approx(((1 - 1 / e) ** 2 + 1 / e**2) / 2)
