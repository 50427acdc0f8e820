"""One further scenario after the other, held against the first: in sentences, in a chart, and in dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from model.report.forest import is_noise
from model.report.frames import is_blank, rows_of
from model.report.page.blocks import table
from model.report.page.comparison_told import ComparisonTold
from model.words import NOTHING, say, say_days_between, say_deadline


def pairs(comparison: ComparisonTold) -> Iterator[dict[str, Any]]:
    """Every further scenario: what it changes, by how much, and how far its dates move."""
    each = comparison.found.differences.groupby(["scenario_a", "scenario_b"], sort=False)
    for (heading, sentences), (_, own) in zip(comparison.compared.answers(), each, strict=True):
        rows = list(rows_of(own))
        yield {
            "heading": heading,
            "sentences": sentences,
            "chart": _chart(comparison, heading, rows),
            "table": _dates(comparison, heading, rows),
        }


def _chart(comparison: ComparisonTold, heading: str, rows: Sequence[Any]) -> Any:
    """The differences, the largest gain on top; None where nothing differs at all."""
    told = [row for row in rows if row.difference or not is_noise(row)]
    if not told:
        return None
    spec = {
        "label": comparison.say("chart.differences_label", heading=heading),
        "rows": [_bar(comparison, row) for row in sorted(told, key=lambda row: -row.difference)],
        "labels": {"axis": comparison.say("chart.differences"), "noise": comparison.say("chart.noise")},
    }
    return comparison.half.chart("differences", spec)


def _bar(comparison: ComparisonTold, row: Any) -> dict[str, Any]:
    return {
        "title": f"{comparison.titles[row.milestone]}, {say_deadline(row.deadline, comparison.lang)}",
        "estimate": row.difference,
        "low": row.ci_low,
        "high": row.ci_high,
    }


def _dates(comparison: ComparisonTold, heading: str, rows: Sequence[Any]) -> Any:
    """How far the dates move; None where none does."""
    each = {row.milestone: row for row in rows}.values()
    told = [_moves(comparison, row) for row in each if _is_moved(row)]
    if not told:
        return None
    first, second = (comparison.names[name] for name in (rows[0].scenario_a, rows[0].scenario_b))
    head = [say("table.milestone", comparison.lang)]
    for mark in ("P50", "P80"):
        moves = comparison.say("column.moves", mark=mark)
        head += [f"#{mark}: {first}", f"#{mark}: {second}", f"#{moves}"]
    return table(comparison.half, comparison.say("compare.dates", heading=heading), head, told)


def _is_moved(row: Any) -> bool:
    """Whether a date by which a share of all futures is there is another one."""
    return bool(str(row.p50_a) != str(row.p50_b) or str(row.p80_a) != str(row.p80_b))


def _moves(comparison: ComparisonTold, row: Any) -> tuple[str, ...]:
    return (
        comparison.titles[row.milestone],
        comparison.date_by(row.p50_a),
        comparison.date_by(row.p50_b),
        _days(comparison, row, "p50"),
        comparison.date_by(row.p80_a),
        comparison.date_by(row.p80_b),
        _days(comparison, row, "p80"),
    )


def _days(comparison: ComparisonTold, row: Any, mark: str) -> str:
    """By how many days a date moves, with a ``~`` where that can't be told from noise."""
    days, low, high = (getattr(row, f"{mark}_{word}") for word in ("difference", "low", "high"))
    if is_blank(days):
        return NOTHING
    low, high = (float("nan") if is_blank(end) else float(end) for end in (low, high))
    said = say_days_between(float(days), low, high, comparison.lang)
    return said if low > 0 or high < 0 else f"{said} ~"
