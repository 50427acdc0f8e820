"""What happened to steps, before it is put into words, and what of it is told in one breath."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from math import ceil, floor
from typing import NamedTuple, TypeVar

from model.report.naming import FEW

T = TypeVar("T")

A_MOMENT = 1e-6
"""Days; what is shorter comes from adding up."""


class What(Enum):
    """What is told of a step."""

    RESERVED = "reserved"
    START = "start"
    PAID = "paid"
    SENT_BACK = "sent_back"
    GIVEN_UP = "given_up"
    HANDED_OVER = "handed_over"
    DONE = "done"
    SKIPPED = "skipped"


class Days(NamedTuple):
    """A wait for one thing: its days exactly, and the instants between which they lie."""

    exact: float
    begin: float
    end: float

    @property
    def whole(self) -> int:
        """In whole days: of one stretch as the dates of its ends are apart, of several their sum, rounded."""
        is_one_stretch = self.end - self.begin - self.exact < A_MOMENT
        return ceil(self.end) - ceil(self.begin) if is_one_stretch else floor(self.exact + 0.5)

    def and_then(self, other: Days) -> Days:
        """Two waits for the same thing."""
        return Days(self.exact + other.exact, min(self.begin, other.begin), max(self.end, other.end))


Waits = dict[str, Days]
"""Waits by the words for what was waited for."""


@dataclass
class Told:
    """Something that happened to activities of one step, before it is put into words.

    ``first`` and ``day`` are the dates on which it happened first and last; ``about`` is a round,
    or a step that follows; ``days`` how long it took, ``waits`` what of that was waiting, or what a
    start waited; ``before`` what was waited before a step that is told only at its end, ``since`` the
    day on which that began; ``amount`` million VND from ``source``; ``enough`` how much of what a start
    needed; ``again`` how often it had to be done again. Days, or a day, that differ among those told
    in one breath are None.
    """

    day: date
    order: int
    what: What
    who: list[int]
    first: date
    about: str | int = ""
    waits: Waits = field(default_factory=dict)
    before: Waits = field(default_factory=dict)
    is_at_most: bool = False
    days: int | None = 0
    amount: int = 0
    source: int = -1
    enough: str = ""
    since: date | None = None
    again: int = 0


def apart(begin: float, end: float) -> Days:
    """The days from one instant to another."""
    return Days(end - begin, begin, end)


def lives(steps: Iterable[Told]) -> Iterator[Told]:
    """Each activity told once, at its end, with all that led up to it; what has no end, by its last word."""
    begun: dict[int, list[Told]] = {}
    for told in steps:
        [number] = told.who
        begun.setdefault(number, []).append(told)
        if told.what in (What.DONE, What.GIVEN_UP, What.HANDED_OVER, What.SKIPPED):
            life = begun.pop(number)
            if told.what != What.SKIPPED:
                yield _at_its_end(life)
    for left in begun.values():
        yield left[-1]


def _at_its_end(life: Sequence[Told]) -> Told:
    """The end of a life with what was waited before it began, what it cost and how often it was refused."""
    start = next((told for told in life if told.what == What.START), None)
    paid = [told for told in life if told.amount]
    return replace(
        life[-1],
        before=start.waits if start is not None else {},
        since=start.since if start is not None else None,
        enough=start.enough if start is not None else "",
        amount=sum(told.amount for told in paid),
        source=paid[0].source if paid else -1,
        again=sum(told.what == What.SENT_BACK for told in life),
    )


def folded(steps: Iterable[Told], heap_of: Callable[[Told], tuple[object, bool]]) -> Iterator[Told]:
    """Equal things of one day told once; those of many units on many days once, on the last of them."""
    heaps: dict[object, list[Told]] = {}
    whatever_the_day: dict[object, bool] = {}
    for told in steps:
        heap, is_any_day = heap_of(told)
        heaps.setdefault(heap, []).append(told)
        whatever_the_day[heap] = is_any_day
    for heap, some in heaps.items():
        days = list(dict.fromkeys(told.day for told in some))
        if len(some if whatever_the_day[heap] else days) > FEW:
            yield _as_one(some)
        else:
            yield from (_as_one([told for told in some if told.day == day]) for day in days)


def _as_one(some: Sequence[Told]) -> Told:
    """Equal things that happened to several activities as one; of waits the longest is kept."""
    if len(some) == 1:
        return some[0]
    waits, before = _longest([told.waits for told in some]), _longest([told.before for told in some])
    is_alike = all(
        whole_days(told.waits) == whole_days(waits) and whole_days(told.before) == whole_days(before)
        for told in some
    )
    return replace(
        some[-1],
        who=[number for told in some for number in told.who],
        first=some[0].day,
        waits=waits,
        before=before,
        is_at_most=not is_alike,
        amount=sum(told.amount for told in some),
        days=_common([told.days for told in some]),
        since=_common([told.since for told in some]),
        again=sum(told.again for told in some),
    )


def _common(some: Sequence[T]) -> T | None:
    """What all are; None where they differ."""
    return some[0] if all(one == some[0] for one in some) else None


def _longest(all_waits: Sequence[Waits]) -> Waits:
    longest: Waits = {}
    for waits in all_waits:
        for words, days in waits.items():
            longest[words] = max(days, longest.get(words, days))
    return longest


def whole_days(waits: Waits) -> dict[str, int]:
    """Whole days by the words for what was waited for."""
    return {words: days.whole for words, days in waits.items()}
