"""The programme run to its horizon, once for each replication."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from model.draws import Draws
from model.outcomes import Note, Outcomes
from model.plan import Plan
from model.simulation.story.clock import Moment
from model.simulation.story.record import write_down
from model.simulation.story.scene import Scene
from model.simulation.story.world import Luck, World

AFTER_ALL = 1000
"""Priority of the end: whatever else happens at the instant of the horizon has happened by then."""


def run_programme(
    plan: Plan, draws: Draws, first: int, count: int, each: Callable[[], None] | None = None
) -> Outcomes:
    """Outcomes of replications ``first`` to ``first + count - 1``.

    Parameters
    ----------
    each
        Called after each replication, for progress.
    """
    outcomes = Outcomes.blank(plan, first, count)
    columns = draws.columns(first, count)
    offset, stride = draws.offset.tolist(), draws.stride.tolist()
    scene = Scene(plan)
    for row in range(count):
        luck = Luck(columns[:, row].tolist(), offset, stride)
        with undisturbed():
            live_through(scene, luck, outcomes, row).is_over()
        if each is not None:
            each()
    return outcomes


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the search for rings of dead objects, of which one replication leaves few: a sixth faster."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def keep_diary(plan: Plan, draws: Draws, replication: int) -> list[Note]:
    """One replication told note by note, in the order in which things happened."""
    diary: list[Note] = []
    luck = Luck(draws.columns(replication, 1)[:, 0].tolist(), draws.offset.tolist(), draws.stride.tolist())
    live_through(Scene(plan), luck, Outcomes.blank(plan, replication, 1), 0, diary)
    return sorted(diary, key=lambda note: note.day)


def live_through(
    scene: Scene, luck: Luck, outcomes: Outcomes, row: int, diary: list[Note] | None = None
) -> World:
    """One replication from the start to the instant of the horizon, written into its row."""
    world = World(scene, luck, outcomes, row, diary)
    world.begins()
    end = Moment(world.env, scene.plan.horizon, AFTER_ALL, lambda _: None)
    world.env.run(until=end)
    write_down(world, outcomes, row)
    return world
