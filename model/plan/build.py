"""A scenario made into a plan: one flat network, checked, ready for any engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from model.days import day_number, on_year_day, part_of_year
from model.plan.calendar import Calendar, calendar_of, window_days, work_rates
from model.plan.composites import composites_of
from model.plan.correlated import check_drivers, correlations_of
from model.plan.links import Links, Owner, routes_into
from model.plan.loops import Loops
from model.plan.milestones import Milestones
from model.plan.money import capital_source
from model.plan.network import (
    Activity,
    Condition,
    Crew,
    Dispatch,
    Gate,
    Group,
    Indicator,
    Jump,
    Line,
    Plan,
    Quantity,
    Session,
    Side,
)
from model.plan.numbers import Numbers, Path
from model.plan.refusals import Written, faults_of_hands, faults_of_network, faults_of_numbers
from model.plan.risks import Risks
from model.plan.rounds import branch_of, duration_of, need_of, verdict_of
from model.plan.unroll import Family, Programme, unroll
from model.scenario import Fault, Nearby, Scenario, ScenarioError
from model.scenario.amounts import Amount
from model.scenario.distribution import Distribution
from model.scenario.resources import DatedCrew, SessionSaid
from model.scenario.shape import ScenarioSaid
from model.scenario.steps import Step, Use

Turns = tuple[tuple[float, int], ...]
"""Days on which an indicator begins to drift at another rate, each with its quantity."""

BEYOND = 400
"""Days after the horizon that calendars still know, so that no work near it meets their edge."""


def make_plan(scenario: Scenario) -> Plan:
    """The plan of a scenario.

    Raises
    ------
    ScenarioError
        With every fault found: a step that does not exist, a number of the wrong kind, a
        network that can't finish, each with its file and line.
    """
    return Pattern(scenario).plan


JUDGEMENTS = 64
"""Plans that a judge found able to finish which are remembered: of switches turned in turn."""

Laws = Mapping[int, Distribution]
"""Laws that differ from those of a plan, by the number of the quantity."""


class Pattern:
    """The plan of a scenario, and the way to the plans of those that differ from it in numbers alone.

    Raises
    ------
    ScenarioError
        As ``make_plan``.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, numbers = scenario, Numbers(scenario)
        builder = Builder(numbers, unroll(numbers))
        self.plan = builder.plan()
        faults = numbers.faults or faults_of_network(self.plan, builder.written, numbers.found)
        if faults:
            raise ScenarioError(faults)
        self._uses, self._written = numbers.uses, builder.written
        self._looked_at: set[int] = set()
        self._judgements: deque[tuple[set[int], Laws]] = deque(maxlen=JUDGEMENTS)

    def plan_of(self, other: Nearby) -> Plan:
        """The plan of another scenario: as ``make_plan``, without building anew what is the same.

        Raises
        ------
        ScenarioError
            As ``make_plan``.
        """
        return self._with_numbers(other) or make_plan(other.scenario)

    def _with_numbers(self, other: Nearby) -> Plan | None:
        """The plan with other numbers; None where these decide on more than quantities and crews."""
        laws: dict[int, Distribution] = {}
        for old, new in other.numbers:
            places = self._uses.quantities.get(id(old), set())
            known_to = self._uses.known_to.get(id(old), set())
            assert new.distribution is not None, "a reference is no number"
            alike = all(self._uses.decide_alike(place, new.distribution) for place in places)
            if not (places or known_to) or known_to - {"crews"} or not alike:
                return None
            laws |= dict.fromkeys(places, new.distribution)
        quantities = list(self.plan.quantities)
        for place, law in laws.items():
            quantities[place] = replace(quantities[place], distribution=law)
        numbers = Numbers(other.scenario)
        crews = crews_of(numbers)
        crews = self.plan.crews if crews == self.plan.crews else crews
        plan = replace(self.plan, quantities=tuple(quantities) if laws else self.plan.quantities, crews=crews)
        faults = numbers.faults
        if not self._is_known_to_finish(laws):
            faults = faults or self._judged(plan, laws, numbers)
        elif crews is not self.plan.crews:
            faults = faults or faults_of_hands(plan, self._written, numbers.found)
        return None if faults else plan

    def _is_known_to_finish(self, laws: Laws) -> bool:
        """Whether a judge has found a plan able to finish in which all that he looked at is as in this one.

        He would go the same way and come to the same end.
        """
        if not self._looked_at:
            self._judged(self.plan, {}, Numbers(self.scenario))
        return any(_those(laws, seen) == found for seen, found in tuple(self._judgements))

    def _judged(self, plan: Plan, laws: Laws, numbers: Numbers) -> list[Fault]:
        """Why a plan can't finish; where it can, it is remembered what the judge has looked at."""
        quantities = _Looked(plan.quantities)
        looked = laws or range(len(quantities))
        faults = faults_of_numbers(replace(plan, quantities=quantities), looked, self._written, numbers.found)
        if not faults:
            self._looked_at = self._looked_at or quantities.seen
            seen = quantities.seen | self._looked_at  # he trusts the first where nothing has changed
            self._judgements.append((seen, _those(laws, seen)))
        return faults


