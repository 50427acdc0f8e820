"""Work on a Dask cluster: the scheduler is somewhere, workers are wherever this package is installed too.

Nothing is asked of the cluster beyond what plain Dask has: a job is sent once, as a task that is its own
answer, so that it travels from worker to worker and can be had again if whoever held it is lost; pieces
are tasks that need it. A worker that dies only costs time, since its pieces are done anew elsewhere.
"""

from __future__ import annotations

import logging
import platform
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import takewhile
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from model.archive import model_text
from model.study.job import Job, Piece, Progress, Promise
from model.study.workforce import PieceLostError, Workforce, WorkforceError, in_order

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 10.0
"""Seconds to wait for a scheduler to answer, and then for a first worker."""

PATIENCE_LATER = 120.0
"""Seconds to go on without any worker: who has lost all of them may be starting others."""

AHEAD = 3
"""Pieces under way for each thread of the workers: they live far away, and some are slower than others."""

LOOK_AGAIN = 5.0
"""Seconds after which it is asked anew how many workers there are; they come and go."""

TIMES = 3
"""How often a piece is given out that takes its workers down; Dask itself tries each time on four of them."""


class Cluster(Workforce):
    """The workers of a Dask scheduler.

    Parameters
    ----------
    address
        Of the scheduler, as ``tcp://10.0.0.5:8786``; ``tls://…`` takes the certificates of Dask's settings.

    Raises
    ------
    WorkforceError
        On entering: if Dask isn't installed, nobody answers, there is no worker, or one of them has
        another version of this model or of Python. Later: if scheduler or workers are gone for good.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Client | None = None
        self._mark = uuid4().hex[:12]
        self._begun = 0
        self._sent: dict[Job, Future] = {}
        self._under_way: deque[Future] = deque()
        self._fetched: dict[str, Any] = {}
        self._room, self._looked = 0, 0.0

    def __enter__(self) -> Cluster:
        """Find the scheduler and its workers, and see that they have what is needed."""
        try:
            from distributed import Client
        except ImportError:
            raise WorkforceError("cli.cluster.missing", is_command=True) from None

        class Quiet(Client):
            """A client that, where it never came to be, doesn't wait for its end and complain of it."""

            def __del__(self) -> None:
                pass

        for name in ("distributed", "distributed.client", "tornado.application"):  # what matters, we say
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            with warnings.catch_warnings():  # of versions; those that matter are looked at below
                warnings.simplefilter("ignore")
                self._client = Quiet(self._address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError, ImportError) as problem:
            raise self._trouble(
                "cli.cluster.no_answer", seconds=int(PATIENCE), why=_one_line(problem)
            ) from None
        try:
            self._await_workers(PATIENCE)
            self._check_versions()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of everything that was sent or begun."""
        self._close()

    def share_out(self, pieces: Iterable[Piece], replications: int) -> Generator[Promise, None, None]:
        """Promises of pieces, in their order."""
        try:
            with closing(in_order(pieces, self._begin, self._ahead, _Remote.drop)) as in_turn:
                for begun in in_turn:
                    self._under_way.popleft()
                    yield begun
        finally:
            self._under_way.clear()
            self._fetched.clear()

    # -- a piece ---------------------------------------------------------------------------------

    def _begin(self, piece: Piece) -> _Remote:
        begun = _Remote(piece, self, self.submit(piece))
        self._under_way.append(begun.future)
        return begun

    def submit(self, piece: Piece) -> Future:
        """Give a piece out."""
        self._begun += 1
        arguments = (piece.first, piece.count, _model_here())
        try:
            job = self._job(piece.job)
            return self._there.submit(_piece, job, *arguments, key=self._key("piece"), pure=False)
        except Exception:
            self._see_that_it_is_there()
            raise

    def result(self, piece: Piece, future: Future) -> Any:
        """What is kept of a piece, whoever has done it in the end.

        Raises
        ------
        PieceLostError
            If workers went down with it, time and again.
        WorkforceError
            If there is no cluster any more, or another version of the model on it.
        """
        from distributed import KilledWorker

        for _ in range(TIMES):
            try:
                return self._waited_for(future)
            except KilledWorker:
                self._sent.pop(piece.job, None)  # it may have been with the job that they went down
                future = self.submit(piece)
            except WorkforceError:
                raise
            except Exception as problem:
                self._see_that_it_is_there()
                if future.cancelled():
                    raise self._trouble("cli.cluster.lost") from None
                self._check_versions()
                if isinstance(problem, OtherModelError):  # of a worker that has come and gone
                    raise self._trouble("cli.cluster.other_model", place="?") from None
                raise
        raise PieceLostError("cli.cluster.piece_lost", first=piece.first + 1, last=piece.first + piece.count)

    def _waited_for(self, future: Future) -> Any:
        """The answer, waited for as long as there is somebody to give it."""
        if future.key in self._fetched:
            return self._fetched.pop(future.key)
        deserted = None
        while True:
            try:
                answer = future.result(timeout=LOOK_AGAIN)
                self._fetch_others()
                return answer
            except TimeoutError:
                if future.status == "error":  # it is the answer
                    raise
            if self._threads():
                deserted = None
                continue
            deserted = deserted or time.monotonic()
            if time.monotonic() - deserted > PATIENCE_LATER:
                raise self._trouble("cli.cluster.deserted", seconds=int(PATIENCE_LATER))

    def _fetch_others(self) -> None:
        """Bring along what is ready behind a piece: where pieces are small, every way there counts."""
        ready = list(takewhile(lambda future: future.status == "finished", self._under_way))
        if len(ready) > 1:
            with suppress(Exception):  # of whoever has just gone: asked for alone, it is done anew or told
                answers = self._there.gather(ready)
                self._fetched = {future.key: one for future, one in zip(ready, answers, strict=True)}

    def _job(self, job: Job) -> Future:
        """The job where the workers can have it; of jobs past, none is kept there."""
        if job not in self._sent:
            while len(self._sent) > 1:  # pieces under way hold theirs
                del self._sent[next(iter(self._sent))]
            with warnings.catch_warnings():  # Dask finds a few million bytes large; they are sent once
                warnings.simplefilter("ignore")
                self._sent[job] = self._there.submit(
                    Job.unpacked, job.packed, key=self._key("job"), pure=False
                )
        return self._sent[job]

    def _key(self, what: str) -> str:
        """A name that no other task on the cluster has, whoever else uses it."""
        return f"{what}-{self._mark}-{self._begun}"

    # -- the workers -----------------------------------------------------------------------------

    @property
    def _there(self) -> Client:
        assert self._client is not None, "a workforce is entered before it works"
        return self._client

    def _threads(self) -> int:
        """How many threads all workers have together."""
        try:
            return sum(self._there.nthreads().values())
        except (OSError, TimeoutError):
            raise self._trouble("cli.cluster.lost") from None
        except Exception:
            self._see_that_it_is_there()
            raise

    def _see_that_it_is_there(self) -> None:
        """Where something has gone wrong: it may be that there is no scheduler any more.

        Raises
        ------
        WorkforceError
            If so.
        """
        if self._there.status != "running":
            raise self._trouble("cli.cluster.lost") from None

    def _ahead(self) -> int:
        """How many pieces may be under way."""
        if time.monotonic() - self._looked > LOOK_AGAIN:
            self._room, self._looked = AHEAD * max(1, self._threads()), time.monotonic()
        return self._room

    def _await_workers(self, seconds: float) -> None:
        try:
            self._there.wait_for_workers(1, timeout=seconds)
        except TimeoutError:
            raise self._trouble("cli.cluster.no_workers", seconds=int(seconds)) from None

    def _check_versions(self) -> None:
        """Scheduler and workers have this Python and this model; the scheduler reads what is sent, too.

        Raises
        ------
        WorkforceError
            If one hasn't; it is named.
        """
        here = platform.python_version()
        for place, version in self._asked(platform.python_version):
            if isinstance(version, str) and _minor(version) != _minor(here):
                raise self._trouble("cli.cluster.other_python", place=place, found=version, needed=here)
        for place, model in self._asked(_model_here):
            if any(kind in repr(model) for kind in ("ModuleNotFoundError", "ImportError")):
                raise self._trouble("cli.cluster.no_model", place=place, why=_one_line(model))
            if isinstance(model, str) and model != _model_here():
                raise self._trouble("cli.cluster.other_model", place=place)

    def _asked(self, question: Callable[[], str]) -> Iterator[tuple[str, Any]]:
        """What the scheduler and every worker answer; where one can't, its problem."""
        try:
            yield "scheduler", self._there.run_on_scheduler(question)
        except Exception as problem:
            yield "scheduler", problem
        try:
            yield from sorted(self._there.run(question, on_error="return").items())
        except (OSError, TimeoutError):  # one has just gone
            return

    def _trouble(self, key: str, **values: object) -> WorkforceError:
        return WorkforceError(key, is_command=False, address=self._address, **values)

    def _close(self) -> None:
        self._sent.clear()
        if self._client is not None:
            with suppress(OSError, TimeoutError):
                self._client.close(timeout=PATIENCE)
            self._client = None


@dataclass(frozen=True)
class _Remote:
    """A piece that a worker of the cluster does."""

    piece: Piece
    cluster: Cluster
    future: Future

    def kept(self, progress: Progress) -> Any:
        result = self.cluster.result(self.piece, self.future)
        progress(self.piece.count)
        return result

    def drop(self) -> None:
        with suppress(OSError, TimeoutError):
            self.future.cancel()


def _minor(version: str) -> str:
    """The part of Python's version that decides whether two of them understand each other."""
    return ".".join(version.split(".")[:2])


def _one_line(problem: object) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__


# -- at a worker -----------------------------------------------------------------------------------


class OtherModelError(Exception):
    """The text of the model is another one here than where the work comes from."""


@lru_cache
def _model_here() -> str:
    """A mark of the model's text: two that differ in it may give different numbers."""
    return sha256(model_text().encode()).hexdigest()[:16]


def _piece(job: Job, first: int, count: int, model: str) -> Any:
    if model != _model_here():
        raise OtherModelError
    return job.done(first, count)
