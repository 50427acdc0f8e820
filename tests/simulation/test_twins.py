"""The compiled engine gives what the story gives, to the last bit, in every field of the outcomes.

A longer comparison: ``python -m tests.twins``; what it found stands in ``docs/verification.md``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.draws import make_draws
from model.plan import Pattern
from model.scenario import load_scenario, nearby, setting
from model.simulation import ready
from model.simulation.kernel import Kernel
from model.simulation.kernel.room import Room
from model.simulation.kernel.tables import Tables
from model.study.planned import planned
from tests.random_plans import random_plan
from tests.simulation.test_reference import KINDS, in_pairs, with_lags_of_gates
from tests.twins import compared, plan_of


@pytest.mark.parametrize("kinds", [(), ("verdicts",), ("resources",), ("happenings",)])
@pytest.mark.parametrize("seed", range(40))
def test_a_part_of_the_vocabulary(seed: int, kinds: tuple[str, ...]) -> None:
    assert not compared(random_plan(seed, **{kind: kind in kinds for kind in KINDS}), count=10)


@pytest.mark.parametrize("seed", range(400))
def test_the_whole_vocabulary(seed: int) -> None:
    assert not compared(random_plan(seed), count=10)


@pytest.mark.parametrize("seed", range(400, 500))
def test_lags_of_gates_and_steps_of_several_activities(seed: int) -> None:
    assert not compared(in_pairs(with_lags_of_gates(random_plan(seed))), count=10)


@pytest.mark.parametrize(
    "file", ["baseline", "s10_restructuring", "examples/every_word", "examples/second_town"]
)
def test_scenarios(file: str) -> None:
    assert not compared(plan_of(file), count=4)


@pytest.mark.parametrize("workload", ["W0", "W1"])
def test_workloads_of_the_benchmarks(workload: str) -> None:
    assert not compared(plan_of(workload), count=20)


def test_pieces_don_t_matter() -> None:
    plan = plan_of("examples/every_word")
    draws = make_draws(plan.quantities, 3, plan.correlations)
    run = ready(plan, draws, "compiled")
    whole, parts = run(0, 12), [run(first, count) for first, count in ((0, 1), (1, 4), (5, 7))]
    for name in ("day", "booked", "spent_on", "money", "waits_for", "in_force"):
        together = np.concatenate([getattr(one, name) for one in parts])
        assert np.array_equal(together, getattr(whole, name)), name


def test_a_room_that_is_too_small_grows_and_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of("examples/every_word")
    draws = make_draws(plan.quantities, 3, plan.correlations)
    usual = ready(plan, draws, "compiled")(0, 8)
    grown = []

    def small(self: Room, times: int = 4) -> None:
        if times == 1:
            self._agenda, self._entries, self._beginnings = 2, 3, 1
        else:
            grown.append(times)
        as_before(self, times)

    as_before = Room.grows
    monkeypatch.setattr(Room, "grows", small)
    assert Kernel(plan, draws).run(0, 8).same_as(usual)
    assert grown, "so small a room can't have been enough"


def test_a_finish_just_at_the_horizon_counts_in_both() -> None:
    plan = random_plan(11)
    for days in (0.0, 30.0, 100.0):
        assert not compared(replace(plan, horizon=days), count=10)


def test_tables_taken_over_from_a_plan_with_other_numbers_are_those_laid_out_anew() -> None:
    base = load_scenario("scenarios/examples/every_word.yaml")
    pattern = Pattern(base)
    near = nearby(base, [setting("levers.teams", "2"), setting("risks.squeeze.chance", "40 %")])
    assert near is not None
    first, plan = pattern.plan, pattern.plan_of(near)
    Tables._laid_out.clear()
    Tables(first, make_draws(first.quantities, 1, first.correlations))
    draws = make_draws(plan.quantities, 1, plan.correlations)
    taken_over = Tables(plan, draws)
    assert [one.plan for one in Tables._laid_out] == [first]
    Tables._laid_out.clear()
    anew = Tables(plan, draws)
    assert taken_over.tables.keys() == anew.tables.keys()
    assert all(np.array_equal(taken_over.tables[name], anew.tables[name]) for name in anew.tables)
    for name in ("wholes", "reals", "year_starts", "numbers", "passes_count"):
        assert np.array_equal(getattr(taken_over, name), getattr(anew, name)), name


def test_the_date_as_planned_is_the_same_on_both_engines() -> None:
    plan = plan_of("baseline")
    assert planned(plan, "compiled").tolist() == planned(plan, "simpy").tolist()
