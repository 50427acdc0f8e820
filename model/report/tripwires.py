"""Tripwires: how the chance of a deadline falls while a step is still not done, date by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.by_when import interval_said
from model.report.frames import Titles, in_order, is_blank, is_dated, rows_of, title_of
from model.words import say, say_chance, say_date, say_deadline

PANEL_HEIGHT, SCALE = 1.9, 0.42
"""Inches of the axes of a panel, and below them for the dates and the air."""

NAMES = 3.75
"""Inches right of the axes, for what the lines are."""

LEFT = 0.5

MOST_PANELS = 8
"""Milestones in one figure; those whose tripwires tell most."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a line is called, and what its tripwire tells, each in lines of text."""

    title: list[str]
    said: list[str]

    @property
    def height(self) -> float:
        """Inches it takes."""
        return (len(self.title) + len(self.said)) * look.line_height(look.SMALL) + 0.08


@dataclass(frozen=True, slots=True)
class Panel:
    """One milestone by one deadline: its title in lines, its tripwires and their curves."""

    title: list[str]
    wires: pd.DataFrame
    curves: pd.DataFrame
    names: list[Name]

    @property
    def head(self) -> float:
        """Inches above the axes."""
        return len(self.title) * look.line_height(look.HEADING) + 0.12

    @property
    def height(self) -> float:
        """Inches of the axes: as high as the names beside them need."""
        needed = sum(name.height for name in self.names)
        return max(PANEL_HEIGHT, needed)


