"""A replication as a planner reads it: sentences written by hand for small stories, in both languages.

Day 0 is 2020-10-01, so 2020-10-31 is day 30, 2020-11-07 day 37, 2021-01-01 day 92 and 2021-02-01 day 123.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from rich.console import Console

from model.cli import main
from model.outcomes import Cause
from model.report.lists import ENDLESS
from model.report.lived import Lived, chosen
from model.report.naming import Names, in_ranges
from model.report.trace import Wanted, story
from model.scenario import load_scenario
from model.simulation import simulate
from model.study.trace import live, trace
from tests.conftest import PROLOGUE
from tests.random_plans import random_plan

ROOT = Path(__file__).parent.parent.parent

Live = Callable[[str], Lived]


@pytest.fixture
def lives(tmp_path: Path) -> Live:
    """Live through a story told as a scenario without its prologue."""

    def live_once(text: str) -> Lived:
        file = tmp_path / "story.yaml"
        file.write_text(PROLOGUE + dedent(text), encoding="utf-8")
        return trace(load_scenario(file), 0, 1)

    return live_once


def page(
    lived: Lived, lang: str, wanted: Wanted | None = None, width: int = ENDLESS, plain: bool = True
) -> list[str]:
    """The page as lines with their ends trimmed, and spaces made ordinary where it is to be ``plain``."""
    paper = io.StringIO()
    Console(file=paper, width=width, highlight=False).print(story(lived, lang, width, wanted or Wanted()))
    text = paper.getvalue()
    return [line.rstrip() for line in (text.replace("\u00a0", " ") if plain else text).splitlines()]


def told(lived: Lived, lang: str = "en", wanted: Wanted | None = None) -> list[str]:
    """The dated sentences of the story alone."""
    heading = {"vi": "Diễn biến", "en": "What happened"}[lang]
    return [line for line in section(page(lived, lang, wanted), heading) if len(line.split()) > 2]


def section(lines: list[str], heading: str) -> list[str]:
    """What stands below a heading, up to the next empty line."""
    below = lines[lines.index(heading) + 1 :]
    return below[: below.index("")] if "" in below else below


BRIDGE = """
    crews: {team: 1}
    capital:
      fund: {title: {vi: Quỹ cầu, en: Bridge fund}, opening: 5 bn VND, per_year: 4 bn VND, lapses: 01-31}
      old: {title: {vi: Quỹ cũ, en: Old fund}, opening: 3 bn VND, lapses: 01-31, carry_over: 50 %}
    activities:
      survey: {title: {vi: Khảo sát, en: Survey}, duration: 10 d, crew: team}
      count: {title: {vi: Kiểm đếm, en: Counting}, duration: 5 d, crew: team}
      permit:
        title: {vi: Cấp phép, en: Permit}
        duration: 20 d
        after: survey
        refused: {chance: 100 %, then: answer}
      answer: {title: {vi: Giải trình, en: Answer}, duration: 7 d}
      piles:
        title: {vi: Đóng cọc, en: Piles}
        duration: 30 d
        after: {any: [permit, answer]}
        capital: {from: fund, amount: 6 bn VND}
      ground: {title: {vi: Thử nền, en: Test}, duration: 4 d, after: piles, branch: {firm: 100 %, weak: rest}}
      firm: {title: {vi: Nền tốt, en: Firm ground}, duration: 3 d}
      weak: {title: {vi: Nền yếu, en: Weak ground}, duration: 90 d}
      opening: {title: {vi: Thông xe, en: Opening}, duration: 1 d, after: [count, {any: [firm, weak]}]}
    risks:
      flood:
        title: {vi: Lũ lớn, en: Great flood}
        on: 2021-01-11
        lasts: 7 d
        effects: [{stop: piles}]
    milestones:
      open:
        title: {vi: Thông cầu, en: Bridge open}
        when: opening
        by: {2020-12-31: ours, 2021-03-31: ours}
