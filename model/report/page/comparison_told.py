"""One comparison in one language: what every section of its page starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from model.report.compared import Compared
from model.report.frames import rows_of
from model.report.page.blocks import quantile_said
from model.report.page.found import FoundComparison
from model.report.page.told import Told

MOST_SCENARIOS = 7
"""More can't be told apart in one chart."""


@dataclass(frozen=True)
class ComparisonTold(Told):
    """A comparison, and the half of the page that it is told on."""

    found: FoundComparison

    @cached_property
    def differences(self) -> list[Any]:
        """Every milestone and deadline of each further scenario, held against the first."""
        return list(rows_of(self.found.differences))

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the scenarios for people, in their order."""
        return {name: title[self.lang] for name, title in self.found.scenario_titles.items()}

    @cached_property
    def compared(self) -> Compared:
        """The comparison as sentences tell it."""
        found = self.found
        return Compared(
            found.differences,
            found.carried,
            found.changes,
            found.milestones,
            found.titles,
            found.scenario_titles,
            found.names,
            self.lang,
        )

    @property
    def start(self) -> date:
        """The day on which the first of the scenarios starts."""
        return min(date.fromisoformat(one["start"]) for one in self.found.about.values())

    @property
    def horizon(self) -> date:
        """The day until which the scenario that sees farthest sees."""
        return max(date.fromisoformat(one["horizon"]) for one in self.found.about.values())

    def date_by(self, day: object) -> str:
        """A date by which a share of all lives is there; beyond the horizon it is not known."""
        return quantile_said(day, self.horizon, self.lang)


def is_drawn(found: FoundComparison) -> bool:
    """Whether the scenarios are few enough for one chart."""
    return len(found.about) <= MOST_SCENARIOS
