"""One run in a process of its own, which tells how long it took and how much memory it had.

    python -m benchmarks.child SCENARIO ENGINE REPLICATIONS

ENGINE is one of ours, ``plan`` (read and plan, run nothing) or ``nothing`` (only load the program). SCENARIO
is a file, or the name of a workload. Prints JSON: seconds to load, to plan and to run, and the peak of
memory in MiB, null where the machine doesn't tell.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter

BEGAN = perf_counter()


def peak_mib() -> float | None:
    """The most memory this process has had, in MiB; None where nothing here can tell."""
    try:
        import resource
    except ImportError:  # Windows
        try:
            import psutil  # type: ignore[import-untyped, unused-ignore]
        except ImportError:
            return None
        return float(psutil.Process().memory_info().peak_wset) / 2**20
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def main(scenario: str, engine: str, replications: int) -> dict[str, float | None]:
    """Load, plan and run, and say what each took."""
    from benchmarks.ours import engine_of
    from benchmarks.workloads import WORKLOADS, planned
    from model.plan import make_plan
    from model.scenario import load_scenario

    loaded = planned_at = ran = perf_counter()
    if engine != "nothing":
        is_workload = scenario in WORKLOADS
        plan = planned(WORKLOADS[scenario]()) if is_workload else make_plan(load_scenario(scenario))
        planned_at = ran = perf_counter()
        if engine != "plan":
            engine_of(plan, engine)(replications)
            ran = perf_counter()
    return {
        "load": loaded - BEGAN,
        "plan": planned_at - loaded,
        "run": ran - planned_at,
        "peak": peak_mib(),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
