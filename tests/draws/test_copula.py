"""Quantities that lean on each other: as much as was said, and nobody else is moved by it."""

import pickle
from itertools import combinations

import numpy as np
import pytest
import scipy.stats as ss
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from model.draws import make_draws, uniforms
from model.draws.columns import LEAST, MOST
from model.draws.quantiles import draw_of, leaning_uniform, normal_cdf, normal_quantile
from model.plan.correlation import cholesky_rows, family_rows, is_possible, normal_correlation
from model.plan.network import Correlation, Distribution, Grain, Quantity

N = 20_000
PERT = Distribution("pert", (10.0, 20.0, 60.0, 4.0))
GAMMA = Distribution("gamma", (3.0, 30.0))
WEIGHTED = Distribution("discrete", (1.0, 0.2, 2.0, 0.5, 3.0, 0.3))
NORMAL = Distribution("normal", (0.0, 1.0))
FIXED = Distribution("fixed", (7.0,))

SAID = np.array([[1.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 1.0]])
"""Spearman correlations of three quantities."""


def in_scores(spearman):
    """Correlations of the normal scores of a Spearman matrix."""
    return np.vectorize(normal_correlation)(np.asarray(spearman, dtype=float))


def by_matrix(members, spearman):
    return Correlation("as said", tuple(members), cholesky_rows(in_scores(spearman)))


def family(members, rho, name="soil"):
    return Correlation(name, tuple(members), family_rows(rho, len(members)), common=True)


def rank_correlation(one, other):
    return ss.spearmanr(one, other).statistic


def close_to(rho):
    """Within four standard errors of a Spearman correlation; Bonett and Wright (2000)."""
    return pytest.approx(rho, abs=4.0 * (1.0 - rho**2) * np.sqrt((1.0 + rho**2 / 2.0) / N))


# A plan of all sorts: who is in a matrix, who in a family, who in neither.
PLAN = [
    Quantity("a/duration", PERT, Grain.TICK, rounds=3),
    Quantity("b/duration", GAMMA, rounds=2),
    Quantity("rain", NORMAL, shared=True),
    Quantity("c/rounds", WEIGHTED, rounds=3),
    Quantity("c/cost", FIXED, rounds=2),
    Quantity("d/duration", Distribution("lognormal", (2.0, 0.4)), rounds=3),
    Quantity("e/duration", Distribution("normal", (10.0, 5.0), truncate=(0.0, np.inf)), rounds=2),
    Quantity("f/duration", Distribution("mixture", (0.3, 0.7), parts=(PERT, FIXED)), rounds=4),
]
MATRIX = by_matrix([2, 0, 4, 5], [[1, 0.5, 0.4, 0.3], [0.5, 1, 0, 0], [0.4, 0, 1, 0.7], [0.3, 0, 0.7, 1]])
FAMILY = family([3, 6, 7], 0.5)
DRAWS = make_draws(PLAN, 11, [MATRIX, FAMILY])


# How much


def test_a_pair_has_the_rank_correlation_said():
    draws = make_draws(
        [Quantity("a", PERT), Quantity("b", GAMMA)], 1, [by_matrix([0, 1], [[1, 0.6], [0.6, 1]])]
    )
    assert rank_correlation(*draws.columns(0, N)) == close_to(0.6)


def test_a_matrix_has_all_the_rank_correlations_said():
    draws = make_draws([Quantity(name, PERT) for name in "abc"], 1, [by_matrix([0, 1, 2], SAID)])
    drawn = draws.columns(0, N)
    for one, other in combinations(range(3), 2):
        assert rank_correlation(drawn[one], drawn[other]) == close_to(SAID[one, other])


def test_members_of_a_family_are_correlated_pair_by_pair():
    draws = make_draws([Quantity(name, NORMAL) for name in "abcde"], 1, [family(range(5), 0.5)])
    drawn = draws.columns(0, N)
    for one, other in combinations(range(5), 2):
        assert np.corrcoef(drawn[one], drawn[other])[0, 1] == pytest.approx(0.5, abs=4 * 0.75 / np.sqrt(N))


def test_what_a_family_has_in_common_is_the_luck_of_its_name():
    draws = make_draws([Quantity(name, NORMAL) for name in "ab"], 1, [family([0, 1], 1.0)])
    common = uniforms(1, "soil", 0, 50)
    for row in draws.columns(0, 50):
        assert ss.norm.cdf(row) == pytest.approx(common, rel=1e-12)


