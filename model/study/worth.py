"""What is worth finding out: the run anew under many sets of assumptions, split by assumption."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from model.analysis.worth import COLUMNS, FEWEST_DRAWS, Assumed, worth_table
from model.draws import make_draws
from model.plan import Plan
from model.report.scene import Scene, Tables
from model.scenario import Scenario
from model.simulation import AUTO, engine_for
from model.study.band import Band, met_under
from model.study.ground import Ground, Part, heard
from model.study.job import Nobody, Progress, foretell
from model.study.workforce import Workforce
from model.words import LANGUAGES

if TYPE_CHECKING:
    from model.report.explained import Told
    from model.report.gallery import Imprint, Picture

FIND_OUT = tuple(f"find_out_{lang}" for lang in LANGUAGES)

DRAWS, EACH = 1000, 10
"""Sets of assumptions, and replications under each. Of the same work more sets with fewer replications
each tell more of the shares, and a band more of its ends: there the noise of counting must be small."""


def worth(
    scenario: Scenario,
    plan: Plan,
    seed: int,
    band: Band | None = None,
    milestones: Sequence[str] = (),
    *,
    engine: str = AUTO,
    workforce: Workforce | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Run a plan under many sets of assumptions, and split the variance of its chances; no folder is left.

    The assumptions of draw k are those of replication k of any run with this seed.

    Parameters
    ----------
    scenario, plan
        A scenario as read, and its plan.
    band
        How many draws of the assumptions, and how many replications under each.
    milestones
        Names of those asked about; none means all.

    Returns
    -------
    DataFrame
        As ``worth_table`` tells its columns, with ``find_out_vi`` and ``find_out_en``: how more could be
        known. Without rows where the scenario has no assumption that is drawn.
    """
    band = band or Band(DRAWS, EACH)
    drawn = [
        number
        for number, one in enumerate(plan.quantities)
        if one.is_assumption and not one.distribution.is_fixed
    ]
    if not drawn:
        return pd.DataFrame(columns=[*COLUMNS, *FIND_OUT])
    chosen = engine_for(plan, band.replications, engine)
    foretell(chosen, progress or Nobody())
    draws = make_draws(plan.quantities, seed, plan.correlations)
    names = [plan.quantities[number].name for number in drawn]
    assumed = assumed_together(scenario, plan, names)
    met = met_under(plan, draws, band, workforce, progress, chosen)
    columns = [draws.column(number, 0, band.draws) for number in drawn]
    inputs = pd.DataFrame(dict(zip(map(_bare, names), columns, strict=True)))
    deadlines = [(one.name, deadline.text) for one in plan.milestones for deadline in one.deadlines]
    asked = [place for place, (name, _) in enumerate(deadlines) if not milestones or name in milestones]
    chosen_ones = [deadlines[place] for place in asked]
    table = worth_table(plan.scenario, chosen_ones, met[:, asked], band.each, inputs, assumed)
    return table.assign(**{f"find_out_{lang}": _find_out(scenario, table, lang) for lang in LANGUAGES})


def _find_out(scenario: Scenario, table: pd.DataFrame, lang: str) -> list[str]:
    """What is said of finding out each assumption; blank where nothing is."""
    said = {
        name: getattr(one.find_out, lang) if one.find_out else ""
        for name, one in scenario.said.assumptions.items()
    }
    return ["; ".join(filter(None, (said[one] for one in name.split(" + ")))) for name in table["assumption"]]


def _bare(name: str) -> str:
    return name.removeprefix("assumptions.")


def assumed_together(scenario: Scenario, plan: Plan, names: Sequence[str]) -> list[Assumed]:
    """The assumptions named, those that lean on each other in one correlation together."""
    of: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    for correlation in plan.correlations:
        members = [plan.quantities[number].name for number in correlation.members]
        both = tuple(name for name in members if name in of)
        of |= dict.fromkeys(both, both)
    facts = {
        ".".join(map(str, fact.path[:2])): fact for fact in scenario.facts if fact.path[2:] == ("value",)
    }
    found = []
    for together in dict.fromkeys(of.values()):
        grades = [facts[name].grade or "D" for name in together]
        sources = dict.fromkeys(facts[name].source or "" for name in together)
        names_alone = tuple(map(_bare, together))
        found.append(Assumed(names_alone, max(grades), ", ".join(sources)))
    return found


def band_asked(ground: Ground) -> Band:
    """As many sets of assumptions as replications are wanted, at least so many that shares can be told."""
    return Band(max(ground.count, FEWEST_DRAWS), EACH)


def _answer(ground: Ground) -> Tables:
    table = worth(
        ground.scenario,
        ground.plan,
        ground.seed,
        band_asked(ground),
        ground.names,
        engine=ground.wish.engine,
        workforce=ground.workforce,
        progress=heard(ground),
    )
    return {"worth": table}


def _told(tables: Tables, scene: Scene, lang: str, width: int) -> Told:
    from model.report.find_out import worth_told

    return worth_told(tables["worth"], scene.titles, lang, width)


def _pictures(folder: Path, imprint: Imprint, tables: Tables, scene: Scene) -> Sequence[Picture]:
    from model.report.gallery import in_each_language  # matplotlib: slow to import
    from model.report.worth import figure_of_worth

    table = tables["worth"]
    of = partial(figure_of_worth, table, titles=scene.titles)
    return in_each_language(folder / "worth", imprint, of) if len(table) else []


WORTH = Part(
    "worth",
    _answer,
    _told,
    _pictures,
    lambda ground: band_asked(ground).replications,
    by_default=False,
    draws_all=True,
)
