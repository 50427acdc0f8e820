"""The compiled engine held against the story, bit for bit, over as many replications as wished.

    python -m tests.twins baseline W1 W2 --replications 1000 --first 0 --jobs 2
    python -m tests.twins random --plans 2000

Every field of the outcomes is compared, causes and what unreached milestones wait for included. A large
comparison can be made in several goes: ``--first`` says where the next one begins.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from pathlib import Path

import numpy as np

from benchmarks.workloads import WORKLOADS
from benchmarks.workloads import planned as planned_workload
from model.draws import make_draws
from model.outcomes import Outcomes
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.simulation import ready
from tests.random_plans import random_plan

SCENARIOS = Path(__file__).parents[1] / "scenarios"
PIECE = 50


def differences(story: Outcomes, twin: Outcomes) -> list[str]:
    """Where two records differ, by field and place, the replication first; at most three a field."""
    told = []
    for field in fields(Outcomes):
        ours, other = np.asarray(getattr(story, field.name)), np.asarray(getattr(twin, field.name))
        for place in np.argwhere(ours != other)[:3]:
            at = tuple(int(one) for one in place)
            told.append(f"{field.name}{at}: story {ours[at]}, twin {other[at]}")
    return told


def compared(plan: Plan, first: int = 0, count: int = 5, seed: int = 7) -> list[str]:
    """Where the engines differ on consecutive replications of a plan."""
    draws = make_draws(plan.quantities, seed, plan.correlations)
    story, twin = (ready(plan, draws, engine)(first, count) for engine in ("simpy", "compiled"))
    return differences(story, twin)


def plan_of(name: str) -> Plan:
    """A workload of the benchmarks by its name, a random plan by its number, else a scenario."""
    if name in WORKLOADS:
        return planned_workload(WORKLOADS[name]())
    if name.isdigit():
        return random_plan(int(name))
    return make_plan(load_scenario(SCENARIOS / f"{name}.yaml"))


def piece(task: tuple[str, int, int]) -> tuple[str, int, list[str]]:
    """One piece of a comparison: its plan, how many replications, and where the engines differ."""
    name, first, count = task
    return name, count, compared(plan_of(name), first, count)


def tasks(asked: argparse.Namespace) -> Iterator[tuple[str, int, int]]:
    """The pieces of a comparison."""
    for name in asked.plans_named:
        if name == "random":
            yield from ((str(number), asked.first, 20) for number in range(asked.plans))
            continue
        end = asked.first + asked.replications
        for first in range(asked.first, end, PIECE):
            yield name, first, min(PIECE, end - first)


def main(words: list[str]) -> int:
    """Compare, and say how many replications were equal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("plans_named", nargs="+", metavar="PLAN")
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--plans", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args(words)
    equal: dict[str, int] = {}
    differing = 0
    with ProcessPoolExecutor(asked.jobs) as pool:
        for name, count, found in pool.map(piece, tasks(asked)):
            kind = "random plans" if name.isdigit() else name
            if found:
                differing += 1
                print(f"{name}: {'; '.join(found)}", flush=True)
            else:
                equal[kind] = equal.get(kind, 0) + count
    for kind, count in equal.items():
        print(f"{kind}: {count} replications equal in every field")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
