"""What is worth finding out: the run anew under many sets of assumptions, split by assumption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from model.analysis.worth import COLUMNS, Assumed, worth_table
from model.draws import make_draws
from model.plan import Plan
from model.scenario import Scenario
from model.simulation import AUTO, engine_for
from model.study.band import Band, met_under
from model.study.job import Nobody, Progress, foretell
from model.study.workforce import Workforce

DRAWS, EACH = 1000, 10
"""Sets of assumptions, and replications under each. Of the same work more sets with fewer replications
each tell more of the shares, and a band more of its ends: there the noise of counting must be small."""


@dataclass(frozen=True)
class Worth:
    """What each assumption explains of the chances: the table, as ``worth_table`` tells its columns.

    ``find_out`` says by assumption, in each language, how more could be known of it.
    """

    plan: Plan
    seed: int
    band: Band
    table: pd.DataFrame
    titles: dict[str, dict[str, str]]
    find_out: dict[str, dict[str, str]]

    @property
    def replications(self) -> int:
        """How many replications it took."""
        return self.band.replications


def worth(
    scenario: Scenario,
    plan: Plan,
    seed: int,
    band: Band | None = None,
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> Worth:
    """Run a plan under many sets of assumptions, and split the variance of its chances; no folder is left.

    The assumptions of draw k are those of replication k of any run with this seed.

    Parameters
    ----------
    scenario, plan
        A scenario as read, and its plan.
    band
        How many draws of the assumptions, and how many replications under each.

    Returns
    -------
    Worth
        Without rows where the scenario has no assumption that is drawn.
    """
    band = band or Band(DRAWS, EACH)
    drawn = [
        number
        for number, one in enumerate(plan.quantities)
        if one.is_assumption and not one.distribution.is_fixed
    ]
    titles = {name: said.title.model_dump() for name, said in scenario.said.assumptions.items()}
    find_out = {
        name: said.find_out.model_dump()
        for name, said in scenario.said.assumptions.items()
        if said.find_out is not None
    }
    if not drawn:
        return Worth(plan, seed, band, pd.DataFrame(columns=list(COLUMNS)), titles, find_out)
    chosen = engine_for(plan, band.replications, engine)
    foretell(chosen, progress or Nobody())
    draws = make_draws(plan.quantities, seed, plan.correlations)
    names = [plan.quantities[number].name for number in drawn]
    assumed = assumed_together(scenario, plan, names)
    met = met_under(plan, draws, band, workforce, progress, chosen)
    columns = [draws.column(number, 0, band.draws) for number in drawn]
    inputs = pd.DataFrame(dict(zip(map(_bare, names), columns, strict=True)))
    deadlines = [(one.name, deadline.text) for one in plan.milestones for deadline in one.deadlines]
    table = worth_table(plan.scenario, deadlines, met, band.each, inputs, assumed)
    return Worth(plan, seed, band, table, titles, find_out)


def _bare(name: str) -> str:
    return name.removeprefix("assumptions.")


def assumed_together(scenario: Scenario, plan: Plan, names: Sequence[str]) -> list[Assumed]:
    """The assumptions named, those that lean on each other in one correlation together."""
    of: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    for correlation in plan.correlations:
        members = [plan.quantities[number].name for number in correlation.members]
        both = tuple(name for name in members if name in of)
        of |= dict.fromkeys(both, both)
    facts = {".".join(map(str, fact.path[:2])): fact for fact in scenario.facts if fact.path[2:] == ("value",)}
    found = []
    for together in dict.fromkeys(of.values()):
        grades = [facts[name].grade or "D" for name in together]
        sources = dict.fromkeys(facts[name].source or "" for name in together)
        names_alone = tuple(map(_bare, together))
        found.append(Assumed(names_alone, max(grades), ", ".join(sources)))
    return found
