"""A workbook in, settings out: every cell that says something else than the scenario becomes a setting.

What stands in a cell counts; an empty one, or a row or column that is not there, leaves the scenario
as it is. Sheets are known by their hidden first row, rows by their first column, so that names and
headings may be in any language and rows in any order.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from model.scenario.cells import Said, settings_of
from model.scenario.faults import Fault, MissingFile, Phrase, Place, ScenarioError, SheetCell
from model.scenario.load import Scenario, load_scenario
from model.scenario.merge import Setting
from model.scenario.read import Mark
from model.scenario.sheets import (
    ABOUT,
    CAPITAL,
    DATED,
    HOUSEHOLDS,
    LEVERS,
    PERCENT,
    SCENARIO,
    Sheet,
    Slot,
    sheets_of,
    unit_names,
)
from model.scenario.wrong import nearest, shown

_OLD_FORM = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file of Excel 97 begins, and one that asks for a password."""

_DIGITS = re.compile(r"[-+]?[\d.,\s\u00a0]+")
FIRST_ROW = 3
"""Above it stand the codes of the columns and their headings."""


def workbook_settings(path: str | Path, scenario: Scenario) -> list[Setting]:
    """What a workbook sets, in the order of its sheets, each value with the cell it stands in.

    Parameters
    ----------
    path
        A file of the form .xlsx, most often made by ``template`` and filled in.
    scenario
        The scenario without any settings: what differs from it is set.

    Raises
    ------
    MissingFile
        If the file is not there.
    ScenarioError
        With everything in the workbook that can't be understood.
    """
    file = Path(path)
    reader = _Reader(file, *_opened(file))
    settings = list(reader.settings(scenario))
    if reader.faults:
        raise ScenarioError([*reader.faults, *_faults_beside(scenario, settings)])
    return settings


def _faults_beside(scenario: Scenario, settings: Sequence[Setting]) -> list[Fault]:
    """What the scenario would say of the cells that were understood, so that all is told at once."""
    try:
        load_scenario(scenario.path, settings)
    except ScenarioError as error:
        return list(error.faults)
    return []


# -- the file ----------------------------------------------------------------------------------------


