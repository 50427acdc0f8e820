"""The page of results: every scenario by every milestone, and what of it is noise."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from model.analysis.compare import COLUMNS as COMPARED
from model.analysis.goals import COLUMNS as COUNTED
from model.report.results_page import Result, results_page
from model.scenario import load_scenario
from tests.conftest import PROLOGUE

TOWN = """\
activities: {a: {title: A, duration: 9 d}}
milestones:
  road: {title: {vi: Đường, en: Road}, when: a, by: {2021-12-31: ours}}
"""
TITLES = {"road": {"vi": "Đường", "en": "Road"}, "city": {"vi": "Thành phố", "en": "City"}}


def milestone(name: str, deadline: str, basis: str, chance: float, **others: object) -> dict[str, object]:
    """A row of a table of milestones with its main cause, ten points of interval around the chance."""
    row = {"milestone": name, "deadline": deadline, "deadline_basis": basis, "probability": chance}
    row |= {"ci_low": chance - 0.05, "ci_high": chance + 0.05, "voided": 0.0, "replications": 2000}
    row |= {"p50": "2021-06-30", "p80": "", "main_cause": "capital", "main_cause_days": 41.2}
    return row | others


def result(
    place: Path, name: str, rows: list[dict[str, object]], goals: pd.DataFrame | None = None
) -> Result:
    file = place / f"{name}.yaml"
    because = "because: {vi: Vì thế, en: That is why}\n" if name != "base" else ""
    file.write_text(PROLOGUE.replace("A story", f"Case {name}") + because + TOWN, encoding="utf-8")
    none = pd.DataFrame(columns=list(COUNTED))
    return Result(load_scenario(file), TITLES, pd.DataFrame(rows), none if goals is None else goals, 7)


def difference(scenario: str, deadline: str, by: float, low: float, high: float) -> dict[str, object]:
    return {"scenario_a": "base", "scenario_b": scenario, "milestone": "road", "deadline": deadline,
            "difference": by, "ci_low": low, "ci_high": high}  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> dict[str, str]:
    """Three scenarios: the second has another milestone too, the third lacks what the first has."""
    road = [milestone("road", "2021-12-31", "stated", 0.60), milestone("road", "2023-12-31", "ours", 0.995)]
    more = [milestone("road", "2021-12-31", "stated", 0.72), milestone("road", "2023-12-31", "ours", 0.998)]
    city = milestone("city", "2029-12-31", "ours", 0.004, ci_low=0.001, voided=0.3, main_cause="", p50="")
    results = [
        result(tmp_path, "base", road),
        result(tmp_path, "more", [*more, city]),
        result(tmp_path, "other", [city]),
    ]
    compared = pd.DataFrame(
        [
            difference("more", "2021-12-31", 0.12, 0.09, 0.15),
            difference("more", "2023-12-31", 0.003, -0.002, 0.008),
        ],
        columns=list(COMPARED),
    )
    return {
        lang: results_page(results, compared, "make it", lang).replace("\u00a0", " ") for lang in ("vi", "en")
    }


def line(page: str, section: str, begins: str) -> list[str]:
    """The cells of the line of a section that begins so."""
    [part] = [part for part in page.split("\n## ") if part.startswith(f"{section}\n")]
    [found] = [one for one in part.splitlines() if one.startswith(f"| {begins} |")]
    return found[2:-2].split(" | ")


@pytest.fixture
def banded(tmp_path: Path) -> dict[str, str]:
    """Two scenarios with bands over 200 draws; the second has a goal, and a milestone without a band."""
    no_band = {"band_low": float("nan"), "band_high": float("nan")}
    road = [
        milestone("road", "2021-12-31", "stated", 0.38, band_low=0.1234, band_high=0.6862),
        milestone("road", "2023-12-31", "ours", 1.0, band_low=1.0, band_high=1.0, voided=0.3),
    ]
    city = milestone("city", "2029-12-31", "ours", 0.5, **no_band)
    goal = {"goal": "G0", "title_vi": "Chung", "title_en": "All", "measure": "left_out", "member": "G1"}
    results = [
        result(tmp_path, "base", road),
        result(tmp_path, "more", [*road, city], pd.DataFrame([goal], columns=list(COUNTED))),
    ]
    compared = pd.DataFrame([difference("more", "2021-12-31", 0.1, 0.05, 0.15)], columns=list(COMPARED))
    return {
        lang: results_page(results, compared, "make it", lang, draws=200).replace("\u00a0", " ")
        for lang in ("vi", "en")
    }


def test_a_band_stands_below_its_chance_and_is_called_assumptions(banded: dict[str, str]) -> None:
    cells = line(banded["en"], "Road", "Case base")
    assert cells[1] == "38 % (33–43)<br>assumptions: 12–69 %"
    assert cells[3] == "> 99 % (95–100)<br>assumptions: > 99 %<br>voided 30 %"
    assert line(banded["vi"], "Đường", "Case base")[1] == "38 % (33–43)<br>giả định: 12–69 %"


def test_at_a_glance_the_band_is_small_print(banded: dict[str, str]) -> None:
    small = "<br><small>assumptions: 12–69 %</small>"
    assert line(banded["en"], "At a glance", "Case base")[1:] == [f"38 % (33–43){small}", "—"]
    assert line(banded["en"], "At a glance", "Case more")[1] == f"38 % (33–43) ▲{small}"


def test_what_a_band_means_is_told_by_the_widest_of_the_first_scenario(banded: dict[str, str]) -> None:
    before = banded["en"].split("\n## ")[0]
    assert "5–95 % over 200 draws" in before
    assert "“Road” by 2021-12-31 in “Case base” has 38 % (33–43), assumptions: 12–69 %." in before
    assert "“Đường”, hạn 31/12/2021, trong “Case base” ghi 38 % (33–43), giả định: 12–69 %." in banded["vi"]


def test_a_band_that_was_not_computed_is_said(page: dict[str, str], banded: dict[str, str]) -> None:
    assert line(banded["en"], "City", "Case more")[1] == "50 % (45–55)<br>assumptions: not computed"
    assert "Bands of assumptions of these counts: not computed." in banded["en"].split("\n## G0")[1]
    assert page["en"].count("not computed") == 1
    assert "Bands of assumptions" in page["en"].split("\n## ")[0]
    assert "chưa tính" in page["vi"].split("\n## ")[0]
    assert "assumptions: " not in page["en"]


def test_a_chance_has_its_interval_and_a_date_beyond_the_horizon_says_so(page: dict[str, str]) -> None:
    assert line(page["en"], "Road", "Case base") == [
        "Case base", "60 % (55–65)", "—", "> 99 % (94–100)", "—",
        "2021-06-30", "after 2026-01", "Waiting for capital (41 days)",
    ]  # fmt: skip


def test_a_difference_is_a_difference_or_noise(page: dict[str, str]) -> None:
    cells = line(page["en"], "Road", "Case more")
    assert cells[2] == "+12.0 points (+9.0 to +15.0)"
    assert cells[4] == "+0.3 points (−0.2 to +0.8)<br>not distinguishable from noise"
    cells = line(page["vi"], "Đường", "Case more")
    assert cells[4].endswith("<br>không phân biệt được với nhiễu")


def test_deadlines_stand_with_what_they_rest_on(page: dict[str, str]) -> None:
    head = line(page["en"], "Road", "Scenario")
    assert head[1:5] == [
        "By 2021-12-31 (as stated)",
        "Difference",
        "By 2023-12-31 (our own mark)",
        "Difference",
    ]
    assert line(page["vi"], "Đường", "Kịch bản")[1] == "Đến 31/12/2021 (văn bản nêu)"


def test_what_a_scenario_does_not_have_is_said(page: dict[str, str]) -> None:
    assert line(page["en"], "Road", "Case other") == ["Case other", *["—"] * 6, "has no such milestone"]
    assert line(page["en"], "City", "Case base")[-1] == "has no such milestone"


def test_what_is_voided_stands_beside_the_chance_and_never_in_it(page: dict[str, str]) -> None:
    cells = line(page["en"], "City", "Case other")
    assert cells[1] == "< 1 % (0–6)<br>voided 30 %"
    assert cells[2:] == ["—", "after 2026-01", "after 2026-01", "—"]


def test_at_a_glance_each_milestone_has_its_stated_deadline_and_a_mark_beyond_noise(
    page: dict[str, str],
) -> None:
    assert line(page["en"], "At a glance", "Scenario")[1:] == ["Road<br>2021-12-31", "City<br>2029-12-31"]
    assert line(page["en"], "At a glance", "Case base")[1:] == ["60 % (55–65)", "—"]
    assert line(page["en"], "At a glance", "Case more")[1:] == ["72 % (67–77) ▲", "< 1 % (0–6)"]
    assert line(page["en"], "At a glance", "Case other")[1:] == ["—", "< 1 % (0–6)"]


def test_scenarios_are_told_with_their_reasons(page: dict[str, str]) -> None:
    assert line(page["vi"], "Các kịch bản", "`more`") == ["`more`", "Case more", "Vì thế"]
    assert line(page["en"], "The scenarios", "`base`") == ["`base`", "Case base", ""]
    assert "`make it`" in page["en"]
    assert "2,000 replications on the same luck (seed 7)" in page["en"]
    assert "2.000 lượt" in page["vi"]


def test_goals_met_together_have_a_table_of_their_own(tmp_path: Path) -> None:
    goals = pd.DataFrame(
        [
            {"goal": "G0", "title_vi": "Chung", "title_en": "All of it"} | row
            for row in (
                {"measure": "met", "member": "G1"},
                {"measure": "left_out", "member": "G2"},
                {"measure": "met_at_least", "number": 0, "probability": 1.0, "ci_low": 0.99, "ci_high": 1.0},
                {"measure": "met_at_least", "number": 1, "probability": 0.4, "ci_low": 0.38, "ci_high": 0.42},
                {
                    "measure": "all_together",
                    "member": "G1: 2025-12-31; G3: 2024-12-31",
                    "probability": 0.3,
                    "ci_low": 0.28,
                    "ci_high": 0.32,
                    "product": 0.25,
                },
            )
        ],
        columns=list(COUNTED),
    )
    road = [milestone("road", "2021-12-31", "ours", 0.6)]
    results = [result(tmp_path, "base", road, goals), result(tmp_path, "more", road)]
    page = results_page(results, pd.DataFrame(columns=list(COMPARED)), "", "en").replace("\u00a0", " ")
    assert line(page, "G0: All of it", "Case base")[1:] == [
        "G1",
        "40 % (38–42)",
        "G1: 2025-12-31<br>G3: 2024-12-31",
        "30 % (28–32)",
        "25 %",
        "G2",
    ]
    assert line(page, "G0: All of it", "Case more")[1:] == ["—", "—", "—", "—", "—", ""]