@pytest.mark.parametrize("size", [2, 3, 6])
def test_wholly_correlated_means_the_same_category(size):
    quantities = [Quantity(str(k), WEIGHTED) for k in range(size)]
    drawn = make_draws(quantities, 1, [by_matrix(range(size), np.ones((size, size)))]).columns(0, 2000)
    assert set(drawn[0]) == {1.0, 2.0, 3.0}
    assert (drawn == drawn[0]).all()


def test_wholly_opposed_means_the_other_end():
    uniform = Distribution("uniform", (0.0, 1.0))
    opposed = by_matrix([0, 1], [[1, -1], [-1, 1]])
    drawn = make_draws([Quantity("a", uniform), Quantity("b", uniform)], 1, [opposed]).columns(0, 2000)
    assert drawn[0] == pytest.approx(1.0 - drawn[1], abs=1e-15)


@pytest.mark.parametrize("correlation", [by_matrix([0, 1], [[1, 0.9], [0.9, 1]]), family([0, 1], 0.9)])
@pytest.mark.parametrize("law", [PERT, GAMMA, NORMAL, WEIGHTED])
def test_a_members_law_stays_what_it_was(law, correlation):
    quantities = [Quantity("a", law), Quantity("b", law)]
    alone = make_draws([Quantity("z", law)], 1).columns(0, N)[0]
    for row in make_draws(quantities, 1, [correlation]).columns(0, N):
        assert ss.ks_2samp(row, alone).pvalue > 1e-3


def test_a_members_luck_is_uniform():
    uniform = Distribution("uniform", (0.0, 1.0))
    draws = make_draws([Quantity(name, uniform) for name in "abc"], 1, [by_matrix([0, 1, 2], SAID)])
    for row in draws.columns(0, N):
        assert ss.kstest(row, "uniform").pvalue > 1e-3


# Rounds


def test_each_round_is_correlated_and_rounds_are_not():
    pair = by_matrix([0, 1], [[1, 0.6], [0.6, 1]])
    draws = make_draws([Quantity("a", PERT, rounds=2), Quantity("b", PERT, rounds=2)], 1, [pair])
    a0, a1, b0, b1 = draws.columns(0, N)
    for same in ((a0, b0), (a1, b1)):
        assert rank_correlation(*same) == close_to(0.6)
    for different in ((a0, a1), (b0, b1), (a0, b1), (a1, b0)):
        assert rank_correlation(*different) == close_to(0.0)


def test_who_leans_on_what_is_shared_does_so_in_every_round():
    pair = by_matrix([0, 1], [[1, 0.6], [0.6, 1]])
    draws = make_draws([Quantity("rain", PERT, shared=True), Quantity("b", PERT, rounds=2)], 1, [pair])
    rain, b0, b1 = draws.columns(0, N)
    assert rank_correlation(rain, b0) == close_to(0.6)
    assert rank_correlation(rain, b1) == close_to(0.6)


# Nobody else


def test_the_first_of_a_matrix_is_as_it_was_but_for_rounding():
    plain, leaning = make_draws(PLAN, 11), DRAWS
    assert leaning.column(2, 0, 500) == pytest.approx(plain.column(2, 0, 500), rel=1e-11)


def test_who_is_no_member_has_the_same_bits():
    plain = make_draws(PLAN, 11)
    assert (plain.column(1, 0, 500, 1) == DRAWS.column(1, 0, 500, 1)).all()
    assert (plain.column(4, 0, 500) == DRAWS.column(4, 0, 500)).all()  # a member, but fixed
    assert (plain.column(5, 0, 500) != DRAWS.column(5, 0, 500)).all()


@pytest.mark.parametrize("common", [False, True])
def test_appending_a_member_changes_nobody(common):
    def drawn(count):
        members = range(count)
        lean = family(members, 0.4) if common else by_matrix(members, SAID[:count, :count])
        return make_draws([Quantity(name, PERT, rounds=2) for name in "abc"], 5, [lean]).columns(0, 300)

    two, three = drawn(2), drawn(3)
    assert (two[:4] == three[:4]).all()
    assert (two[4:] != three[4:]).all()


def test_a_member_that_a_case_fixes_leaves_the_others_their_luck():
    trio = by_matrix([0, 1, 2], SAID)

    def drawn(law):
        return make_draws([Quantity(name, law[name], rounds=3) for name in "abc"], 5, [trio])

    random, held = drawn({"a": PERT, "b": GAMMA, "c": PERT}), drawn({"a": FIXED, "b": GAMMA, "c": PERT})
    for member in (1, 2):
        for round in range(3):
            assert (random.column(member, 0, 200, round) == held.column(member, 0, 200, round)).all()


