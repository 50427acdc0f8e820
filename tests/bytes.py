"""The same CSV bytes, whoever works: engines, jobs, chunks of a run and a cluster of two workers.

    python -m tests.bytes scenarios/baseline.yaml -n 500
    python -m tests.bytes scenarios/examples/tutorial.yaml -n 4200 --no-cluster

Every way of running is a run of its own into a folder of its own; all their tables are, to the byte, those of
the first, which is SimPy in one process, fifty replications at a time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

from model.study import Wish, run

CHUNKS = (1, 37, 4096)
"""Replications that a piece of a run has."""


@dataclass(frozen=True)
class Way:
    """One way to run a scenario."""

    engine: str
    jobs: int = 1
    chunk: int = 50
    on_cluster: bool = False

    def __str__(self) -> str:
        where = "a cluster of two" if self.on_cluster else f"{self.jobs} job(s)"
        return f"{self.engine}, {where}, chunks of {self.chunk}"


def ways(cluster: bool, brief: bool = False) -> Iterator[Way]:
    """All ways, the one that the others are held against first; ``brief`` has few of SimPy."""
    yield Way("simpy")
    for engine in ("simpy", "compiled"):
        if engine == "compiled" or not brief:
            yield from (Way(engine, chunk=chunk) for chunk in CHUNKS)
        yield Way(engine, jobs=2, chunk=37)
        if cluster and (engine == "compiled" or not brief):
            yield Way(engine, chunk=37, on_cluster=True)


def tables(path: Path, replications: int, way: Way, address: str | None = None) -> dict[str, bytes]:
    """Every CSV of a run, by its place in the folder."""
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("model.study.pieces.size_for", lambda plan, engine: way.chunk),
    ):
        place = Path(folder) / "out"
        wish = Wish(
            replications,
            2020,
            place,
            jobs=way.jobs,
            engine=way.engine,
            figures=False,
            cluster=address if way.on_cluster else None,
        )
        run(path, wish)
        files = sorted(place.rglob("*.csv"))
        return {file.relative_to(place).as_posix(): file.read_bytes() for file in files}


@contextmanager
def two_workers() -> Iterator[str]:
    """The address of a Dask scheduler that has two workers on this computer."""
    from tests.test_cluster import Scheduler

    with tempfile.TemporaryDirectory() as folder:
        scheduler = Scheduler(Path(folder))
        try:
            scheduler.has(2)
            yield scheduler.address
        finally:
            scheduler.close()


def main() -> int:
    """Compare, and say what differs."""
    parser = argparse.ArgumentParser("tests.bytes", description=__doc__.partition("\n")[0])
    parser.add_argument("scenarios", nargs="+", type=Path)
    parser.add_argument("-n", type=int, default=100, dest="replications")
    parser.add_argument("--no-cluster", action="store_true")
    parser.add_argument("--brief", action="store_true", help="few ways on SimPy")
    asked = parser.parse_args()
    if asked.no_cluster:
        return compared(asked, None)
    with two_workers() as address:
        return compared(asked, address)


def compared(asked: argparse.Namespace, address: str | None) -> int:
    """Run all ways and print them; how many differ."""
    differ = 0
    for path in asked.scenarios:
        expected: dict[str, bytes] = {}
        for way in ways(address is not None, asked.brief):
            began = perf_counter()
            found = tables(path, asked.replications, way, address)
            expected = expected or found
            wrong = sorted(name for name in expected | found if expected.get(name) != found.get(name))
            differ += bool(wrong)
            told = f"other bytes in {', '.join(wrong)}" if wrong else f"{len(found)} tables alike"
            print(f"{path.name} -n {asked.replications}: {way}: {told} ({perf_counter() - began:.0f} s)")
            sys.stdout.flush()
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
