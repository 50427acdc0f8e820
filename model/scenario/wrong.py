"""A value that cannot be right: what every reader of one value raises, before file and line are known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class SaidError(ValueError):
    """Something said in a scenario is wrong.

    ``key`` names the sentence in the lexicon and ``values`` fill its blanks; ``at`` leads from the
    value being read to the word inside it that is wrong, e.g. ``("low",)`` in a distribution.
    """

    def __init__(self, key: str, at: tuple[str | int, ...] = (), **values: Any) -> None:
        """Name the sentence, the place inside the value, and what fills the blanks."""
        super().__init__(key)
        self.key = key
        self.at = at
        self.values = values

    def below(self, *at: str | int) -> SaidError:
        """The same complaint, told by the block around it."""
        return type(self)(self.key, (*at, *self.at), **self.values)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like a given one, or nothing where none is like it."""
    close = get_close_matches(name, sorted(set(known)), n=1, cutoff=0.6)
    return close[0] if close else ""


def shown(said: Any) -> str:
    """A value as the writer knows it, short enough for one line."""
    if isinstance(said, dict):
        return "{" + ", ".join(f"{key}: …" for key in list(said)[:4]) + "}"
    if isinstance(said, list):
        return "[" + ", ".join(shown(one) for one in said[:4]) + (", …]" if len(said) > 4 else "]")
    if said is None:
        return "null"
    if isinstance(said, bool):
        return "true" if said else "false"
    text = " ".join(str(said).split())
    return text if len(text) <= 60 else text[:59] + "…"
