"""The plan without surprises: the mode of every law, and the likelier of two things."""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf

import numpy as np
import pytest
from scipy import stats as ss

from model.draws import at_modes, make_draws
from model.draws.modes import at_mode
from model.plan.network import Branch, Distribution, Grain, Quantity
from tests.random_plans import random_plan


def mode(family: str, *params: float, grain: Grain = Grain.NONE, **frame: object) -> float:
    law = at_mode(Distribution(family, params, **frame))  # type: ignore[arg-type]
    assert law.is_fixed
    return make_draws([Quantity("x", law, grain)], 1).value(0, 5)


@pytest.mark.parametrize(
    ("family", "params", "expected"),
    [
        ("fixed", (7.0,), 7.0),
        ("uniform", (2.0, 5.0), 3.5),
        ("triangular", (1.0, 2.0, 9.0), 2.0),
        ("trigen", (1.0, 2.0, 9.0, 0.1, 0.9), 2.0),
        ("pert", (1.0, 2.0, 9.0, 4.0), 2.0),
        ("pert_between", (20.0, 30.0, 60.0, 4.0), 30.0),
        ("normal", (10.0, 3.0), 10.0),
        ("lognormal", (2.0, 0.5), exp(1.75)),
        ("gamma", (4.0, 20.0), 15.0),
        ("gamma", (0.5, 20.0), 0.0),
        ("weibull", (1.0, 20.0), 0.0),
        ("exponential", (7.0,), 0.0),
        ("beta", (2.0, 4.0, 10.0, 30.0), 15.0),
        ("beta", (1.0, 1.0, 10.0, 30.0), 20.0),
        ("beta", (0.5, 2.0, 10.0, 30.0), 10.0),
        ("beta", (1.0, 0.5, 10.0, 30.0), 30.0),
        ("beta", (0.5, 0.4, 10.0, 30.0), 30.0),
        ("discrete", (5.0, 0.3, 9.0, 0.4, 2.0, 0.3), 9.0),
        ("discrete", (5.0, 0.4, 9.0, 0.4, 2.0, 0.2), 5.0),
        ("discrete", (5.0, 0.3, 9.0, 0.4, 5.0, 0.3), 5.0),
        ("empirical", (9.0, 1.0, 4.0), 4.0),
        ("empirical", (9.0, 1.0, 4.0, 3.0), 3.0),
    ],
)
def test_the_mode_of_each_family(family: str, params: tuple[float, ...], expected: float) -> None:
    assert mode(family, *params) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("family", "params", "law"),
    [
        ("lognormal", (2.0, 0.5), ss.lognorm(0.5, scale=exp(2.0))),
        ("gamma", (4.0, 20.0), ss.gamma(4.0, scale=5.0)),
        ("weibull", (1.7, 20.0), ss.weibull_min(1.7, scale=20.0)),
        ("beta", (2.0, 4.0, 10.0, 30.0), ss.beta(2.0, 4.0, 10.0, 20.0)),
    ],
)
def test_no_value_is_likelier_than_the_mode(family: str, params: tuple[float, ...], law: object) -> None:
    values = np.linspace(0, 40, 4001)
    assert mode(family, *params) == pytest.approx(values[law.pdf(values).argmax()], abs=0.011)  # type: ignore[attr-defined]


def test_a_law_that_is_cut_has_its_mode_within() -> None:
    assert mode("normal", 10.0, 3.0, truncate=(12.0, inf)) == 12.0
    assert mode("uniform", 2.0, 10.0, truncate=(6.0, 20.0)) == 8.0
    assert mode("discrete", 5.0, 0.6, 9.0, 0.4, truncate=(6.0, inf)) == 9.0
    assert mode("empirical", 1.0, 2.0, 3.0, 4.0, truncate=(3.0, inf)) == 3.0
    assert mode("beta", 0.4, 0.5, 0.0, 1.0, truncate=(0.2, 1.0)) == 1.0
    assert mode("beta", 0.5, 0.5, 0.0, 1.0, truncate=(0.1, 0.8)) == 0.1


def test_the_frame_and_the_rounding_are_those_of_draws() -> None:
    assert mode("triangular", 1.0, 2.0, 9.0, shift=10.0, scale=3.0) == 16.0
    assert mode("normal", -4.0, 3.0, clip=(0.0, inf)) == 0.0
    assert mode("uniform", 2.0, 5.0, grain=Grain.WHOLE) == 4.0
    assert mode("uniform", 0.0, 0.1, grain=Grain.TICK) == 52429 / 2**20


def test_a_mixture_is_at_the_mode_of_its_likeliest_part() -> None:
    inner = Distribution("mixture", (0.4, 0.6), parts=(Distribution("fixed", (1.0,)),) * 2)
    parts = (inner, Distribution("normal", (50.0, 3.0)), Distribution("exponential", (9.0,)))
    law = Distribution("mixture", (0.45, 0.35, 0.2), scale=2.0, parts=parts)
    assert at_mode(law) == Distribution("fixed", (50.0,), scale=2.0)


def test_everything_is_fixed_and_of_a_branch_the_likeliest_way_is_taken() -> None:
    plan = random_plan(5)
    count = len(plan.quantities)
    chances = [
        Quantity(name, Distribution("fixed", (share,)))
        for name, share in (("a", 0.3), ("b", 0.25), ("c", 0.45))
    ]
    luck = Quantity("luck", Distribution("uniform", (0.0, 1.0)))

    def luck_of(*ways: int) -> float:
        first = replace(plan.activities[0], branch=Branch(count + 3, ways))
        branching = replace(
            plan,
            activities=(first, *plan.activities[1:]),
            quantities=(*plan.quantities, *chances, luck),
        )
        draws = at_modes(branching)
        assert all(one.distribution.is_fixed for one in draws.quantities)
        assert (draws.columns(0, 3) == draws.columns(7, 1)).all()
        return draws.value(count + 3, 0)

    a, b, c = count, count + 1, count + 2
    assert luck_of(a, b, c) == pytest.approx(0.775)  # the stretch of c: from 0.55 to 1
    assert luck_of(a, -1, b) == pytest.approx(0.775)  # the rest comes last: from 0.55 to 1
    assert luck_of(a, b, -1) == pytest.approx(0.775)
    assert luck_of(c, a, -1) == pytest.approx(0.225)
