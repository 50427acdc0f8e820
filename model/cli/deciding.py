"""Commands that help to decide: what it takes to reach a chance, and where money does most."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from model.cli.endings import DONE, NOT_MET, WrongCommand
from model.cli.needs import progress_of, say_where, terminal, wish_of, workforce_for
from model.words import say


def seek(asked: argparse.Namespace) -> int:
    """Find the least value of a lever that suffices; the exit code tells whether there is one."""
    from model.report.decision_tables import seek_told
    from model.scenario import find_file
    from model.study.seek import Aim, leave_seek

    aim = Aim(
        lever=asked.lever,
        milestone=asked.milestone,
        chance=asked.chance,
        by=asked.by,
        span=asked.range,
        step=asked.step,
        effort=asked.effort,
        most=asked.most_each,
    )
    wish, file = wish_of(asked), find_file(asked.files)
    label = say("decide.progress", asked.lang)
    with _refusals(asked), workforce_for(asked, wish) as workforce, progress_of(asked, label, 1) as tell:
        done = leave_seek(file, aim, wish, tell, workforce)
    console = terminal()
    console.print(seek_told(done.sought, asked.lang, console.width))
    say_where(asked, done.folder, done.is_new)
    return DONE if done.sought.is_found else NOT_MET


def rank(asked: argparse.Namespace) -> int:
    """Rank the levers that cost something, and put packages of them together."""
    from model.report.decision_tables import rank_told
    from model.scenario import find_file
    from model.study.rank import Budget, leave_rank

    levers = tuple(name.strip() for name in (asked.levers or "").split(",") if name.strip())
    budget = Budget(asked.milestone, asked.by, asked.ceiling, levers, asked.steps)
    wish, file = wish_of(asked), find_file(asked.files)
    label = say("decide.progress", asked.lang)
    with _refusals(asked), workforce_for(asked, wish) as workforce, progress_of(asked, label, 1) as tell:
        done = leave_rank(file, budget, wish, tell, workforce)
    console = terminal()
    console.print(rank_told(done.ranking, asked.lang, console.width))
    say_where(asked, done.folder, done.is_new)
    return DONE


@contextmanager
def _refusals(asked: argparse.Namespace) -> Iterator[None]:
    """A question that makes no sense is a wrong command, told in the user's language."""
    from model.scenario.asked import AskedError

    try:
        yield
    except AskedError as fault:
        raise WrongCommand(fault.text(asked.lang)) from None
