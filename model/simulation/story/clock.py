"""The order of one instant: what happens first when several things happen at the same time.

At every instant the first of these kinds that is pending comes next (rules of the simulation,
rule 3), each in two steps: first everything that is due comes in, then a desk serves it in one
pass. SimPy keeps events of equal time by priority, so kind k has priority 2k for what is due
and 2k + 1 for its desk; processes woken by a desk go on at once, before anything else.
"""

from __future__ import annotations

from collections.abc import Callable
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
    SETTLED = 8


class Moment(Event):
    """Something that happens after so many days, in its place of the order of one instant."""

    def __init__(self, env: Environment, delay: float, priority: int, act: Callable[[Event], Any]) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        self.callbacks = [act]
        env.schedule(self, priority, delay)


class Desk(Generic[Thing]):
    """Collects what is due at an instant and serves it in one pass.

    Parameters
    ----------
    serve
        Called with everything collected, once per pass.
    """

    def __init__(self, env: Environment, kind: Kind, serve: Callable[[list[Thing]], None]) -> None:
        self._env, self._kind, self._serve = env, kind, serve
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
            Moment(self._env, 0, 2 * self._kind + 1, self._pass)

    def due(self, delay: float, thing: Thing) -> None:
        """Bring something after so many days."""
        Moment(self._env, delay, 2 * self._kind, lambda _: self.bring(thing))

    def _pass(self, _: Event) -> None:
        pile, self._pile, self._is_open = self._pile, [], False
        self._serve(pile)
