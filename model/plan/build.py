"""A scenario made into a plan: one flat network, checked, ready for any engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from model.days import day_number, on_year_day
from model.plan.calendar import Calendar, calendar_of, window_days, work_rates
from model.plan.links import Links, Owner, routes_into
from model.plan.money import capital_source
from model.plan.network import (
    Activity,
    Condition,
    Crew,
    DeadlineDay,
    Group,
    Indicator,
    Jump,
    Line,
    Milestone,
    Need,
    Plan,
    Session,
    Side,
    Then,
    Verdict,
)
from model.plan.numbers import Numbers, Path, Scope
from model.plan.possible import faults_of_network
from model.plan.unroll import Family, Programme, unroll
from model.scenario import Scenario, ScenarioError
from model.scenario.shape import MilestoneSaid, ScenarioSaid, SessionSaid, Step

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
    numbers = Numbers(scenario)
    programme = unroll(numbers)
    builder = Builder(numbers, programme)
    plan = builder.plan()
    faults = numbers.faults or faults_of_network(plan, builder.where, scenario.fault)
    if faults:
        raise ScenarioError(faults)
    return plan


@dataclass
class Builder:
    """Puts the plan together, one kind of thing after the other."""

    numbers: Numbers
    programme: Programme
    calendars: list[Calendar] = field(default_factory=list)
    lines: dict[Line, int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
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
        routes = routes_into(links, owners)
        for owner in owners:
            links.of(owner, routes.get(owner.number, []))
        for condition in links.conditions:
            self._owned.setdefault(condition.owner, []).append(condition)
        activities = [self._activity(owner, links) for owner in owners]
        scenario = self.numbers.scenario
        return Plan(
            scenario=scenario.name,
            title=self.said.title.model_dump(),
            start=self.said.start.isoformat(),
            horizon=self.horizon,
            year_starts=self._year_starts(),
            activities=tuple(activities),
            groups=tuple(self.groups),
            crews=tuple(self._crew(name) for name in self.said.crews),
            capital=tuple(capital_source(name, one, self.numbers) for name, one in self.said.capital.items()),
            indicators=tuple(self._indicator(name, links) for name in self.said.indicators),
            milestones=tuple(self._milestone(name, one, links) for name, one in self.said.milestones.items()),
            conditions=tuple(links.conditions),
            sessions=tuple(self._session(name, one) for name, one in self.said.sessions.items()),
            lines=tuple(self.lines),
            calendars=tuple(self.calendars),
            quantities=tuple(self.numbers.quantities),
            titles=self._titles(),
        )

    def where(self, number: int) -> tuple[str, Path]:
        """Name of an activity and its place in the file, for faults found in the network."""
        for family, segment, unit, place in self.programme.placed():
            if place == number:
                return family.name(segment, unit), family.part_path or family.path
        raise AssertionError("an activity outside the programme")

    # -- activities ---------------------------------------------------------------------------

    def _activity(self, owner: Owner, links: Links) -> Activity:
        family, said, scope = owner.family, owner.family.said, owner.scope
        path, name = family.path, owner.name
        calendar = self._calendar(said.calendar)
        unit = self.numbers.resolve(said.duration, "duration", (*path, "duration"), scope).unit
        if unit == "wd" and calendar < 0:
            calendar = links.default_week
        return Activity(
            number=owner.number,
            name=name,
            group=self._group(owner),
            line=self.lines.setdefault(Line(family.work, family.phase), len(self.lines)),
            duration=self._duration(owner, path, scope),
            calendar=calendar,
            window=self._window(said),
            session=self._session_number(said),
            crews=self._crews_of(said),
            capital=self._need(owner, path, scope),
            priority=said.priority or (family.part.priority if family.part else 0),
            verdict=self._verdict(owner, path, scope),
            starts=self._held(owner.number, Side.START),
            finishes=self._held(owner.number, Side.FINISH),
            watch=said.watch,
        )

    def _duration(self, owner: Owner, path: Path, scope: Scope) -> int:
        said, name = owner.family.said, f"{owner.name}/duration"
        rounds = said.rework.rounds if said.rework and not said.rework.duration else 1
        return self.numbers.quantity(name, said.duration, "duration", (*path, "duration"), scope, rounds)

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

    def _need(self, owner: Owner, path: Path, scope: Scope) -> Need | None:
        said = owner.family.said.capital
        if said is None:
            return None
        source = list(self.said.capital).index(said.from_)
        rounds = owner.family.said.rework.rounds if owner.family.said.rework and said.each_round else 1
        amount = self.numbers.quantity(
            f"{owner.name}/capital", said.amount, "money", (*path, "capital", "amount"), scope, rounds
        )
        return Need(source, amount, said.each_round)

    def _verdict(self, owner: Owner, path: Path, scope: Scope) -> Verdict | None:
        said = owner.family.said
        if said.refused is not None:
            place = (*path, "refused", "chance")
            if said.rework is not None:
                self.numbers.fault((*path, "refused"), "plan.refused_and_rework")
            return Verdict(
                luck=self.numbers.luck(f"{owner.name}/refused"),
                chance=self.numbers.quantity(
                    f"{owner.name}/refusal", said.refused.chance, "share", place, scope
                ),
                rounds=1,
                then=Then.NEVER if said.refused.then == "never" else Then.ACTIVITY,
                refuses=True,
            )
        if said.rework is None:
            return None
        return self._rework(owner, (*path, "rework"), scope)

    def _rework(self, owner: Owner, path: Path, scope: Scope) -> Verdict:
        said, name, quantity = owner.family.said.rework, owner.name, self.numbers.quantity
        assert said is not None
        later = max(1, said.rounds)
        duration = delay = last = -1
        then = Then.NEVER if said.then == "never" else Then.ACTIVITY
        if said.duration is not None:
            duration = quantity(f"{name}/again", said.duration, "duration", (*path, "duration"), scope, later)
        if said.delay is not None:
            delay = quantity(f"{name}/delay", said.delay, "duration", (*path, "delay"), scope, later)
        if not isinstance(said.then, str):
            then = Then.DURATION
            last = quantity(
                f"{name}/last", said.then.duration, "duration", (*path, "then", "duration"), scope
            )
        return Verdict(
            luck=self.numbers.luck(f"{name}/accepted", said.rounds),
            chance=quantity(f"{name}/acceptance", said.accepted, "share", (*path, "accepted"), scope),
            rounds=said.rounds,
            then=then,
            duration=duration,
            delay=delay,
            last=last,
        )

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
        lead = 0.0
        if said.lead is not None:
            lead = self.numbers.known(said.lead, "duration", ("sessions", name, "lead"))
        return Session(name, said.title.model_dump(), tuple(passes), lead)

    # -- what else there is -----------------------------------------------------------------------

    def _crew(self, name: str) -> Crew:
        capacity = self.numbers.count(self.said.crews[name], ("crews", name))
        return Crew(name, {"vi": name, "en": name}, capacity)

    def _indicator(self, name: str, links: Links) -> Indicator:
        said, path = self.said.indicators[name], ("indicators", name)
        start = self.numbers.quantity(f"indicators.{name}.start", said.start, "number", (*path, "start"))
        drift = -1
        if said.drift is not None:
            drift = self.numbers.quantity(f"indicators.{name}.drift", said.drift, "rate", (*path, "drift"))
        jumps = [
            Jump(
                target,
                self.numbers.quantity(f"indicators.{name}.jump:{of}", by, "number", (*path, "jumps", of)),
            )
            for of, by in said.jumps.items()
            for target in links.targets(of, None, (*path, "jumps", of))
        ]
        return Indicator(name, said.title.model_dump(), start, drift, tuple(jumps))

    def _milestone(self, name: str, said: MilestoneSaid, links: Links) -> Milestone:
        path = ("milestones", name, "when")
        activities = [target for of in said.when.all for target in links.targets(of, None, path)]
        deadlines = []
        for deadline, basis in said.by.items():
            instant = (
                deadline.days if deadline.date is None else day_number(deadline.date, self.said.start) + 1
            )
            assert instant is not None, "a deadline is a date or a span"
            deadlines.append(DeadlineDay(deadline.text, float(instant), basis))
        return Milestone(
            name, said.title.model_dump(), tuple(dict.fromkeys(activities)), tuple(deadlines), said.goal
        )

    def _year_starts(self) -> tuple[float, ...]:
        start = self.said.start
        years = range(start.year, self.said.horizon.year + 1)
        return tuple(max(0.0, day_number(date(year, 1, 1), start)) for year in years)

    def _titles(self) -> dict[str, dict[str, str]]:
        """Titles of works and phases, for tables and figures."""
        titles = {f"phase.{name}": one.model_dump() for name, one in self.said.phases.items()}
        titles |= {f"work.{name}": one.title.model_dump() for name, one in self.said.works.items()}
        return titles
