"""Capital sources laid along the years: when money comes, when it lapses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from model.days import day_number, on_year_day
from model.plan.network import CapitalSource, Deposit
from model.plan.numbers import Numbers, Path
from model.scenario.amounts import Amount
from model.scenario.dates import MonthDay
from model.scenario.resources import CapitalSaid


def capital_source(name: str, said: CapitalSaid, numbers: Numbers) -> CapitalSource:
    """One source: what it holds at the start, each year's money, and the cut-offs."""
    path: Path = ("capital", name)
    years = _years(numbers)
    deposits = [*_opening(name, said, path, numbers), *_dated(name, said, path, numbers)]
    for year in years if said.per_year is not None else ():
        deposits += _of_year(name, said, year, path, numbers)
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


def _dated(name: str, said: CapitalSaid, path: Path, numbers: Numbers) -> Iterator[Deposit]:
    """Money that comes on dates of its own."""
    for date_, amount in sorted(said.dated.items()):
        day = day_number(date_, numbers.scenario.said.start)
        if day < 0:
            continue
        place = (*path, "dated", date_.isoformat())
        quantity = numbers.quantity(f"capital.{name}.dated[{date_}]", amount, "money", place)
        yield Deposit(day, date_.year, quantity, _released(name, said, date_.year, path, numbers))


def _of_year(name: str, said: CapitalSaid, year: int, path: Path, numbers: Numbers) -> Iterator[Deposit]:
    """A year's money, on one day or along the year; the luck of what is released hangs on the year."""
    parts = list(_parts(said, path, numbers))
    days = [(_day_of(year, one, numbers), part) for one, part in parts]
    if all(day < 0 for day, _ in days):
        return
    assert said.per_year is not None, "there is money every year"
    amount = numbers.quantity(
        f"capital.{name}.per_year[{year}]", _amount_of(said.per_year, year), "money", (*path, "per_year")
    )
    released = _released(name, said, year, path, numbers)
    for day, part in days:
        if day >= 0:
            yield Deposit(day, year, amount, released, part)


def _parts(said: CapitalSaid, path: Path, numbers: Numbers) -> Iterator[tuple[MonthDay, tuple[float, float]]]:
    """The days of a year on which money comes, and the stretch of the year's money that comes then."""
    if not said.releases:
        yield said.on, (0.0, 1.0)
        return
    upto, faults = 0.0, len(numbers.faults)
    for day, share in sorted(said.releases.items()):
        part = numbers.known(share, "share", (*path, "releases", day.text))
        yield day, (upto, upto + part)
        upto += part
    if len(numbers.faults) == faults and abs(upto - 1) > 1e-9:
        numbers.fault((*path, "releases"), "plan.releases_sum", found=f"{100 * upto:g} %")


def _day_of(year: int, one: MonthDay, numbers: Numbers) -> float:
    return day_number(on_year_day(year, (one.month, one.day)), numbers.scenario.said.start)


def _released(name: str, said: CapitalSaid, year: int, path: Path, numbers: Numbers) -> int:
    """The share of a year's money that really comes, drawn once a year."""
    if said.released is None:
        return -1
    place = (*path, "released")
    return numbers.quantity(f"capital.{name}.released[{year}]", said.released, "share", place)


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
