"""Heat maps: the chance of each milestone over every combination of two quantities, and of further ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, isnan

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from model.report import look
from model.report.axes import axis_said, cell_said, in_drawing_order, value_said, with_places
from model.report.frames import Titles, rows_of, title_of
from model.scenario import Axis
from model.words import NO_BREAK, say, say_chance, say_deadline, whole_points

SHADES = LinearSegmentedColormap.from_list("chance", ["#F2F6FA", "#A9CBE3", "#4A90C2", "#0B3C5D"])
"""From no chance to certainty: ever darker, so that grey paper shows the same."""

DARK = 0.52
"""The chance from which on a cell is so dark that its number is white."""

ENOUGH = 0.8
"""The chance from which on a cell lies beyond the thick line."""

EDGE = "#D55E00"
"""The thick line; a white rim sets it off from dark cells and light ones alike."""

WIDEST, TALLEST, LOWEST = 0.62, 0.4, 0.27
"""Inches of one cell at most, if its label needs no more and the map is not alone; its height at least."""

LONGEST_ACROSS, LONGEST_UP = 1.4, 1.7
"""Inches after which the name of a value takes another line."""

NARROWEST_PANEL = 2.9
"""Inches that the title of a map needs beside another."""

GAP = 0.35
"""Inches between maps, and between one heading and what stands above it."""


WIDE = 0.05
"""The width of its interval from which on a chance is hatched: it is not known to five points."""


@dataclass(frozen=True, slots=True)
class Map:
    """What a map is of, and the chance in each cell, (values up, values across); nan where there is none.

    ``widths`` are those of the intervals, of the same shape.
    """

    title: str
    chances: NDArray[np.float64]
    widths: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Section:
    """Maps that stand side by side under one heading; without one, each has a title of its own."""

    heading: str
    maps: tuple[Map, ...]


@dataclass(frozen=True)
class _Form:
    """How all maps of a sheet are laid out, in inches."""

    columns: int
    width: float
    left: float
    cell_width: float
    cell_height: float
    across: tuple[str, ...]
    up: tuple[str, ...]
    name_across: tuple[str, ...]
    name_up: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height of the cells of one map."""
        return self.cell_height * len(self.up)

    @property
    def above(self) -> float:
        """Room for the name of the axis that goes up."""
        return len(self.name_up) * look.line_height(look.SMALL) + 0.05

    @property
    def below(self) -> float:
        """Room for the values across and the name of their axis."""
        lines = max(label.count("\n") + 1 for label in self.across)
        return 0.08 + (lines + len(self.name_across)) * look.line_height(look.SMALL)


def figure_of_heat(
    rows: pd.DataFrame, axes: Sequence[Axis], *, titles: Titles, lang: str, footer: str
) -> Figure:
    """The chance of each milestone over two swept quantities; further ones give a map for each value.

    Parameters
    ----------
    rows
        One row per cell, milestone and deadline; columns ``cell`` (from 1, in the order of the
        combinations), ``milestone``, ``deadline``, ``probability``, ``ci_low``, ``ci_high``.
    axes
        What was varied, two or more: the first goes across, the second up.
    titles, lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        placed = with_places(rows, axes)
        sections = list(_sections(placed, axes, titles, lang))
        form = _form(axes, len(sections[0].maps), lang, is_titled=len(axes) == 2)
        ranks = [_ranks(section, form) for section in sections]
        legend = 0.42
        room = legend + sum(_section_height(s, r, form) for s, r in zip(sections, ranks, strict=True))
        title, where = finding(placed, axes, titles=titles, lang=lang)
        subtitle = " ".join([say("figure.heat.subtitle", lang), where]).strip()
        paper = look.sheet(title, subtitle, footer, room)
        _draw_legend(paper, lang, [one for section in sections for one in section.maps])
        top = paper.top - legend
        for section, rank in zip(sections, ranks, strict=True):
            _draw_section(paper, section, rank, form, top)
            top -= _section_height(section, rank, form)
        return paper.figure


# what is on the maps -------------------------------------------------------------------------


def _sections(rows: pd.DataFrame, axes: Sequence[Axis], titles: Titles, lang: str) -> Iterator[Section]:
    """One section for all maps of two axes; of more, one for each milestone and deadline."""
    lines = rows.groupby(["milestone", "deadline"], sort=False)
    named = [
        (f"{title_of(titles, str(milestone), lang)}, {say_deadline(str(deadline), lang)}", own)
        for (milestone, deadline), own in lines
    ]
    if len(axes) == 2:
        yield Section("", tuple(Map(name, *_cells(own, axes)) for name, own in named))
        return
    further = [in_drawing_order(axis) for axis in axes[2:]]
    for name, own in named:
        maps = []
        for places in product(*further):
            here = np.all([own[f"place_{n}"] == place for n, place in enumerate(places, start=2)], axis=0)
            title = "\n".join(
                cell_said([axis], [place], lang) for axis, place in zip(axes[2:], places, strict=True)
            )
            maps.append(Map(title, *_cells(own[here], axes)))
        yield Section(name, tuple(maps))


def _cells(rows: pd.DataFrame, axes: Sequence[Axis]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The chance in each cell and the width of its interval; lowest values first, names from the top down."""
    across, up = in_drawing_order(axes[0]), _upward(axes[1])
    chances, widths = np.full((2, len(up), len(across)), np.nan)
    for row in rows_of(rows):
        place = up.index(row.place_1), across.index(row.place_0)
        chances[place], widths[place] = row.probability, row.ci_high - row.ci_low
    return chances, widths


