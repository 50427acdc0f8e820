"""The register of a programme: as people read it, and as it stands in results."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

from model.analysis.goals import COLUMNS as GOAL_COLUMNS
from model.report.lists import ENDLESS
from model.report.register import COLUMNS, register, register_table
from model.scenario import Scenario, load_scenario
from model.words import LANGUAGES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NO_MILESTONES = pd.DataFrame(columns=["milestone", "deadline", "probability", "ci_low", "ci_high"])
NO_GOALS = pd.DataFrame(columns=list(GOAL_COLUMNS))


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario(SCENARIOS / "baseline.yaml")


@pytest.fixture(scope="module")
def without_city() -> Scenario:
    """The baseline without a milestone for either reading of the city."""
    gone = [(f"milestones.{name}", "null") for name in ("city_dossier", "city")]
    return load_scenario(SCENARIOS / "baseline.yaml", gone)


def printed(scenario: Scenario, lang: str, width: int) -> list[str]:
    paper = io.StringIO()
    Console(file=paper, width=width, highlight=False).print(register(scenario, lang, width))
    return [line.rstrip() for line in paper.getvalue().splitlines()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_goal_has_its_lines_on_a_terminal(baseline: Scenario, lang: str, width: int) -> None:
    lines = printed(baseline, lang, width)
    assert max(map(cell_len, lines)) <= width
    for name, goal in baseline.said.register_.items():
        title = goal.title.vi if lang == "vi" else goal.title.en
        assert any(f"{name}  {title}".startswith(line) and line for line in lines)
    [start] = [place for place, line in enumerate(lines) if line.startswith("G14 ")]
    text = " ".join(line.strip() for line in lines[start : start + 8])
    assert (
        "31/12/2024 (văn bản nêu); 31/12/2025 (hiểu rộng)" if lang == "vi" else "2024-12-31 (as stated)"
    ) in text
    assert ("Mốc được mô phỏng: class3." if lang == "vi" else "Simulated milestone: class3.") in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_piped_every_goal_is_one_line(without_city: Scenario, lang: str) -> None:
    lines = printed(without_city, lang, ENDLESS)
    for name, goal in without_city.said.register_.items():
        [line] = [line for line in lines if line.split(" ")[0] == name]
        reason = goal.reason.vi if lang == "vi" else goal.reason.en
        assert reason in line
    [line] = [line for line in lines if line.startswith("G15b ")]
    assert ("không có trong kịch bản này" if lang == "vi" else "not in this scenario") in line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_without_a_register_says_so(lang: str) -> None:
    tutorial = load_scenario(SCENARIOS / "examples/tutorial.yaml")
    assert "register" in " ".join(printed(tutorial, lang, 80))
    assert list(register_table(tutorial, NO_MILESTONES, NO_GOALS).columns) == list(COLUMNS)


def test_results_have_a_row_for_each_goal_and_deadline(without_city: Scenario) -> None:
    milestones = pd.DataFrame(
        {"milestone": "class3", "deadline": ["2024-12-31", "2025-12-31"], "probability": [0.5, 0.75],
         "ci_low": 0.4, "ci_high": 0.8}
    )  # fmt: skip
    table = register_table(without_city, milestones, NO_GOALS)
    class3 = table[table.id == "G14"]
    assert class3.deadline.tolist() == ["2024-12-31", "2025-12-31"]
    assert class3.basis.tolist() == ["stated", "lenient"]
    assert class3.probability.tolist() == [0.5, 0.75]
    assert set(class3.treatment + class3.milestone) == {"milestoneclass3"}
    rest = table[table.id != "G14"]
    assert rest.probability.isna().all()
    assert set(rest.id) | {"G14"} == set(without_city.said.register_)
    assert table[table.id == "G15a"].treatment.tolist() == ["not_in_this_scenario"]
    assert table[table.id == "G02"][["kind", "deadline", "treatment"]].values.tolist() == [
        ["lever; milestone", "", "milestone"]
    ]


def test_a_goal_that_names_no_milestone_is_told_by_those_that_name_it(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        f"kind: scenario\nextends: {SCENARIOS / 'baseline.yaml'}\nbecause: {{vi: Thử, en: Tried}}\n"
        "add:\n  milestones.zones: {title: Zones, goal: G07, when: general_plan.plan.decision, "
        "by: {2021-12-31: ours}}\n"
        "change: {register.G07.treated_as: milestone}\n"
    )
    table = register_table(load_scenario(file), NO_MILESTONES, NO_GOALS)
    assert table[table.id == "G07"][["treatment", "milestone"]].values.tolist() == [["milestone", "zones"]]


def test_a_goal_that_counts_others_has_a_row_for_each_number_of_them(without_city: Scenario) -> None:
    goals = pd.DataFrame(
        {"goal": "G00",
         "measure": ["left_out", "met_exactly", "met_at_least", "met_at_least", "met_at_least"],
         "number": [None, 1, 0, 1, 2], "member": ["G15a", "", "", "", ""],
         "probability": [None, 0.4, 1, 0.8, 0.4], "ci_low": 0.3, "ci_high": 0.9}
    )  # fmt: skip
    table = register_table(without_city, NO_MILESTONES, goals)
    growth = table[table.id == "G00"]
    assert growth[["at_least", "of", "probability", "left_out"]].values.tolist() == [
        [1, 2, 0.8, "G15a"],
        [2, 2, 0.4, "G15a"],
    ]
    assert table[table.id != "G00"][["at_least", "of", "left_out"]].isna().all(axis=None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_goal_counts_is_listed_with_its_deadlines(without_city: Scenario, lang: str) -> None:
    [line] = [line for line in printed(without_city, lang, ENDLESS) if line.startswith("G00 ")]
    if lang == "vi":
        assert "G14 31/12/2024, G15a 31/12/2029 (không có trong kịch bản này)" in line
        assert "G03 31/12/2025, G04 31/12/2025, G14 31/12/2024" in line
    else:
        assert "G14 2024-12-31, G15a 2029-12-31 (not in this scenario)" in line
        assert "G03 2025-12-31, G04 2025-12-31, G14 2024-12-31" in line
