"""Other simulators in Python on the same network, where they are installed: ``pip install -e ".[bench]"``.

salabim is a general process simulator with its own event loop; SimPM is a layer over SimPy made for
projects. Both are asked for as little as they allow: no monitors, no logs, no printing. They draw as the
hand-written SimPy model does.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from benchmarks.idiomatic import Process
from benchmarks.timing import Contender
from benchmarks.workloads import CREWS, Node, network

Once = Callable[[tuple[Node, ...], bool, list[float]], float]

OTHERS = ("salabim", "simpm")
RUN_BY_OTHERS = ("W0", "W1")
"""The workloads that are written for them."""


def missing() -> list[str]:
    """Those that are not installed here."""
    return [name for name in OTHERS if find_spec(name) is None]


def others(workload: str) -> list[Contender]:
    """Those that are installed, on a network; the site clearance is not written for them."""
    once = {"salabim": salabim_once, "simpm": simpm_once}
    if workload not in RUN_BY_OTHERS:
        return []
    return [
        Contender(name, partial(_many, once[name], workload == "W1"))
        for name in OTHERS
        if name not in missing()
    ]


def _many(once: Once, with_crews: bool, replications: int, seed: int = 1) -> list[float]:
    nodes = network()
    rng = np.random.default_rng(seed)
    low, mode, high = (np.array([getattr(node, end) for node in nodes]) for end in ("low", "mode", "high"))
    return [once(nodes, with_crews, rng.triangular(low, mode, high).tolist()) for _ in range(replications)]


def salabim_once(nodes: tuple[Node, ...], with_crews: bool, durations: list[float]) -> float:
    """One replication of the network in salabim; the day on which all is done."""
    salabim = import_module("salabim")
    salabim.yieldless(False)
    env = salabim.Environment(trace=False, random_seed=None)
    crews = [salabim.Resource(f"crew{k}", capacity=n, monitor=False, env=env) for k, n in enumerate(CREWS)]
    done = [salabim.State(f"done{k}", monitor=False, env=env) for k in range(len(nodes))]

    class Activity(salabim.Component):  # type: ignore[name-defined]
        def setup(self, number: int) -> None:
            self.number = number

        def process(self) -> Process:
            node = nodes[self.number]
            if node.predecessors:
                yield self.wait(*[done[one] for one in node.predecessors], all=True)
            if with_crews:
                yield self.request(crews[node.crew])
            yield self.hold(durations[self.number])
            if with_crews:
                self.release()
            done[self.number].set()

    for number in range(len(nodes)):
        Activity(number=number, env=env, suppress_trace=True)
    env.run()
    return float(env.now())


def simpm_once(nodes: tuple[Node, ...], with_crews: bool, durations: list[float]) -> float:
    """One replication of the network in SimPM; the day on which all is done."""
    simpm = import_module("simpm")
    env = simpm.Environment()
    crews = [simpm.Resource(env, f"crew{k}", init=n, capacity=n, log=False) for k, n in enumerate(CREWS)]
    done: list[object] = []

    def activity(number: int, node: Node) -> Process:
        entity = simpm.Entity(env, f"a{number}", log=False)
        if node.predecessors:
            yield env.all_of([done[one] for one in node.predecessors])
        if with_crews:
            yield entity.get(crews[node.crew], 1)
        yield entity.do("work", durations[number])
        if with_crews:
            yield entity.put(crews[node.crew], 1)

    for number, node in enumerate(nodes):
        done.append(env.process(activity(number, node)))
    with redirect_stdout(io.StringIO()):  # it tells of every run
        env.run()
    return float(env.now)
