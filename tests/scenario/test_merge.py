"""How files build on each other: one order of priority, and no conflict passed over."""

import pytest

from model.scenario import ScenarioError, difference, load_scenario


def refused(path, settings=()):
    """What a file is refused with, without the name of the file."""
    with pytest.raises(ScenarioError) as error:
        load_scenario(path, settings)
    return [fault.text("en") for fault in error.value.faults]


# what a change is ------------------------------------------------------------------------------


def test_a_derived_file_says_only_its_difference(folder):
    case = load_scenario(folder.derived("case", "change: {levers.teams: 5}\n"))
    assert difference(load_scenario("root.yaml"), case) == [("levers.teams.value", 2, 5)]


def test_a_bare_value_sets_the_value_and_keeps_the_rest(folder):
    tree = load_scenario(folder.derived("case", "change: {levers.teams: 5}\n")).tree
    assert tree["levers"]["teams"] == {
        "title": "Teams",
        "value": 5,
        "range": "1..6",
        "source": "judgement",
        "grade": "D",
    }


def test_a_bare_value_on_a_sourced_number_keeps_its_source(folder):
    tree = load_scenario(folder.derived("case", "change: {activities.clear.duration: 80 d}\n")).tree
    assert tree["activities"]["clear"]["duration"] == {"value": "80 d", "source": "decree", "grade": "A"}


def test_maps_merge_and_nested_maps_are_paths(folder):
    nested = folder.derived("nested", "change: {levers: {teams: {value: 3}, cash: 30 bn VND}}\n")
    dotted = folder.derived("dotted", "change: {levers.teams.value: 3, levers.cash: 30 bn VND}\n")
    assert load_scenario(nested).tree == load_scenario(dotted).tree


def test_lists_replace(folder):
    folder.derived("more", "add: {activities.pave: {title: Pave, duration: 5 d}}\n")
    case = load_scenario(folder.derived("case", "change: {activities.build.after: [pave]}\n", extends="more"))
    assert case.tree["activities"]["build"]["after"] == ["pave"]


FUND = """\
add:
  capital:
    same: {title: Same, per_year: {value: 20 bn VND, source: decree, grade: A}}
    listed: {title: Listed, per_year: {2021: 10 bn VND, 2024: 30 bn VND}, dated: {2022-03-01: 5 bn VND}}
"""


def test_a_list_replaces_a_number_that_was_said_for_all(folder):
    """Whether a list can stand there is not for the merging to say."""
    text = "change: {activities.clear.duration: [80 d, 90 d]}\n"
    assert refused(folder.derived("case", text)) == [
        "line 4  activities.clear.duration: a duration such as 90 d, 60/90/150 wd or 3 mo is needed, "
        "found [80 d, 90 d]"
    ]


def test_money_by_year_replaces_money_that_was_the_same_every_year(folder):
    folder.derived("funded", FUND)
    text = "change: {capital.same.per_year: {2021: 10 bn VND, 2023: 20 bn VND}}\n"
    case = load_scenario(folder.derived("case", text, extends="funded"))
    assert case.tree["capital"]["same"]["per_year"] == {"2021": "10 bn VND", "2023": "20 bn VND"}


@pytest.mark.parametrize(
    "text", ["capital.listed: {per_year: {2022: 20 bn VND}}", "capital.listed.per_year.2022: 20 bn VND"]
)
def test_a_further_year_may_be_set_among_listed_ones(text, folder):
    folder.derived("funded", FUND)
    case = load_scenario(folder.derived("case", f"change: {{{text}}}\n", extends="funded"))
    years = {"2021": "10 bn VND", "2024": "30 bn VND", "2022": "20 bn VND"}
    assert case.tree["capital"]["listed"]["per_year"] == years


def test_money_may_move_to_another_date(folder):
    folder.derived("funded", FUND)
    text = "change: {capital.listed.dated: {2022-03-01: null, 2022-09-01: 5 bn VND}}\n"
    case = load_scenario(folder.derived("case", text, extends="funded"))
    assert case.tree["capital"]["listed"]["dated"] == {"2022-09-01": "5 bn VND"}


