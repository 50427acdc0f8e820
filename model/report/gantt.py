"""The programme on a calendar: works and phases as bars whose ends are as blurred as their dates are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.curves import dates_on_scale, number_of
from model.report.frames import Titles, in_order, is_blank, is_dated, rows_of, title_of
from model.words import say, say_chance, say_date

TITLE_COLUMN, SHARE_COLUMN = 3.1, 1.05
"""Widths in inches of the columns beside the axis."""

PHASE, HEADING, LANE, AIR = 0.205, 0.25, 0.18, 0.12
"""Heights in inches: of a phase, of a line of a work's name, of a milestone, and between works."""

OFTEN, SELDOM = 0.5, 0.05
"""Shares of replications from which on a phase sets dates often, and below which hardly ever."""

BLUE, PALE, GREY = "#0072B2", "#7FB3D5", "#B4BCC4"
"""Phases that set a date often, at times, hardly ever."""

BANDS = (("p10", "p90", 0.055, 0.45), ("p25", "p75", 0.105, 0.55), ("p50", "p50", 0.15, 1.0))
"""Each part of a bar: from which start to which finish, how high in inches, how dense."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A milestone as it stands with its work: half-way day, the deadline it is read by, and the chance."""

    title: str
    p50: str
    deadline: str
    chance: float


@dataclass(frozen=True, slots=True)
class Block:
    """One work with its milestones and phases, and where it begins: inches from the top."""

    title: list[str]
    goals: tuple[Goal, ...]
    phases: tuple[Any, ...]
    top: float

    @property
    def head(self) -> float:
        """Inches above the first phase."""
        return max(HEADING * len(self.title), LANE * len(self.goals) + 0.04)

    @property
    def height(self) -> float:
        """Inches in all."""
        return self.head + PHASE * len(self.phases) + AIR


def figure_of_gantt(
    phases: pd.DataFrame,
    milestones: pd.DataFrame,
    *,
    titles: Titles,
    homes: Mapping[str, str],
    lang: str,
    footer: str,
) -> Figure:
    """Works and phases of one scenario on a calendar.

    Parameters
    ----------
    phases
        One row per work and phase: ``work``, ``phase`` with ``_vi`` and ``_en`` titles, ``start_p10``
        … ``finish_p90`` (ISO text, blank beyond the horizon), ``on_chain_<milestone>``.
    milestones
        As for ``figure_of_milestones``.
    titles
        Names of milestones for people.
    homes
        For each milestone the work it belongs to.
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        blocks = blocks_of(phases, milestones, titles, homes, lang)
        height = sum(block.height for block in blocks)
        header, scale = 0.3, 0.42
        paper = look.sheet(
            finding(phases, lang), say("figure.gantt.subtitle", lang), footer, header + height + scale
        )
        _draw_key(paper, lang)
        width = paper.right - paper.left - TITLE_COLUMN - SHARE_COLUMN
        ax = paper.axes(paper.left + TITLE_COLUMN, paper.bottom + scale, width, height)
        plot_gantt(blocks, span_of(phases, blocks), ax=ax, lang=lang)
        return paper.figure


def blocks_of(
    phases: pd.DataFrame, milestones: pd.DataFrame, titles: Titles, homes: Mapping[str, str], lang: str
) -> list[Block]:
    """Works in their order, each with its milestones and with those of its phases that take any time."""
    blocks, top = [], 0.0
    for work in in_order(phases["work"]):
        rows = [row for row in rows_of(phases[phases["work"] == work]) if takes_time(row)]
        if not rows:
            continue
        names = [name for name in in_order(milestones["milestone"]) if homes.get(name) == work]
        goals = tuple(_goal(milestones[milestones["milestone"] == name], titles, lang) for name in names)
        title = look.wrapped(getattr(rows[0], f"work_{lang}"), TITLE_COLUMN - 0.15, look.TEXT, "bold")
        blocks.append(Block(title, goals, tuple(rows), top))
        top += blocks[-1].height
    return blocks


def takes_time(row: Any) -> bool:
    """Whether a phase ever takes any time."""
    return not is_blank(row.start_p10) and row.start_p10 != row.finish_p90


def _goal(rows: pd.DataFrame, titles: Titles, lang: str) -> Goal:
    """A milestone by the deadline its documents state, else by its last."""
    dated = [row for row in rows_of(rows) if is_dated(row.deadline)]
    stated = [row for row in dated if row.deadline_basis == "stated"]
    row = (stated or sorted(dated, key=lambda one: one.deadline) or list(rows_of(rows)))[-1]
    deadline = row.deadline if dated else ""
    p50 = "" if is_blank(row.p50) else row.p50
    return Goal(title_of(titles, row.milestone, lang), p50, deadline, row.probability)


def span_of(phases: pd.DataFrame, blocks: list[Block]) -> tuple[date, date]:
    """The first and the last day on the scale: all that is known is in."""
    columns = [f"{end}_{mark}" for end in ("start", "finish") for mark in ("p10", "p25", "p50", "p75", "p90")]
    known = [str(day) for name in columns for day in phases[name] if not is_blank(day)]
    known += [goal.deadline for block in blocks for goal in block.goals if goal.deadline]
    first, last = (date.fromisoformat(day) for day in (min(known), max(known)))
    return first, last + timedelta(days=max(20, round((last - first).days * 0.03)))


def plot_gantt(blocks: list[Block], span: tuple[date, date], *, ax: Axes, lang: str) -> Axes:
    """Draw the bars, milestones and names of all works on axes with room on both sides.

    Parameters
    ----------
    ax
        Axes as high as all blocks together; its y axis becomes inches from the top.
    """
    height = sum(block.height for block in blocks)
    width, _ = look.size_of(ax)
    first, last = span
    ax.set(xlim=(number_of(first), number_of(last)), ylim=(height, 0))
    _draw_scale(ax, span, width, height, lang)
    for block in blocks:
        _draw_names(ax, block, width, lang)
        for goal, y in zip(block.goals, _lanes(block), strict=True):
            _draw_goal(ax, goal, y, block, span, width, lang)
        for place, row in enumerate(block.phases):
            _draw_bar(ax, row, block.top + block.head + PHASE * (place + 0.5), span, width)
    return ax


def _lanes(block: Block) -> list[float]:
    """Heights of the lanes of a block's milestones, inches from the top."""
    return [block.top + LANE * (place + 0.5) + 0.04 for place in range(len(block.goals))]


