"""The register of the programme: every goal of the text, with the dates of its readings and its milestone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.scenario import find_scenario_files, kind_of, load_scenario
from tests.programme.played import SCENARIOS

MODEL = Path(__file__).parents[2] / "model"

TEXT = [f"G{number:02d}" for number in range(25) if number != 15] + ["G15a", "G15b", "V1", "V2", "V3", "V4"]
READINGS = ["G03_axis", "G04_second", "G13_submitted", "G17_new"]
BASELINE = load_scenario(SCENARIOS / "baseline.yaml").said
REGISTER = BASELINE.register_
FOLLOWED = {name: goal for name, goal in REGISTER.items() if goal.treated_as == "milestone"}

END_OF_TERM = {"2025-06-30": "strict", "2025-12-31": "stated"}
VISION = {"2045-12-31": "stated"}
READ_AS = {
    "G06": {"2030-12-31": "stated"},  # the period 2021–2030
    "G14": {"2024-12-31": "stated", "2025-12-31": "lenient"},  # "before 2025"
    "G15a": {"2029-12-31": "stated"},  # "before 2030"
    "G15b": {"2029-12-31": "strict"},
    "G16": {"2030-12-31": "stated"},
    "G17": END_OF_TERM,
    "G17_new": END_OF_TERM,
    "G18": END_OF_TERM,
    "G20": {"2025-12-31": "stated"},  # the period 2021–2025
    "G22": {"2025-12-31": "lenient"},
    "V1": VISION,
    "V2": VISION,
    "V3": VISION,
    "V4": VISION,
}
"""Every date that the text gives, and how it is read."""


def test_every_goal_of_the_text_is_there() -> None:
    assert sorted(REGISTER) == sorted(TEXT + READINGS)


@pytest.mark.parametrize("name", REGISTER)
def test_a_goal_is_told_in_both_languages(name: str) -> None:
    goal = REGISTER[name]
    assert goal.kind
    for text in (goal.title, goal.owner, goal.definition, goal.reason):
        assert "" not in (text.vi, text.en)
        assert text.vi != text.en
    for text in (goal.definition, goal.reason):
        assert {text.vi[-1], text.en[-1]} == {"."}
    assert goal.basis is not None
    assert (goal.basis.source, goal.basis.grade) == ("kinhmon_meeting_2020", "A")


def test_dates_of_the_text_are_read_as_they_stand_and_all_others_are_ours() -> None:
    said = {name: {day.text: basis for day, basis in goal.by.items()} for name, goal in REGISTER.items()}
    assert {name: by for name, by in said.items() if set(by.values()) - {"ours"}} == READ_AS
    soon = {name for name, by in said.items() if by and name not in READ_AS}
    assert soon == {
        "G03", "G03_axis", "G04", "G04_second", "G09", "G11", "G13", "G13_submitted", "G19",
    }  # fmt: skip


@pytest.mark.parametrize("name", FOLLOWED)
def test_a_goal_and_its_milestone_mean_each_other(name: str) -> None:
    goal = FOLLOWED[name]
    assert goal.milestone is not None
    milestone = BASELINE.milestones[goal.milestone]
    assert milestone.goal == name
    assert goal.by.items() <= milestone.by.items()  # further days may be watched, and are ours
    assert {basis for day, basis in milestone.by.items() if day not in goal.by} <= {"ours"}


def test_every_milestone_of_the_baseline_is_that_of_one_goal() -> None:
    assert {one.goal: name for name, one in BASELINE.milestones.items()} == {
        name: goal.milestone for name, goal in FOLLOWED.items()
    }


FILES = [path for path in find_scenario_files(SCENARIOS) if kind_of(path) == "scenario"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_goal_of_a_milestone_is_in_its_register(path: Path) -> None:
    said = load_scenario(path).said
    assert {one.goal for one in said.milestones.values() if one.goal} <= set(said.register_)


def test_the_umbrella_goal_counts_every_goal_with_a_stated_deadline_once() -> None:
    stated = {name for name, goal in FOLLOWED.items() if "stated" in goal.by.values()}
    other_readings, requests = {"G17_new"}, {"G20"}  # what others grant isn't the town's to meet
    assert set(REGISTER["G00"].counts) == stated - other_readings - requests
    assert "request" in REGISTER["G20"].kind


# -- its words are nowhere in the code -------------------------------------------------------------------

CODES = [*REGISTER, *BASELINE.risk_register]
PLACES = [
    "An Phụ", "Kính Chủ", "Nhẫm Dương", "Kinh Thầy", "Nhị Chiểu", "Quảng Ninh", "ĐT 389", "QL17B", "axis389",
    "Lê Ninh", "Hoành Sơn", "Hiệp Hòa", "Thăng Long", "Quang Thành", "Minh Hòa", "Lạc Long", "Thượng Quận",
    "Bạch Đằng",
]  # fmt: skip
"""Names that the register and the works speak of, beside those of tests/test_imports.py."""


def names_in(text: str) -> list[str]:
    """Codes and places of the programme in a text, as whole words."""
    return [name for name in [*CODES, *PLACES] if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]


def breaches(folder: Path) -> dict[str, list[str]]:
    """The files of a folder of code that name the programme, with the names."""
    files = sorted([*folder.rglob("*.py"), *folder.rglob("*.toml")])
    found = {file.name: names_in(file.read_text(encoding="utf-8")) for file in files}
    return {file: names for file, names in found.items() if names}


def test_the_register_speaks_of_these_places() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in SCENARIOS.rglob("*.yaml"))
    assert [place for place in PLACES if place not in text] == []


def test_no_name_of_the_programme_is_in_the_code() -> None:
    assert breaches(MODEL) == {}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('if goal == "G14":', "G14"),
        ('DEADLINES = {"G15a": 2029}', "G15a"),
        ("# R08 stands for this", "R08"),
        ('works["axis389"]', "axis389"),
        ('vi = "Đường nối Quảng Ninh"', "Quảng Ninh"),
    ],
)
def test_a_name_planted_in_the_code_would_be_seen(line: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    sound = (MODEL / "days.py").read_text(encoding="utf-8")
    (tmp_path / "plan/days.py").write_text(sound, encoding="utf-8")
    assert breaches(tmp_path) == {}
    (tmp_path / "plan/days.py").write_text(f"{sound}\n{line}\n", encoding="utf-8")
    assert breaches(tmp_path) == {"days.py": [name]}
