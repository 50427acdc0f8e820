"""What is asked of the scenarios around one: whether a milestone is met by a day, tried on the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from model.analysis.least import Met
from model.analysis.ranking import Ranking
from model.analysis.sought import Sought
from model.archive import MANIFEST, Folder, Key
from model.days import day_number
from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.scenario.asked import AskedError, unknown
from model.simulation import AUTO
from model.study.abreast import kept_of
from model.study.job import Progress
from model.study.run import Wish, manifest
from model.study.workforce import Workforce


@dataclass(frozen=True)
class Question:
    """A milestone by a day: its name and place in the plan, the deadline as said, the instant it ends at."""

    milestone: str
    number: int
    title: Mapping[str, str]
    deadline: str
    instant: float


def question_of(plan: Plan, milestone: str, by: str | None = None) -> Question:
    """The question whether a milestone is met by a day.

    Parameters
    ----------
    by
        A date, or one of the milestone's deadlines as it is written; its first one unless told.

    Raises
    ------
    AskedError
        If there is no such milestone, or ``by`` is no day between start and horizon.
    """
    names = [one.name for one in plan.milestones]
    if milestone not in names:
        raise unknown("decide.no_such_milestone", milestone, names, scenario=plan.scenario)
    number = names.index(milestone)
    one = plan.milestones[number]
    said = {deadline.text: deadline.instant for deadline in one.deadlines}
    text = next(iter(said)) if by is None else by.strip()
    instant = said[text] if text in said else _end_of(plan, text)
    return Question(milestone, number, one.title, text, instant)


def _end_of(plan: Plan, text: str) -> float:
    try:
        instant = float(day_number(date.fromisoformat(text), date.fromisoformat(plan.start)) + 1)
    except ValueError:
        raise AskedError("decide.not_a_day", found=text) from None
    if not 0 < instant <= plan.horizon:
        raise AskedError("decide.day_outside", found=text, start=plan.start)
    return instant


def met_of(
    plans: Iterable[Plan | None],
    question: Question,
    seed: int,
    replications: int,
    total: int,
    *,
    engine: str = AUTO,
    workforce: Workforce,
    progress: Progress | None = None,
) -> list[Met]:
    """Of each plan, in which of so many replications the milestone is met by the day; on one luck.

    Parameters
    ----------
    plans
        Made as there is somebody to begin with them: they are worked at side by side, so that many
        short runs don't wait for each other, and forgotten when they are done. In one that can't be
        carried out (None) the milestone is never met.
    total
        Replications in all, of all plans.
    """
    keep = partial(_met, question.number, question.instant)
    missed = np.zeros(replications, dtype=np.bool_)
    kept = kept_of(
        plans, keep, seed, replications, total, engine=engine, workforce=workforce, progress=progress
    )
    return [missed if one is None else np.concatenate(one) for one in kept]


def _met(number: int, instant: float, plan: Plan, draws: Draws, outcomes: Outcomes) -> Met:
    met: Met = outcomes.day[:, number] <= instant
    return met


def write_facts(
    folder: Folder, found: Sought | Ranking, digest: str, key: Key, wish: Wish, seconds: float
) -> None:
    """The manifest of an answer, with all of the answer that stands in no table."""
    answer = {name: one for name, one in vars(found).items() if not isinstance(one, pd.DataFrame)}
    facts = manifest(digest, [key.scenario], key, wish, seconds)
    folder.json(MANIFEST, facts | {"answer": answer})
