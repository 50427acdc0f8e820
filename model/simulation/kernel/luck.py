"""The numbers drawn for one replication, made when they are asked for.

A block of the generator has the words of four replications in a row, which are lived one after the
other; so the values of a first round are made for all four at once.
"""

from __future__ import annotations

import numpy as np
from numba import carray

from model.draws.quantiles import Laws, Leaning, leaning_draw
from model.draws.quantiles import value as value_of
from model.draws.streams import block, uniform, word
from model.simulation.kernel.compiling import part
from model.simulation.kernel.memory import Row, World, pointer
from model.simulation.kernel.records import memo_at, quantity_at

FIXED, ONE_FOR_ALL, EACH_ROUND = 0, 1, 2
"""What a quantity is: a number, one draw a replication, or one draw a round."""


@part
def value(w: World, quantity: int, round_: int) -> float:
    """The value of a quantity in a round, the first being 0: the same bits as in ``Draws.columns``."""
    known = quantity_at(w.quantities, quantity)
    if known.kind == FIXED:
        return known.value
    if round_ > 0 and known.kind == EACH_ROUND:
        return _drawn(w, quantity, known, round_)
    replication = w.replication
    if known.every > 1 and not known.is_leaning:
        replication //= known.every
    memo = memo_at(w.memo, quantity)
    if memo.block != replication >> 2:
        memo.block = replication >> 2
        _draws_four(w, quantity, known, memo)
    place = replication & 3
    if place < 2:
        return memo.second if place else memo.first
    return memo.fourth if place == 3 else memo.third


@part
def _draws_four(w: World, quantity: int, known: Row, memo: Row) -> None:
    """The values of a first round in four replications."""
    if known.is_leaning:
        first = 4 * memo.block
        memo.first = _drawn_leaning(w, quantity, known.law, first, 0)
        memo.second = _drawn_leaning(w, quantity, known.law, first + 1, 0)
        memo.third = _drawn_leaning(w, quantity, known.law, first + 2, 0)
        memo.fourth = _drawn_leaning(w, quantity, known.law, first + 3, 0)
        return
    laws = _laws(w)
    words = block(np.uint64(known.key0), np.uint64(known.key1), memo.block, 0)
    memo.first = value_of(laws, known.law, uniform(words[0]))
    memo.second = value_of(laws, known.law, uniform(words[1]))
    memo.third = value_of(laws, known.law, uniform(words[2]))
    memo.fourth = value_of(laws, known.law, uniform(words[3]))


@part
def _drawn(w: World, quantity: int, known: Row, round_: int) -> float:
    if known.is_leaning:
        return _drawn_leaning(w, quantity, known.law, w.replication, round_)
    replication = w.replication
    if known.every > 1:
        replication //= known.every
    word_ = word(np.uint64(known.key0), np.uint64(known.key1), replication, round_)
    return value_of(_laws(w), known.law, uniform(word_))


@part
def _laws(w: World) -> Laws:
    return Laws(
        carray(pointer(w.law_kind), (1, 4), np.int64),
        carray(pointer(w.law_number), (1, 11), np.float64),
        carray(pointer(w.law_side), (1,), np.float64),
    )


@part
def _drawn_leaning(w: World, quantity: int, law: int, replication: int, round_: int) -> float:
    leaning = Leaning(
        carray(pointer(w.leaning_first), (1,), np.int64),
        carray(pointer(w.leaning_stream), (1, 4), np.uint64),
        carray(pointer(w.leaning_weight), (1,), np.float64),
    )
    return leaning_draw(_laws(w), law, leaning, quantity, replication, round_)
