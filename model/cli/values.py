"""What may follow an option: a whole number, an address, a setting, a share, a chance that is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from model.cli.endings import WrongCommand
from model.words import LANGUAGES, say

_ADDRESS = re.compile(
    r"((tcp|tls|ws|wss)://)?[^\s/:]+:\d{1,5}|((tcp|tls|ws|wss)://)?\[[0-9a-fA-F:]+\]:\d{1,5}"
)
_SHARE = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(%?)", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """A chance asked for: of a milestone, by one of its deadlines or, where none is named, its first."""

    milestone: str
    deadline: str | None
    chance: float
    text: str


def whole(low: int, option: str, lang: str) -> Callable[[str], int]:
    """Reads a whole number that is at least ``low``."""

    def read(word: str) -> int:
        if not word.isdecimal() or int(word) < low:
            raise WrongCommand(say("cli.invalid_number", lang, option=option, low=low, word=word))
        return int(word)

    return read


def address(lang: str) -> Callable[[str], str]:
    """Reads the address of a scheduler: ``tcp://host:port``, or ``host:port`` alone."""

    def read(word: str) -> str:
        if not _ADDRESS.fullmatch(word):
            raise WrongCommand(say("cli.invalid_address", lang, word=word))
        return word

    return read


def setting(lang: str, otherwise: str = "cli.set_malformed") -> Callable[[str], tuple[str, str]]:
    """Reads ``path=value``; ``otherwise`` is the sentence for what is not that."""

    def read(word: str) -> tuple[str, str]:
        path, sign, text = word.partition("=")
        if not sign or not path.strip() or not text.strip():
            raise WrongCommand(say(otherwise, lang, text=word))
        return path.strip(), text.strip()

    return read


def half_width(lang: str) -> Callable[[str], float]:
    """Reads how sharp a chance is wanted: ``1 %`` or ``0.01``, above 0 and below 0.5."""

    def read(word: str) -> float:
        width = _share(word)
        if width is None or not 0 < width < 0.5:
            raise WrongCommand(say("cli.until_malformed", lang, text=word))
        return width

    return read


def wanted(lang: str) -> Callable[[str], Wanted]:
    """Reads ``milestone=80 %`` or ``milestone@deadline=0.8``."""

    def read(word: str) -> Wanted:
        name, _, text = word.rpartition("=")
        milestone, at, deadline = (part.strip() for part in name.partition("@"))
        chance = _share(text)
        if not milestone or chance is None or chance > 1 or bool(at) != bool(deadline):
            raise WrongCommand(say("cli.wanted_malformed", lang, text=word))
        return Wanted(milestone, deadline or None, chance, text.strip())

    return read


def wanted_chance(lang: str) -> Callable[[str], float]:
    """Reads a chance that is wanted: ``80%`` or ``0.8``, above 0 and below 1."""

    def read(word: str) -> float:
        share = _share(word)
        if share is None or not 0 < share < 1:
            raise WrongCommand(say("decide.not_a_chance", lang, found=word))
        return share

    return read


def page(lang: str) -> Callable[[str], tuple[str, Path]]:
    """Reads ``lang=file``: the language a page is written in, and where to."""

    def read(word: str) -> tuple[str, Path]:
        language, _, file = (part.strip() for part in word.partition("="))
        if language not in LANGUAGES or not file:
            raise WrongCommand(say("cli.page_malformed", lang, text=word, languages=", ".join(LANGUAGES)))
        return language, Path(file)

    return read


def _share(text: str) -> float | None:
    """A share, as ``80 %`` or ``0.8``; None where it is neither."""
    found = _SHARE.fullmatch(text.strip())
    return float(found[1]) / (100 if found[2] else 1) if found else None
