"""Networks of textbooks in scenarios/examples, from the file to the table, against answers known by hand.

Where luck plays a part, the answer must lie within four standard errors of the closed form; an
honest model fails that once in 16,000 times, and the seeds of the files make each run the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from model.analysis import tables
from model.analysis.tally import tally
from model.draws import make_draws
from model.outcomes import Outcomes
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.simulation import simulate
from model.study import Wish, run

EXAMPLES = Path(__file__).parents[2] / "scenarios/examples"
ERRORS = 4.0


@dataclass(frozen=True)
class Played:
    """An example that has been simulated."""

    plan: Plan
    outcomes: Outcomes

    def days(self, milestone: str) -> NDArray[np.float64]:
        """Instants at which a milestone was reached, in days from the start."""
        return self.outcomes.day[:, [one.name for one in self.plan.milestones].index(milestone)]

    def table(self) -> pd.DataFrame:
        """The table of milestones, by milestone and deadline."""
        return tables.milestone_table(self.plan, tally(self.plan, self.outcomes)).set_index(
            ["milestone", "deadline"]
        )

    def on_chain(self, milestone: str, step: str) -> float:
        """How often a step lies on the chain that sets the date of a milestone."""
        rows = tables.activity_table(self.plan, tally(self.plan, self.outcomes)).set_index("activity")
        return float(rows.loc[step, f"on_chain_{milestone}"])


def play(name: str, engine: str, replications: int = 10) -> Played:
    scenario = load_scenario(EXAMPLES / f"{name}.yaml")
    plan = make_plan(scenario)
    draws = make_draws(plan.quantities, scenario.said.seed, plan.correlations)
    return Played(plan, simulate(plan, draws, 0, replications, engine))


def near(found: float, answer: float, deviation: float, n: int) -> bool:
    """Whether a mean of n values with this standard deviation lies within four standard errors."""
    return abs(found - answer) < ERRORS * deviation / sqrt(n)


def share_near(found: float, answer: float, n: int) -> bool:
    """The same for a share."""
    return near(found, answer, sqrt(answer * (1 - answer)), n)


def test_the_plant_of_hillier_and_lieberman_takes_44_weeks(engine: str) -> None:
    played = play("reliable_construction", engine)
    # 44 weeks from a Monday: 43 whole ones and five days, so the Friday ends at the instant 43 * 7 + 5.
    assert (played.days("finished") == 43 * 7 + 5).all()
    assert (played.days("outside") == 39 * 7 + 5).all()  # 40 weeks: four weeks of float
    assert set(played.table().loc["finished", "p50"]) == {"2024-11-01"}
    assert set(played.table().loc["outside", "p50"]) == {"2024-10-04"}
    assert list(played.table().probability) == [1, 0, 1, 0]  # met on the very day, and not the day before
    # No luck and no tie: a step sets the date always or never.
    critical = {
        "excavation", "foundation", "rough_wall", "outer_plumbing", "inner_plumbing",
        "wallboard", "inner_painting", "inner_fixtures",
    }  # fmt: skip
    for group in played.plan.groups:
        assert played.on_chain("finished", group.name) == (group.name in critical)


def test_the_latest_of_ten_equal_paths(engine: str) -> None:
    n, k = 2000, 10
    played = play("merge_bias", engine, n)
    one, latest = played.days("one"), played.days("all")
    # (U - 60) / 40 is even over (0, 1), the latest of k has mean k/(k+1), variance k/((k+1)^2 (k+2)).
    assert near(one.mean(), 80, 40 / sqrt(12), n)
    assert near(latest.mean(), 60 + 40 * k / (k + 1), 40 * sqrt(k / (k + 2)) / (k + 1), n)
    # A share of one half lies below the median 60 + 40 * 0.5^(1/10), 97.32 days.
    assert share_near((latest <= 60 + 40 * 0.5 ** (1 / k)).mean(), 0.5, n)
    chances = played.table().probability
    assert share_near(chances["one", "80 d"], 1 / 2, n)
    assert share_near(chances["one", "95 d"], 7 / 8, n)
    assert share_near(chances["all", "95 d"], (7 / 8) ** k, n)
    assert chances["all", "80 d"] < 0.005  # 1/1024: two of 2,000
    assert share_near(played.on_chain("all", "paths.first"), 1 / k, n)


def test_a_file_that_goes_round_takes_a_geometric_number_of_rounds(engine: str) -> None:
    n, p = 2000, 0.6
    played = play("gert_loop", engine, n)
    days = played.days("accepted")
    # Rounds: mean 1/p, variance (1-p)/p^2; one takes 30 days on average, with variance 20^2/12.
    deviation = sqrt(20**2 / 12 / p + (1 - p) / p**2 * 30**2)
    assert near(days.mean(), 30 / p, deviation, n)
    chances = played.table().probability["accepted"]
    assert share_near(chances["40 d"], p, n)
    assert share_near(chances["80 d"], 0.6 + 0.24 + 0.096 / 6, n)
    assert (days > 20).all()  # the least of a round


@pytest.mark.parametrize(
    ("name", "days", "date"),
    [("johnson_1954", 47, "2024-02-16"), ("johnson_1954_as_listed", 77, "2024-03-17")],
)
def test_five_files_at_two_desks(name: str, days: int, date: str, engine: str) -> None:
    played = play(name, engine)
    assert (played.days("done") == days).all()
    assert set(played.table().p50) == {date}  # the last file leaves at the end of that day


def test_of_all_orders_of_the_files_johnsons_ends_first() -> None:
    """The rule itself, by trying all 120 orders without our engine."""
    first, second = (4, 4, 30, 6, 2), (5, 1, 4, 30, 3)

    def makespan(order: tuple[int, ...]) -> int:
        at_first = at_second = 0
        for file in order:
            at_first += first[file]
            at_second = max(at_second, at_first) + second[file]
        return at_second

    assert min(map(makespan, permutations(range(5)))) == makespan((4, 0, 3, 2, 1)) == 47
    assert makespan((0, 1, 2, 3, 4)) == 77


def test_the_whole_way_from_the_file_to_the_folder(tmp_path: Path) -> None:
    study = run(EXAMPLES / "reliable_construction.yaml", Wish(out=tmp_path / "plant", jobs=1))
    finished = study.milestones[study.milestones.milestone == "finished"]
    assert list(finished.plan) == ["2024-11-01"] * 2
    assert list(finished.p80) == ["2024-11-01"] * 2
    assert list(finished.probability) == [1, 0]