def _those(laws: Laws, places: set[int]) -> Laws:
    return {place: law for place, law in laws.items() if place in places}


class _Looked(tuple[Quantity, ...]):
    """Quantities that remember which of them were looked at."""

    seen: set[int]

    def __new__(cls, quantities: tuple[Quantity, ...]) -> _Looked:
        made = super().__new__(cls, quantities)
        made.seen = set()
        return made

    def __getitem__(self, place: Any) -> Any:
        self.seen.add(place)
        return super().__getitem__(place)

    def __iter__(self) -> Iterator[Quantity]:
        self.seen.update(range(len(self)))  # who goes through them all has seen them all
        return super().__iter__()


def crews_of(numbers: Numbers) -> tuple[Crew, ...]:
    """The crews of a scenario, in the order of its file."""
    return tuple(_crew(name, numbers) for name in numbers.scenario.said.crews)


def _crew(name: str, numbers: Numbers) -> Crew:
    said, path = numbers.scenario.said.crews[name], ("crews", name)
    title, start = {"vi": name, "en": name}, numbers.scenario.said.start
    if not isinstance(said, DatedCrew):
        return Crew(name, title, numbers.count(said, path))
    changes = [
        (day_number(day, start), numbers.count(one, (*path, "changes", day.isoformat())))
        for day, one in sorted(said.changes.items())
    ]
    capacity = numbers.count(said.capacity, (*path, "capacity"))
    for _, one in (change for change in changes if change[0] <= 0):
        capacity = one
    later = tuple(change for change in changes if change[0] > 0)
    return Crew(name, said.title.model_dump() if said.title else title, capacity, later)


