"""What travels between a study and those who work for it, in bytes, and what handing it in takes.

    python -m benchmarks.parcels [SCENARIO] [-n REPLICATIONS]

The numbers of docs/scale.md are made so. A piece of a run brings back its rows for the files and its
counts, a piece of a sweep its counts alone; whole outcomes are what neither brings back.
"""

from __future__ import annotations

import argparse
import pickle
import zlib
from time import perf_counter

from model.analysis.tally import Total, slip
from model.draws import make_draws
from model.plan import make_plan
from model.scenario import load_scenario
from model.simulation import simulate
from model.study.job import Job
from model.study.run import read_off


def told(name: str, packed: bytes) -> None:
    """One line: a thing, its bytes, and what is left of them when they are compressed."""
    print(f"{name:>34}: {len(packed):12,} bytes, compressed {len(zlib.compress(packed, 1)):11,}")


def main() -> None:
    """Measure and print."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("scenario", nargs="?", default="scenarios/baseline.yaml")
    parser.add_argument("-n", "--replications", type=int, default=50)
    asked = parser.parse_args()
    began = perf_counter()
    plan = make_plan(load_scenario(asked.scenario))
    draws = make_draws(plan.quantities, 1, plan.correlations)
    print(f"{asked.scenario}: {len(plan.activities)} activities, planned in {perf_counter() - began:.1f} s")
    told("plan", pickle.dumps(plan, 5))
    told("draws", pickle.dumps(draws, 5))
    told("job (both, sent once)", Job(plan, draws).packed)
    simulate(plan, draws, 0, 1)  # so that nothing is compiled or loaded while the clock runs
    began = perf_counter()
    outcomes = simulate(plan, draws, 0, asked.replications)
    seconds = perf_counter() - began
    print(
        f"{asked.replications} replications took {seconds:.1f} s: {asked.replications / seconds:.1f} a second"
    )
    told("their outcomes", pickle.dumps(outcomes, 5))
    began = perf_counter()
    reading = read_off(plan, draws, outcomes)
    seconds = perf_counter() - began
    told("what a run keeps", pickle.dumps(reading, 5))
    told("of that, rows for the files", pickle.dumps((reading.days, reading.voids, reading.inputs), 5))
    told("what a sweep keeps", pickle.dumps(slip(plan, outcomes), 5))
    told("a tally with all its zeros", pickle.dumps(reading.counts.in_full(), 5))
    total = Total()
    total.add(reading.counts)
    began = perf_counter()
    total.add(reading.counts)
    added = perf_counter() - began
    print(f"reading off took {seconds * 1e3:.0f} ms, adding to the total {added * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
