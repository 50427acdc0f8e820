"""One replication as it is told: its diary, its outcome, what held each step, and what of it is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.outcomes import Cause, Note, Outcomes
from model.plan import Plan
from model.plan.events import Does
from model.plan.network import Link


class Stretch(NamedTuple):
    """So many days of a chain, spent by an activity for a cause."""

    activity: int
    cause: Cause
    days: float


class Held(NamedTuple):
    """What an activity waited for last before it was ready.

    ``condition`` came true after all its others, ``alone`` days after the last of them; ``anchor``
    is the activity that brought it about (-1: none), ``gap`` the days between the two.
    """

    condition: int
    anchor: int
    alone: float
    gap: float


@dataclass(frozen=True)
class Lived:
    """One replication, and all that is known of it.

    ``replication`` counts from 0. ``outcomes`` are of this replication alone. ``chains`` has for
    each milestone the days that led to it, from the start; none where it was not reached.
    ``held`` tells by activity what its start waited for last, ``let_go`` which activity its finish
    waited for last. ``unit_of`` names what a step is repeated for, by its name without numbers.
    """

    plan: Plan
    seed: int
    replication: int
    diary: Sequence[Note]
    outcomes: Outcomes
    chains: Sequence[Sequence[Stretch]]
    held: Mapping[int, Held]
    let_go: Mapping[int, int]
    unit_of: Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """What of a replication is to be told, by number: everything, or what has to do with something."""

    activities: frozenset[int]
    sources: frozenset[int]
    events: frozenset[int]
    milestones: frozenset[int]
    is_all: bool


def chosen(plan: Plan, milestone: str | None = None, work: str | None = None) -> Choice:
    """What has to do with a milestone, with a work, or with both; all there is where none is named.

    Parameters
    ----------
    milestone
        The name of a milestone of the plan: all steps it waits for, near or far, are told.
    work
        The name of a work, or of an activity that belongs to no work: its steps are told.
    """
    activities = {activity.number for activity in plan.activities}
    milestones = set(range(len(plan.milestones)))
    if milestone is not None:
        milestones = {place for place in milestones if plan.milestones[place].name == milestone}
        activities &= _awaited(plan, min(milestones))
    if work is not None:
        activities = {number for number in activities if work_of(plan, number) == work}
        if milestone is None:
            milestones = {one for one in milestones if activities.intersection(_members(plan, one))}
    is_all = milestone is None and work is None
    needs = [plan.activities[number].capital for number in activities]
    sources = {need.source for need in needs if need is not None}
    return Choice(
        frozenset(activities),
        frozenset(range(len(plan.capital)) if is_all else sources),
        frozenset(range(len(plan.events)) if is_all else _touching(plan, activities, sources, milestones)),
        frozenset(milestones),
        is_all,
    )


def work_of(plan: Plan, activity: int) -> str:
    """The name of the work an activity belongs to; its own where it belongs to none."""
    return plan.activities[activity].name.split(".")[0].split("[")[0]


def _members(plan: Plan, milestone: int) -> list[int]:
    one = plan.milestones[milestone]
    return [*one.activities, *([one.marker] if one.marker >= 0 else [])]


def _awaited(plan: Plan, milestone: int) -> set[int]:
    """The activities a milestone rests on, and all that these wait for."""
    found: set[int] = set()
    ahead = _members(plan, milestone)
    while ahead:
        number = ahead.pop()
        if number not in found:
            found.add(number)
            ahead += _waited_for(plan, number)
    return found


def _waited_for(plan: Plan, number: int) -> Iterator[int]:
    activity = plan.activities[number]
    for place in (*activity.starts, *activity.finishes):
        condition = plan.conditions[place]
        yield from condition.anchors
        if condition.link == Link.LEVEL:
            yield from (jump.activity for jump in plan.indicators[condition.indicator].jumps)
    if activity.loop >= 0:
        yield from plan.loops[activity.loop].members


def _touching(plan: Plan, activities: set[int], sources: set[int], milestones: set[int]) -> Iterator[int]:
    """The events that do something to any of these."""
    crews = {crew for number in activities for crew, _ in plan.activities[number].crews}
    gates = {condition.gate for condition in plan.conditions if condition.owner in activities}
    of_kind = dict.fromkeys((Does.RELEASED, Does.CUT, Does.CUT_SHARE, Does.GIVE), sources)
    of_kind |= {Does.CREW: crews, Does.CLOSE: gates, Does.OPEN: gates}
    of_kind |= dict.fromkeys((Does.VOID, Does.BLOCK), milestones)
    for event in plan.events:
        if any(of_kind.get(effect.does, activities).intersection(effect.targets) for effect in event.effects):
            yield event.number
