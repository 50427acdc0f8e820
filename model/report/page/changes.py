"""What one scenario says otherwise than another: than its base, or than the first of those compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from model.report.frames import rows_of
from model.report.page.blocks import table
from model.report.page.comparison_told import ComparisonTold
from model.report.page.numbers import value_said
from model.report.page.run_told import RunTold
from model.report.page.told import Told, titled
from model.words import NOTHING


def since_base(run: RunTold) -> Any:
    """What the scenario says otherwise than the one it is based on."""
    changes = run.found.changes
    if changes is None:
        return {"text": run.say("changes.not_known")}
    rows = _values(run, changes)
    if not rows:
        return {"text": run.say("changes.none")}
    base = changes["scenario_a"].iloc[0]
    head = (run.say("column.what"), run.say("column.there", scenario=base), run.say("column.here"))
    return {"table": table(run.half, run.say("changes.caption", count=len(rows), base=base), head, rows)}


def between(comparison: ComparisonTold) -> Iterator[dict[str, Any]]:
    """What each further scenario says otherwise than the first; nothing of one with the same values."""
    for (a, b), own in comparison.found.changes.groupby(["scenario_a", "scenario_b"], sort=False):
        rows = _values(comparison, own)
        if rows:
            first, second = comparison.names[str(a)], comparison.names[str(b)]
            head = (
                comparison.say("column.what"),
                comparison.say("column.there", scenario=first),
                comparison.say("column.there", scenario=second),
            )
            caption = comparison.say("changes.between", first=first, second=second, count=len(rows))
            yield table(comparison.half, caption, head, rows)


def _values(told: Told, changes: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Every value that differs, with its place in the scenario, as it is there and as it is here."""
    return [
        (
            {"text": titled(told, row), "code": row.path},
            value_said(str(row.value_a), told.lang) or NOTHING,
            value_said(str(row.value_b), told.lang) or NOTHING,
        )
        for row in rows_of(changes[changes["about"] == "value"])
    ]