def figure_of_tripwires(
    main: pd.DataFrame, curves: pd.DataFrame, *, titles: Titles, threshold: float, lang: str, footer: str
) -> Figure:
    """The chance of each milestone given that a step is not done by a date, over dates.

    Parameters
    ----------
    main
        One row per curve: ``milestone``, ``deadline``, ``step``, ``date`` of the tripwire with ``date_low``
        and ``date_high`` (ISO text, blank where there is none), ``chance_open``, ``chance_done``, ``open``,
        ``tells``, ``replications``; of a milestone the one that tells most first.
    curves
        ``milestone``, ``step``, ``date``, ``chance_open``, ``ci_low``, ``ci_high``.
    titles
        Names of milestones and steps for people.
    threshold
        The chance whose tripwires are marked, in (0, 1).
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        strongest = main.groupby("milestone", sort=False)["tells"].max().astype(float)
        chosen = list(strongest.nlargest(MOST_PANELS).index)
        keys = [name for name in in_order(main["milestone"]) if name in chosen]
        panels = [_panel(main[main["milestone"] == key], curves, titles, lang) for key in keys]
        room = sum(panel.head + panel.height + SCALE for panel in panels)
        subtitle = say("tripwires.subtitle", lang, threshold=say_chance(threshold, lang))
        if len(strongest) > len(keys):
            subtitle += " " + say("tripwires.others", lang, count=len(strongest) - len(keys))
        paper = look.sheet(
            finding(main, titles=titles, threshold=threshold, lang=lang), subtitle, footer, room
        )
        top = paper.top
        for panel in panels:
            for place, line in enumerate(panel.title):
                y = top - place * look.line_height(look.HEADING)
                paper.write(line, paper.left, y, look.HEADING, weight="bold")
            width = paper.right - paper.left - LEFT - NAMES
            ax = paper.axes(paper.left + LEFT, top - panel.head - panel.height, width, panel.height)
            plot_tripwires(panel, threshold, ax=ax, lang=lang)
            _write_names(paper, panel, paper.right - NAMES + 0.25, top - panel.head)
            top -= panel.head + panel.height + SCALE
        return paper.figure


def _panel(wires: pd.DataFrame, curves: pd.DataFrame, titles: Titles, lang: str) -> Panel:
    first = next(rows_of(wires))
    text = say(
        "tripwires.panel",
        lang,
        milestone=title_of(titles, first.milestone, lang),
        deadline=say_deadline(first.deadline, lang),
        chance=say_chance(first.chance, lang),
    )
    title = look.wrapped(text, look.WIDTH - 2 * look.MARGIN, look.HEADING, "bold")
    names = [_name(wire, titles, lang) for wire in rows_of(wires)]
    return Panel(title, wires, curves[curves["milestone"] == first.milestone], names)


def _name(wire: Any, titles: Titles, lang: str) -> Name:
    """The title of the step of a line, and what its tripwire tells."""
    title = look.wrapped(title_of(titles, wire.step, lang), NAMES - 0.6, look.SMALL, "bold")
    said = say(
        "tripwires.wire",
        lang,
        date=say_date(wire.date, lang),
        interval=interval_said(wire, lang),
        open=say_chance(wire.chance_open, lang),
        done=_done(wire, lang),
    )
    return Name(title, look.wrapped(said, NAMES - 0.6, look.SMALL))


def _done(wire: Any, lang: str) -> str:
    return "–" if is_blank(wire.chance_done) else say_chance(wire.chance_done, lang)


def plot_tripwires(panel: Panel, threshold: float, *, ax: Axes, lang: str) -> Axes:
    """Draw the curves of one milestone with their tripwires.

    Parameters
    ----------
    panel
        Curves and tripwires.
    threshold
        In (0, 1); its line is drawn.
    ax
        Axes with room left for the chances and below for the dates.
    """
    days = pd.to_datetime(panel.curves["date"])
    deadline = next(rows_of(panel.wires)).deadline
    start = days.min().date()
    end = max(days.max().date(), date.fromisoformat(deadline)) if is_dated(deadline) else days.max().date()
    ax.set(xlim=(_number(start), _number(end)), ylim=(0, 1))
    for level in (0.25, 0.5, 0.75, 1):
        ax.axhline(level, color=look.GRID, linewidth=0.8, zorder=0)
    ax.axhline(threshold, color=look.INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100\u00a0%"])
    years = range(start.year, end.year + 1)
    ticks = [date(year, month, 1) for year in years for month in ((1, 7) if len(years) < 4 else (1,))]
    ticks = [day for day in ticks if start <= day <= end]
    ax.set_xticks(
        [_number(day) for day in ticks],
        [say_date(day, lang) if day.month > 1 else str(day.year) for day in ticks],
    )
    ax.tick_params(axis="both", length=0, pad=4)
    ax.spines["left"].set_visible(False)
    if is_dated(deadline):
        ax.axvline(_number(date.fromisoformat(deadline)), color=look.POLE, linewidth=1.2, zorder=1)
    for place, wire in enumerate(rows_of(panel.wires)):
        curve, style = panel.curves[panel.curves["step"] == wire.step], look.style_of(place)
        at = mdates.date2num(pd.to_datetime(curve["date"]).to_numpy())
        ax.fill_between(at, curve["ci_low"], curve["ci_high"], color=style.colour, alpha=0.12, linewidth=0)
        ax.plot(at, curve["chance_open"], color=style.colour, linestyle=style.line, linewidth=1.9, zorder=3)
        ax.plot(
            [_number(date.fromisoformat(wire.date))], [wire.chance_open], marker=style.mark, markersize=8,
            color=style.colour, markeredgecolor=look.PAPER, markeredgewidth=1.2, zorder=5, clip_on=False,
        )  # fmt: skip
    return ax


def _write_names(paper: look.Sheet, panel: Panel, left: float, top: float) -> None:
    """What each line is, beside the axes, with a piece of the line and its mark."""
    for place, name in enumerate(panel.names):
        style = look.style_of(place)
        own = paper.axes(left, top - 0.17, 0.34, 0.2)
        own.set_axis_off()
        own.set(xlim=(0, 1), ylim=(0, 1))
        own.plot([0, 1], [0.5, 0.5], color=style.colour, linestyle=style.line, linewidth=1.9)
        own.plot([0.5], [0.5], color=style.colour, marker=style.mark, markersize=6)
        at = top
        for line in name.title:
            paper.write(line, left + 0.42, at, look.SMALL, weight="bold")
            at -= look.line_height(look.SMALL)
        for line in name.said:
            paper.write(line, left + 0.42, at, look.SMALL, color=look.MUTED)
            at -= look.line_height(look.SMALL)
        top -= name.height


def finding(main: pd.DataFrame, *, titles: Titles, threshold: float, lang: str) -> str:
    """What the lines say in one sentence: the tripwire that tells most of all."""
    if not len(main):
        return say("tripwires.none", lang)
    most = max(rows_of(main), key=lambda wire: wire.tells)
    return say(
        "tripwires.finding",
        lang,
        step=title_of(titles, most.step, lang),
        date=say_date(most.date, lang),
        milestone=title_of(titles, most.milestone, lang),
        deadline=say_deadline(most.deadline, lang),
        threshold=say_chance(threshold, lang),
    )


def _number(day: date) -> float:
    return float(mdates.date2num(day))
