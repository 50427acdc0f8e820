"""What a sweep needs of the command line: which one is meant, and what is said of its cells."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from model.cli.endings import WrongCommand, complain
from model.words import say, say_number

if TYPE_CHECKING:
    from model.scenario import Fault, Sweep
    from model.study import SweepStudy


def sweep_meant(asked: argparse.Namespace, word: str) -> Sweep:
    """The sweep of a file, or that of a scenario along the axes that were named beside it.

    Raises
    ------
    WrongCommand
        If a scenario comes without axes, or a sweep file with them.
    ScenarioError
        If the sweep or its scenario has faults.
    """
    from model.scenario import find_file, kind_of, read_sweep, vary

    file = find_file(word)
    if kind_of(file) == "scenario":
        if not asked.vary:
            raise WrongCommand(say("cli.vary_missing", asked.lang, file=file))
        return vary(file, asked.vary, asked.milestones)
    if asked.vary or asked.milestones:
        option = "--vary" if asked.vary else "--milestone"
        raise WrongCommand(say("cli.vary_with_sweep", asked.lang, file=file, option=option))
    return read_sweep(file)


def say_taken(asked: argparse.Namespace, done: SweepStudy) -> None:
    """How many cells were done before; where somebody counts on that, also that there were none."""
    if asked.quiet or not (done.taken or (asked.resume and done.is_new)):
        return
    key = "cli.cells_taken" if done.taken else "cli.nothing_to_resume"
    cells = say_number(len(done.design.cells), asked.lang)
    complain(say(key, asked.lang, taken=say_number(done.taken, asked.lang), cells=cells))


def say_failed(asked: argparse.Namespace, done: SweepStudy) -> None:
    """The cells without a result, with what was varied in them and why."""
    from model.report.axes import cell_said

    cells = done.design.cells
    failed = say_number(len(done.failed), asked.lang)
    complain(say("cli.cells_failed", asked.lang, failed=failed, cells=say_number(len(cells), asked.lang)))
    for number, why in zip(done.failed["cell"], done.failed["message"], strict=True):
        values = cell_said(done.design.axes, cells[number - 1].places, asked.lang)
        told = "; ".join(_with_place(fault, asked.lang) for fault in done.faults(number)) or why
        complain(say("cli.cell_failed", asked.lang, number=number, values=values, why=told))


def _with_place(fault: Fault, lang: str) -> str:
    from model.scenario import shown_path

    comma = ", " if fault.line is not None else "  "
    return f"{shown_path(fault.file)}{comma}{fault.text(lang)}"
