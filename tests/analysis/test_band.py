"""What our assumptions allow: the noise of counting is taken away, whatever the shape of what is left."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as ss

from model.analysis.band import assumption_band

LUCK = np.random.default_rng(1)
EACH = 50


def counted(chances: np.ndarray) -> np.ndarray:
    return LUCK.binomial(EACH, chances)[:, None]


@pytest.mark.parametrize(
    "law",
    [ss.uniform(0.2, 0.6), ss.beta(2, 8), ss.beta(20, 400), ss.beta(50, 50), ss.beta(0.5, 0.5)],
    ids=["uniform", "skewed", "rare", "narrow", "either or"],
)
def test_the_band_is_that_of_the_chances_and_not_of_their_counts(law: object) -> None:
    chances = law.rvs(20_000, random_state=LUCK)  # type: ignore[attr-defined]
    [band] = assumption_band(counted(chances), EACH, np.array([chances.mean()]))
    assert band == pytest.approx(np.quantile(chances, [0.05, 0.95]), abs=0.012)


def test_where_counting_alone_would_scatter_as_much_the_band_is_the_chance() -> None:
    always = np.tile([0, 20, EACH], (200, 1))
    assert assumption_band(always, EACH, np.array([0.0, 0.37, 1.0])).tolist() == [
        [0, 0],
        [0.37, 0.37],
        [1, 1],
    ]
    [band] = assumption_band(counted(np.full(20_000, 0.5)), EACH, np.array([0.5]))
    assert band == pytest.approx([0.5, 0.5], abs=0.02)


def test_a_band_holds_the_chance_of_the_run_and_lies_within_0_and_1() -> None:
    chances = np.repeat([0.0, 1.0], [20, 180])
    assert assumption_band(counted(chances), EACH, np.array([0.87])).tolist() == [[0.0, 1.0]]
    [band] = assumption_band(counted(LUCK.uniform(0.3, 0.4, 5000)), EACH, np.array([0.45]))
    assert band[0] == pytest.approx(0.305, abs=0.01)
    assert band[1] == 0.45
