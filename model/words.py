"""What the program says to people, in Vietnamese and English.

The sentences stand in ``model/lexicon/*.toml``; each table there is one key with its text in
both languages. This module looks them up, fills them in, and writes dates, chances, days and
money the way each language writes them.
"""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("vi", "en")
"""The languages every sentence exists in, the reader's first one first."""

LANGUAGE_VARIABLE = "PROGRAMME_LANG"
"""The environment variable that chooses the language where the command line does not."""

CAUSES = (
    "work",
    "season",
    "stopped",
    "rework",
    "lag",
    "logic",
    "session",
    "indicator",
    "capital",
    "crew",
    "hold",
)
"""Every cause a day can have, in the order people read them: the work itself, then the waits."""

NO_BREAK = "\u00a0"
DASH = "–"
MINUS = "−"
OPEN = "…"
"""The end of an interval that isn't known: it lies beyond the horizon."""
NOTHING = "—"
"""What stands where there is no value: a date beyond the horizon, a cause nobody has."""

SEPARATORS = {"vi": (".", ","), "en": (",", ".")}
"""Thousands and decimals, by language."""


class LexiconError(Exception):
    """The lexicon itself is wrong: a key said twice, or not said in both languages."""


def say(key: str, lang: str, /, **values: object) -> str:
    """The sentence of a key, with its blanks filled in.

    Parameters
    ----------
    key
        Where the sentence stands in the lexicon, e.g. ``"cli.done"``.
    lang
        ``"vi"`` or ``"en"``.
    values
        What goes into the blanks, as text ready to be read (see ``say_date`` and the others).

    Returns
    -------
    str
        The sentence.
    """
    assert lang in LANGUAGES, f"there is no language {lang!r}; there are {', '.join(LANGUAGES)}"
    sentences = lexicon()
    assert key in sentences, f"the lexicon has no key {key!r}; add it to model/lexicon/ in both languages"
    return sentences[key][lang].format(**values)


