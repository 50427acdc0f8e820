"""Commands that write a file for people to fill in, and the workbook that comes back from them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.endings import DONE, FAILED, WrongCommand, complain
from model.cli.words import BASELINE, PROGRAM
from model.words import say

if TYPE_CHECKING:
    from model.scenario import Setting

WORKBOOK = ".xlsx"


def take_workbook(asked: argparse.Namespace, files: Sequence[str]) -> None:
    """What a workbook sets comes before every ``--set``, which so has the last word.

    Raises
    ------
    WrongCommand
        If there is a workbook and more than one scenario.
    ScenarioError
        If the scenario or the workbook has faults.
    """
    if asked.workbook is None:
        return
    if len(files) != 1:
        raise WrongCommand(say("workbook.one_scenario", asked.lang, count=len(files)))
    taken = _taken(asked, files[0])
    asked.settings = [*taken, *asked.settings]


def _taken(asked: argparse.Namespace, word: str) -> list[Setting]:
    """The settings of a workbook; what they are is told, so that nothing is changed in silence."""
    from model.scenario import find_file, load_scenario, shown_path
    from model.scenario.workbook import workbook_settings

    taken = workbook_settings(asked.workbook, load_scenario(find_file(word)))
    if not asked.quiet:
        key = "workbook.taken" if taken else "workbook.nothing_taken"
        complain(say(key, asked.lang, file=shown_path(asked.workbook), count=len(taken)))
        for one in taken:
            complain(say("workbook.taken_one", asked.lang, cell=one.value.mark.line, setting=one.text))
    return taken


def template(asked: argparse.Namespace) -> int:
    """Write the workbook of a scenario."""
    from model.report.workbook import write_template
    from model.scenario import find_file, load_scenario, shown_path

    scenario = load_scenario(find_file(asked.files or BASELINE))
    file = asked.out or Path(f"{scenario.name}{WORKBOOK}")
    if file.suffix.lower() != WORKBOOK:
        raise WrongCommand(say("cli.not_xlsx", asked.lang, file=file))
    command = f"{PROGRAM} run {_quoted(scenario.path)} --workbook {_quoted(file)}"
    try:
        is_written = write_template(scenario, asked.lang, file, command)
    except FileExistsError:
        complain(say("trace.exists", asked.lang, file=shown_path(file)))
        return FAILED
    if not is_written:
        complain(say("workbook.nothing_to_write", asked.lang))
        return FAILED
    print(say("workbook.written", asked.lang, file=shown_path(file)))
    print(say("workbook.try_next", asked.lang))
    print(f"  {command}")
    return DONE


def new(asked: argparse.Namespace) -> int:
    """Write a scenario file to begin with."""
    from model.scenario.files import HOME
    from model.scenario.starter import MOST_LETTERS, is_file_name

    if not is_file_name(asked.files):
        raise WrongCommand(say("cli.not_a_name", asked.lang, word=asked.files, most=MOST_LETTERS))
    file = HOME / f"{asked.files}.yaml"
    text = _text_of_new(asked, file)
    file.parent.mkdir(exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        complain(say("trace.exists", asked.lang, file=file.as_posix()))
        return FAILED
    print(say("cli.new_written", asked.lang, file=file.as_posix()))
    print(say("cli.try_next", asked.lang))
    for verb in ("validate", "run"):
        print(f"  {PROGRAM} {verb} {file.as_posix()}")
    return DONE


def _text_of_new(asked: argparse.Namespace, file: Path) -> str:
    from model.scenario import find_file, load_scenario
    from model.scenario.files import HOME
    from model.scenario.starter import STARTER, case_text, starter_text

    if asked.parent is None:
        if asked.workbook is not None:
            raise WrongCommand(say("cli.workbook_needs_from", asked.lang))
        return starter_text(find_file(HOME / STARTER).read_text(encoding="utf-8"), asked.lang)
    parent = load_scenario(find_file(asked.parent))
    settings = [] if asked.workbook is None else _taken(asked, asked.parent)
    extends = Path(os.path.relpath(parent.path.with_suffix(""), file.parent)).as_posix()
    return case_text(asked.files, parent, extends, settings, asked.lang)


def _quoted(file: Path) -> str:
    """A path as it can be typed, in quotes where it has a space."""
    return f'"{file}"' if " " in str(file) else file.as_posix()
