"""Land over time: metres handed over, as a fan, against those on which works have begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.curves import dates_on_scale, number_of, numbers_of
from model.report.frames import Titles, in_order, is_dated, title_of
from model.words import say, say_month, say_number

PANEL_HEIGHT, LEFT_ROOM, RIGHT_ROOM, BELOW = 2.1, 0.85, 1.75, 0.5
"""Inches of the axes of one work, beside them and below."""


def figure_of_land(
    rows: pd.DataFrame,
    milestones: pd.DataFrame,
    *,
    titles: Titles,
    homes: Mapping[str, str],
    needed: Mapping[str, tuple[float, float]],
    lang: str,
    footer: str,
) -> Figure:
    """The land of each work on one sheet, one panel each, on one scale of dates.

    Parameters
    ----------
    rows
        One row per work and date: ``work``, ``date`` (ISO text), ``metres`` in all, ``land_low``,
        ``land_half``, ``land_high`` handed over and ``begun_…`` on which works have begun.
    milestones
        As for ``figure_of_milestones``; deadlines of those at home in a work are marked there.
    titles
        Names of works (``work.x``) and milestones for people.
    homes
        For each milestone the work it belongs to.
    needed
        For each work how many metres of a stretch must lie together, and the metres of a stretch.
    lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        works = in_order(rows["work"])
        inner = look.WIDTH - 2 * look.MARGIN
        title_of_work = {
            work: look.wrapped(title_of(titles, f"work.{work}", lang), inner, look.HEADING, "bold")
            for work in works
        }
        heads = [look.line_height(look.HEADING) * len(title_of_work[work]) + 0.52 for work in works]
        paper = look.sheet(
            finding(rows, titles=titles, lang=lang),
            say("figure.land.subtitle", lang),
            footer,
            sum(heads) + len(works) * (PANEL_HEIGHT + BELOW) - 0.1,
        )
        span, top = span_of(rows), paper.top
        for work, head in zip(works, heads, strict=True):
            y = top
            for line in title_of_work[work]:
                paper.write(line, paper.left, y, look.HEADING, weight="bold")
                y -= look.line_height(look.HEADING)
            least, of = needed[work]
            need = say("figure.land.need", lang, least=say_number(least, lang), of=say_number(of, lang))
            paper.write(need, paper.left, y, look.SMALL, color=look.MUTED)
            left, width = paper.left + LEFT_ROOM, inner - LEFT_ROOM - RIGHT_ROOM
            ax = paper.axes(left, top - head - PANEL_HEIGHT, width, PANEL_HEIGHT)
            own = milestones[[homes.get(name) == work for name in milestones["milestone"]]]
            plot_land(rows[rows["work"] == work], own, span, ax=ax, lang=lang)
            top -= head + PANEL_HEIGHT + BELOW
        return paper.figure


def span_of(rows: pd.DataFrame) -> tuple[date, date]:
    """From the first date to the one by which all land is there in nine of ten, and works have begun."""
    open_still = rows[(rows["land_low"] < rows["metres"]) | (rows["begun_low"] < rows["metres"])]
    first, last = (date.fromisoformat(day) for day in (rows["date"].min(), rows["date"].max()))
    end = date.fromisoformat(open_still["date"].max()) if len(open_still) else last
    return first, min(last, end + timedelta(days=150))


def plot_land(
    rows: pd.DataFrame, milestones: pd.DataFrame, span: tuple[date, date], *, ax: Axes, lang: str
) -> Axes:
    """Draw the land of one work: the fan of metres handed over, and the metres begun."""
    width, height = look.size_of(ax)
    total = float(rows["metres"].iloc[0])
    ax.set(xlim=tuple(number_of(day) for day in span), ylim=(0, total))
    steps = [total * share for share in (0, 0.25, 0.5, 0.75, 1)]
    ax.set_yticks(steps, [say("figure.land.metres", lang, metres=say_number(step, lang)) for step in steps])
    ax.tick_params(axis="both", length=0, pad=4)
    ax.spines["left"].set_visible(False)
    for step in steps[1:]:
        ax.axhline(step, color=look.GRID, linewidth=0.8, zorder=0)
    ticks = dates_on_scale(*span, width, lang)
    ax.set_xticks([number_of(day) for day, _ in ticks], [text for _, text in ticks])
    land, begun = look.style_of(0), look.style_of(1)
    x = numbers_of(rows["date"])
    ax.fill_between(
        x, rows["land_low"], rows["land_high"], step="post", color=land.colour, alpha=0.18, linewidth=0
    )
    ax.step(x, rows["land_half"], where="post", color=land.colour, linewidth=2, zorder=3)
    ax.step(
        x,
        rows["begun_half"],
        where="post",
        color=begun.colour,
        linestyle=begun.line,
        linewidth=1.8,
        zorder=3.5,
    )
    _draw_deadlines(ax, milestones, span, width, height, lang)
    _draw_words(ax, rows, span, width, height, lang)
    return ax


