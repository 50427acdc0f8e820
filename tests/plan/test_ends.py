"""The ends that refusals reckon with enclose every draw, and lie not far from the last one."""

from __future__ import annotations

import numpy as np
import pytest

from model.draws import make_draws
from model.draws.shapes import pert_ends
from model.plan.network import Quantity
from model.scenario.amounts import parse_amount
from model.scenario.distribution import Distribution, highest, lowest


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0, 4.0])
def test_a_pert_between_percentiles_has_ends_a_little_beyond(shape: float) -> None:
    for place in np.linspace(0, 1, 101):
        law = Distribution("pert_between", (100.0, 100 + 100 * float(place), 200.0, shape))
        low, high = pert_ends(*law.params)
        assert lowest(law) <= low
        assert high <= highest(law)
        if shape == 4:
            assert lowest(law) >= low - 7
            assert highest(law) <= high + 7


@pytest.mark.parametrize(
    "said",
    [
        "5/10/20 d",
        "0/1/9 d",
        {"dist": "uniform", "low": "5 d", "high": "9 d"},
        {"dist": "beta", "alpha": 2, "beta": 3, "low": "5 d", "high": "9 d"},
        {"dist": "triangular", "low": "5 d", "mode": "6 d", "high": "9 d", "times": 2, "shift": "3 d"},
        {"dist": "lognormal", "p50": "5 d", "p90": "9 d", "cut": ["4 d", "30 d"]},
        {"dist": "mixture", "of": ["5 d", {"dist": "uniform", "low": "7 d", "high": "9 d"}],
         "chances": [0.5, 0.5]},
        {"dist": "discrete", "values": ["3 d", "5 d", "8 d"], "chances": [0, 0.5, 0.5]},
    ],
    ids=str,
)  # fmt: skip
def test_no_draw_lies_beyond_the_ends(said: object) -> None:
    law = parse_amount(said, "duration").distribution
    assert law is not None
    [drawn] = make_draws((Quantity("x", law),), 1).columns(0, 20_000)
    assert lowest(law) <= drawn.min()
    assert drawn.max() <= highest(law)
