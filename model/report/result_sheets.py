"""The results of a run or a comparison as tables for people: titles for names, headings in a language.

What a cell holds stays what it is, a date or a number, so that a workbook can sort, filter and
reckon with it; ``results_workbook`` and ``results_csv`` only say how it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from model.report.frames import Titles, in_order, is_blank, is_dated, rows_of, title_of
from model.report.inventory import written
from model.scenario import Scenario
from model.words import MINUS, say, say_date, say_deadline, say_number

if TYPE_CHECKING:
    import pandas as pd

MILLIONS_A_BILLION = 1000

Value = str | float | date | None
"""What a cell holds: a text, a number (chances and shares in [0, 1]), a date, or nothing."""


class Kind(Enum):
    """What the cells of a column are: it says how they are written."""

    TEXT = "text"
    DATE = "date"
    CHANCE = "chance"
    SHARE = "share"
    POINTS = "points"
    DAYS = "days"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its code, what people read above it, and what its cells are."""

    code: str
    heading: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table for people: its code (a file may be called so), its title, and its rows.

    ``still`` columns at the left stay where they are when the others are moved.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    still: int = 1


@dataclass(frozen=True)
class RunTables:
    """What a run left: its scenario, its luck, and its tables as they stand in the folder.

    ``curves`` and ``milestones`` are those of ``figures/curves.csv`` and ``milestones.csv``;
    ``main_causes`` has a row per milestone.
    """

    scenario: Scenario
    name: str
    seed: int
    replications: int
    short_hash: str
    milestones: pd.DataFrame
    main_causes: pd.DataFrame
    causes: pd.DataFrame
    risks: pd.DataFrame
    capital: pd.DataFrame
    activities: pd.DataFrame
    curves: pd.DataFrame

    @property
    def titles(self) -> dict[str, dict[str, str]]:
        """Names of milestones for people."""
        return {name: one.title.model_dump() for name, one in self.scenario.said.milestones.items()}


@dataclass(frozen=True)
class ComparisonTables:
    """What a comparison left: names for people, its luck, and its tables as they stand in the folder."""

    titles: Titles
    scenario_titles: Titles
    names: Titles
    seed: int
    replications: int
    short_hash: str
    differences: pd.DataFrame
    milestones: pd.DataFrame
    carried: pd.DataFrame
    changes: pd.DataFrame
    horizon: date | None = None


# -- a run -------------------------------------------------------------------------------------------


def sheets_of_run(run: RunTables, lang: str) -> list[Sheet]:
    """Every table of a run, in the order of a workbook."""
    of = _OfRun(run, lang)
    found = [of.milestones(), of.causes(), of.risks(), of.capital(), of.assumptions(), of.curves()]
    return [sheet for sheet in found if sheet.rows or sheet.code == "milestones"]


