"""The life of an activity, told as what happens next after each thing it waits for.

The story tells it from above to below, as one process that waits in between; here each wait ends a
function, and ``stage`` says which one goes on.
"""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import World, put_whole, real, whole
from model.outcomes import Cause
from model.plan.network import Then
from model.simulation.kernel.agenda import expect, key_of
from model.simulation.kernel.conditions import (
    IS_HEARD,
    becomes_ready,
    driver_of,
    finish_is_seen,
    note_of,
    refusal_is_seen,
    start_is_seen,
    start_over,
    trail_of,
)
from model.simulation.kernel.indicators import jumps
from model.simulation.kernel.labour import book_done, goes_on, takes_on, wakes
from model.simulation.kernel.money import work_begins
from model.simulation.kernel.occasions import events_may_follow
from model.simulation.kernel.queue import ask, fits_now, give_back, withdraw
from model.simulation.kernel.rounds import (
    REFUSED_FOR_GOOD,
    SENT_BACK,
    delay_of,
    goes_back,
    goes_into_another_round,
    lets_crews_go,
    must_reserve,
    pays_again,
    prices,
    verdict_on,
)
from model.simulation.kernel.rows import (
    activity_at,
    aside_at,
    life_at,
    loop_at,
    quantity_ahead,
    session_at,
    truth_at,
    verdict_at,
)
from model.simulation.kernel.signs import LET_GO, READY
from model.simulation.kernel.trail import book, entry, spend

RESERVES, ASKS_TO_START, ASKS_FOR_STAGE, ASKS_TO_GO_ON, WORKS, DELAYED, GOES_BACK, HELD, OVER = range(9)
"""What an activity waits for: money ahead of a crew, all to begin with, a further stage's money, what another
round needs, the end of work, the end of a delay before a round or before a way back, its finish, nothing."""

_SESSION, _REWORK, _HOLD = int(Cause.SESSION), int(Cause.REWORK), int(Cause.HOLD)
_THEN_ACTIVITY = int(Then.ACTIVITY)
_NO_REASON = -1


# -- it is ready -----------------------------------------------------------------------------------------


@part
def moves_on(w: World, number: int) -> None:
    """An end that nothing holds any longer: a start that is ready, or a finish that is let go."""
    life = life_at(w.lives, number)
    if life.is_alive:
        if life.reason == _HOLD and life.stage == HELD and life.open_finishes == 0:
            expect(w, w.now, key_of(LET_GO, number, 0), life.turn)
    elif life.open_starts == 0 and not life.is_skipped:
        _is_ready(w, number)


@part
def _is_ready(w: World, number: int) -> None:
    """Conditions hold; a file waits for the next session it is in time for, then the activity lives."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    quantity_ahead(w.quantities, activity.duration)
    _comes_to_life(w, number)
    w.lived += 1
    if activity.session < 0:
        _is_born(w, number)
        return
    session = session_at(w.sessions, activity.session)
    at, end = session.room, session.room + whole(w.meetings, activity.session)
    while at < end and real(w.passes, at) < w.now + session.lead:
        at += 1
    life.reason, life.since = _SESSION, w.now
    if at < end:
        expect(w, real(w.passes, at), key_of(READY, 0, number), note_of(IS_HEARD, -1, 0))


@part
def _comes_to_life(w: World, number: int) -> None:
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    life.trail = _trail_to_start(w, number)
    first, round_ = 0, 0
    if activity.loop >= 0:
        passes = whole(w.passes_of_loops, activity.loop)
        if activity.is_exit:
            round_ = passes
        else:
            rounds = verdict_at(w.verdicts, activity.verdict).rounds if activity.verdict >= 0 else 1
            first = passes * rounds
    life.is_alive, life.first, life.round = 1, first, round_
    life.is_again = 1 if first + round_ > 0 else 0
    life.amount = 0
    life.left = life.to_do = 0.0
    life.stages = life.paid = 1
    life.is_reserved = life.is_at_work = life.is_under_way = 0
    if not activity.interruptible:
        aside_at(w.aside, number).too_late = 0.0
    life.reason, life.since, life.is_accepted = _NO_REASON, 0.0, 1
    life.stage = ASKS_TO_START


@part
def _trail_to_start(w: World, number: int) -> None:
    """What led to the start: the condition true since latest, or the way back of a loop after it."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    driver = driver_of(w, activity.starts, activity.starts_end)
    if not life.has_come_back:
        return trail_of(w, driver)
    life.has_come_back = 0
    if driver >= 0 and truth_at(w.truths, driver).since > aside_at(w.aside, number).back_since:
        return trail_of(w, driver)
    return aside_at(w.aside, number).back_trail