def _draw_deadlines(
    ax: Axes, milestones: pd.DataFrame, span: tuple[date, date], width: float, height: float, lang: str
) -> None:
    """Deadlines of the work as dashed poles, each with its month, as far as these have room side by side."""
    dated = {text for text in milestones["deadline"] if is_dated(text)}
    taken = -1.0
    for text in sorted(dated):
        day = date.fromisoformat(text)
        if not span[0] <= day <= span[1]:
            continue
        x = number_of(day)
        at = (x - ax.get_xlim()[0]) / (ax.get_xlim()[1] - ax.get_xlim()[0]) * width
        dashes = {"color": look.POLE, "linewidth": 0.9, "linestyle": (0, (3, 2)), "clip_on": False}
        ax.plot([x, x], [0, 1 + 0.06 / height], transform=ax.get_xaxis_transform(), zorder=1.5, **dashes)  # type: ignore[arg-type]
        said = say_month(day, lang)
        long = look.text_width(said, look.SMALL)
        if at - long / 2 < taken:
            continue
        taken = at + long / 2 + 0.1
        ax.text(
            x, 1 + 0.08 / height, said, transform=ax.get_xaxis_transform(), fontsize=look.SMALL,
            color=look.MUTED, ha="center",
        )  # fmt: skip


def _draw_words(
    ax: Axes, rows: pd.DataFrame, span: tuple[date, date], width: float, height: float, lang: str
) -> None:
    """Right of the axes: by when all land is there, and works have begun everywhere."""
    land, begun = look.style_of(0), look.style_of(1)
    words: list[tuple[str, str]] = []
    for name, style in (("land", land), ("begun", begun)):
        words.append((say(f"figure.land.{name}", lang), style.colour))
        for mark, said in (("half", "half"), ("low", "nine")):
            by = all_by(rows, f"{name}_{mark}")
            when = say("figure.land.never", lang) if by is None else say_month(by, lang)
            words.append((say(f"figure.land.{said}", lang, month=when), look.INK))
        words.append(("", look.INK))
    y = height - 0.1
    for text, colour in words:
        ax.text(
            1 + 0.15 / width,
            (y - look.middle(look.SMALL)) / height,
            text,
            transform=ax.transAxes,
            fontsize=look.SMALL,
            color=colour,
            weight="bold" if colour != look.INK else "normal",
        )
        y -= 0.19 if text else 0.1


def all_by(rows: pd.DataFrame, column: str) -> date | None:
    """The last day before the first date by which all metres are there; None where they never are.

    The dates are firsts of months, so its month is that in which the last metre came.
    """
    whole = rows[rows[column] >= rows["metres"]]
    return date.fromisoformat(whole["date"].iloc[0]) - timedelta(days=1) if len(whole) else None


def finding(rows: pd.DataFrame, *, titles: Titles, lang: str) -> str:
    """The work whose land is complete last, with the months by which half and nine of ten have it."""
    found: Sequence[tuple[date | None, date | None, Any]] = [
        (all_by(own, "land_half"), all_by(own, "land_low"), work)
        for work, own in rows.groupby("work", sort=False)
    ]
    half, nine, work = max(found, key=lambda one: one[0] or date.max)
    if half is None:
        return say("figure.land.never_whole", lang, work=title_of(titles, f"work.{work}", lang))
    return say(
        "figure.land.last",
        lang,
        work=title_of(titles, f"work.{work}", lang),
        half=say_month(half, lang),
        nine=say("figure.land.never", lang) if nine is None else say_month(nine, lang),
    )
