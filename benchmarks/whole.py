"""Where the time and the memory of a whole run go: from the command to the last figure.

    python -m benchmarks.whole SCENARIO REPLICATIONS [--figures]     one run, stage by stage

Each stage is told with its time on the wall and the processor time of this process and of those it began.
Memory is the peak of the largest process and, where the system tells (Linux), of all together, looked at
twenty times a second.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import wraps
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from benchmarks.tables import Table, figures
from benchmarks.workloads import WORKLOADS

ROOT = Path(__file__).parent.parent

REST = "all else: the command line, the tables on the terminal"

# -- time ------------------------------------------------------------------------------------------


class Stages:
    """Time on the wall and of processors, by stage; a stage within another is not counted in that."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}
        self._under_way: list[str] = []
        self._since = self._now()

    @staticmethod
    def _now() -> tuple[float, float]:
        times = os.times()
        return perf_counter(), sum(times[:4])

    def _book(self, stage: str) -> None:
        now = self._now()
        spent = self.spent.setdefault(stage, [0.0, 0.0])
        for place in range(2):
            spent[place] += now[place] - self._since[place]
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time spent here is booked to a stage."""
        self._book(self._under_way[-1] if self._under_way else REST)
        self._under_way.append(name)
        try:
            yield
        finally:
            self._book(self._under_way.pop())

    def of(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, a stage of its own from now on."""

        @wraps(function)
        def timed(*args: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*args, **named)

        return timed

    def done(self) -> None:
        """What came last is booked, too."""
        self._book(REST)


STAGES = {
    ("model.scenario", "load_scenario"): "read the scenario",
    ("model.study.run", "make_plan"): "plan it",
    ("model.study.run", "make_draws"): "prepare the draws",
    ("model.study.run", "_simulate"): "simulate and count, two threads",
    ("model.archive", "Folder.add"): "write Parquet",
    ("model.study.run", "planned"): "the plan by its modes",
    ("model.study.run", "_write_tables"): "work out and write tables",
    ("model.study.run", "draw"): "draw figures, two processes",
}
"""Which functions are timed, as what."""


def stages(scenario: str, replications: int, with_figures: bool) -> Table:
    """A whole run in this process, timed by stage."""
    clock = Stages()
    with clock.stage("load the program"):
        import model.study.run  # noqa: F401
        from model.cli import main
    for (module, name), stage in STAGES.items():
        home: Any = importlib.import_module(module)
        *inside, last = name.split(".")
        for one in inside:
            home = getattr(home, one)
        if hasattr(home, last):
            setattr(home, last, clock.of(stage, getattr(home, last)))
    with tempfile.TemporaryDirectory() as folder, scenario_file(scenario, Path(folder)) as file:
        words = ["run", file, "-q", "-n", str(replications), "--out", f"{folder}/out"]
        with redirect_stdout(io.StringIO()):
            code = main(words if with_figures else [*words, "--no-figures"])
    clock.done()
    assert code == 0, "the run went through"
    rows = [(stage, *map(figures, spent)) for stage, spent in clock.spent.items()]
    total = [figures(sum(spent[place] for spent in clock.spent.values())) for place in range(2)]
    title = f"Where the time of {scenario} -n {replications:,} goes"
    head = ("stage", "s on the wall", "s of processors")
    return Table(title, head, (*rows, ("all together", *total)))


@contextmanager
def scenario_file(scenario: str, folder: Path) -> Iterator[str]:
    """A scenario by its file, or a workload by its name, written as one."""
    if scenario not in WORKLOADS:
        yield scenario
        return
    file = folder / f"{scenario.lower()}.yaml"
    file.write_text(WORKLOADS[scenario](), encoding="utf-8")
    yield str(file)


# -- memory ----------------------------------------------------------------------------------------


Asked = list[tuple[str, int, bool]]
"""Scenario, replications, and whether figures are drawn."""

QUICK: Asked = [("W1", 1000, False), ("scenarios/baseline.yaml", 100, False)]
LONG: Asked = [
    ("W1", 10_000, False),
    ("W1", 1_000_000, False),
    ("scenarios/baseline.yaml", 10_000, False),
    ("scenarios/baseline.yaml", 100_000, False),
    ("scenarios/baseline.yaml", 1000, True),
]


def memory(asked: Asked) -> Table:
    """Peak of memory of whole runs."""
    rows = []
    for scenario, replications, with_figures in asked:
        with tempfile.TemporaryDirectory() as folder, scenario_file(scenario, Path(folder)) as file:
            words = ["run.py", "run", file, "-q", "-n", str(replications), "--out", f"{folder}/out"]
            words += ["--engine", "compiled"] if with_figures else ["--engine", "compiled", "--no-figures"]
            largest, together = watched([sys.executable, *words])
        shown = [f"{one:.0f}" if one else "not told here" for one in (largest, together)]
        rows.append((scenario, f"{replications:,}", "yes" if with_figures else "no", *shown))
    head = ("what", "replications", "figures", "largest process, MiB", "all together, MiB")
    return Table("Peak of memory of a whole run, tables included", head, tuple(rows))


def watched(command: list[str]) -> tuple[float | None, float | None]:
    """The peaks of a command's largest process and of all its processes together, in MiB."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    largest = together = 0.0
    while process.poll() is None:
        held = [_resident(one) for one in _family(process.pid)]
        largest, together = max(largest, *held, 0.0), max(together, sum(held))
        sleep(0.05)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return largest or None, together or None


def _family(process: int) -> Iterator[int]:
    """A process and those it began, and they."""
    yield process
    try:
        threads = os.listdir(f"/proc/{process}/task")
        begun = [Path(f"/proc/{process}/task/{one}/children").read_text().split() for one in threads]
    except OSError:  # it has just ended, or this isn't Linux
        return
    for children in begun:
        for child in children:
            yield from _family(int(child))


def _resident(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser("benchmarks.whole", description=__doc__.partition("\n")[0])
    parser.add_argument("scenario")
    parser.add_argument("replications", type=int)
    parser.add_argument("--figures", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    said = parser.parse_args()
    told = stages(said.scenario, said.replications, said.figures)
    print(told.markdown() if said.markdown else told.plain())