# the sheet -----------------------------------------------------------------------------------


def _form(axes: Sequence[Axis], most_maps: int, lang: str, *, is_titled: bool) -> _Form:
    inner = look.WIDTH - 2 * look.MARGIN
    across, up = axes[:2]
    labels = [value_said(across, place, lang) for place in in_drawing_order(across)]
    side = [_broken(value_said(up, place, lang), LONGEST_UP) for place in _upward(up)]
    left = max(_width(text) for text in side) + 0.14
    wish = max(0.44, max(min(_width(text), LONGEST_ACROSS) for text in labels) + 0.12)
    natural = max(left + wish * len(labels), NARROWEST_PANEL if is_titled else 0)
    columns = max(1, min(most_maps, int((inner + GAP) / (natural + GAP))))
    width = (inner - GAP * (columns - 1)) / columns
    widest = WIDEST if most_maps > 1 else 1.5 * WIDEST
    cell = min(max(wish, widest), (width - left) / len(labels))
    lines = max(text.count("\n") + 1 for text in side)
    return _Form(
        columns=columns,
        width=width,
        left=left,
        cell_width=cell,
        cell_height=max(min(TALLEST, max(LOWEST, 0.62 * cell)), lines * look.line_height(look.SMALL) + 0.08),
        across=_with_room(labels, cell, across.is_measured),
        up=tuple(side),
        name_across=tuple(look.fitted(axis_said(across, lang), width - left, look.SMALL)),
        name_up=tuple(look.fitted(axis_said(up, lang), width, look.SMALL)),
    )


def _upward(axis: Axis) -> list[int]:
    """The places of an axis from below: the lowest value, or the last name."""
    order = in_drawing_order(axis)
    return order if axis.is_measured else order[::-1]


def _broken(text: str, width: float) -> str:
    return "\n".join(look.fitted(text, width, look.SMALL))


def _with_room(labels: list[str], cell: float, is_measured: bool) -> tuple[str, ...]:
    """The labels below cells: broken into lines where they are names, only so many where they are numbers."""
    if not is_measured:
        return _even([_broken(text, cell - 0.04) for text in labels])
    every = ceil((max(map(_width, labels)) + 0.08) / cell)
    return tuple(text if place % every == 0 else "" for place, text in enumerate(labels))


def _even(labels: list[str]) -> tuple[str, ...]:
    """Labels of as many lines each, so that their first lines stand at one height."""
    most = max(label.count("\n") for label in labels)
    return tuple(label + "\n" * (most - label.count("\n")) for label in labels)


def _width(text: str) -> float:
    return max(look.text_width(line, look.SMALL) for line in text.split("\n"))


@dataclass(frozen=True, slots=True)
class _Rank:
    """Maps that stand side by side, with the lines of their titles."""

    maps: tuple[Map, ...]
    titles: tuple[list[str], ...]

    @property
    def head(self) -> float:
        """Room for the longest of the titles."""
        return max(len(lines) for lines in self.titles) * look.line_height(look.TEXT) + 0.04


def _ranks(section: Section, form: _Form) -> list[_Rank]:
    ranks = []
    for first in range(0, len(section.maps), form.columns):
        maps = section.maps[first : first + form.columns]
        ranks.append(_Rank(maps, tuple(_title_lines(one, form) for one in maps)))
    return ranks


def _title_lines(one: Map, form: _Form) -> list[str]:
    parts = (look.fitted(part, form.width, look.TEXT, "bold") for part in one.title.split("\n"))
    return [line for part in parts for line in part]


def _heading_lines(section: Section) -> list[str]:
    inner = look.WIDTH - 2 * look.MARGIN
    return look.wrapped(section.heading, inner, look.HEADING, "bold") if section.heading else []


