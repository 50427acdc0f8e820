"""Runs as a whole: the same numbers whatever the pieces, and the same luck for what is shared."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np
import pandas as pd
import pytest

from model.analysis import tables
from model.analysis.tally import Tally, tally
from model.draws import make_draws
from model.outcomes import Outcomes
from model.plan import Plan, make_plan
from model.scenario import find_scenario_files, load_scenario
from model.simulation import simulate
from model.study.pieces import PIECE, pieces
from model.study.until import Until, widest
from model.study.workforce import ThisComputer
from model.validate import validate
from tests.conftest import PROLOGUE
from tests.random_plans import random_plan

ROOT = Path(__file__).parent.parent
SCENARIOS = find_scenario_files(ROOT / "scenarios")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SCENARIOS, ids=name_of)
def test_every_file_of_scenarios_is_valid(path: Path) -> None:
    validate(path)


def counted(plan: Plan, size: int, jobs: int) -> Tally:
    draws = make_draws(plan.quantities, 3)
    with ThisComputer(jobs) as workforce:
        parts = [tally(plan, piece) for piece in pieces(plan, draws, 60, workforce, size=size)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


@pytest.mark.parametrize(("size", "jobs"), [(1, 1), (7, 1), (60, 1), (7, 2)])
def test_tables_do_not_depend_on_pieces_or_jobs(size: int, jobs: int) -> None:
    plan = random_plan(5)
    reference, other = counted(plan, 50, 1), counted(plan, size, jobs)
    for table in (tables.milestone_table, tables.cause_table, tables.activity_table, tables.capital_table):
        assert table(plan, other).to_csv() == table(plan, reference).to_csv()


def test_a_run_looks_at_its_chances_at_few_numbers_only() -> None:
    assert Until(0.01, most=5000).looks == (1000, 2000, 4000, 5000)
    assert Until(0.01, most=4000).looks == (1000, 2000, 4000)
    assert Until(0.01, most=60).looks == (60,)
    assert all(look % PIECE == 0 for look in Until(0.01, most=1_024_000).looks)  # looks fall between pieces


def test_enough_is_when_the_widest_interval_is_short_enough() -> None:
    until = Until(0.016, most=100_000)
    assert not until.is_enough(np.array([1220, 40]), 2000)  # half of 61 % is ± 2.1 %
    assert until.is_enough(np.array([2440, 80]), 4000)  # ± 1.5 %
    assert until.is_enough(np.array([0, 1000]), 1000)  # certain is sharp enough: ± 0.2 %
    assert widest(pd.DataFrame({"ci_low": [0.1, 0.5], "ci_high": [0.2, 0.54]})) == pytest.approx(0.05)


TOWN = """\
activities:
  survey: {title: Survey, duration: 20/30/60 d}
  land: {title: Land, duration: 50/90/200 d, after: survey, rework: {accepted: 0.5, rounds: 3, then: never}}
milestones:
  land: {title: Land, when: land, by: {2021-12-31: ours}}
"""


def outcomes_of(text: str, place: Path, first: int = 0, count: int = 40) -> Outcomes:
    place.write_text(PROLOGUE + dedent(text), encoding="utf-8")
    plan = make_plan(load_scenario(place))
    return simulate(plan, make_draws(plan.quantities, 9), first, count)


def test_an_activity_more_changes_no_other_draw(tmp_path: Path) -> None:
    before = outcomes_of(TOWN, tmp_path / "town.yaml")
    more = TOWN.replace("  survey:", "  archive: {title: Archive, duration: 5/9/20 d}\n  survey:")
    after = outcomes_of(more, tmp_path / "more.yaml")
    assert (after.day[:, 0] == before.day[:, 0]).all()
    assert (after.finish[:, 1:] == before.finish).all()


def test_another_start_of_the_count_changes_no_draw(tmp_path: Path) -> None:
    everything = outcomes_of(TOWN, tmp_path / "town.yaml")
    tail = outcomes_of(TOWN, tmp_path / "town.yaml", first=25, count=15)
    assert (tail.day == everything.day[25:]).all()


def test_an_assumption_is_drawn_once_and_shared(tmp_path: Path) -> None:
    out = outcomes_of(
        """\
        assumptions: {pace: {title: Pace, value: 20/30/60 d}}
        activities:
          a: {title: A, duration: $pace}
          b: {title: B, duration: $pace}
          c: {title: C, duration: 20/30/60 d}
        milestones:
          all: {title: All, when: [a, b, c], by: {2021-12-31: ours}}
        """,
        tmp_path / "town.yaml",
    )
    a, b, c = out.finish.T
    assert (a == b).all()
    assert (a != c).any()
    assert len(np.unique(a)) == len(a)
