"""Reading result frames: their rows one by one, their names in order, their titles for people."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import isnan
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


Titles = Mapping[str, Mapping[str, str]]
"""Names for people: code name -> language -> title."""


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one, each with those columns as attributes whose names can be one."""
    columns = (frame[name].tolist() for name in frame.columns)
    return map(_row(tuple(frame.columns)), *columns)


@cache
def _row(columns: tuple[str, ...]) -> Any:
    """What makes a row of such columns; pandas' own would be made anew for every few rows."""
    return namedtuple("Row", columns, rename=True)


def in_order(names: Iterable[Any]) -> list[str]:
    """Each name once, in the order of first appearance."""
    return list(dict.fromkeys(names))


def scenarios_of(frame: pd.DataFrame) -> list[str]:
    """The scenarios of a frame in order; their position chooses their colour."""
    return in_order(frame["scenario"])


def title_of(titles: Titles, name: str, lang: str) -> str:
    """The title of a thing in a language; its code name where it has none."""
    return titles[name][lang] if name in titles else name


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing: a column of blank texts alone has been read as missing numbers."""
    return value == "" or (isinstance(value, float) and isnan(value))


def is_dated(deadline: str) -> bool:
    """Whether a deadline is a date, and not a span such as ``45 d``."""
    return len(deadline) == 10 and deadline[4] == "-"