@dataclass
class Builder:
    """Puts the plan together, one kind of thing after the other."""

    numbers: Numbers
    programme: Programme
    calendars: list[Calendar] = field(default_factory=list)
    lines: dict[Line, int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    written: Written = field(default_factory=Written)
    _calendar_numbers: dict[object, int] = field(default_factory=dict)
    _owned: dict[int, list[Condition]] = field(default_factory=dict)

    @property
    def said(self) -> ScenarioSaid:
        """The scenario as its file says it."""
        return self.numbers.scenario.said

    @property
    def days(self) -> int:
        """Days that calendars cover."""
        return int(self.horizon) + BEYOND

    @property
    def horizon(self) -> float:
        """The last instant of a run, in days."""
        return day_number(self.said.horizon, self.said.start)

    def plan(self) -> Plan:
        """Everything, in plan order."""
        owners = [Owner(*place) for place in self.programme.placed()]
        links = Links(self.numbers, self.programme, default_week=self._week())
        links.indicators = {name: place for place, name in enumerate(self.said.indicators)}
        links.gates = {name: place for place, name in enumerate(self.said.gates)}
        routes = routes_into(links, owners)
        for owner in owners:
            links.of(owner, routes.get(owner.number, []))
        loops = Loops(links, owners)
        loops.find()
        self._draw_lags_anew(links, loops)
        for condition in links.conditions:
            self._owned.setdefault(condition.owner, []).append(condition)
        activities = [self._activity(owner, links, loops) for owner in owners]
        milestones = Milestones(links, len(activities))
        for name, said in self.said.milestones.items():
            milestones.add(name, said, self.lines, len(self.groups))
        self._write_down(owners, links, milestones)
        risks = Risks(links, activities)
        risks.build()
        indicators = tuple(self._indicator(name, links) for name in self.said.indicators)
        loops.check_outside(iter(milestones.references + risks.references + self._moved(indicators)))
        correlations = correlations_of(links, owners, activities)
        check_drivers(links, activities, risks.drivers, correlations)
        scenario = self.numbers.scenario
        return Plan(
            scenario=scenario.name,
            title=self.said.title.model_dump(),
            start=self.said.start.isoformat(),
            horizon=self.horizon,
            year_starts=self._year_starts(),
            activities=(*activities, *milestones.markers),
            groups=(*self.groups, *milestones.groups),
            crews=crews_of(self.numbers),
            capital=tuple(capital_source(name, one, self.numbers) for name, one in self.said.capital.items()),
            indicators=indicators,
            milestones=tuple(milestones.milestones),
            conditions=tuple(links.conditions),
            sessions=tuple(self._session(name, one) for name, one in self.said.sessions.items()),
            lines=tuple(self.lines),
            calendars=tuple(self.calendars),
            gates=tuple(
                Gate(name, one.title.model_dump(), one.open) for name, one in self.said.gates.items()
            ),
            loops=tuple(loops.found),
            events=tuple(risks.events),
            correlations=correlations,
            composites=tuple(composites_of(self.said, milestones.milestones)),
            quantities=tuple(self.numbers.quantities),
            dispatch=Dispatch[self.said.dispatch.upper()],
            is_listed=self.said.queue == "listed",
            titles=self._titles(),
        )

    def _draw_lags_anew(self, links: Links, loops: Loops) -> None:
        """Lags within a loop are drawn in every pass."""
        for condition in links.conditions:
            passes = loops.of(condition.owner)[1]
            for lag in (condition.lag, *condition.lags):
                if lag >= 0 and passes > 1:
                    quantities = self.numbers.quantities
                    quantities[lag] = replace(quantities[lag], rounds=passes)

    @staticmethod
    def _moved(indicators: tuple[Indicator, ...]) -> list[tuple[int, Path]]:
        """The activities that indicators see."""
        return [
            (jump.activity, ("indicators", one.name, "jumps")) for one in indicators for jump in one.jumps
        ]

    def _write_down(self, owners: list[Owner], links: Links, milestones: Milestones) -> None:
        """Names and places in the file, for faults found in the network."""
        marked = [one.name for one in milestones.milestones if one.marker >= 0]
        self.written.names = [*(owner.name for owner in owners), *marked]
        steps = [owner.family.path for owner in owners]
        self.written.steps = [*steps, *(("milestones", name, "when") for name in marked)]
        self.written.conditions = links.places

    # -- activities ---------------------------------------------------------------------------

    def _activity(self, owner: Owner, links: Links, loops: Loops) -> Activity:
        family, said, scope = owner.family, owner.family.said, owner.scope
        calendar = self._calendar(said.calendar)
        unit = self.numbers.unit(said.duration, "duration", (*family.path, "duration"), scope)
        if unit == "wd" and calendar < 0:
            calendar = links.default_week
        if owner.unit == 0:
            self._check_size(owner)
        loop, passes = loops.of(owner.number)
        return Activity(
            number=owner.number,
            name=owner.name,
            group=self._group(owner),
            line=self.lines.setdefault(Line(family.work, family.phase), len(self.lines)),
            duration=duration_of(owner, self.numbers, passes),
            calendar=calendar,
            window=self._window(said),
            session=self._session_number(said),
            crews=self._crews_of(said),
            capital=need_of(owner, self.numbers, passes),
            priority=said.priority or (family.part.priority if family.part else 0),
            verdict=verdict_of(owner, self.numbers, loop, passes),
            starts=self._held(owner.number, Side.START),
            finishes=self._held(owner.number, Side.FINISH),
            watch=said.watch,
            interruptible=said.interruptible,
            branch=branch_of(owner, self.numbers),
            loop=loop,
        )

    def _check_size(self, owner: Owner) -> None:
        """A length and a weight are right even where no gate asks for them."""
        said, path = owner.family.said, owner.family.path
        if said.length is not None:
            self.numbers.known(said.length, "length", (*path, "length"), owner.scope)
        if said.weight is not None:
            self.numbers.count(said.weight, (*path, "weight"), owner.scope)

    def _held(self, number: int, side: Side) -> tuple[int, ...]:
        """The conditions that hold one end of an activity, as listed."""
        return tuple(one.number for one in self._owned.get(number, ()) if one.side == side)

    def _group(self, owner: Owner) -> int:
        """The row of the table of activities: a step in a segment, with all its units."""
        if owner.unit == 0:
            family = owner.family
            members = tuple(family.members[owner.segment])
            title = {
                language: self._group_title(family, owner.segment, language) for language in ("vi", "en")
            }
            self.groups.append(Group(family.name(owner.segment), title, members, family.said.watch))
        return len(self.groups) - 1

    @staticmethod
    def _group_title(family: Family, segment: int, language: str) -> str:
        text: str = getattr(family.said.title, language)
        return text if family.segments is None else f"{text} ({segment + 1})"

    def _crews_of(self, said: Step) -> tuple[tuple[int, int], ...]:
        wanted = {said.crew: 1} if isinstance(said.crew, str) else said.crew or {}
        places = {name: place for place, name in enumerate(self.said.crews)}
        return tuple((places[name], units) for name, units in wanted.items() if units)

    # -- calendars, windows, sessions -----------------------------------------------------------

    def _week(self) -> int:
        """The default week: the calendar the scenario names, else Monday to Friday without holidays."""
        if self.said.week is not None:
            return self._calendar(self.said.week)
        weekdays = [(self.said.start.weekday() + day) % 7 for day in range(self.days)]
        return self._numbered("week", "week", np.array([1.0 if day < 5 else 0.0 for day in weekdays]))

    def _calendar(self, name: str | None) -> int:
        if name is None:
            return -1
        key = ("calendar", name)
        if key in self._calendar_numbers:
            return self._calendar_numbers[key]
        return self._numbered(key, name, work_rates(self.said.calendars[name], self.said.start, self.days))

    def _window(self, said: Step) -> int:
        """Days on which the step may start, or -1 where any day will do."""
        if not said.not_in and not said.only_in:
            return -1
        key = ("window", tuple(said.not_in), tuple(said.only_in))
        if key in self._calendar_numbers:
            return self._calendar_numbers[key]
        opened = np.ones(self.days, dtype=bool)
        for name in said.not_in:
            opened &= ~window_days(self.said.windows[name], self.said.start, self.days)
        for name in said.only_in:
            opened &= window_days(self.said.windows[name], self.said.start, self.days)
        return self._numbered(key, "+".join((*said.not_in, *said.only_in)), opened.astype(float))

    def _numbered(self, key: object, name: str, rates: np.ndarray) -> int:
        self.calendars.append(calendar_of(name, rates))
        self._calendar_numbers[key] = len(self.calendars) - 1
        return len(self.calendars) - 1

    def _session_number(self, said: Step) -> int:
        return -1 if said.session is None else list(self.said.sessions).index(said.session)

    def _session(self, name: str, said: SessionSaid) -> Session:
        start = self.said.start
        dates = list(said.dates)
        for year in range(start.year, self.said.horizon.year + 1):
            dates += [on_year_day(year, (one.month, one.day)) for one in said.yearly]
        passes = sorted({day_number(one, start) + 1 for one in dates if one >= start})
        drawn = tuple(self._drawn_meetings(name, said))
        lead = 0.0
        if said.lead is not None:
            lead = self.numbers.known(said.lead, "duration", ("sessions", name, "lead"))
        return Session(name, said.title.model_dump(), tuple(passes), lead, drawn)

    def _drawn_meetings(self, name: str, said: SessionSaid) -> Iterator[tuple[float, int]]:
        """One day of each part, every year; the luck hangs on the calendar year of its beginning."""
        for place, part in enumerate(said.drawn):
            for year in range(self.said.start.year - 1, self.said.horizon.year + 1):
                first, last = (part.first.month, part.first.day), (part.last.month, part.last.day)
                opens, closes = part_of_year(year, first, last)
                law = Distribution("uniform", (0.0, float((closes - opens).days + 1)))
                quantity = self.numbers.append(Quantity(f"sessions.{name}.drawn[{place + 1}][{year}]", law))
                yield day_number(opens, self.said.start), quantity

    # -- what else there is -----------------------------------------------------------------------

    def _indicator(self, name: str, links: Links) -> Indicator:
        said, path = self.said.indicators[name], ("indicators", name)
        start = self.numbers.quantity(f"indicators.{name}.start", said.start, "number", (*path, "start"))
        drift, turns = self._drift(name, said.drift)
        jumps = [
            Jump(
                target,
                self.numbers.quantity(f"indicators.{name}.jump:{of}", by, "number", (*path, "jumps", of)),
            )
            for of, by in said.jumps.items()
            for target in links.targets(of, None, (*path, "jumps", of))
        ]
        return Indicator(name, said.title.model_dump(), start, drift, tuple(jumps), turns)

    def _drift(self, name: str, said: Amount | dict[int, Amount] | None) -> tuple[int, Turns]:
        """The drift from the start, and those that follow it from 1 January of a listed year."""
        path = ("indicators", name, "drift")
        if said is None or isinstance(said, Amount):
            if said is None:
                return -1, ()
            return self.numbers.quantity(f"indicators.{name}.drift", said, "rate", path), ()
        drift, turns = -1, []
        for year, one in sorted(said.items()):
            quantity = self.numbers.quantity(f"indicators.{name}.drift[{year}]", one, "rate", (*path, year))
            day = day_number(date(year, 1, 1), self.said.start)
            if day <= 0:
                drift = quantity
            else:
                turns.append((day, quantity))
        return drift, tuple(turns)

    def _year_starts(self) -> tuple[float, ...]:
        start = self.said.start
        years = range(start.year, self.said.horizon.year + 1)
        return tuple(max(0.0, day_number(date(year, 1, 1), start)) for year in years)

    def _titles(self) -> dict[str, dict[str, str]]:
        """Titles of works, of parts that have one of their own, and of phases, for tables and figures."""
        titles = {f"phase.{name}": one.model_dump() for name, one in self.said.phases.items()}
        for work, one in self.said.works.items():
            titles[f"work.{work}"] = one.title.model_dump()
            for part, used in one.parts.items():
                if isinstance(used, Use) and used.title is not None:
                    titles[f"part.{work}.{part}"] = used.title.model_dump()
        return titles
