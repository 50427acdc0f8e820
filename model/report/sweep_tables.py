"""Sweeps of several quantities in the terminal: a table for each milestone, or what a sample shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from model.report.axes import axis_said, in_drawing_order, value_said, with_places
from model.report.frames import Titles, rows_of, title_of
from model.report.terminal import note, plain_table
from model.scenario import Axis
from model.words import NOTHING, say, say_chance, say_deadline, say_number

MOST_FACTORS = 3
"""Factors named for each milestone; the figure and the table of the folder have them all."""


def grid_tables(
    rows: pd.DataFrame, axes: Sequence[Axis], *, titles: Titles, lang: str, width: int
) -> RenderableType:
    """The chance in each cell of a sweep of several axes: the first across, the others down.

    Parameters
    ----------
    rows
        As for ``figure_of_heat``, with ``replications``.
    axes
        What was varied, two or more.
    width
        Columns of the terminal.
    """
    placed = with_places(rows, axes)
    parts: list[RenderableType] = []
    for (milestone, deadline), own in placed.groupby(["milestone", "deadline"], sort=False):
        heading = Text(title_of(titles, str(milestone), lang), style="bold")
        heading.append(f", {say_deadline(str(deadline), lang)}", style="not bold")
        parts += [heading, *_grid(own, axes, lang, width), Text("")]
    replications = say_number(int(rows["replications"].max()), lang)
    below = say("table.note_grid", lang, across=axis_said(axes[0], lang), replications=replications)
    return Group(*parts, note(below, width))


def _grid(rows: pd.DataFrame, axes: Sequence[Axis], lang: str, width: int) -> list[RenderableType]:
    """One milestone and deadline, in as many tables as the width needs."""
    said = {tuple(row[n] for n in range(len(axes))): row[-1] for row in _cells(rows, axes)}
    orders = [in_drawing_order(axis) for axis in axes]
    labels = [[value_said(axis, place, lang) for place in range(len(axis.points))] for axis in axes]
    column = max(7, 2 + max(map(len, labels[0])))
    side = sum(2 + max(16, *map(len, label)) for label in labels[1:])
    each = max(2, (width - side) // column)
    tables: list[RenderableType] = []
    for first in range(0, len(orders[0]), each):
        across = orders[0][first : first + each]
        table = plain_table(leading=0)
        for axis in axes[1:]:
            table.add_column(axis_said(axis, lang), min_width=14, max_width=28)
        for place in across:
            table.add_column(labels[0][place], justify="right", no_wrap=True)
        for down in product(*orders[1:]):
            names = [labels[n][place] for n, place in enumerate(down, start=1)]
            chances = [said.get((place, *down)) for place in across]
            table.add_row(*names, *(NOTHING if one is None else say_chance(one, lang) for one in chances))
        tables.append(table)
    return tables


def _cells(rows: pd.DataFrame, axes: Sequence[Axis]) -> list[tuple[float, ...]]:
    columns = [f"place_{number}" for number in range(len(axes))]
    return [tuple(row) for row in rows[[*columns, "probability"]].itertuples(index=False)]


def sample_table(
    ranks: pd.DataFrame, *, titles: Titles, factors: Titles, lang: str, width: int
) -> RenderableType:
    """What a sample shows: for each milestone the range of its chance and what it goes with most closely.

    Parameters
    ----------
    ranks
        As for ``figure_of_tornado``.
    factors
        Names of the factors for people.
    width
        Columns of the terminal.
    """
    table = plain_table()
    table.add_column(say("table.milestone", lang), min_width=18)
    table.add_column(say("table.deadline", lang), no_wrap=True)
    table.add_column(say("table.chances", lang), no_wrap=True)
    table.add_column(say("table.goes_with", lang))
    opened = ""
    for (milestone, deadline), own in ranks.groupby(["milestone", "deadline"], sort=False):
        title = title_of(titles, str(milestone), lang) if milestone != opened else ""
        opened = str(milestone)
        first = next(rows_of(own))
        low, high = say_chance(first.chance_low, lang), say_chance(first.chance_high, lang)
        between = low if low == high else say("table.low_to_high", lang, low=low, high=high)
        table.add_row(
            Text(title, style="bold"),
            say_deadline(str(deadline), lang),
            between,
            _strongest(own, factors, lang),
        )
    points, noise = int(ranks["points"].max()), float(ranks["noise"].max())
    below = say("table.note_sample", lang, points=say_number(points, lang), noise=say_number(noise, lang, 2))
    return Group(Text(say("table.sample_title", lang), style="bold"), table, Text(""), note(below, width))


def _strongest(own: pd.DataFrame, factors: Titles, lang: str) -> Text:
    clear = own[own["rho"].abs() > own["noise"]]
    ordered = clear.reindex(clear["rho"].abs().sort_values(ascending=False, kind="stable").index)
    lines = []
    for row in list(rows_of(ordered))[:MOST_FACTORS]:
        sign = "+" if row.rho > 0 else ""
        lines.append(f"{sign}{say_number(row.rho, lang, 2)}  {title_of(factors, row.factor, lang)}")
    return Text("\n".join(lines)) if lines else Text(say("table.nothing_clear", lang), style="dim")
