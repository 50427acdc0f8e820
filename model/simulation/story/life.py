"""The state of one activity from the day it is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.outcomes import Cause
from model.plan.network import Activity
from model.simulation.story.trail import Trail

if TYPE_CHECKING:
    from simpy import Event

    from model.simulation.story.clock import Turn
    from model.simulation.story.scene import Asked


class Life:
    """One activity at work: its round, what it holds, and the days that have led it here.

    ``first`` is the round from which its luck is drawn, above 0 in later passes of a loop;
    ``round`` counts on from there, ``draw`` is both together, and ``is_again`` says that it is no
    longer the first time. ``left`` is work of the round still to be done, ``paid`` how
    many of its ``stages`` are paid for. Its process waits for its ``turn``, or for the ``finish`` of
    what is in hand as it is planned now.
    """

    __slots__ = (
        "activity", "amount", "asked", "done_up_to", "draw", "duration", "finish", "first", "is_accepted",
        "is_again", "is_at_work", "is_reserved", "left", "number", "paid", "reason", "round", "since",
        "stages", "to_do", "too_late", "trail", "turn",
    )  # fmt: skip

    asked: Asked
    turn: Turn
    finish: Event

    def __init__(self, activity: Activity, trail: Trail, first: int = 0, round: int = 0) -> None:
        self.activity, self.number = activity, activity.number
        self.trail = trail
        self.first, self.round, self.draw = first, round, first + round
        self.is_again = self.draw > 0
        self.amount = 0
        self.duration = self.left = self.to_do = self.done_up_to = 0.0
        self.stages = self.paid = 1
        self.is_reserved = self.is_at_work = False
        self.too_late = 0.0
        self.reason: Cause | None = None
        self.since = 0.0
        self.is_accepted = True

    def goes_into_another_round(self) -> None:
        """Sent back, it begins once more."""
        self.round += 1
        self.draw += 1
        self.is_again = True
