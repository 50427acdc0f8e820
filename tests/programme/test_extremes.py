"""The baseline where something is wholly absent or free: what must follow, in every replication."""

from __future__ import annotations

import numpy as np
import pytest

from model.outcomes import Cause, Deed, State
from model.plan import make_plan
from model.scenario import ScenarioError, load_scenario
from tests.programme.played import SCENARIOS, Setting, baseline

FUNDS = ("clearance_fund", "works_fund", "town_fund")
CREWS = (
    "clearance_team", "appraisal_desk", "enforcement_squad", "project_unit", "road_crew", "pile_rig",
    "girder_yard", "town_builder", "planning_staff",
)  # fmt: skip

NO_CAPITAL = [
    *((f"capital.{fund}.{word}", "0 bn VND") for fund in FUNDS for word in ("opening", "per_year")),
    ("capital.crossing_fund.per_year", "0 bn VND"),
]
NEXT_TO_NO_COMPENSATION = [
    ("capital.clearance_fund.opening", "1 bn VND"),
    ("capital.clearance_fund.per_year", "0 bn VND"),
]
NO_TEAMS = [("crews.clearance_team.capacity", "0")]
FREE = [
    *((f"crews.{crew}.capacity", "1000") for crew in CREWS),
    *((f"capital.{fund}.opening", "10000 bn VND") for fund in FUNDS),
    *((f"capital.{fund}.carry_over", "100 %") for fund in FUNDS),
]
ALL_CONSENT = [
    ("assumptions.holdout_fields", "0 %"),
    ("assumptions.holdout_homes", "0 %"),
    ("assumptions.counted_fields", "100 %"),
    ("assumptions.counted_homes", "100 %"),
    ("assumptions.plan_accepted", "100 %"),
]
NOBODY_CONSENTS = [
    ("assumptions.holdout_fields", "100 %"),
    ("assumptions.holdout_homes", "100 %"),
    ("assumptions.agreement", "0 %"),
]
HOUSEHOLDS = 4 * 45 + 10 * 24


def refusal(*settings: Setting) -> str:
    with pytest.raises(ScenarioError) as refused:
        make_plan(load_scenario(SCENARIOS / "baseline.yaml", settings))
    return refused.value.text("en")


def test_without_any_capital_the_plan_is_refused_by_name() -> None:
    text = refusal(*NO_CAPITAL)
    assert "'dinh.land[1].payment[1]' needs at least" in text
    assert "'clearance_fund' can never hold more than" in text
    assert "'crossing_fund' can never hold more than" in text


def test_with_money_for_a_few_households_only_no_link_with_households_opens() -> None:
    """One billion pays some five of 420 households; the first bridge has its land and its money."""
    few, whole = baseline(*NEXT_TO_NO_COMPENSATION, replications=4), baseline()
    for milestone in ("dinh_land", "dinh_open", "axis_open"):
        assert np.isinf(few.day(milestone)).all()
        assert np.isfinite(whole.day(milestone)).all()
        assert few.waits(milestone) == {Cause.CAPITAL}
    assert (few.day("trieu_open") == whole.day("trieu_open")[:4]).all()
    assert few.outcomes.money[:, 0].max() <= 1000  # million VND


def test_without_clearance_teams_or_hope_of_one_the_plan_is_refused_by_name() -> None:
    text = refusal(*NO_TEAMS, ("risk_register.O01.active", "false"))
    assert "'dinh.land[1].count[1]' needs 1 of crew 'clearance_team', there are 0" in text
    assert "'power_plant.households.count[1]'" in text


def test_where_the_only_team_is_the_one_the_mechanism_brings_land_waits_for_it() -> None:
    run = baseline(*NO_TEAMS, replications=5)
    granted = np.isfinite(run.day("mechanism"))
    assert 0 < granted.sum() < 5
    assert (np.isfinite(run.day("dinh_land")) == granted).all()
    assert (np.isfinite(run.day("axis_open")) == granted).all()
    for step in run.steps("count"):
        assert (run.start(step) >= run.day("mechanism")).all()
    assert run.waits("dinh_land") == {Cause.CREW}
    assert (run.day("trieu_open") == baseline().day("trieu_open")[:5]).all()


@pytest.mark.parametrize("milestone", ["dinh_open", "axis_open", "class3"])
def test_with_capital_and_crews_for_all_nobody_waits_for_them(milestone: str) -> None:
    free, whole = baseline(*FREE, replications=4), baseline()
    assert (free.causes(milestone, Cause.CAPITAL, Cause.CREW) == 0).all()
    assert whole.causes(milestone, Cause.CAPITAL, Cause.CREW).sum() > 0
    assert np.isfinite(free.day(milestone)).all()


def test_where_all_consent_nobody_is_persuaded_and_land_comes_earlier() -> None:
    run, whole = baseline(*ALL_CONSENT, replications=4), baseline()
    for ending in ("persuasion", "enforcement_order", "enforcement"):
        assert len(run.steps(ending)) == 4 + 7 + 3
        for step in run.steps(ending):
            assert run.is_in(step, State.SKIPPED).all()
            assert np.isinf(run.start(step)).all()
    assert (run.day("dinh_land") < whole.day("dinh_land")[:4]).all()
    # The bridge itself may take as long, and another order in the queue of road crews may cost some days.
    assert (run.day("dinh_open") <= whole.day("dinh_open")[:4]).all()


def test_where_nobody_consents_every_household_is_enforced_and_land_comes_later() -> None:
    run, whole = baseline(*NOBODY_CONSENTS, replications=4), baseline()
    for milestone in ("dinh_land", "dinh_open", "axis_open"):
        assert np.isfinite(run.day(milestone)).all()
        assert (run.day(milestone) > whole.day(milestone)[:4]).all()
    finished = [name for name, _ in run.told(0, Deed.FINISHED) if ".enforcement[" in name]
    assert len(finished) == len(set(finished)) == HOUSEHOLDS
    assert [name for name, _ in run.told(0, Deed.FINISHED) if ".persuasion[" in name] == []


def test_only_those_ordered_to_are_enforced() -> None:
    run = baseline()
    for replication in range(2):
        ordered = [name for name, _ in run.told(replication, Deed.FINISHED) if ".enforcement_order[" in name]
        enforced = [name for name, _ in run.told(replication, Deed.FINISHED) if ".enforcement[" in name]
        assert sorted(enforced) == sorted(name.replace("_order", "") for name in ordered)
        assert 0 < len(enforced) < HOUSEHOLDS / 10