@dataclass
class _OfRun:
    """The tables of one run in one language."""

    run: RunTables
    lang: str
    said: Any = field(init=False)

    def __post_init__(self) -> None:
        self.said = self.run.scenario.said

    def milestones(self) -> Sheet:
        """Chances, dates and main causes; a date beyond the horizon is said in words."""
        causes = {row.milestone: row for row in rows_of(self.run.main_causes)}
        late = say("table.beyond", self.lang, date=say_date(self.said.horizon, self.lang))
        columns = self._columns(
            ("milestone", Kind.TEXT), ("goal", Kind.TEXT), ("deadline", Kind.DATE), ("basis", Kind.TEXT),
            ("probability", Kind.CHANCE), ("ci_low", Kind.SHARE), ("ci_high", Kind.SHARE),
            ("p10", Kind.DATE), ("p50", Kind.DATE), ("p80", Kind.DATE), ("p90", Kind.DATE),
            ("reached", Kind.CHANCE), ("voided", Kind.CHANCE), ("plan", Kind.DATE),
            ("chance_of_plan", Kind.CHANCE), ("p80_minus_plan", Kind.DAYS),
            ("main_cause", Kind.TEXT), ("main_cause_days", Kind.DAYS),
            ("band_low", Kind.SHARE), ("band_high", Kind.SHARE), ("replications", Kind.COUNT),
        )  # fmt: skip
        rows = []
        for row in rows_of(self.run.milestones):
            cause = causes.get(row.milestone)
            rows.append(
                (
                    title_of(self.run.titles, row.milestone, self.lang),
                    self.said.milestones[row.milestone].goal or None,
                    _deadline(row.deadline, self.lang),
                    say(f"table.basis.{row.deadline_basis}", self.lang),
                    *map(_number, (row.probability, row.ci_low, row.ci_high)),
                    *(_day(day) or late for day in (row.p10, row.p50, row.p80, row.p90)),
                    *map(_number, (row.reached, row.voided)),
                    _day(row.plan),
                    *map(_number, (row.chance_of_plan, row.p80_minus_plan)),
                    None if cause is None else say(f"cause.{cause.main_cause}", self.lang),
                    None if cause is None else _number(cause.main_cause_days),
                    *map(_number, (row.band_low, row.band_high, row.replications)),
                )
            )
        return _without_blanks(self._sheet("milestones", columns, rows), ("goal", "band_low", "band_high"))

    def causes(self) -> Sheet:
        """Mean days on the chain to each milestone; for those not there, what they waited for."""
        steps = titles_of_steps(self.run.activities)
        columns = self._columns(
            ("milestone", Kind.TEXT), ("status", Kind.TEXT), ("work", Kind.TEXT), ("phase", Kind.TEXT),
            ("step", Kind.TEXT), ("cause", Kind.TEXT), ("days", Kind.DAYS), ("futures", Kind.COUNT),
        )  # fmt: skip
        rows = [
            (
                title_of(self.run.titles, row.milestone, self.lang),
                say(f"export.status.{row.status}", self.lang),
                self._named("works", row.work),
                self._named("phases", row.phase),
                None if is_blank(row.step) else title_of(steps, row.step, self.lang),
                say(f"cause.{row.cause}", self.lang),
                _number(row.days),
                _number(row.replications),
            )
            for row in rows_of(self.run.causes)
        ]
        return _without_blanks(self._sheet("causes", columns, rows), ("step",))

    def risks(self) -> Sheet:
        """How often each risk came, and how long it lasted."""
        columns = self._columns(
            ("risk", Kind.TEXT), ("code", Kind.TEXT), ("occurred", Kind.SHARE), ("times", Kind.NUMBER),
            ("days_in_force", Kind.DAYS), ("replications", Kind.COUNT),
        )  # fmt: skip
        rows = [
            (
                row.title_vi if self.lang == "vi" else row.title_en,
                row.risk,
                *map(_number, (row.occurred, row.times, row.days, row.replications)),
            )
            for row in rows_of(self.run.risks)
        ]
        return self._sheet("risks", columns, rows)

    def capital(self) -> Sheet:
        """Money of each source and year, in billions."""
        flows = ("released", "carried", "spent", "lapsed", "cut")
        columns = self._columns(
            ("source", Kind.TEXT), ("year", Kind.COUNT), *((flow, Kind.MONEY) for flow in flows)
        )
        rows = [
            (
                self._named("capital", row.source),
                row.year,
                *(getattr(row, f"{flow}_million_vnd") / MILLIONS_A_BILLION for flow in flows),
            )
            for row in rows_of(self.run.capital)
        ]
        return self._sheet("capital", columns, rows)

    def assumptions(self) -> Sheet:
        """What can be decided and what isn't known, each with its value and what it rests on."""
        columns = self._columns(
            ("kind", Kind.TEXT), ("title", Kind.TEXT), ("code", Kind.TEXT), ("value", Kind.TEXT),
            ("range", Kind.TEXT), ("cost", Kind.TEXT), ("source", Kind.TEXT), ("grade", Kind.TEXT),
        )  # fmt: skip
        rows = [row for block in ("levers", "assumptions") for row in self._said_in(block)]
        return self._sheet("assumptions", columns, rows)

    def curves(self) -> Sheet:
        """The chance of each milestone by the first day of each month, a column for each."""
        keys = in_order(self.run.milestones["milestone"])
        wide = by_month(self.run.curves, keys)
        columns = [
            *self._columns(("date", Kind.DATE)),
            *(Column(key, title_of(self.run.titles, key, self.lang), Kind.CHANCE) for key in keys),
        ]
        rows = [(day, *(float(wide[key][place]) for key in keys)) for place, day in enumerate(wide["date"])]
        return self._sheet("curves", columns, rows)

    def _said_in(self, block: str) -> Iterable[tuple[Value, ...]]:
        facts = {fact.path[1]: fact for fact in reversed(self.run.scenario.facts) if fact.path[0] == block}
        for name, entry in self.run.scenario.tree.get(block, {}).items():
            one, fact = getattr(self.said, block)[name], facts.get(name)
            source = self.said.sources.get(fact.source or "") if fact else None
            yield (
                say(f"export.kind.{block}", self.lang),
                getattr(one.title, self.lang),
                f"{block}.{name}",
                written(entry["value"]),
                written(entry.get("range")) or None,
                written(entry.get("cost")) or None,
                getattr(source.title, self.lang) if source else (fact.source if fact else None),
                fact.grade if fact else None,
            )

    def _named(self, block: str, name: str) -> str | None:
        if is_blank(name):
            return None
        one = getattr(self.said, block).get(name)
        title = getattr(one, "title", one)
        return getattr(title, self.lang, None) or name

    def _columns(self, *columns: tuple[str, Kind]) -> list[Column]:
        return [_column(code, kind, self.lang) for code, kind in columns]

    def _sheet(self, code: str, columns: Sequence[Column], rows: Iterable[tuple[Value, ...]]) -> Sheet:
        return Sheet(code, say(f"export.sheet.{code}", self.lang), tuple(columns), tuple(rows))


