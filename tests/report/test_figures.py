"""Every figure stays on its paper, its texts stay off one another, and its bytes stay the same."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from model.report import heat, look, tornado
from model.report.axes import with_places
from model.report.causes import figure_of_causes
from model.report.curves import dates_on_scale, figure_of_curves
from model.report.milestones import figure_of_milestones, finding
from tests.report.conftest import FIGURES
from tests.report.programme import (
    CASH,
    FACTORS,
    FOUR,
    ONE,
    SCENARIO_TITLES,
    TEAMS,
    TITLES,
    causes,
    curves,
    grid,
    milestones,
    ranks,
)

PANGRAM = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxy fjwz 0123456789"
    "áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ"
)
SIGNS = "–—−·“”→%<>±…\u00a0\u2002\u2009"


def texts_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every visible text with the box its letters fill."""
    with look.drawing():
        FigureCanvasAgg(figure).draw()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    found = []
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if text.get_text().strip() and text.get_visible() and shown(text):
            found.append((text.get_text(), Text.get_window_extent(text, renderer)))
    return found


def shown(text: Text) -> bool:
    """Whether a text is drawn at all: ticks outside the scale are not."""
    ax = text.axes
    if ax is None:
        return True
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        for tick in axis.get_major_ticks():
            if text in (tick.label1, tick.label2):
                inside = min(limits) - 1e-9 <= tick.get_loc() <= max(limits) + 1e-9
                return text is tick.label1 and inside
    return True


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_the_font_has_every_vietnamese_letter(weight: str) -> None:
    letters = get_font(findfont(FontProperties(family=look.FONT, weight=weight), fallback_to_default=False))
    known = letters.get_charmap()
    wanted = PANGRAM + PANGRAM.upper() + SIGNS
    assert [letter for letter in wanted if ord(letter) not in known] == []


