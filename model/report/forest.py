"""The forest plot: how far each further scenario moves each chance from the first's, and how surely."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.frames import Titles, rows_of, title_of
from model.report.milestones import DEADLINE_COLUMN, TITLE_COLUMN, Row, draw_labels, layout_of
from model.words import say, say_deadline, say_number, say_points, say_points_between

NUMBER_COLUMN = 1.75
"""Inches right of the axis for the difference and its interval."""

LANE = 0.2
"""Inches from one scenario to the next in a row."""

OURS = "ours"
"""The basis of a deadline that no document states."""

STATED_WEIGH = 5
"""How much more a move of a deadline that a document states is worth telling than that of a mark of ours."""

LEAST_SPAN = 0.02
"""The scale goes at least so far to both sides of no difference, so that noise looks like noise."""


def figure_of_forest(
    differences: pd.DataFrame,
    milestones: pd.DataFrame,
    *,
    titles: Titles,
    scenario_titles: Titles,
    lang: str,
    footer: str,
) -> Figure:
    """Every paired difference of a chance with its interval, on one sheet.

    Parameters
    ----------
    differences
        One row per further scenario, milestone and deadline, in plan order; columns ``scenario_a``,
        ``scenario_b``, ``milestone``, ``deadline``, ``difference``, ``ci_low``, ``ci_high``. Those
        whose interval holds 0 are drawn hollow and grey.
    milestones
        For the ``deadline_basis`` of each ``milestone`` and ``deadline``.
    titles, scenario_titles, lang, footer
        As for ``figure_of_milestones``; the order of the scenarios chooses their colours, so that
        each has the same in all figures of a comparison.
    """
    with look.drawing():
        rows, same = _told(_with_basis(differences, milestones))
        places = {name: place for place, name in enumerate(scenario_titles)}
        names = {place: title_of(scenario_titles, name, lang) for name, place in places.items()}
        del names[0]  # the reference is the line in the middle
        inner = look.WIDTH - 2 * look.MARGIN
        layout = layout_of(rows, titles=titles, lang=lang)
        legend = look.legend_row(list(names.values()), inner, lines=False).height + 0.1
        header, scale = 0.3, 0.5
        reference = title_of(scenario_titles, next(iter(scenario_titles)), lang)
        paper = look.sheet(
            finding(rows, titles=titles, scenario_titles=scenario_titles, lang=lang),
            _subtitle(reference, same, lang),
            footer,
            legend + header + layout.height + scale,
        )
        look.draw_legend(
            paper, list(names.values()), paper.left, paper.top, lines=False, positions=list(names)
        )
        beside = TITLE_COLUMN + DEADLINE_COLUMN
        ax = paper.axes(
            paper.left + beside, paper.bottom + scale, inner - beside - NUMBER_COLUMN, layout.height
        )
        span = _span(rows)
        width, _ = look.size_of(ax)
        _draw_scale(ax, layout.rows, layout.height, span, width, lang)
        for row in layout.rows:
            draw_labels(ax, row, layout, width, lang)
            own = rows[(rows["milestone"] == row.milestone) & (rows["deadline"] == row.deadline)]
            _draw_differences(ax, row, own, places, span, width, lang)
        return paper.figure


def _with_basis(differences: pd.DataFrame, milestones: pd.DataFrame) -> pd.DataFrame:
    """The differences as rows of scenarios, with the basis of each deadline."""
    basis = milestones.drop_duplicates(["milestone", "deadline"])[["milestone", "deadline", "deadline_basis"]]
    rows = differences.merge(basis, on=["milestone", "deadline"], how="left", sort=False)
    return rows.assign(scenario=rows["scenario_b"], plan="")


def _told(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The deadlines by which some scenario has another chance, and how many others there are.

    Where none has, all are told.
    """
    moved = rows.groupby(["milestone", "deadline"], sort=False)["difference"].transform(
        lambda own: bool((own != 0).any())
    )
    same = int((~moved).sum()) // rows["scenario_b"].nunique()
    return (rows[moved], same) if moved.any() else (rows, 0)


def _subtitle(reference: str, same: int, lang: str) -> str:
    text = say("figure.forest.subtitle", lang, reference=reference)
    return f"{text} {say('figure.forest.same', lang, count=same)}" if same else text


def _span(rows: pd.DataFrame) -> float:
    """How far the scale goes to both sides: to the farthest end of an interval."""
    farthest = max(float(rows["ci_high"].max()), -float(rows["ci_low"].min()))
    return min(1.0, max(LEAST_SPAN, farthest) * 1.04)


def is_noise(row: Any) -> bool:
    """Whether the interval of a difference holds 0."""
    return bool(row.ci_low <= 0 <= row.ci_high)


def _step(span: float) -> float:
    """Distance of two marks of the scale, so that two or three fit on each side."""
    return next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0) if span / step < 3.5)