@part
def is_heard(w: World, number: int) -> None:
    """A session has passed what lay before it."""
    life = life_at(w.lives, number)
    book(w, number, _SESSION, w.now - life.since)
    _is_born(w, number)


@part
def _is_born(w: World, number: int) -> None:
    """It stands in the queue until all is at hand; money that is to be reserved is asked for first."""
    if must_reserve(w, number):
        asks_for_money(w, number, RESERVES)
    else:
        _asks_to_start(w, number)


@part
def asks_for_money(w: World, number: int, stage: int) -> None:
    """Stand in the queue, with whatever crew it has, for money alone."""
    life_at(w.lives, number).stage = stage
    prices(w, number)
    ask(w, number, activity_at(w.activities, number).money_only)


@part
def _asks_to_start(w: World, number: int) -> None:
    """Stand in the queue for an open day, money and crews."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    life.reason, life.stage = _NO_REASON, ASKS_TO_START
    if activity.need >= 0 and not life.is_reserved and (not life.is_again or pays_again(w, number)):
        prices(w, number)
        ask(w, number, activity.start_paid)
    else:
        ask(w, number, activity.start_free)


@part
def reservation_lapses(w: World, number: int) -> None:
    """The year of the money that was kept is over: it goes back, and is asked for anew."""
    life_at(w.lives, number).is_reserved = 0
    withdraw(w, number)
    asks_for_money(w, number, RESERVES)


# -- it works --------------------------------------------------------------------------------------------


@part
def is_granted(w: World, number: int) -> None:
    """It has what it stood in the queue for."""
    life = life_at(w.lives, number)
    if life.stage == RESERVES:
        life.is_reserved = 1
        _asks_to_start(w, number)
    elif life.stage == ASKS_FOR_STAGE:
        life.paid += 1
        life.stage = WORKS
        goes_on(w, number)
    else:
        if life.stage == ASKS_TO_START:
            _has_started(w, number)
        _works(w, number)


@part
def _has_started(w: World, number: int) -> None:
    """Everything has been taken; work begins at once."""
    life = life_at(w.lives, number)
    life.is_at_work, life.began, life.begins_of = 1, w.now, life.trail
    life.first_began = min(life.first_began, w.now)
    work_begins(w, number)
    start_is_seen(w, number)


@part
def _works(w: World, number: int) -> None:
    life_at(w.lives, number).stage = WORKS
    takes_on(w, number)
    goes_on(w, number)


@part
def time_is_over(w: World, number: int) -> None:
    """What was in hand is done, or a delay is over."""
    life = life_at(w.lives, number)
    if life.stage == WORKS:
        book_done(w, number)
        if life.paid < life.stages:
            asks_for_money(w, number, ASKS_FOR_STAGE)
        else:
            _round_is_over(w, number)
        return
    book(w, number, _REWORK, w.now - life.since)
    life.reason = _NO_REASON
    if life.stage == GOES_BACK:
        _starts_over(w, number)
    else:
        _goes_into_round(w, number, True)


@part
def _round_is_over(w: World, number: int) -> None:
    """The verdict on the work of a round, and what it leads to."""
    life = life_at(w.lives, number)
    verdict = verdict_on(w, number)
    if verdict == SENT_BACK:
        if goes_back(w, number):
            give_back(w, number)
            goes_into_another_round(w, number)
            delay = delay_of(w, number)
            if np.isnan(delay):
                _starts_over(w, number)
            else:
                _is_delayed(w, number, delay, GOES_BACK)
            return
        goes_into_another_round(w, number)
        delay = delay_of(w, number)
        if np.isnan(delay):
            _goes_into_round(w, number, False)
            return
        if lets_crews_go(w, number):
            give_back(w, number)
        _is_delayed(w, number, delay, DELAYED)
        return
    give_back(w, number)
    if verdict == REFUSED_FOR_GOOD:
        _is_given_up(w, number)
    elif life.open_finishes > 0:
        _is_held(w, number)
    else:
        _is_finished(w, number)


@part
def _is_delayed(w: World, number: int, delay: float, stage: int) -> None:
    life = life_at(w.lives, number)
    life.stage, life.reason, life.since = stage, _REWORK, w.now
    wakes(w, number, w.now + delay)


@part
def _goes_into_round(w: World, number: int, was_away: bool) -> None:
    """Sent back, it works again: at once, or when it has what another round needs."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    wants_crew, pays = was_away and lets_crews_go(w, number), pays_again(w, number)
    if not (wants_crew or pays) and (activity.interruptible or fits_now(w, number, activity.piece_free)):
        _works(w, number)
        return
    if pays:
        prices(w, number)
    life.stage = ASKS_TO_GO_ON
    if wants_crew:
        ask(w, number, activity.again_paid if pays else activity.again_free)
    elif activity.interruptible:
        ask(w, number, activity.money_only)
    else:
        ask(w, number, activity.piece_paid if pays else activity.piece_free)


