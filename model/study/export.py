"""The results of a run or a comparison handed on: as a workbook, as CSV for Excel, as typed tables.

Everything is read from the folder of results; nothing is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis.tables import main_causes
from model.archive import manifest_of, parquet_of, read_table
from model.report.result_sheets import (
    ComparisonTables,
    RunTables,
    Sheet,
    sheets_of_comparison,
    sheets_of_run,
    titles_of_steps,
)
from model.scenario import Scenario, load_scenario
from model.study.left import RESOLVED, folder_meant, is_comparison

WORKBOOK = "results.xlsx"
FORMATS = ("xlsx", "csv", "parquet")


class OtherThere(Exception):  # noqa: N818  (a sentence for the user)
    """Something else is where an export should go; it is left as it is."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


@dataclass(frozen=True)
class Exported:
    """What was written, and whether anything had to be."""

    place: Path
    is_new: bool


def export(folder: Path | str, form: str, lang: str, out: Path | None = None) -> Exported:
    """Hand on the results in a folder.

    Parameters
    ----------
    folder
        Of a run or a comparison; one that holds ``latest.txt`` stands for the folder named there.
    form
        ``"xlsx"``, ``"csv"`` or ``"parquet"``.
    lang
        Language of titles and headings; of ``parquet`` nothing depends on it.
    out
        The file (xlsx) or folder to write; by default one in the folder of results, which an
        earlier export may have written in another language.

    Raises
    ------
    NotResults
        If the folder holds no results of a run or a comparison.
    OtherThere
        If ``out`` holds anything else.
    """
    place = folder_meant(folder)
    if form == "xlsx":
        return _left({"": workbook_in(place, lang)}, place / WORKBOOK, out)
    if form == "parquet":
        tables = {f"{name}.parquet": parquet_of(table) for name, table in typed_tables(place).items()}
        return _left(tables, place / "parquet", out)
    from model.report.results_csv import csv_of

    texts = {f"{sheet.code}.csv": csv_of(sheet, lang).encode() for sheet in sheets_in(place, lang)}
    return _left(texts, place / "csv", out)


def workbook_in(folder: Path, lang: str) -> bytes:
    """The workbook of the results in a folder."""
    from model.report.results_workbook import workbook_of_comparison, workbook_of_run

    if is_comparison(folder):
        return workbook_of_comparison(comparison_in(folder), lang)
    return workbook_of_run(run_in(folder), lang)


def sheets_in(folder: Path, lang: str) -> list[Sheet]:
    """The tables of the results in a folder, for people."""
    if is_comparison(folder):
        return sheets_of_comparison(comparison_in(folder), lang)
    return sheets_of_run(run_in(folder), lang)


def run_in(folder: Path) -> RunTables:
    """What a run left in its folder."""
    facts = manifest_of(folder)
    return run_tables(folder, load_scenario(folder / RESOLVED), facts["scenarios"][0], facts)


def run_tables(folder: Path, scenario: Scenario, name: str, facts: Mapping[str, Any]) -> RunTables:
    """The tables of a run as they stand in its folder; ``facts`` have its seed, replications and hash."""
    causes = read_table(folder, "causes.csv")
    return RunTables(
        scenario=scenario,
        name=name,
        seed=facts["seed"],
        replications=facts["replications"],
        short_hash=facts["hash"][:8],
        milestones=read_table(folder, "milestones.csv"),
        main_causes=main_causes(causes),
        causes=causes,
        risks=read_table(folder, "risks.csv"),
        capital=read_table(folder, "capital.csv"),
        activities=read_table(folder, "activities.csv"),
        curves=read_table(folder, "figures/curves.csv"),
    )


def comparison_in(folder: Path) -> ComparisonTables:
    """What a comparison left in its folder; titles come from the folders of its runs, where these are."""
    facts = manifest_of(folder)
    runs = [Path(run) for run in facts.get("runs", [])]
    titles: dict[str, dict[str, str]] = {}
    names: dict[str, dict[str, str]] = {}
    scenarios = {name: {"vi": name, "en": name} for name in facts["scenarios"]}
    for name, run in zip(facts["scenarios"], runs, strict=False):
        if (run / RESOLVED).is_file():
            said = load_scenario(run / RESOLVED).said
            scenarios[name] = said.title.model_dump()
            titles |= {one: milestone.title.model_dump() for one, milestone in said.milestones.items()}
            names |= {f"work.{one}": work.title.model_dump() for one, work in said.works.items()}
            names |= {f"phase.{one}": phase.model_dump() for one, phase in said.phases.items()}
            steps = titles_of_steps(read_table(run, "activities.csv"))
            names |= {f"step.{one}": title for one, title in steps.items()}
    return ComparisonTables(
        titles=titles,
        scenario_titles=scenarios,
        names=names,
        seed=facts["seed"],
        replications=facts["replications"],
        short_hash=facts["hash"][:8],
        differences=read_table(folder, "compare.csv"),
        milestones=read_table(folder, "figures/milestones.csv"),
        carried=read_table(folder, "carried.csv"),
        changes=read_table(folder, "changes.csv"),
    )


def typed_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of a folder with its types: dates are dates, numbers numbers, the rest texts."""
    is_comparison(folder)
    files = sorted(folder.glob("*.csv"))
    return {file.stem: _typed(read_table(folder, file.name)) for file in files}


_DATED = ("p10", "p50", "p80", "p90", "plan", "date")


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of ISO dates as dates, blank ones empty; a deadline may be a span, and stays a text."""
    dated = [
        column
        for column in frame.columns
        if (column.split("_")[-1] in _DATED or column.removesuffix("_a").removesuffix("_b") in _DATED)
        and not pd.api.types.is_numeric_dtype(frame[column])
    ]
    return frame.assign(**{column: pd.to_datetime(frame[column], format="%Y-%m-%d") for column in dated})


def _left(files: Mapping[str, bytes], by_default: Path, out: Path | None) -> Exported:
    """Write files at a place of their own; one of the program's making may be written anew.

    A single file without a name is the place itself.
    """
    place = out or by_default
    wanted = {place / name if name else place: content for name, content in files.items()}
    changed = {file: content for file, content in wanted.items() if not _holds(file, content)}
    for file in changed:
        if out is not None and file.exists():
            raise OtherThere(file)
    for file, content in changed.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        spare = file.with_name(f".{file.name}.part")
        spare.write_bytes(content)
        spare.replace(file)
    return Exported(place, bool(changed))


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes() == content
