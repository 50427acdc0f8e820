"""A sweep of sixty cells killed at moments of chance, again and again: ``python -m tests.killed_sweeps``.

Each round begins anew, is killed by SIGKILL some cells and some milliseconds further on each time,
and at last goes on with ``--resume`` until it is done; its tables are held against those of a sweep
left alone, byte for byte.
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

from tests.test_resume import ROOT, TOWN, WORDS, killed, lines_in, tables_in

PLACE = Path("results/sweeps/town")


def finishes() -> None:
    """Run the sweep to its end, going on where it was cut short."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, str(ROOT / "run.py"), *WORDS, "-q", "--resume"]
    subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=True)


def main() -> None:
    """Say for each round with how many cells done it was killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    luck, kills, equal = random.Random(asked.seed), 0, 0
    with tempfile.TemporaryDirectory() as place, chdir(place):
        Path("town.yaml").write_text(TOWN, encoding="utf-8")
        finishes()
        alone = tables_in(Path("results"))
        for number in range(1, asked.rounds + 1):
            Path("results").rename(f"round_{number - 1}")
            done: list[int] = []
            while (more := lines_in(PLACE) + luck.randint(1, 20)) < 60:
                if killed(more, wait=luck.uniform(0, 0.05)):
                    done.append(lines_in(PLACE))
            finishes()
            kills += len(done)
            equal += tables_in(Path("results")) == alone
            print(f"round {number}: killed with {', '.join(map(str, done))} cells done; equal: {equal}")
    print(f"{asked.rounds} rounds, {kills} kills, {equal} with the same bytes")
    sys.exit(equal != asked.rounds)


if __name__ == "__main__":
    main()