"""
# Survey 0 to 10; the team then counts 10 to 15. Permit 10 to 30, refused; answer 30 to 37. Piles need 6, the
# fund has 5 until 2021-01-01 (day 92). Flood 102 to 109, so piles 92 to 129. Test to 133,
# firm to 136, open 137.


def test_a_small_story_in_english(lives: Live) -> None:
    assert told(lives(BRIDGE)) == [
        "2020-10-01  Bridge fund: 5 bn VND of 2020 is there at the start.",
        "2020-10-01  Old fund: 3 bn VND of 2020 is there at the start.",
        "2020-10-10  Survey: done after 10 days.",
        "2020-10-11  Counting: begins after 10 days waiting for the crew “team”.",
        "2020-10-15  Counting: done after 5 days.",
        "2020-10-30  Permit: not passed; “Answer” takes over.",
        "2020-11-06  Answer: done after 7 days.",
        "2020-12-31  The deadline 2020-12-31 passes without milestone “Bridge open”.",
        "2021-01-01  Bridge fund: 4 bn VND of 2021 comes in.",
        "2021-01-01  Piles: begins after 55 days waiting for money from “Bridge fund”; 6 bn VND paid.",
        "2021-01-11  “Great flood” begins: work is stopped or slowed.",
        "2021-01-17  “Great flood” is over after 7 days.",
        "2021-01-31  Old fund: 1.5 bn VND of 2020 carried over to 2021; 1.5 bn VND of 2020 lapses.",
        "2021-02-06  Piles: done after 37 days, including 7 days stopped or slowed by “Great flood”.",
        "2021-02-10  Test: done after 4 days; goes on with “Firm ground”.",
        "2021-02-13  Firm ground: done after 3 days.",
        "2021-02-14  Opening: done after 1 day; before that 121 days waiting for “Firm ground”, "
        "since 2020-10-16.",
        "2021-02-14  MILESTONE “Bridge open” reached. Deadline 2020-12-31: missed by 45 days; "
        "2021-03-31: met, 45 days early.",
    ]


def test_the_same_story_in_vietnamese(lives: Live) -> None:
    assert told(lives(BRIDGE), "vi") == [
        "01/10/2020  Quỹ cầu: có sẵn 5 tỷ đồng của năm 2020.",
        "01/10/2020  Quỹ cũ: có sẵn 3 tỷ đồng của năm 2020.",
        "10/10/2020  Khảo sát: xong sau 10 ngày.",
        "11/10/2020  Kiểm đếm: bắt đầu sau 10 ngày chờ tổ, đội “team”.",
        "15/10/2020  Kiểm đếm: xong sau 5 ngày.",
        "30/10/2020  Cấp phép: không đạt; chuyển sang “Giải trình”.",
        "06/11/2020  Giải trình: xong sau 7 ngày.",
        "31/12/2020  Hết hạn 31/12/2020 mà chưa đạt mốc “Thông cầu”.",
        "01/01/2021  Quỹ cầu: về 4 tỷ đồng của năm 2021.",
        "01/01/2021  Đóng cọc: bắt đầu sau 55 ngày chờ vốn từ “Quỹ cầu”; chi 6 tỷ đồng.",
        "11/01/2021  “Lũ lớn” bắt đầu: công việc bị dừng hoặc chậm lại.",
        "17/01/2021  “Lũ lớn” kết thúc sau 7 ngày.",
        "31/01/2021  Quỹ cũ: 1,5 tỷ đồng của năm 2020 chuyển sang năm 2021; "
        "1,5 tỷ đồng của năm 2020 hết hạn, bị hủy.",
        "06/02/2021  Đóng cọc: xong sau 37 ngày, trong đó 7 ngày bị dừng hoặc chậm do “Lũ lớn”.",
        "10/02/2021  Thử nền: xong sau 4 ngày; tiếp theo là “Nền tốt”.",
        "13/02/2021  Nền tốt: xong sau 3 ngày.",
        "14/02/2021  Thông xe: xong sau 1 ngày; trước đó mất 121 ngày chờ “Nền tốt”, từ 16/10/2020.",
        "14/02/2021  ĐẠT MỐC “Thông cầu”. Hạn 31/12/2020: trễ 45 ngày; 31/03/2021: kịp, sớm 45 ngày.",
    ]


def test_what_drove_it_adds_up_to_the_date(lives: Live) -> None:
    lines = page(lives(BRIDGE), "en")
    assert section(lines, "Bridge open: 2021-02-14, day 137 from 2020-10-01") == [
        "Days by cause: work itself 75; stopped 7; waiting for capital 55.",
        "From – to                   Days  Step",
        "2020-10-01 – 2020-10-10       10  Survey",
        "2020-10-11 – 2020-10-30       20  Permit",
        "2020-10-31 – 2020-11-06        7  Answer",
        "2020-11-07 – 2021-02-06       92  Piles: 55 days waiting for money from “Bridge fund”, 30 days "
        "of work and 7 days stopped or slowed by “Great flood”",
        "2021-02-07 – 2021-02-10        4  Test",
        "2021-02-11 – 2021-02-13        3  Firm ground",
        "2021-02-14 – 2021-02-14        1  Opening",
    ]
    assert 10 + 20 + 7 + 92 + 4 + 3 + 1 == 137 == 75 + 7 + 55


def test_what_it_cost(lives: Live) -> None:
    lines = section(page(lives(BRIDGE), "en"), "Money, up to 2021-02-14")
    assert [line.split("   ")[0] for line in lines[2:]] == ["Bridge fund", "Old fund"]
    assert [word.strip() for word in lines[2].split("   ") if word.strip()] == [
        "Bridge fund",
        "9 bn VND",
        "6 bn VND",
    ]
    assert [word.strip() for word in lines[3].split("   ") if word.strip()] == [
        "Old fund",
        "3 bn VND",
        "1.5 bn VND",
    ]


def test_money_of_a_year_that_has_none_is_not_told(lives: Live) -> None:
    by_year = "per_year: {2020: 0 bn VND, 2021: 4 bn VND}, releases: {01-01: 50 %, 10-01: 50 %}"
    story = told(lives(BRIDGE.replace("per_year: 4 bn VND", by_year)))
    assert "2020-10-01  Bridge fund: 5 bn VND of 2020 is there at the start." in story
    assert "2021-01-01  Bridge fund: 2 bn VND of 2021 comes in." in story


def test_milestones_stand_above_with_their_deadlines(lives: Live) -> None:
    lines = page(lives(BRIDGE), "vi", width=80)
    assert lines[:2] == [
        "A story: một lượt mô phỏng kể theo ngày",
        "Lượt 1, hạt giống 1, từ 01/10/2020 đến 31/12/2025. Đây là một diễn biến có thể",
    ]
    above = section(lines, "Các mốc")
    assert [" ".join(line.split()) for line in above[2:]] == [
        "Thông cầu 14/02/2021 31/12/2020: trễ 45 ngày",
        "31/03/2021: kịp, sớm 45 ngày",
    ]


# what is alike is told together ----------------------------------------------------------------------

LAND = """
    crews: {team: 1}
    capital: {fund: {title: {vi: Quỹ, en: Fund}, opening: 8 bn VND, per_year: 10 bn VND, lapses: 01-31}}
    procedures:
      clearing:
        title: Clearing
        parameters: [households]
        steps:
          count: {title: {vi: Kiểm đếm, en: Counting}, for: households, duration: 0.5 d, crew: team}
          decision: {title: {vi: Quyết định, en: Decision}, after: count, duration: 2 d}
          payment:
            title: {vi: Chi trả, en: Payment}
            for: households
            after: decision
            duration: 10 d
            capital: {from: fund, amount: 1 bn VND}
            refused: {chance: 100 %, then: talks}
          talks:
            title: {vi: Vận động, en: Talks}
            for: households
            duration: 5 d
            rework: {accepted: [0, 1], rounds: 3, then: never}
    works:
      road:
        title: {vi: "Đường, dài 2 km", en: "Road, 2 km"}
        parts: {land: {use: clearing, segments: 2, with: {households: [12, 2]}}}
    milestones: {clear: {title: {vi: Sạch, en: Clear}, when: road.land, by: {2021-12-31: ours}}}
