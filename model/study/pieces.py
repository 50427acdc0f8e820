"""Many replications on several cores: pieces of a run, in order, a few at a time."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Protocol

from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.simulation import simulate

PIECE = 50
"""Replications simulated at a time: enough to be worth sending, few enough to keep memory flat."""

WORTH_SHARING = 100
"""Replications below which a second process costs more than it brings."""


class Progress(Protocol):
    """Who is told how far a study has come."""

    def __call__(self, more: int, /) -> None:
        """So many more replications are done."""

    def expect(self, total: int, /) -> None:
        """It will take so many replications in all, as far as can now be told."""


class Nobody:
    """Progress that nobody listens to."""

    def __call__(self, more: int, /) -> None:
        """So many more replications are done."""

    def expect(self, total: int, /) -> None:
        """It will take so many replications in all."""


def pieces(
    plan: Plan,
    draws: Draws,
    replications: int,
    jobs: int | None = None,
    progress: Progress | None = None,
    size: int = PIECE,
) -> Generator[Outcomes, None, None]:
    """Outcomes of all replications, in order, a piece at a time.

    Parameters
    ----------
    jobs
        Processes at work; None takes all cores where the run is large enough to gain by it.
    progress
        Told how many more replications are done.
    size
        Replications in a piece; the outcomes don't depend on it.
    """
    tell = progress or Nobody()
    spans = [(first, min(size, replications - first)) for first in range(0, replications, size)]
    workers = min(_workers(replications, jobs), len(spans))
    if workers == 1:
        for first, count in spans:
            yield simulate(plan, draws, first, count, each=lambda: tell(1))
        return
    for outcomes in _shared_out(plan, draws, spans, workers):
        tell(outcomes.replications)
        yield outcomes


def _workers(replications: int, jobs: int | None) -> int:
    if jobs is not None:
        return max(1, jobs)
    return (os.cpu_count() or 1) if replications >= WORTH_SHARING else 1


def _shared_out(plan: Plan, draws: Draws, spans: list[tuple[int, int]], workers: int) -> Iterator[Outcomes]:
    """Pieces in order, a few ahead of the reader, so that memory does not grow with the run."""
    with ProcessPoolExecutor(workers, initializer=_moves_in, initargs=(plan, draws)) as pool:
        ahead: deque[Future[Outcomes]] = deque()
        try:
            for span in spans:
                ahead.append(pool.submit(_piece, span))
                if len(ahead) > 2 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_at_hand: dict[str, Any] = {}
"""What a worker process was given when it began: sent once, and not with each piece."""


def _moves_in(plan: Plan, draws: Draws) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits for the work
    _at_hand.update(plan=plan, draws=draws)


def _piece(span: tuple[int, int]) -> Outcomes:
    return simulate(_at_hand["plan"], _at_hand["draws"], *span)
