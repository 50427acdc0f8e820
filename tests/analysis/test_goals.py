"""Goals that are read off others: how many are met, how likely all are, with answers known by hand."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from model.analysis.chances import chance_of
from model.analysis.goals import COLUMNS, MEASURES, goal_table
from model.analysis.tally import tally
from model.draws import make_draws
from model.simulation import simulate
from tests.conftest import Tell, Told

GOALS = """
register:
  first: {title: First, kind: milestone, owner: Us, by: {2021-12-31: stated}, definition: Done,
          treated_as: milestone, reason: Dated}
  second: {title: Second, kind: milestone, owner: Us, by: {2021-12-31: stated}, definition: Done,
           treated_as: milestone, reason: Dated}
  elsewhere: {title: Elsewhere, kind: milestone, owner: Us, by: {2021-12-31: stated}, definition: Done,
              treated_as: milestone, reason: Dated, milestone: far_away}
  growth: {title: {vi: Phát triển, en: Growth}, kind: programme, owner: Us, definition: Goals met,
           treated_as: indicator, reason: Read off others, counts: [first, second, elsewhere],
           together: {first: 2021-12-31, elsewhere: 2021-12-31, second: 2021-12-31}}
milestones:
  a: {title: A, goal: first, when: a, by: {2021-06-30: ours, 2021-12-31: stated}}
  b: {title: B, goal: second, when: b, by: {2021-12-31: stated}}
"""

COIN = "{title: %s, duration: 10 d, refused: {chance: 50 %%, then: never}}"
RUNS = 400


def table_of(told: Told) -> pd.DataFrame:
    return goal_table(told.plan, tally(told.plan, told.outcomes))


def shares(table: pd.DataFrame, measure: str) -> list[float]:
    return [float(one) for one in table[table.measure == measure].probability]


def row(table: pd.DataFrame, measure: str, **where: object) -> pd.Series:
    own = table[table.measure == measure]
    for column, value in where.items():
        own = own[own[column] == value]
    assert len(own) == 1
    return own.iloc[0]


def coins(tell: Tell) -> Told:
    """Two steps that are refused for good with an even chance each, each with its own luck."""
    return tell(f"activities:\n  a: {COIN % 'A'}\n  b: {COIN % 'B'}\n{GOALS}", RUNS)


def test_two_coins_are_counted_replication_by_replication(tell: Tell) -> None:
    told = coins(tell)
    table = table_of(told)
    a, b = (told.outcomes.day < 400).T
    both, neither = int((a & b).sum()), int((~a & ~b).sum())
    exactly = [neither / RUNS, 1 - (both + neither) / RUNS, both / RUNS]
    assert shares(table, "met_exactly") == pytest.approx(exactly)
    assert shares(table, "met_at_least") == pytest.approx([1, 1 - exactly[0], exactly[2]])
    assert sum(shares(table, "met_exactly")) == pytest.approx(1)
    # Of 400 throws of two fair coins a quarter are two heads; four standard errors are 0.087.
    assert exactly[2] == pytest.approx(0.25, abs=0.087)
    assert exactly[1] == pytest.approx(0.5, abs=0.1)
    joint = row(table, "all_together")
    assert joint.probability == both / RUNS
    assert joint["product"] == pytest.approx(a.mean() * b.mean())
    chance = chance_of(both, RUNS)
    assert (joint.ci_low, joint.ci_high) == (chance.low, chance.high)


def test_what_hangs_together_is_met_or_missed_together(tell: Tell) -> None:
    told = tell(
        f"""
activities:
  a: {COIN % "A"}
  b: {{title: B, duration: 5 d, after: a}}
{GOALS}""",
        RUNS,
    )
    table = table_of(told)
    p = row(table, "met", member="first").probability
    assert 0.4 < p < 0.6
    assert shares(table, "met_exactly") == pytest.approx([1 - p, 0, p])
    assert row(table, "all_together").probability == p
    assert row(table, "all_together")["product"] == pytest.approx(p * p)


def test_of_two_ways_exactly_one_is_met(tell: Tell) -> None:
    told = tell(
        f"""
