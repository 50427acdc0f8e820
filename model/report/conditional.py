"""Tornado by conditional chance: where each input is low and where it is high, the widest on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from model.report import look
from model.report.bars import cut
from model.report.frames import Titles, rows_of, title_of
from model.words import say, say_chance, say_deadline, say_number, say_points

MOST_BARS = 10
"""Inputs of one deadline."""

NAME_COLUMN, NUMBER_COLUMN = 3.5, 1.75
BAR, GAP, BELOW = 0.29, 0.26, 0.36
"""Inches, as for bars."""

WORSE, BETTER, UNCLEAR = "#D55E00", "#0072B2", "#C3CAD1"
"""Colours: where more of an input lowers the chance, where it raises it, where that is no more than noise."""


def figure_of_conditional(rows: pd.DataFrame, *, titles: Titles, lang: str, footer: str) -> Figure:
    """The chance of each deadline of one milestone in the lowest and highest fifth of its inputs.

    Parameters
    ----------
    rows
        As ``CHANCE_COLUMNS``, of one milestone, the widest difference of each deadline first.
    titles, lang, footer
        As for ``figure_of_milestones``.
    """
    sets = [list(rows_of(own))[:MOST_BARS] for _, own in rows.groupby("deadline", sort=False)]
    first = max((own[0] for own in sets), key=lambda row: abs(row.difference))
    milestone = title_of(titles, first.milestone, lang)
    key = "explain.conditional.title" if _is_clear(first) else "explain.conditional.title_none"
    title = say(key, lang, milestone=milestone, input=title_of(titles, first.input, lang))
    with look.drawing():
        heights = [_height(own) for own in sets]
        paper = look.sheet(title, say("explain.conditional.subtitle", lang), footer, sum(heights))
        top = paper.top
        for own, height in zip(sets, heights, strict=True):
            _draw(paper, own, top, titles, lang)
            top -= height
        return paper.figure


def _is_clear(row: Any) -> bool:
    return not row.ci_low <= 0 <= row.ci_high


def _height(own: Sequence[Any]) -> float:
    """Inches of a deadline: its bars, or one line where all of them are no more than noise."""
    below = len(own) * BAR + BELOW if any(map(_is_clear, own)) else look.line_height(look.SMALL)
    return look.line_height(look.HEADING) + below + GAP


def _draw(paper: look.Sheet, own: Sequence[Any], top: float, titles: Titles, lang: str) -> None:
    values = {"deadline": say_deadline(own[0].deadline, lang), "chance": say_chance(own[0].chance, lang)}
    heading = say("explain.conditional.heading", lang, **values)
    paper.write(heading, paper.left, top, look.HEADING, weight="bold")
    if not any(map(_is_clear, own)):
        y = top - look.line_height(look.HEADING)
        paper.write(say("explain.conditional.alike", lang), paper.left, y, look.SMALL, color=look.MUTED)
        return
    height = len(own) * BAR
    width = paper.right - paper.left - NAME_COLUMN - NUMBER_COLUMN
    bottom = top - look.line_height(look.HEADING) - 0.04 - height
    ax = paper.axes(paper.left + NAME_COLUMN, bottom, width, height)
    plot_conditional(own, [title_of(titles, row.input, lang) for row in own], ax=ax, lang=lang)


def plot_conditional(rows: Sequence[Any], names: Sequence[str], *, ax: Axes, lang: str) -> Axes:
    """Draw a pair of marks for each input: an open ring where it is low, a full dot where it is high.

    Parameters
    ----------
    rows
        Of one deadline.
    names
        What each input is called.
    ax
        Axes with room for the names at the left and the differences at the right.
    """
    width, height = look.size_of(ax)
    each = height / len(rows)
    ends = [
        end for row in rows for end in (row.low_ci_low, row.low_ci_high, row.high_ci_low, row.high_ci_high)
    ]
    low, high = max(0.0, min(ends) - 0.02), min(1.0, max(ends) + 0.02)
    ax.set(xlim=(low, high), ylim=(len(rows), 0))
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    decimals = 0 if high - low > 0.05 else 1
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{say_number(100 * value, lang, decimals)} %")
    )
    ax.tick_params(axis="x", length=0, pad=4)
    ax.grid(axis="x")
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        is_clear = _is_clear(row)
        colour = UNCLEAR if not is_clear else BETTER if row.difference > 0 else WORSE
        y = place + 0.5
        ax.barh(
            y, row.difference, left=row.chance_low_fifth, height=0.42, color=colour, alpha=0.55,
            linewidth=0, zorder=2,
        )  # fmt: skip
        ax.plot([row.low_ci_low, row.low_ci_high], [y - 0.12] * 2, color=look.MUTED, linewidth=0.9, zorder=3)
        ax.plot([row.high_ci_low, row.high_ci_high], [y + 0.12] * 2, color=look.INK, linewidth=0.9, zorder=3)
        ax.plot(
            [row.chance_low_fifth], [y - 0.12], marker="o", markersize=5, color=look.INK,
            markerfacecolor=look.PAPER, linestyle="none", zorder=4, clip_on=False,
        )  # fmt: skip
        ax.plot(
            [row.chance_high_fifth], [y + 0.12], marker="o", markersize=5, color=look.INK, linestyle="none",
            zorder=4, clip_on=False,
        )  # fmt: skip
        baseline = y + look.middle(look.SMALL) / each
        left, right = low - 0.15 * (high - low) / width, high + (NUMBER_COLUMN - 0.02) * (high - low) / width
        ax.text(left, baseline, cut(name), ha="right", fontsize=look.SMALL)
        ink = look.INK if is_clear else look.MUTED
        said = say_points(row.difference, lang)
        ax.text(right, baseline, said, ha="right", fontsize=look.SMALL, color=ink)
    ax.axvline(rows[0].chance, color=look.POLE, linewidth=0.9, zorder=1)
    return ax