def by_month(curves: pd.DataFrame, keys: Sequence[str]) -> dict[str, list[Any]]:
    """Curves of one scenario on one scale: the chance of each milestone by the first of each month.

    The first row is the start itself, the last the horizon.
    """
    import numpy as np

    first, last = (date.fromisoformat(str(day)) for day in (curves["date"].min(), curves["date"].max()))
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    firsts = [date(month // 12, month % 12 + 1, 1) for month in months]
    days = sorted({first, *(day for day in firsts if day < last), last})
    wide: dict[str, list[Any]] = {"date": list(days)}
    ordinals = [day.toordinal() for day in days]
    for key in keys:
        own = curves[curves["milestone"] == key]
        steps = [date.fromisoformat(str(day)).toordinal() for day in own["date"]]
        places = np.searchsorted(steps, ordinals, side="right") - 1
        wide[key] = own["probability"].to_numpy()[np.maximum(places, 0)].tolist()
    return wide


# -- a comparison ------------------------------------------------------------------------------------


def sheets_of_comparison(found: ComparisonTables, lang: str) -> list[Sheet]:
    """Every table of a comparison, in the order of a workbook."""
    tables = (_differences, _chances_side_by_side, _carried, _changes)
    sheets = [_compared(table, found, lang) for table in tables]
    return [sheet for sheet in sheets if sheet.rows]


Made = tuple[str, list[tuple[str, Kind]], list[tuple[Value, ...]]]


def _compared(table: Callable[[ComparisonTables, str], Made], found: ComparisonTables, lang: str) -> Sheet:
    code, columns, rows = table(found, lang)
    headed = tuple(_column(name, kind, lang) for name, kind in columns)
    return Sheet(code, say(f"export.sheet.{code}", lang), headed, tuple(rows), still=2)


def _differences(found: ComparisonTables, lang: str) -> Made:
    columns = [
        ("scenario", Kind.TEXT), ("milestone", Kind.TEXT), ("deadline", Kind.DATE),
        ("first_chance", Kind.CHANCE), ("second_chance", Kind.CHANCE), ("difference", Kind.POINTS),
        ("ci_low", Kind.POINTS), ("ci_high", Kind.POINTS), ("verdict", Kind.TEXT),
        ("earlier", Kind.SHARE), ("later", Kind.SHARE),
        ("first_p50", Kind.DATE), ("second_p50", Kind.DATE), ("p50_difference", Kind.DAYS),
        ("p50_low", Kind.DAYS), ("p50_high", Kind.DAYS), ("first_p80", Kind.DATE), ("second_p80", Kind.DATE),
        ("mean_difference", Kind.DAYS), ("mean_low", Kind.DAYS), ("mean_high", Kind.DAYS),
        ("replications", Kind.COUNT),
    ]  # fmt: skip
    rows = []
    for row in rows_of(found.differences):
        is_noise = row.ci_low <= 0 <= row.ci_high
        verdict = "noise" if is_noise else "higher" if row.difference > 0 else "lower"
        rows.append(
            (
                title_of(found.scenario_titles, row.scenario_b, lang),
                title_of(found.titles, row.milestone, lang),
                _deadline(row.deadline, lang),
                *map(_number, (row.probability_a, row.probability_b)),
                *map(_number, (row.difference, row.ci_low, row.ci_high)),
                say(f"export.verdict.{verdict}", lang),
                *map(_number, (row.b_earlier, row.b_later)),
                *map(_day, (row.p50_a, row.p50_b)),
                *map(_number, (row.p50_difference, row.p50_low, row.p50_high)),
                *map(_day, (row.p80_a, row.p80_b)),
                *map(_number, (row.mean_difference, row.mean_low, row.mean_high, row.replications)),
            )
        )
    return "differences", columns, rows


def _chances_side_by_side(found: ComparisonTables, lang: str) -> Made:
    columns = [
        ("scenario", Kind.TEXT), ("milestone", Kind.TEXT), ("deadline", Kind.DATE), ("basis", Kind.TEXT),
        ("probability", Kind.CHANCE), ("ci_low", Kind.SHARE), ("ci_high", Kind.SHARE),
        ("p10", Kind.DATE), ("p50", Kind.DATE), ("p80", Kind.DATE), ("p90", Kind.DATE),
        ("reached", Kind.CHANCE), ("voided", Kind.CHANCE), ("replications", Kind.COUNT),
    ]  # fmt: skip
    rows = [
        (
            title_of(found.scenario_titles, row.scenario, lang),
            title_of(found.titles, row.milestone, lang),
            _deadline(row.deadline, lang),
            say(f"table.basis.{row.deadline_basis}", lang),
            *map(_number, (row.probability, row.ci_low, row.ci_high)),
            *map(_day, (row.p10, row.p50, row.p80, row.p90)),
            *map(_number, (row.reached, row.voided, row.replications)),
        )
        for row in rows_of(found.milestones)
    ]
    return "milestones", columns, rows


def _carried(found: ComparisonTables, lang: str) -> Made:
    columns = [
        ("scenario", Kind.TEXT), ("milestone", Kind.TEXT), ("status", Kind.TEXT), ("work", Kind.TEXT),
        ("phase", Kind.TEXT), ("step", Kind.TEXT), ("cause", Kind.TEXT), ("days", Kind.DAYS),
        ("ci_low", Kind.DAYS), ("ci_high", Kind.DAYS), ("futures", Kind.COUNT),
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (
            title_of(found.scenario_titles, row.scenario_b, lang),
            title_of(found.titles, row.milestone, lang),
            say(f"export.carried.{row.status}", lang),
            *(_of(found.names, word, getattr(row, word), lang) for word in ("work", "phase", "step")),
            None if is_blank(row.cause) else say(f"cause.{row.cause}", lang),
            *map(_number, (row.days, row.ci_low, row.ci_high, row.replications)),
        )
        for row in rows_of(found.carried)
    ]
    return "carried", columns, rows


def _of(names: Titles, word: str, name: Any, lang: str) -> str | None:
    """The title of a work, phase or step; nothing where the cell holds none."""
    return None if is_blank(name) else title_of(names, f"{word}.{name}", lang).removeprefix(f"{word}.")


def _changes(found: ComparisonTables, lang: str) -> Made:
    columns = [
        ("scenario", Kind.TEXT), ("title", Kind.TEXT), ("code", Kind.TEXT),
        ("first_value", Kind.TEXT), ("second_value", Kind.TEXT),
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (
            title_of(found.scenario_titles, row.scenario_b, lang),
            *(
                None if is_blank(value) else str(value)
                for value in (getattr(row, f"title_{lang}"), row.path, row.value_a, row.value_b)
            ),
        )
        for row in rows_of(found.changes)
    ]
    return "changes", columns, rows


def titles_of_steps(activities: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Names of steps for people, by the name they have in the tables."""
    return {row.activity: {"vi": row.title_vi, "en": row.title_en} for row in rows_of(activities)}


# -- cells -------------------------------------------------------------------------------------------


def _column(code: str, kind: Kind, lang: str) -> Column:
    return Column(code, say(f"export.column.{code}", lang), kind)


def _without_blanks(sheet: Sheet, codes: Sequence[str]) -> Sheet:
    """The sheet without those of some columns that hold nothing at all."""
    kept = [
        place
        for place, column in enumerate(sheet.columns)
        if column.code not in codes or any(row[place] is not None for row in sheet.rows)
    ]
    columns = tuple(sheet.columns[place] for place in kept)
    return Sheet(sheet.code, sheet.title, columns, tuple(tuple(row[k] for k in kept) for row in sheet.rows))


def _day(text: Any) -> date | None:
    return None if is_blank(text) else date.fromisoformat(str(text))


def _deadline(text: str, lang: str) -> Value:
    return date.fromisoformat(text) if is_dated(text) else say_deadline(text, lang)


def _number(value: Any) -> float | None:
    """A number of a table; nothing where it is blank."""
    number = float("nan") if value is None or value == "" else float(value)
    return None if number != number else number


def told(value: Value, kind: Kind, lang: str) -> str:
    """A cell where only texts are possible: dates and decimals as the language has them."""
    if value is None:
        return ""
    if isinstance(value, date):
        return say_date(value, lang)
    if isinstance(value, str):
        return value
    if kind in (Kind.CHANCE, Kind.SHARE, Kind.POINTS):
        return f"{_plain(100 * value, lang, 1)}%"
    return _plain(value, lang, {Kind.DAYS: 1, Kind.NUMBER: 2, Kind.MONEY: 3}.get(kind, 0))


def _plain(number: float, lang: str, decimals: int) -> str:
    """A number with the decimal sign of the language and nothing between thousands, as Excel reads it."""
    text = say_number(number, lang, decimals).replace(MINUS, "-")
    return text.replace("." if lang == "vi" else ",", "")
