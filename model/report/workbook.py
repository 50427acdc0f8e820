"""A workbook of a scenario for people who work in Excel: what they may change, with today's numbers in it.

The first row of each sheet is hidden and holds the codes of the columns; ``model.scenario.workbook``
knows sheets and columns by them, whatever language the headings are in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from model.scenario import Scenario
from model.scenario.saying import Title
from model.scenario.sheets import (
    ABOUT,
    PERCENT,
    SCENARIO,
    Column,
    Sheet,
    Slot,
    amount_text,
    plain_number,
    sheets_of,
    unit_said,
)
from model.words import say, say_date, say_number

INK, PAPER = "1F3864", "FFFFFF"
OPEN, LAW, CLOSED = "FFF2CC", "FCE4D6", "EDEDED"
"""The ground of cells: to be changed, a law that a number may replace, to look at only."""

WIDTHS = {"code": 24, "title": 40, "work": 34, "part": 34, "note": 60, "cost": 20, "unit": 12, "date": 14}
"""Columns of text, in characters; all others are as wide as a number."""

NUMBER_WIDTH = 14
LABEL_WIDTH, TEXT_WIDTH = 30, 96
LINE_HEIGHT = 15
"""Points a line of text takes."""

_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def write_template(scenario: Scenario, lang: str, path: Path, command: str) -> bool:
    """Write the workbook of a scenario.

    Parameters
    ----------
    path
        Where to; it must not be there yet.
    command
        What to run when the workbook is filled in.

    Returns
    -------
    bool
        False, and nothing written, where the scenario has nothing that a workbook could set.

    Raises
    ------
    FileExistsError
        If there is such a file.
    """
    sheets = sheets_of(scenario)
    if not sheets:
        return False
    book = Workbook()
    about = book.active
    assert isinstance(about, Worksheet), "a new workbook has one sheet"
    _About(about, scenario, lang, sheets, command).write()
    for sheet in sheets:
        _Written(book.create_sheet(say(f"workbook.sheet.{sheet.code}", lang)), sheet, scenario, lang).write()
    with path.open("xb") as file:
        book.save(file)
    return True


# -- how to use it -----------------------------------------------------------------------------------


@dataclass
class _About:
    """The sheet to read first."""

    paper: Worksheet
    scenario: Scenario
    lang: str
    sheets: Sequence[Sheet]
    command: str

    def write(self) -> None:
        """Scenario, use, colours and sheets, one below the other."""
        self.paper.title = say(f"workbook.sheet.{ABOUT}", self.lang)
        for column, code in enumerate(("code", "text", "value"), start=1):
            self.paper.cell(1, column, f"{ABOUT}.{code}")
        self.paper.row_dimensions[1].hidden = True
        self.paper.column_dimensions["A"].hidden = True
        self.paper.column_dimensions["B"].width = LABEL_WIDTH
        self.paper.column_dimensions["C"].width = TEXT_WIDTH
        title = self.paper.cell(2, 2, say("workbook.title", self.lang, title=self.scenario.title[self.lang]))
        title.font = Font(bold=True, size=16, color=INK)
        self._line("made_for", self.scenario.name, SCENARIO)
        self._line("file", self.scenario.path.name)
        self._gap()
        for number, step in enumerate(("change", "empty", "save")):
            self._line("how" if number == 0 else "", say(f"workbook.step.{step}", self.lang))
        self._line("command", self.command).font = Font(name="Consolas", size=11)
        self._gap()
        for number, (word, ground) in enumerate((("open", OPEN), ("law", LAW), ("closed", CLOSED))):
            text = self._line("colours" if number == 0 else "", say(f"workbook.colour.{word}", self.lang))
            text.fill, text.border = _ground(ground), _BOX
        self._gap()
        for number, sheet in enumerate(self.sheets):
            name, about = (say(f"workbook.{word}.{sheet.code}", self.lang) for word in ("sheet", "about"))
            self._line("sheets" if number == 0 else "", f"{name}: {about}")
        self.paper.sheet_view.showGridLines = False
        _on_paper(self.paper)

    def _line(self, label: str, text: str, code: str | None = None) -> Cell:
        row = self.paper.max_row + 1
        if code is not None:
            self.paper.cell(row, 1, code)
        if label:
            self.paper.cell(row, 2, say(f"workbook.{label}", self.lang)).font = Font(bold=True, color=INK)
        self.paper.cell(row, 2).alignment = Alignment(vertical="top")
        cell = self.paper.cell(row, 3)
        _put(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        self.paper.row_dimensions[row].height = LINE_HEIGHT * _lines(text, TEXT_WIDTH)
        assert isinstance(cell, Cell), "nothing is merged here"
        return cell

    def _gap(self) -> None:
        self.paper.cell(self.paper.max_row + 1, 2, " ")


# -- a sheet of rows ---------------------------------------------------------------------------------


@dataclass
class _Written:
    """One sheet of rows: codes, headings, and below them what is known and what may be changed."""

    paper: Worksheet
    sheet: Sheet
    scenario: Scenario
    lang: str

    def write(self) -> None:
        """Headings first, then row by row."""
        for number, column in enumerate(self.sheet.columns, start=1):
            self.paper.cell(1, number, f"{self.sheet.code}.{column.code}")
            heading = self.paper.cell(2, number, self._heading(column))
            heading.font, heading.fill = Font(bold=True, color=PAPER), _ground(INK)
            heading.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
            heading.border = _BOX
            width = WIDTHS.get(column.code, max(NUMBER_WIDTH, len(column.name) + 2))
            self.paper.column_dimensions[get_column_letter(number)].width = width
        self.paper.row_dimensions[1].hidden = True
        self.paper.row_dimensions[2].height = 2.2 * LINE_HEIGHT
        for number, row in enumerate(self.sheet.rows, start=3):
            self._row(number, row.code, row.texts, row.slots)
        self.paper.freeze_panes = f"{get_column_letter(self.sheet.still + 1)}3"
        _on_paper(self.paper)

    def _heading(self, column: Column) -> str:
        unit = unit_said(column.unit, self.lang)
        name = column.name or say(f"workbook.column.{column.code}", self.lang)
        return f"{name}\n({unit})" if unit else name

    def _row(self, number: int, code: str, texts: Mapping[str, Any], slots: Mapping[str, Slot]) -> None:
        height = 1
        for place, column in enumerate(self.sheet.columns, start=1):
            cell: Any = self.paper.cell(number, place)
            cell.border = _BOX
            cell.alignment = Alignment(vertical="top", wrap_text=column.code in WIDTHS)
            if column.code in slots:
                self._slot(cell, slots[column.code])
            else:
                said = code if column.code == "code" else texts.get(column.code)
                _put(cell, self._text(said, column, slots))
                cell.fill = _ground(CLOSED)
                if isinstance(said, Decimal):
                    cell.number_format = _number_format(said, slots["value"].unit)
                if isinstance(cell.value, str):
                    height = max(height, _lines(cell.value, WIDTHS.get(column.code, NUMBER_WIDTH)))
        self.paper.row_dimensions[number].height = LINE_HEIGHT * height

    def _text(self, said: Any, column: Column, slots: Mapping[str, Slot]) -> str | int | float | None:
        """What people read in a cell that sets nothing."""
        if isinstance(said, Title):
            return str(getattr(said, self.lang))
        if isinstance(said, Decimal):
            return _as_typed(said, slots["value"].unit)
        if column.code == "cost" and said is not None:
            return self._amount(said)
        return unit_said(said, self.lang) if column.code == "unit" else said

    def _amount(self, said: Any) -> str:
        """A plain amount as people write it in their language; any other as it is written."""
        number = plain_number(said)
        return amount_text(said) if number is None else _shown(*number, self.lang)

    def _slot(self, cell: Cell, slot: Slot) -> None:
        """A number that may be changed, a law that a number may replace, or something to look at."""
        cell.fill = _ground(CLOSED if not slot.is_open else OPEN)
        if isinstance(slot.said, date):
            cell.value, cell.number_format = slot.said, "dd/mm/yyyy" if self.lang == "vi" else "yyyy-mm-dd"
        elif slot.number is not None:
            cell.value, cell.font = _as_typed(slot.number, slot.unit), Font(color="1F4E9E", bold=True)
        else:
            cell.value, cell.font = slot.text, Font(italic=True, color="7F7F7F")
            cell.alignment = Alignment(vertical="top", horizontal="right", shrink_to_fit=True)
            cell.fill = _ground(LAW if slot.is_open else CLOSED)
        if not isinstance(slot.said, date):
            cell.number_format = _number_format(slot.number, slot.unit)
        if slot.is_open:
            self._allow(cell, slot)

    def _allow(self, cell: Cell, slot: Slot) -> None:
        """What Excel lets people type."""
        rule = self._rule(slot)
        rule.showErrorMessage, rule.allow_blank = True, True
        rule.add(cell)
        self.paper.add_data_validation(rule)

    def _rule(self, slot: Slot) -> DataValidation:
        if isinstance(slot.said, date):
            first, last = self.scenario.said.start, self.scenario.said.horizon
            earliest, latest = (f"DATE({day.year},{day.month},{day.day})" for day in (first, last))
            low, high = say_date(first, self.lang), say_date(last, self.lang)
            text = say("workbook.allowed.date", self.lang, low=low, high=high)
            return _between("date", earliest, latest, text)
        if slot.low is not None and slot.high is not None:
            low, high = (_shown(end, slot.unit, self.lang) for end in (slot.low, slot.high))
            least, most = (str(_as_typed(end, slot.unit)) for end in (slot.low, slot.high))
            text = say("workbook.allowed.between", self.lang, low=low, high=high)
            return _between("decimal", least, most, text)
        text = say(f"workbook.allowed.{'count' if slot.is_count else 'amount'}", self.lang)
        kind: Any = "whole" if slot.is_count else "decimal"
        return DataValidation(type=kind, operator="greaterThanOrEqual", formula1="0", error=text)


def _put(cell: Any, value: str | int | float | None) -> None:
    """Fill a cell; a text is one even where it begins as a formula does."""
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
    else:
        cell.value = value


def _between(kind: Any, low: str, high: str, text: str) -> DataValidation:
    return DataValidation(type=kind, operator="between", formula1=low, formula2=high, error=text)


def _as_typed(number: Decimal, unit: str) -> int | float:
    """A number as a cell holds it: percent are hundredths there."""
    held = number / 100 if unit == PERCENT else number
    return int(held) if held == held.to_integral_value() else float(held)


def _number_format(number: Decimal | None, unit: str) -> str:
    """How Excel shows a number; what is no percentage it shows with the decimals it has."""
    if unit != PERCENT:
        return "General"
    return "0%" if number is None or number % 1 == 0 else "0.0##%"


def _shown(number: Decimal, unit: str, lang: str) -> str:
    """A number and its unit in one line, as the language writes them."""
    decimals = max(0, -int(number.normalize().as_tuple().exponent))
    return f"{say_number(float(number), lang, decimals)} {unit_said(unit, lang)}".strip()


def _ground(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column so wide; words are not cut, so a little is lost in each."""
    return max(1, -(-len(text) * 23 // (20 * width)))


def _on_paper(paper: Worksheet) -> None:
    """Printed across, as wide as the page."""
    paper.page_setup.orientation, paper.page_setup.paperSize = "landscape", 9
    paper.page_setup.fitToWidth, paper.page_setup.fitToHeight = 1, 0
    paper.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
