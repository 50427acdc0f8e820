"""Results handed on: real dates and numbers, both languages, the same bytes, nothing in silence."""

from __future__ import annotations

import csv
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from model.cli import main
from model.study.export import OtherThere, export
from model.study.left import NotResults

EVERY_WORD = Path(__file__).parents[2] / "scenarios/examples/every_word.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a small run leaves beside its pictures."""
    place = tmp_path_factory.mktemp("results") / "run"
    words = ["run", str(EVERY_WORD), "-n", "30", "--engine", "simpy", "-j", "1", "-o", str(place), "-q"]
    with pytest.MonkeyPatch.context() as without:
        run = import_module("model.study.run")
        without.setattr(run, "draw", lambda *_: None)  # pictures have tests of their own
        assert main([*words, "--lang", "vi"]) == 0
    return place


@pytest.fixture(scope="module")
def sheets(folder: Path) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in load_workbook(folder / "results.xlsx").worksheets}


def column(sheet: Worksheet, heading: str) -> list[object]:
    place = [cell.value for cell in sheet[1]].index(heading)
    return [row[place] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_run_leaves_a_workbook_in_its_language(sheets: dict[str, Worksheet]) -> None:
    assert list(sheets)[:3] == ["đọc trước", "biểu đồ", "các mốc"]
    assert {"nguyên nhân", "vốn", "giả định", "số liệu biểu đồ"} <= set(sheets)
    assert len(sheets["biểu đồ"]._charts) == 2  # type: ignore[attr-defined]
    for name in ("các mốc", "nguyên nhân", "vốn"):
        assert sheets[name].freeze_panes == "B2"
        assert sheets[name].auto_filter.ref


def test_numbers_and_dates_are_those_of_the_tables(folder: Path, sheets: dict[str, Worksheet]) -> None:
    table, sheet = pd.read_csv(folder / "milestones.csv"), sheets["các mốc"]
    chances = column(sheet, "Khả năng đạt đúng hạn")
    assert chances == pytest.approx(table["probability"].tolist())
    for found, text in zip(column(sheet, "P50"), table["p50"].fillna(""), strict=True):
        beyond = isinstance(found, str) and found.startswith("sau ")
        assert beyond if not text else found == datetime.fromisoformat(text)
    assert isinstance(column(sheet, "Hạn")[0], datetime)
    first = next(sheet.iter_rows(min_row=2))
    assert first[1].number_format == "dd/mm/yyyy" or first[2].number_format == "dd/mm/yyyy"


def test_no_cell_is_a_formula_or_an_error(sheets: dict[str, Worksheet]) -> None:
    cells = [cell for sheet in sheets.values() for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s", "d"}
    assert all(len(sheet.title) <= 31 for sheet in sheets.values())


def test_the_export_of_a_run_has_the_bytes_of_its_own_workbook(folder: Path, tmp_path: Path) -> None:
    assert not export(folder, "xlsx", "vi").is_new
    english = tmp_path / "english.xlsx"
    assert export(folder, "xlsx", "en", english).is_new
    assert "milestones" in load_workbook(english).sheetnames
    with pytest.raises(OtherThere):
        export(folder, "xlsx", "vi", english)


def test_csv_is_as_excel_of_the_language_reads_it(folder: Path, tmp_path: Path) -> None:
    for lang, between, sign in (("vi", ";", ","), ("en", ",", ".")):
        export(folder, "csv", lang, tmp_path / lang)
        text = (tmp_path / lang / "milestones.csv").read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines(), delimiter=between))
        shown = [row for row in rows[0].values() if row.endswith("%")]
        assert all(sign in one for one in shown)
        table = pd.read_csv(folder / "milestones.csv")
        assert len(rows) == len(table)
        deadline = date.fromisoformat(table["deadline"][0])
        assert f"{deadline:%d/%m/%Y}" in rows[0].values() or deadline.isoformat() in rows[0].values()


def test_parquet_has_types(folder: Path, tmp_path: Path) -> None:
    export(folder, "parquet", "vi", tmp_path)
    table = pd.read_parquet(tmp_path / "milestones.parquet")
    assert isinstance(table["p10"].dropna().iloc[0], date)
    assert table["probability"].dtype == "float64"
    plain = pd.read_csv(folder / "milestones.csv")
    assert table["p10"].astype(str).tolist()[0] == plain["p10"][0]


def test_what_holds_no_results_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotResults):
        export(tmp_path, "xlsx", "vi")
    assert main(["export", str(tmp_path), "--lang", "en"]) == 2
    assert "no results here" in capsys.readouterr().err
