"""Sweep lines: how the chance of each milestone moves with a value that someone can change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.frames import Titles, in_order, rows_of, title_of
from model.words import say, say_chance, say_deadline, whole_points

LABEL_COLUMN, DATE_COLUMN = 3.3, 1.65
"""Inches right of the axes for the label of a line: milestone and deadline, or the deadline alone."""

NUMBER_COLUMN = 0.95
"""Inches of it taken by the leader and the chance."""

MOST_LINES = 6
"""More lines than this are not told apart on one pair of axes: then each milestone has its own."""

LEFT_ROOM, BELOW = 0.55, 0.62
"""Inches left of the axes and below, for the scales and the name of the lever."""


@dataclass(frozen=True, slots=True)
class Line:
    """One milestone and deadline over the values swept, with the label at its end."""

    milestone: str
    points: pd.DataFrame
    label: list[str]
    style: look.Style


def figure_of_sweep(rows: pd.DataFrame, *, titles: Titles, lever: str, lang: str, footer: str) -> Figure:
    """The chances of all milestones over one swept quantity, on one sheet.

    Parameters
    ----------
    rows
        One row per value, milestone and deadline, milestones in plan order; columns ``path``,
        ``value`` (a number), ``value_text``, ``milestone``, ``deadline``, ``probability``,
        ``ci_low``, ``ci_high``. One ``path`` only.
    titles
        Names of the milestones for people.
    lever
        Title of the swept quantity, in the language of the figure.
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        title = finding(rows, titles=titles, lever=lever, lang=lang)
        count = len(rows[["milestone", "deadline"]].drop_duplicates())
        if count <= MOST_LINES:
            return _on_one_scale(rows, title, titles, lever, lang, footer)
        return _on_many_scales(rows, title, titles, lever, lang, footer)


def _on_one_scale(
    rows: pd.DataFrame, title: str, titles: Titles, lever: str, lang: str, footer: str
) -> Figure:
    lines = lines_of(rows, titles=titles, lang=lang)
    height = max(3.9, sum(_label_height(line) for line in lines) + 0.1)
    paper = look.sheet(title, say("figure.sweep.subtitle", lang), footer, height + BELOW + 0.12)
    width = paper.right - paper.left - LEFT_ROOM - LABEL_COLUMN
    ax = paper.axes(paper.left + LEFT_ROOM, paper.bottom + BELOW, width, height)
    plot_sweep(lines, ax=ax, lang=lang)
    _name_lever(ax, lever)
    return paper.figure


def _on_many_scales(
    rows: pd.DataFrame, title: str, titles: Titles, lever: str, lang: str, footer: str
) -> Figure:
    gap, height, below = 0.3, 1.75, 0.42
    column = (look.WIDTH - 2 * look.MARGIN - gap) / 2
    milestones = in_order(rows["milestone"])
    names = {
        name: look.wrapped(title_of(titles, name, lang), column - 0.1, look.HEADING, "bold")
        for name in milestones
    }
    ranks = [milestones[i : i + 2] for i in range(0, len(milestones), 2)]
    heads = [max(len(names[name]) for name in rank) * look.line_height(look.HEADING) + 0.16 for rank in ranks]
    room = sum(heads) + len(ranks) * (height + below) + 0.2
    paper = look.sheet(title, say("figure.sweep.subtitle", lang), footer, room)
    top = paper.top
    for rank, head in zip(ranks, heads, strict=True):
        for place, milestone in enumerate(rank):
            left = paper.left + place * (column + gap)
            y = top
            for line in names[milestone]:
                paper.write(line, left, y, look.HEADING, weight="bold")
                y -= look.line_height(look.HEADING)
            ax = paper.axes(left + LEFT_ROOM, top - head - height, column - LEFT_ROOM - DATE_COLUMN, height)
            plot_sweep(lines_of(rows, titles=titles, lang=lang, only=milestone), ax=ax, lang=lang)
            is_lowest = milestone in milestones[-2:]
            if is_lowest:
                _name_lever(ax, lever)
        top -= head + height + below
    return paper.figure


