"""Capital by fiscal year: it comes on a day, the oldest is spent first, the rest lapses."""

from __future__ import annotations

from collections.abc import Generator
from itertools import groupby
from math import floor
from typing import TYPE_CHECKING

from simpy import Event

from model.outcomes import Deed, Flow, Whole
from model.plan.network import CapitalSource
from model.simulation.story.clock import Kind

if TYPE_CHECKING:
    from model.simulation.story.world import World


class Fund:
    """What one source holds, kept by year of release, in whole million VND."""

    def __init__(self, number: int, source: CapitalSource, flows: Whole, first_year: int) -> None:
        self.number, self.source = number, source
        self.held: dict[int, int] = {}
        self.kept_for: dict[int, tuple[list[tuple[int, int]], int]] = {}
        self.balance = 0
        self._flows, self._first_year = flows, first_year

    def deposit(self, year: int, amount: int) -> None:
        """Money of a year comes in."""
        self._note(year, Flow.RELEASED, amount)
        self._put(year, amount)

    def take(self, amount: int, in_year: int) -> list[tuple[int, int]]:
        """Spend an amount that is there, the oldest money first; which years' money it was."""
        assert amount <= self.balance, "capital is asked for before it is taken"
        self._flows[in_year, Flow.SPENT] += amount
        return self._taken(amount, sorted(self.held))

    def _taken(self, amount: int, years: list[int]) -> list[tuple[int, int]]:
        self.balance -= amount
        parts = []
        for year in years:
            part = min(amount, self.held[year])
            if part:
                self.held[year] -= part
                amount -= part
                parts.append((year, part))
            if not amount:
                break
        return parts

    def cut(self, amount: int, in_year: int) -> int:
        """Lose an amount, the newest money first, never more than is there; how much it was."""
        amount = min(amount, self.balance)
        self._flows[in_year, Flow.CUT] += amount
        self._taken(amount, sorted(self.held, reverse=True))
        return amount

    def set_aside(self, number: int, parts: list[tuple[int, int]], in_year: int) -> None:
        """What was taken is kept for an activity that has not begun."""
        self.kept_for[number] = (parts, in_year)

    def give_up_reservations(self, year: int) -> list[int]:
        """Money of a year that is still kept goes back before its cut-off; for which activities it was."""
        lapsing = [number for number, (parts, _) in self.kept_for.items() if any(y == year for y, _ in parts)]
        for number in lapsing:
            parts, in_year = self.kept_for.pop(number)
            for of_year, part in parts:
                self._put(of_year, part)
                self._flows[in_year, Flow.SPENT] -= part
        return sorted(lapsing)

    def close_year(self, year: int, carried: float) -> tuple[int, int]:
        """The cut-off: a share of what is left joins the next year's money, the rest lapses; both amounts."""
        rest = self.held.pop(year, 0)
        kept = floor(carried * rest)
        self.balance -= rest
        self._note(year, Flow.LAPSED, rest - kept)
        if kept:
            self._note(year + 1, Flow.CARRIED, kept)
            self._put(year + 1, kept)
        return kept, rest - kept

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
                _lapse(world, fund, year)
            else:
                amount = world.treasury.released(fund.number, fund.source.deposits[place])
                fund.deposit(year, amount)
                world.note(Deed.DEPOSIT, fund.number, amount=amount, about=year)
        world.queue.look_again()


def _lapse(world: World, fund: Fund, year: int) -> None:
    """The cut-off of a year's money; who had reserved some of it and has not begun asks anew."""
    withdrawn = fund.give_up_reservations(year)
    kept, lapsed = fund.close_year(year, world.treasury.carried_over(fund.source))
    if kept:
        world.note(Deed.CARRIED, fund.number, amount=kept, about=year)
    if lapsed:
        world.note(Deed.LAPSED, fund.number, amount=lapsed, about=year)
    for number in withdrawn:
        world.treasury.reservation_lapses(number)


def _dates(source: CapitalSource) -> list[tuple[float, Kind, int, int]]:
    """Deposits and lapses in the order of their days; of one day lapses first."""
    dates = [(one.day, Kind.DEPOSIT, one.year, place) for place, one in enumerate(source.deposits)]
    dates += [(day, Kind.LAPSE, year, 0) for day, year in source.lapses]
    return sorted(dates)
