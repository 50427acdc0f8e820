"""Critical path of a plan without chance: earliest and latest dates, and how long each may wait."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from model.days import to_tick
from model.plan.network import Activity, Condition, Link, Plan, Side
from model.plan.numbers import value_of

_RELATIONS = (Link.FINISHED, Link.STARTED)


@dataclass(frozen=True, slots=True)
class Float:
    """Earliest and latest start and finish of an activity, in days from the start."""

    early_start: float
    early_finish: float
    late_start: float
    late_finish: float

    @property
    def total(self) -> float:
        """Days by which the activity may be late without making the end of the plan late."""
        return min(self.late_start - self.early_start, self.late_finish - self.early_finish)

    @property
    def is_critical(self) -> bool:
        """Whether any delay of it delays the end."""
        return self.total <= 0


class NotFixedError(ValueError):
    """A plan has no critical path of its own; the message names the activity and what stands against it."""


def floats_of(plan: Plan) -> tuple[Float, ...]:
    """Earliest and latest dates of every activity, by a pass forward and a pass backward.

    The plan must be a network of fixed durations with relations FS, SS, FF and SF, fixed lags and
    leads, and earliest dates. Crews and capital are taken as free. FF and SF hold the finish of
    their owner and leave its start where it is; a lead counts back from the end of the work, which
    a held finish may follow, and never to before its beginning.

    Returns
    -------
    tuple of Float
        In plan order; the end of the plan is the latest of all finishes.

    Raises
    ------
    NotFixedError
        If an activity has a random duration or lag, rounds, a branch, a calendar, a session, or
        waits for anything else, or if events may happen.

    Source
    ------
    Kelley and Walker (1959), Critical-path planning and scheduling, doi:10.1145/1460299.1460318; the
    relations as in Elmaghraby and Kamburowski (1992), doi:10.1287/mnsc.38.9.1245.
    """
    network = _Network(plan)
    starts, finishes = network.forward()
    late_starts, late_finishes = network.backward(max(finishes, default=0.0))
    rows = zip(starts, finishes, late_starts, late_finishes, strict=True)
    return tuple(Float(*row) for row in rows)


class _Network:
    """The activities of a plan in an order in which everyone comes after those he waits for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        if plan.events:
            raise NotFixedError(f"{plan.events[0].name} may happen")
        for activity in plan.activities:
            self._refuse_what_varies(activity)
        self.length = [self._fixed(one, one.duration) for one in plan.activities]
        self.order = self._in_order()

    def forward(self) -> tuple[list[float], list[float]]:
        """Earliest starts and finishes."""
        starts, finishes = self._all(0.0), self._all(0.0)
        for number in self.order:
            activity = self.plan.activities[number]
            begin = self._earliest(activity.starts, starts, finishes)
            held = self._earliest(activity.finishes, starts, finishes)
            starts[number] = begin
            finishes[number] = max(begin + self.length[number], held)
        return starts, finishes

    def backward(self, end: float) -> tuple[list[float], list[float]]:
        """Latest starts and finishes that still let all be done by the end."""
        starts, finishes = self._all(inf), self._all(end)
        for number in reversed(self.order):
            activity = self.plan.activities[number]
            starts[number] = min(starts[number], finishes[number] - self.length[number])
            for side, ends in ((activity.starts, starts), (activity.finishes, finishes)):
                for condition in map(self.plan.conditions.__getitem__, side):
                    if condition.link == Link.DATE:
                        continue
                    anchor, lag = condition.anchors[0], self._lag(condition)
                    if lag < 0:
                        latest = ends[number] - max(0.0, self.length[anchor] + lag)
                        starts[anchor] = min(starts[anchor], latest)
                        continue
                    held = starts if condition.link == Link.STARTED else finishes
                    held[anchor] = min(held[anchor], ends[number] - lag)
        return starts, finishes

    def _earliest(self, numbers: tuple[int, ...], starts: list[float], finishes: list[float]) -> float:
        """The first instant at which some conditions hold."""
        instant = 0.0
        for condition in map(self.plan.conditions.__getitem__, numbers):
            if condition.link == Link.DATE:
                instant = max(instant, condition.need)
                continue
            anchor, lag = condition.anchors[0], self._lag(condition)
            if lag < 0:
                instant = max(instant, starts[anchor] + max(0.0, self.length[anchor] + lag))
                continue
            held = starts if condition.link == Link.STARTED else finishes
            instant = max(instant, held[anchor] + lag)
        return instant

    def _all(self, value: float) -> list[float]:
        return [value] * len(self.plan.activities)

    def _in_order(self) -> list[int]:
        order: list[int] = []
        seen: set[int] = set()

        def visit(number: int) -> None:
            stack = [number]
            while stack:
                ahead = [one for one in self._anchors(stack[-1]) if one not in seen]
                if ahead:
                    stack.append(ahead[0])
                    continue
                done = stack.pop()
                if done not in seen:
                    seen.add(done)
                    order.append(done)

        for number in range(len(self.plan.activities)):
            visit(number)
        return order

    def _anchors(self, number: int) -> tuple[int, ...]:
        activity = self.plan.activities[number]
        conditions = map(self.plan.conditions.__getitem__, (*activity.starts, *activity.finishes))
        return tuple(anchor for condition in conditions for anchor in condition.anchors)

    # -- what can't be ----------------------------------------------------------------------------

    def _refuse_what_varies(self, activity: Activity) -> None:
        """A critical path is one path: nothing may depend on luck, on the calendar or on who comes first."""
        hindrances = {
            "rounds": activity.verdict is not None,
            "a branch": activity.branch is not None,
            "a calendar": activity.calendar >= 0,
            "a window": activity.window >= 0,
            "a session": activity.session >= 0,
        }
        for name, is_there in hindrances.items():
            if is_there:
                raise NotFixedError(f"{activity.name} has {name}")
        for number in (*activity.starts, *activity.finishes):
            condition = self.plan.conditions[number]
            if condition.link not in (*_RELATIONS, Link.DATE) or condition.lag_calendar >= 0:
                kind = Link(condition.link).name.lower()
                raise NotFixedError(f"{activity.name} waits by {kind} of {Side(condition.side).name.lower()}")

    def _lag(self, condition: Condition) -> float:
        owner = self.plan.activities[condition.owner]
        return self._fixed(owner, condition.lag) if condition.lag >= 0 else 0.0

    def _fixed(self, activity: Activity, quantity: int) -> float:
        said = self.plan.quantities[quantity]
        if not said.distribution.is_fixed:
            raise NotFixedError(f"{said.name} of {activity.name} is random")
        return to_tick(value_of(said.distribution))
