"""What happens to the programme: events begin and end, and what they do while they last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simpy import Event as Tick

from model.outcomes import Deed
from model.plan.events import ONCE, TIMES_TRIGGERED, Does, Effect, Event, Occasion
from model.simulation.story.clock import Kind, Moment

if TYPE_CHECKING:
    from model.simulation.story.world import World

NOT_YET = float("inf")


class Happenings:
    """All events of one replication: which have begun, which are in force, and with what sizes."""

    def __init__(self, world: World) -> None:
        self.world, self.plan = world, world.plan
        count = len(self.plan.events)
        self.in_force = [False] * count
        self.sizes: list[tuple[float, ...]] = [()] * count
        self.happened_on = [NOT_YET] * count
        self.times = [0] * count
        self.days = [0.0] * count
        self.gates_open = [gate.is_open for gate in self.plan.gates]
        self._since = [0.0] * count
        self._excluded: set[int] = set()
        self._times_triggered = [0] * count
        self._still_awaited = [len(set(event.anchors)) for event in self.plan.events]

    # -- when -----------------------------------------------------------------------------------------

    def expect_all(self) -> None:
        """Every event that waits for nothing but its day."""
        for event in self.plan.events:
            if not event.anchors:
                for occasion in event.occasions:
                    self._expect(event, occasion)

    def finished(self, number: int) -> None:
        """An activity is done, or turned out not to be needed: events that wait for it may follow."""
        for place in self.plan.awaited_by_events[number]:
            self._still_awaited[place] -= 1
            event = self.plan.events[place]
            if self._still_awaited[place] == 0 and any(map(self.world.is_done, event.anchors)):
                for occasion in event.occasions:
                    self._expect(event, occasion, since=self.world.now)

    def _expect(self, event: Event, occasion: Occasion, since: float = 0.0, round_: int = 0) -> None:
        """Begin an event on its day, if it happens at all; one that is over before the start never did."""
        world = self.world
        if not self._happens(occasion, round_):
            return
        day = since + occasion.day + (world.value(occasion.wait, round_) if occasion.wait >= 0 else 0.0)
        lasts = world.value(occasion.lasts, round_) if occasion.lasts >= 0 else NOT_YET
        if day > self.plan.horizon or day + lasts < world.now:
            return

        def begin(moment: Tick) -> None:
            world.turn(moment)
            self._begin(event, occasion, round_, day, day + lasts)

        place = 2 * Kind.EVENT_START + event.number * world.PLACES
        Moment(world.env, max(0.0, day - world.now), place, begin)

    def _happens(self, occasion: Occasion, round_: int) -> bool:
        if occasion.luck < 0:
            return True
        value = self.world.value
        low = 0.0
        for chance in occasion.before:
            low += value(chance, round_)
        return low <= value(occasion.luck, round_) < low + value(occasion.chance, round_)

    def _begin(self, event: Event, occasion: Occasion, round_: int, day: float, end: float) -> None:
        number, world = event.number, self.world
        if self.in_force[number] or number in self._excluded:
            return
        sizes = tuple(world.value(size, round_) if size >= 0 else 0.0 for size in occasion.sizes)
        paces = self._paces_of(number)
        world.labour.before_pace_changes(paces)
        self.in_force[number], self.sizes[number], self._since[number] = True, sizes, world.now
        self.happened_on[number] = min(self.happened_on[number], world.now)
        self.times[number] += 1
        self._excluded.update(event.excludes)
        world.note(Deed.BEGAN, number)
        self._set_paces(paces)
        for effect, size in zip(event.effects, sizes, strict=True):
            if day >= 0 or effect.does not in ONCE:  # what it did once, it did before the start
                self._does(effect, size, begins=True)
        if end <= self.plan.horizon:
            self._expect_end(event, end)
        for other, delay in event.triggers:
            self._trigger(self.plan.events[other], delay)
        world.queue.look_again()

    def _expect_end(self, event: Event, end: float) -> None:
        world = self.world

        def finish(moment: Tick) -> None:
            world.turn(moment)
            self._end(event)

        place = 2 * Kind.EVENT_END + event.number * world.PLACES
        Moment(world.env, max(0.0, end - world.now), place, finish)

    def _end(self, event: Event) -> None:
        paces = self._paces_of(event.number)
        self.world.labour.before_pace_changes(paces)
        self.in_force[event.number] = False
        self.days[event.number] += self.world.now - self._since[event.number]
        self.world.note(Deed.ENDED, event.number)
        self._set_paces(paces)
        for effect in event.effects:
            self._does(effect, 0.0, begins=False)
        self.world.queue.look_again()

    def _trigger(self, event: Event, delay: int) -> None:
        """One event brings about another: with its chance, after a while."""
        round_ = self._times_triggered[event.number]
        if event.when_triggered is None or round_ >= TIMES_TRIGGERED:
            return
        self._times_triggered[event.number] += 1
        wait = self.world.value(delay) if delay >= 0 else 0.0
        self._expect(event, event.when_triggered, self.world.now + wait, round_)

    def days_in_force(self, number: int) -> float:
        """Days an event has been in force up to the horizon."""
        still = self.plan.horizon - self._since[number] if self.in_force[number] else 0.0
        return self.days[number] + still

    # -- what they do ---------------------------------------------------------------------------------

    def _does(self, effect: Effect, size: float, begins: bool) -> None:
        """What changes at once; effects on durations and chances are read when they are needed."""
        target, world = (effect.targets or (-1,))[0], self.world
        if effect.does == Does.CREW:
            world.queue.changes(target, effect.by if begins else -effect.by)
        elif effect.does in (Does.CLOSE, Does.OPEN):
            self._look_at_gate(target)
        elif not begins:
            return
        elif effect.does in (Does.CUT, Does.CUT_SHARE, Does.GIVE):
            world.treasury.moves(target, effect.does, size)
        elif effect.does == Does.VOID:
            world.voids(target)
        elif effect.does == Does.BLOCK:
            world.blocks(target)

    def _look_at_gate(self, gate: int) -> None:
        """A gate is closed while any closing is in force; else open by itself or by an opening."""
        moved_by = {
            effect.does
            for event in self.plan.events
            for effect in event.effects
            if self.in_force[event.number]
            and effect.does in (Does.CLOSE, Does.OPEN)
            and effect.targets == (gate,)
        }
        is_open = Does.CLOSE not in moved_by and (self.plan.gates[gate].is_open or Does.OPEN in moved_by)
        if is_open != self.gates_open[gate]:
            self.gates_open[gate] = is_open
            self.world.conditions.gate_moved(gate, is_open)

    def _paces_of(self, number: int) -> list[int]:
        """The sets of effects that an event has a part in."""
        return [
            place for place, pace in enumerate(self.plan.paces) if any(event == number for event, _ in pace)
        ]

    def _set_paces(self, paces: Iterable[int]) -> None:
        """The pace of work under each of these sets, the factors in force multiplied in plan order."""
        for place in paces:
            pace = 1.0
            for event, effect in self.plan.paces[place]:
                if self.in_force[event]:
                    pace *= self.sizes[event][effect]
            self.world.labour.pace[place] = pace
        self.world.labour.pace_changed(paces)

    def released(self, source: int) -> float:
        """The share of what is due to a source that comes, under what is in force."""
        share = 1.0
        for event in self.plan.events:
            if self.in_force[event.number]:
                for effect, size in zip(event.effects, self.sizes[event.number], strict=True):
                    if effect.does == Does.RELEASED and effect.targets == (source,):
                        share *= size
        return share

    def chance(self, number: int, own: float) -> float:
        """The chance with which an activity's verdict falls now: its own, or that of another rule."""
        for event, place, _ in self.plan.touched_by[number]:
            if self.in_force[event] and self.plan.events[event].effects[place].does == Does.CHANCE:
                own = self.sizes[event][place]
        return own
