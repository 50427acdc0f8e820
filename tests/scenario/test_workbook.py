"""A workbook that comes back: what it sets, and what is said of one that can't be understood."""

from __future__ import annotations

import inspect
import random
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from model.report.workbook import write_template
from model.scenario import MissingFile, Scenario, ScenarioError, load_scenario, resolved_yaml
from model.scenario.sheets import sheets_of
from model.scenario.workbook import workbook_settings
from model.words import LANGUAGES

STORY = """\
kind: scenario
title: {vi: Một câu chuyện, en: A story}
start: 2021-01-04
horizon: 2025-06-01
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up for a test}, counted: {title: Counted}}
levers:
  teams: {title: {vi: Số tổ, en: Teams}, value: 2, range: 1..6, cost: 1.2 bn VND/y}
  cash: {title: {vi: Tiền, en: Cash}, value: 20 bn VND, range: 10..40 bn VND}
  share: {title: {vi: Tỷ lệ, en: Share}, value: 50 %, range: 20..80 %}
assumptions:
  cost: {title: Cost, value: 1/2/3 bn VND}
crews: {team: $teams}
capital:
  fund: {title: Fund, opening: 6 bn VND, per_year: $cash, lapses: 01-31, carry_over: 0.6}
  plan: {title: Plan, per_year: {2021: 40 bn VND, 2023: {value: 60 bn VND, source: counted, grade: B}}}
  gifts: {title: Gifts, dated: {2022-03-01: 10 bn VND, 2023-03-01: $cost}}
  grant: {title: Grant, per_year: {value: 5 bn VND, source: counted, grade: B}, on: 06-30}
procedures:
  clearance:
    title: Clearance
    parameters: [households, length, notice, holdout]
    steps:
      notice: {title: Notice, duration: $notice}
      count: {title: Count, for: households, after: notice, duration: 0.5/1/2 d, crew: team}
      pay:
        title: Pay
        for: households
        after: count
        duration: 5 d
        length: $length
        capital: {from: fund, amount: 0.2 bn VND}
        refused: {chance: $holdout, then: talk}
      talk: {title: Talk, for: households, duration: 30 d}
works:
  road:
    title: {vi: Đường, en: Road}
    parts:
      land:
        use: clearance
        segments: 3
        with:
          households: {value: 4, source: counted, grade: B, note: Counted at the site}
          length: 500 m
          notice: [0 d, 10/20/45 d, 5 d]
          holdout: 10 %
      build: {title: Build, after: land.pay, duration: 60/90/150 d, capital: {from: plan, amount: 5 bn VND}}
      trees: {title: Trees, duration: 10 d, capital: {from: gifts, amount: 1 bn VND}}
      lamps: {title: Lamps, duration: 10 d, capital: {from: grant, amount: 1 bn VND}}
  yard:
    title: {vi: Bãi, en: Yard}
    parts:
      land: {use: clearance, with: {households: 2, length: 0.2 km, notice: 3 d, holdout: 0 %}}
milestones:
  open: {title: Open, when: road.build, by: {2022-06-30: ours}}
"""

Edit = Callable[[Workbook], None]


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    Path("story.yaml").write_text(STORY, encoding="utf-8")
    return Path("story.yaml")


def filled_in(story: Path, edit: Edit, lang: str = "en") -> Path:
    """The template of the story after somebody has worked on it."""
    file = Path("plan.xlsx")
    file.unlink(missing_ok=True)
    assert write_template(load_scenario(story), lang, file, "")
    book = load_workbook(file)
    edit(book)
    book.save(file)
    return file


def found_in(story: Path, edit: Edit, lang: str = "en") -> dict[str, str]:
    """What a workbook sets: the text of each setting by its cell."""
    settings = workbook_settings(filled_in(story, edit, lang), load_scenario(story))
    load_scenario(story, settings)
    return {str(one.value.mark.line): one.text for one in settings}


def refused(story: Path, edit: Edit, lang: str = "en") -> list[str]:
    """What a workbook is refused with, below the name of its file."""
    with pytest.raises(ScenarioError) as error:
        workbook_settings(filled_in(story, edit), load_scenario(story))
    name, *lines = error.value.text(lang).splitlines()
    assert name == "plan.xlsx"
    return [line.strip() for line in lines]


def nothing(book: Workbook) -> None:
    """Leave a workbook as it is."""


