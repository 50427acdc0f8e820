"""Dates, days of the year and deadlines as people write them."""

from datetime import date

import pytest

from model.scenario.dates import (
    By,
    MonthDay,
    PartOfYear,
    parse_day,
    parse_deadline,
    parse_year_day,
    parse_year_days,
)
from model.scenario.wrong import SaidError


def test_a_date():
    assert parse_day("2020-10-01") == date(2020, 10, 1)


def test_a_day_of_the_year():
    assert parse_year_day("01-31") == MonthDay(1, 31)
    assert parse_year_day("02-29") == MonthDay(2, 29)


def test_a_part_of_the_year_may_go_over_new_year():
    assert parse_year_days("10-01..01-31") == PartOfYear(MonthDay(10, 1), MonthDay(1, 31))
    assert parse_year_days("06-15 .. 10-31").text == "06-15..10-31"


def test_deadlines_are_dates_or_days():
    assert parse_deadline("2025-12-31") == By("2025-12-31", date=date(2025, 12, 31))
    assert parse_deadline("45 d") == By("45 d", days=45)
    assert len({parse_deadline("45 d"), parse_deadline("45 d")}) == 1


@pytest.mark.parametrize(
    ("read", "said", "key"),
    [
        (parse_day, "2020-1-1", "not_a_date"),
        (parse_day, "01/10/2020", "not_a_date"),
        (parse_day, 2020, "not_a_date"),
        (parse_day, "2021-02-29", "no_such_day"),
        (parse_year_day, "13-01", "no_such_day"),
        (parse_year_day, "31-01", "no_such_day"),
        (parse_year_day, "1-31", "not_a_year_day"),
        (parse_year_day, 131, "not_a_year_day"),
        (parse_year_days, "06-15", "not_year_days"),
        (parse_year_days, "06-15..10-32", "no_such_day"),
        (parse_deadline, "soon", "not_a_deadline"),
        (parse_deadline, "3 mo", "not_a_deadline"),
        (parse_deadline, "2025-02-30", "no_such_day"),
    ],
)
def test_what_is_not_a_date(read, said, key):
    with pytest.raises(SaidError) as wrong:
        read(said)
    assert wrong.value.key == f"scenario.{key}"
