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
    """One activity at work: its round, what it holds, and the days that have led it here."""

    __slots__ = (
        "activity", "amount", "asked", "is_accepted", "reason", "round", "since", "trail", "turn",
    )  # fmt: skip

    asked: Asked
    turn: Event

    def __init__(self, activity: Activity, trail: Trail) -> None:
        self.activity = activity
        self.trail = trail
        self.round = 0
        self.amount = 0
        self.reason: Cause | None = None
        self.since = 0.0
        self.is_accepted = True
