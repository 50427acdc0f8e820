"""What delays milestones, said: the answer in a sentence each, then the days by cause and phase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.report.explained import Told
from model.report.frames import Titles, rows_of, title_of
from model.report.terminal import plain_table
from model.words import DASH, say, say_date, say_days, say_number, say_share

if TYPE_CHECKING:
    from model.study.ground import Scene, Tables

MOST_NAMED = 3
"""Causes named in a sentence."""


def causes_told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    """The causes of delay of the milestones asked for."""
    sentences: list[str] = []
    shown: list[RenderableType] = []
    for milestone in scene.milestones:
        dates = {row.view: row for row in rows_of(_of(tables["dates"], milestone))}
        steps = _of(tables["figures/waterfall"], milestone)
        title = title_of(scene.titles, milestone, lang)
        sentences += _sentences(title, dates, steps, _of(tables["waits"], milestone), scene, lang)
        if len(steps) and len(scene.milestones) <= MOST_NAMED:
            shown.append(_table(title, steps, scene.titles, lang))
    return Told(
        say("explain.part.causes", lang), tuple(sentences), tuple(shown), (say("explain.causes.note", lang),)
    )


def _of(rows: pd.DataFrame, milestone: str) -> pd.DataFrame:
    return rows[rows["milestone"] == milestone]


def _sentences(
    title: str, dates: dict[str, Any], steps: pd.DataFrame, waits: pd.DataFrame, scene: Scene, lang: str
) -> list[str]:
    plan, mean, around = dates["plan"], dates["mean"], dates["p80"]
    count, reached = int(plan.replications), int(plan.reached)
    found = []
    if reached == 0:
        found.append(say("explain.causes.never", lang, milestone=title, count=say_number(count, lang)))
    elif pd.isna(plan.day):
        values = {"milestone": title, "mean": say_date(mean.date, lang)}
        found.append(say("explain.causes.no_plan", lang, **values))
    else:
        late = {
            "milestone": title,
            "plan": say_date(plan.date, lang),
            "mean": say_date(mean.date, lang),
            "days": say_difference(
                mean.day - plan.day, mean.ci_low - plan.day, mean.ci_high - plan.day, lang
            ),
            "causes": named(steps[steps["view"] == "mean"], scene.titles, lang),
        }
        found.append(say("explain.causes.mean", lang, **late))
    if pd.notna(around.day) and pd.notna(plan.day):
        values = {
            "date": say_date(around.date, lang),
            "causes": named(steps[steps["view"] == "p80"], scene.titles, lang),
        }
        found.append("  " + say("explain.causes.p80", lang, **values))
    elif reached:
        found.append("  " + say("explain.causes.p80_beyond", lang))
    if reached < count and len(waits):
        first = next(rows_of(waits))
        values = {
            "share": say_share(1 - reached / count, lang),
            "step": title_of(scene.titles, first.step, lang),
            "cause": _small(say(f"cause.{first.cause}", lang)),
            "waiting": say_share(first.waiting / (count - reached), lang),
        }
        found.append("  " + say("explain.causes.waits", lang, **values))
    pairs = steps[steps["view"] == "against"]
    if len(pairs) and scene.other is not None:
        begins, *_, ends = rows_of(pairs)
        change = ends.ends - begins.ends
        values = {
            "other": scene.other.title[lang],
            "change": say_change(change, lang),
            "causes": named(pairs, scene.titles, lang),
            "count": say_number(int(ends.replications), lang),
        }
        found.append("  " + say("explain.causes.against", lang, **values))
    return found


def named(steps: pd.DataFrame, titles: Titles, lang: str) -> str:
    """The largest steps of a waterfall in words: cause in phase with its days and their interval."""
    causes = [row for row in rows_of(steps) if row.cause != ""][:MOST_NAMED]
    said = [
        f"{step_said(row, titles, lang)} {say_difference(row.days, row.ci_low, row.ci_high, lang)}"
        for row in causes
    ]
    return "; ".join(said) or DASH


def step_said(row: Any, titles: Titles, lang: str) -> str:
    """A cause and the phase it falls in, as one thing."""
    cause = say(f"cause.{row.cause}", lang)
    phase = title_of(titles, f"phase.{row.phase}", lang) if row.phase else ""
    return say("explain.cause_in_phase", lang, cause=cause, phase=_small(phase)) if row.phase else cause


def _small(text: str) -> str:
    """A title as it goes on inside a sentence."""
    return text[:1].lower() + text[1:]


def say_change(days: float, lang: str) -> str:
    """A difference in days with its sign."""
    text = say_number(days, lang)
    return f"+{text}" if days >= 0.5 else text


def say_difference(days: float, low: float, high: float, lang: str) -> str:
    """A difference in days with its 95 % interval: +120 (+98 to +142) days."""
    if pd.isna(low):
        return f"{say_change(days, lang)} {say('unit.days', lang)}"
    between = f"{say_change(low, lang)} {say('unit.to', lang)} {say_change(high, lang)}"
    return f"{say_change(days, lang)} ({between}) {say('unit.days', lang)}"


def _table(title: str, steps: pd.DataFrame, titles: Titles, lang: str) -> RenderableType:
    table = plain_table(leading=0)
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    table.add_column(say("explain.causes.step", lang), min_width=30)
    views = [view for view in ("mean", "p80", "against") if (steps["view"] == view).any()]
    for view in views:
        table.add_column(say(f"explain.view.{view}", lang), justify="right")
    names: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows_of(steps):
        key = ("cause", row.phase, row.cause) if row.cause else (row.place, "", "")
        text = (
            say_days(row.ends, lang)
            if row.place in ("from", "to")
            else say_difference(row.days, row.ci_low, row.ci_high, lang)
        )
        names.setdefault(key, {})[row.view] = text
    order = [key for key in names if key[0] == "from"] + [key for key in names if key[0] == "cause"]
    order += [key for key in names if key[0] in ("rest", "to")]
    for place, phase, cause in order:
        row = names[place, phase, cause]
        label = (
            step_said(_Step(phase, cause), titles, lang)
            if place == "cause"
            else say(f"explain.step.{place}", lang)
        )
        table.add_row(Text(label), *(row.get(view, "") for view in views))
    return table


class _Step:
    """A cause in a phase."""

    def __init__(self, phase: str, cause: str) -> None:
        self.phase, self.cause = phase, cause
