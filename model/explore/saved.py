"""A setting written down as a scenario file that extends the one it was made from."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from model.explore.board import Board, Turned, value_said
from model.scenario import Scenario, load_scenario
from model.scenario.read import one_line
from model.scenario.starter import MOST_LETTERS, is_file_name
from model.words import LANGUAGES, say

Texts = Mapping[str, str]
"""A text by language."""


class NotSaved(Exception):  # noqa: N818  (a sentence for the user)
    """A setting can't be saved; told in a sentence of the lexicon."""

    def __init__(self, key: str, **values: object) -> None:
        """Name the sentence and what fills its blanks."""
        super().__init__(key)
        self._key, self._values = key, values

    def text(self, lang: str) -> str:
        """Why not, in the user's language."""
        return say(self._key, lang, **self._values)


@dataclass(frozen=True)
class Case:
    """A scenario to be saved: its file's name, the text in it, and where it belongs."""

    name: str
    text: str
    file: Path


def case_of(board: Board, turned: Turned, name: str, title: str, because: str) -> Case:
    """A setting as a scenario file, read back to see that it is sound.

    Parameters
    ----------
    name
        That of the file, without its ending.
    title, because
        What people call it, and why it is as it is; where they are blank, it is told by its levers.

    Raises
    ------
    NotSaved
        If no file can have the name, or nothing is changed.
    ScenarioError
        If the levers make no valid scenario.
    """
    if not is_file_name(name):
        raise NotSaved("cli.not_a_name", word=name, most=MOST_LETTERS)
    parent = board.scenario
    changes = [*parent.settings, *board.settings(turned)]
    if not changes:
        raise NotSaved("explore.nothing_changed")
    file = parent.path.with_name(f"{name}.yaml")
    text = _text(parent, changes, _said(title, name), _because(because, board, turned), parent.path.stem)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / file.name
        extends = parent.path.resolve().with_suffix("").as_posix()
        trial.write_text(text.replace(_extends(parent.path.stem), _extends(extends), 1), encoding="utf-8")
        load_scenario(trial)
    return Case(name, text, file)


def keep(case: Case) -> bool:
    """Write a case beside the scenario it extends; whether it was not there already.

    Raises
    ------
    NotSaved
        If another file of that name is there.
    """
    try:
        with open(case.file, "x", encoding="utf-8", newline="\n") as file:
            file.write(case.text)
    except FileExistsError:
        if case.file.read_text(encoding="utf-8") == case.text:
            return False
        raise NotSaved("explore.name_taken", file=case.file.name) from None
    return True


def _text(
    parent: Scenario, changes: list[tuple[str, object]], title: Texts, because: Texts, stem: str
) -> str:
    last = dict(changes)
    lines = [
        f"# {say('explore.saved_head', 'vi', parent=stem)}",
        f"# {say('explore.saved_head', 'en', parent=stem)}",
        "kind: scenario",
        _extends(stem),
        "title:",
        *_both(title),
        "because:",
        *_both(because),
        "change:",
        *(f"  {path}: {one_line(_plain(value))}" for path, value in last.items()),
    ]
    return "\n".join(lines) + "\n"


def _extends(name: str) -> str:
    return f"extends: {one_line(name)}"


def _both(texts: Texts) -> list[str]:
    return [f"  {lang}: {json.dumps(texts[lang], ensure_ascii=False)}" for lang in LANGUAGES]


def _plain(value: object) -> object:
    """A value as a file has it: whole numbers bare."""
    return int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else value


def _said(text: str, otherwise: str) -> Texts:
    words = " ".join(text.split()) or otherwise
    return dict.fromkeys(LANGUAGES, words)


def _because(text: str, board: Board, turned: Turned) -> Texts:
    if text.strip():
        return _said(text, "")
    told = {}
    for lang in LANGUAGES:
        ways = [
            say(
                "explore.saved_way",
                lang,
                lever=board.dials[name].title[lang],
                old=_said_now(board, name, lang),
                new=value_said(board.dials[name], value, lang),
            )
            for name, value in board.settled(turned)
        ]
        told[lang] = say("explore.saved_because", lang, ways="; ".join(ways))
    return told


def _said_now(board: Board, name: str, lang: str) -> str:
    """The value a lever has in the scenario, for people."""
    dial = board.dials[name]
    return "" if dial.present is None else value_said(dial, dial.present.text, lang)


def shown_command(case: Case, seed: int, replications: int) -> str:
    """The command that runs a case as the page has run it."""
    file = os.path.relpath(case.file).replace(os.sep, "/")
    return f"python run.py run {file} -n {replications} -s {seed}"
