"""A scenario under other settings: the plan that reading it anew makes, and the same luck."""

from __future__ import annotations

import numpy as np

from model.plan import make_plan
from model.scenario import load_scenario
from model.study.around import Around, days_of

TUTORIAL = "scenarios/examples/tutorial.yaml"
NUMBER = ("activities.design.duration", "10 d")
HORIZON = ("horizon", "2031-01-01")


def test_a_number_is_planned_as_if_it_were_read() -> None:
    around = Around(TUTORIAL)
    assert around.near([NUMBER]) is not None
    assert around.plan([NUMBER]) == make_plan(load_scenario(TUTORIAL, [NUMBER]))


def test_what_is_no_number_is_read_anew() -> None:
    around = Around(TUTORIAL)
    assert around.near([HORIZON]) is None
    assert around.plan([HORIZON]) == make_plan(load_scenario(TUTORIAL, [HORIZON]))


def test_further_settings_come_after_those_of_the_run() -> None:
    around = Around(TUTORIAL, [NUMBER])
    again = (NUMBER[0], "20 d")
    assert around.plan() == make_plan(load_scenario(TUTORIAL, [NUMBER]))
    assert around.plan([again]) == make_plan(load_scenario(TUTORIAL, [again]))


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    plan = Around(TUTORIAL).plan()
    assert np.array_equal(days_of(plan, 1, 60)[:20], days_of(plan, 1, 20))
