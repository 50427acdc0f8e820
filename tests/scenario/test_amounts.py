"""Numbers as people write them, and what they mean in days, million VND, metres and plain numbers."""

import math
from datetime import date

import pytest

from model.scenario.amounts import AmountError, parse_amount, parse_range
from model.scenario.distribution import INFINITE
from model.scenario.saying import Title

FIXED = [
    ("90 d", "duration", 90.0, "d"),
    ("3 mo", "duration", 91.3125, "mo"),
    ("2 y", "duration", 730.5, "y"),
    ("15 wd", "duration", 15.0, "wd"),
    ("0 d", "duration", 0.0, "d"),
    ("60/60/60 d", "duration", 60.0, "d"),
    ("20 bn VND", "money", 20_000.0, "bn VND"),
    ("0.1 bn VND", "money", 100.0, "bn VND"),
    ("0.001 bn VND", "money", 1.0, "bn VND"),
    ("1.2 bn VND/y", "money_per_year", 1200.0, "bn VND/y"),
    ("1.2 bn VND / y", "money_per_year", 1200.0, "bn VND/y"),
    ("60 %", "share", 0.6, "%"),
    (0.25, "share", 0.25, ""),
    (1, "share", 1.0, ""),
    (45, "count", 45.0, ""),
    ("45", "number", 45.0, ""),
    (-3.5, "number", -3.5, ""),
    ("71 %", "number", 0.71, "%"),
    ("400 m", "length", 400.0, "m"),
    ("1.2 km", "length", 1200.0, "km"),
    ("7 per day", "rate", 7.0, "per day"),
    ("30.4375 per month", "rate", 1.0, "per month"),
    ("1 per quarter", "rate", 1 / 91.3125, "per quarter"),
    ("-2 per year", "rate", -2 / 365.25, "per year"),
    ("1.5 % per year", "rate", 0.015 / 365.25, "% per year"),
    ("90 d", "duration", 90.0, "d"),  # a space that does not break, as word processors write it
]


@pytest.mark.parametrize(("said", "kind", "base", "unit"), FIXED)
def test_one_number(said, kind, base, unit):
    amount = parse_amount(said, kind)
    assert amount.distribution is not None
    assert amount.distribution.is_fixed
    assert amount.distribution.params == (pytest.approx(base, rel=1e-15),)
    assert (amount.kind, amount.unit, amount.ref) == (kind, unit, None)


THREE = [
    ("60/90/150 wd", "duration", (60, 90, 150), (0, INFINITE)),
    ("60 / 90 / 150 d", "duration", (60, 90, 150), (0, INFINITE)),
    ("0.1/0.2/0.5 bn VND", "money", (100, 200, 500), (0, INFINITE)),
    ("0.04/0.09/0.20", "share", (0.04, 0.09, 0.20), (0, 1)),
    ("5/10/20 %", "share", (0.05, 0.1, 0.2), (0, 1)),
    ("10/12/15", "number", (10, 12, 15), (-INFINITE, INFINITE)),
    ("5/5/9 d", "duration", (5, 5, 9), (0, INFINITE)),
]


@pytest.mark.parametrize(("said", "kind", "ends", "clip"), THREE)
def test_three_numbers_are_a_pert_between_percentiles(said, kind, ends, clip):
    law = parse_amount(said, kind).distribution
    assert law is not None
    assert law.family == "pert_between"
    assert law.params == pytest.approx((*ends, 4))
    assert law.clip == clip


@pytest.mark.parametrize(
    ("said", "kind"),
    [("5", "number"), ("20 bn VND", "money"), ("5 %", "share"), ("3 mo", "duration"), ("2 per year", "rate")],
)
def test_the_unit_tells_the_kind_of_a_value(said, kind):
    assert parse_amount(said, "value").kind == kind


def test_a_reference():
    amount = parse_amount("$holdout", "share")
    assert (amount.ref, amount.distribution, amount.text) == ("holdout", None, "$holdout")


