"""Milestones: what they need, by when; those that need more than all of some steps get a marker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from model.days import day_number
from model.plan.links import Links
from model.plan.network import Activity, DeadlineDay, Group, Line, Link, Milestone
from model.plan.numbers import Path
from model.scenario.shape import MilestoneSaid

MOST_TIMES_THE_PLAN = 100
"""A reference class that took more than so many times the planned span is a slip, such as 130 for 1.3."""


@dataclass
class Milestones:
    """The milestones of a plan, in order, and the markers that stand for some of them."""

    links: Links
    first_marker: int
    milestones: list[Milestone] = field(default_factory=list)
    markers: list[Activity] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    references: list[tuple[int, Path]] = field(default_factory=list)

    def add(self, name: str, said: MilestoneSaid, lines: dict[Line, int], first_group: int) -> None:
        """One more milestone."""
        path: Path = ("milestones", name, "when")
        when = said.when
        word = next((one for one in ("all", "any", "of") if getattr(when, one)), "all")
        members = self._members(getattr(when, word), when.at_least, (*path, word))
        is_plain = word == "all" and not when.levels
        marker = -1 if is_plain else self.first_marker + len(self.markers)
        if not is_plain:
            places = self._conditions(marker, name, said, word, members)
            group, title = first_group + len(self.groups), said.title.model_dump()
            line = lines.setdefault(Line("", ""), len(lines))
            nothing = self.links.numbers.constant(f"milestones.{name}/marker", 0.0)
            step = f"milestones.{name}"
            self.markers.append(Activity(marker, step, group, line, nothing, starts=tuple(places)))
            self.groups.append(Group(step, title, (marker,)))
        self.milestones.append(
            Milestone(
                name,
                said.title.model_dump(),
                members,
                tuple(self._deadlines(said)),
                said.goal,
                marker,
                self._reference(name, said),
            )
        )

    def _members(self, names: list[str], at_least: int | None, path: Path) -> tuple[int, ...]:
        """The activities of a milestone, each once."""
        numbers = self.links.numbers
        faults = len(numbers.faults)
        members: dict[int, Path] = {}
        for place, name in enumerate(names):
            for number in self.links.targets(name, None, (*path, place)):
                members.setdefault(number, (*path, place))
        self.references += members.items()
        if names and len(numbers.faults) == faults:
            is_anything = self.links.check_group(members, names, path)
            if is_anything and at_least is not None and at_least > len(members):
                at, values = (*path[:-1], "at_least"), {"found": at_least, "total": len(members)}
                numbers.fault(at, "plan.gate_above_group", **values)
        return tuple(members)

    def _conditions(
        self, marker: int, name: str, said: MilestoneSaid, word: str, members: tuple[int, ...]
    ) -> range:
        links, when = self.links, said.when
        path: Path = ("milestones", name, "when", word)
        first = len(links.conditions)
        if word == "all":
            for anchor in members:
                links.add(marker, Link.FINISHED, path, anchors=(anchor,))
        elif word == "any":
            links.add(marker, Link.ANY, path, anchors=members)
        else:
            assert when.at_least is not None, "the shape asks for a number beside `of`"
            weights, need = (1,) * len(members), float(when.at_least)
            links.add(marker, Link.WEIGHT, path, anchors=members, weights=weights, need=need)
        for indicator, level in when.levels.items():
            path = ("milestones", name, "when", "levels", indicator)
            wanted = level.at_least if level.at_least is not None else level.at_most
            assert wanted is not None, "the shape asks for a level"
            quantity = links.numbers.quantity(f"milestones.{name}/level:{indicator}", wanted, "number", path)
            links.level(marker, indicator, quantity, level.at_most is not None, path)
        return range(first, len(links.conditions))

    def _deadlines(self, said: MilestoneSaid) -> Iterator[DeadlineDay]:
        start = self.links.numbers.scenario.said.start
        for deadline, basis in said.by.items():
            if deadline.date is not None:
                yield DeadlineDay(deadline.text, float(day_number(deadline.date, start) + 1), basis)
            else:
                assert deadline.days is not None, "a deadline is a date or a span"
                yield DeadlineDay(deadline.text, float(deadline.days), basis)

    def _reference(self, name: str, said: MilestoneSaid) -> tuple[float, float] | None:
        """What projects of its kind took, in half of all and in 80 %, in multiples of the planned span."""
        if said.reference is None:
            return None
        numbers, path = self.links.numbers, ("milestones", name, "reference")
        faults = len(numbers.faults)
        p50 = numbers.known(said.reference.p50, "number", (*path, "p50"))
        p80 = numbers.known(said.reference.p80, "number", (*path, "p80"))
        if len(numbers.faults) == faults and not 0 < p50 <= p80 <= MOST_TIMES_THE_PLAN:
            found = f"{p50:g}, {p80:g}"
            numbers.fault(path, "plan.reference_order", found=found, most=MOST_TIMES_THE_PLAN)
        return p50, p80
