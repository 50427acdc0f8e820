"""Indicators: levels that drift over the years and jump when activities finish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.days import to_tick_up
from model.plan.network import NEVER, Indicator

if TYPE_CHECKING:
    from model.simulation.story.world import World


class Gauge:
    """The level of one indicator, and who waits for it to be reached."""

    def __init__(self, indicator: Indicator, level: float, drift: float) -> None:
        self.indicator = indicator
        self.level, self.drift, self.since = level, drift, 0.0
        self.moved_by = -1
        self.watched_by: list[tuple[int, float]] = []
        self.readings = 0

    def level_at(self, day: float) -> float:
        """The level on a day not before the last jump."""
        return self.level + self.drift * (day - self.since)

    def reaches(self, need: float) -> float:
        """The first instant from the last jump on at which the level is high enough; inf if never."""
        if self.level >= need:
            return self.since
        if self.drift <= 0:
            return NEVER
        return self.since + float(to_tick_up((need - self.level) / self.drift))

    def jump(self, day: float, by: float, activity: int) -> None:
        """Move by a step, caused by an activity."""
        self.level, self.since, self.moved_by = self.level_at(day) + by, day, activity


def watch(world: World, gauge: Gauge) -> None:
    """Look at a gauge after it was set or has jumped: who has what he needs, and who will have it when."""
    gauge.readings += 1
    for condition, need in gauge.watched_by:
        day = gauge.reaches(need)
        if day <= world.now:
            world.conditions.came_true(condition, gauge.moved_by)
        else:
            world.conditions.is_open_again(condition)
            if day <= world.plan.horizon:
                world.conditions.will_come_true(condition, day, gauge, gauge.readings)
