"""Capital by fiscal year: it comes on a day, the oldest is spent first, the rest lapses."""

from __future__ import annotations

from collections.abc import Generator
from itertools import groupby
from math import floor
from typing import TYPE_CHECKING

from simpy import Event

from model.outcomes import Flow, Whole
from model.plan.network import CapitalSource
from model.simulation.story.clock import Kind

if TYPE_CHECKING:
    from model.simulation.story.world import World


class Fund:
    """What one source holds, kept by year of release, in whole million VND."""

    def __init__(self, number: int, source: CapitalSource, flows: Whole, first_year: int) -> None:
        self.number, self.source = number, source
        self.held: dict[int, int] = {}
        self.balance = 0
        self._flows, self._first_year = flows, first_year

    def deposit(self, year: int, amount: int) -> None:
        """Money of a year comes in."""
        self._note(year, Flow.RELEASED, amount)
        self._put(year, amount)

    def take(self, amount: int, in_year: int) -> None:
        """Spend an amount that is there, the oldest money first."""
        assert amount <= self.balance, "capital is asked for before it is taken"
        self.balance -= amount
        self._flows[in_year, Flow.SPENT] += amount
        for year in sorted(self.held):
            part = min(amount, self.held[year])
            self.held[year] -= part
            amount -= part

    def close_year(self, year: int, carried: float) -> None:
        """The cut-off: a share of what is left joins the next year's money, the rest lapses."""
        rest = self.held.pop(year, 0)
        kept = floor(carried * rest)
        self.balance -= rest
        self._note(year, Flow.LAPSED, rest - kept)
        if kept:
            self._note(year + 1, Flow.CARRIED, kept)
            self._put(year + 1, kept)

    def _put(self, year: int, amount: int) -> None:
        self.held[year] = self.held.get(year, 0) + amount
        self.balance += amount

    def _note(self, year: int, flow: Flow, amount: int) -> None:
        row = min(year - self._first_year, len(self._flows) - 1)
        self._flows[row, flow] += amount


def fiscal_years(world: World, fund: Fund) -> Generator[Event, None, None]:
    """A source of capital: each year's money arrives on its day, and what is left lapses on another."""
    for (day, kind), entries in groupby(_dates(fund.source), key=lambda entry: entry[:2]):
        yield world.until(day, kind, fund.number)
        for _, _, year, place in entries:
            if kind == Kind.LAPSE:
                fund.close_year(year, world.carried_over(fund.source))
            else:
                fund.deposit(year, world.released(fund.source.deposits[place]))
        world.queue.look_again()


def _dates(source: CapitalSource) -> list[tuple[float, Kind, int, int]]:
    """Deposits and lapses in the order of their days; of one day lapses first."""
    dates = [(one.day, Kind.DEPOSIT, one.year, place) for place, one in enumerate(source.deposits)]
    dates += [(day, Kind.LAPSE, year, 0) for day, year in source.lapses]
    return sorted(dates)
