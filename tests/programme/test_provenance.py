"""What the numbers of the programme rest on, which guesses have no range and why, what was known in 2020."""

from __future__ import annotations

from datetime import date

import pytest

from model.scenario import Scenario, ScenarioError, load_scenario
from model.scenario.asof import known_day
from model.scenario.guesses import fixed_guesses
from tests.programme.played import SCENARIOS

NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
FROM_2020 = [name for name in NAMES if name not in ("s05_pandemic", "s10_restructuring", "s12_hindcast")]
LATER = {
    "s05_pandemic": date(2021, 12, 31),
    "s10_restructuring": date(2025, 12, 31),
    "s12_hindcast": date(2026, 1, 1),
}

SQUEEZE = [
    f"capital.{fund}_fund.per_year.{year}"
    for fund in ("clearance", "works", "town")
    for year in (2021, 2022, 2023)
]
SHOCK = ["risks.materials.chance", "risks.materials.lasts", "risks.no_fill.chance"]
SUPPOSED = {
    # the whole of the year's capital comes and none lapses: that is the question
    "money_on_time": [f"capital.{fund}_fund.{word}" for fund in ("clearance", "works", "town")
                      for word in ("released", "carry_over")],
    # a squeeze of two thirds, and how the same sum is shared out
    "s04_capital_squeeze": SQUEEZE,
    "s04_land_first": SQUEEZE,
    "s04_works_first": SQUEEZE,
    "s05_pandemic": ["risks.covid_supply.lasts"],  # a year
    # the shock comes, from April 2021 to the middle of 2023
    "s06_material_shock": SHOCK,
    # shocks whose first and last day are known
    "s12_hindcast": [*SHOCK, "risks.criteria_change.chance",
                     "risks.deadline_effort.lasts", "risks.land_law_2024.lasts"],
    "s14_ward_first": ["works.city.parts.free_of_class.duration"],  # until the beginning of 2022
}  # fmt: skip
"""The numbers of grade D that a scenario supposes, and so gives no range; everywhere else there are none."""


@pytest.fixture(scope="module")
def read() -> dict[str, Scenario]:
    return {name: load_scenario(SCENARIOS / f"{name}.yaml") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_source_and_a_grade(name: str, read: dict[str, Scenario]) -> None:
    facts, sources = read[name].facts, read[name].said.sources
    assert len(facts) > 300
    assert [fact.path for fact in facts if fact.source not in sources] == []
    assert [fact.path for fact in facts if fact.grade not in ("A", "B", "C", "D")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_guess_has_a_range_unless_it_is_what_the_scenario_supposes(
    name: str, read: dict[str, Scenario]
) -> None:
    assert sorted(one.path for one in fixed_guesses(read[name])) == sorted(SUPPOSED.get(name, []))


@pytest.mark.parametrize("name", FROM_2020)
def test_as_of_2020_nothing_later_is_known_of_this_place(name: str, read: dict[str, Scenario]) -> None:
    scenario = read[name]
    assert scenario.said.as_of == scenario.said.start == date(2020, 10, 1)
    late = [
        fact
        for fact in scenario.facts
        if (known_day(fact, scenario.said.sources) or date.min) > date(2020, 10, 1)
    ]
    assert {fact.grade for fact in late} <= {"C", "D"}  # how such works go elsewhere
    assert late


@pytest.mark.parametrize("name", LATER)
def test_what_knows_more_says_so(name: str, read: dict[str, Scenario]) -> None:
    assert read[name].said.as_of == LATER[name]


@pytest.mark.parametrize("name", ["s10_restructuring", "s12_hindcast"])
def test_laws_of_later_years_are_refused_as_of_2020(name: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(SCENARIOS / f"{name}.yaml", [("as_of", "2020-10-01")])
    paths = {fault.path[:2] for fault in refused.value.faults}
    assert ("risks", "restructuring") in paths
    assert {fault.key for fault in refused.value.faults} == {"scenario.known_later_here"}


@pytest.mark.parametrize("name", ["baseline", "s01_mechanism_early", "s11_breakthrough", "s14_ward_first"])
def test_a_later_fact_planted_in_it_is_refused(name: str) -> None:
    later = "{value: 0.3/0.4/0.5, source: land_law_2024, grade: A}"
    with pytest.raises(ScenarioError) as refused:
        load_scenario(SCENARIOS / f"{name}.yaml", [("assumptions.records_homes", later)])
    [fault] = refused.value.faults
    assert fault.key == "scenario.known_later_here"
    assert "land_law_2024 (grade A), known on 2024-01-18, later than as_of 2020-10-01" in fault.text("en")


def test_a_rate_of_other_works_is_no_such_fact() -> None:
    rate = "{value: 0.3/0.4/0.5, source: cay_bridge_road_2025, grade: C}"
    load_scenario(SCENARIOS / "baseline.yaml", [("assumptions.records_homes", rate)])
