"""The register of a programme: what it may say, and that it and the milestones mean each other."""

import pytest

from model.scenario import ScenarioError, load_scenario
from model.scenario.goals import Reading, readings

GOAL = """\
register:
  G10:
    title: {vi: Xây xong, en: Built}
    kind: milestone
    owner: Town
    by: {2025-12-31: stated, 2024-06-30: ours}
    definition: The day it is built
    treated_as: milestone
    reason: It has a date
    milestone: done
"""


def town(folder, goal=GOAL, says="goal: G10, "):
    return folder.changed(old="milestones:\n  done: {", new=f"{goal}milestones:\n  done: {{{says}")


def sentences(path, *settings):
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path, settings)
    return [fault.text("en").partition("  ")[2] or fault.text("en") for fault in refused.value.faults]


def test_a_goal_is_what_it_says(folder):
    goal = load_scenario(town(folder)).said.register_["G10"]
    assert (goal.kind, goal.treated_as, goal.milestone) == (["milestone"], "milestone", "done")
    assert {day.text: basis for day, basis in goal.by.items()} == {
        "2025-12-31": "stated",
        "2024-06-30": "ours",
    }
    assert (goal.title.vi, goal.owner.vi) == ("Xây xong", "Town")


def test_a_library_brings_it_with_its_basis(folder):
    folder.write("goals", f"kind: library\nbasis: {{source: decree, grade: A}}\n{GOAL}")
    scenario = load_scenario(town(folder, "libraries: goals\n"))
    basis = scenario.said.register_["G10"].basis
    assert (basis.source, basis.grade) == ("decree", "A")
    assert not [fact for fact in scenario.facts if fact.path[0] == "register"]  # goals are no numbers


def test_a_goal_rests_on_something(folder):
    path = town(folder)
    path.write_text(path.read_text().replace("basis: {source: judgement, grade: D}\nsources", "sources"))
    assert any(found.startswith("register.G10: this has no source") for found in sentences(path))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("milestones.done.goal", "G11", "milestones.done.goal: there is no goal 'G11'; did you mean 'G10'?"),
        ("register.G10.milestone", "don", "milestone: there is no milestone 'don'; did you mean 'done'?"),
        ("milestones.done.goal", "null", "milestone done says goal: –, G10 is needed"),
        ("register.G10.treated_as", "vision", "only a goal treated_as: milestone names one"),
        ("register.G10.kind", "[]", "register.G10.kind: "),
        ("register.G10.kind", "goal", "one of milestone, programme, lever, request, vision, context"),
        ("register.G10.by", "{2025-12-31: said}", "did you mean 'stated'?"),
        ("register.G10.owner", "null", "register.G10.owner: "),
        ("register.G12.kind", "lever", "register.G12: no such goal in changed.yaml; did you mean 'G10'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_goal(folder, path, value, sentence):
    assert any(sentence in found for found in sentences(town(folder), (path, value)))


def test_a_goal_may_have_no_milestone_here(folder):
    other = GOAL.replace("milestone: done", "milestone: opened")
    assert load_scenario(town(folder, other, says="")).said.register_["G10"].milestone == "opened"


def test_without_a_register_a_milestone_may_name_any_goal(folder):
    assert load_scenario(town(folder, goal="", says="goal: G7, ")).said.milestones["done"].goal == "G7"


COUNTING = """\
  G20:
    title: Growth
    kind: programme
    owner: Town
    definition: Goals met
    treated_as: indicator
    reason: Read off others
    counts: G10
    together: {G10: 2024-06-30}
"""


def test_a_goal_may_count_others_by_their_stated_deadline_or_by_one_it_names(folder):
    done = "by: {2025-12-31: stated, 2024-06-30: ours}"
    path = town(folder, GOAL + COUNTING)
    path.write_text(path.read_text().replace("by: {2025-12-31: ours}", done))
    said = load_scenario(path).said
    goal = said.register_["G20"]
    assert list(readings(said, goal.counts)) == [Reading("G10", "done", "2025-12-31")]
    assert list(readings(said, goal.together)) == [Reading("G10", "done", "2024-06-30")]


def test_a_goal_without_a_milestone_here_is_known_as_such(folder):
    said = load_scenario(
        town(folder, GOAL.replace("milestone: done", "milestone: opened") + COUNTING, "")
    ).said
    assert list(readings(said, said.register_["G20"].counts)) == [Reading("G10", "", "2025-12-31")]
