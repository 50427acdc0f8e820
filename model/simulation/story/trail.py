"""How an instant came about, as a trail of days that add up to it.

A trail is a chain of entries, each holding the one before it; every start and finish keeps the
last entry of its own. Copying the driver's trail is therefore free, and two activities that
grew from one share its past.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from model.outcomes import Cause


class Entry(NamedTuple):
    """So many days spent by an activity for a cause, and what was before them."""

    before: Entry | None
    activity: int
    cause: Cause
    days: float


Trail = Entry | None


def entries(trail: Trail) -> Iterator[Entry]:
    """The entries of a trail, last first."""
    while trail is not None:
        yield trail
        trail = trail.before


def days_of(trail: Trail) -> float:
    """The instant a trail leads to: the sum of its days."""
    return sum(entry.days for entry in entries(trail))
