"""What differs between the files of two scenarios: a table to read beside the difference of their results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from model.scenario import Scenario, difference
from model.words import LANGUAGES

CHANGES = ("scenario_a", "scenario_b", "path", "value_a", "value_b", "title_vi", "title_en", "about")

VALUE, ORIGIN = "value", "origin"
"""What a difference is about: what is simulated, or only where it is from and what it is called."""

OF_ORIGIN = frozenset({"source", "sources", "grade", "note", "basis", "title", "reason", "as_of"})


def change_table(first: Scenario, second: Scenario) -> pd.DataFrame:
    """Every path at which two resolved scenarios differ, in the order of the files.

    Returns
    -------
    DataFrame
        ``value_a`` and ``value_b`` as a file says them, blank where one of them has nothing there;
        the titles of the nearest thing above the path that has one; ``about`` is ``origin`` where
        only source, grade, note or name differ, else ``value``.
    """
    rows = []
    for path, one, other in difference(first, second):
        titles = _titles(path, second.tree) or _titles(path, first.tree) or dict.fromkeys(LANGUAGES, "")
        about = ORIGIN if OF_ORIGIN & set(path.split(".")) else VALUE
        values = (_written(one), _written(other))
        rows.append((first.name, second.name, path, *values, *(titles[lang] for lang in LANGUAGES), about))
    return pd.DataFrame(rows, columns=list(CHANGES))


def _titles(path: str, tree: dict[str, Any]) -> dict[str, str] | None:
    """The title that stands nearest above a path, in each language."""
    found = None
    for node in _along(path, tree):
        title = node.get("title")
        if isinstance(title, str):
            found = dict.fromkeys(LANGUAGES, title)
        elif isinstance(title, dict) and set(LANGUAGES) <= set(title):
            found = {lang: str(title[lang]) for lang in LANGUAGES}
    return found


def _along(path: str, tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The maps on the way to a path, without the file itself, whose title is the scenario's."""
    node: Any = tree
    for word in path.split("."):
        node = node.get(word) if isinstance(node, dict) else None
        if isinstance(node, dict):
            yield node


def _written(value: Any) -> str:
    """A value as a file says it; several values, and blocks, as one line of JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
