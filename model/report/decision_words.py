"""Values, packages and causes as people read them where something is decided."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from model.analysis.sought import Sought
from model.report.frames import Titles, is_blank, rows_of
from model.words import (
    NO_BREAK,
    say,
    say_chance_between,
    say_date,
    say_days,
    say_money,
    say_number,
    say_percent,
)

MOST_CAUSES = 3
"""Causes named for what binds; the table of the folder has them all."""

_NUMBER = re.compile(r"([-+]?\d+(?:\.(\d+))?)\s*(\D.*)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def value_said(text: str, lang: str) -> str:
    """A value as it is typed, as people read it: ``20 bn VND``, ``0.25``, ``2021-03-01``."""
    if _DAY.fullmatch(text):
        return say_date(text, lang)
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    number = say_number(float(found[1]), lang, len(found[2] or ""))
    return f"{number}{NO_BREAK}{say(f'unit.written.{found[3]}', lang)}" if found[3] else number


def span_said(text: str, lang: str) -> str:
    """A range as it is typed, as people read it."""
    first, _, last = text.partition("..")
    return f"{value_said(first.strip(), lang)} … {value_said(last.strip(), lang)}"


def target_said(chance: float, lang: str) -> str:
    """A chance that is wanted, with no more decimals than it has."""
    decimals = 0 if abs(100 * chance - round(100 * chance)) < 1e-9 else 1
    return say_percent(chance, lang, decimals)


def chance_said(row: pd.Series, lang: str) -> str:
    """The chance of a row with its interval."""
    return say_chance_between(float(row["probability"]), float(row["ci_low"]), float(row["ci_high"]), lang)


def cost_said(cost_bn: float, lang: str) -> str:
    """A cost in bn VND, to the tenth."""
    return say_money(round(cost_bn * 10) * 100, lang)


def points_said(points: float, lang: str, decimals: int = 2) -> str:
    """Points of a chance per billion, with their sign."""
    text = say_number(points, lang, decimals)
    return f"+{text}" if points > 0 and any(digit in text for digit in "123456789") else text


def package_said(package: str, titles: Titles, lang: str) -> str:
    """A package, each lever by its title with its value; as it is now where none is turned."""
    if not package:
        return say("decide.rank.present", lang)
    parts = (part.partition("=") for part in package.split(" + "))
    return "; ".join(f"{titles[name][lang]}: {value_said(value, lang)}" for name, _, value in parts)


def causes_said(sought: Sought, lang: str) -> str:
    """What binds a milestone in a few words: causes with where they are and their mean days."""
    rows = list(rows_of(sought.binds))[:MOST_CAUSES]
    if not rows:
        return say("decide.seek.work_alone", lang)
    return "; ".join(_cause_said(row, sought.names, lang) for row in rows)


def _cause_said(row: object, names: Mapping[str, Mapping[str, str]], lang: str) -> str:
    places = [(kind, getattr(row, kind)) for kind in ("work", "phase") if not is_blank(getattr(row, kind))]
    titles = [names.get(f"{kind}.{name}", {}).get(lang, str(name)) for kind, name in places]
    cause, where = say(f"cause.{row.cause}", lang), ", ".join(titles) or "–"  # type: ignore[attr-defined]
    if is_blank(row.days):  # type: ignore[attr-defined]
        count = say_number(row.replications, lang)  # type: ignore[attr-defined]
        return say("decide.seek.waiting", lang, cause=cause, where=where, replications=count)
    return say("decide.seek.cause", lang, cause=cause, where=where, days=say_days(row.days, lang))  # type: ignore[attr-defined]


def verdict_said(row: pd.Series, titles: Titles, lang: str) -> str:
    """What can be said of a lever's step or a package."""
    verdict, by = str(row["verdict"]), str(row["dominated_by"])
    if verdict == "dominated":
        return say("decide.rank.dominated", lang, by=package_said(by, titles, lang))
    return say(f"decide.rank.{verdict}", lang)
