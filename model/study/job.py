"""What is to be done: one plan with its luck, so many replications at a time, and what is kept of them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Protocol

from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.simulation import Run, must_compile, ready

Keep = Callable[[Plan, Draws, Outcomes], Any]
"""What is kept of some outcomes; a function that stands in a module, so that it can be named elsewhere."""


class Progress(Protocol):
    """Who is told how far a study has come."""

    def __call__(self, more: int, /) -> None:
        """So many more replications are done."""

    def expect(self, total: int, /) -> None:
        """It will take so many replications in all, as far as can now be told."""

    def begins(self, step: str, total: int, /) -> None:
        """What was under way is done, and a further step begins that takes so many replications more.

        ``step`` names it: ``levers``.
        """

    def compiles(self) -> None:
        """The engine has to be compiled first, which takes a while."""


class Nobody:
    """Progress that nobody listens to."""

    def __call__(self, more: int, /) -> None:
        """So many more replications are done."""

    def expect(self, total: int, /) -> None:
        """It will take so many replications in all."""

    def begins(self, step: str, total: int, /) -> None:
        """A further step begins."""

    def compiles(self) -> None:
        """The engine has to be compiled first, which takes a while."""


def foretell(engine: str, progress: Progress) -> None:
    """Where an engine has to be compiled first, say so before it is, since nothing moves meanwhile."""
    if engine == "compiled" and must_compile():
        progress.compiles()


def everything(plan: Plan, draws: Draws, outcomes: Outcomes) -> Outcomes:
    """Keep the outcomes as they are."""
    return outcomes


@dataclass(frozen=True, eq=False)
class Job:
    """One plan to be simulated; what is sent to whoever works at it, once and not with each piece.

    ``keep`` is applied where the work is done, so that only what is kept is brought back.
    """

    plan: Plan
    draws: Draws
    keep: Keep = everything
    engine: str = "simpy"

    def done(self, first: int, count: int, each: Callable[[], None] | None = None) -> Any:
        """What is kept of replications ``first`` to ``first + count - 1``."""
        outcomes = self._run(first, count, each)
        return self.keep(self.plan, self.draws, outcomes)

    @cached_property
    def _run(self) -> Run:
        return ready(self.plan, self.draws, self.engine)

    @cached_property
    def packed(self) -> bytes:
        """The job as it is sent."""
        return pickle.dumps((self.plan, self.draws, self.keep, self.engine), protocol=5)

    @cached_property
    def digest(self) -> str:
        """What a worker knows it by."""
        return sha256(self.packed).hexdigest()

    @staticmethod
    def unpacked(packed: bytes) -> Job:
        """The job that was sent."""
        return Job(*pickle.loads(packed))


@dataclass(frozen=True, eq=False)
class Piece:
    """Some consecutive replications of a job."""

    job: Job
    first: int
    count: int


class Promise(Protocol):
    """A piece that is done, under way, or will be when it is asked for."""

    @property
    def piece(self) -> Piece:
        """Which piece it is."""

    def kept(self, progress: Progress) -> Any:
        """What is kept of the piece, once it is done; what went wrong in it is raised here."""