@cache
def lexicon() -> Mapping[str, Mapping[str, str]]:
    """All sentences: key -> language -> text, read once from ``model/lexicon/*.toml``.

    Raises
    ------
    LexiconError
        If a key stands in two files, or lacks a language.
    """
    folder = files("model").joinpath("lexicon")
    tables = {
        entry.name: tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    return gathered(tables)


def gathered(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """One lexicon out of the tables of several files, by file name.

    Raises
    ------
    LexiconError
        If a key stands in two files, or lacks a language.
    """
    sentences: dict[str, dict[str, str]] = {}
    origin: dict[str, str] = {}
    for name, table in tables.items():
        for key, texts in _sentences(table, ""):
            if key in sentences:
                raise LexiconError(f"{name}: [{key}] is already said in {origin[key]}")
            if set(texts) != set(LANGUAGES):
                raise LexiconError(f"{name}: [{key}] needs exactly {' and '.join(LANGUAGES)}")
            sentences[key], origin[key] = texts, name
    return sentences


def _sentences(table: Mapping[str, Any], prefix: str) -> list[tuple[str, dict[str, str]]]:
    """Keys and texts of a table; a table may hold its own text and further tables below it."""
    texts = {name: value for name, value in table.items() if isinstance(value, str)}
    found = [(prefix, texts)] if texts else []
    for name, value in table.items():
        if isinstance(value, Mapping):
            found += _sentences(value, f"{prefix}.{name}" if prefix else name)
    return found


def chosen_language(said: str | None = None) -> str:
    """The language to speak: what the command line said, else the environment, else Vietnamese.

    Parameters
    ----------
    said
        The value of ``--lang``, already checked, or None.
    """
    if said is not None:
        return said
    wish = os.environ.get(LANGUAGE_VARIABLE, "").lower()
    return next((lang for lang in LANGUAGES if wish.split("_")[0].split("-")[0] == lang), LANGUAGES[0])


def say_number(number: float, lang: str, decimals: int = 0) -> str:
    """A number as the language writes it: 1.234,5 in Vietnamese, 1,234.5 in English.

    Parameters
    ----------
    number
        Any finite number.
    decimals
        How many decimals are written, zeros included.
    """
    thousands, decimal = SEPARATORS[lang]
    text = f"{abs(number):,.{decimals}f}".translate(str.maketrans(",.", thousands + decimal))
    is_negative = number < 0 and any(digit in text for digit in "123456789")
    return MINUS + text if is_negative else text


def say_date(day: date | str, lang: str) -> str:
    """A date as the language writes it: 31/12/2024 in Vietnamese, 2024-12-31 in English.

    Parameters
    ----------
    day
        A date, or the text of one as in the result files (ISO, or blank).

    Returns
    -------
    str
        The date; a dash where the text is blank.
    """
    if isinstance(day, str):
        if not day:
            return NOTHING
        day = date.fromisoformat(day)
    return f"{day:%d/%m}/{day.year:04d}" if lang == "vi" else f"{day.year:04d}-{day:%m-%d}"


def say_month(day: date, lang: str) -> str:
    """The month of a date, where a whole date has no room: 12/2024 in Vietnamese, 2024-12 in English."""
    return f"{day.month:02d}/{day.year:04d}" if lang == "vi" else f"{day.year:04d}-{day.month:02d}"


def say_deadline(deadline: str, lang: str) -> str:
    """A deadline as it stands in the result files, for people: a date, or a span such as ``45 d``."""
    is_date = len(deadline) == 10 and deadline[4] == "-"
    if is_date:
        return say_date(deadline, lang)
    number, unit = deadline.split()
    return f"{number}{NO_BREAK}{say(f'unit.{unit}', lang)}"


def whole_points(chance: float) -> int:
    """A chance in whole points of a hundred, halves upwards."""
    return math.floor(100 * chance + 0.5 + 1e-9)


def say_chance(chance: float, lang: str) -> str:
    """A chance in whole points: 63 %, and never a certainty, only < 1 % and > 99 %.

    Parameters
    ----------
    chance
        In [0, 1]. No number of simulated lives proves a chance of exactly 0 or 1.
    """
    del lang  # both languages write it alike; the argument keeps the family of functions alike
    if chance < 0.01:
        return f"<{NO_BREAK}1{NO_BREAK}%"
    if chance > 0.99:
        return f">{NO_BREAK}99{NO_BREAK}%"
    return f"{whole_points(chance)}{NO_BREAK}%"


def say_share(share: float, lang: str) -> str:
    """A known share, such as work done so far, in whole points: 0 %, 63 %, 100 %."""
    del lang
    return f"{math.floor(100 * share + 1e-9)}{NO_BREAK}%"


def say_percent(share: float, lang: str, decimals: int) -> str:
    """A share as finely as it is wanted, cut rather than rounded: 79,9 % is not yet 80 %."""
    scale = 10**decimals
    return f"{say_number(math.floor(100 * share * scale + 1e-6) / scale, lang, decimals)}{NO_BREAK}%"


def interval_points(low: float, high: float) -> tuple[int, int]:
    """An interval of chances in whole points, widened to whole points so that it stays true."""
    return max(0, math.floor(100 * low + 1e-9)), min(100, math.ceil(100 * high - 1e-9))


def say_interval(low: float, high: float) -> str:
    """An interval of chances in whole points: 60–66 %.

    The ends are rounded outwards, so that the interval said contains the interval found.
    """
    return f"{say_between(low, high)}{NO_BREAK}%"


def say_chance_between(chance: float, low: float, high: float, lang: str) -> str:
    """A chance and its interval, in whole points: 63 % (60–66)."""
    return f"{say_chance(chance, lang)} ({say_between(low, high)})"


def say_between(low: float, high: float) -> str:
    """Two chances in whole points as said in brackets: 60–66."""
    first, last = interval_points(low, high)
    return f"{first}{DASH}{last}"


def say_band(low: float, high: float, lang: str) -> str:
    """How far a chance moves with the assumptions: 12–69 %, and never from a certainty to the same."""
    first, last = interval_points(low, high)
    return say_chance(low, lang) if first == last else say_interval(low, high)


def say_points(difference: float, lang: str, decimals: int = 1) -> str:
    """A difference of two chances in points, with its sign: +4,2 điểm %, −12,0 điểm %.

    One decimal, because scenarios on the same luck are told apart more finely than a chance is known.
    """
    return f"{_signed(100 * difference, lang, decimals)}{NO_BREAK}{say('unit.points', lang)}"


def say_points_between(difference: float, low: float, high: float, lang: str) -> str:
    """A difference of two chances and its interval: +4,2 điểm % (+1,1 đến +7,0).

    The ends are rounded outwards, as those of ``say_interval``.
    """
    return f"{say_points(difference, lang)} ({say_points_ends(low, high, lang)})"


def say_bare_points(difference: float, low: float, high: float, lang: str) -> str:
    """The same without its unit, for a column that names it: +4,2 (+1,1 đến +7,0)."""
    return f"{_signed(100 * difference, lang)} ({say_points_ends(low, high, lang)})"


def say_points_ends(low: float, high: float, lang: str, decimals: int = 1) -> str:
    """The ends of an interval of a difference in points, rounded outwards: +1,1 đến +7,0."""
    scale = 10**decimals
    first = math.floor(100 * scale * low + 1e-9) / scale
    last = math.ceil(100 * scale * high - 1e-9) / scale
    return f"{_signed(first, lang, decimals)} {say('unit.to', lang)} {_signed(last, lang, decimals)}"


def _signed(points: float, lang: str, decimals: int = 1) -> str:
    text = say_number(points, lang, decimals)
    return f"+{text}" if points >= 0.5 / 10**decimals else text


def say_days(days: float, lang: str) -> str:
    """A number of days, whole: 1.234 ngày."""
    whole = math.floor(days + 0.5)
    unit = "unit.day" if whole == 1 else "unit.days"
    return f"{say_number(whole, lang)}{NO_BREAK}{say(unit, lang)}"


def say_days_between(days: float, low: float, high: float, lang: str) -> str:
    """A difference in days and its interval, whole: −99 ngày (−136 đến −63).

    The ends are rounded outwards; one that isn't known (nan) is left open.
    """
    ends = (
        OPEN if math.isnan(end) else _signed_whole(rounded(end), lang)
        for end, rounded in ((low, _down), (high, _up))
    )
    between = f" {say('unit.to', lang)} ".join(ends)
    said = f"+{say_days(days, lang)}" if days >= 0.5 else say_days(days, lang)
    return f"{said} ({between})"


def _down(days: float) -> int:
    return math.floor(days + 1e-6)


def _up(days: float) -> int:
    return math.ceil(days - 1e-6)


def _signed_whole(days: int, lang: str) -> str:
    return f"+{say_number(days, lang)}" if days > 0 else say_number(days, lang)


def say_money(million_vnd: int, lang: str) -> str:
    """An amount of money in billions: 1.234,5 tỷ đồng in Vietnamese, 1,234.5 bn VND in English.

    Parameters
    ----------
    million_vnd
        Whole million VND; shown in full, without zeros at the end.
    """
    whole, rest = divmod(abs(int(million_vnd)), 1000)
    decimals = f"{rest:03d}".rstrip("0")
    text = say_number(whole, lang) + (SEPARATORS[lang][1] + decimals if decimals else "")
    sign = MINUS if million_vnd < 0 else ""
    return f"{sign}{text}{NO_BREAK}{say('unit.billion_vnd', lang)}"


def say_time_left(seconds: float, lang: str) -> str:
    """A stretch of waiting at the screen: 45 giây, 3 phút, 1 giờ 20 phút."""
    if seconds < 60:
        return f"{max(1, math.ceil(seconds))}{NO_BREAK}{say('unit.seconds', lang)}"
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return f"{minutes}{NO_BREAK}{say('unit.minutes', lang)}"
    hours, minutes = divmod(minutes, 60)
    hours_said = f"{hours}{NO_BREAK}{say('unit.hours', lang)}"
    return f"{hours_said} {minutes}{NO_BREAK}{say('unit.minutes', lang)}" if minutes else hours_said
