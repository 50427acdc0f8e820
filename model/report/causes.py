"""Causes of delay: what the days up to each milestone were spent on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from model.report import look
from model.report.frames import Titles, in_order, rows_of, title_of
from model.words import CAUSES, say, say_days, say_number

COLOURS = {
    "work": "#c3c9cf",
    "season": "#8fb8d6",
    "stopped": "#47525d",
    "rework": "#a8604f",
    "lag": "#f6dfa4",
    "logic": "#cfa25a",
    "session": "#f5b82e",
    "indicator": "#b98a00",
    "capital": "#c8372d",
    "crew": "#f0894a",
    "hold": "#9c5b77",
}
"""A fixed colour for each cause: work grey, nature blue, waits warm, neighbours of different lightness."""

TITLE_COLUMN, TOTAL_COLUMN = 2.75, 0.95
"""Inches left and right of the bars."""

BAR = 0.34
"""Thickness of a bar in inches."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One milestone: its title in lines, its mean days by cause, and the middle of its bar in inches."""

    title: list[str]
    days: pd.Series
    middle: float

    @property
    def total(self) -> float:
        """Mean days up to the milestone."""
        return float(self.days.sum())


def figure_of_causes(rows: pd.DataFrame, *, titles: Titles, lang: str, footer: str) -> Figure:
    """The days up to each milestone by cause, as stacked bars on one sheet.

    Parameters
    ----------
    rows
        One row per milestone, phase and cause, milestones in plan order; columns ``milestone``,
        ``phase``, ``cause``, ``days`` (mean days over the replications that reach the milestone;
        blank where none does). The phases of a cause are drawn together.
    titles, lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        bars, height = bars_of(rows, titles=titles, lang=lang)
        causes = [cause for cause in CAUSES if any(bar.days[cause] > 0 for bar in bars)]
        inner = look.WIDTH - 2 * look.MARGIN
        legend = _legend_places(causes, inner, lang)
        legend_height = 0.24 * (1 + max((row for _, row in legend), default=0)) + 0.12
        below = 0.55
        paper = look.sheet(
            finding(rows, titles=titles, lang=lang),
            say("figure.causes.subtitle", lang),
            footer,
            legend_height + height + below,
        )
        _draw_legend(paper, causes, legend, legend_height, lang)
        ax = paper.axes(
            paper.left + TITLE_COLUMN, paper.bottom + below, inner - TITLE_COLUMN - TOTAL_COLUMN, height
        )
        plot_causes(bars, height, ax=ax, lang=lang)
        return paper.figure


def bars_of(rows: pd.DataFrame, *, titles: Titles, lang: str) -> tuple[list[Bar], float]:
    """The bars from top to bottom, and the height in inches they need together."""
    bars, top = [], 0.0
    for milestone in in_order(rows["milestone"]):
        title = look.wrapped(title_of(titles, milestone, lang), TITLE_COLUMN - 0.2, look.HEADING, "bold")
        of_milestone = rows[rows["milestone"] == milestone]
        days = of_milestone.groupby("cause")["days"].sum().reindex(CAUSES, fill_value=0.0)
        needed = max(BAR, len(title) * look.line_height(look.HEADING)) + 0.22
        bars.append(Bar(title, days, top + needed / 2))
        top += needed
    return bars, top


def plot_causes(bars: Sequence[Bar], height: float, *, ax: Axes, lang: str) -> Axes:
    """Draw the bars, with the days inside each piece that has room and the total at its end.

    Parameters
    ----------
    bars
        As made by ``bars_of``.
    height
        Height of the axes in inches; their y axis becomes inches from the top.
    ax
        Axes with room for titles at the left and totals at the right.
    """
    longest = max((bar.total for bar in bars), default=0.0) or 1.0
    ax.set(xlim=(0, longest), ylim=(height, 0))
    ax.set_yticks([])
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say_number(value, lang)))
    ax.tick_params(axis="x", length=0, pad=4)
    ax.grid(axis="x")
    for name in ("left", "bottom"):
        ax.spines[name].set_visible(False)
    ax.set_xlabel(say("figure.causes.axis", lang), fontsize=look.SMALL, color=look.MUTED, labelpad=4)
    for bar in bars:
        _draw_bar(ax, bar, longest, lang)
    return ax


def _draw_bar(ax: Axes, bar: Bar, longest: float, lang: str) -> None:
    width, _ = look.size_of(ax)
    start = 0.0
    for cause in CAUSES:
        days = float(bar.days[cause])
        if days <= 0:
            continue
        ax.barh(
            bar.middle,
            days,
            left=start,
            height=BAR,
            color=COLOURS[cause],
            edgecolor=look.PAPER,
            linewidth=0.8,
            zorder=2,
        )
        text = say_number(round(days), lang)
        if look.text_width(text, look.SMALL) + 0.06 <= days / longest * width:
            ax.text(
                start + days / 2,
                bar.middle + look.middle(look.SMALL),
                text,
                ha="center",
                fontsize=look.SMALL,
                color=_ink_on(COLOURS[cause]),
                zorder=3,
            )
        start += days
    ax.annotate(
        say_days(bar.total, lang) if bar.total > 0 else say("figure.causes.never", lang),
        (start, bar.middle + look.middle(look.TEXT)),
        xytext=(6, 0),
        textcoords="offset points",
        fontsize=look.TEXT,
        weight="bold" if bar.total > 0 else "normal",
        annotation_clip=False,
        bbox={"facecolor": look.PAPER, "edgecolor": "none", "pad": 1},
    )
    y = bar.middle - (len(bar.title) - 1) / 2 * look.line_height(look.HEADING)
    for line in bar.title:
        ax.text(
            -TITLE_COLUMN / width,
            y + look.middle(look.HEADING),
            line,
            transform=ax.get_yaxis_transform(),
            fontsize=look.HEADING,
            weight="bold",
        )
        y += look.line_height(look.HEADING)


def _ink_on(colour: str) -> str:
    """Dark or white letters, whichever can be read on the colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return look.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else look.PAPER


