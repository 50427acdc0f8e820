"""What explanations of a scenario stand on: its plan, one run of it, and the same luck for any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.analysis.record import Record, joined, recorded
from model.draws import Draws, make_draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.report.scene import Scene, Tables
from model.scenario import Scenario
from model.simulation import engine_for
from model.study.around import Around, run_of
from model.study.job import Job, Keep, Nobody, Piece, Progress, foretell
from model.study.run import Wish
from model.study.workforce import ThisComputer, Workforce

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture


@dataclass(frozen=True)
class Varied:
    """What Sobol and Morris indices are of, and how closely they look.

    Parameters
    ----------
    inputs
        Levers and assumptions that are varied, by path (``levers.teams``) or by name alone; ``levers`` and
        ``assumptions`` stand for all of a kind. None named means all of both. What isn't varied stays as
        the scenario says: a lever as it is set, an assumption drawn in each replication.
    points
        Base points of a Sobol design, a power of two, or trajectories of a Morris one.
    each
        Replications at each point at most, all of the same luck.
    """

    inputs: tuple[str, ...] = ()
    points: int | None = None
    each: int = 100


@dataclass(frozen=True)
class Question:
    """What is to be explained of a scenario file.

    Parameters
    ----------
    path
        The scenario's file.
    parts
        Names of parts, see ``model.study.explain.PARTS``; none means all that are taken by default.
    milestones
        Names of those to be explained; none means all.
    against
        Another scenario's file, run on the same luck, or None.
    varied
        What Sobol and Morris indices are of.
    """

    path: Path
    parts: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    against: Path | None = None
    varied: Varied = Varied()


@dataclass(frozen=True)
class Part:
    """One kind of answer.

    Parameters
    ----------
    name
        What it is asked for by.
    answer
        Works out its tables.
    told
        Says the answer in a language, in so many columns: the sentences, then a table; from its tables alone.
    pictures
        Its figures, from its tables alone; None where it has none.
    replications
        How many it runs beside the one run that all parts share, as far as can be told.
    by_default
        Whether it is taken where no part is named.
    draws_all
        Whether its figures are drawn however many milestones there are.
    """

    name: str
    answer: Callable[[Ground], Tables]
    told: Callable[[Tables, Scene, str, int], Told]
    pictures: Callable[[Path, Imprint, Tables, Scene], Sequence[Picture]] | None = None
    replications: Callable[[Ground], int] = lambda ground: 0
    by_default: bool = True
    draws_all: bool = False


@dataclass(eq=False)
class Ground:
    """One scenario, the luck it is asked about, and whatever was run of it so far."""

    around: Around
    scenario: Scenario
    wish: Wish
    seed: int
    count: int
    names: tuple[str, ...]
    varied: Varied = Varied()
    other: Ground | None = None
    progress: Progress = field(default_factory=Nobody)
    workforce: Workforce = field(default_factory=lambda: ThisComputer(1))

    @cached_property
    def plan(self) -> Plan:
        """The plan of the scenario."""
        return self.around.plan()

    @cached_property
    def milestones(self) -> tuple[int, ...]:
        """The numbers of the milestones asked for, in plan order."""
        named = {one.name: number for number, one in enumerate(self.plan.milestones)}
        return tuple(named[name] for name in self.names)

    @cached_property
    def draws(self) -> Draws:
        """The luck of the scenario."""
        return make_draws(self.plan.quantities, self.seed, self.plan.correlations)

    @cached_property
    def record(self) -> Record:
        """The one run that all parts read: made when the first of them asks for it."""
        kept = self.run(self.plan, partial(_recorded, self.milestones))
        return joined(kept)

    @cached_property
    def engine(self) -> str:
        """The engine for all runs: there are many of them, so it may pay to compile."""
        return engine_for(self.plan, self.count, self.wish.engine)

    def run(self, plan: Plan, keep: Keep, count: int | None = None) -> list[Any]:
        """What is kept of each piece of a run of any plan on the luck of this scenario, in order."""
        replications = self.count if count is None else count
        return run_of(
            plan,
            self.seed,
            replications,
            keep,
            engine=self.engine,
            workforce=self.workforce,
            progress=_Heard(self.progress),
        )

    def run_some(self, plan: Plan, keep: Keep, which: NDArray[np.bool_]) -> Iterator[tuple[slice, Any]]:
        """What is kept of some replications of another plan, a stretch of neighbours at a time.

        Parameters
        ----------
        which
            The replications that are wanted, shape (count,); others are run with them where to leave
            them out would make too many stretches.
        """
        foretell(self.engine, self.progress)
        job = Job(plan, make_draws(plan.quantities, self.seed, plan.correlations), keep, self.engine)
        pieces = [Piece(job, first, last - first) for first, last in stretches(which)]
        wanted = sum(piece.count for piece in pieces)
        heard = _Heard(self.progress)
        with closing(self.workforce.share_out(iter(pieces), wanted)) as promises:
            for promise in promises:
                first, count = promise.piece.first, promise.piece.count
                yield slice(first, first + count), promise.kept(heard)


class _Heard:
    """Progress of one of many runs: it counts, but doesn't say how many there are in all."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __call__(self, more: int, /) -> None:
        self._progress(more)

    def expect(self, total: int, /) -> None:
        """The whole is known better than by one run."""

    def begins(self, step: str, total: int, /) -> None:
        """What are steps of the whole is known better than by one run."""

    def compiles(self) -> None:
        self._progress.compiles()


def heard(ground: Ground) -> Progress:
    """Who is told how far one of many runs has come."""
    return _Heard(ground.progress)


LARGEST, GAP = 250, 4
"""Replications in a stretch at most, and how many not wanted may lie between two that are."""


def stretches(which: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and last (not included) of each stretch that together hold all that are wanted."""
    first = last = -1
    for place in np.flatnonzero(which).tolist():
        if first >= 0 and place - last <= GAP and place - first < LARGEST:
            last = place + 1
            continue
        if first >= 0:
            yield first, last
        first, last = place, place + 1
    if first >= 0:
        yield first, last


def _recorded(milestones: tuple[int, ...], plan: Plan, draws: Draws, outcomes: Outcomes) -> Record:
    return recorded(plan, draws, outcomes, milestones)
