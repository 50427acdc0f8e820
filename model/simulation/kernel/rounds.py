"""Rounds: the verdict on the work, how much work the round in hand is, what later rounds draw on."""

from __future__ import annotations

import numpy as np

from model.draws.compiling import part
from model.draws.memory import Row, World, real, whole
from model.plan.events import Does
from model.plan.network import Then
from model.simulation.kernel.luck import value
from model.simulation.kernel.rows import activity_at, effect_at, force_at, life_at, need_at, verdict_at
from model.simulation.kernel.worktime import to_tick

_DURATION, _MULTIPLY, _ADD, _CHANCE = (
    int(Does.DURATION), int(Does.MULTIPLY), int(Does.ADD), int(Does.CHANCE)
)  # fmt: skip
_THEN_DURATION = int(Then.DURATION)

ACCEPTED, SENT_BACK, REFUSED_FOR_GOOD = range(3)


@part
def draw_of(life: Row) -> int:
    """Which of a quantity's draws a round takes: those of a loop's passes follow each other."""
    return life.first + life.round


@part
def is_last_resort(w: World, number: int) -> bool:
    """Whether all rounds were refused and what remains is the duration that ends it."""
    verdict = activity_at(w.activities, number).verdict
    return verdict >= 0 and life_at(w.lives, number).round == verdict_at(w.verdicts, verdict).rounds


@part
def verdict_on(w: World, number: int) -> int:
    """What becomes of the work of a round."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    if activity.verdict < 0 or is_last_resort(w, number):
        return ACCEPTED
    verdict = verdict_at(w.verdicts, activity.verdict)
    at = verdict.chances + min(life.round, verdict.chances_end - verdict.chances - 1)
    chance = value(w, whole(w.wholes, at), 0)
    for touch in range(activity.touched, activity.touched_end, 3):
        event, effect = whole(w.wholes, touch), whole(w.wholes, touch + 1)
        if force_at(w.forces, event).in_force and effect_at(w.effects, effect).does == _CHANCE:
            chance = real(w.sizes, effect)
    is_below = value(w, verdict.luck, draw_of(life)) < chance
    if is_below != (verdict.refuses != 0):
        return ACCEPTED
    if life.round + 1 < verdict.rounds or verdict.then == _THEN_DURATION:
        return SENT_BACK
    life.is_accepted = 0
    return REFUSED_FOR_GOOD


@part
def goes_back(w: World, number: int) -> bool:
    """Whether a refused round goes back over other steps; the last resort doesn't."""
    verdict_number = activity_at(w.activities, number).verdict
    if verdict_number < 0:
        return False
    verdict = verdict_at(w.verdicts, verdict_number)
    return verdict.loop >= 0 and life_at(w.lives, number).round + 1 < verdict.rounds


@part
def goes_into_another_round(w: World, number: int) -> None:
    """Sent back, it begins once more."""
    life = life_at(w.lives, number)
    life.round += 1
    life.is_again = 1


@part
def delay_of(w: World, number: int) -> float:
    """Days before the round in hand begins, or NaN where it follows at once."""
    verdict_number = activity_at(w.activities, number).verdict
    if verdict_number < 0 or is_last_resort(w, number):
        return np.nan
    verdict = verdict_at(w.verdicts, verdict_number)
    if verdict.delay < 0:
        return np.nan
    return value(w, verdict.delay, draw_of(life_at(w.lives, number)))


@part
def lets_crews_go(w: World, number: int) -> bool:
    """Whether the crew is given back between rounds."""
    verdict = activity_at(w.activities, number).verdict
    return verdict < 0 or not verdict_at(w.verdicts, verdict).keeps_crew


# -- how much work ---------------------------------------------------------------------------------------


@part
def duration_of(w: World, number: int) -> float:
    """Days of work of the round in hand, under what is in force now."""
    activity = activity_at(w.activities, number)
    days = _own_duration(w, number)
    if activity.touched < activity.touched_end:
        return _touched(w, number, days)
    return days


@part
def _own_duration(w: World, number: int) -> float:
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    if activity.verdict < 0:
        return value(w, activity.duration, draw_of(life))
    verdict = verdict_at(w.verdicts, activity.verdict)
    if life.round == verdict.rounds:
        return value(w, verdict.last, life.first)
    later = verdict.duration if life.round > 0 and verdict.duration >= 0 else activity.duration
    days = value(w, later, draw_of(life))
    if verdict.factors == verdict.factors_end:
        return days
    at = min(life.round, verdict.factors_end - verdict.factors - 1)
    return to_tick(days * real(w.reals, verdict.factors + at))


@part
def _touched(w: World, number: int, days: float) -> float:
    """Another rule first, then all factors, rounded once, then all additions; never below nothing."""
    activity, life = activity_at(w.activities, number), life_at(w.lives, number)
    factor, more, is_longer = 1.0, 0.0, False
    for touch in range(activity.touched, activity.touched_end, 3):
        if not force_at(w.forces, whole(w.wholes, touch)).in_force:
            continue
        effect = whole(w.wholes, touch + 1)
        does, size = effect_at(w.effects, effect).does, real(w.sizes, effect)
        if does == _DURATION:
            round_ = life.first if is_last_resort(w, number) else draw_of(life)
            days = value(w, whole(w.wholes, touch + 2), round_)
        elif does == _MULTIPLY:
            factor, is_longer = factor * size, True
        elif does == _ADD:
            more += size
    if is_longer:
        days = to_tick(days * factor)
    return max(0.0, days + more)


# -- how much it costs -----------------------------------------------------------------------------------


@part
def pays_again(w: World, number: int) -> bool:
    """Whether this round has to be paid for."""
    need = activity_at(w.activities, number).need
    return need >= 0 and need_at(w.needs, need).each_round != 0 and not is_last_resort(w, number)


@part
def must_reserve(w: World, number: int) -> bool:
    """Whether its money is to be taken ahead of the crew, and isn't yet."""
    need, life = activity_at(w.activities, number).need, life_at(w.lives, number)
    if need < 0 or not need_at(w.needs, need).reserve or life.is_reserved:
        return False
    return not life.is_again or pays_again(w, number)


@part
def prices(w: World, number: int) -> None:
    """What it will ask for is the amount of the stage that comes next."""
    life = life_at(w.lives, number)
    life.amount = _stage_amount(w, number, life.paid if life.paid < life.stages else 0)


@part
def _stage_amount(w: World, number: int, stage: int) -> int:
    """Million VND of a stage, the first being 0: equal parts that add up, or so much each time."""
    need = need_at(w.needs, activity_at(w.activities, number).need)
    amount = int(value(w, need.amount, draw_of(life_at(w.lives, number))))
    if need.per > 0.0 or need.stages == 1:
        return amount
    upto, before = np.floor(amount * (stage + 1) / need.stages), np.floor(amount * stage / need.stages)
    return int(upto) - int(before)
