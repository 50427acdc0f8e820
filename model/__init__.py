"""Schedule-risk and scenario simulation for public-investment programmes.

``from model import load_scenario, simulate, compare, sweep, seek, rank``: see ``model.api``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

QUESTIONS = ("compare", "load_scenario", "rank", "seek", "simulate", "sweep")
"""What ``model.api`` answers, to be asked for here; its libraries are loaded when the first is."""


def __getattr__(name: str) -> Any:
    if name not in QUESTIONS:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    return getattr(import_module("model.api"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *QUESTIONS])
