"""Money by fiscal year, on stories whose every million is followed on paper.

Day 0 is 2020-10-01; 31 January 2021 ends with day 123, and 2022-01-01 is day 457.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.analysis.disbursement import ALL, YearlyMoney, closed_years, disbursement_table
from model.draws import make_draws
from model.plan import make_plan
from model.scenario import load_scenario
from model.study.disbursement import assigned_to, disbursement, money_of, planned_money
from tests.conftest import PROLOGUE, Tell, Told

LAPSES = """
    capital:
      fund: {title: Fund, opening: 30 bn VND, per_year: 40 bn VND, lapses: 01-31, carry_over: 50 %}
    activities:
      file: {title: File, duration: 130 d}
      first: {title: First, duration: 20 d, after: file, capital: {from: fund, amount: 50 bn VND}}
      second: {title: Second, duration: 10 d, after: file, capital: {from: fund, amount: 20 bn VND}}
      long_file: {title: Long file, duration: 460 d}
      third: {title: Third, duration: 10 d, after: long_file, capital: {from: fund, amount: 26 bn VND}}
    milestones:
      third: {title: Third, when: third, by: {2021-12-31: ours}}
    """


def money(told: Told) -> YearlyMoney:
    return money_of(told.plan, make_draws(told.plan.quantities, 1), told.outcomes)


def test_a_year_spends_until_its_cut_off(tell: Tell) -> None:
    # The 30 of 2020 stay until the cut-off: 15 lapse, 15 go on. 2021 has 40 + 15. The first takes 50 on
    # day 130. The second must wait for 2022, and takes the 5 of 2021 that are left on day 457, before
    # these lapse, and 15 of 2022; so 2021 spends 55, though 50 are paid in its twelve months. The third
    # wants 26 on day 460, finds 25, and takes them with 1 of 2023 on day 822, before they lapse too.
    told = tell(LAPSES)
    found = money(told)
    assert found.came[0, 0, :3].tolist() == [30_000, 55_000, 40_000]
    assert found.carried_in[0, 0, :4].tolist() == [0, 15_000, 0, 0]
    assert found.spent[0, 0, :4].tolist() == [0, 55_000, 40_000, 1_000]
    assert found.lapsed[0, 0, :3].tolist() == [15_000, 0, 0]
    assert found.assigned[0, 0, :3].tolist() == found.came[0, 0, :3].tolist()
    assert found.spent.sum() == 50_000 + 20_000 + 26_000


def test_money_that_never_lapses_is_spent_in_its_twelve_months_and_goes_on(tell: Tell) -> None:
    told = tell(LAPSES.replace(", lapses: 01-31, carry_over: 50 %", ""))
    found = money(told)
    # 30 wait from 2020; the first takes 50 of the 70 and the second the other 20, both on day 130.
    assert found.came[0, 0, :4].tolist() == [30_000, 70_000, 40_000, 54_000]
    assert found.spent[0, 0, :3].tolist() == [0, 70_000, 26_000]
    assert found.carried_in[0, 0, :4].tolist() == [0, 30_000, 0, 14_000]


def test_what_is_assigned_comes_only_in_part(tell: Tell) -> None:
    # Four fifths of 40 come, in two parts, and half of what is left of them goes on.
    told = tell(
        """
        capital:
          fund:
            title: Fund
            per_year: 40 bn VND
            released: 80 %
            releases: {01-01: 50 %, 07-01: 50 %}
            lapses: 01-31
            carry_over: 50 %
        activities:
          file: {title: File, duration: 100 d}
          first: {title: First, duration: 20 d, after: file, capital: {from: fund, amount: 12 bn VND}}
        milestones: {first: {title: First, when: first, by: {2021-12-31: ours}}}
        """
    )
    found = money(told)
    assert found.assigned[0, 0, 1:3].tolist() == [40_000, 40_000 + 10_000]
    assert found.came[0, 0, 1:3].tolist() == [32_000, 32_000 + 10_000]
    assert found.spent[0, 0, 1:3].tolist() == [12_000, 0]


def test_a_year_is_over_with_its_cut_off(tell: Tell) -> None:
    # the horizon is 2026-01-01: the money of 2025 could be spent for a month more
    told = tell(LAPSES)
    assert closed_years(told.plan)[0].tolist() == [True] * 5 + [False] * 2
    never = tell(LAPSES.replace(", lapses: 01-31, carry_over: 50 %", ""))
    assert closed_years(never.plan)[0].tolist() == [True] * 6 + [False]


def test_the_table_tells_the_fan_and_the_chances(tell: Tell) -> None:
    plan = tell(LAPSES).plan
    spent = np.zeros((10, 1, 7), dtype=np.int64)
    spent[:, 0, 1] = np.arange(1, 11) * 10  # 10 … 100
    spent[:, 0, 2] = 100 - spent[:, 0, 1]
    came = np.where(np.arange(7) == 1, 80, 0) + np.zeros_like(spent)
    found = disbursement_table(
        plan, YearlyMoney(spent, came + 20, came, 0 * came, 0 * came), np.array([[0, 100, 50, 0, 0, 0, 0]])
    )
    table = found.set_index("year")
    assert list(table.index) == [2020, 2021, 2022, 2023, 2024]
    row = table.loc[2021]
    assert row[["p10", "p25", "p50", "p75", "p90"]].tolist() == [10, 30, 50, 80, 90]
    assert row["mean"] == 55
    assert row["chance_of_planned"] == 0.1  # 95 % of 100: only the last
    assert row["chance_of_assigned"] == 0.1
    assert row["chance_of_came"] == 0.3  # 95 % of 80 are 76: 80, 90 and 100
    assert table.loc[2022, "so_far_p10"] == table.loc[2022, "so_far_p90"] == 100
    assert table.loc[2022, "chance_of_planned_so_far"] == 0  # 100 of 150
    assert np.isnan(table.loc[2020, "chance_of_planned"])
    assert table.loc[2020, "chance_of_assigned"] == 0  # 20 were assigned
    assert np.isnan(table.loc[2020, "chance_of_came"])


def test_ninety_five_of_a_hundred_are_enough_to_the_million(tell: Tell) -> None:
    plan = tell(LAPSES).plan
    spent = np.zeros((2, 1, 7), dtype=np.int64)
    spent[:, 0, 0] = [9_500, 9_499]
    all_of_it = np.full_like(spent, 10_000)
    nothing = np.zeros_like(spent)
    found = disbursement_table(
        plan, YearlyMoney(spent, all_of_it, all_of_it, nothing, nothing), np.zeros((1, 7), dtype=np.int64)
    )
    assert found.loc[0, "chance_of_assigned"] == 0.5


def test_several_sources_are_told_together_replication_by_replication(tell: Tell) -> None:
    two = LAPSES.replace(
        "capital:", "capital:\n      other: {title: Other, per_year: 10 bn VND, lapses: 01-31}", 1
    )
    told = tell(two)
    found = money(told)
    table = disbursement_table(told.plan, found, np.zeros((2, 7), dtype=np.int64))
    assert list(table["source"].unique()) == ["other", "fund", ALL]
    of_all = table[table["source"] == ALL].set_index("year")
    assert of_all.loc[2021, "p50"] == 55_000
    assert of_all.loc[2021, "came"] == 65_000


@pytest.fixture
def risky(tmp_path: Path) -> Path:
    file = tmp_path / "risky.yaml"
    file.write_text(
        PROLOGUE
        + """
