"""What a run costs before its first replication, and how much memory it takes: each in a process of its own.

Times are those of the clock on the wall, for that is what a user waits for; on a busy machine they are long.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.tables import Table, figures
from model.draws.machine import KEPT_IN
from model.simulation import ENGINES

ROOT = Path(__file__).parent.parent
EXAMPLE = "scenarios/examples/johnson_1954.yaml"
BASELINE = "scenarios/baseline.yaml"
TUTORIAL = "scenarios/examples/tutorial.yaml"


def startup(rounds: int, scenarios: tuple[str, ...] = (EXAMPLE, BASELINE)) -> Table:
    """Seconds from the command to the end, warm and cold: with compiled code kept, and with none."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        for place, (name, command) in enumerate(_commands(scenarios)):
            _seconds(command, kept)  # the first time compiles what is kept
            warm = [_seconds(command, kept) for _ in range(rounds)]
            cold = [_seconds(command, Path(folder) / f"{place}.{k}") for k in range(min(rounds, 2))]
            rows.append((name, figures(median(warm)), figures(median(cold))))
    return Table("Seconds from the command to the end", ("command", "warm", "cold"), tuple(rows))


def imports(most: int = 12) -> Table:
    """Which modules take longest to load, each with all it loads itself."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-X", "importtime", *_run(EXAMPLE, folder)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    rows = []
    for line in told.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[1].strip().isdigit():
            rows.append((int(parts[1]), int(parts[0]), parts[2].strip()))
    longest = sorted(rows, reverse=True)[:most]
    shown = tuple((name, f"{whole / 1e3:,.0f}", f"{own / 1e3:,.1f}") for whole, own, name in longest)
    return Table("What a run loads", ("module", "ms with all it loads", "ms of its own"), shown)


def memory(replications: int) -> Table:
    """Peak of memory, in MiB, of runs of different length."""
    asked = [("W1", "nothing", 0), ("W1", "plan", 0)]
    for engine in ENGINES:
        asked += [("W1", engine, replications), ("W1", engine, 10 * replications)]
        asked += [("W2", engine, max(1, replications // 10)), (BASELINE, engine, max(1, replications // 10))]
    rows = []
    for scenario, engine, count in asked:
        told = run_child(scenario, engine, count)
        peak = "not told here" if told["peak"] is None else figures(told["peak"])
        rows.append((scenario, engine, f"{count:,}", peak))
    return Table("Peak of memory", ("what", "engine", "replications", "MiB"), tuple(rows))


def run_child(scenario: str, engine: str, replications: int) -> dict[str, float | None]:
    """One run in a process of its own (``child.py``)."""
    command = [sys.executable, "-m", "benchmarks.child", scenario, engine, str(replications)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found: dict[str, float | None] = json.loads(told)
    return found


RESULTS = "RESULTS"
"""Stands in a command for a folder that is thrown away."""


def _commands(scenarios: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """What is timed: names, and what Python is called with."""
    return [
        ("python alone", ["-c", "pass"]),
        ("run.py --help", ["run.py", "--help"]),
        (f"run.py validate {EXAMPLE}", ["run.py", "validate", EXAMPLE]),
        *((f"run.py run {scenario} -n 2", _run(scenario, RESULTS)) for scenario in scenarios),
        (
            f"run.py run {TUTORIAL} -n 1000 --engine compiled",
            [*_run(TUTORIAL, RESULTS, 1000), "--engine", "compiled", "--no-figures"],
        ),
        *(
            (f"2 replications of W1, {engine}", ["-m", "benchmarks.child", "W1", engine, "2"])
            for engine in ENGINES
        ),
    ]


def _run(scenario: str, results: str, replications: int = 2) -> list[str]:
    return ["run.py", "run", scenario, "-q", "-n", str(replications), "--out", f"{results}/out"]


def _seconds(command: list[str], compiled: Path) -> float:
    """Time of one command, with compiled code in a folder of its own and results nobody keeps."""
    environment = {**os.environ, KEPT_IN: str(compiled), "PYTHONUTF8": "1"}
    with tempfile.TemporaryDirectory() as folder:
        called = [sys.executable, *(word.replace(RESULTS, folder) for word in command)]
        began = perf_counter()
        subprocess.run(called, cwd=ROOT, env=environment, capture_output=True, check=True)
        return perf_counter() - began
