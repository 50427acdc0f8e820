"""Figures for decisions: the chance at each value of a lever, what a billion brings, cost against chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.analysis.packages import FRONTIER, NOISE, PRESENT, WORSE, at_their_best
from model.analysis.ranking import Ranking
from model.analysis.sought import FAILS, SUFFICES, UP, Sought
from model.report import look
from model.report.decision_words import (
    cost_said,
    package_said,
    points_said,
    span_said,
    target_said,
    value_said,
)
from model.report.gallery import Imprint, Picture
from model.words import LANGUAGES, say, say_chance, say_deadline, say_number, say_percent

HEIGHT, LEFT_ROOM, BELOW = 3.9, 0.6, 0.62
"""Inches: the height of axes, and the room left of and below them for scales and their names."""


def pictures_of_seek(folder: Path, imprint: Imprint, sought: Sought) -> list[Picture]:
    """The chance at each value tried."""
    return _in_each_language(folder / "seek", imprint, partial(figure_of_seek, sought))


def pictures_of_rank(folder: Path, imprint: Imprint, ranking: Ranking) -> list[Picture]:
    """Points of chance per billion of each lever; cost against chance of all packages."""
    return [
        *_in_each_language(folder / "levers", imprint, partial(figure_of_levers, ranking)),
        *_in_each_language(folder / "packages", imprint, partial(figure_of_frontier, ranking)),
    ]


def _in_each_language(path: Path, imprint: Imprint, of: Callable[..., Figure]) -> list[Picture]:
    return [
        Picture(partial(of, lang=lang, footer=imprint.text(lang)), path.with_name(f"{path.name}.{lang}"))
        for lang in LANGUAGES
    ]


# -- seek ----------------------------------------------------------------------------------------------


def figure_of_seek(sought: Sought, *, lang: str, footer: str) -> Figure:
    """The chance at each value tried, with the chance that is wanted."""
    with look.drawing():
        paper = look.sheet(
            _seek_title(sought, lang), say("figure.seek.subtitle", lang), footer, HEIGHT + BELOW + 0.3
        )
        width = paper.right - paper.left - LEFT_ROOM - 0.15
        ax = paper.axes(paper.left + LEFT_ROOM, paper.bottom + BELOW, width, HEIGHT)
        plot_values(sought, ax=ax, lang=lang)
        return paper.figure


def _seek_title(sought: Sought, lang: str) -> str:
    words = {
        "lever": sought.title[lang],
        "milestone": sought.milestone_title[lang],
        "deadline": say_deadline(sought.deadline, lang),
        "chance": target_said(sought.chance, lang),
    }
    if sought.is_found:
        key = "found" if sought.effort == UP else "found_down"
        return say(f"figure.seek.{key}", lang, value=value_said(sought.sure, lang), **words)
    most = say_chance(float(sought.row(sought.best)["probability"]), lang)
    return say("figure.seek.none", lang, range=span_said(sought.span, lang), most=most, **words)


def plot_values(sought: Sought, *, ax: Axes, lang: str) -> Axes:
    """Draw the values tried with their intervals: filled where they suffice, hollow where they fail."""
    rows = sought.table.sort_values("number")
    x, y = rows["number"].to_numpy(), rows["probability"].to_numpy()
    style = look.style_of(0)
    margin = (x[-1] - x[0]) * 0.05 or 0.5
    ax.set(xlim=(x[0] - margin, x[-1] + margin), ylim=(0, 1))
    ax.axhline(sought.chance, color=look.INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1)
    for level in (0.25, 0.5, 0.75, 1):
        ax.axhline(level, color=look.GRID, linewidth=0.8, zorder=0)
    ax.plot(x, y, color=look.FAINT, linewidth=1, zorder=2, clip_on=False)
    ax.vlines(x, rows["ci_low"], rows["ci_high"], color=style.colour, linewidth=1.6, zorder=3, clip_on=False)
    faces = {SUFFICES: style.colour, FAILS: look.PAPER}
    for place, (_, row) in enumerate(rows.iterrows()):
        face = faces.get(row["verdict"], look.FAINT)
        _mark(ax, x[place], y[place], face)
    _name_target(sought, ax, lang)
    _name_present(sought, rows, ax, lang)
    shown = _with_room(ax, x, [value_said(text, lang) for text in rows["value"]], sought)
    ax.set_xticks([value for value, _ in shown], [text for _, text in shown])
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100\u00a0%"])
    ax.tick_params(axis="y", length=0, pad=4)
    ax.tick_params(axis="x", length=3, color=look.FAINT)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(sought.title[lang], fontsize=look.TEXT, color=look.INK, labelpad=5)
    return ax


def _mark(ax: Axes, x: float, y: float, face: str) -> None:
    """A round mark with the colour of what is shown around it, filled as told."""
    ax.plot(
        [x],
        [y],
        marker="o",
        markersize=7,
        markerfacecolor=face,
        markeredgecolor=look.style_of(0).colour,
        markeredgewidth=1.4,
        linestyle="none",
        zorder=4,
        clip_on=False,
    )


def _name_target(sought: Sought, ax: Axes, lang: str) -> None:
    """The chance wanted, at the end of its line where fewer values lie near it."""
    _, height = look.size_of(ax)
    is_high = sought.chance > 0.93
    y = sought.chance + (-0.16 if is_high else 0.05) / height
    rows = sought.table.sort_values("number")
    near = np.abs(rows["probability"].to_numpy() - y)
    at_left = near[0] >= near[-1]
    ax.text(
        0.004 if at_left else 0.996,
        y,
        say("figure.seek.target", lang, chance=target_said(sought.chance, lang)),
        transform=ax.get_yaxis_transform(),
        ha="left" if at_left else "right",
        fontsize=look.SMALL,
        color=look.INK,
    )


def _name_present(sought: Sought, rows: pd.DataFrame, ax: Axes, lang: str) -> None:
    """A thin line at the value that the scenario has, named above the axes."""
    now = rows[rows["value"] == sought.present]
    if not len(now):
        return
    _, height = look.size_of(ax)
    x = float(now.iloc[0]["number"])
    ax.axvline(x, color=look.FAINT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    ax.text(
        x,
        1 + 0.06 / height,
        say("figure.seek.present", lang),
        ha="center",
        fontsize=look.SMALL,
        color=look.MUTED,
    )


def _with_room(ax: Axes, x: np.ndarray, texts: Sequence[str], sought: Sought) -> list[tuple[float, str]]:
    """The values whose texts fit side by side: the answer first, then the ends, then the others."""
    width, _ = look.size_of(ax)
    low, high = ax.get_xlim()
    values = list(sought.table.sort_values("number")["value"])
    answer = [values.index(text) for text in (sought.sure or sought.best, sought.present) if text in values]
    kept: list[tuple[float, float, int]] = []
    for place in dict.fromkeys([*answer, 0, len(x) - 1, *range(len(x))]):
        middle = (x[place] - low) / (high - low) * width
        half = look.text_width(texts[place], look.SMALL) / 2 + 0.05
        if all(middle + half <= left or middle - half >= right for left, right, _ in kept):
            kept.append((middle - half, middle + half, place))
    return [(float(x[place]), texts[place]) for _, _, place in sorted(kept)]


# -- points per billion --------------------------------------------------------------------------------

NAME_COLUMN, NUMBER_COLUMN, ROW = 2.9, 2.75, 0.46
"""Inches: left of the axes for the lever, right of them for value and cost, and the height of a row."""


def figure_of_levers(ranking: Ranking, *, lang: str, footer: str) -> Figure:
    """Points of chance that a billion brings with each lever at its best step."""
    ends = at_their_best(ranking.levers)
    with look.drawing():
        height = max(1.2, ROW * len(ends))
        paper = look.sheet(
            _levers_title(ranking, ends, lang),
            say("figure.rank.subtitle", lang),
            footer,
            height + BELOW + 0.1,
        )
        width = paper.right - paper.left - NAME_COLUMN - NUMBER_COLUMN
        ax = paper.axes(paper.left + NAME_COLUMN, paper.bottom + BELOW, width, height)
        plot_points(ends, ax=ax, lang=lang)
        for place, (_, row) in enumerate(ends.iterrows()):
            middle = paper.bottom + BELOW + height * (1 - (place + 0.5) / len(ends))
            names = look.wrapped(ranking.titles[row["lever"]][lang], NAME_COLUMN - 0.2, look.TEXT)
            _write_middle(paper, names, paper.left, middle, weight="bold")
            told = f"{value_said(row['value'], lang)} · {cost_said(row['cost_bn_vnd'], lang)}"
            _write_middle(paper, [told], paper.right - NUMBER_COLUMN + 0.15, middle, color=look.MUTED)
        return paper.figure


def _write_middle(paper: look.Sheet, lines: Sequence[str], x: float, middle: float, **how: object) -> None:
    y = middle + len(lines) * look.line_height(look.TEXT) / 2 - 0.02
    for line in lines:
        paper.write(line, x, y, look.TEXT, **how)
        y -= look.line_height(look.TEXT)


def _levers_title(ranking: Ranking, ends: pd.DataFrame, lang: str) -> str:
    words = {
        "milestone": ranking.milestone_title[lang],
        "deadline": say_deadline(ranking.deadline, lang),
    }
    first = ends.iloc[0]
    if first["verdict"] in (NOISE, WORSE):
        return say("figure.rank.nothing", lang, **words)
    lever = ranking.titles[first["lever"]][lang]
    points = points_said(float(first["points_per_bn"]), lang)
    return say("figure.rank.title", lang, lever=lever, points=points, **words)


def plot_points(ends: pd.DataFrame, *, ax: Axes, lang: str) -> Axes:
    """Draw a row per lever: points per billion with their interval, hollow where they may be noise."""
    style = look.style_of(0)
    count = len(ends)
    ax.set(ylim=(count, 0), yticks=[])
    ax.axvline(0, color=look.POLE, linewidth=1, zorder=1)
    for place, (_, row) in enumerate(ends.iterrows()):
        if place % 2 == 0:
            ax.axhspan(place, place + 1, color=look.STRIPE, linewidth=0, zorder=0)
        face = look.PAPER if row["verdict"] == NOISE else style.colour
        y = place + 0.5
        ax.plot([row["points_low"], row["points_high"]], [y, y], color=style.colour, linewidth=1.8, zorder=3)
        _mark(ax, row["points_per_bn"], y, face)
    ax.margins(x=0.06)
    ax.spines["left"].set_visible(False)
    ticks = [tick for tick in ax.get_xticks() if ax.get_xlim()[0] <= tick <= ax.get_xlim()[1]]
    decimals = next((d for d in range(4) if all(abs(t - round(t, d)) < 1e-9 for t in ticks)), 4)
    ax.set_xticks(ticks, [points_said(tick, lang, decimals) for tick in ticks])
    ax.tick_params(axis="x", length=3, color=look.FAINT)
    ax.set_xlabel(say("figure.rank.axis", lang), fontsize=look.TEXT, color=look.INK, labelpad=5)
    return ax


# -- cost against chance -------------------------------------------------------------------------------


def figure_of_frontier(ranking: Ranking, *, lang: str, footer: str) -> Figure:
    """All packages by cost and chance; those that nothing cheaper does as well as are numbered and named."""
    frontier = ranking.frontier
    names = [
        look.wrapped(_frontier_line(number, row, ranking, lang), look.WIDTH - 2 * look.MARGIN, look.SMALL)
        for number, (_, row) in enumerate(frontier.iterrows())
    ]
    with look.drawing():
        key = sum(len(lines) for lines in names) * look.line_height(look.SMALL) + 0.25
        paper = look.sheet(
            _frontier_title(ranking, lang),
            say("figure.frontier.subtitle", lang),
            footer,
            HEIGHT + BELOW + key + 0.2,
        )
        width = paper.right - paper.left - LEFT_ROOM - 0.15
        ax = paper.axes(paper.left + LEFT_ROOM, paper.bottom + key + BELOW, width, HEIGHT)
        plot_packages(ranking, ax=ax, lang=lang)
        y = paper.bottom + key - 0.12
        for lines in names:
            for line in lines:
                paper.write(line, paper.left, y, look.SMALL)
                y -= look.line_height(look.SMALL)
        return paper.figure


def _frontier_line(number: int, row: pd.Series, ranking: Ranking, lang: str) -> str:
    said = package_said(row["package"], ranking.titles, lang)
    chance = say_percent(float(row["probability"]), lang, 1)
    return f"{number}   {cost_said(row['cost_bn_vnd'], lang)}, {chance}:  {said}"


def _frontier_title(ranking: Ranking, lang: str) -> str:
    first = say_chance(float(ranking.package("")["probability"]), lang)
    words = {
        "milestone": ranking.milestone_title[lang],
        "deadline": say_deadline(ranking.deadline, lang),
        "first": first,
    }
    last = ranking.frontier.iloc[-1]
    if last["verdict"] != FRONTIER:
        return say("figure.frontier.nothing", lang, **words)
    cost, chance = cost_said(last["cost_bn_vnd"], lang), say_chance(float(last["probability"]), lang)
    return say("figure.frontier.title", lang, cost=cost, last=chance, **words)


def plot_packages(ranking: Ranking, *, ax: Axes, lang: str) -> Axes:
    """Draw each package at its cost and chance, and the line of those worth their price."""
    style, rows = look.style_of(0), ranking.packages
    others = rows[~rows["verdict"].isin([PRESENT, FRONTIER])]
    line = ranking.frontier
    ax.plot(
        others["cost_bn_vnd"],
        others["probability"],
        marker="o",
        markersize=4.5,
        markerfacecolor=look.PAPER,
        markeredgecolor=look.POLE,
        linestyle="none",
        zorder=2,
    )
    ax.step(
        line["cost_bn_vnd"], line["probability"], where="post", linewidth=1.6, color=style.colour, zorder=3
    )
    ax.vlines(line["cost_bn_vnd"], line["ci_low"], line["ci_high"], color=style.colour, linewidth=1, zorder=3)
    low, high = float(rows["ci_low"].min()), float(line["ci_high"].max())
    room = max(0.02, (high - low) * 0.12)
    right = max(float(rows["cost_bn_vnd"].max()), 0.1)
    ax.set(xlim=(-0.03 * right, 1.04 * right), ylim=(max(0.0, low - room), min(1.0, high + room)))
    for number, (_, row) in enumerate(line.iterrows()):
        place = (row["cost_bn_vnd"], row["probability"])
        ax.plot(
            [place[0]], [place[1]], marker="o", markersize=12, color=style.colour, zorder=4, clip_on=False
        )
        ax.annotate(
            str(number),
            place,
            ha="center",
            va="center_baseline",
            fontsize=look.TINY,
            color=look.PAPER,
            weight="bold",
            zorder=5,
        )
    _scales(ax, lang)
    return ax


def _scales(ax: Axes, lang: str) -> None:
    levels = [tick for tick in ax.get_yticks() if ax.get_ylim()[0] <= tick <= ax.get_ylim()[1]]
    for level in levels:
        ax.axhline(level, color=look.GRID, linewidth=0.8, zorder=0)
    decimals = 0 if all(abs(100 * tick - round(100 * tick)) < 1e-6 for tick in levels) else 1
    ax.set_yticks(levels, [f"{say_number(100 * tick, lang, decimals)}\u00a0%" for tick in levels])
    costs = [tick for tick in ax.get_xticks() if 0 <= tick <= ax.get_xlim()[1]]
    decimals = 0 if all(abs(tick - round(tick)) < 1e-9 for tick in costs) else 1
    ax.set_xticks(costs, [say_number(tick, lang, decimals) for tick in costs])
    ax.tick_params(axis="y", length=0, pad=4)
    ax.tick_params(axis="x", length=3, color=look.FAINT)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(say("figure.frontier.cost", lang), fontsize=look.TEXT, color=look.INK, labelpad=5)
