"""The life of an activity, told once for every activity there is."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simpy import Event

from model.simulation.story.life import Life

if TYPE_CHECKING:
    from model.simulation.story.world import World

Chapter = Generator[Event, None, None]


def carry_out(world: World, life: Life) -> Chapter:
    """An activity that is ready waits until all is at hand, works until accepted, and is done or given up."""
    yield from all_at_hand(world, life)
    yield from work(world, life, world.duration(life))
    while world.sent_back(life):
        yield from another_round(world, life)
    world.crews_go_home(life)
    if life.is_accepted:
        yield from finish_is_free(world, life)
        world.finished(life)
    else:
        world.given_up(life)


def all_at_hand(world: World, life: Life) -> Chapter:
    """It stands in the queue until, at one instant, the day is open and money and crews can be taken."""
    yield world.asks_to_start(life)
    world.started(life)


def work(world: World, life: Life, duration: float) -> Chapter:
    """It works through weekends, holidays and floods until so many full days of work are done."""
    begun = world.now
    yield world.work_done(life, duration)
    world.book_work(life, begun)


def another_round(world: World, life: Life) -> Chapter:
    """Sent back, it works again: after a while, with its crew anew, where a delay is set; else at once."""
    life.round += 1
    delay = world.delay(life)
    if delay is not None:
        world.crews_go_home(life)
        yield world.after_delay(life, delay)
        world.book_delay(life, delay)
        yield world.asks_to_go_on(life)
    elif world.pays_again(life):
        yield world.asks_for_money(life)
    yield from work(world, life, world.duration(life))


def finish_is_free(world: World, life: Life) -> Chapter:
    """Its work is done; it is finished when everything that holds its finish lets go."""
    while world.is_held(life):
        yield world.let_go(life)
        world.book_hold(life)
