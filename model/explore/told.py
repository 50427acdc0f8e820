"""The words of the page: all its sentences in both languages, and faults by the lever they belong to."""

from __future__ import annotations

from typing import Any

from model.explore.board import NoSuchLever
from model.scenario import Fault
from model.words import CAUSES, LANGUAGES, lexicon, say

PAGE = "explore.page."
"""Where the sentences of the page stand in the lexicon."""

_OTHERS = (
    *(f"figure.milestones.{name}" for name in ("milestone", "deadline", "chance")),
    "figure.curves.unreached",
    "figure.curves.never",
    "figure.causes.axis",
    "figure.causes.never",
    *(f"table.basis.{name}" for name in ("stated", "strict", "lenient", "ours")),
    *(f"cause.{cause}" for cause in CAUSES),
    "unit.billion_vnd",
)
"""And others that the page says too."""


def words() -> dict[str, dict[str, str]]:
    """Every sentence the page can say, its blanks left open; the page's own by what comes after ``PAGE``."""
    known = lexicon()
    own = {key.removeprefix(PAGE): dict(known[key]) for key in known if key.startswith(PAGE)}
    return own | {key: dict(known[key]) for key in _OTHERS}


def fault_told(fault: Fault) -> dict[str, Any]:
    """A fault of a scenario in both languages, with the lever it stands by, where it is one."""
    lever = fault.path[1] if len(fault.path) > 1 and fault.path[0] == "levers" else None
    return {"lever": lever, **{lang: fault.text(lang) for lang in LANGUAGES}}


def lever_told(fault: NoSuchLever) -> dict[str, Any]:
    """The same of a lever that isn't there."""
    return {
        "lever": None,
        **{lang: say("explore.no_such_lever", lang, name=fault.name) for lang in LANGUAGES},
    }
