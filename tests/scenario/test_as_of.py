"""What a scenario may know: nothing from after its day, or only how such works go elsewhere."""

from datetime import date

import pytest

from model.scenario import ScenarioError, load_scenario
from model.scenario.asof import known_day

SOURCES = "sources: {judgement: {title: Judgement}, decree: {title: A decree}}"
DATED = """\
sources:
  judgement: {title: Judgement, when: 2026-11-23, known_on: 2020-10-01}
  decree: {title: A decree, when: 2019-05-01}
  road: {title: A road elsewhere, when: 2024-02-29}
"""


@pytest.fixture
def town(folder):
    """The root with dated sources and a day from which it looks."""

    def write(old="", new="", words="as_of: 2020-10-01\n"):
        path = folder.changed(old=SOURCES, new=f"{words}{DATED}")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        return path

    return write


def known(path, *place):
    scenario = load_scenario(path)
    [fact] = [fact for fact in scenario.facts if fact.path == place]
    return known_day(fact, scenario.said.sources)


def faults(path):
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    return [(fault.key.partition(".")[2], ".".join(map(str, fault.path))) for fault in refused.value.faults]


def test_a_value_is_known_since_its_source_is(town):
    assert known(town(), "activities", "clear", "duration") == date(2019, 5, 1)
    assert known(town(), "activities", "build", "duration") == date(2020, 10, 1)  # known_on before when


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("source: decree, grade: A", "source: decree, grade: A, known_on: 2018-01-01"),
        (
            "{value: 60/90/150 d, source: decree, grade: A}\n    crew: team\n    basis: {source: judgement",
            "60/90/150 d\n    crew: team\n    basis: {known_on: 2018-01-01, source: judgement",
        ),
    ],
)
def test_its_own_day_or_that_of_its_basis_comes_first(town, old, new):
    assert known(town(old, new), "activities", "clear", "duration") == date(2018, 1, 1)


def test_a_number_with_a_source_of_its_own_does_not_take_the_day_of_the_block(town):
    path = town(
        "basis: {source: judgement, grade: D}\n  build",
        "basis: {source: judgement, grade: D, known_on: 2018-01-01}\n  build",
    )
    assert known(path, "activities", "clear", "duration") == date(2019, 5, 1)


def test_a_lever_has_a_day_of_its_own(town):
    path = town("range: 10..40 bn VND", "range: 10..40 bn VND, known_on: 2020-09-01")
    assert known(path, "levers", "cash", "value") == date(2020, 9, 1)
    assert faults(town("range: 10..40 bn VND", "range: 10..40 bn VND, known_on: 2020-10-02")) == [
        ("known_later", "levers.cash.value")
    ]


def test_without_a_day_from_which_it_looks_nothing_is_asked(town):
    load_scenario(town("source: decree, grade: A", "source: road, grade: A", words=""))


def test_undated_sources_are_taken_as_known(folder):
    load_scenario(folder.changed(old=SOURCES, new=f"as_of: 1999-01-01\n{SOURCES}"))


def test_the_day_itself_is_not_later(town):
    load_scenario(town(words="as_of: 2020-10-01\n"))
    assert ("known_later", "assumptions.holdout.value") in faults(town(words="as_of: 2020-09-30\n"))


@pytest.mark.parametrize("grade", ["A", "B", "C", "D"])
def test_hindsight_of_the_process_is_of_similar_works_only(town, grade):
    old, new = "source: decree, grade: A", f"source: road, grade: {grade}"
    assert faults(town(old, new)) == [("known_later", "activities.clear.duration")]
    words = "as_of: 2020-10-01\nhindsight: process\n"
    if grade in "CD":
        load_scenario(town(old, new, words))
    else:
        assert faults(town(old, new, words)) == [("known_later_here", "activities.clear.duration")]


def test_the_sentence_names_value_source_and_both_days(town):
    with pytest.raises(ScenarioError) as refused:
        load_scenario(town("source: decree, grade: A", "source: road, grade: A"))
    assert refused.value.text("en").splitlines()[1].strip() == (
        "line 21  activities.clear.duration: "
        "60/90/150 d rests on road, known on 2024-02-29, later than as_of 2020-10-01"
    )


def test_a_law_that_is_no_number_is_known_since_a_day_too(town):
    law = """risks:
  law: {title: Law, on: 2024-08-01, effects: [{stop: build}], basis: {source: decree, grade: A}}
milestones:"""
    load_scenario(town("milestones:", law))  # announced before
    later = law.replace("decree", "road")
    assert faults(town("milestones:", later)) == [("known_later", "risks.law.on")]


def test_what_a_run_sets_is_held_to_it_too(town):
    with pytest.raises(ScenarioError, match="known on 2024-02-29"):
        load_scenario(town(), [("assumptions.holdout", "{value: 0.1/0.2/0.3, source: road, grade: C}")])


def test_a_new_source_does_not_keep_the_day_of_the_old_one(folder, town):
    old = "source: judgement, grade: C"
    town(old, f"{old}, known_on: 2019-01-01")
    case = folder.derived(
        "case",
        "change:\n  assumptions.holdout: {value: 0.1/0.2/0.3, source: decree, grade: C}\n",
        extends="changed",
    )
    assert known(case, "assumptions", "holdout", "value") == date(2019, 5, 1)
    case = folder.derived("case", "change:\n  assumptions.holdout: 0.1/0.2/0.3\n", extends="changed")
    assert known(case, "assumptions", "holdout", "value") == date(
        2019, 1, 1
    )  # the source is still the old one
