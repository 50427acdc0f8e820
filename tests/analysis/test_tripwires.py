"""Tripwires counted by hand, on replications that are written down one by one."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np
import pandas as pd
import pytest

from model.analysis.chances import chance_of, chances_of
from model.analysis.tripwires import main_wires, open_curves, steps_of, tripwire, tripwire_table, while_open
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from tests.conftest import PROLOGUE

NEVER = np.inf


@pytest.fixture
def plan_of(tmp_path: Path):
    """The plan of a story told as activities, m being the milestone of the last step ``z``."""

    def of(text: str) -> Plan:
        last = "\nmilestones: {m: {title: M, when: z, by: {2020-10-20: ours}}}\n"
        file = tmp_path / "story.yaml"
        file.write_text(PROLOGUE + dedent(text) + last, encoding="utf-8")
        return make_plan(load_scenario(file))

    return of


def test_many_chances_are_those_told_one_by_one() -> None:
    met, of = np.array([0, 3, 7, 9]), np.array([4, 10, 7, 0])
    found = chances_of(met, of)
    for place in range(3):
        one = chance_of(int(met[place]), int(of[place]))
        assert found[:, place] == pytest.approx([one.estimate, one.low, one.high], abs=1e-15)
    assert np.isnan(found[:, 3]).all()


def test_those_still_open_and_those_of_them_that_meet() -> None:
    # Done with the end of day 0, 1, 1, 3 and never; the first, second and fourth meet the deadline.
    finished = np.array([1.0, 2.0, 1.5, 4.0, NEVER])
    counts = while_open(finished, np.array([True, True, False, True, False]), 5)
    assert counts.open.tolist() == [4, 2, 2, 1, 1]
    assert counts.met.tolist() == [2, 1, 1, 0, 0]
    assert (counts.in_all, counts.replications) == (3, 5)


def test_what_is_done_at_the_very_start_is_done_on_the_first_day() -> None:
    assert while_open(np.array([0.0, 0.25]), np.array([True, True]), 2).open.tolist() == [0, 0]


def test_the_tripwire_is_the_first_day_from_which_on_the_chance_stays_below() -> None:
    # One replication done a day, from day 0 to 9; the last four miss. Open after day d are 9 − d, of
    # which four miss: the chance given open is (5 − d) / (9 − d): 5/9, 1/2, 3/7 …, so day 2 for 50 %.
    finished = np.arange(1.0, 11.0)
    counts = while_open(finished, finished <= 6, 12)
    assert [counts.met[d] / counts.open[d] for d in range(3)] == [5 / 9, 4 / 8, 3 / 7]
    assert tripwire(counts, 0.5, fewest=1).day == 2
    assert tripwire(counts, 0.5, fewest=7).day == 2
    assert tripwire(counts, 0.5, fewest=8).state == "never"
    assert tripwire(counts, 0.5, fewest=10).state == "seldom"


def test_a_chance_that_dips_and_comes_back_trips_only_where_it_stays_down() -> None:
    # After day 0 six are open and two meet (1/3), after day 1 four with two (1/2), after day 2 two with none.
    finished = np.array([1, 1, 2, 2, 3, 3, 4, 4], dtype=float)
    is_met = np.array([1, 1, 0, 0, 1, 1, 0, 0], dtype=bool)
    counts = while_open(finished, is_met, 6)
    assert (counts.met[:3] / counts.open[:3]).tolist() == [1 / 3, 1 / 2, 0]
    assert tripwire(counts, 0.5, fewest=1).day == 2
    assert tripwire(counts, 0.6, fewest=1).state == "always"


def test_a_deadline_that_is_unlikely_whatever_the_step_does_has_no_date() -> None:
    finished = np.array([5.0] * 10)
    assert tripwire(while_open(finished, np.arange(10) < 4, 8), 0.5, fewest=1).state == "always"
    assert tripwire(while_open(finished, np.arange(10) < 6, 8), 0.5, fewest=1).state == "never"


def test_the_interval_of_a_date_holds_it_and_narrows_with_replications() -> None:
    luck = np.random.default_rng(1)
    widths = []
    for n in (1_000, 100_000):
        # Done on a day of 0 … 99 at random; met with the chance 1 − day / 100. So of those open after
        # day d the chance is about (100 − d) / 200 for all d: below 50 % from the first day, 40 % at 20.
        finished = luck.integers(0, 100, n) + 1.0
        is_met = luck.uniform(size=n) < 1 - (finished - 0.5) / 100
        found = tripwire(while_open(finished, is_met, 120), 0.4)
        assert found.low is not None
        assert found.day is not None
        assert found.high is not None
        assert found.low <= found.day <= found.high
        assert found.low <= 20 <= found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 3


def test_where_the_last_word_is_open_the_end_of_the_interval_is_blank() -> None:
    finished = np.array([3.0] * 5)
    found = tripwire(while_open(finished, np.array([True, True, False, False, False]), 5), 0.7, fewest=1)
    assert found.state == "always"
    mixed = np.array([1.0] * 6 + [3.0] * 5)
    is_met = np.array([True] * 6 + [True, True, False, False, False])
    found = tripwire(while_open(mixed, is_met, 5), 0.7, fewest=1)
    assert (found.state, found.day, found.high) == ("dated", 0, None)


def finishes(plan: Plan, **steps: object) -> np.ndarray:
    """The instants that steps are done in a hundred replications; whatever isn't named never is."""
    found = np.full((100, len(plan.groups)), NEVER)
    for number, group in enumerate(plan.groups):
        if group.name in steps:
            found[:, number] = steps[group.name]
    return found


