"""The treasury: what activities ask of the sources of capital, pay, reserve and lose again."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from model.outcomes import Deed, Outcomes
from model.plan.events import Does
from model.plan.network import CapitalSource, Deposit
from model.simulation.story.capital import Fund, fiscal_years
from model.simulation.story.clock import Turn
from model.simulation.story.life import Life

if TYPE_CHECKING:
    from model.simulation.story.world import World

CLOSE = 1e-9
"""What a share of whole millions may fall short of a whole by rounding."""


class Treasury:
    """All sources of one replication."""

    def __init__(self, world: World, outcomes: Outcomes, row: int) -> None:
        self.world = world
        self.funds = [
            Fund(number, source, outcomes.money[row, number], world.plan.first_year)
            for number, source in enumerate(world.plan.capital)
        ]

    def begins(self) -> None:
        """Money starts to flow."""
        for fund in self.funds:
            self.world.env.process(fiscal_years(self.world, fund))

    # -- who pays, and when -----------------------------------------------------------------------

    def must_reserve(self, life: Life) -> bool:
        """Whether its money is to be taken ahead of the crew, and isn't yet."""
        need = life.activity.capital
        if need is None or not need.reserve or life.is_reserved:
            return False
        return not life.is_again or self.pays_again(life)

    def asks_for_money(self, life: Life) -> Turn:
        """Stand in the queue, with whatever crew it has, for money alone."""
        return self.world.queue.ask(life, self.world.scene.money[self.asks(life)])

    def reserved(self, life: Life) -> None:
        """Its money is kept for it until it begins."""
        life.is_reserved = True

    def reservation_lapses(self, number: int) -> None:
        """The year of the money that was kept is over: it goes back, and is asked for anew."""
        life = self.world.lives[number]
        life.is_reserved = False
        self.world.queue.withdraw(life)

    def pays_again(self, life: Life) -> bool:
        """Whether this round has to be paid for."""
        need = life.activity.capital
        return need is not None and need.each_round and not self.world.rounds.is_last_resort(life)

    def asks(self, life: Life) -> int:
        """The source asked; the amount is that of the stage that comes next."""
        need = life.activity.capital
        if need is None:
            return -1
        life.amount = self.world.labour.stage_amount(life, life.paid if life.paid < life.stages else 0)
        return need.source

    def pays(self, life: Life) -> None:
        """Money asked for is taken; for who has not begun it may be kept."""
        fund, year = self.funds[life.asked.source], self.world.year()
        parts = fund.take(life.amount, year)
        if self.must_reserve(life):
            fund.set_aside(life.activity.number, parts, year)
        self.world.note(Deed.PAID, life.activity.number, amount=life.amount, about=fund.number)

    def work_begins(self, life: Life) -> None:
        """What was reserved for it is its own from now on."""
        if life.activity.capital is not None:
            self.funds[life.activity.capital.source].kept_for.pop(life.activity.number, None)

    # -- what comes, and what goes by other ways ---------------------------------------------------

    def released(self, source: int, deposit: Deposit) -> int:
        """Million VND that really come: of a year's amount the share released, of that the day's part."""
        share = self.world.value(deposit.released) if deposit.released >= 0 else 1.0
        whole = floor(self.world.value(deposit.amount) * share * self.world.happenings.released(source) + 0.5)
        first, last = deposit.part
        return floor(whole * last + CLOSE) - floor(whole * first + CLOSE)

    def carried_over(self, source: CapitalSource) -> float:
        """The share of what is left at a cut-off that joins the next year's money."""
        return self.world.value(source.carry_over) if source.carry_over >= 0 else 0.0

    def moves(self, source: int, does: Does, size: float) -> None:
        """An event takes money from a source, or adds to it."""
        fund, year = self.funds[source], self.world.year()
        if does == Does.GIVE:
            fund.deposit(self.world.plan.first_year + year, int(size))
            self.world.note(Deed.DEPOSIT, source, amount=int(size), about=self.world.plan.first_year + year)
            return
        amount = floor(fund.balance * size + CLOSE) if does == Does.CUT_SHARE else int(size)
        self.world.note(Deed.CUT, source, amount=fund.cut(amount, year))
