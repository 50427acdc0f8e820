"""Plans made from one another: the same as made anew, for every number of the largest example."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from model.plan import Pattern, Plan, make_plan
from model.scenario import Fact, Fault, ScenarioError, load_scenario, load_sweep, nearby, setting
from model.scenario.faults import dotted
from model.study.design import Cells, design_of

EVERY_WORD = Path("scenarios/examples/every_word.yaml")
SWEEPS = sorted(Path("scenarios/sweeps").glob("*.yaml"))


def moved(fact: Fact) -> str:
    """A number with its unit, each part half as much again."""
    unit = fact.unit.strip()
    numbers = fact.text.removesuffix(unit).strip()
    parts = [f"{float(part) * 1.5:.6g}" for part in numbers.split("/")]
    return f"{'/'.join(parts)} {unit}".strip()


def planned_or_refused(make: Callable[[], Plan]) -> Plan | list[Fault]:
    """A plan, or why there is none."""
    try:
        return make()
    except ScenarioError as error:
        return error.faults


def test_every_number_of_a_scenario_moved_gives_the_plan_made_anew() -> None:
    base = load_scenario(EVERY_WORD)
    pattern, made = Pattern(base), 0
    for fact in base.facts:
        if not fact.kind or "(" in fact.text:
            continue
        asked = [setting(dotted(fact.path), moved(fact))]
        found = nearby(base, asked)
        if found is not None:
            near = planned_or_refused(partial(pattern.plan_of, found))
            assert near == planned_or_refused(partial(make_plan, load_scenario(EVERY_WORD, asked))), fact.path
            made += isinstance(near, Plan)
    assert made >= 30


def test_what_is_not_touched_is_not_made_anew() -> None:
    base = load_scenario(EVERY_WORD)
    found = nearby(base, [setting("levers.teams", "2")])
    pattern = Pattern(base)
    assert found is not None
    plan = pattern.plan_of(found)
    assert plan.activities is pattern.plan.activities
    assert plan.conditions is pattern.plan.conditions


def test_a_crew_that_has_become_too_small_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    base = load_scenario(file)
    found = nearby(base, [setting("crews.team", "1")])
    assert found is not None
    with pytest.raises(ScenarioError, match="team"):
        Pattern(base).plan_of(found)


SMALL = """\
kind: scenario
title: Small
start: 2021-01-01
horizon: 2022-01-01
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up}}
crews: {team: 2}
activities:
  a: {title: A, duration: 10 d, crew: {team: 2}, refused: {chance: 10 %, then: never}}
milestones:
  done: {title: Done, when: a, by: {2021-06-30: ours}}
"""


def test_a_chance_that_has_become_certain_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    base = load_scenario(file)
    found = nearby(base, [setting("activities.a.refused.chance", "100 %")])
    assert found is not None
    with pytest.raises(ScenarioError, match="done"):
        Pattern(base).plan_of(found)


@pytest.mark.parametrize("file", SWEEPS, ids=lambda file: file.stem)
def test_cells_of_the_sweeps_have_the_plans_of_their_scenarios(file: Path) -> None:
    asked = load_sweep(file)
    design = design_of(asked, load_scenario(asked.scenario))
    cells = Cells(asked)
    for cell in (design.cells[0], design.cells[-1]):
        assert cells.plan(cell) == make_plan(load_scenario(asked.scenario, cell.settings))