def _name_lever(ax: Axes, lever: str) -> None:
    ax.set_xlabel(lever, fontsize=look.TEXT, color=look.INK, labelpad=5)


def lines_of(rows: pd.DataFrame, *, titles: Titles, lang: str, only: str | None = None) -> list[Line]:
    """The lines in plan order, a colour for each milestone; its later deadlines are dashed.

    Parameters
    ----------
    only
        The one milestone wanted; its lines are then labelled by deadline alone.
    """
    milestones = in_order(rows["milestone"])
    lines = []
    for milestone in milestones if only is None else [only]:
        of_milestone = rows[rows["milestone"] == milestone]
        colour = look.style_of(milestones.index(milestone) if only is None else 0)
        for position, deadline in enumerate(in_order(of_milestone["deadline"])):
            said = say_deadline(deadline, lang)
            name = f"{title_of(titles, milestone, lang)}, {said}" if only is None else said
            form = look.style_of(position)
            lines.append(
                Line(
                    milestone,
                    of_milestone[of_milestone["deadline"] == deadline].sort_values("value"),
                    look.wrapped(name, LABEL_COLUMN - NUMBER_COLUMN, look.SMALL),
                    look.Style(colour.colour, form.line, colour.mark if only is None else form.mark),
                )
            )
    return lines


def _label_height(line: Line) -> float:
    return len(line.label) * look.line_height(look.SMALL) + 0.07


def plot_sweep(lines: Sequence[Line], *, ax: Axes, lang: str) -> Axes:
    """Draw the lines with their intervals, and a label at the end of each.

    Parameters
    ----------
    lines
        As made by ``lines_of``.
    ax
        Axes with room for the labels at the right.
    """
    _draw_scales(ax, lines)
    for line in lines:
        x, points = line.points["value"].to_numpy(), line.points
        low, high = points["ci_low"].to_numpy(), points["ci_high"].to_numpy()
        ax.fill_between(x, low, high, color=line.style.colour, alpha=0.16, linewidth=0, zorder=2)
        ax.plot(
            x,
            points["probability"].to_numpy(),
            color=line.style.colour,
            linestyle=line.style.line,
            linewidth=1.8,
            clip_on=False,
            zorder=3,
        )
        ax.plot(
            x,
            points["probability"].to_numpy(),
            color=line.style.colour,
            linestyle="none",
            marker=line.style.mark,
            markersize=5,
            clip_on=False,
            zorder=4,
        )
    _draw_labels(ax, lines, lang)
    return ax


def _draw_scales(ax: Axes, lines: Sequence[Line]) -> None:
    ticks = pd.concat([line.points for line in lines]).drop_duplicates("value").sort_values("value")
    values = ticks["value"].tolist()
    margin = (values[-1] - values[0]) * 0.03 or 0.5
    ax.set(xlim=(values[0] - margin, values[-1] + margin), ylim=(0, 1))
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100\u00a0%"])
    shown = _ticks_with_room(ax, values, ticks["value_text"].tolist())
    ax.set_xticks([value for value, _ in shown], [text for _, text in shown])
    ax.tick_params(axis="y", length=0, pad=4)
    ax.tick_params(axis="x", length=3, color=look.FAINT)
    ax.spines["left"].set_visible(False)
    for level in (0.25, 0.5, 0.75, 1):
        ax.axhline(level, color=look.GRID, linewidth=0.8, zorder=0)


def _ticks_with_room(ax: Axes, values: Sequence[float], texts: Sequence[str]) -> list[tuple[float, str]]:
    """The values whose texts fit side by side; first and last always."""
    width, _ = look.size_of(ax)
    low, high = ax.get_xlim()

    def ends(value: float, text: str) -> tuple[float, float]:
        middle, half = (value - low) / (high - low) * width, look.text_width(text, look.SMALL) / 2 + 0.05
        return middle - half, middle + half

    pairs = list(zip(values, texts, strict=True))
    shown, last = [pairs[0]], pairs[-1]
    for pair in pairs[1:-1]:
        if ends(*shown[-1])[1] <= ends(*pair)[0] and ends(*pair)[1] <= ends(*last)[0]:
            shown.append(pair)
    return [*shown, last] if len(pairs) > 1 else shown


