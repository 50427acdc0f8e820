"""Figures that a run leaves for later: calendar, land, convergence and map, each in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from model.analysis.land import stretches
from model.plan import Plan
from model.report.convergence import figure_of_convergence
from model.report.gallery import Imprint, Picture, in_each_language
from model.report.gantt import figure_of_gantt
from model.report.land import figure_of_land
from model.report.network_map import figure_of_map


def pictures_of(
    name: str,
    folder: Path,
    imprint: Imprint,
    plan: Plan,
    milestones: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
) -> list[Picture]:
    """One further figure of a run as pictures.

    Parameters
    ----------
    name
        ``"gantt"``, ``"land"``, ``"convergence"`` or ``"map"``.
    milestones
        The table of milestones and deadlines.
    tables
        The table behind each figure, by its name; the map needs that of ``gantt`` too.
    """
    titles, homes = titles_of(plan), homes_of(plan)
    if name == "gantt":
        of = partial(figure_of_gantt, tables["gantt"], milestones, titles=titles, homes=homes)
    elif name == "land":
        needed = {one.work: (one.needed, float(one.metres)) for one in stretches(plan)}
        of = partial(figure_of_land, tables["land"], milestones, titles=titles, homes=homes, needed=needed)
    elif name == "convergence":
        of = partial(figure_of_convergence, tables["convergence"], titles=titles)
    else:
        of = partial(
            figure_of_map, tables["gantt"], tables["map"], titles=titles, homes=homes, steps=steps_of(plan)
        )
    return in_each_language(folder / name, imprint, of)


def homes_of(plan: Plan) -> dict[str, str]:
    """For each milestone the work that its last activity belongs to."""
    return {
        milestone.name: plan.lines[plan.activities[milestone.activities[-1]].line].work
        for milestone in plan.milestones
        if milestone.activities
    }


def steps_of(plan: Plan) -> Counter[tuple[str, str]]:
    """How many steps each phase of a work has."""
    lines = (plan.lines[plan.activities[group.members[0]].line] for group in plan.groups)
    return Counter((line.work, line.phase) for line in lines)


def titles_of(plan: Plan) -> dict[str, dict[str, str]]:
    """Names for people of all that the figures show."""
    return (
        {milestone.name: milestone.title for milestone in plan.milestones}
        | {f"session.{session.name}": session.title for session in plan.sessions}
        | {f"indicator.{indicator.name}": indicator.title for indicator in plan.indicators}
        | plan.titles
    )
