"""Many replications, a piece at a time, in order; their numbers are the same whoever does them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import fields
from typing import Any

from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.study.job import Job, Keep, Nobody, Piece, Progress, everything
from model.study.workforce import ThisComputer, Workforce

PIECE = 50
"""Replications simulated at a time: enough to be worth sending, few enough to keep memory flat."""

_LARGE_PIECES = (1000, 500, 250, 100)
"""Those of the compiled engine, for which fifty are soon done; the largest that keeps memory flat."""

_BYTES_OF_A_PIECE = 8_000_000


def pieces(
    plan: Plan,
    draws: Draws,
    replications: int,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
    size: int | None = None,
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
        Replications in a piece, as suits the engine unless told; the outcomes don't depend on it.
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


def pieces_of(job: Job, replications: int, size: int | None = None) -> Iterator[Piece]:
    """The pieces of a job, in order."""
    size = size or size_for(job.plan, job.engine)
    for first in range(0, replications, size):
        yield Piece(job, first, min(size, replications - first))


def size_for(plan: Plan, engine: str) -> int:
    """How many replications an engine is given at a time; looks at a run fall between pieces of any size."""
    if engine == "simpy":
        return PIECE
    one = Outcomes.blank(plan, 0, 1)
    weight = sum(getattr(one, field.name).nbytes for field in fields(Outcomes) if field.name != "first")
    return next((size for size in _LARGE_PIECES if size * weight <= _BYTES_OF_A_PIECE), PIECE)
