"""Every number has a source and a grade, its own or that of the nearest block around it."""

import pytest

from model.scenario import ScenarioError, load_scenario


def fact(scenario, *path):
    [found] = [fact for fact in scenario.facts if fact.path == path]
    return found


def test_own_source_before_that_of_the_block(folder):
    town = load_scenario("root.yaml")
    found = fact(town, "activities", "clear", "duration")
    assert (found.source, found.grade, found.text, found.unit) == ("decree", "A", "60/90/150 d", "d")
    assert (found.file, found.line) == ("root.yaml", 16)


def test_the_basis_of_the_file_is_the_last_resort(folder):
    town = load_scenario("root.yaml")
    assert fact(town, "activities", "build", "duration").grade == "D"
    assert fact(town, "levers", "cash", "value").grade == "D"


def test_the_nearest_block_counts(folder):
    town = load_scenario(
        folder.changed(old="duration: {value: 60/90/150 d, source: decree, grade: A}", new="duration: 90 d")
    )
    assert fact(town, "activities", "clear", "duration").source == "judgement"


def test_references_need_no_source(folder):
    town = load_scenario("root.yaml")
    assert not [fact for fact in town.facts if fact.path == ("crews", "team")]


def test_a_changed_number_is_told_from_where_it_was_changed(folder):
    case = folder.derived(
        "case", "change:\n  assumptions.holdout: {value: 0.1/0.2/0.3, source: decree, grade: B}\n"
    )
    found = fact(load_scenario(case), "assumptions", "holdout", "value")
    assert (found.source, found.grade, found.file, found.line) == ("decree", "B", "case.yaml", 5)


def test_what_was_known_when_and_what_came_of_it(folder):
    said = "{value: 20 bn VND, source: decree, grade: A, known_on: 2020-12-01, hindsight: it was 15}"
    town = load_scenario(folder.changed(old="value: 20 bn VND", new=f"value: {said}"))
    found = fact(town, "levers", "cash", "value")
    assert (str(found.known_on), found.hindsight) == ("2020-12-01", "it was 15")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("basis: {source: judgement, grade: D}\nsources", "sources", "levers.cash.value: this has no source"),
        ("source: decree, grade: A", "source: decree", "clear.duration: source and grade go together"),
        (
            "source: decree, grade: A",
            "source: decre, grade: A",
            "there is no source 'decre'; did you mean 'decree'",
        ),
        (", source: judgement, grade: C", ", grade: C", "assumptions.holdout: source and grade go together"),
    ],
)
def test_numbers_that_rest_on_nothing(folder, old, new, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        load_scenario(folder.changed(old=old, new=new))


def test_faults_of_provenance_come_with_all_others(folder):
    """A wrong number and an unknown word do not hide that another number has no source."""
    path = folder.changed(old="source: decree, grade: A", new="source: decree")
    text = (
        path.read_text(encoding="utf-8").replace("5 d, mode", "50 d, mode").replace("crew: team", "crw: team")
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    assert [fault.key for fault in refused.value.faults] == [
        "scenario.half_provenance",
        "scenario.unknown_word",
        "scenario.order",
    ]