def test_a_number_with_its_source():
    said = {"value": "90 d", "source": "land_law", "grade": "A", "note": "art. 67", "known_on": "2013-11-29"}
    amount = parse_amount(said, "duration")
    assert (amount.source, amount.grade) == ("land_law", "A")
    assert amount.note == Title(vi="art. 67", en="art. 67")
    assert amount.known_on == date(2013, 11, 29)
    assert amount.text == "90 d"


def test_a_remark_in_two_languages():
    amount = parse_amount({"value": 3, "note": {"vi": "điều 67", "en": "art. 67"}}, "number")
    assert amount.note == Title(vi="điều 67", en="art. 67")


WRONG = [
    ("0,5 d", "duration", "decimal_comma"),
    ("1,200 m", "length", "decimal_comma"),
    ("90", "duration", "not_a_duration"),
    (90, "duration", "not_a_duration"),
    (True, "share", "not_a_share"),
    (None, "duration", "not_a_duration"),
    (["5 d"], "duration", "not_a_duration"),
    ("", "duration", "not_a_duration"),
    ("soon", "duration", "not_a_duration"),
    ("20 bn VND", "duration", "not_a_duration"),
    ("90 days", "duration", "unknown_unit"),
    ("850 m VND", "money", "unknown_unit"),
    ("10/20 d", "duration", "one_or_three"),
    ("1/2/3/4 d", "duration", "one_or_three"),
    ("90/60/150 d", "duration", "order"),
    ("60/160/150 d", "duration", "order"),
    ("-5 d", "duration", "negative"),
    ("-5/0/5 d", "duration", "negative"),
    ("120 %", "share", "share_outside"),
    (1.2, "share", "share_outside"),
    ("0.0005 bn VND", "money", "money_decimals"),
    ("0.1/0.2/0.5555 bn VND", "money", "money_decimals"),
    (2.5, "count", "not_a_count"),
    ("1/2/3", "count", "not_a_count"),
    ("5 %", "count", "not_a_count"),
    ("1e999", "number", "not_a_number"),
    ("$two words", "share", "not_a_share"),
    ({"source": "x"}, "duration", "no_value"),
    ({"value": "5 d", "low": "3 d"}, "duration", "unknown_word"),
    ({"value": {"value": "5 d"}}, "duration", "not_a_duration"),
    ({"value": "5 d", "grade": "E"}, "duration", "not_one_of"),
    ({"value": "5 d", "source": 7}, "duration", "not_text"),
    ({"value": "5 d", "note": 7}, "duration", "not_a_title"),
    ({"value": "5 d", "note": {"en": "art. 67"}}, "duration", "not_a_title"),
    ({"value": "5 d", "known_on": "2021-02-30"}, "duration", "no_such_day"),
]


@pytest.mark.parametrize(("said", "kind", "key"), WRONG)
def test_what_is_not_a_number(said, kind, key):
    with pytest.raises(AmountError) as wrong:
        parse_amount(said, kind)
    assert wrong.value.key == f"scenario.{key}"


# distributions by name -------------------------------------------------------------------------

