"""All draws of a plan: each by its name, alone or in a matrix, with the same bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from model.days import to_tick
from model.draws import make_draws, one, uniforms
from model.draws.quantiles import draw
from model.plan.network import Distribution, Grain, Quantity

LAWS = {
    "fixed": Distribution("fixed", (12.0,)),
    "uniform": Distribution("uniform", (0.0, 1.0)),
    "triangular": Distribution("triangular", (5.0, 9.0, 20.0)),
    "pert": Distribution("pert", (10.0, 20.0, 60.0, 4.0)),
    "pert_between": Distribution("pert_between", (10.0, 20.0, 60.0, 4.0), clip=(0.0, np.inf)),
    "trigen": Distribution("trigen", (5.0, 9.0, 20.0, 0.1, 0.9)),
    "normal": Distribution("normal", (10.0, 5.0), truncate=(0.0, np.inf)),
    "lognormal": Distribution("lognormal", (2.0, 0.4), scale=1.5),
    "gamma": Distribution("gamma", (3.0, 30.0)),
    "weibull": Distribution("weibull", (1.7, 20.0)),
    "exponential": Distribution("exponential", (7.0,), shift=3.0),
    "beta": Distribution("beta", (2.0, 3.0, 0.0, 1.0)),
    "discrete": Distribution("discrete", (1.0, 0.2, 2.0, 0.8)),
    "empirical": Distribution("empirical", (3.0, 1.0, 2.0)),
    "mixture": Distribution(
        "mixture", (0.3, 0.7), parts=(Distribution("normal", (10.0, 2.0)), Distribution("fixed", (4.0,)))
    ),
}
PLAN = [
    Quantity(name, law, grain=Grain(place % 3), rounds=1 + place % 4, shared=place % 5 == 4)
    for place, (name, law) in enumerate(LAWS.items())
]
DRAWS = make_draws(PLAN, seed=11)


@njit
def compiled_draws(laws, law, key, first, count):
    out = np.empty(count)
    for r in range(count):
        out[r] = draw(laws, law, key[0], key[1], first + r, 0)
    return out


def test_rows_are_rounds_but_what_is_fixed_or_shared_has_one():
    heights = np.diff(DRAWS.offset, append=DRAWS.rows)
    for quantity, height, stride in zip(PLAN, heights, DRAWS.stride, strict=True):
        single = quantity.shared or quantity.distribution.is_fixed
        assert (height, stride) == ((1, 0) if single else (quantity.rounds, 1))


@pytest.mark.parametrize("q", range(len(PLAN)), ids=list(LAWS))
def test_a_draw_has_the_same_bits_however_it_is_made(q):
    first, count = 5, 40
    matrix = DRAWS.columns(first, count)
    for round in range(PLAN[q].rounds):
        row = matrix[DRAWS.offset[q] + DRAWS.stride[q] * round].tolist()
        assert row == [DRAWS.value(q, first + r, round) for r in range(count)]
        assert row == [one(PLAN[q], 11, first + r, round) for r in range(count)]
        assert row == DRAWS.column(q, first, count, round).tolist()
    inside_another = compiled_draws(DRAWS.laws, DRAWS.law[q], DRAWS.key[q], first, count)
    assert inside_another.tolist() == matrix[DRAWS.offset[q]].tolist()


@given(first=st.integers(0, 200), count=st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_any_chunk_is_a_piece_of_the_whole(first, count):
    whole = DRAWS.columns(0, 230)
    assert (DRAWS.columns(first, count) == whole[:, first : first + count]).all()


def test_another_quantity_changes_nobody():
    without = make_draws(PLAN[:3] + PLAN[4:], seed=11).columns(0, 20)
    matrix = DRAWS.columns(0, 20)
    kept = np.delete(matrix, np.s_[DRAWS.offset[3] : DRAWS.offset[4]], axis=0)
    assert (without == kept).all()


def test_another_seed_changes_everybody_random():
    other = make_draws(PLAN, seed=12).columns(0, 50)
    differs = (other != DRAWS.columns(0, 50)).any(axis=1)
    fixed = [q for q, quantity in enumerate(PLAN) if quantity.distribution.is_fixed]
    assert not differs[DRAWS.offset[fixed]].any()
    assert np.delete(differs, DRAWS.offset[fixed]).all()


def test_the_draw_is_the_quantile_of_the_named_uniform():
    luck = Quantity("a/b", Distribution("uniform", (0.0, 1.0)), rounds=3)
    assert (
        make_draws([luck], 5).column(0, 7, 9, round=2).tolist() == uniforms(5, "a/b", 7, 9, round=2).tolist()
    )


def test_durations_lie_on_ticks():
    lasting = Quantity("a", Distribution("gamma", (3.0, 30.0)), Grain.TICK)
    rough = Quantity("a", Distribution("gamma", (3.0, 30.0)))
    days = make_draws([lasting, rough], 5).columns(0, 100)
    assert (days[0] == to_tick(days[1])).all()


def test_a_shared_quantity_has_the_same_value_in_any_round():
    shared = Quantity("a", Distribution("uniform", (0.0, 1.0)), shared=True)
    draws = make_draws([shared], 5)
    assert draws.value(0, 3, 0) == draws.value(0, 3, 8)


def test_no_draw_beyond_the_rounds_planned():
    with pytest.raises(AssertionError, match="no draw was planned"):
        DRAWS.value(list(LAWS).index("gamma"), 0, 99)


def test_a_plan_without_quantities():
    assert make_draws([], 1).columns(0, 10).shape == (0, 10)


def test_quantities_of_one_law_share_its_numbers():
    law = LAWS["pert"]
    alike = make_draws([Quantity(str(k), law, Grain.TICK) for k in range(500)], 1)
    assert len(alike.laws.kind) == 1
    stretched = [Distribution("pert", (0.0, 1.0 * k, 4.0 * k, 4.0)) for k in range(1, 50)]
    of_one_shape = make_draws([Quantity(str(k), law) for k, law in enumerate(stretched)], 1)
    assert len(of_one_shape.laws.side) == len(alike.laws.side)


def test_what_cannot_be_drawn_is_refused_by_name():
    impossible = Distribution("uniform", (0.0, 1.0), truncate=(2.0, 3.0))
    with pytest.raises(ValueError, match="bridge/duration: nothing of the uniform law lies between 2 and 3"):
        make_draws([Quantity("bridge/duration", impossible)], 1)
