"""What a planner reads in the terminal, at several widths, and how long work is told."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from model.report import terminal
from model.report.sweep_tables import grid_tables, sample_table
from model.words import NO_BREAK, say_chance, say_interval
from tests.report.programme import (
    CASH,
    EIGHT,
    ENFORCEMENT,
    FACTORS,
    FOUR,
    HORIZON,
    ONE,
    SCENARIO_TITLES,
    TEAMS,
    TITLES,
    comparison,
    grid,
    milestones,
    ranks,
    sweep,
    with_plan,
)


def printed(table: Callable[[int], RenderableType], width: int) -> str:
    """The table as plain text of a given width, spaces made ordinary and ends trimmed."""
    paper = io.StringIO()
    Console(file=paper, width=width, highlight=False).print(table(width))
    lines = paper.getvalue().replace("\u00a0", " ").splitlines()
    return "\n".join(line.rstrip() for line in lines)


def of_run(lang: str = "vi", goals: dict[str, tuple[str, ...]] = FOUR) -> Callable[[int], RenderableType]:
    rows = milestones(goals)
    return lambda width: terminal.milestone_table(
        rows, titles=TITLES, lang=lang, horizon=HORIZON, width=width, heading="Kịch bản gốc"
    )


def of_full_run(lang: str = "vi") -> Callable[[int], RenderableType]:
    rows = with_plan(milestones(FOUR))
    return lambda width: terminal.milestone_table(
        rows, titles=TITLES, lang=lang, horizon=HORIZON, width=width, heading="Kịch bản gốc"
    )


def of_comparison(lang: str = "vi", is_banded: bool = False) -> Callable[[int], RenderableType]:
    rows, chances = comparison(FOUR), milestones(FOUR, ("baseline", "clearance_drive"))
    if is_banded:
        chances = with_plan(chances)
    return lambda width: terminal.comparison_table(
        rows, titles=TITLES, scenario_titles=SCENARIO_TITLES, milestones=chances, lang=lang, width=width
    )


def of_banded_comparison(lang: str = "vi") -> Callable[[int], RenderableType]:
    return of_comparison(lang, is_banded=True)


def of_sweep(lang: str = "vi") -> Callable[[int], RenderableType]:
    rows = sweep(FOUR)
    return lambda width: terminal.sweep_table(
        rows, titles=TITLES, lever="số tổ kiểm đếm", lang=lang, width=width
    )


def of_grid(lang: str = "vi") -> Callable[[int], RenderableType]:
    axes = (TEAMS, CASH, ENFORCEMENT)
    rows = grid(ONE, axes, failed=(2,))
    return lambda width: grid_tables(rows, axes, titles=TITLES, lang=lang, width=width)


def of_sample(lang: str = "vi") -> Callable[[int], RenderableType]:
    rows = ranks(EIGHT)
    return lambda width: sample_table(rows, titles=TITLES, factors=FACTORS, lang=lang, width=width)


def test_the_final_table_of_a_run() -> None:
    rows = milestones(ONE)
    rows[["probability", "ci_low", "ci_high", "reached"]] = [0.634, 0.612, 0.655, 0.88]
    table = lambda width: terminal.milestone_table(  # noqa: E731
        rows, titles=TITLES, lang="vi", horizon=HORIZON, width=width, heading="Kịch bản gốc"
    )
    said = printed(table, 80).splitlines()
    assert said[:5] == [
        "Kịch bản gốc",
        "Mốc                     Hạn          Khả năng đạt     P50          P80",
        "─" * cell_len("Mốc                     Hạn          Khả năng đạt     P50          P80       "),
        "Đạt đô thị loại III     31/12/2024     63 % (61–66)   24/04/2025   29/03/2026",
        "Chờ kỳ họp (143 ngày)",
    ]
    assert said[5] == "12 % chưa đạt"


def test_a_milestone_is_held_against_its_plan_our_assumptions_and_projects_elsewhere() -> None:
    said = printed(of_full_run("en"), 80)
    rows = [line for line in said.splitlines() if "plan" in line or "assumptions" in line]
    assert "2024-03-01      7 % plan" in rows[1]
    assert "assumptions " in rows[0]
    first = said.splitlines()
    beside = next(line for line in first if line.count("reference") == 2)
    assert "2025-08-11" in first[first.index(beside) + 1]
    for name in ("Plan: ", "Assumptions: 5–95 %", "Reference: "):
        assert name in said.replace("\n", " ")
    assert "% plan" not in printed(of_run("en"), 80)


def test_a_wide_terminal_has_columns_for_cause_and_unreached() -> None:
    said = printed(of_run(), 140)
    assert "Chậm chủ yếu do" in said.splitlines()[1]
    assert "Chưa đạt" in said.splitlines()[1]
    assert "Chờ vốn (143 ngày)" in said


def test_a_quantile_beyond_the_horizon_is_said() -> None:
    assert "sau 01/2036" in printed(of_run(goals=EIGHT), 100)
    assert "after 2036-01" in printed(of_run("en", EIGHT), 100)


def test_a_milestone_without_a_cause_has_none() -> None:
    rows = milestones(ONE)
    rows["main_cause"], rows["main_cause_days"] = "", float("nan")
    said = printed(
        lambda width: terminal.milestone_table(rows, titles=TITLES, lang="vi", horizon=HORIZON, width=width),
        80,
    )
    assert "Chờ" not in said


def test_noise_is_called_noise_and_a_difference_is_not() -> None:
    said = printed(of_comparison(), 140)
    assert said.count("không phân biệt được với nhiễu mô phỏng") == 1
    assert "+29,3 điểm % (+28,1 đến +30,5)" in said
    assert "A  Kịch bản gốc" in said


def test_compared_chances_have_their_bands_below_them_where_there_are_any() -> None:
    said = printed(of_banded_comparison("en"), 100)
    first = milestones(FOUR).iloc[0]
    assert (
        say_interval(first.probability * 0.7, 1 - 0.6 * (1 - first.probability)).replace(NO_BREAK, " ")
        in said
    )
    assert "Below each chance: its 5–95 %" in said.replace("\n", " ")
    assert "Below each chance" not in printed(of_comparison("en"), 100).replace("\n", " ")


def test_a_sweep_shows_every_value_with_its_interval() -> None:
    said = printed(of_sweep(), 100)
    assert "Khả năng đạt theo số tổ kiểm đếm" in said
    header = said.splitlines()[1].split()
    assert header[-5:] == ["1", "2", "3", "4", "6"]
    assert "57–62 %" in said


def test_a_grid_has_a_row_for_each_value_up_and_a_dash_where_a_cell_failed() -> None:
    said = [line.split() for line in printed(of_grid("en"), 100).splitlines()]
    rows = [row for row in said if row and row[0] in ("12.5", "20", "27.5", "35")]
    assert len(rows) == 8
    assert [row for row in rows if "—" in row] == [rows[1]]
    cells = grid(ONE, (TEAMS, CASH, ENFORCEMENT)).set_index("cell")["probability"]
    last = 4 * 8 + 1  # six teams, the least cash, one round of talks
    assert rows[0][-2:] == say_chance(cells[last], "en").split("\u00a0")


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "table",
    [of_run, of_full_run, of_comparison, of_banded_comparison, of_sweep, of_grid, of_sample],
)
def test_tables_fit_the_terminal_and_cut_nothing(
    table: Callable[[str], Callable[[int], RenderableType]], lang: str, width: int
) -> None:
    said = printed(table(lang), width)
    assert max(cell_len(line) for line in said.splitlines()) <= width
    assert "…" not in said
    assert "\x1b" not in said


class Tape(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def test_progress_in_a_log_has_a_line_every_tenth() -> None:
    tape = Tape(is_terminal=False)
    with terminal.Progress("Đang mô phỏng", 2000, "vi", tape) as progress:
        for _ in range(80):
            progress.advance(25)
    said = tape.getvalue().replace("\u00a0", " ").splitlines()
    assert len(said) == 10
    assert said[0].startswith("Đang mô phỏng: 200/2.000 (10 %), còn khoảng ")
    assert said[-1].startswith("Đang mô phỏng: xong 2.000 sau ")


def test_progress_in_large_steps_has_a_line_for_each() -> None:
    tape = Tape(is_terminal=False)
    with terminal.Progress("Simulating", 3, "en", tape) as progress:
        for _ in range(3):
            progress.advance()
    assert [line.split(" (")[0] for line in tape.getvalue().splitlines()[:2]] == [
        "Simulating: 1/3",
        "Simulating: 2/3",
    ]


def test_progress_that_is_interrupted_claims_no_end() -> None:
    tape = Tape(is_terminal=False)

    def work() -> None:
        with terminal.Progress("Simulating", 10, "en", tape) as progress:
            progress.advance(5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert "done" not in tape.getvalue()


def test_progress_on_a_terminal_is_a_bar() -> None:
    tape = Tape(is_terminal=True)
    with terminal.Progress("Đang mô phỏng", 2000, "vi", tape) as progress:
        progress.advance(500)
    assert "Đang mô phỏng" in tape.getvalue()
    assert "500/2.000" in tape.getvalue()


def test_a_further_step_has_a_name_and_a_count_of_its_own() -> None:
    tape = Tape(is_terminal=False)
    with terminal.Progress("Simulating", 4, "en", tape) as progress:
        progress.advance(4)
        progress.begin("Trying each lever", 2)
        progress.advance(1)
        progress.advance(1)
    assert [line.split(" done")[0].split(" (")[0] for line in tape.getvalue().splitlines()] == [
        "Simulating: 4",
        "Trying each lever: 1/2",
        "Trying each lever: 2",
    ]
    tape = Tape(is_terminal=True)
    with terminal.Progress("Simulating", 4, "en", tape) as progress:
        progress.advance(4)
        progress.begin("Trying each lever", 2)
        progress.advance(1)
    assert "Trying each lever" in tape.getvalue()
    assert "1/2" in tape.getvalue()


def test_a_pipe_gets_plain_text() -> None:
    tape = Tape(is_terminal=False)
    terminal.console_on(tape).print(of_run()(terminal.PLAIN_WIDTH))
    assert "\x1b" not in tape.getvalue()
    assert terminal.console_on(tape).width == terminal.PLAIN_WIDTH
