"""Gates that wait for enough of a group: by weight, or by the length that lies in one piece."""

from __future__ import annotations

from model.plan.network import Condition
from model.plan.possible import length_needed, weight_needed


def places_of(condition: Condition) -> dict[int, int]:
    """The place of each member in its group, the first where one is listed twice."""
    return {member: place for place, member in reversed(list(enumerate(condition.anchors)))}


class Share:
    """How much of a group's weight is done; what is skipped leaves both sides."""

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.places = places_of(condition)
        self.total, self.done = sum(condition.weights), 0
        self.needed = weight_needed(condition, self.total)

    def add(self, place: int) -> bool:
        """One more member is done; whether that is enough."""
        self.done += self.condition.weights[place]
        return self.done >= self.needed

    def skip(self, place: int) -> bool:
        """A member will never be done; whether what is done is now enough."""
        self.total -= self.condition.weights[place]
        if self.condition.share:
            self.needed = weight_needed(self.condition, self.total)
        return self.total > 0 and self.done >= self.needed


class Stretch:
    """The longest run of neighbours that are done; a skipped one lies in a run without length."""

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.places = places_of(condition)
        self.metres = list(condition.weights)
        self.is_done = [False] * len(self.metres)
        self.total = len(self.metres)

    def add(self, place: int) -> bool:
        """One more member is done; whether its run is long enough."""
        return self._joined(place)

    def skip(self, place: int) -> bool:
        """A member will never be done; whether the run it joins is long enough."""
        self.metres[place] = 0
        self.total -= 1
        return self.total > 0 and self._joined(place)

    def _joined(self, place: int) -> bool:
        self.is_done[place] = True
        return self._run_through(place) >= length_needed(self.condition)

    def _run_through(self, place: int) -> int:
        first = last = place
        while first > 0 and self.is_done[first - 1]:
            first -= 1
        while last + 1 < len(self.is_done) and self.is_done[last + 1]:
            last += 1
        return sum(self.metres[first : last + 1])
