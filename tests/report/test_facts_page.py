"""The page of numbers in docs/ is what the scenarios say now, and leaves no number out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.cli import main
from model.report.facts_page import facts_page
from model.scenario import Scenario, load_scenario
from model.scenario.faults import dotted
from model.words import LANGUAGES

ROOT = Path(__file__).parents[2]
PAGES = {"vi": "docs/so-lieu.md", "en": "docs/facts.md"}
SCENARIOS = ("baseline.yaml", "more_teams.yaml", "examples/every_word.yaml", "examples/tutorial.yaml")


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # files are named as seen from there


def read(name: str) -> Scenario:
    return load_scenario(f"scenarios/{name}")


def rows(page: str) -> list[list[str]]:
    """The cells of every line of every table."""
    return [line[2:-2].split(" | ") for line in page.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_up_to_date(lang: str) -> None:
    """Where it fails: ``make docs``."""
    assert (ROOT / PAGES[lang]).read_text(encoding="utf-8") == facts_page(read("baseline.yaml"), lang)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_stands_on_the_page_with_its_grade_and_source(name: str) -> None:
    scenario = read(name)
    found = {
        path: line for line in rows(facts_page(scenario, "en")) for path in re.findall(r"`([^`]*)`$", line[0])
    }
    for fact in scenario.facts:
        is_named_by_two = fact.path[0] in ("levers", "assumptions")
        line = found[dotted(fact.path[:2] if is_named_by_two else fact.path)]
        assert fact.text.replace("|", "\\|") in [cell.replace("<br>", " ") for cell in line]
        assert (fact.grade or "–") in line
        assert (f"[{fact.source}](#{fact.source})" if fact.source else "–") in line


def test_remarks_are_in_the_language_of_the_page() -> None:
    scenario = read("examples/every_word.yaml")
    assert "Mỗi tổ ba người" in facts_page(scenario, "vi")
    assert "Mỗi tổ ba người" not in facts_page(scenario, "en")
    assert "Three people a team" in facts_page(scenario, "en")


@pytest.mark.parametrize("name", SCENARIOS)
def test_grades_add_up_and_every_link_leads_to_a_source(name: str) -> None:
    scenario = read(name)
    page = facts_page(scenario, "en")
    by_grade = {line[0]: int(line[2]) for line in rows(page) if len(line) == 3 and line[2].isdecimal()}
    assert sum(by_grade.values()) == len(scenario.facts)
    assert by_grade["A"] == sum(fact.grade == "A" for fact in scenario.facts)
    assert set(re.findall(r"\]\(#(\w+)\)", page)) == set(re.findall(r'<a id="(\w+)"', page))


def test_what_can_be_decided_and_what_is_not_known_come_first() -> None:
    headings = re.findall(r"^## (.*)$", facts_page(read("baseline.yaml"), "en"), re.M)
    assert headings[:4] == ["Sources", "Levers", "Assumptions", "Calendars"]
    assert len(headings) == len(set(headings))
    [teams] = [
        line for line in rows(facts_page(read("more_teams.yaml"), "en")) if "clearance_teams`" in line[0]
    ]
    assert teams[1:4] == ["5", "1..6", "1.2 bn VND/y"]


def test_a_remark_on_several_numbers_is_told_once_below_them() -> None:
    page = facts_page(read("baseline.yaml"), "en")
    [capital] = [part for part in page.split("\n## ") if part.startswith("Capital sources")]
    assert capital.count("The cut-off is law") == 1
    own = [line for line in rows(capital) if "clearance_fund" in line[0]]
    released = [line for line in own if line[0].endswith("released`")]  # has its own source
    assert [line for line in own if line[4] != "1"] == released


def test_columns_stay_narrow_enough_to_be_read() -> None:
    for lang in LANGUAGES:
        for line in rows(facts_page(read("baseline.yaml"), lang)):
            for cell in line:
                assert max(len(part) for part in re.sub(r"<a id=[^>]*></a>", "", cell).split("<br>")) <= 120


@pytest.mark.parametrize("words", [["--markdown"], ["--programme", "--markdown"]])
def test_only_numbers_can_be_a_page(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", *words, "--lang", "en"]) == 2
    assert "--facts" in capsys.readouterr().err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_prints_the_page(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "scenarios/baseline.yaml", "--facts", "--markdown", "--lang", lang]) == 0
    assert capsys.readouterr().out == facts_page(read("baseline.yaml"), lang)
