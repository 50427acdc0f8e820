"""The numbers drawn for one replication, made when they are asked for.

A block of the generator has the words of four replications in a row, which are lived one after the
other; so the values of a first round are made for all four at once.
"""

from __future__ import annotations

import numpy as np

from model.draws.answers import laws_at, leaning_at
from model.draws.columns import Laws
from model.draws.compiling import part
from model.draws.memory import Row, World
from model.draws.philox import block, uniform, word
from model.draws.quantiles import leaning_draw
from model.draws.quantiles import value as value_of
from model.simulation.kernel.rows import quantity_at
from model.simulation.kernel.signs import EACH_ROUND, FIXED


@part
def value(w: World, quantity: int, round_: int) -> float:
    """The value of a quantity in a round, the first being 0: the same bits as in ``Draws.columns``."""
    known = quantity_at(w.quantities, quantity)
    if known.kind == FIXED:
        return known.first
    if round_ > 0 and known.kind == EACH_ROUND:
        return _drawn(w, quantity, known, round_)
    replication = w.replication
    if known.every > 1 and not known.is_leaning:
        replication //= known.every
    if known.block != replication >> 2:
        known.block = replication >> 2
        _draws_four(w, quantity, known)
    place = replication & 3
    if place < 2:
        return known.second if place else known.first
    return known.fourth if place == 3 else known.third


@part
def _draws_four(w: World, quantity: int, known: Row) -> None:
    """The values of a first round in four replications."""
    if known.is_leaning:
        first = 4 * known.block
        known.first = _drawn_leaning(w, quantity, known.law, first, 0)
        known.second = _drawn_leaning(w, quantity, known.law, first + 1, 0)
        known.third = _drawn_leaning(w, quantity, known.law, first + 2, 0)
        known.fourth = _drawn_leaning(w, quantity, known.law, first + 3, 0)
        return
    laws = _laws(w)
    words = block(np.uint64(known.key0), np.uint64(known.key1), known.block, 0)
    known.first = value_of(laws, known.law, uniform(words[0]))
    known.second = value_of(laws, known.law, uniform(words[1]))
    known.third = value_of(laws, known.law, uniform(words[2]))
    known.fourth = value_of(laws, known.law, uniform(words[3]))


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
    return laws_at(w.law_kind, w.law_number, w.law_side)


@part
def _drawn_leaning(w: World, quantity: int, law: int, replication: int, round_: int) -> float:
    leaning = leaning_at(w.leaning_first, w.leaning_stream, w.leaning_weight)
    return leaning_draw(_laws(w), law, leaning, quantity, replication, round_)