def _section_height(section: Section, ranks: Sequence[_Rank], form: _Form) -> float:
    heading = len(_heading_lines(section)) * look.line_height(look.HEADING)
    each = form.above + form.height + form.below + GAP * 0.8
    return heading + (0.1 if heading else 0) + sum(rank.head + each for rank in ranks)


def _draw_section(
    paper: look.Sheet, section: Section, ranks: Sequence[_Rank], form: _Form, top: float
) -> None:
    for line in _heading_lines(section):
        paper.write(line, paper.left, top, look.HEADING, weight="bold")
        top -= look.line_height(look.HEADING)
    top -= 0.1 if section.heading else 0
    weight = "normal" if section.heading else "bold"
    for rank in ranks:
        for place, (one, lines) in enumerate(zip(rank.maps, rank.titles, strict=True)):
            left, y = paper.left + place * (form.width + GAP), top
            for line in lines:
                paper.write(line, left, y, look.TEXT, weight=weight)
                y -= look.line_height(look.TEXT)
            _draw_map(paper, one, form, left, top - rank.head)
        top -= rank.head + form.above + form.height + form.below + GAP * 0.8


def _draw_map(paper: look.Sheet, one: Map, form: _Form, left: float, top: float) -> None:
    for line in form.name_up:
        paper.write(line, left, top, look.SMALL, color=look.MUTED)
        top -= look.line_height(look.SMALL)
    top -= 0.05
    width = form.cell_width * len(form.across)
    ax = paper.axes(left + form.left, top - form.height, width, form.height)
    plot_heat(one.chances, one.widths, ax=ax, has_text=form.cell_width > 0.3)
    ax.set_xticks(np.arange(len(form.across)) + 0.5, form.across)
    ax.set_yticks(np.arange(len(form.up)) + 0.5, form.up)
    ax.tick_params(length=0, pad=3)
    y = top - form.height - form.below + len(form.name_across) * look.line_height(look.SMALL)
    for line in form.name_across:
        paper.write(line, left + form.left, y, look.SMALL, color=look.MUTED)
        y -= look.line_height(look.SMALL)


def plot_heat(
    chances: NDArray[np.float64], widths: NDArray[np.float64], *, ax: Axes, has_text: bool = True
) -> Axes:
    """Draw the cells of a map with the chance in each in whole points, and the line of 80 %.

    Parameters
    ----------
    chances
        Shape (values up, values across); nan where a cell has no result.
    widths
        Of their intervals, of the same shape; cells with one wider than ``WIDE`` are hatched.
    ax
        Axes of a width and height that fit the cells.
    has_text
        Whether there is room for a number in a cell.
    """
    height, width = chances.shape
    ax.set(xlim=(0, width), ylim=(0, height))
    across, up, known = np.arange(width + 1), np.arange(height + 1), np.ma.masked_invalid(chances)
    ax.pcolormesh(across, up, known, cmap=SHADES, vmin=0, vmax=1, edgecolors=look.PAPER, linewidth=1.2)
    for (row, column), chance in np.ndenumerate(chances):
        if isnan(chance):
            _cross_out(ax, column, row)
            continue
        if widths[row, column] > WIDE:
            _hatch(ax, column, row, chance)
        if has_text:
            _write_in_cell(ax, column, row, say_chance(chance, "en").removesuffix(f"{NO_BREAK}%"), chance)
    edges = _edges(chances)
    for colour, thickness in ((look.PAPER, 4.6), (EDGE, 2.4)):
        ax.add_collection(LineCollection(edges, colors=colour, linewidths=thickness, capstyle="projecting"))
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _write_in_cell(ax: Axes, column: int, row: int, text: str, chance: float) -> None:
    """The number of a cell, set off from what is hatched around it."""
    cell_height = look.size_of(ax)[1] / (ax.get_ylim()[1] - ax.get_ylim()[0])
    written = ax.text(
        column + 0.5,
        row + 0.5 - look.middle(look.SMALL) / cell_height,
        text,
        ha="center",
        fontsize=look.SMALL,
        color=_ink_on(chance),
    )
    written.set_path_effects([withStroke(linewidth=4, foreground=to_hex(SHADES(chance)))])


def _ink_on(chance: float) -> str:
    return look.PAPER if chance > DARK else look.INK


def _edges(chances: NDArray[np.float64]) -> list[list[tuple[float, float]]]:
    """The pieces of the line between cells that reach 80 % and cells that don't."""
    reached, known = chances >= ENOUGH, ~np.isnan(chances)
    sideways = (reached[:, 1:] != reached[:, :-1]) & known[:, 1:] & known[:, :-1]
    upward = (reached[1:] != reached[:-1]) & known[1:] & known[:-1]
    pieces = [[(float(x + 1), float(y)), (float(x + 1), float(y + 1))] for y, x in np.argwhere(sideways)]
    return pieces + [[(float(x), float(y + 1)), (float(x + 1), float(y + 1))] for y, x in np.argwhere(upward)]


