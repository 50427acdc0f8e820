"""Comparisons: what carries a difference, worked by hand; dates in pairs; what differs in the files."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np
import pandas as pd
import pytest

from model.analysis.compare import COLUMNS, comparison_table
from model.analysis.paired import student
from model.plan import Plan, make_plan
from model.report.changes import change_table
from model.scenario import load_scenario
from model.study.abreast import carried
from model.study.around import days_of
from model.study.workforce import ThisComputer
from tests.conftest import PROLOGUE

SCENARIOS = Path(__file__).parents[1] / "scenarios"

BEFORE = (
    "scenario_a", "scenario_b", "milestone", "deadline", "probability_a", "probability_b", "difference",
    "ci_low", "ci_high", "b_earlier", "b_later", "p50_a", "p50_b", "p80_a", "p80_b", "replications",
)  # fmt: skip


def told(place: Path, name: str, text: str, prologue: str = PROLOGUE) -> Plan:
    """The plan of a story told as a scenario without its prologue."""
    file = place / f"{name}.yaml"
    file.write_text(prologue + dedent(text), encoding="utf-8")
    return make_plan(load_scenario(file))


def compared(first: Plan, second: Plan, replications: int, seed: int = 1) -> pd.DataFrame:
    """The table of differences of two plans."""
    days = [
        pd.DataFrame(days_of(plan, seed, replications), columns=[one.name for one in plan.milestones])
        for plan in (first, second)
    ]
    return comparison_table(first, days[0], second, days[1])


def parts(table: pd.DataFrame, milestone: str = "done") -> dict[tuple[str, str], float]:
    """Days apart by phase and cause where both arrive."""
    own = table[(table.milestone == milestone) & (table.status == "both")]
    return {(row.phase, row.cause): row.days for row in own.itertuples()}


# what carries a difference -------------------------------------------------------------------------


TWO_SITES = """\
    phases: {clearance: Clearance, construction: Construction}
    crews: {team: %d}
    activities:
      east: {title: East, duration: 30 d, crew: team, phase: clearance}
      west: {title: West, duration: 40 d, crew: team, phase: clearance}
      road: {title: Road, duration: %d d, after: [east, west], phase: construction}
    milestones:
      done: {title: Done, when: road, by: {2020-12-31: ours}}
"""


def test_a_second_team_is_worth_the_wait_for_the_first(tmp_path: Path) -> None:
    # one team: west waits 30 days for it and works 40, then the road 20, day 90; two teams: 40 + 25 = 65
    one, two = told(tmp_path, "one", TWO_SITES % (1, 20)), told(tmp_path, "two", TWO_SITES % (2, 25))
    table = carried([one, two], seed=1, replications=3)
    assert parts(table) == {("clearance", "crew"): -30, ("construction", "work"): 5}
    assert list(table.days) == [-30, 5]  # the most first
    assert list(table.replications) == [3, 3]
    assert (table.ci_low == table.days).all()  # nothing is left to luck
    assert (table.ci_high == table.days).all()
    row = compared(one, two, 3).iloc[0]
    assert (row.mean_difference, row.p50_difference, row.b_earlier) == (-25, -25, 1)


def test_another_way_to_the_milestone_takes_its_days_along(tmp_path: Path) -> None:
    story = """\
        phases: {clearance: Clearance, appraisal: Appraisal, construction: Construction}
        activities:
          land: {title: Land, duration: 30 d, phase: clearance}
          design: {title: Design, duration: %d d, phase: appraisal}
          road: {title: Road, duration: 10 d, after: [land, design], phase: construction}
        milestones:
          done: {title: Done, when: road, by: {2020-12-31: ours}}
          alone: {title: Only in one of them, when: land, by: {2020-12-31: ours}}
    """
    slow = told(tmp_path, "slow", story % 50)
    quick = told(tmp_path, "quick", story.replace("alone:", "other:") % 20)
    # 50 days of design made way for 30 of land: both are told, and 10 days of road in each cancel
    table = carried([slow, quick], seed=1, replications=2)
    assert parts(table) == {("appraisal", "work"): -50, ("clearance", "work"): 30}
    assert list(table.milestone.unique()) == ["done"]  # what only one has isn't compared
    assert compared(slow, quick, 2).iloc[0].mean_difference == -20


SOME_NEVER = """\
    activities:
      x: {title: X, duration: {dist: discrete, values: [10 d, %d d], chances: [0.5, 0.5]}}
      y: {title: Y, duration: {dist: discrete, values: [%d d, %d d], chances: [0.5, 0.5]}}
    milestones:
      done: {title: Done, when: [x, y], by: {2020-12-31: ours}}
