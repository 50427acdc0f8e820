"""Properties of every plan there can be: hypothesis makes the plans, and makes a failing one small."""

from __future__ import annotations

from dataclasses import fields
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.analysis.tally import tally
from model.draws import make_draws
from model.outcomes import Deed, Flow, Note, Outcomes
from model.plan.network import Condition, Link, Plan, Side
from model.simulation import simulate
from model.simulation.story.life import Life
from model.simulation.story.programme import live_through
from model.simulation.story.queue import Queue
from model.simulation.story.scene import Scene
from model.simulation.story.world import Luck, World
from model.study.pieces import pieces
from model.study.workforce import ThisComputer
from tests.random_plans import Maker, random_plan

plans = st.randoms(use_true_random=False).map(lambda dice: Maker(dice).plan())
seeds = st.integers(0, 2**32 - 1)
some_examples = settings(max_examples=60, deadline=None)


def lived(plan: Plan, seed: int, diary: list[Note] | None = None) -> tuple[World, Outcomes]:
    """One replication, to be looked into."""
    draws = make_draws(plan.quantities, seed, plan.correlations)
    out = Outcomes.blank(plan, 0, 1)
    luck = Luck(draws.columns(0, 1)[:, 0].tolist(), draws.offset.tolist(), draws.stride.tolist())
    return live_through(Scene(plan), luck, out, 0, diary), out


def happened(world: World, condition: Condition) -> float:
    """When the anchor of a relation began or ended, as the relation asks."""
    anchor = condition.anchors[0]
    return world.first_began[anchor] if condition.link == Link.STARTED else world.ended[anchor]


@given(plans, seeds)
@some_examples
def test_predecessors_come_before_successors(plan: Plan, seed: int) -> None:
    world, _ = lived(plan, seed)
    for condition in plan.conditions:
        is_plain = condition.link in (Link.FINISHED, Link.STARTED) and not condition.may_lead
        owner = plan.activities[condition.owner]
        if not is_plain or owner.loop >= 0 or world.is_skipped(condition.anchors[0]):
            continue
        held = world.began if condition.side == Side.START else world.ended
        is_held = condition.side == Side.START or world.is_done(owner.number)  # a refusal is held by nothing
        if is_held and held[owner.number] < np.inf and not world.is_skipped(owner.number):
            lag = world.value(condition.lag) if condition.lag >= 0 else 0.0
            assert happened(world, condition) + lag <= held[owner.number]


@given(plans, seeds)
@some_examples
def test_all_money_is_spent_lapsed_cut_or_still_there(plan: Plan, seed: int) -> None:
    world, out = lived(plan, seed)
    assert (out.money >= 0).all()
    for number, fund in enumerate(world.treasury.funds):
        came, spent, lapsed, cut = (
            out.money[0, number, :, flow].sum() for flow in (Flow.RELEASED, Flow.SPENT, Flow.LAPSED, Flow.CUT)
        )
        assert came == spent + lapsed + cut + fund.balance
        assert fund.balance == sum(fund.held.values()) >= 0


@given(plans, seeds)
@some_examples
def test_nobody_is_given_a_crew_that_is_not_there(plan: Plan, seed: int) -> None:
    grant = Queue._grant

    def watched(queue: Queue, life: Life) -> None:
        grant(queue, life)
        for crew, _ in life.asked.crews:
            assert 0 <= queue.free[crew] <= queue._capacity[crew]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Queue, "_grant", watched)
        lived(plan, seed)


@given(plans, seeds)
@some_examples
def test_every_day_is_booked_once(plan: Plan, seed: int) -> None:
    diary: list[Note] = []
    world, out = lived(plan, seed, diary)
    reached = np.isfinite(out.day)
    assert (out.booked.sum(axis=(2, 3))[reached] == out.day[reached]).all()
    ready = {note.who: note.day for note in diary if note.deed == Deed.READY}
    for activity in plan.activities:  # every activity is a group of its own in these plans
        if activity.loop < 0 and world.is_done(activity.number):
            spent = out.spent_on[0, activity.group].sum()
            assert spent == world.ended[activity.number] - ready[activity.number]


@given(plans, seeds)
@some_examples
def test_met_missed_and_voided_are_all(plan: Plan, seed: int) -> None:
    draws = make_draws(plan.quantities, seed, plan.correlations)
    out = simulate(plan, draws, 0, 4)
    counts = tally(plan, out)
    assert (counts.met + counts.voided <= 4).all()
    assert not (np.isfinite(out.day) & np.isfinite(out.void)).any()
    is_open = ~np.isfinite(out.day) & ~np.isfinite(out.void)
    assert ((out.waits_at >= 0) == is_open).all()


@given(plans, seeds, st.integers(1, 5))
@some_examples
def test_a_replication_is_the_same_in_any_chunk(plan: Plan, seed: int, first: int) -> None:
    draws = make_draws(plan.quantities, seed, plan.correlations)
    together, apart = simulate(plan, draws, 0, 6), simulate(plan, draws, first, 1)
    for field in fields(Outcomes):
        if field.name != "first":
            assert np.array_equal(getattr(together, field.name)[first], getattr(apart, field.name)[0])


@pytest.mark.parametrize("seed", range(3))
def test_jobs_and_pieces_change_nothing(seed: int) -> None:
    plan = random_plan(seed)
    draws = make_draws(plan.quantities, 5, plan.correlations)
    alone = sum_of(pieces(plan, draws, 12, size=12), plan)
    for jobs, size in ((2, 5), (1, 1), (3, 4)):
        with ThisComputer(jobs) as workforce:
            shared = sum_of(pieces(plan, draws, 12, workforce, size=size), plan)
        for field in fields(type(alone)):
            assert np.array_equal(getattr(alone, field.name), getattr(shared, field.name))


def sum_of(outcomes: object, plan: Plan) -> object:
    """The tallies of all pieces together."""
    counts = [tally(plan, one) for one in outcomes]  # type: ignore[attr-defined]
    total = counts[0]
    for one in counts[1:]:
        total = total + one
    return total


def test_plans_are_the_same_for_the_same_dice() -> None:
    assert Maker(Random(3)).plan() == random_plan(3)
