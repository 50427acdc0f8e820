"""Everything a scenario refers to by name is there, or the nearest name is told."""

from pathlib import Path

import pytest

from model.scenario import ScenarioError, UnknownName, load_scenario

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("week", "ofice", "there is no calendar 'ofice'; did you mean 'office'?"),
        ("crews.team", "$tems", "there is no lever or assumption 'tems'; did you mean 'teams'?"),
        ("capital.fund.per_year", "$kash", "there is no lever or assumption 'kash'; did you mean 'cash'?"),
        ("works.north.phase", "construct", "there is no phase 'construct'; did you mean 'construction'?"),
        ("works.north.parts.road.calendar", "rivers", "there is no calendar 'rivers'; did you mean 'river'?"),
        ("works.north.parts.road.crew", "squat", "there is no crew 'squat'; did you mean 'squad'?"),
        (
            "works.north.parts.opening.session",
            "counsel",
            "there is no session 'counsel'; did you mean 'council'?",
        ),
        (
            "works.north.parts.opening.not_in",
            "[tet_bans]",
            "there is no window 'tet_bans'; did you mean 'tet_ban'?",
        ),
        (
            "works.north.parts.land.use",
            "clearence",
            "there is no procedure 'clearence'; did you mean 'clearance'?",
        ),
        ("works.north.parts.land.with.holdout", "$holdot", "there is no lever or assumption 'holdot'"),
        ("works.north.parts.land.with.holdout", "null", "procedure clearance also needs holdout"),
        ("activities.master_plan.starts_when.indicator", "urban", "there is no indicator 'urban'"),
        ("procedures.clearance.steps.payment.capital.from", "funds", "there is no capital source 'funds'"),
        ("procedures.clearance.steps.payment.refused.chance", "$teams", "there is no parameter 'teams'"),
        ("procedures.clearance.steps.payment.for", "houses", "there is no parameter 'houses'"),
        ("levers.teams.source", "judgment", "there is no source 'judgment'; did you mean 'judgement'?"),
    ],
)
def test_unknown_names(path, value, sentence):
    with pytest.raises(ScenarioError) as refused:
        load_scenario(FILES / "town.yaml", [(path, value)])
    assert any(sentence in fault.text("en") for fault in refused.value.faults)


def test_names_are_looked_up_even_where_the_shape_is_wrong(folder):
    path = folder.changed(old="crew: team", new="crew: tem\n    priority: high")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    assert {fault.key for fault in refused.value.faults} == {"scenario.no_such_name", "scenario.not_whole"}


def test_a_caller_is_told_the_names_there_are():
    error = UnknownName("opned", ["opened", "decided"])
    assert str(error) == "there is no 'opned'; there are: opened, decided"
    assert error.text("vi") == "không có tên 'opned'; các tên hiện có: opened, decided"
