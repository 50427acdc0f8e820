"""A workbook in, settings out: every cell that says something else than the scenario becomes a setting.

What stands in a cell counts; an empty one, or a row or column that is not there, leaves the scenario
as it is. Sheets are known by their hidden first row, rows by their first column, so that names and
headings may be in any language and rows in any order.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

NAME_COLUMN = 3
"""Where the sheet ``about`` has the name of the scenario."""

EXCEL_DIGITS = 15
"""So many digits of a number Excel knows; what is beyond them was made by its arithmetic."""


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

    def spot(self, row: int, column: int) -> _Spot:
        """One of its cells."""
        return _Spot(self, row, column)

    def spots(self, row: int, codes: Iterable[str]) -> Iterator[tuple[str, _Spot]]:
        """The cells of a row in some columns, as far as the columns are there."""
        yield from ((code, self.spot(row, self.columns[code])) for code in codes if code in self.columns)

    def rows(self, first: int) -> Iterator[tuple[int, str]]:
        """The numbers of the rows from one on, and what their first cells say."""
        for row in range(first, self.values.max_row + 1):
            code = self.spot(row, 1).value
            yield row, "" if code is None else str(code).strip()


@dataclass(frozen=True)
class _Spot:
    """One cell: what it holds, and where it is."""

    sheet: _Found
    row: int
    column: int

    @property
    def _cell(self) -> Cell | MergedCell:
        return self.sheet.values.cell(self.row, self.column)

    @property
    def value(self) -> Any:
        """What the cell holds, or what its formula came to; blanks are nothing."""
        value = self._cell.value
        return None if isinstance(value, str) and not value.strip() else value

    @property
    def is_swallowed(self) -> bool:
        """Whether the cell has been merged into another."""
        return isinstance(self._cell, MergedCell)

    @property
    def is_error(self) -> bool:
        """Whether the cell shows an error such as #DIV/0!."""
        return self._cell.data_type == "e"

    @property
    def lacks_result(self) -> bool:
        """Whether the cell has a formula that nobody has reckoned."""
        formula = self.sheet.formulas.cell(self.row, self.column)
        return formula.data_type == "f" and self._cell.value is None

    @property
    def line(self) -> SheetCell:
        """Where it is, for people."""
        text = f"{self.sheet.values.title}!{get_column_letter(self.column)}{self.row}"
        return SheetCell(self.sheet.number, self.row, self.column, text)


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
            else:
                said = self._read(sheet, found)
                yield from settings_of(sheet, said, scenario, self.faults)

    def _fault(self, spot: _Spot, place: Place, key: str, **values: Any) -> None:
        self.faults.append(Fault(str(self.file), spot.line, place, key, values))

    # -- sheets -------------------------------------------------------------------------------

    def _find_sheets(self) -> None:
        """Sheets say what they are in their first cell, whatever they are called."""
        for number, values in enumerate(self.values.worksheets, start=1):
            found = _Found(number, values, self.formulas[values.title])
            code, _, column = str(found.spot(1, 1).value).partition(".")
            if column != "code" or code not in (ABOUT, LEVERS, HOUSEHOLDS, CAPITAL, DATED):
                continue  # a sheet of the writer's own
            if code in self.found:
                other = self.found[code].values.title
                self._fault(found.spot(1, 1), (), "workbook.sheet_twice", other=other)
            else:
                self.found[code] = found

    def _is_of(self, scenario: Scenario) -> bool:
        """Whether the workbook was made for this scenario; if it wasn't, nothing else of it is read."""
        about = self.found.get(ABOUT)
        if about is None:
            self._refuse_sheet(ABOUT)
            return False
        for row, code in about.rows(first=2):
            if code == SCENARIO:
                name = about.spot(row, NAME_COLUMN)
                if str(name.value).strip() != scenario.name:
                    values = {"found": shown(name.value), "wanted": scenario.name}
                    self._fault(name, (), "workbook.other_scenario", **values)
                return not self.faults
        self._fault(about.spot(1, 1), (), "workbook.no_scenario")
        return False

    def _refuse_sheet(self, code: str) -> None:
        values = {"sheet": Phrase(f"workbook.sheet.{code}")}
        self.faults.append(Fault(str(self.file), None, (), "workbook.no_sheet", values))

    # -- columns ------------------------------------------------------------------------------

    def _find_columns(self, sheet: Sheet, found: _Found) -> None:
        known = {f"{sheet.code}.{column.code}": column.code for column in sheet.columns}
        for column in range(1, found.values.max_column + 1):
            spot = found.spot(1, column)
            code = str(spot.value)
            if spot.value is None:
                continue  # a column of the writer's own
            if code not in known:
                self._fault(spot, (), "workbook.no_such_column", found=shown(code), near=nearest(code, known))
            elif known[code] in found.columns:
                self._fault(spot, (), "workbook.column_twice", found=code)
            else:
                found.columns[known[code]] = column
        if not set(sheet.slot_columns) & set(found.columns):
            self._fault(found.spot(1, 1), (), "workbook.no_column")

    def _refuse_merged(self, sheet: Sheet, found: _Found) -> None:
        """Of merged cells only one is kept; nobody can tell which of the others it was meant for."""
        asked = {1, *(found.columns[code] for code in sheet.slot_columns if code in found.columns)}
        for merged in found.values.merged_cells.ranges:
            columns = set(range(merged.min_col, merged.max_col + 1))
            if merged.max_row >= FIRST_ROW and columns & asked:
                corner = found.spot(merged.min_row, merged.min_col)
                self._fault(corner, (), "workbook.merged", found=merged.coord)

    # -- rows ---------------------------------------------------------------------------------

    def _read(self, sheet: Sheet, found: _Found) -> list[Said]:
        """What the cells of a sheet say that the scenario doesn't."""
        self._find_columns(sheet, found)
        self._refuse_merged(sheet, found)
        rows = {row.code: row for row in sheet.rows}
        seen: dict[str, int] = {}
        said: list[Said] = []
        for number, code in found.rows(FIRST_ROW):
            name = found.spot(number, 1)
            if not code:
                self._refuse_nameless(sheet, found, number)
            elif code not in rows:
                near = nearest(code, rows)
                self._fault(name, (), "workbook.no_such_row", found=shown(code), near=near)
            elif code in seen:
                self._fault(name, (), "workbook.row_twice", found=code, first=seen[code])
            else:
                seen[code] = number
                said += self._row(sheet, found, number, rows[code].slots)
        return said

    def _refuse_nameless(self, sheet: Sheet, found: _Found, row: int) -> None:
        """A number in a row without a code is meant for something, but nobody knows for what."""
        name = found.spot(row, 1)
        spots = [spot for _, spot in found.spots(row, sheet.slot_columns) if spot.value is not None]
        if spots and not name.is_swallowed:
            self._fault(name, (), "workbook.no_code")

    def _row(self, sheet: Sheet, found: _Found, row: int, slots: Mapping[str, Slot]) -> Iterator[Said]:
        for _, spot in found.spots(row, ["unit"]):
            self._check_unit(spot, slots["value"])
        for code, spot in found.spots(row, sheet.slot_columns):
            if spot.is_swallowed:
                continue  # told already
            if code not in slots:
                self._refuse_idle(spot)
                continue
            slot = slots[code]
            number = self._date(slot, spot) if code == "date" else self._number(slot, spot)
            if number is not None and number != (slot.said if code == "date" else slot.number):
                yield Said(slot, number, Mark(str(self.file), spot.line))

    def _check_unit(self, spot: _Spot, slot: Slot) -> None:
        """A unit written over would be lost in silence, and the number with it be another."""
        names = unit_names(slot.unit)
        if spot.value is not None and str(spot.value).strip() not in names:
            wanted = " / ".join(filter(None, names)) or "–"
            self._fault(spot, slot.place, "workbook.unit", found=shown(spot.value), wanted=wanted)

    def _refuse_idle(self, spot: _Spot) -> None:
        """A number where the scenario has none would be passed over in silence."""
        if spot.value is not None:
            self._fault(spot, (), "workbook.idle", found=shown(_as_seen(spot.value)))

    # -- cells --------------------------------------------------------------------------------

    def _number(self, slot: Slot, spot: _Spot) -> Decimal | None:
        """The number in a cell, in the unit of its slot; None where it says nothing, or nothing sensible."""
        value = self._result(slot, spot)
        if value is None or (isinstance(value, str) and value.strip() == slot.text):
            return None
        wrong = _what_is_wrong(value, slot)
        if wrong is not None:
            values = {"found": shown(_as_seen(value)), "said": slot.text, **_ends(slot)}
            self._fault(spot, slot.place, wrong, **values)
            return None
        number = Decimal(f"{value:.{EXCEL_DIGITS}g}").normalize()
        return self._fitting(slot, spot, number * 100 if slot.unit == PERCENT else number)

    def _fitting(self, slot: Slot, spot: _Spot, number: Decimal) -> Decimal | None:
        """A number, if it can be: counts are whole, and nothing but a lever may be negative.

        That a lever lies in its range is checked with the scenario.
        """
        is_lever = slot.place[0] == LEVERS
        found = slot.value(number)
        if slot.is_count and number != number.to_integral_value():
            self._fault(spot, slot.place, "workbook.not_whole", found=found)
        elif not is_lever and number < 0:
            self._fault(spot, slot.place, "workbook.negative", found=found)
        elif not is_lever and slot.high is not None and number > slot.high:
            self._fault(spot, slot.place, "workbook.too_high", found=found, high=slot.value(slot.high))
        else:
            return number
        return None

    def _date(self, slot: Slot, spot: _Spot) -> date | None:
        """The date in a cell; a text that looks like one may be day first or month first."""
        value = self._result(slot, spot)
        if value is not None and not isinstance(value, datetime):
            self._fault(spot, slot.place, "workbook.not_a_date", found=shown(value))
        return value.date() if isinstance(value, datetime) else None

    def _result(self, slot: Slot, spot: _Spot) -> Any:
        """What a cell shows: its value, or the result of its formula as it was last reckoned."""
        if spot.lacks_result:
            self._fault(spot, slot.place, "workbook.no_result")
        elif spot.is_error:
            self._fault(spot, slot.place, "workbook.error", found=shown(spot.value))
        else:
            return spot.value
        return None


# -- one value ---------------------------------------------------------------------------------------


def _what_is_wrong(value: Any, slot: Slot) -> str | None:
    """Why a value can't be the number of a slot, as a key of the lexicon; None where it can."""
    if isinstance(value, date):
        return "workbook.date_for_number"
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return "workbook.number_as_text"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "workbook.not_a_number_between" if _ends(slot) else "workbook.not_a_number"
    return None if slot.is_open else "workbook.not_open"


def _ends(slot: Slot) -> dict[str, Any]:
    """What a number must lie between, for a sentence; nothing where that is not known."""
    if slot.low is None or slot.high is None:
        return {}
    return {"low": slot.value(slot.low), "high": slot.value(slot.high)}


def _as_seen(value: Any) -> Any:
    return value.date().isoformat() if isinstance(value, datetime) else value
