"""How fast the engines are, side by side with SimPy written by hand: ``python -m benchmarks``.

    python -m benchmarks engines [W0 W1 W2] [--whole-days]   engines, SimPy by hand, the limit
    python -m benchmarks activities      networks of 60 to 2,000 activities
    python -m benchmarks replications    1,000 to 1,000,000 replications
    python -m benchmarks baseline        the programme itself
    python -m benchmarks sweeps          500 points of 1,000 replications, and the parts of a cell
    python -m benchmarks startup         the command line, warm and cold, and what it loads
    python -m benchmarks explore         a move of a lever on the page of `explore`
    python -m benchmarks memory          peak of memory
    python -m benchmarks all             every one of these

``--quick`` takes less time; ``--markdown`` writes tables as in docs/benchmarks.md.
Read ratios, not seconds: docs/benchmarks.md says how.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version

from benchmarks import engines, explore, scaling, startup, sweeps, whole
from benchmarks.tables import Table
from benchmarks.workloads import WORKLOADS

SUBJECTS = ("engines", "activities", "replications", "baseline", "sweeps", "startup", "explore", "memory")


def tables(subject: str, asked: argparse.Namespace) -> Iterator[Table]:
    """What is measured for a subject."""
    quick, rounds = asked.quick, asked.rounds or (3 if asked.quick else 7)
    seconds = asked.seconds or (0.3 if quick else 1.0)
    if subject == "engines":
        yield engines.compare(asked.workloads or list(WORKLOADS), asked.whole_days, rounds, seconds)
    elif subject == "activities":
        sizes = [60, 240] if quick else [60, 120, 250, 500, 1000, 2000]
        yield scaling.by_activities(sizes, rounds, seconds)
    elif subject == "replications":
        sizes = [100, 1000] if quick else [1000, 10_000, 100_000, 1_000_000]
        yield scaling.by_replications(sizes, 10.0 if quick else 120.0)
    elif subject == "baseline":
        yield scaling.baseline(rounds, seconds)
    elif subject == "sweeps":
        yield sweeps.parts_of_a_cell(100 if quick else 1000)
        yield sweeps.whole_sweeps(20 if quick else 500, 100 if quick else 1000)
    elif subject == "startup":
        yield startup.startup(1, (startup.EXAMPLE,)) if quick else startup.startup(5)
        yield startup.imports()
    elif subject == "explore":
        yield explore.moves(startup.BASELINE, 10 if quick else 40)
    else:
        yield startup.memory(50 if quick else 1000)
        yield whole.memory(whole.QUICK if quick else whole.LONG)


def where() -> str:
    """On what the figures were measured."""
    names = ("numpy", "numba", "simpy")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {libraries}"


def main() -> None:
    """Measure and print."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("benchmarks", description=__doc__, formatter_class=raw)
    parser.add_argument("subject", nargs="?", default="engines", choices=(*SUBJECTS, "all"))
    parser.add_argument("workloads", nargs="*", metavar="W0 W1 W2", help="for engines: which; all if none")
    parser.add_argument("--whole-days", action="store_true", help="durations in whole days, so with ties")
    parser.add_argument("--quick", action="store_true", help="small and rough")
    parser.add_argument("--markdown", action="store_true", help="tables for a page")
    parser.add_argument("--rounds", type=int, help="how often each contender has its turn")
    parser.add_argument("--seconds", type=float, help="about how long a turn lasts")
    asked = parser.parse_args()
    unknown = [name for name in asked.workloads if name not in WORKLOADS]
    if unknown:
        parser.error(f"no workload is called {unknown[0]}; there are {', '.join(WORKLOADS)}")
    print(where(), end="\n\n")
    for subject in SUBJECTS if asked.subject == "all" else (asked.subject,):
        for table in tables(subject, asked):
            print(table.markdown() if asked.markdown else table.plain())
            sys.stdout.flush()


if __name__ == "__main__":
    main()
