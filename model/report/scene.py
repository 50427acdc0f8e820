"""What the words and figures of an explanation are made from: tables, and the plans they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.plan import Plan
from model.report.frames import Titles

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]
"""The tables of a part, each by the name of its file without ``.csv``."""


@dataclass(frozen=True)
class Scene:
    """What is shown beside the tables of a part: the plans they are about, and which milestones."""

    plan: Plan
    other: Plan | None
    milestones: tuple[str, ...]
    titles: Titles

    @property
    def scenarios(self) -> dict[str, dict[str, str]]:
        """Names of the scenarios for people."""
        plans = [self.plan] if self.other is None else [self.plan, self.other]
        return {plan.scenario: plan.title for plan in plans}
