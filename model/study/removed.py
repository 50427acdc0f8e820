"""What each risk costs: the plan without it, on the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.analysis.removed import REMOVED_COLUMNS, removed_rows
from model.draws import Draws
from model.outcomes import Days, Outcomes
from model.plan import Plan
from model.plan.events import Event
from model.report.scene import Scene, Tables
from model.study.ground import Ground, Part

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture


def without(plan: Plan, number: int) -> Plan:
    """The plan in which one event never begins; every other thing keeps its luck and its chance.

    It is as if its chance were 0, but that the others of its group (``one_of``) keep their stretches of the
    luck they share, and that a certain event can be taken out too.
    """

    def changed(event: Event) -> Event:
        triggers = tuple(one for one in event.triggers if one[0] != number)
        if event.number == number:
            return replace(event, occasions=(), when_triggered=None, triggers=())
        return replace(event, triggers=triggers) if triggers != event.triggers else event

    return replace(plan, events=tuple(map(changed, plan.events)))


def risks_of(ground: Ground) -> Iterator[tuple[Event, str]]:
    """The events that may come or not, and the drivers; what is certain is no risk."""
    said = ground.scenario.said
    for event in ground.plan.events:
        if event.name in said.risks:
            one = said.risks[event.name]
            if one.chance is not None or one.only_triggered:
                yield event, "risk"
        else:
            yield event, "driver"


def risks_removed(ground: Ground) -> Tables:
    """The table ``risks`` and the one behind the figure: each risk taken out in turn.

    Where it didn't begin nothing can change, so only the replications in which it did are run again.
    """
    plan, record, found = ground.plan, ground.record, []
    keep = partial(_days, ground.milestones)
    for event, kind in risks_of(ground):
        began = record.times[:, event.number] > 0
        day = record.day.copy()
        for part, days in ground.run_some(without(plan, event.number), keep, began):
            day[part] = days
        assert np.array_equal(day[~began], record.day[~began]), (
            "only where a risk began can it have an effect"
        )
        for place, number in enumerate(ground.milestones):
            milestone = plan.milestones[number]
            with_it, without_it = record.day[:, place], day[:, place]
            occurred = float(began.mean())
            found.append(removed_rows(plan, event.name, kind, occurred, milestone, with_it, without_it))
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(REMOVED_COLUMNS))
    return {"risks": table, "figures/risks": table}


def _days(milestones: tuple[int, ...], plan: Plan, draws: Draws, outcomes: Outcomes) -> Days:
    return outcomes.day[:, list(milestones)]


def _replications(ground: Ground) -> int:
    """At most so many: not all of them began in every replication."""
    return sum(ground.count for _ in risks_of(ground)) // 3


def _told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.removed import risks_told

    return risks_told(tables, scene, lang)


def _pictures(folder: Path, imprint: Imprint, tables: Tables, scene: Scene) -> Sequence[Picture]:
    from model.report.gallery import of_each_milestone  # matplotlib: slow to import
    from model.report.removed import figure_of_risks

    of = partial(figure_of_risks, titles=scene.titles)
    return of_each_milestone(folder / "risks", imprint, tables["figures/risks"], scene.milestones, of)


RISKS = Part("risks", risks_removed, _told, _pictures, replications=_replications)
