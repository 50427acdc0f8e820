"""Work on a real cluster of one scheduler and two workers on this computer."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from model.cli import main
from model.study import Wish, run, sweep
from model.study import cluster as clusters
from tests.test_cli import SMALL
from tests.test_sweep import KNOWN, written

ROOT = Path(__file__).parent.parent
HAS_DASK = True
try:
    import distributed
except ImportError:
    HAS_DASK = False

needs_dask = pytest.mark.skipif(not HAS_DASK, reason='needs Dask: pip install -e ".[cluster]"')

Process = subprocess.Popen


def started(*words: str, place: Path = ROOT) -> Process:
    """A process of Dask that finds the model in a place."""
    command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
    return Process(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_until(is_so: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.05)


class Scheduler:
    """A scheduler of its own, with as many workers as are asked for."""

    def __init__(self, place: Path) -> None:
        file = place / "scheduler.json"
        self.process = started(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)
        )
        self.workers: list[Process] = []
        wait_until(lambda: file.exists() and file.read_text(encoding="utf-8").endswith("}"))
        self.address = json.loads(file.read_text(encoding="utf-8"))["address"]

    def has(self, count: int) -> None:
        """See that so many workers are there."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < count:
            self.join()
        with distributed.Client(self.address, set_as_default=False) as client:
            wait_until(lambda: len(client.nthreads()) == count)

    def join(self, place: Path = ROOT) -> Process:
        """One more worker."""
        words = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        self.workers.append(started("worker", self.address, *words, place=place))
        return self.workers[-1]

    def close(self) -> None:
        for process in (*self.workers, self.process):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduler]:
    one = Scheduler(tmp_path_factory.mktemp("scheduler"))
    yield one
    one.close()


