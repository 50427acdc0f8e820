"""The door of the compiled engine."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from model import draws as draws_package
from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.simulation.kernel.programme import compiled_for
from model.simulation.kernel.record import Rows
from model.simulation.kernel.tables import Room, Tables


class Kernel:
    """A plan and its draws, made ready for compiled code; several threads may run it at a time."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.tables = plan, Tables(plan, draws)
        self._rooms: list[Room] = []

    def run(self, first: int, count: int) -> Outcomes:
        """Outcomes of replications ``first`` to ``first + count - 1``."""
        outcomes = Outcomes.blank(self.plan, first, count)
        room = self._rooms.pop() if self._rooms else Room(self.tables)
        rows = Rows(*(getattr(outcomes, name) for name in Rows._fields))
        done = 0
        while done < count:
            done = _live_through_all()(room.world, rows, first, done)
            if done < count:
                room.grows()
        self._rooms.append(room)
        return outcomes


@cache
def _live_through_all() -> Any:
    """The kernel, compiled at its first call or read from disk.

    Numba keeps compiled code by the date of the file its first function stands in, and would not see a
    change in another one; so the content of all files is part of what the code is kept under.
    """
    folders = (Path(__file__).parent, Path(draws_package.__file__).parent)
    digest = blake2b(digest_size=7)
    for file in sorted(file for folder in folders for file in folder.glob("*.py")):
        digest.update(file.read_bytes())
    for name in ("outcomes.py", "plan/network.py", "plan/events.py", "days.py"):
        digest.update((folders[1].parent / name).read_bytes())
    return compiled_for(int.from_bytes(digest.digest(), "big"))
