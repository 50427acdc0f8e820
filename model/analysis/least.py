"""The least effort with which a chance reaches a target, among values tried on the same luck.

Values stand in order of effort. Where more effort never costs a replication its success, the chance
rises along them and the least that suffices is found by bisection; whether that is so is looked at
and not assumed. Otherwise every value is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.analysis.chances import Chance, chance_of

Met = NDArray[np.bool_]
"""Of each replication, whether the milestone is met by its deadline; shape (replications,)."""

Look = Callable[[Sequence[int], int], Sequence[Met]]
"""Tries values, by their places, over so many replications; a longer look begins with every shorter one."""

PILOT = 200
"""Replications in which every value is tried first, to see whether more effort ever does harm."""

MOST_IN_PILOT = 60
"""Values tried in it; of more, so many spread evenly."""

FEW = 4
"""So few values are all tried: bisection would save nothing."""


@dataclass(frozen=True)
class Least:
    """What a search found, in places of the values as they were given.

    ``order`` has the places by effort, the least first. ``sure`` is the least whose interval lies at
    or above the target, ``likely`` the least whose estimate does; None where there is none in range.
    ``best`` is the one with the highest chance, of equal ones the least. ``harmed`` is the most
    replications that any greater effort cost, of ``compared``, between the places ``harm``.
    """

    order: tuple[int, ...]
    chances: dict[int, Chance]
    sure: int | None
    likely: int | None
    best: int
    is_bisected: bool
    harmed: int
    compared: int
    harm: tuple[int, int] | None

    @property
    def is_monotone(self) -> bool:
        """Whether no greater effort tried cost any replication its success."""
        return self.harmed == 0


def least(
    count: int,
    look: Look,
    target: float,
    replications: int,
    most: int,
    rising: bool | None = None,
    also: Sequence[int] = (),
) -> Least:
    """Find the least of some values with which a chance reaches a target.

    Parameters
    ----------
    count
        How many values there are, from the lowest up; at least one.
    look
        What tries them.
    target
        The chance wanted, in (0, 1).
    replications
        How many a value gets at first. While its interval holds the target it gets twice as many.
    most
        But no more than this.
    rising
        Whether a higher value is more effort. None: the end with the higher chance is, in the pilot.
    also
        Places whose chance is wanted anyhow, beside the two ends.

    Source
    ------
    Intervals: Wilson (1927), as in ``chances``. A value is settled at its first look at which the
    interval lies on one side of the target, so one that is near it may be settled by luck in some
    more than the nominal 2.5 % of cases.
    """
    return _Search(count, look, target, replications, max(replications, most)).found(rising, also)


class _Harm(NamedTuple):
    """Replications that a step costs, of how many compared, and from which place to which."""

    lost: int
    compared: int
    where: tuple[int, int] | None


@dataclass
class _Search:
    count: int
    look: Look
    target: float
    replications: int
    most: int
    seen: dict[int, Met] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)

    def found(self, rising: bool | None, also: Sequence[int]) -> Least:
        pilot = min(PILOT, self.replications)
        places = self._spread()
        self._try(places, pilot)
        first, last = (int(self.seen[end].sum()) for end in (0, self.count - 1))
        is_up = last >= first if rising is None else rising
        order = tuple(range(self.count)) if is_up else tuple(reversed(range(self.count)))
        is_bisected = self.count > FEW and self._harm(order).lost == 0
        if is_bisected:
            self._settle([0, self.count - 1, *also])
            self._bisect(order, self._is_likely)
            self._bisect(order, self._is_sure)
            if not self._is_sure(order[-1]):
                self._bisect(order, lambda place: self._is_as_good(place, order[-1]))
            is_bisected = self._harm(order).lost == 0
        if not is_bisected:
            self._settle(order)
        return self._told(order, is_bisected)

    def _spread(self) -> list[int]:
        """The places tried in the pilot, both ends among them."""
        if self.count <= MOST_IN_PILOT:
            return list(range(self.count))
        spread = np.linspace(0, self.count - 1, MOST_IN_PILOT)
        return sorted({int(place) for place in np.rint(spread)})

    def _bisect(self, order: Sequence[int], passes: Callable[[int], bool]) -> None:
        """Settle values until the least that passes is known, where all after it pass too."""
        low, high = -1, len(order) - 1
        if not passes(order[high]):
            return
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if passes(order[middle]) else (middle, high)

    def _is_sure(self, place: int) -> bool:
        self._settle([place])
        return self._chance(place).low >= self.target

    def _is_likely(self, place: int) -> bool:
        self._settle([place])
        return self._chance(place).estimate >= self.target

    def _is_as_good(self, place: int, end: int) -> bool:
        """Whether more effort than this brings nothing, as far as both are known."""
        self._settle([place])
        both = min(len(self.seen[place]), len(self.seen[end]))
        return int(self.seen[place][:both].sum()) >= int(self.seen[end][:both].sum())

    def _settle(self, places: Sequence[int]) -> None:
        """Give values replications until their interval lies on one side of the target."""
        wanted, size = [place for place in places if place not in self.settled], self.replications
        while wanted:
            self._try(wanted, size)
            self.settled |= {place for place in wanted if self._is_clear(place) or size >= self.most}
            wanted = [place for place in wanted if place not in self.settled]
            size = min(2 * size, self.most)

    def _is_clear(self, place: int) -> bool:
        chance = self._chance(place)
        return chance.low >= self.target or chance.high < self.target

    def _try(self, places: Sequence[int], size: int) -> None:
        for place, met in zip(places, self.look(places, size), strict=True):
            self.seen[place] = met

    def _chance(self, place: int) -> Chance:
        met = self.seen[place]
        return chance_of(int(met.sum()), len(met))

    def _harm(self, order: Sequence[int]) -> _Harm:
        """The most replications that more effort costs their success, from one value tried to the next.

        Where no such step costs any, no longer one does. Values tried in the pilot alone are compared
        over the pilot, settled ones over all they share.
        """
        tried, settled = ([place for place in order if place in some] for some in (self.seen, self.settled))
        steps = [self._step(less, more) for some in (tried, settled) for less, more in pairwise(some)]
        return max(steps, key=lambda step: (step.lost, step.compared), default=_Harm(0, 0, None))

    def _step(self, less: int, more: int) -> _Harm:
        both = min(len(self.seen[less]), len(self.seen[more]))
        return _Harm(int((self.seen[less][:both] & ~self.seen[more][:both]).sum()), both, (less, more))

    def _told(self, order: tuple[int, ...], is_bisected: bool) -> Least:
        tried = [place for place in order if place in self.settled]
        chances = {place: self._chance(place) for place in tried}
        sure = next((place for place in tried if chances[place].low >= self.target), None)
        likely = next((place for place in tried if chances[place].estimate >= self.target), None)
        best = max(tried, key=lambda place: chances[place].estimate)
        harm = self._harm(order)
        where = harm.where if harm.lost else None
        return Least(order, chances, sure, likely, best, is_bisected, harm.lost, harm.compared, where)