@part
def _starts_over(w: World, number: int) -> None:
    """The members of a loop are as if they had never been done; the first of them begins anew."""
    life = life_at(w.lives, number)
    loop_number = activity_at(w.activities, number).loop
    loop = loop_at(w.loops, loop_number)
    trail = life.trail
    put_whole(w.passes_of_loops, loop_number, whole(w.passes_of_loops, loop_number) + 1)
    for at in range(loop.members, loop.members_end):
        member = life_at(w.lives, whole(w.wholes, at))
        member.is_alive = member.is_done = 0
        member.ended, member.ends = np.inf, -1
    start_over(w, loop_number)
    entrance = life_at(w.lives, loop.entry)
    entrance.has_come_back = 1
    aside = aside_at(w.aside, loop.entry)
    aside.back_since, aside.back_trail = w.now, trail
    if entrance.open_starts == 0:
        becomes_ready(w, loop.entry)


# -- it ends ---------------------------------------------------------------------------------------------


@part
def _is_held(w: World, number: int) -> None:
    """Its work is done; it is finished when everything that holds its finish lets go."""
    life = life_at(w.lives, number)
    life.turn += 1
    life.stage, life.since, life.reason = HELD, w.now, _HOLD


@part
def is_let_go(w: World, number: int) -> None:
    """Nothing held its finish a moment ago: a finish so held is driven by what held it alone."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    held = w.now - life.since
    if held > 0.0:
        spend(w, number, _HOLD, held)
        trail = trail_of(w, driver_of(w, activity.finishes, activity.finishes_end))
        life.trail = entry(w, trail, number, _HOLD, 0.0)
    if life.open_finishes > 0:
        _is_held(w, number)
    else:
        life.turn += 1
        _is_finished(w, number)


@part
def _is_finished(w: World, number: int) -> None:
    """Done: gauges move, and those who waited for it go on."""
    life = life_at(w.lives, number)
    life.stage = OVER
    life.is_done, life.ended, life.ends = 1, w.now, life.trail
    jumps(w, number)
    finish_is_seen(w, number)
    events_may_follow(w, number)


@part
def _is_given_up(w: World, number: int) -> None:
    """Refused for good: another step takes over, or it is never done."""
    life = life_at(w.lives, number)
    verdict = verdict_at(w.verdicts, activity_at(w.activities, number).verdict)
    if verdict.then == _THEN_ACTIVITY:
        life.ended, life.ends = w.now, life.trail
        refusal_is_seen(w, number)
