"""Laws that hold for every plan: random plans over all that the engine knows."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from model.draws import make_draws
from model.outcomes import Flow, Outcomes
from model.plan.events import Does
from model.plan.network import Condition, Dispatch, Link, Plan, Then
from model.plan.possible import weight_needed
from model.simulation import simulate
from model.simulation.story import conditions
from model.simulation.story.life import Life
from model.simulation.story.programme import live_through
from model.simulation.story.queue import Queue
from model.simulation.story.scene import Scene
from model.simulation.story.trail import days_of
from model.simulation.story.world import Luck, World
from tests.random_plans import random_plan

PLANS = range(120)
REPLICATIONS = 5


def outcomes_of(plan: Plan, engine: str, first: int = 0, count: int = REPLICATIONS) -> Outcomes:
    return simulate(plan, make_draws(plan.quantities, 7, plan.correlations), first, count, engine)


def worlds_of(plan: Plan) -> list[World]:
    """Each replication lived through, to be looked into."""
    draws = make_draws(plan.quantities, 7, plan.correlations)
    blank = Outcomes.blank(plan, 0, REPLICATIONS)
    columns, offset, stride = draws.columns(0, REPLICATIONS), draws.offset.tolist(), draws.stride.tolist()
    return [
        live_through(Scene(plan), Luck(columns[:, row].tolist(), offset, stride), blank, row)
        for row in range(REPLICATIONS)
    ]


@pytest.mark.parametrize("seed", PLANS)
def test_days_by_cause_add_up_to_the_date_exactly(seed: int, engine: str) -> None:
    out = outcomes_of(random_plan(seed), engine)
    reached = np.isfinite(out.day)
    booked = out.booked.sum(axis=(2, 3))
    assert (booked[reached] == out.day[reached]).all()
    assert (booked[~reached] == 0).all()


@pytest.mark.parametrize("seed", PLANS)
def test_what_is_not_reached_says_what_it_waits_for(seed: int, engine: str) -> None:
    out = outcomes_of(random_plan(seed), engine)
    is_open = ~np.isfinite(out.day) & ~np.isfinite(out.void)
    assert ((out.waits_at >= 0) == is_open).all()
    assert ((out.waits_for >= 0) == is_open).all()


@pytest.mark.parametrize("seed", PLANS)
def test_nobody_starts_before_his_conditions_hold(seed: int) -> None:
    plan = random_plan(seed)
    for world in worlds_of(plan):
        for number in world.lives:
            for place in plan.activities[number].starts:
                condition = plan.conditions[place]
                if condition.may_lead or world.plan.activities[number].loop >= 0:
                    continue
                is_needed = not any(map(world.is_skipped, condition.anchors))
                if condition.link == Link.STARTED and world.began[number] < np.inf and is_needed:
                    assert world.first_began[condition.anchors[0]] <= world.began[number]
                if condition.link == Link.FINISHED and world.began[number] < np.inf:
                    assert world.ended[condition.anchors[0]] <= world.began[number]
                if condition.link == Link.DATE:
                    assert world.began[number] >= condition.need


@pytest.mark.parametrize("seed", PLANS)
def test_every_end_has_a_trail_of_days_that_leads_to_it(seed: int) -> None:
    plan = random_plan(seed)
    for world in worlds_of(plan):
        for number, end in enumerate(world.ended):
            assert end == np.inf or days_of(world.ends[number]) == end


@pytest.mark.parametrize("seed", PLANS)
def test_capital_is_never_overspent_and_none_is_lost(seed: int, engine: str) -> None:
    out = outcomes_of(random_plan(seed), engine)
    came = out.money[..., Flow.RELEASED].sum(axis=2)
    went = (out.money[..., Flow.SPENT] + out.money[..., Flow.LAPSED] + out.money[..., Flow.CUT]).sum(axis=2)
    assert (went <= came).all()
    assert (out.money >= 0).all()


@pytest.mark.parametrize("seed", PLANS)
def test_crews_are_never_above_their_capacity_nor_below_none(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = Queue._grant

    def watched(queue: Queue, life: Life) -> None:
        grant(queue, life)
        for crew, _ in life.asked.crews:
            assert 0 <= queue.free[crew] <= queue._capacity[crew]

    monkeypatch.setattr(Queue, "_grant", watched)
    worlds_of(random_plan(seed))


@pytest.mark.parametrize("seed", PLANS)
def test_the_order_in_which_processes_are_created_changes_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = random_plan(seed)
    as_it_is = outcomes_of(plan, "simpy")
    dice = Random(seed)
    monkeypatch.setattr(
        conditions, "sorted", lambda some, key=None: dice.sample(list(some), len(some)), raising=False
    )
    assert outcomes_of(plan, "simpy").same_as(as_it_is)


@pytest.mark.parametrize("seed", PLANS)
def test_a_replication_does_not_depend_on_which_others_are_run(seed: int, engine: str) -> None:
    plan = random_plan(seed)
    together, apart = outcomes_of(plan, engine), outcomes_of(plan, engine, first=3, count=1)
    assert (together.day[3] == apart.day[0]).all()
    assert (together.booked[3] == apart.booked[0]).all()
    assert (together.money[3] == apart.money[0]).all()


# -- oracle: with free crews and capital, the longest path -----------------------------------------


def longest_path(plan: Plan, count: int) -> np.ndarray:
    """Finish of every activity, by plan order alone, for all replications at once; no clock, no queue."""
    draws = make_draws(plan.quantities, 7, plan.correlations)
    values = draws.columns(0, count)[draws.offset]
    start, finish = np.zeros((2, len(plan.activities), count))

    def truth(condition: Condition) -> np.ndarray:
        ends = (start if condition.link == Link.STARTED else finish)[list(condition.anchors)]
        if condition.link in (Link.FINISHED, Link.STARTED):
            return ends[0] + (values[condition.lag] if condition.lag >= 0 else 0.0)
        if condition.link == Link.ANY:
            return (ends + values[list(condition.lags)] if condition.lags else ends).min(axis=0)
        if condition.link == Link.WEIGHT:
            return enough_done(condition.weights, ends, weight_needed(condition, sum(condition.weights)))
        return np.full(count, condition.need)

    for number, activity in enumerate(plan.activities):
        for place in activity.starts:
            start[number] = np.maximum(start[number], truth(plan.conditions[place]))
        finish[number] = start[number] + values[activity.duration]
        for place in activity.finishes:
            finish[number] = np.maximum(finish[number], truth(plan.conditions[place]))
    return finish


def enough_done(weights: tuple[int, ...], ends: np.ndarray, need: int) -> np.ndarray:
    order = np.argsort(ends, axis=0, kind="stable")
    done = np.cumsum(np.array(weights)[order], axis=0)
    first = (done < need).sum(axis=0)
    return np.take_along_axis(np.take_along_axis(ends, order, 0), first[None], 0)[0]


def simple_plan(seed: int) -> Plan:
    """A random plan of predecessors, lags, gates and dates only, on full days."""
    plan = random_plan(seed, resources=False, verdicts=False, happenings=False)
    kept = {
        one.number for one in plan.conditions
        if one.link in (Link.FINISHED, Link.STARTED, Link.ANY, Link.WEIGHT, Link.DATE)
        and one.lag_calendar < 0
    }  # fmt: skip
    activities = tuple(replace(one, calendar=-1) for one in plan.activities)
    others = tuple(  # what is not kept is true from the beginning
        one if one.number in kept else replace(one, anchors=(), link=Link.DATE, need=0.0)
        for one in plan.conditions
    )
    return replace(plan, activities=activities, conditions=others, horizon=100_000.0)


@pytest.mark.parametrize("seed", PLANS)
def test_free_crews_and_capital_give_the_longest_path_exactly(seed: int, engine: str) -> None:
    plan = simple_plan(seed)
    out = outcomes_of(plan, engine)
    assert (out.finish == longest_path(plan, REPLICATIONS).T).all()


def test_random_plans_show_what_they_are_for() -> None:
    plans = [random_plan(seed) for seed in PLANS]
    links = {condition.link for plan in plans for condition in plan.conditions}
    endings = {one.verdict.then for plan in plans for one in plan.activities if one.verdict}
    assert links == set(Link)
    assert endings == set(Then)
    assert any(one.capital and one.crews for plan in plans for one in plan.activities)
    assert {plan.dispatch for plan in plans} == set(Dispatch)
    effects = [effect for plan in plans for event in plan.events for effect in event.effects]
    assert {effect.does for effect in effects} == set(Does)
    assert any(loop.passes > 1 for plan in plans for loop in plan.loops)
    needs = [one.capital for plan in plans for one in plan.activities if one.capital]
    assert {(need.stages > 1, need.per > 0, need.reserve) for need in needs} >= {
        (True, False, False), (False, True, False), (False, False, True)
    }  # fmt: skip
    assert any(plan.correlations for plan in plans)
    assert any(condition.may_lead for plan in plans for condition in plan.conditions)