def _opened(file: Path) -> tuple[Workbook, Workbook]:
    """The workbook twice: with the results of its formulas, and with the formulas themselves."""
    if not file.is_file():
        key = "scenario.is_a_folder" if file.is_dir() else "scenario.missing_file"
        raise MissingFile([Fault(str(file), None, (), key)])
    with file.open("rb") as stream:
        if stream.read(len(_OLD_FORM)) == _OLD_FORM:
            raise ScenarioError([Fault(str(file), None, (), "workbook.old_form")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of decorations that it doesn't know
            return load_workbook(file, data_only=True), load_workbook(file)
    except Exception:  # a file that is no workbook breaks the library in as many ways as there are files
        raise ScenarioError([Fault(str(file), None, (), "workbook.unreadable")]) from None


@dataclass
class _Found:
    """A sheet of the workbook that stands for one of ours: its columns by code."""

    number: int
    values: Worksheet
    formulas: Worksheet
    columns: dict[str, int] = field(default_factory=dict)


@dataclass
class _Reader:
    """Reads sheet by sheet, gathering faults instead of stopping at the first."""

    file: Path
    values: Workbook
    formulas: Workbook
    faults: list[Fault] = field(default_factory=list)
    found: dict[str, _Found] = field(default_factory=dict)

    def settings(self, scenario: Scenario) -> Iterator[Setting]:
        """What differs from the scenario, sheet by sheet."""
        self._find_sheets()
        if not self._is_of(scenario):
            return
        for sheet in sheets_of(scenario):
            found = self.found.get(sheet.code)
            if found is None:
                self._refuse_sheet(sheet.code)
                continue
            said = self._read(sheet, found)
            yield from settings_of(sheet, said, scenario, self.faults)

    # -- sheets -------------------------------------------------------------------------------

    def _find_sheets(self) -> None:
        """Sheets say what they are in their first cell, whatever they are called."""
        for number, values in enumerate(self.values.worksheets, start=1):
            code, _, column = str(values.cell(1, 1).value or "").partition(".")
            found = _Found(number, values, self.formulas[values.title])
            if column != "code" or code not in (ABOUT, LEVERS, HOUSEHOLDS, CAPITAL, DATED):
                continue
            if code in self.found:
                other = self.found[code].values.title
                self._fault(found, 1, 1, (), "workbook.sheet_twice", other=other)
                continue
            self.found[code] = found

    def _is_of(self, scenario: Scenario) -> bool:
        """Whether the workbook was made for this scenario; if it wasn't, nothing else of it is read."""
        about = self.found.get(ABOUT)
        if about is None:
            self._refuse_sheet(ABOUT)
            return False
        for row in range(2, about.values.max_row + 1):
            if about.values.cell(row, 1).value == SCENARIO:
                name = about.values.cell(row, 3).value
                if str(name).strip() != scenario.name:
                    values = {"found": shown(name), "wanted": scenario.name}
                    self._fault(about, row, 3, (), "workbook.other_scenario", **values)
                return not self.faults
        self._fault(about, 1, 1, (), "workbook.no_scenario")
        return False

    def _refuse_sheet(self, code: str) -> None:
        values = {"sheet": Phrase(f"workbook.sheet.{code}")}
        self.faults.append(Fault(str(self.file), None, (), "workbook.no_sheet", values))

    # -- rows and columns ---------------------------------------------------------------------

    def _read(self, sheet: Sheet, found: _Found) -> list[Said]:
        """What the cells of a sheet say that the scenario doesn't."""
        self._find_columns(sheet, found)
        self._refuse_merged(sheet, found)
        rows = {row.code: row for row in sheet.rows}
        seen: dict[str, int] = {}
        said: list[Said] = []
        for number in range(FIRST_ROW, found.values.max_row + 1):
            code = found.values.cell(number, 1).value
            if code is None or not str(code).strip():
                self._refuse_nameless(sheet, found, number)
                continue
            code = str(code).strip()
            if code not in rows:
                near = nearest(code, rows)
                self._fault(found, number, 1, (), "workbook.no_such_row", found=shown(code), near=near)
            elif code in seen:
                self._fault(found, number, 1, (), "workbook.row_twice", found=code, first=seen[code])
            else:
                seen[code] = number
                self._check_unit(sheet, found, number, rows[code].slots)
                self._refuse_idle(sheet, found, number, rows[code].slots)
                said += self._row(found, number, rows[code].slots)
        return said

    def _find_columns(self, sheet: Sheet, found: _Found) -> None:
        known = {f"{sheet.code}.{column.code}": column.code for column in sheet.columns}
        for column in range(1, found.values.max_column + 1):
            code = found.values.cell(1, column).value
            if code is None:
                continue  # a column of the writer's own
            name = known.get(str(code))
            if name is None:
                near = nearest(str(code), known)
                self._fault(found, 1, column, (), "workbook.no_such_column", found=shown(code), near=near)
            elif name in found.columns:
                self._fault(found, 1, column, (), "workbook.column_twice", found=str(code))
            else:
                found.columns[name] = column
        if not set(sheet.slot_columns) & set(found.columns):
            self._fault(found, 1, 1, (), "workbook.no_column")

    def _refuse_merged(self, sheet: Sheet, found: _Found) -> None:
        """Of merged cells only one is kept; nobody can tell which of the others it was meant for."""
        asked = {1, *(found.columns[code] for code in sheet.slot_columns if code in found.columns)}
        for merged in found.values.merged_cells.ranges:
            columns = set(range(merged.min_col, merged.max_col + 1))
            if merged.max_row >= FIRST_ROW and columns & asked:
                self._fault(found, merged.min_row, merged.min_col, (), "workbook.merged", found=merged.coord)

    def _refuse_nameless(self, sheet: Sheet, found: _Found, row: int) -> None:
        """A number in a row without a code is meant for something, but nobody knows for what."""
        if isinstance(found.values.cell(row, 1), MergedCell):
            return  # told already
        for code in sheet.slot_columns:
            column = found.columns.get(code)
            cell = found.values.cell(row, column) if column is not None else None
            if cell is not None and not isinstance(cell, MergedCell) and _is_filled(cell.value):
                self._fault(found, row, 1, (), "workbook.no_code")
                return

    def _check_unit(self, sheet: Sheet, found: _Found, row: int, slots: Mapping[str, Slot]) -> None:
        """A unit written over would be lost in silence, and the number with it be another."""
        column = found.columns.get("unit")
        if sheet.code != LEVERS or column is None:
            return
        said = found.values.cell(row, column).value
        slot = slots["value"]
        if _is_filled(said) and str(said).strip() not in unit_names(slot.unit):
            wanted = " / ".join(name for name in unit_names(slot.unit) if name) or "–"
            self._fault(found, row, column, slot.place, "workbook.unit", found=shown(said), wanted=wanted)

    def _refuse_idle(self, sheet: Sheet, found: _Found, row: int, slots: Mapping[str, Slot]) -> None:
        """A number where the scenario has none would be passed over in silence."""
        for code in sheet.slot_columns:
            column = found.columns.get(code)
            if column is None or code in slots:
                continue
            value = found.values.cell(row, column).value
            if _is_filled(value):
                self._fault(found, row, column, (), "workbook.idle", found=shown(_as_seen(value)))

    # -- cells --------------------------------------------------------------------------------

    def _row(self, found: _Found, row: int, slots: Mapping[str, Slot]) -> Iterator[Said]:
        for code, slot in slots.items():
            column = found.columns.get(code)
            if column is None:
                continue
            cell = found.values.cell(row, column)
            if isinstance(cell, MergedCell):
                continue  # told already
            read = self._date if code == "date" else self._number
            number = read(slot, cell, found, row, column)
            if number is not None and number != (slot.said if code == "date" else slot.number):
                yield Said(slot, number, self._mark(found, row, column))

    def _number(self, slot: Slot, cell: Cell, found: _Found, row: int, column: int) -> Decimal | None:
        """The number in a cell, in the unit of its slot; None where it says nothing, or nothing sensible."""
        value = self._result(slot, cell, found, row, column)
        if value is None or (isinstance(value, str) and value.strip() == slot.text):
            return None
        wrong = _what_is_wrong(value)
        if wrong is None and not slot.is_open:
            wrong = "workbook.not_open"
        if wrong is not None:
            values = {"found": shown(_as_seen(value)), "said": slot.text}
            if wrong == "workbook.not_a_number" and slot.low is not None and slot.high is not None:
                wrong = "workbook.not_a_number_between"
                values |= {"low": str(slot.value(slot.low)), "high": str(slot.value(slot.high))}
            self._fault(found, row, column, slot.place, wrong, **values)
            return None
        number = Decimal(f"{value:.15g}").normalize()
        number = number * 100 if slot.unit == PERCENT else number
        return self._fitting(slot, number, found, row, column)

    def _fitting(self, slot: Slot, number: Decimal, found: _Found, row: int, column: int) -> Decimal | None:
        """Counts are whole, and nothing a cell sets but a lever may be negative."""
        is_lever = slot.place[0] == LEVERS  # a lever's own range is checked with the scenario
        if slot.is_count and number != number.to_integral_value():
            self._fault(found, row, column, slot.place, "workbook.not_whole", found=f"{number:f}")
        elif not is_lever and number < 0:
            self._fault(found, row, column, slot.place, "workbook.negative", found=f"{number:f}")
        elif not is_lever and slot.high is not None and number > slot.high:
            values = {"found": slot.value(number), "high": slot.value(slot.high)}
            self._fault(found, row, column, slot.place, "workbook.too_high", **values)
        else:
            return number
        return None

    def _date(self, slot: Slot, cell: Cell, found: _Found, row: int, column: int) -> Any:
        """The date in a cell; a text that looks like one may be day first or month first."""
        value = self._result(slot, cell, found, row, column)
        if value is None:
            return None
        if not isinstance(value, datetime):
            self._fault(found, row, column, slot.place, "workbook.not_a_date", found=shown(value))
            return None
        return value.date()

    def _result(self, slot: Slot, cell: Cell, found: _Found, row: int, column: int) -> Any:
        """What a cell shows: its value, or the result of its formula as it was last reckoned."""
        is_formula = found.formulas.cell(row, column).data_type == "f"
        if is_formula and cell.value is None:
            self._fault(found, row, column, slot.place, "workbook.no_result")
        elif cell.data_type == "e":
            self._fault(found, row, column, slot.place, "workbook.error", found=shown(cell.value))
        elif _is_filled(cell.value):
            return cell.value
        return None

    # -- where things stand -------------------------------------------------------------------

    def _mark(self, found: _Found, row: int, column: int) -> Mark:
        text = f"{found.values.title}!{get_column_letter(column)}{row}"
        return Mark(str(self.file), SheetCell(found.number, row, column, text))

    def _fault(self, sheet: _Found, row: int, column: int, place: Place, key: str, /, **values: Any) -> None:
        mark = self._mark(sheet, row, column)
        self.faults.append(Fault(mark.file, mark.line, place, key, values))


# -- one cell ----------------------------------------------------------------------------------------


def _is_filled(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _what_is_wrong(value: Any) -> str | None:
    """Why a value is no number, as a key of the lexicon; None where it is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return "workbook.date_for_number" if isinstance(value, date) else "workbook.not_a_number"
    if isinstance(value, str):
        return "workbook.number_as_text" if _DIGITS.fullmatch(value.strip()) else "workbook.not_a_number"
    return None


def _as_seen(value: Any) -> Any:
    return value.date().isoformat() if isinstance(value, datetime) else value
