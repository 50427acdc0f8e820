"""Shares of the variance that are known beforehand, found again through the noise of counting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model.analysis.worth import ALL, FIRM_UP, Assumed, split, worth_table

LUCK = np.random.default_rng(5)


def drawn(draws: int, inputs: int) -> np.ndarray:
    return LUCK.uniform(size=(draws, inputs))


def test_of_a_sum_each_part_has_the_share_of_its_square() -> None:
    # 3 a + 2 b + c of independent uniforms: the variance is (9 + 4 + 1) / 12, the shares 9, 4 and 1 of 14.
    x = drawn(4000, 3)
    found = split((x @ [3, 2, 1])[:, None], np.zeros(1), x, [[0], [1], [2]])
    assert [one.value for one in found.alone[0]] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.03)
    assert found.variance[0].value == pytest.approx(14 / 12, rel=0.05)
    assert [one.value for one in found.total[0]] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.03)
    assert found.together[0].value == pytest.approx(0, abs=0.05)


def test_chances_are_split_as_if_they_were_known_and_not_counted_in_ten() -> None:
    # The chance is 0.2 + 0.3 a + 0.2 b + 0.1 c; counted in ten replications most of the scatter is noise.
    x = drawn(4000, 4)
    chance = 0.2 + x @ [0.3, 0.2, 0.1, 0.0]
    met = LUCK.binomial(10, chance)[:, None]
    shares = met / 10
    found = split(shares, (shares * (1 - shares)).mean(axis=0) / 9, x, [[0], [1], [2], [3]])
    assert shares.var() > 3 * chance.var()
    assert found.variance[0].value == pytest.approx(0.14 / 12, rel=0.15)
    assert found.variance[0].low < 0.14 / 12 < found.variance[0].high
    for one, known in zip(found.alone[0], (9 / 14, 4 / 14, 1 / 14, 0), strict=True):
        assert one.value == pytest.approx(known, abs=0.08)


def test_intervals_hold_the_share_as_often_as_they_say() -> None:
    known, held = (0.8, 0.2, 0.0), np.zeros(3)
    for _ in range(60):
        x = drawn(400, 3)
        met = LUCK.binomial(10, 0.3 + x @ [0.4, 0.2, 0.0])[:, None]
        shares = met / 10
        found = split(shares, (shares * (1 - shares)).mean(axis=0) / 9, x, [[0], [1], [2]])
        held += [one.low <= of <= one.high for one, of in zip(found.alone[0], known, strict=True)]
    assert (held / 60 >= 0.85).all()
    assert held.mean() / 60 <= 1.0


def test_what_two_do_only_together_is_nobodys_alone() -> None:
    # (a − ½)(b − ½): neither explains anything alone, the pair all of it.
    x = drawn(4000, 3)
    found = split(((x[:, 0] - 0.5) * (x[:, 1] - 0.5))[:, None], np.zeros(1), x, [[0], [1], [2]])
    assert [one.value for one in found.alone[0]] == pytest.approx([0, 0, 0], abs=0.01)
    assert [one.value for one in found.total[0]] == pytest.approx([1, 1, 0], abs=0.03)
    assert found.together[0].value == pytest.approx(1, abs=0.02)


def test_a_bend_is_seen_as_well_as_a_line() -> None:
    x = drawn(2000, 2)
    found = split(((x[:, 0] - 0.5) ** 2)[:, None], np.zeros(1), x, [[0], [1]])
    assert [one.value for one in found.alone[0]] == pytest.approx([1, 0], abs=0.02)


def test_the_function_of_ishigami() -> None:
    # a = 7, b = 0.1: first-order shares 0.3139, 0.4424, 0, variance 13.845 (Ishigami and Homma 1990);
    # its waves ask for more bends than chances do.
    x = drawn(20_000, 3)
    one, two, three = (2 * x.T - 1) * np.pi
    values = np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)
    found = split(values[:, None], np.zeros(1), x, [[0], [1], [2]], bends=8)
    shares = [part.value for part in found.alone[0]]
    assert shares == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.variance[0].value == pytest.approx(13.845, rel=0.03)


def test_those_that_depend_on_each_other_are_told_together() -> None:
    # b is a all over again, with a little of its own: no one can say whose the variance is.
    x = drawn(2000, 3)
    x[:, 1] = 0.9 * x[:, 0] + 0.1 * x[:, 1]
    values = (x[:, 0] + x[:, 1] + x[:, 2])[:, None]
    found = split(values, np.zeros(1), x, [[0, 1], [2]])
    both = np.var(x[:, 0] + x[:, 1])
    assert found.alone[0][0].value == pytest.approx(both / (both + 1 / 12), abs=0.02)
    assert found.alone[0][1].value == pytest.approx(1 / 12 / (both + 1 / 12), abs=0.03)


def test_a_value_that_never_changes_explains_nothing() -> None:
    x = drawn(500, 2)
    x[:, 1] = 0.3
    found = split(x[:, :1], np.zeros(1), x, [[0], [1]])
    assert [one.value for one in found.alone[0]] == pytest.approx([1, 0], abs=0.01)


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="50 draws"):
        split(drawn(50, 1), np.zeros(1), drawn(50, 2), [[0], [1]])


ASSUMED = [
    Assumed(("known",), "A", "law"),
    Assumed(("guess",), "D", "judgement"),
    Assumed(("alike",), "C", "x"),
]


def table(chance: np.ndarray, inputs: np.ndarray, each: int = 20) -> pd.DataFrame:
    met = LUCK.binomial(each, chance)
    names = [one.name for one in ASSUMED]
    deadlines = [(f"m{place}", "2025-12-31") for place in range(met.shape[1])]
    return worth_table("here", deadlines, met, each, pd.DataFrame(inputs, columns=names), ASSUMED)


def test_what_is_decreed_weighs_most_and_is_worth_nothing() -> None:
    x = drawn(2000, 3)
    found = table((0.2 + x @ [0.4, 0.1, 0.1])[:, None], x)
    first = found[found["milestone"] == "m0"].set_index("assumption")
    assert list(first.index) == ["guess", "alike", "known"]
    assert first.loc["known", "share"] > 0.8
    assert first.loc["known", "worth"] == 0
    assert first.loc["alike", "worth"] == pytest.approx(first.loc["alike", "share"] * FIRM_UP["C"])
    assert first["rank"].tolist() == [1, 2, 3]


def test_the_ends_and_what_would_be_left_of_the_scatter() -> None:
    # The chance is 0.2 + 0.6 × guess: in the lowest fifth 0.26 on average, in the highest 0.74.
    x = drawn(3000, 3)
    found = table((0.2 + 0.6 * x[:, 1])[:, None], x, each=50)
    guess = found[(found["milestone"] == "m0") & (found["assumption"] == "guess")].iloc[0]
    assert guess["in_lowest_fifth"] == pytest.approx(0.26, abs=0.01)
    assert guess["in_highest_fifth"] == pytest.approx(0.74, abs=0.01)
    assert guess["sd"] == pytest.approx(0.6 / np.sqrt(12), abs=0.01)
    assert guess["sd_low"] < 0.6 / np.sqrt(12) < guess["sd_high"]
    assert guess["sd_if_known"] < 0.04


def test_a_chance_that_no_assumption_moves_has_no_shares() -> None:
    x = drawn(1000, 3)
    found = table(np.column_stack([np.full(1000, 0.5), np.zeros(1000), 0.2 + 0.6 * x[:, 1]]), x)
    assert found[found["milestone"].isin(["m0", "m1"])]["share"].isna().all()
    assert found[found["milestone"] == "m2"]["share"].notna().all()
    together = found[found["milestone"] == ALL].set_index("assumption")
    assert together.loc["guess", "share"] == pytest.approx(1, abs=0.1)
    assert together.loc["guess", "rank"] == 1