def test_no_year_is_slipped_in_elsewhere(folder):
    folder.derived("funded", FUND)
    year = folder.derived("case", "change: {capital.same.per_year.2022: 5 bn VND}\n", extends="funded")
    assert "2022: no such entry in funded.yaml; what is new is said under add" in refused(year)[0]
    deadline = folder.derived("case", "change: {milestones.done.by: {2026-12-31: ours}}\n")
    assert "by.2026-12-31: no such entry in root.yaml" in refused(deadline)[0]


def test_null_deletes(folder):
    case = load_scenario(folder.derived("case", "change: {activities.clear.crew: null, levers.cash: null}\n"))
    assert "crew" not in case.tree["activities"]["clear"]
    assert "cash" not in case.said.levers


def test_a_number_of_another_form_replaces_the_whole_number(folder):
    text = """\
    change:
      activities.build.duration: {dist: lognormal, p50: 9 d, p90: 20 d}
      activities.clear.duration: {dist: uniform, low: 5 d, high: 9 d}
      assumptions.holdout: {dist: uniform, low: 0.1, high: 0.2}
    """
    tree = load_scenario(folder.derived("case", text)).tree
    assert tree["activities"]["build"]["duration"] == {"dist": "lognormal", "p50": "9 d", "p90": "20 d"}
    assert tree["activities"]["clear"]["duration"] == {"dist": "uniform", "low": "5 d", "high": "9 d"}
    assert tree["assumptions"]["holdout"]["value"] == {"dist": "uniform", "low": 0.1, "high": 0.2}
    assert tree["assumptions"]["holdout"]["source"] == "judgement"


def test_one_word_of_a_distribution_can_be_changed(folder):
    case = load_scenario(folder.derived("case", "change: {activities.build.duration: {high: 30 d}}\n"))
    assert case.tree["activities"]["build"]["duration"]["high"] == "30 d"


def test_a_source_may_be_given_where_there_was_none(folder):
    text = "change: {levers.cash: {value: 30 bn VND, source: decree, grade: A}}\n"
    case = load_scenario(folder.derived("case", text))
    assert case.said.levers["cash"].source == "decree"


def test_add_brings_what_is_new(folder):
    text = """\
    add:
      activities.pave: {title: Pave, duration: 5 d, after: build}
      activities: {paint: {title: Paint, duration: 2 d}}
      activities.clear.priority: 3
    """
    case = load_scenario(folder.derived("case", text))
    assert list(case.said.activities) == ["clear", "build", "pave", "paint"]
    assert case.said.activities["clear"].priority == 3


def test_add_does_not_change(folder):
    found = refused(folder.derived("case", "add: {levers.teams.value: 5}\n"))
    assert found == [
        "line 4  levers.teams.value: already there, in root.yaml:8; to set it, say it under change"
    ]


def test_change_does_not_add(folder):
    found = refused(
        folder.derived("case", "change: {activities.clear.priority: 3, activities.claer.crew: x}\n")
    )
    assert found == [
        "line 4  activities.clear.priority: no such entry in root.yaml; what is new is said under add",
        "line 4  activities.claer: no such activity in root.yaml; did you mean 'clear'?",
    ]


def test_everything_knows_where_it_was_written(folder):
    case = load_scenario(
        folder.derived("case", "change:\n  levers.teams: 5\n"), [("levers.cash", "30 bn VND")]
    )
    assert (case.marks["levers", "teams", "value"].file, case.marks["levers", "teams", "value"].line) == (
        "case.yaml",
        5,
    )
    assert (case.marks["levers", "teams", "range"].file, case.marks["levers", "teams", "range"].line) == (
        "root.yaml",
        8,
    )
    assert case.marks["levers", "cash", "value"].file == "--set"


def test_merge_faults_and_shape_faults_come_together(folder):
    text = """\
    change:
      activities.clear.duration: 90/60/150 d
      activities.claer.crew: team
    """
    assert len(refused(folder.derived("case", text))) == 2


# one order of priority -------------------------------------------------------------------------


