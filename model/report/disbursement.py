"""Money through the years: what each fiscal year disburses as a fan, against plan, with its chances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.frames import Titles, in_order, is_blank, rows_of
from model.report.money import bare_chance, chance_said, source_said
from model.words import NOTHING, say, say_number

LABELS, SO_FAR, AMOUNTS, BETWEEN = 1.75, 2.35, 0.45, 0.75
"""Inches: left of the years for what the chances are of, the axes of sums, a scale, the air before it."""

PANEL, LINE = 1.6, 0.19
"""Inches of the axes, and of a line of chances below them."""

KINDS = ("assigned", "came", "planned", "planned_so_far")
"""The plans that disbursement is held against, in the order in which they are told."""

FAN_COLOUR, PLAN_COLOUR = "#0072B2", "#1f2933"


@dataclass(frozen=True, slots=True)
class Shown:
    """One source, or all of them together: its title and its rows by year."""

    title: str
    rows: pd.DataFrame


def shown_of(table: pd.DataFrame, titles: Titles, lang: str) -> list[Shown]:
    """The sources that disburse anything, over the years in which any of them does."""
    moves = (table["p90"] > 0) | (table["planned"] > 0)
    if not moves.any():
        return []
    years = table.loc[moves, "year"]
    own = table[table["year"].between(years.min(), years.max())]
    return [
        Shown(
            source_said(source, titles, lang),
            own[own["source"] == source],
        )
        for source in in_order(own["source"])
        if moves[table["source"] == source].any()
    ]


def figure_of_disbursement(table: pd.DataFrame, *, titles: Titles, lang: str, footer: str) -> Figure:
    """Disbursement of every source by fiscal year and summed up, against the plan.

    Parameters
    ----------
    table
        One row per source and year (source blank: all together), as ``disbursement_table`` makes them;
        money in million VND.
    titles
        Names of the sources for people.
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        parts = shown_of(table, titles, lang)
        below = 0.3 + len(KINDS) * LINE + 0.3
        each = look.line_height(look.HEADING) + 0.1 + PANEL + below
        title = finding(table, titles=titles, lang=lang)
        subtitle = say("disbursement.subtitle", lang)
        paper = look.sheet(title, subtitle, footer, max(0.4, each * len(parts)))
        top = paper.top
        for part in parts:
            paper.write(part.title, paper.left, top, look.HEADING, weight="bold")
            high = top - look.line_height(look.HEADING) - 0.1
            width = paper.right - paper.left - LABELS - AMOUNTS - BETWEEN - SO_FAR
            years = paper.axes(paper.left + LABELS + AMOUNTS, high - PANEL, width, PANEL)
            plot_years(part.rows, ax=years, lang=lang)
            sums = paper.axes(paper.right - SO_FAR, high - PANEL, SO_FAR, PANEL)
            plot_so_far(part.rows, ax=sums, lang=lang)
            _write_chances(paper, part.rows, paper.left + LABELS + AMOUNTS, width, high - PANEL - 0.3, lang)
            top -= each
        return paper.figure


