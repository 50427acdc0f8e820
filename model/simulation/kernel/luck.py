"""The numbers drawn for one replication, made when they are asked for."""

from __future__ import annotations

import numpy as np
from numba import carray

from model.draws.quantiles import Laws, Leaning, draw_of
from model.simulation.kernel.compiling import part
from model.simulation.kernel.memory import pointer
from model.simulation.kernel.records import memo_at, quantity_at

FIXED, ONE_FOR_ALL, EACH_ROUND = 0, 1, 2
"""What a quantity is: a number, one draw a replication, or one draw a round."""


@part
def value(w, quantity, round_):
    """The value of a quantity in a round, the first being 0: the same bits as in ``Draws.columns``."""
    known = quantity_at(w.quantities, quantity)
    if known.kind == FIXED:
        return known.value
    if known.kind == EACH_ROUND:
        return _drawn(w, quantity, round_)
    memo = memo_at(w.memo, quantity)
    if memo.replication != w.replication:
        memo.replication = w.replication
        memo.value = _drawn(w, quantity, 0)
    return memo.value


@part
def _drawn(w, quantity, round_):
    laws = Laws(
        carray(pointer(w.law_kind), (1, 4), np.int64),
        carray(pointer(w.law_number), (1, 11), np.float64),
        carray(pointer(w.law_side), (1,), np.float64),
    )
    leaning = Leaning(
        carray(pointer(w.leaning_first), (1,), np.int64),
        carray(pointer(w.leaning_stream), (1, 4), np.uint64),
        carray(pointer(w.leaning_weight), (1,), np.float64),
    )
    law = carray(pointer(w.law_of), (1,), np.int64)
    key = carray(pointer(w.key_of), (1, 3), np.uint64)
    return draw_of(laws, law, key, leaning, quantity, w.replication, round_)
