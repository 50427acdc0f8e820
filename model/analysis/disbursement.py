"""Money through the years: how much of each year's money is spent, and against which plan.

A fiscal year's money is what is released for it and what was carried into it. It is spent from 1 January
on and until its cut-off, which may lie in the next year; so what a year disburses is not what is paid in
its twelve months. What is left at the cut-off is carried over or lapses.

Three plans a year can be held against, which are told apart by name everywhere: what was *planned* to be
spent, if all went as likeliest; what was *assigned* to the year with what was carried into it; and what
really *came* of it. A disbursement of 95 % is usually asked of the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.chances import chance_of
from model.analysis.statistics import sample_quantiles
from model.outcomes import Flow, Whole
from model.plan.network import CapitalSource, Plan

FULLY = 95
"""Percent of a year's plan that count as disbursed in full."""

FAN = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
"""What is told of each year's amount, by chance."""

PLANS = ("planned", "assigned", "came", "planned_so_far")

COLUMNS = (
    "scenario", "source", "year", "mean", *FAN, "planned", "assigned", "came", "carried_in", "lapsed",
    *(f"so_far_{name}" for name in FAN), "so_far_planned",
    *(f"{part}_{plan}" for plan in PLANS for part in ("chance_of", "ci_low", "ci_high")),
    "replications",
)  # fmt: skip
"""Columns of the table; money in million VND.

``mean`` and percentiles are of what a year disburses by its cut-off, ``so_far`` of what all years up to
it do. ``planned`` is what it would be if all went as likeliest; ``assigned``, ``came``, ``carried_in`` and
``lapsed`` are means. ``chance_of_*`` is the chance of disbursing 95 % of the year's plan or more, that
of ``planned_so_far`` the chance that all years up to it have disbursed 95 % of what was planned for them.
"""

ALL = ""
"""The source of rows that are of all sources together."""


