"""What is wrong with a scenario, told to the person who wrote it: all faults at once, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.words import say

Place = tuple[str | int, ...]
"""The way to a thing inside a file: names of blocks and, in lists, numbers from 0."""


@dataclass(frozen=True, slots=True, order=True)
class SheetCell:
    """A cell of a workbook, which says where something stands as a line does in a text.

    ``sheet``, ``row`` and ``column`` are counted from 1; ``text`` is what people call it: ``levers!C5``.
    """

    sheet: int
    row: int
    column: int
    text: str

    def __str__(self) -> str:
        """As people call it."""
        return self.text


Line = int | SheetCell
"""Where in a file: a line, counted from 1, or a cell of a workbook."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a sentence that is itself said in the reader's language."""

    key: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where it stands, and what would be right.

    ``key`` names the sentence in the lexicon and ``values`` fill its blanks; a value ``near`` is
    the name that was perhaps meant. ``file`` is a path, or words such as ``--set``.
    """

    file: str
    line: Line | None
    path: Place
    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The fault in one line, without its file."""
        values = {name: _said(value, lang) for name, value in self.values.items()}
        sentence = say(self.key, lang, **values)
        if self.values.get("near"):
            sentence += say("scenario.did_you_mean", lang, near=self.values["near"])
        if self.path:
            sentence = f"{dotted(self.path)}: {sentence}"
        if self.line is None:
            return sentence
        where = say("scenario.line", lang, line=self.line) if isinstance(self.line, int) else self.line
        return f"{where}  {sentence}"


class ScenarioError(Exception):
    """A scenario cannot be used; holds all that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep every fault once, in the order of files and lines."""
        unique = {(f.file, f.line, f.path, f.key, repr(f.values)): f for f in faults}
        self.faults: tuple[Fault, ...] = tuple(_in_reading_order(list(unique.values())))
        super().__init__(*self.faults)

    def text(self, lang: str) -> str:
        """All faults under the names of their files, ready to be printed."""
        lines: list[str] = []
        for number, fault in enumerate(self.faults):
            if number == 0 or self.faults[number - 1].file != fault.file:
                lines.append(shown_path(fault.file))
            lines.append(f"  {fault.text(lang)}")
        return "\n".join(lines)

    def __str__(self) -> str:
        """All faults, in English."""
        return self.text("en")


class MissingFile(ScenarioError):  # noqa: N818  (a kind of ScenarioError, and the name people know it by)
    """The file asked for is not there."""


class UnknownName(LookupError):  # noqa: N818  (the house's word for it)
    """A caller asked for something by a name that does not exist; the message lists those that do."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Remember what was asked for, and what there is."""
        self.name = name
        self.known = tuple(known)
        super().__init__(name)

    def text(self, lang: str) -> str:
        """What was asked for and what there is, in one line."""
        return say("scenario.unknown_name", lang, found=self.name, known=", ".join(self.known) or "–")

    def __str__(self) -> str:
        """The same in English."""
        return self.text("en")


def _said(value: Any, lang: str) -> Any:
    return say(value.key, lang) if isinstance(value, Phrase) else value


def _in_reading_order(faults: list[Fault]) -> list[Fault]:
    """File by file as first met, then by line, or by sheet, row and column."""
    files = list(dict.fromkeys(fault.file for fault in faults))
    return sorted(faults, key=lambda fault: (files.index(fault.file), *_height(fault.line)))


def _height(line: Line | None) -> tuple[int, int, int]:
    if isinstance(line, SheetCell):
        return line.sheet, line.row, line.column
    return line or 0, 0, 0


def dotted(path: Sequence[str | int]) -> str:
    """A place as people read it: ``works.bridge.parts.road.after[2]``, lists counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def shown_path(file: str | Path) -> str:
    """A file as seen from the current folder, or in full where it lies elsewhere."""
    path = Path(file)
    try:
        return path.relative_to(Path.cwd()).as_posix() if path.is_absolute() else str(file)
    except ValueError:
        return path.as_posix()
