"""One replication lived through once more, with its diary and what led to each date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING

from model.draws import make_draws
from model.outcomes import Note, Outcomes
from model.plan import Plan, make_plan
from model.plan.network import Link, Milestone
from model.report.lived import Held, Lived, Stretch
from model.scenario import Scenario
from model.scenario.steps import Use

if TYPE_CHECKING:
    from model.simulation.story.world import World


def trace(scenario: Scenario, replication: int, seed: int | None = None) -> Lived:
    """Live through one replication of a scenario and keep all that is known of it.

    Parameters
    ----------
    replication
        Its number, counted from 0, as in a run's ``replications.parquet``.
    seed
        As the scenario says where it is None.
    """
    seed = scenario.said.seed if seed is None else seed
    return live(make_plan(scenario), replication, seed, _units(scenario))


def live(plan: Plan, replication: int, seed: int, unit_of: Mapping[str, str] | None = None) -> Lived:
    """Live through one replication of a plan; ``unit_of`` tells what its steps are repeated for."""
    from model.simulation.story.programme import live_through  # SimPy is loaded when it is needed
    from model.simulation.story.scene import Scene
    from model.simulation.story.world import Luck

    draws = make_draws(plan.quantities, seed, plan.correlations)
    luck = Luck(draws.columns(replication, 1)[:, 0].tolist(), draws.offset.tolist(), draws.stride.tolist())
    diary: list[Note] = []
    outcomes = Outcomes.blank(plan, replication, 1)
    world = live_through(Scene(plan), luck, outcomes, 0, diary)
    return Lived(
        plan=plan,
        seed=seed,
        replication=replication,
        diary=sorted(diary, key=lambda note: note.day),
        outcomes=outcomes,
        chains=[_chain(world, outcomes, number) for number, _ in enumerate(plan.milestones)],
        held={number: held for number in sorted(world.lives) if (held := _held(world, number)) is not None},
        let_go={number: world.conditions.anchor[place] for number, place in _finishes(world)},
        unit_of=unit_of or {},
    )


# -- what led to a date ------------------------------------------------------------------------------


def _chain(world: World, outcomes: Outcomes, number: int) -> list[Stretch]:
    """The days that led to a milestone, from the start: they add up to it."""
    from model.simulation.story.trail import entries

    if not isfinite(outcomes.day[0, number]):
        return []
    trail = world.ends[_last_of(world, world.plan.milestones[number])]
    chain = [Stretch(*entry) for entry in entries(trail)][::-1]
    assert sum(stretch.days for stretch in chain) == outcomes.day[0, number], "a chain adds up to its date"
    return chain


def _last_of(world: World, milestone: Milestone) -> int:
    """The activity whose finish was the day of a milestone that was reached."""
    members = (milestone.marker,) if milestone.marker >= 0 else milestone.activities
    needed = [number for number in members if not world.is_skipped(number)]
    return max(needed, key=lambda number: world.ended[number])


def _held(world: World, number: int) -> Held | None:
    """What an activity waited for last, and how long for that alone.

    The finishes of all units of one step count as one thing to wait for.
    """
    plan, held_by = world.plan, world.held_by[number]  # as it was then: a level may be lost and come again
    since_when = {place: since for place, (since, _) in held_by.items() if since is not None}
    if not since_when:
        return None
    driver = max(since_when, key=lambda place: since_when[place])
    since, anchor = since_when[driver], held_by[driver][1]
    others = [place for place in held_by if _thing(plan, place) != _thing(plan, driver)]
    before = max((since_when.get(place, 0.0) for place in others), default=None)
    is_of_itself = anchor < 0 or plan.conditions[driver].link == Link.LEVEL
    began = world.ended[anchor] if anchor >= 0 else 0.0
    if plan.conditions[driver].link == Link.STARTED:
        began = world.began[anchor]
    gap = max(0.0, since - began) if isfinite(began) else 0.0
    alone = since - before if before is not None else (since if is_of_itself else gap)
    return Held(driver, anchor, max(0.0, alone), 0.0 if is_of_itself else gap)


def _thing(plan: Plan, place: int) -> tuple[int, int]:
    """What a condition waits for: a step with all its units, or something of its own."""
    condition = plan.conditions[place]
    is_one = len(condition.anchors) == 1
    return (plan.activities[condition.anchors[0]].group, -1) if is_one else (-1, place)


def _finishes(world: World) -> Iterator[tuple[int, int]]:
    """Each activity whose finish was held, and the condition that let it go."""
    for number in world.lives:
        place = world.conditions.driver(world.plan.activities[number].finishes)
        if place >= 0 and world.conditions.anchor[place] >= 0:
            yield number, place


def _units(scenario: Scenario) -> dict[str, str]:
    """What each step that is repeated is repeated for, such as households."""
    said = scenario.said
    return {
        f"{work}.{part}.{name}": step.for_
        for work, of_work in said.works.items()
        for part, used in of_work.parts.items()
        if isinstance(used, Use)
        for name, step in said.procedures[used.use].steps.items()
        if step.for_ is not None
    }
