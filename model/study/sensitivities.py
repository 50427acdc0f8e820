"""Sobol and Morris indices of what is uncertain or can be decided: a sweep over many points at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.screening import (
    MORRIS_COLUMNS,
    SOBOL_COLUMNS,
    Space,
    chances_of_grid,
    factors_in,
    morris_points,
    morris_table,
    sobol_points,
    sobol_table,
)
from model.draws import Draws, at_quantile
from model.draws.copula import together
from model.outcomes import Outcomes
from model.plan import Plan
from model.plan.network import Correlation, Quantity
from model.report.scene import Scene, Tables
from model.scenario import Factor
from model.scenario.asked import AskedError, unknown
from model.scenario.distribution import Distribution
from model.scenario.sweep import factor_of
from model.study.design import value_said
from model.study.ground import Ground, Part

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture

BASE, TRAJECTORIES = 64, 10
"""Base points of a Sobol design and trajectories of a Morris one."""


@dataclass(frozen=True)
class Cube:
    """What is varied: assumptions by their laws, levers evenly over their ranges.

    Inputs are chances. ``correlations`` are those between assumptions; their inputs make one factor, with
    the common luck of a family as one input more.
    """

    ground: Ground

    @cached_property
    def laws(self) -> dict[str, Distribution]:
        """The law of each assumption that is varied, by path."""
        return {name: law for name, law in self._every_law.items() if name in self._wanted}

    @cached_property
    def levers(self) -> dict[str, Factor]:
        """The levers that are varied, by path."""
        return {path: factor for path, factor in self._every_lever.items() if path in self._wanted}

    @cached_property
    def _every_law(self) -> dict[str, Distribution]:
        quantities = self.ground.plan.quantities
        return {
            one.name: one.distribution
            for one in quantities
            if one.is_assumption and not one.distribution.is_fixed
        }

    @cached_property
    def _every_lever(self) -> dict[str, Factor]:
        scenario = self.ground.scenario
        found = {f"levers.{name}": factor_of(f"levers.{name}", scenario) for name in scenario.said.levers}
        return {path: factor for path, factor in found.items() if factor is not None}

    @cached_property
    def _wanted(self) -> set[str]:
        """The paths of what is varied: all there are, or those that are named.

        Raises
        ------
        AskedError
            If something is named that isn't there, or that has one value only.
        """
        every = [*self._every_lever, *self._every_law]
        wanted: set[str] = set()
        for name in self.ground.varied.inputs:
            meant = [path for path in every if name in (path, *path.split(".", 1))]
            if not meant:
                raise unknown("explain.not_an_input", name, every)
            wanted.update(meant)
        return wanted or set(every)

    @cached_property
    def correlations(self) -> list[tuple[Correlation, list[str]]]:
        """Each correlation that has assumptions among its members, and the names of these.

        A family is cut down to its assumptions; in a matrix they lean on whoever stands before them.
        """
        plan, found = self.ground.plan, []
        for one in plan.correlations:
            names = [plan.quantities[member].name for member in one.members]
            places = [place for place, name in enumerate(names) if name in self.laws]
            if places:
                kept = places if one.common else range(places[-1] + 1)
                loads = tuple(one.loads[place] for place in kept)
                members = tuple(one.members[place] for place in kept)
                few = replace(one, members=members, loads=loads)
                found.append((few, [names[place] for place in kept]))
        return found

    @cached_property
    def space(self) -> Space:
        """The inputs and the factors they make."""
        members = [_with_common(one, names) for one, names in self.correlations]
        names = dict.fromkeys([*(name for some in members for name in some), *self.laws, *self.levers])
        return factors_in(members, list(names))

    def plan(self, chances: NDArray[np.float64]) -> Plan:
        """The plan at a point: chances of shape (inputs,)."""
        at = dict(zip(self.space.inputs, chances.tolist(), strict=True))
        for one, names in self.correlations:
            leant = together(one, [at[name] for name in _with_common(one, names)])
            at |= dict(zip(names, leant, strict=True))
        texts = tuple(
            (path, str(value_said(factor, at_quantile(factor.law, at[path]))))
            for path, factor in self.levers.items()
        )
        plan = self._under(texts)
        known = {name: at_quantile(law, at[name]) for name, law in self.laws.items()}
        quantities = tuple(
            _fixed(one, known[one.name]) if one.name in known else one for one in plan.quantities
        )
        return replace(plan, quantities=quantities)

    @cached_property
    def _under(self) -> Callable[[tuple[tuple[str, str], ...]], Plan]:
        """The plan under some settings of levers; those asked for last are remembered."""
        return lru_cache(8)(lambda settings: self.ground.around.plan(settings))


def _with_common(one: Correlation, names: list[str]) -> list[str]:
    """The inputs of a correlation: of a family the common luck, then those of its members."""
    return [one.name, *names] if one.common else names


def _fixed(one: Quantity, value: float) -> Quantity:
    return replace(one, distribution=Distribution("fixed", (value,)))


def _results(ground: Ground, cube: Cube, chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """At each point the chance of each deadline and, after these, the mean day of each milestone."""
    count = _each(ground)
    rows = []
    for point in chances:
        plan = cube.plan(point)
        keep = partial(_sums, ground.milestones)
        rows.append(np.sum(ground.run(plan, keep, count), axis=0) / count)
    return np.array(rows)


def _sums(milestones: tuple[int, ...], plan: Plan, draws: Draws, outcomes: Outcomes) -> NDArray[np.float64]:
    day = outcomes.day[:, list(milestones)]
    met = [
        float((day[:, place] <= deadline.instant).sum())
        for place, number in enumerate(milestones)
        for deadline in plan.milestones[number].deadlines
    ]
    return np.array([*met, *np.minimum(day, plan.horizon).sum(axis=0).tolist()])


def _columns(ground: Ground) -> list[tuple[str, str]]:
    """What the columns of results are: milestone and deadline, or milestone and nothing for its day."""
    own = [ground.plan.milestones[number] for number in ground.milestones]
    deadlines = [(one.name, deadline.text) for one in own for deadline in one.deadlines]
    return [*deadlines, *((one.name, "") for one in own)]


def sobol(ground: Ground) -> Tables:
    """The table ``sobol``: shares of the variance of each chance and mean day, by factor."""
    cube = Cube(ground)
    if not cube.space.inputs:
        return dict.fromkeys(("sobol", "figures/sobol"), _nothing(SOBOL_COLUMNS))
    results = _results(ground, cube, sobol_points(cube.space, _base(ground), ground.seed))
    tables = (sobol_table(cube.space, column, ground.seed) for column in results.T)
    table = _named(ground, tables)
    return {"sobol": table, "figures/sobol": table}


def morris(ground: Ground) -> Tables:
    """The table ``morris``: elementary effects on each chance and mean day, by factor."""
    cube = Cube(ground)
    if not cube.space.inputs:
        return dict.fromkeys(("morris", "figures/morris"), _nothing(MORRIS_COLUMNS))
    points = morris_points(cube.space, ground.varied.points or TRAJECTORIES, ground.seed)
    results = _results(ground, cube, chances_of_grid(points))
    tables = (morris_table(cube.space, points, column, ground.seed) for column in results.T)
    table = _named(ground, tables)
    return {"morris": table, "figures/morris": table}


def _named(ground: Ground, tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    frames = []
    for (milestone, deadline), table in zip(_columns(ground), tables, strict=True):
        table.insert(0, "deadline", deadline)
        table.insert(0, "milestone", milestone)
        table["replications"] = _each(ground)
        frames.append(table)
    return pd.concat(frames, ignore_index=True)


def _nothing(columns: Sequence[str]) -> pd.DataFrame:
    """The table of a scenario in which nothing is assumed or can be decided."""
    return pd.DataFrame(columns=["milestone", "deadline", *columns, "replications"])


def _each(ground: Ground) -> int:
    return min(ground.count, ground.varied.each)


def _base(ground: Ground) -> int:
    points = ground.varied.points or BASE
    if points & (points - 1):
        raise AskedError("explain.not_a_power", found=points)
    return points


def _sobol_size(ground: Ground) -> int:
    return _base(ground) * (len(Cube(ground).space.order) + 2) * _each(ground)


def _morris_size(ground: Ground) -> int:
    trajectories = ground.varied.points or TRAJECTORIES
    return trajectories * (len(Cube(ground).space.order) + 1) * _each(ground)


def _sobol_told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.screening import sobol_told

    return sobol_told(tables, scene, lang)


def _morris_told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.screening import morris_told

    return morris_told(tables, scene, lang)


def _pictures(kind: str, folder: Path, imprint: Imprint, tables: Tables, scene: Scene) -> Sequence[Picture]:
    from model.report.gallery import in_each_language  # matplotlib: slow to import
    from model.report.screening import figure_of_indices

    rows, found = tables[f"figures/{kind}"], []
    for milestone in scene.milestones:
        own = rows[rows["milestone"] == milestone]
        if len(own):
            of = partial(figure_of_indices, kind, own, titles=scene.titles)
            found += in_each_language(folder / f"{kind}.{milestone}", imprint, of)
    return found


SOBOL = Part("sobol", sobol, _sobol_told, partial(_pictures, "sobol"), _sobol_size, by_default=False)
MORRIS = Part("morris", morris, _morris_told, partial(_pictures, "morris"), _morris_size, by_default=False)
