"""What must hold between dates of the programme, whatever the luck."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from model.outcomes import Deed, State
from tests.programme.played import baseline
from tests.programme.test_extremes import NOBODY_CONSENTS

START = date(2020, 10, 1)

TET = [
    date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29),
    date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 2),
]  # fmt: skip
"""The first days of the Vietnamese year, from the almanac."""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("trieu_open", "axis_open"),
        ("dinh_land", "dinh_open"),
        ("class3", "city_dossier"),
        ("city_dossier", "city"),
        ("communes_advanced", "communes_advanced_new"),
        ("upgrade_consent", "class3"),
        ("general_plan", "class3"),
        ("general_plan", "heritage_plan"),
    ],
)
def test_one_milestone_is_never_before_another(first: str, second: str) -> None:
    run = baseline()
    assert np.isfinite(run.day(first)).any()
    assert (run.day(first) <= run.day(second)).all()


def test_a_plan_is_submitted_before_it_is_approved() -> None:
    """The ministry's opinion and the province's decision take 45 days at their best."""
    run = baseline()
    assert (run.day("general_plan") - run.day("general_plan_submitted") > 30).all()


def test_a_model_commune_was_an_advanced_one_before() -> None:
    run = baseline()
    for step in run.steps("recognition"):
        commune = step.removesuffix("_model.recognition")
        if step != commune and f"{commune}.recognition" in run.steps("recognition"):
            begun = np.isfinite(run.start(step))
            first = run.finish(f"{commune}.recognition")[begun]
            assert (first <= run.start(step)[begun]).all()


@pytest.mark.parametrize(
    ("part", "segments", "days"), [("fields", 7, 90), ("villages", 3, 180)], ids=["fields", "villages"]
)
def test_land_is_not_recovered_before_the_notice_has_run_unless_all_consent(
    part: str, segments: int, days: int
) -> None:
    """Land Law 2013, art. 67: 90 days for farm land, 180 for all other; consent of all waives the rest."""
    run = baseline()
    kept = bound = 0
    for segment in range(1, segments + 1):
        step = f"axis389.{part}[{segment}]"
        notice, decided = run.finish(f"{step}.notice"), run.start(f"{step}.decision")
        waived = run.is_in(f"{step}.consent_lacking", State.SKIPPED)
        assert (decided >= notice + days)[~waived].all()
        assert (run.finish(f"{step}.clock") == notice + days).all()
        kept += int((~waived).sum())
        bound += int((decided == notice + days).sum())
    assert kept > segments
    assert part == "fields" or bound > 0  # in villages it is the notice that a decision waits for


def test_nobody_is_enforced_around_tet() -> None:
    """Decree 43/2014: not in the 15 days before Tết and after it; who has to wait begins when it is over."""
    run = baseline(*NOBODY_CONSENTS, replications=4)
    begun = [
        START + timedelta(int(day)) for name, day in run.told(0, Deed.STARTED) if ".enforcement[" in name
    ]
    assert len(begun) > 400
    assert [day for day in begun if any(abs(day - tet) <= timedelta(15) for tet in TET)] == []
    assert [day for day in begun if any(day - tet == timedelta(16) for tet in TET)]


def test_a_file_waits_for_the_session_of_the_council() -> None:
    """An investment policy is decided after a session: none between the December one and March."""
    run = baseline()
    started = [START + timedelta(int(day)) for day in run.start("axis389.project.policy_decision")]
    assert {day.month for day in started} <= {3, 4, 5, 6, 7, 12}


LONG_COMPLAINT = [
    ("assumptions.complaint_pause", "100 %"),
    ("procedures.clearance.steps.complaint.duration", "1500/1600/1700 d"),
]


def test_where_somebody_complains_enforcement_waits_for_the_answer() -> None:
    run = baseline(*LONG_COMPLAINT, replications=3)
    enforced = 0
    for step in run.steps("enforcement"):
        answer = run.finish(step.replace("enforcement", "complaint"))
        assert (run.start(step) >= answer).all()
        enforced += int(np.isfinite(run.start(step)).sum())
    assert enforced > 0
