"""The map of a programme: works as rows of phases, with what waits for what, sessions and gates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from model.report import look
from model.report.frames import Titles, in_order, is_blank, rows_of, title_of
from model.report.gantt import takes_time
from model.words import OPEN, say, say_month

BOX, BOX_HEIGHT, GAP = 1.5, 0.68, 0.3
"""Inches: width and height of a box, and the room between boxes for arrows."""

NAME_COLUMN, GOAL_COLUMN = 1.75, 2.7
"""Inches for the names of works and of their milestones."""

ROW, ARCH = 0.98, 0.07
"""Inches of a row, and how far below the boxes an arrow runs that passes some of them."""

WITHIN, ACROSS = "#8B96A1", "#D55E00"
"""Colours of arrows inside a work and between two."""

SOFT, RIM, POINTS, GOLD = "#E8F1F8", "#7FB3D5", "#FFF2CC", "#C98A00"
"""Grounds and rims of boxes: of phases, and of indicators."""

Place = tuple[str, str]
"""A work and one of its phases; an indicator is a phase without a name of its own: ``indicator.x``."""


@dataclass(frozen=True, slots=True)
class Box:
    """A phase or an indicator with its place: row, and rank from the left."""

    place: Place
    row: int
    rank: int
    title: str
    small: tuple[str, ...]
    sessions: tuple[int, ...]
    has_gate: bool

    @property
    def left(self) -> float:
        """Inches from the left edge of the boxes."""
        return self.rank * (BOX + GAP)


def figure_of_map(
    phases: pd.DataFrame,
    links: pd.DataFrame,
    *,
    titles: Titles,
    homes: Mapping[str, str],
    steps: Mapping[Place, int],
    lang: str,
    footer: str,
) -> Figure:
    """Who waits for whom, on one sheet.

    Parameters
    ----------
    phases
        As for ``figure_of_gantt``.
    links
        As ``link_table`` has them.
    titles
        Names for people: milestones, ``session.x``, ``indicator.x``.
    homes
        For each milestone the work it belongs to.
    steps
        How many steps a phase of a work has.
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        works = in_order(phases["work"])
        sessions = in_order(links[links["kind"] == "session"]["name"])
        boxes = boxes_of(phases, links, sessions, titles, steps, lang)
        ranks = max(box.rank for box in boxes) + 1
        width = ranks * (BOX + GAP) - GAP
        lanes = {work: _height(work, homes) for work in works}
        legend = 0.26 * (-(-(len(sessions) + 1) // 3)) + 0.2
        height = sum(lanes.values())
        paper = look.sheet(
            finding(links, titles=titles, lang=lang),
            say("figure.map.subtitle", lang),
            footer,
            height + legend + 0.15,
            width=NAME_COLUMN + width + GOAL_COLUMN + 2 * look.MARGIN + 0.2,
        )
        ax = paper.axes(paper.left + NAME_COLUMN, paper.bottom + legend, width, height)
        ax.set(xlim=(0, width), ylim=(height, 0))
        ax.set_axis_off()
        tops = dict(zip(works, _tops([lanes[work] for work in works]), strict=True))
        _draw_rows(ax, phases, works, tops, lanes, homes, titles, width, lang)
        middles = {work: tops[work] + lanes[work] / 2 + 0.03 for work in works}
        _draw_arrows(ax, boxes, links, middles)
        for box in boxes:
            _draw_box(ax, box, middles[box.place[0]])
        _draw_legend(paper, links, sessions, titles, legend, lang)
        return paper.figure


def _height(work: str, homes: Mapping[str, str]) -> float:
    goals = sum(home == work for home in homes.values())
    return max(ROW, 0.2 * goals + 0.3)


def _tops(heights: Sequence[float]) -> Iterator[float]:
    top = 0.0
    for height in heights:
        yield top
        top += height


def boxes_of(
    phases: pd.DataFrame,
    links: pd.DataFrame,
    sessions: Sequence[str],
    titles: Titles,
    steps: Mapping[Place, int],
    lang: str,
) -> list[Box]:
    """All phases in their rows, the earliest first; an indicator before the first that needs it."""
    found = []
    for row, work in enumerate(in_order(phases["work"])):
        own = [phase for phase in rows_of(phases[phases["work"] == work]) if takes_time(phase)]
        own.sort(key=lambda phase: (phase.start_p50 or LATE, phase.finish_p50 or LATE))
        towards = links[links["to_work"] == work]
        names = _with_indicators([phase.phase for phase in own], towards)
        by_name = {phase.phase: phase for phase in own}
        for rank, name in enumerate(names):
            if name not in by_name:
                found.append(Box((work, name), row, rank, title_of(titles, name, lang), (), (), False))
                continue
            here = towards[towards["to_phase"] == name]
            held = [sessions.index(one) + 1 for one in in_order(here[here["kind"] == "session"]["name"])]
            has_gate = bool((here["kind"] == "gate").any())
            small = _small(by_name[name], steps.get((work, name), 0), lang)
            title = getattr(by_name[name], f"phase_{lang}")
            found.append(Box((work, name), row, rank, title, small, tuple(held), has_gate))
    return found


LATE = "9"
"""Comes after every date."""


def _with_indicators(phases: Sequence[str], links: pd.DataFrame) -> list[str]:
    """The phases of a work in their order, each indicator before the first of them that needs it."""
    names: list[str] = []
    for phase in phases:
        levels = links[(links["kind"] == "level") & (links["to_phase"] == phase)]
        names += [one for name in in_order(levels["name"]) if (one := f"indicator.{name}") not in names]
        names.append(phase)
    return names


def _small(phase: Any, count: int, lang: str) -> tuple[str, ...]:
    """Below the name of a phase: how many steps, and from which month to which."""
    number = say("figure.map.step" if count == 1 else "figure.map.steps", lang, count=count)
    first, last = (_month(day, lang) for day in (phase.start_p50, phase.finish_p50))
    return number, say("figure.map.months", lang, first=first, last=last)


def _month(day: str, lang: str) -> str:
    return OPEN if is_blank(day) else say_month(date.fromisoformat(day), lang)


def _draw_rows(
    ax: Axes,
    phases: pd.DataFrame,
    works: Sequence[str],
    tops: Mapping[str, float],
    lanes: Mapping[str, float],
    homes: Mapping[str, str],
    titles: Titles,
    width: float,
    lang: str,
) -> None:
    """Stripes, the names of works at the left and of their milestones at the right."""
    for number, work in enumerate(works):
        top, high = tops[work], lanes[work]
        if number % 2 == 0:
            ends = (-NAME_COLUMN - 0.08, width + GOAL_COLUMN + 0.2)
            ax.fill_between(ends, top, top + high, color=look.STRIPE, linewidth=0, clip_on=False, zorder=0)
        title = next(rows_of(phases[phases["work"] == work]))
        lines = look.fitted(getattr(title, f"work_{lang}"), NAME_COLUMN - 0.2, look.SMALL, "bold")[:4]
        y = top + high / 2 - (len(lines) - 1) / 2 * look.line_height(look.SMALL)
        for line in lines:
            ax.text(-NAME_COLUMN, y + look.middle(look.SMALL), line, fontsize=look.SMALL, weight="bold")
            y += look.line_height(look.SMALL)
        goals = [name for name, home in homes.items() if home == work]
        y = top + high / 2 - (len(goals) - 1) / 2 * 0.2
        for name in goals:
            ax.plot([width + 0.32], [y], marker="D", markersize=4, color=look.INK, clip_on=False)
            said = look.cut(title_of(titles, name, lang), GOAL_COLUMN - 0.3, look.TINY)
            ax.text(width + 0.44, y + look.middle(look.TINY), said, fontsize=look.TINY)
            y += 0.2


def _draw_box(ax: Axes, box: Box, middle: float) -> None:
    """One box: its name, what stands below, sessions on its upper edge, a gate on its left one."""
    is_indicator = not box.small
    top = middle - BOX_HEIGHT / 2
    ax.add_patch(
        FancyBboxPatch(
            (box.left + 0.04, top + 0.04), BOX - 0.08, BOX_HEIGHT - 0.08,
            boxstyle="round,pad=0.04,rounding_size=0.06",
            facecolor=POINTS if is_indicator else SOFT, edgecolor=GOLD if is_indicator else RIM,
            linewidth=0.9, zorder=3, clip_on=False,
        )
    )  # fmt: skip
    lines = look.wrapped(box.title, BOX - 0.14, look.TINY, "bold")
    if len(lines) > 2:
        lines = [lines[0], look.cut(" ".join(lines[1:]), BOX - 0.2, look.TINY)]
    texts = [(line, "bold", look.INK) for line in lines]
    texts += [(text, "normal", look.MUTED) for text in box.small]
    step = 0.145
    y = middle - (len(texts) - 1) / 2 * step
    for text, weight, colour in texts:
        ax.text(
            box.left + BOX / 2, y + look.middle(look.TINY), text, fontsize=look.TINY, weight=weight,
            color=colour, ha="center", zorder=4,
        )  # fmt: skip
        y += step
    x = box.left + 0.14
    for number in box.sessions:
        _draw_session(ax, number, x, top - 0.05)
        x += 0.2
    if box.has_gate:
        ax.plot(
            [box.left], [middle], marker="D", markersize=7, markerfacecolor=look.PAPER,
            markeredgecolor=look.INK, markeredgewidth=1.1, zorder=6, clip_on=False,
        )  # fmt: skip


def _draw_session(ax: Axes, number: int, x: float, y: float) -> None:
    ax.plot([x], [y], marker="o", markersize=10, color=look.INK, zorder=6, clip_on=False)
    ax.text(
        x,
        y + look.middle(6.5),
        str(number),
        fontsize=6.5,
        color=look.PAPER,
        weight="bold",
        ha="center",
        zorder=7,
    )


def _draw_arrows(ax: Axes, boxes: Sequence[Box], links: pd.DataFrame, middles: Mapping[str, float]) -> None:
    """Arrows inside each work, over the boxes between; and those from work to work, in bold."""
    at = {box.place: box for box in boxes}
    for work in dict.fromkeys(box.place[0] for box in boxes):
        pairs = [(a, b) for a, b in _edges(links, at) if a.place[0] == b.place[0] == work and a.rank < b.rank]
        for before, after in _needed(pairs):
            _draw_inside(ax, before, after, middles[work])
    for before, after in _edges(links, at):
        if before.place[0] != after.place[0]:
            start = (before.left + BOX / 2, middles[before.place[0]])
            end = (after.left + BOX / 2, middles[after.place[0]])
            is_down = end[1] > start[1]
            edge = BOX_HEIGHT / 2 if is_down else -BOX_HEIGHT / 2
            patch = FancyArrowPatch(
                (start[0], start[1] + edge), (end[0], end[1] - edge), arrowstyle="-|>", mutation_scale=11,
                connectionstyle="arc3,rad=0.04", color=ACROSS, linewidth=1.7, zorder=2.5, alpha=0.85,
            )  # fmt: skip
            ax.add_patch(patch)


def _edges(links: pd.DataFrame, at: Mapping[Place, Box]) -> list[tuple[Box, Box]]:
    """Boxes joined by links, those over an indicator by way of its own box."""
    found = []
    for row in rows_of(links):
        before, after = (row.from_work, row.from_phase), (row.to_work, row.to_phase)
        if row.kind == "phase" and before in at and after in at:
            found.append((at[before], at[after]))
        name = f"indicator.{row.name}"
        shown = [box for box in at.values() if box.place[1] == name]
        if row.kind == "raises":
            found += [(at[before], box) for box in shown if before in at]
        if row.kind == "level":
            found += [(box, at[after]) for box in shown if box.place[0] == row.to_work]
    return found


def _needed(pairs: Sequence[tuple[Box, Box]]) -> list[tuple[Box, Box]]:
    """Those arrows that no way over other boxes makes superfluous."""
    after: dict[int, set[int]] = {}
    for one, other in pairs:
        after.setdefault(one.rank, set()).add(other.rank)

    def reaches(start: int, end: int) -> bool:
        return any(step == end or reaches(step, end) for step in after.get(start, set()))

    return [
        (one, other)
        for one, other in dict.fromkeys(pairs)
        if not any(step != other.rank and reaches(step, other.rank) for step in after[one.rank])
    ]


def _draw_inside(ax: Axes, before: Box, after: Box, middle: float) -> None:
    apart = after.rank - before.rank
    style: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 9,
        "color": WITHIN,
        "linewidth": 1.0,
        "zorder": 2,
    }
    if apart == 1:
        ends = (before.left + BOX, middle), (after.left, middle)
        ax.add_patch(FancyArrowPatch(*ends, shrinkA=0, shrinkB=0, **style))
        return
    y = middle + BOX_HEIGHT / 2
    ends = (before.left + BOX * 0.7, y), (after.left + BOX * 0.25, y)
    bend = f"bar,fraction={ARCH / (ends[1][0] - ends[0][0]):.4f}"
    ax.add_patch(FancyArrowPatch(*ends, shrinkA=0, shrinkB=0, connectionstyle=bend, **style))


def _draw_legend(
    paper: look.Sheet, links: pd.DataFrame, sessions: Sequence[str], titles: Titles, height: float, lang: str
) -> None:
    """What the numbers and the diamond stand for, in three columns."""
    width = paper.right - paper.left
    ax = paper.axes(paper.left, paper.bottom, width, height)
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    for place, name in enumerate([*sessions, None]):
        x, y = (place % 3) * width / 3 + 0.1, 0.3 + 0.26 * (place // 3)
        if name is None:
            ax.plot(
                [x], [y], marker="D", markersize=7, markerfacecolor=look.PAPER, markeredgecolor=look.INK,
                markeredgewidth=1.1,
            )  # fmt: skip
            text = say("figure.map.gate", lang)
        else:
            _draw_session(ax, place + 1, x, y)
            count = len(links[(links["kind"] == "session") & (links["name"] == name)])
            title = title_of(titles, f"session.{name}", lang)
            text = say("figure.map.session", lang, name=title, count=count)
        said = look.cut(text, width / 3 - 0.4, look.SMALL)
        ax.text(x + 0.16, y + look.middle(look.SMALL), said, fontsize=look.SMALL, color=look.INK)


def finding(links: pd.DataFrame, *, titles: Titles, lang: str) -> str:
    """The session that most phases wait for."""
    own = links[links["kind"] == "session"]
    if own.empty:
        return say("figure.map.plain", lang)
    most = own["name"].value_counts(sort=False).idxmax()
    here = own[own["name"] == most]
    return say(
        "figure.map.most",
        lang,
        name=title_of(titles, f"session.{most}", lang),
        count=len(here),
        works=here["to_work"].nunique(),
    )
