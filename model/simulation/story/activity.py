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
    yield from work(world, life)
    while world.rounds.sent_back(life):
        if world.rounds.goes_back(life):
            yield from back_to_the_entry(world, life)
            return
        yield from another_round(world, life)
    world.crews_go_home(life)
    if life.is_accepted:
        if world.is_held(life):
            yield from finish_is_free(world, life)
        world.finished(life)
    else:
        world.given_up(life)


def all_at_hand(world: World, life: Life) -> Chapter:
    """It stands in the queue until, at one instant, the day is open and money and crews can be taken.

    Money that is to be reserved is asked for first; a reservation that lapses with its year is
    asked for anew.
    """
    if world.treasury.must_reserve(life):
        yield from money_set_aside(world, life)
    yield world.asks_to_start(life)
    while world.treasury.must_reserve(life):
        yield from money_set_aside(world, life)
        yield world.asks_to_start(life)
    world.started(life)


def money_set_aside(world: World, life: Life) -> Chapter:
    """Its money is taken before there is a crew, and kept for it."""
    yield world.treasury.asks_for_money(life)
    world.treasury.reserved(life)


def work(world: World, life: Life) -> Chapter:
    """It works through weekends, holidays and floods, each stage paid before it begins, until all is done."""
    labour = world.labour
    labour.takes_on(life)
    yield labour.goes_on(life)
    labour.book(life)
    while labour.owes_a_stage(life):
        yield world.treasury.asks_for_money(life)
        labour.stage_is_paid(life)
        yield labour.goes_on(life)
        labour.book(life)


def another_round(world: World, life: Life) -> Chapter:
    """Sent back, it works again: at once, or after a while, with its crew anew unless that is kept."""
    life.goes_into_another_round()
    delay = world.rounds.delay(life)
    if delay is not None:
        if world.rounds.lets_crews_go(life):
            world.crews_go_home(life)
        yield world.rounds.after_delay(life, delay)
        world.rounds.book_delay(life, delay)
    if world.needs_anything_for_a_round(life, delay):
        yield world.asks_to_go_on(life, delay)
    yield from work(world, life)


def back_to_the_entry(world: World, life: Life) -> Chapter:
    """Sent back over all the steps of a loop: the first of them begins anew."""
    world.crews_go_home(life)
    life.goes_into_another_round()
    delay = world.rounds.delay(life)
    if delay is not None:
        yield world.rounds.after_delay(life, delay)
        world.rounds.book_delay(life, delay)
    world.rounds.starts_over(life)


def finish_is_free(world: World, life: Life) -> Chapter:
    """Its work is done; it is finished when everything that holds its finish lets go."""
    while world.is_held(life):
        yield world.let_go(life)
        world.book_hold(life)