def test_parents_then_this_file_then_settings_in_order(folder):
    folder.derived("parent", "change: {levers.teams: 3}\n")
    child = folder.derived("child", "change: {levers.teams: 4}\n", extends="parent")
    teams = [
        load_scenario(path, settings).tree["levers"]["teams"]["value"]
        for path, settings in [
            ("root.yaml", ()),
            ("parent.yaml", ()),
            (child, ()),
            (child, [("levers.teams", "5")]),
            (child, [("levers.teams", "5"), ("levers.teams", "6")]),
        ]
    ]
    assert teams == [2, 3, 4, 5, 6]


def test_settings_are_recorded(folder):
    case = load_scenario("root.yaml", [("levers.teams", "5"), ("seed", "7")])
    assert case.settings == (("levers.teams", 5), ("seed", 7))
    assert case.said.seed == 7


def test_a_setting_of_nothing(folder):
    found = refused("root.yaml", [("levers.team", "5")])
    assert found == ["levers.team: no such lever in root.yaml; did you mean 'teams'?"]


def test_a_derived_file_may_set_seed_and_replications(folder):
    case = load_scenario(folder.derived("case", "replications: 50\nseed: 9\n"))
    assert (case.said.replications, case.said.seed) == (50, 9)


def test_titles_are_the_files_own(folder):
    folder.derived("named", "title: Named\n")
    assert load_scenario("named.yaml").title["en"] == "Named"
    assert load_scenario(folder.derived("nameless", extends="named")).title["en"] == "Named"
    assert load_scenario("named.yaml").tree["because"] == {"vi": "Vì thế", "en": "Because"}


def test_a_title_is_not_changed_but_said(folder):
    found = refused(folder.derived("case", "change: {title: Other}\n"))
    assert found == ["line 4  title: say this at the top of this file, not under change"]


# several parents -------------------------------------------------------------------------------


def test_parents_that_set_different_things_are_both_heard(folder):
    folder.derived("staff", "change: {levers.teams: 5}\n")
    folder.derived("money", "change: {levers.cash: 30 bn VND}\n")
    tree = load_scenario(folder.derived("both", extends="[staff, money]")).tree
    assert (tree["levers"]["teams"]["value"], tree["levers"]["cash"]["value"]) == (5, "30 bn VND")


def test_parents_that_differ_are_refused(folder):
    folder.derived("few", "change: {levers.teams: 1}\n")
    folder.derived("many", "change: {levers.teams: {value: 6}}\n")
    found = refused(folder.derived("both", extends="[few, many]"))
    assert found == [
        "line 2  levers.teams.value: two parents set this differently (few.yaml: 1; many.yaml: 6); "
        "set it here under change"
    ]


def test_parents_that_agree_are_not(folder):
    folder.derived("one", "change: {levers.teams: 5}\n")
    folder.derived("other", "change: {levers.teams.value: 5}\n")
    assert load_scenario(folder.derived("both", extends="[one, other]")).tree["levers"]["teams"]["value"] == 5


@pytest.mark.parametrize("own", ["levers.teams: 4", "levers.teams.value: 4", "levers: {teams: 4}"])
def test_this_file_settles_what_its_parents_set_differently(folder, own):
    folder.derived("few", "change: {levers.teams: 1}\n")
    folder.derived("many", "change: {levers.teams: 6}\n")
    both = folder.derived("both", f"change: {{{own}}}\n", extends="[few, many]")
    assert load_scenario(both).tree["levers"]["teams"]["value"] == 4


def test_one_parent_deletes_what_another_changes(folder):
    folder.derived("without", "change: {activities.clear.crew: null}\n")
    folder.derived("other", "add: {crews.gang: 1}\nchange: {activities.clear.crew: gang}\n")
    found = refused(folder.derived("both", extends="[without, other]"))
    assert found[0].startswith("line 2  activities.clear.crew: two parents set this differently")


