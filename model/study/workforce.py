"""Who does the work: this process, several processes of this computer, or a cluster.

Whoever it is, pieces come back in their order and a few are begun ahead of the reader, so that memory
does not grow with the run. One workforce serves a whole command: every scenario of a comparison, the
band of a run, all cells of a sweep.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from model.study.job import Job, Piece, Progress, Promise
from model.words import say

WORTH_SHARING = 100
"""Replications below which a second process costs more than it brings."""

AHEAD = 2
"""Pieces begun for each process, so that none of them waits for its next one."""

MOST_ON_WINDOWS = 61
"""Processes that Windows lets one process wait for."""

JOBS_KEPT = 3
"""Jobs a process keeps unpacked: those of which pieces may be under way side by side."""


class WorkforceError(Exception):
    """The work can't be done by those who were to do it; told in a sentence of the lexicon."""

    def __init__(self, key: str, *, is_command: bool = False, **values: object) -> None:
        super().__init__(say(key, "en", **values))
        self.is_command = is_command
        self._key, self._values = key, values

    def text(self, lang: str) -> str:
        """The sentence, in the user's language."""
        return say(self._key, lang, **self._values)


class PieceLostError(WorkforceError):
    """Whoever began a piece was gone before it was done, time and again: it may be the piece that did it."""


