"""The workloads as a good user of SimPy would write them by hand: the yardstick of all comparisons.

Processes, ``Resource`` and ``Container``; draws by numpy, a whole replication at a time. They know nothing
but their one model: no causes, no calendars, no check of what they are given. Nothing is done to make ties
settle in a written order, nor to make a draw independent of the order in which draws are made.

Each function runs consecutive replications and returns the same days as the milestones of the scenario,
shape (replications, milestones).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray

from benchmarks.workloads import CREWS, GATE, LINKS, PARCELS, SEGMENTS, Node, checkpoints, ends, network

Days = NDArray[np.float64]
Process = Generator[simpy.Event, object, None]


def w0(replications: int, activities: int = 120, whole_days: bool = False, seed: int = 1) -> Days:
    """The network without crews."""
    return _network(network(activities), False, replications, whole_days, seed)


def w1(replications: int, activities: int = 120, whole_days: bool = False, seed: int = 1) -> Days:
    """The network with three crews."""
    return _network(network(activities), True, replications, whole_days, seed)


def _network(
    nodes: tuple[Node, ...], with_crews: bool, replications: int, whole_days: bool, seed: int
) -> Days:
    rng = np.random.default_rng(seed)
    low, mode, high = (np.array([getattr(node, end) for node in nodes]) for end in ("low", "mode", "high"))
    told = [ends(nodes), *([one] for one in checkpoints(len(nodes)))]
    days = np.empty((replications, len(told)))
    for replication in range(replications):
        durations = rng.triangular(low, mode, high)
        if whole_days:
            durations = np.ceil(durations)
        finish = one_network(nodes, with_crews, durations.tolist())
        days[replication] = [max(finish[one] for one in several) for several in told]
    return days


def one_network(nodes: tuple[Node, ...], with_crews: bool, durations: list[float]) -> list[float]:
    """One replication of the network; the finish of each activity."""
    env = simpy.Environment()
    crews = [simpy.Resource(env, capacity) for capacity in CREWS]
    finish = [0.0] * len(nodes)
    done: list[simpy.Process] = []

    def activity(number: int, node: Node) -> Process:
        if node.predecessors:
            yield env.all_of([done[one] for one in node.predecessors])
        if with_crews:
            with crews[node.crew].request() as turn:
                yield turn
                yield env.timeout(durations[number])
        else:
            yield env.timeout(durations[number])
        finish[number] = env.now

    for number, node in enumerate(nodes):
        done.append(env.process(activity(number, node)))
    env.run()
    return finish


class Segment:
    """A stretch of a link: how many parcels have been handed over, and who waits for that."""

    def __init__(self, env: simpy.Environment) -> None:
        self.handed_over = 0
        self.may_begin, self.all_is_there = env.event(), env.event()

    def hand_over(self) -> None:
        """One parcel more."""
        self.handed_over += 1
        if self.handed_over == GATE:
            self.may_begin.succeed()
        if self.handed_over == PARCELS:
            self.all_is_there.succeed()


@dataclass(frozen=True)
class Luck:
    """The numbers of one replication of the site clearance: by parcel, and by parcel and offer."""

    survey: list[float]
    cost: list[float]
    offer: list[list[float]]
    agrees: list[list[bool]]
    dispute: list[list[float]]
    enforcement: list[float]
    construction: list[float]


def drawn(rng: np.random.Generator, whole_days: bool) -> Luck:
    """The numbers of the next replication."""
    count = LINKS * SEGMENTS * PARCELS
    up = np.ceil if whole_days else np.asarray
    cost = rng.triangular(0.5, 1, 2.5, count)
    return Luck(
        survey=up(rng.triangular(1, 2, 4, count)).tolist(),
        cost=(np.ceil(cost * 4) / 4 if whole_days else cost).tolist(),
        offer=up(rng.triangular(2, 4, 9, (count, 4))).tolist(),
        agrees=(rng.random((count, 4)) < 0.8).tolist(),
        dispute=up(rng.lognormal(np.log(60), 0.6, (count, 3))).tolist(),
        enforcement=up(rng.triangular(15, 30, 60, count)).tolist(),
        construction=up(rng.triangular(200, 300, 500, LINKS * SEGMENTS)).tolist(),
    )


def w2(replications: int, whole_days: bool = False, seed: int = 1) -> Days:
    """The site clearance; the openings of the two links."""
    rng = np.random.default_rng(seed)
    days = np.empty((replications, LINKS))
    for replication in range(replications):
        opened = one_clearance(drawn(rng, whole_days))
        days[replication] = np.array(opened).reshape(LINKS, SEGMENTS).max(axis=1)
    return days


def one_clearance(luck: Luck) -> list[float]:
    """One replication of the site clearance; the finish of each segment."""
    env = simpy.Environment()
    teams, council, squad = simpy.Resource(env, 3), simpy.Resource(env, 4), simpy.Resource(env, 1)
    fund = simpy.Container(env, init=200)
    segments = [Segment(env) for _ in range(LINKS * SEGMENTS)]
    finish = [0.0] * len(segments)

    def deposits() -> Process:
        while True:
            yield env.timeout(365)
            yield fund.put(200)

    def parcel(number: int, segment: Segment) -> Process:
        with teams.request() as turn:
            yield turn
            yield env.timeout(luck.survey[number])
        yield fund.get(luck.cost[number])
        for offer in range(4):
            with council.request() as turn:
                yield turn
                yield env.timeout(luck.offer[number][offer])
            if luck.agrees[number][offer]:
                break
            if offer < 3:
                yield env.timeout(luck.dispute[number][offer])
        else:
            with squad.request() as turn:
                yield turn
                yield env.timeout(luck.enforcement[number])
        segment.hand_over()

    def construction(number: int, segment: Segment) -> Process:
        yield segment.may_begin
        yield env.timeout(luck.construction[number])
        yield segment.all_is_there
        finish[number] = env.now

    env.process(deposits())
    for number in range(len(segments) * PARCELS):
        env.process(parcel(number, segments[number // PARCELS]))
    works = [env.process(construction(number, segment)) for number, segment in enumerate(segments)]
    env.run(until=env.all_of(works))
    return finish


IDIOMATIC: dict[str, Callable[..., Days]] = {"W0": w0, "W1": w1, "W2": w2}