def _draw_scale(ax: Axes, span: tuple[date, date], width: float, height: float, lang: str) -> None:
    """Years above and below, with a hairline each; headings of the columns beside."""
    ax.set_yticks([])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ticks = dates_on_scale(*span, width, lang)
    ax.set_xticks([number_of(day) for day, _ in ticks], [text for _, text in ticks])
    ax.tick_params(axis="x", length=0, pad=5)
    for day, text in ticks:
        ax.axvline(number_of(day), color=look.GRID, linewidth=0.8, zorder=0)
        ax.text(number_of(day), -0.08, text, fontsize=look.SMALL, color=look.MUTED, ha="center")
    right = _at(ax, width + SHARE_COLUMN, width)
    ax.text(right, -0.08, say("figure.gantt.share", lang), fontsize=look.SMALL, color=look.MUTED, ha="right")


def _draw_names(ax: Axes, block: Block, width: float, lang: str) -> None:
    """The name of the work, of each phase, and how often it sets a date."""
    left, right = _at(ax, -TITLE_COLUMN, width), _at(ax, width + SHARE_COLUMN, width)
    ax.plot([left, right], [block.top, block.top], color=look.FAINT, linewidth=0.8, clip_on=False, zorder=0)
    y = block.top + HEADING / 2 + 0.02
    for line in block.title:
        ax.text(left, y + look.middle(look.TEXT), line, fontsize=look.TEXT, weight="bold")
        y += HEADING - 0.03
    for place, row in enumerate(block.phases):
        y = block.top + block.head + PHASE * (place + 0.5)
        name = look.cut(getattr(row, f"phase_{lang}"), TITLE_COLUMN - 0.3, look.SMALL)
        ax.text(_at(ax, 0.14 - TITLE_COLUMN, width), y + look.middle(look.SMALL), name, fontsize=look.SMALL)
        share = share_of(row)
        is_often = share >= OFTEN
        ax.text(
            right,
            y + look.middle(look.SMALL),
            say_chance(share, lang),
            fontsize=look.SMALL,
            ha="right",
            color=look.INK if share >= SELDOM else look.MUTED,
            weight="bold" if is_often else "normal",
        )


def share_of(row: Any) -> float:
    """How often a phase lies on the chain of a milestone: of the one where this is most often."""
    shares = [getattr(row, name) for name in row._fields if name.startswith("on_chain_")]
    return max((float(share) for share in shares if not is_blank(share)), default=0.0)


def _draw_bar(ax: Axes, row: Any, y: float, span: tuple[date, date], width: float) -> None:
    """One phase: from half-way start to half-way finish in full, earlier and later ones paler and thinner."""
    share = share_of(row)
    colour = BLUE if share >= OFTEN else PALE if share >= SELDOM else GREY
    for first, last, high, dense in BANDS:
        start, finish = getattr(row, f"start_{first}"), getattr(row, f"finish_{last}")
        if is_blank(start):
            continue
        x = number_of(date.fromisoformat(start))
        is_open = is_blank(finish)
        end = number_of(span[1] if is_open else date.fromisoformat(finish))
        ax.barh(y, end - x, high, x, color=colour, alpha=dense, linewidth=0, zorder=2)
        if is_open and last != "p90":
            tip = _at(ax, width + 0.07, width)
            ax.plot([tip], [y], marker=">", markersize=4, color=colour, clip_on=False, zorder=3)