def _draw_scale(ax: Axes, rows: tuple[Row, ...], height: float, span: float, width: float, lang: str) -> None:
    """The scale in points around no difference, the headings of the columns, hairlines between milestones.

    The x axis goes from 0 to 1, as that of the dot plot; the y axis becomes inches from the top.
    """
    step = _step(span)
    count = int(span / step + 1e-9)
    marks = [place * step for place in range(-count, count + 1)]
    ax.set(xlim=(0, 1), ylim=(height, 0))
    ax.set_xticks([_along(mark, span) for mark in marks], [_signed(mark, lang) for mark in marks])
    ax.tick_params(axis="both", length=0, pad=5)
    ax.set_yticks([])
    for name in ("left", "bottom"):
        ax.spines[name].set_visible(False)
    for mark in marks:
        ax.axvline(_along(mark, span), color=look.GRID, linewidth=0.8, zorder=0)
    ax.axvline(0.5, color=look.POLE, linewidth=1.1, zorder=1)
    ax.set_xlabel(say("figure.forest.axis", lang), fontsize=look.SMALL, color=look.MUTED, labelpad=4)
    left, right = -(TITLE_COLUMN + DEADLINE_COLUMN), width + NUMBER_COLUMN
    for row in rows:
        if row.opens_milestone:
            colour = look.FAINT if row.top == 0 else look.GRID
            ends = [left / width, right / width]
            ax.plot(ends, [row.top, row.top], color=colour, linewidth=0.8, clip_on=False, zorder=0)
    headings = (
        (say("figure.milestones.milestone", lang), left),
        (say("figure.milestones.deadline", lang), -DEADLINE_COLUMN),
        (say("table.difference", lang), width + 0.12),
    )
    for text, x in headings:
        ax.text(x / width, -0.08, text, fontsize=look.SMALL, color=look.MUTED, va="bottom")


def _along(difference: float, span: float) -> float:
    """Where a difference lies on the x axis."""
    return (difference + span) / (2 * span)


def _signed(points: float, lang: str) -> str:
    """A mark of the scale in points, with its sign."""
    text = say_number(round(100 * points), lang)
    return f"+{text}" if points > 0 else text


def _draw_differences(
    ax: Axes, row: Row, own: pd.DataFrame, places: dict[str, int], span: float, width: float, lang: str
) -> None:
    """One dot, interval and number for each further scenario, one below the other."""
    first = row.top + row.height / 2 - LANE * (len(places) - 2) / 2
    for one in rows_of(own):
        position = places[one.scenario_b]
        style, y, noise = look.style_of(position), first + LANE * (position - 1), is_noise(one)
        colour = look.FAINT if noise else style.colour
        low, at, high = (_along(x, span) for x in (one.ci_low, one.difference, one.ci_high))
        ax.plot([low, high], [y, y], color=colour, linewidth=1.5, zorder=3)
        for end in (low, high) if (high - low) * width > 0.15 else ():
            ax.plot([end, end], [y - 0.055, y + 0.055], color=colour, linewidth=1.3, zorder=3)
        face, edge = (look.PAPER, look.POLE) if noise else (style.colour, style.colour)
        ax.plot(
            [at], [y], marker=style.mark, markersize=6, markerfacecolor=face,
            markeredgecolor=edge, linestyle="none", clip_on=False, zorder=4,
        )  # fmt: skip
        points = say_points(one.difference, lang)
        number = points.split("\u00a0", maxsplit=1)[0]
        between = say_points_between(one.difference, one.ci_low, one.ci_high, lang)
        x = 1 + 0.57 / width
        ax.text(
            x, y + look.middle(look.TEXT), number, fontsize=look.TEXT, ha="right",
            weight="normal" if noise else "bold", color=look.MUTED if noise else style.colour,
        )  # fmt: skip
        ax.text(
            x + 0.06 / width, y + look.middle(look.TINY), between.removeprefix(points).strip(),
            fontsize=look.TINY, color=look.MUTED,
        )  # fmt: skip


def finding(rows: pd.DataFrame, *, titles: Titles, scenario_titles: Titles, lang: str) -> str:
    """What the plot says in one sentence: the largest difference that stands out from noise.

    Deadlines that a document states come first, before marks of ours that move no more than five times
    as far.
    """
    clear = [row for row in rows_of(rows) if not is_noise(row)]
    if not clear:
        return say("figure.milestones.unclear", lang)
    weights = {OURS: 1}
    most = max(clear, key=lambda row: weights.get(row.deadline_basis, STATED_WEIGH) * abs(row.difference))
    return say(
        f"figure.forest.{'rise' if most.difference > 0 else 'fall'}",
        lang,
        scenario=title_of(scenario_titles, most.scenario_b, lang),
        milestone=title_of(titles, most.milestone, lang),
        deadline=say_deadline(most.deadline, lang),
        points=say_points_between(most.difference, most.ci_low, most.ci_high, lang),
    )
