"""Several plans on the same luck, piece beside piece, for what has to be compared while it is simulated."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pandas as pd

from model.analysis.carried import Apart, Chains, chains_of
from model.draws import Draws, make_draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.simulation import AUTO, engine_for
from model.study.job import Job, Keep, Nobody, Piece, Progress, foretell
from model.study.pieces import pieces_of, size_for
from model.study.workforce import ThisComputer, Workforce


def abreast(
    plans: Sequence[Plan],
    seed: int,
    replications: int,
    keep: Keep,
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> Generator[tuple[Any, ...], None, None]:
    """What is kept of the same replications of each plan, side by side, a piece at a time.

    So whatever is compared replication by replication need not be remembered of whole runs.
    """
    jobs = [_job(plan, seed, replications * len(plans), keep, engine, progress) for plan in plans]
    size = min(size_for(job.plan, job.engine) for job in jobs)
    at_work = workforce or ThisComputer(1)
    with closing(at_work.share_out(_in_turn(jobs, replications, size), replications * len(jobs))) as promises:
        beside: list[Any] = []
        for promise in promises:
            beside.append(promise.kept(progress or Nobody()))
            if len(beside) == len(jobs):
                yield tuple(beside)
                beside = []


def kept_of(
    plans: Iterable[Plan | None],
    keep: Keep,
    seed: int,
    replications: int,
    total: int,
    *,
    engine: str = AUTO,
    workforce: Workforce,
    progress: Progress | None = None,
) -> list[list[Any] | None]:
    """What is kept of the pieces of each plan, in their order; None of one that can't be carried out.

    Parameters
    ----------
    plans
        Made as there is somebody to begin with them: they are worked at side by side, so that many
        short runs don't wait for each other, and forgotten when they are done.
    total
        Replications in all, of all plans.
    """
    heard = progress or Nobody()
    found: list[list[Any] | None] = []
    under_way: dict[Job, list[Any]] = {}

    def pieces() -> Iterator[Piece]:
        for plan in plans:
            if plan is None:
                found.append(None)
                heard(replications)
                continue
            chosen = engine_for(plan, total, engine)
            foretell(chosen, heard)
            job = Job(plan, make_draws(plan.quantities, seed, plan.correlations), keep, chosen)
            under_way[job] = []
            found.append(under_way[job])
            yield from pieces_of(job, replications)

    with closing(workforce.share_out(pieces(), total)) as promises:
        for promise in promises:
            job = promise.piece.job
            under_way[job].append(promise.kept(heard))
            if promise.piece.first + promise.piece.count == replications:
                del under_way[job]
    return found


def carried(
    plans: Sequence[Plan],
    seed: int,
    replications: int,
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """What carries the difference of each further plan from the first, as ``Apart.table`` tells it."""
    first, *others = plans
    all_apart = [Apart(first, other) for other in others]
    parts = abreast(plans, seed, replications, _chains, engine=engine, workforce=workforce, progress=progress)
    with closing(parts):
        for reference, *beside in parts:
            for apart, other in zip(all_apart, beside, strict=True):
                apart.add(reference, other)
    return pd.concat([apart.table() for apart in all_apart], ignore_index=True)


def _chains(plan: Plan, draws: Draws, outcomes: Outcomes) -> Chains:
    return chains_of(outcomes)


def _job(plan: Plan, seed: int, in_all: int, keep: Keep, engine: str, progress: Progress | None) -> Job:
    chosen = engine_for(plan, in_all, engine)
    foretell(chosen, progress or Nobody())
    return Job(plan, make_draws(plan.quantities, seed, plan.correlations), keep, chosen)


def _in_turn(jobs: Sequence[Job], replications: int, size: int) -> Iterator[Piece]:
    """A piece of each job, then the next of each."""
    for first in range(0, replications, size):
        for job in jobs:
            yield Piece(job, first, min(size, replications - first))