def _legend_places(causes: Sequence[str], width: float, lang: str) -> list[tuple[float, int]]:
    places, x, row = [], 0.0, 0
    for cause in causes:
        needed = 0.24 + look.text_width(say(f"cause.{cause}", lang), look.TEXT)
        if x > 0 and x + needed > width:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += needed + 0.28
    return places


def _draw_legend(
    paper: look.Sheet, causes: Sequence[str], places: Sequence[tuple[float, int]], height: float, lang: str
) -> None:
    width = paper.right - paper.left
    ax = paper.axes(paper.left, paper.top - height, width, height)
    ax.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[])
    ax.set_axis_off()
    for cause, (x, row) in zip(causes, places, strict=True):
        y = 0.12 + 0.24 * row
        ax.barh(y, 0.15, left=x, height=0.15, color=COLOURS[cause])
        ax.text(x + 0.22, y + look.middle(look.TEXT), say(f"cause.{cause}", lang), fontsize=look.TEXT)


def finding(rows: pd.DataFrame, *, titles: Titles, lang: str) -> str:
    """What the bars say in one sentence: the cause, other than the work itself, that takes most days."""
    by_cause = rows.groupby(["milestone", "cause"], sort=False)["days"].sum().reset_index()
    waits = [row for row in rows_of(by_cause) if row.cause != "work"]
    largest = max(waits, key=lambda row: float(row.days), default=None)
    if largest is None or largest.days <= 0:
        return say("figure.causes.work_only", lang)
    total = by_cause[by_cause["milestone"] == largest.milestone]["days"].sum()
    return say(
        "figure.causes.largest",
        lang,
        milestone=title_of(titles, largest.milestone, lang),
        cause=say(f"cause.{largest.cause}", lang),
        days=say_days(largest.days, lang),
        total=say_days(total, lang),
    )
