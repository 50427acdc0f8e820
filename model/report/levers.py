"""What would help most, said: the lever whose turn gains a deadline most, and how far it is known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.analysis.levers import better_ends
from model.report.explained import Told
from model.report.frames import rows_of, title_of
from model.report.page.numbers import turned
from model.report.scene import Scene, Tables
from model.report.terminal import plain_table
from model.words import say, say_chance, say_deadline, say_number, say_points_between

MOST_ROWS, MOST_MILESTONES = 8, 3
"""Levers in a table on the terminal, and milestones that have one there."""


def levers_told(tables: Tables, scene: Scene, lang: str) -> Told:
    """What each lever gains the milestones asked for, turned to the better end of its range."""
    table, heading = tables["levers"], say("explain.part.levers", lang)
    if not len(table):
        return Told(heading, (say("report.levers.nothing", lang),))
    sentences: list[str] = []
    shown: list[RenderableType] = []
    for milestone in scene.milestones:
        own, title = table[table["milestone"] == milestone], title_of(scene.titles, milestone, lang)
        for deadline, rows in own.groupby("deadline", sort=False):
            sentences.append(most_helpful(title, str(deadline), better_ends(rows), lang))
        if len(scene.milestones) <= MOST_MILESTONES:
            shown.append(_table(title, own, lang))
    many = say_number(int(table["replications"].max()), lang)
    return Told(
        heading, tuple(sentences), tuple(shown), (say("report.levers.note", lang, replications=many),)
    )


def most_helpful(title: str, deadline: str, ends: pd.DataFrame, lang: str) -> str:
    """The lever that gains a deadline most, in a sentence; or that none is told apart from noise."""
    head = {"milestone": title, "deadline": say_deadline(deadline, lang)}
    helping = [row for row in rows_of(ends) if row.ci_low > 0]
    if not helping:
        return say("report.levers.none", lang, **head)
    return say("report.levers.most", lang, **head, **turn_said(helping[0], lang))


def turn_said(row: Any, lang: str) -> dict[str, str]:
    """The blanks that tell one turn of a lever: what it is, from where to where, and what it gains."""
    value_from, value_to = turned(str(row.value_from), str(row.value_to), lang)
    return {
        "lever": row.title_vi if lang == "vi" else row.title_en,
        "value_from": value_from,
        "value_to": value_to,
        "before": say_chance(row.chance_before, lang),
        "after": say_chance(row.chance_after, lang),
        "difference": say_points_between(row.difference, row.ci_low, row.ci_high, lang),
    }


def _table(title: str, own: pd.DataFrame, lang: str) -> RenderableType:
    table = plain_table(leading=0)
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    table.add_column(say("report.column.lever", lang), min_width=26)
    table.add_column(say("report.column.turned", lang))
    for name in ("chance", "difference"):
        table.add_column(say(f"explain.column.{name}", lang), justify="right")
    for deadline, rows in own.groupby("deadline", sort=False):
        table.add_row(Text(say_deadline(str(deadline), lang), style="bold"))
        for row in list(rows_of(better_ends(rows)))[:MOST_ROWS]:
            said, noise = turn_said(row, lang), " ~" if row.ci_low <= 0 <= row.ci_high else ""
            turned = f"{said['value_from']} → {said['value_to']}"
            table.add_row(Text(said["lever"]), turned, said["after"], said["difference"] + noise)
    return table
