"""Rounds: the verdict on the work, what follows a refusal, the way back over a loop, the way ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy import Event

from model.outcomes import Cause, Deed
from model.plan.network import Then
from model.simulation.story.life import Life
from model.simulation.story.trail import Trail

if TYPE_CHECKING:
    from model.simulation.story.world import World


class Rounds:
    """Which pass each loop is in, which way each branch takes, and what a verdict leads to."""

    def __init__(self, world: World) -> None:
        self.world, self.plan = world, world.plan
        self.comes_back: dict[int, tuple[float, Trail]] = {}
        self._passes = [0] * len(self.plan.loops)
        self._ways: dict[int, int] = {}

    # -- the verdict ------------------------------------------------------------------------------

    def sent_back(self, life: Life) -> bool:
        """The verdict on a round: whether there is another one."""
        verdict = life.activity.verdict
        if verdict is None or life.round == verdict.rounds:
            return False
        chances = verdict.chances
        chance = self.world.value(chances[life.round] if life.round < len(chances) else chances[-1])
        if self.plan.touched_by[life.activity.number]:
            chance = self.world.happenings.chance(life.activity.number, chance)
        if (self.world.value(verdict.luck, life.draw) < chance) != verdict.refuses:
            return False
        if life.round + 1 < verdict.rounds or verdict.then == Then.DURATION:
            self.world.note(Deed.SENT_BACK, life.activity.number, about=life.round + 1)
            return True
        life.is_accepted = False
        return False

    def is_last_resort(self, life: Life) -> bool:
        """Whether all rounds were refused and what remains is the duration that ends it."""
        return life.activity.verdict is not None and life.round == life.activity.verdict.rounds

    def delay(self, life: Life) -> float | None:
        """Days before the round in hand begins, or None where it follows at once."""
        verdict = life.activity.verdict
        if verdict is None or verdict.delay < 0 or self.is_last_resort(life):
            return None
        return self.world.value(verdict.delay, life.draw)

    def after_delay(self, life: Life, delay: float) -> Event:
        """The instant at which a delay between rounds is over."""
        life.reason = Cause.REWORK
        return self.world.wakes(self.world.now + delay, life)

    def book_delay(self, life: Life, delay: float) -> None:
        """Days between rounds are part of the rework."""
        self.world.book(life, Cause.REWORK, delay)
        life.reason = None

    def lets_crews_go(self, life: Life) -> bool:
        """Whether the crew is given back between rounds."""
        return life.activity.verdict is None or not life.activity.verdict.keeps_crew

    # -- loops ------------------------------------------------------------------------------------------

    def pass_of(self, number: int) -> int:
        """Which pass of its loop an activity is in, the first being 0."""
        loop = self.plan.activities[number].loop
        return self._passes[loop] if loop >= 0 else 0

    def goes_back(self, life: Life) -> bool:
        """Whether a refused round goes back over other steps; the last resort doesn't."""
        verdict = life.activity.verdict
        return verdict is not None and verdict.loop >= 0 and life.round + 1 < verdict.rounds

    def starts_over(self, life: Life) -> None:
        """The members of a loop are as if they had never been done; the first of them begins anew."""
        assert life.activity.verdict is not None, "only a verdict can send back"
        number = life.activity.verdict.loop
        loop = self.plan.loops[number]
        self._passes[number] += 1
        self.world.forget(loop.members)
        conditions = self.world.conditions
        conditions.start_over(loop.members)
        self.comes_back[loop.entry] = (self.world.now, life.trail)
        if conditions.open_starts[loop.entry] == 0:
            conditions.becomes_ready(loop.entry)

    def first_of(self, number: int) -> tuple[int, int]:
        """The first round of an activity's luck, and the one it is in: later ones in a loop."""
        activity, pass_ = self.plan.activities[number], self.pass_of(number)
        if pass_ == 0:
            return 0, 0
        if self.plan.loops[activity.loop].exit == number:
            return 0, pass_
        rounds = activity.verdict.rounds if activity.verdict else 1
        return pass_ * rounds, 0

    # -- branches ---------------------------------------------------------------------------------

    def way_of(self, number: int) -> int:
        """The way that an activity's branch takes: the one whose stretch of chances its luck falls in."""
        if number not in self._ways:
            branch = self.plan.activities[number].branch
            assert branch is not None, "only a branch has ways"
            self._ways[number] = self._way_of(branch.chances, self.world.value(branch.luck))
            self.world.note(Deed.TOOK, number, about=self._ways[number])
        return self._ways[number]

    def _way_of(self, chances: tuple[int, ...], luck: float) -> int:
        rest = next((way for way, chance in enumerate(chances) if chance < 0), len(chances) - 1)
        upto = 0.0
        for way, chance in enumerate(chances):
            if way != rest:
                upto += self.world.value(chance)
                if luck < upto:
                    return way
        return rest
