"""The programme's register of risks: what carries each, and what is left when a row is switched off."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.plan import make_plan
from model.scenario import load_scenario
from model.scenario.claims import in_force
from model.scenario.shape import ScenarioSaid
from model.study.run import Wish, run
from tests.programme.played import SCENARIOS, baseline

BASELINE = SCENARIOS / "baseline.yaml"
SAID = load_scenario(BASELINE).said
ROWS = SAID.risk_register
EVENTS = [code for code, row in ROWS.items() if row.modelled_by == "event"]
OTHERS = [code for code in ROWS if code not in EVENTS]

CARRIED = {
    "R02": {"new_prices"},
    "R12": {"covid_wave", "covid_second_wave"},
    "R13": {"materials", "no_fill"},
    "R14": {"dinh_contractor", "axis_contractor"},
    "R16": {"typhoon", "storm_early", "storm_late"},
    "R19": {"criteria_change"},
    "R21": {"rotation"},
    "O01": {"mechanism_in_force"},
}


def without(*codes: str) -> ScenarioSaid:
    """What the baseline says, with these rows switched off."""
    off = {code: ROWS[code].model_copy(update={"active": False}) for code in codes}
    return SAID.model_copy(update={"risk_register": {**ROWS, **off}})


def settings(codes: list[str]) -> list[tuple[str, str]]:
    return [(f"risk_register.{code}.active", "false") for code in codes]


def test_every_risk_has_its_row() -> None:
    risks = [f"R{number:02d}" for number in range(1, 25)]
    assert list(ROWS) == [*risks, "O01"]  # and one opportunity


@pytest.mark.parametrize("code", ROWS)
def test_a_row_tells_what_carries_it_or_why_nothing_does(code: str) -> None:
    row = ROWS[code]
    assert row.active
    assert "" not in (row.title.vi, row.title.en)
    if row.modelled_by == "not_modelled":
        assert not row.carried_by
        assert row.reason is not None
        assert row.reason.vi != row.reason.en
    else:
        assert row.carried_by


def test_every_event_and_no_other_belongs_to_a_row() -> None:
    assert set(EVENTS) == set(CARRIED)
    assert {name for names in CARRIED.values() for name in names} == set(SAID.risks)


@pytest.mark.parametrize("code", EVENTS)
def test_an_event_switched_off_takes_its_own_out_and_no_other(code: str) -> None:
    assert set(SAID.risks) - set(in_force(without(code), "risks")) == CARRIED[code]
    assert in_force(without(code), "correlations") == in_force(SAID, "correlations")


@pytest.mark.parametrize("code", OTHERS)
def test_what_a_process_or_a_calendar_brings_about_has_no_switch(code: str) -> None:
    for block in ("risks", "drivers", "correlations"):
        assert in_force(without(code), block) == in_force(SAID, block)


def test_the_plan_is_the_same_without_all_those_rows() -> None:
    assert len(OTHERS) == 17
    assert make_plan(load_scenario(BASELINE, settings(OTHERS))) == baseline().plan


def test_the_plan_has_no_event_without_the_rows_of_events() -> None:
    plan = make_plan(load_scenario(BASELINE, settings(EVENTS)))
    assert plan.events == ()
    assert plan.activities == baseline().plan.activities
    assert [event.name for event in baseline().plan.events] == list(SAID.risks)


BY_THE_CALENDAR = ("new_prices", "covid_wave", "covid_second_wave", "materials", "no_fill", "dinh_contractor",
                   "criteria_change", "rotation")  # fmt: skip


def test_those_left_keep_their_luck_when_storms_are_switched_off() -> None:
    """What doesn't follow a step of the programme comes on the day on which it came."""
    whole, less = baseline(), baseline(*settings(["R16"]), replications=2)
    left = [event.name for event in less.plan.events]
    assert set(left) == set(SAID.risks) - CARRIED["R16"]
    for name in BY_THE_CALENDAR:
        days = whole.outcomes.happened_on[:2, list(SAID.risks).index(name)]
        assert (less.outcomes.happened_on[:, left.index(name)] == days).all()


def test_a_row_of_a_process_changes_no_byte_of_a_run(tmp_path: Path) -> None:
    wish = {"replications": 5, "jobs": 1, "figures": False}  # what they are drawn from is among the tables
    whole = run(BASELINE, Wish(out=tmp_path / "whole", **wish)).folder
    less = run(BASELINE, Wish(out=tmp_path / "less", settings=settings(["R08"]), **wish)).folder
    files = sorted(file.relative_to(whole) for file in whole.rglob("*.csv"))
    assert len(files) >= 10
    for file in files:
        assert (whole / file).read_bytes() == (less / file).read_bytes()
