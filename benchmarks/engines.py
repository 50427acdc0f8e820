"""The engines beside SimPy written by hand, and beside the limit that the draws set.

Every contender runs the same workload (``workloads.py``) in this process, in turn. The plan, and the plan
of the draws, are made once and aren't timed; making the numbers is.
"""

from __future__ import annotations

from functools import partial

from benchmarks.idiomatic import IDIOMATIC
from benchmarks.limit import limit_of
from benchmarks.others import RUN_BY_OTHERS, missing, others
from benchmarks.ours import engine_of
from benchmarks.tables import Table, figures
from benchmarks.timing import Contender, alternate
from benchmarks.workloads import WORKLOADS, planned
from model.simulation import ENGINES

YARDSTICK = "SimPy, written by hand"


def contenders(workload: str, whole_days: bool = False) -> list[Contender]:
    """All that can run a workload, the yardstick first."""
    plan = planned(WORKLOADS[workload](whole_days=whole_days))
    found = [Contender(YARDSTICK, partial(IDIOMATIC[workload], whole_days=whole_days))]
    found += [Contender(f"our engine {engine}", engine_of(plan, engine)) for engine in ENGINES]
    found.append(Contender("limit: draws alone, in blocks", limit_of(plan)))
    found.append(Contender("limit: draws alone, one by one", limit_of(plan, one_by_one=True)))
    if not whole_days:
        pert = planned(WORKLOADS[workload](law="pert"))
        found.append(Contender("limit: with PERT, in blocks", limit_of(pert)))
        found += others(workload)
    return found


def compare(names: list[str], whole_days: bool, rounds: int, turn_seconds: float) -> Table:
    """Replications per second, and the ratio to SimPy written by hand, of every contender and workload."""
    rows = []
    for name in names:
        found = alternate(contenders(name, whole_days), rounds, turn_seconds)
        for one in found:
            ratio, least, most = one.times(found[0])
            spread = "" if one is found[0] else f"{figures(least)} to {figures(most)}"
            rows.append((name, one.name, figures(one.per_second), figures(ratio), spread))
    head = ("workload", "contender", "replications/s", "times SimPy", "in the rounds")
    wanted = missing() if not whole_days and set(names) & set(RUN_BY_OTHERS) else []
    notes = tuple(f"{name} is not installed here, and was left out." for name in wanted)
    title = "Engines on one core, whole days" if whole_days else "Engines on one core"
    return Table(title, head, tuple(rows), notes)
