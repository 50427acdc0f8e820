"""Tripwires of a run: dates by which watched steps must be done, read off the days that it has stored."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.analysis.tripwires import FEWEST, THRESHOLDS, main_wires, open_curves, steps_of, tripwire_table
from model.archive import read_inputs
from model.outcomes import Days
from model.plan import Plan
from model.report.scene import Scene, Tables
from model.study.ground import Ground, Part
from model.study.run import Study

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture

MOST_STEPS = 4
"""Steps of one milestone that a figure shows; the table has all."""


def tripwires_of(
    plan: Plan,
    finish: Days,
    days: pd.DataFrame,
    thresholds: Sequence[float] = THRESHOLDS,
    fewest: int = FEWEST,
) -> Tables:
    """The tripwires told by finishes of steps and days of milestones, as ``tripwire_table`` takes them.

    Returns
    -------
    dict of DataFrame
        ``tripwires``, all of them; ``figures/tripwires``, those that tell most, and
        ``figures/while_open``, the curves of these.
    """
    table = tripwire_table(plan, finish, days, thresholds, fewest)
    main = main_wires(table, min(thresholds)).groupby("milestone", sort=False).head(MOST_STEPS)
    chosen = list(zip(main["milestone"], main["deadline"], main["step"], strict=True))
    curves = open_curves(plan, finish, days, chosen, fewest=fewest)
    return {"tripwires": table, "figures/tripwires": main, "figures/while_open": curves}


def tripwires(study: Study, thresholds: Sequence[float] = THRESHOLDS, fewest: int = FEWEST) -> Tables:
    """The tripwires of a run that left its folder: from its stored days, with nothing simulated anew."""
    plan, inputs, days = study.plan, read_inputs(study.folder), study.days
    finish = np.full((len(days), len(plan.groups)), np.inf)
    for number, group in enumerate(plan.groups):
        if f"finish.{group.name}" in inputs:
            finish[:, number] = inputs[f"finish.{group.name}"]
    watched = {number for number, group in enumerate(plan.groups) if group.watch}
    for step in steps_of(plan):
        for place in set(step.groups) - watched:  # of a milestone: its day is stored instead
            finish[:, place] = np.minimum(finish[:, place], days[step.name])
    return tripwires_of(plan, finish, days, thresholds, fewest)


def _answer(ground: Ground) -> Tables:
    record = ground.record
    return tripwires_of(ground.plan, record.finish, pd.DataFrame(record.day, columns=list(ground.names)))


def _told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.by_when import tripwires_told

    return tripwires_told(tables, scene.plan, scene.titles, lang, width)


def _pictures(folder: Path, imprint: Imprint, tables: Tables, scene: Scene) -> Sequence[Picture]:
    from model.report.by_when import titles_of_steps
    from model.report.gallery import in_each_language  # matplotlib: slow to import
    from model.report.tripwires import figure_of_tripwires

    main, curves = tables["figures/tripwires"], tables["figures/while_open"]
    if not len(main):
        return []
    titles = {**scene.titles, **titles_of_steps(scene.plan)}
    of = partial(figure_of_tripwires, main, curves, titles=titles, threshold=float(main["threshold"].iloc[0]))
    return in_each_language(folder / "tripwires", imprint, of)


TRIPWIRES = Part("tripwires", _answer, _told, _pictures, draws_all=True)
