"""The workloads that engines are timed on: a network with and without contended crews, a site clearance.

W0 is a network of activities with two predecessors each; W1 the same with three crews that are too small;
W2 clears 480 parcels of land on two links and builds on them. Each is made here twice over: as plain
numbers for the hand-written models, and as a scenario in this project's own format.

The network comes from a stream of whole numbers of its own (SplitMix64), so that it is the same on every
machine and with every version of every library.

Where the format can't say what the workload says, the nearest was taken:

- Money is whole million VND, so a cost has three decimals of the workload's unit.
- Money comes at the start and on five later dates; the workload's goes on, and is never needed.
- Instants lie on a grid of 2^-20 of a day.
- Whole days: a duration rounded up is a discrete distribution with exactly that law; the delay after a
  refusal, which has no upper end, is one of 500 equally likely whole days.
- A scenario has a horizon; here it lies far behind the last finish.
- A parcel is handed over when its offer or its enforcement is done, of which exactly one ever is.
- The finish of a segment is that of its group in the outcomes; a milestone only the opening of each link.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import NormalDist

from model.plan import Plan, make_plan
from model.scenario import load_scenario

WIDTH = 10
"""Activities of a layer of the network."""

CREWS = (3, 2, 3)
"""How many there are of each of the three crews."""

LINKS, SEGMENTS, PARCELS = 2, 4, 60
GATE = 42
"""Parcels of a segment that must be handed over before construction begins: 70 % of 60."""

START = date(2021, 1, 1)

_MASK = (1 << 64) - 1


def split_mix(seed: int) -> Iterator[int]:
    """The whole numbers of a SplitMix64 stream, 64 bits each.

    Source
    ------
    Steele, Lea, Flood (2014), doi:10.1145/2660193.2660195.
    """
    state = seed & _MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        yield z ^ (z >> 31)


@dataclass(frozen=True)
class Node:
    """One activity of the network: whom it waits for, its crew, its triangular duration in days."""

    predecessors: tuple[int, ...]
    crew: int
    low: int
    mode: int
    high: int


def network(activities: int = 120, seed: int = 20260101) -> tuple[Node, ...]:
    """The network of W0 and W1: layers of ten, two predecessors each, one of them in the layer before."""
    stream = split_mix(seed)

    def below(bound: int) -> int:
        return next(stream) % bound

    nodes = []
    for number in range(activities):
        layer, predecessors = number // WIDTH, []
        if layer:
            predecessors = [WIDTH * (layer - 1) + below(WIDTH), below(WIDTH * layer)]
            while predecessors[1] == predecessors[0]:
                predecessors[1] = below(WIDTH * layer)
        crew, low = below(len(CREWS)), 5 + below(26)
        mode = low + 1 + below(15)
        nodes.append(Node(tuple(predecessors), crew, low, mode, mode + 5 + below(40)))
    return tuple(nodes)


def ends(nodes: tuple[Node, ...]) -> list[int]:
    """Activities that nobody waits for: when they are done, all is."""
    awaited = {number for node in nodes for number in node.predecessors}
    return [number for number in range(len(nodes)) if number not in awaited]


def checkpoints(activities: int) -> list[int]:
    """Activities whose finish is told beside that of the whole: every 24th, at most five."""
    return list(range(23, activities, 24))[:5]


# -- as scenarios -------------------------------------------------------------------------------


def w0(activities: int = 120, whole_days: bool = False, law: str = "triangular") -> str:
    """The network without crews, as the text of a scenario."""
    return _network(network(activities), False, whole_days, law)


def w1(activities: int = 120, whole_days: bool = False, law: str = "triangular") -> str:
    """The network with three crews, as the text of a scenario.

    Everybody asks for one of one crew, so who is first in a crew's queue can always be served when anybody
    can: the default rule of dispatch is plain first come, first served.
    """
    return _network(network(activities), True, whole_days, law)


def _network(nodes: tuple[Node, ...], with_crews: bool, whole_days: bool, law: str) -> str:
    # Never longer than all one after another.
    horizon = START + timedelta(days=1 + sum(node.high for node in nodes))
    lines = [*_head("W1" if with_crews else "W0", min(horizon, date(9999, 1, 1)))]
    if with_crews:
        lines.append(f"crews: {{{', '.join(f'crew{k}: {n}' for k, n in enumerate(CREWS))}}}")
    lines.append("activities:")
    for number, node in enumerate(nodes):
        said = [f"title: A{number}", f"duration: {_days(node.low, node.mode, node.high, whole_days, law)}"]
        if node.predecessors:
            said.append(f"after: [{', '.join(f'a{one}' for one in node.predecessors)}]")
        if with_crews:
            said.append(f"crew: crew{node.crew}")
        lines.append(f"  a{number}: {{{', '.join(said)}}}")
    lines.append("milestones:")
    lines.append(_milestone("finish", ", ".join(f"a{one}" for one in ends(nodes))))
    lines += [_milestone(f"done{one}", f"a{one}") for one in checkpoints(len(nodes))]
    return "\n".join(lines) + "\n"


def w2(whole_days: bool = False, law: str = "triangular") -> str:
    """The site clearance, as the text of a scenario.

    ``per_queue`` with money reserved before there is a slot at the council is what the workload asks for:
    each crew and the money first come, first served, and who waits for money holds nothing.
    """
    survey, offer = _days(1, 2, 4, whole_days, law), _days(2, 4, 9, whole_days, law)
    enforcement, construction = _days(15, 30, 60, whole_days, law), _days(200, 300, 500, whole_days, law)
    dispute = "{dist: lognormal, median: 60 d, sigma: 0.6}"
    cost = f"{{dist: {law}, low: 0.5 bn VND, mode: 1 bn VND, high: 2.5 bn VND}}"
    if whole_days:
        dispute, cost = _whole_dispute(), _rounded_up(0.5, 1.0, 2.5, 0.25, "bn VND")
    years = ", ".join(f"{START + timedelta(days=365 * k)}: 200 bn VND" for k in range(1, 6))
    lines = [*_head("W2", START + timedelta(days=20_000)), "dispatch: per_queue"]
    lines += [
        "crews: {survey_team: 3, council: 4, squad: 1}",
        f"capital: {{fund: {{title: Fund, opening: 200 bn VND, dated: {{{years}}}}}}}",
        "procedures:",
        "  clearance:",
        "    title: Clearance",
        "    parameters: [parcels]",
        "    steps:",
        f"      survey: {{title: Survey, for: parcels, duration: {survey}, crew: survey_team}}",
        "      offer:",
        "        title: Offer",
        "        for: parcels",
        "        after: survey",
        f"        duration: {offer}",
        "        crew: council",
        f"        capital: {{from: fund, amount: {cost}, reserve: true}}",
        f"        rework: {{accepted: 80 %, rounds: 4, delay: {dispute}, then: enforcement}}",
        f"      enforcement: {{title: Enforcement, for: parcels, duration: {enforcement}, crew: squad}}",
        "works:",
    ]
    for link in range(LINKS):
        lines += [
            f"  link{link}:",
            f"    title: Link {link}",
            "    parts:",
            f"      land: {{use: clearance, segments: {SEGMENTS}, with: {{parcels: {PARCELS}}}}}",
            "      road:",
            "        title: Road",
            f"        segments: {SEGMENTS}",
            f"        duration: {construction}",
            f"        starts_when: {{count: {GATE}, of: [land.offer, land.enforcement]}}",
            f"        finishes_when: {{count: {PARCELS}, of: [land.offer, land.enforcement]}}",
        ]
    lines.append("milestones:")
    lines += [_milestone(f"open{link}", f"link{link}.road") for link in range(LINKS)]
    return "\n".join(lines) + "\n"


def planned(text: str) -> Plan:
    """The plan of a scenario that is given as text."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workload.yaml"
        file.write_text(text, encoding="utf-8")
        return make_plan(load_scenario(file))


