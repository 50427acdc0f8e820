"""What can come about in a plan: who can finish at all, and who in some replication does."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from model.plan.events import Does
from model.plan.network import Activity, Condition, Link, Plan, Then
from model.scenario.distribution import highest, lowest


def able_to_finish(plan: Plan) -> list[bool]:
    """For each activity whether it can finish in some future, whatever crews, money and luck.

    Works outward from the activities that wait for none, so a share gate counts as a circle only
    where it can't open without what waits behind it. Starts and finishes are told apart, so that
    an activity may hold another's start and be held by its finish.
    """
    return Reach(plan).finished


class Reach:
    """Which activities can start, and which can finish, found by working outward."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        count = len(plan.activities)
        self.started, self.finished = [False] * count, [False] * count
        waiting: list[list[int]] = [[] for _ in range(count)]
        for condition in plan.conditions:
            for anchor in condition.anchors:
                waiting[anchor].append(condition.owner)
        pending = list(range(count - 1, -1, -1))
        while pending:
            number = pending.pop()
            if self._grows(plan.activities[number]):
                pending.extend(waiting[number])
                if not self.finished[number]:
                    pending.append(number)

    def _grows(self, activity: Activity) -> bool:
        """Whether an activity is now known to be able to start, or to finish."""
        number = activity.number
        if not self.started[number] and self._all_can(activity.starts):
            self.started[number] = True
            return True
        if self.started[number] and not self.finished[number] and self._all_can(activity.finishes):
            self.finished[number] = True
            return True
        return False

    def _all_can(self, places: tuple[int, ...]) -> bool:
        return all(self.can_come_true(self.plan.conditions[place]) for place in places)

    def can_come_true(self, condition: Condition) -> bool:
        """Whether what a condition waits for can come about."""
        if condition.link in (Link.LEVEL, Link.DATE, Link.OPEN):
            return True
        if condition.link == Link.STARTED:
            return self.started[condition.anchors[0]]
        done = [self.finished[anchor] for anchor in condition.anchors]
        if condition.link == Link.REFUSED:
            return self.started[condition.anchors[0]]
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


def ends_of(plan: Plan, quantity: int) -> tuple[float, float]:
    """The least and the most a quantity may be."""
    law = plan.quantities[quantity].distribution
    return lowest(law), highest(law)


