"""The work of a round: how much of it there is, how fast it goes, in what stages it is paid.

Work is conserved: when the pace changes, what has been done is subtracted, and the finish is
planned anew from what is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor
from typing import TYPE_CHECKING

from simpy import Event

from model.days import to_tick
from model.outcomes import Cause, Deed
from model.plan.events import Does
from model.simulation.story.life import Life
from model.simulation.story.worktime import NEVER, finish_of, work_between

if TYPE_CHECKING:
    from model.simulation.story.world import World


class Labour:
    """All work under way in one replication."""

    def __init__(self, world: World) -> None:
        self.world, self.plan = world, world.plan
        self._calendars, self._pace_of = world.scene.calendars, world.plan.pace_of
        self._touched_by, self._leads = world.plan.touched_by, world.plan.leads
        self.pace = [1.0] * len(self.plan.paces)
        self.under_way: dict[int, Life] = {}

    # -- how much work ----------------------------------------------------------------------------

    def duration(self, life: Life) -> float:
        """Days of work of the round in hand, under what is in force now."""
        touched = self._touched_by[life.number]
        if touched:
            return self._touched(self._own_duration(life), touched, life)
        if life.activity.verdict is None:
            return self.world.value(life.activity.duration, life.draw)
        return self._own_duration(life)

    def _own_duration(self, life: Life) -> float:
        activity, verdict = life.activity, life.activity.verdict
        if verdict is None:
            return self.world.value(activity.duration, life.draw)
        if self.world.rounds.is_last_resort(life):
            return self.world.value(verdict.last, life.first)
        later = verdict.duration if life.round > 0 and verdict.duration >= 0 else activity.duration
        drawn = self.world.value(later, life.draw)
        if not verdict.factors:
            return drawn
        return float(to_tick(drawn * verdict.factors[min(life.round, len(verdict.factors) - 1)]))

    def _touched(self, days: float, touched: tuple[tuple[int, int, int], ...], life: Life) -> float:
        """Another rule first, then all factors, rounded once, then all additions; never below nothing."""
        happenings, factor, more, is_longer = self.world.happenings, 1.0, 0.0, False
        for event, place, at in touched:
            if not happenings.in_force[event]:
                continue
            effect, size = self.plan.events[event].effects[place], happenings.sizes[event][place]
            if effect.does == Does.DURATION:
                round_ = life.first if self.world.rounds.is_last_resort(life) else life.draw
                days = self.world.value(effect.numbers[at], round_)
            elif effect.does == Does.MULTIPLY:
                factor, is_longer = factor * size, True
            elif effect.does == Does.ADD:
                more += size
        return max(0.0, (float(to_tick(days * factor)) if is_longer else days) + more)

    # -- a round ------------------------------------------------------------------------------------

    def takes_on(self, life: Life) -> None:
        """The work of a round begins: how long it takes is settled now."""
        life.duration = life.left = self.duration(life)
        need = life.activity.capital
        life.paid = 1
        if need is None:
            return
        if (need.stages == 1 and need.per == 0) or (
            life.is_again and not self.world.treasury.pays_again(life)
        ):
            life.stages = 1
        elif need.per > 0:
            life.stages = max(1, ceil(life.duration / need.per))
        else:
            life.stages = need.stages

    def goes_on(self, life: Life) -> Event:
        """The instant at which what is paid for of the work will be done."""
        life.to_do = life.left - self._unpaid(life) if life.paid < life.stages else life.left
        life.done_up_to = self.world.now
        number = life.number
        pace, leads = self._pace_of[number], self._leads[number]
        if pace == 0:
            finish = finish_of(self._calendars[number], self.world.now, life.to_do)
            if leads:
                self._announce(life)
            return self.world.wakes(finish, life)
        self.under_way[number] = life
        life.finish = self._planned_finish(life)
        return life.finish

    def _unpaid(self, life: Life) -> float:
        """Work of the round that lies beyond the stages paid for."""
        need = life.activity.capital
        assert need is not None, "stages are stages of payment"
        if need.per > 0:
            return life.duration - life.paid * need.per
        return life.duration - float(to_tick(life.duration * life.paid / life.stages))

    def _planned_finish(self, life: Life) -> Event:
        """The instant at which what is in hand will be done, at the pace of now."""
        number = life.number
        pace = self.pace[self._pace_of[number]]
        finish = self.world.wakes(finish_of(self._calendars[number], self.world.now, life.to_do, pace), life)
        if self._leads[number]:
            self._announce(life)
        return finish

    def _plan_anew(self, life: Life) -> None:
        """Whoever waited for the finish as it was planned waits for another one, and that one is dropped."""
        dropped, life.finish = life.finish, self._planned_finish(life)
        waiting, waiting_anew = dropped.callbacks, life.finish.callbacks
        assert waiting is not None, "it has not come yet"
        assert waiting_anew is not None, "nor has the other"
        waiting_anew += [one for one in waiting if one != self.world.turn]
        dropped.callbacks = []

    def _announce(self, life: Life) -> None:
        """Tell those who may begin before the end when the round is now expected to be over."""
        number = life.number
        pace = self.pace[self._pace_of[number]]
        finish = finish_of(self._calendars[number], self.world.now, life.left, pace)
        self.world.conditions.is_expected(number, finish)

    def pace_changed(self, paces: Iterable[int]) -> None:
        """Work under way goes on at another pace: what was done is subtracted, the rest planned anew."""
        changed = set(paces)
        for number in sorted(self.under_way):
            life = self.under_way[number]
            if self._pace_of[number] in changed:
                self._plan_anew(life)

    def before_pace_changes(self, paces: Iterable[int]) -> None:
        """Book what was done at the pace that is about to change."""
        changed = set(paces)
        for number in sorted(self.under_way):
            if self._pace_of[number] in changed:
                life = self.under_way[number]
                done = self._book(life)
                life.to_do, life.left = max(0.0, life.to_do - done), max(0.0, life.left - done)

    def book(self, life: Life) -> None:
        """What was in hand is done: its days were work, but for those the calendar or an event took."""
        number = life.number
        self._book(life)
        life.left = 0.0 if life.paid >= life.stages else life.left - life.to_do
        life.to_do = 0.0
        if self._pace_of[number]:
            self.under_way.pop(number, None)
        if self._leads[number]:
            over = life.paid >= life.stages
            self.world.conditions.is_expected(number, self.world.now if over else NEVER)

    def _book(self, life: Life) -> float:
        """Book the days since the last booking; of d days with c of the calendar's work c × pace is work."""
        world, activity = self.world, life.activity
        begun, now = life.done_up_to, world.now
        life.done_up_to = now
        spent = worked = open_days = now - begun
        calendar, pace = self._calendars[life.number], self.pace[self._pace_of[life.number]]
        if calendar is not None:
            worked = open_days = work_between(calendar, begun, now)
        if pace != 1:
            worked = work_between(calendar, begun, now, pace)
        cause = Cause.REWORK if life.is_again else Cause.WORK
        life.trail = (life.trail, life.number, cause, worked)
        world.spent_on[activity.group][cause] += worked
        if open_days > worked:
            world.book(life, Cause.STOPPED, open_days - worked)
        if spent > open_days:
            world.book(life, Cause.SEASON, spent - open_days)
        return worked

    # -- stages of payment --------------------------------------------------------------------------

    def owes_a_stage(self, life: Life) -> bool:
        """Whether a further stage must be paid before work goes on; if not, the round is over."""
        if life.paid < life.stages:
            return True
        if self.world.diary is not None:
            self.world.note(Deed.ROUND_DONE, life.number, about=life.round)
        return False

    def stage_is_paid(self, life: Life) -> None:
        """The next stage may go on."""
        life.paid += 1

    def stage_amount(self, life: Life, stage: int) -> int:
        """Million VND of a stage, the first being 0: equal parts that add up, or so much each time."""
        need = life.activity.capital
        assert need is not None, "only who needs money pays"
        amount = int(self.world.value(need.amount, life.draw))
        if need.per > 0 or need.stages == 1:
            return amount
        return floor(amount * (stage + 1) / need.stages) - floor(amount * stage / need.stages)
