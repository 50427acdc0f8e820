"""What the run rests on: its levers, assumptions, sources and grades of confidence."""

from __future__ import annotations

from collections import Counter
from typing import Any

from model.report.page.blocks import table
from model.report.page.numbers import amount_said, turned
from model.report.page.run_told import RunTold, input_said
from model.scenario import Fact
from model.scenario.amounts import GRADES
from model.words import NOTHING, say, say_date, say_number, say_share


def levers(run: RunTold) -> Any:
    """Every lever: where it stands, how far it goes, what it costs; None where there are none."""
    rows = [_lever(run, name, lever) for name, lever in run.said.levers.items()]
    if not rows:
        return None
    head = (
        run.say("column.lever"),
        "#" + say("list.column.value", run.lang),
        "#" + say("list.column.range", run.lang),
        "#" + say("list.column.cost", run.lang),
        say("list.column.grade", run.lang),
        say("list.column.source", run.lang),
    )
    return table(run.half, run.say("levers.caption"), head, rows)


def _lever(run: RunTold, name: str, lever: Any) -> tuple[Any, ...]:
    value, over = str(lever.value.text), str(lever.range.text)
    if over == "0..1":
        said = turned(value, "1" if value == "0" else "0", run.lang)[0]
        span = run.say("levers.switch")
    else:
        said, span = amount_said(value, run.lang), amount_said(over, run.lang)
    cost = "" if lever.cost is None else amount_said(str(lever.cost.text), run.lang)
    title = str(getattr(lever.title, run.lang))
    return title, said, span, cost or NOTHING, *_rests_on(run, run.lever_facts.get(name))


def assumptions(run: RunTold) -> Any:
    """Every assumption; None where there are none."""
    rows = [
        (
            input_said(run, f"assumptions.{fact.path[1]}"),
            amount_said(fact.text, run.lang),
            *_rests_on(run, fact),
        )
        for fact in run.assumption_facts
    ]
    if not rows:
        return None
    head = (
        run.say("column.assumption"),
        "#" + say("list.column.value", run.lang),
        say("list.column.grade", run.lang),
        say("list.column.source", run.lang),
    )
    return table(run.half, run.say("assumptions.caption"), head, rows)


def _rests_on(run: RunTold, fact: Fact | None) -> tuple[str, Any]:
    """Grade, and the number of the footnote with the source."""
    if fact is None or not fact.source:
        return NOTHING, NOTHING
    return fact.grade or NOTHING, {"source": run.footnotes[fact.source]}


def sources(run: RunTold) -> list[dict[str, str]]:
    """The footnotes, in the order in which they are named."""
    return [_source(run, name) for name in run.footnotes]


def _source(run: RunTold, name: str) -> dict[str, str]:
    source = run.said.sources.get(name)
    if source is None:
        return {"title": name, "more": ""}
    when = say_date(source.when, run.lang) if source.when else ""
    more = "; ".join(str(one) for one in (source.where, source.who, when) if one)
    return {"title": str(getattr(source.title, run.lang)), "more": more}


def grades(run: RunTold) -> Any:
    """How many numbers of the scenario have each grade of confidence."""
    counts = Counter(fact.grade for fact in run.found.scenario.facts)
    total = sum(counts.values())
    rows = [
        (
            grade,
            say(f"list.grade.{grade}", run.lang),
            str(counts[grade]),
            say_share(counts[grade] / max(1, total), run.lang),
        )
        for grade in GRADES
    ]
    head = (
        say("list.column.grade", run.lang),
        say("list.column.meaning", run.lang),
        "#" + run.say("column.numbers"),
        "#" + run.say("column.share"),
    )
    return table(run.half, run.say("grades.caption", count=say_number(total, run.lang)), head, rows)
