"""What is worth finding out: how much of the scatter of a chance each assumption explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.find_out import (
    ALL,
    assumption_said,
    ends_said,
    part_said,
    parts_told,
    points,
    share_between,
)
from model.report.frames import Titles, rows_of
from model.words import say, say_chance, say_number

NAMES, NUMBERS, ENDS = 3.2, 1.2, 1.1
"""Inches left of the bars for what they are called, right of them for the share and for both ends."""

BAR, GAP = 0.27, 0.26
"""Inches of a bar with its distance, and between two chances."""

SHARE, WORTH_OF_IT = "#A9C6DC", "#0072B2"
"""Colours of the share of the variance, and of what of it could be found out."""


@dataclass(frozen=True, slots=True)
class Bars:
    """One chance with its main assumptions: headings and rows, and what is said below each bar."""

    title: list[str]
    said: list[str]
    rows: tuple[Any, ...]
    names: tuple[list[str], ...]
    below: tuple[list[str], ...]

    def height_of(self, place: int) -> float:
        """Inches of a bar with its name and what is said below."""
        names, below = self.names[place], self.below[place]
        lines = max(len(names) - 1, 0) + len(below)
        return BAR + lines * look.line_height(look.SMALL)

    @property
    def head(self) -> float:
        """Inches above the bars."""
        title = len(self.title) * look.line_height(look.HEADING)
        return title + len(self.said) * look.line_height(look.SMALL) + 0.06

    @property
    def height(self) -> float:
        """Inches in all."""
        return self.head + sum(map(self.height_of, range(len(self.rows)))) + GAP


def figure_of_worth(table: pd.DataFrame, *, titles: Titles, lang: str, footer: str) -> Figure:
    """The shares of the variance of all chances, and of each, by assumption.

    Parameters
    ----------
    table
        As ``worth_table`` makes it, with ``find_out_vi`` and ``find_out_en``.
    titles
        Names of milestones, and of assumptions as ``assumptions.<name>``, for people.
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        parts = [_bars(own, titles, lang) for own in parts_told(table)]
        first = table.iloc[0]
        draws, each = say_number(int(first["draws"]), lang), int(first["each"])
        subtitle = say("worth.subtitle", lang, draws=draws, each=each)
        paper = look.sheet(
            finding(table, titles=titles, lang=lang),
            subtitle,
            footer,
            max(0.3, sum(part.height for part in parts)),
        )
        top = paper.top
        for part in parts:
            _draw(paper, part, top, lang)
            top -= part.height
        return paper.figure


def _bars(own: pd.DataFrame, titles: Titles, lang: str) -> Bars:
    rows, first = tuple(rows_of(own)), next(rows_of(own))
    inner = look.WIDTH - 2 * look.MARGIN
    title = look.wrapped(part_said(first, titles, lang), inner, look.HEADING, "bold")
    key = "worth.of_all" if first.milestone == ALL else "worth.of_one"
    said = say(key, lang, chance=say_chance(first.chance, lang), sd=points(first.sd, lang))
    names = tuple(
        look.wrapped(f"{assumption_said(row, titles, lang)} ({row.grade})", NAMES - 0.15, look.SMALL)
        for row in rows
    )
    is_first = first.milestone == ALL
    below = tuple(_find_out(row, inner - NAMES, lang) if is_first else [] for row in rows)
    return Bars(title, look.wrapped(said, inner, look.SMALL), rows, names, below)


def _find_out(row: Any, width: float, lang: str) -> list[str]:
    text = getattr(row, f"find_out_{lang}")
    return look.wrapped(text, width, look.SMALL) if text else []


def _draw(paper: look.Sheet, part: Bars, top: float, lang: str) -> None:
    for line in part.title:
        paper.write(line, paper.left, top, look.HEADING, weight="bold")
        top -= look.line_height(look.HEADING)
    for line in part.said:
        paper.write(line, paper.left, top, look.SMALL, color=look.MUTED)
        top -= look.line_height(look.SMALL)
    top -= 0.06
    width = paper.right - paper.left - NAMES - NUMBERS - ENDS
    for place, row in enumerate(part.rows):
        ax = paper.axes(paper.left + NAMES, top - 0.2, width, 0.2)
        plot_share(row, ax=ax)
        for number, line in enumerate(part.names[place]):
            y = top - 0.04 - number * look.line_height(look.SMALL)
            paper.write(line, paper.left + NAMES - 0.12, y, look.SMALL, ha="right")
        x = paper.left + NAMES + width + 0.12
        paper.write(share_between(row, lang), x, top - 0.04, look.SMALL, weight="bold")
        paper.write(ends_said(row, lang), paper.right, top - 0.04, look.SMALL, ha="right", color=look.MUTED)
        lower = top - 0.04 - look.line_height(look.SMALL)
        for number, line in enumerate(part.below[place]):
            y = lower - 0.02 - number * look.line_height(look.SMALL)
            paper.write(line, paper.left + NAMES, y, look.SMALL, color=look.MUTED)
        top -= part.height_of(place)


def plot_share(row: Any, *, ax: Axes) -> Axes:
    """Draw one share of the variance with its interval, and what of it could be found out.

    Parameters
    ----------
    row
        With ``share``, ``ci_low``, ``ci_high`` and ``worth``.
    ax
        Axes as wide as the whole variance.
    """
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    for x in (0, 0.25, 0.5, 0.75, 1):
        ax.axvline(x, color=look.GRID, linewidth=0.8, zorder=0)
    ax.barh(0.5, _within(row.share), height=0.9, color=SHARE, linewidth=0, zorder=1)
    ax.barh(0.5, _within(row.worth), height=0.45, color=WORTH_OF_IT, linewidth=0, zorder=2)
    ends = [_within(row.ci_low), _within(row.ci_high)]
    ax.plot(ends, [0.5, 0.5], color=look.INK, linewidth=1, zorder=3)
    ax.plot(
        ends, [0.5, 0.5], color=look.INK, marker="|", markersize=6, linestyle="none", zorder=3, clip_on=False
    )
    return ax


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))


def finding(table: pd.DataFrame, *, titles: Titles, lang: str) -> str:
    """What the bars say in one sentence: what is worth most of all."""
    parts = list(parts_told(table))
    if not parts:
        return say("worth.nothing_moves", lang)
    first = next(rows_of(parts[0]))
    if first.ci_low <= 0:
        return say("worth.noise", lang, part=part_said(first, titles, lang))
    return say(
        "worth.finding",
        lang,
        assumption=assumption_said(first, titles, lang),
        share=share_between(first, lang),
        part=part_said(first, titles, lang),
    )
