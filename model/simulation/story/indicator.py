"""Indicators: levels that drift over the years and jump when activities finish."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, NamedTuple

from model.days import TICKS_PER_DAY, to_tick_up
from model.plan.network import NEVER, Indicator
from model.simulation.story.clock import Kind, Moment

if TYPE_CHECKING:
    from simpy import Event

    from model.simulation.story.world import World

CLOSE = 1e-9
"""How near to a level counts as having reached it, so that sums of tenths are what they look like."""


class Watch(NamedTuple):
    """A condition, the level it needs, and whether that is the most rather than the least."""

    condition: int
    need: float
    at_most: bool


class Gauge:
    """The level of one indicator, and who waits for it to be reached."""

    def __init__(self, indicator: Indicator, level: float, drift: float) -> None:
        self.indicator = indicator
        self.level, self.drift, self.since = level, drift, 0.0
        self.moved_by = -1
        self.watched_by: list[Watch] = []
        self.readings = 0

    def level_at(self, day: float) -> float:
        """The level on a day not before the last jump."""
        return self.level + self.drift * (day - self.since)

    def holds(self, watch: Watch) -> bool:
        """Whether the level was high, or low, enough at the last jump or turn."""
        if watch.at_most:
            return self.level <= watch.need + CLOSE
        return self.level >= watch.need - CLOSE

    def crosses(self, watch: Watch) -> float:
        """The first instant after the last jump at which that changes; inf if it never does."""
        holds = self.holds(watch)
        upward = holds == watch.at_most
        if (self.drift > 0) != upward or self.drift == 0:
            return NEVER
        days = max(0.0, (watch.need - self.level) / self.drift)
        if holds:  # at the level itself it still holds
            return self.since + (floor(days * TICKS_PER_DAY) + 1) / TICKS_PER_DAY
        return self.since + float(to_tick_up(days))

    def jump(self, day: float, by: float, activity: int) -> None:
        """Move by a step, caused by an activity."""
        self.level, self.since, self.moved_by = self.level_at(day) + by, day, activity

    def turn(self, day: float, drift: float) -> None:
        """Drift at another rate from a day on."""
        self.level, self.since, self.drift = self.level_at(day), day, drift


def watch(world: World, gauge: Gauge) -> None:
    """Look at a gauge that was set or has moved: who has what he needs, and when that will change."""
    gauge.readings += 1
    for one in gauge.watched_by:
        holds = gauge.holds(one)
        if holds:
            world.conditions.came_true(one.condition, gauge.moved_by)
        else:
            world.conditions.is_open_again(one.condition)
        world.conditions.will_change(one.condition, gauge.crosses(one), gauge, comes_true=not holds)


def expect_turns(world: World, gauge: Gauge, place: int) -> None:
    """The days on which an indicator begins to drift at another rate."""
    for day, drift in gauge.indicator.turns:

        def turn(moment: Event, drift: int = drift) -> None:
            world.turn(moment)
            gauge.turn(world.now, world.value(drift))
            watch(world, gauge)

        if day <= world.plan.horizon:
            Moment(world.env, day, 2 * Kind.EVENT_START + place * world.PLACES, turn)
