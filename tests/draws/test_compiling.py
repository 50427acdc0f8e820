"""Parts and wholes of compiled code: who may call whom."""

import numpy as np
import pytest
from numba import njit

from model.draws.compiling import entire, part


@part
def doubled(x):
    return 2 * x


@part(inline=True)
def more_than_doubled(x):
    return doubled(x) + 1


@entire
def of_all(numbers):
    total = 0
    for number in numbers:
        total += more_than_doubled(number)
    return total


@entire
def of_one(number):
    return doubled(more_than_doubled(number))


@njit
def by_numba_alone(number):
    return more_than_doubled(number) - doubled(number)


def test_two_wholes_share_a_part():
    assert of_all(np.array([1, 2, 3])) == 3 + 5 + 7
    assert of_one(4) == 18


def test_a_part_may_be_called_from_python_before_and_after_compiled_code_calls_it():
    assert more_than_doubled(5) == 11
    assert of_all(np.array([5])) == 11
    assert more_than_doubled(5) == 11
    assert more_than_doubled(0.25) == 1.5


def test_code_that_knows_nothing_of_parts_takes_in_what_these_call():
    assert by_numba_alone(7) == 1


def test_division_is_as_in_numpy():
    @entire
    def shared(what, among):
        return what / among

    with np.errstate(divide="ignore"):
        assert shared(1.0, 0.0) == np.inf


def test_a_part_that_cannot_be_typed_is_refused():
    @part
    def wrong(x):
        return x.nothing_of_the_kind

    @entire
    def calls(x):
        return wrong(x)

    with pytest.raises(Exception, match="nothing_of_the_kind"):
        calls(1)