"""
# Twelve households are counted from 0 to 6, two from 6 to 7; decisions on 8 and 9. Eight are paid on day 8,
# the other four and two on day 92. Ten days later all refuse; five days of talks don't help, five more do.


def test_households_that_fare_alike_are_told_together(lives: Live) -> None:
    assert told(lives(LAND)) == [
        "2020-10-01  Fund: 8 bn VND of 2020 is there at the start.",
        "2020-10-06  Road, segment 1 – Counting (all 12 households): done, one after the other since "
        "2020-10-01; before that up to 6 days waiting for the crew “team”.",
        "2020-10-07  Road, segment 2 – Counting (households 1, 2): done; before that up to 7 days waiting "
        "for the crew “team”.",
        "2020-10-08  Road, segment 1 – Decision: done after 2 days.",
        "2020-10-09  Road, segment 1 – Payment (8 households): begins; 8 bn VND in all paid from “Fund”.",
        "2020-10-09  Road, segment 2 – Decision: done after 2 days.",
        "2021-01-01  Fund: 10 bn VND of 2021 comes in.",
        "2021-01-01  Road, segment 1 – Payment (4 households): begins after 84 days waiting for money from "
        "“Fund”; 4 bn VND in all paid.",
        "2021-01-01  Road, segment 2 – Payment (households 1, 2): begins after 83 days waiting for money "
        "from “Fund”; 2 bn VND in all paid.",
        "2021-01-10  Road, segment 1 – Payment (all 12 households): refused, one after the other since "
        "2020-10-18; “Talks” takes over.",
        "2021-01-10  Road, segment 2 – Payment (households 1, 2): refused; “Talks” takes over.",
        "2021-01-15  Road, segment 1 – Talks (all 12 households): no agreement in round 1, one after the "
        "other since 2020-10-23; round 2 follows.",
        "2021-01-15  Road, segment 2 – Talks (households 1, 2): no agreement in round 1; round 2 follows.",
        "2021-01-20  Road, segment 1 – Talks (all 12 households): done, one after the other since "
        "2020-10-28.",
        "2021-01-20  Road, segment 2 – Talks (households 1, 2): done.",
        "2021-01-20  MILESTONE “Clear” reached. Deadline 2021-12-31: met, 345 days early.",
    ]


def test_the_households_in_vietnamese(lives: Live) -> None:
    lines = told(lives(LAND), "vi")
    assert (
        "06/10/2020  Đường, đoạn 1 – Kiểm đếm (cả 12 hộ): lần lượt xong, từ 01/10/2020; trước đó mất nhiều "
        "nhất 6 ngày chờ tổ, đội “team”." in lines
    )
    assert "10/01/2021  Đường, đoạn 2 – Chi trả (hộ 1, 2): bị từ chối; chuyển sang “Vận động”." in lines
    assert (
        "15/01/2021  Đường, đoạn 1 – Vận động (cả 12 hộ): lần lượt chưa đồng thuận ở vòng 1, từ 23/10/2020; "
        "tiếp tục vòng 2." in lines
    )


def test_everything_is_told_unit_by_unit(lives: Live) -> None:
    lived = lives(LAND)
    lines = told(lived, "en", Wanted(everything=True))
    begun = [line for line in lines if "Counting" in line and "begins" in line]
    assert begun[:2] == [
        "2020-10-01  Road, segment 1 – Counting (household 1): begins.",
        "2020-10-01  Road, segment 1 – Counting (household 2): begins after 1 day waiting for the crew "
        "“team”.",
    ]
    assert len(begun) == 14
    assert len([line for line in lines if "Payment" in line and "refused" in line]) == 14
    assert (
        "2021-01-15  Road, segment 1 – Talks (household 9): no agreement in round 1; round 2 follows."
        in lines
    )


def test_a_whole_programme_is_told_on_a_few_pages() -> None:
    lived = trace(load_scenario(ROOT / "scenarios/baseline.yaml"), 0)
    lines = page(lived, "vi")
    assert len(lines) < 330
    assert any(line.startswith("Đây là bản kể gọn") for line in lines)
    for place, milestone in enumerate(lived.plan.milestones):
        is_reached = isfinite(lived.outcomes.day[0, place])
        reached = [line for line in lines if f"ĐẠT MỐC “{milestone.title['vi']}”" in line]
        assert len(reached) == is_reached
    assert len(page(lived, "vi", Wanted(everything=True))) > 3_000


def test_a_long_story_of_one_milestone_leaves_out_what_went_smoothly() -> None:
    lived = trace(load_scenario(ROOT / "scenarios/baseline.yaml"), 0)
    lines = page(lived, "vi", Wanted(milestone="dinh_open"))
    assert any(line.startswith("Không kể ") for line in lines)
    assert not any(line.startswith("Đây là bản kể gọn") for line in lines)


SURVEYS = "\n".join(
    f"      s{k}: {{title: Survey {k}, duration: 2 d, after: [{f's{k - 1}' if k else ''}]}}"
    for k in range(70)
)
MANY = f"""
    capital:
      fund: {{title: Fund, opening: 2 bn VND, per_year: 3 bn VND, lapses: 01-31, carry_over: 50 %}}
      other: {{title: Other fund, per_year: 5 bn VND, lapses: 01-31}}
    activities:
{SURVEYS}
      free: {{title: Free survey, duration: 3 d}}
      plan:
        title: Plan
        duration: 50 d
        after: s69
        rework: {{accepted: [0, 0, 1], rounds: 3, then: never}}
      bridge:
        title: Bridge
        duration: 200 d
        after: plan
        capital: {{from: fund, amount: 2 bn VND, stages: 2}}
    risks:
      storm: {{title: Storm, on: 2020-10-05, lasts: 3 d, effects: [{{stop: free}}]}}
      heat: {{title: Heat, on: 2021-08-01, lasts: 3 d, effects: [{{stop: bridge}}]}}
    milestones:
      planned: {{title: Planned, when: plan, by: {{2020-12-31: ours}}}}
      open: {{title: Open, when: bridge, by: {{2020-12-31: ours}}}}