def test_one_parent_replaces_the_block_another_changes_in(folder):
    folder.derived("whole", "change: {activities.build.duration: 9 d}\n")
    folder.derived("word", "change: {activities.build.duration.high: 30 d}\n")
    found = refused(folder.derived("both", extends="[whole, word]"))
    assert found[0].startswith("line 2  activities.build.duration: two parents set this differently")
    settled = folder.derived("settled", "change: {activities.build.duration: 7 d}\n", extends="[whole, word]")
    assert load_scenario(settled).tree["activities"]["build"]["duration"] == "7 d"


def test_what_parents_share_is_no_conflict(folder):
    """One parent went on from a common ancestor; the other only repeats it."""
    folder.derived("common", "change: {levers.teams: 3}\n")
    folder.derived("further", "change: {levers.teams: 5}\n", extends="common")
    folder.derived("beside", "change: {levers.cash: 30 bn VND}\n", extends="common")
    for order in ("[further, beside]", "[beside, further]"):
        tree = load_scenario(folder.derived("both", extends=order)).tree
        assert (tree["levers"]["teams"]["value"], tree["levers"]["cash"]["value"]) == (5, "30 bn VND")


def test_parents_of_two_roots(folder):
    folder.changed(old="en: Town", new="en: Other town")
    found = refused(folder.derived("both", extends="[root, changed]"))
    assert "all parents must come from one file" in found[0]


def test_a_circle(folder):
    folder.derived("a", extends="b")
    folder.derived("b", extends="a")
    assert refused("a.yaml") == ["line 2  extends: files extend each other in a circle: a → b → a"]


def test_extends_itself(folder):
    assert "a → a" in refused(folder.derived("a", extends="a"))[0]


def test_parents_are_found_from_the_folder_of_the_file(folder):
    case = folder.derived("cases/case", extends="../root.yaml")
    assert load_scenario(case).said.title.en == "Town"


def test_a_reason_is_asked_for(folder):
    found = refused(folder.write("case", "kind: scenario\nextends: root\nchange: {levers.teams: 3}\n"))
    assert found == ["line 1  because: this word is missing"]


def test_a_reason_in_both_languages(folder):
    found = refused(folder.write("case", "kind: scenario\nextends: root\nbecause: so\n"))
    assert found == ["line 3  because: a block of lines 'name: value' is needed, found so"]


# libraries -------------------------------------------------------------------------------------

LIBRARY = """\
kind: library
basis: {source: manual, grade: C}
sources: {manual: {title: Manual}}
calendars: {office: {title: Office, week: 1111100}}
procedures:
  asking: {title: Asking, steps: {ask: {title: Ask, duration: 5/9/20 d}}}
"""


def test_a_library_is_merged_in(folder):
    folder.write("shared/library", LIBRARY)
    town = load_scenario(folder.changed(old="levers:\n", new="libraries: [shared/library]\nlevers:\n"))
    assert "asking" in town.said.procedures
    assert "libraries" not in town.tree
    [fact] = [fact for fact in town.facts if fact.path[-2:] == ("ask", "duration")]
    assert (fact.source, fact.grade, fact.file) == ("manual", "C", "shared/library.yaml")


def test_libraries_of_a_parent_are_seen_from_the_parent(folder):
    folder.write("shared/library", LIBRARY)
    folder.changed(old="levers:\n", new="libraries: shared/library\nlevers:\n")
    case = folder.derived("cases/case", "change: {calendars.office.week: 1111110}\n", extends="../changed")
    assert load_scenario(case).said.calendars["office"].week == "1111110"


def test_nothing_is_defined_twice(folder):
    folder.write("one", LIBRARY)
    folder.write("two", LIBRARY)
    found = refused(folder.changed(old="levers:\n", new="libraries: [one, two]\nlevers:\n"))
    assert found == [
        "line 3  sources.manual: already defined in one.yaml:3",
        "line 4  calendars.office: already defined in one.yaml:4",
        "line 6  procedures.asking: already defined in one.yaml:6",
    ]


def test_only_libraries_are_libraries(folder):
    folder.derived("case")
    found = refused(folder.changed(old="levers:\n", new="libraries: [case]\nlevers:\n"))
    assert found == ["line 1  kind: a file of kind library is needed here, this one is scenario"]
