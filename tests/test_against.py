"""What a chance is held against: the plan, projects of its kind, and what our assumptions allow."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np
import pandas as pd
import pytest

from model.analysis import tables
from model.analysis.tally import Tally, tally
from model.draws import make_draws
from model.plan import Plan, make_plan
from model.scenario import ScenarioError, load_scenario
from model.simulation import simulate
from model.study.band import Band, band_of
from model.study.pieces import Nobody
from model.study.planned import planned
from model.study.workforce import ThisComputer
from tests.conftest import PROLOGUE

SEED = 4


def plan_of(text: str, place: Path) -> Plan:
    file = place / "story.yaml"
    file.write_text(PROLOGUE + dedent(text), encoding="utf-8")
    return make_plan(load_scenario(file))


def counted(plan: Plan, replications: int) -> Tally:
    draws = make_draws(plan.quantities, SEED, plan.correlations)
    return tally(plan, simulate(plan, draws, 0, replications))


def table_of(plan: Plan, replications: int) -> pd.DataFrame:
    return tables.milestone_table(plan, counted(plan, replications), planned(plan))


# -- the plan ----------------------------------------------------------------------------------------

TOWN = """\
sessions: {council: {title: Council, yearly: [12-10]}}
crews: {team: 1}
activities:
  north: {title: North, duration: 20/30/60 d, crew: team, refused: {chance: 0.4, then: talks}}
  south: {title: South, duration: {dist: uniform, low: 10, high: 30, unit: d}, crew: team}
  talks: {title: Talks, duration: 100 d}
  check: {title: Check, duration: 5 d, after: [north, south], rework: {accepted: 0.6, rounds: 2, then: never}}
  decree: {title: Decree, duration: 2 d, after: check, session: council}
risks:
  flood: {title: Flood, chance: 0.9, on: 2020-10-05, lasts: 60 d, effects: [{stop: north}]}
drivers:
  prices: {title: Prices, of: south, factor: 2}
milestones:
  checked: {title: Checked, when: check, by: {2020-12-31: ours}, reference: {p50: 1.5, p80: 2.0}}
  decreed: {title: Decreed, when: decree, by: {2020-12-31: ours, 2021-12-31: ours}}
  opened: {title: Opened, when: south, by: {2020-12-31: ours}}
"""


def test_the_plan_is_at_modes_without_surprises_but_with_crews_and_sessions(tmp_path: Path) -> None:
    plan = plan_of(TOWN, tmp_path)
    # North 0 to 30, then South with the same team 30 to 50, check to 55; the council on 2020-12-10,
    # 70 days from the start, passes the decree at the end of its day: 71 to 73.
    assert planned(plan).tolist() == [55.0, 73.0, 50.0]


def test_a_plan_is_a_date_with_its_chance_and_p80_is_so_much_later(tmp_path: Path) -> None:
    plan = plan_of(TOWN, tmp_path)
    counts, table = counted(plan, 60), table_of(plan, 60)
    dates = ["2020-11-24", "2020-12-12", "2020-12-12", "2020-11-19"]  # the last days worked: 54, 72, 72, 49
    assert table.plan.tolist() == dates
    by_then = [counts.reached_on[m][: day + 1].sum() / 60 for m, day in ((0, 54), (1, 72), (1, 72), (2, 49))]
    assert table.chance_of_plan.tolist() == by_then
    assert table.p80_minus_plan[3] == (pd.Timestamp(table.p80[3]) - pd.Timestamp(dates[3])).days
    assert table.p80[0] == ""  # North is refused in four of ten, and then the check never comes
    assert table.p80_minus_plan.isna().tolist() == [True, True, True, False]


def test_projects_of_a_kind_are_told_in_multiples_of_the_planned_span(tmp_path: Path) -> None:
    table = table_of(plan_of(TOWN, tmp_path), 5)
    assert list(table.columns[-2:]) == ["reference_p50", "reference_p80"]
    assert table.reference_p50[0] == "2020-12-22"  # 55 × 1.5 = 82.5 days: on the 83rd day
    assert table.reference_p80[0] == "2021-01-18"  # 110 days
    assert table.reference_p50[1:].isna().all()


def test_what_no_plan_reaches_is_blank(tmp_path: Path) -> None:
    plan = plan_of(TOWN.replace("accepted: 0.6", "accepted: 0.5"), tmp_path)  # as likely sent back
    table = table_of(plan, 20)
    blank = table.loc[:2, ["plan", "chance_of_plan", "p80_minus_plan", "reference_p50"]]
    assert blank.isna().all(axis=None)
    assert (table.probability > 0).any()


@pytest.mark.parametrize("said", ["p50: 1.7, p80: 1.3", "p50: 0, p80: 1", "p50: 130, p80: 170"])
def test_a_reference_that_cannot_be_is_refused(said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        plan_of(TOWN.replace("p50: 1.5, p80: 2.0", said), tmp_path)
    assert "multiples of the planned span" in refused.value.text("en")


# -- our assumptions ---------------------------------------------------------------------------------

AGREED = """\
assumptions:
  agree: {title: Agree, value: {dist: uniform, low: 0.2, high: 0.8}}
activities:
  talks: {title: Talks, duration: 10 d, rework: {accepted: $agree, rounds: 2, then: never, duration: 500 d}}
  works: {title: Works, duration: 20/30/60 d}
milestones:
  agreed: {title: Agreed, when: talks, by: {10 d: ours}}
  built: {title: Built, when: works, by: {30 d: ours}}
"""


def band(plan: Plan, wish: Band, jobs: int = 1, replications: int = 400) -> np.ndarray:
    draws = make_draws(plan.quantities, SEED, plan.correlations)
    with ThisComputer(jobs) as workforce:
        return band_of(plan, draws, counted(plan, replications), wish, workforce, Nobody())


def test_the_band_of_a_chance_that_is_an_assumption(tmp_path: Path) -> None:
    plan = plan_of(AGREED, tmp_path)
    agreed, built = band(plan, Band(), replications=2000)
    assert agreed == pytest.approx([0.23, 0.77], abs=0.035)  # 5 and 95 % of uniform(0.2, 0.8)
    assert built[1] - built[0] < 0.06  # rests on no assumption


def test_a_band_does_not_depend_on_jobs_and_is_the_same_again(tmp_path: Path) -> None:
    plan = plan_of(AGREED, tmp_path)
    wish = Band(draws=20, each=7)
    assert band(plan, wish).tolist() == band(plan, wish).tolist() == band(plan, wish, jobs=2).tolist()


def test_without_assumptions_the_band_is_the_chance_and_takes_no_time(tmp_path: Path) -> None:
    plan = plan_of(AGREED.replace("{dist: uniform, low: 0.2, high: 0.8}", "0.5"), tmp_path)
    counts = counted(plan, 40)
    for lows in band(plan, Band(draws=10**9), replications=40).T:
        assert lows.tolist() == (counts.met / 40).tolist()
