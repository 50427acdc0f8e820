"""The tables of a run: one frame for each file of results, from counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.chances import chance_of, day_by_chance
from model.analysis.tally import Arrivals, Tally, last_day
from model.days import TICKS_PER_DAY, date_of
from model.outcomes import CAUSES, Cause, Flow
from model.plan.network import Plan

MILESTONE_COLUMNS = (
    "scenario", "milestone", "deadline", "probability", "ci_low", "ci_high", "p10", "p50", "p80", "p90",
    "reached", "voided", "replications", "missed", "deadline_basis", "plan", "chance_of_plan",
    "p80_minus_plan", "band_low", "band_high", "reference_p50", "reference_p80",
)  # fmt: skip
RISK_COLUMNS = ("scenario", "risk", "title_vi", "title_en", "occurred", "times", "days", "replications")
MARKS = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}


def milestone_table(
    plan: Plan,
    counts: Tally,
    planned: NDArray[np.float64] | None = None,
    bands: NDArray[np.float64] | None = None,
) -> pd.DataFrame:
    """One row per milestone and deadline: how likely, when, and how sure; columns as published.

    Parameters
    ----------
    planned
        Days to each milestone where all goes to plan, inf where it isn't reached then.
    bands
        Low and high end of what our assumptions allow, by deadline; None where not computed.
    """
    return framed(milestone_rows(plan, counts, planned, bands))


def framed(rows: Sequence[dict[str, Any]], beside: Sequence[str] = ()) -> pd.DataFrame:
    """Rows of milestones as a table; ``beside`` are further columns, after that of the scenario."""
    table = pd.DataFrame(rows, columns=[MILESTONE_COLUMNS[0], *beside, *MILESTONE_COLUMNS[1:]])
    return table.astype({"p80_minus_plan": "Int64"})  # whole days, and blank where there are none


def milestone_rows(
    plan: Plan,
    counts: Tally | Arrivals,
    planned: NDArray[np.float64] | None = None,
    bands: NDArray[np.float64] | None = None,
) -> list[dict[str, Any]]:
    """The rows of ``milestone_table``; a word that a row doesn't have is blank."""
    rows: list[dict[str, Any]] = []
    for number, milestone in enumerate(plan.milestones):
        marks = _marks(plan, counts.reached_on[number], counts.replications)
        against = {} if planned is None else _against_plan(plan, counts, number, float(planned[number]))
        reached = int(counts.reached_on[number].sum())
        for deadline in milestone.deadlines:
            met, voided = int(counts.met[len(rows)]), int(counts.voided[len(rows)])
            chance = chance_of(met, counts.replications)
            low, high = (np.nan, np.nan) if bands is None else bands[len(rows)]
            row = {
                "scenario": plan.scenario,
                "milestone": milestone.name,
                "deadline": deadline.text,
                "probability": chance.estimate,
                "ci_low": chance.low,
                "ci_high": chance.high,
                **marks,
                "reached": reached / counts.replications,
                "voided": voided / counts.replications,
                "replications": counts.replications,
                "missed": (counts.replications - met - voided) / counts.replications,
                "deadline_basis": deadline.basis,
                **against,
                "band_low": low,
                "band_high": high,
            }
            rows.append(row)
    return rows


def _against_plan(plan: Plan, counts: Tally | Arrivals, number: int, planned: float) -> dict[str, Any]:
    """The planned date of a milestone, the chance by then, P80 after it, and the outside view."""
    if not np.isfinite(planned):
        return {}
    on_day = counts.reached_on[number]
    day, p80 = last_day(planned), day_by_chance(on_day, counts.replications, MARKS["p80"])
    found: dict[str, Any] = {
        "plan": _date(plan, day),
        "chance_of_plan": int(on_day[: day + 1].sum()) / counts.replications,
        "p80_minus_plan": None if p80 is None else p80 - day,
    }
    for name, times in zip(("p50", "p80"), plan.milestones[number].reference or (), strict=False):
        found[f"reference_{name}"] = _date(plan, last_day(times * planned))
    return found


def _marks(plan: Plan, on_day: NDArray[np.int64], replications: int) -> dict[str, str]:
    """Dates by chance, blank beyond the horizon."""
    return {name: _date(plan, day_by_chance(on_day, replications, chance)) for name, chance in MARKS.items()}


def _date(plan: Plan, day: int | None) -> str:
    return "" if day is None else date_of(day, date.fromisoformat(plan.start)).isoformat()


def cause_table(plan: Plan, counts: Tally) -> pd.DataFrame:
    """What the days of each milestone were for.

    Where it was reached: mean days by work, phase and cause, which add up to the mean date.
    Where not: the step and cause it waited for at the horizon, with the number of replications.
    """
    rows = []
    for number, milestone in enumerate(plan.milestones):
        reached = int(counts.reached_on[number].sum())
        for line, cause in zip(*np.nonzero(counts.booked[number]), strict=True):
            days = counts.booked[number, line, cause] / TICKS_PER_DAY / reached
            where = plan.lines[line]
            rows.append(
                (milestone.name, "reached", where.work, where.phase, "", CAUSES[cause], days, reached)
            )
        for group, cause in zip(*np.nonzero(counts.waits[number]), strict=True):
            where = plan.lines[plan.activities[plan.groups[group].members[0]].line]
            waiting = int(counts.waits[number, group, cause])
            name = plan.groups[group].name
            rows.append(
                (milestone.name, "waiting", where.work, where.phase, name, CAUSES[cause], np.nan, waiting)
            )
    columns = ["milestone", "status", "work", "phase", "step", "cause", "days", "replications"]
    return _of_scenario(plan, pd.DataFrame(rows, columns=columns))


