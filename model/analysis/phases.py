"""Works and phases as a whole: when the first step begins, when the last one ends, whose chain they set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.chances import day_by_chance
from model.analysis.tally import Tally
from model.days import date_of
from model.plan.network import Link, Plan

MARKS = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


def phase_table(plan: Plan, counts: Tally) -> pd.DataFrame:
    """One row per work and phase, in the order of the plan.

    Dates are over the replications in which any step of it was needed, blank beyond the horizon;
    ``needed`` is their share; ``on_chain_*`` the share of replications reaching that milestone in
    which a step of it is on the chain that sets the date.
    """
    reached = counts.reached_on.sum(axis=1)
    rows = []
    for number, line in enumerate(plan.lines):
        if not line.work:
            continue
        needed = counts.replications - int(counts.line_skipped[number])
        row: dict[str, Any] = {"scenario": plan.scenario, "work": line.work, "phase": line.phase}
        row |= _titles(plan.titles, line.work, line.phase)
        row["needed"] = needed / counts.replications
        for end, on_day in (("start", counts.line_started_on), ("finish", counts.line_finished_on)):
            for name, chance in MARKS.items():
                day = day_by_chance(on_day[number], needed, chance) if needed else None
                start = date.fromisoformat(plan.start)
                row[f"{end}_{name}"] = "" if day is None else date_of(day, start).isoformat()
        for place, milestone in enumerate(plan.milestones):
            share = counts.line_on_chain[place, number] / reached[place] if reached[place] else np.nan
            row[f"on_chain_{milestone.name}"] = share
        rows.append(row)
    return pd.DataFrame(rows)


def _titles(titles: Mapping[str, Mapping[str, str]], work: str, phase: str) -> dict[str, str]:
    return {
        f"{word}_{lang}": titles.get(f"{word}.{name}", {}).get(lang, name)
        for word, name in (("work", work), ("phase", phase))
        for lang in ("vi", "en")
    }


LINK_COLUMNS = ("scenario", "kind", "name", "from_work", "from_phase", "to_work", "to_phase", "links")
GATES = (Link.WEIGHT, Link.LENGTH, Link.LEVEL, Link.OPEN)


def link_table(plan: Plan) -> pd.DataFrame:
    """Which works and phases wait for which, and for what beside: sessions, gates, indicators.

    ``kind`` is phase (one waits for another), session and gate (a phase waits for it), raises (a
    phase moves an indicator) or level (a phase waits for one); ``name`` that of the session or
    indicator; ``links`` how many steps, unit by unit, are joined so.
    """
    lines = [plan.lines[activity.line] for activity in plan.activities]
    found: Counter[tuple[str, str, str, str, str, str]] = Counter()
    for condition in plan.conditions:
        to = lines[condition.owner]
        for anchor in condition.anchors:
            before = lines[anchor]
            if before != to:
                found["phase", "", before.work, before.phase, to.work, to.phase] += 1
        if condition.link in GATES:
            found["gate", "", "", "", to.work, to.phase] += 1
        if condition.link == Link.LEVEL:
            found["level", plan.indicators[condition.indicator].name, "", "", to.work, to.phase] += 1
    for activity in plan.activities:
        if activity.session >= 0:
            line = lines[activity.number]
            found["session", plan.sessions[activity.session].name, "", "", line.work, line.phase] += 1
    for indicator in plan.indicators:
        for jump in indicator.jumps:
            before = lines[jump.activity]
            found["raises", indicator.name, before.work, before.phase, "", ""] += 1
    rows = [(plan.scenario, *what, count) for what, count in found.items()]
    return pd.DataFrame(rows, columns=list(LINK_COLUMNS))
