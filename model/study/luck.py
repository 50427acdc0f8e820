"""The luck of plans that differ in a number or two: laid out once, and for each only what is its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.draws import Draws, make_draws
from model.draws.modes import AtModes
from model.draws.near import draws_near
from model.plan import Plan
from model.simulation import simulate


class Luck:
    """The draws of plans around one plan, under one seed.

    Parameters
    ----------
    plan
        The one whose quantities the others mostly have; any other plan may be asked for, and
        takes longer.
    """

    def __init__(self, plan: Plan, seed: int) -> None:
        self._plan, self._seed = plan, seed

    @cached_property
    def _draws(self) -> Draws:
        return make_draws(self._plan.quantities, self._seed, self._plan.correlations)

    @cached_property
    def _modes(self) -> AtModes:
        return AtModes(self._plan)

    def draws(self, plan: Plan) -> Draws:
        """The draws of a plan: as ``make_draws``."""
        near = None
        if plan.correlations is self._plan.correlations:
            near = draws_near(self._draws, plan.quantities)
        return near or make_draws(plan.quantities, self._seed, plan.correlations)

    def planned(self, plan: Plan, engine: str = "simpy") -> NDArray[np.float64]:
        """Days to each milestone where all goes as likeliest: as ``planned``."""
        return simulate(replace(plan, events=()), self._modes.of(plan), engine=engine).day[0]
