"""The further figures: what stands behind them by hand, and that no text is cut or lies on another."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from itertools import combinations
from pathlib import Path
from shutil import copytree, ignore_patterns

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from model.analysis.convergence import convergence_table
from model.analysis.land import BEGUN, LAND, land_table, stretches
from model.analysis.phases import link_table
from model.cli import main
from model.plan import Plan, make_plan
from model.report.gallery import Picture
from model.report.network_map import _needed
from model.scenario import load_scenario
from model.study.further import FIGURES, draw_further
from model.words import LANGUAGES
from tests.report.test_figures import texts_of

EVERY_WORD = Path(__file__).parents[2] / "scenarios/examples/every_word.yaml"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_scenario(EVERY_WORD))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a small run without figures leaves."""
    place = tmp_path_factory.mktemp("further") / "run"
    words = ["run", str(EVERY_WORD), "-n", "30", "--engine", "simpy", "-j", "1", "--no-figures", "-q"]
    assert main([*words, "-o", str(place)]) == 0
    return place


@pytest.fixture(scope="module")
def pictures(folder: Path) -> dict[str, Callable[[], Figure]]:
    """What makes each further figure, by its name and language; nothing is saved."""
    made: dict[str, Callable[[], Figure]] = {}

    def keep(pictures: list[Picture], *_: object) -> None:
        made.update({picture.path.name: picture.figure for picture in pictures})

    with pytest.MonkeyPatch.context() as instead:
        instead.setattr(import_module("model.study.further"), "draw", keep)
        assert not (folder / "figures/gantt.csv").exists()
        done = draw_further(folder)
    assert (folder / "figures/gantt.csv").read_bytes() == (folder / "phases.csv").read_bytes()
    assert all((folder / f"figures/{name}.csv").is_file() for name in done.figures)
    return made


def test_every_figure_is_made_in_both_languages(pictures: dict[str, Callable[[], Figure]]) -> None:
    assert set(pictures) == {f"{name}.{lang}" for name in FIGURES for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_cut_off_or_lies_on_another(
    name: str, lang: str, pictures: dict[str, Callable[[], Figure]]
) -> None:
    figure = pictures[f"{name}.{lang}"]()
    width, height = figure.get_size_inches() * figure.dpi
    found = texts_of(figure)
    for text, box in found:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    slack = 2.5
    touching = [
        (first, second)
        for (first, one), (second, other) in combinations(found, 2)
        if min(one.x1, other.x1) - max(one.x0, other.x0) > slack
        and min(one.y1, other.y1) - max(one.y0, other.y0) > slack
    ]
    assert touching == []


def test_metres_of_land_by_hand(plan: Plan) -> None:
    """Two replications hand everything over at once; one never does, and begins nothing."""
    own = stretches(plan)
    assert len({one.work for one in own}) == 1
    inputs = pd.DataFrame(
        {LAND + plan.groups[one.handed_over].name: [40.0, 40.0, np.inf] for one in own}
        | {BEGUN + plan.groups[one.waiting].name: [35.0, 500.0, np.inf] for one in own}
    )
    table = land_table(plan, inputs)
    rows = table[table["work"] == own[0].work].reset_index(drop=True)
    total = sum(one.metres for one in own)
    assert rows["metres"].tolist() == [total] * len(rows)
    late = rows.iloc[3]
    assert (late["land_low"], late["land_half"], late["land_high"]) == (0, total, total)
    assert (late["begun_low"], late["begun_half"], late["begun_high"]) == (0, 0, total)


def test_a_running_chance_by_hand(plan: Plan) -> None:
    """The first ten replications are on time, the next ten are not: 100 % after ten, 50 % after twenty."""
    days = pd.DataFrame({one.name: [0.0] * 10 + [np.inf] * 10 for one in plan.milestones})
    table = convergence_table(plan, days)
    first = table[(table["milestone"] == plan.milestones[0].name)]
    first = first[first["deadline"] == plan.milestones[0].deadlines[0].text].set_index("replications")
    assert first["probability"].loc[[10, 20]].tolist() == [1.0, 0.5]
    assert first["ci_low"].loc[20] == pytest.approx(0.299, abs=0.001)


def test_phases_begin_with_their_first_step_and_end_with_their_last(folder: Path) -> None:
    phases = pd.read_csv(folder / "phases.csv").fillna("")
    activities = pd.read_csv(folder / "activities.csv").fillna("")
    for work in phases["work"].unique():
        own = phases[phases["work"] == work]
        steps = activities[activities["activity"].str.startswith(f"{work}.")]
        starts, finishes = ([day for day in own[name] if day] for name in ("start_p10", "finish_p90"))
        assert min(starts) == min(day for day in steps["start_p10"] if day)
        assert not finishes or max(finishes) >= max(day for day in steps["finish_p90"] if day)
    assert phases.filter(like="on_chain_").replace("", 0).astype(float).to_numpy().max() == 1.0


def test_links_name_sessions_gates_and_phases(plan: Plan) -> None:
    links = link_table(plan)
    assert {"phase", "session", "gate"} <= set(links["kind"])
    assert links[links["kind"] == "session"]["links"].sum() == sum(
        activity.session >= 0 for activity in plan.activities
    )


def test_an_arrow_that_others_replace_is_left_out() -> None:
    class Box:
        def __init__(self, rank: int) -> None:
            self.rank = rank

    one, two, three = Box(0), Box(1), Box(2)
    pairs = [(one, two), (two, three), (one, three)]
    assert _needed(pairs) == pairs[:2]  # type: ignore[arg-type]


def test_results_of_an_earlier_version_are_told_apart(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "older"
    copytree(folder, older, ignore=ignore_patterns("phases.csv"))
    assert main(["draw", str(older), "--figure", "gantt", "--lang", "en"]) == 1
    assert "earlier version" in capsys.readouterr().err


def test_a_figure_that_is_not_there_is_refused_with_the_nearest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", str(folder), "--figure", "gant", "--lang", "en"]) == 2
    assert "did you mean 'gantt'" in capsys.readouterr().err
