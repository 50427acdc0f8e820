"""What risks cost, said and drawn: the dearest first."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from rich.console import RenderableType
from rich.text import Text

from model.report.bars import Bar, Bars, figure_of_bars
from model.report.blame import say_between_days, say_difference
from model.report.explained import Told
from model.report.frames import Titles, rows_of, title_of
from model.report.scene import Scene, Tables
from model.report.terminal import add_numbers, plain_table
from model.words import (
    say,
    say_bare_points,
    say_chance,
    say_deadline,
    say_number,
    say_points_between,
    say_share,
)

MOST_ROWS, MOST_MILESTONES = 12, 3
"""Risks shown of a milestone, and milestones that have a table on the terminal."""


def risks_told(tables: Tables, scene: Scene, lang: str) -> Told:
    """What each risk costs the milestones asked for."""
    risks, sentences = tables["risks"], []
    shown: list[RenderableType] = []
    heading = say("explain.part.risks", lang)
    if not len(risks):
        return Told(heading, (say("explain.risks.nothing", lang),))
    for milestone in scene.milestones:
        own, title = (
            dearest_first(risks[risks["milestone"] == milestone]),
            title_of(scene.titles, milestone, lang),
        )
        clear = [row for row in rows_of(own) if row.days_low > 0]
        if not clear:
            sentences.append(say("explain.risks.none", lang, milestone=title))
        else:
            dearest = [row for row in clear if row.risk == clear[0].risk]
            row = max(dearest, key=lambda one: abs(one.difference))
            sentences.append(_most(title, row, scene.titles, lang))
        if len(scene.milestones) <= MOST_MILESTONES:
            shown.append(_table(title, own, scene.titles, lang))
    many = say_number(int(risks["replications"].max()), lang)
    notes = (say("explain.risks.note", lang, replications=many),)
    return Told(heading, tuple(sentences), tuple(shown), notes)


def dearest_first(own: pd.DataFrame) -> pd.DataFrame:
    """Rows of one milestone, the risk that costs most days first; deadlines stay in order."""
    return own.sort_values("days", ascending=False, kind="stable", ignore_index=True)


def name_of(row: Any, titles: Titles, lang: str) -> str:
    """The title of a risk or driver."""
    return title_of(titles, f"{'risks' if row.kind == 'risk' else 'drivers'}.{row.risk}", lang)


def _most(title: str, row: Any, titles: Titles, lang: str) -> str:
    return say(
        "explain.risks.most",
        lang,
        milestone=title,
        risk=name_of(row, titles, lang),
        occurred=say_share(row.occurred, lang),
        days=say_difference(row.days, row.days_low, row.days_high, lang),
        deadline=say_deadline(row.deadline, lang),
        difference=say_points_between(row.difference, row.ci_low, row.ci_high, lang),
    )


class _Cost:
    """What a risk costs as days with an interval."""

    def __init__(self, row: Any) -> None:
        self.days, self.ci_low, self.ci_high = row.days, row.days_low, row.days_high


def _table(title: str, own: pd.DataFrame, titles: Titles, lang: str) -> RenderableType:
    table = plain_table(leading=0)
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    table.add_column(say("explain.column.risk", lang))
    for name in ("occurred", "days"):
        add_numbers(table, say(f"explain.column.{name}", lang))
    table.add_column(say("table.deadline", lang), no_wrap=True)
    for name in ("chance", "difference"):
        add_numbers(table, say(f"explain.column.{name}", lang))
    for _, rows in list(own.groupby("risk", sort=False))[:MOST_ROWS]:
        for place, row in enumerate(rows_of(_told_of(rows))):
            noise = " ~" if row.ci_low <= 0 <= row.ci_high else ""
            table.add_row(
                Text("" if place else name_of(row, titles, lang)),
                "" if place else say_share(row.occurred, lang),
                "" if place else say_between_days(_Cost(row), lang),
                say_deadline(row.deadline, lang),
                say_chance(row.chance_without, lang),
                say_bare_points(row.difference, row.ci_low, row.ci_high, lang) + noise,
            )
    return table


def _told_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The deadlines of a risk that it does move, or the one it moves most where that is none."""
    clear = rows[(rows["ci_low"] > 0) | (rows["ci_high"] < 0)]
    return clear if len(clear) else rows.loc[[rows["difference"].abs().idxmax()]]


def figure_of_risks(rows: pd.DataFrame, *, titles: Titles, lang: str, footer: str) -> Figure:
    """The days each risk costs one milestone.

    Parameters
    ----------
    rows
        As ``REMOVED_COLUMNS``, of one milestone.
    titles, lang, footer
        As for ``figure_of_milestones``.
    """
    own = list(rows_of(dearest_first(rows.drop_duplicates("risk"))))
    milestone = title_of(titles, own[0].milestone, lang)
    clear = [row for row in own if row.days_low > 0]
    title = (
        say("explain.risks.title", lang, milestone=milestone, risk=name_of(clear[0], titles, lang))
        if clear
        else say("explain.risks.title_none", lang, milestone=milestone)
    )
    bars = tuple(
        Bar(name_of(row, titles, lang), row.days, row.days_low, row.days_high, _said(row, lang))
        for row in own[:MOST_ROWS]
    )
    rest = say("explain.others", lang, count=len(own) - MOST_ROWS) if len(own) > MOST_ROWS else ""
    heading = say("explain.column.days", lang)
    sets = [Bars(heading, bars, rest, lambda value: say_number(value, lang))]
    return figure_of_bars(sets, title=title, subtitle=say("explain.risks.subtitle", lang), footer=footer)


def _said(row: Any, lang: str) -> str:
    return say_between_days(_Cost(row), lang).removesuffix(" ~")
