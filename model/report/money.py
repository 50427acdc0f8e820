"""Money through the years, said: what is likely to be disbursed of each year's plan, and the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from model.report.explained import Told
from model.report.frames import Titles, in_order, is_blank, rows_of, title_of
from model.report.terminal import plain_table
from model.words import DASH, NOTHING, say, say_chance, say_chance_between, say_number

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

ALL = ""
"""The source of rows that are of all sources together."""

TOLD = ("assigned", "came", "planned")
"""The plans whose chances stand in the table on the screen; the file has one more."""


def disbursement_told(table: pd.DataFrame, titles: Titles, lang: str, width: int) -> Told:
    """How likely each year disburses 95 % of its plan, by source."""
    del width
    sources = [source for source in in_order(table["source"]) if years_told(_of(table, source))]
    heading = say("explain.part.money", lang)
    if not sources:
        return Told(heading, (say("disbursement.nothing", lang),))
    sentences = tuple(_sentence(_of(table, source), titles, lang) for source in sources)
    shown = tuple(_table(_of(table, source), titles, lang) for source in sources)
    count = say_number(int(table["replications"].iloc[0]), lang)
    return Told(heading, sentences, shown, (say("disbursement.note", lang, replications=count),))


def _of(table: pd.DataFrame, source: str) -> pd.DataFrame:
    return table[table["source"] == source]


def years_told(rows: pd.DataFrame) -> Sequence[Any]:
    """The years of a source in which anything is planned or likely to be spent."""
    return [row for row in rows_of(rows) if row.planned > 0 or row.p90 > 0]


def source_said(source: str, titles: Titles, lang: str) -> str:
    """The name of a source, or of all of them together."""
    return say("disbursement.all", lang) if source == ALL else title_of(titles, source, lang)


def _sentence(rows: pd.DataFrame, titles: Titles, lang: str) -> str:
    """The chance of 95 % of what was assigned, year by year, of the years in which money is planned."""
    years = [row for row in years_told(rows) if row.planned > 0] or years_told(rows)
    chances = "; ".join(
        say("disbursement.of_year", lang, year=row.year, chance=chance_said(row, "assigned", lang))
        for row in years
    )
    return say(
        "disbursement.sentence", lang, source=source_said(years[0].source, titles, lang), chances=chances
    )


def chance_said(row: Any, kind: str, lang: str) -> str:
    """The chance of 95 % of a plan with its interval, or a dash where there is no such plan."""
    chance, low, high = (getattr(row, f"{part}_{kind}") for part in ("chance_of", "ci_low", "ci_high"))
    return NOTHING if is_blank(chance) else say_chance_between(chance, low, high, lang)


def _table(rows: pd.DataFrame, titles: Titles, lang: str) -> RenderableType:
    years = years_told(rows)
    shown = plain_table(leading=0)
    shown.title, shown.title_justify = source_said(years[0].source, titles, lang), "left"
    shown.title_style = "bold"
    shown.add_column(say("disbursement.column.year", lang))
    for column in ("spent", "planned", *(f"of_{kind}" for kind in TOLD)):
        shown.add_column(say(f"disbursement.column.{column}", lang), justify="right")
    for row in years:
        fan = f" {DASH} ".join(billions(value, lang) for value in (row.p10, row.p50, row.p90))
        chances = [Text(chance_said(row, kind, lang)) for kind in TOLD]
        shown.add_row(str(row.year), fan, billions(row.planned, lang), *chances)
    return shown


def billions(million_vnd: float, lang: str) -> str:
    """An amount in billions with one decimal below ten, without its unit."""
    amount = million_vnd / 1000
    return say_number(amount, lang, 1 if 0 < amount < 10 else 0)


def bare_chance(chance: float, lang: str) -> str:
    """A chance in whole points without its sign, where the sign stands elsewhere."""
    return say_chance(chance, lang).rstrip("%").replace("\u00a0", "")