def _head(name: str, horizon: date) -> list[str]:
    return [
        "kind: scenario",
        f"title: Workload {name}",
        f"start: {START}",
        f"horizon: {horizon}",
        "basis: {source: made_up, grade: D}",
        "sources: {made_up: {title: Made up to be timed}}",
    ]


def _milestone(name: str, when: str) -> str:
    deadline = "2030-12-31"
    return f"  {name}: {{title: {name.capitalize()}, when: [{when}], by: {{{deadline}: ours}}}}"


def _days(low: int, mode: int, high: int, whole: bool, law: str) -> str:
    """A duration, or the same rounded up to whole days."""
    if whole:
        return _rounded_up(low, mode, high, 1, "d")
    return f"{{dist: {law}, low: {low} d, mode: {mode} d, high: {high} d}}"


def _rounded_up(low: float, mode: float, high: float, step: float, unit: str) -> str:
    """The law of a triangular number rounded up to a multiple of a step, with its exact chances."""

    def cdf(x: float) -> float:
        if x <= mode:
            return (x - low) ** 2 / ((high - low) * (mode - low))
        return 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))

    values = [low + step * k for k in range(1, round((high - low) / step) + 1)]
    return _discrete(values, [cdf(x) - cdf(x - step) for x in values], unit)


def _discrete(values: list[float], chances: list[float], unit: str) -> str:
    listed, shares = ", ".join(f"{x:g}" for x in values), ", ".join(f"{x:.12f}" for x in chances)
    return f"{{dist: discrete, unit: {unit}, values: [{listed}], chances: [{shares}]}}"


def _whole_dispute(values: int = 500) -> str:
    """Equally likely whole days in place of a lognormal delay rounded up."""
    score = NormalDist().inv_cdf
    days = [math.ceil(60.0 * math.exp(0.6 * score((k + 0.5) / values))) for k in range(values)]
    return f"{{dist: empirical, unit: d, values: [{', '.join(str(day) for day in days)}]}}"


WORKLOADS: dict[str, Callable[..., str]] = {"W0": w0, "W1": w1, "W2": w2}
