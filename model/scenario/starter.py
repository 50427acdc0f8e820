"""A scenario file to begin with: a whole one with comments, or a case that extends another."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from model.scenario.load import Scenario
from model.scenario.merge import Setting
from model.scenario.read import one_line
from model.words import LANGUAGES, say

STARTER = "examples/starter"
"""The scenario that is copied, below the folder of scenarios; its comments are in both languages."""

MOST_LETTERS = 60
_NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{MOST_LETTERS - 1}}}")
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""What Windows takes for a device, whatever its ending."""

_COMMENT = re.compile(rf"(\s*# )({'|'.join(LANGUAGES)}): (.*)")
_WIDTH = 110


def is_file_name(name: str) -> bool:
    """Whether a name can be that of a scenario file and of its folder of results, on every system."""
    return bool(_NAME.fullmatch(name)) and not _DEVICE.fullmatch(name)


def starter_text(text: str, lang: str) -> str:
    """A scenario whose comments are marked ``# vi:`` and ``# en:``, with those of one language only."""
    return "\n".join(_in_language(text.splitlines(), lang)) + "\n"


def _in_language(lines: Sequence[str], lang: str) -> Iterator[str]:
    for line in lines:
        found = _COMMENT.fullmatch(line)
        if found is None:
            yield line
        elif found[2] == lang:
            yield found[1] + found[3]


def case_text(name: str, parent: Scenario, extends: str, settings: Sequence[Setting], lang: str) -> str:
    """A scenario that extends another, with every lever written out and what is set already.

    Parameters
    ----------
    name
        Its name, which is also its first title.
    parent
        The scenario that it extends, without any settings.
    extends
        The parent as the new file, in its own folder, has to call it.
    settings
        What it changes, each from a cell of a workbook; nothing where there is no workbook.
    """
    file = parent.path.as_posix()
    lines = [
        *_comment(say("starter.head", lang, parent=parent.name, file=file)),
        "kind: scenario",
        f"extends: {one_line(extends)}",
        *_comment(say("starter.title", lang)),
        f"title: {name}",
        *_comment(say("starter.why", lang)),
        "because:",
        *(f"  {one}: {_because(one, settings)}" for one in LANGUAGES),
        *_comment(say("starter.changed" if settings else "starter.change", lang)),
        "change:" if settings else "# change:",
        *_levers(parent, settings, lang),
        *(f"  {one.path}: {one_line(one.plain)}" for one in settings),
    ]
    return "\n".join(lines) + "\n"


def _because(lang: str, settings: Sequence[Setting]) -> str:
    if not settings:
        return json.dumps(say("starter.because", lang), ensure_ascii=False)
    file = Path(settings[0].value.mark.file).name
    return json.dumps(say("starter.because_workbook", lang, file=file), ensure_ascii=False)


def _levers(parent: Scenario, settings: Sequence[Setting], lang: str) -> Iterator[str]:
    """Two lines for each lever that is not set: what it is, and the line that would set it."""
    taken = {one.path for one in settings}
    for name, lever in parent.said.levers.items():
        if f"levers.{name}" not in taken:
            value, title = lever.value.text, getattr(lever.title, lang)
            words = say("starter.lever", lang, title=title, value=value, range=lever.range.text)
            yield f"  # {' '.join(words.split())}"
            yield f"  # levers.{name}: {value}"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2, break_long_words=False)]
