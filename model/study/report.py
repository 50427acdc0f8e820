"""The report of a results folder: read from what lies there, without simulating anything."""

from __future__ import annotations

import base64
import os
import re
import tempfile
from collections.abc import Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis import tables
from model.archive import (
    Folder,
    manifest_of,
    read_inputs,
    read_replications,
    read_table,
)
from model.plan import Plan, make_plan
from model.report.changes import change_table
from model.report.page.found import FoundComparison, FoundRun, Picture
from model.scenario import Scenario, load_scenario
from model.scenario.merge import root_of
from model.study.left import RESOLVED, NotResults, folder_meant, is_comparison
from model.words import LANGUAGES, say

FILE = "report.html"

NEEDED_OF_RUN = (
    "milestones.csv", "causes.csv", "capital.csv", "risks.csv", "goals.csv", RESOLVED,
    "figures/causes.csv", "figures/curves.csv", "replications.parquet", "inputs.parquet",
)  # fmt: skip
NEEDED_OF_COMPARISON = (
    "compare.csv", "carried.csv", "changes.csv", "figures/milestones.csv", "figures/curves.csv",
)  # fmt: skip

DRAWN_HERE = ("milestones", "curves", "causes", "forest")
"""Figures that the page draws itself from the same tables."""

LARGEST_FIGURES = 2_000_000
"""Bytes of pictures that a page carries at most, in both languages together."""

TEXTS = ("main_cause", "work", "phase", "step", "plan", "p10", "p50", "p80", "p90", "deadline")


class NoReportError(Exception):
    """There is nothing that a report could be made from; told in the user's language."""

    def __init__(self, key: str, **blanks: object) -> None:
        super().__init__(key)
        self._key, self._blanks = key, blanks

    def text(self, lang: str) -> str:
        """What is wrong, and what would be right."""
        return say(self._key, lang, **self._blanks)


def report(folder: Path | str, lang: str = LANGUAGES[0]) -> str:
    """The report of a run or of a comparison, as HTML; the same folder gives the same text.

    Parameters
    ----------
    folder
        A results folder, or the one above it, whose ``latest.txt`` names it.
    lang
        The language that is open when the reader chose none; the page has both.

    Raises
    ------
    NoReportError
        If there are no whole results of ``run`` or ``compare``.
    """
    place = results_in(folder)
    return _page(place, place, lang)


def _page(place: Path, beside: Path, lang: str) -> str:
    """The page of results; what was made for it alone lies ``beside`` them."""
    if is_comparison(place):
        from model.report.page.comparison import comparison_page

        return comparison_page(read_comparison(place), lang)
    from model.report.page.run import run_page

    return run_page(read_run(place, beside), lang)


def leave_report(folder: Path | str, out: Path | None = None, lang: str = LANGUAGES[0]) -> Path:
    """Write the report, whole or not at all: beside the results unless told where."""
    text = report(folder, lang)
    target = out or results_in(folder) / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)  # a temporary file is its owner's alone; reports are to be shared
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


# -- which folder ---------------------------------------------------------------------------------------


def results_in(folder: Path | str) -> Path:
    """The folder of the results that are meant.

    Raises
    ------
    NoReportError
        If there is none, or it holds something else, or not all of it.
    """
    try:
        place = folder_meant(folder)
        is_compared = is_comparison(place)
    except NotResults as fault:
        key = "no_results" if fault.folder.is_dir() else "no_folder"
        raise NoReportError(f"cli.report.{key}", found=fault.folder) from None
    facts = manifest_of(place)
    needed = NEEDED_OF_COMPARISON if is_compared else NEEDED_OF_RUN
    missing = [name for name in needed if not (place / name).exists()]
    missing += ["manifest.json: about"] if is_compared and "about" not in facts else []
    if missing:
        command = facts.get("command") or "python run.py run"
        raise NoReportError("cli.report.incomplete", found=place, missing=", ".join(missing), command=command)
    return place


# -- what it holds --------------------------------------------------------------------------------------


def read_run(place: Path, beside: Path) -> FoundRun:
    """A run as its folder has it; levers and changes lie ``beside``, which mostly is the same folder."""
    facts = manifest_of(place)
    scenario = load_scenario(place / RESOLVED)
    causes = _with_texts(read_table(place, "causes.csv"))
    milestones = read_table(place, "milestones.csv")
    main = tables.main_causes(causes)
    return FoundRun(
        scenario,
        make_plan(scenario),
        facts,
        _with_texts(milestones.merge(main, on="milestone", how="left")),
        causes,
        _with_texts(read_table(place, "figures/causes.csv")),
        _with_texts(read_table(place, "figures/curves.csv")),
        read_table(place, "goals.csv"),
        read_table(place, "capital.csv"),
        read_table(place, "risks.csv"),
        read_inputs(place),
        read_replications(place),
        _with_values(beside, "levers.csv"),
        _with_values(beside, "changes.csv"),
        _figures(place),
    )


