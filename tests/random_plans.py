"""Random small plans over all that the engine knows: ties, whole days, zero durations, everything."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from model.plan.calendar import Calendar, calendar_of
from model.plan.correlation import family_rows
from model.plan.events import TIMES_TRIGGERED, Does, Effect, Event, Occasion
from model.plan.network import (
    Activity,
    Branch,
    CapitalSource,
    Condition,
    Correlation,
    Crew,
    DeadlineDay,
    Deposit,
    Dispatch,
    Distribution,
    Gate,
    Grain,
    Group,
    Indicator,
    Jump,
    Line,
    Link,
    Loop,
    Milestone,
    Need,
    Plan,
    Quantity,
    Session,
    Side,
    Then,
    Verdict,
)
from model.plan.possible import able_to_finish

TITLE = {"vi": "thử", "en": "test"}
HORIZON = 400.0

Size = tuple[tuple[float, float], Grain]


def on_lines(everyone: tuple[Activity, ...]) -> tuple[tuple[Activity, ...], tuple[Line, ...]]:
    """Activities with their lines; a line without a step isn't in any plan."""
    used = sorted({one.line for one in everyone})
    lines = tuple((Line("a", "x"), Line("b", "y"))[number] for number in used)
    return tuple(replace(one, line=used.index(one.line)) for one in everyone), lines


