"""Risks: how often each came and how long it was in force, and the register that the client keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.report.frames import rows_of
from model.report.page.blocks import table
from model.report.page.run_told import RunTold
from model.report.page.told import titled
from model.words import say, say_chance, say_days, say_number

RISK_LINES = ("chance", "effect", "mitigation")


def risks(run: RunTold) -> Any:
    """How often each risk came; None where the scenario has none."""
    rows = [_risk(run, row) for row in rows_of(run.found.risks)]
    if not rows:
        return None
    head = (
        run.say("column.risk"),
        "#" + run.say("column.occurred"),
        "#" + run.say("column.times"),
        "#" + run.say("column.in_force"),
    )
    return table(run.half, run.say("risks.caption", replications=run.many), head, rows)


def _risk(run: RunTold, row: Any) -> tuple[str, ...]:
    return (
        titled(run, row),
        say_chance(row.occurred, run.lang) if row.occurred < 1 else run.say("risks.always"),
        say_number(row.times, run.lang, 1),
        say_days(row.days, run.lang),
    )


def register(run: RunTold) -> Iterator[dict[str, Any]]:
    """The risk register, row by row, with what models it."""
    for code, row in run.said.risk_register.items():
        title = str(getattr(row.title, run.lang))
        lines = ((word, _line(run, getattr(row, word))) for word in RISK_LINES)
        yield {
            "code": code,
            "title": title if row.active else say("list.switched_off", run.lang, title=title),
            "modelled": say(f"risk_register.modelled.{row.modelled_by}", run.lang),
            "lines": [(say(f"risk_register.column.{word}", run.lang), text) for word, text in lines if text],
        }


def _line(run: RunTold, said: Any) -> str:
    if isinstance(said, list):
        return "; ".join(_mitigation(run, one) for one in said)
    return "" if said is None else str(getattr(said, run.lang))


def _mitigation(run: RunTold, title: Any) -> str:
    """What helps: in words, or the lever or assumption that ``$name`` stands for."""
    name = title.en.removeprefix("$")
    named = run.said.levers.get(name) or run.said.assumptions.get(name)
    return str(getattr(named.title if named and name != title.en else title, run.lang))