Z90 = 1.2815515655446004
FAMILIES = [
    ("dist: fixed, value: 5 d", "fixed", (5,)),
    ("dist: uniform, low: 5 d, high: 9 d", "uniform", (5, 9)),
    ("dist: triangular, low: 5 d, mode: 9 d, high: 20 d", "triangular", (5, 9, 20)),
    ("dist: pert, low: 5 d, mode: 9 d, high: 20 d", "pert", (5, 9, 20, 4)),
    ("dist: pert, low: 5 d, mode: 9 d, high: 20 d, shape: 2", "pert", (5, 9, 20, 2)),
    ("dist: pert, low: 5 d, mode: 9 d, high: 20 d, ends: p2_p98", "pert_between", (5, 9, 20, 4)),
    (
        "dist: trigen, low: 5 d, mode: 9 d, high: 20 d, p_low: 10 %, p_high: 0.9",
        "trigen",
        (5, 9, 20, 0.1, 0.9),
    ),
    ("dist: normal, mean: 30 d, sd: 5 d", "normal", (30, 5)),
    (
        "dist: lognormal, p50: 1 mo, p90: 2 mo",
        "lognormal",
        (math.log(30.4375), math.log(2) / Z90),
    ),
    ("dist: lognormal, median: 30 d, sigma: 0.5", "lognormal", (math.log(30), 0.5)),
    ("dist: lognormal, mu: 2, sigma: 0.5, unit: mo", "lognormal", (2 + math.log(30.4375), 0.5)),
    ("dist: gamma, mean: 20 d, sd: 10 d", "gamma", (4, 20)),
    ("dist: gamma, shape: 3, mean: 20 d", "gamma", (3, 20)),
    ("dist: weibull, shape: 1.5, scale: 20 d", "weibull", (1.5, 20)),
    ("dist: exponential, mean: 20 d", "exponential", (20,)),
    ("dist: beta, alpha: 2, beta: 3, low: 10 d, high: 20 d", "beta", (2, 3, 10, 20)),
    ("dist: discrete, values: [5 d, 9 d], chances: [25 %, 0.75]", "discrete", (5, 0.25, 9, 0.75)),
    ("dist: empirical, values: [5 d, 9 d, 7 d]", "empirical", (5, 9, 7)),
    ("dist: empirical, unit: wd, values: [5, 9, 7]", "empirical", (5, 9, 7)),
]


def block(text):
    """A flow mapping as the reader gives it."""
    from model.scenario.read import read_text

    return read_text("{" + text + "}", "test").plain()


@pytest.mark.parametrize(("said", "family", "params"), FAMILIES)
def test_families(said, family, params):
    law = parse_amount(block(said), "duration").distribution
    assert law is not None
    assert law.family == family
    assert law.params == pytest.approx(params)
    assert law.clip == (0, INFINITE)


def test_lognormal_by_mean_and_sd_has_that_mean_and_sd():
    law = parse_amount(block("dist: lognormal, mean: 100 d, sd: 40 d"), "duration").distribution
    assert law is not None
    mu, sigma = law.params
    assert math.exp(mu + sigma**2 / 2) == pytest.approx(100)
    assert 100 * math.sqrt(math.expm1(sigma**2)) == pytest.approx(40)


def test_beta_by_mean_and_sd_has_that_mean_and_sd():
    law = parse_amount(block("dist: beta, mean: 0.3, sd: 0.1"), "share").distribution
    assert law is not None
    a, b, low, high = law.params
    assert (low, high) == (0, 1)
    assert a / (a + b) == pytest.approx(0.3)
    assert a * b / ((a + b) ** 2 * (a + b + 1)) == pytest.approx(0.01)


def test_a_mixture_keeps_its_parts():
    said = block("dist: mixture, of: [5 d, 10/20/40 d], chances: [0.2, 0.8]")
    law = parse_amount(said, "duration").distribution
    assert law is not None
    assert law.params == (0.2, 0.8)
    assert [part.family for part in law.parts] == ["fixed", "pert_between"]


def test_shifted_scaled_and_cut():
    """The value is 10 + 2 X; kept between 20 and 50 means X between 5 and 20."""
    said = block("dist: exponential, mean: 8 d, shift: 10 d, times: 2, cut: [20 d, 50 d]")
    law = parse_amount(said, "duration").distribution
    assert law is not None
    assert (law.shift, law.scale, law.truncate) == (10, 2, (5, 20))


def test_an_open_cut():
    law = parse_amount(block("dist: normal, mean: 30 d, sd: 9 d, cut: [10 d, null]"), "duration").distribution
    assert law is not None
    assert law.truncate == (10, INFINITE)