class Maker:
    """Makes one plan from one seed."""

    def __init__(
        self, dice: Random, *, resources: bool = True, verdicts: bool = True, happenings: bool = True
    ) -> None:
        self.dice = dice
        self.resources, self.verdicts, self.happenings = resources, verdicts, happenings
        self.kinds = {"resources": resources, "verdicts": verdicts, "happenings": happenings}
        self.quantities: list[Quantity] = []
        self.conditions: list[Condition] = []
        self.activities: list[Activity] = []
        self.loops: list[Loop] = []
        self.visible: list[int] = []

    def plan(self) -> Plan:
        """The plan; every activity of it can finish in some future."""
        size = self.dice.randint(1, 14)
        while len(self.activities) < size:
            if self.verdicts and self.dice.random() < 0.12:
                self._loop()
            else:
                self._activity()
        indicators = (self._indicator(), self._indicator("k"))
        milestones, markers = self._milestones()
        events = self._events() if self.happenings else ()
        everyone, lines = on_lines((*self.activities, *markers))
        plan = Plan(
            scenario="random",
            title=TITLE,
            start="2020-10-01",
            horizon=HORIZON,
            year_starts=(0.0, 92.0, 457.0),
            quantities=tuple(self.quantities),
            activities=everyone,
            conditions=tuple(self.conditions),
            groups=tuple(Group(one.name, TITLE, (one.number,)) for one in everyone),
            lines=lines,
            crews=(Crew("p", TITLE, 1), Crew("q", TITLE, 2, ((50.0, 1), (90.0, 3)))),
            capital=(self._source(),),
            calendars=self._calendars(),
            sessions=(self._session(),),
            indicators=indicators,
            milestones=milestones,
            gates=(Gate("market", TITLE), Gate("road", TITLE, is_open=False)),
            loops=tuple(self.loops),
            events=events,
            correlations=self._correlations(),
            dispatch=self.dice.choice(list(Dispatch)) if self.resources else Dispatch.BACKFILL,
            is_listed=self.resources and self.dice.random() < 0.2,
        )
        plan = replace(plan, quantities=tuple(self.quantities))
        return plan if all(able_to_finish(plan)) else Maker(self.dice, **self.kinds).plan()

    # -- numbers --------------------------------------------------------------------------------

    def _quantity(
        self, name: str, family: str, params: tuple[float, ...], grain: Grain, rounds: int = 1
    ) -> int:
        self.quantities.append(Quantity(name, Distribution(family, params), grain, rounds))
        return len(self.quantities) - 1

    def _days(self, name: str, most: int, rounds: int = 1) -> int:
        """Whole days, days with a fraction, or none: whole ones often, so that ties are the normal case."""
        kind = self.dice.random()
        if kind < 0.15:
            return self._quantity(name, "fixed", (0.0,), Grain.TICK, rounds)
        if kind < 0.4:
            return self._quantity(name, "fixed", (float(self.dice.randint(1, most)),), Grain.TICK, rounds)
        if kind < 0.7:
            low, high = sorted(self.dice.sample(range(0, most + 2), 2))
            params = tuple(float(x) for v in range(low, high + 1) for x in (v, 1 / (high - low + 1)))
            return self._quantity(name, "discrete", params, Grain.TICK, rounds)
        return self._quantity(name, "uniform", (0.0, float(most)), Grain.TICK, rounds)

    # -- activities -------------------------------------------------------------------------------

    def _activity(self) -> None:
        number = len(self.activities)
        verdict = self._verdict(number) if self.verdicts and self.dice.random() < 0.3 else None
        branches = verdict is None and self.verdicts and self.dice.random() < 0.12
        self._add(number, verdict, branch=self._branch(number) if branches else None)
        if verdict is not None and verdict.then == Then.ACTIVITY:
            self._follower(number)
        if branches:
            self._ways(number)

    def _branch(self, number: int) -> Branch:
        luck = self._quantity(f"a{number}/branch", "uniform", (0.0, 1.0), Grain.NONE)
        chance = self._quantity(f"a{number}/way", "uniform", (0.2, 0.8), Grain.NONE)
        return Branch(luck, self.dice.choice([(chance, -1), (-1, chance)]))

    def _ways(self, chooser: int) -> None:
        ways = []
        for way in range(2):
            number = len(self.activities)
            route = self._condition(number, Link.TAKEN, anchors=(chooser,), way=way)
            self._add(number, None, (route,))
            ways.append(number)
        number = len(self.activities)
        if self.dice.random() < 0.7:
            if self.dice.random() < 0.5:
                starts = tuple(self._condition(number, Link.FINISHED, anchors=(way,)) for way in ways)
            else:
                starts = (self._condition(number, Link.ANY, anchors=tuple(ways)),)
            self._add(number, None, starts)

    def _loop(self) -> None:
        """Two to four steps with one way in and one way out, done at most so many times."""
        first, passes = len(self.activities), self.dice.randint(1, 3)
        length = self.dice.randint(2, 4)
        exit_ = first + length - 1
        loop = len(self.loops)
        for number in range(first, exit_ + 1):
            starts = self._starts(number) if number == first else self._within(number, first)
            verdict = self._verdict(number, passes, loop) if number == exit_ else None
            self._add(number, verdict, starts, loop=loop, passes=passes)
        self.visible = [one for one in self.visible if one < first or one == exit_]
        self.loops.append(Loop(first, exit_, tuple(range(first, exit_ + 1)), passes))

    def _within(self, number: int, first: int) -> tuple[int, ...]:
        lag = self._days(f"a{number}/lag", 5, 3) if self.dice.random() < 0.4 else -1
        starts = [self._condition(number, Link.FINISHED, anchors=(number - 1,), lag=lag)]
        if self.dice.random() < 0.3:
            starts.append(self._condition(number, Link.STARTED, anchors=(first,)))
        return tuple(starts)

    def _follower(self, refused: int) -> None:
        number = len(self.activities)
        route = self._condition(number, Link.REFUSED, anchors=(refused,))
        self._add(number, None, (route,))
        if self.dice.random() < 0.7:
            number = len(self.activities)
            either = self._condition(number, Link.ANY, anchors=(refused, number - 1))
            self._add(number, None, (either,))

    def _add(
        self, number: int, verdict: Verdict | None, starts: tuple[int, ...] | None = None, *,
        branch: Branch | None = None, loop: int = -1, passes: int = 1,
    ) -> None:  # fmt: skip
        dice = self.dice
        starts = self._starts(number) if starts is None else starts
        rounds = max(verdict.rounds if verdict else 1, passes)
        resources = self.resources
        self.activities.append(
            Activity(
                number=number,
                name=f"a{number}",
                group=number,
                line=dice.randrange(2),
                duration=self._days(f"a{number}/duration", 30, rounds),
                calendar=dice.choice([-1, -1, 0, 1]),
                window=dice.choice([-1, -1, -1, 2]) if resources else -1,
                session=0 if resources and dice.random() < 0.15 else -1,
                crews=self._crews() if resources else (),
                capital=self._need(number, rounds) if resources else None,
                priority=dice.choice([0, 0, 0, 1, -1]),
                verdict=verdict,
                starts=starts,
                finishes=self._finishes(number) if loop < 0 else (),
                interruptible=not resources or dice.random() < 0.9,
                branch=branch,
                loop=loop,
            )
        )
        self.visible.append(number)

    def _crews(self) -> tuple[tuple[int, int], ...]:
        return self.dice.choice([(), (), ((0, 1),), ((1, 1),), ((1, 2),), ((0, 1), (1, 1))])

    def _need(self, number: int, rounds: int) -> Need | None:
        if self.dice.random() < 0.6:
            return None
        amount = self._quantity(f"a{number}/capital", "uniform", (0.0, 60.0), Grain.WHOLE, rounds)
        stages, per = self.dice.choice([(1, 0.0), (1, 0.0), (3, 0.0), (1, 10.0)])
        is_reserved = self.dice.random() < 0.25
        return Need(0, amount, self.dice.random() < 0.5, stages, per, is_reserved)

    def _verdict(self, number: int, passes: int = 0, loop: int = -1) -> Verdict:
        dice, rounds = self.dice, passes or self.dice.randint(1, 3)
        endings = [Then.DURATION, Then.DURATION, Then.NEVER]
        then = dice.choice(endings if passes else [Then.ACTIVITY, *endings])
        chances = [
            self._quantity(f"a{number}/chance{k}", "fixed", (dice.choice([0.2, 0.5, 0.8]),), Grain.NONE)
            for k in range(dice.randint(1, 2))
        ]
        return Verdict(
            luck=self._quantity(f"a{number}/accepted", "uniform", (0.0, 1.0), Grain.NONE, rounds),
            chances=tuple(chances),
            rounds=rounds,
            then=then,
            refuses=dice.random() < 0.3,
            duration=self._days(f"a{number}/again", 10, rounds) if dice.random() < 0.5 else -1,
            factors=dice.choice([(), (1.0, 0.5)]),
            delay=self._days(f"a{number}/delay", 10, rounds) if dice.random() < 0.5 else -1,
            last=self._days(f"a{number}/last", 20) if then == Then.DURATION else -1,
            keeps_crew=dice.random() < 0.3,
            loop=loop,
        )

    # -- conditions -------------------------------------------------------------------------------

    def _condition(self, owner: int, link: Link, side: Side = Side.START, **more: object) -> int:
        self.conditions.append(Condition(len(self.conditions), owner, side, link, **more))  # type: ignore[arg-type]
        return len(self.conditions) - 1

    def _starts(self, number: int) -> tuple[int, ...]:
        kinds = [self._after, self._after, self._begun, self._gate, self._any, self._date, self._level]
        kinds += [self._open] if self.happenings else []
        chosen = self.dice.choices(kinds, k=self.dice.choice([0, 1, 1, 2, 3]))
        return tuple(one for make in chosen for one in make(number, Side.START))

    def _finishes(self, number: int) -> tuple[int, ...]:
        make = self.dice.choice([self._gate, self._after, self._begun])
        return tuple(make(number, Side.FINISH)) if self.dice.random() < 0.2 else ()

    def _after(self, number: int, side: Side) -> list[int]:
        if not self.visible:
            return []
        lag, calendar, may_lead = self._lag(number)
        if self.happenings and self.dice.random() < 0.15:
            may_lead, law = True, (-8.0, float(self.dice.choice([-1, 5])))
            lag = self._quantity(f"a{number}/lead{len(self.conditions)}", "uniform", law, Grain.TICK)
        anchor = self.dice.choice(self.visible)
        if may_lead and self.activities[anchor].loop >= 0:
            return []
        more = {"lag": lag, "lag_calendar": calendar, "may_lead": may_lead}
        return [self._condition(number, Link.FINISHED, side, anchors=(anchor,), **more)]

    def _lag(self, number: int) -> tuple[int, int, bool]:
        lag = self._days(f"a{number}/lag{len(self.conditions)}", 10) if self.dice.random() < 0.4 else -1
        return lag, self.dice.choice([-1, 0]) if lag >= 0 else -1, False

    def _begun(self, number: int, side: Side) -> list[int]:
        whole = [one for one in self.visible if self.activities[one].loop < 0]
        if not whole:
            return []
        lag, calendar, _ = self._lag(number)
        anchors = (self.dice.choice(whole),)
        return [self._condition(number, Link.STARTED, side, anchors=anchors, lag=lag, lag_calendar=calendar)]

    def _open(self, number: int, side: Side) -> list[int]:
        return [self._condition(number, Link.OPEN, side, gate=self.dice.choice([0, 0, 1]))]

    def _any(self, number: int, side: Side) -> list[int]:
        if len(self.visible) < 2:
            return []
        anchors = tuple(self.dice.sample(self.visible, 2))
        lags: tuple[int, ...] = ()
        if self.dice.random() < 0.4:
            lags = tuple(self._days(f"a{number}/any{len(self.conditions)}.{k}", 8) for k in range(2))
        return [self._condition(number, Link.ANY, side, anchors=anchors, lags=lags)]

    def _gate(self, number: int, side: Side) -> list[int]:
        if len(self.visible) < 2:
            return []
        count = self.dice.randint(2, min(len(self.visible), 5))
        anchors = tuple(sorted(self.dice.sample(self.visible, count)))
        weights = tuple(self.dice.randint(1, 5) for _ in anchors)
        if self.dice.random() < 0.4:
            need = float(self.dice.randint(1, sum(weights)))
            return [self._condition(number, Link.LENGTH, side, anchors=anchors, weights=weights, need=need)]
        share = self.dice.choice([0.3, 0.5, 0.7, 1.0])
        more = {"anchors": anchors, "weights": weights, "need": share, "share": True}
        return [self._condition(number, Link.WEIGHT, side, **more)]

    def _date(self, number: int, side: Side) -> list[int]:
        return [self._condition(number, Link.DATE, side, need=float(self.dice.randint(0, 60)))]

    def _level(self, number: int, side: Side) -> list[int]:
        level = self._quantity(f"a{number}/level{len(self.conditions)}", "fixed", (75.0,), Grain.NONE)
        at_most = self.happenings and self.dice.random() < 0.3
        indicator = self.dice.choice([0, 1]) if self.happenings else 0
        return [self._condition(number, Link.LEVEL, side, indicator=indicator, level=level, at_most=at_most)]

    # -- the rest ---------------------------------------------------------------------------------

    def _indicator(self, name: str = "") -> Indicator:
        jumps = [
            Jump(
                self.dice.choice(self.visible),
                self._quantity(f"{name}jump{k}", "uniform", (-1.0, 3.0), Grain.NONE),
            )
            for k in range(self.dice.randint(0, 3))
        ]
        start = self._quantity(f"{name}start", "uniform", (72.0, 75.5), Grain.NONE)
        drift = self._quantity(f"{name}drift", "uniform", (0.0, 0.05), Grain.NONE)
        turns = [
            (float(day), self._quantity(f"{name}drift@{day}", "uniform", (-0.05, 0.05), Grain.NONE))
            for day in (60, 140)
            if self.happenings and self.dice.random() < 0.4
        ]
        return Indicator(f"points{name}", TITLE, start, drift, tuple(jumps), tuple(turns))

    def _session(self) -> Session:
        drawn = (20.0, self._quantity("meeting", "uniform", (0.0, 30.0), Grain.NONE))
        meetings = (drawn,) if self.happenings else ()
        lead = float(self.dice.choice([0, 0, 7]))
        return Session("s", TITLE, (30.0, 61.0, 150.0, 240.0), lead, meetings)

    def _correlations(self) -> tuple[Correlation, ...]:
        members = tuple(dict.fromkeys(one.duration for one in self.activities))[:3]
        if len(members) < 2 or self.dice.random() < 0.5:
            return ()
        return (Correlation("family", members, family_rows(0.5, len(members)), common=True),)

    def _source(self) -> CapitalSource:
        amount = self._quantity("per year", "uniform", (20.0, 150.0), Grain.WHOLE)
        share = self._quantity("released", "uniform", (0.5, 1.0), Grain.NONE)
        carry = self._quantity("carry", "fixed", (0.6,), Grain.NONE)
        deposits = (
            Deposit(0.0, 2020, amount),
            Deposit(92.0, 2021, amount, share, (0.0, 0.4)),
            Deposit(200.0, 2021, amount, share, (0.4, 1.0)),
        )
        return CapitalSource("fund", TITLE, deposits, ((123.0, 2020), (488.0, 2021)), carry)

    @staticmethod
    def _calendars() -> tuple[Calendar, ...]:
        days = np.arange(int(HORIZON) + 100)
        week = np.where((days + 3) % 7 < 5, 1.0, 0.0)
        flood = np.where((days > 60) & (days < 120), 0.35, np.where(days % 50 < 3, 0.0, 0.7))
        window = np.where((days > 40) & (days < 70), 0.0, 1.0)
        return calendar_of("week", week), calendar_of("flood", flood), calendar_of("window", window)

    def _milestones(self) -> tuple[tuple[Milestone, ...], tuple[Activity, ...]]:
        count = len(self.visible)
        some = tuple(sorted(self.dice.sample(self.visible, self.dice.randint(1, min(count, 3)))))
        deadlines = (DeadlineDay("100 d", 100.0, "ours"), DeadlineDay("300 d", 300.0, "ours"))
        milestones = [
            Milestone("some", TITLE, some, deadlines),
            Milestone("all", TITLE, tuple(self.visible), deadlines),
        ]
        if not self.happenings:
            return tuple(milestones), ()
        marker = len(self.activities)
        nothing = self._quantity("marker", "fixed", (0.0,), Grain.TICK)
        need = float(self.dice.randint(1, len(some)))
        starts = [self._condition(marker, Link.WEIGHT, anchors=some, weights=(1,) * len(some), need=need)]
        if self.dice.random() < 0.5:
            starts += self._level(marker, Side.START)
        milestones.append(Milestone("marked", TITLE, some, deadlines, marker=marker))
        return tuple(milestones), (Activity(marker, "marked", marker, 0, nothing, starts=tuple(starts)),)

    # -- events -----------------------------------------------------------------------------------

    def _events(self) -> tuple[Event, ...]:
        count = self.dice.randint(0, 4)
        return tuple(self._event(number, count) for number in range(count))

    def _event(self, number: int, count: int) -> Event:
        dice, name = self.dice, f"e{number}"
        made = [self._effect(name) for _ in range(dice.randint(1, 3))]
        effects, laws = tuple(effect for effect, _ in made), [law for _, law in made]
        triggers = [other for other in range(number + 1, count) if dice.random() < 0.3]
        return Event(
            number,
            name,
            TITLE,
            tuple(self._occasion(f"{name}[{k}]", laws) for k in range(dice.randint(0, 3))),
            effects,
            anchors=tuple(dice.sample(self.visible, 1)) if dice.random() < 0.3 else (),
            when_triggered=self._occasion(f"{name}/triggered", laws, TIMES_TRIGGERED),
            triggers=tuple((other, self._trigger_delay(name, other)) for other in triggers),
            excludes=tuple(other for other in range(count) if other != number and dice.random() < 0.15),
        )

    def _trigger_delay(self, name: str, other: int) -> int:
        return self._days(f"{name}/triggers{other}", 5) if self.dice.random() < 0.5 else -1

    def _occasion(self, name: str, laws: list[Size | None], rounds: int = 1) -> Occasion:
        luck = chance = -1
        if self.dice.random() < 0.7:
            luck = self._quantity(f"{name}/happens", "uniform", (0.0, 1.0), Grain.NONE, rounds)
            chance = self._quantity(f"{name}/chance", "fixed", (0.6,), Grain.NONE)
        wait = self._days(f"{name}/when", 60, rounds) if self.dice.random() < 0.6 else -1
        lasts = self._days(f"{name}/lasts", 40, rounds) if self.dice.random() < 0.8 else -1
        sizes = tuple(
            -1 if law is None else self._quantity(f"{name}/effect{k}", "uniform", law[0], law[1], rounds)
            for k, law in enumerate(laws)
        )
        return Occasion(float(self.dice.choice([-10, 0, 0, 20, 50])), luck, chance, (), wait, lasts, sizes)

    def _effect(self, name: str) -> tuple[Effect, Size | None]:
        dice = self.dice
        does = dice.choice([*Does, Does.PACE, Does.PACE])
        some = tuple(sorted(dice.sample(range(len(self.activities)), dice.randint(1, len(self.activities)))))
        if does == Does.PACE:
            return Effect(does, some), (dice.choice([(0.0, 0.0), (0.0, 1.0), (0.5, 0.5)]), Grain.NONE)
        if does == Does.MULTIPLY:
            return Effect(does, some), ((0.5, 2.0), Grain.NONE)
        if does == Does.ADD:
            return Effect(does, some), (dice.choice([(0.0, 10.0), (-5.0, 5.0)]), Grain.TICK)
        if does == Does.DURATION:
            rounds = [self.quantities[self.activities[one].duration].rounds for one in some]
            law = [self._days(f"a{one}/duration@{name}", 15, k) for one, k in zip(some, rounds, strict=True)]
            return Effect(does, some, tuple(law)), None
        if does == Does.FREEZE:
            return Effect(does, some), None
        if does == Does.CHANCE:
            judged = tuple(one for one in some if self.activities[one].verdict is not None)
            return Effect(does, judged), ((0.0, 1.0), Grain.NONE)
        if does == Does.CREW:
            return Effect(does, (dice.randrange(2),), by=dice.choice([-2, -1, 1])), None
        if does in (Does.CLOSE, Does.OPEN):
            return Effect(does, (dice.randrange(2),)), None
        if does in (Does.VOID, Does.BLOCK):
            return Effect(does, (dice.randrange(3),)), None
        is_share = does in (Does.RELEASED, Does.CUT_SHARE)
        return Effect(does, (0,)), ((0.0, 1.0), Grain.NONE) if is_share else ((0.0, 30.0), Grain.WHOLE)


def random_plan(seed: int, **kinds: bool) -> Plan:
    """A plan that depends on the seed alone."""
    return Maker(Random(seed), **kinds).plan()
