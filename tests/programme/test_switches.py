"""The switches of what must come first: on, the order holds; off, what it held comes no later."""

from __future__ import annotations

import numpy as np
import pytest

from tests.programme.played import SCENARIOS, Setting, baseline, played

HERITAGE: Setting = ("levers.heritage_after_plan", "0")
CLASS: Setting = ("levers.class_after_plan", "0")
WARD: Setting = ("levers.ward_after_class", "0")
SLOW_PLAN: Setting = ("procedures.general_plan.steps.ministry_opinion.duration", "1500/1600/1700 d")
"""A general plan that is stuck with the ministry for four years and keeps no planning team busy."""

HELD = [
    ("heritage.approval.submission", "general_plan.plan.decision"),
    ("class3.programme.drafting", "general_plan.plan.decision"),
    ("class3.scheme.drafting", "general_plan.plan.decision"),
    ("city.ward.standards", "class3.recognition.decision"),
]
"""What the switches hold, and by what."""


@pytest.mark.parametrize(("step", "before"), HELD)
@pytest.mark.parametrize("settings", [(), (SLOW_PLAN,)], ids=["as it is", "slow plan"])
def test_switched_on_one_comes_after_the_other(step: str, before: str, settings: tuple[Setting, ...]) -> None:
    run = baseline(*settings, replications=5) if settings else baseline()
    assert (run.start(step) >= run.finish(before)).all()
    assert np.isfinite(run.finish(before)).any()


@pytest.mark.parametrize(("step", "before"), HELD)
def test_switched_off_it_needn_t(step: str, before: str) -> None:
    run = baseline(SLOW_PLAN, HERITAGE, CLASS, WARD, replications=5)
    assert (run.start(step) < run.finish(before)).all()


@pytest.mark.parametrize("milestone", ["heritage_plan", "class3", "city_dossier", "city"])
def test_switched_off_what_a_slow_plan_held_comes_earlier(milestone: str) -> None:
    on = baseline(SLOW_PLAN, replications=5)
    off = baseline(SLOW_PLAN, HERITAGE, CLASS, WARD, replications=5)
    assert (off.day(milestone) < on.day(milestone)).all()


@pytest.mark.parametrize(
    ("switch", "milestones"),
    [(HERITAGE, ["heritage_plan"]), (CLASS, ["class3"]), (WARD, ["city_dossier", "city"])],
    ids=["heritage", "class", "ward"],
)
def test_switched_off_in_the_baseline_it_is_never_later(switch: Setting, milestones: list[str]) -> None:
    off, on = baseline(switch, replications=4), baseline()
    for milestone in milestones:
        assert (off.day(milestone) <= on.day(milestone)[:4]).all()


def test_a_class_that_needn_t_wait_holds_up_the_plan_only_by_taking_its_team() -> None:
    """One team writes both: with the switch off its programme may be taken up first, and the plan waits.

    With a second team the plan is where it was.
    """
    one, two = (
        baseline(CLASS, replications=4),
        baseline(CLASS, ("levers.planning_staff", "2"), replications=4),
    )
    assert (one.day("general_plan") >= baseline().day("general_plan")[:4]).all()
    assert (two.day("general_plan") == baseline().day("general_plan")[:4]).all()
    assert (two.day("class3") <= one.day("class3")).all()


def test_the_ward_first_scenario_begins_the_ward_in_2022_and_not_before() -> None:
    """S14: 457 days from October 2020 are 2022-01-01; epidemic and new leaders may make it somewhat later.

    The dossier is then written earlier, by the one team that also writes the class III scheme.
    """
    run, whole = played(SCENARIOS / "s14_ward_first.yaml"), baseline()
    begun = run.start("city.ward.standards")
    assert ((begun >= 457) & (begun < 457 + 180)).all()
    assert (run.day("city_dossier") < whole.day("city_dossier")).all()
    assert (run.day("city_dossier") >= run.day("class3")).all()
