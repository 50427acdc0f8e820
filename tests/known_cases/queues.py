"""Open queues in the long run: customers as activities of a plan, servers as a crew.

A customer is two activities: the gap to the next arrival, a chain for each class, and the service,
which follows it and takes a server. Each replication is a long run of its own; what comes before
the warm-up is over isn't counted, and every counted customer is served before the run ends.
"""

from __future__ import annotations

import math
import os
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.draws import make_draws
from model.plan.network import (
    Activity,
    Condition,
    Crew,
    Grain,
    Group,
    Line,
    Link,
    Milestone,
    Plan,
    Quantity,
    Side,
)
from model.scenario.amounts import parse_amount
from model.scenario.distribution import Distribution
from model.study.pieces import pieces
from model.study.workforce import ThisComputer
from tests.known_cases.cases import Block, Case, NotOfferedError
from tests.known_cases.numbers import DAYS, Law
from tests.known_cases.play import Run

CUSTOMERS_PER_REPLICATION = 5
"""Customers counted for each replication that is asked for: 100,000 for 20,000."""

CUSTOMERS, WARM_UP = 20_000, 4_000
"""Customers counted in one long run, and customers before them."""

TITLE = {"vi": "hàng đợi", "en": "queue"}


@dataclass
class Customers:
    """The plan of a queue while it grows: which activities are arrivals and services of which class."""

    quantities: list[Quantity] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    arrivals: list[list[int]] = field(default_factory=list)
    services: list[list[int]] = field(default_factory=list)

    def join(self, count: int, gap: Distribution, service: Distribution, priority: int) -> None:
        """One class of customers, who come one after the other."""
        of_class = len(self.arrivals)
        before: tuple[int, ...] = ()
        arrivals, services = [], []
        for k in range(count):
            name = f"class {of_class} customer {k}"
            arrivals.append(self._add(f"{name} comes", gap, before))
            services.append(self._add(name, service, (arrivals[-1],), ((0, 1),), priority))
            before = (arrivals[-1],)
        self.arrivals.append(arrivals)
        self.services.append(services)

    def _add(
        self,
        name: str,
        law: Distribution,
        after: tuple[int, ...],
        crews: tuple[tuple[int, int], ...] = (),
        priority: int = 0,
    ) -> int:
        number, duration = len(self.activities), len(self.quantities)
        self.quantities.append(Quantity(name, law, Grain.TICK))
        starts = tuple(range(len(self.conditions), len(self.conditions) + len(after)))
        self.conditions += [
            Condition(place, number, Side.START, Link.FINISHED, (anchor,))
            for place, anchor in zip(starts, after, strict=True)
        ]
        self.activities.append(
            Activity(number, name, number, 0, duration, crews=crews, priority=priority, starts=starts)
        )
        return number

    def plan(self, servers: int, horizon: float) -> Plan:
        """The plan, which ends at the horizon whoever still waits."""
        return Plan(
            scenario="queue",
            title=TITLE,
            start="2097-01-01",
            horizon=horizon,
            year_starts=(0.0,),
            quantities=tuple(self.quantities),
            activities=tuple(self.activities),
            conditions=tuple(self.conditions),
            groups=tuple(Group(one.name, TITLE, (one.number,)) for one in self.activities),
            lines=(Line("queue", ""),),
            crews=(Crew("servers", TITLE, servers),),
            capital=(),
            calendars=(),
            sessions=(),
            indicators=(),
            milestones=(Milestone("first", TITLE, (0,), ()),),
        )


def steady_state(case: Case, run: Run) -> dict[str, float]:
    """Every steady-state measure of a queue by name."""
    said = Block(case.id, "model.queue", case.block().need("queue"))
    arrivals = [Law(said, "arrival")] if "arrival" in said else _laws(said, "arrival_by_class")
    services = _laws(said, "service_by_class") if "service_by_class" in said else [Law(said, "service")]
    services = services * len(arrivals) if len(services) == 1 else services
    servers = said.whole("servers") if "servers" in said else 1
    _check_discipline(said, len(arrivals))
    said.done()
    counted = CUSTOMERS_PER_REPLICATION * run.replications
    replications = max(1, math.ceil(counted / CUSTOMERS))
    rate = sum(1 / law.mean for law in arrivals)
    first, last = WARM_UP / rate, (WARM_UP + math.ceil(counted / replications)) / rate
    horizon = last * 1.02 + 1000 * max(law.mean for law in services)
    customers = Customers()
    for place, (gap, service) in enumerate(zip(arrivals, services, strict=True)):
        expected = horizon / gap.mean
        count = math.ceil(expected + 8 * math.sqrt(expected) + 50)
        customers.join(count, _distribution(gap), _distribution(service), place)
    plan = customers.plan(servers, horizon)
    waits = _waits(plan, customers, run, replications, first, last)
    return _measures(waits)


def _laws(said: Block, word: str) -> list[Law]:
    laws = said.items(word)
    return [Law(Block(said.case, f"{said.at(word)}[{k}]", {"it": one}), "it") for k, one in enumerate(laws)]


def _distribution(law: Law) -> Distribution:
    amount = parse_amount(law.said(DAYS), "duration")
    assert amount.distribution is not None, "a law is written out"
    return amount.distribution


def _check_discipline(said: Block, classes: int) -> None:
    text = str(said.take("discipline", "fifo")).lower()
    if "preempt" in text and not any(
        word in text for word in ("non-preempt", "nonpreempt", "without preempt")
    ):
        raise NotOfferedError("preemption")
    known = "fifo" in text or "fcfs" in text or "first come" in text or "priority" in text
    if not known or ("priority" in text) != (classes > 1):
        raise said.wrong("discipline", f"{text!r} can't be told for {classes} classes of customers")


def _waits(
    plan: Plan, customers: Customers, run: Run, replications: int, first: float, last: float
) -> list[np.ndarray]:
    """Waits before service of the customers of each class who come between two instants."""
    waits: list[list[np.ndarray]] = [[] for _ in customers.arrivals]
    draws = make_draws(plan.quantities, run.seed)
    jobs = run.jobs or os.cpu_count() or 1
    with (
        ThisComputer(jobs) as workforce,
        closing(pieces(plan, draws, replications, workforce, size=1)) as outcomes,
    ):
        for one in outcomes:
            for place, found in enumerate(waits):
                came = one.finish[0, customers.arrivals[place]]
                served = one.start[0, customers.services[place]]
                is_counted = (came >= first) & (came < last)
                found.append(served[is_counted] - came[is_counted])
    return [np.concatenate(found) for found in waits]


def _measures(waits: list[np.ndarray]) -> dict[str, float]:
    everyone = np.concatenate(waits)
    found = {"mean_wait": float(everyone.mean()), "prob_wait": float((everyone > 0).mean())}
    for place, some in enumerate(waits, start=1):
        found[f"mean_wait_{place}"] = float(some.mean())
        found[f"prob_wait_{place}"] = float((some > 0).mean())
    return found


def answer(entry: Block, measures: dict[str, float]) -> Any:
    """The answer to one expected entry of a queue."""
    if entry.need("measure") != "steady_state" or entry.need("of") not in measures:
        raise entry.wrong("of", f"{entry.take('of')!r} is not known; there are {', '.join(measures)}")
    return measures[entry.need("of")]
