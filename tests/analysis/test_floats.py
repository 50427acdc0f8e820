"""Critical paths worked by hand."""

from __future__ import annotations

from pathlib import Path
from random import Random
from textwrap import dedent

import pytest

from model.analysis.floats import Float, NotFixedError, floats_of
from model.draws import make_draws
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.simulation import simulate
from tests.conftest import PROLOGUE


@pytest.fixture
def plan_of(tmp_path: Path):
    """The plan of a story told as activities, the first of them called a."""

    def of(text: str) -> Plan:
        last = "\nmilestones: {m: {title: M, when: a, by: {2022-12-31: ours}}}\n"
        file = tmp_path / "story.yaml"
        file.write_text(PROLOGUE + dedent(text) + last, encoding="utf-8")
        return make_plan(load_scenario(file))

    return of


@pytest.fixture
def floats(plan_of):
    """Floats by step of a story."""

    def of(text: str) -> dict[str, Float]:
        plan = plan_of(text)
        return {one.name: row for one, row in zip(plan.activities, floats_of(plan), strict=True)}

    return of


def test_two_ways_to_one_end(floats) -> None:
    # a 3, then b 5 or c 2, then d 4: the end is 12, and c may wait 3 days
    found = floats("""\
        activities:
          a: {title: A, duration: 3 d}
          b: {title: B, duration: 5 d, after: a}
          c: {title: C, duration: 2 d, after: a}
          d: {title: D, duration: 4 d, after: [b, c]}
        """)
    assert found["c"] == Float(3, 5, 6, 8)
    assert found["d"] == Float(8, 12, 8, 12)
    assert {name: one.total for name, one in found.items()} == {"a": 0, "b": 0, "c": 3, "d": 0}
    assert [name for name, one in found.items() if one.is_critical] == ["a", "b", "d"]


def test_lags_leads_and_dates(floats) -> None:
    # b begins 2 days before a ends (day 8) and ends on day 14; c, from day 4 on, ends on day 5, and with
    # its lag d begins on day 8 and ends on day 9, five days before the end
    found = floats("""\
        activities:
          a: {title: A, duration: 10 d}
          b: {title: B, duration: 6 d, after: {of: a, lag: -2 d}}
          c: {title: C, duration: 1 d, not_before: 2020-10-05}
          d: {title: D, duration: 1 d, after: {of: c, lag: 3 d}}
        """)
    assert found["b"] == Float(8, 14, 8, 14)
    assert found["c"] == Float(4, 5, 9, 10)
    assert found["d"] == Float(8, 9, 13, 14)


def test_relations_of_starts_and_finishes(floats) -> None:
    # b begins 2 days after a began (day 2), ends on day 8; c may end only 3 days after b, on day 11
    found = floats("""\
        activities:
          a: {title: A, duration: 5 d}
          b: {title: B, duration: 6 d, after: {of: a, type: SS, lag: 2 d}}
          c: {title: C, duration: 4 d, after: {of: b, type: FF, lag: 3 d}}
        """)
    assert found["b"] == Float(2, 8, 2, 8)
    assert found["c"] == Float(0, 11, 7, 11)
    assert found["a"] == Float(0, 5, 0, 11)
    assert (found["a"].total, found["c"].total) == (0, 0)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("duration: 1/2/3 d", "random"),
        ("duration: 2 wd", "calendar"),
        ("duration: 2 d, rework: {accepted: 50 %, rounds: 2, then: never}", "rounds"),
        ("duration: 2 d, starts_when: {share: 50 %, of: [b, c]}", "waits by weight"),
    ],
)
def test_chance_and_calendars_are_refused(floats, words: str, why: str) -> None:
    with pytest.raises(NotFixedError, match=why):
        floats(f"""\
            activities:
              b: {{title: B, duration: 1 d}}
              c: {{title: C, duration: 1 d}}
              a: {{title: A, {words}}}
            """)


def random_network(seed: int) -> str:
    """Activities of whole days with relations of every kind, lags, leads and dates."""
    dice = Random(seed)
    lines = ["activities:"]
    for place, name in enumerate("abcdefgh"):
        waits = []
        for before in "abcdefgh"[:place]:
            if dice.random() < 0.4:
                kind = dice.choice(["FS", "FS", "FS", "SS", "FF", "SF"])
                lag = dice.choice([0, 0, 2, 5] if kind[0] == "S" else [0, 0, 3, -2])
                waits.append(f"{{of: {before}, type: {kind}, lag: {lag} d}}")
        date = f", not_before: 2020-10-{dice.randint(2, 30):02d}" if dice.random() < 0.2 else ""
        after = f", after: [{', '.join(waits)}]" if waits else ""
        lines.append(f"  {name}: {{title: X, duration: {dice.randint(0, 9)} d{date}{after}}}")
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(12))
def test_earliest_dates_are_those_of_the_engine(plan_of, seed: int) -> None:
    plan = plan_of(random_network(seed))
    out = simulate(plan, make_draws(plan.quantities, 1))
    found = floats_of(plan)
    assert [one.early_start for one in found] == out.start[0].tolist()
    assert [one.early_finish for one in found] == out.finish[0].tolist()


@pytest.mark.parametrize("seed", range(12))
def test_a_start_may_be_late_by_its_float_and_no_day_more(plan_of, seed: int) -> None:
    """An activity put off by its float leaves the end where it is; one day more moves it."""
    text = random_network(seed)
    found = {
        one.name: row for one, row in zip(plan_of(text).activities, floats_of(plan_of(text)), strict=True)
    }
    end = max(one.early_finish for one in found.values())
    for name, row in found.items():
        for more, is_same in ((0, True), (1, False)):
            timer = f"  timer: {{title: T, duration: {row.late_start + more} d}}"
            later = text.replace(f"  {name}: {{", f"  {name}: {{starts_when: {{count: 1, of: timer}}, ")
            plan = plan_of(f"{later}\n{timer}")
            out = simulate(plan, make_draws(plan.quantities, 1))
            last = max(out.finish[0, :-1].max(), 0)
            assert (last <= end) == is_same, (name, row, more)
