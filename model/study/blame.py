"""Causes of delay: what the days up to a milestone are for, and where the plan has fewer of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.analysis.blame import (
    MEAN,
    P80,
    PAIR_COLUMNS,
    STEP_COLUMNS,
    Booked,
    booked,
    by_phase,
    cause_rows,
    date_table,
    paired_rows,
    replications_of,
    wait_rows,
    waterfall_rows,
)
from model.days import TICKS_PER_DAY
from model.report.scene import Scene, Tables
from model.study.ground import Ground, Part
from model.study.planned import planned_life

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture


def causes_of_delay(ground: Ground) -> Tables:
    """Tables of causes: ``dates``, ``causes``, ``waits``, ``against`` and those behind the figure."""
    plan, record = ground.plan, ground.record
    likeliest = planned_life(plan, ground.engine)
    ticks = np.rint(likeliest.booked[0] * TICKS_PER_DAY).astype(np.int64)
    causes, waits, steps, pairs = [], [], [], []
    for place, number in enumerate(ground.milestones):
        days = booked(record, plan, place)
        causes.append(cause_rows(plan, number, days, ticks[number].ravel()))
        waits.append(wait_rows(plan, record, number, place))
        if np.isfinite(likeliest.day[0, number]):
            steps += _from_plan(
                ground, number, days, Booked(ticks[number].reshape(1, -1), likeliest.day[:, number])
            )
    if ground.other is not None:
        for name in ground.other.names:
            of = (_booked_of(ground, name), _booked_of(ground.other, name))
            rows, fall = paired_rows(plan, of[0], ground.other.plan, of[1], name)
            pairs.append(rows)
            steps.append(fall)
    return {
        "dates": date_table(plan, record, likeliest.day[0], ground.milestones),
        "causes": _laid(causes),
        "waits": _laid(waits),
        "against": _laid(pairs) if pairs else pd.DataFrame(columns=list(PAIR_COLUMNS)),
        "figures/waterfall": _laid(steps) if steps else pd.DataFrame(columns=list(STEP_COLUMNS)),
    }


def _from_plan(ground: Ground, number: int, days: Booked, likeliest: Booked) -> list[pd.DataFrame]:
    """The waterfalls from the plan date of a milestone to its mean and to the mean of those around P80."""
    names, planned = by_phase(ground.plan, likeliest.ticks)
    _, all_of_them = by_phase(ground.plan, days.ticks)
    found = []
    for view in (MEAN, P80):
        which = replications_of(view, days.day)
        if which.any():
            name = ground.plan.milestones[number].name
            more, begins = all_of_them[which] - planned, float(likeliest.day[0])
            found.append(waterfall_rows(name, view, names, more, begins))
    return found


def _booked_of(ground: Ground, name: str) -> Booked:
    return booked(ground.record, ground.plan, ground.names.index(name))


def _laid(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    some = [frame for frame in frames if len(frame)] or list(frames[:1])
    return pd.concat(some, ignore_index=True)


def _told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.blame import causes_told

    return causes_told(tables, scene, lang, width)


def _pictures(folder: Path, imprint: Imprint, tables: Tables, scene: Scene) -> Sequence[Picture]:
    from model.report.gallery import of_each_milestone  # matplotlib: slow to import
    from model.report.waterfall import figure_of_waterfall

    of = partial(figure_of_waterfall, titles=scene.titles, scenarios=scene.scenarios)
    return of_each_milestone(folder / "waterfall", imprint, tables["figures/waterfall"], scene.milestones, of)


CAUSES_OF_DELAY = Part("causes", causes_of_delay, _told, _pictures)
