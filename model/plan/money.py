"""Capital sources laid along the years: when money comes, when it lapses."""

from __future__ import annotations

from datetime import date

from model.days import day_number, on_year_day
from model.plan.network import CapitalSource, Deposit
from model.plan.numbers import Numbers, Path
from model.scenario.amounts import Amount
from model.scenario.dates import MonthDay
from model.scenario.shape import CapitalSaid


def capital_source(name: str, said: CapitalSaid, numbers: Numbers) -> CapitalSource:
    """One source: what it holds at the start, each year's money, and the cut-offs."""
    path: Path = ("capital", name)
    years = _years(numbers)
    deposits = [*_opening(name, said, path, numbers)]
    for year in years:
        day = day_number(on_year_day(year, (said.on.month, said.on.day)), numbers.scenario.said.start)
        if day >= 0:
            deposits.append(_deposit(name, said, year, day, path, numbers))
    lapses: tuple[tuple[float, int], ...] = ()
    if said.lapses is not None:
        lapses = tuple((_cut_off(said.lapses, year, numbers), year) for year in years)
    carry = -1
    if said.carry_over is not None:
        carry = numbers.quantity(
            f"{'.'.join(map(str, path))}.carry_over", said.carry_over, "share", (*path, "carry_over")
        )
    return CapitalSource(name, said.title.model_dump(), tuple(deposits), lapses, carry)


def _years(numbers: Numbers) -> range:
    said = numbers.scenario.said
    return range(said.start.year, said.horizon.year + 1)


def _opening(name: str, said: CapitalSaid, path: Path, numbers: Numbers) -> list[Deposit]:
    if said.opening is None:
        return []
    amount = numbers.quantity(f"capital.{name}.opening", said.opening, "money", (*path, "opening"))
    return [Deposit(0.0, numbers.scenario.said.start.year, amount)]


def _deposit(name: str, said: CapitalSaid, year: int, day: float, path: Path, numbers: Numbers) -> Deposit:
    """A year's money; the luck of what is released hangs on the calendar year."""
    amount = numbers.quantity(
        f"capital.{name}.per_year[{year}]", _amount_of(said.per_year, year), "money", (*path, "per_year")
    )
    released = -1
    if said.released is not None:
        released = numbers.quantity(
            f"capital.{name}.released[{year}]", said.released, "share", (*path, "released")
        )
    return Deposit(day, year, amount, released)


def _amount_of(said: Amount | dict[int, Amount], year: int) -> Amount:
    """The amount of a year: where years are listed, the latest listed one goes on."""
    if isinstance(said, Amount):
        return said
    listed = [one for one in sorted(said) if one <= year] or [min(said)]
    return said[listed[-1]]


def _cut_off(said: MonthDay, year: int, numbers: Numbers) -> float:
    """00:00 after the first such day on or after 31 December of the money's year."""
    day = (said.month, said.day)
    cut = on_year_day(year, day)
    if cut < date(year, 12, 31):
        cut = on_year_day(year + 1, day)
    return day_number(cut, numbers.scenario.said.start) + 1
