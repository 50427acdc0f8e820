"""The parts of an explanation that tell tripwires, money through the years, and what is worth finding out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.analysis.tripwires import steps_of
from model.plan import make_plan
from model.scenario import load_scenario
from model.study.explain import Explained, explain
from model.study.ground import Question
from model.study.run import Wish, run
from model.study.tripwires import tripwires
from model.study.worth import assumed_together, worth
from model.words import LANGUAGES
from tests.conftest import PROLOGUE

STORY = (
    PROLOGUE
    + """
assumptions:
  pace:
    title: Pace
    value: 10/30/90 d
    grade: D
    source: made_up
    find_out: {vi: Hỏi đội thi công, en: Ask the builders}
  colour: {title: Colour, value: 1/2/3 d, source: made_up, grade: C}
capital: {fund: {title: Fund, opening: 40 bn VND, per_year: 20/40/60 bn VND, lapses: 01-31, carry_over: 50 %}}
works:
  road:
    title: Road
    parts:
      land: {title: Land, phase: land, duration: $pace, watch: true}
      built:
        title: Building
        phase: land
        after: land
        duration: 60/100/160 d
        capital: {from: fund, amount: 30 bn VND}
      paint: {title: Paint, phase: land, after: built, duration: $colour}
phases: {land: Land}
milestones:
  land_ready: {title: Land ready, when: road.land, by: {2020-11-15: ours}}
  open: {title: Open, when: road.paint, by: {2021-02-28: ours, 2021-06-30: ours}}
"""
)


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "story.yaml"
    file.write_text(STORY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return file


def asked(story: Path, *parts: str, count: int = 400, **wish: object) -> Explained:
    return explain(Question(story, parts), Wish(replications=count, seed=1, **wish))  # type: ignore[arg-type]


def test_every_part_leaves_its_tables_and_figures_and_speaks(story: Path) -> None:
    done = asked(story, "tripwires", "money", "worth", count=200)
    left = {path.relative_to(done.folder).as_posix() for path in done.folder.rglob("*.csv")}
    assert {"tripwires.csv", "figures/tripwires.csv", "figures/while_open.csv"} <= left
    assert {"disbursement.csv", "worth.csv"} <= left
    for lang in LANGUAGES:
        for name in ("tripwires", "disbursement", "worth"):
            assert (done.folder / "figures" / f"{name}.{lang}.png").is_file()
        told = done.told(lang, 100)
        assert len(told) == 3
        assert all(one.sentences and one.heading for one in told)


def test_the_land_trips_the_opening(story: Path) -> None:
    # From the land on it takes 60 to 160 days, so land that is ready only after day 60 (2020-11-29) leaves
    # at most 91 of them until 28 February 2021, whose midnight is day 151: less than half do with that.
    done = asked(story, "tripwires", figures=False)
    table = done.tables["tripwires"]["tripwires"]
    assert set(table["step"]) == {"land_ready"}  # the milestone that is this step alone tells its name
    row = table[(table["deadline"] == "2021-02-28") & (table["threshold"] == 0.5)].iloc[0]
    assert row["state"] == "dated"
    assert row["date_low"] <= row["date"] < "2020-11-30"
    assert row["chance_open"] < 0.5 < row["chance_done"]
    assert row["replications"] == 400


def test_stored_days_tell_the_same_tripwires(story: Path) -> None:
    study = run(story, Wish(replications=400, seed=1, figures=False))
    again = asked(story, "tripwires", figures=False).tables["tripwires"]["tripwires"]
    stored = tripwires(study)["tripwires"]
    assert stored["chance_open"].dropna().tolist() == pytest.approx(again["chance_open"].dropna().tolist())
    assert stored["state"].tolist() == again["state"].tolist()
    assert stored["date"].tolist() == again["date"].tolist()


def test_the_only_assumption_that_matters_explains_all(story: Path) -> None:
    scenario = load_scenario(story)
    plan = make_plan(scenario)
    table = worth(scenario, plan, seed=1, milestones=["land_ready"])
    assert set(table["milestone"]) == {"land_ready", ""}
    first = table[table["rank"] == 1].iloc[0]
    assert first["assumption"] == "pace"
    assert first["find_out_en"] == "Ask the builders"
    # land_ready is the pace itself, so a line and a bend see most of a step, and colour nothing of it
    assert first["share"] > 0.6
    other = table[(table["milestone"] == "land_ready") & (table["assumption"] == "colour")].iloc[0]
    assert abs(other["share"]) < 0.02
    assert other["ci_low"] <= 0


def test_assumptions_that_lean_on_each_other_are_told_together(story: Path) -> None:
    lean = "correlations: {both: {title: Both, of: [$pace, $colour], rho: 0.8, source: made_up, grade: D}}\n"
    story.write_text(STORY + lean, encoding="utf-8")
    scenario = load_scenario(story)
    plan = make_plan(scenario)
    [both] = assumed_together(scenario, plan, ["assumptions.pace", "assumptions.colour"])
    assert both.names == ("pace", "colour")
    assert both.grade == "D"
    table = worth(scenario, plan, seed=1, milestones=["land_ready"])
    assert set(table["assumption"]) == {"pace + colour"}


def test_without_anything_drawn_there_is_nothing_to_find_out(story: Path) -> None:
    story.write_text(STORY.replace("10/30/90 d", "30 d").replace("1/2/3 d", "2 d"), encoding="utf-8")
    done = asked(story, "worth", count=100, figures=False)
    assert not len(done.tables["worth"]["worth"])
    assert done.told("en", 100)[0].sentences == ("The scenario has no assumption that is drawn.",)


def test_engines_leave_the_same_bytes(story: Path) -> None:
    texts = []
    for engine in ("simpy", "compiled"):
        folder = story.parent / engine
        asked(story, "tripwires", "money", "worth", count=100, engine=engine, out=folder, figures=False)
        texts.append({path.name: path.read_bytes() for path in sorted(folder.rglob("*.csv"))})
    assert texts[0] == texts[1]


def test_a_step_that_is_seldom_late_or_hopeless_has_no_date(story: Path) -> None:
    done = asked(story, "tripwires", count=60, figures=False)
    table: pd.DataFrame = done.tables["tripwires"]["tripwires"]
    assert set(table["state"]) == {"seldom"}  # of sixty replications never a hundred are open
    assert table["date"].isin(["", np.nan]).all()
    assert "no watched step" in done.told("en", 100)[0].sentences[0].lower()
    assert [one.name for one in steps_of(done.scene.plan)] == ["land_ready"]
