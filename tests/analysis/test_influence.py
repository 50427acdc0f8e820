"""Drivers of a date, with the numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from model.analysis.influence import correlated, difference_of_two, fifths, schedule_sensitivity


def test_fifths_of_different_values() -> None:
    low, high = fifths(np.arange(10.0))
    assert np.flatnonzero(low).tolist() == [0, 1]
    assert np.flatnonzero(high).tolist() == [8, 9]


def test_of_something_that_happens_seldom_the_two_are_no_and_yes() -> None:
    low, high = fifths(np.array([0.0] * 9 + [1.0]))
    assert (low.sum(), high.sum()) == (9, 1)


def test_of_something_that_happens_mostly_too() -> None:
    low, high = fifths(np.array([0.0] + [1.0] * 9))
    assert (low.sum(), high.sum()) == (1, 9)


def test_newcombes_own_example() -> None:
    # Newcombe (1998), table II, (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339.
    assert difference_of_two(48, 80, 56, 70) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_what_was_never_reached_is_last_of_all() -> None:
    rho, low, high = correlated(np.arange(5.0), np.array([1.0, 2.0, 3.0, np.inf, np.inf]))
    # ranks 1 2 3 4 5 against 1 2 3 4.5 4.5: 9.5 / sqrt(10 * 9.5)
    assert rho == pytest.approx(9.5 / np.sqrt(95))
    assert low < rho < high


def test_what_doesnt_vary_goes_with_nothing() -> None:
    assert np.isnan(correlated(np.ones(10), np.arange(10.0))).all()


def test_schedule_sensitivity_by_hand() -> None:
    # On the chain in half of all, 6 days of scatter of its own in 12 days of the date: 0.5 * 6 / 12.
    assert schedule_sensitivity(0.5, 6.0, 12.0) == 0.25
    assert schedule_sensitivity(1.0, 0.0, 0.0) == 0.0
