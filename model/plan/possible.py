"""Whether a plan can finish at all: what can't is refused before any run, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

from model.plan.network import Condition, Link, Plan
from model.scenario import Fault

Where = Callable[[int], tuple[str, tuple[str | int, ...]]]
Found = Callable[..., Fault]


def faults_of_network(plan: Plan, where: Where, found: Found) -> list[Fault]:
    """Faults of the network as a whole: more hands wanted than there are, and circles of waiting.

    Parameters
    ----------
    where
        Name and place in the file of an activity, by its number.
    found
        Makes a fault from a place, a message and its values.
    """
    return [*_short_of_hands(plan, where, found), *_circles(plan, where, found)]


def _short_of_hands(plan: Plan, where: Where, found: Found) -> Iterator[Fault]:
    told: set[tuple[object, int]] = set()
    for activity in plan.activities:
        for crew, units in activity.crews:
            name, path = where(activity.number)
            if units > plan.crews[crew].capacity and (path, crew) not in told:
                told.add((path, crew))
                values = {"name": name, "crew": plan.crews[crew].name, "found": units}
                yield found(
                    (*path, "crew"), "plan.crew_too_small", wanted=plan.crews[crew].capacity, **values
                )


def _circles(plan: Plan, where: Where, found: Found) -> Iterator[Fault]:
    stuck = [number for number, able in enumerate(able_to_finish(plan)) if not able]
    if not stuck:
        return
    ring = _ring(plan, set(stuck), stuck[0])
    names = [where(number)[0] for number in ring]
    yield found(where(ring[0])[1], "plan.circle", found=" → ".join([*names, names[0]]))


def able_to_finish(plan: Plan) -> list[bool]:
    """For each activity whether it can finish in some future, whatever crews, money and luck.

    Works outward from the activities that wait for none, so a share gate counts as a circle only
    where it can't open without what waits behind it.
    """
    able = [False] * len(plan.activities)
    waiting: dict[int, list[int]] = {}
    for condition in plan.conditions:
        for anchor in condition.anchors:
            waiting.setdefault(anchor, []).append(condition.owner)
    pending = list(range(len(plan.activities) - 1, -1, -1))
    while pending:
        number = pending.pop()
        activity = plan.activities[number]
        conditions = (plan.conditions[c] for c in (*activity.starts, *activity.finishes))
        if not able[number] and all(_can_come_true(one, able) for one in conditions):
            able[number] = True
            pending.extend(waiting.get(number, ()))
    return able


def _can_come_true(condition: Condition, able: list[bool]) -> bool:
    if condition.link in (Link.LEVEL, Link.DATE):
        return True
    done = [able[anchor] for anchor in condition.anchors]
    if condition.link == Link.WEIGHT:
        weight = sum(w for w, is_done in zip(condition.weights, done, strict=True) if is_done)
        return weight >= weight_needed(condition, sum(condition.weights))
    if condition.link == Link.LENGTH:
        return longest_run(condition.weights, done) >= length_needed(condition)
    return any(done) if condition.link == Link.ANY else all(done)


def weight_needed(condition: Condition, total: int) -> int:
    """Whole weight a gate needs of a total; a share of 70 % of 10 is 7, not 7.000000001 rounded up."""
    need = condition.need * total if condition.share else condition.need
    return ceil(need - 1e-9)


def length_needed(condition: Condition) -> int:
    """Whole metres a gate needs in one piece."""
    return ceil(condition.need - 1e-9)


def longest_run(lengths: tuple[int, ...], done: list[bool]) -> int:
    """Length of the longest run of neighbours that are done."""
    longest = run = 0
    for length, is_done in zip(lengths, done, strict=True):
        run = run + length if is_done else 0
        longest = max(longest, run)
    return longest


def _ring(plan: Plan, stuck: set[int], first: int) -> list[int]:
    """A circle of waiting among activities that can't finish, or the one that can't be helped."""
    trail = [first]
    while True:
        activity = plan.activities[trail[-1]]
        anchors = [a for c in (*activity.starts, *activity.finishes) for a in plan.conditions[c].anchors]
        ahead = next((anchor for anchor in anchors if anchor in stuck), None)
        if ahead is None:
            return trail[-1:]
        if ahead in trail:
            ring = trail[trail.index(ahead) :][::-1]
            first_in_plan = ring.index(min(ring))
            return ring[first_in_plan:] + ring[:first_in_plan]
        trail.append(ahead)