def _draw_labels(ax: Axes, lines: Sequence[Line], lang: str) -> None:
    """The last chance and the name of each line at its end, moved apart where they would touch."""
    width, height = look.size_of(ax)
    low, high = ax.get_xlim()
    ends = [float(line.points["probability"].iloc[-1]) for line in lines]
    places = _spread_apart([end * height for end in ends], [_label_height(line) for line in lines], height)
    for line, end, place in zip(lines, ends, places, strict=True):
        x = (float(line.points["value"].iloc[-1]) - low) / (high - low)
        ax.plot(
            [x + 0.08 / width, 1 + 0.08 / width],
            [end, place / height],
            transform=ax.transAxes,
            color=line.style.colour,
            linewidth=0.8,
            clip_on=False,
        )
        ax.plot(  # a piece of the line itself, since two of one milestone differ in nothing else
            [1 + 0.08 / width, 1 + 0.38 / width],
            [place / height, place / height],
            transform=ax.transAxes,
            color=line.style.colour,
            linestyle=line.style.line,
            linewidth=1.6,
            clip_on=False,
        )
        ax.text(
            1 + (NUMBER_COLUMN - 0.1) / width,
            (place - look.middle(look.TEXT)) / height,
            say_chance(end, lang),
            transform=ax.transAxes,
            ha="right",
            fontsize=look.TEXT,
            weight="bold",
            color=line.style.colour,
        )
        y = place + (len(line.label) - 1) / 2 * look.line_height(look.SMALL)
        for text in line.label:
            ax.text(
                1 + NUMBER_COLUMN / width,
                (y - look.middle(look.SMALL)) / height,
                text,
                transform=ax.transAxes,
                fontsize=look.SMALL,
            )
            y -= look.line_height(look.SMALL)


def _spread_apart(wished: Sequence[float], needed: Sequence[float], height: float) -> list[float]:
    """Middles of labels of different heights, near their wishes, in order, none on another."""
    order = sorted(range(len(wished)), key=lambda i: (wished[i], -i))
    places = [0.0] * len(wished)
    floor = -0.08
    for i in order:
        places[i] = max(wished[i], floor + needed[i] / 2)
        floor = places[i] + needed[i] / 2
    ceiling = height + 0.1
    for i in reversed(order):
        places[i] = min(places[i], ceiling - needed[i] / 2)
        ceiling = places[i] - needed[i] / 2
    return places


def finding(rows: pd.DataFrame, *, titles: Titles, lever: str, lang: str) -> str:
    """What the sweep says in one sentence: which chance moves most from the first value to the last."""
    ordered = rows.sort_values("value", kind="stable")
    by_line = ordered.groupby(["milestone", "deadline"], sort=False, as_index=False)
    ends = by_line.agg(
        first=("probability", "first"),
        last=("probability", "last"),
        first_low=("ci_low", "first"),
        first_high=("ci_high", "first"),
        last_low=("ci_low", "last"),
        last_high=("ci_high", "last"),
    )
    most = max(rows_of(ends), key=lambda row: abs(row.last - row.first))
    is_flat = whole_points(abs(most.last - most.first)) == 0
    is_clear = most.last_low > most.first_high or most.last_high < most.first_low
    key = "alike" if is_flat else "unclear" if not is_clear else "rise" if most.last > most.first else "fall"
    return say(
        f"figure.sweep.{key}",
        lang,
        lever=lever,
        from_value=ordered["value_text"].iloc[0],
        to_value=ordered["value_text"].iloc[-1],
        milestone=title_of(titles, most.milestone, lang),
        deadline=say_deadline(most.deadline, lang),
        first=say_chance(most.first, lang),
        second=say_chance(most.last, lang),
    )
