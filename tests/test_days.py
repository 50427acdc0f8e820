"""The civil calendar: dates that can be looked up in any almanac."""

from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import days

START = date(2020, 10, 1)


# The grid of time


def test_a_tick_is_the_nearest_one_and_halves_go_up():
    assert days.to_tick(1 / 3) == round(2**20 / 3) / 2**20
    assert days.to_tick(0.5 * days.TICK) == days.TICK
    assert days.to_tick(0.49 * days.TICK) == 0.0
    assert days.to_tick_up(0.01 * days.TICK) == days.TICK
    assert days.to_tick_up(5 * days.TICK) == 5 * days.TICK


def test_arrays_and_infinity_are_rounded_too():
    assert days.to_tick(float("inf")) == float("inf")
    assert days.to_tick_up(np.array([0.1, 2.0, np.inf])).tolist() == [days.to_tick_up(0.1), 2.0, np.inf]
    assert isinstance(days.to_tick(1.0), float)


@given(st.lists(st.floats(0, 5000), min_size=2, max_size=30))
def test_sums_of_ticks_do_not_depend_on_their_order(spans):
    ticked = [days.to_tick(span) for span in spans]
    assert sum(ticked) == sum(reversed(ticked)) == sum(sorted(ticked))


# Day numbers and dates


def test_a_deadline_is_met_until_the_midnight_that_ends_it():
    deadline = date(2025, 12, 31)
    instant = days.deadline_instant(deadline, START)
    assert days.finish_date(instant, START) == deadline
    assert days.finish_date(instant + days.TICK, START) == date(2026, 1, 1)


@given(st.floats(0, 20_000), st.integers(0, 20_000))
def test_a_printed_date_is_on_time_exactly_when_the_deadline_is_met(instant, day):
    deadline = START + timedelta(days=day)
    met = instant <= days.deadline_instant(deadline, START)
    assert met == (days.finish_date(instant, START) <= deadline)


def test_starts_are_printed_as_the_day_they_use():
    assert days.start_date(0.0, START) == days.finish_date(0.0, START) == START
    assert days.start_date(31.0, START) == date(2020, 11, 1)
    assert days.finish_date(31.0, START) == date(2020, 10, 31)
    assert days.date_of(days.day_number(date(2024, 2, 29), START) + 0.7, START) == date(2024, 2, 29)


# What comes back every year


def test_years_and_months_of_a_run():
    assert days.year_starts(START, 457.0) == [(2021, 92.0), (2022, 457.0)]
    assert days.year_starts(date(2021, 1, 1), 364.0) == [(2021, 0.0)]
    assert days.months(date(2020, 12, 11), 50.0) == [(12, 0.0, 21.0), (1, 21.0, 50.0)]
    lengths = [end - begin for _, begin, end in days.months(date(2024, 1, 1), 366.0)]
    assert lengths == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_a_flood_season_comes_every_year_and_is_cut_where_the_run_begins():
    in_flood = days.days_in_span((6, 15), (10, 31), START, 365.0)
    assert in_flood == [(0.0, 31.0), (257.0, 365.0)]


def test_a_part_of_the_year_may_go_on_over_the_new_year():
    assert days.days_in_span((12, 31), (1, 2), START, 365.0) == [(91.0, 94.0)]
    assert days.days_in_span((12, 20), (1, 10), date(2021, 1, 5), 30.0) == [(0.0, 6.0)]


def test_the_29th_of_february_is_the_last_day_of_february():
    (plain,) = days.days_in_span((2, 1), (2, 29), date(2023, 1, 1), 365.0)
    (leap,) = days.days_in_span((2, 1), (2, 29), date(2024, 1, 1), 366.0)
    assert (plain, leap) == ((31.0, 59.0), (31.0, 60.0))
    assert days.every_year((2, 29), date(2023, 1, 1), 800.0) == [58.0, 424.0, 789.0]


def test_one_day_of_every_year():
    assert days.every_year((7, 15), START, 1000.0) == [287.0, 652.0]


# Tết and public holidays

TET = """2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17
         2027-02-06 2028-01-26 2029-02-13 2030-02-02 2031-01-23"""


@pytest.mark.parametrize("day", TET.split())
def test_the_first_day_of_the_lunar_year(day):
    assert days.tet(int(day[:4])) == date.fromisoformat(day)


def test_tet_lies_between_late_january_and_late_february_until_2050():
    for year in range(2020, 2051):
        assert date(year, 1, 20) <= days.tet(year) <= date(year, 2, 21)


def test_days_around_tet_are_counted_without_its_first_day():
    # 2021-02-12 is day 134: five days before it are 129 … 133, ten after it 135 … 144
    assert days.around_tet(5, 10, START, 365.0) == [(129.0, 145.0)]
    assert days.around_tet(0, 0, date(2021, 2, 12), 100.0) == [(0.0, 1.0)]
    assert days.around_tet(30, 0, date(2020, 12, 1), 50.0) == [(43.0, 50.0)]  # cut at the horizon


def test_holidays_are_those_of_the_published_calendar():
    years = range(2020, 2051)
    assert days.public_holidays("VN", years) == set(holidays.country_holidays("VN", years=years))


def test_a_holiday_left_out_takes_its_day_in_lieu_along():
    everything = days.public_holidays("VN", [2028, 2029])
    without = days.public_holidays("VN", [2028, 2029], ["vietnam cultural day"])
    assert everything - without == {date(2028, 11, 24), date(2029, 11, 24), date(2029, 11, 26)}


def test_a_date_on_which_two_holidays_fall_stays_for_the_other():
    both = date(2008, 5, 1)
    assert both in days.public_holidays("DE", [2008], ["Labor Day"])
    assert both in days.public_holidays("DE", [2008], ["Ascension Day"])
    assert both not in days.public_holidays("DE", [2008], ["Labor Day", "Ascension Day"])


def test_a_holiday_that_begins_after_the_run_may_be_left_out_but_a_misspelt_one_is_refused():
    assert days.public_holidays("VN", [2021], ["Vietnam Cultural Day"]) == days.public_holidays("VN", [2021])
    with pytest.raises(ValueError, match="did you mean 'Vietnam Cultural Day'"):
        days.public_holidays("VN", [2021], ["Vietnam Culture Day"])
    with pytest.raises(ValueError, match="country 'XX'"):
        days.public_holidays("XX", [2021])


def test_other_countries_have_their_holidays_too():
    assert date(2024, 7, 4) in days.public_holidays("US", [2024])
    assert "German Unity Day" in days.holiday_names("DE", [2024])