@pytest.fixture
def cluster(scheduler: Scheduler) -> Scheduler:
    """The scheduler with two workers, whatever became of them before."""
    scheduler.has(2)
    return scheduler


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "known.yaml").write_text(KNOWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are drawn from the tables, take longer than all else here, and are held elsewhere."""
    for module in ("run", "sweep"):
        monkeypatch.setattr(sys.modules[f"model.study.{module}"], "draw", lambda *_, **__: None)


def same_bytes(first: Path, second: Path) -> None:
    """Every table, but not the manifest, which tells when and how long."""
    names = {path.relative_to(first) for path in first.rglob("*") if path.is_file()}
    assert names == {path.relative_to(second) for path in second.rglob("*") if path.is_file()}
    assert len(names) >= 4
    for name in names - {Path("manifest.json"), Path("report.html")}:  # they tell which command it was
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


# the same result --------------------------------------------------------------------------------


@needs_dask
def test_a_run_on_a_cluster_leaves_the_same_bytes(folder: Path, cluster: Scheduler) -> None:
    words = ["run", "small.yaml", "-n", "220", "--band", "20", "-q"]
    assert main([*words, "-j", "1", "-o", "here"]) == 0
    assert main([*words, "--cluster", cluster.address, "-o", "there"]) == 0
    same_bytes(folder / "here", folder / "there")


class Killer:
    """Progress that ends a process for good when the first piece has come."""

    def __init__(self, process: Process) -> None:
        self.process, self.told = process, 0

    def __call__(self, more: int, /) -> None:
        if not self.told:
            self.process.kill()
            self.process.wait()
        self.told += more

    def expect(self, total: int, /) -> None:
        pass


@needs_dask
def test_a_worker_that_is_killed_costs_only_time(folder: Path, cluster: Scheduler) -> None:
    killer = Killer(cluster.workers[0])
    there = run("small.yaml", Wish(2000, cluster=cluster.address, out=Path("there")), killer)
    assert killer.told == 2000
    assert killer.process.poll() is not None
    here = run("small.yaml", Wish(2000, jobs=1, out=Path("here")))
    same_bytes(here.folder, there.folder)


@needs_dask
def test_a_sweep_on_a_cluster_leaves_the_same_bytes(folder: Path, cluster: Scheduler) -> None:
    said = "vary: {levers.teams: 1..2, assumptions.pace: [20 d, 20/30/50 d]}"
    there = sweep(written(said), Wish(replications=120, cluster=cluster.address, out=Path("there")))
    here = sweep(written(said), Wish(replications=120, jobs=1, out=Path("here")))
    same_bytes(here.folder, there.folder)


@needs_dask
@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_ctrl_c_leaves_nothing_half_done(folder: Path, cluster: Scheduler) -> None:
    command = [sys.executable, str(ROOT / "run.py"), "small.yaml", "-n", "200000", "--lang", "en"]
    process = Process(
        [*command, "--cluster", cluster.address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: any((folder / "results").rglob("replications.parquet")))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip().splitlines()[-1].startswith("Stopped as asked")
    assert not [word for word in ("Traceback", "distributed", "Error") if word in err]
    assert not [path for path in (folder / "results").rglob("*") if path.is_file()]


# what may be wrong ------------------------------------------------------------------------------


def told(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code of a run on a cluster, and what was said."""
    code = main(["run", "small.yaml", "-q", "--lang", "en", *words])
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert not Path("results").exists() or not list(Path("results").rglob("*.csv"))
    return code, err


@pytest.mark.parametrize("word", ["nonsense", "http://10.0.0.5:8786", "10.0.0.5", "tcp://10.0.0.5:port"])
def test_an_address_that_is_none_is_a_wrong_command(
    folder: Path, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, err = told(["--cluster", word], capsys)
    assert code == 2
    assert f"such as tcp://10.0.0.5:8786, found '{word}'" in err


def test_processes_here_and_a_cluster_are_not_asked_for_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(["--cluster", "10.0.0.5:8786", "-j", "2"], capsys)[0] == 2


def test_without_dask_it_is_said_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, err = told(["--cluster", "10.0.0.5:8786"], capsys)
    assert code == 2
    assert 'pip install -e ".[cluster]"' in err


@needs_dask
def test_where_nobody_answers_it_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 1.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        code, err = told(["--cluster", address], capsys)
    assert code == 1
    assert f"no Dask scheduler answers at {address} within 1 seconds" in err
    assert len(err.strip().splitlines()) == 1


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Scheduler]:
    """A scheduler without workers."""
    one = Scheduler(tmp_path)
    yield one
    one.close()


@needs_dask
def test_a_scheduler_without_workers_is_told(
    folder: Path, alone: Scheduler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 2.0)
    code, err = told(["--cluster", alone.address], capsys)
    assert code == 1
    assert f"start some with: dask worker {alone.address}" in err


@needs_dask
@pytest.mark.parametrize(
    ("has_text", "sentence"),
    [(True, "has another version of the folder model/"), (False, "lacks this program or a library of it")],
)
def test_a_worker_with_another_model_is_refused(
    folder: Path, alone: Scheduler, has_text: bool, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    there = folder / "there" / "model"
    if has_text:
        shutil.copytree(ROOT / "model", there, ignore=shutil.ignore_patterns("__pycache__"))
        (there / "later.py").write_text("# a later version\n", encoding="utf-8")
    else:
        there.mkdir(parents=True)
        (there / "__init__.py").touch()
    alone.join(there.parent)
    alone.has(1)
    code, err = told(["--cluster", alone.address], capsys)
    assert code == 1
    assert sentence in err
    assert "tcp://127.0.0.1" in err


class Bringer(Killer):
    """Progress that brings another worker when the first piece has come, and lets nothing go on before."""

    def __init__(self, scheduler: Scheduler, place: Path) -> None:
        self.scheduler, self.place, self.told = scheduler, place, 0

    def __call__(self, more: int, /) -> None:
        if not self.told:
            self.scheduler.join(self.place)
            self.scheduler.has(2)
        self.told += more


@needs_dask
def test_a_worker_with_another_model_that_comes_later_is_refused_too(
    folder: Path, alone: Scheduler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = folder / "there" / "model"
    shutil.copytree(ROOT / "model", there, ignore=shutil.ignore_patterns("__pycache__"))
    (there / "later.py").write_text("# a later version\n", encoding="utf-8")
    alone.has(1)
    bringer = Bringer(alone, there.parent)
    monkeypatch.setattr("model.cli.needs.Teller", lambda *_: bringer)
    code, err = told(["-n", "100000", "--cluster", alone.address], capsys)
    assert code == 1
    assert "has another version of the folder model/" in err
    assert 0 < bringer.told < 100_000


@needs_dask
def test_a_scheduler_that_goes_away_is_told(
    folder: Path, alone: Scheduler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 3.0)
    alone.has(1)
    killer = Killer(alone.process)
    monkeypatch.setattr("model.cli.needs.Teller", lambda *_: killer)
    code, err = told(["-n", "20000", "--cluster", alone.address], capsys)
    assert code == 1
    assert f"the scheduler at {alone.address} is gone" in err
