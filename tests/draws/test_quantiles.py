"""Every family against its textbook quantile, out to the last uniform in either tail."""

import math

import numpy as np
import pytest
import scipy.stats as ss
from hypothesis import given, settings
from hypothesis import strategies as st

from model.draws import quantiles, shapes
from model.draws.columns import LEAST, MOST, TABLE_END
from model.draws.laws import LawBook
from model.plan.network import Distribution, Grain

INFINITE = math.inf

TAIL = 2.0 ** -np.arange(2, 54)
GRID = np.unique(np.concatenate([TAIL, 1.0 - TAIL, (np.arange(20_000) + 0.5) / 20_000]))
uniform_numbers = st.integers(0, 2**52 - 1).map(lambda k: (k + 0.5) * 2.0**-52)


def law(family, *params, grain=Grain.NONE, **frame):
    """The quantile function of a distribution, and of its array of uniforms."""
    book = LawBook()
    row = book.add(Distribution(family, tuple(map(float, params)), **frame), grain)
    laws = book.laws()

    def quantile(u):
        if np.ndim(u):
            return np.array([quantiles.value(laws, row, one) for one in u])
        return quantiles.value(laws, row, u)

    return quantile


def pert(low, mode, high, shape=4.0):
    t = (mode - low) / (high - low)
    return ss.beta(1 + shape * t, 1 + shape * (1 - t), loc=low, scale=high - low)


def textbook(known, u):
    """The quantile by scipy, from the nearer tail."""
    return np.where(u < 0.5, known.ppf(u), known.isf(1.0 - u))


TEXTBOOK = {
    "uniform": (("uniform", 3, 8), ss.uniform(3, 5)),
    "triangular": (("triangular", 3, 5, 12), ss.triang(2 / 9, loc=3, scale=9)),
    "triangular, mode at low": (("triangular", 3, 3, 12), ss.triang(0, loc=3, scale=9)),
    "triangular, mode at high": (("triangular", 3, 12, 12), ss.triang(1, loc=3, scale=9)),
    "normal": (("normal", 10, 3), ss.norm(10, 3)),
    "lognormal": (("lognormal", 2, 0.5), ss.lognorm(0.5, scale=math.exp(2))),
    "exponential": (("exponential", 7), ss.expon(scale=7)),
    "weibull": (("weibull", 1.7, 20), ss.weibull_min(1.7, scale=20)),
    "pert": (("pert", 10, 20, 60, 4), pert(10, 20, 60)),
    "pert, mode at low": (("pert", 10, 10, 60, 4), pert(10, 10, 60)),
    "pert, mode at high": (("pert", 10, 60, 60, 4), pert(10, 60, 60)),
    "pert, nearly certain": (("pert", 10, 20, 60, 5000), pert(10, 20, 60, 5000)),
    "beta": (("beta", 2.5, 0.8, 1, 4), ss.beta(2.5, 0.8, loc=1, scale=3)),
    "beta, two ends": (("beta", 0.1, 0.2, 0, 1), ss.beta(0.1, 0.2)),
    "gamma": (("gamma", 3, 30), ss.gamma(3, scale=10)),
    "gamma, mostly small": (("gamma", 0.2, 30), ss.gamma(0.2, scale=150)),
    "gamma, nearly normal": (("gamma", 1e5, 30), ss.gamma(1e5, scale=30 / 1e5)),
}


@pytest.mark.parametrize(("said", "known"), TEXTBOOK.values(), ids=TEXTBOOK)
def test_within_a_millionth_of_the_range(said, known):
    range_ = known.isf(LEAST) - known.ppf(LEAST)
    error = np.abs(law(*said)(GRID) - textbook(known, GRID)).max() / range_
    assert error <= (2e-7 if said[0] in ("pert", "beta", "gamma") else 1e-14)


@pytest.mark.parametrize(("said", "known"), TEXTBOOK.values(), ids=TEXTBOOK)
@given(u=uniform_numbers, steps=st.integers(1, 2**30))
@settings(max_examples=60, deadline=None)
def test_a_larger_uniform_never_gives_less(said, known, u, steps):
    quantile = law(*said)
    low, high = quantile(u), quantile(min(u + steps * 2.0**-52, MOST))
    assert high >= low - 4 * math.ulp(max(abs(low), abs(high)))  # rounding aside


@pytest.mark.parametrize(("said", "known"), TEXTBOOK.values(), ids=TEXTBOOK)
def test_moments(said, known):
    values = law(*said)((np.arange(40_000) + 0.5) / 40_000)
    assert values.mean() == pytest.approx(known.mean(), rel=2e-3)
    assert values.std() == pytest.approx(known.std(), rel=2e-2)


