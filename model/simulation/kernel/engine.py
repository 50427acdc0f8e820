"""The door of the compiled engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from model import draws as draws_package
from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.simulation.kernel.programme import compiled_as
from model.simulation.kernel.room import Room
from model.simulation.kernel.tables import Tables


class Kernel:
    """A plan and its draws, made ready for compiled code; several threads may run it at a time."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.tables = plan, Tables(plan, draws)
        self._rooms: list[Room] = []

    def run(self, first: int, count: int, each: Callable[[], None] | None = None) -> Outcomes:
        """Outcomes of replications ``first`` to ``first + count - 1``; ``each`` is told of all at the end."""
        outcomes, room = Outcomes.blank(self.plan, first, count), self._room()
        room.opens(outcomes)
        done = 0
        while done < count:
            done = _live_through_all()(room.address, first, count, done)
            if done < count:
                room.grows()
        self._rooms.append(room)
        for _ in range(count if each else 0):
            assert each is not None, "there is somebody to tell"
            each()
        return outcomes

    def _room(self) -> Room:
        """A room nobody is in, of those there are or a new one."""
        try:
            return self._rooms.pop()
        except IndexError:
            return Room(self.tables)


@cache
def _live_through_all() -> Any:
    """The kernel; it is compiled at its first call, or read from disk."""
    return compiled_as(_name())


@cache
def _name() -> str:
    """The name under which compiled code is kept on disk: it tells all the text that it is made of.

    Numba knows kept code by the date of the file in which its first function stands, and would not
    see a change in another one.
    """
    folders = (Path(__file__).parent, Path(draws_package.__file__).parent)
    root = folders[1].parent
    others = [root / name for name in ("outcomes.py", "plan/network.py", "plan/events.py", "days.py")]
    digest = blake2b(digest_size=8)
    for file in [*sorted(file for folder in folders for file in folder.glob("*.py")), *others]:
        digest.update(file.read_bytes())
    return f"live_through_all_{digest.hexdigest()}"


def is_compiled() -> bool:
    """Whether the kernel as it is now has been compiled on this computer before."""
    kept = Path(_live_through_all().stats.cache_path)
    return any(kept.glob(f"*{_name()}*.nbc"))
