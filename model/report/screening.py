"""Sobol and Morris indices, said and drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from rich.console import RenderableType
from rich.text import Text

from model.report.bars import Bar, Bars, figure_of_bars
from model.report.explained import Told
from model.report.frames import Titles, rows_of, title_of
from model.report.scene import Scene, Tables
from model.report.terminal import add_numbers, plain_table
from model.words import DASH, say, say_deadline, say_number

MOST_ROWS, MOST_MILESTONES, MOST_IN_COMPANY = 10, 3, 3
"""Factors shown of a result, milestones that have tables on the terminal, factors told of that do more in
company."""

SHARES = ("first", "total", "together")
"""Columns of Sobol indices."""


def sobol_told(tables: Tables, scene: Scene, lang: str) -> Told:
    """Which factor explains most of the variance of each result."""
    return _told("sobol", tables["sobol"], scene, lang)


def morris_told(tables: Tables, scene: Scene, lang: str) -> Told:
    """Which factor moves each result most."""
    return _told("morris", tables["morris"], scene, lang)


def _told(kind: str, rows: pd.DataFrame, scene: Scene, lang: str) -> Told:
    sentences: list[str] = []
    shown: list[RenderableType] = []
    for milestone in scene.milestones:
        title = title_of(scene.titles, milestone, lang)
        for deadline, own in rows[rows["milestone"] == milestone].groupby("deadline", sort=False):
            what = _what(str(deadline), lang)
            sentences.append(_sentence(kind, title, what, next(rows_of(own)), scene.titles, lang))
            if kind == "sobol" and (own["total_low"] > 0).any():
                sentences.append("  " + _in_company(own, scene.titles, lang))
            if len(scene.milestones) <= MOST_MILESTONES and len(_moving(kind, own)):
                shown.append(_table(kind, f"{title}, {what}", own, scene.titles, lang))
    if not len(rows):
        return Told(say(f"explain.part.{kind}", lang), (say("explain.screening.nothing", lang),))
    notes = (say(f"explain.{kind}.note", lang, **_size(kind, rows, lang)),)
    return Told(say(f"explain.part.{kind}", lang), tuple(sentences), tuple(shown), notes)


def _size(kind: str, rows: pd.DataFrame, lang: str) -> dict[str, str]:
    """How many points or trajectories there are, and replications at each point."""
    first = next(rows_of(rows))
    points = first.points if kind == "sobol" else first.trajectories
    return {
        "points": say_number(int(points), lang),
        "replications": say_number(int(first.replications), lang),
    }


def _moving(kind: str, own: pd.DataFrame) -> pd.DataFrame:
    """The factors that move a result at all; none where it is the same at (nearly) every point."""
    return own[own["total"].notna()] if kind == "sobol" else own[own["effect"] > 0]


def _what(deadline: str, lang: str) -> str:
    """Which result is meant: the chance of a deadline, or the mean date."""
    if not deadline:
        return say("explain.screening.day", lang)
    return say("explain.screening.chance", lang, deadline=say_deadline(deadline, lang))


def factor_said(name: str, titles: Titles, lang: str) -> str:
    """What a factor is called; of several inputs all of their names."""
    return " + ".join(title_of(titles, one, lang) for one in name.split("+"))


def _sentence(kind: str, title: str, what: str, row: Any, titles: Titles, lang: str) -> str:
    values = {"milestone": title, "what": what, "factor": factor_said(row.factor, titles, lang)}
    if pd.isna(row.total) if kind == "sobol" else row.effect == 0:
        return say(f"explain.{kind}.same", lang, milestone=title, what=what)
    if kind == "sobol" and row.total_low <= 0:
        return say("explain.sobol.noise", lang, milestone=title, what=what)
    if kind == "sobol":
        for name in ("first", "total"):
            values[name] = _share(getattr(row, name), lang)
            low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
            values[f"{name}_between"] = _shares(low, high, lang)
        return say("explain.sobol.most", lang, **values)
    is_chance = bool(row.deadline)
    effect = _effect(row.effect, is_chance, lang)
    unit = say("unit.points" if is_chance else "unit.days", lang)
    between = _effects(row.effect_low, row.effect_high, lang, is_chance)
    return say("explain.morris.most", lang, **values, effect=f"{effect} {unit}", between=between)


def _in_company(own: pd.DataFrame, titles: Titles, lang: str) -> str:
    """Which factors do something only where others move with them; the most first."""
    clear = [row for row in rows_of(own) if row.together_low > 0]
    if not clear:
        return say("explain.sobol.alone", lang)
    clear.sort(key=lambda row: row.together, reverse=True)
    factors = "; ".join(
        f"{factor_said(row.factor, titles, lang)} {_of_variance(row, 'together', lang)}"
        for row in clear[:MOST_IN_COMPANY]
    )
    return say("explain.sobol.together", lang, factors=factors)


def _share(share: float, lang: str) -> str:
    return f"{say_number(100 * share, lang)} %"


def _effect(value: float, is_chance: bool, lang: str) -> str:
    return say_number(100 * value if is_chance else value, lang, 1 if is_chance else 0)


def _effects(low: float, high: float, lang: str, is_chance: bool) -> str:
    return DASH.join(_effect(value, is_chance, lang) for value in (low, high))


def _shares(low: float, high: float, lang: str) -> str:
    return DASH.join(say_number(100 * value, lang) for value in (low, high))


def _table(kind: str, title: str, own: pd.DataFrame, titles: Titles, lang: str) -> RenderableType:
    table = plain_table(leading=0)
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    table.add_column(say("explain.column.input", lang))
    for name in SHARES if kind == "sobol" else ("effect", "mean_effect", "spread"):
        add_numbers(table, say(f"explain.column.{name}", lang))
    for row in list(rows_of(_moving(kind, own)))[:MOST_ROWS]:
        if kind == "sobol":
            numbers = [_of_variance(row, name, lang) for name in SHARES]
        else:
            signed = [
                "" if pd.isna(value) else _effect(value, bool(row.deadline), lang)
                for value in (row.mean_effect, row.spread)
            ]
            numbers = [_bar_said(kind, row, lang), *signed]
        table.add_row(Text(factor_said(row.factor, titles, lang)), *numbers)
    return table


def _of_variance(row: Any, name: str, lang: str) -> str:
    low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
    noise = " ~" if low <= 0 <= high else ""
    return f"{_share(getattr(row, name), lang)} ({_shares(low, high, lang)}){noise}"


def figure_of_indices(kind: str, rows: pd.DataFrame, *, titles: Titles, lang: str, footer: str) -> Figure:
    """Total Sobol indices or mean elementary effects on each result of one milestone.

    Parameters
    ----------
    kind
        ``"sobol"`` or ``"morris"``.
    rows
        As ``SOBOL_COLUMNS`` or ``MORRIS_COLUMNS``, with ``milestone`` and ``deadline`` (blank: its date).
    titles, lang, footer
        As for ``figure_of_milestones``.
    """
    sets = []
    for deadline, own in rows.groupby("deadline", sort=False):
        shown = list(rows_of(_moving(kind, own)))
        bars = tuple(
            Bar(factor_said(row.factor, titles, lang), *_value(kind, row), _bar_said(kind, row, lang))
            for row in shown[:MOST_ROWS]
        )
        rest = say("explain.others", lang, count=len(shown) - MOST_ROWS) if len(shown) > MOST_ROWS else ""
        if not shown:
            rest = say(f"explain.{kind}.still", lang)
        scale = "share" if kind == "sobol" else "points" if deadline else "days"
        sets.append(Bars(_heading(str(deadline), scale, lang), bars, rest, _Scale(scale, lang)))
    first = next(rows_of(rows[rows["deadline"] == ""]))  # its date, which always moves where anything does
    values = {
        "milestone": title_of(titles, first.milestone, lang),
        "factor": factor_said(first.factor, titles, lang),
    }
    subtitle = say(f"explain.{kind}.subtitle", lang, **_size(kind, rows, lang))
    return figure_of_bars(
        sets, title=say(f"explain.{kind}.title", lang, **values), subtitle=subtitle, footer=footer
    )


def _heading(deadline: str, scale: str, lang: str) -> str:
    what = _what(deadline, lang)
    unit = "" if scale == "share" else f" ({say(f'unit.{scale}', lang)})"
    return what[:1].upper() + what[1:] + unit


class _Scale:
    """How a place on the scale is said: a share of the variance, points of chance, or days."""

    def __init__(self, kind: str, lang: str) -> None:
        self.kind, self.lang = kind, lang

    def __call__(self, value: float) -> str:
        if self.kind == "days":
            return say_number(value, self.lang)
        decimals = 0 if abs(100 * value - round(100 * value)) < 1e-6 else 1
        unit = " %" if self.kind == "share" else ""
        return say_number(100 * value, self.lang, decimals) + unit


def _value(kind: str, row: Any) -> tuple[float, float, float]:
    if kind == "sobol":
        return row.total, row.total_low, row.total_high
    return row.effect, row.effect_low, row.effect_high


def _bar_said(kind: str, row: Any, lang: str) -> str:
    value, low, high = _value(kind, row)
    if kind == "sobol":
        return f"{_share(value, lang)} ({_shares(low, high, lang)})"
    is_chance = bool(row.deadline)
    return f"{_effect(value, is_chance, lang)} ({_effects(low, high, lang, is_chance)})"
