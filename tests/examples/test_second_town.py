"""A district that doesn't exist and shares nothing with the first user's: it runs, and has things to show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.analysis import tables
from model.analysis.tally import Tally, tally
from model.draws import make_draws
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.simulation import simulate

EXAMPLES = Path(__file__).parents[2] / "scenarios/examples"
REPLICATIONS = 40


def played(name: str, *settings: tuple[str, str]) -> tuple[Plan, Tally]:
    scenario = load_scenario(EXAMPLES / f"{name}.yaml", settings)
    plan = make_plan(scenario)
    draws = make_draws(plan.quantities, scenario.said.seed, plan.correlations)
    return plan, tally(plan, simulate(plan, draws, 0, REPLICATIONS))


def chances(name: str, *settings: tuple[str, str]) -> pd.Series[float]:
    return tables.milestone_table(*played(name, *settings)).set_index(["milestone", "deadline"]).probability


@pytest.fixture(scope="module")
def town() -> tuple[Plan, Tally]:
    return played("second_town")


def test_its_chances_are_neither_none_nor_certain(town: tuple[Plan, Tally]) -> None:
    table = tables.milestone_table(*town)
    assert table.probability.between(0.1, 0.9).sum() >= 6
    assert table.probability.max() - table.probability.min() > 0.5


def test_it_has_many_reasons_to_be_late(town: tuple[Plan, Tally]) -> None:
    days = tables.cause_table(*town).groupby("cause").days.sum()
    waits = ["session", "season", "capital", "crew", "rework", "indicator", "stopped"]
    assert (days.reindex(waits).fillna(0) > 0).all()


def test_it_draws_on_three_sources_and_is_hit_by_its_risks(town: tuple[Plan, Tally]) -> None:
    money = tables.capital_table(*town).groupby("source").spent_million_vnd.sum()
    assert len(money) == 3
    assert (money > 0).all()
    happened = tables.risk_table(*town).occurred
    assert ((happened > 0) & (happened < 1)).sum() >= 6


def test_more_money_helps_where_money_was_missing() -> None:
    less, more = chances("second_town"), chances("second_town_more_money")
    gain = more - less
    assert gain["dyke_closed", "2027-08-31"] > 0.2
    assert gain["water_on", "2028-12-31"] > 0.1
    assert np.abs(gain["market_moved", "2026-06-30"]) < 0.1  # what holds the market is sessions and talks