capital: {fund: {title: Fund, per_year: 40 bn VND, lapses: 12-31}}
activities:
  file: {title: File, duration: 100 d}
  first: {title: First, after: file, duration: 10 d, capital: {from: fund, amount: 39 bn VND}}
risks:
  cut:
    title: Money is cut
    chance: 25 %
    on: 2021-01-02
    effects: [{capital: fund, cut: 50 %}]
milestones: {first: {title: First, when: first, by: {2021-12-31: ours}}}
""",
        encoding="utf-8",
    )
    return file


def test_a_cut_is_no_spending_and_the_plan_knows_none(risky: Path) -> None:
    # In a quarter of all replications half of the 40 is gone on 2 January 2021, and the 39 wait for 2022.
    plan = make_plan(load_scenario(risky))
    assert planned_money(plan)[0].tolist() == [0, 39_000, 0, 0, 0, 0, 0]
    table = disbursement(plan, seed=1, replications=400)
    row = table.set_index("year").loc[2021]
    assert row["replications"] == 400
    assert pytest.approx(1 - row["chance_of_planned"], abs=0.07) == 0.25
    assert row["chance_of_planned"] == row["chance_of_assigned"] == row["chance_of_came"]
    assert row["p10"] == 0
    assert row["p50"] == 39_000


def test_pieces_and_engines_give_the_same_table(risky: Path) -> None:
    plan = make_plan(load_scenario(risky))
    one = disbursement(plan, seed=3, replications=120, engine="simpy")
    other = disbursement(plan, seed=3, replications=120, engine="compiled")
    assert one.to_csv() == other.to_csv()


def test_assigned_is_drawn_with_the_replication(tell: Tell) -> None:
    plan = tell(LAPSES.replace("opening: 30 bn VND", "opening: 20/30/40 bn VND")).plan
    draws = make_draws(plan.quantities, 1)
    assigned = assigned_to(plan, draws, 0, 50)
    assert len(set(assigned[:, 0, 0].tolist())) > 20
    assert assigned_to(plan, draws, 10, 5).tolist() == assigned[10:15].tolist()
