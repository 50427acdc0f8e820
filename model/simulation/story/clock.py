"""The order of one instant: what happens first when several things happen at the same time.

At every instant the first of these kinds that is pending comes next (rules of the simulation,
rule 3). SimPy keeps events of equal time by priority, so kind k has priority 2k for what is due
and 2k + 1 for the desk that serves, in one pass, all that has come in; what a desk wakes goes
on at once. Where serving is nothing but waking in plan order, as at a finish, the place in plan
order is part of the priority and no desk is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from enum import IntEnum
from typing import Any, Generic, TypeVar

from simpy import Environment, Event

Thing = TypeVar("Thing")


class Kind(IntEnum):
    """What can happen at an instant, in the order in which it is settled."""

    FINISH = 1
    LAPSE = 2
    DEPOSIT = 3
    EVENT_END = 4
    EVENT_START = 5
    READY = 6
    GRANT = 7


class Moment(Event):
    """Something that happens after so many days, in its place of the order of one instant."""

    _ok, _value = True, None  # it never fails, and has nothing to tell

    def __init__(self, env: Environment, delay: float, priority: float, act: Callable[[Event], Any]) -> None:
        self.env = env
        self.callbacks = [act]
        env.schedule(self, priority, delay)  # type: ignore[arg-type]


class Turn(Event):
    """What somebody waits for until another says that his turn has come: then he goes on, at once.

    It needs no place in the order of the instant, since whoever says so has come to his own.
    """

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.callbacks = []

    def comes(self) -> None:
        """Who waits for it goes on; a turn comes once."""
        waiting, self.callbacks = self.callbacks, None  # type: ignore[assignment]
        for go_on in waiting or ():
            go_on(self)


class Running:
    """A process that runs, now, to its first wait, and from each wait to the next when that is over.

    SimPy's ``Process`` does the same with two events more, for the beginning and the end; here nobody
    waits for the end of a life or interrupts it.
    """

    __slots__ = ("_process",)

    def __init__(self, process: Generator[Event, None, None]) -> None:
        self._process = process
        self._go_on()

    def _go_on(self, _: Event | None = None) -> None:
        awaited = next(self._process, None)
        if awaited is not None:
            assert awaited.callbacks is not None, "what is waited for has not happened yet"
            awaited.callbacks.append(self._go_on)


class Clock:
    """The time of one replication, and the moments at which it moves on."""

    PLACES = 2.0**-40
    """Part of a priority that one place in plan order takes: no plan is so long that kinds would mix."""

    def __init__(self) -> None:
        self.env = Environment(0.0)
        self.now = 0.0

    def turn(self, _: Event | None = None) -> None:
        """A moment has come: it is now. First of all that a moment does."""
        self.now = self.env.now

    def until(self, day: float, kind: Kind, place: int) -> Moment:
        """The instant of a day, for a process to wait for, in the order of its kind and place."""
        return Moment(self.env, day - self.now, 2 * kind + place * self.PLACES, self.turn)

    def wake(self, turn: Turn, kind: Kind, place: int) -> None:
        """Let a turn come at this instant, after the desk of its kind, in the order of places."""
        Moment(self.env, 0, 2 * kind + 1 + place * self.PLACES, lambda _: turn.comes())


class Desk(Generic[Thing]):
    """Collects what is due at an instant and serves it in one pass.

    Parameters
    ----------
    serve
        Called with everything collected, once per pass.
    """

    def __init__(self, clock: Clock, kind: Kind, serve: Callable[[list[Thing]], None]) -> None:
        self._clock, self._kind, self._serve = clock, kind, serve
        self._pile: list[Thing] = []
        self._is_open = False

    def bring(self, thing: Thing) -> None:
        """Add something to be served at this instant."""
        self._pile.append(thing)
        self.open()

    def open(self) -> None:
        """Serve at this instant, even if nothing has been brought."""
        if not self._is_open:
            self._is_open = True
            Moment(self._clock.env, 0, 2 * self._kind + 1, self._pass)

    def due(self, delay: float, thing: Thing) -> None:
        """Bring something after so many days."""

        def bring(moment: Event) -> None:
            self._clock.turn(moment)
            self.bring(thing)

        Moment(self._clock.env, delay, 2 * self._kind, bring)

    def _pass(self, _: Event) -> None:
        pile, self._pile, self._is_open = self._pile, [], False
        self._serve(pile)
