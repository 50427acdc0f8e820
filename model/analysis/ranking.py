"""What a ranking of levers found, as it is handed on: its words and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from model.analysis.packages import FRONTIER, PRESENT


@dataclass(frozen=True)
class Ranking:
    """What levers bring for their price, singly and as packages.

    ``ceiling`` is in bn VND, None where there is none; ``years`` how long running costs are counted;
    ``titles`` the names of the levers for people, in the order of the scenario; ``paid`` what each costs:
    ``running``, ``capital`` or ``both``; ``free`` are levers without a price. ``best`` is the package with
    the highest chance of those tried, of equal ones the cheapest, and ``enough`` the cheapest that can't
    be told from it; both blank where none can be told from the present. ``levers`` has a row per lever and
    step, ``packages`` one per package tried, the cheapest first, the present state among them.
    ``is_exhaustive`` tells that all packages of so many ``steps`` a lever were tried.
    """

    scenario: str
    milestone: str
    milestone_title: Mapping[str, str]
    deadline: str
    ceiling: float | None
    years: float
    titles: Mapping[str, Mapping[str, str]]
    paid: Mapping[str, str]
    free: tuple[str, ...]
    steps: int
    is_exhaustive: bool
    best: str
    enough: str
    seed: int
    replications: int
    levers: pd.DataFrame
    packages: pd.DataFrame

    @property
    def frontier(self) -> pd.DataFrame:
        """The packages that nothing cheaper does as well as, from the present state up."""
        verdicts = self.packages["verdict"]
        return self.packages[verdicts.isin([PRESENT, FRONTIER])].reset_index(drop=True)

    def package(self, name: str) -> pd.Series:
        """The row of a package that was tried."""
        return self.packages[self.packages["package"] == name].iloc[0]
