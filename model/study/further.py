"""Figures drawn later, from the folder that a run has left; nothing is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from model.analysis.convergence import convergence_table
from model.analysis.land import BEGUN, LAND, land_table, stretches
from model.analysis.phases import link_table
from model.archive import Folder, manifest_of, read_inputs, read_replications, read_table
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.study.drawing import draw
from model.study.left import RESOLVED, NotResults, folder_meant, is_comparison, what_it_holds

FIGURES = ("gantt", "land", "map", "convergence")
"""Each further figure by its name."""


PHASES = "phases.csv"
"""When each phase of each work begins and ends: the table of a run behind Gantt and map."""


class CannotDraw(Exception):  # noqa: N818  (a sentence for the user)
    """A figure can't be drawn: ``why`` is ``no_land`` or ``older``, the latter for want of a table."""

    def __init__(self, figure: str, why: str) -> None:
        super().__init__(f"{figure}: {why}")
        self.figure, self.why = figure, why


@dataclass(frozen=True)
class Drawn:
    """What was drawn, and where it lies."""

    figures: tuple[str, ...]
    place: Path


def draw_further(
    folder: Path | str, names: Sequence[str] = (), out: Path | None = None, jobs: int | None = None
) -> Drawn:
    """Draw further figures of a run, each with the table behind it.

    Parameters
    ----------
    folder
        Of a run; one that holds ``latest.txt`` stands for the folder named there.
    names
        Of ``FIGURES``; all that can be drawn where there are none.
    out
        Where to; by default the folder of figures of the run.

    Raises
    ------
    NotResults
        If the folder holds no results of a run.
    CannotDraw
        If a figure that is named can't be drawn.
    """
    from model.report.further import pictures_of
    from model.report.gallery import Imprint  # matplotlib: slow to import

    place = folder_meant(folder)
    if is_comparison(place):
        raise NotResults(place, what_it_holds(place))
    facts, plan = manifest_of(place), make_plan(load_scenario(place / RESOLVED))
    target = out or place / "figures"
    target.mkdir(parents=True, exist_ok=True)
    milestones = read_table(place, "milestones.csv")
    name = facts["scenarios"][0]
    imprint = Imprint({name: plan.title}, facts["seed"], facts["replications"], facts["hash"][:8])
    drawn: dict[str, pd.DataFrame] = {}
    pictures = []
    for figure in names or FIGURES:
        try:
            tables = _tables(figure, place, plan, name)
        except CannotDraw:
            if names:
                raise
            continue
        drawn[figure] = tables[figure]
        pictures += pictures_of(figure, target, imprint, plan, milestones, tables)
    for figure, table in drawn.items():
        Folder(target, target).table(f"{figure}.csv", table)
    draw(pictures, len(plan.milestones), jobs)
    return Drawn(tuple(drawn), target)


def _tables(figure: str, place: Path, plan: Plan, name: str) -> dict[str, pd.DataFrame]:
    """The tables behind a figure, from what the run has left."""
    if figure == "convergence":
        return {figure: convergence_table(plan, read_replications(place)).assign(scenario=name)}
    if figure == "land":
        if not stretches(plan):
            raise CannotDraw(figure, "no_land")
        inputs = read_inputs(place)
        if not any(column.startswith((LAND, BEGUN)) for column in inputs.columns):
            raise CannotDraw(figure, "older")
        return {figure: land_table(plan, inputs).assign(scenario=name)}
    if not (place / PHASES).is_file():
        raise CannotDraw(figure, "older")
    tables = {"gantt": read_table(place, PHASES)}
    return tables | ({"map": link_table(plan).assign(scenario=name)} if figure == "map" else {})
