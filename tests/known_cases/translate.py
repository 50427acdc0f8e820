"""A neutral case as a scenario of ours: the network, who waits for whom, and what may be sent back."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from typing import Any

from tests.known_cases.cases import Block, Case, CaseError, NotOfferedError, Variant
from tests.known_cases.events import correlations, risks
from tests.known_cases.means import calendars, capital, crews
from tests.known_cases.numbers import DAYS, Law, exact, sized
from tests.known_cases.psplib import read_psplib
from tests.known_cases.rounds import loops, may_never_finish, own_rework

START = date(2097, 1, 1)
"""Day 0 of a case without dates: no leap day comes before 2104, so a year has 365 days till then."""

YEARS_WITHOUT_LEAP_DAY = 7
EVERYTHING = "everything"
"""The milestone of a case that has none: all activities done."""


@dataclass
class Translation:
    """A scenario, and what its names mean in the case."""

    tree: dict[str, Any]
    firsts: dict[str, str] = field(default_factory=dict)
    lasts: dict[str, str] = field(default_factory=dict)
    milestones: dict[str, str] = field(default_factory=dict)
    requires: dict[str, list[str]] = field(default_factory=dict)
    by_date: bool = False
    may_stay_open: bool = False
    days_needed: float = 0.0
    years_alike: bool = False


class Translator:
    """Translates one case under one variant of its rules."""

    def __init__(self, case: Case, variant: Variant) -> None:
        self.case, self.variant = case, variant
        self.model = case.block()
        self.done = Translation({})
        self.steps: dict[str, dict[str, Any]] = {}
        self.names: dict[str, str] = {}
        self.activities: dict[str, Block] = {}
        self.blocks: dict[str, dict[str, Any]] = {}
        self.start = START
        self.queue = "listed"
        self.exits: dict[str, str] = {}
        self.calendar_names: dict[str, str] = {}
        self.calendar_default: str | None = None

    def translation(self) -> Translation:
        """The scenario; every word of the case read."""
        self._dates()
        self._network()
        calendars(self)
        for block in self.activities.values():
            self._activity(block)
        for block in self.activities.values():
            self._waits(block)
        loops(self)
        self._milestones()
        risks(self)
        correlations(self)
        crews(self)
        capital(self)  # last: money comes till the last day that may be needed
        for word in ("deadlines", "priority_lists"):  # of other variants, or said again where it is asked
            self.model.take(word)
        self.model.done()
        for block in self.activities.values():
            block.done()
        self.done.tree = self._tree()
        return self.done

    def _tree(self) -> dict[str, Any]:
        days = math.ceil(self.done.days_needed * 1.1) + 1000
        if self.done.years_alike:
            days = min(days, 365 * YEARS_WITHOUT_LEAP_DAY - 1)
        horizon = self.start + timedelta(min(days, (date(9000, 1, 1) - self.start).days))
        return {
            "kind": "scenario",
            "title": f"Known case {self.case.id}",
            "start": self.start.isoformat(),
            "horizon": horizon.isoformat(),
            "basis": {"source": "case", "grade": "D"},
            "sources": {"case": {"title": "A case with known answers"}},
            "dispatch": self._dispatch(),
            "queue": self.queue,
            **self.blocks,
            "activities": self.steps,
            "milestones": {
                name: {"title": name, "when": when, "by": {horizon.isoformat(): "ours"}}
                for name, when in self.done.requires.items()
            },
        }

    def _dispatch(self) -> str:
        policy = self.variant.policy or "backfill"
        if policy in ("serial", "preemptive", "preemption"):
            raise NotOfferedError("policy serial" if policy == "serial" else "preemption")
        ours = POLICIES.get(policy)
        if ours is None:
            raise CaseError(self.case.id, "expected.policy", f"the policy {policy!r} is not known")
        return ours

    # -- the network ----------------------------------------------------------------------------

    def _dates(self) -> None:
        said = self.model.take("start_date")
        if said is not None:
            self.start, self.done.by_date = date.fromisoformat(said), True

    def _network(self) -> None:
        """The activities of the case, or of the PSPLIB file it names, in listed order."""
        file = self.model.take("psplib")
        with_resources = bool(self.model.take("use_resources", True))
        if file is not None:
            path = self.case.folder / "psplib" / file
            if not path.is_file():
                raise self.model.wrong("psplib", f"there is no file {file} in the folder psplib of the cases")
            self.model.said = {**read_psplib(path, with_resources), **self.model.said}
        for block in self.model.blocks("activities"):
            self.activities[str(block.need("id"))] = block
        for id in self.activities:
            self.done.firsts[id] = self.done.lasts[id] = self.name(id)

    def name(self, id: str, suffix: str = "") -> str:
        """A name of ours for a thing of the case, no two alike."""
        key = f"{id}\0{suffix}"
        if key not in self.names:
            plain = re.sub(r"\W", "_", f"{id}{suffix}", flags=re.ASCII)
            plain = plain if plain[:1].isalpha() and plain not in ("never", "rest") else f"a{plain}"
            others = set(self.names.values())
            while plain in others:
                plain += "_"
            self.names[key] = plain
        return self.names[key]

    def first(self, block: Block, word: str, id: Any) -> str:
        """The step with which an activity begins."""
        if str(id) not in self.done.firsts:
            raise block.wrong(word, f"there is no activity {id!r}")
        return self.done.firsts[str(id)]

    def last(self, block: Block, word: str, id: Any) -> str:
        """The step with which an activity is done."""
        self.first(block, word, id)
        return self.done.lasts[str(id)]

    def takes(self, days: float) -> None:
        """So many days more may be needed till everything is done."""
        self.done.days_needed += max(0.0, days)

    def add_step(self, name: str, duration: Any, **words: Any) -> str:
        """A step that stands for no activity of the case: a timer, a mirror, an outcome."""
        self.steps[name] = {"title": name, "duration": duration, **words}
        return name

    def _activity(self, block: Block) -> None:
        id = str(block.need("id"))
        duration = Law(block, "duration")
        step: dict[str, Any] = {"title": id, "duration": duration.said(DAYS), "after": [], "starts_when": []}
        rounds = own_rework(self, block, step)
        self.takes(duration.reach * rounds)
        self._release(block, step)
        priority = self._priority(block, id)
        if priority:
            step["priority"] = priority
        calendar = self.calendar_of(block)
        if calendar is not None:
            step["calendar"] = calendar
        if block.take("interruptible") is False:
            step["interruptible"] = False
        self.steps[self.done.firsts[id]] = step
        may_never_finish(self, block, id, step)

    def _priority(self, block: Block, id: str) -> int:
        own = block.whole("priority") if "priority" in block else 0
        if self.variant.list is None:
            return own
        lists = self.model.take("priority_lists", {})
        if self.variant.list not in lists:
            raise self.model.wrong("priority_lists", f"there is no list {self.variant.list!r}")
        places = {str(one): place for place, one in enumerate(lists[self.variant.list], start=1)}
        if id not in places:
            raise self.model.wrong("priority_lists", f"activity {id} isn't in the list {self.variant.list!r}")
        return places[id]

    def calendar_of(self, block: Block) -> str | None:
        """The calendar of an activity by our name, or none."""
        said = block.take("calendar")
        if said is None:
            return self.calendar_default
        if said not in self.calendar_names:
            raise block.wrong("calendar", f"there is no calendar {said!r}")
        return self.calendar_names[said]

    def _release(self, block: Block, step: dict[str, Any]) -> None:
        """An earliest start: a date where it is a whole day, else the end of a step of that length."""
        if "release" not in block:
            return
        release = Law(block, "release")
        self.takes(release.reach)
        if release.is_fixed and release.value == int(release.value):
            if release.value > 0:
                step["not_before"] = (self.start + timedelta(int(release.value))).isoformat()
            return
        timer = self.name(str(block.need("id")), "_release")
        step["after"].append(self.add_step(timer, release.said(DAYS)))

    # -- who waits for whom -----------------------------------------------------------------------

    def _waits(self, block: Block) -> None:
        id = str(block.need("id"))
        for said in block.blocks("predecessors"):
            if "gate_members" in said:
                self._gate(said, self.steps[self.done.firsts[id]])
            else:
                self._after(said, id)
            said.done()

    def _after(self, said: Block, owner: str) -> None:
        kind = said.take("type", "FS")
        if kind not in ("FS", "SS", "FF", "SF"):
            raise said.wrong("type", f"the relation {kind!r} is not known")
        anchor = (self.last if kind[0] == "F" else self.first)(said, "id", said.need("id"))
        step = self.steps[(self.done.firsts if kind[1] == "S" else self.done.lasts)[owner]]
        wait: dict[str, Any] = {"of": anchor}
        if kind != "FS":
            wait["type"] = kind
        if "lag" in said and said.take("lag") != 0:
            lag = Law(said, "lag")
            if kind[0] == "S" and lag.is_fixed and lag.value < 0:
                raise NotOfferedError("lead of a start")
            self.takes(lag.reach)
            wait["lag"] = lag.said(DAYS)
        step["after"].append(anchor if set(wait) == {"of"} else wait)

    def _gate(self, said: Block, step: dict[str, Any]) -> None:
        """Held until the members done are a share of all, by number or by weight."""
        members = [self.last(said, "gate_members", one) for one in said.items("gate_members")]
        gate: dict[str, Any] = {"share": said.number("fraction"), "of": members}
        weights = said.take("weights")
        if weights is not None:
            if isinstance(weights, dict):
                weights = [weights.get(str(one), 0) for one in said.items("gate_members")]
            gate["of"] = self._weighed(said, members, weights)
            gate["by"] = "weight"
        if "lag" in said and said.take("lag") != 0:
            lag = Law(said, "lag")
            self.takes(lag.reach)
            gate["lag"] = lag.said(DAYS)
        if gate["share"] > 0:
            step["starts_when"].append(gate)
        elif "lag" in gate:
            step["after"].append(self.add_step(self.name(said.place, "_lag"), gate["lag"]))

    def _weighed(self, said: Block, members: list[str], weights: list[float]) -> list[str]:
        """The members by weights in whole numbers; who has another weight elsewhere is mirrored."""
        if len(weights) != len(members):
            raise said.wrong("weights", f"{len(members)} are needed, found {len(weights)}")
        parts = [exact(one) for one in weights]
        scale = reduce(math.lcm, (part.denominator for part in parts), 1)
        found = []
        for member, part in zip(members, parts, strict=True):
            weight = int(part * scale)
            if self.steps[member].setdefault("weight", weight) != weight:
                member = self._mirror(member, weight)
            found.append(member)
        return found

    def _mirror(self, member: str, weight: int) -> str:
        """A step of no length after a member, with a weight of its own."""
        name = self.name(member, f"_weighs_{weight}")
        if name not in self.steps:
            self.add_step(name, sized(0, DAYS), after=[member], weight=weight)
        return name

    # -- milestones -------------------------------------------------------------------------------

    def _milestones(self) -> None:
        for block in self.model.blocks("milestones"):
            id = str(block.need("id"))
            block.take("deadline")
            name = self.name(f"milestone {id}")
            self.done.milestones[id] = name
            self.done.requires[name] = self._required(block, [str(one) for one in block.items("requires")])
            block.done()
        if not self.done.requires:
            everything = [id for id in self.activities if id not in self.exits]
            self.done.requires[EVERYTHING] = [self.done.lasts[id] for id in everything]

    def _required(self, block: Block, ids: list[str]) -> list[str]:
        """The steps a milestone waits for; what is inside a loop is done when its exit is."""
        kept = [id for id in ids if self.exits.get(id) not in ids]
        for id in kept:
            if id in self.exits:
                raise block.wrong("requires", f"{id} is inside a loop, but its last activity isn't required")
        return [self.last(block, "requires", id) for id in kept]


POLICIES = {
    "backfill": "backfill",
    "dispatch_backfill": "backfill",
    "skip": "backfill",
    "head_of_line": "head_of_line",
    "dispatch_head_of_line": "head_of_line",
    "per_queue": "per_queue",
    "dispatch_per_queue": "per_queue",
}
"""Dispatch rules of the cases by our name."""


def translate(case: Case, variant: Variant) -> Translation:
    """The scenario of a case under one variant of its rules.

    Raises
    ------
    CaseError
        If a word can't be translated.
    NotOfferedError
        If it asks for what stands in the list of what isn't offered.
    """
    return Translator(case, variant).translation()
