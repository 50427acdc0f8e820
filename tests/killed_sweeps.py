"""A sweep of sixty cells killed at moments of chance, again and again: ``python -m tests.killed_sweeps``.

Each round begins anew, is killed by SIGKILL after a time drawn for each attempt, and goes on with
``--resume`` until it is done; its tables are held against those of a sweep left alone, byte for byte.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from tests.test_resume import ROOT, TOWN, WORDS, lines_in, tables_in

LONGEST = 12.0
"""Seconds of an attempt at most, before it is killed."""


def attempt(seconds: float | None) -> bool:
    """Run the sweep, for so long at most; whether it came to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, str(ROOT / "run.py"), *WORDS, "-q", "--resume"]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


def main() -> None:
    """Say for each round how often it was killed, and with how many cells done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    luck, kills, equal = random.Random(asked.seed), 0, 0
    with tempfile.TemporaryDirectory() as place, chdir(place):
        Path("town.yaml").write_text(TOWN, encoding="utf-8")
        assert attempt(None)
        alone = tables_in(Path("results"))
        for number in range(1, asked.rounds + 1):
            Path("results").rename(f"round_{number - 1}")
            done: list[int] = []
            while not attempt(luck.uniform(0.2, LONGEST)):
                done.append(lines_in(Path("results/sweeps/town")))
            kills += len(done)
            equal += tables_in(Path("results")) == alone
            print(
                f"round {number}: killed with {', '.join(map(str, done))} cells done; equal: {equal}",
                flush=True,
            )
    print(f"{asked.rounds} rounds, {kills} kills, {equal} with the same bytes")
    sys.exit(equal != asked.rounds)


if __name__ == "__main__":
    main()