"""


def test_days_are_of_futures_in_which_both_arrive_and_the_others_are_counted(tmp_path: Path) -> None:
    # A: x takes 10 days or for ever, y takes 20. B: x takes 10 or 60 days, y 30 days or for ever
    a = told(tmp_path, "a", SOME_NEVER % (5000, 20, 20))
    b = told(tmp_path, "b", SOME_NEVER % (60, 30, 5000))
    days_a, days_b = (days_of(plan, 1, 400)[:, 0] for plan in (a, b))
    arrives_a, arrives_b = np.isfinite(days_a), np.isfinite(days_b)
    both, only_a, only_b = arrives_a & arrives_b, arrives_a & ~arrives_b, ~arrives_a & arrives_b
    assert min(both.sum(), only_a.sum(), only_b.sum()) > 50
    table = carried([a, b], seed=1, replications=400).set_index("status")
    # where both arrive x takes 10 days in both, and y leads: 20 days in A, 30 in B
    assert (table.loc["both"].days, table.loc["both"].replications) == (10, both.sum())
    alone_a, alone_b = table.loc["only_a"], table.loc["only_b"]
    assert (alone_a.step, alone_a.cause, alone_a.replications) == ("y", "work", only_a.sum())
    assert (alone_b.step, alone_b.cause, alone_b.replications) == ("x", "work", only_b.sum())
    assert np.isnan(alone_a.days)
    row = compared(a, b, 400).iloc[0]
    assert row.mean_difference == 10
    assert row.reached_both == both.mean()
    assert row.b_earlier == only_b.mean()  # who alone arrives is earlier
    assert pd.isna(row.p80_difference)  # a quarter or half of the futures never arrive


def test_another_start_is_told_as_such(tmp_path: Path) -> None:
    story = """\
        activities:
          a: {title: A, duration: 10 d}
        milestones:
          done: {title: Done, when: a, by: {2020-12-31: ours}}
    """
    first = told(tmp_path, "first", story)
    later = told(tmp_path, "later", story, PROLOGUE.replace("2020-10-01", "2020-10-08"))
    row = compared(first, later, 4).iloc[0]
    assert (row.p50_a, row.p50_b) == ("2020-10-10", "2020-10-17")
    assert (row.mean_difference, row.p50_difference, row.b_later) == (7, 7, 1)
    assert parts(carried([first, later], 1, 4)) == {("", "start"): 7}


@pytest.mark.parametrize(
    ("name", "other"),
    [("second_town", "second_town_more_money"), ("tutorial", "tutorial_risk")],
)
def test_what_carries_a_difference_adds_up_to_it(name: str, other: str) -> None:
    first, second = (make_plan(load_scenario(SCENARIOS / f"examples/{one}.yaml")) for one in (name, other))
    table, differences = carried([first, second], 5, 24, engine="simpy"), compared(first, second, 24, 5)
    sums = table[table.status == "both"].groupby("milestone").days.sum()
    shared = {one.name for one in first.milestones} & {one.name for one in second.milestones}
    for row in differences.drop_duplicates("milestone").itertuples():
        if row.reached_both > 0:
            assert sums.get(row.milestone, 0.0) == pytest.approx(row.mean_difference, abs=1e-9)
    assert set(differences.milestone) == shared
    alone = table[table.status == "only_b"].groupby("milestone").replications.sum()
    for row in differences.drop_duplicates("milestone").itertuples():
        assert alone.get(row.milestone, 0) == round(24 * (row.reached_b - row.reached_both))


def test_neither_engine_nor_jobs_nor_pieces_change_it() -> None:
    plans = [
        make_plan(load_scenario(SCENARIOS / f"examples/{name}.yaml"))
        for name in ("tutorial", "tutorial_council", "tutorial_risk")
    ]
    table = carried(plans, 5, 120, engine="compiled")  # one piece of each
    with ThisComputer(2) as workforce:
        again = carried(plans, 5, 120, engine="simpy", workforce=workforce)  # three pieces of each
    assert len(table)
    assert table.to_csv() == again.to_csv()
    alone = carried([plans[0], plans[2]], 5, 120, engine="compiled")
    assert alone.equals(table[table.scenario_b == plans[2].scenario].reset_index(drop=True))


# in pairs -------------------------------------------------------------------------------------------


IN_A_ROW = """\
    activities:
      x: {title: X, duration: {dist: uniform, low: 0 d, high: %d d}}
      z: {title: Z, duration: {dist: uniform, low: 0 d, high: 100 d}, after: x}
    milestones:
      done: {title: Done, when: z, by: {2021-01-08: ours}}
