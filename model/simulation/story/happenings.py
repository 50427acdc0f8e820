"""What happens to the programme: events begin and end, and what they do while they last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from model.outcomes import Deed
from model.plan.events import ONCE, TIMES_TRIGGERED, Does, Effect, Event, Occasion
from model.simulation.story.clock import Desk, Kind

if TYPE_CHECKING:
    from model.simulation.story.world import World

NOT_YET = float("inf")


class Beginning(NamedTuple):
    """An event that is due: which occasion of it, in which round, on what day, and when it would end."""

    event: int
    place: int
    round: int
    day: float
    end: float


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
        self._beginnings: Desk[Beginning] = Desk(world, Kind.EVENT_START, self._begin_all)
        self._ends: Desk[int] = Desk(world, Kind.EVENT_END, self._end_all)

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

        beginning = Beginning(event.number, self._place_of(event, occasion), round_, day, day + lasts)
        self._beginnings.due(max(0.0, day - world.now), beginning)

    @staticmethod
    def _place_of(event: Event, occasion: Occasion) -> int:
        """The place of an occasion in its event, the one of being triggered after all others."""
        places = (place for place, one in enumerate(event.occasions) if one is occasion)
        return next(places, len(event.occasions))

    def _begin_all(self, due: list[Beginning]) -> None:
        """All that is due at this instant, in plan order."""
        for one in sorted(due):
            self._begin(one)

    def _end_all(self, due: list[int]) -> None:
        for number in sorted(due):
            self._end(self.plan.events[number])

    def _happens(self, occasion: Occasion, round_: int) -> bool:
        if occasion.luck < 0:
            return True
        value = self.world.value
        low = 0.0
        for chance in occasion.before:
            low += value(chance, round_)
        return low <= value(occasion.luck, round_) < low + value(occasion.chance, round_)

    def _begin(self, due: Beginning) -> None:
        number, world = due.event, self.world
        if self.in_force[number] or number in self._excluded:
            return
        event = self.plan.events[number]
        occasion = (*event.occasions, event.when_triggered)[due.place]
        assert occasion is not None, "only who may be triggered is"
        sizes = tuple(world.value(size, due.round) if size >= 0 else 0.0 for size in occasion.sizes)
        self.in_force[number], self.sizes[number], self._since[number] = True, sizes, world.now
        self.happened_on[number] = min(self.happened_on[number], world.now)
        self.times[number] += 1
        self._excluded.update(event.excludes)
        world.note(Deed.BEGAN, number)
        self._set_paces(number)
        for effect, size in zip(event.effects, sizes, strict=True):
            if due.day >= 0 or effect.does not in ONCE:  # what it did once, it did before the start
                self._does(effect, size, begins=True)
        if due.end <= self.plan.horizon:
            self._ends.due(max(0.0, due.end - world.now), number)
        for other, delay in event.triggers:
            self._trigger(self.plan.events[other], delay)
        world.queue.look_again()

    def _end(self, event: Event) -> None:
        self.in_force[event.number] = False
        self.days[event.number] += self.world.now - self._since[event.number]
        self.world.note(Deed.ENDED, event.number)
        self._set_paces(event.number)
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

    def is_any_in_force(self, events: tuple[int, ...]) -> bool:
        """Whether one of these events is in force now."""
        return bool(events) and any(self.in_force[event] for event in events)

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

    def _set_paces(self, number: int) -> None:
        """Where an event has changed the pace, book what was done at the old one, and go on at the new."""
        labour = self.world.labour
        paces = {
            place: self._pace(pace)
            for place, pace in enumerate(self.plan.paces)
            if any(event == number for event, _ in pace)
        }
        changed = {place: pace for place, pace in paces.items() if pace != labour.pace[place]}
        labour.before_pace_changes(changed)
        for place, pace in changed.items():
            labour.pace[place] = pace
        labour.pace_changed(changed)

    def _pace(self, effects: tuple[tuple[int, int], ...]) -> float:
        """The factors of those in force, multiplied in plan order."""
        pace = 1.0
        for event, effect in effects:
            if self.in_force[event]:
                pace *= self.sizes[event][effect]
        return pace

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
