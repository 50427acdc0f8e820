"""One milestone after the other: its chances, its curve, its dates, what it waits for and what drives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.report.frames import is_blank, rows_of
from model.report.page import answer
from model.report.page.blocks import causes_bar, chance_cell, chance_said, s_curve, table, word_said
from model.report.page.moves import drivers, levers_of
from model.report.page.run_told import RunTold, days_by_cause, where_said
from model.words import say, say_band, say_chance, say_date, say_days, say_deadline, say_number, say_share

MOST_WAITS = 3
"""Waits at the horizon told of one milestone."""


def milestones(run: RunTold) -> Iterator[dict[str, Any]]:
    """Every milestone, those with a deadline that counts first before the others."""
    for name in answer.by_rank(run.found.milestones):
        yield _milestone(run, name, [row for row in run.rows if row.milestone == name])


def _milestone(run: RunTold, name: str, rows: list[Any]) -> dict[str, Any]:
    days = days_by_cause(run, name)
    return {
        "name": name,
        "title": run.titles[name],
        "finding": _finding(run, rows),
        "chances": [_chance(run, row) for row in rows],
        "curve": _curve(run, name, rows),
        "quantiles": _dates(run, rows[0]),
        "plateau": _plateau(run, rows[0]),
        "bar": _bar(run, name, days) if days else None,
        "causes": _causes(run, days),
        "levers": levers_of(run, rows),
        "drivers": drivers(run, name),
    }


def _finding(run: RunTold, rows: Sequence[Any]) -> str:
    """One sentence: the chance by the deadline that counts first, and where P80 lies."""
    row = min(rows, key=lambda one: answer.FOREMOST.index(one.deadline_basis))
    late, at_least = answer.lateness(run.found, row)
    head = {
        "deadline": say_deadline(row.deadline, run.lang),
        "chance": chance_said(row, run.lang),
        "p80": run.date_by(row.p80),
    }
    if row.voided >= answer.MOSTLY:
        return run.say("milestone.finding_voided", **head, share=say_chance(row.voided, run.lang))
    if late is None:
        return run.say("milestone.finding_beyond", **head, days=say_days(at_least, run.lang))
    key = "milestone.finding_late" if late > 0 else "milestone.finding_early"
    return run.say(key, **head, days=say_days(abs(late), run.lang))


def _chance(run: RunTold, row: Any) -> dict[str, Any]:
    has_band, is_voided = not is_blank(row.band_low), row.voided > 0
    return {
        **chance_cell(row, run.lang),
        "deadline": say_deadline(row.deadline, run.lang),
        "basis": say(f"table.basis.{row.deadline_basis}", run.lang),
        "band": say_band(row.band_low, row.band_high, run.lang) if has_band else None,
        "word": word_said(run.half, row),
        "voided": run.say("milestone.voided", share=say_chance(row.voided, run.lang)) if is_voided else "",
    }


def _curve(run: RunTold, name: str, rows: Sequence[Any]) -> Any:
    if not (run.found.curves["milestone"] == name).any():
        return None
    title, own = run.titles[name], rows[0]
    curve = {"style": 0, "title": title, "points": f"@curve.{name}"}
    label = run.say("chart.curve_label", milestone=title, p50=run.date_by(own.p50), p80=run.date_by(own.p80))
    return s_curve(run.half, [curve], rows, run.said, label)


def _dates(run: RunTold, row: Any) -> Any:
    """The dates by which shares of all lives are there, beside the plan and the reference class."""
    names = ("p10", "p50", "p80", "p90")
    head = ["#" + run.say(f"column.{name}") for name in names]
    cells = [run.date_by(getattr(row, name)) for name in names]
    if not is_blank(row.plan):
        head.append("#" + run.say("column.plan"))
        cells.append(_plan(run, row))
    if not is_blank(row.reference_p80):
        head.append("#" + run.say("column.reference"))
        cells.append(f"{run.date_by(row.reference_p50)} · {run.date_by(row.reference_p80)}")
    return table(run.half, run.say("milestone.dates"), head, [cells], is_flat=True)


def _plan(run: RunTold, row: Any) -> str:
    plan = say_date(str(row.plan), run.lang)
    if is_blank(row.chance_of_plan):
        return plan
    return run.say("milestone.plan", date=plan, chance=say_chance(row.chance_of_plan, run.lang))


def _plateau(run: RunTold, row: Any) -> str:
    """Why a curve doesn't rise to the top: what the others wait for at the horizon."""
    unreached = 1 - row.reached
    if unreached < 1e-9:
        return ""
    share, horizon = say_chance(unreached, run.lang), say_date(run.said.horizon, run.lang)
    text = run.say("milestone.plateau", share=share, horizon=horizon)
    waits = _waits(run, row.milestone)
    return text + " " + run.say("milestone.waits", waits="; ".join(waits)) if waits else text


def _waits(run: RunTold, milestone: str) -> list[str]:
    """What most lives that aren't there at the horizon wait for."""
    causes = run.found.causes
    mine = causes[(causes["milestone"] == milestone) & (causes["status"] == "waiting")]
    if not len(mine):
        return []
    waits = mine.groupby(["work", "phase", "cause"], sort=False)["replications"].sum().reset_index()
    waits = waits.sort_values("replications", ascending=False, kind="stable")
    return [
        run.say(
            "milestone.wait",
            cause=say(f"cause.{wait.cause}", run.lang).lower(),
            where=where_said(run, wait),
            share=say_chance(wait.replications / run.found.replications, run.lang),
        )
        for wait in list(rows_of(waits))[:MOST_WAITS]
    ]


def _bar(run: RunTold, name: str, days: Mapping[str, float]) -> Any:
    title, bars = run.titles[name], run.found.bars
    waits = {cause: value for cause, value in days.items() if cause != "work"}
    most = max(waits, key=lambda cause: waits[cause]) if waits else "work"
    label = run.say(
        "chart.causes_label",
        milestone=title,
        total=say_days(sum(days.values()), run.lang),
        cause=say(f"cause.{most}", run.lang),
        days=say_days(days[most], run.lang),
    )
    return causes_bar(run.half, bars[bars["milestone"] == name], title, label)


def _causes(run: RunTold, days: Mapping[str, float]) -> Any:
    total = max(sum(days.values()), 1e-9)
    rows = [
        (say(f"cause.{cause}", run.lang), say_number(value, run.lang), say_share(value / total, run.lang))
        for cause, value in sorted(days.items(), key=lambda one: -one[1])
    ]
    head = (run.say("column.cause"), "#" + run.say("column.days"), "#" + run.say("column.share"))
    return table(run.half, run.say("milestone.causes"), head, rows)
