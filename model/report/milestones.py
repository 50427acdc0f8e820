"""The dot plot of milestones: each chance by its deadline, with its interval and its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.frames import Titles, in_order, is_blank, rows_of, scenarios_of, title_of
from model.words import (
    say,
    say_between,
    say_chance,
    say_chance_between,
    say_date,
    say_deadline,
    whole_points,
)

TITLE_COLUMN, DEADLINE_COLUMN, NUMBER_COLUMN = 3.05, 1.25, 1.35
"""Widths in inches of the columns beside the axis."""

PADDING = 0.13
"""Inches of room above and below what stands in a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One milestone and deadline, with its place: inches from the top of the axes."""

    milestone: str
    deadline: str
    basis: str
    top: float
    height: float
    opens_milestone: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """All rows with their places, the titles broken into lines, and what stands below some of them."""

    rows: tuple[Row, ...]
    titles: dict[str, list[str]]
    plans: dict[str, str]
    height: float


def figure_of_milestones(
    rows: pd.DataFrame, *, titles: Titles, scenario_titles: Titles, lang: str, footer: str
) -> Figure:
    """The chances of all milestones on one sheet.

    Parameters
    ----------
    rows
        One row per scenario, milestone and deadline, in plan order; columns ``scenario``,
        ``milestone``, ``deadline`` (text: ISO date or span), ``deadline_basis``,
        ``probability``, ``ci_low``, ``ci_high``. The first scenario is the reference. Of one
        scenario alone also ``plan``, ``chance_of_plan``, ``band_low`` and ``band_high`` are shown,
        where they are not blank.
    titles, scenario_titles
        Names for people: code name -> language -> title.
    lang
        ``"vi"`` or ``"en"``.
    footer
        Where the figures are from, as made by ``look.footer``.
    """
    with look.drawing():
        scenarios = scenarios_of(rows)
        names = [title_of(scenario_titles, scenario, lang) for scenario in scenarios]
        inner = look.WIDTH - 2 * look.MARGIN
        layout = layout_of(rows, titles=titles, lang=lang)
        legend = look.legend_row(names, inner, lines=False).height + 0.1 if len(names) > 1 else 0.0
        header, scale = 0.3, 0.3
        subtitle = say("figure.milestones.subtitle", lang)
        if any(map(_has_band, rows_of(rows))) and len(names) == 1:
            subtitle += f" {say('figure.milestones.subtitle_band', lang)}"
        paper = look.sheet(
            finding(rows, titles=titles, scenario_titles=scenario_titles, lang=lang),
            subtitle,
            footer,
            legend + header + layout.height + scale,
        )
        if len(names) > 1:
            look.draw_legend(paper, names, paper.left, paper.top, lines=False)
        beside = TITLE_COLUMN + DEADLINE_COLUMN
        ax = paper.axes(
            paper.left + beside,
            paper.bottom + scale,
            inner - beside - NUMBER_COLUMN,
            layout.height,
        )
        plot_milestones(rows, ax=ax, titles=titles, lang=lang)
        return paper.figure


def plot_milestones(rows: pd.DataFrame, *, ax: Axes, titles: Titles, lang: str) -> Axes:
    """Draw the dots, intervals and numbers of all milestones on axes with room on both sides.

    Parameters
    ----------
    rows
        As for ``figure_of_milestones``.
    ax
        Axes as high as the layout; its y axis becomes inches from the top.
    """
    layout = layout_of(rows, titles=titles, lang=lang)
    width, _ = look.size_of(ax)
    _draw_scale(ax, layout, width, lang)
    for row in layout.rows:
        draw_labels(ax, row, layout, width, lang)
        at_row = rows[(rows["milestone"] == row.milestone) & (rows["deadline"] == row.deadline)]
        _draw_chances(ax, row, at_row, scenarios_of(rows), width, lang)
    return ax


def layout_of(rows: pd.DataFrame, *, titles: Titles, lang: str) -> Layout:
    """The places of all rows: as high as their titles, deadlines and scenarios need."""
    lanes = len(scenarios_of(rows))
    wrapped = {
        milestone: look.wrapped(title_of(titles, milestone, lang), TITLE_COLUMN - 0.2, look.HEADING, "bold")
        for milestone in in_order(rows["milestone"])
    }
    plans = {name: line for name in wrapped if (line := _plan_of(rows, name, lang))}
    placed: list[Row] = []
    top = 0.0
    for milestone, lines in wrapped.items():
        of_milestone = rows[rows["milestone"] == milestone].drop_duplicates("deadline")
        needed = len(lines) * look.line_height(look.HEADING)
        needed += look.line_height(look.TINY) if milestone in plans else 0.0
        own = max(0.2 * lanes, look.line_height(look.TEXT) + look.line_height(look.TINY)) + PADDING
        each = max(own, (needed + 2 * PADDING) / len(of_milestone))
        deadlines = zip(of_milestone["deadline"], of_milestone["deadline_basis"], strict=True)
        for position, (deadline, basis) in enumerate(deadlines):
            placed.append(Row(milestone, str(deadline), str(basis), top, each, position == 0))
            top += each
    return Layout(tuple(placed), wrapped, plans, top)


def _plan_of(rows: pd.DataFrame, milestone: str, lang: str) -> str:
    """The planned date of a milestone and the chance by then; nothing where scenarios are compared."""
    row = rows[rows["milestone"] == milestone].iloc[0]
    if len(scenarios_of(rows)) > 1 or is_blank(row["plan"]):
        return ""
    chance, day = say_chance(row["chance_of_plan"], lang), say_date(row["plan"], lang)
    return say("figure.milestones.plan", lang, date=day, chance=chance)


def _has_band(chance: Any) -> bool:
    return not is_blank(chance.band_low)


def _draw_scale(ax: Axes, layout: Layout, width: float, lang: str) -> None:
    """The scale from 0 to 100 %, the headings of the columns, and a hairline between milestones."""
    ax.set(xlim=(0, 1), ylim=(layout.height, 0))
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100\u00a0%"])
    ax.tick_params(axis="both", length=0, pad=5)
    ax.set_yticks([])
    for name in ("left", "bottom"):
        ax.spines[name].set_visible(False)
    for x in (0, 0.25, 0.5, 0.75, 1):
        ax.axvline(x, color=look.GRID, linewidth=0.8, zorder=0)
    left, right = -(TITLE_COLUMN + DEADLINE_COLUMN), width + NUMBER_COLUMN
    for row in layout.rows:
        if row.opens_milestone:
            ends = [left / width, right / width]
            is_first = row.top == 0
            ax.plot(
                ends,
                [row.top, row.top],
                color=look.FAINT if is_first else look.GRID,
                linewidth=0.8,
                clip_on=False,
                zorder=0,
            )
    for key, x in (("milestone", left), ("deadline", -DEADLINE_COLUMN), ("chance", 0.0)):
        ax.text(
            x / width,
            -0.08,
            say(f"figure.milestones.{key}", lang),
            fontsize=look.SMALL,
            color=look.MUTED,
            va="bottom",
        )


def draw_labels(ax: Axes, row: Row, layout: Layout, width: float, lang: str) -> None:
    """The title of the milestone at its first row, and the deadline with its basis at every row."""
    middle = row.top + row.height / 2
    if row.opens_milestone:
        lines = layout.titles[row.milestone]
        last = [other for other in layout.rows if other.milestone == row.milestone][-1]
        centre = (row.top + last.top + last.height) / 2
        plan = layout.plans.get(row.milestone, "")
        y = centre - (len(lines) - 1) / 2 * look.line_height(look.HEADING)
        y -= look.line_height(look.TINY) / 2 if plan else 0.0
        for line in lines:
            ax.text(
                -(TITLE_COLUMN + DEADLINE_COLUMN) / width,
                y + look.middle(look.HEADING),
                line,
                fontsize=look.HEADING,
                weight="bold",
            )
            y += look.line_height(look.HEADING)
        ax.text(
            -(TITLE_COLUMN + DEADLINE_COLUMN) / width,
            y + look.middle(look.TINY),
            plan,
            fontsize=look.TINY,
            color=look.MUTED,
        )
    x = -DEADLINE_COLUMN / width
    ax.text(
        x,
        middle - 0.08 + look.middle(look.TEXT),
        say_deadline(row.deadline, lang),
        fontsize=look.TEXT,
        color=look.INK,
    )
    ax.text(
        x,
        middle + 0.09 + look.middle(look.TINY),
        say(f"table.basis.{row.basis}", lang),
        fontsize=look.TINY,
        color=look.MUTED,
    )


def _draw_chances(
    ax: Axes, row: Row, at_row: pd.DataFrame, scenarios: list[str], width: float, lang: str
) -> None:
    """One dot, interval and number for each scenario, one below the other."""
    lane = 0.2
    first = row.top + row.height / 2 - lane * (len(scenarios) - 1) / 2
    for chance in rows_of(at_row):
        position = scenarios.index(chance.scenario)
        style, y = look.style_of(position), first + lane * position
        if len(scenarios) == 1:
            ax.plot([0, chance.probability], [y, y], color=style.colour, alpha=0.18, linewidth=7, zorder=1)
        _draw_interval(ax, chance.ci_low, chance.ci_high, y, style.colour, width)
        ax.plot(
            [chance.probability],
            [y],
            marker=style.mark,
            markersize=6.5,
            color=style.colour,
            clip_on=False,
            zorder=4,
        )
        if len(scenarios) == 1 and _has_band(chance):
            _draw_band(ax, chance, y, width, lang)
            y -= 0.08
        _draw_number(ax, chance, y, style.colour if len(scenarios) > 1 else look.INK, width, lang)


def _draw_interval(ax: Axes, low: float, high: float, y: float, colour: str, width: float) -> None:
    """A bar from the low to the high end, closed by two small strokes where they clear the dot."""
    ax.plot([low, high], [y, y], color=colour, linewidth=1.5, clip_on=False, zorder=3)
    is_wider_than_dot = (high - low) * width > 0.13
    for end in (low, high) if is_wider_than_dot else ():
        ax.plot([end, end], [y - 0.055, y + 0.055], color=colour, linewidth=1.3, clip_on=False, zorder=3)


def _draw_band(ax: Axes, chance: Any, y: float, width: float, lang: str) -> None:
    """What our assumptions allow: a fine line below the dot, and its ends below the number."""
    ax.plot(
        [chance.band_low, chance.band_high], [y + 0.1, y + 0.1], color=look.MUTED, linewidth=1.2, zorder=3
    )
    texts = (
        (0.72, say("figure.milestones.band", lang), "right"),
        (0.78, say_between(chance.band_low, chance.band_high), "left"),
    )
    for x, text, side in texts:
        at = y + 0.09 + look.middle(look.TINY)
        ax.text(1 + x / width, at, text, fontsize=look.TINY, color=look.MUTED, ha=side)


def _draw_number(ax: Axes, chance: Any, y: float, colour: str, width: float, lang: str) -> None:
    """The chance in bold and its interval in grey, in two columns right of the axis."""
    bold = say_chance(chance.probability, lang)
    between = (
        say_chance_between(chance.probability, chance.ci_low, chance.ci_high, lang).removeprefix(bold).strip()
    )
    ax.text(
        1 + 0.72 / width,
        y + look.middle(look.HEADING),
        bold,
        fontsize=look.HEADING,
        weight="bold",
        color=colour,
        ha="right",
    )
    ax.text(1 + 0.78 / width, y + look.middle(look.SMALL), between, fontsize=look.SMALL, color=look.MUTED)


def finding(rows: pd.DataFrame, *, titles: Titles, scenario_titles: Titles, lang: str) -> str:
    """What the dot plot says in one sentence: the least likely milestone, or the largest change.

    Where some deadlines are stated in a document, the least likely of those: the others are our marks.
    """
    scenarios = scenarios_of(rows)
    if len(scenarios) > 1:
        return _largest_change(rows, scenarios, titles, scenario_titles, lang)
    if len(rows) > 1 and (rows["probability"] > 0.99).all():
        return say("figure.milestones.all_sure", lang)
    if len(rows) > 1 and (rows["probability"] < 0.01).all():
        return say("figure.milestones.none", lang)
    stated = rows[rows["deadline_basis"] == "stated"] if "deadline_basis" in rows else rows[:0]
    asked = rows if stated.empty else stated
    lowest = min(rows_of(asked), key=lambda row: float(row.probability))
    several = "figure.milestones.lowest" if stated.empty else "figure.milestones.lowest_stated"
    return say(
        "figure.milestones.only" if len(rows) == 1 else several,
        lang,
        milestone=title_of(titles, lowest.milestone, lang),
        deadline=say_deadline(lowest.deadline, lang),
        chance=say_chance(lowest.probability, lang),
    )


def _largest_change(
    rows: pd.DataFrame,
    scenarios: list[str],
    titles: Titles,
    scenario_titles: Titles,
    lang: str,
) -> str:
    """The milestone and scenario that differ most from the first scenario."""
    keys = ["milestone", "deadline"]
    reference = rows[rows["scenario"] == scenarios[0]][[*keys, "probability", "ci_low", "ci_high"]]
    others = rows[rows["scenario"] != scenarios[0]]
    both = others.merge(reference, on=keys, suffixes=("", "_reference"))
    change = both["probability"] - both["probability_reference"]
    if both.empty or whole_points(change.abs().max()) == 0:
        return say("figure.milestones.alike", lang)
    largest = max(rows_of(both), key=lambda row: abs(row.probability - row.probability_reference))
    is_rise = largest.probability > largest.probability_reference
    is_clear = largest.ci_low > largest.ci_high_reference or largest.ci_high < largest.ci_low_reference
    if not is_clear:
        return say("figure.milestones.unclear", lang)
    return say(
        "figure.milestones.rise" if is_rise else "figure.milestones.fall",
        lang,
        reference=title_of(scenario_titles, scenarios[0], lang),
        milestone=title_of(titles, largest.milestone, lang),
        deadline=say_deadline(largest.deadline, lang),
        first=say_chance(largest.probability_reference, lang),
        second=say_chance(largest.probability, lang),
        scenario=title_of(scenario_titles, largest.scenario, lang),
    )
