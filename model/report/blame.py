"""What delays milestones, said: the answer in a sentence each, then the days by cause and phase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.report.explained import Told
from model.report.frames import Titles, rows_of, title_of
from model.report.scene import Scene, Tables
from model.report.terminal import add_numbers, plain_table
from model.words import NOTHING, say, say_chance, say_date, say_days, say_number, say_share

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
            shown += _tables(title, steps, scene.titles, lang)
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
            "share": say_chance(1 - reached / count, lang),
            "step": title_of(scene.titles, first.step, lang),
            "cause": small(say(f"cause.{first.cause}", lang)),
            "waiting": say_share(first.waiting / (count - reached), lang),
        }
        found.append("  " + say("explain.causes.waits", lang, **values))
    pairs = steps[steps["view"] == "against"]
    if len(pairs) and scene.other is not None:
        begins, *_, ends = rows_of(pairs)
        change = ends.ends - begins.ends
        values = {
            "other": scene.other.title[lang],
            "change": say_days(abs(change), lang),
            "causes": named(pairs, scene.titles, lang, is_later=change >= 0),
            "count": say_number(int(ends.replications), lang),
        }
        way = "later" if change >= 0.5 else "earlier" if change <= -0.5 else "alike"
        found.append("  " + say(f"explain.causes.{way}", lang, **values))
    return found


def named(steps: pd.DataFrame, titles: Titles, lang: str, is_later: bool = True) -> str:
    """The causes that take a date furthest the way it goes, each with its days and their interval."""
    sign = 1 if is_later else -1
    causes = [row for row in rows_of(steps) if row.cause != "" and sign * row.days > 0][:MOST_NAMED]
    said = [
        f"{step_said(row, titles, lang)} {say_difference(row.days, row.ci_low, row.ci_high, lang)}"
        for row in causes
    ]
    return "; ".join(said) or NOTHING


def step_said(row: Any, titles: Titles, lang: str) -> str:
    """The cause and the phase of a step of a waterfall, as one thing."""
    return cause_in_phase(row.cause, row.phase, titles, lang)


def cause_in_phase(cause: str, phase: str, titles: Titles, lang: str) -> str:
    """A cause and the phase it falls in."""
    said = say(f"cause.{cause}", lang)
    if not phase:
        return said
    return say(
        "explain.cause_in_phase", lang, cause=said, phase=small(title_of(titles, f"phase.{phase}", lang))
    )


def small(text: str) -> str:
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


def _tables(title: str, steps: pd.DataFrame, titles: Titles, lang: str) -> list[RenderableType]:
    """The waterfalls of a milestone: those from the plan side by side, that against another apart."""
    views = [view for view in ("mean", "p80", "against") if (steps["view"] == view).any()]
    sets = [[view for view in views if view != "against"], [view for view in views if view == "against"]]
    return [_table(title, steps, some, titles, lang) for some in sets if some]


def _table(
    title: str, steps: pd.DataFrame, views: Sequence[str], titles: Titles, lang: str
) -> RenderableType:
    table = plain_table(leading=0)
    table.title, table.title_justify, table.title_style = title, "left", "bold"
    table.add_column(say("explain.causes.step", lang))
    for view in views:
        add_numbers(table, say(f"explain.view.{view}", lang))
    said: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows_of(steps[steps["view"].isin(views)]):
        key = ("cause", row.phase, row.cause) if row.cause else (row.place, "", "")
        is_end = row.place in ("from", "to")
        text = say_number(row.ends, lang) if is_end else say_between_days(row, lang)
        said.setdefault(key, {})[row.view] = text
    rank = {"from": 0, "cause": 1, "rest": 2, "to": 3}
    for place, phase, cause in sorted(said, key=lambda key: rank[key[0]]):
        end = f"explain.waterfall.{views[0] if views[0] == 'against' else 'plan'}.{place}"
        label = (
            cause_in_phase(cause, phase, titles, lang)
            if place == "cause"
            else say(end if place in ("from", "to") else f"explain.step.{place}", lang)
        )
        table.add_row(Text(label), *(said[place, phase, cause].get(view, "") for view in views))
    return table


def say_between_days(row: Any, lang: str) -> str:
    """Days with their interval, and a mark where it holds 0: they can't be told from noise."""
    if pd.isna(row.ci_low):
        return say_change(row.days, lang)
    between = f"{say_change(row.ci_low, lang)} {say('unit.to', lang)} {say_change(row.ci_high, lang)}"
    return f"{say_change(row.days, lang)} ({between}){' ~' if row.ci_low <= 0 <= row.ci_high else ''}"
