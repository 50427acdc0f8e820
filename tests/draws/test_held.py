"""Draws whose assumptions stay as they are for many replications, while everything else goes on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as ss

from model.draws import held, make_draws
from model.plan.correlation import cholesky_rows, family_rows
from model.plan.network import Correlation, Distribution, Quantity

LAW = Distribution("uniform", (0.0, 1.0))
PLAN = [
    Quantity("assumptions.pace", LAW, shared=True),
    Quantity("a/duration", LAW, rounds=2),
    Quantity("risks.flood/chance", LAW, shared=True),
    Quantity("assumptions.soil", LAW, shared=True),
    Quantity("b/duration", LAW),
    Quantity("c/duration", LAW),
    Quantity("assumptions.price", LAW, shared=True),
]
FAMILY = Correlation("correlations.ground", (3, 4), family_rows(0.6, 2), common=True)
MATRIX = Correlation("correlations.market", (5, 6), cholesky_rows(np.array([[1.0, 0.5], [0.5, 1.0]])))
DRAWS = make_draws(PLAN, 3, [FAMILY, MATRIX])
EVERY = 10
HELD = held(DRAWS, EVERY)
COUNT = 400


def row(name: str, round: int = 0) -> int:
    quantity = [one.name for one in PLAN].index(name)
    return int(DRAWS.offset[quantity] + DRAWS.stride[quantity] * round)


ORDINARY, WITH_HELD = DRAWS.columns(0, COUNT), HELD.columns(0, COUNT)


@pytest.mark.parametrize("name", ["assumptions.pace", "assumptions.soil", "assumptions.price"])
def test_an_assumption_is_that_of_a_replication_for_many_in_a_row(name: str) -> None:
    assert (WITH_HELD[row(name)] == np.repeat(ORDINARY[row(name)], EVERY)[:COUNT]).all()


@pytest.mark.parametrize("place", [row("a/duration"), row("a/duration", 1), row("risks.flood/chance")])
def test_everything_else_has_the_luck_it_always_has(place: int) -> None:
    assert (WITH_HELD[place] == ORDINARY[place]).all()


def test_who_leans_on_what_is_held_goes_on_and_leans_as_before() -> None:
    many = held(DRAWS, 2).columns(0, 20_000)
    soil, duration = many[row("assumptions.soil")], many[row("b/duration")]
    assert len(np.unique(duration)) == 20_000
    expected = 6 / np.pi * np.arcsin(0.6 / 2)
    assert ss.spearmanr(soil, duration).statistic == pytest.approx(expected, abs=0.02)


def test_held_for_one_replication_is_as_ever() -> None:
    assert (held(DRAWS, 1).columns(0, 100) == ORDINARY[:, :100]).all()


@given(first=st.integers(0, COUNT), count=st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_any_chunk_is_a_piece_of_the_whole(first: int, count: int) -> None:
    count = min(count, COUNT - first)
    assert (HELD.columns(first, count) == WITH_HELD[:, first : first + count]).all()


@pytest.mark.parametrize("quantity", range(len(PLAN)))
def test_a_draw_alone_is_the_same(quantity: int) -> None:
    alone = [HELD.value(quantity, replication) for replication in range(35)]
    assert alone == WITH_HELD[HELD.offset[quantity], :35].tolist()
