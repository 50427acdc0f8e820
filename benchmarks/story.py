"""What one executed activity costs on the SimPy engine, beside SimPy's own bare price on the same machine.

    python -m benchmarks.story [SCENARIO] [-n REPLICATIONS] [-r ROUNDS]

Each round measures both, one after the other, in processor time of one core; the median of the
rounds and their range are printed, and the ratio round by round, which is steadier than either
on a shared machine. The yardstick is the least that a life of four steps can cost in SimPy: a
process that is born, waits for a grant, for its work and ends.
"""

from __future__ import annotations

import argparse
from statistics import median
from time import process_time

import simpy

from model.draws import make_draws
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.simulation import simulate


def story(plan: Plan, seed: int, replications: int) -> tuple[float, float]:
    """Seconds of processor time per replication, and activities executed in one."""
    draws = make_draws(plan.quantities, seed, plan.correlations)
    began = process_time()
    out = simulate(plan, draws, 0, replications)
    return (process_time() - began) / replications, float(out.lives.mean())


def bare(lives: int, replications: int) -> float:
    """Seconds of processor time for so many bare lives in SimPy."""

    def life(env: simpy.Environment, days: float) -> object:
        grant = env.event()
        grant.succeed()
        yield grant
        yield env.timeout(days)

    began = process_time()
    for _ in range(replications):
        env = simpy.Environment()
        for number in range(lives):
            env.process(life(env, float(number % 97)))
        env.run()
    return (process_time() - began) / replications


def main() -> None:
    """Measure and print."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("scenario", nargs="?", default="scenarios/baseline.yaml")
    parser.add_argument("-n", "--replications", type=int, default=40)
    parser.add_argument("-r", "--rounds", type=int, default=7)
    asked = parser.parse_args()
    plan = make_plan(load_scenario(asked.scenario))
    story(plan, 1, 3)  # so that nothing is compiled or loaded while the clock runs
    costs, yardsticks, ratios, lives = [], [], [], 0.0
    for _ in range(asked.rounds):
        seconds, lives = story(plan, 1, asked.replications)
        yardstick = bare(round(lives), asked.replications)
        costs.append(seconds)
        yardsticks.append(yardstick)
        ratios.append(seconds / yardstick)
    print(f"{asked.scenario}: {lives:.1f} activities executed per replication")
    for name, values in (("story", costs), ("bare SimPy", yardsticks)):
        micro = [value / lives * 1e6 for value in values]
        print(
            f"{name:>10}: {median(values) * 1e3:7.2f} ms a replication, {median(micro):5.1f} µs an activity "
            f"({min(micro):.1f} to {max(micro):.1f})"
        )
    print(f"     ratio: {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
