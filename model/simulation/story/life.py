"""The state of one activity from the day it is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy import Event

from model.outcomes import Cause
from model.plan.network import Activity
from model.simulation.story.trail import Trail

if TYPE_CHECKING:
    from model.simulation.story.queue import Asked


class Life:
    """One activity at work: its round, what it holds, and the days that have led it here.

    ``first`` is the round from which its luck is drawn, above 0 in later passes of a loop;
    ``round`` counts on from there. ``left`` is work of the round still to be done, ``paid`` how
    many of its ``stages`` are paid for; ``turn`` is what its process waits for.
    """

    __slots__ = (
        "activity", "amount", "asked", "done_up_to", "duration", "first", "is_accepted", "is_reserved",
        "left", "paid", "plan_of_finish", "reason", "round", "since", "stages", "to_do", "trail", "turn",
    )  # fmt: skip

    asked: Asked
    turn: Event

    def __init__(self, activity: Activity, trail: Trail, first: int = 0, round: int = 0) -> None:
        self.activity = activity
        self.trail = trail
        self.first, self.round = first, round
        self.amount = 0
        self.duration = self.left = self.to_do = self.done_up_to = 0.0
        self.stages = self.paid = 1
        self.plan_of_finish = 0
        self.is_reserved = False
        self.reason: Cause | None = None
        self.since = 0.0
        self.is_accepted = True

    @property
    def draw(self) -> int:
        """The round whose luck is meant."""
        return self.first + self.round

    @property
    def is_again(self) -> bool:
        """Whether this is a later round, or a later pass of a loop."""
        return self.first + self.round > 0
