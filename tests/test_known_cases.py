"""Cases with known answers: those of the collection at few replications, and some worked by hand here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.known_cases.__main__ import main
from tests.known_cases.answers import Answers, answers_of
from tests.known_cases.cases import Case, read_cases
from tests.known_cases.compare import agrees
from tests.known_cases.formulas import Formula
from tests.known_cases.not_offered import NOT_OFFERED
from tests.known_cases.play import Run

HERE = Path(__file__).parent / "cases"
WITH_PSPLIB = Path(__file__).parents[2] / "shared" / "cases"
"""The collection itself, where it stands beside the repository: PSPLIB's files aren't copied."""

FEW = Run(replications=1000, seed=1, jobs=1)


def readable(case: Case) -> Case:
    """The case, with the folder in which its PSPLIB file is found."""
    file = (case.model or {}).get("psplib")
    if file is None:
        return case
    if not (WITH_PSPLIB / "psplib" / file).is_file():
        pytest.skip(f"the PSPLIB file {file} isn't beside the repository")
    return replace(case, folder=WITH_PSPLIB)


@pytest.mark.parametrize("case", list(read_cases(HERE)), ids=lambda case: case.id)
def test_every_answer_is_the_known_one(case: Case) -> None:
    found = answers_of(readable(case), FEW)
    assert found.errors == []
    assert set(found.not_offered) <= NOT_OFFERED.keys()
    missed = [
        (entry, value)
        for entry, value in zip(case.expected, found.values, strict=True)
        if value is not None and not agrees(entry, value, FEW.replications)
    ]
    assert missed == []
    assert len(found.not_offered) == found.values.count(None)


# by hand -------------------------------------------------------------------------------------


def made_up(model: dict[str, Any], *asked: dict[str, Any]) -> Answers:
    """Answers to a case that is written out in a test."""
    activities = [
        {**one, "duration": {"dist": "fixed", "value": one["duration"]}}
        if isinstance(one["duration"], int | float)
        else one
        for one in model["activities"]
    ]
    return answers_of(Case("made up", "", {**model, "activities": activities}, asked, HERE), FEW)


def finishes(model: dict[str, Any], *ids: str, **rules: Any) -> list[Any]:
    """When activities of a plan without chance are done."""
    found = made_up(model, *({"measure": "finish", "of": id, **rules} for id in ids))
    assert found.errors == []
    return found.values


def after(*ids: str) -> list[dict[str, Any]]:
    return [{"id": id, "type": "FS", "lag": 0} for id in ids]


def test_a_loop_goes_back_over_all_its_activities() -> None:
    # a 2, b 3, c 1: 6 days a pass, three passes with a day between, then 5
    activities = [
        {"id": "a", "duration": 2},
        {"id": "b", "duration": 3, "predecessors": after("a")},
        {"id": "c", "duration": 1, "predecessors": after("b")},
        {"id": "d", "duration": 5, "predecessors": after("c")},
    ]
    for said in ({"activities": ["a", "b", "c"]}, {"from": "c", "to": "a"}):
        loop = {**said, "again_probability": [1, 1, 0], "delay_before_again": 1, "max_rounds": 9}
        risk = {"activity": "b", "kind": "add", "value": {"dist": "fixed", "value": 0.5}}
        milestones = [{"id": "all", "requires": ["a", "b", "c", "d"]}]
        model = {"activities": activities, "loops": [loop], "milestones": milestones}
        assert finishes(model, "c", "all") == [20, 25]
        risks = [{"id": "r", "probability": 1, "effects": [risk]}]
        assert finishes({**model, "risks": risks}, "b", "all") == [20.5, 26.5]


def test_a_loop_around_rework() -> None:
    # b takes two rounds of 3 in each of two passes: 2 * (2 + 6), then 1
    activities = [
        {"id": "a", "duration": 2},
        {"id": "b", "duration": 3, "predecessors": after("a"), "rework": {"again_probability": [1, 0]}},
        {"id": "c", "duration": 1, "predecessors": after("b")},
    ]
    loop = {"activities": ["a", "b"], "again_probability": [1, 0]}
    assert finishes({"activities": activities, "loops": [loop]}, "c") == [17]


def test_rework_by_round_with_factors_and_delay() -> None:
    # 8, 2 of delay, 4, 2 of delay, 2; a third refusal adds the 30 of enforcement
    rework = {"again_probability": [1, 1, 0], "round_factors": [1, 0.5, 0.25], "delay_before_again": 2}
    assert finishes({"activities": [{"id": "a", "duration": 8, "rework": rework}]}, "a") == [18]
    forced = {
        **rework,
        "again_probability": 1,
        "max_rounds": 3,
        "after_max": {"outcome": "enforce", "duration": {"dist": "fixed", "value": 30}},
    }
    assert finishes({"activities": [{"id": "a", "duration": 8, "rework": forced}]}, "a") == [48]
    never = {**rework, "again_probability": 1, "max_rounds": 3, "after_max": {"outcome": "never"}}
    assert finishes({"activities": [{"id": "a", "duration": 8, "rework": never}]}, "a") == ["never"]


def test_one_member_has_another_weight_in_each_gate() -> None:
    # done on days 1, 2, 3: half of 0.5 + 1 + 4.5 only with the third; half of 6 + 1 + 1 with the first
    members = ["p", "q", "r"]
    activities = [
        {"id": "p", "duration": 1},
        {"id": "q", "duration": 2},
        {"id": "r", "duration": 3},
        {"id": "g", "duration": 0, "predecessors": [gate(members, 0.5, weights=[0.5, 1, 4.5])]},
        {"id": "h", "duration": 0, "predecessors": [gate(members, 0.5, weights=[6, 1, 1], lag=4)]},
        {"id": "k", "duration": 0, "predecessors": [gate(members, 0.5)]},
    ]
    assert finishes({"activities": activities}, "g", "h", "k") == [3, 5, 2]


def gate(members: list[str], fraction: float, **words: Any) -> dict[str, Any]:
    return {"gate_members": members, "fraction": fraction, **words}


def test_amounts_by_year() -> None:
    # 40 each from 50, 20, 60, 100. Kept: 50 pays one, 10 + 20 none, 90 two, 110 one. Lost: one a year with 40
    activities = [
        {"id": f"p{k}", "duration": 10, "cost": {"budget": "B", "amount": 40, "when": "start"}}
        for k in range(4)
    ]
    budget = {"id": "B", "refill_every_days": 365, "amounts_by_year": [50, 20, 60, 100]}
    model = {"activities": activities, "budgets": [budget]}
    ids = [one["id"] for one in activities]
    assert finishes(model, *ids, carry_over=True) == [10, 740, 740, 1105]
    assert finishes(model, *ids, carry_over=False) == [10, 740, 1105, 1105]


def test_paid_while_working_at_a_rate_that_does_not_divide_the_money() -> None:
    # 3 a day from 100 a year: 33 1/3 days are paid, the other 16 2/3 from day 365 on
    cost = {"budget": "B", "per_day": 3, "when": "while working"}
    model = {
        "activities": [{"id": "w", "duration": 50, "release": 10, "cost": cost}],
        "budgets": [{"id": "B", "refill_every_days": 365, "amount": 100}],
    }
    assert finishes(model, "w") == pytest.approx([365 + 50 / 3], abs=1e-4)


def test_risks_share_their_impact_and_exclude_each_other() -> None:
    def by(value: float, kind: str, *ids: str) -> list[dict[str, Any]]:
        return [{"activity": id, "kind": kind, "value": {"dist": "fixed", "value": value}} for id in ids]

    alone = {"id": "r", "probability": 1, "shared_impact": True, "effects": by(1.5, "multiply", "a", "b")}
    group = {
        "exclusive": [
            {"id": "x", "probability": 1, "effects": by(3, "add", "b")},
            {"id": "y", "probability": 0, "effects": by(50, "add", "b")},
        ]
    }
    activities = [{"id": "a", "duration": 10}, {"id": "b", "duration": 20}]
    assert finishes({"activities": activities, "risks": [alone, group]}, "a", "b") == [15, 33]


def test_a_shared_impact_is_drawn_once() -> None:
    effect = {"kind": "multiply", "value": {"dist": "uniform", "low": 1, "high": 2}}
    effects = [{"activity": id, **effect} for id in ("a", "b")]
    model = {
        "activities": [{"id": "a", "duration": 10}, {"id": "b", "duration": 10}],
        "risks": [{"id": "r", "probability": 1, "effects": effects}],
    }
    asked = {"measure": "corr", "of": ["a", "b"], "on": "duration"}
    assert abs(made_up(model, asked).values[0]) < 0.15
    model["risks"][0]["shared_impact"] = True
    assert made_up(model, asked).values[0] == pytest.approx(1)


def test_a_normal_above_a_floor_stands_on_it_as_often_as_it_lies_below() -> None:
    law = {"dist": "normal", "mean": 10, "sd": 2, "clip_low": 10}
    found = made_up(
        {"activities": [{"id": "a", "duration": law}]}, {"measure": "prob_by", "of": "a", "at": 10}
    )
    assert found.values[0] == pytest.approx(0.5, abs=0.06)


def test_a_release_may_be_no_whole_day() -> None:
    activities = [{"id": "1", "duration": 2, "release": 1.5}, {"id": "2", "duration": 2, "release": 4}]
    assert finishes({"activities": activities}, "1", "2") == [3.5, 6]


def test_a_described_difference_is_read_from_the_case() -> None:
    activities = [
        {"id": "come", "duration": 2},
        {"id": "serve", "duration": 1, "predecessors": [{"id": "come", "type": "FS", "lag": 3}]},
    ]
    text = (
        "wait = start of serve minus finish of come; late is the event wait > 2.5. "
        "early is the event finish of serve before start of come plus 6."
    )
    asked = (
        {"measure": "mean", "of": "wait"},
        {"measure": "prob_custom", "of": "late"},
        {"measure": "prob_custom", "of": "early"},
    )
    law = [{**one, "duration": {"dist": "fixed", "value": one["duration"]}} for one in activities]
    assert answers_of(Case("told", text, {"activities": law}, asked, HERE), FEW).values == [3, 1, 0]


# what can't be answered ------------------------------------------------------------------------


def test_what_is_not_offered_is_null_and_in_the_list() -> None:
    model = {"activities": [{"id": "a", "duration": 1}]}
    found = made_up(
        model,
        {"measure": "finish", "of": "a", "policy": "serial"},
        {"measure": "finish", "of": "a", "policy": "dispatch_backfill"},
        {"measure": "optimum", "of": "a"},
    )
    assert found.values == [None, 1, None]
    assert found.not_offered == ["policy serial", "measure optimum"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"colour": "red"}, "made up: model.activities[0].colour: this word is not known"),
        ({"duration": {"dist": "cauchy"}}, "the family 'cauchy' is not known"),
        ({"predecessors": [{"id": "z"}]}, "model.activities[0].predecessors[0].id: there is no activity 'z'"),
        ({"cost": {"budget": "B", "amount": 1}}, "there is no budget 'B'"),
        ({"calendar": "moon"}, "there is no calendar 'moon'"),
    ],
)
def test_what_cannot_be_translated_names_case_and_field(words: dict[str, Any], told: str) -> None:
    found = made_up({"activities": [{"id": "a", "duration": 1, **words}]}, {"measure": "mean", "of": "a"})
    assert found.values == [None]
    assert told in found.errors[0]


def test_one_bad_case_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"activities": [{"id": "a", "duration": {"dist": "fixed", "value": 7}}]}
    bad = {"activities": [{"id": "a", "duration": {"dist": "fixed", "value": 7}, "colour": "red"}]}
    for name, model in (("1-bad", bad), ("2-good", good)):
        expected = [{"measure": "finish", "of": "a", "value": 7, "tolerance": {"rule": "exact"}}]
        text = json.dumps({"id": name, "model": model, "expected": expected})
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    out = tmp_path / "out" / "answers.json"
    out.parent.mkdir()
    assert main([str(tmp_path), "--out", str(tmp_path / "nowhere" / "answers.json")]) == 2
    assert main([str(tmp_path), "-n", "10", "--out", str(out)]) == 1
    assert json.loads(out.read_text(encoding="utf-8")) == {"1-bad": [None], "2-good": [7]}
    assert "error 1-bad: model.activities[0].colour" in capsys.readouterr().err
    assert main([str(tmp_path), "-n", "10", "--only", "2-good", "--out", str(out)]) == 0


def test_the_list_of_what_is_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--not-offered"]) == 0
    told = capsys.readouterr().out
    assert all(key in told for key in NOT_OFFERED)
    page = (Path(__file__).parents[1] / "docs" / "known-cases.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in page for key in NOT_OFFERED)


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("10X+5Y", {"X": 1, "Y": 2}, 20),
        ("max(10X, 8Y)", {"X": 1, "Y": 2}, 16),
        ("sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1", {"x1": 0, "x2": 0, "x3": 3}, 0),
        ("2(a-b)^2/4", {"a": 5, "b": 1}, 8),
        ("-pi", {}, -3.141592653589793),
    ],
)
def test_formulas(text: str, values: dict[str, float], result: float) -> None:
    assert Formula(text).of(values) == pytest.approx(result)
