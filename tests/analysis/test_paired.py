"""Paired differences in days: worked by hand, against closed forms, and how often they hold the truth."""

from __future__ import annotations

from math import inf, isnan, sqrt

import numpy as np
import pytest
from scipy.stats import ttest_rel

from model.analysis.chances import difference_of
from model.analysis.paired import mean_difference, quantile_difference
from tests.paired_coverage import coverage, few_apart, newcombe, truth_of, wald


def test_the_score_interval_is_the_published_one() -> None:
    # airway reactivity before and after a transplant (Bentur and others, 2009): 1 both, 1 and 7, 12 neither;
    # Tango −0.517 to −0.026 in Fagerland, Lydersen and Laake (2014), doi:10.1002/sim.6148
    estimate, low, high = difference_of(1, 1, 7, 12)
    assert (round(estimate, 3), round(low, 3), round(high, 3)) == (0.286, 0.026, 0.517)
    assert newcombe(1, 1, 7, 12) == pytest.approx((0.026, 0.507), abs=6e-4)  # from the same table


@pytest.mark.parametrize(("only_a", "only_b"), [(0, 4), (3, 9), (10, 22), (10, 23), (40, 60)])
def test_the_interval_leaves_out_zero_where_mcnemar_tells_them_apart(only_a: int, only_b: int) -> None:
    _, low, high = difference_of(100, only_a, only_b, 100)
    is_apart = (only_b - only_a) ** 2 / (only_a + only_b) > 3.841459
    assert (low > 0 or high < 0) == is_apart


def test_a_mean_difference_worked_by_hand() -> None:
    found = mean_difference(1 + 2 + 3, 1 + 4 + 9, 3)  # mean 2, standard deviation 1, Student's 4.3027 of 2
    assert found == pytest.approx((2, 2 - 4.30265 / sqrt(3), 2 + 4.30265 / sqrt(3)), abs=1e-4)
    assert mean_difference(5, 25, 1)[0] == 5
    assert isnan(mean_difference(5, 25, 1).low)
    assert isnan(mean_difference(0, 0, 0).estimate)


def test_a_mean_difference_is_that_of_scipy() -> None:
    luck = np.random.default_rng(3)
    a, b = luck.random((2, 50))
    apart = b - a
    theirs = ttest_rel(b, a).confidence_interval()
    assert mean_difference(apart.sum(), np.square(apart).sum(), 50)[1:] == pytest.approx(theirs)


DAYS = np.arange(1.0, 101.0)


def test_what_is_always_so_much_earlier_is_known_exactly() -> None:
    assert quantile_difference(DAYS, DAYS - 30, 0.5) == (-30, -30, -30)
    assert quantile_difference(DAYS, DAYS, 0.8) == (0, 0, 0)


def test_a_constant_leaves_the_interval_of_the_other_alone() -> None:
    # the 50th of 100 within 1.96 × 5 ranks, outwards 10: the days 40 to 60
    assert quantile_difference(np.full(100, 7.0), DAYS, 0.5) == (50 - 7, 40 - 7, 60 - 7)


def test_luck_turned_round_widens_the_interval_and_twice_the_pace_doubles_it() -> None:
    # opposite luck: the ranks of the one go down as those of the other go up, 10 each way
    assert quantile_difference(DAYS, DAYS[::-1], 0.5)[1:] == pytest.approx((-20, 20), abs=1.01)
    # B takes twice A's days, on the same luck: at the ranks 40 to 60 it is 40 to 60 days later
    assert quantile_difference(DAYS, 2 * DAYS, 0.5) == (50, 40, 60)


def test_what_lies_beyond_the_horizon_is_not_known() -> None:
    late = np.where(DAYS > 55, inf, DAYS)
    found = quantile_difference(DAYS, late, 0.5)  # the 50th is there, the 60th isn't
    assert found.estimate == 0
    assert found.low == 0  # the same luck, so the same days as far as they are known
    assert isnan(found.high)
    assert all(map(isnan, quantile_difference(DAYS, late, 0.8)))
    assert all(map(isnan, quantile_difference(late, late, 0.8)))


def test_sides_turn_with_each_other() -> None:
    luck = np.random.default_rng(5)
    a = luck.normal(500, 90, 400)
    b = a + luck.normal(-20, 50, 400)
    one, other = quantile_difference(a, b, 0.8), quantile_difference(b, a, 0.8)
    assert one == pytest.approx((-other.estimate, -other.high, -other.low))
    assert one.low < one.estimate < one.high


def test_intervals_of_simulated_networks_hold_the_truth() -> None:
    """A small share of what docs/verification.md tells: 95 % ± three standard errors of 250 repetitions."""
    for found in coverage(250, 200, "compiled"):
        for name in ("Tango", "B earlier", "mean"):
            assert 0.909 <= found.shares[name] <= 0.991, (found.case, name)
        assert min(found.shares["P50"], found.shares["P80"]) >= 0.909  # never too narrow


def test_the_truth_is_what_a_million_draws_give() -> None:
    luck = np.random.default_rng(11)
    land, road, other_road = (low + 100 * luck.random(1_000_000) for low in (0, 30, 5))
    a, b = np.maximum(land, road), np.maximum(land, other_road)
    truth = truth_of(30, 5)
    assert truth.chance == pytest.approx(0.2)
    assert ((b <= 80).mean() - (a <= 80).mean(), (b - a).mean()) == pytest.approx(
        (truth.chance, truth.mean), abs=0.05
    )
    assert (b < a).mean() == pytest.approx(truth.earlier, abs=0.003)
    quantiles = np.quantile(b, [0.5, 0.8]) - np.quantile(a, [0.5, 0.8])
    assert quantiles == pytest.approx((truth.p50, truth.p80), abs=0.3)


def test_why_this_interval_of_three() -> None:
    """Where one alone gains, the plain one is too narrow; where few are apart, Newcombe's is too wide."""
    assert wald(50, 0, 0, 50) == (0, 0)
    held = {(a, b): shares for a, b, shares in few_apart(400, 400, 0.05)}
    assert held[0.0, 0.02][2] < 0.92 < held[0.0, 0.02][0]
    assert held[0.005, 0.005][1] > 0.985 > held[0.005, 0.005][0]
