"""Goals that are read off others: how many of these are met, and how likely all of some are together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from model.analysis.chances import chance_of
from model.analysis.tally import Counts, Tally
from model.plan.network import Composite, Counted, Plan

COLUMNS = (
    "scenario", "goal", "title_vi", "title_en", "measure", "number", "member", "milestone", "deadline",
    "probability", "ci_low", "ci_high", "with_voided", "product", "replications",
)  # fmt: skip

MEASURES = (
    "met", "missed", "voided", "left_out", "met_exactly", "met_at_least", "voided_exactly",
    "any_voided", "all_together", "together_any_voided", "together_left_out",
)  # fmt: skip
"""What a row tells, in this order.

``met``, ``missed``, ``voided`` of one goal counted, ``member``, by its deadline; together they are
all replications. ``left_out``: a goal meant, but without a milestone in the scenario.
``met_exactly``, ``met_at_least``: ``number`` of the goals counted; what is voided isn't met, and
``with_voided`` is the share of all replications in which it is so and one or more is voided.
``voided_exactly``: ``number`` of them is voided; ``any_voided``: one or more. ``all_together``: all
goals wanted together are met, with the ``product`` of their single chances, which it would be if
they were independent. ``together_any_voided``: one of these or more is voided. Shares are of all
replications, always.
"""

Row = dict[str, Any]


def goal_table(plan: Plan, counts: Tally) -> pd.DataFrame:
    """What a run found of each goal that is read off others; columns and rows as ``MEASURES`` tells."""
    rows = [
        {
            "scenario": plan.scenario,
            "goal": one.name,
            "title_vi": one.title["vi"],
            "title_en": one.title["en"],
        }
        | {"replications": counts.replications}
        | row
        for number, one in enumerate(plan.composites)
        for row in (
            *_members(plan, counts, one),
            *_number_met(counts, number, one),
            *_together(counts, number, one),
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"number": "Int64", "replications": "int64"})


def _members(plan: Plan, counts: Tally, one: Composite) -> Iterator[Row]:
    """Each goal counted, by itself, and the goals that can't be."""
    for goal in one.counts:
        met, voided = int(counts.met[goal.place]), int(counts.voided[goal.place])
        about = {
            "member": goal.goal,
            "milestone": plan.milestones[goal.milestone].name,
            "deadline": goal.deadline.text,
        }
        for measure, found in (
            ("met", met),
            ("missed", counts.replications - met - voided),
            ("voided", voided),
        ):
            yield {"measure": measure} | about | _chance(counts, found)
    yield from ({"measure": "left_out", "member": goal} for goal in one.left_out)


def _number_met(counts: Tally, number: int, one: Composite) -> Iterator[Row]:
    """How many of the goals counted are met, and how many are voided."""
    if not one.counts:
        return
    size = len(one.counts) + 1
    both: Counts = counts.goals_met[number, :size, :size]
    met, voided, beside = both.sum(axis=1), both.sum(axis=0), both[:, 1:].sum(axis=1)
    for k in range(size):
        yield {"measure": "met_exactly", "number": k} | _chance(counts, met[k], beside[k])
    for k in range(size):
        yield {"measure": "met_at_least", "number": k} | _chance(counts, met[k:].sum(), beside[k:].sum())
    for k in range(size):
        yield {"measure": "voided_exactly", "number": k} | _chance(counts, voided[k])
    yield {"measure": "any_voided"} | _chance(counts, voided[1:].sum())


def _together(counts: Tally, number: int, one: Composite) -> Iterator[Row]:
    """How likely all of some goals are together, beside what it would be if they were independent."""
    if one.together:
        about = {"number": len(one.together), "member": _named(one.together)}
        product = float(np.prod([counts.met[goal.place] / counts.replications for goal in one.together]))
        found = _chance(counts, counts.all_met[number]) | {"product": product}
        yield {"measure": "all_together"} | about | found
        yield {"measure": "together_any_voided"} | about | _chance(counts, counts.any_voided[number])
    yield from ({"measure": "together_left_out", "member": goal} for goal in one.apart)


def _named(goals: Sequence[Counted]) -> str:
    """Goals with their deadlines, as in a scenario file: ``G1: 2025-12-31; G3: 2029-12-31``."""
    return "; ".join(f"{goal.goal}: {goal.deadline.text}" for goal in goals)


def _chance(counts: Tally, found: int, with_voided: int | None = None) -> Row:
    """A count as a share of all replications, with its interval."""
    chance = chance_of(int(found), counts.replications)
    row: Row = {"probability": chance.estimate, "ci_low": chance.low, "ci_high": chance.high}
    return row if with_voided is None else row | {"with_voided": int(with_voided) / counts.replications}
