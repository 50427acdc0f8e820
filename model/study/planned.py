"""The plan where all goes as likeliest: the date against which delay is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.draws import at_modes
from model.outcomes import Outcomes
from model.plan import Plan
from model.simulation import simulate


def planned(plan: Plan, engine: str = "simpy") -> NDArray[np.float64]:
    """Days to each milestone of a plan without risk events and drivers, every number at its mode.

    Calendars, sessions, capital and crews are what they are; so are rounds of rework whose chance of
    acceptance is one half or less, as the likelier thing happens.

    Parameters
    ----------
    engine
        The one at hand; the days are the same.

    Returns
    -------
    array of shape (milestones,)
        Days from the start; inf where it is not reached by the horizon.
    """
    return planned_life(plan, engine).day[0]


def planned_life(plan: Plan, engine: str = "simpy") -> Outcomes:
    """The one replication of a plan where all goes as likeliest: see ``planned``."""
    return simulate(replace(plan, events=()), at_modes(plan), engine=engine)
