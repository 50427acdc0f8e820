"""Random small plans over all that the engine knows: ties, whole days, zero durations, everything."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from model.plan.calendar import Calendar, calendar_of
from model.plan.network import (
    Activity,
    CapitalSource,
    Condition,
    Crew,
    DeadlineDay,
    Deposit,
    Distribution,
    Grain,
    Group,
    Indicator,
    Jump,
    Line,
    Link,
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


class Maker:
    """Makes one plan from one seed."""

    def __init__(self, seed: int, *, resources: bool = True, verdicts: bool = True) -> None:
        self.dice = Random(seed)
        self.resources, self.verdicts = resources, verdicts
        self.quantities: list[Quantity] = []
        self.conditions: list[Condition] = []
        self.activities: list[Activity] = []

    def plan(self) -> Plan:
        """The plan; every activity of it can finish in some future."""
        size = self.dice.randint(1, 14)
        while len(self.activities) < size:
            self._activity()
        indicators = (self._indicator(),)
        plan = Plan(
            scenario="random",
            title=TITLE,
            start="2020-10-01",
            horizon=HORIZON,
            year_starts=(0.0, 92.0, 457.0),
            quantities=tuple(self.quantities),
            activities=tuple(self.activities),
            conditions=tuple(self.conditions),
            groups=tuple(Group(one.name, TITLE, (one.number,)) for one in self.activities),
            lines=(Line("a", "x"), Line("b", "y")),
            crews=(Crew("p", TITLE, 1), Crew("q", TITLE, 2)),
            capital=(self._source(),),
            calendars=self._calendars(),
            sessions=(Session("s", TITLE, (30.0, 61.0, 150.0, 240.0), float(self.dice.choice([0, 0, 7]))),),
            indicators=indicators,
            milestones=self._milestones(),
        )
        plan = replace(plan, quantities=tuple(self.quantities))
        return plan if all(able_to_finish(plan)) else Maker(self.dice.randrange(10**9)).plan()

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
        self._add(number, verdict)
        if verdict is not None and verdict.then == Then.ACTIVITY:
            self._follower(number)

    def _follower(self, refused: int) -> None:
        number = len(self.activities)
        route = self._condition(number, Link.REFUSED, anchors=(refused,))
        self._add(number, None, (route,))
        if self.dice.random() < 0.7:
            number = len(self.activities)
            either = self._condition(number, Link.ANY, anchors=(refused, number - 1))
            self._add(number, None, (either,))

    def _add(self, number: int, verdict: Verdict | None, starts: tuple[int, ...] | None = None) -> None:
        dice = self.dice
        starts = self._starts(number) if starts is None else starts
        resources = self.resources
        self.activities.append(
            Activity(
                number=number,
                name=f"a{number}",
                group=number,
                line=dice.randrange(2),
                duration=self._days(f"a{number}/duration", 30, verdict.rounds if verdict else 1),
                calendar=dice.choice([-1, -1, 0, 1]),
                window=dice.choice([-1, -1, -1, 2]) if resources else -1,
                session=0 if resources and dice.random() < 0.15 else -1,
                crews=self._crews() if resources else (),
                capital=self._need(number, verdict) if resources else None,
                priority=dice.choice([0, 0, 0, 1, -1]),
                verdict=verdict,
                starts=starts,
                finishes=self._finishes(number),
            )
        )

    def _crews(self) -> tuple[tuple[int, int], ...]:
        return self.dice.choice([(), (), ((0, 1),), ((1, 1),), ((1, 2),), ((0, 1), (1, 1))])

    def _need(self, number: int, verdict: Verdict | None) -> Need | None:
        if self.dice.random() < 0.6:
            return None
        rounds = verdict.rounds if verdict else 1
        amount = self._quantity(f"a{number}/capital", "uniform", (0.0, 60.0), Grain.WHOLE, rounds)
        return Need(0, amount, each_round=self.dice.random() < 0.5)

    def _verdict(self, number: int) -> Verdict:
        dice, rounds = self.dice, self.dice.randint(1, 3)
        then = dice.choice([Then.ACTIVITY, Then.DURATION, Then.DURATION, Then.NEVER])
        return Verdict(
            luck=self._quantity(f"a{number}/accepted", "uniform", (0.0, 1.0), Grain.NONE, rounds),
            chance=self._quantity(f"a{number}/chance", "fixed", (dice.choice([0.2, 0.5, 0.8]),), Grain.NONE),
            rounds=rounds,
            then=then,
            refuses=dice.random() < 0.3,
            duration=self._days(f"a{number}/again", 10, rounds) if dice.random() < 0.5 else -1,
            delay=self._days(f"a{number}/delay", 10, rounds) if dice.random() < 0.5 else -1,
            last=self._days(f"a{number}/last", 20) if then == Then.DURATION else -1,
        )

    # -- conditions -------------------------------------------------------------------------------

    def _condition(self, owner: int, link: Link, side: Side = Side.START, **more: object) -> int:
        self.conditions.append(Condition(len(self.conditions), owner, side, link, **more))  # type: ignore[arg-type]
        return len(self.conditions) - 1

    def _starts(self, number: int) -> tuple[int, ...]:
        kinds = [self._after, self._after, self._gate, self._any, self._date, self._level]
        chosen = self.dice.choices(kinds, k=self.dice.choice([0, 1, 1, 2, 3]))
        return tuple(one for make in chosen for one in make(number, Side.START))

    def _finishes(self, number: int) -> tuple[int, ...]:
        return tuple(self._gate(number, Side.FINISH)) if self.dice.random() < 0.1 else ()

    def _after(self, number: int, side: Side) -> list[int]:
        if number == 0:
            return []
        lag = self._days(f"a{number}/lag{len(self.conditions)}", 10) if self.dice.random() < 0.4 else -1
        calendar = self.dice.choice([-1, 0]) if lag >= 0 else -1
        anchors = (self.dice.randrange(number),)
        return [self._condition(number, Link.FINISHED, side, anchors=anchors, lag=lag, lag_calendar=calendar)]

    def _any(self, number: int, side: Side) -> list[int]:
        if number < 2:
            return []
        anchors = tuple(self.dice.sample(range(number), 2))
        return [self._condition(number, Link.ANY, side, anchors=anchors)]

    def _gate(self, number: int, side: Side) -> list[int]:
        if number < 2:
            return []
        anchors = tuple(sorted(self.dice.sample(range(number), self.dice.randint(2, min(number, 5)))))
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
        level = self._quantity(f"a{number}/level", "fixed", (75.0,), Grain.NONE)
        return [self._condition(number, Link.LEVEL, side, indicator=0, level=level)]

    # -- the rest ---------------------------------------------------------------------------------

    def _indicator(self) -> Indicator:
        jumps = [
            Jump(
                self.dice.randrange(len(self.activities)),
                self._quantity(f"jump{k}", "uniform", (-1.0, 3.0), Grain.NONE),
            )
            for k in range(self.dice.randint(0, 3))
        ]
        start = self._quantity("start", "uniform", (72.0, 75.5), Grain.NONE)
        drift = self._quantity("drift", "uniform", (0.0, 0.05), Grain.NONE)
        return Indicator("points", TITLE, start, drift, tuple(jumps))

    def _source(self) -> CapitalSource:
        amount = self._quantity("per year", "uniform", (20.0, 150.0), Grain.WHOLE)
        share = self._quantity("released", "uniform", (0.5, 1.0), Grain.NONE)
        carry = self._quantity("carry", "fixed", (0.6,), Grain.NONE)
        deposits = (Deposit(0.0, 2020, amount), Deposit(92.0, 2021, amount, share))
        return CapitalSource("fund", TITLE, deposits, ((123.0, 2020), (488.0, 2021)), carry)

    @staticmethod
    def _calendars() -> tuple[Calendar, ...]:
        days = np.arange(int(HORIZON) + 100)
        week = np.where((days + 3) % 7 < 5, 1.0, 0.0)
        flood = np.where((days > 60) & (days < 120), 0.35, np.where(days % 50 < 3, 0.0, 0.7))
        window = np.where((days > 40) & (days < 70), 0.0, 1.0)
        return calendar_of("week", week), calendar_of("flood", flood), calendar_of("window", window)

    def _milestones(self) -> tuple[Milestone, ...]:
        count = len(self.activities)
        some = tuple(sorted(self.dice.sample(range(count), self.dice.randint(1, min(count, 3)))))
        deadlines = (DeadlineDay("100 d", 100.0, "ours"), DeadlineDay("300 d", 300.0, "ours"))
        everything = Milestone("all", TITLE, tuple(range(count)), deadlines)
        return Milestone("some", TITLE, some, deadlines), everything


def random_plan(seed: int, **kinds: bool) -> Plan:
    """A plan that depends on the seed alone."""
    return Maker(seed, **kinds).plan()
