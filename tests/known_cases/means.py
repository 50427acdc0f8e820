"""Calendars, crews and capital of a case, in the words of our scenarios."""

from __future__ import annotations

import math
from datetime import timedelta
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

from tests.known_cases.cases import Block
from tests.known_cases.numbers import MONEY, Law, exact, sized

if TYPE_CHECKING:
    from tests.known_cases.translate import Translator

YEAR = 365


# calendars -----------------------------------------------------------------------------------


def calendars(case: Translator) -> None:
    """All calendars, and which of them holds for an activity that names none."""
    said = {}
    names: dict[str, str] = {}
    for block in case.model.blocks("calendars"):
        id = block.need("id")
        names[id] = case.name(f"calendar {id}")
        said[names[id]] = _calendar(case, block)
        block.done()
    if not said:
        return
    case.blocks["calendars"] = said
    case.calendar_names = names
    is_named = any("calendar" in block for block in case.activities.values())
    if case.done.by_date:
        case.calendar_default = names.get("main", next(iter(names.values())))
    elif not is_named and len(names) == 1:
        case.calendar_default = next(iter(names.values()))
    case.takes(20 * YEAR)


def _calendar(case: Translator, block: Block) -> dict[str, Any]:
    words: dict[str, Any] = {"title": block.need("id")}
    week = block.take("work_week")
    if week is not None:
        words["week"] = str(week)
    holidays = block.items("holidays")
    if holidays:
        words["closed_dates"] = list(holidays)
    closed = []
    for window in block.blocks("closed_windows"):
        closed.append(f"{window.need('from')}..{window.need('to')}")
        window.done()
    closed += _closed_days_of_year(case, block)
    if closed:
        words["closed"] = closed
    return words


def _closed_days_of_year(case: Translator, block: Block) -> list[str]:
    """Closed days by their number in a year of 365 days, day 0 being 1 January."""
    pairs = block.items("closed_days_of_year")
    if block.take("year_length_days", YEAR) != YEAR:
        raise block.wrong("year_length_days", "only years of 365 days can be laid on our calendar")
    if not pairs:
        return []
    if case.done.by_date:
        raise block.wrong("closed_days_of_year", "can't stand beside a start date")
    case.done.years_alike = True
    if not isinstance(pairs[0], list):
        pairs = [pairs]
    days = [[case.start + timedelta(int(day)) for day in pair] for pair in pairs]
    return [f"{first:%m-%d}..{last:%m-%d}" for first, last in days]


# crews ---------------------------------------------------------------------------------------


def crews(case: Translator) -> None:
    """Resources as crews, and who takes how many of which."""
    said, queues = {}, {}
    for block in case.model.blocks("resources"):
        id = str(block.need("id"))
        said[id] = block.whole("capacity")
        queues[id] = block.take("queue")
        block.done()
    if said:
        case.blocks["crews"] = {case.name(f"crew {id}"): capacity for id, capacity in said.items()}
    case.queue = _queue(case, queues)
    for id, block in case.activities.items():
        wanted = block.take("resources", {})
        for resource, units in wanted.items():
            if resource not in said:
                raise block.wrong("resources", f"there is no resource {resource!r}")
            if units != int(units):
                raise block.wrong("resources", f"a whole number of {resource!r} is needed, found {units!r}")
        crew = {case.name(f"crew {one}"): int(units) for one, units in wanted.items() if units}
        if crew:
            case.steps[case.done.firsts[id]]["crew"] = crew


def _queue(case: Translator, queues: dict[str, Any]) -> str:
    """By time of asking where the resources are served first come first served, else as listed."""
    kinds = {queue or "listed" for queue in queues.values()} or {"listed"}
    if len(kinds) > 1:
        raise case.model.wrong(
            "resources", f"one order of the queue is needed for all, found {sorted(kinds)}"
        )
    known = {"fifo": "by_asking", "listed": "listed", "priority": "listed"}
    kind = kinds.pop()
    if kind not in known:
        raise case.model.wrong("resources", f"the queue {kind!r} is not known")
    return known[kind]


# capital -------------------------------------------------------------------------------------


