"""What moves one milestone: the levers that help it, and the inputs that its day goes with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.report.frames import rows_of
from model.report.page import answer
from model.report.page.blocks import table
from model.report.page.numbers import turned
from model.report.page.run_told import RunTold, input_said
from model.report.page.told import titled
from model.words import say_chance, say_deadline, say_number, say_points_between

MOST_LEVERS, MOST_DRIVERS = 4, 6
"""Levers and inputs told of one milestone."""


def levers_of(run: RunTold, rows: Sequence[Any]) -> Any:
    """What each lever gains, by the deadline of the milestone that counts first and isn't settled."""
    levers = run.found.levers
    if levers is None or not len(levers):
        return None
    found = [(row, answer.helping(levers, row.milestone, row.deadline)) for row in rows]
    row, helping = max(found, key=lambda one: one[1][0].difference if one[1] else -1.0)
    if not helping:
        return {"none": run.say("milestone.no_lever")}
    head = (
        run.say("column.lever"),
        run.say("column.turned"),
        "#" + run.say("column.after"),
        "#" + run.say("column.gain"),
    )
    deadline, chance = say_deadline(row.deadline, run.lang), say_chance(row.probability, run.lang)
    caption = run.say("milestone.levers", deadline=deadline, chance=chance)
    return table(run.half, caption, head, [_lever(run, one) for one in helping[:MOST_LEVERS]])


def _lever(run: RunTold, row: Any) -> tuple[str, ...]:
    first, last = turned(str(row.value_from), str(row.value_to), run.lang)
    gain = say_points_between(row.difference, row.ci_low, row.ci_high, run.lang)
    return titled(run, row), f"{first} → {last}", say_chance(row.chance_after, run.lang), gain


def drivers(run: RunTold, milestone: str) -> Any:
    """The inputs that the day of a milestone goes with; None where it goes with none."""
    rows = [_driver(run, row) for row in list(rows_of(run.given[milestone]))[:MOST_DRIVERS]]
    if not rows:
        return None
    head = (
        run.say("column.input"),
        run.say("column.kind"),
        run.say("column.direction"),
        "#" + run.say("column.rho"),
    )
    by_chance = max(1, round(run.inputs_tried / 20))
    caption = run.say("milestone.drivers", count=run.inputs_tried, chance=by_chance)
    return table(run.half, caption, head, rows)


def _driver(run: RunTold, row: Any) -> tuple[str, ...]:
    direction = run.say("driver.later" if row.rho > 0 else "driver.earlier")
    rho, low, high = (_signed(one, run.lang) for one in (row.rho, row.rho_low, row.rho_high))
    kind = run.say(f"driver.{row.kind}")
    return input_said(run, row.input), kind, direction, f"{rho} ({low} … {high})"


def _signed(number: float, lang: str) -> str:
    text = say_number(number, lang, 2)
    return f"+{text}" if number >= 0.005 else text
