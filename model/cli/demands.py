"""Chances that are demanded of a run: named before it begins, judged when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from model.cli.endings import WrongCommand
from model.cli.values import Wanted
from model.words import say, say_deadline, say_interval, say_percent

if TYPE_CHECKING:
    from model.scenario import Scenario
    from model.study import Study


def check_demands(demands: Iterable[Wanted], scenarios: Sequence[Scenario], lang: str) -> None:
    """Every milestone and deadline that a chance is wanted of is there, before anything is simulated.

    Raises
    ------
    WrongCommand
        If one is not; the sentence suggests the nearest name.
    """
    for scenario in scenarios:
        for wanted in demands:
            milestones = scenario.said.milestones
            if wanted.milestone not in milestones:
                _refuse("cli.no_such_milestone", wanted.milestone, milestones, scenario, lang)
            deadlines = [deadline.text for deadline in milestones[wanted.milestone].by]
            if wanted.deadline is not None and wanted.deadline not in deadlines:
                _refuse("cli.no_such_deadline", wanted.deadline, deadlines, scenario, lang)


def _refuse(key: str, found: str, known: Iterable[str], scenario: Scenario, lang: str) -> None:
    from model.scenario.wrong import nearest

    sentence = say(key, lang, found=found, known=", ".join(known), scenario=scenario.name)
    near = nearest(found, known)
    raise WrongCommand(sentence + (say("scenario.did_you_mean", lang, near=near) if near else ""))


def unmet(demands: Iterable[Wanted], study: Study, lang: str) -> Iterator[str]:
    """A sentence for each chance that a run does not reach."""
    table = study.milestones
    titles = {milestone.name: milestone.title[lang] for milestone in study.plan.milestones}
    for wanted in demands:
        rows = table[table.milestone == wanted.milestone]
        row = (rows if wanted.deadline is None else rows[rows.deadline == wanted.deadline]).iloc[0]
        if row.probability < wanted.chance:
            yield say(
                "cli.not_met",
                lang,
                milestone=titles[wanted.milestone],
                deadline=say_deadline(row.deadline, lang),
                scenario=study.plan.title[lang],
                chance=say_percent(row.probability, lang, 1),
                interval=say_interval(row.ci_low, row.ci_high),
                wanted=wanted.text,
            )
