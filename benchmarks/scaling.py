"""How cost grows: with the activities of a network, with replications; and the programme itself.

The networks are W1 with more layers: the same width, the same crews.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter, process_time

from benchmarks.engines import YARDSTICK
from benchmarks.idiomatic import w1 as w1_by_hand
from benchmarks.ours import engine_of
from benchmarks.story import bare
from benchmarks.tables import Table, figures
from benchmarks.timing import Contender, alternate
from benchmarks.workloads import planned, w1
from model.draws import make_draws
from model.plan import make_plan
from model.scenario import load_scenario
from model.simulation import ENGINES, simulate

BASELINE = "scenarios/baseline.yaml"


def by_activities(sizes: list[int], rounds: int, turn_seconds: float) -> Table:
    """Microseconds an activity, in networks of different sizes."""
    rows = []
    for size in sizes:
        began = perf_counter()
        plan = planned(w1(size))
        seconds = perf_counter() - began
        contenders = [Contender(YARDSTICK, partial(w1_by_hand, activities=size))]
        contenders += [Contender(f"our engine {engine}", engine_of(plan, engine)) for engine in ENGINES]
        found = alternate(contenders, rounds, turn_seconds)
        for one in found:
            per_activity = 1e6 / one.per_second / size
            ratio = figures(one.times(found[0])[0])
            planning = "" if one is found[0] else figures(seconds)
            rows.append((f"{size:,}", one.name, planning, figures(per_activity), ratio))
    head = ("activities", "contender", "s to plan", "µs an activity", "times SimPy")
    return Table("W1 with more activities", head, tuple(rows))


def by_replications(sizes: list[int], most_seconds: float) -> Table:
    """Seconds for so many replications of W1; what would take too long is worked out and not run."""
    plan, rows = planned(w1()), []
    runs: list[tuple[str, Callable[[int], object]]] = [(YARDSTICK, w1_by_hand)]
    runs += [(f"our engine {engine}", engine_of(plan, engine)) for engine in ENGINES]
    for name, run in runs:
        run(1)
        pace = 0.0
        for size in sizes:
            expected = pace * size
            if expected > most_seconds:
                rows.append((name, f"{size:,}", "", figures(expected)))
                continue
            began = process_time()
            run(size)
            pace = (process_time() - began) / size
            rows.append((name, f"{size:,}", figures(pace * size), ""))
    head = ("contender", "replications", "seconds", "seconds if it went on like this")
    return Table("W1 with more replications", head, tuple(rows))


def baseline(rounds: int, turn_seconds: float, scenario: str = BASELINE) -> Table:
    """The programme itself, beside as many bare lives in SimPy as it executes activities."""
    plan = make_plan(load_scenario(scenario))
    draws = make_draws(plan.quantities, 1, plan.correlations)
    lives = round(float(simulate(plan, draws, 0, 20).lives.mean()))
    contenders = [Contender("bare SimPy lives", partial(bare, lives))]
    contenders += [Contender(f"our engine {engine}", engine_of(plan, engine)) for engine in ENGINES]
    found = alternate(contenders, rounds, turn_seconds)
    rows = []
    for one in found:
        ratio, least, most = one.times(found[0])
        spread = "" if one is found[0] else f"{figures(least)} to {figures(most)}"
        per_life = figures(1e6 / one.per_second / lives)
        rows.append((one.name, figures(one.per_second), per_life, figures(ratio), spread))
    head = ("contender", "replications/s", "µs an activity", "times bare SimPy", "in the rounds")
    return Table(f"The programme: {lives:,} activities executed in a replication", head, tuple(rows))
