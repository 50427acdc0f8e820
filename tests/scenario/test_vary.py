"""Axes said on the command line."""

from __future__ import annotations

import pytest

from model.scenario import ScenarioError, vary

TOWN = """\
kind: scenario
title: {vi: Thị trấn, en: Town}
start: 2021-01-01
horizon: 2026-01-01
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up}}
levers:
  teams: {title: {vi: Số tổ, en: Teams}, value: 1, range: 1..8}
  cash: {title: {vi: Tiền, en: Cash}, value: 20 bn VND, range: 10..40 bn VND}
  start: {title: {vi: Khởi đầu, en: Start}, value: 1, range: 1..8}
assumptions:
  share: {title: {vi: Phần, en: Share}, value: 0.1/0.2/0.4}
crews: {team: $teams}
activities:
  a: {title: A, duration: 30 d, crew: team}
milestones:
  done: {title: {vi: Xong, en: Done}, when: a, by: {45 d: ours}}
"""


@pytest.fixture
def town(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    return "town.yaml"


@pytest.mark.parametrize(
    ("name", "text", "column", "values"),
    [
        ("teams", "1..4", "levers.teams", ["1", "2", "3", "4"]),
        ("levers.teams", "1..8:2", "levers.teams", ["1", "3", "5", "7"]),
        ("cash", "10..40:10 bn VND", "levers.cash [bn VND]", ["10", "20", "30", "40"]),
        ("cash", "10..40 bn VND:15", "levers.cash [bn VND]", ["10", "25", "40"]),
        ("cash", "10, 12.5, 40 bn VND", "levers.cash [bn VND]", ["10", "12.5", "40"]),
        ("cash", "10 bn VND, 40 bn VND", "levers.cash [bn VND]", ["10", "40"]),
        ("share", "0.1..0.3:0.1", "assumptions.share", ["0.1", "0.2", "0.3"]),
        ("share", "0.1/0.2/0.3, 0.5", "assumptions.share", ["0.1/0.2/0.3", "0.5"]),
        ("activities.a.duration", "30, 60 d", "activities.a.duration [d]", ["30", "60"]),
        ("activities.a.duration", "[30 d, 2 mo]", "activities.a.duration", ["30 d", "2 mo"]),
        ("activities.a.duration", "{from: 30 d, to: 90 d, steps: 3}", None, ["30", "60", "90"]),
        ("horizon", "2026-01-01,2027-01-01", "horizon", ["2026-01-01", "2027-01-01"]),
        ("teams", "3", "levers.teams", ["3"]),
    ],
)
def test_values_are_read_as_a_scenario_would_have_them(town, name, text, column, values):
    asked = vary(town, [(name, text)])
    [axis] = asked.axes
    assert column in (None, axis.column)
    assert [axis.in_column(place) for place in range(len(axis.points))] == values
    assert (asked.name, asked.scenario.name, asked.title["en"]) == ("town", "town.yaml", "Town")


def test_a_value_may_hold_commas_in_brackets_and_quotes(town):
    [axis] = vary(town, [("activities.a.duration", "{dist: uniform, low: 5 d, high: 9 d}, '1,5 d'")]).axes
    plain = [point.settings[0].plain for point in axis.points]
    assert plain == [{"dist": "uniform", "low": "5 d", "high": "9 d"}, "1,5 d"]


def test_several_axes_give_every_combination_on_the_milestones_asked_for(town):
    asked = vary(town, [("teams", "1..3"), ("cash", "10,40 bn VND")], ["done"])
    assert (asked.count, asked.said.milestones) == (6, ["done"])
    assert [axis.title["vi"] for axis in asked.axes] == ["Số tổ", "Tiền"]


@pytest.mark.parametrize(
    ("axes", "milestones", "said"),
    [
        ([("team", "1..4")], [], "--vary\n  team: town.yaml has no lever or assumption team; of anything"),
        ([("team", "1..4")], [], "did you mean 'teams'?"),
        ([("start", "1..4")], [], "start: this name stands in two places (levers.start, start)"),
        ([("teams", "1..2"), ("levers.teams", "3")], [], "levers.teams: another --vary is of the same place"),
        ([("teams", "1,,2")], [], "teams: a value is needed between two commas, found 1,,2"),
        ([("teams", "4..1")], [], "levers.teams: a range such as 1..6"),
        ([("teams", "0.5..4")], [], "levers.teams: this range means every whole number of it"),
        ([("teams", "1..4:0")], [], "levers.teams: after the colon a step above 0"),
        ([("seed", "1..4")], [], "seed: seed can't be varied"),
        ([("teams", "1..40"), ("cash", "1..100 bn VND")], [], "at most 2000 cells, this one has 4000"),
        ([("teams", "1..2")], ["dne"], "--milestone\n  there is no milestone 'dne' in town.yaml; did"),
        ([("team", "1"), ("chas", "2")], [], "chas: town.yaml has no lever or assumption chas"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_would_be_right(town, axes, milestones, said):
    with pytest.raises(ScenarioError) as refused:
        vary(town, axes, milestones)
    assert said in refused.value.text("en")
    assert len(refused.value.text("vi").splitlines()) == len(refused.value.text("en").splitlines())
