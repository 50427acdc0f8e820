"""A translated case played on our engine: read, planned, simulated, and kept by the names of the case."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.days import TICK
from model.draws import make_draws
from model.outcomes import Cause
from model.plan import Plan, make_plan
from model.scenario import ScenarioError, load_scenario
from model.scenario.written import canonical_yaml
from model.study.pieces import pieces
from model.study.workforce import ThisComputer
from tests.known_cases.cases import Case, CaseError, Variant
from tests.known_cases.translate import EVERYTHING, Translation, translate

Days = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """How a case is to be played."""

    replications: int
    seed: int = 1
    jobs: int | None = None


@dataclass(frozen=True)
class Played:
    """What came out: days by id of the case, shape (replications,); inf where never."""

    case: Case
    plan: Plan
    by_date: bool
    start: date
    starts: dict[str, Days]
    finishes: dict[str, Days]
    works: dict[str, Days]
    reached: dict[str, Days]
    chains: dict[str, NDArray[np.bool_]]
    requires: dict[str, list[str]]
    steps: dict[str, int]

    @property
    def slack(self) -> float:
        """How late still meets a deadline: the cases' 1e-6, and half a tick for each activity."""
        return 1e-6 + TICK / 2 * len(self.plan.activities)


def play(case: Case, variant: Variant, run: Run) -> Played:
    """One case under one variant of its rules.

    Raises
    ------
    CaseError
        If it can't be translated, is refused by the plan, or would need more days than it can be given.
    NotOfferedError
        If it asks for what isn't offered.
    """
    translation = translate(case, variant)
    plan = plan_of(case, translation)
    replications = run.replications if plan.is_random else 1
    draws = make_draws(plan.quantities, run.seed, plan.correlations)
    kept: dict[str, list[np.ndarray]] = {word: [] for word in ("start", "finish", "work", "day", "chain")}
    with (
        ThisComputer(run.jobs) as workforce,
        closing(pieces(plan, draws, replications, workforce)) as outcomes,
    ):
        for piece in outcomes:
            kept["start"].append(piece.start)
            kept["finish"].append(piece.finish)
            kept["work"].append(piece.spent_on[:, :, Cause.WORK] + piece.spent_on[:, :, Cause.REWORK])
            kept["day"].append(piece.day)
            kept["chain"].append(piece.on_chain)
    whole = {word: np.concatenate(parts) for word, parts in kept.items()}
    _refuse_cut(case, translation, whole["finish"])
    return _by_id(case, translation, plan, whole)


def plan_of(case: Case, translation: Translation) -> Plan:
    """The plan of a translated case, by way of a scenario file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.yaml"
        file.write_text(canonical_yaml(translation.tree), encoding="utf-8")
        try:
            return make_plan(load_scenario(file))
        except ScenarioError as error:
            told = " ".join(str(error).replace(f"{file}", "").split())
            raise CaseError(case.id, "scenario", told) from None


def _refuse_cut(case: Case, translation: Translation, finish: np.ndarray) -> None:
    """Nothing may be open at the horizon but what the case says may stay open."""
    if not translation.may_stay_open and not np.isfinite(finish).all():
        days = "the years that are 365 days long" if translation.years_alike else "its days"
        raise CaseError(case.id, "model", f"an activity isn't done within {days}")


def _by_id(case: Case, translation: Translation, plan: Plan, whole: dict[str, np.ndarray]) -> Played:
    place = {group.name: number for number, group in enumerate(plan.groups)}
    row = {one.name: number for number, one in enumerate(plan.milestones)}
    milestones = translation.milestones or {EVERYTHING: EVERYTHING}
    ids = translation.firsts
    return Played(
        case=case,
        plan=plan,
        by_date=translation.by_date,
        start=date.fromisoformat(plan.start),
        starts={id: whole["start"][:, place[translation.firsts[id]]] for id in ids},
        finishes={id: whole["finish"][:, place[translation.lasts[id]]] for id in ids},
        works={id: whole["work"][:, place[translation.firsts[id]]] for id in ids},
        reached={id: whole["day"][:, row[name]] for id, name in milestones.items()},
        chains={id: whole["chain"][:, row[name]] for id, name in milestones.items()},
        requires={id: translation.requires[name] for id, name in milestones.items()},
        steps={id: place[name] for id, name in translation.firsts.items()},
    )
