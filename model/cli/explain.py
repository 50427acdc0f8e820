"""The command ``explain``: hand a question to the study, and say the answer first, then the table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from model.cli.endings import DONE, WrongCommand, complain
from model.cli.needs import check_name, loaded, progress_of, say_where, terminal, wish_of, workforce_for
from model.cli.words import BASELINE
from model.words import say, say_number

if TYPE_CHECKING:
    from model.scenario import Scenario
    from model.study.explain import Explained
    from model.study.ground import Question


def explained(asked: argparse.Namespace) -> int:
    """Answer a question about a scenario."""
    from model.scenario.asked import AskedError
    from model.study.explain import explain, explain_size

    wish = wish_of(asked)
    question = _question(asked)
    try:
        total = explain_size(question, wish)
    except AskedError as fault:
        raise WrongCommand(fault.text(asked.lang)) from None
    label = say("explain.progress", asked.lang)
    with workforce_for(asked, wish) as workforce, progress_of(asked, label, total) as tell:
        done = explain(question, wish, tell, workforce)
    _show(asked, done)
    say_where(asked, done.folder, done.is_new)
    if not (asked.quiet or asked.no_figures or done.has_figures):
        complain(say("explain.no_figures", asked.lang))
    return DONE


def _question(asked: argparse.Namespace) -> Question:
    from model.scenario import find_file
    from model.study.ground import Question, Varied

    scenario = loaded(asked.files or BASELINE, asked)
    for name in asked.milestones:
        check_name(asked, "--milestone", name, scenario.said.milestones, scenario)
    against = None if asked.against is None else find_file(asked.against)
    if against is not None:
        _check_against(asked, scenario)
    parts = tuple(dict.fromkeys(name for names in asked.parts for name in names))
    inputs = tuple(dict.fromkeys(name for names in asked.inputs for name in names))
    varied = Varied(inputs, asked.points, asked.each)
    return Question(scenario.path, parts, tuple(dict.fromkeys(asked.milestones)), against, varied)


def _check_against(asked: argparse.Namespace, scenario: Scenario) -> None:
    """What is to be held against must have the milestones that are named."""
    other = loaded(asked.against, asked)
    for name in asked.milestones:
        check_name(asked, "--milestone", name, other.said.milestones, other)


def _show(asked: argparse.Namespace, done: Explained) -> None:
    from model.report.explained import shown

    console = terminal()
    console.print(shown(done.told(asked.lang, console.width), console.width))
    if asked.verbose:
        print(
            say(
                "explain.luck",
                asked.lang,
                seed=done.seed,
                replications=say_number(done.replications, asked.lang),
            )
        )
