"""What can be asked of ``seek`` and ``rank``: their options, in the user's language."""

from __future__ import annotations

import argparse

from model.cli.values import wanted_chance, whole
from model.words import say

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
