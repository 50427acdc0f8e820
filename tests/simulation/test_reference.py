"""The engine against a second reading of the rules, bit for bit, on random plans.

``reference.py`` was written from the rules' text and the tables of the plan, not from the engine. Compared
is every field of the outcomes but ``waits_at`` and ``waits_for``: what an unreached milestone waited for at
the horizon.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from model.draws import make_draws
from model.outcomes import Outcomes
from model.simulation import simulate
from tests.random_plans import random_plan
from tests.simulation import reference

REPLICATIONS = 5
NOT_COMPARED = ("waits_at", "waits_for")
PLAIN = {"resources": False, "verdicts": False, "happenings": False}


def differences(engine: Outcomes, read: Outcomes) -> list[str]:
    """Where two records differ, by field and place, the replication first."""
    told = []
    for field in fields(Outcomes):
        ours, theirs = np.asarray(getattr(engine, field.name)), np.asarray(getattr(read, field.name))
        if field.name in NOT_COMPARED:
            continue
        for place in np.argwhere(ours != theirs)[:3]:
            at = tuple(int(one) for one in place)
            told.append(f"{field.name}{at}: engine {ours[at]}, reference {theirs[at]}")
    return told


def compared(seed: int, **kinds: bool) -> list[str]:
    """Where the engine and the reference differ on a random plan."""
    plan = random_plan(seed, **kinds)
    draws = make_draws(plan.quantities, 7, plan.correlations)
    return differences(
        simulate(plan, draws, 0, REPLICATIONS), reference.simulate(plan, draws, 0, REPLICATIONS)
    )


@pytest.mark.parametrize("seed", range(100))
def test_relations_gates_and_calendars(seed: int) -> None:
    assert not compared(seed, **PLAIN)


@pytest.mark.parametrize("seed", range(100))
def test_verdicts_loops_and_branches(seed: int) -> None:
    assert not compared(seed, **{**PLAIN, "verdicts": True})


@pytest.mark.parametrize("seed", range(200))
def test_the_whole_vocabulary(seed: int) -> None:
    assert not compared(seed)