def _draw_legend(paper: look.Sheet, lang: str, maps: Sequence[Map]) -> None:
    """The shades from 0 to 100 %; the thick line, the hatched and the crossed cells where there are such."""
    x = _draw_shades(paper) + 0.3
    if any(_edges(one.chances) for one in maps):
        line = _legend_box(paper, x)
        line.plot([0, 1], [0.5, 0.5], color=EDGE, linewidth=2.4)
        x = _write_beside(paper, say("figure.heat.edge", lang), x + 0.42) + 0.3
    elif not any((one.chances >= ENOUGH).any() for one in maps):
        x = _write_beside(paper, say("figure.heat.none_enough", lang), x) + 0.3
    if any((one.widths > WIDE).any() for one in maps):
        box = _legend_box(paper, x)
        box.add_patch(Rectangle((0, 0), 1, 1, facecolor=SHADES(0.25), linewidth=0))
        _hatch(box, 0, 0, 0.25)
        x = _write_beside(paper, say("figure.heat.wide", lang), x + 0.42) + 0.3
    if any(np.isnan(one.chances).any() for one in maps):
        _cross_out(_legend_box(paper, x), 0, 0)
        _write_beside(paper, say("figure.heat.failed", lang), x + 0.42)


def _draw_shades(paper: look.Sheet) -> float:
    x = _write_beside(paper, f"0{NO_BREAK}%", paper.left) + 0.08
    ax = _legend_box(paper, x, 1.2)
    ax.pcolormesh(np.linspace(0, 1, 51), [0, 1], np.linspace(0, 1, 50)[None, :], cmap=SHADES, vmin=0, vmax=1)
    return _write_beside(paper, f"100{NO_BREAK}%", x + 1.28)


def _legend_box(paper: look.Sheet, x: float, width: float = 0.34) -> Axes:
    ax = paper.axes(x, paper.top - 0.17, width, 0.13)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()
    return ax


def _write_beside(paper: look.Sheet, text: str, x: float) -> float:
    """Write a text of the legend; what comes back is where it ends."""
    paper.write(text, x, paper.top - 0.04, look.SMALL, color=look.MUTED)
    return x + look.text_width(text, look.SMALL)


def _hatch(ax: Axes, column: int, row: int, chance: float) -> None:
    ax.add_patch(
        Rectangle(
            (column + 0.04, row + 0.04), 0.92, 0.92, fill=False, hatch="////", linewidth=0,
            edgecolor=to_rgba(_ink_on(chance), 0.45),
        )
    )  # fmt: skip


def _cross_out(ax: Axes, column: int, row: int) -> None:
    ax.add_patch(Rectangle((column, row), 1, 1, facecolor=look.STRIPE, edgecolor=look.FAINT, linewidth=0.6))
    for ends in ((0.2, 0.8), (0.8, 0.2)):
        ax.plot([column + 0.2, column + 0.8], [row + end for end in ends], color=look.FAINT, linewidth=1)


# the finding ---------------------------------------------------------------------------------


def finding(rows: pd.DataFrame, axes: Sequence[Axis], *, titles: Titles, lang: str) -> tuple[str, str]:
    """What the maps say: how far the chance that moves most does; and where it is lowest and highest."""
    ends = []
    for _, own in rows.groupby(["milestone", "deadline"], sort=False):
        cells = list(rows_of(own))
        ends.append((min(cells, key=_chance), max(cells, key=_chance)))
    low, high = max(ends, key=lambda pair: pair[1].probability - pair[0].probability)
    is_flat = whole_points(high.probability - low.probability) == 0
    key = "alike" if is_flat else "unclear" if low.ci_high >= high.ci_low else "spread"
    names = " × ".join(axis.title[lang] for axis in axes)
    ends_said = say(
        "figure.heat.ends",
        lang,
        low_cell=_cell_of(low, axes, lang),
        high_cell=_cell_of(high, axes, lang),
    )
    title = say(
        f"figure.heat.{key}",
        lang,
        axes=names,
        milestone=title_of(titles, low.milestone, lang),
        deadline=say_deadline(low.deadline, lang),
        low=say_chance(low.probability, lang),
        high=say_chance(high.probability, lang),
    )
    return title, ends_said if key == "spread" else ""


def _chance(row: object) -> float:
    return float(row.probability)  # type: ignore[attr-defined]


def _cell_of(row: object, axes: Sequence[Axis], lang: str) -> str:
    return cell_said(axes, [int(getattr(row, f"place_{number}")) for number in range(len(axes))], lang)