def test_no_text_is_cut_off(figure: Figure) -> None:
    width, height = figure.get_size_inches() * figure.dpi
    outside = [
        text
        for text, box in texts_of(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]
    assert outside == []


def test_no_text_lies_on_another(figure: Figure) -> None:
    # The box of a text is as high as its line, so lines set close overlap a little in height.
    slack = 2.5
    touching = [
        (first, second)
        for (first, one), (second, other) in combinations(texts_of(figure), 2)
        if min(one.x1, other.x1) - max(one.x0, other.x0) > slack
        and min(one.y1, other.y1) - max(one.y0, other.y0) > slack
    ]
    assert touching == []


@pytest.mark.parametrize(
    "figure_name", ["milestones", "curves_one", "sweep", "heat_one", "tornado", "causes"]
)
def test_two_savings_have_the_same_bytes(figure_name: str, tmp_path: Path) -> None:
    first = look.save(FIGURES[figure_name]("vi"), tmp_path / "first")
    second = look.save(FIGURES[figure_name]("vi"), tmp_path / "second")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_a_saved_figure_tells_no_date_and_keeps_its_title(tmp_path: Path) -> None:
    _, svg = look.save(FIGURES["milestones"]("vi"), tmp_path / "milestones.v1")
    assert svg.name == "milestones.v1.svg"
    words = svg.read_text(encoding="utf-8")
    assert "<dc:date>" not in words
    assert "Khó đạt nhất" in words
    assert "font-family" not in words


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    before = dict(matplotlib.rcParams)
    FIGURES["curves"]("vi")
    assert dict(matplotlib.rcParams) == before


def test_scenarios_are_told_apart_in_grey_too() -> None:
    assert len({style.colour for style in look.STYLES}) == len(look.STYLES)
    assert len({str(style.line) for style in look.STYLES}) == len(look.STYLES)
    assert len({style.mark for style in look.STYLES}) == len(look.STYLES)


def test_the_title_states_the_finding() -> None:
    rows = milestones(FOUR)
    rows["probability"] = [0.98, 0.63, 0.9, 0.7, 0.41]
    said = finding(rows, titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="vi")
    assert said.replace("\u00a0", " ") == (
        "Khó đạt nhất trong các hạn văn bản nêu: Đạt đô thị loại III đến 31/12/2024 – 41 %"
    )


def test_where_no_deadline_is_stated_the_title_names_the_least_likely_of_all() -> None:
    rows = milestones(FOUR).assign(deadline_basis="ours")
    rows["probability"] = [0.98, 0.63, 0.9, 0.7, 0.41]
    said = finding(rows, titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="vi")
    assert said.replace("\u00a0", " ") == "Khả năng đạt thấp nhất: Đạt đô thị loại III đến 31/12/2024 – 41 %"


def test_our_own_marks_do_not_make_the_title_where_some_are_stated() -> None:
    rows = milestones(FOUR)
    rows["probability"] = [0.02, 0.03, 0.02, 0.66, 0.41]
    assert list(rows.deadline_basis) == ["ours", "ours", "ours", "stated", "stated"]
    assert "41" in finding(rows, titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="vi")


@pytest.mark.parametrize(
    ("chance", "said"),
    [(1.0, "Mọi mốc gần như chắc chắn đạt đúng hạn"), (0.0, "Hầu như không mốc nào đạt đúng hạn")],
)
def test_the_title_of_plans_that_always_or_never_work(chance: float, said: str) -> None:
    rows = milestones(FOUR)
    rows["probability"] = chance
    assert finding(rows, titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="vi") == said


def test_scenarios_without_a_difference_are_called_alike() -> None:
    rows = milestones(ONE, ("baseline", "both"))
    rows["probability"] = 0.5
    said = finding(rows, titles=TITLES, scenario_titles=SCENARIO_TITLES, lang="vi")
    assert said == "Khả năng đạt gần như nhau ở mọi kịch bản"


def test_the_title_of_a_grid_names_what_moves_most_and_where() -> None:
    axes = (TEAMS, CASH)
    rows = with_places(grid(FOUR, axes), axes)
    title, where = heat.finding(rows, axes, titles=TITLES, lang="vi")
    assert title == "Đạt đô thị loại III đến 31/12/2024: từ 1\u00a0% đến 87\u00a0%, tùy giá trị"
    assert where.endswith("Cao nhất: Số tổ kiểm đếm: 6; Tiền bồi thường bố trí mỗi năm: 35\u00a0tỷ đồng.")
    still = rows.assign(probability=0.5)
    assert "hardly change" in heat.finding(still, axes, titles=TITLES, lang="en")[0]
    unsure = rows.assign(ci_low=0.0, ci_high=1.0)
    assert "no change clearer" in heat.finding(unsure, axes, titles=TITLES, lang="en")[0]


def test_the_line_of_80_percent_runs_between_cells_on_either_side_of_it() -> None:
    chances = np.array([[0.2, 0.8], [0.9, np.nan]])
    edges = heat._edges(chances)
    assert edges == [[(1, 0), (1, 1)], [(0, 1), (1, 1)]]  # none along the cell that failed
    assert heat._edges(np.full((2, 2), 0.8)) == []


def test_what_is_not_known_to_five_points_is_hatched_and_what_failed_is_crossed_out() -> None:
    chances = np.array([[0.2, 0.8], [0.9, np.nan]])
    widths = np.array([[0.051, 0.05], [0.06, np.nan]])
    with look.drawing():
        ax = Figure().add_axes((0, 0, 1, 1))
        heat.plot_heat(chances, widths, ax=ax)
    hatched = [(int(one.get_x()), int(one.get_y())) for one in ax.patches if one.get_hatch()]
    assert hatched == [(0, 0), (0, 1)]
    crosses = {(int(line.get_xdata()[0]), int(min(line.get_ydata()))) for line in ax.lines}
    assert crosses == {(1, 1)}
    assert [text.get_text() for text in ax.texts] == ["20", "80", "90"]


def test_the_title_of_a_sample_names_the_strongest_or_none() -> None:
    said = tornado.finding(ranks(ONE), titles=TITLES, factors=FACTORS, lang="en")
    assert said.endswith("goes most closely with “Households refusing the first offer” (ρ = +0.90)")
    said = tornado.finding(ranks(ONE, 0.1), titles=TITLES, factors=FACTORS, lang="en")
    assert said == "With 64 points no quantity stands out from noise"


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    wishes = [0.5, 0.52, 0.1, 0.51]
    places = look.spread(wishes, 0.15, 0.0, 1.0)
    assert np.argsort(places).tolist() == np.argsort(wishes).tolist()
    assert min(np.diff(sorted(places))) >= 0.15 - 1e-9
    assert places[2] == pytest.approx(0.1)
    assert look.spread([0.2, 0.8], 0.15, 0.0, 1.0) == pytest.approx([0.2, 0.8])


def test_lines_of_a_title_fit_their_width() -> None:
    title = "Ủy ban Thường vụ Quốc hội ban hành nghị quyết thành lập thành phố"
    lines = look.wrapped(title, 2.5, look.HEADING, "bold")
    assert " ".join(lines) == title
    assert all(look.text_width(line, look.HEADING, "bold") <= 2.5 for line in lines)


@pytest.mark.parametrize(
    ("end", "width", "said"),
    [
        (date(2036, 1, 1), 3.6, ["2022", "2024", "2026", "2028", "2030", "2032", "2034", "2036"]),
        (date(2021, 12, 1), 3.6, ["01/2021", "04/2021", "07/2021", "10/2021"]),
        (date(2021, 3, 1), 3.6, ["10/2020", "11/2020", "12/2020", "01/2021", "02/2021", "03/2021"]),
    ],
)
def test_dates_on_the_scale_have_room(end: date, width: float, said: list[str]) -> None:
    ticks = dates_on_scale(date(2020, 10, 1), end, width, "vi")
    assert [text for _, text in ticks if text != "10/2020" or len(said) == 6] == said


def test_a_milestone_never_reached_has_words_instead_of_a_bar() -> None:
    rows = causes(FOUR)
    rows.loc[rows["milestone"] == "class_three", "days"] = float("nan")
    figure = figure_of_causes(rows, titles=TITLES, lang="vi", footer="")
    assert "không lượt nào đạt" in [text for text, _ in texts_of(figure)]


def test_a_deadline_that_is_a_span_has_a_row_but_no_pole() -> None:
    rows = milestones(ONE)
    rows["deadline"] = "1500 d"
    words = {"titles": TITLES, "scenario_titles": SCENARIO_TITLES, "lang": "vi", "footer": ""}
    assert "1500 ngày" in [
        text.replace("\u00a0", " ") for text, _ in texts_of(figure_of_milestones(rows, **words))
    ]
    assert texts_of(figure_of_curves(curves(ONE), rows, **words))