def test_a_fixed_number_shifted_is_one_number():
    law = parse_amount(block("dist: fixed, value: 5 d, shift: 1 d, times: 3"), "duration").distribution
    assert law is not None
    assert law.params == (16,)


WRONG_FAMILIES = [
    ("dist: triangel, low: 5 d, mode: 9 d, high: 20 d", "unknown_family", ("dist",)),
    ("dist: triangular, low: 5 d, mode: 9 d", "family_words", ()),
    ("dist: triangular, low: 5 d, mode: 9 d, hihg: 20 d", "unknown_word", ("hihg",)),
    ("dist: triangular, low: 5 d, mode: 3 d, high: 20 d", "order", ()),
    ("dist: uniform, low: 5 d, high: 5 d", "order", ()),
    ("dist: triangular, low: 5 wd, mode: 9 d, high: 20 d", "mixed_units", ("mode",)),
    ("dist: triangular, low: 5, mode: 9, high: 20", "not_a_duration", ("low",)),
    ("dist: triangular, low: -5 d, mode: 9 d, high: 20 d", "negative", ()),
    ("dist: normal, mean: 30 d, sd: 0 d", "not_positive", ("sd",)),
    ("dist: normal, mean: 1/2/3 d, sd: 1 d", "one_number", ("mean",)),
    ("dist: lognormal, p50: 30 d, p90: 20 d", "p50_below_p90", ()),
    ("dist: lognormal, mu: 2, sigma: 0.5", "unit_needed", ()),
    ("dist: trigen, low: 5 d, mode: 9 d, high: 20 d, p_low: 0.9, p_high: 0.1", "trigen_chances", ()),
    ("dist: discrete, values: [5 d, 9 d], chances: [0.5]", "chances_count", ("chances",)),
    ("dist: discrete, values: [5 d, 9 d], chances: [0.5, 0.6]", "chances_sum", ("chances",)),
    ("dist: discrete, values: 5 d, chances: [1]", "not_a_list", ("values",)),
    ("dist: empirical, values: []", "not_a_list", ("values",)),
    ("dist: empirical, values: [5 d, 9]", "not_a_duration", ("values", 1)),
    ("dist: empirical, unit: weeks, values: [5, 9]", "unknown_unit", ("unit",)),
    ("dist: mixture, of: [5 d, $other], chances: [0.5, 0.5]", "no_reference_here", ("of", 1)),
    ("dist: normal, mean: 30 d, sd: 5 d, cut: [20 d, 10 d]", "not_a_cut", ("cut",)),
    ("dist: beta, alpha: 2, beta: 2", "family_words", ()),
    ("dist: beta, mean: 0.5 d, sd: 0.6 d, low: 0 d, high: 1 d", "beta_too_wide", ()),
    ("dist: pert, low: 5 d, mode: 9 d, high: 20 d, ends: soft", "not_one_of", ("ends",)),
]


@pytest.mark.parametrize(("said", "key", "at"), WRONG_FAMILIES)
def test_what_is_not_a_family(said, key, at):
    with pytest.raises(AmountError) as wrong:
        parse_amount(block(said), "duration")
    assert (wrong.value.key, wrong.value.at) == (f"scenario.{key}", at)


# ranges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "low", "high", "kind"),
    [
        ("1..6", 1, 6, "number"),
        ("0.5 .. 1.5", 0.5, 1.5, "number"),
        ("10..40 bn VND", 10_000, 40_000, "money"),
        ("20..80 %", 0.2, 0.8, "share"),
    ],
)
def test_ranges(said, low, high, kind):
    found = parse_range(said)
    assert (found.low, found.high, found.kind) == (pytest.approx(low), pytest.approx(high), kind)


@pytest.mark.parametrize("said", ["6..1", "3..3", "1-6", "1..", 5, None, [1, 6], "1..6 teams"])
def test_what_is_not_a_range(said):
    with pytest.raises(AmountError):
        parse_range(said)
