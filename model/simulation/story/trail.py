"""How an instant came about, as a trail of days that add up to it.

A trail is a chain of entries, each holding the one before it; every start and finish keeps the
last entry of its own. Copying the driver's trail is therefore free, and two activities that
grew from one share its past.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from model.outcomes import Cause

Trail: TypeAlias = "tuple[Trail, int, Cause, float] | None"
"""What was before, and then the last entry: an activity, a cause and the days it spent for that."""


def entries(trail: Trail) -> Iterator[tuple[int, Cause, float]]:
    """The entries of a trail, last first: activity, cause and days."""
    while trail is not None:
        trail, activity, cause, days = trail
        yield activity, cause, days


def days_of(trail: Trail) -> float:
    """The instant a trail leads to: the sum of its days."""
    return sum(days for _, _, days in entries(trail))
