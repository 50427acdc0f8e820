"""Commands that help to decide: what it takes to reach a chance, and where money does most."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from model.cli.endings import DONE, NOT_MET, WrongCommand
from model.cli.values import wanted_chance, whole
from model.words import say


def seek(asked: argparse.Namespace) -> int:
    """Find the least value of a lever that suffices; the exit code tells whether there is one."""
    from model.cli.deeds import _console, _progress, _say_where, _wish, _workforce
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
    wish, file = _wish(asked), find_file(asked.files)
    label = say("decide.progress", asked.lang)
    with _refusals(asked), _workforce(asked, wish) as workforce, _progress(asked, label, 1) as tell:
        done = leave_seek(file, aim, wish, tell, workforce)
    console = _console()
    console.print(seek_told(done.sought, asked.lang, console.width))
    _say_where(asked, done.folder, done.is_new)
    return DONE if done.sought.is_found else NOT_MET


def rank(asked: argparse.Namespace) -> int:
    """Rank the levers that cost something, and put packages of them together."""
    from model.cli.deeds import _console, _progress, _say_where, _wish, _workforce
    from model.report.decision_tables import rank_told
    from model.scenario import find_file
    from model.study.rank import Budget, leave_rank

    levers = tuple(name.strip() for name in (asked.levers or "").split(",") if name.strip())
    budget = Budget(asked.milestone, asked.by, asked.ceiling, levers, asked.steps)
    wish, file = _wish(asked), find_file(asked.files)
    label = say("decide.progress", asked.lang)
    with _refusals(asked), _workforce(asked, wish) as workforce, _progress(asked, label, 1) as tell:
        done = leave_rank(file, budget, wish, tell, workforce)
    console = _console()
    console.print(rank_told(done.ranking, asked.lang, console.width))
    _say_where(asked, done.folder, done.is_new)
    return DONE


@contextmanager
def _refusals(asked: argparse.Namespace) -> Iterator[None]:
    """A question that makes no sense is a wrong command, told in the user's language."""
    from model.scenario.asked import AskedError

    try:
        yield
    except AskedError as fault:
        raise WrongCommand(fault.text(asked.lang)) from None


# -- their options -------------------------------------------------------------------------------------


STEPS = 4
"""Values of each lever tried, unless told."""

MOST_TIMES = 8
"""A value close to the target gets so many times the replications asked for, unless told."""


def aims(command: argparse.ArgumentParser, lang: str) -> None:
    """What is sought: a chance of a milestone, with a lever."""
    _milestone(command, lang)
    command.add_argument("--lever", required=True, metavar="NAME", help=_help("lever", lang))
    command.add_argument(
        "--chance", required=True, type=wanted_chance(lang), metavar="P", help=_help("chance", lang)
    )
    command.add_argument("--range", metavar="LOW..HIGH", help=_help("range", lang))
    command.add_argument("--step", metavar="STEP", help=_help("step", lang))
    side = command.add_mutually_exclusive_group()
    side.add_argument("--up", dest="effort", action="store_const", const="up", help=_help("up", lang))
    side.add_argument("--down", dest="effort", action="store_const", const="down", help=_help("down", lang))
    command.add_argument(
        "--most",
        dest="most_each",
        type=whole(1, "--most", lang),
        metavar="N",
        help=_help("most", lang, times=MOST_TIMES),
    )


def budgets(command: argparse.ArgumentParser, lang: str) -> None:
    """What is ranked: levers for a milestone, under a ceiling."""
    _milestone(command, lang)
    command.add_argument("--ceiling", metavar="MONEY", help=_help("ceiling", lang))
    command.add_argument("--levers", metavar="NAME,NAME", help=_help("levers", lang))
    command.add_argument(
        "--steps",
        type=whole(1, "--steps", lang),
        default=STEPS,
        metavar="N",
        help=_help("steps", lang, steps=STEPS),
    )


def _milestone(command: argparse.ArgumentParser, lang: str) -> None:
    command.add_argument("--milestone", required=True, metavar="NAME", help=_help("milestone", lang))
    command.add_argument("--by", metavar="DATE", help=_help("by", lang))


def _help(name: str, lang: str, **values: object) -> str:
    """The help text of an option; argparse would take a percent sign for a blank of its own."""
    return say(f"decide.option.{name}", lang, **values).replace("%", "%%")
