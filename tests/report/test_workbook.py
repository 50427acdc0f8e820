"""The workbook that is handed out: real numbers, marked cells, what Excel allows, in both languages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from model.report.workbook import CLOSED, LAW, LINE_HEIGHT, OPEN, write_template
from model.scenario import load_scenario
from model.words import LANGUAGES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EVERY_WORD = SCENARIOS / "examples/every_word.yaml"


@pytest.fixture(params=LANGUAGES)
def sheets(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Worksheet]:
    """The sheets of the scenario that has every word, by their code."""
    file = tmp_path / "every_word.xlsx"
    assert write_template(load_scenario(EVERY_WORD), request.param, file, "python run.py")
    return {str(sheet["A1"].value).split(".")[0]: sheet for sheet in load_workbook(file).worksheets}


def rows_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    """What stands below the headings."""
    return list(sheet.iter_rows(min_row=3, values_only=True))


def ground(sheet: Worksheet, cell: str) -> str:
    return str(sheet[cell].fill.start_color.rgb)[2:]


def test_every_sheet_is_there_and_has_its_codes_hidden(sheets: dict[str, Worksheet]) -> None:
    assert list(sheets) == ["about", "levers", "households", "capital", "dated"]
    assert all(sheet.row_dimensions[1].hidden for sheet in sheets.values())
    assert all(sheet.freeze_panes for name, sheet in sheets.items() if name != "about")


def test_numbers_are_numbers_and_dates_are_dates(sheets: dict[str, Worksheet]) -> None:
    [lever] = rows_of(sheets["levers"])
    assert (lever[0], *lever[2:6]) == ("teams", 1, None, 1, 4)
    assert [row[0:1] + row[3:] for row in rows_of(sheets["households"])] == [
        ("bridge.land[1]", 1, 10, 300),
        ("bridge.land[2]", 2, 15, 300),
    ]
    land, works = rows_of(sheets["capital"])
    assert land[2:7] == (20, 0.6, None, 20, 20)  # the money of 2021 came three days before the start
    assert works[2:] == (None, 0.5, 40, 40, 60, 60, 60, 60, None)
    assert rows_of(sheets["dated"])[0][2:] == (datetime(2022, 3, 1), 10)


def test_shares_are_percent_to_excel(sheets: dict[str, Worksheet], tmp_path: Path) -> None:
    assert sheets["capital"]["D3"].number_format == "0%"
    text = EVERY_WORD.read_text(encoding="utf-8")
    extra = "levers:\n  part: {title: Part, value: 12.5 %, range: 10..80 %}\n"
    (tmp_path / "part.yaml").write_text(text.replace("levers:\n", extra), encoding="utf-8")
    write_template(load_scenario(tmp_path / "part.yaml"), "en", tmp_path / "part.xlsx", "")
    cells = [load_workbook(tmp_path / "part.xlsx")["levers"][cell] for cell in ("C3", "E3", "F3")]
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (0.125, "0.0##%"),
        (0.1, "0%"),
        (0.8, "0%"),
    ]


def test_colours_tell_what_may_be_changed(sheets: dict[str, Worksheet], tmp_path: Path) -> None:
    assert ground(sheets["levers"], "C3") == OPEN
    assert ground(sheets["levers"], "E3") == CLOSED
    assert ground(sheets["dated"], "C3") == OPEN
    write_template(load_scenario(SCENARIOS / "baseline.yaml"), "en", tmp_path / "baseline.xlsx", "")
    book = load_workbook(tmp_path / "baseline.xlsx")
    assert (book["capital"]["E3"].value, ground(book["capital"], "E3")) == (0, OPEN)  # 2020 has its opening
    assert (book["capital"]["F3"].value, ground(book["capital"], "F3")) == ("$clearance_cash", LAW)
    laws = [cell for row in book["households"]["E3:J11"] for cell in row if isinstance(cell.value, str)]
    assert laws
    assert {ground(book["households"], cell.coordinate) for cell in laws} == {CLOSED}


def test_excel_allows_what_the_scenario_does(sheets: dict[str, Worksheet]) -> None:
    def rule(sheet: str, cell: str) -> tuple[str, str | None, str | None]:
        [found] = [one for one in sheets[sheet].data_validations.dataValidation if cell in one.sqref]
        assert found.showErrorMessage
        assert found.error
        return found.type, found.formula1, found.formula2

    assert rule("levers", "C3") == ("decimal", "1", "4")
    assert rule("households", "E3") == ("whole", "0", None)
    assert rule("households", "F3") == ("decimal", "0", None)
    assert rule("capital", "D3") == ("decimal", "0", "1")
    assert rule("dated", "C3") == ("date", "DATE(2021,1,4)", "DATE(2027,1,1)")


def test_nothing_is_a_formula_or_locked(sheets: dict[str, Worksheet]) -> None:
    for sheet in sheets.values():
        assert not sheet.protection.sheet
        assert not sheet.merged_cells.ranges
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["baseline", "s04_capital_squeeze", "examples/starter"])
def test_every_text_has_room(name: str, lang: str, tmp_path: Path) -> None:
    """What is wrapped fits its row, and what is not fits its column."""
    write_template(load_scenario(SCENARIOS / f"{name}.yaml"), lang, tmp_path / "plan.xlsx", "")
    for sheet in load_workbook(tmp_path / "plan.xlsx").worksheets:
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                width = sheet.column_dimensions[cell.column_letter].width
                height = sheet.row_dimensions[cell.row].height or LINE_HEIGHT
                text = "" if cell.value is None or cell.alignment.shrink_to_fit else str(cell.value)
                lines = height / LINE_HEIGHT if cell.alignment.wrap_text else 1
                assert isinstance(cell.value, datetime) or len(text) <= width * lines, (cell, text)


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_template(load_scenario(EVERY_WORD), "en", tmp_path / "plan.xlsx", "")
    assert (tmp_path / "plan.xlsx").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_for_a_scenario_without_such_numbers(tmp_path: Path) -> None:
    scenario = load_scenario(SCENARIOS / "examples/tutorial.yaml")
    assert not write_template(scenario, "en", tmp_path / "plan.xlsx", "")
    assert not (tmp_path / "plan.xlsx").exists()


def test_a_title_that_looks_like_a_formula_is_a_title(tmp_path: Path) -> None:
    text = EVERY_WORD.read_text(encoding="utf-8").replace("en: Clearance teams", 'en: "=1+1"')
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    write_template(load_scenario(tmp_path / "odd.yaml"), "en", tmp_path / "odd.xlsx", "")
    cell = load_workbook(tmp_path / "odd.xlsx")["levers"]["B3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
