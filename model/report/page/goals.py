"""Goals that are read off others: how many of them are met together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.report.frames import in_order, rows_of
from model.report.page.blocks import interval_said, table
from model.report.page.run_told import RunTold
from model.words import say, say_chance


def goals(run: RunTold) -> Iterator[dict[str, Any]]:
    """Of each such goal, how likely at least so many of its members are met."""
    for name, own in run.found.goals.groupby("goal", sort=False):
        rows = [_at_least(run, row) for row in rows_of(own[own["measure"] == "met_at_least"]) if row.number]
        if rows:
            members = in_order(row.member for row in rows_of(own[own["measure"] == "met"]))
            title = f"{name} · {own.iloc[0][f'title_{run.lang}']}"
            caption = run.say("goals.caption", title=title, members=", ".join(members))
            yield table(run.half, caption, _head(run), rows)


def _at_least(run: RunTold, row: Any) -> tuple[Any, ...]:
    chance = {"strong": say_chance(row.probability, run.lang)}
    return run.say("goals.at_least", number=int(row.number)), chance, interval_said(row)


def _head(run: RunTold) -> tuple[str, ...]:
    return (
        run.say("column.goals"),
        "#" + say("table.chance", run.lang),
        "#" + run.say("column.interval"),
    )