activities:
  fork: {{title: Fork, duration: 5 d, branch: {{a: 50 %, b: rest}}}}
  a: {{title: A, duration: 10 d, after: fork}}
  b: {{title: B, duration: 10 d, after: fork}}
{GOALS}""",
        RUNS,
    )
    table = table_of(told)
    assert shares(table, "met_exactly") == [0, 1, 0]
    assert shares(table, "met_at_least") == [1, 1, 0]
    assert row(table, "all_together").probability == 0
    # The way not taken is skipped, and a milestone all of whose steps are skipped is voided.
    assert shares(table, "voided_exactly") == [0, 1, 0]
    assert row(table, "met_exactly", number=1).with_voided == 1


def test_what_is_voided_is_counted_apart_and_never_as_met(tell: Tell) -> None:
    # A is done on day 10. B would take 500 days; the merger voids it on 2021-03-01, in every replication.
    told = tell(
        f"""
activities:
  a: {{title: A, duration: 10 d}}
  b: {{title: B, duration: 500 d}}
risks:
  merger: {{title: Merger, on: 2021-03-01, effects: [{{void: b}}]}}
{GOALS}""",
        20,
    )
    table = table_of(told)
    for member, expected in (("first", [1, 0, 0]), ("second", [0, 0, 1])):
        found = [row(table, measure, member=member).probability for measure in ("met", "missed", "voided")]
        assert found == expected
    assert shares(table, "met_exactly") == [0, 1, 0]
    assert shares(table, "met_at_least") == [1, 1, 0]
    assert shares(table, "voided_exactly") == [0, 1, 0]
    assert row(table, "any_voided").probability == 1
    assert row(table, "met_exactly", number=1).with_voided == 1
    assert row(table, "met_exactly", number=0).with_voided == 0
    assert row(table, "all_together").probability == 0
    assert row(table, "together_any_voided").probability == 1


def test_what_is_merely_late_is_missed_and_not_voided(tell: Tell) -> None:
    late = "activities:\n  a: {title: A, duration: 10 d}\n  b: {title: B, duration: 500 d}\n"
    table = table_of(tell(late + GOALS, 3))
    assert row(table, "missed", member="second").probability == 1
    assert shares(table, "met_exactly") == [0, 1, 0]
    assert shares(table, "voided_exactly") == [1, 0, 0]
    assert row(table, "any_voided").probability == 0


def test_every_goal_counted_is_met_missed_or_voided(tell: Tell) -> None:
    table = table_of(coins(tell))
    for member in ("first", "second"):
        parts = [row(table, measure, member=member).probability for measure in ("met", "missed", "voided")]
        assert sum(parts) == pytest.approx(1)


def test_a_goal_without_a_milestone_is_left_out_by_name(tell: Tell) -> None:
    table = table_of(coins(tell))
    for measure in ("left_out", "together_left_out"):
        assert row(table, measure, member="elsewhere").isna()["probability"]
    assert table[table.measure == "met"].member.tolist() == ["first", "second"]
    assert row(table, "all_together").member == "first: 2021-12-31; second: 2021-12-31"


def test_rows_stand_in_the_order_told(tell: Tell) -> None:
    table = table_of(coins(tell))
    assert list(table.columns) == list(COLUMNS)
    assert set(table.measure) == set(MEASURES)
    blocks = [MEASURES.index(measure) for measure in table.measure if measure not in MEASURES[:3]]
    assert all(first <= second for first, second in pairwise(blocks))


def test_pieces_add_up_to_the_whole(tell: Tell) -> None:
    plan = coins(tell).plan
    draws = make_draws(plan.quantities, 5)
    whole = tally(plan, simulate(plan, draws, 0, 30))
    parts = [tally(plan, simulate(plan, draws, first, count)) for first, count in ((0, 7), (7, 1), (8, 22))]
    together = parts[0] + parts[1] + parts[2]
    assert goal_table(plan, together).to_csv() == goal_table(plan, whole).to_csv()


def test_a_scenario_without_such_a_goal_has_an_empty_table(tell: Tell) -> None:
    told = tell(
        "activities: {a: {title: A, duration: 9 d}}\n"
        "milestones: {a: {title: A, when: a, by: {2021-12-31: ours}}}"
    )
    assert table_of(told).empty
    assert list(table_of(told).columns) == list(COLUMNS)
