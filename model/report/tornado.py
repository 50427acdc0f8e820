"""Tornado: which of many quantities the chance of a milestone goes with, over the points of a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.frames import Titles, rows_of, title_of
from model.words import say, say_chance, say_deadline, say_number

MOST_BARS = 8
"""Bars of one milestone and deadline; the weaker ones are counted below and stand in the table."""

NAME_COLUMN, NUMBER_COLUMN = 3.5, 0.6
"""Inches left of the bars for their names, and right of them for ρ."""

BAR, GAP, BELOW = 0.27, 0.34, 0.3
"""Inches of one bar with its distance, between two milestones, and for the scale."""

UPWARD, DOWNWARD, WITHIN = "#0072B2", "#D55E00", "#C3CAD1"
"""Colours of what raises a chance, of what lowers it, and of what is no more than noise."""


@dataclass(frozen=True, slots=True)
class Bars:
    """The factors of one milestone and deadline, the strongest first, and how many more there are."""

    heading: list[str]
    said: str
    rows: tuple[Any, ...]
    names: tuple[str, ...]
    others: str
    noise: float

    @property
    def height(self) -> float:
        """Inches in all."""
        head = len(self.heading) * look.line_height(look.HEADING) + look.line_height(look.SMALL) + 0.06
        rest = 0.05 + (look.line_height(look.SMALL) if self.others else 0) + GAP
        return head + (len(self.rows) * BAR + BELOW if self.rows else 0) + rest


def figure_of_tornado(
    ranks: pd.DataFrame, *, titles: Titles, factors: Titles, lang: str, footer: str
) -> Figure:
    """Rank correlation of each factor with the chance of each milestone, with the band of noise.

    Parameters
    ----------
    ranks
        One row per milestone, deadline and factor, milestones in plan order; columns
        ``milestone``, ``deadline``, ``factor``, ``rho`` (nan where the chance never moves),
        ``noise``, ``points``, ``chance_low``, ``chance_high``.
    factors
        Names of the factors for people.
    titles, lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        parts = [
            _bars(own, titles, factors, lang)
            for _, own in ranks.groupby(["milestone", "deadline"], sort=False)
        ]
        points, noise = int(ranks["points"].max()), float(ranks["noise"].max())
        subtitle = say(
            "figure.tornado.subtitle", lang, points=say_number(points, lang), noise=say_number(noise, lang, 2)
        )
        title = finding(ranks, titles=titles, factors=factors, lang=lang)
        paper = look.sheet(title, subtitle, footer, sum(part.height for part in parts))
        top = paper.top
        for part in parts:
            _draw_part(paper, part, top, lang)
            top -= part.height
        return paper.figure


def _bars(own: pd.DataFrame, titles: Titles, factors: Titles, lang: str) -> Bars:
    first = next(rows_of(own))
    name = f"{title_of(titles, first.milestone, lang)}, {say_deadline(first.deadline, lang)}"
    heading = look.wrapped(name, look.WIDTH - 2 * look.MARGIN, look.HEADING, "bold")
    low, high = say_chance(first.chance_low, lang), say_chance(first.chance_high, lang)
    known = own[own["rho"].notna()]
    if not len(known):
        return Bars(heading, say("figure.tornado.same", lang, chance=low), (), (), "", first.noise)
    ordered = known.reindex(known["rho"].abs().sort_values(ascending=False, kind="stable").index)
    shown, others = list(rows_of(ordered))[:MOST_BARS], list(rows_of(ordered))[MOST_BARS:]
    rest = ""
    if others:
        weakest = say_number(abs(others[0].rho), lang, 2)
        rest = say("figure.tornado.others", lang, count=len(others), rho=weakest)
    names = tuple(
        look.cut(title_of(factors, row.factor, lang), NAME_COLUMN - 0.15, look.SMALL) for row in shown
    )
    said = say("figure.tornado.range", lang, low=low, high=high)
    return Bars(heading, said, tuple(shown), names, rest, first.noise)


def _draw_part(paper: look.Sheet, part: Bars, top: float, lang: str) -> None:
    for line in part.heading:
        paper.write(line, paper.left, top, look.HEADING, weight="bold")
        top -= look.line_height(look.HEADING)
    paper.write(part.said, paper.left, top, look.SMALL, color=look.MUTED)
    top -= look.line_height(look.SMALL) + 0.06
    if not part.rows:
        return
    height = len(part.rows) * BAR
    width = paper.right - paper.left - NAME_COLUMN - NUMBER_COLUMN
    ax = paper.axes(paper.left + NAME_COLUMN, top - height, width, height)
    plot_tornado(part.rows, part.names, part.noise, ax=ax, lang=lang)
    if part.others:
        y = top - height - BELOW - 0.02
        paper.write(part.others, paper.left + NAME_COLUMN, y, look.SMALL, color=look.MUTED)


def plot_tornado(rows: Sequence[Any], names: Sequence[str], noise: float, *, ax: Axes, lang: str) -> Axes:
    """Draw the bars of one milestone and deadline, the first on top, over the band of noise.

    Parameters
    ----------
    rows
        With ``rho`` each.
    names
        What each is called.
    noise
        |ρ| up to which a bar is not told apart from noise.
    ax
        Axes with room for the names at the left and ρ at the right.
    """
    width, height = look.size_of(ax)
    each = height / len(rows)
    ax.set(xlim=(-1, 1), ylim=(len(rows), 0))
    ax.axvspan(-noise, noise, color=look.GRID, linewidth=0, zorder=0)
    for x in (-1, -0.5, 0.5, 1):
        ax.axvline(x, color=look.GRID, linewidth=0.8, zorder=0)
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        is_clear = abs(row.rho) > noise
        colour = WITHIN if not is_clear else UPWARD if row.rho > 0 else DOWNWARD
        ax.barh(place + 0.5, row.rho, height=0.62, color=colour, linewidth=0, zorder=2)
        baseline = place + 0.5 + look.middle(look.SMALL) / each
        ax.text(-1 - 0.16 / width, baseline, name, ha="right", fontsize=look.SMALL)
        weight, ink = ("bold", colour) if is_clear else ("normal", look.MUTED)
        ax.text(
            1 + 2 * (NUMBER_COLUMN - 0.02) / width, baseline, _rho_said(row.rho, lang), ha="right",
            fontsize=look.SMALL, weight=weight, color=ink,
        )  # fmt: skip
    ax.axvline(0, color=look.POLE, linewidth=0.9, zorder=3)
    ax.set_xticks([-1, -0.5, 0, 0.5, 1], [_rho_said(x, lang, 1) for x in (-1, -0.5, 0, 0.5, 1)])
    ax.set_yticks([])
    ax.tick_params(axis="x", length=0, pad=4)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _rho_said(rho: float, lang: str, decimals: int = 2) -> str:
    text = say_number(rho, lang, decimals)
    return f"+{text}" if round(rho, decimals) > 0 else text


def finding(ranks: pd.DataFrame, *, titles: Titles, factors: Titles, lang: str) -> str:
    """What the bars say in one sentence: the strongest of all correlations that stand out from noise."""
    clear = [row for row in rows_of(ranks) if abs(row.rho) > row.noise]
    if not clear:
        return say("figure.tornado.none", lang, points=say_number(int(ranks["points"].max()), lang))
    most = max(clear, key=lambda row: abs(row.rho))
    return say(
        "figure.tornado.strongest",
        lang,
        milestone=title_of(titles, most.milestone, lang),
        deadline=say_deadline(most.deadline, lang),
        factor=title_of(factors, most.factor, lang),
        rho=_rho_said(most.rho, lang),
    )