def read_comparison(place: Path) -> FoundComparison:
    """A comparison as its folder has it."""
    facts = manifest_of(place)
    carried = _with_texts(read_table(place, "carried.csv"))
    changes = _with_values(place, "changes.csv")
    assert changes is not None, "looked for before"
    return FoundComparison(
        facts,
        facts["about"],
        facts["titles"],
        facts["names"],
        _with_texts(read_table(place, "compare.csv")),
        carried,
        changes,
        _with_texts(read_table(place, "figures/milestones.csv")),
        _with_texts(read_table(place, "figures/curves.csv")),
    )


def _with_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns that hold texts as such, even where all of these are blank."""
    texts = [column for column in TEXTS if column in frame.columns]
    return frame.assign(**{column: frame[column].astype(object).fillna("").astype(str) for column in texts})


def _with_values(place: Path, name: str) -> pd.DataFrame | None:
    """A table with values as scenario files say them, maybe numbers; None where it isn't there."""
    if not (place / name).exists():
        return None
    frame = pd.read_csv(place / name, encoding="utf-8", dtype=str, keep_default_na=False)
    numbers = ("chance_before", "chance_after", "difference", "ci_low", "ci_high", "replications")
    return frame.assign(**{one: pd.to_numeric(frame[one]) for one in numbers if one in frame.columns})


def _figures(place: Path) -> Mapping[str, Mapping[str, Picture]]:
    """Pictures that the page doesn't draw itself, by name and language, as many as have room."""
    found: dict[str, dict[str, Picture]] = {}
    room = LARGEST_FIGURES
    for file in sorted((place / "figures").glob(f"*.{LANGUAGES[0]}.svg")):
        name = file.name.removesuffix(f".{LANGUAGES[0]}.svg")
        files = {lang: file.with_name(f"{name}.{lang}.svg") for lang in LANGUAGES}
        if name in DRAWN_HERE or not all(one.exists() for one in files.values()):
            continue
        size = sum(one.stat().st_size for one in files.values())
        if size <= room:
            room -= size
            found[name] = {lang: _picture(one, name) for lang, one in files.items()}
    return found


def _picture(file: Path, name: str) -> Picture:
    """A picture with the finding that it tells, which every figure of ours has as its title."""
    text = file.read_text(encoding="utf-8")
    title = re.search(r"<dc:title>(.*?)</dc:title>", text, re.S)
    data = base64.b64encode(text.encode()).decode("ascii")
    return Picture(unescape(title[1]).strip() if title else name, data)


# -- what a run or a comparison leaves for it -----------------------------------------------------------


def changes_from_root(scenario: Scenario) -> pd.DataFrame:
    """Where a scenario with its settings differs from the one it is derived from in the end."""
    root = root_of(scenario.path)
    is_itself = root.resolve() == scenario.path.resolve() and not scenario.settings
    return change_table(scenario if is_itself else load_scenario(root), scenario)


def about_scenarios(scenarios: list[Scenario]) -> dict[str, dict[str, Any]]:
    """What the page of a comparison says of each scenario, for its manifest."""
    return {
        scenario.name: {
            "title": scenario.title,
            "because": None if scenario.said.because is None else scenario.said.because.model_dump(),
            "start": _iso(scenario.said.start),
            "horizon": _iso(scenario.said.horizon),
            "as_of": _iso(scenario.said.as_of or scenario.said.start),
        }
        for scenario in scenarios
    }


def names_in(frame: pd.DataFrame, plans: list[Plan]) -> dict[str, dict[str, str]]:
    """Names of the works, phases and steps that a table tells of."""
    known = {name: title for plan in plans for name, title in plan.titles.items()}
    known |= {f"step.{group.name}": group.title for plan in plans for group in plan.groups}
    told = {
        f"{kind}.{name}"
        for kind in ("work", "phase", "step")
        if kind in frame
        for name in frame[kind].unique()
    }
    return {name: known[name] for name in sorted(told) if name in known}


def report_into(folder: Folder, place: Path) -> None:
    """Put the report of results that lie in a place into a folder that is written, with tables of its own."""
    folder.close()
    folder.text(FILE, _page(place, folder.path, LANGUAGES[0]))


def _iso(day: date) -> str:
    return day.isoformat()
