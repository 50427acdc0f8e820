"""How sure the chances are: each as it settles while replications are added."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.frames import Titles, in_order, rows_of, title_of
from model.words import say, say_chance, say_deadline, say_number

COLUMNS, GAP, PANEL_HEIGHT, LEFT_ROOM, BELOW = 3, 0.3, 1.15, 0.42, 0.42
"""Panels side by side, and inches between them, of their axes, left of these and below."""

LANE = 0.165
"""Inches of a line of small print above the axes."""

TWO_SIDED = 1.959964
"""How many standard deviations a 95 % interval reaches to each side."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One milestone: its title in lines, and its deadlines whose chances are open."""

    title: list[str]
    rows: pd.DataFrame

    @property
    def deadlines(self) -> list[str]:
        """The deadlines, the first one in the first colour."""
        return in_order(self.rows["deadline"])

    @property
    def head(self) -> float:
        """Inches above the axes."""
        return len(self.title) * look.line_height(look.TEXT) + len(self.deadlines) * LANE + 0.2


def figure_of_convergence(rows: pd.DataFrame, *, titles: Titles, lang: str, footer: str) -> Figure:
    """Running chances of all milestones whose chances are neither below 1 % nor above 99 %.

    Parameters
    ----------
    rows
        One row per milestone, deadline and number of replications: ``milestone``, ``deadline``,
        ``replications``, ``probability``, ``ci_low``, ``ci_high``.
    titles, lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        last = rows[rows["replications"] == rows["replications"].max()]
        kept = last[last["probability"].between(0.01, 0.99)]
        shown = rows.merge(kept[["milestone", "deadline"]], on=["milestone", "deadline"])
        inner = look.WIDTH - 2 * look.MARGIN
        width = (inner - GAP * (COLUMNS - 1)) / COLUMNS
        panels = [_panel(shown, name, titles, width, lang) for name in in_order(shown["milestone"])]
        ranks = [panels[place : place + COLUMNS] for place in range(0, len(panels), COLUMNS)]
        heads = [max(panel.head for panel in rank) for rank in ranks]
        paper = look.sheet(
            finding(last, titles=titles, lang=lang),
            say(
                "figure.convergence.subtitle",
                lang,
                needed=say_number(replications_for(0.01, last), lang),
                left=len(last) - len(kept),
            ),
            footer,
            sum(heads) + len(ranks) * (PANEL_HEIGHT + BELOW),
        )
        top = paper.top
        for rank, head in zip(ranks, heads, strict=True):
            for place, panel in enumerate(rank):
                left = paper.left + place * (width + GAP) + LEFT_ROOM
                ax = paper.axes(left, top - head - PANEL_HEIGHT, width - LEFT_ROOM, PANEL_HEIGHT)
                plot_convergence(panel, ax=ax, lang=lang, head=head)
            top -= head + PANEL_HEIGHT + BELOW
        return paper.figure


def _panel(rows: pd.DataFrame, milestone: str, titles: Titles, width: float, lang: str) -> Panel:
    title = look.wrapped(title_of(titles, milestone, lang), width, look.TEXT, "bold")
    return Panel(title, rows[rows["milestone"] == milestone])


def plot_convergence(panel: Panel, *, ax: Axes, lang: str, head: float) -> Axes:
    """Draw the running chances of one milestone; ``head`` are the inches above, for title and chances."""
    width, height = look.size_of(ax)
    most = int(panel.rows["replications"].max())
    ax.set(xscale="log", xlim=(int(panel.rows["replications"].min()), most), ylim=(0, 1))
    ax.minorticks_off()
    ticks = [10**power for power in range(1, 8) if 10**power <= most]
    ticks = [*ticks, most] if most > 2 * ticks[-1:][0] else ticks
    ax.set_xticks(ticks, [say_number(tick, lang) for tick in ticks])
    ax.set_yticks([0, 0.5, 1], ["0", "50", "100\u00a0%"])
    ax.tick_params(axis="both", length=0, pad=4)
    ax.spines["left"].set_visible(False)
    for level in (0.5, 1):
        ax.axhline(level, color=look.GRID, linewidth=0.8, zorder=0)
    y = head - 0.02
    for line in panel.title:
        at = (y - look.TEXT / 72) / height
        ax.text(-LEFT_ROOM / width, 1 + at, line, transform=ax.transAxes, fontsize=look.TEXT, weight="bold")
        y -= look.line_height(look.TEXT)
    for place, deadline in enumerate(panel.deadlines):
        style = look.style_of(place)
        own = panel.rows[panel.rows["deadline"] == deadline]
        x = own["replications"].to_numpy()
        low, high = own["ci_low"].to_numpy(), own["ci_high"].to_numpy()
        ax.fill_between(x, low, high, color=style.colour, alpha=0.18, linewidth=0, zorder=2)
        ax.plot(x, own["probability"], color=style.colour, linestyle=style.line, linewidth=1.6, zorder=3)
        at_end = own.iloc[-1]
        text = say(
            "figure.convergence.last",
            lang,
            date=say_deadline(deadline, lang),
            chance=say_chance(at_end["probability"], lang),
            half=_points(_half_width(at_end), lang),
        )
        at = (y - LANE * (place + 0.5)) / height
        ax.plot(
            [-LEFT_ROOM / width, (0.3 - LEFT_ROOM) / width], [1 + at, 1 + at], transform=ax.transAxes,
            color=style.colour, linestyle=style.line, linewidth=1.6, clip_on=False,
        )  # fmt: skip
        ax.text(
            (0.37 - LEFT_ROOM) / width,
            1 + at - look.middle(look.SMALL) / height,
            text,
            transform=ax.transAxes,
            fontsize=look.SMALL,
            color=style.colour,
        )
    return ax


def _half_width(row: pd.Series) -> float:
    return float(row["ci_high"] - row["ci_low"]) / 2


def _points(share: float, lang: str) -> str:
    """Points of a hundred, rounded up to a tenth."""
    return say_number(ceil(1000 * share - 1e-9) / 10, lang, 1)


def replications_for(half_width: float, last: pd.DataFrame) -> int:
    """About how many replications make every chance known to so much, in round hundreds."""
    chances = last["probability"].to_numpy()
    needed = float(np.max(chances * (1 - chances), initial=0.0)) * (TWO_SIDED / half_width) ** 2
    return ceil(needed / 100) * 100


def finding(last: pd.DataFrame, *, titles: Titles, lang: str) -> str:
    """How sharply the least certain of the chances is known by now."""
    replications = say_number(int(last["replications"].max()), lang)
    if not last["probability"].between(0.01, 0.99).any():
        return say("figure.convergence.all_settled", lang, replications=replications)
    widest = max(rows_of(last), key=lambda row: float(row.ci_high - row.ci_low))
    return say(
        "figure.convergence.known",
        lang,
        replications=replications,
        half=_points((widest.ci_high - widest.ci_low) / 2, lang),
        milestone=title_of(titles, widest.milestone, lang),
        deadline=say_deadline(widest.deadline, lang),
    )
