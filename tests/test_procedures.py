"""The procedures of the library, lived through once: nobody is moved without need, no term is stretched."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.outcomes import Cause, Deed
from model.report.lived import Lived
from model.scenario import load_scenario
from model.study.trace import trace

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def lived() -> Lived:
    return trace(load_scenario(ROOT / "scenarios/baseline.yaml"), 31)


def those(lived: Lived, deed: Deed, step: str) -> set[str]:
    """Segments and households to whose step something happened, by their names without that of the step."""
    found = (lived.plan.activities[note.who].name for note in lived.diary if note.deed == deed)
    parts = (name.rpartition(".") for name in found)
    return {where + last.removeprefix(step) for where, _, last in parts if last.split("[")[0] == step}


def test_only_who_never_agreed_is_recovered_by_force(lived: Lived) -> None:
    enforced = those(lived, Deed.STARTED, "enforcement")
    assert len(enforced) > 0
    assert enforced == those(lived, Deed.GIVEN_UP, "persuasion")


def test_graves_are_moved_at_once_or_in_season_and_never_twice(lived: Lived) -> None:
    at_once, in_season = those(lived, Deed.STARTED, "graves"), those(lived, Deed.STARTED, "graves_in_season")
    assert len(at_once) > 0
    assert len(in_season) > 0
    assert not at_once & in_season


def test_what_passes_by_itself_is_slowed_by_nothing(lived: Lived) -> None:
    plan = lived.plan
    passing = {one.number for one in plan.activities if plan.lines[one.line].phase == "passing"}
    steps = {plan.activities[number].name.rpartition(".")[2] for number in passing}
    assert steps == {"clock", "begun", "surcharge", "drafting", "clean", "year_of_work", "free_of_class"}
    slowed = [note for note in lived.diary if note.deed == Deed.WAITED and note.cause == Cause.STOPPED]
    assert len(slowed) > 0
    assert not [note for note in slowed if note.who in passing]


def test_of_2020_there_is_what_it_still_has_and_nothing_else(lived: Lived) -> None:
    sources = [
        note.who for note in lived.diary if note.deed == Deed.DEPOSIT and note.about == 2020 and note.amount
    ]
    assert [lived.plan.capital[who].name for who in sources] == ["clearance_fund", "works_fund", "town_fund"]
