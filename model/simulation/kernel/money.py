"""Capital by fiscal year: it comes on a day, the oldest is spent first, the rest lapses."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import World, put_whole, put_wide, real, whole, wide
from model.outcomes import Flow
from model.plan.events import Does
from model.simulation.kernel.luck import value
from model.simulation.kernel.rounds import must_reserve
from model.simulation.kernel.rows import activity_at, deposit_at, force_at, life_at, need_at, source_at
from model.simulation.kernel.signs import FLOW_COUNT

_RELEASED, _CARRIED, _SPENT = int(Flow.RELEASED), int(Flow.CARRIED), int(Flow.SPENT)
_LAPSED, _CUT = int(Flow.LAPSED), int(Flow.CUT)
_GIVE, _CUT_SHARE = int(Does.GIVE), int(Does.CUT_SHARE)
_CLOSE = 1e-9


@part
def year_now(w: World) -> int:
    """The running number of the calendar year, 0 for the year of the start."""
    year = w.year_count - 1
    while year >= 0 and real(w.year_starts, year) > w.now:
        year -= 1
    return year


@part
def flow_place(w: World, source: int, year: int, flow: int) -> int:
    """Where the money that took a way in a year is counted."""
    return (source * w.year_count + year) * FLOW_COUNT + flow


@part
def _note(w: World, source: int, year: int, flow: int, amount: int) -> None:
    at = flow_place(w, source, min(year, w.year_count - 1), flow)
    put_wide(w.money, at, wide(w.money, at) + amount)


@part
def _put(w: World, source: int, year: int, amount: int) -> None:
    at = source * w.held_years + year
    put_wide(w.held, at, wide(w.held, at) + amount)
    put_wide(w.balance, source, wide(w.balance, source) + amount)


@part
def pays(w: World, number: int, source: int) -> None:
    """Money asked for is taken, the oldest first; for who has not begun it may be kept."""
    left, keeps = life_at(w.lives, number).amount, must_reserve(w, number)
    year_in_hand = year_now(w)
    _note(w, source, year_in_hand, _SPENT, left)
    put_wide(w.balance, source, wide(w.balance, source) - left)
    kept = need_at(w.needs, activity_at(w.activities, number).need).kept
    for year in range(w.held_years):
        at = source * w.held_years + year
        part = min(left, wide(w.held, at))
        if part > 0:
            put_wide(w.held, at, wide(w.held, at) - part)
            left -= part
        if keeps:
            put_wide(w.kept, kept * w.held_years + year, part)
    if keeps:
        put_whole(w.kept_in, kept, year_in_hand)


@part
def work_begins(w: World, number: int) -> None:
    """What was reserved for it is its own from now on."""
    need = activity_at(w.activities, number).need
    if need >= 0 and life_at(w.lives, number).is_reserved:
        put_whole(w.kept_in, need_at(w.needs, need).kept, -1)


@part
def gives_up_reservation(w: World, number: int, year: int) -> bool:
    """Money of a year that is still kept for an activity goes back before its cut-off; whether there was."""
    need = need_at(w.needs, activity_at(w.activities, number).need)
    year_in_hand = whole(w.kept_in, need.kept)
    if year_in_hand < 0 or wide(w.kept, need.kept * w.held_years + year) == 0:
        return False
    for of_year in range(w.held_years):
        part = wide(w.kept, need.kept * w.held_years + of_year)
        if part > 0:
            _put(w, need.source, of_year, part)
            _note(w, need.source, year_in_hand, _SPENT, -part)
    put_whole(w.kept_in, need.kept, -1)
    return True


@part
def close_year(w: World, source: int, year: int) -> None:
    """The cut-off: a share of what is left joins the next year's money, the rest lapses."""
    carry_over, at = source_at(w.sources, source).carry_over, source * w.held_years + year
    rest = wide(w.held, at)
    put_wide(w.held, at, 0)
    share = value(w, carry_over, 0) if carry_over >= 0 else 0.0
    carried = np.int64(np.floor(share * rest))
    put_wide(w.balance, source, wide(w.balance, source) - rest)
    _note(w, source, year, _LAPSED, rest - carried)
    if carried:
        _note(w, source, year + 1, _CARRIED, carried)
        _put(w, source, year + 1, carried)


@part
def arrives(w: World, source: int, year: int, number: int) -> None:
    """Money of a year comes in: of its amount the share released, of that the day's part."""
    deposit, row = deposit_at(w.deposits, number), source_at(w.sources, source)
    released = 1.0
    for at in range(row.released, row.released_end, 2):
        if force_at(w.forces, whole(w.wholes, at)).in_force:
            released *= real(w.sizes, whole(w.wholes, at + 1))
    share = value(w, deposit.released, 0) if deposit.released >= 0 else 1.0
    amount = np.floor(value(w, deposit.amount, 0) * share * released + 0.5)
    part = np.floor(amount * deposit.part_last + _CLOSE) - np.floor(amount * deposit.part_first + _CLOSE)
    _comes_in(w, source, year, np.int64(part))


@part
def _comes_in(w: World, source: int, year: int, amount: int) -> None:
    _note(w, source, year, _RELEASED, amount)
    _put(w, source, year, amount)


@part
def moves(w: World, source: int, does: int, size: float) -> None:
    """An event takes money from a source, the newest first and never more than is there, or adds to it."""
    year_in_hand, balance = year_now(w), wide(w.balance, source)
    if does == _GIVE:
        _comes_in(w, source, year_in_hand, np.int64(size))
        return
    wanted = np.int64(np.floor(balance * size + _CLOSE)) if does == _CUT_SHARE else np.int64(size)
    left = min(wanted, balance)
    _note(w, source, year_in_hand, _CUT, left)
    put_wide(w.balance, source, balance - left)
    for year in range(w.held_years - 1, -1, -1):
        at = source * w.held_years + year
        part = min(left, wide(w.held, at))
        put_wide(w.held, at, wide(w.held, at) - part)
        left -= part
