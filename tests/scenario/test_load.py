"""The door: whole scenarios and sweeps in, checked facts out."""

from pathlib import Path

import pytest

from model.scenario import (
    Mark,
    MissingFile,
    ScenarioError,
    Setting,
    difference,
    find_file,
    find_scenario_files,
    kind_of,
    load_scenario,
    load_sweep,
    resolved_yaml,
    validate_file,
)
from model.scenario.axes import SpanSaid
from model.scenario.read import node_of
from model.scenario.shape import DerivedSaid, LibrarySaid, ScenarioSaid, SweepSaid
from model.scenario.steps import Activity, AnyOf, Use

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize("path", find_scenario_files(FILES), ids=lambda path: path.stem)
def test_the_sample_files_are_sound(path):
    assert validate_file(path) == kind_of(path)


def test_a_part_is_a_use_or_an_activity():
    parts = load_scenario(FILES / "town.yaml").said.works["north"].parts
    assert isinstance(parts["land"], Use)
    assert isinstance(parts["road"], Activity)


def test_waits_in_all_their_forms():
    steps = load_scenario(FILES / "town.yaml").said.procedures["clearance"].steps
    assert [wait.of for wait in steps["statutory"].after if not isinstance(wait, AnyOf)] == ["notice"]
    assert isinstance(steps["handover"].after[0], AnyOf)
    assert len(steps["payment"].after) == 2


@pytest.mark.parametrize("name", ["town", "busy"])
def test_the_resolved_text_stands_alone(name, tmp_path):
    scenario = load_scenario(FILES / f"{name}.yaml")
    alone = tmp_path / "alone.yaml"
    alone.write_text(resolved_yaml(scenario), encoding="utf-8")
    again = load_scenario(alone)
    assert again.said == scenario.said
    assert again.tree == scenario.tree
    assert resolved_yaml(again) == resolved_yaml(scenario)


def test_dates_and_digits_survive_resolving(folder):
    path = folder.changed(old="title: Judgement", new='title: "2020", where: "2020-01-01", who: "no"')
    text = resolved_yaml(load_scenario(path))
    assert "title: '2020'" in text
    assert "where: 2020-01-01" in text


def test_difference_leaves_titles_out():
    found = difference(load_scenario(FILES / "town.yaml"), load_scenario(FILES / "busy.yaml"))
    assert [path for path, _, _ in found] == [
        "levers.teams.value",
        "assumptions.holdout.value",
        "works.north.parts.lights",
    ]


def test_a_fault_of_a_later_reader_finds_its_line(folder):
    town = load_scenario("root.yaml")
    fault = town.fault(("activities", "build", "after", 0, "lag"), "scenario.missing_word")
    assert (fault.file, fault.line) == ("root.yaml", 19)
    assert fault.text("en") == "line 19  activities.build.after[1].lag: this word is missing"
    assert town.fault((), "scenario.missing_word").line is None


def test_files_read_are_listed():
    names = [path.stem for path in load_scenario(FILES / "busy.yaml").files]
    assert sorted(names) == ["busy", "clearing", "town"]


@pytest.mark.parametrize("shape", [ScenarioSaid, DerivedSaid, LibrarySaid, SweepSaid])
def test_editors_can_be_given_a_schema(shape):
    assert shape.model_json_schema()["properties"]["kind"]["const"]


# finding files ---------------------------------------------------------------------------------


def test_a_bare_name_is_found_at_home(folder):
    folder.derived("scenarios/case", extends="../root")
    assert find_file("case") == Path("scenarios/case.yaml")
    assert find_file("scenarios/case") == Path("scenarios/case.yaml")
    assert find_file("scenarios/case.yaml") == Path("scenarios/case.yaml")


@pytest.mark.parametrize("typed", ["cse", "scenarios/cse.yaml", "cse.yaml"])
def test_a_slip_of_the_name(folder, typed):
    folder.derived("scenarios/case", extends="../root")
    with pytest.raises(MissingFile, match=r"did you mean 'scenarios/case.yaml'\?"):
        find_file(typed)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(MissingFile):
        find_scenario_files(tmp_path / "none")


# sweeps ----------------------------------------------------------------------------------------


def test_a_sweep_has_a_cell_for_each_value():
    sweep = load_sweep(FILES / "teams.yaml")
    [axis] = sweep.axes
    assert (axis.name, axis.column, sweep.scenario.name) == ("levers.teams", "levers.teams", "town.yaml")
    assert [point.text["en"] for point in axis.points] == ["1", "2", "4"]
    teams = [
        load_scenario(sweep.scenario, cell.settings).tree["levers"]["teams"]["value"]
        for cell in sweep.cells()
    ]
    assert teams == [1, 2, 4]