@dataclass(frozen=True, slots=True)
class YearlyMoney:
    """Money by fiscal year in every replication, each (replications, sources, years), in million VND.

    ``spent`` by the cut-off of the year; ``assigned`` before the share that is released, ``came`` of it,
    both with ``carried_in``; ``lapsed``.
    """

    spent: Whole
    assigned: Whole
    came: Whole
    carried_in: Whole
    lapsed: Whole

    def joined(self, other: YearlyMoney) -> YearlyMoney:
        """These replications, and then others."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return YearlyMoney(*(np.concatenate(pair) for pair in pairs))


def yearly_money(plan: Plan, flows: Whole, assigned: Whole) -> YearlyMoney:
    """What each fiscal year's money came to.

    Parameters
    ----------
    flows
        As in ``Outcomes.money``: (replications, sources, years, flows), million VND.
    assigned
        What was assigned to each year before the share that is released, (replications, sources, years).

    A year's money goes one of four ways: it is spent, carried on, lapses, or an event cuts it. So what is
    spent of it is told by the other three. (What an event cuts is booked in the calendar year; it takes
    the newest money, so it is that year's own but where it takes more than there is of it.) Of a source
    whose money never lapses a year's spending is that of its twelve months, and all that is left is
    carried on. A year that isn't over by the horizon has nothing spent yet.
    """
    released, carried, paid, lapsed, cut = (flows[..., flow] for flow in Flow)
    spent, into = np.empty_like(paid), carried.copy()
    for number, source in enumerate(plan.capital):
        if source.lapses:
            on = np.roll(carried[:, number], -1, axis=1)
            on[:, -1] = 0
            gone = lapsed[:, number] + cut[:, number] + on
            spent[:, number] = released[:, number] + carried[:, number] - gone
        else:
            spent[:, number] = paid[:, number]
            left = np.cumsum(released[:, number] - paid[:, number] - cut[:, number], axis=1)
            into[:, number] = np.concatenate([np.zeros_like(left[:, :1]), left[:, :-1]], axis=1)
    spent = np.where(closed_years(plan), spent, 0)
    return YearlyMoney(spent, assigned + into, released + into, into, lapsed)


def closed_years(plan: Plan) -> NDArray[np.bool_]:
    """Which fiscal years of which sources are over by the horizon, (sources, years)."""
    years = len(plan.year_starts)
    is_closed = np.zeros((len(plan.capital), years), dtype=bool)
    for number, source in enumerate(plan.capital):
        for place in range(years):
            is_closed[number, place] = _end_of(plan, source, place) <= plan.horizon
    return is_closed


def _end_of(plan: Plan, source: CapitalSource, place: int) -> float:
    """The instant at which a year's money is settled."""
    if source.lapses:
        ends = {year: day for day, year in source.lapses}
        return ends.get(plan.first_year + place, np.inf)
    return plan.year_starts[place + 1] if place + 1 < len(plan.year_starts) else np.inf


def disbursement_table(plan: Plan, money: YearlyMoney, planned: Whole) -> pd.DataFrame:
    """Disbursement by source and fiscal year as a fan, and the chance of 95 % of each year's plan.

    Parameters
    ----------
    money
        Of every replication.
    planned
        What each year would disburse if all went as likeliest, (sources, years).

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``; one row per source (then ``ALL`` of them, where there are several) and year
        that is over by the horizon. A year without a plan of a kind (nothing planned, nothing assigned
        or come in any replication) has no chance of it. A replication in which nothing was there has
        nothing left over, and so counts as in full.
    """
    is_closed = closed_years(plan)
    rows: list[dict[str, Any]] = []
    for number, source in enumerate(plan.capital):
        of_source = {name: getattr(money, name)[:, number] for name in YearlyMoney.__slots__}
        rows += _rows(plan, source.name, of_source, planned[number], is_closed[number])
    if len(plan.capital) > 1:
        of_all = {name: getattr(money, name).sum(axis=1) for name in YearlyMoney.__slots__}
        rows += _rows(plan, ALL, of_all, planned.sum(axis=0), np.logical_and.reduce(is_closed))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    plan: Plan, source: str, money: Mapping[str, Whole], planned: Whole, is_closed: NDArray[np.bool_]
) -> Iterator[dict[str, Any]]:
    so_far, planned_so_far = np.cumsum(money["spent"], axis=1), np.cumsum(planned)
    for place in np.flatnonzero(is_closed):
        spent = money["spent"][:, place]
        known = np.full_like(spent, planned[place]), np.full_like(spent, planned_so_far[place])
        against = {"planned": known[0]} | {name: money[name][:, place] for name in ("assigned", "came")}
        yield {
            "scenario": plan.scenario,
            "source": source,
            "year": plan.first_year + int(place),
            "mean": spent.mean(),
            **_fan(spent, ""),
            **{name: of.mean() for name, of in against.items()},
            "carried_in": money["carried_in"][:, place].mean(),
            "lapsed": money["lapsed"][:, place].mean(),
            **_fan(so_far[:, place], "so_far_"),
            "so_far_planned": planned_so_far[place],
            **{name: value for kind, of in against.items() for name, value in _chance(spent, of, kind)},
            **dict(_chance(so_far[:, place], known[1], "planned_so_far")),
            "replications": len(spent),
        }


def _fan(amounts: Whole, prefix: str) -> dict[str, float]:
    marks = sample_quantiles(amounts.astype(np.float64), list(FAN.values()))
    return {f"{prefix}{name}": mark for name, mark in zip(FAN, marks, strict=True)}


def _chance(spent: Whole, of: Whole, kind: str) -> Iterator[tuple[str, float]]:
    """The chance of disbursing a plan in full, counted in whole numbers; nothing where there is no plan."""
    if of.any():
        chance = chance_of(int((100 * spent >= FULLY * of).sum()), len(spent))
        yield f"chance_of_{kind}", chance.estimate
        yield f"ci_low_{kind}", chance.low
        yield f"ci_high_{kind}", chance.high
