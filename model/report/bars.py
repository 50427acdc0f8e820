"""Bars with their intervals: one number for each of several things, the largest on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from model.report import look

NAME_COLUMN, NUMBER_COLUMN = 3.5, 1.75
"""Inches left of the bars for their names, and right of them for their numbers."""

BAR, GAP, BELOW = 0.29, 0.26, 0.36
"""Inches of one bar with its distance, between two sets, and for the scale."""

POSITIVE, NEGATIVE, UNCLEAR = "#D55E00", "#0072B2", "#C3CAD1"
"""Colours of numbers above and below 0, and of those whose interval holds 0."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing: its name, its number with the interval, and how that is said."""

    name: str
    value: float
    low: float
    high: float
    said: str

    @property
    def colour(self) -> str:
        """What it is drawn in."""
        if self.low <= 0 <= self.high:
            return UNCLEAR
        return POSITIVE if self.value > 0 else NEGATIVE


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that share a scale: their heading, what stands below, and how the scale is labelled."""

    heading: str
    bars: tuple[Bar, ...]
    below: str
    label: Callable[[float], str]

    @property
    def lines(self) -> list[str]:
        """The heading in lines."""
        return look.wrapped(self.heading, look.WIDTH - 2 * look.MARGIN, look.HEADING, "bold")

    @property
    def height(self) -> float:
        """Inches it takes."""
        below = look.line_height(look.SMALL) if self.below else 0.0
        return len(self.lines) * look.line_height(look.HEADING) + self.drawn + below + GAP

    @property
    def drawn(self) -> float:
        """Inches of the bars and their scale."""
        return len(self.bars) * BAR + BELOW if self.bars else 0.0


def figure_of_bars(sets: Sequence[Bars], *, title: str, subtitle: str, footer: str) -> Figure:
    """Sets of bars on one sheet, one below the other."""
    with look.drawing():
        paper = look.sheet(title, subtitle, footer, sum(one.height for one in sets))
        top = paper.top
        for one in sets:
            _draw(paper, one, top)
            top -= one.height
        return paper.figure


def _draw(paper: look.Sheet, one: Bars, top: float) -> None:
    for line in one.lines:
        paper.write(line, paper.left, top, look.HEADING, weight="bold")
        top -= look.line_height(look.HEADING)
    height = len(one.bars) * BAR
    width = paper.right - paper.left - NAME_COLUMN - NUMBER_COLUMN
    if one.bars:
        ax = paper.axes(paper.left + NAME_COLUMN, top - 0.04 - height, width, height)
        plot_bars(one.bars, one.label, ax=ax)
    if one.below:
        paper.write(one.below, paper.left, top - 0.04 - one.drawn, look.SMALL, color=look.MUTED)


def plot_bars(bars: Sequence[Bar], label: Callable[[float], str], *, ax: Axes) -> Axes:
    """Draw bars from top to bottom, each with the line of its interval.

    Parameters
    ----------
    bars
        At least one.
    label
        How a place on the scale is said.
    ax
        Axes with room for the names at the left and the numbers at the right.
    """
    width, height = look.size_of(ax)
    each = height / len(bars)
    low, high = min(0.0, *(bar.low for bar in bars)), max(0.0, *(bar.high for bar in bars))
    room = (high - low) or 1.0
    low, high = (low - 0.02 * room if low < 0 else 0.0), high + 0.02 * room
    ax.set(xlim=(low, high), ylim=(len(bars), 0))
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=high - low >= 5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: label(value)))
    ax.tick_params(axis="x", length=0, pad=4)
    ax.grid(axis="x")
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    for place, bar in enumerate(bars):
        ax.barh(place + 0.5, bar.value, height=0.6, color=bar.colour, linewidth=0, zorder=2)
        ax.plot([bar.low, bar.high], [place + 0.5] * 2, color=look.INK, linewidth=1.1, zorder=3)
        baseline = place + 0.5 + look.middle(look.SMALL) / each
        left, right = low - 0.15 * (high - low) / width, high + (NUMBER_COLUMN - 0.02) * (high - low) / width
        ax.text(left, baseline, cut(bar.name), ha="right", fontsize=look.SMALL)
        ink = look.MUTED if bar.colour == UNCLEAR else look.INK
        ax.text(right, baseline, bar.said, ha="right", fontsize=look.SMALL, color=ink)
    ax.axvline(0, color=look.POLE, linewidth=0.9, zorder=4)
    return ax


def cut(name: str, room: float = NAME_COLUMN - 0.15) -> str:
    """A name, or as much of it as has room."""
    if look.text_width(name, look.SMALL) <= room:
        return name
    while look.text_width(f"{name}…", look.SMALL) > room:
        name = name[:-1].rstrip()
    return f"{name}…"