def swept(folder, vary):
    """The axes of a sweep of the little scenario."""
    return load_sweep(folder.write("sweep", f"kind: sweep\ntitle: T\nscenario: root\nvary: {vary}\n"))


@pytest.mark.parametrize(
    ("axis", "column", "values"),
    [
        ("levers.teams: 2..5", "levers.teams", ["2", "3", "4", "5"]),
        ("levers.teams: {from: 1, to: 5, steps: 3}", "levers.teams", ["1", "3", "5"]),
        ("activities.build.duration: 9..11 wd", "activities.build.duration [wd]", ["9", "10", "11"]),
        (
            "activities.build.duration: {from: 3 mo, to: 1 mo, steps: 5}",
            "activities.build.duration [mo]",
            ["3", "2.5", "2", "1.5", "1"],
        ),
        (
            "activities.build.duration: [30 d, 20/30/40 d]",
            "activities.build.duration",
            ["30 d", "20/30/40 d"],
        ),
        ("activities.build.duration: [30 d, 2 mo]", "activities.build.duration", ["30 d", "2 mo"]),
    ],
)
def test_an_axis_can_be_written_in_short(folder, axis, column, values):
    [found] = swept(folder, f"{{{axis}}}").axes
    assert found.column == column
    assert [found.in_column(place) for place in range(len(found.points))] == values


def test_shares_and_money_keep_their_unit_and_have_no_stray_digits():
    span = {"from": "0.4", "to": "1.0", "steps": 7}
    assert SpanSaid.model_validate(span).values() == [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    span = {"from": "1 bn VND", "to": "2 bn VND", "steps": 4}
    assert SpanSaid.model_validate(span).values() == ["1 bn VND", "1.333 bn VND", "1.667 bn VND", "2 bn VND"]


GROUP = (
    "pace: {title: {vi: Nhịp, en: Pace}, cells: {"
    "slow: {title: {vi: chậm, en: slow}, set: {activities.build.duration: 90 d, horizon: 2031-01-01}}, "
    "fast: {set: {activities.build.duration: 30 d}}}}"
)


def test_several_axes_give_every_combination_the_last_changing_first(folder):
    sweep = swept(folder, f"{{levers.teams: [4, 2], {GROUP}}}")
    assert [cell.number for cell in sweep.cells()] == [1, 2, 3, 4]
    trees = [load_scenario(sweep.scenario, cell.settings).tree for cell in sweep.cells()]
    found = [(t["levers"]["teams"]["value"], t["activities"]["build"]["duration"]) for t in trees]
    assert found == [(4, "90 d"), (4, "30 d"), (2, "90 d"), (2, "30 d")]
    assert [tree["horizon"] == "2031-01-01" for tree in trees] == [True, False, True, False]


def test_a_group_goes_by_its_titles_and_its_name_in_the_file(folder):
    [axis] = swept(folder, f"{{{GROUP}}}").axes
    assert (axis.column, axis.title) == ("vary.pace", {"vi": "Nhịp", "en": "Pace"})
    assert [point.text["vi"] for point in axis.points] == ["chậm", "fast"]
    assert not axis.is_measured


def test_a_sweep_point_wins_over_a_setting():
    cell = load_sweep(FILES / "teams.yaml").cells()[2]
    town = load_scenario(FILES / "town.yaml", [("levers.teams", "3"), *cell.settings])
    assert town.tree["levers"]["teams"]["value"] == 4


def test_a_sweep_point_is_told_by_its_line(folder):
    sweep = "kind: sweep\ntitle: T\nscenario: root\nvary:\n  levers.teams:\n    - 1\n    - 7\n"
    with pytest.raises(ScenarioError, match=r"sweep.yaml\n  line 7  levers.teams.value: 7 lies outside"):
        load_sweep(folder.write("sweep", sweep))


# anything at all -------------------------------------------------------------------------------

ODD = [
    None,
    5,
    -1,
    "x",
    "",
    [],
    {},
    [1],
    {"a": 1},
    True,
    "$x",
    {"dist": "pert"},
    {"value": None},
    "1..2",
    [[]],
]
"""What nobody means, but someone will write somewhere."""


def test_whatever_is_written_anywhere_is_told_in_words():
    """Each entry of a whole scenario set to something odd: it loads, or every fault can be read."""
    town = load_scenario(FILES / "busy.yaml")
    places = [place for place in town.marks if place and not any(isinstance(step, int) for step in place)]
    for number, place in enumerate(places):
        odd = node_of(ODD[number % len(ODD)], Mark("--set", None))
        try:
            load_scenario(FILES / "busy.yaml", [Setting(".".join(map(str, place)), odd)])
        except ScenarioError as error:
            assert error.text("vi") != error.text("en")  # noqa: PT017