class Prospects:
    """What may come about in some replication, where a chance of 0 never and one of 1 always comes true.

    Four lists by activity: whether it may start, finish, be given up for a step that takes over,
    or be skipped. Found by working outward, as ``able_to_finish`` is; what isn't found has a
    chance of 0, whatever crews, money and events do.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        count = len(plan.activities)
        self.starts, self.finishes = [False] * count, [False] * count
        self.gives_up, self.is_skipped = [False] * count, [False] * count
        self._has_other_chances = {
            target
            for event in plan.events
            for effect in event.effects
            if effect.does == Does.CHANCE
            for target in effect.targets
        }
        behind: list[list[int]] = [[] for _ in range(count)]
        for condition in plan.conditions:
            for anchor in condition.anchors:
                behind[anchor].append(condition.owner)
        pending = list(range(count - 1, -1, -1))
        is_pending = [True] * count
        while pending:
            number = pending.pop()
            is_pending[number] = False
            if self._grows(plan.activities[number]):
                for again in (*behind[number], number):
                    if not is_pending[again]:
                        is_pending[again] = True
                        pending.append(again)

    def _grows(self, activity: Activity) -> bool:
        """Whether more is now known to be possible for an activity."""
        number = activity.number
        before = (self.starts[number], self.finishes[number], self.gives_up[number], self.is_skipped[number])
        leading = self._leading(activity)
        if all(map(self._is_settled, self._conditions(activity.starts))):
            self.starts[number] = not leading or any(map(self.is_met, leading))
        if leading and all(map(self._is_dropped, leading)):
            self.is_skipped[number] = True
        if self.starts[number]:
            self.gives_up[number] = self._may_be_given_up(activity)
            is_free = all(map(self._is_settled, self._conditions(activity.finishes)))
            self.finishes[number] = is_free and self.may_be_accepted(activity)
        after = (self.starts[number], self.finishes[number], self.gives_up[number], self.is_skipped[number])
        return after != before

    def _conditions(self, places: Iterable[int]) -> list[Condition]:
        return [self.plan.conditions[place] for place in places]

    def _leading(self, activity: Activity) -> list[Condition]:
        """The conditions that lead to a start: the routes that hand over to it, else all with anchors."""
        leading = [one for one in self._conditions(activity.starts) if one.anchors]
        return [one for one in leading if one.link in (Link.REFUSED, Link.TAKEN)] or leading

    def _is_settled(self, condition: Condition) -> bool:
        return self.is_met(condition) or self._is_dropped(condition)

    def is_met(self, condition: Condition) -> bool:
        """Whether a condition may come true."""
        match condition.link:
            case Link.LEVEL | Link.DATE | Link.OPEN:
                return True
            case Link.STARTED:
                return self.starts[condition.anchors[0]]
            case Link.REFUSED:
                return self.gives_up[condition.anchors[0]]
            case Link.TAKEN:
                return self.finishes[condition.anchors[0]] and self._way(condition)[1] > 0
            case Link.WEIGHT:
                return self._is_enough(condition)
            case Link.LENGTH:
                return self._is_long_enough(condition)
        return any(self.finishes[anchor] for anchor in condition.anchors)

    def _is_enough(self, condition: Condition) -> bool:
        """Whether enough weight may be done, the others being skipped where they may be."""
        pairs = list(zip(condition.anchors, condition.weights, strict=True))
        done = sum(weight for anchor, weight in pairs if self.finishes[anchor])
        left = sum(weight for anchor, weight in pairs if self._stays(anchor))
        return done >= weight_needed(condition, left) and any(self._stays(anchor) for anchor, _ in pairs)

    def _is_long_enough(self, condition: Condition) -> bool:
        pairs = list(zip(condition.anchors, condition.weights, strict=True))
        lengths = tuple(length if self._stays(anchor) else 0 for anchor, length in pairs)
        done = [self.finishes[anchor] or self.is_skipped[anchor] for anchor, _ in pairs]
        return longest_run(lengths, done) >= length_needed(condition)

    def _stays(self, anchor: int) -> bool:
        """Whether a member counts in its group: one that can only be skipped leaves it."""
        return self.finishes[anchor] or not self.is_skipped[anchor]

    def _is_dropped(self, condition: Condition) -> bool:
        """Whether it may turn out that nobody need wait for a condition."""
        if not condition.anchors:
            return False
        first = condition.anchors[0]
        if condition.link == Link.REFUSED:
            return self.finishes[first] or self.is_skipped[first]
        if condition.link == Link.TAKEN:
            return self.is_skipped[first] or (self.finishes[first] and self._way(condition)[0] < 1)
        return all(self.is_skipped[anchor] for anchor in condition.anchors)

    def _way(self, condition: Condition) -> tuple[float, float]:
        """The least and the most the chance of a way may be."""
        branch = self.plan.activities[condition.anchors[0]].branch
        assert branch is not None, "only a branch has ways"
        known = [ends_of(self.plan, one) for one in branch.chances if one >= 0]
        chance = branch.chances[condition.way]
        if chance >= 0:
            return ends_of(self.plan, chance)
        rest = (1 - sum(most for _, most in known), 1 - sum(least for least, _ in known))
        return (rest[0], rest[1] if rest[1] > _CLOSE else 0.0)

    def may_be_accepted(self, activity: Activity) -> bool:
        """Whether a round of an activity may be accepted, or a last duration ends it."""
        verdict = activity.verdict
        if verdict is None or verdict.then == Then.DURATION or activity.number in self._has_other_chances:
            return True
        ends = [ends_of(self.plan, chance) for chance in verdict.chances[: verdict.rounds]]
        return any(least < 1 if verdict.refuses else most > 0 for least, most in ends)

    def _may_be_given_up(self, activity: Activity) -> bool:
        """Whether all rounds may be refused, so that another step takes over."""
        verdict = activity.verdict
        if verdict is None or verdict.then != Then.ACTIVITY:
            return False
        if activity.number in self._has_other_chances:
            return True
        ends = [ends_of(self.plan, chance) for chance in verdict.chances[: verdict.rounds]]
        return all(most > 0 if verdict.refuses else least < 1 for least, most in ends)

    def culprit(self, number: int) -> int:
        """Of an activity that never finishes, the one at the root of it: refused for sure, or on no way."""
        seen = {number}
        while True:
            activity = self.plan.activities[number]
            if self.starts[number] and not self.may_be_accepted(activity):
                return number
            places = activity.finishes if self.starts[number] else activity.starts
            missing = [one for one in self._conditions(places) if not self._is_settled(one)]
            missing = missing or self._leading(activity)
            anchors = [a for one in missing for a in one.anchors if not self.finishes[a] and a not in seen]
            is_on_no_way = any(one.link in (Link.REFUSED, Link.TAKEN) for one in missing)
            if not anchors or (is_on_no_way and any(self.starts[a] for one in missing for a in one.anchors)):
                return number
            number = anchors[0]
            seen.add(number)


_CLOSE = 1e-12
"""What chances that add up to 1 may leave by rounding."""