def main_causes(causes: pd.DataFrame) -> pd.DataFrame:
    """For each milestone the cause of delay that took most days, work itself left out.

    A milestone that is never reached has the cause that most replications waited for, without days.
    """
    rows = []
    for milestone, mine in causes.groupby("milestone", sort=False):
        reached = mine[(mine.status == "reached") & (mine.cause != CAUSES[Cause.WORK])]
        by_cause = reached.groupby(["cause", "work", "phase"], sort=False).days.sum()
        if len(by_cause):
            most = by_cause.reset_index().loc[by_cause.to_numpy().argmax()]
            rows.append((milestone, most.cause, most.work, most.phase, most.days))
        elif (mine.status == "waiting").any():
            most = mine[mine.status == "waiting"].sort_values("replications", kind="stable").iloc[-1]
            rows.append((milestone, most.cause, most.work, most.phase, np.nan))
    return pd.DataFrame(rows, columns=["milestone", "main_cause", "work", "phase", "main_cause_days"])


def cause_bars(causes: pd.DataFrame) -> pd.DataFrame:
    """Mean days to each milestone by phase and cause, over the replications that reach it."""
    reached = causes[causes.status == "reached"]
    grouped = reached.groupby(["milestone", "phase", "cause"], sort=False).days.sum().reset_index()
    never = causes.milestone[~causes.milestone.isin(reached.milestone)].drop_duplicates()
    blank = pd.DataFrame({"milestone": never, "phase": "", "cause": "", "days": np.nan})
    order = {name: place for place, name in enumerate(causes.milestone.drop_duplicates())}
    bars = pd.concat([grouped, blank], ignore_index=True) if len(blank) else grouped
    return bars.sort_values("milestone", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def activity_table(plan: Plan, counts: Tally) -> pd.DataFrame:
    """One row per step of the programme: its dates, its days by cause, and whose chain it is on.

    Dates are over replications in which the step was needed; ``days_*`` are means over all
    replications, summed over the units of the step; ``on_chain_*`` is the criticality index,
    the share of replications reaching that milestone in which the step drives it.
    """
    reached = counts.reached_on.sum(axis=1)
    rows = []
    for number, group in enumerate(plan.groups):
        needed = counts.replications - int(counts.skipped[number])
        row: dict[str, Any] = {
            "activity": group.name,
            "title_vi": group.title["vi"],
            "title_en": group.title["en"],
        }
        row |= {"units": len(group.members), "done": counts.done[number] / counts.replications}
        row |= {"skipped": counts.skipped[number] / counts.replications}
        started, finished = counts.started_on[number], counts.finished_on[number]
        for name in ("p10", "p50", "p90"):
            row[f"start_{name}"] = _date(plan, _mark(started, needed, name))
        for name in MARKS:
            row[f"finish_{name}"] = _date(plan, _mark(finished, needed, name))
        mean = counts.spent_on[number] / TICKS_PER_DAY / counts.replications
        row |= {f"days_{cause}": mean[place] for place, cause in enumerate(CAUSES)}
        for place, milestone in enumerate(plan.milestones):
            share = counts.on_chain[place, number] / reached[place] if reached[place] else np.nan
            row[f"on_chain_{milestone.name}"] = share
        rows.append(row)
    return _of_scenario(plan, pd.DataFrame(rows))


def _mark(on_day: NDArray[np.int64], needed: int, name: str) -> int | None:
    return day_by_chance(on_day, needed, MARKS[name]) if needed else None


def capital_table(plan: Plan, counts: Tally) -> pd.DataFrame:
    """Money by source and year: mean million VND released, carried in, spent and lapsed."""
    rows = []
    for number, source in enumerate(plan.capital):
        for year in range(len(plan.year_starts)):
            mean = counts.money[number, year] / counts.replications
            rows.append((source.name, plan.first_year + year, *mean))
    flows = [f"{flow.name.lower()}_million_vnd" for flow in Flow]
    return _of_scenario(plan, pd.DataFrame(rows, columns=["source", "year", *flows]))


def risk_table(plan: Plan, counts: Tally) -> pd.DataFrame:
    """One row per event: the share of replications in which it began, how often, and days in force.

    ``times`` and ``days`` are means over all replications.
    """
    rows = []
    for number, event in enumerate(plan.events):
        means = np.array([counts.happened[number], counts.times[number], counts.in_force[number]])
        occurred, times, ticks = means / counts.replications
        title = (event.title["vi"], event.title["en"])
        rows.append((event.name, *title, occurred, times, ticks / TICKS_PER_DAY, counts.replications))
    return _of_scenario(plan, pd.DataFrame(rows, columns=list(RISK_COLUMNS[1:])))


def curve_table(plan: Plan, counts: Tally) -> pd.DataFrame:
    """Chance of each milestone by each day on which it changes, with its interval."""
    frames = []
    start = date.fromisoformat(plan.start)
    for number, milestone in enumerate(plan.milestones):
        reached = np.cumsum(counts.reached_on[number])
        days = np.unique(np.concatenate([[0], np.flatnonzero(counts.reached_on[number]), [len(reached) - 1]]))
        chances = [chance_of(int(reached[day]), counts.replications) for day in days]
        frame = pd.DataFrame(
            {
                "milestone": milestone.name,
                "date": [date_of(int(day), start).isoformat() for day in days],
                "probability": [chance.estimate for chance in chances],
                "ci_low": [chance.low for chance in chances],
                "ci_high": [chance.high for chance in chances],
            }
        )
        frames.append(frame)
    return _of_scenario(plan, pd.concat(frames, ignore_index=True))


def _of_scenario(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    frame.insert(0, "scenario", plan.scenario)
    return frame
