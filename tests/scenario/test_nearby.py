"""Scenarios made from one another: the same as read anew, or not made at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.scenario import load_scenario, nearby, setting

EVERY_WORD = Path("scenarios/examples/every_word.yaml")

NUMBERS = [
    ("levers.teams", "2"),
    ("works.bridge.parts.casting.duration", "4 wd"),
    ("procedures.clearance.steps.handover.duration", "3/5/11 d"),
    ("procedures.clearance.steps.count.family.rho", "0.5"),
    ("risks.squeeze.chance", "40 %"),
    ("milestones.recognised.when.levels.poverty.at_most", "2 %"),
]


@pytest.mark.parametrize(("path", "text"), NUMBERS)
def test_a_number_set_is_as_if_the_file_was_read_with_it(path: str, text: str) -> None:
    found = nearby(load_scenario(EVERY_WORD), [setting(path, text)])
    assert found is not None
    made, anew = found.scenario, load_scenario(EVERY_WORD, [setting(path, text)])
    for part in ("said", "tree", "root", "facts", "settings", "files", "resolved", "marks"):
        assert getattr(made, part) == getattr(anew, part), part
    [(old, new)] = found.numbers
    assert (old.text != text, new.text) == (True, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("levers.teams", "99"),  # out of its range
        ("works.bridge.parts.casting.duration", "-4 wd"),  # no duration
        ("works.bridge.parts.casting.duration", "4 d"),  # of another calendar
        ("works.bridge.parts.casting.duration", "$nobody"),  # refers to something
        ("works.bridge.parts.casting.calendar", "other"),  # no number
        ("works.bridge.parts.casting.durations", "4 wd"),  # no word
        ("seed", "4"),  # what every scenario has
    ],
)
def test_whatever_else_is_set_is_left_to_the_reader_of_the_whole_file(path: str, text: str) -> None:
    assert nearby(load_scenario(EVERY_WORD), [setting(path, text)]) is None


def test_two_settings_of_one_place_are_left_to_the_reader_of_the_whole_file() -> None:
    base = load_scenario(EVERY_WORD)
    assert nearby(base, [setting("levers.teams", "2"), setting("levers.teams", "1")]) is None


def test_nothing_set_is_the_scenario_itself() -> None:
    base = load_scenario(EVERY_WORD)
    found = nearby(base, [])
    assert found is not None
    assert (found.scenario, found.numbers) == (base, ())
