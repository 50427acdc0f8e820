"""What a comparison says: the answer in sentences, what carries it, what differs; and the forest plot."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Group, RenderableType

from model.report.compared import Compared, answer_told, details_told
from model.report.forest import figure_of_forest, finding
from tests.report.programme import (
    EIGHT,
    FOUR,
    NAMES,
    SCENARIO_TITLES,
    TITLES,
    carried,
    changes,
    comparisons,
    milestones,
)
from tests.report.test_terminal import printed


def found(lang: str, differences: pd.DataFrame | None = None) -> Compared:
    rows = comparisons(EIGHT) if differences is None else differences
    chances = milestones(EIGHT, tuple(SCENARIO_TITLES))
    return Compared(rows, carried(EIGHT), changes(), chances, TITLES, SCENARIO_TITLES, NAMES, lang)


def told(lang: str) -> Callable[[int], RenderableType]:
    return lambda width: Group(answer_told(found(lang), width), details_told(found(lang), width))


def in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_of_it_fits_the_terminal(lang: str, width: int) -> None:
    said = printed(told(lang), width)
    assert max(cell_len(line) for line in said.splitlines()) <= width
    assert "compare." not in said


def test_the_answer_comes_first_in_plain_sentences() -> None:
    [(heading, sentences), *others] = found("en").answers()
    assert heading == "Clearance drive against Baseline"
    assert len(others) == 2
    assert sentences[0].startswith("Over 2,000 futures on the same luck, the chance is higher by ")
    rows = comparisons(EIGHT).query("scenario_b == 'clearance_drive'")
    clear = rows[(rows.ci_low > 0) | (rows.ci_high < 0)]
    assert f"higher by {(clear.difference > 0).sum()} of {len(rows)} deadlines" in sentences[0]
    assert f"the other {len(rows) - len(clear)} the difference is not" in sentences[0]
    best = clear.loc[clear.difference.idxmax()]
    assert TITLES[best.milestone]["en"] in sentences[1]
    assert sentences[1].startswith("Largest gain by a deadline that a document states: ")
    [when] = [one for one in sentences if "comes earlier" in one][:1]
    assert "in 90\u00a0% (88–92) of futures" in when
    assert "P50 −40\u00a0days (−130 to +50), not distinguishable from noise" in when
    assert "P80 −300\u00a0days (−390 to −210)." in when


def test_what_carries_it_is_told_in_its_direction_and_beyond_noise() -> None:
    _, sentences = next(found("en").answers())
    [carries] = [one for one in sentences if one.startswith("On average")][:1]
    assert "−1,234\u00a0days (−1,275 to −1,194) over the 1,800 futures in which both arrive" in carries
    capital, rework = "Waiting for capital (Site clearance, Dinh bridge and approach)", "Rework ("
    assert carries.index(capital) < carries.index(rework)
    assert "Work itself" not in carries  # it goes the other way
    alone = [one for one in sentences if one.startswith("In ")]
    assert alone[0] == (
        "In 12 futures only Clearance drive arrives; what holds up Baseline most often: "
        "Waiting for a crew (Handover of land)."
    )
    assert alone[1] == "In 3 futures only Baseline arrives."


def test_a_largest_change_by_a_mark_of_ours_has_the_largest_stated_one_beside_it() -> None:
    rows = comparisons(EIGHT)
    rows.loc[rows["milestone"] == "dinh_open", ["difference", "ci_low", "ci_high"]] = [0.6, 0.58, 0.62]
    _, sentences = next(found("en", rows).answers())
    gains = [one for one in sentences if one.startswith("Largest gain")]
    assert len(gains) == 2
    assert gains[0].startswith("Largest gain: Dinh link open")
    assert gains[1].startswith("Largest gain by a deadline that a document states: ")


def test_where_nothing_stands_out_from_noise_that_is_the_answer() -> None:
    rows = comparisons(FOUR).assign(difference=0.001, ci_low=-0.01, ci_high=0.012)
    rows = rows.assign(mean_difference=1.0, mean_low=-3.0, mean_high=5.0)
    [(_, sentences), *_] = found("en", rows).answers()
    assert sentences == [
        "Over 2,000 futures on the same luck, the difference is not distinguishable from noise by any of "
        "5 deadlines."
    ]
    [(_, sentences), *_] = found("vi", rows).answers()
    assert "không phân biệt được với ngẫu nhiên" in sentences[0]


def test_where_everything_stands_out_from_noise_nothing_is_said_of_it() -> None:
    rows = comparisons(FOUR).assign(difference=0.1, ci_low=0.05, ci_high=0.15)
    [(_, sentences), *_] = found("en", rows).answers()
    assert sentences[0].endswith("the chance is higher by 5 of 5 deadlines and lower by 0.")


def test_a_quantile_beyond_the_horizon_has_no_difference_and_an_open_end_is_left_open() -> None:
    rows = comparisons(EIGHT)
    rows["p80_low"] = pd.NA
    said = in_one_line(printed(lambda width: details_told(found("en", rows), width), 140))
    assert "beyond the horizon" in said
    assert "−300 days (… to −210)" in said


def test_files_are_told_values_first_and_the_rest_is_counted() -> None:
    said = in_one_line(printed(told("en"), 140))
    assert "Clearance teams (levers.clearance_teams.value): 2 → 5" in said
    assert "crews.squad: 1 → —" in said
    assert "And 1 more, sources and notes among them: see changes.csv." in said
    assert "A guess" not in said
    assert "No differences." in said  # the other scenarios of this made-up comparison


def test_the_forest_leaves_out_what_is_the_same_everywhere_and_counts_it() -> None:
    rows = comparisons(EIGHT)
    still = rows["milestone"] == "heritage"
    rows.loc[still, "difference"] = 0.0
    drawn = figure_of_forest(
        rows, milestones(EIGHT), titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="en", footer=""
    )
    texts = [one.get_text() for one in drawn.texts] + [
        one.get_text() for ax in drawn.axes for one in ax.texts
    ]
    assert not any("Heritage" in text for text in texts)
    same = rows.groupby(["milestone", "deadline"]).difference.apply(lambda own: (own == 0).all()).sum()
    assert f"the same chance in every scenario, not drawn: {same}." in " ".join(texts)


def test_noise_is_drawn_hollow_and_grey() -> None:
    rows = comparisons(FOUR)
    noise = (rows.ci_low <= 0) & (rows.ci_high >= 0)
    assert 0 < noise.sum() < len(rows)
    drawn = figure_of_forest(
        rows, milestones(FOUR), titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="en", footer=""
    )
    [ax] = [one for one in drawn.axes if one.get_xlabel()]
    dots = [line for line in ax.lines if line.get_marker() not in ("None", "", None)]
    moved = rows.groupby(["milestone", "deadline"]).difference.transform(lambda own: (own != 0).any())
    assert len(dots) == moved.sum()
    assert sum(dot.get_markerfacecolor() == "#ffffff" for dot in dots) == (noise & moved).sum()


def test_a_stated_deadline_makes_the_title_unless_a_mark_of_ours_moves_much_farther() -> None:
    rows = comparisons(FOUR).query("scenario_b == 'clearance_drive'").assign(ci_low=0.001, ci_high=0.9)
    rows = rows.assign(deadline_basis=["ours" if "open" in name else "stated" for name in rows.milestone])

    def title(ours: float, stated: float) -> str:
        moved = rows.assign(difference=[ours if basis == "ours" else stated for basis in rows.deadline_basis])
        return finding(moved, titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="en")

    assert "Adjusted general plan" in title(0.4, 0.1)
    assert "link open" in title(0.6, 0.1)
