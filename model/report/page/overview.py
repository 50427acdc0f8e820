"""Every milestone and deadline at one glance: the dot plots, and one table of them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from model.report.frames import in_order
from model.report.page.blocks import band_said, dot_plot, interval_said, table, word_said
from model.report.page.run_told import RunTold
from model.words import say, say_chance, say_deadline


def first_dots(run: RunTold, rows: Sequence[Any]) -> Any:
    """The dot plot of the deadlines that count first, the least likely milestone on top."""
    return dot_plot(run.half, _least_likely(rows), run.found.titles, run.say("dots.first_label"))


def other_dots(run: RunTold, basis: str) -> Any:
    """The dot plot of all deadlines of another basis; None where there are none."""
    rows = [row for row in run.rows if row.deadline_basis != basis]
    return dot_plot(run.half, rows, run.found.titles, run.say("dots.other_label")) if rows else None


def overview(run: RunTold) -> Any:
    """Every deadline in one table."""
    told, rows, last = Counter(row.milestone for row in run.rows), [], ""
    for row in run.rows:
        title = {
            "span": told[row.milestone],
            "link": f"{run.lang}-m-{row.milestone}",
            "text": run.titles[row.milestone],
        }
        rows.append([None if row.milestone == last else title, *_cells(run, row)])
        last = row.milestone
    return table(run.half, run.say("overview.caption"), _head(run), rows)


def _head(run: RunTold) -> list[str]:
    return [
        say("table.milestone", run.lang),
        say("table.deadline", run.lang),
        "#" + say("table.chance", run.lang),
        *(["#" + run.say("column.band")] if run.found.has_bands else []),
        run.say("column.word"),
        "#" + say("table.p50", run.lang),
        "#" + say("table.p80", run.lang),
    ]


def _cells(run: RunTold, row: Any) -> list[Any]:
    basis = say(f"table.basis.{row.deadline_basis}", run.lang)
    return [
        {"over": say_deadline(row.deadline, run.lang), "under": basis},
        {"strong": say_chance(row.probability, run.lang), "beside": interval_said(row)},
        *([band_said(row, run.lang)] if run.found.has_bands else []),
        word_said(run.half, row),
        run.date_by(row.p50),
        run.date_by(row.p80),
    ]


def _least_likely(rows: Sequence[Any]) -> list[Any]:
    """Rows with those of one milestone together, the least likely milestone first."""
    least = {
        name: min(row.probability for row in rows if row.milestone == name)
        for name in in_order(row.milestone for row in rows)
    }
    return sorted(rows, key=lambda row: (least[row.milestone], list(least).index(row.milestone)))