def plot_years(rows: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """The fan of each year: P10–P90 a pale bar, P25–P75 a darker one, the median a line, the plan a mark.

    Parameters
    ----------
    rows
        One per year, in order.
    ax
        Axes with room below for the years.
    """
    places = np.arange(len(rows))
    for low, high, shade, width in (("p10", "p90", 0.25, 0.62), ("p25", "p75", 0.45, 0.62)):
        bottoms, tops = _billions(rows[low]), _billions(rows[high])
        ax.bar(places, tops - bottoms, width, bottoms, color=FAN_COLOUR, alpha=shade, linewidth=0, zorder=2)
    ax.hlines(_billions(rows["p50"]), places - 0.31, places + 0.31, color=FAN_COLOUR, linewidth=2.2, zorder=3)
    plain: dict[str, Any] = {"color": PLAN_COLOUR, "linestyle": "none", "zorder": 4, "clip_on": False}
    ax.plot(
        places, _billions(rows["planned"]), marker="D", markersize=4.5, markerfacecolor=look.PAPER,
        markeredgewidth=1.2, **plain,
    )  # fmt: skip
    shown = max(float(_billions(rows[name]).max()) for name in ("p90", "planned"))
    ax.set(xlim=(-0.5, len(rows) - 0.5), ylim=(0, 1.12 * shown))
    assigned = _billions(rows["assigned"])
    inside = assigned <= ax.get_ylim()[1]  # what is assigned to years that spend little may lie far above
    ax.plot(places[inside], assigned[inside], marker="_", markersize=13, markeredgewidth=1.4, **plain)
    _scale(ax, lang)
    step = 1 if look.size_of(ax)[0] / len(rows) > 0.3 else 2
    ax.set_xticks(places[::step], [str(int(year)) for year in rows["year"][::step]])
    return ax


def plot_so_far(rows: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """The sum of all years so far: its fan as a band, its median and the plan as lines.

    Parameters
    ----------
    rows
        One per year, in order.
    ax
        Axes with room left for amounts and below for the years.
    """
    years = rows["year"].to_numpy()
    for low, high, shade in (("so_far_p10", "so_far_p90", 0.22), ("so_far_p25", "so_far_p75", 0.35)):
        ax.fill_between(
            years, _billions(rows[low]), _billions(rows[high]), color=FAN_COLOUR, alpha=shade, linewidth=0
        )
    ax.plot(years, _billions(rows["so_far_p50"]), color=FAN_COLOUR, linewidth=2)
    ax.plot(years, _billions(rows["so_far_planned"]), color=PLAN_COLOUR, linewidth=1.4, linestyle=(0, (4, 2)))
    most = max(float(_billions(rows[name]).max()) for name in ("so_far_p90", "so_far_planned"))
    ax.set(xlim=(years[0], max(years[-1], years[0] + 1)), ylim=(0, 1.12 * most or 1))
    _scale(ax, lang)
    step = max(1, int(np.ceil(len(years) / 5)))
    ax.set_xticks(years[::step], [str(int(year)) for year in years[::step]])
    return ax


def _scale(ax: Axes, lang: str) -> None:
    """Three or four amounts at the left, in billions, and hairlines."""
    most = ax.get_ylim()[1]
    step = next(s for s in _STEPS if most / s <= 4)
    marks = np.arange(0, most, step)
    ax.set_yticks(marks, [say_number(float(mark), lang, 1 if step < 1 else 0) for mark in marks])
    for mark in marks[1:]:
        ax.axhline(mark, color=look.GRID, linewidth=0.8, zorder=0)
    ax.tick_params(axis="both", length=0, pad=4)
    ax.spines["left"].set_visible(False)


_STEPS = [digit * 10.0**power for power in range(-3, 9) for digit in (1, 2, 5)]


def _write_chances(
    paper: look.Sheet, rows: pd.DataFrame, left: float, width: float, top: float, lang: str
) -> None:
    """Below each year the chance of disbursing 95 % of its plan, a line for each kind of plan."""
    each = width / len(rows)
    for kind in KINDS:
        paper.write(
            say(f"disbursement.kind.{kind}", lang),
            left - AMOUNTS,
            top,
            look.TINY,
            ha="right",
            color=look.MUTED,
        )
        for place, row in enumerate(rows_of(rows)):
            chance = getattr(row, f"chance_of_{kind}")
            said = NOTHING if is_blank(chance) else bare_chance(chance, lang)
            likely = not is_blank(chance) and chance >= 0.5
            paper.write(
                said, left + (place + 0.5) * each, top, look.TINY, ha="center",
                weight="bold" if likely else "normal", color=look.FAINT if is_blank(chance) else look.INK,
            )  # fmt: skip
        top -= LINE


def _billions(amounts: pd.Series) -> np.ndarray:
    return np.asarray(amounts.to_numpy(np.float64) / 1000)


def finding(table: pd.DataFrame, *, titles: Titles, lang: str) -> str:
    """What the fans say in one sentence: how likely the first years disburse 95 % of what was assigned."""
    parts = shown_of(table, titles, lang)
    if not parts:
        return say("disbursement.nothing", lang)
    rows = parts[-1].rows  # all together, or the only source
    rows = rows[rows["planned"] > 0]
    known = rows[rows["chance_of_assigned"].notna()]
    if not len(known):
        return say("disbursement.nothing_assigned", lang)
    most = max(rows_of(known), key=lambda row: row.chance_of_assigned)
    return say(
        "disbursement.finding",
        lang,
        first=int(known["year"].min()),
        last=int(known["year"].max()),
        year=int(most.year),
        chance=chance_said(most, "assigned", lang),
    )