def capital(case: Translator) -> None:
    """Budgets as capital sources, filled on days 0, 365, …, and what each activity takes of them."""
    budgets = {str(block.need("id")): block for block in case.model.blocks("budgets")}
    waited = _payments(case, budgets)
    said = {}
    for id, block in budgets.items():
        every = block.whole("refill_every_days") if "refill_every_days" in block else YEAR
        keeps = _is_carried_over(case, block)
        if not keeps and every != YEAR:
            raise block.wrong(
                "refill_every_days", "a balance can only be lost at the end of a year of 365 days"
            )
        if not keeps and case.done.by_date:
            raise block.wrong("carry_over", "a balance lost after 365 days can't stand beside a start date")
        case.done.years_alike = case.done.years_alike or not keeps
        case.takes(waited.get(id, 0) * every)
        money = _dated(case, block, every)
        lapse = {} if keeps else {"lapses": "12-31", "carry_over": "0 %"}
        said[case.name(f"budget {id}")] = {"title": id, "dated": money, **lapse}
        block.done()
    if said:
        case.blocks["capital"] = said


def _is_carried_over(case: Translator, block: Block) -> bool:
    own = block.take("carry_over", True)
    return bool(own if case.variant.carry_over is None else case.variant.carry_over)


def _amount_of(block: Block, year: int) -> float:
    """The amount of a year; after the listed ones the plain amount, or the last listed."""
    listed = block.take("amounts_by_year")
    if isinstance(listed, dict):
        listed = [one for _, one in sorted((int(key), one) for key, one in listed.items())]
    if listed and year < len(listed):
        return listed[year]
    return block.number("amount", listed[-1] if listed else None)


def _dated(case: Translator, block: Block, every: int) -> dict[str, str]:
    """Money on each day of refill up to the horizon, which must be known by now."""
    days = case.done.days_needed * 1.1 + 1000 + 2 * every
    if case.done.years_alike:
        days = min(days, 8 * YEAR)
    refills = range(int(days // every) + 1)
    return {
        (case.start + timedelta(k * every)).isoformat(): sized(_amount_of(block, k), MONEY) for k in refills
    }


def _payments(case: Translator, budgets: dict[str, Block]) -> dict[str, float]:
    """Who pays what, and how many refills may have to be waited for, by budget."""
    waited: dict[str, float] = {}
    for id, block in case.activities.items():
        if "cost" not in block:
            continue
        cost = block.block("cost")
        budget = str(cost.need("budget"))
        if budget not in budgets:
            raise cost.wrong("budget", f"there is no budget {budget!r}")
        when = cost.take("when", "start")
        step = case.steps[case.done.firsts[id]]
        paid: dict[str, Any] = {"from": case.name(f"budget {budget}")}
        if when == "start":
            amount = Law(cost, "amount")
            paid["amount"] = amount.said(MONEY)
            most = amount.reach
        elif when == "while working":
            most = _while_working(cost, block, budgets[budget], paid)
        else:
            raise cost.wrong("when", f"{when!r} is not known")
        cost.done()
        step["capital"] = paid
        waited[budget] = waited.get(budget, 0) + 2 + most / max(_amount_of(budgets[budget], 1), 1e-9)
    return waited


def _while_working(cost: Block, activity: Block, budget: Block, paid: dict[str, Any]) -> float:
    """So much a day, in advance for spans of at most a day; most that can be paid in all."""
    per_day, duration = (
        exact(cost.number("per_day")),
        Law(Block(cost.case, activity.place, activity.said), "duration"),
    )
    funded = [exact(_amount_of(budget, year)) / per_day for year in range(20)] if per_day else []
    spans = [*funded, *([exact(duration.value)] if duration.is_fixed else [])]
    span = reduce(_common, spans, Fraction(1))
    if span * per_day * 1000 % 1:
        raise cost.wrong("per_day", "no span of at most a day costs a whole thousandth of the unit of money")
    paid["amount"] = sized(float(span * per_day), MONEY)
    paid["per"] = sized(float(span), "d")
    return duration.reach * float(per_day)


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The largest span that goes into both a whole number of times."""
    if not other:
        return one
    return Fraction(
        math.gcd(one.numerator * other.denominator, other.numerator * one.denominator),
        one.denominator * other.denominator,
    )
