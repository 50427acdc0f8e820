"""A small compiled function, for tests of how compiled code is kept."""

from model.draws.compiling import machine_code as made_of
from model.draws.compiling import part


@part
def _squared(number):
    return number * number


def sum_of_squares(one, other):
    return _squared(one) + _squared(other)


def machine_code():
    return made_of(sum_of_squares)