def test_the_normal_score_is_exact_to_rounding():
    scores = np.array([quantiles.normal_quantile(u) for u in GRID])
    known = textbook(ss.norm(), GRID)
    assert np.abs(scores - known).max() < 4e-15
    assert quantiles.normal_quantile(0.5) == 0.0
    assert quantiles.normal_quantile(LEAST) == -quantiles.normal_quantile(MOST)
    assert abs(quantiles.normal_quantile(LEAST)) < TABLE_END


@given(alpha=st.floats(0.05, 200), beta=st.floats(0.05, 200))
@settings(max_examples=40, deadline=None)
def test_tables_of_any_shape_rise_and_are_exact_at_their_nodes(alpha, beta):
    table = shapes.beta_table(alpha, beta).reshape(-1, 2)
    steps = np.diff(table[:, 0])
    assert (steps >= 0.0).all()
    assert (table[:-1, 1] <= 3.0 * steps).all()
    assert (table[1:, 1] <= 3.0 * steps).all()
    middle = len(table) // 2
    assert table[middle, 0] == pytest.approx(ss.beta(alpha, beta).median(), rel=1e-9, abs=1e-300)


def test_a_shape_beyond_tables_is_refused_in_words():
    with pytest.raises(ValueError, match="too extreme"):
        shapes.beta_table(1e-6, 1e-6)


# Hard ends from percentiles


@pytest.mark.parametrize("shape", [1.0, 4.0, 20.0])
@pytest.mark.parametrize(
    "said",
    [(0, 10, 60), (66, 70, 74), (0.005, 0.03, 0.09), (5, 5, 20), (5, 20, 20), (89, 90, 400), (-5, 0, 1)],
)
def test_the_ends_of_a_pert_are_its_2nd_and_98th_percentile(said, shape):
    low, mode, high = map(float, said)
    left, right = shapes.pert_ends(low, mode, high, shape)
    assert left <= low <= mode <= high <= right
    found = pert(left, mode, right, shape)
    assert found.ppf(0.02) == pytest.approx(low, abs=1e-9 * (high - low))
    assert found.isf(0.02) == pytest.approx(high, abs=1e-9 * (high - low))
    drawn = law("pert_between", low, mode, high, shape)
    assert drawn(0.02) == pytest.approx(low, abs=1e-6 * (right - left))
    assert drawn(0.98) == pytest.approx(high, abs=1e-6 * (right - left))


@pytest.mark.parametrize("said", [(0, 10, 60, 0.1, 0.9), (5, 5, 20, 0.05, 0.8), (5, 20, 20, 0.3, 0.95)])
def test_the_ends_of_a_trigen_have_the_chances_said(said):
    low, _, high, p_low, p_high = said
    drawn = law("trigen", *said)
    assert drawn(p_low) == pytest.approx(low, abs=1e-9)
    assert drawn(p_high) == pytest.approx(high, abs=1e-9)


def test_a_trigen_between_0_and_1_has_hard_ends():
    assert law("trigen", 2, 5, 9, 0, 1)(0.3) == pytest.approx(law("triangular", 2, 5, 9)(0.3), rel=1e-12)


# Categories, values, mixtures


def test_categories_stand_in_order_of_size_and_the_last_takes_the_rest():
    drawn = law("discrete", 30, 0.2, 10, 0.5, 20, 0.3)
    assert [drawn(u) for u in (LEAST, 0.4999, 0.5, 0.7999, 0.8, MOST)] == [10, 10, 20, 20, 30, 30]
    assert law("discrete", 1, 0.1, 2, 0.2, 3, 0.7)(MOST) == 3


def test_observed_values_are_drawn_as_they_are_each_as_likely():
    drawn = law("empirical", 9, 4, 4, 7)
    assert [drawn(u) for u in (LEAST, 0.49, 0.5, 0.74, 0.75, MOST)] == [4, 4, 7, 7, 9, 9]


def test_a_mixture_picks_a_part_and_rescales_within_it():
    parts = (Distribution("uniform", (0.0, 10.0)), Distribution("uniform", (100.0, 200.0), shift=1.0))
    drawn = law("mixture", 0.25, 0.75, parts=parts, clip=(0.0, 150.0))
    assert [drawn(u) for u in (0.125, 0.25 + 0.75 / 4, 0.9)] == [5.0, 126.0, 150.0]


def test_mixtures_of_mixtures_and_of_certain_things():
    inner = Distribution(
        "mixture", (0.5, 0.5), parts=(Distribution("fixed", (1.0,)), Distribution("fixed", (2.0,)))
    )
    drawn = law("mixture", 0.5, 0.5, parts=(Distribution("fixed", (7.0,)), inner), scale=10.0)
    assert [drawn(u) for u in (0.1, 0.6, 0.9)] == [70.0, 10.0, 20.0]


