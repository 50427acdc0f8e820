"""The register of risks: what a row may say, and what switching it off takes out of the plan."""

import pytest

from model.plan import make_plan
from model.scenario import ScenarioError, load_scenario
from model.scenario.claims import in_force

RISKS = """\
risks:
  flood:
    title: Flood
    chance: 50 %
    lasts: 9 d
    effects: [{stop: build}]
    triggers: [slide]
    excludes: [drought]
  slide: {title: Slide, only_triggered: true, triggers: {jam: 3 d}, effects: [{add: build, by: 5 d}]}
  jam: {title: Jam, only_triggered: true, effects: [{add: build, by: 2 d}]}
  drought: {title: Drought, chance: 50 %, effects: [{slow: build, to: 50 %}]}
drivers:
  soil: {title: Soil, factor: 1/1.2/1.5, of: build}
correlations:
  both: {of: [clear, build], rho: 0.5}
risk_register:
  R1: {title: {vi: Lũ, en: Flood}, modelled_by: event, carried_by: risks.flood}
  R2: {title: Slide, modelled_by: event, carried_by: [risks.slide, risks.jam], active: true}
  R3: {title: Drought, modelled_by: event, carried_by: [risks.drought, correlations.both]}
  R4: {title: Soil, modelled_by: driver, carried_by: drivers.soil}
  R5:
    title: Slow
    modelled_by: process
    carried_by: [clear, assumptions.holdout]
    mitigation: [$teams, {vi: Sớm hơn, en: Earlier}]
"""


@pytest.fixture
def town(folder):
    return folder.changed(old="milestones:", new=f"{RISKS}milestones:")


def off(*codes):
    return [(f"risk_register.{code}.active", "false") for code in codes]


def test_a_row_is_what_it_says(town):
    row = load_scenario(town).said.risk_register["R5"]
    assert (row.modelled_by, row.active, row.carried_by) == (
        "process",
        True,
        ["clear", "assumptions.holdout"],
    )
    assert [text.vi for text in row.mitigation] == ["$teams", "Sớm hơn"]


@pytest.mark.parametrize(
    ("codes", "risks", "drivers", "correlations"),
    [
        ((), ("flood", "slide", "jam", "drought"), ("soil",), ("both",)),
        (("R1",), ("drought",), ("soil",), ("both",)),  # nobody is left to trigger the slide, and so the jam
        (("R2",), ("flood", "drought"), ("soil",), ("both",)),
        (("R3",), ("flood", "slide", "jam"), ("soil",), ()),
        (("R4",), ("flood", "slide", "jam", "drought"), (), ("both",)),
        (("R5",), ("flood", "slide", "jam", "drought"), ("soil",), ("both",)),
        (("R1", "R2", "R3", "R4", "R5"), (), (), ()),
    ],
)
def test_a_row_switched_off_takes_what_it_names_out_of_the_plan(town, codes, risks, drivers, correlations):
    scenario = load_scenario(town, off(*codes))
    assert in_force(scenario.said, "risks") == risks
    assert in_force(scenario.said, "drivers") == drivers
    plan = make_plan(scenario)
    assert [event.name for event in plan.events] == [*risks, *drivers]
    assert [event.number for event in plan.events] == list(range(len(plan.events)))
    assert [one.name for one in plan.correlations] == [f"correlations.{name}" for name in correlations]
    assert list(scenario.said.risks) == ["flood", "slide", "jam", "drought"]  # the scenario still tells them


def test_those_left_trigger_and_exclude_only_each_other(town):
    [flood, slide, jam, drought, _] = make_plan(load_scenario(town)).events
    assert ([other for other, _ in flood.triggers], flood.excludes) == ([slide.number], (drought.number,))
    [flood, drought, _] = make_plan(load_scenario(town, off("R2"))).events
    assert (flood.triggers, flood.excludes) == ((), (drought.number,))
    [flood, slide, jam, _] = make_plan(load_scenario(town, off("R3"))).events
    assert ([other for other, _ in slide.triggers], flood.excludes) == ([jam.number], ())


def test_an_event_that_nobody_ever_triggers_is_still_refused(town):
    with pytest.raises(ScenarioError, match="slide"):
        make_plan(load_scenario(town, [("risks.flood.triggers", "[]")]))


def test_those_left_of_a_group_keep_their_luck(folder):
    """Of one luck the first risk has the first half; switched off, it leaves the other where it is."""
    group = """\
risks:
  first: {title: First, one_of: market, chance: 50 %, effects: [{stop: build}], lasts: 5 d}
  second: {title: Second, one_of: market, chance: 20 %, effects: [{stop: build}], lasts: 5 d}
risk_register:
  R1: {title: First, modelled_by: event, carried_by: risks.first}
  R2: {title: Second, modelled_by: event, carried_by: risks.second}
"""
    path = folder.changed(old="milestones:", new=f"{group}milestones:")
    [second] = make_plan(load_scenario(path, off("R1"))).events
    plan = make_plan(load_scenario(path, off("R1")))
    [occasion] = second.occasions
    assert [plan.quantities[place].name for place in occasion.before] == ["risks.first/chance"]
    assert plan.quantities[occasion.luck].name == "risks/one_of.market"
    with pytest.raises(ScenarioError, match=r"found 1\.2"):
        make_plan(load_scenario(path, [*off("R1"), ("risks.first.chance", "100 %")]))


def test_one_of_two_rows_that_name_an_event_may_carry_it(town):
    both = [("risk_register.R2.carried_by", "[risks.flood, risks.slide, risks.jam]")]
    with pytest.raises(ScenarioError, match=r"risks\.flood is carried by the active row R1 already"):
        load_scenario(town, both)
    scenario = load_scenario(town, [*both, *off("R1")])
    assert in_force(scenario.said, "risks") == ("flood", "slide", "jam", "drought")
    assert "flood" not in in_force(load_scenario(town, [*both, *off("R1", "R2")]).said, "risks")


def test_a_derived_file_switches_off_what_says_nothing_of_it(folder, town):
    for text in ("risk_register.R1.active: false", "risk_register: {R1: {active: false}}"):
        case = folder.derived("case", f"change:\n  {text}\n", extends="changed")
        assert not load_scenario(case).said.risk_register["R1"].active
    with pytest.raises(ScenarioError, match=r"no such row of the risk register in changed\.yaml"):
        load_scenario(town, off("R9"))


def test_an_added_risk_needs_its_row(folder, town):
    added = "add:\n  risks.storm: {title: Storm, effects: [{stop: build}]}\n"
    with pytest.raises(ScenarioError, match=r"no row of the risk register carries risks\.storm"):
        load_scenario(folder.derived("case", added, extends="changed"))
    row = "  risk_register.R6: {title: Storm, modelled_by: event, carried_by: risks.storm}\n"
    load_scenario(folder.derived("case", added + row, extends="changed"))


def test_a_library_brings_rows_with_its_basis(folder):
    folder.write(
        "rows",
        "kind: library\nbasis: {source: decree, grade: B}\nrisk_register:\n"
        "  R1: {title: Slow, modelled_by: process, carried_by: clear}\n",
    )
    scenario = load_scenario(folder.changed(old="milestones:", new="libraries: rows\nmilestones:"))
    basis = scenario.said.risk_register["R1"].basis
    assert (basis.source, basis.grade) == ("decree", "B")
    assert not [fact for fact in scenario.facts if fact.path[0] == "risk_register"]  # rows are no numbers
