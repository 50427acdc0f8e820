"""What would help most: each lever turned to either end of its range, on the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from model.analysis.levers import Turn, lever_rows
from model.draws import Draws
from model.outcomes import Days, Outcomes
from model.plan import Plan
from model.scenario import Scenario, ScenarioError
from model.scenario.dial import Dial, Notch, dial_of
from model.simulation import AUTO
from model.study.abreast import kept_of
from model.study.around import Around
from model.study.job import Progress
from model.study.workforce import ThisComputer, Workforce

MOST = 500
"""Replications under each turn of a lever at most: on the same luck a difference is soon known."""


def turns_of(scenario: Scenario) -> list[tuple[Turn, Dial, Notch]]:
    """Each lever with each end of its range, but for an end at which it stands already."""
    found = []
    for name in scenario.said.levers:
        dial = dial_of(scenario, name)
        assert dial.present is not None, "a lever has one value"
        for end in dict.fromkeys((dial.notches[0], dial.notches[-1])):
            if end != dial.present:
                found.append((Turn(name, dict(dial.title), dial.present.text, end.text), dial, end))
    return found


def levers_size(scenario: Scenario, replications: int) -> int:
    """How many replications it takes to turn every lever."""
    return (1 + len(turns_of(scenario))) * min(replications, MOST)


def levers_of(
    around: Around,
    seed: int,
    replications: int,
    *,
    milestones: Sequence[int] | None = None,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """The chance of each deadline with each lever at either end of its range, and what that gains.

    Parameters
    ----------
    replications
        Those of the run; no more than ``MOST`` of them are looked at.
    milestones
        Numbers of those that are looked at; all unless told.

    Returns
    -------
    DataFrame
        As ``LEVER_COLUMNS``: a row per milestone, deadline and end of a lever's range, with the paired
        difference and its 95 % interval.
    """
    scenario, plan = around.scenario(), around.plan()
    turns = turns_of(scenario)
    count = min(replications, MOST)

    def plans() -> Iterator[Plan | None]:
        yield plan
        for _, dial, end in turns:
            yield _planned(around, dial, end)

    kept = kept_of(
        plans(),
        _days,
        seed,
        count,
        levers_size(scenario, count),
        engine=engine,
        workforce=workforce or ThisComputer(1),
        progress=progress,
    )
    before, *after = (None if one is None else np.concatenate(one) for one in kept)
    assert before is not None, "the scenario itself can be planned"
    turned = [(turn, days) for (turn, _, _), days in zip(turns, after, strict=True)]
    looked_at = range(len(plan.milestones)) if milestones is None else milestones
    return lever_rows(plan, before, turned, list(looked_at))


def _planned(around: Around, dial: Dial, end: Notch) -> Plan | None:
    """The plan with a lever at an end of its range; None where that makes no plan."""
    try:
        return around.plan(dial.settings(end))
    except ScenarioError:
        return None


def _days(plan: Plan, draws: Draws, outcomes: Outcomes) -> Days:
    return outcomes.day
