"""What can be asked of ``explain``: its options, in the user's language."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from model.cli.endings import WrongCommand
from model.cli.values import whole
from model.words import say

PARTS = ("causes", "drivers", "merges", "risks", "tripwires", "money", "levers", "worth", "sobol", "morris")
"""The parts of an explanation; those after ``tripwires`` are taken only where they are named."""

EACH = 100
"""Replications at each point of a design at most, unless told."""


def explain_options(command: argparse.ArgumentParser, lang: str) -> None:
    """Which parts, of which milestones, and against what."""
    command.add_argument(
        "--part",
        dest="parts",
        action="append",
        default=[],
        type=_parts(lang),
        metavar="PART,…",
        help=say("explain.option.part", lang, parts=", ".join(PARTS)).replace("%", "%%"),
    )
    command.add_argument(
        "--milestone",
        dest="milestones",
        action="append",
        default=[],
        metavar="NAME",
        help=say("explain.option.milestone", lang).replace("%", "%%"),
    )
    command.add_argument(
        "--inputs",
        dest="inputs",
        action="append",
        default=[],
        type=_names,
        metavar="NAME,…",
        help=say("explain.option.inputs", lang),
    )
    command.add_argument(
        "--points",
        type=whole(2, "--points", lang),
        metavar="N",
        help=say("explain.option.points", lang),
    )
    command.add_argument(
        "--each",
        type=whole(1, "--each", lang),
        default=EACH,
        metavar="N",
        help=say("explain.option.each", lang, each=EACH),
    )
    command.add_argument(
        "--against", metavar="SCENARIO", help=say("explain.option.against", lang).replace("%", "%%")
    )


def _names(word: str) -> tuple[str, ...]:
    """Names with commas between them."""
    return tuple(name.strip() for name in word.split(",") if name.strip())


def _parts(lang: str) -> Callable[[str], tuple[str, ...]]:
    """Reads names of parts with commas between them."""

    def read(word: str) -> tuple[str, ...]:
        from model.scenario.wrong import nearest

        names = _names(word)
        for name in names or (word,):
            if name not in PARTS:
                near = nearest(name, PARTS)
                text = say("explain.no_part", lang, found=name, known=", ".join(PARTS))
                raise WrongCommand(text + (say("scenario.did_you_mean", lang, near=near) if near else ""))
        return names

    return read
