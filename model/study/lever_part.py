"""Which lever would help most, as a part of an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.report.scene import Scene, Tables
from model.study.ground import Ground, Part, heard
from model.study.levers import levers_of, levers_size

if TYPE_CHECKING:
    from model.report.explained import Told


def _answer(ground: Ground) -> Tables:
    table = levers_of(
        ground.around,
        ground.seed,
        ground.count,
        milestones=ground.milestones,
        engine=ground.engine,
        workforce=ground.workforce,
        progress=heard(ground),
    )
    return {"levers": table}


def _told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.levers import levers_told

    return levers_told(tables, scene, lang)


def _replications(ground: Ground) -> int:
    return levers_size(ground.scenario, ground.count)


LEVERS = Part("levers", _answer, _told, replications=_replications, by_default=False)
