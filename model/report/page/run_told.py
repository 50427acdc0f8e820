"""One run in one language: what every section of its page starts from, and what several of them say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from model.report.frames import in_order
from model.report.page.blocks import quantile_said
from model.report.page.found import FoundRun
from model.report.page.told import Told
from model.scenario import Fact
from model.words import NOTHING, say_share


@dataclass(frozen=True)
class RunTold(Told):
    """A run, and the half of the page that it is told on.

    ``given`` has of each milestone how its day goes with the ``inputs_tried`` inputs.
    """

    found: FoundRun
    given: Mapping[str, pd.DataFrame]
    inputs_tried: int

    @property
    def said(self) -> Any:
        """The scenario as it is written."""
        return self.found.scenario.said

    @cached_property
    def lever_facts(self) -> dict[str, Fact]:
        """What is known of the value of each lever."""
        facts = self.found.scenario.facts
        return {str(fact.path[1]): fact for fact in reversed(facts) if _is_of_a_lever(fact)}

    @cached_property
    def assumption_facts(self) -> list[Fact]:
        """What is known of assumptions, in the order of the scenario."""
        return [fact for fact in self.found.scenario.facts if fact.path[0] == "assumptions"]

    @cached_property
    def footnotes(self) -> dict[str, int]:
        """Number of each source, in the order in which levers, then assumptions name it."""
        facts = [*(self.lever_facts.get(name) for name in self.said.levers), *self.assumption_facts]
        named = in_order(fact.source for fact in facts if fact is not None and fact.source)
        return {name: number for number, name in enumerate(named, 1)}

    def date_by(self, day: object) -> str:
        """A date by which a share of all lives is there; beyond the horizon it is not known."""
        return quantile_said(day, self.said.horizon, self.lang)


def _is_of_a_lever(fact: Fact) -> bool:
    return fact.path[0] == "levers" and fact.path[2:3] == ("value",)


def input_said(run: RunTold, path: str) -> str:
    """The title of an input or assumption, by its place in the scenario; the place where it has none."""
    block, _, name = path.partition(".")
    one = getattr(run.said, block).get(name)
    return path if one is None else str(getattr(one.title, run.lang))


def work_said(run: RunTold, row: Any) -> str:
    """The work that a cause is told of."""
    return _named(run, f"work.{row.work}")


def where_said(run: RunTold, row: Any) -> str:
    """The work and phase that a cause is told of."""
    return _named(run, f"work.{row.work}", f"phase.{row.phase}")


def _named(run: RunTold, *keys: str) -> str:
    names = run.found.plan.titles
    return ", ".join(names[key][run.lang].split(", ")[0] for key in keys if key in names) or NOTHING


def days_by_cause(run: RunTold, milestone: str) -> dict[str, float]:
    """The mean days to a milestone by cause."""
    bars = run.found.bars
    own = bars[(bars["milestone"] == milestone) & bars["days"].notna()]
    return {str(cause): float(days) for cause, days in own.groupby("cause", sort=False)["days"].sum().items()}


def work_share(run: RunTold, days: Mapping[str, float]) -> str:
    """The share of the days that is work, not waiting."""
    return say_share(days.get("work", 0.0) / max(sum(days.values()), 1e-9), run.lang)


def guessed_share(run: RunTold) -> float:
    """The share of the scenario's numbers that are guesses."""
    grades = Counter(fact.grade for fact in run.found.scenario.facts)
    return grades["D"] / max(1, sum(grades.values()))
