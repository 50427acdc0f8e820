"""Who waits for whom: the references of a scenario turned into conditions between activities."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from model.days import day_number
from model.plan.network import Condition, Link, Side
from model.plan.numbers import NO_SCOPE, Numbers, Path, Scope, may_be_negative
from model.plan.unroll import Family, Key, Programme, exit_steps, takes_over
from model.scenario.steps import After, AnyOf, GateSaid, Wait
from model.scenario.wrong import nearest


@dataclass(frozen=True, slots=True)
class Owner:
    """The activity that waits: one place of a family."""

    family: Family
    segment: int
    unit: int
    number: int

    @property
    def name(self) -> str:
        """Its name, on which the luck of its lags hangs."""
        return self.family.name(self.segment, self.unit)

    @property
    def scope(self) -> Scope:
        """The parameters that hold where it stands."""
        return self.family.scopes[self.segment]


class Route(NamedTuple):
    """Who hands over to an activity: when refused, or, with a way, by a branch."""

    anchor: int
    path: Path
    way: int = -1


@dataclass
class Links:
    """The conditions of a plan, in the order in which the files list them.

    ``places[k]`` is where condition k is written.
    """

    numbers: Numbers
    programme: Programme
    conditions: list[Condition] = field(default_factory=list)
    places: list[Path] = field(default_factory=list)
    indicators: dict[str, int] = field(default_factory=dict)
    gates: dict[str, int] = field(default_factory=dict)
    default_week: int = -1

    def of(self, owner: Owner, routes: list[Route]) -> None:
        """All conditions of one activity: who hands over to it, whom it waits for, its gates, its day."""
        for route in routes:
            link = Link.REFUSED if route.way < 0 else Link.TAKEN
            self.add(owner.number, link, route.path, anchors=(route.anchor,), way=route.way)
        for wait, path, scope in self._waits(owner):
            self._wait(owner, wait, path, scope)
        for gate, path, side, scope in self._gates(owner):
            self._gate(owner, gate, path, side, scope)
        self._not_before(owner)

    def _waits(self, owner: Owner) -> Iterator[tuple[Wait, Path, Scope]]:
        family = owner.family
        if family.part is not None and family.is_entry:
            for place, wait in enumerate(family.part.after):
                yield wait, (*family.part_path, "after", place), NO_SCOPE
        for place, wait in enumerate(family.said.after):
            yield wait, (*family.path, "after", place), owner.scope

    def _gates(self, owner: Owner) -> Iterator[tuple[GateSaid, Path, Side, Scope]]:
        family = owner.family
        if family.part is not None and family.is_entry:
            for place, gate in enumerate(family.part.starts_when):
                yield gate, (*family.part_path, "starts_when", place), Side.START, NO_SCOPE
        for place, gate in enumerate(family.said.starts_when):
            yield gate, (*family.path, "starts_when", place), Side.START, owner.scope
        for place, gate in enumerate(family.said.finishes_when):
            yield gate, (*family.path, "finishes_when", place), Side.FINISH, owner.scope

    def _wait(self, owner: Owner, wait: Wait, path: Path, scope: Scope) -> None:
        if isinstance(wait, AnyOf):
            self._any(owner, wait, path, scope)
            return
        lag, calendar = self._lag(owner, wait, path, scope)
        may_lead = lag >= 0 and self.numbers.asked(lag, may_be_negative)
        if may_lead and wait.type in ("SS", "SF"):
            self.numbers.fault((*path, "lag"), "plan.lead_from_start", found=wait.type)
        link = Link.FINISHED if wait.type in ("FS", "FF") else Link.STARTED
        side = Side.START if wait.type in ("FS", "SS") else Side.FINISH
        for anchor in self.targets(wait.of, owner, (*path, "of")):
            more = {"lag": lag, "lag_calendar": calendar, "may_lead": may_lead}
            self.add(owner.number, link, path, side, anchors=(anchor,), **more)

    def _any(self, owner: Owner, wait: AnyOf, path: Path, scope: Scope) -> None:
        """Whichever of several comes first, each after a lag of its own."""
        lag_of: dict[int, int] = {}
        calendar, has_days, faults = -1, False, len(self.numbers.faults)
        for place, one in enumerate(wait.any):
            at = (*path, "any", place)
            if one.type != "FS":
                self.numbers.fault((*at, "type"), "plan.type_in_any", found=one.type)
            lag, lag_calendar = self._lag(owner, one, at, scope)
            if lag >= 0 and self.numbers.asked(lag, may_be_negative):
                self.numbers.fault((*at, "lag"), "plan.lead_in_any", found=one.of)
            calendar = max(calendar, lag_calendar)
            has_days = has_days or (lag >= 0 and lag_calendar < 0)
            for anchor in self.targets(one.of, owner, (*at, "of")):
                lag_of.setdefault(anchor, lag)
        has_lags = any(lag >= 0 for lag in lag_of.values())
        if calendar >= 0 and has_days:
            self.numbers.fault((*path, "any"), "plan.mixed_lags")
        lags = tuple(lag_of.values()) if has_lags else ()
        if len(self.numbers.faults) == faults:
            self.check_group(lag_of, [one.of for one in wait.any], path)
        self.add(owner.number, Link.ANY, path, anchors=tuple(lag_of), lags=lags, lag_calendar=calendar)

    def _lag(self, owner: Owner, said: After | GateSaid, path: Path, scope: Scope) -> tuple[int, int]:
        if said.lag is None:
            return -1, -1
        kind, place = "lag" if isinstance(said, After) else "duration", (*path, "lag")
        what = getattr(said, "of", "")
        relation = "" if getattr(said, "type", "FS") == "FS" else f"/{said.type}"  # type: ignore[union-attr]
        unit = self.numbers.unit(said.lag, kind, place, scope)
        calendar = self.default_week if unit == "wd" else -1
        return self.numbers.quantity(
            f"{owner.name}/lag:{what}{relation}", said.lag, kind, place, scope
        ), calendar

    def _gate(self, owner: Owner, gate: GateSaid, path: Path, side: Side, scope: Scope) -> None:
        if gate.lag is not None and (gate.indicator is not None or gate.gate is not None):
            self.numbers.fault((*path, "lag"), "plan.lag_of_level", found=gate.lag.text)
        if gate.gate is not None:
            self.add(owner.number, Link.OPEN, path, side, gate=self.gates.get(gate.gate, -1))
            return
        if gate.indicator is not None:
            said = gate.at_least if gate.at_least is not None else gate.at_most
            assert said is not None, "the shape asks for a level beside an indicator"
            word = "at_least" if gate.at_least is not None else "at_most"
            name = f"{owner.name}/level:{gate.indicator}"
            level = self.numbers.quantity(name, said, "number", (*path, word), scope)
            self.level(owner.number, gate.indicator, level, word == "at_most", path, side)
            return
        lag, calendar = self._lag(owner, gate, path, scope)
        faults = len(self.numbers.faults)
        named = [(name, (*path, "of", place)) for place, name in enumerate(gate.of)]
        anchors = [a for name, at in named for a in self.targets(name, owner, at)]
        if gate.contiguous is not None or gate.by == "length":
            weights = [w for name, at in named for w in self._metres(name, owner, at)]
        elif gate.by == "weight":
            weights = [w for name, at in named for w in self._weights(name, owner, at)]
        else:
            weights = [1] * len(anchors)
        need, share = self._need(gate, path, scope)
        link = Link.LENGTH if gate.contiguous is not None else Link.WEIGHT
        if len(self.numbers.faults) == faults and self.check_group(anchors, gate.of, path):
            self._check_need(need, share, sum(weights), gate, path)
        self.add(
            owner.number, link, path, side, anchors=tuple(anchors), weights=tuple(weights), need=need,
            share=share, lag=lag, lag_calendar=calendar,
        )  # fmt: skip

    def check_group(self, anchors: Collection[int], names: list[str], path: Path) -> bool:
        """Whether a group has members, each of them once; a step for no unit has none."""
        if not anchors:
            self.numbers.fault(path, "plan.nothing_awaited", found=", ".join(names))
        if len(set(anchors)) < len(anchors):
            self.numbers.fault(path, "plan.named_twice", found=", ".join(names))
        return bool(anchors)

    def _check_need(self, need: float, share: bool, total: int, gate: GateSaid, path: Path) -> None:
        """A gate needs something, and no more than its whole group is."""
        word = "count" if gate.count is not None else "contiguous"
        if not share and need <= 0:
            self.numbers.fault((*path, word), "plan.gate_needs_nothing", found=f"{need:g}")
        elif not share and need > total:
            self.numbers.fault((*path, word), "plan.gate_above_group", found=f"{need:g}", total=total)
        elif share and total <= 0:
            self.numbers.fault((*path, "by"), "plan.group_weighs_nothing", found=", ".join(gate.of))

    def _need(self, gate: GateSaid, path: Path, scope: Scope) -> tuple[float, bool]:
        if gate.share is not None:
            share = self.numbers.known(gate.share, "share", (*path, "share"), scope)
            if not 0 < share <= 1:
                self.numbers.fault((*path, "share"), "plan.share_above_one", found=gate.share.text)
            return share, True
        if gate.count is not None:
            return float(self.numbers.count(gate.count, (*path, "count"), scope)), False
        assert gate.contiguous is not None, "the shape asks for one kind of gate"
        return self.numbers.known(gate.contiguous, "length", (*path, "contiguous"), scope), False

    def _metres(self, name: str, owner: Owner, at: Path) -> list[int]:
        """Metres of each activity a reference names: its segment's length, shared out in whole metres."""
        metres: list[int] = []
        for family, segment, units in self._selected(name, owner, at):
            said = family.said.length
            if said is None:
                self.numbers.fault(at, "plan.no_length", found=name)
                metres += [1] * len(units)
                continue
            scope = family.scopes[segment]
            length = round(self.numbers.known(said, "length", (*family.path, "length"), scope))
            every = len(family.members[segment])
            shares = [length * (k + 1) // every - length * k // every for k in range(every)]
            metres += [shares[family.members[segment].index(unit)] for unit in units]
        return metres

    def _weights(self, name: str, owner: Owner, at: Path) -> list[int]:
        """Weight of each activity a reference names."""
        weights: list[int] = []
        for family, segment, units in self._selected(name, owner, at):
            said = family.said.weight
            if said is None:
                self.numbers.fault(at, "plan.no_weight", found=name)
                weights += [1] * len(units)
                continue
            weight = self.numbers.count(said, (*family.path, "weight"), family.scopes[segment])
            weights += [weight] * len(units)
        return weights

    def _not_before(self, owner: Owner) -> None:
        day = owner.family.said.not_before
        if day is not None:
            path, need = (*owner.family.path, "not_before"), day_number(day, self._start)
            self.add(owner.number, Link.DATE, path, need=need)

    @property
    def _start(self) -> date:
        return self.numbers.scenario.said.start

    def level(
        self, owner: int, name: str, level: int, at_most: bool, path: Path, side: Side = Side.START
    ) -> None:
        """A level of an indicator that one end of an activity waits for."""
        indicator = self.indicators.get(name, -1)
        self.add(owner, Link.LEVEL, path, side, indicator=indicator, level=level, at_most=at_most)

    def add(self, owner: int, link: Link, path: Path, side: Side = Side.START, **more: object) -> None:
        """One more condition, after all that were listed before it."""
        self.places.append(path)
        self.conditions.append(Condition(len(self.conditions), owner, side, link, **more))  # type: ignore[arg-type]

    # -- references -------------------------------------------------------------------------

    def targets(self, name: str, owner: Owner | None, path: Path) -> list[int]:
        """The activities a reference means, seen from its owner (None: from outside, all of them)."""
        return [unit for _, _, units in self._selected(name, owner, path) for unit in units]

    def _selected(
        self, name: str, owner: Owner | None, path: Path
    ) -> Iterator[tuple[Family, int, list[int]]]:
        for family in self._families(name, owner, path):
            for segment in self._segments(family, owner, path):
                yield family, segment, self._units(family, segment, owner)

    def is_known(self, name: str) -> bool:
        """Whether a reference from outside means any step."""
        return bool(self._family_at(tuple(name.split("."))))

    def _families(self, name: str, owner: Owner | None, path: Path) -> list[Family]:
        """Families by name, looked up nearest first: sibling step, sibling part, then the whole file."""
        words = tuple(name.split("."))
        home = owner.family.key if owner is not None else ()
        for depth in range(max(len(home) - 1, 0), -1, -1):
            found = self._family_at((*home[:depth], *words))
            if found:
                return found
        names = [
            ".".join(key[depth:upto])
            for depth in (0, max(len(home) - 1, 0))
            for key in self._keys_below(home, depth)
            for upto in (2, 3)
        ]
        self.numbers.fault(path, "plan.unknown_step", found=name, near=nearest(name, names))
        return []

    def _family_at(self, key: Key) -> list[Family]:
        if key in self.programme.families:
            return [self.programme.families[key]]
        steps = self.programme.steps_of(key) if len(key) == 2 else []
        if not steps:
            return []
        assert steps[0].part is not None
        ends = exit_steps(self.numbers.scenario.said.procedures[steps[0].part.use])
        return [family for family in steps if family.key[2] in ends]

    def _keys_below(self, home: Key, depth: int) -> list[Key]:
        return [key for key in self.programme.families if key[:depth] == home[:depth]]

    def _segments(self, family: Family, owner: Owner | None, path: Path) -> list[int]:
        """The same segment where both are segmented alike, else all of them."""
        everything = list(range(len(family.members)))
        if owner is None or family.segments is None or owner.family.segments is None:
            return everything
        if family.segments != owner.family.segments:
            if family.key[:1] == owner.family.key[:1]:
                self.numbers.fault(
                    path, "plan.segments_differ", found=family.segments, wanted=owner.family.segments
                )
            return everything
        return [owner.segment] if family.key[:1] == owner.family.key[:1] else everything

    @staticmethod
    def _units(family: Family, segment: int, owner: Owner | None) -> list[int]:
        """The same unit within one procedure and segment, else all units."""
        members = family.members[segment]
        together = (
            owner is not None
            and family.unit_of is not None
            and family.unit_of == owner.family.unit_of
            and family.key[:2] == owner.family.key[:2]
        )
        return [members[owner.unit]] if together and owner is not None else members


def routes_into(links: Links, owners: list[Owner]) -> dict[int, list[Route]]:
    """For each activity that others hand over to, refused or by a branch: those others, in plan order."""
    into: dict[int, list[Route]] = {}
    for owner in owners:
        said = owner.family.said
        for name in takes_over(said):
            path = (*owner.family.path, "refused" if said.refused else "rework", "then")
            taken = links.targets(name, owner, path)
            if len(taken) > 1:
                links.numbers.fault(path, "plan.one_follower", found=name)
            for follower in taken[:1]:
                into.setdefault(follower, []).append(Route(owner.number, path))
        for way, name in enumerate(said.branch):
            path = (*owner.family.path, "branch", name)
            for follower in links.targets(name, owner, path):
                into.setdefault(follower, []).append(Route(owner.number, path, way))
    return into
