"""The command ``draw``: further figures of results that are there."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from model.cli.endings import DONE, FAILED, WrongCommand, complain
from model.cli.export import not_results
from model.words import say

FIGURES = ("gantt", "land", "map", "convergence")
ALL = "all"


def draw_options(command: argparse.ArgumentParser, lang: str) -> None:
    """Which figures, and where to."""
    command.add_argument(
        "--figure",
        dest="figures",
        action="append",
        default=[],
        type=_figures(lang),
        metavar="FIGURE,…",
        help=say("draw.option.figure", lang, known=", ".join(FIGURES)),
    )
    command.add_argument("-o", "--out", type=Path, metavar="DIR", help=say("draw.option.out", lang))


def _figures(lang: str) -> Callable[[str], tuple[str, ...]]:
    """Reads names of figures with commas between them; ``all`` stands for every one."""

    def read(word: str) -> tuple[str, ...]:
        from model.scenario.wrong import nearest

        names = tuple(name.strip() for name in word.split(",") if name.strip())
        for name in names or (word,):
            if name not in (*FIGURES, ALL):
                near = nearest(name, (*FIGURES, ALL))
                text = say("draw.no_figure", lang, found=name, known=", ".join((*FIGURES, ALL)))
                raise WrongCommand(text + (say("scenario.did_you_mean", lang, near=near) if near else ""))
        return names

    return read


def draw(asked: argparse.Namespace) -> int:
    """Draw what is asked for into the folder of results."""
    from model.scenario import shown_path
    from model.study.further import CannotDraw, draw_further
    from model.study.left import NotResults

    names = tuple(dict.fromkeys(name for names in asked.figures for name in names))
    try:
        done = draw_further(asked.files, () if ALL in names else names, asked.out)
    except NotResults as fault:
        raise WrongCommand(not_results(fault.folder, fault.found, asked.lang, also=False)) from None
    except CannotDraw as fault:
        complain(say(f"draw.{fault.why}", asked.lang, figure=fault.figure))
        return FAILED
    print(say("draw.done", asked.lang, figures=", ".join(done.figures), folder=shown_path(done.place)))
    return DONE