"""
# One survey follows the other from 0 to 140; the plan takes three times 50 days, to 290 (2021-07-17); the
# heat lasts from 304 to 307, so the bridge is open on day 493, 2022-02-05. On 2021-01-31 all 2 of 2020 are
# left; on 2022-01-31 the fund has 1 + 3 - 2 of 2021, of which half goes on, and the other fund 5.


def test_a_whole_programme_is_told_by_what_cost_it_most(lives: Live) -> None:
    lines = told(lives(MANY))
    steps = [line for line in lines if "Survey" in line or "Plan:" in line or "Bridge:" in line]
    assert len(steps) == 60
    assert [line for line in lines if line not in steps or "Survey" not in line] == [
        "2020-12-31  The deadline 2020-12-31 passes without 2 milestones: “Planned” and “Open”.",
        "2021-01-31  Money of 2020: 2 bn VND came in; 1 bn VND carried over to 2021; 1 bn VND lapsed.",
        "2021-07-17  Plan: done after 150 days; had to be done again 2 times.",
        "2021-07-17  MILESTONE “Planned” reached. Deadline 2020-12-31: missed by 198 days.",
        "2021-08-01  “Heat”, 3 days: work is stopped or slowed.",
        "2022-01-31  Money of 2021: 8 bn VND came in; 1 bn VND carried over to 2022; 6 bn VND lapsed.",
        "2022-02-05  Bridge: done after 203 days, including 3 days stopped or slowed by “Heat”; "
        "2 bn VND paid from “Fund”.",
        "2022-02-05  MILESTONE “Open” reached. Deadline 2020-12-31: missed by 401 days.",
    ]


def test_short_steps_and_a_way_told_before_take_one_row_each(lives: Live) -> None:
    lines = page(lives(MANY), "en")
    assert section(lines, "Planned: 2021-07-17, day 290 from 2020-10-01")[2:] == [
        "2020-10-01 – 2021-02-17      140  70 short steps, from “Survey 0” to “Survey 69”",
        "2021-02-18 – 2021-07-17      150  Plan: 50 days of work and 100 days of rework",
    ]
    assert section(lines, "Open: 2022-02-05, day 493 from 2020-10-01")[2:] == [
        "2020-10-01 – 2021-07-17      290  the steps to “Planned”",
        "2021-07-18 – 2022-02-05      203  Bridge: 200 days of work and 3 days stopped or slowed by “Heat”",
    ]


COMMUNES = """
    procedures:
      year:
        title: Year
        steps: {work: {title: A year of work, duration: 30 d, after: {of: start, lag: 5 d}}}
    activities: {start: {title: Start, duration: 1 d}}
    works:
      communes:
        title: Communes
        parts:
          a: {title: Lê Ninh, use: year}
          b: {title: Minh Hòa, use: year}
          c: {title: Lạc Long, use: year}
          d: {title: Bạch Đằng, use: year}
    milestones: {done: {title: Done, when: [communes.a, communes.b, communes.c], by: {2021-12-31: ours}}}
