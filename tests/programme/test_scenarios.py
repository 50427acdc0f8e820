"""Every scenario file is run, adds up, and differs from the one it comes from; what S10 and S12 void."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from model.analysis import tables
from model.analysis.tally import tally
from model.days import day_number
from model.scenario import find_scenario_files, kind_of
from tests.programme.played import REPLICATIONS, SCENARIOS, Played, played

FILES = [path for path in find_scenario_files(SCENARIOS) if kind_of(path) == "scenario"]
TABLES = (
    tables.milestone_table,
    tables.cause_table,
    tables.activity_table,
    tables.capital_table,
    tables.risk_table,
)


def name_of(path: Path) -> str:
    return path.relative_to(SCENARIOS).with_suffix("").as_posix()


def parents_of(path: Path) -> list[Path]:
    """The files that a scenario says it extends."""
    found = re.search(r"^extends:\s*\[?([\w./, ]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    names = found[1].split(",") if found else []
    return [(path.parent / name.strip()).with_suffix(".yaml").resolve() for name in names]


DERIVED = [path for path in FILES if parents_of(path)]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_scenario_runs_twenty_times_and_adds_up(path: Path) -> None:
    run = played(path)
    out = run.outcomes
    reached = np.isfinite(out.day)
    assert out.replications == REPLICATIONS
    assert (out.booked.sum(axis=(2, 3))[reached] == out.day[reached]).all()
    rows = tables.milestone_table(run.plan, tally(run.plan, out)).set_index(["milestone", "deadline"])
    for milestone in run.plan.milestones:
        day, void = run.day(milestone.name), run.void(milestone.name)
        for deadline in milestone.deadlines:
            row = rows.loc[(milestone.name, deadline.text)]
            met = (day <= deadline.instant) & (day <= void)
            voided = (void <= deadline.instant) & (void < day)
            missed = REPLICATIONS - met.sum() - voided.sum()
            found = [round(REPLICATIONS * row[word]) for word in ("probability", "voided", "missed")]
            assert found == [met.sum(), voided.sum(), missed]


def test_all_but_the_first_of_the_programme_are_derived() -> None:
    programme = [path for path in FILES if path.parent == SCENARIOS]
    assert [path.stem for path in programme if path not in DERIVED] == ["baseline"]
    assert len(programme) >= 17


def told(run: Played) -> list[str]:
    """The tables of a run, without the name of the scenario."""
    counts = tally(run.plan, run.outcomes)
    return [table(run.plan, counts).drop(columns="scenario").to_csv() for table in TABLES]


@pytest.mark.parametrize("path", DERIVED, ids=name_of)
def test_a_derived_scenario_changes_something(path: Path) -> None:
    for parent in parents_of(path):
        assert told(played(path)) != told(played(parent)), parent.stem


@pytest.mark.parametrize("name", ["s10_restructuring", "s12_hindcast"])
@pytest.mark.parametrize("milestone", ["city_dossier", "city"])
def test_the_city_is_voided_and_never_missed_once_there_are_no_districts(name: str, milestone: str) -> None:
    run = played(SCENARIOS / f"{name}.yaml")
    [goal] = [one for one in run.plan.milestones if one.name == milestone]
    [by_2029] = goal.deadlines
    ended = day_number(np.datetime64("2025-07-01").item(), np.datetime64("2020-10-01").item())
    assert ended == 4 * 365 + 1 + 273  # four years with one leap day, and October to June
    reached = run.day(milestone) <= ended
    assert (run.void(milestone)[~reached] == ended).all()
    row = (
        tables.milestone_table(run.plan, tally(run.plan, run.outcomes)).set_index("milestone").loc[milestone]
    )
    assert row.deadline == by_2029.text == "2029-12-31"
    assert row.missed == 0
    assert REPLICATIONS * row.probability == reached.sum()
    assert row.voided == 1 - row.probability
    assert row.voided > 0


@pytest.mark.parametrize("name", ["baseline", "s05_pandemic", "s06_material_shock", "s14_ward_first"])
@pytest.mark.parametrize("milestone", ["city_dossier", "city"])
def test_no_city_is_voided_where_districts_stay(name: str, milestone: str) -> None:
    assert np.isinf(played(SCENARIOS / f"{name}.yaml").void(milestone)).all()