STORY = """\
    activities:
      a: {title: A, duration: 3 d, watch: true}
      b: {title: B, duration: 2 d, watch: true}
      c: {title: C, duration: 0 d, refused: {chance: 50 %, then: d}}
      d: {title: D, duration: 4 d, watch: true}
      e: {title: E, after: {any: [c, d]}, duration: 0 d, watch: true}
      y: {title: Y, after: [a, e], duration: 1 d}
      z: {title: Z, after: y, duration: 1 d, watch: true}
    """


def test_steps_are_those_the_milestone_waits_for_and_that_are_needed_in_any_case(plan_of) -> None:
    # nobody waits for b, d may be skipped, and z is the milestone
    assert [one.name for one in steps_of(plan_of(STORY))] == ["a", "e"]


def test_a_step_behind_a_level_moves_it(plan_of) -> None:
    story = """\
        indicators: {points: {title: P, start: 0, jumps: {a: 5}}}
        activities:
          a: {title: A, duration: 3 d, watch: true}
          z: {title: Z, duration: 1 d, starts_when: {indicator: points, at_least: 4}}
        """
    assert [one.name for one in steps_of(plan_of(story))] == ["a"]


def test_the_table_tells_both_sides_of_a_tripwire(plan_of) -> None:
    plan = plan_of(STORY)
    # a is done on day 5 in 60 replications, all of which meet the deadline (midnight after day 19), and on
    # day 8 in 40, of which 10 meet it: after day 5 the chance given a isn't done falls from 70 % to 25 %.
    a = np.repeat([6.0, 9.0], [60, 40])
    days = pd.DataFrame({"m": np.repeat([10.0, 12.0, 40.0], [60, 10, 30])})
    finish = finishes(plan, a=a, e=1.0, z=days["m"])
    found = tripwire_table(plan, finish, days, thresholds=(0.8, 0.5), fewest=20)
    assert list(found["step"].unique()) == ["a", "e"]  # z is the milestone itself
    of_a = found[found["step"] == "a"].set_index("threshold")
    assert of_a["state"].tolist() == ["always", "dated"]
    row = of_a.loc[0.5]
    assert (row["date"], row["open"], row["replications"]) == ("2020-10-06", 40, 100)
    assert (row["chance_open"], row["chance_done"], row["chance"]) == (0.25, 1.0, 0.7)
    assert row["ci_low"] == pytest.approx(chance_of(10, 40).low)
    # φ² of the table 60, 0, 10, 30
    assert row["tells"] == pytest.approx((60 * 30 - 0 * 10) ** 2 / (60 * 40 * 70 * 30))
    assert row["clear"]
    assert found[found["step"] == "e"]["state"].tolist() == ["seldom", "seldom"]


def test_a_step_that_tells_no_more_than_chance_would_is_not_shown(plan_of) -> None:
    plan = plan_of(STORY)
    # In half of all a is late: 24 of these meet the deadline, and 26 of the other fifty.
    a, reached = np.repeat([6.0, 9.0], 50), np.repeat([10.0, 40.0, 10.0, 40.0], [26, 24, 24, 26])
    finish = finishes(plan, a=a, e=1.0, z=reached)
    days = pd.DataFrame({"m": reached})
    table = tripwire_table(plan, finish, days, thresholds=(0.5,), fewest=20)
    row = table[table["step"] == "a"].iloc[0]
    assert (row["state"], row["chance_open"], row["chance_done"]) == ("dated", 0.48, 0.52)
    assert not row["clear"]
    assert not len(main_wires(table))


def test_a_curve_ends_where_too_few_are_left_or_at_the_deadline(plan_of) -> None:
    plan = plan_of(STORY)
    days = pd.DataFrame({"m": np.repeat([10.0, 40.0], [50, 50])})
    finish = finishes(plan, a=np.repeat([6.0, NEVER], 50), e=1.0, z=1.0)
    [curve] = [open_curves(plan, finish, days, [("m", "2020-10-20", "a")], every=5, fewest=20)]
    assert curve["date"].tolist() == ["2020-10-01", "2020-10-06", "2020-10-11", "2020-10-16"]
    assert curve["chance_open"].tolist() == [0.5, 0, 0, 0]
    few = open_curves(plan, finish, days, [("m", "2020-10-20", "a")], every=1, fewest=60)
    assert few["date"].tolist() == [f"2020-10-0{day}" for day in range(1, 6)]
