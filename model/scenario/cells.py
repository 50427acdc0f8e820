"""Many cells, one setting: what the cells of a sheet say, put together as a scenario would say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from model.scenario.faults import Fault, Place
from model.scenario.load import Scenario
from model.scenario.measure import FACT_WORDS
from model.scenario.merge import Setting
from model.scenario.read import Mark, Node
from model.scenario.sheets import CAPITAL, DATED, HOUSEHOLDS, Row, Sheet, Slot, is_by_year, node_at, of_year

NOTES = ("note", "hindsight")


@dataclass(frozen=True)
class Said:
    """What a cell says of a slot that the scenario doesn't: a number in the slot's unit, or a date."""

    slot: Slot
    number: Decimal | date
    mark: Mark

    @property
    def node(self) -> Node:
        """The number as a scenario would say it."""
        assert isinstance(self.number, Decimal), "dates are keys, not values"
        return Node(self.slot.value(self.number), self.mark)


def settings_of(
    sheet: Sheet, said: Sequence[Said], scenario: Scenario, faults: list[Fault]
) -> Iterator[Setting]:
    """The settings that the cells of one sheet amount to.

    Parameters
    ----------
    said
        What differs from the scenario, row by row.
    faults
        Where what the cells say together can't be, it is added here.
    """
    if sheet.code == HOUSEHOLDS:
        yield from _by_segment(said, scenario)
    elif sheet.code == CAPITAL:
        yield from _of_sources(said, sheet, scenario)
    elif sheet.code == DATED:
        yield from _on_dates(said, sheet, scenario, faults)
    else:
        yield from (Setting(_dotted(one.slot.place), one.node) for one in said)


def _dotted(place: Place) -> str:
    return ".".join(map(str, place))


def _by_segment(said: Sequence[Said], scenario: Scenario) -> Iterator[Setting]:
    """Numbers of segments: one for all where they are alike, else a list with one for each."""
    by_place: dict[Place, dict[str | int, Said]] = {}
    for one in said:
        by_place.setdefault(one.slot.place[:-1], {})[one.slot.place[-1]] = one
    for place, changed in by_place.items():
        used = scenario.said.works[str(place[1])].parts[str(place[3])]
        segments, mark = used.segments or 1, next(iter(changed.values())).mark
        there = node_at(scenario, place)
        alike = {one.number for one in changed.values()}
        if not isinstance(there.value, list) and len(changed) == segments and len(alike) == 1:
            yield Setting(_dotted(place), next(iter(changed.values())).node)
            continue
        kept = there.value if isinstance(there.value, list) else [_without_note(there)] * segments
        each = [_sourced(changed[k].node, kept[k]) if k in changed else kept[k] for k in range(segments)]
        yield Setting(_dotted(place), Node(each, mark))


def _without_note(node: Node) -> Node:
    """A number that was said once for all, to be said for each: a note would stand there many times."""
    if not node.entries:
        return node
    return Node({word: child for word, child in node.entries.items() if word not in NOTES}, node.mark)


def _sourced(node: Node, there: Node) -> Node:
    """A number with the source and grade of the one it replaces, as ``--set`` keeps them."""
    facts = {word: child for word, child in there.entries.items() if word in FACT_WORDS}
    return Node({"value": node, **facts}, node.mark) if facts else node


def _of_sources(said: Sequence[Said], sheet: Sheet, scenario: Scenario) -> Iterator[Setting]:
    """Opening money and carry-over one by one; the money of the years of one source together."""
    by_year: dict[str, dict[int, Said]] = {}
    for one in said:
        if one.slot.place[2] == "per_year":
            by_year.setdefault(str(one.slot.place[1]), {})[int(one.slot.place[3])] = one
        else:
            yield Setting(_dotted(one.slot.place), one.node)
    for name, changed in by_year.items():
        row = next(row for row in sheet.rows if row.code == name)
        years = [int(code) for code in row.slots if code.isdecimal()]
        there = node_at(scenario, ("capital", name, "per_year"))
        yield Setting(f"capital.{name}.per_year", _years(there, years, changed))


def _years(there: Node, years: Sequence[int], changed: dict[int, Said]) -> Node:
    """Money by year: a year is listed where its money is another than what the years listed so far say.

    Of listed years the latest goes on, so a year after a changed one is listed as it was.
    """
    mark = next(iter(changed.values())).mark
    listed: dict[str, Node] = {} if not is_by_year(there.plain()) else dict(there.entries)
    new: dict[str, Node] = {}
    for year in years:
        was = of_year(there.entries, year) if listed and is_by_year(there.plain()) else there
        wanted = _sourced(changed[year].node, was) if year in changed else was
        now = {**listed, **new}
        if not now or of_year(now, year).plain() != wanted.plain():
            new[str(year)] = replace(wanted, mark=wanted.mark if year in changed else mark)
    if len(new) == 1 and not is_by_year(there.plain()):
        return next(iter(changed.values())).node
    return Node(new, mark)


def _on_dates(
    said: Sequence[Said], sheet: Sheet, scenario: Scenario, faults: list[Fault]
) -> Iterator[Setting]:
    """Money on dates of its own, all of a source together: other amounts, other days.

    Where money moves its old day is deleted.
    """
    of_source: dict[str, list[Row]] = {}
    for row in sheet.rows:
        of_source.setdefault(str(row.slots["date"].place[1]), []).append(row)
    for name, rows in of_source.items():
        entries: dict[str, Node] = {}
        taken = {row.slots["date"].said for row in rows}
        for row in rows:
            amount = next((one for one in said if one.slot is row.slots["amount"]), None)
            moved = next((one for one in said if one.slot is row.slots["date"]), None)
            place = row.slots["date"].place
            if moved is not None and moved.number in taken:
                values = {"found": str(moved.number)}
                faults.append(Fault(moved.mark.file, moved.mark.line, place, "workbook.date_taken", values))
            elif moved is not None:
                taken.add(moved.number)
                money = amount.node if amount is not None else node_at(scenario, place)
                entries[str(place[-1])] = Node(None, moved.mark)
                entries[str(moved.number)] = replace(money, mark=moved.mark)
            elif amount is not None:
                entries[str(place[-1])] = amount.node
        if entries:
            yield Setting(f"capital.{name}.dated", Node(entries, next(iter(entries.values())).mark))