# -- what it sets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_left_as_it_is_sets_nothing(lang: str, story: Path) -> None:
    assert found_in(story, nothing, lang) == {}


@pytest.mark.parametrize("name", ["every_word", "starter"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nor_does_that_of_any_other_scenario(lang: str, name: str, tmp_path: Path) -> None:
    scenario = load_scenario(Path(__file__).parents[2] / f"scenarios/examples/{name}.yaml")
    assert write_template(scenario, lang, tmp_path / "plan.xlsx", "")
    assert workbook_settings(tmp_path / "plan.xlsx", scenario) == []


def test_levers(story: Path) -> None:
    def edit(book: Workbook) -> None:
        book["levers"]["C3"], book["levers"]["C4"], book["levers"]["C5"] = 3, 12.5, 0.25

    assert found_in(story, edit) == {
        "levers!C3": "levers.teams=3",
        "levers!C4": "levers.cash=12.5 bn VND",
        "levers!C5": "levers.share=25 %",
    }


def test_a_setting_of_a_cell_is_the_setting_of_the_command_line(story: Path) -> None:
    def edit(book: Workbook) -> None:
        book["đòn bẩy"]["C3"], book["đòn bẩy"]["C4"] = 3, 32
        book["kế hoạch vốn"]["D3"], book["kế hoạch vốn"]["C3"] = 0.45, 7.25

    settings = workbook_settings(filled_in(story, edit, "vi"), load_scenario(story))
    typed = [
        ("levers.teams", "3"),
        ("levers.cash", "32 bn VND"),
        ("capital.fund.opening", "7.25 bn VND"),
        ("capital.fund.carry_over", "45 %"),
    ]
    assert resolved_yaml(load_scenario(story, settings)) == resolved_yaml(load_scenario(story, typed))
    again = [tuple(one.text.split("=", 1)) for one in settings]
    assert resolved_yaml(load_scenario(story, again)) == resolved_yaml(load_scenario(story, settings))


def test_the_last_word_is_that_of_the_command_line(story: Path) -> None:
    settings = workbook_settings(
        filled_in(story, lambda book: set_cell(book, "levers", "C3", 5)), load_scenario(story)
    )
    assert load_scenario(story, [*settings, ("levers.teams", "4")]).tree["levers"]["teams"]["value"] == 4


def set_cell(book: Workbook, sheet: str, cell: str, value: object) -> None:
    """Type into a cell."""
    book[sheet][cell] = value


def test_one_segment_of_several_makes_a_list_that_keeps_the_source(story: Path) -> None:
    assert found_in(story, lambda book: set_cell(book, "households", "E4", 7)) == {
        "households!E4": "works.road.parts.land.with.households=["
        "{value: 4, source: counted, grade: B}, {value: 7, source: counted, grade: B}, "
        "{value: 4, source: counted, grade: B}]"
    }


def test_the_same_for_all_segments_stays_one_number(story: Path) -> None:
    def edit(book: Workbook) -> None:
        for row in (3, 4, 5):
            book["households"][f"E{row}"] = 9

    settings = workbook_settings(filled_in(story, edit), load_scenario(story))
    assert [one.text for one in settings] == ["works.road.parts.land.with.households=9"]
    said = load_scenario(story, settings).tree["works"]["road"]["parts"]["land"]["with"]["households"]
    assert said == {"value": 9, "source": "counted", "grade": "B", "note": "Counted at the site"}


def test_a_list_keeps_what_is_no_plain_number(story: Path) -> None:
    columns = {cell.value: cell.column_letter for cell in load_sheet(story, "households")[1]}
    notice = columns["households.notice d"]
    assert found_in(story, lambda book: set_cell(book, "households", f"{notice}5", 12)) == {
        f"households!{notice}5": "works.road.parts.land.with.notice=[0 d, 10/20/45 d, 12 d]"
    }


def load_sheet(story: Path, name: str) -> object:
    """One sheet of the template."""
    return load_workbook(filled_in(story, nothing))[name]


def test_each_unit_has_a_column_of_its_own(story: Path) -> None:
    sheet = load_sheet(story, "households")
    codes = [cell.value for cell in sheet[1]]
    metres, kilometres = codes.index("households.length m"), codes.index("households.length km")
    assert [row[metres] for row in sheet.iter_rows(min_row=3, values_only=True)] == [500, 500, 500, None]
    assert [row[kilometres] for row in sheet.iter_rows(min_row=3, values_only=True)] == [None] * 3 + [0.2]


def test_one_year_of_money_that_was_the_same_every_year(story: Path) -> None:
    """Of listed years the latest goes on: the year after a changed one is listed as it was."""
    assert found_in(story, lambda book: set_cell(book, "capital", "G3", 33)) == {
        "capital!G3": "capital.fund.per_year={2022: $cash, 2023: 33 bn VND, 2024: $cash}"
    }
    assert year_codes(story) == ["2021", "2022", "2023", "2024", "2025"]


def year_codes(story: Path) -> list[str]:
    """The years that the plan of money shows."""
    codes = [str(cell.value).removeprefix("capital.") for cell in load_sheet(story, "capital")[1]]
    return [code for code in codes if code.isdecimal()]


def test_a_year_among_listed_years(story: Path) -> None:
    def money_of(settings: object) -> list[float]:
        said = load_scenario(story, settings).said.capital["plan"].per_year
        by_year = {year: amount.distribution.params[0] / 1000 for year, amount in said.items()}
        listed = sorted(by_year)
        return [by_year[max(one for one in listed if one <= year)] for year in range(2022, 2026)]

    assert money_of([]) == [40, 60, 60, 60]
    for place, (cell, wanted) in enumerate(
        [("F4", [45, 60, 60, 60]), ("G4", [40, 45, 60, 60]), ("H4", [40, 60, 45, 60])]
    ):
        file = filled_in(story, lambda book, cell=cell: set_cell(book, "capital", cell, 45))
        assert money_of(workbook_settings(file, load_scenario(story))) == wanted, place


def test_a_year_of_a_sourced_amount_keeps_its_source(story: Path) -> None:
    file = filled_in(story, lambda book: set_cell(book, "capital", "F5", 8))
    said = load_scenario(story, workbook_settings(file, load_scenario(story))).tree["capital"]["grant"]
    five, eight = ({"value": f"{n} bn VND", "source": "counted", "grade": "B"} for n in (5, 8))
    assert said["per_year"] == {"2021": five, "2022": eight, "2023": five}


def test_money_moves_to_another_day(story: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["money on dates"]
        sheet["C3"], sheet["D4"] = datetime(2022, 9, 1), 4

    [setting] = workbook_settings(filled_in(story, edit), load_scenario(story))
    assert setting.text == (
        "capital.gifts.dated={2022-03-01: null, 2022-09-01: 10 bn VND, 2023-03-01: 4 bn VND}"
    )
    dated = load_scenario(story, [setting]).said.capital["gifts"].dated
    assert sorted(dated) == [date(2022, 9, 1), date(2023, 3, 1)]


def test_an_empty_cell_a_missing_row_and_a_missing_column_change_nothing(story: Path) -> None:
    def edit(book: Workbook) -> None:
        book["levers"]["C3"] = None
        book["levers"]["C4"] = "   "
        book["levers"].delete_rows(5)
        book["capital"].delete_cols(6)

    assert found_in(story, edit) == {}


def test_sheets_and_rows_may_be_renamed_moved_and_added_to(story: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["levers"]
        sheet.title = "Đòn bẩy của tôi"
        sheet["K9"] = "my own remark"
        first, second = ([cell.value for cell in sheet[row]] for row in (3, 4))
        for column, (one, other) in enumerate(zip(second, first, strict=True), start=1):
            sheet.cell(3, column).value, sheet.cell(4, column).value = one, other
        sheet["C4"] = 6
        book.move_sheet(sheet, 3)

    assert found_in(story, edit) == {"Đòn bẩy của tôi!C4": "levers.teams=6"}


def test_a_formula_counts_with_the_result_that_was_saved(story: Path) -> None:
    file = filled_in(story, lambda book: set_cell(book, "levers", "C3", "=2+3"))
    with zipfile.ZipFile(file) as old, zipfile.ZipFile("reckoned.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<f>2+3</f><v />", b"<f>2+3</f><v>5</v>"))
    [setting] = workbook_settings("reckoned.xlsx", load_scenario(story))
    assert setting.text == "levers.teams=5"


def numbers_of(scenario: Scenario) -> dict[tuple[str, str, str], object]:
    """What each cell of a scenario's workbook holds, by sheet, row and column."""
    return {
        (sheet.code, row.code, code): slot.text if slot.number is None else slot.number
        for sheet in sheets_of(scenario)
        for row in sheet.rows
        for code, slot in row.slots.items()
        if code != "date"
    }


@pytest.mark.parametrize("seed", range(25))
def test_what_was_typed_is_what_the_scenario_then_says_and_nothing_else_has_moved(
    seed: int, story: Path
) -> None:
    dice = random.Random(seed)
    scenario = load_scenario(story)
    before = numbers_of(scenario)
    typed: dict[tuple[str, str, str], object] = {}

    def edit(book: Workbook) -> None:
        for sheet in book.worksheets[1:]:
            codes = [str(cell.value).partition(".") for cell in sheet[1]]
            for row in sheet.iter_rows(min_row=3):
                for cell, (name, _, code) in zip(row, codes, strict=True):
                    key = (name, str(row[0].value), code)
                    if isinstance(before.get(key), Decimal) and dice.random() < 0.3:
                        low = 1 if key[1] == "teams" else 10 if name == "levers" else 0
                        number = dice.randint(low, 6 if key[1] == "teams" else 40)
                        number = max(number, 20) if key[1] == "share" else number
                        is_percent = code == "carry_over" or key[1] == "share" or code.endswith("%")
                        cell.value = number / 100 if is_percent else number
                        typed[key] = Decimal(number)

    settings = workbook_settings(filled_in(story, edit), scenario)
    assert numbers_of(load_scenario(story, settings)) == before | typed
    again = [tuple(one.text.split("=", 1)) for one in settings]
    assert numbers_of(load_scenario(story, again)) == before | typed


# -- what is said of one that can't be understood ----------------------------------------------------

WRONG: dict[str, tuple[Edit, str, str]] = {
    "a word": (
        lambda book: set_cell(book, "levers", "C3", "nine"),
        "levers!C3  levers.teams: a number from 1 to 6 is needed, found nine",
        "levers!C3  levers.teams: cần một con số từ 1 đến 6, ô này ghi nine",
    ),
    "out of range": (
        lambda book: (set_cell(book, "levers", "C3", 9), set_cell(book, "capital", "A4", "plans")),
        "levers!C3  levers.teams.value: 9 lies outside the range 1..6",
        "levers!C3  levers.teams.value: giá trị 9 nằm ngoài khoảng 1..6",
    ),
    "a decimal comma": (
        lambda book: set_cell(book, "levers", "C4", "12,5"),
        "levers!C4  levers.cash: '12,5' is text, not a number; format the cell as Number and type it again, "
        "with decimals as your Excel writes them",
        "levers!C4  levers.cash: '12,5' là chữ, không phải số; hãy định dạng ô là Number rồi gõ lại, "
        "dấu thập phân theo Excel của máy",
    ),
    "a truth": (
        lambda book: set_cell(book, "households", "E3", True),
        "households!E3  works.road.parts.land.with.households[1]: a number is needed, found true",
        "households!E3  works.road.parts.land.with.households[1]: cần một con số, ô này ghi true",
    ),
    "a date for a number": (
        lambda book: set_cell(book, "capital", "F4", datetime(2026, 5, 1)),
        "capital!F4  capital.plan.per_year.2022: Excel has taken this for a date (2026-05-01); "
        "format the cell as Number and type the number again",
        "capital!F4  capital.plan.per_year.2022: Excel đã hiểu ô này là ngày (2026-05-01); "
        "hãy định dạng ô là Number rồi gõ lại con số",
    ),
    "a text for a date": (
        lambda book: set_cell(book, "money on dates", "C3", "1/9/2022"),
        "money on dates!C3  capital.gifts.dated.2022-03-01: a date is needed, found 1/9/2022; "
        "format the cell as Date and type it again",
        "money on dates!C3  capital.gifts.dated.2022-03-01: cần một ngày, ô này ghi 1/9/2022; "
        "hãy định dạng ô là Date rồi gõ lại",
    ),
    "a day that is taken": (
        lambda book: set_cell(book, "money on dates", "C3", datetime(2023, 3, 1)),
        "money on dates!C3  capital.gifts.dated.2022-03-01: this source has money on 2023-03-01 already",
        "money on dates!C3  capital.gifts.dated.2022-03-01: nguồn này đã có một khoản vào ngày 2023-03-01",
    ),
    "a year before the start": (
        lambda book: set_cell(book, "capital", "E4", 40),
        "capital!E4  the scenario has no number that belongs here, so the cell must be empty; found 40",
        "capital!E4  ô này không ứng với con số nào của kịch bản, xin để trống; ô này ghi 40",
    ),
    "half a household": (
        lambda book: set_cell(book, "households", "E5", 4.5),
        "households!E5  works.road.parts.land.with.households[3]: a whole number is needed, found 4.5",
        "households!E5  works.road.parts.land.with.households[3]: cần một số nguyên, ô này ghi 4.5",
    ),
    "less than nothing": (
        lambda book: set_cell(book, "capital", "C3", -6),
        "capital!C3  capital.fund.opening: this cannot be negative, found -6 bn VND",
        "capital!C3  capital.fund.opening: không được âm, ô này ghi -6 bn VND",
    ),
    "more than all": (
        lambda book: set_cell(book, "capital", "D3", 60),
        "capital!D3  capital.fund.carry_over: at most 100 % is possible, found 6000 %",
        "capital!D3  capital.fund.carry_over: nhiều nhất là 100 %, ô này ghi 6000 %",
    ),
    "not to be changed": (
        lambda book: set_cell(book, "households", "G4", 15),
        "households!G4  works.road.parts.land.with.notice[2]: this cell is to look at only: "
        "the scenario has 10/20/45 d and is changed in its file, found 15",
        "households!G4  works.road.parts.land.with.notice[2]: ô này chỉ để xem: kịch bản ghi 10/20/45 d; "
        "muốn đổi thì sửa trong tệp kịch bản, ô này ghi 15",
    ),
    "another unit": (
        lambda book: set_cell(book, "levers", "D4", "triệu đồng"),
        "levers!D4  levers.cash: this column is to look at only: the number counts bn VND / tỷ đồng, "
        "not triệu đồng",
        "levers!D4  levers.cash: cột này chỉ để xem: con số tính theo bn VND / tỷ đồng, "
        "không phải triệu đồng",
    ),
    "a formula without its result": (
        lambda book: set_cell(book, "levers", "C3", "=C4/10"),
        "levers!C3  levers.teams: this cell has a formula, and the file doesn't have its result; "
        "open it in Excel and save it",
        "levers!C3  levers.teams: ô này có công thức nhưng tệp không lưu kết quả; "
        "hãy mở tệp trong Excel rồi lưu lại",
    ),
    "an error": (
        lambda book: set_cell(book, "levers", "C3", "#DIV/0!"),
        "levers!C3  levers.teams: the formula in this cell ends in the error #DIV/0!",
        "levers!C3  levers.teams: công thức ở ô này cho kết quả lỗi #DIV/0!",
    ),
    "merged cells": (
        lambda book: book["levers"].merge_cells("C3:C4"),
        "levers!C3  the cells C3:C4 are merged; split them, so that each has a value of its own",
        "levers!C3  các ô C3:C4 đang gộp; hãy bỏ gộp để mỗi ô có giá trị riêng",
    ),
    "an unknown row": (
        lambda book: set_cell(book, "levers", "A3", "team"),
        "levers!A3  there is no 'team' in the scenario; did you mean 'teams'?",
        "levers!A3  kịch bản không có tên mã 'team'; có phải ý là 'teams'?",
    ),
    "a row twice": (
        lambda book: set_cell(book, "levers", "A4", "teams"),
        "levers!A4  'teams' is there already in row 3; delete one of the two",
        "levers!A4  'teams' đã có ở dòng 3; hãy xóa một dòng",
    ),
    "a row without a code": (
        lambda book: set_cell(book, "levers", "A4", None),
        "levers!A4  this row has a number but no code, so nobody knows what it is for",
        "levers!A4  dòng này có số nhưng không có tên mã, nên không biết là của mục nào",
    ),
    "an unknown column": (
        lambda book: set_cell(book, "capital", "F1", "capital.2050"),
        "capital!F1  there is no column 'capital.2050' in this scenario; did you mean 'capital.2025'?",
        "capital!F1  không có cột 'capital.2050' trong kịch bản này; có phải ý là 'capital.2025'?",
    ),
    "a column twice": (
        lambda book: set_cell(book, "capital", "F1", "capital.2021"),
        "capital!F1  the column 'capital.2021' is there twice; delete one of them",
        "capital!F1  cột 'capital.2021' có hai lần; hãy xóa một cột",
    ),
    "no column left": (
        lambda book: set_cell(book, "levers", "C1", None),
        "levers!A1  no column that could be changed is left on this sheet; its hidden first row has "
        "the codes of the columns and must stay",
        "levers!A1  trang này không còn cột nào để sửa; dòng 1 đang ẩn giữ tên các cột, xin đừng xóa",
    ),
    "a missing sheet": (
        lambda book: book.remove(book["levers"]),
        "the sheet 'levers' is missing; sheets are known by their hidden first row, which must stay",
        "thiếu trang 'đòn bẩy'; trang được nhận ra nhờ dòng 1 đang ẩn, xin đừng xóa dòng ấy",
    ),
    "a sheet twice": (
        lambda book: book.copy_worksheet(book["levers"]),
        "levers Copy!A1  this sheet is a copy of 'levers'; delete one of the two",
        "levers Copy!A1  trang này là bản sao của 'levers'; hãy xóa một trong hai",
    ),
    "another scenario": (
        lambda book: set_cell(book, "read me", "C3", "baseline"),
        "read me!C3  this workbook was made for the scenario baseline, and the scenario here is story",
        "read me!C3  bảng này lập cho kịch bản baseline, còn kịch bản đang chạy là story",
    ),
    "no scenario": (
        lambda book: set_cell(book, "read me", "A3", None),
        "read me!A1  this sheet no longer says which scenario the workbook was made for; "
        "make it anew with the command template",
        "read me!A1  trang này không còn ghi bảng được lập cho kịch bản nào; "
        "hãy lập lại bảng bằng lệnh template",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_is_refused_with_these_words(name: str, story: Path) -> None:
    edit, english, vietnamese = WRONG[name]
    assert refused(story, edit, "en")[0] == english
    assert refused(story, edit, "vi")[0] == vietnamese
    assert unicodedata.is_normalized("NFC", vietnamese)


def test_every_sentence_has_been_tried(story: Path) -> None:
    """No fault of a cell is without its words above; those of whole files are below."""
    readers = Path(inspect.getfile(workbook_settings)).parent
    text = "".join((readers / name).read_text(encoding="utf-8") for name in ("workbook.py", "cells.py"))
    tried = {"workbook.unreadable", "workbook.old_form"}
    for edit, *_ in WRONG.values():
        with pytest.raises(ScenarioError) as error:
            workbook_settings(filled_in(story, edit), load_scenario(story))
        tried |= {fault.key for fault in error.value.faults}
    assert set(re.findall(r'"(workbook\.[a-z_]+)"', text)) <= tried


def test_all_is_told_at_once_sheet_by_sheet(story: Path) -> None:
    def edit(book: Workbook) -> None:
        book["capital"]["F4"] = "much"
        book["levers"]["C4"] = 99
        book["levers"]["C3"] = "nine"
        book["households"]["E3"] = "some"

    told = [line.split("  ")[0] for line in refused(story, edit)]
    assert told == ["levers!C3", "levers!C4", "households!E3", "capital!F4"]


def test_files_that_are_no_workbook(story: Path) -> None:
    scenario = load_scenario(story)
    with pytest.raises(MissingFile, match="there is no such file"):
        workbook_settings("nowhere.xlsx", scenario)
    Path("folder.xlsx").mkdir()
    with pytest.raises(MissingFile, match="this is a folder"):
        workbook_settings("folder.xlsx", scenario)
    Path("text.xlsx").write_text("levers.teams: 3\n", encoding="utf-8")
    Path("old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    shutil.copy(filled_in(story, nothing), "cut.xlsx")
    Path("cut.xlsx").write_bytes(Path("cut.xlsx").read_bytes()[:2000])
    with zipfile.ZipFile("zip.xlsx", "w") as other:
        other.writestr("readme.txt", "a zip of something else")
    with zipfile.ZipFile("plan.xlsx") as old, zipfile.ZipFile("broken.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:100] if "sheet2" in name else old.read(name))
    for file in ("text.xlsx", "cut.xlsx", "zip.xlsx", "broken.xlsx"):
        with pytest.raises(ScenarioError, match=r"can't be opened as an \.xlsx workbook"):
            workbook_settings(file, scenario)
    with pytest.raises(ScenarioError, match=r"this is an old \.xls file, or one with a password"):
        workbook_settings("old.xls", scenario)
