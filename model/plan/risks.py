"""Risk events and drivers: from what a scenario says to events of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from model.days import day_number, part_of_year
from model.plan.events import TIMES_TRIGGERED, Does, Effect, Event, Occasion
from model.plan.links import Links
from model.plan.network import Activity, Grain, Quantity
from model.plan.numbers import NO_SCOPE, Numbers, Path, may_be_nothing, value_of
from model.scenario.amounts import Amount
from model.scenario.claims import in_force
from model.scenario.dates import PartOfYear
from model.scenario.distribution import Distribution
from model.scenario.happenings import (
    Add,
    Block,
    Close,
    CrewChange,
    DriverSaid,
    Freeze,
    MoneyMoves,
    Multiply,
    Open,
    RiskSaid,
    Set,
    Slow,
    Stop,
    Void,
)
from model.scenario.saying import Said
from model.scenario.wrong import nearest

Size = tuple[Amount, str, str] | None
"""How much an effect does: the number, its kind, and the word it stands at; None for no number."""


@dataclass
class Risks:
    """The events of a plan, in order: risks as listed, then drivers; without those switched off."""

    links: Links
    activities: list[Activity]
    events: list[Event] = field(default_factory=list)
    references: list[tuple[int, Path]] = field(default_factory=list)
    risks: tuple[str, ...] = ()

    @property
    def numbers(self) -> Numbers:
        """Where quantities are made, and faults noted."""
        return self.links.numbers

    @property
    def drivers(self) -> list[Event]:
        """The events that are drivers."""
        return self.events[len(self.risks) :]

    def build(self) -> None:
        """All of them."""
        said = self.numbers.scenario.said
        self.risks = in_force(said, "risks")
        for name in self.risks:
            self._risk(name, said.risks[name])
        for name in in_force(said, "drivers"):
            self._driver(name, said.drivers[name])
        self._check_triggers()
        self._check_groups()

    # -- events -----------------------------------------------------------------------------------------

    def _risk(self, name: str, said: RiskSaid) -> None:
        path: Path = ("risks", name)
        effects = [self._effect(name, place, one) for place, one in enumerate(said.effects)]
        sizes = [size for _, size in effects]
        anchors: tuple[int, ...] = ()
        if said.after is not None:
            at = (*path, "after", "of")
            anchors = tuple(dict.fromkeys(self.links.targets(said.after.of, None, at)))
            self.references += [(number, at) for number in anchors]
        everyone = self.numbers.scenario.said.risks
        is_triggered = any(name in everyone[other].triggers for other in self.risks)
        if said.only_triggered and not is_triggered:
            self.numbers.fault((*path, "only_triggered"), "plan.never_triggered", found=name)
        self.events.append(
            Event(
                number=self.risks.index(name),
                name=name,
                title=said.title.model_dump(),
                occasions=() if said.only_triggered else tuple(self._occasions(name, said, sizes)),
                effects=tuple(effect for effect, _ in effects),
                anchors=anchors,
                when_triggered=self._when_triggered(name, said, sizes) if is_triggered else None,
                triggers=tuple(self._triggers(name, said)),
                excludes=tuple(self.risks.index(other) for other in said.excludes if other in self.risks),
            )
        )

    def _triggers(self, name: str, said: RiskSaid) -> Iterator[tuple[int, int]]:
        for other, delay in said.triggers.items():
            if other not in self.risks:
                continue
            quantity = -1
            if delay is not None:
                place = ("risks", name, "triggers", other)
                quantity = self.numbers.quantity(f"risks.{name}/triggers:{other}", delay, "duration", place)
            yield self.risks.index(other), quantity

    def _occasions(self, name: str, said: RiskSaid, sizes: list[Size]) -> Iterator[Occasion]:
        """When it may begin; the luck of a yearly event hangs on the calendar year."""
        start = self.numbers.scenario.said.start
        if said.yearly is not None:
            for year in self._years(said):
                first, count = self._part_of(said.yearly, year)
                yield self._occasion(
                    f"risks.{name}[{year}]", said, sizes, first, self._day_in(name, year, count)
                )
            return
        wait, day = -1, 0.0
        if said.on is not None:
            day = day_number(said.on, start)
        elif said.between is not None:
            day = day_number(said.between.first, start)
            days = day_number(said.between.last, start) + 1 - day
            wait = self._uniform(f"risks.{name}/when", days)
        elif said.at is not None:
            wait = self.numbers.quantity(f"risks.{name}/when", said.at, "duration", ("risks", name, "at"))
        elif said.after is not None and said.after.lag is not None:
            path = ("risks", name, "after", "lag")
            wait = self.numbers.quantity(f"risks.{name}/when", said.after.lag, "duration", path)
        yield self._occasion(f"risks.{name}", said, sizes, day, wait)

    def _years(self, said: RiskSaid) -> range:
        scenario = self.numbers.scenario.said
        first, last = scenario.start.year - 1, scenario.horizon.year
        if said.years is not None:
            first, last = max(first, said.years.start), min(last, said.years.stop - 1)
        return range(first, last + 1)

    def _part_of(self, part: PartOfYear, year: int) -> tuple[float, int]:
        """The first day of a part of a year, and how many days it has."""
        first, last = part_of_year(year, (part.first.month, part.first.day), (part.last.month, part.last.day))
        return day_number(first, self.numbers.scenario.said.start), (last - first).days + 1

    def _day_in(self, name: str, year: int, count: int) -> int:
        return self._uniform(f"risks.{name}[{year}]/when", count) if count > 1 else -1

    def _uniform(self, name: str, days: float) -> int:
        law = Distribution("uniform", (0.0, float(days)))
        return self.numbers.append(Quantity(name, law, Grain.TICK))

    def _when_triggered(self, name: str, said: RiskSaid, sizes: list[Size]) -> Occasion:
        return self._occasion(f"risks.{name}/triggered", said, sizes, 0.0, -1, rounds=TIMES_TRIGGERED)

    def _occasion(
        self, named: str, said: RiskSaid, sizes: list[Size], day: float, wait: int, rounds: int = 1
    ) -> Occasion:
        name = named.split(".")[1].split("[")[0].split("/")[0]
        luck, chance, before = self._chance(named, name, said, rounds)
        lasts = -1
        if said.lasts is not None:
            place = ("risks", name, "lasts")
            lasts = self.numbers.quantity(f"{named}/lasts", said.lasts, "duration", place, rounds=rounds)
        drawn = tuple(
            -1
            if size is None
            else self.numbers.quantity(
                f"{named}/effect[{k + 1}]", size[0], size[1], ("risks", name, "effects", k, size[2]),
                rounds=rounds,
            )
            for k, size in enumerate(sizes)
        )  # fmt: skip
        return Occasion(day, luck, chance, before, wait, lasts, drawn)

    def _chance(self, named: str, name: str, said: RiskSaid, rounds: int) -> tuple[int, int, tuple[int, ...]]:
        """Its luck, its chance, and the chances of those of its group that stand before it.

        One that is switched off keeps its stretch of the luck, so that the others keep theirs.
        """
        if said.chance is None:
            return -1, -1, ()
        path = ("risks", name, "chance")
        chance = self.numbers.once(f"risks.{name}/chance", said.chance, "share", path)
        if said.one_of is None:
            return self.numbers.luck(f"{named}/happens", rounds), chance, ()
        everyone = self.numbers.scenario.said.risks
        group = [other for other, one in everyone.items() if one.one_of == said.one_of]
        before = []
        for other in group[: group.index(name)]:
            given = everyone[other].chance
            if given is not None:
                path = ("risks", other, "chance")
                before.append(self.numbers.once(f"risks.{other}/chance", given, "share", path))
        suffix = named.removeprefix(f"risks.{name}")
        return self.numbers.luck(f"risks/one_of.{said.one_of}{suffix}", rounds), chance, tuple(before)

    # -- effects ------------------------------------------------------------------------------------------

    def _effect(self, name: str, place: int, said: Said) -> tuple[Effect, Size]:
        path: Path = ("risks", name, "effects", place)
        scenario = self.numbers.scenario.said
        zero = Amount("share", Distribution("fixed", (0.0,)), None, "", "0")
        match said:
            case Stop():
                return Effect(Does.PACE, self._selected(said.stop, (*path, "stop"))), (zero, "share", "stop")
            case Slow():
                return Effect(Does.PACE, self._selected(said.slow, (*path, "slow"))), (said.to, "share", "to")
            case Freeze():
                return Effect(Does.FREEZE, self._selected(said.freeze, (*path, "freeze"))), None
            case Multiply():
                targets = self._selected(said.multiply, (*path, "multiply"))
                return Effect(Does.MULTIPLY, targets), (said.by, "number", "by")
            case Add():
                return Effect(Does.ADD, self._selected(said.add, (*path, "add"))), (said.by, "lag", "by")
            case Set():
                return self._rule(name, path, said)
            case MoneyMoves():
                return self._money(list(scenario.capital).index(said.capital), said)
            case CrewChange():
                return Effect(Does.CREW, (list(scenario.crews).index(said.crew),), by=said.by), None
            case Close():
                return Effect(Does.CLOSE, (list(scenario.gates).index(said.close),)), None
            case Open():
                return Effect(Does.OPEN, (list(scenario.gates).index(said.open),)), None
            case Void():
                return Effect(Does.VOID, (list(scenario.milestones).index(said.void),)), None
            case Block():
                return Effect(Does.BLOCK, (list(scenario.milestones).index(said.block),)), None
        raise AssertionError(f"no effect is said by {type(said).__name__}")

    def _rule(self, name: str, path: Path, said: Set) -> tuple[Effect, Size]:
        """Another duration, drawn for each activity and round; or another chance of a verdict."""
        targets = self._selected(said.set, (*path, "set"))
        if said.duration is not None:
            at = (*path, "duration")
            numbers = tuple(
                self.numbers.quantity(
                    f"{self.activities[target].name}/duration@{name}", said.duration, "duration", at,
                    rounds=self.numbers.quantities[self.activities[target].duration].rounds,
                )
                for target in targets
            )  # fmt: skip
            return Effect(Does.DURATION, targets, numbers), None
        word = "accepted" if said.accepted is not None else "refused"
        for target in targets:
            verdict = self.activities[target].verdict
            if verdict is None or verdict.refuses != (word == "refused"):
                self.numbers.fault((*path, word), "plan.no_verdict", found=self.activities[target].name)
                break
        chance = said.accepted if said.accepted is not None else said.refused
        assert chance is not None, "the shape asks for one rule"
        return Effect(Does.CHANCE, targets), (chance, "share", word)

    @staticmethod
    def _money(source: int, said: MoneyMoves) -> tuple[Effect, Size]:
        if said.add is not None:
            return Effect(Does.GIVE, (source,)), (said.add, "money", "add")
        if said.released is not None:
            return Effect(Does.RELEASED, (source,)), (said.released, "share", "released")
        assert said.cut is not None, "the shape asks for one move"
        if said.cut.kind == "money":
            return Effect(Does.CUT, (source,)), (said.cut, "money", "cut")
        return Effect(Does.CUT_SHARE, (source,)), (said.cut, "share", "cut")

    def _selected(self, names: list[str], path: Path) -> tuple[int, ...]:
        """The activities meant by phases, tags, works and steps, in plan order."""
        found: set[int] = set()
        for place, name in enumerate(names):
            labelled = self._by_label(name)
            found.update(self._by_name(name, (*path, place)) if labelled is None else labelled)
        return tuple(sorted(found))

    def _by_name(self, name: str, path: Path) -> list[int]:
        if self.links.is_known(name):
            return self.links.targets(name, None, path)
        families = self.links.programme.families.values()
        known = {".".join(family.key[:depth]) for family in families for depth in (1, 2, 3)}
        known |= {label for family in families for label in (family.phase, *family.said.tags) if label}
        self.numbers.fault(path, "plan.unknown_selection", found=name, near=nearest(name, known))
        return []

    def _by_label(self, name: str) -> list[int] | None:
        """Activities of a phase, a tag or a work of this name, if there is one."""
        families = [
            family
            for family in self.links.programme.families.values()
            if name in (family.phase, family.work, *family.said.tags)
        ]
        return [number for family in families for number in family.everyone()] if families else None

    # -- drivers ------------------------------------------------------------------------------------------

    def _driver(self, name: str, said: DriverSaid) -> None:
        """One factor for many durations: an event that is there from the start, or is not."""
        path: Path = ("drivers", name)
        luck = chance = -1
        if said.chance is not None:
            luck = self.numbers.luck(f"drivers.{name}/happens")
            chance = self.numbers.quantity(f"drivers.{name}/chance", said.chance, "share", (*path, "chance"))
        factor = self.numbers.once(f"drivers.{name}/factor", said.factor, "number", (*path, "factor"))
        effect = Effect(Does.MULTIPLY, self._selected(said.of, (*path, "of")))
        occasion = Occasion(0.0, luck, chance, sizes=(factor,))
        self.events.append(Event(len(self.events), name, said.title.model_dump(), (occasion,), (effect,)))

    # -- checks -------------------------------------------------------------------------------------------

    def _check_triggers(self) -> None:
        """Events that trigger each other without delay would go round for ever at one instant."""
        at_once = {
            event.number: [other for other, delay in event.triggers if self._may_be_nothing(delay)]
            for event in self.events
        }
        for event in self.events:
            reached, pending = set(), list(at_once[event.number])
            while pending:
                number = pending.pop()
                if number not in reached:
                    reached.add(number)
                    pending += at_once[number]
            if event.number in reached:
                self.numbers.fault(("risks", event.name, "triggers"), "plan.trigger_circle", found=event.name)
                return

    def _may_be_nothing(self, delay: int) -> bool:
        return delay < 0 or self.numbers.asked(delay, may_be_nothing)

    def _check_groups(self) -> None:
        """Chances of risks of which at most one occurs add up to at most 1."""
        groups: dict[str, list[str]] = {}
        said = self.numbers.scenario.said.risks
        for name, risk in said.items():
            if risk.one_of is not None:
                groups.setdefault(risk.one_of, []).append(name)
                if risk.chance is None:
                    self.numbers.fault(("risks", name, "one_of"), "plan.group_needs_chance", found=name)
        for group, names in groups.items():
            laws = [law for name in names if (law := self._law_of_chance(name)) is not None]
            total = sum(map(value_of, laws)) if all(law.is_fixed for law in laws) else 0.0
            if total > 1 + 1e-9:
                path = ("risks", names[-1], "chance")
                self.numbers.fault(path, "plan.group_sum", found=f"{total:.4g}", group=group)

    def _law_of_chance(self, name: str) -> Distribution | None:
        said = self.numbers.scenario.said.risks[name].chance
        if said is None:
            return None
        return self.numbers.resolve(said, "share", ("risks", name, "chance"), NO_SCOPE).distribution
