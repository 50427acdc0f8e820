"""Waterfall: from one date to another by the causes in between, each with its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from model.report import look
from model.report.blame import say_change, small, step_said
from model.report.causes import COLOURS
from model.report.frames import Titles, rows_of, title_of
from model.words import say, say_days, say_number

NAME_COLUMN, NUMBER_COLUMN = 3.4, 1.5
"""Inches left of the bars for their names, and right of them for their days."""

BAR, GAP, BELOW = 0.29, 0.3, 0.42
"""Inches of one bar with its distance, between two waterfalls, and for the scale."""

ENDS, REST = "#66717d", "#dfe3e7"
"""Colours of the two dates, and of what is too small to stand alone."""


@dataclass(frozen=True, slots=True)
class Fall:
    """One waterfall: its heading in lines, its steps and what each is called."""

    heading: list[str]
    steps: tuple[Any, ...]
    names: tuple[str, ...]

    @property
    def height(self) -> float:
        """Inches it takes."""
        return len(self.heading) * look.line_height(look.HEADING) + 0.08 + len(self.steps) * BAR + BELOW + GAP


def figure_of_waterfall(
    rows: pd.DataFrame, *, titles: Titles, scenarios: Titles, lang: str, footer: str
) -> Figure:
    """The waterfalls of one milestone, one below the other.

    Parameters
    ----------
    rows
        One row per step of each waterfall (``view``), in order; columns ``milestone``, ``view``, ``place``,
        ``phase``, ``cause``, ``days``, ``ci_low``, ``ci_high``, ``begins``, ``ends``, ``replications``.
    titles
        Names of milestones and phases for people.
    scenarios
        Names of the scenario and, where there is one, of the other it is held against.
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        falls = [_fall(own, titles, scenarios, lang) for _, own in rows.groupby("view", sort=False)]
        paper = look.sheet(
            finding(rows, titles, lang),
            say("explain.waterfall.subtitle", lang),
            footer,
            sum(fall.height for fall in falls),
        )
        top = paper.top
        for fall in falls:
            _draw(paper, fall, top, lang)
            top -= fall.height
        return paper.figure


def finding(rows: pd.DataFrame, titles: Titles, lang: str) -> str:
    """What the bars say in one sentence: the largest step of the first waterfall."""
    first = rows[rows["view"] == rows["view"].iloc[0]]
    milestone = title_of(titles, str(first["milestone"].iloc[0]), lang)
    causes = [row for row in rows_of(first) if row.cause]
    if not causes:
        return say("explain.waterfall.none", lang, milestone=milestone)
    steps = list(rows_of(first))
    sign = 1 if steps[-1].ends >= steps[0].ends else -1
    largest = max(causes, key=lambda row: sign * row.days)
    return say(
        f"explain.waterfall.{'other' if largest.view == 'against' else 'plan'}",
        lang,
        milestone=milestone,
        cause=small(step_said(largest, titles, lang)),
        days=f"{say_change(largest.days, lang)} {say('unit.days', lang)}",
    )


def _fall(own: pd.DataFrame, titles: Titles, scenarios: Titles, lang: str) -> Fall:
    steps = tuple(rows_of(own))
    view = steps[0].view
    replications = say_number(int(steps[0].replications), lang)
    names = [title[lang] for title in scenarios.values()]
    first, last = names[0], names[-1]
    heading = say(f"explain.waterfall.{view}", lang, first=first, last=last, replications=replications)
    said = tuple(
        step_said(step, titles, lang)
        if step.cause
        else say(
            f"explain.waterfall.{view}.{step.place}" if step.place != "rest" else "explain.step.rest",
            lang,
        )
        for step in steps
    )
    return Fall(
        look.wrapped(heading, look.WIDTH - 2 * look.MARGIN, look.HEADING, "bold"),
        steps,
        tuple(look.cut(name, NAME_COLUMN - 0.15, look.SMALL) for name in said),
    )


def _draw(paper: look.Sheet, fall: Fall, top: float, lang: str) -> None:
    for line in fall.heading:
        paper.write(line, paper.left, top, look.HEADING, weight="bold")
        top -= look.line_height(look.HEADING)
    height = len(fall.steps) * BAR
    width = paper.right - paper.left - NAME_COLUMN - NUMBER_COLUMN
    ax = paper.axes(paper.left + NAME_COLUMN, top - 0.08 - height, width, height)
    plot_waterfall(fall.steps, fall.names, ax=ax, lang=lang)


def plot_waterfall(steps: Sequence[Any], names: Sequence[str], *, ax: Axes, lang: str) -> Axes:
    """Draw the steps from top to bottom, each from where the last one ended.

    Parameters
    ----------
    steps
        The two ends and the causes between them, in order.
    names
        What each is called.
    ax
        Axes with room for the names at the left and the days at the right.
    """
    width, height = look.size_of(ax)
    each = height / len(steps)
    low = min(min(step.begins, step.ends) for step in steps if step.place not in ("from", "to"))
    low = min(low, *(step.ends for step in steps))
    high = max(max(step.begins, step.ends) for step in steps)
    low = max(0.0, low - 0.35 * (high - low)) if high > low else 0.0  # a whole bar would hide the steps
    ax.set(xlim=(low, high + 0.01 * (high - low) + 1e-9), ylim=(len(steps), 0))
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say_number(value, lang)))
    ax.tick_params(axis="x", length=0, pad=4)
    ax.grid(axis="x")
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    right = high + 0.01 * (high - low) + (high - low) * (NUMBER_COLUMN - 0.02) / width
    for place, (step, name) in enumerate(zip(steps, names, strict=True)):
        is_end = step.place in ("from", "to")
        first, last = (low, step.ends) if is_end else sorted((step.begins, step.ends))
        colour = ENDS if is_end else COLOURS.get(step.cause, REST)
        hatch = "////" if not is_end and step.days < 0 else None
        ax.barh(
            place + 0.5, last - first, left=first, height=0.64, color=colour,
            edgecolor=look.PAPER if hatch is None else look.INK, linewidth=0.5, hatch=hatch, zorder=2,
        )  # fmt: skip
        if place + 1 < len(steps):
            ax.plot([step.ends] * 2, [place + 0.5, place + 1.5], color=look.POLE, linewidth=0.8, zorder=1)
        baseline = place + 0.5 + look.middle(look.SMALL) / each
        weight = "bold" if is_end else "normal"
        x = low - 0.15 * (high - low) / width
        ax.text(x, baseline, name, ha="right", fontsize=look.SMALL, weight=weight, clip_on=False)
        ax.text(
            right, baseline, _days_said(step, is_end, lang), ha="right", fontsize=look.SMALL, weight=weight
        )
    return ax


def _days_said(step: Any, is_end: bool, lang: str) -> str:
    if is_end:
        return say_days(step.ends, lang)
    if pd.isna(step.ci_low):
        return say_change(step.days, lang)
    ends = f"{say_change(step.ci_low, lang)} {say('unit.to', lang)} {say_change(step.ci_high, lang)}"
    return f"{say_change(step.days, lang)} ({ends})"
