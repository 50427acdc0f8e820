"""What activities wait for: predecessors, gates, levels and days, each true since some instant."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING

from model.outcomes import Cause
from model.plan.network import NEVER, Condition, Link, Side
from model.simulation.story.clock import Desk, Kind
from model.simulation.story.gates import Share, Stretch
from model.simulation.story.trail import Trail
from model.simulation.story.worktime import finish_of, instant_before

if TYPE_CHECKING:
    from model.simulation.story.indicator import Gauge
    from model.simulation.story.world import World


WHEN_DONE = (Link.FINISHED, Link.ANY)
OF_A_GROUP = (Link.WEIGHT, Link.LENGTH)

Due = tuple[int, int, Callable[[], None]]
"""What is due at an instant: the condition, the place of its anchor, and what to do."""


class Conditions:
    """The state of every condition of the plan in one replication."""

    def __init__(self, world: World) -> None:
        self.world, self.plan, self.scene = world, world.plan, world.scene
        self._waiting_for = self.plan.waiting_for
        count = len(self.plan.conditions)
        self.since: list[float | None] = [None] * count
        self.anchor = [-1] * count
        self.is_void = [False] * count
        self.has_begun = [False] * count
        self.open_starts = list(self.scene.starts)
        self.open_finishes = list(self.scene.finishes)
        self._groups: dict[int, Share | Stretch] = {}
        self._from_start: set[int] = set()
        self._expectation: dict[int, int] = {}
        self._ready: list[int] = []
        self.desk: Desk[Due] = Desk(world, Kind.READY, self._serve)

    # -- what happens to anchors --------------------------------------------------------------

    def started(self, number: int) -> None:
        """An activity has begun: those who waited for its start go on."""
        for place in self.plan.begins_with[number]:
            if not self.is_void[place]:
                self._from_start.add(place)
                self._met(self.plan.conditions[place], number)

    def finished(self, number: int) -> None:
        """An activity is done: those who waited for it go on."""
        conditions = self.plan.conditions
        for place in self._waiting_for[number]:
            condition = conditions[place]
            if condition.link in WHEN_DONE:
                self._met(condition, number)
            elif condition.link == Link.REFUSED:
                self._drop(condition, number)
            elif condition.link == Link.TAKEN:
                self._way_chosen(condition, number)
            else:
                group = self._group(condition)
                if group.add(group.places[number]):
                    self._met(condition, number)

    def _way_chosen(self, condition: Condition, number: int) -> None:
        if condition.way == self.world.rounds.way_of(number):
            self._met(condition, number)
        else:
            self._drop(condition, number)

    def given_up(self, number: int) -> None:
        """An activity was refused for good: the one named to follow takes over."""
        for place in self.plan.waiting_for[number]:
            condition = self.plan.conditions[place]
            if condition.link == Link.REFUSED:
                self._met(condition, number)

    def skipped(self, number: int) -> None:
        """An activity is not needed: nobody waits for it any longer."""
        for place in self._waiting_for[number] + self.plan.begins_with[number]:
            condition = self.plan.conditions[place]
            if condition.link in OF_A_GROUP:
                self._leave(condition, number)
            elif condition.link != Link.ANY or all(map(self.world.is_skipped, condition.anchors)):
                self._drop(condition, number)

    def _leave(self, condition: Condition, number: int) -> None:
        group = self._group(condition)
        if group.skip(group.places[number]):
            self._met(condition, number)
        elif group.total == 0:
            self._drop(condition, number)

    def _group(self, condition: Condition) -> Share | Stretch:
        group = self._groups.get(condition.number)
        if group is None:
            kind = Share if condition.link == Link.WEIGHT else Stretch
            group = self._groups[condition.number] = kind(condition)
        return group

    def is_expected(self, number: int, finish: float) -> None:
        """The round of an activity will be over on a day, as things stand: leads count back from there."""
        for place in self.plan.leads[number]:
            condition = self.plan.conditions[place]
            lag = self._lag(condition, -1)
            if lag < 0 and not self.has_begun[place] and not self.is_void[place]:
                self._expect(condition, number, self._days_ahead(condition, finish, -lag))

    def _days_ahead(self, condition: Condition, finish: float, days: float) -> float:
        if condition.lag_calendar < 0 or finish == NEVER:
            return finish - days
        return instant_before(self.plan.calendars[condition.lag_calendar], finish, days)

    def _expect(self, condition: Condition, number: int, day: float) -> None:
        """A lead comes true on a day, unless another one is expected before that."""
        place = condition.number
        expectation = self._expectation[place] = self._expectation.get(place, 0) + 1

        def come() -> None:
            if self._expectation[place] == expectation:
                self.has_begun[place] = True
                self._from_start.add(place)
                self.came_true(place, number)

        if day <= self.world.now:
            come()
        elif day <= self.plan.horizon:
            self.desk.due(day - self.world.now, (place, 0, come))

    # -- conditions coming true -----------------------------------------------------------------

    def _met(self, condition: Condition, anchor: int) -> None:
        """What it waits for has happened: it is true now, or after its lag."""
        place = condition.number
        if self.has_begun[place] and not condition.lags:
            return
        self.has_begun[place] = True
        if condition.lag < 0 and not condition.lags:
            self.came_true(place, anchor)
            return
        at = condition.anchors.index(anchor) if condition.lags else -1
        day = self._after_lag(condition, at)
        if day <= self.world.now:
            self.came_true(place, anchor)
        elif day <= self.plan.horizon:
            if self.since[place] is None:
                self.anchor[place] = anchor
            self.desk.due(day - self.world.now, (place, at, lambda: self.came_true(place, anchor)))

    def _after_lag(self, condition: Condition, at: int) -> float:
        lag = self._lag(condition, at)
        if condition.lag_calendar < 0 or lag <= 0:
            return self.world.now + lag
        return finish_of(self.plan.calendars[condition.lag_calendar], self.world.now, lag)

    def _lag(self, condition: Condition, at: int) -> float:
        """Days between an anchor and the truth, in this pass of a loop; ``at`` is the anchor's place."""
        quantity = condition.lags[at] if at >= 0 else condition.lag
        return (
            self.world.value(quantity, self.world.rounds.pass_of(condition.owner)) if quantity >= 0 else 0.0
        )

    def came_true(self, place: int, anchor: int) -> None:
        """A condition is true from now on; its owner may be ready by it."""
        if self.since[place] is None:
            self.since[place], self.anchor[place] = self.world.now, anchor
            self._one_less(self.plan.conditions[place])

    def is_open_again(self, place: int) -> None:
        """A level is no longer reached, a gate is shut; who isn't ready yet has to wait for it again."""
        if self.since[place] is not None:
            self.since[place] = None
            condition = self.plan.conditions[place]
            self._open(condition.side)[condition.owner] += 1

    def will_change(self, place: int, day: float, gauge: Gauge, comes_true: bool) -> None:
        """A level will be reached, or lost, on a day unless the gauge moves before."""
        reading = gauge.readings

        def look() -> None:
            if gauge.readings != reading:
                return
            if comes_true:
                self.came_true(place, gauge.moved_by)
            else:
                self.is_open_again(place)

        if day <= self.plan.horizon:
            self.desk.due(day - self.world.now, (place, 0, look))

    def gate_moved(self, gate: int, is_open: bool) -> None:
        """A gate was opened or closed."""
        for condition in self.plan.conditions:
            if condition.link == Link.OPEN and condition.gate == gate:
                if is_open:
                    self.came_true(condition.number, -1)
                else:
                    self.is_open_again(condition.number)

    def on_day(self, place: int, day: float) -> None:
        """A condition that only a day brings about."""
        if day <= self.plan.horizon:
            wait = max(0.0, day - self.world.now)
            self.desk.due(wait, (place, 0, lambda: self.came_true(place, -1)))

    def _drop(self, condition: Condition, because: int) -> None:
        """Nobody need wait for it any longer, since an activity was skipped or made it superfluous."""
        place = condition.number
        if self.is_void[place] or self.has_begun[place]:
            return
        self.is_void[place] = True
        self.since[place], self.anchor[place] = self.world.now, because
        if condition.side == Side.START and self._is_superfluous(condition.owner):
            self.world.skip(condition.owner, because)
        else:
            self._one_less(condition)

    def _is_superfluous(self, number: int) -> bool:
        """An activity isn't needed when all that would lead to it is skipped, or no route is taken."""
        for place in self.scene.leading[number]:  # noqa: SIM110  asked often, and all() takes twice as long
            if not self.is_void[place]:
                return False
        return True

    def _open(self, side: Side) -> list[int]:
        return self.open_starts if side == Side.START else self.open_finishes

    def _one_less(self, condition: Condition) -> None:
        still_open = self.open_starts if condition.side == Side.START else self.open_finishes
        still_open[condition.owner] -= 1
        if still_open[condition.owner] == 0:
            self.becomes_ready(condition.owner)

    def becomes_ready(self, number: int) -> None:
        """Nothing holds this end of an activity any longer: it goes on when the instant comes to that."""
        self._ready.append(number)
        self.desk.open()

    def _serve(self, due: list[Due]) -> None:
        """What is due comes true, in listed order; then all who have become ready go on, in plan order."""
        for _, _, act in due if len(due) < 2 else sorted(due, key=itemgetter(0, 1)):
            act()
        ready, self._ready = sorted(set(self._ready)), []
        for number in ready:
            self.world.goes_on(number)

    # -- loops ------------------------------------------------------------------------------------

    def start_over(self, members: tuple[int, ...]) -> None:
        """What members of a loop waited for within it is as if it had never been."""
        inside = set(members)
        for number in members:
            activity = self.plan.activities[number]
            for place in (*activity.starts, *activity.finishes):
                if inside.issuperset(self.plan.conditions[place].anchors or (-1,)):
                    self._forget(place)
            self.open_starts[number] = self._still_open(activity.starts)
            self.open_finishes[number] = self._still_open(activity.finishes)

    def _forget(self, place: int) -> None:
        self.since[place], self.anchor[place] = None, -1
        self.has_begun[place] = self.is_void[place] = False
        self._from_start.discard(place)
        self._expectation[place] = self._expectation.get(place, 0) + 1

    def _still_open(self, places: tuple[int, ...]) -> int:
        return sum(self.since[place] is None for place in places)

    # -- what brought an end about ----------------------------------------------------------------

    def driver(self, places: tuple[int, ...]) -> int:
        """The condition true since latest, of several true since then the first listed; -1 for none."""
        driver, latest = -1, -1.0
        for place in places:
            since = self.since[place]
            if since is not None and since > latest:
                driver, latest = place, since
        return driver

    def trail(self, place: int) -> Trail:
        """The days that led to a condition's truth."""
        if place < 0:
            return None
        condition, since, anchor = self.plan.conditions[place], self.since[place], self.anchor[place]
        assert since is not None, "a driver is true"
        if anchor < 0:
            before, at = None, 0.0
        elif place in self._from_start:
            at = self.world.began[anchor]
            before = (self.world.begins_of[anchor], anchor, Cause.LAG, 0.0)  # it is on the way
        else:
            before, at = self.world.ends[anchor], self.world.ended[anchor]
        gap = since - at
        return (before, condition.owner, self._cause_of_gap(condition), gap) if gap > 0 else before

    @staticmethod
    def _cause_of_gap(condition: Condition) -> Cause:
        """For what the days between an anchor and the truth of a condition were."""
        if condition.link == Link.LEVEL:
            return Cause.INDICATOR
        return Cause.LAG if condition.lag >= 0 or condition.lags else Cause.LOGIC
