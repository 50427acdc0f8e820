"""The end of a replication written down: when each milestone was reached, and what its days were for."""

from __future__ import annotations

from math import inf

from model.outcomes import Cause, Deed, Note, Outcomes, State
from model.plan.network import Link, Milestone
from model.simulation.story.life import Life
from model.simulation.story.trail import entries
from model.simulation.story.world import World


def write_down(world: World, outcomes: Outcomes, row: int) -> None:
    """Fill one replication's row of the outcomes."""
    for number, milestone in enumerate(world.plan.milestones):
        _milestone(world, milestone, outcomes, row, number)
    for group in range(len(world.plan.groups)):
        _group(world, outcomes, row, group)
    for number in range(len(world.plan.events)):
        outcomes.happened_on[row, number] = world.happenings.happened_on[number]
        outcomes.times[row, number] = world.happenings.times[number]
        outcomes.in_force[row, number] = world.happenings.days_in_force(number)
    outcomes.spent_on[row] = world.spent_on
    outcomes.lives[row] = world.lived


def _milestone(world: World, milestone: Milestone, outcomes: Outcomes, row: int, number: int) -> None:
    members = (milestone.marker,) if milestone.marker >= 0 else milestone.activities
    needed = [one for one in members if not world.is_skipped(one)]
    day = max((world.ended[one] if world.is_done(one) else inf for one in needed), default=inf)
    void = world.voided[number]
    if not needed:
        void = min(void, max(world.ended[one] for one in members))
    if min(void, world.blocked[number]) < day:
        _never(world, outcomes, row, number, void, needed or list(members))
        return
    open_ones = [one for one in needed if not world.is_done(one)]
    if open_ones:
        group, cause = waits_for(world, open_ones[0])
        outcomes.waits_at[row, number], outcomes.waits_for[row, number] = group, cause
        return
    last = max(needed, key=lambda one: world.ended[one])
    outcomes.day[row, number] = day
    if world.diary is not None:
        world.diary.append(Note(day, Deed.REACHED, number))
    for one, cause, days in entries(world.ends[last]):
        activity = world.plan.activities[one]
        outcomes.booked[row, number, activity.line, cause] += days
        outcomes.on_chain[row, number, activity.group] = True


def _never(world: World, outcomes: Outcomes, row: int, number: int, void: float, members: list[int]) -> None:
    """A milestone that was voided, or blocked, before it was reached."""
    if void <= world.blocked[number]:
        outcomes.void[row, number] = void
        return
    outcomes.waits_at[row, number] = world.plan.activities[members[-1]].group
    outcomes.waits_for[row, number] = Cause.STOPPED


def _group(world: World, outcomes: Outcomes, row: int, number: int) -> None:
    members = world.plan.groups[number].members
    needed = [one for one in members if not world.is_skipped(one)]
    outcomes.start[row, number] = min((world.first_began[one] for one in needed), default=inf)
    if not needed:
        outcomes.state[row, number] = State.SKIPPED
        return
    finish = max(world.ended[one] for one in needed)
    outcomes.finish[row, number] = finish
    outcomes.state[row, number] = State.DONE if finish < inf else State.OPEN


def _lacks(world: World, life: Life) -> Cause:
    """What a life lacks at the end; a closed day is named only where money and crews are at hand."""
    if not life.is_accepted:
        return Cause.REWORK
    if life.reason is None:
        return Cause.WORK
    return world.queue.lacks(life) if world.queue.holds(life) else life.reason


def waits_for(world: World, number: int, seen: frozenset[int] = frozenset()) -> tuple[int, int]:
    """The step that an unfinished activity waits for at the end, and the cause: follow what isn't there."""
    activity = world.plan.activities[number]
    life = world.lives.get(number)
    if life is not None and life.reason != Cause.HOLD:
        return activity.group, int(_lacks(world, life))
    for place in activity.finishes if life is not None else activity.starts:
        condition = world.plan.conditions[place]
        if world.conditions.since[place] is not None or world.conditions.is_void[place]:
            continue
        if condition.link == Link.LEVEL:
            return activity.group, int(Cause.INDICATOR)
        if condition.link == Link.STARTED and world.began[condition.anchors[0]] < inf:
            return activity.group, int(Cause.LAG)
        open_ones = [one for one in condition.anchors if world.ended[one] == inf]
        if not open_ones or world.conditions.has_begun[place]:
            return activity.group, int(Cause.LAG if condition.anchors else Cause.LOGIC)
        if open_ones[0] not in seen:
            return waits_for(world, open_ones[0], seen | {number})
    return activity.group, int(Cause.LOGIC)