def test_a_truncated_mixture_keeps_the_chances_of_what_is_left():
    parts = (Distribution("uniform", (0.0, 10.0)), Distribution("discrete", (5.0, 0.5, 20.0, 0.5)))
    drawn = law("mixture", 0.5, 0.5, parts=parts, truncate=(4.0, 6.0))
    # Left: 0.5 × 0.2 of the uniform, 0.5 × 0.5 of the categories; together 0.35.
    values = drawn((np.arange(7000) + 0.5) / 7000)
    assert (values == 5.0).mean() == pytest.approx(0.25 / 0.35, abs=1e-3)
    assert ((values >= 4.0) & (values <= 6.0)).all()


# The frame: truncate, shift, scale, clip, grain

TRUNCATED = {
    "normal": (("normal", 10, 8), ss.norm(10, 8), (0, 20)),
    "normal, its upper half": (("normal", 10, 8), ss.norm(10, 8), (10, INFINITE)),
    "lognormal": (("lognormal", 2, 1), ss.lognorm(1, scale=math.exp(2)), (1, 30)),
    "gamma": (("gamma", 2, 30), ss.gamma(2, scale=15), (5, 90)),
    "pert": (("pert", 10, 20, 60, 4), pert(10, 20, 60), (-INFINITE, 30)),
    "triangular": (("triangular", 0, 2, 10), ss.triang(0.2, scale=10), (1, 7)),
    "uniform": (("uniform", 0, 10), ss.uniform(0, 10), (2, 3)),
    "exponential": (("exponential", 7), ss.expon(scale=7), (2, 9)),
    "weibull": (("weibull", 1.7, 20), ss.weibull_min(1.7, scale=20), (2, 40)),
}


@pytest.mark.parametrize(("said", "known", "ends"), TRUNCATED.values(), ids=TRUNCATED)
def test_truncation_rescales_the_law(said, known, ends):
    drawn = law(*said, truncate=ends)(GRID)
    low, high = known.cdf(ends[0]), known.cdf(ends[1])
    assert drawn.min() >= ends[0]
    assert drawn.max() <= ends[1]
    inner = GRID[(GRID > 1e-9) & (GRID < 1 - 1e-9)]
    expected = known.ppf(low + inner * (high - low))
    assert law(*said, truncate=ends)(inner) == pytest.approx(expected, abs=1e-5, rel=1e-6)


def test_truncation_drops_categories_and_values():
    assert law("discrete", 1, 0.5, 2, 0.25, 3, 0.25, truncate=(2, 3))(0.5) == 3
    assert law("empirical", 1, 2, 3, truncate=(1.5, INFINITE))(LEAST) == 2


@pytest.mark.parametrize(
    "said", [("uniform", 0, 1), ("discrete", 0, 1), ("empirical", 0, 1), ("pert", 0, 1, 2, 4)]
)
def test_truncation_to_nothing_is_refused_in_words(said):
    with pytest.raises(ValueError, match=f"nothing of the {said[0]} law lies between 5 and 6"):
        law(*said, truncate=(5.0, 6.0))


def test_shift_and_scale_come_before_clip():
    assert law("uniform", 0, 10, shift=-4.0, scale=2.0, clip=(0.0, 9.0))(0.5) == 6.0
    assert law("uniform", 0, 10, shift=-4.0, scale=2.0, clip=(0.0, 9.0))(0.1) == 0.0
    assert law("normal", 10, 1000, clip=(0.0, INFINITE))(0.01) == 0.0


def test_values_are_rounded_to_their_grain_halves_up():
    third = law("fixed", 1 / 3, grain=Grain.TICK)(0.5)
    assert third == round(2**20 / 3) / 2**20
    assert law("fixed", 2.5, grain=Grain.WHOLE)(0.5) == 3.0
    assert law("fixed", 1e15 + 0.5, grain=Grain.WHOLE)(0.5) == 1e15 + 1.0


@pytest.mark.parametrize(
    "said",
    [
        ("uniform", 5, 5), ("triangular", 5, 5, 5), ("pert", 5, 5, 5, 4), ("pert_between", 5, 5, 5, 4),
        ("trigen", 5, 5, 5, 0.1, 0.9), ("normal", 5, 0), ("lognormal", math.log(5), 0), ("beta", 2, 3, 5, 5),
        ("discrete", 5, 1), ("empirical", 5),
    ],
)  # fmt: skip
def test_a_law_without_spread_is_its_value(said):
    assert [law(*said)(u) for u in (LEAST, 0.5, MOST)] == pytest.approx([5.0] * 3, rel=1e-15)


@pytest.mark.parametrize("said", [("gamma", 2, 0), ("weibull", 2, 0), ("exponential", 0)])
def test_a_law_of_nothing_is_nothing(said):
    assert law(*said)(0.7) == 0.0
