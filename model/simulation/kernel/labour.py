"""The work of a round: how fast it goes, in what stages it is paid, what its days were for."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import World, real, whole
from model.outcomes import Cause
from model.simulation.kernel.agenda import expect, key_of
from model.simulation.kernel.conditions import is_expected
from model.simulation.kernel.rounds import duration_of, pays_again
from model.simulation.kernel.rows import activity_at, aside_at, life_at, need_at, pace_at
from model.simulation.kernel.signs import FINISH
from model.simulation.kernel.trail import book, entry, spend
from model.simulation.kernel.worktime import NEVER, finish_of, to_tick, work_between

_WORK, _REWORK = int(Cause.WORK), int(Cause.REWORK)
_STOPPED, _SEASON = int(Cause.STOPPED), int(Cause.SEASON)


@part
def wakes(w: World, number: int, day: float) -> None:
    """The work or delay of an activity will be over on a day; what was planned before is dropped."""
    life = life_at(w.lives, number)
    life.turn += 1
    expect(w, day, key_of(FINISH, number, 0), life.turn)


@part
def takes_on(w: World, number: int) -> None:
    """The work of a round begins: how long it takes is settled now."""
    life, need_number = life_at(w.lives, number), activity_at(w.activities, number).need
    days = life.left = duration_of(w, number)
    life.paid = life.stages = 1
    if need_number < 0:
        return
    need = need_at(w.needs, need_number)
    if (need.stages == 1 and need.per == 0.0) or (life.is_again and not pays_again(w, number)):
        return
    aside_at(w.aside, number).duration = days
    life.stages = max(1, np.int64(np.ceil(days / need.per))) if need.per > 0.0 else need.stages


@part
def goes_on(w: World, number: int) -> None:
    """Work goes on until what is paid for of it is done."""
    life, pace = life_at(w.lives, number), activity_at(w.activities, number).pace
    life.to_do = life.left - _unpaid(w, number) if life.paid < life.stages else life.left
    life.since = w.now
    life.is_under_way = 1 if pace > 0 else 0
    _plans_finish(w, number)


@part
def _unpaid(w: World, number: int) -> float:
    """Work of the round that lies beyond the stages paid for."""
    life, need = life_at(w.lives, number), need_at(w.needs, activity_at(w.activities, number).need)
    days = aside_at(w.aside, number).duration
    if need.per > 0.0:
        return days - life.paid * need.per
    return days - to_tick(days * life.paid / life.stages)


@part
def _plans_finish(w: World, number: int) -> None:
    """The instant at which what is in hand will be done, at the pace of now."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    pace = real(w.paces_now, activity.pace)
    wakes(w, number, finish_of(w, activity.calendar, w.now, life.to_do, pace))
    if activity.leads < activity.leads_end:
        is_expected(w, number, finish_of(w, activity.calendar, w.now, life.left, pace))


@part
def pace_will_change(w: World, pace: int) -> None:
    """Book what was done at the pace that is about to change."""
    row = pace_at(w.paces, pace)
    for at in range(row.members, row.members_end):
        number = whole(w.wholes, at)
        life = life_at(w.lives, number)
        if life.is_under_way:
            done = _book_work(w, number)
            life.to_do, life.left = max(0.0, life.to_do - done), max(0.0, life.left - done)


@part
def pace_has_changed(w: World, pace: int) -> None:
    """Work under way goes on at another pace: the rest of it is planned anew."""
    row = pace_at(w.paces, pace)
    for at in range(row.members, row.members_end):
        number = whole(w.wholes, at)
        if life_at(w.lives, number).is_under_way:
            _plans_finish(w, number)


@part
def book_done(w: World, number: int) -> None:
    """What was in hand is done."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    _book_work(w, number)
    is_over = life.paid >= life.stages
    life.left = 0.0 if is_over else life.left - life.to_do
    life.to_do = 0.0
    life.is_under_way = 0
    if activity.leads < activity.leads_end:
        is_expected(w, number, w.now if is_over else NEVER)


@part
def _book_work(w: World, number: int) -> float:
    """Book the days since the last booking; of d days with c of the calendar's work c × pace is work."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    begun = life.since
    life.since = w.now
    spent = w.now - begun
    open_days = work_between(w, activity.calendar, begun, w.now, 1.0) if activity.calendar >= 0 else spent
    pace = real(w.paces_now, activity.pace)
    worked = open_days if pace == 1.0 else work_between(w, activity.calendar, begun, w.now, pace)
    cause = _REWORK if life.is_again else _WORK
    life.trail = entry(w, life.trail, number, cause, worked)
    spend(w, number, cause, worked)
    book(w, number, _STOPPED, open_days - worked)
    book(w, number, _SEASON, spent - open_days)
    return worked
