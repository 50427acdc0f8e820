"""Money: what each source releases, spends and loses in every year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from model.report.frames import rows_of
from model.report.page.blocks import table
from model.report.page.run_told import RunTold
from model.words import say, say_money, say_number, say_share

SPENT_STILL = 0.01
"""The share of all that a source spends below which a year is told in the table alone."""


def money(run: RunTold) -> Iterator[dict[str, Any]]:
    """Every source that has money at all: the finding, the chart and the table."""
    for source, own in run.found.capital.groupby("source", sort=False):
        rows = [row for row in rows_of(own) if row.released_million_vnd or row.carried_million_vnd]
        if rows:
            yield _source(run, str(source), rows)


def _source(run: RunTold, source: str, rows: Sequence[Any]) -> dict[str, Any]:
    title = str(getattr(run.said.capital[source].title, run.lang, None) or source)
    shown = _shown(rows)
    released, spent, lapsed = (_total(shown, name) for name in ("released", "spent", "lapsed"))
    label = run.say("money.label", source=title, spent=_bn(run, spent), available=_bn(run, released))
    return {
        "title": title,
        "finding": run.say(
            "money.finding",
            year=int(shown[-1].year),
            released=_bn(run, released),
            spent=_bn(run, spent),
            share=say_share(spent / max(released, 1e-9), run.lang),
            lapsed=_bn(run, lapsed),
        ),
        "chart": _chart(run, shown, label),
        "table": _table(run, title, rows),
    }


def _shown(rows: Sequence[Any]) -> list[Any]:
    """The years up to the last in which the source still spends."""
    spent = _total(rows, "spent")
    used = [row for row in rows if row.spent_million_vnd > SPENT_STILL * spent] or rows
    return [row for row in rows if row.year <= used[-1].year]


def _total(rows: Sequence[Any], name: str) -> float:
    return float(sum(getattr(row, f"{name}_million_vnd") for row in rows))


def _chart(run: RunTold, rows: Sequence[Any], label: str) -> Any:
    bars = [
        {
            "year": int(row.year),
            "available": row.released_million_vnd + row.carried_million_vnd,
            "spent": row.spent_million_vnd,
            "lapsed": row.lapsed_million_vnd,
        }
        for row in rows
    ]
    spec = {
        "label": label,
        "bars": bars,
        "labels": {name: run.say(f"money.{name}") for name in ("available", "spent", "lapsed")},
        "unit": say("unit.billion_vnd", run.lang),
    }
    return run.half.chart("money", spec)


def _table(run: RunTold, title: str, rows: Sequence[Any]) -> Any:
    names = ("released", "carried", "spent", "lapsed", "cut")
    cells = [
        (
            str(int(row.year)),
            *(say_number(getattr(row, f"{name}_million_vnd") / 1000, run.lang, 1) for name in names),
        )
        for row in rows
    ]
    head = [run.say("column.year"), *("#" + run.say(f"money.column.{name}") for name in names)]
    return table(run.half, run.say("money.caption", source=title), head, cells)


def _bn(run: RunTold, million: float) -> str:
    return say_money(round(million / 100) * 100, run.lang)
