"""The cells of a sweep: every combination along its axes, or a sample of what it names."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from operator import ne

import numpy as np
from numpy.typing import NDArray

from model.draws import at_quantile
from model.plan import Plan
from model.scenario import Axis, Cell, Factor, Fault, Scenario, ScenarioError, Sweep
from model.scenario.axes import Plain, written
from model.scenario.sweep import cell_at, factors_of, point_of
from model.study.around import Around, Settings

DIGITS = 9
"""Significant digits of a sampled value: what is written into a scenario, and so what is run."""


@dataclass(frozen=True)
class Design:
    """What varies in a sweep, and the scenarios it is made of."""

    axes: tuple[Axis, ...]
    cells: tuple[Cell, ...]
    is_sample: bool

    @property
    def figure(self) -> str:
        """The name of the figure that shows it, and of the table behind that."""
        return "tornado" if self.is_sample else "sweep"


def design_of(asked: Sweep, scenario: Scenario) -> Design:
    """The cells of a sweep of a scenario.

    Parameters
    ----------
    scenario
        The scenario of the sweep with the settings of the run: a sample is taken of its laws.

    Raises
    ------
    ScenarioError
        If what is to be sampled can't be.
    """
    said = asked.said.sample
    if said is None:
        return Design(asked.axes, asked.cells(), is_sample=False)
    factors, faults = factors_of(asked, scenario)
    if faults:
        raise ScenarioError(faults)
    if asked.said.sobol is not None:
        columns = sobol_chances(len(factors), said.points, said.seed)
    else:
        columns = [latin_chances(factor.path, said.points, said.seed) for factor in factors]
    axes = tuple(_sampled(factor, chances) for factor, chances in zip(factors, columns, strict=True))
    cells = (cell_at(axes, number + 1, (number,) * len(axes)) for number in range(said.points))
    return Design(axes, tuple(cells), is_sample=True)


class Cells:
    """The plans of a sweep's cells.

    Parameters
    ----------
    asked
        The sweep.
    settings
        Those of the run; a cell's come after them.
    """

    def __init__(self, asked: Sweep, settings: Settings = ()) -> None:
        self._around = Around(asked.scenario, settings)

    @cached_property
    def base(self) -> Scenario:
        """The scenario without what a cell sets.

        Raises
        ------
        ScenarioError
            If it is none.
        """
        return self._around.scenario()

    @cached_property
    def base_plan(self) -> Plan:
        """Its plan.

        Raises
        ------
        ScenarioError
            If it can't be planned.
        """
        return self._around.plan()

    def plan(self, cell: Cell) -> Plan:
        """The plan of a cell.

        Raises
        ------
        ScenarioError
            If it makes no valid scenario, or none that can be planned.
        """
        return self._around.plan(cell.settings)

    def check(self, design: Design) -> None:
        """Try that every cell makes a scenario, and each value of each axis one that can be planned.

        This is for files that are looked at before they are run; a run tells of cells that can't be.

        Raises
        ------
        ScenarioError
            With every fault found.
        """
        faults: list[Fault] = []
        for cell, is_planned in zip(design.cells, _which_to_plan(design), strict=True):
            try:
                if is_planned:
                    self.plan(cell)
                elif self._around.near(cell.settings) is None:
                    self._around.scenario(cell.settings)
            except ScenarioError as error:
                faults += error.faults
        if faults:
            raise ScenarioError(faults)


def _which_to_plan(design: Design) -> list[bool]:
    """Of a sample the first cell; else the first, and those that differ from it on one axis alone."""
    first = design.cells[0]
    if design.is_sample:
        return [cell is first for cell in design.cells]
    return [sum(map(ne, cell.places, first.places)) <= 1 for cell in design.cells]


def _sampled(factor: Factor, chances: NDArray[np.float64]) -> Axis:
    """A factor with its value at each point."""
    values = (value_said(factor, at_quantile(factor.law, float(chance))) for chance in chances)
    settings = (factor.setting(value) for value in values)
    return Axis(
        factor.path, factor.title, tuple(point_of(setting.value, setting.path) for setting in settings)
    )


def latin_chances(name: str, points: int, seed: int) -> NDArray[np.float64]:
    """Chances for one factor of a Latin hypercube, shape (points,): one in each of as many equal stretches.

    A Latin hypercube pairs such columns at random, so each may have luck of its own, by its name:
    a further factor leaves the others where they were.

    Source
    ------
    McKay, Beckman and Conover (1979), doi:10.1080/00401706.1979.10489755.
    """
    from scipy.stats.qmc import LatinHypercube  # slow to import

    key = int.from_bytes(sha256(name.encode()).digest()[:8], "big")
    column: NDArray[np.float64] = LatinHypercube(1, rng=np.random.default_rng([seed, key])).random(points)
    return _inside(column[:, 0])


def sobol_chances(factors: int, points: int, seed: int) -> list[NDArray[np.float64]]:
    """Chances for the factors of a Sobol sample, each of shape (points,); points are a power of two.

    Of the first factors of a list, two at a time, each box of equal sides has as many points as
    its area says; scrambled, so that no point lies on an edge.

    Source
    ------
    Sobol (1967), doi:10.1016/0041-5553(67)90144-9; direction numbers of Joe and Kuo (2008),
    doi:10.1137/070709359; scrambling of Matousek (1998), doi:10.1006/jcom.1998.0487.
    """
    from scipy.stats.qmc import Sobol  # slow to import

    exponent = points.bit_length() - 1
    square: NDArray[np.float64] = Sobol(factors, rng=np.random.default_rng([seed])).random_base2(exponent)
    return [_inside(column) for column in square.T]


def _inside(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances that no law takes for an end of it."""
    return np.clip(chances, 2.0**-53, 1 - 2.0**-53)


def value_said(factor: Factor, value: float) -> Plain:
    """A value in base units as a scenario says it: in the factor's unit, money in whole million VND."""
    number = factor.unit.from_base(value)
    if factor.is_whole:
        return written(Decimal(round(number)), "")
    if factor.unit.kind.startswith("money"):
        return written(round(number, 3), factor.unit.text)
    return written(Decimal(f"{number:.{DIGITS}g}"), factor.unit.text)
