"""Money through the years: what every replication disburses, against the plan where all goes as likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.analysis.disbursement import YearlyMoney, disbursement_table, yearly_money
from model.draws import Draws
from model.outcomes import Outcomes, Whole
from model.plan import Plan
from model.report.scene import Scene, Tables
from model.simulation import AUTO, engine_for
from model.study.around import run_of
from model.study.ground import Ground, Part
from model.study.job import Progress
from model.study.planned import planned_life
from model.study.workforce import Workforce

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture


def disbursement(
    plan: Plan,
    seed: int,
    replications: int,
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Run a plan and see how its money flows through the years; no folder is left.

    Returns
    -------
    DataFrame
        As ``disbursement_table`` tells its columns.
    """
    kept = run_of(plan, seed, replications, money_of, engine=engine, workforce=workforce, progress=progress)
    return disbursement_of(plan, kept, engine_for(plan, replications, engine))


def disbursement_of(plan: Plan, kept: list[YearlyMoney], engine: str = "simpy") -> pd.DataFrame:
    """The table of a run of which ``money_of`` was kept of every piece."""
    return disbursement_table(plan, reduce(YearlyMoney.joined, kept), planned_money(plan, engine))


def money_of(plan: Plan, draws: Draws, outcomes: Outcomes) -> YearlyMoney:
    """What is kept of a piece: its money by fiscal year."""
    assigned = assigned_to(plan, draws, outcomes.first, outcomes.replications)
    return yearly_money(plan, outcomes.money, assigned)


def planned_money(plan: Plan, engine: str = "simpy") -> Whole:
    """What each source would disburse in each fiscal year if all went as likeliest, (sources, years)."""
    flows = planned_life(plan, engine).money
    return yearly_money(plan, flows, np.zeros(flows.shape[:-1], dtype=np.int64)).spent[0]


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


def _answer(ground: Ground) -> Tables:
    kept = ground.run(ground.plan, money_of)
    return {"disbursement": disbursement_of(ground.plan, kept, ground.engine)}


def _titles(scene: Scene) -> dict[str, dict[str, str]]:
    return {source.name: source.title for source in scene.plan.capital}


def _told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.money import disbursement_told

    return disbursement_told(tables["disbursement"], _titles(scene), lang, width)


def _pictures(folder: Path, imprint: Imprint, tables: Tables, scene: Scene) -> Sequence[Picture]:
    from model.report.disbursement import figure_of_disbursement  # matplotlib: slow to import
    from model.report.gallery import in_each_language

    table = tables["disbursement"]
    of = partial(figure_of_disbursement, table, titles=_titles(scene))
    return in_each_language(folder / "disbursement", imprint, of) if len(table) else []


MONEY = Part(
    "money", _answer, _told, _pictures, lambda ground: ground.count, by_default=False, draws_all=True
)
"""Of the whole programme, whatever milestones are asked about; so it is taken only where it is named."""
