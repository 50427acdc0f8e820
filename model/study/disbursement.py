"""Money through the years: what every replication disburses, against the plan where all goes as likeliest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from model.analysis.disbursement import YearlyMoney, disbursement_table, yearly_money
from model.draws import Draws
from model.outcomes import Outcomes, Whole
from model.plan import Plan
from model.simulation import AUTO, engine_for
from model.study.around import run_of
from model.study.job import Progress
from model.study.planned import as_planned
from model.study.workforce import Workforce


@dataclass(frozen=True)
class Disbursement:
    """What the fiscal years of a plan disburse: the table, as ``disbursement_table`` tells its columns."""

    plan: Plan
    seed: int
    replications: int
    table: pd.DataFrame


def disbursement(
    plan: Plan,
    seed: int,
    replications: int,
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> Disbursement:
    """Run a plan and see how its money flows through the years; no folder is left."""
    kept = run_of(plan, seed, replications, money_of, engine=engine, workforce=workforce, progress=progress)
    table = disbursement_of(plan, kept, engine_for(plan, replications, engine))
    return Disbursement(plan, seed, replications, table)


def disbursement_of(plan: Plan, kept: list[YearlyMoney], engine: str = "simpy") -> pd.DataFrame:
    """The table of a run of which ``money_of`` was kept of every piece."""
    return disbursement_table(plan, reduce(YearlyMoney.joined, kept), planned_money(plan, engine))


def money_of(plan: Plan, draws: Draws, outcomes: Outcomes) -> YearlyMoney:
    """What is kept of a piece: its money by fiscal year."""
    assigned = assigned_to(plan, draws, outcomes.first, outcomes.replications)
    return yearly_money(plan, outcomes.money, assigned)


def planned_money(plan: Plan, engine: str = "simpy") -> Whole:
    """What each source would disburse in each fiscal year if all went as likeliest, (sources, years)."""
    return money_of(*as_planned(plan, engine)).spent[0]


def assigned_to(plan: Plan, draws: Draws, first: int, count: int) -> Whole:
    """Million VND assigned to each year before the share of it that comes, (replications, sources, years).

    What events add isn't assigned; it is there when it comes.
    """
    assigned = np.zeros((count, len(plan.capital), len(plan.year_starts)), dtype=np.int64)
    for number, source in enumerate(plan.capital):
        for deposit in source.deposits:
            year = min(deposit.year - plan.first_year, len(plan.year_starts) - 1)
            amount = draws.column(deposit.amount, first, count)
            begin, end = (np.floor(amount * part + 1e-9) for part in deposit.part)
            assigned[:, number, year] += (end - begin).astype(np.int64)
    return assigned
