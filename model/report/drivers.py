"""What drives dates, said: the strongest input, the step that scatters most, the merge that is missed."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.report.blame import say_between_days, say_difference
from model.report.explained import Told
from model.report.frames import Titles, rows_of, title_of
from model.report.scene import Scene, Tables
from model.report.terminal import add_numbers, plain_table
from model.words import (
    say,
    say_bare_points,
    say_between,
    say_chance,
    say_chance_between,
    say_deadline,
    say_interval,
    say_number,
    say_points_between,
    say_share,
)

MOST_ROWS, MOST_MILESTONES = 8, 3
"""Rows of a table on the terminal, and milestones that have one there."""


def drivers_told(tables: Tables, scene: Scene, lang: str) -> Told:
    """The inputs and steps that the dates of milestones go with."""
    sentences: list[str] = []
    shown: list[RenderableType] = []
    inputs, steps = tables["drivers"], tables["steps"]
    for milestone in scene.milestones:
        own, title = inputs[inputs["milestone"] == milestone], title_of(scene.titles, milestone, lang)
        for deadline, rows in own.groupby("deadline", sort=False):
            sentences.append(_most(title, str(deadline), next(rows_of(rows)), scene.titles, lang))
        sentences += _closest(own, scene.titles, lang)
        on_chain = steps[steps["milestone"] == milestone]
        if len(on_chain):
            first = next(rows_of(on_chain))
            values = {
                "step": title_of(scene.titles, first.step, lang),
                "share": say_share(first.criticality, lang),
                "between": say_interval(first.ci_low, first.ci_high),
                "index": say_number(first.sensitivity_index, lang, 2),
            }
            sentences.append("  " + say("explain.drivers.step", lang, **values))
        if len(scene.milestones) <= MOST_MILESTONES:
            shown += [_inputs(title, own, scene.titles, lang), _steps(title, on_chain, scene.titles, lang)]
    notes: tuple[str, ...] = ()
    if len(inputs):
        count = inputs["input"].nunique()
        values = {"count": say_number(count, lang), "chance": say_number(max(1, round(count / 20)), lang)}
        many = say_number(int(inputs["replications"].max()), lang)
        notes = (say("explain.drivers.note", lang, **values, replications=many),)
    return Told(say("explain.part.drivers", lang), tuple(sentences), tuple(shown), notes)


def _most(title: str, deadline: str, row: Any, titles: Titles, lang: str) -> str:
    head = {"milestone": title, "deadline": say_deadline(deadline, lang)}
    if row.ci_low <= 0 <= row.ci_high:
        return say("explain.drivers.none", lang, **head)
    kind = row.kind if row.kind in ("day", "happens", "times") else "fifth"
    return say(
        "explain.drivers.most",
        lang,
        **head,
        input=title_of(titles, row.input, lang),
        low=say_chance(row.chance_low_fifth, lang),
        low_between=say_between(row.low_ci_low, row.low_ci_high),
        high=say_chance(row.chance_high_fifth, lang),
        high_between=say_between(row.high_ci_low, row.high_ci_high),
        when_low=say(f"explain.when.low.{kind}", lang),
        when_high=say(f"explain.when.high.{kind}", lang),
        difference=say_points_between(row.difference, row.ci_low, row.ci_high, lang),
    )


def _closest(own: pd.DataFrame, titles: Titles, lang: str) -> list[str]:
    """The input whose rank goes most closely with the date, where one stands out."""
    clear = [row for row in rows_of(own) if row.rho_low > 0 or row.rho_high < 0]
    if not clear:
        return []
    row = max(clear, key=lambda one: abs(one.rho))
    values = {"input": title_of(titles, row.input, lang), "rho": _rho(row.rho, lang)}
    between = f"{_rho(row.rho_low, lang)} {say('unit.to', lang)} {_rho(row.rho_high, lang)}"
    return ["  " + say("explain.drivers.rank", lang, **values, between=between)]


def _rho(rho: float, lang: str) -> str:
    text = say_number(rho, lang, 2)
    return f"+{text}" if rho >= 0.005 else text


def _inputs(title: str, own: pd.DataFrame, titles: Titles, lang: str) -> RenderableType:
    table = plain_table(leading=0)
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    table.add_column(say("explain.column.input", lang))
    for name in ("low", "high", "difference", "rho"):
        add_numbers(table, say(f"explain.column.{name}", lang))
    for deadline, rows in own.groupby("deadline", sort=False):
        if all(row.ci_low <= 0 <= row.ci_high for row in rows_of(rows)):
            continue  # the sentence says so
        table.add_row(Text(say_deadline(str(deadline), lang), style="bold"))
        for row in list(rows_of(rows))[:MOST_ROWS]:
            noise = " ~" if row.ci_low <= 0 <= row.ci_high else ""
            table.add_row(
                Text(title_of(titles, row.input, lang)),
                say_chance_between(row.chance_low_fifth, row.low_ci_low, row.low_ci_high, lang),
                say_chance_between(row.chance_high_fifth, row.high_ci_low, row.high_ci_high, lang),
                say_bare_points(row.difference, row.ci_low, row.ci_high, lang) + noise,
                _rho(row.rho, lang),
            )
    return table


def _steps(title: str, own: pd.DataFrame, titles: Titles, lang: str) -> RenderableType:
    table = plain_table(leading=0)
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    table.add_column(say("explain.column.step", lang))
    for name in ("criticality", "index", "rho"):
        add_numbers(table, say(f"explain.column.{name}", lang))
    for row in list(rows_of(own))[:MOST_ROWS]:
        table.add_row(
            Text(title_of(titles, row.step, lang)),
            f"{say_share(row.criticality, lang)} ({say_between(row.ci_low, row.ci_high)})",
            say_number(row.sensitivity_index, lang, 2),
            "" if pd.isna(row.rho) else _rho(row.rho, lang),
        )
    return table


def merges_told(tables: Tables, scene: Scene, lang: str) -> Told:
    """Where several steps meet, and how much later the last of them is than means let one think."""
    rows = list(rows_of(tables["merges"]))
    if not rows:
        return Told(say("explain.part.merges", lang), (say("explain.merges.none", lang),))
    first = rows[0]
    sentence = say(
        "explain.merges.most",
        lang,
        merge=title_of(scene.titles, first.merge, lang),
        count=say_number(int(first.predecessors), lang),
        bias=say_difference(first.bias, first.ci_low, first.ci_high, lang),
        latest=title_of(scene.titles, first.latest, lang),
        share=say_share(first.latest_share, lang),
    )
    table = plain_table(leading=0)
    table.add_column(say("explain.column.merge", lang))
    for name in ("predecessors", "bias"):
        add_numbers(table, say(f"explain.column.{name}", lang))
    table.add_column(say("explain.column.latest", lang))
    add_numbers(table, say("explain.column.latest_share", lang))
    for row in rows[:MOST_ROWS]:
        table.add_row(
            Text(title_of(scene.titles, row.merge, lang)),
            say_number(int(row.predecessors), lang),
            say_between_days(_Bias(row), lang),
            Text(title_of(scene.titles, row.latest, lang)),
            say_share(row.latest_share, lang),
        )
    notes = (say("explain.merges.note", lang),)
    return Told(say("explain.part.merges", lang), (sentence,), (table,), notes)


class _Bias:
    """The bias of a merge as days with an interval."""

    def __init__(self, row: Any) -> None:
        self.days, self.ci_low, self.ci_high = row.bias, row.ci_low, row.ci_high
