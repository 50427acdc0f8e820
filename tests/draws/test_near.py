"""Draws made from others of which all but a few quantities are the same: to the last bit those made anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.draws import at_modes, make_draws
from model.draws.modes import AtModes
from model.draws.near import draws_near
from model.plan.network import Correlation, Distribution, Grain, Quantity

LAWS = [
    Distribution("fixed", (3.0,)),
    Distribution("pert_between", (10.0, 20.0, 40.0, 4.0)),
    Distribution("discrete", (1.0, 0.5, 2.0, 0.5)),
    Distribution("triangular", (1.0, 2.0, 4.0), truncate=(1.5, 3.0)),
    Distribution("normal", (5.0, 1.0)),
    Distribution("empirical", (1.0, 5.0, 9.0)),
]
KNOWN = tuple(
    Quantity(f"q{number}", law, Grain.TICK if number == 1 else Grain.NONE, rounds=1 + number % 3)
    for number, law in enumerate(LAWS)
)
FAMILY = (Correlation("family", (1, 4), ((0.6, 0.8), (0.6, 0.8)), common=True),)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.family)
@pytest.mark.parametrize("place", range(len(LAWS)))
def test_draws_with_another_law_are_those_made_anew(place: int, law: Distribution) -> None:
    known = make_draws(KNOWN, 7, FAMILY)
    changed = [*KNOWN[:place], replace(KNOWN[place], distribution=law), *KNOWN[place + 1 :]]
    near, anew = draws_near(known, changed), make_draws(changed, 7, FAMILY)
    assert near is not None
    assert (near.columns(0, 40) == anew.columns(0, 40)).all()
    for name in ("key", "offset", "stride", "rows"):
        assert np.array_equal(getattr(near, name), getattr(anew, name))
    again = draws_near(near, KNOWN)  # and back
    assert again is not None
    assert (again.columns(0, 40) == known.columns(0, 40)).all()


def test_the_very_same_quantities_have_the_very_same_draws() -> None:
    known = make_draws(KNOWN, 7)
    assert draws_near(known, KNOWN) is known


@pytest.mark.parametrize(
    "other",
    [
        replace(KNOWN[1], name="another"),
        replace(KNOWN[1], rounds=9),
        replace(KNOWN[1], shared=True),
        replace(KNOWN[1], distribution=Distribution("mixture", (0.5, 0.5), parts=(LAWS[0], LAWS[1]))),
    ],
)
def test_what_differs_in_more_than_a_simple_law_is_made_anew(other: Quantity) -> None:
    known = make_draws(KNOWN, 7)
    assert draws_near(known, [KNOWN[0], other, *KNOWN[2:]]) is None
    assert draws_near(known, KNOWN[1:]) is None


def test_modes_of_a_plan_nearby_are_those_found_anew() -> None:
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Some:
        quantities: tuple[Quantity, ...]
        activities: tuple[()] = ()

    plan = Some(KNOWN)
    other = Some((*KNOWN[:3], replace(KNOWN[3], distribution=LAWS[5]), *KNOWN[4:]))
    near, anew = AtModes(plan).of(other), at_modes(other)  # type: ignore[arg-type]
    assert near.columns(0, 2).tolist() == anew.columns(0, 2).tolist()
    assert near.value(3, 0) == 5  # the median of 1, 5, 9