"""


def test_parts_that_fare_alike_are_told_together(lives: Live) -> None:
    said = "done after 30 days"
    assert f"2020-11-05  Communes, 4 parts – A year of work: {said}." in told(lives(COMMUNES))
    few = COMMUNES.replace("          d: {title: Bạch Đằng, use: year}\n", "")
    assert f"2020-11-05  Communes, Lê Ninh, Minh Hòa, Lạc Long – A year of work: {said}." in told(lives(few))


CHECKS = """
    crews: {team: 1}
    activities:
      quiet:
        title: {vi: Không có khiếu nại, en: No complaint}
        duration: 0 d
        refused: {chance: 100 %, then: complaint}
      complaint: {title: {vi: Khiếu nại, en: Complaint}, duration: 9 d}
      waiver:
        title: {vi: Không phải chờ đồ án, en: No need of the plan}
        duration: 0 d
        refused: {chance: 100 %, then: plan}
      long: {title: {vi: Việc dài, en: Long}, duration: 20 d, crew: team, priority: 1}
      plan: {title: {vi: Đồ án, en: Plan}, duration: 4 d, crew: team, priority: 9}
    milestones:
      done: {title: {vi: Xong, en: Done}, when: [complaint, plan], by: {2021-12-31: ours}}
"""


def test_a_check_that_does_not_hold_tells_what_comes_of_it(lives: Live) -> None:
    lived = lives(CHECKS)
    assert told(lived)[:2] == [
        "2020-10-01  Complaint: begins; “No complaint” doesn't hold.",
        "2020-10-01  Plan: comes next; “No need of the plan” doesn't hold.",
    ]
    assert told(lived, "vi")[:2] == [
        "01/10/2020  Khiếu nại: bắt đầu; điều kiện “Không có khiếu nại” không được đáp ứng.",
        "01/10/2020  Đồ án: là bước tiếp theo; điều kiện “Không phải chờ đồ án” không được đáp ứng.",
    ]


def test_days_here_and_there_are_added_before_they_are_rounded(lives: Live) -> None:
    lived = lives(
        """
        activities: {road: {title: Road, duration: 10 d}}
        risks:
          first: {title: Rain, on: 2020-10-03, lasts: 0.6 d, effects: [{stop: road}]}
          second: {title: Rain, on: 2020-10-06, lasts: 0.6 d, effects: [{stop: road}]}
          third: {title: Rain, on: 2020-10-09, lasts: 0.6 d, effects: [{stop: road}]}
        milestones: {done: {title: Done, when: road, by: {2021-12-31: ours}}}
        """
    )
    # Three stops of 0.6 days are 1.8 days, two and not three.
    [line] = [line for line in told(lived) if "Road" in line]
    assert (
        line
        == "2020-10-12  Road: done after 12 days, including 2 days stopped or slowed by “Rain, Rain, Rain”."
    )


# every kind of wait, and of ending -------------------------------------------------------------------

MOMENTS = {
    "a set time": (
        "rest: {title: Rest, duration: 3 d, after: {of: plan, lag: 20 d}}",
        "2020-10-26  Rest: begins after 20 days of set waiting time after “Plan”.",
    ),
    "a session": (
        "vote: {title: Vote, duration: 3 d, after: plan, session: council}",
        "2020-11-11  Vote: begins after 36 days waiting for “Council”.",
    ),
    "a level": (
        "survey: {title: Survey, duration: 3 d, after: plan, starts_when: {indicator: points, at_least: 71}}",
        "2021-01-09  Survey: begins after 95 days waiting for “Points” to reach its level.",
    ),
    "a gate": (
        "entry: {title: Entry, duration: 3 d, after: plan, starts_when: {gate: site}}",
        "2020-10-21  Entry: begins after 15 days waiting for “Site” to open.",
    ),
    "a date": (
        "start: {title: Start, duration: 3 d, not_before: 2020-10-20}",
        "2020-10-20  Start: begins after 19 days waiting for a set date.",
    ),
    "a window": (
        "moving: {title: Moving, duration: 3 d, after: plan, only_in: autumn}",
        "2020-11-01  Moving: begins after 26 days waiting for days on which it may begin.",
    ),
    "another step": (
        "draft: {title: Draft, duration: 3 d, after: [plan, long]}",
        "2020-11-02  Draft: done after 3 days; before that 25 days waiting for “Long”, since 2020-10-06.",
    ),
    "a held finish": (
        "paving: {title: Paving, duration: 12 d, finishes_when: {share: 100 %, of: long}}",
        "2020-10-30  Paving: done after 30 days, including 18 days waiting for “Long”.",
    ),
    "enough of something": (
        "fill: {title: Fill, duration: 3 d, starts_when: {share: 50 %, of: [plan, long]}}",
        "2020-10-08  Fill: 50 % of “Plan” and “Long” done; done after 3 days.",
    ),
    "so many of something": (
        "fill: {title: Fill, duration: 3 d, starts_when: {count: 2, of: [plan, long]}}",
        "2020-11-02  Fill: 2 of “Plan” and “Long” done; done after 3 days.",
    ),
    "stages": (
        "works: {title: Works, duration: 10 d, capital: {from: fund, amount: 4 bn VND, stages: 2}}",
        "2020-10-06  Works: another 2 bn VND paid from “Fund”.",
    ),
    "money kept": (
        "works: {title: Works, duration: 10 d, crew: team, capital: {from: fund, amount: 4 bn VND, "
        "reserve: true}}",
        "2020-10-01  Works: 4 bn VND from “Fund” set aside.",
    ),
    "a delay between rounds": (
        "file: {title: File, duration: 3 d, rework: {accepted: [0, 1], rounds: 3, delay: 9 d, then: never}}",
        "2020-10-15  File: done after 15 days, including 9 days between two rounds.",
    ),
    "a last resort": (
        "file: {title: File, duration: 3 d, rework: {accepted: 0, rounds: 1, then: {duration: 4 d}}}",
        "2020-10-03  File: not settled at the first go; it takes longer.",
    ),
    "rounds in vain": (
        "file: {title: File, duration: 3 d, rework: {accepted: 0, rounds: 2, then: other}}\n"
        "      other: {title: Other, duration: 3 d}",
        "2020-10-06  File: still not accepted after 2 rounds; “Other” takes over.",
    ),
    "a loop": (
        "draft: {title: Draft, duration: 5 d}\n"
        "      check: {title: Check, duration: 2 d, after: draft, "
        "rework: {accepted: [0, 1], rounds: 3, back_to: draft, then: never}}",
        "2020-10-07  Check: not accepted in round 1; round 2 begins with “Draft”.",
    ),
}


@pytest.mark.parametrize("kind", MOMENTS)
def test_a_moment_in_words(kind: str, lives: Live) -> None:
    activity, expected = MOMENTS[kind]
    lived = lives(
        f"""
    crews: {{team: 1}}
    capital: {{fund: {{title: Fund, opening: 9 bn VND}}}}
    sessions: {{council: {{title: Council, dates: [2020-11-10]}}}}
    windows: {{autumn: {{title: Autumn, yearly: [11-01..11-30]}}}}
    indicators: {{points: {{title: Points, start: 70, drift: 0.01 per day}}}}
    gates: {{site: {{title: Site, open: false}}}}
    risks: {{opening: {{title: Opening, on: 2020-10-21, effects: [{{open: site}}]}}}}
    activities:
      plan: {{title: Plan, duration: 5 d}}
      long: {{title: Long, duration: 30 d}}
      {activity}
    milestones: {{all: {{title: All, when: [plan, long], by: {{2021-12-31: ours}}}}}}
    """
    )
    assert expected in told(lived)


def test_money_kept_for_a_start_that_comes_too_late(lives: Live) -> None:
    lived = lives(
        """
        crews: {team: 1}
        capital: {fund: {title: Fund, opening: 9 bn VND, per_year: 9 bn VND, lapses: 01-31}}
        activities:
          holder: {title: Holder, duration: 150 d, crew: team}
          works:
            title: Works
            duration: 10 d
            crew: team
            capital: {from: fund, amount: 4 bn VND, reserve: true, stages: 2}
        milestones: {done: {title: Done, when: works, by: {2021-12-31: ours}}}
        """
    )
    # Kept from day 0, lost with the year on day 123, kept anew; the team comes on day 150.
    wanted = Wanted(work="works")
    assert [line for line in told(lived, "en", wanted) if "Works" in line] == [
        "2020-10-01  Works: 2 bn VND from “Fund” set aside.",
        "2021-02-01  Works: what was set aside has gone with its year; 2 bn VND from “Fund” set aside.",
        "2021-02-28  Works: begins after 150 days waiting for the crew “team”.",
        "2021-03-05  Works: another 2 bn VND paid from “Fund”.",
        "2021-03-09  Works: done after 10 days.",
    ]
    money = section(page(lived, "en", wanted), "Money, up to 2021-03-09")
    assert " ".join(money[-1].split()) == "Fund 4 bn VND"


# what doesn't come about ------------------------------------------------------------------------------


def test_a_milestone_that_stalls_says_what_it_waits_for(lives: Live) -> None:
    lived = lives(
        """
        crews: {team: 1}
        capital: {fund: {title: {vi: Quỹ, en: Fund}, opening: 1 bn VND, per_year: 9 bn VND, lapses: 01-31,
                 released: {dist: beta, mean: 0.001, sd: 0.001}}}
        activities:
          plan: {title: {vi: Đồ án, en: Plan}, duration: 5 d}
          road:
            title: {vi: Làm đường, en: Road}
            duration: 9 d
            after: plan
            capital: {from: fund, amount: 2.5 bn VND}
          file:
            title: {vi: Hồ sơ, en: File}
            duration: 3 d
            rework: {accepted: {dist: uniform, low: 0, high: 0.000001}, rounds: 2, then: never}
          mine: {title: {vi: Mỏ, en: Mine}, duration: 3 d, after: plan}
        risks:
          ban: {title: {vi: Lệnh cấm, en: Ban}, on: 2020-10-03, effects: [{void: closed}, {block: late}]}
        milestones:
          open: {title: {vi: Thông xe, en: Open}, when: road, by: {2020-12-31: ours}}
          filed: {title: {vi: Duyệt, en: Filed}, when: file, by: {2020-12-31: ours}}
          closed: {title: {vi: Khai thác, en: Mined}, when: mine, by: {2020-12-31: ours}}
          late: {title: {vi: Chậm, en: Late}, when: mine, by: {2020-12-31: ours}}
        """
    )
    lines = page(lived, "en")
    assert section(lines, "Unfinished at the end (2025-12-31)") == [
        "Milestone “Open” is not reached. Road: waiting for money from “Fund”, since 2020-10-06.",
        "Milestone “Filed” is not reached. File: not accepted, and nothing follows, since 2020-10-06.",
        "Milestone “Late” is not reached. Mine: an event has put the milestone out of reach.",
    ]
    assert "2020-10-03  Milestone “Mined” is voided." in lines
    assert "2020-10-03  Milestone “Late” can't be reached any more." in lines
    assert "2020-10-06  File: still not accepted after 2 rounds; nothing follows." in lines
    rows = {line.split("  ")[0]: " ".join(line.split()) for line in section(lines, "Milestones")}
    assert rows["Open"] == "Open not reached 2020-12-31: missed"
    assert rows["Mined"] == "Mined voided on 2020-10-03 2020-12-31: no longer applies"
    assert section(page(lived, "vi"), "Đến hết kỳ tính (31/12/2025) còn chưa xong")[:2] == [
        "Mốc “Thông xe” chưa đạt. Làm đường: chờ vốn từ “Quỹ”, từ 06/10/2020.",
        "Mốc “Duyệt” chưa đạt. Hồ sơ: không được chấp nhận và không còn bước nào tiếp theo, từ 06/10/2020.",
    ]


def test_a_file_between_two_rounds_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "story.yaml"
    text = """
    activities:
      file:
        title: File
        duration: 3 d
        rework: {accepted: [0, 1], rounds: 3, delay: 20 d, then: never}
    milestones: {filed: {title: Filed, when: file, by: {2020-10-31: ours}}}
    """
    file.write_text(PROLOGUE + dedent(text), encoding="utf-8")
    lived = trace(load_scenario(file, [("horizon", "2020-10-11")]), 0, 1)
    assert section(page(lived, "en"), "Unfinished at the end (2020-10-10)") == [
        "Milestone “Filed” is not reached. File: waiting for its next round, since 2020-10-03."
    ]


# what is asked for ------------------------------------------------------------------------------------

TWO = """
    capital:
      north: {title: North fund, opening: 1 bn VND}
      south: {title: South fund, opening: 1 bn VND}
    works:
      a:
        title: Work A
        parts:
          first: {title: First, duration: 5 d, capital: {from: north, amount: 1 bn VND}}
          last: {title: Last, duration: 5 d, after: [first, b.help]}
      b:
        title: Work B
        parts:
          help: {title: Help, duration: 7 d}
          other: {title: Other, duration: 9 d, capital: {from: south, amount: 1 bn VND}}
    risks:
      storm: {title: Storm, on: 2020-10-02, lasts: 1 d, effects: [{stop: b.other}]}
    milestones:
      a_done: {title: A done, when: a.last, by: {2021-12-31: ours}}
      b_done: {title: B done, when: b.other, by: {2021-12-31: ours}}