class Workforce(ABC):
    """Those who work at pieces; entered before and left after the work, so that nothing is left begun."""

    def __enter__(self) -> Self:
        """Be ready."""
        return self

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Go home."""

    @abstractmethod
    def share_out(self, pieces: Iterable[Piece], replications: int) -> Generator[Promise, None, None]:
        """Promises of pieces, in the order of these.

        Parameters
        ----------
        pieces
            Asked for one at a time, as there is somebody to begin them.
        replications
            How many there are in all, as far as is known: few are not worth sharing.
        """


@contextmanager
def at_work(
    jobs: int | None = None, cluster: str | None = None, already: Workforce | None = None
) -> Iterator[Workforce]:
    """The workforce that is there already; else one of its own, that goes home at the end.

    Parameters
    ----------
    jobs
        Processes of this computer; None takes all cores where that is worth it.
    cluster
        Address of a Dask scheduler, to work there instead.

    Raises
    ------
    WorkforceError
        If the cluster can't be used; the sentence says why.
    """
    if already is not None:
        yield already
        return
    if cluster is None:
        with ThisComputer(jobs) as workforce:
            yield workforce
        return
    from model.study.cluster import Cluster  # an extra, loaded where it is wanted

    with Cluster(cluster) as on_cluster:
        yield on_cluster


# -- this computer -------------------------------------------------------------------------------


class ThisComputer(Workforce):
    """This process for little work, several processes for more.

    Parameters
    ----------
    jobs
        Processes at work; None takes all cores where the work is large enough to gain by it.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._threads: ThreadPoolExecutor | None = None
        self._parcels: tempfile.TemporaryDirectory[str] | None = None
        self._lying: deque[Path] = deque()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes, when what they have begun is done."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
            self._threads = None
        if self._parcels is not None:
            self._parcels.cleanup()
            self._parcels = None
            self._lying.clear()

    def share_out(self, pieces: Iterable[Piece], replications: int) -> Generator[Promise, None, None]:
        """Promises of pieces, in their order."""
        processes, to_do = self._processes(replications), iter(pieces)
        start = list(islice(to_do, 1))
        if processes == 1 or (start and start[0].count == replications):
            yield from map(_Here, chain(start, to_do))
        else:
            yield from in_order(chain(start, to_do), self._begin, lambda: AHEAD * processes, _Begun.drop)

    def _processes(self, replications: int) -> int:
        processes = self._jobs
        if processes is None:
            processes = (os.cpu_count() or 1) if replications >= WORTH_SHARING else 1
        return min(processes, MOST_ON_WINDOWS) if sys.platform == "win32" else processes

    def _begin(self, piece: Piece) -> _Begun:
        if piece.job.engine == "compiled":
            return _Beside(piece, self._beside().submit(piece.job.done, piece.first, piece.count))
        return _Elsewhere(piece, self, *self.submit(piece))

    def _beside(self) -> ThreadPoolExecutor:
        """Threads: compiled code runs side by side in one process."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._processes(WORTH_SHARING))
        return self._threads

    def submit(self, piece: Piece) -> tuple[Future[Any], ProcessPoolExecutor]:
        """Hand a piece to the processes; where one of them was killed, to others."""
        arguments = (piece.job.digest, self._parcel(piece.job), piece.first, piece.count)
        pool = self._at_work()
        try:
            return pool.submit(_piece, *arguments), pool
        except BrokenProcessPool:
            self.replace(pool)
            pool = self._at_work()
            return pool.submit(_piece, *arguments), pool

    def replace(self, pool: ProcessPoolExecutor) -> None:
        """Send these processes home, of which one was killed; others come when there is work for them."""
        pool.shutdown(wait=False, cancel_futures=True)
        if self._pool is pool:
            self._pool = None

    def _at_work(self) -> ProcessPoolExecutor:
        if self._pool is None:
            processes = self._processes(WORTH_SHARING)
            self._pool = ProcessPoolExecutor(processes, initializer=_leave_interruptions)
        return self._pool

    def _parcel(self, job: Job) -> Path:
        """The file in which a job lies for the processes: there is no way to hand a thing to each of them."""
        if self._parcels is None:
            self._parcels = tempfile.TemporaryDirectory(prefix="pieces-", ignore_cleanup_errors=True)
        file = Path(self._parcels.name) / job.digest
        if not file.exists():
            file.write_bytes(job.packed)
            self._lying.append(file)
            if len(self._lying) > AHEAD * self._processes(WORTH_SHARING) + 2:  # more than can be under way
                self._lying.popleft().unlink(missing_ok=True)
        return file


@dataclass(frozen=True)
class _Here:
    """A piece that this process does when it is asked for."""

    piece: Piece

    def kept(self, progress: Progress) -> Any:
        return self.piece.job.done(self.piece.first, self.piece.count, each=lambda: progress(1))


class _Begun(ABC):
    """A piece that is under way while this thread does something else."""

    piece: Piece

    @abstractmethod
    def kept(self, progress: Progress) -> Any:
        """What is kept of it, once it is done."""

    @abstractmethod
    def drop(self) -> None:
        """Nobody wants it any longer."""


@dataclass(frozen=True)
class _Beside(_Begun):
    """A piece that another thread of this process does."""

    piece: Piece
    future: Future[Any]

    def kept(self, progress: Progress) -> Any:
        result = self.future.result()
        progress(self.piece.count)
        return result

    def drop(self) -> None:
        self.future.cancel()


@dataclass(frozen=True)
class _Elsewhere(_Begun):
    """A piece that another process of this computer does."""

    piece: Piece
    workforce: ThisComputer
    future: Future[Any]
    pool: ProcessPoolExecutor

    def kept(self, progress: Progress) -> Any:
        try:
            result = self.future.result()
        except BrokenProcessPool:  # a process was killed, perhaps one that did another piece
            self.workforce.replace(self.pool)
            result = self._again()
        progress(self.piece.count)
        return result

    def _again(self) -> Any:
        future, pool = self.workforce.submit(self.piece)
        try:
            return future.result()
        except BrokenProcessPool:
            self.workforce.replace(pool)
            raise PieceLostError("cli.processes_lost") from None

    def drop(self) -> None:
        self.future.cancel()


_Form = TypeVar("_Form", bound=Promise)
"""A piece in the form in which one kind of workforce has it under way."""


def in_order(
    pieces: Iterable[Piece],
    begin: Callable[[Piece], _Form],
    room: Callable[[], int],
    drop: Callable[[_Form], None],
) -> Generator[_Form, None, None]:
    """Pieces in order, at most ``room`` of them begun ahead of the reader; what is left over is dropped."""
    ahead: deque[_Form] = deque()
    try:
        for piece in pieces:
            ahead.append(begin(piece))
            while len(ahead) > room():
                yield ahead.popleft()
        while ahead:
            yield ahead.popleft()
    finally:
        for begun in ahead:
            drop(begun)


# -- in a process that works for another -----------------------------------------------------------


_at_hand: dict[str, Job] = {}
"""The jobs a worker process has unpacked last, by their digest."""


def _leave_interruptions() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits for the work


def _piece(digest: str, parcel: Path, first: int, count: int) -> Any:
    if digest not in _at_hand:
        while len(_at_hand) >= JOBS_KEPT:
            del _at_hand[next(iter(_at_hand))]
        _at_hand[digest] = Job.unpacked(parcel.read_bytes())
    return _at_hand[digest].done(first, count)
