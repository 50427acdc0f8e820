"""Drivers of a date: inputs by conditional chance and by rank, steps by criticality, merges by their bias."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from model.analysis.influence import chance_rows, inputs_of, merge_rows, step_rows
from model.report.scene import Scene, Tables
from model.study.ground import Ground, Part

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture


def drivers_of_dates(ground: Ground) -> Tables:
    """Tables ``drivers`` (inputs), ``steps`` and the one behind the figure."""
    plan, record = ground.plan, ground.record
    inputs = inputs_of(plan, record, list(ground.scenario.said.risks))
    drivers = [
        chance_rows(plan, plan.milestones[number], record.day[:, place], inputs)
        for place, number in enumerate(ground.milestones)
    ]
    steps = [step_rows(plan, record, number, place) for place, number in enumerate(ground.milestones)]
    table = pd.concat(drivers, ignore_index=True)
    return {"drivers": table, "steps": pd.concat(steps, ignore_index=True), "figures/drivers": table}


def merges(ground: Ground) -> Tables:
    """The table ``merges``."""
    return {"merges": merge_rows(ground.plan, ground.record, ground.draws)}


def _drivers_told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.drivers import drivers_told

    return drivers_told(tables, scene, lang)


def _merges_told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.drivers import merges_told

    return merges_told(tables, scene, lang)


def _pictures(folder: Path, imprint: Imprint, tables: Tables, scene: Scene) -> Sequence[Picture]:
    from model.report.conditional import figure_of_conditional
    from model.report.gallery import of_each_milestone  # matplotlib: slow to import

    of = partial(figure_of_conditional, titles=scene.titles)
    return of_each_milestone(folder / "drivers", imprint, tables["figures/drivers"], scene.milestones, of)


DRIVERS = Part("drivers", drivers_of_dates, _drivers_told, _pictures)
MERGES = Part("merges", merges, _merges_told)