def test_the_order_of_correlations_does_not_matter():
    assert (make_draws(PLAN, 11, [FAMILY, MATRIX]).columns(0, 100) == DRAWS.columns(0, 100)).all()


# The same bits however made


@njit
def compiled_draws(laws, law, key, leaning, quantity, first, count, round):
    out = np.empty(count)
    for r in range(count):
        out[r] = draw_of(laws, law, key, leaning, quantity, first + r, round)
    return out


@pytest.mark.parametrize("q", range(len(PLAN)), ids=[quantity.name for quantity in PLAN])
def test_a_draw_has_the_same_bits_however_it_is_made(q):
    first, count = 5, 40
    matrix = DRAWS.columns(first, count)
    for round in range(PLAN[q].rounds):
        stride = DRAWS.stride[q]
        row = matrix[DRAWS.offset[q] + stride * round].tolist()
        assert row == [DRAWS.value(q, first + r, round) for r in range(count)]
        assert row == DRAWS.column(q, first, count, round).tolist()
        inside_another = compiled_draws(
            DRAWS.laws, DRAWS.law, DRAWS.key, DRAWS.leaning, q, first, count, stride * round
        )
        assert row == inside_another.tolist()


@given(first=st.integers(0, 200), count=st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_any_chunk_is_a_piece_of_the_whole(first, count):
    whole = DRAWS.columns(0, 230)
    assert (DRAWS.columns(first, count) == whole[:, first : first + count]).all()


def test_draws_sent_to_another_process_are_the_same():
    there = pickle.loads(pickle.dumps(DRAWS))
    assert (there.columns(3, 50) == DRAWS.columns(3, 50)).all()


def test_the_uniform_is_the_weighted_sum_of_the_scores_of_the_streams():
    rows = cholesky_rows(in_scores(SAID))
    names = ["a", "b", "c"]
    draws = make_draws([Quantity(name, PERT, rounds=2) for name in names], 5, [by_matrix([0, 1, 2], SAID)])
    scores = ss.norm.ppf([uniforms(5, name, 0, 30, round=1) for name in names])
    for k, row in enumerate(rows):
        expected = ss.norm.cdf(np.array(row) @ scores[: k + 1])
        found = [leaning_uniform(draws.leaning, k, replication, 1) for replication in range(30)]
        assert found == pytest.approx(expected, rel=1e-12)


def test_scores_become_uniforms_again():
    scores = np.linspace(-8.2, 8.2, 2001)
    assert [normal_cdf(z) for z in scores] == pytest.approx(ss.norm.cdf(scores), rel=1e-13)
    assert [normal_cdf(normal_quantile(u)) for u in (1e-9, 0.3, 0.5)] == pytest.approx(
        [1e-9, 0.3, 0.5], rel=1e-13
    )


def test_the_uniform_stays_inside_0_and_1():
    # Nobody's luck is that extreme in a test: a load of a hundred makes it so.
    beyond = make_draws([Quantity("a", PERT)], 5, [family([0], 0.0)]).leaning
    beyond = beyond._replace(weight=np.array([100.0]))
    found = {leaning_uniform(beyond, 0, replication, 0) for replication in range(200)}
    assert min(found) == LEAST
    assert max(found) == MOST


# What cannot be


def test_nobody_is_a_member_twice():
    with pytest.raises(AssertionError, match="one correlation at most"):
        make_draws(PLAN, 1, [family([0, 1], 0.5, "soil"), family([1, 3], 0.5, "rivers")])


def test_loads_that_would_change_the_law_are_refused():
    with pytest.raises(AssertionError, match="squares of loads"):
        make_draws(PLAN, 1, [Correlation("x", (0, 1), ((1.0,), (0.6, 0.6)))])


@pytest.mark.parametrize("name", ["a/duration", "rivers"])
def test_the_luck_of_a_family_is_nobody_elses(name):
    with pytest.raises(AssertionError, match="name of its own"):
        make_draws(PLAN, 1, [family([0, 1], 0.5, "rivers"), family([3, 6], 0.5, name)])


# Loads


@pytest.mark.parametrize("rho", [-1.0, 0.0, 1.0])
def test_the_ends_and_the_middle_of_correlation_are_exact(rho):
    assert normal_correlation(rho) == rho


def test_normal_scores_are_correlated_a_little_more_than_their_ranks():
    assert normal_correlation(0.6) == pytest.approx(2 * np.sin(np.pi * 0.1), rel=1e-15)
    assert normal_correlation(-0.6) == -normal_correlation(0.6)


def product(rows):
    """The matrix that a factor's rows are the factor of."""
    factor = np.zeros((len(rows), len(rows)))
    for k, row in enumerate(rows):
        assert len(row) == k + 1
        factor[k, : k + 1] = row
    return factor @ factor.T


SINGULAR = {
    "wholly correlated": np.ones((4, 4)),
    "opposed": np.array([[1.0, -1.0], [-1.0, 1.0]]),
    "two alike among others": np.array(
        [[1, 1, 0.5, 0], [1, 1, 0.5, 0], [0.5, 0.5, 1, 0.5], [0, 0, 0.5, 1]],
    ),
    "the third is made of two": np.array(
        [[1, 0, 0.6, 0.3], [0, 1, 0.8, 0.1], [0.6, 0.8, 1, 0.26], [0.3, 0.1, 0.26, 1]],
    ),
    "alike, not adjacent": np.array([[1.0, 0.2, 1.0], [0.2, 1.0, 0.2], [1.0, 0.2, 1.0]]),
}


@pytest.mark.parametrize("matrix", SINGULAR.values(), ids=SINGULAR)
def test_singular_matrices_have_rows_too(matrix):
    rows = cholesky_rows(matrix)
    assert any(row[-1] == 0.0 for row in rows)
    assert product(rows) == pytest.approx(matrix, abs=1e-12)


@st.composite
def correlation_matrices(draw, least_rank=1):
    """Any correlation matrix of up to seven members, of any rank."""
    size = draw(st.integers(1, 7))
    rank = draw(st.integers(least_rank, 8))
    points = np.random.default_rng(draw(st.integers(0, 10**6))).normal(size=(size, rank))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    matrix = np.tril(points @ points.T, -1)
    return matrix + matrix.T + np.eye(size)


@given(matrix=correlation_matrices())
@settings(max_examples=200, deadline=None)
def test_rows_reproduce_any_possible_matrix(matrix):
    assert is_possible(matrix)
    rows = cholesky_rows(matrix)
    assert product(rows) == pytest.approx(matrix, abs=5e-5)
    assert [sum(load * load for load in row) for row in rows] == pytest.approx([1.0] * len(rows), abs=2e-9)


@given(matrix=correlation_matrices(least_rank=8))
@settings(max_examples=50, deadline=None)
def test_rows_of_a_regular_matrix_are_numpys(matrix):
    numpys = np.linalg.cholesky(matrix)
    for k, row in enumerate(cholesky_rows(matrix)):
        assert row == pytest.approx(numpys[k, : k + 1], abs=1e-9)


@given(matrix=correlation_matrices())
@settings(max_examples=50, deadline=None)
def test_a_member_more_leaves_the_rows_before_it(matrix):
    assert cholesky_rows(matrix[:-1, :-1]) == cholesky_rows(matrix)[:-1]


@pytest.mark.parametrize(("pivot", "kept"), [(5e-10, False), (2e-9, True)])
def test_luck_of_ones_own_that_is_almost_nothing_is_nothing(pivot, kept):
    nearly = np.sqrt(1.0 - pivot)
    own = cholesky_rows([[1.0, nearly], [nearly, 1.0]])[1][1]
    assert (own > 0.0) == kept


def test_an_eigenvalue_just_below_zero_does_not_make_loads_grow():
    # The second is nearly the first, the third leans on the difference more than there is of it.
    tiny = 1.01e-9
    second = np.array([np.sqrt(1 - tiny), np.sqrt(tiny)])
    third = np.array([np.sqrt(0.5), np.sqrt(0.9)])
    matrix = np.eye(3)
    matrix[1, 0] = matrix[0, 1] = second[0]
    matrix[2, 0] = matrix[0, 2] = third[0]
    matrix[2, 1] = matrix[1, 2] = second @ third
    assert -1e-9 < np.linalg.eigvalsh(matrix).min() < -1e-10
    rows = cholesky_rows(matrix)
    assert sum(load * load for load in rows[2]) == pytest.approx(1.0)
    assert product(rows) == pytest.approx(matrix, abs=5e-5)


def test_an_impossible_matrix_is_told_from_a_possible_one():
    assert is_possible(SAID)
    assert is_possible(np.ones((5, 5)))
    impossible = [[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]
    assert not is_possible(impossible)
    with pytest.raises(AssertionError, match="nothing can be correlated like this"):
        cholesky_rows(impossible)


def test_each_of_a_family_leans_alike():
    rows = family_rows(0.36, 3)
    assert rows == ((0.6, 0.8),) * 3
    assert family_rows(0.0, 1) == ((0.0, 1.0),)
