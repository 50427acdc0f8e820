"""The register of risks as people read it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from model.report.lists import ENDLESS
from model.report.risk_register import MODELLED, risk_register
from model.scenario import Scenario, load_scenario
from model.words import LANGUAGES

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def district() -> Scenario:
    return load_scenario(SCENARIOS / "examples/every_word.yaml", [("risk_register.R2.active", "false")])


def printed(scenario: Scenario, lang: str, width: int) -> list[str]:
    paper = io.StringIO()
    Console(file=paper, width=width, highlight=False).print(risk_register(scenario, lang, width))
    return [line.rstrip() for line in paper.getvalue().splitlines()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 120])
def test_every_risk_has_its_lines_on_a_terminal(district: Scenario, lang: str, width: int) -> None:
    lines = printed(district, lang, width)
    assert max(map(cell_len, lines)) <= width
    for code, row in district.said.risk_register.items():
        title = row.title.vi if lang == "vi" else row.title.en
        assert any(line.startswith(f"{code}  {title}") for line in lines)
    [start] = [place for place, line in enumerate(lines) if line.startswith("R6 ")]
    text = " ".join(line.strip() for line in lines[start : start + 6])
    assert (
        "Số tổ kiểm đếm ($teams); Đối thoại sớm" if lang == "vi" else "Clearance teams ($teams); Early"
    ) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_piped_every_risk_is_one_line_under_its_group(district: Scenario, lang: str) -> None:
    lines = printed(district, lang, ENDLESS)
    heads = {
        "vi": [
            "Biến cố (4)",
            "Yếu tố chung (1)",
            "Trong quy trình (1)",
            "Trong lịch (1)",
            "Không mô hình hóa (1)",
        ],
        "en": [
            "Event (4)",
            "Shared driver (1)",
            "In the process (1)",
            "In the calendar (1)",
            "Not modelled (1)",
        ],
    }[lang]
    places = [lines.index(head) for head in heads]
    assert places == sorted(places)
    assert len(heads) == len(MODELLED)
    rows = district.said.risk_register
    for code, row in rows.items():
        [(number, line)] = [(k, line) for k, line in enumerate(lines) if line.split(" ")[0] == code]
        group = max(place for place in places if place < number)
        assert MODELLED[places.index(group)] == row.modelled_by
        assert ", ".join(row.carried_by) in line
        assert (("đang tắt" if lang == "vi" else "switched off") in line) == (code == "R2")
    assert ("Đang tắt: 1." if lang == "vi" else "Switched off: 1.") in lines[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_without_a_register_of_risks_says_so(lang: str) -> None:
    tutorial = load_scenario(SCENARIOS / "examples/tutorial.yaml")
    assert "risk_register" in " ".join(printed(tutorial, lang, 80))