"""


def test_the_variance_of_a_difference_in_pairs_is_the_closed_form(tmp_path: Path) -> None:
    # B halves x on the same luck: B less A is −x/2, of mean −25 and variance (100²/12)/4, whatever z takes
    a, b = told(tmp_path, "a", IN_A_ROW % 100), told(tmp_path, "b", IN_A_ROW % 50)
    n, variance = 4000, 100**2 / 12 / 4
    days_a, days_b = (days_of(plan, 3, n)[:, 0] for plan in (a, b))
    apart = days_b - days_a
    assert apart.var(ddof=1) == pytest.approx(
        variance, rel=4 * np.sqrt(0.8 / n)
    )  # a uniform's kurtosis is 1.8
    other_luck = days_of(b, 4, n)[:, 0] - days_a
    alone = 100**2 / 12 * (1 + 1 + 1 + 0.25)  # x and z of A, z and x of B: thirteen times as much
    assert other_luck.var(ddof=1) == pytest.approx(alone, rel=0.1)
    row = compared(a, b, n, 3).iloc[0]
    assert row.mean_difference == pytest.approx(-25, abs=4 * np.sqrt(variance / n))
    half = student(n - 1) * np.sqrt(variance / n)
    assert (row.mean_high - row.mean_low) / 2 == pytest.approx(half, rel=0.05)
    [part] = carried([a, b], 3, n).itertuples()
    assert (part.days, part.ci_low, part.ci_high) == pytest.approx(
        (row.mean_difference, row.mean_low, row.mean_high), abs=1e-3
    )


def test_the_variance_of_two_chances_in_pairs_is_the_closed_form(tmp_path: Path) -> None:
    # by day 30 a uniform 0–100 is done in 30 %, one of 0–75 on the same luck in 40 %, and in all of the 30 %
    story = """\
        activities:
          x: {title: X, duration: {dist: uniform, low: 0 d, high: %d d}}
        milestones:
          done: {title: Done, when: x, by: {2020-10-30: ours}}
    """
    a, b = told(tmp_path, "a", story % 100), told(tmp_path, "b", story % 75)
    n, row = 2000, compared(a, b, 2000, 6).iloc[0]
    error = np.sqrt(0.1 * 0.9 / n)  # one alone arrives in 10 %, always the same one
    assert row.difference == pytest.approx(0.1, abs=4 * error)
    assert (row.ci_high - row.ci_low) / 2 == pytest.approx(1.96 * error, rel=0.1)
    assert (row.b_earlier, row.b_later) == (1, 0)


def test_columns_that_were_there_stand_where_they_stood() -> None:
    assert COLUMNS[: len(BEFORE)] == BEFORE


# what differs in the files --------------------------------------------------------------------------


def test_what_differs_is_told_with_its_name() -> None:
    first, second = (
        load_scenario(SCENARIOS / f"{name}.yaml") for name in ("baseline", "s03_clearance_drive")
    )
    table = change_table(first, second).set_index("path")
    teams = table.loc["levers.clearance_teams.value"]
    assert (teams.value_a, teams.value_b, teams.about) == ("2", "5", "value")
    assert (teams.title_vi, teams.title_en) == ("Số tổ kiểm đếm, lập phương án", "Clearance teams")
    note = table.loc["assumptions.agreement.note"]
    assert (note.value_a, note.about) == ("", "origin")
    assert not len(change_table(first, first))
