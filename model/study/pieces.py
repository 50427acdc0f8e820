"""Many replications, a piece at a time, in order; their numbers are the same whoever does them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from model.draws import Draws
from model.plan import Plan
from model.study.job import Job, Keep, Nobody, Piece, Progress, everything
from model.study.workforce import ThisComputer, Workforce

PIECE = 50
"""Replications simulated at a time: enough to be worth sending, few enough to keep memory flat."""


def pieces(
    plan: Plan,
    draws: Draws,
    replications: int,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
    size: int = PIECE,
    keep: Keep = everything,
    engine: str = "simpy",
) -> Generator[Any, None, None]:
    """What is kept of all replications, in order, a piece at a time.

    Parameters
    ----------
    workforce
        Who does the work; None is this process alone.
    progress
        Told how many more replications are done.
    size
        Replications in a piece; the outcomes don't depend on it.
    keep
        What is kept of a piece, made where the work is done; the outcomes as they are unless told.
    engine
        One of ``model.simulation.ENGINES``.
    """
    job = Job(plan, draws, keep, engine)
    at_work = workforce or ThisComputer(1)
    with closing(at_work.share_out(pieces_of(job, replications, size), replications)) as promises:
        for promise in promises:
            yield promise.kept(progress or Nobody())


def pieces_of(job: Job, replications: int, size: int = PIECE) -> Iterator[Piece]:
    """The pieces of a job, in order."""
    for first in range(0, replications, size):
        yield Piece(job, first, min(size, replications - first))
