"""The neutral cases as they stand in a folder, read so that no word of them is passed over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REMARKS = frozenset({"title", "name", "description", "note", "notes", "comment", "time_unit", "source"})
"""Words for people, which change no answer."""


class CaseError(Exception):
    """A case says what can't be translated: which case, which field, and why."""

    def __init__(self, case: str, place: str, why: str) -> None:
        super().__init__(f"{case}: {place}: {why}")


class NotOfferedError(Exception):
    """What a case asks for stands in the list of what isn't offered, under this key."""


class Block:
    """One map of a case; what is taken is marked, and the rest must be nothing but remarks."""

    def __init__(self, case: str, place: str, said: Any) -> None:
        self.case, self.place, self.said = case, place, said
        self._taken: set[str] = set()
        if not isinstance(said, dict):
            raise self.wrong("", f"a map was expected, found {said!r}")

    def __contains__(self, word: str) -> bool:
        """Whether a word is said, and not null."""
        return self.said.get(word) is not None

    def take(self, word: str, default: Any = None) -> Any:
        """What a word says, or the default where it says nothing."""
        self._taken.add(word)
        found = self.said.get(word)
        return default if found is None else found

    def need(self, word: str) -> Any:
        """What a word says; it must say something."""
        found = self.take(word)
        if found is None:
            raise self.wrong(word, "is missing")
        return found

    def first_of(self, *words: str) -> Any:
        """What the one of several words says that is there; None where none is."""
        return next((self.take(word) for word in words if word in self), None)

    def number(self, word: str, default: float | None = None) -> float:
        """A plain number."""
        found = self.take(word, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.wrong(word, f"a number was expected, found {found!r}")
        return found

    def whole(self, word: str) -> int:
        """A whole number."""
        found = self.number(word)
        if found != int(found):
            raise self.wrong(word, f"a whole number was expected, found {found!r}")
        return int(found)

    def items(self, word: str) -> list[Any]:
        """A list; nothing said is an empty one."""
        found = self.take(word, [])
        if not isinstance(found, list):
            raise self.wrong(word, f"a list was expected, found {found!r}")
        return found

    def blocks(self, word: str) -> list[Block]:
        """A list of maps; each must be read to its end."""
        return [Block(self.case, f"{self.at(word)}[{k}]", one) for k, one in enumerate(self.items(word))]

    def block(self, word: str) -> Block:
        """A map."""
        return Block(self.case, self.at(word), self.need(word))

    def at(self, word: str) -> str:
        """The place of a word."""
        return f"{self.place}.{word}".strip(".")

    def wrong(self, word: str, why: str) -> CaseError:
        """An error that names case and field."""
        return CaseError(self.case, self.at(word) or "case", why)

    def done(self) -> None:
        """Everything must have been read by now."""
        for word, found in self.said.items():
            if found is not None and word not in self._taken and word not in REMARKS:
                raise self.wrong(word, "this word is not known")


@dataclass(frozen=True)
class Variant:
    """Under which rules an expected value holds, where a case asks for it under several."""

    policy: str | None = None
    list: str | None = None
    carry_over: bool | None = None


@dataclass(frozen=True)
class Case:
    """One case: a model or none, and what is to be answered."""

    id: str
    description: str
    model: dict[str, Any] | None
    expected: tuple[dict[str, Any], ...]
    folder: Path = field(compare=False)

    def entry(self, number: int) -> Block:
        """One expected entry, to be read."""
        return Block(self.id, f"expected[{number}]", self.expected[number])

    def block(self) -> Block:
        """The model, to be read."""
        return Block(self.id, "model", self.model)


def read_cases(folder: Path, only: tuple[str, ...] = ()) -> Iterator[Case]:
    """The cases of a folder in order of file name; all, or those named."""
    for path in sorted(folder.glob("*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(said, dict) or "expected" not in said:
            continue
        name = said.get("id", path.stem)
        if only and name not in only:
            continue
        text = " ".join(filter(None, (said.get("description"), _text(said.get("notes")))))
        yield Case(name, text, said.get("model"), tuple(said["expected"]), folder)


def _text(said: Any) -> str:
    return said if isinstance(said, str) else ""


def variant_of(entry: Block) -> Variant:
    """The rules under which an expected value holds."""
    return Variant(entry.take("policy"), entry.take("list"), entry.take("carry_over"))