def _draw_goal(
    ax: Axes, goal: Goal, y: float, block: Block, span: tuple[date, date], width: float, lang: str
) -> None:
    """A milestone: the deadline as a pole through its work, P50 as a ring, and the chance in words."""
    marks = [width * 0.5]
    if goal.p50:
        x = number_of(date.fromisoformat(goal.p50))
        ring = {"markerfacecolor": look.PAPER, "markeredgecolor": look.INK, "markeredgewidth": 1.2}
        ax.plot([x], [y], marker="o", markersize=5, zorder=5, **ring)  # type: ignore[arg-type]
        marks = [_inches(ax, x, width)]
    if goal.deadline:
        x = number_of(date.fromisoformat(goal.deadline))
        bottom = block.top + block.height - AIR
        dashes = {"color": look.POLE, "linewidth": 0.9, "linestyle": (0, (3, 2))}
        ax.plot([x, x], [y, bottom], zorder=1, **dashes)  # type: ignore[arg-type]
        ax.plot([x], [y], marker="D", markersize=4.6, color=look.INK, zorder=4)
        here = _inches(ax, x, width)
        marks = [*marks, here] if goal.p50 else [here]
        ends = [_at(ax, one, width) for one in (min(marks), max(marks))]
        ax.plot(ends, [y, y], color=look.INK, linewidth=0.7, zorder=3)
    chance = say_chance(goal.chance, lang)
    brief = say("figure.gantt.undated", lang, chance=chance)
    by = say_date(goal.deadline, lang) if goal.deadline else ""
    whole = say("figure.gantt.by", lang, date=by, chance=chance) if by else brief
    _write_beside(ax, goal.title, (whole, brief), min(marks), max(marks), y, width)


def _write_beside(
    ax: Axes, title: str, endings: tuple[str, str], left: float, right: float, y: float, width: float
) -> None:
    """A title with the first ending that has room right or left of some marks; else the title is cut."""
    room_right, room_left = width + SHARE_COLUMN - right - 0.1, left - 0.1
    wishes = [(ending, is_right) for ending in endings for is_right in (True, False)]
    fitting = [
        (ending, is_right)
        for ending, is_right in wishes
        if look.text_width(title + ending, look.TINY) <= (room_right if is_right else room_left)
    ]
    rest, is_right = (fitting or [(endings[1], room_right >= room_left)])[0]
    room = (room_right if is_right else room_left) - look.text_width(rest, look.TINY)
    said = look.cut(title, room, look.TINY) + rest
    x = right + 0.09 if is_right else left - 0.09
    ax.text(
        _at(ax, x, width),
        y + look.middle(look.TINY),
        said,
        fontsize=look.TINY,
        color=look.INK,
        ha="left" if is_right else "right",
        bbox={"facecolor": look.PAPER, "edgecolor": "none", "pad": 0.3, "alpha": 0.9},
        zorder=3.5,
    )


def _draw_key(paper: look.Sheet, lang: str) -> None:
    """What the colours and marks stand for, in one line above the names."""
    ax = paper.axes(paper.left, paper.top - 0.2, TITLE_COLUMN, 0.2)
    ax.set(xlim=(0, TITLE_COLUMN), ylim=(0.2, 0))
    ax.set_axis_off()
    x = 0.0
    for mark, key in (("D", "deadline"), ("o", "half")):
        face = look.INK if mark == "D" else look.PAPER
        ax.plot(
            [x + 0.06], [0.1], marker=mark, markersize=4.8, markerfacecolor=face, markeredgecolor=look.INK,
            linestyle="none",
        )  # fmt: skip
        text = say(f"figure.gantt.{key}", lang)
        ax.text(x + 0.17, 0.1 + look.middle(look.SMALL), text, fontsize=look.SMALL, color=look.MUTED)
        x += 0.17 + look.text_width(text, look.SMALL) + 0.25


def _at(ax: Axes, inches: float, width: float) -> float:
    """The place on the scale of dates so many inches right of its beginning."""
    low, high = ax.get_xlim()
    return float(low + (high - low) * inches / width)


def _inches(ax: Axes, x: float, width: float) -> float:
    low, high = ax.get_xlim()
    return (x - low) / (high - low) * width


def finding(phases: pd.DataFrame, lang: str) -> str:
    """Of the phases that set dates often, the one whose end is least certain."""
    often = [
        row
        for row in rows_of(phases)
        if share_of(row) >= OFTEN and not is_blank(row.finish_p10) and not is_blank(row.finish_p90)
    ]
    if not often:
        return say("figure.gantt.plain", lang)
    widest = max(
        often, key=lambda row: date.fromisoformat(row.finish_p90) - date.fromisoformat(row.finish_p10)
    )
    return say(
        "figure.gantt.widest",
        lang,
        work=getattr(widest, f"work_{lang}"),
        phase=getattr(widest, f"phase_{lang}"),
        first=say_date(widest.finish_p10, lang),
        last=say_date(widest.finish_p90, lang),
    )
