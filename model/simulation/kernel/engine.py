"""The door of the compiled engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model import draws as draws_package
from model.draws import Draws
from model.draws.machine import Machine
from model.outcomes import Outcomes
from model.plan import Plan
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
            done = KERNEL(room.address, first, count, done)
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


def is_compiled() -> bool:
    """Whether the kernel as it is now has been compiled on this computer before."""
    return KERNEL.is_kept()


def _texts() -> list[Path]:
    """All that the kernel is made of."""
    folders = (Path(__file__).parent, Path(draws_package.__file__).parent)
    root = folders[1].parent
    others = [root / name for name in ("outcomes.py", "plan/network.py", "plan/events.py", "days.py")]
    return [*sorted(file for folder in folders for file in folder.glob("*.py")), *others]


KERNEL = Machine("kernel", "model.simulation.kernel.programme", _texts)
"""The kernel; it is compiled at its first call, or read from disk."""
