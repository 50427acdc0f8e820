"""What is worth finding out, said: the assumptions that move a chance most, and how they could be known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from model.report.explained import Told
from model.report.frames import Titles, rows_of, title_of
from model.report.terminal import plain_table
from model.words import DASH, NOTHING, say, say_chance, say_deadline, say_number, say_share

if TYPE_CHECKING:
    from rich.console import RenderableType

ALL = ""
"""The milestone and deadline of rows that are of all chances together."""

MOST_ROWS, FEW_ROWS = 8, 3
"""Assumptions told of all chances together, and of each deadline."""

LEAST = 0.01
"""Shares below this are not told."""


def worth_told(table: pd.DataFrame, titles: Titles, lang: str, width: int) -> Told:
    """Which survey or file would firm up the answer most, and how much of the scatter each explains."""
    del width
    heading = say("explain.part.worth", lang)
    if not len(table):
        return Told(heading, (say("worth.nothing_assumed", lang),))
    parts = list(parts_told(table))
    if not parts:
        return Told(heading, (say("worth.nothing_moves", lang),))
    sentences = [line for own in parts for line in _sentences(own, titles, lang)]
    first = table.iloc[0]
    note = say(
        "worth.note",
        lang,
        draws=say_number(int(first["draws"]), lang),
        each=int(first["each"]),
    )
    return Told(heading, tuple(sentences), tuple(_table(own, titles, lang) for own in parts), (note,))


def parts_told(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """All chances together first, where there are several that move; then of each milestone the deadline
    whose chance the assumptions move most; each with its main assumptions by rank."""
    moved = table[table["share"].notna()]
    single = moved[moved["milestone"] != ALL]
    if len(single[["milestone", "deadline"]].drop_duplicates()) > 1:
        yield _main(moved[moved["milestone"] == ALL], MOST_ROWS)
    for _, own in single.groupby("milestone", sort=False):
        most = own["deadline"].iloc[int(own["sd"].to_numpy().argmax())]
        yield _main(own[own["deadline"] == most], FEW_ROWS)


def _main(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """The main rows: those with the largest worth that are told apart from noise, or the first alone."""
    clear = rows[(rows["ci_low"] > 0) & (rows["share"] >= LEAST)]
    return (clear if len(clear) else rows.head(1)).head(most)


def part_said(row: Any, titles: Titles, lang: str) -> str:
    """Which chance is meant: a milestone and its deadline, or all of them together."""
    if row.milestone == ALL:
        return say("worth.all", lang)
    return f"{title_of(titles, row.milestone, lang)}, {say_deadline(row.deadline, lang)}"


def assumption_said(row: Any, titles: Titles, lang: str) -> str:
    """The title of an assumption; of several told together all of theirs."""
    return " + ".join(title_of(titles, f"assumptions.{one}", lang) for one in row.assumption.split(" + "))


def _sentences(own: pd.DataFrame, titles: Titles, lang: str) -> Iterator[str]:
    first = next(rows_of(own))
    if first.ci_low <= 0:
        yield say("worth.noise", lang, part=part_said(first, titles, lang))
        return
    yield say(
        "worth.sentence",
        lang,
        part=part_said(first, titles, lang),
        assumption=assumption_said(first, titles, lang),
        share=share_between(first, lang),
        grade=first.grade,
        sd=points(first.sd, lang),
        known=points(first.sd_if_known, lang),
    )
    if find_out := getattr(first, f"find_out_{lang}"):
        yield "  " + say("worth.find_out", lang, find_out=find_out)


def share_between(row: Any, lang: str) -> str:
    """A share of the variance with its interval, kept within 0 and 100 %."""
    share, low, high = (min(1.0, max(0.0, value)) for value in (row.share, row.ci_low, row.ci_high))
    between = DASH.join(say_number(100 * end, lang) for end in (low, high))
    return f"{say_share(round(share, 2), lang)} ({between})"


def points(sd: float, lang: str) -> str:
    """A standard deviation of a chance in points."""
    return say("worth.points", lang, points=say_number(100 * sd, lang, 1))


def _table(own: pd.DataFrame, titles: Titles, lang: str) -> RenderableType:
    shown = plain_table(leading=0)
    first = next(rows_of(own))
    shown.title, shown.title_justify, shown.title_style = part_said(first, titles, lang), "left", "bold"
    shown.add_column(say("worth.column.assumption", lang), min_width=24)
    for column in ("share", "grade", "worth", "ends"):
        shown.add_column(say(f"worth.column.{column}", lang), justify="right", no_wrap=True)
    shown.add_column(say("worth.column.find_out", lang), min_width=24)
    for row in rows_of(own):
        shown.add_row(
            assumption_said(row, titles, lang),
            share_between(row, lang),
            row.grade,
            say_share(round(min(1.0, max(0.0, row.worth)), 2), lang),
            ends_said(row, lang),
            getattr(row, f"find_out_{lang}") or NOTHING,
        )
    return shown


def ends_said(row: Any, lang: str) -> str:
    """The chance where an assumption is in its lowest fifth, and where it is in its highest."""
    if pd.isna(row.in_lowest_fifth):
        return NOTHING
    return f"{say_chance(row.in_lowest_fifth, lang)} → {say_chance(row.in_highest_fifth, lang)}"
