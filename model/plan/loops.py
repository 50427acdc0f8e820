"""Loops: the steps between the one a refused round goes back to and the one that was refused.

A loop is a block with one way in and one way out. That it is one is checked here, so that going
back can forget the whole of it without anybody outside having seen any of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from model.plan.links import Links, Owner
from model.plan.network import Condition, Link, Loop
from model.plan.numbers import Path
from model.scenario.steps import Step

_HANDED_OVER = (Link.REFUSED, Link.TAKEN)
"""What a loop may not hold, told of the step that hands over, not of the one that takes over."""

_SIMPLE = (Link.FINISHED, Link.STARTED, *_HANDED_OVER)


@dataclass
class Loops:
    """All loops of a plan, found among its conditions."""

    links: Links
    owners: list[Owner]
    found: list[Loop] = field(default_factory=list)
    _into: dict[int, list[Condition]] = field(default_factory=dict)
    _out_of: dict[int, list[Condition]] = field(default_factory=dict)

    def find(self) -> None:
        """Find every loop, and what is wrong with it."""
        for condition in self.links.conditions:
            self._into.setdefault(condition.owner, []).append(condition)
            for anchor in condition.anchors:
                self._out_of.setdefault(anchor, []).append(condition)
        taken: set[int] = set()
        for owner in self.owners:
            said = owner.family.said.rework
            if said is None or said.back_to is None:
                continue
            path = (*owner.family.path, "rework", "back_to")
            loop = self._loop(owner, said.back_to, said.rounds, path)
            if loop is None:
                continue
            if taken & set(loop.members):
                self._fault(path, "plan.loop_nested", found=said.back_to)
            taken.update(loop.members)
            self.found.append(loop)

    def of(self, number: int) -> tuple[int, int]:
        """The loop an activity belongs to and how many passes it may see; (-1, 1) for none."""
        for place, loop in enumerate(self.found):
            if number in loop.members:
                return place, loop.passes
        return -1, 1

    def check_outside(self, references: Iterator[tuple[int, Path]]) -> None:
        """Nothing outside may see an activity of a loop but its exit: milestones, gauges, events."""
        for number, path in references:
            for loop in self.found:
                if number in loop.members and number != loop.exit:
                    self._fault(path, "plan.loop_seen", found=self.owners[number].name)

    def _loop(self, owner: Owner, name: str, passes: int, path: Path) -> Loop | None:
        targets = self.links.targets(name, owner, path)
        if len(targets) != 1:
            if targets:
                self._fault(path, "plan.one_follower", found=name)
            return None
        entry = targets[0]
        members = self._reached(entry, forward=True) & self._reached(owner.number, forward=False)
        if owner.number not in members:
            self._fault(path, "plan.loop_no_way", found=name, name=owner.name)
            return None
        loop = Loop(entry, owner.number, tuple(sorted(members)), passes)
        self._check(loop)
        return loop

    def _reached(self, first: int, forward: bool) -> set[int]:
        reached, pending = {first}, [first]
        while pending:
            number = pending.pop()
            if forward:
                ahead = [condition.owner for condition in self._out_of.get(number, ())]
            else:
                ahead = [anchor for condition in self._into.get(number, ()) for anchor in condition.anchors]
            pending += [one for one in ahead if one not in reached]
            reached.update(ahead)
        return reached

    def _check(self, loop: Loop) -> None:
        """Every fault of a loop, at the line of the step that is in the wrong."""
        members, safe = set(loop.members), self._leads_to_exit(loop)
        for number in loop.members:
            family = self.owners[number].family
            name, said = self.owners[number].name, family.said
            if number not in safe:
                self._fault(family.path, "plan.loop_side", found=name)
            if number != loop.exit:
                for word, place in _ways_out(said):
                    self._fault((*family.path, *place), "plan.loop_hands_over", found=name, word=word)
            for condition in self._into.get(number, ()):
                self._check_way_in(condition, loop, members)
            for condition in self._out_of.get(number, ()):
                if condition.owner not in members:
                    self._check_way_out(condition, number, loop)

    def _check_way_in(self, condition: Condition, loop: Loop, members: set[int]) -> None:
        name, place = self.owners[condition.owner].name, self.links.places[condition.number]
        is_from_outside = not members.issuperset(condition.anchors)
        if is_from_outside and condition.owner != loop.entry:
            self._fault(place, "plan.loop_entered", found=name)
        elif condition.anchors and not is_from_outside and condition.link not in _SIMPLE:
            self._fault(place, "plan.loop_kind", found=name)

    def _check_way_out(self, condition: Condition, number: int, loop: Loop) -> None:
        name, place = self.owners[number].name, self.links.places[condition.number]
        by = self.owners[condition.owner].name
        if number != loop.exit:
            if condition.link not in _HANDED_OVER:
                self._fault(place, "plan.loop_left", found=name, by=by)
        elif condition.link == Link.STARTED or condition.may_lead:
            self._fault(place, "plan.loop_exit", found=name, by=by)

    def _leads_to_exit(self, loop: Loop) -> set[int]:
        """Members that are surely finished when the exit is: by plain predecessors."""
        safe, pending = {loop.exit}, [loop.exit]
        while pending:
            for condition in self._into.get(pending.pop(), ()):
                if condition.link == Link.FINISHED and not condition.may_lead:
                    new = [anchor for anchor in condition.anchors if anchor not in safe]
                    safe.update(new)
                    pending += new
        return safe

    def _fault(self, path: Path, key: str, **values: object) -> None:
        self.links.numbers.fault(path, key, **values)


def _ways_out(said: Step) -> Iterator[tuple[str, Path]]:
    """The words of a step that lead on to another one, or nowhere, instead of being done."""
    if said.refused is not None:
        yield "refused", ("refused",)
    if said.rework is not None and isinstance(said.rework.then, str):
        yield "then", ("rework", "then")
    if said.branch:
        yield "branch", ("branch",)