"""


def test_a_milestone_alone_with_all_it_waits_for(lives: Live) -> None:
    lived = lives(TWO)
    lines = page(lived, "en", Wanted(milestone="a_done"))
    assert "Only what has to do with the milestone “A done” is told." in lines
    assert told(lived, "en", Wanted(milestone="a_done")) == [
        "2020-10-01  North fund: 1 bn VND of 2020 is there at the start.",
        "2020-10-01  Work A – First: begins; 1 bn VND paid from “North fund”.",
        "2020-10-05  Work A – First: done after 5 days.",
        "2020-10-07  Work B – Help: done after 7 days.",
        "2020-10-12  Work A – Last: done after 5 days; before that 2 days waiting for “Work B – Help”, "
        "since 2020-10-06.",
        "2020-10-12  MILESTONE “A done” reached. Deadline 2021-12-31: met, 445 days early.",
    ]
    assert not any("B done" in line for line in lines)


def test_a_work_alone(lives: Live) -> None:
    lived = lives(TWO)
    lines = told(lived, "en", Wanted(work="b"))
    assert lines == [
        "2020-10-01  South fund: 1 bn VND of 2020 is there at the start.",
        "2020-10-01  Work B – Other: begins; 1 bn VND paid from “South fund”.",
        "2020-10-02  “Storm” begins: work is stopped or slowed.",
        "2020-10-02  “Storm” is over after 1 day.",
        "2020-10-07  Work B – Help: done after 7 days.",
        "2020-10-10  Work B – Other: done after 10 days, including 1 day stopped or slowed by “Storm”.",
        "2020-10-10  MILESTONE “B done” reached. Deadline 2021-12-31: met, 447 days early.",
    ]
    assert chosen(lived.plan, "a_done", "b").activities == {2}


# the command ------------------------------------------------------------------------------------------

TUTORIAL = str(ROOT / "scenarios/examples/tutorial.yaml")


def test_a_pipe_gets_plain_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", TUTORIAL, "--lang", "en", "-s", "7"]) == 0
    out = capsys.readouterr().out
    assert "Replication 1, seed 7, from 2021-01-04 to 2022-12-31." in out
    assert "\x1b" not in out
    assert all(line == line.rstrip() for line in out.splitlines())


def test_the_replication_is_counted_from_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["trace", TUTORIAL, "--replication", "3", "--lang", "en"])
    scenario = load_scenario(TUTORIAL)
    assert capsys.readouterr().out.splitlines() == page(trace(scenario, 2), "en", plain=False)


def test_a_file_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lượt 1.txt"
    assert main(["trace", TUTORIAL, "-o", str(file), "--work", "road"]) == 0
    said = file.read_bytes()
    assert said.decode("utf-8").splitlines()[2] == "Chỉ kể những gì thuộc “Thi công”."
    assert main(["trace", TUTORIAL, "-o", str(file)]) == 1
    assert file.read_bytes() == said
    assert "không ghi đè" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--replication", "0"], "--replication needs a whole number of at least 1, not 0"),
        (["--milestone", "opne"], "has no 'opne'; it has: open; did you mean 'open'?"),
        (["--work", "raod"], "has no 'raod'; it has: design, land, road, opening; did you mean 'road'?"),
    ],
)
def test_what_is_not_there_is_refused(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", TUTORIAL, *words, "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err


# names ------------------------------------------------------------------------------------------------


def test_neighbours_are_drawn_together() -> None:
    assert in_ranges([1, 2, 3, 5]) == "1–3, 5"
    assert in_ranges([1, 2, 4, 6, 7, 8]) == "1, 2, 4, 6–8"


def test_a_title_is_cut_only_where_it_still_tells_works_apart(lives: Live) -> None:
    lived = lives(
        """
        works:
          n: {title: "Road 5, north", parts: {a: {title: A, duration: 1 d}}}
          s: {title: "Road 5, south", parts: {a: {title: A, duration: 1 d}}}
          b: {title: "Bridge, with ramps", parts: {a: {title: A, duration: 1 d}}}
        milestones: {all: {title: All, when: [n.a, s.a, b.a], by: {2021-12-31: ours}}}
        """
    )
    names = Names(lived.plan, {}, "en")
    assert [names.work(number) for number in range(3)] == ["Road 5, north", "Road 5, south", "Bridge"]


# any plan -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(25))
def test_any_replication_can_be_told(seed: int) -> None:
    plan = random_plan(seed)
    for replication in range(2):
        lived = live(plan, replication, seed)
        outcomes = lived.outcomes
        assert outcomes.same_as(simulated(lived))
        for place, chain in enumerate(lived.chains):
            by_cause = [sum(one.days for one in chain if one.cause == cause) for cause in Cause]
            assert (by_cause == outcomes.booked[0, place].sum(axis=0)).all()
            if isfinite(outcomes.day[0, place]):
                assert sum(by_cause) == outcomes.day[0, place]
        for lang in ("vi", "en"):
            for everything in (False, True):
                lines = page(lived, lang, Wanted(everything=everything), width=80)
                assert max(map(len, lines)) <= 80
                assert not any("{" in line for line in lines)


def simulated(lived: Lived):  # type: ignore[no-untyped-def]
    """The same replication as a run simulates it."""
    from model.draws import make_draws

    plan = lived.plan
    return simulate(plan, make_draws(plan.quantities, lived.seed, plan.correlations), lived.replication, 1)


def test_whole_days_of_a_chain_add_up_to_the_date() -> None:
    lived = trace(load_scenario(ROOT / "scenarios/baseline.yaml"), 4)
    lines = page(lived, "en")
    place = [one.name for one in lived.plan.milestones].index("dinh_open")
    heading = next(line for line in lines if line.startswith("Link to Hải Phòng open: "))
    rows = section(lines, heading)[2:]
    assert sum(int(row[25:32]) for row in rows) == np.ceil(lived.outcomes.day[0, place])


def test_a_level_that_is_lost_after_the_start_leaves_the_wait_as_it_was(lives: Live) -> None:
    lived = lives(
        """
        indicators: {points: {title: Points, start: 70, drift: 0.01 per day, jumps: {accident: -1}}}
        activities:
          plan: {title: Plan, duration: 5 d}
          survey:
            title: Survey
            duration: 3 d
            after: plan
            starts_when: {indicator: points, at_least: 71}
          accident: {title: Accident, duration: 130 d}
        milestones: {done: {title: Done, when: [survey, accident], by: {2021-12-31: ours}}}
        """
    )
    # 71 on day 100, 70.3 after the accident on day 130, 71 again on day 200.
    expected = "2021-01-09  Survey: begins after 95 days waiting for “Points” to reach its level."
    assert expected in told(lived)


PROJECTS = """
    procedures:
      project: {title: Project, steps: {works: {title: Construction, duration: 20 d}}}
    works:
      town:
        title: Town
        parts:
          park: {title: Park, use: project}
          market: {title: Market, use: project, after: park}
    risks: {storm: {title: Storm, on: 2021-03-01, lasts: 5 d, effects: [{stop: town}]}}
    milestones: {done: {title: Done, when: town.market, by: {2021-12-31: ours}}}
"""


def test_a_part_with_a_title_of_its_own_is_told_by_it(lives: Live) -> None:
    lines = told(lives(PROJECTS))
    assert "2020-10-20  Town, Park – Construction: done after 20 days." in lines
    assert "2020-11-09  Town, Market – Construction: done after 20 days." in lines


def test_what_happens_after_all_is_told_is_not(lives: Live) -> None:
    lived = lives(PROJECTS)
    assert not [line for line in told(lived) if "Storm" in line]
    assert [line for line in told(lived, "en", Wanted(everything=True)) if "Storm" in line]
