"""The first half hour of docs/tutorial.md and docs/bai-tap.md: what they show is what comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.analysis import tables
from model.analysis.tally import tally
from model.draws import make_draws
from model.plan import make_plan
from model.scenario import load_scenario
from model.simulation import simulate
from model.words import NO_BREAK, say_chance, say_date

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "docs/tutorial.md", "vi": ROOT / "docs/bai-tap.md"}
ROWS = (
    ("tutorial", ()),
    ("tutorial", (("activities.land.duration", "30/60/120 d"),)),
    ("tutorial_council", ()),
    ("tutorial_risk", ()),
)


Row = tuple[float, float, str]
"""Chances by the two deadlines, and P80."""


def rows_of(page: str) -> list[list[str]]:
    """The rows of the table of chances, without their first cell."""
    lines = [line for line in page.splitlines() if line.startswith("| ") and line.count("%") >= 2]
    return [[cell.strip() for cell in line.strip("|").split("|")[1:]] for line in lines]


@pytest.fixture(scope="module")
def found() -> list[Row]:
    """Both chances and P80 of each row, as the program finds them."""
    answers = []
    for name, settings in ROWS:
        scenario = load_scenario(ROOT / f"scenarios/examples/{name}.yaml", settings)
        plan = make_plan(scenario)
        draws = make_draws(plan.quantities, scenario.said.seed, plan.correlations)
        counts = tally(plan, simulate(plan, draws, 0, scenario.said.replications))
        table = tables.milestone_table(plan, counts)
        first, second = table.probability
        answers.append((float(first), float(second), str(table.p80[0])))
    return answers


@pytest.mark.parametrize("lang", PAGES)
def test_the_chances_of_the_page_are_those_of_the_program(lang: str, found: list[Row]) -> None:
    said = [
        [*(say_chance(chance, lang).replace(NO_BREAK, " ") for chance in row[:2]), say_date(row[2], lang)]
        for row in found
    ]
    assert rows_of(PAGES[lang].read_text(encoding="utf-8")) == said


@pytest.mark.parametrize("lang", PAGES)
def test_what_the_page_tells_to_type_stands_in_the_files(lang: str) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGES[lang].read_text(encoding="utf-8"), re.S | re.M)
    files = ("tutorial", "tutorial_council", "tutorial_risk")
    assert len(blocks) == len(files)
    for block, name in zip(blocks, files, strict=True):
        assert block in (ROOT / f"scenarios/examples/{name}.yaml").read_text(encoding="utf-8")
