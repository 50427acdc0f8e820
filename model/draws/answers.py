"""The answers of the compiled draws to what Python asks (``calls``): one function, made into machine code."""

from __future__ import annotations

import numpy as np
from numba import carray

from model.draws import compiling
from model.draws.calls import FILL, NORMAL_CDF, UNIFORMS, VALUES
from model.draws.columns import Laws, Leaning
from model.draws.compiling import part
from model.draws.machine import MachineCode
from model.draws.memory import pointer, put_real, real, wide
from model.draws.philox import block, uniform
from model.draws.quantiles import fill, normal_cdf, value


@part
def laws_at(kind: int, number: int, side: int) -> Laws:
    """The tables of laws that lie at these addresses."""
    return Laws(
        carray(pointer(kind), (1, 4), np.int64),
        carray(pointer(number), (1, 11), np.float64),
        carray(pointer(side), (1,), np.float64),
    )


@part
def leaning_at(first: int, stream: int, weight: int) -> Leaning:
    """The tables of what leans on what that lie at these addresses."""
    return Leaning(
        carray(pointer(first), (1,), np.int64),
        carray(pointer(stream), (1, 4), np.uint64),
        carray(pointer(weight), (1,), np.float64),
    )


@part
def _fills(at: int, first: int, rows: int, columns: int) -> None:
    laws = laws_at(wide(at, 0), wide(at, 1), wide(at, 2))
    law_of = carray(pointer(wide(at, 3)), (1,), np.int64)
    key_of = carray(pointer(wide(at, 4)), (1, 3), np.uint64)
    leaning = leaning_at(wide(at, 5), wide(at, 6), wide(at, 7))
    quantities = carray(pointer(wide(at, 8)), (1,), np.int64)
    rounds = carray(pointer(wide(at, 9)), (1,), np.int64)
    out = carray(pointer(wide(at, 10)), (rows, columns), np.float64)
    fill(laws, law_of, key_of, leaning, quantities, rounds, first, out)


@part
def _values(at: int, count: int) -> None:
    laws = laws_at(wide(at, 0), wide(at, 1), wide(at, 2))
    for place in range(count):
        chance = real(wide(at, 4), place)
        put_real(wide(at, 5), place, value(laws, wide(wide(at, 3), place), chance))


@part
def _uniforms(at: int, first: int, count: int, round: int) -> None:
    key = carray(pointer(wide(at, 0)), (2,), np.uint64)
    done = 0
    while done < count:
        replication = first + done
        words = block(key[0], key[1], replication // 4, round)
        for place in range(replication % 4, min(4, replication % 4 + count - done)):
            put_real(wide(at, 1), done, uniform(words[place]))
            done += 1


def answer(what: int, at: int, first: int, rows: int, columns: int) -> int:
    """See ``calls``: what is asked, where the list of addresses lies, and its numbers."""
    if what == FILL:
        _fills(at, first, rows, columns)
    elif what == VALUES:
        _values(at, first)
    elif what == UNIFORMS:
        _uniforms(at, first, rows, columns)
    elif what == NORMAL_CDF:
        put_real(wide(at, 0), 0, normal_cdf(real(wide(at, 0), 0)))
    return 0


def machine_code() -> MachineCode:
    """The function as it is called from without."""
    return compiling.machine_code(answer)
