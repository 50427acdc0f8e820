"""The scene: what is the same in every replication of a plan, worked out once for all of them."""

from __future__ import annotations

from model.plan import Plan
from model.plan.calendar import Calendar
from model.plan.network import Activity, Link

Crews = tuple[tuple[int, int], ...]
"""Crews that are asked for, and how many units of each."""

Want = tuple[str, int]
"""One of the things that run short: a crew or a source, and its number."""


class Asked:
    """What one lane of the queue has in common: crews, a source of capital, and what days it needs.

    ``pace`` is the set of events that may stop it, ``frozen_by`` are those that may keep it from
    starting; ``in_one_piece`` says that its work can't be
    interrupted and must fit before the calendar closes. ``wants`` are its crews and its source;
    ``may_close`` says that a day can be closed to them, ``is_steady`` that who waits here waits for a
    crew and nothing else, however long, and ``only_a_day`` that an open day is all they ask for.
    """

    __slots__ = (
        "calendar", "crews", "frozen_by", "in_one_piece", "is_steady", "may_close", "only_a_day", "pace",
        "source", "wants", "window",
    )  # fmt: skip

    def __init__(
        self,
        crews: Crews,
        source: int,
        calendar: Calendar | None,
        window: Calendar | None,
        pace: int,
        in_one_piece: bool,
        frozen_by: tuple[int, ...],
    ) -> None:
        self.crews, self.source = crews, source
        self.calendar, self.window, self.pace = calendar, window, pace
        self.in_one_piece, self.frozen_by = in_one_piece, frozen_by
        wants: list[Want] = [("crew", crew) for crew, _ in crews]
        self.wants = frozenset([*wants, ("source", source)] if source >= 0 else wants)
        self.may_close = calendar is not None or window is not None or pace > 0 or bool(frozen_by)
        self.is_steady = bool(crews) and source < 0 and not self.may_close
        self.only_a_day = not self.wants and not in_one_piece


class Scene:
    """A plan, and what every replication of it needs to know beforehand.

    By activity: ``calendars`` are theirs, where they have one, ``starts`` and ``finishes`` how many
    conditions hold them, ``leading`` those that must all be void for it to be superfluous. ``unheld`` are
    the activities that wait for nothing, ``opening`` the conditions that a day, or a gate that may stand
    open, makes true, ``levels`` those on each indicator.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._known: dict[object, Asked] = {}
        self._to_start: dict[tuple[int, int], Asked] = {}
        self.money = [self._asked((), source) for source in range(len(plan.capital))]
        self.calendars = [self._calendar(activity.calendar) for activity in plan.activities]
        self.starts = [len(activity.starts) for activity in plan.activities]
        self.finishes = [len(activity.finishes) for activity in plan.activities]
        self.leading = [self._leading(activity) for activity in plan.activities]
        self.unheld = [activity.number for activity in plan.activities if not activity.starts]
        self.opening = [one for one in plan.conditions if one.link in (Link.DATE, Link.OPEN)]
        self.levels = [
            [one for one in plan.conditions if one.link == Link.LEVEL and one.indicator == number]
            for number in range(len(plan.indicators))
        ]

    def _leading(self, activity: Activity) -> list[int]:
        """Conditions that lead to an activity: the routes into it, if it has any, else all with anchors."""
        leading = [one for one in map(self.plan.conditions.__getitem__, activity.starts) if one.anchors]
        routes = [one for one in leading if one.link in (Link.REFUSED, Link.TAKEN)]
        return [one.number for one in routes or leading]

    def _calendar(self, number: int) -> Calendar | None:
        return self.plan.calendars[number] if number >= 0 else None

    def to_start(self, activity: Activity, source: int) -> Asked:
        """What an activity asks for to begin: an open day, its crews, and money of a source (-1: none)."""
        key = activity.number, source
        if key not in self._to_start:
            frozen_by = self.plan.frozen_by[activity.number]
            self._to_start[key] = self._work(activity, activity.crews, source, activity.window, frozen_by)
        return self._to_start[key]

    def to_go_on(self, activity: Activity, crews: Crews, source: int) -> Asked:
        """What an activity asks for before another round: no window is asked, and nothing freezes it."""
        return self._work(activity, crews, source, -1, ())

    def _work(
        self, activity: Activity, crews: Crews, source: int, window: int, frozen_by: tuple[int, ...]
    ) -> Asked:
        """What is asked for where work is to begin at once; who asks for the same gets the same."""
        in_one_piece = not activity.interruptible and activity.calendar >= 0
        pace = self.plan.pace_of[activity.number]
        return self._asked(crews, source, activity.calendar, window, pace, in_one_piece, frozen_by)

    def _asked(
        self,
        crews: Crews,
        source: int,
        calendar: int = -1,
        window: int = -1,
        pace: int = 0,
        in_one_piece: bool = False,
        frozen_by: tuple[int, ...] = (),
    ) -> Asked:
        key = crews, source, calendar, window, pace, in_one_piece, frozen_by
        if key not in self._known:
            days = self._calendar(calendar), self._calendar(window)
            self._known[key] = Asked(crews, source, *days, pace, in_one_piece, frozen_by)
        return self._known[key]
