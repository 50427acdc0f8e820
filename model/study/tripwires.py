"""Tripwires of a run: dates by which watched steps must be done, from the dates that the run has stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from model.analysis.tripwires import FEWEST, THRESHOLDS, main_wires, open_curves, steps_of, tripwire_table
from model.archive import read_inputs
from model.plan import Plan
from model.report.naming import Names
from model.study.run import Study
from model.words import LANGUAGES

MOST_STEPS = 4
"""Steps of one milestone that a figure shows; the table has all."""


@dataclass(frozen=True)
class Tripwires:
    """The tripwires of a run, the curves of those that tell most, and what its steps are called.

    ``table`` and ``curves`` have the columns that ``tripwire_table`` and ``open_curves`` tell; ``main`` are
    the rows of the table whose curves are there.
    """

    plan: Plan
    seed: int
    replications: int
    table: pd.DataFrame
    main: pd.DataFrame
    curves: pd.DataFrame
    titles: dict[str, dict[str, str]]


def tripwires(
    study: Study, thresholds: Sequence[float] = THRESHOLDS, fewest: int = FEWEST
) -> Tripwires:
    """The tripwires of a run that is done; nothing is simulated anew."""
    return tripwires_of(
        study.plan, study.seed, read_inputs(study.folder), study.days, thresholds, fewest
    )


def tripwires_of(
    plan: Plan,
    seed: int,
    finished: pd.DataFrame,
    days: pd.DataFrame,
    thresholds: Sequence[float] = THRESHOLDS,
    fewest: int = FEWEST,
) -> Tripwires:
    """The tripwires told by the dates of watched steps and milestones, as ``tripwire_table`` takes them."""
    table = tripwire_table(plan, finished, days, thresholds, fewest)
    main = main_wires(table, min(thresholds)).groupby("milestone", sort=False).head(MOST_STEPS)
    chosen = list(zip(main["milestone"], main["deadline"], main["step"], strict=True))
    curves = open_curves(plan, finished, days, chosen, fewest=fewest)
    return Tripwires(plan, seed, len(days), table, main, curves, titles_of_steps(plan))


def titles_of_steps(plan: Plan) -> dict[str, dict[str, str]]:
    """What watched steps and milestones are called: of a step its work and part are told with it."""
    names = {lang: Names(plan, {}, lang) for lang in LANGUAGES}
    return {
        step.name: step.title
        if step.is_milestone
        else {lang: names[lang].subject(plan.groups[step.number].members[:1]) for lang in LANGUAGES}
        for step in steps_of(plan)
    }
