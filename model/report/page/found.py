"""What a results folder holds, as its page needs it: tables, titles and the facts of the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.plan import Plan
from model.report.frames import Titles
from model.scenario import Scenario


@dataclass(frozen=True)
class Picture:
    """A figure of the folder: the finding it tells, and its SVG in base 64."""

    title: str
    data: str


@dataclass(frozen=True)
class FoundRun:
    """One run, read from its folder.

    ``facts`` is the manifest; ``milestones`` has a row per milestone and deadline with its main cause;
    ``inputs`` and ``days`` a row per replication; ``levers`` and ``changes`` are None where the run was
    left without them; ``figures`` are pictures of the folder by name and language.
    """

    scenario: Scenario
    plan: Plan
    facts: Mapping[str, Any]
    milestones: pd.DataFrame
    causes: pd.DataFrame
    bars: pd.DataFrame
    curves: pd.DataFrame
    goals: pd.DataFrame
    capital: pd.DataFrame
    risks: pd.DataFrame
    inputs: pd.DataFrame
    days: pd.DataFrame
    levers: pd.DataFrame | None
    changes: pd.DataFrame | None
    figures: Mapping[str, Mapping[str, Picture]]

    @property
    def titles(self) -> Titles:
        """Names of milestones for people."""
        return {one.name: one.title for one in self.plan.milestones}

    @property
    def replications(self) -> int:
        """How many lives the programme was run through."""
        return int(self.milestones["replications"].iloc[0])

    @property
    def has_bands(self) -> bool:
        """Whether the bands of assumptions were computed."""
        return bool(self.milestones["band_low"].notna().any())


@dataclass(frozen=True)
class FoundComparison:
    """Scenarios held against the first, read from the folder of the comparison.

    ``about`` has of each scenario its title, reason, horizon, start and date it is seen from.
    """

    facts: Mapping[str, Any]
    about: Mapping[str, Mapping[str, Any]]
    titles: Titles
    names: Titles
    differences: pd.DataFrame
    carried: pd.DataFrame
    changes: pd.DataFrame
    milestones: pd.DataFrame
    curves: pd.DataFrame

    @property
    def scenario_titles(self) -> Titles:
        """Names of the scenarios for people, in their order."""
        return {name: one["title"] for name, one in self.about.items()}

    @property
    def replications(self) -> int:
        """How many lives each programme was run through."""
        return int(self.differences["replications"].iloc[0])

    @property
    def has_bands(self) -> bool:
        """Whether the bands of assumptions were computed."""
        return bool(self.milestones["band_low"].notna().any())
