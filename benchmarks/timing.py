"""Contenders timed side by side: in turn, again and again, on one core.

A machine that others use is now faster and now slower, so a figure from one minute says nothing about a
figure from the next. Here every round times every contender, and what is compared is compared within a
round; of the rounds the median is told. Time is processor time of this process, so that waiting for a core
doesn't count.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time


@dataclass(frozen=True)
class Contender:
    """Something that runs so many replications when called with a number."""

    name: str
    run: Callable[[int], object]


@dataclass(frozen=True)
class Measured:
    """What one contender needed: seconds a replication, round by round, and how many it ran in a round."""

    name: str
    replications: int
    seconds: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Replications in a second, the median of the rounds."""
        return 1.0 / median(self.seconds)

    def times(self, yardstick: Measured) -> tuple[float, float, float]:
        """How many times as fast as another: median, least and most of the rounds."""
        pairs = zip(self.seconds, yardstick.seconds, strict=True)
        ratios = [theirs / ours for ours, theirs in pairs]
        return median(ratios), min(ratios), max(ratios)


def alternate(contenders: Sequence[Contender], rounds: int, turn_seconds: float) -> list[Measured]:
    """Time contenders in turn.

    Parameters
    ----------
    rounds
        How often each has its turn.
    turn_seconds
        About how long a turn lasts; how many replications that is, is found out beforehand. At least one.
    """
    sizes = [_size(contender, turn_seconds) for contender in contenders]
    seconds: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):
        for contender, size, found in zip(contenders, sizes, seconds, strict=True):
            found.append(_timed(contender, size) / size)
    return [
        Measured(contender.name, size, tuple(found))
        for contender, size, found in zip(contenders, sizes, seconds, strict=True)
    ]


def _size(contender: Contender, turn_seconds: float) -> int:
    """How many replications fill a turn; the first call compiles and loads what has to be."""
    contender.run(1)
    size = 1
    while True:
        spent = _timed(contender, size)
        if spent >= turn_seconds / 8:
            return max(1, round(size * turn_seconds / spent))
        size = max(2 * size, int(size * turn_seconds / 4 / max(spent, 1e-4)))


def _timed(contender: Contender, size: int) -> float:
    """Seconds for so many replications; what others have left in memory is out of the collector's sight."""
    gc.collect()
    gc.freeze()
    began = process_time()
    contender.run(size)
    spent = process_time() - began
    gc.unfreeze()
    return spent
