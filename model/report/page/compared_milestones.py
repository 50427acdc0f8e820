"""One milestone after the other: its curve in every scenario, and its chances side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from model.report.forest import is_noise
from model.report.frames import in_order
from model.report.page.answer import FOREMOST
from model.report.page.blocks import band_said, chance_said, s_curve, table
from model.report.page.comparison_told import ComparisonTold, is_drawn
from model.words import NOTHING, say, say_deadline, say_points_between


def milestones(comparison: ComparisonTold) -> Iterator[dict[str, Any]]:
    """Every milestone, in plan order."""
    for name in in_order(row.milestone for row in comparison.rows):
        rows = [row for row in comparison.rows if row.milestone == name]
        yield {
            "name": name,
            "title": comparison.titles[name],
            "curve": _curve(comparison, name, rows) if is_drawn(comparison.found) else None,
            "table": _chances(comparison, name, rows),
        }


def _curve(comparison: ComparisonTold, name: str, rows: Sequence[Any]) -> Any:
    curves = comparison.found.curves
    drawn = set(curves[curves["milestone"] == name]["scenario"])
    if not drawn:
        return None
    told = [
        {"style": place, "title": title, "points": f"@curve.{scenario}.{name}"}
        for place, (scenario, title) in enumerate(comparison.names.items())
        if scenario in drawn
    ]
    label = comparison.say("chart.curve_label_compare", milestone=comparison.titles[name])
    return s_curve(comparison.half, told, rows, comparison, label)


def _chances(comparison: ComparisonTold, name: str, rows: Sequence[Any]) -> Any:
    """The chance by each deadline, the scenarios below each other."""
    against = {(row.scenario_b, row.deadline): row for row in comparison.differences if row.milestone == name}
    spans, told, last = Counter(row.deadline for row in rows), [], ""
    for row in sorted(rows, key=lambda one: (one.deadline, FOREMOST.index(one.deadline_basis))):
        deadline = {
            "span": spans[row.deadline],
            "over": say_deadline(row.deadline, comparison.lang),
            "under": say(f"table.basis.{row.deadline_basis}", comparison.lang),
        }
        cells = _cells(comparison, row, against.get((row.scenario, row.deadline)))
        told.append([None if row.deadline == last else deadline, *cells])
        last = row.deadline
    return table(comparison.half, comparison.titles[name], _head(comparison), told)


def _head(comparison: ComparisonTold) -> list[str]:
    return [
        say("table.deadline", comparison.lang),
        comparison.say("column.scenario"),
        "#" + say("table.chance", comparison.lang),
        *(["#" + comparison.say("column.band")] if comparison.found.has_bands else []),
        "#" + comparison.say("column.difference"),
        "#P50",
        "#P80",
    ]


def _cells(comparison: ComparisonTold, row: Any, pair: Any | None) -> list[Any]:
    return [
        comparison.names[row.scenario],
        {"strong": chance_said(row, comparison.lang)},
        *([band_said(row, comparison.lang)] if comparison.found.has_bands else []),
        NOTHING if pair is None else _difference(comparison, pair),
        comparison.date_by(row.p50),
        comparison.date_by(row.p80),
    ]


def _difference(comparison: ComparisonTold, row: Any) -> str:
    """A difference, with a ``~`` where it can't be told from noise."""
    said = say_points_between(row.difference, row.ci_low, row.ci_high, comparison.lang)
    return f"{said} ~" if is_noise(row) else said
