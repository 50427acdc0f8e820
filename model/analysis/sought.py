"""What a search for the least value of a lever found, as it is handed on: its words and its tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.outcomes import CAUSES, Cause

SOUGHT_COLUMNS = (
    "scenario", "lever", "value", "number", "milestone", "deadline", "probability", "ci_low", "ci_high",
    "replications", "verdict",
)  # fmt: skip
DELAY_COLUMNS = ("cause", "work", "phase", "days", "replications")

SUFFICES, PERHAPS, FAILS = "suffices", "perhaps", "fails"
"""What can be said of a value: its interval lies at or above the target, holds it, or lies below it."""

UP, DOWN = "up", "down"
"""Where more effort lies: at the higher values, or at the lower ones."""


@dataclass(frozen=True)
class Sought:
    """The value that was sought, if there is one, and the values tried.

    ``sure`` is the least value whose 95 % interval lies at or above the target, ``likely`` the least
    whose estimate does, ``best`` the one with the highest chance, ``present`` the one the scenario has;
    each as it would be typed, blank where there is none. Values are tried from the least effort up:
    ``effort`` is ``up`` where that is the lowest value, ``down`` where it is the highest, and
    ``is_effort_said`` tells whether that was asked for or seen. ``harmed`` is the most replications, of
    ``compared``, that more effort cost, at the step ``harm`` from one value to another; where it is 0,
    ``is_bisected`` tells that not every value needed trying. ``beyond`` is the lever's own range where
    another one goes beyond it, ``names`` the titles of works and phases. ``table`` has a row per value
    tried, ``binds`` what holds the milestone at the value ``end``, the most effort with the chance of the
    best: causes by mean days, the longest first. A value that makes no plan that can be carried out
    counts as one with which the milestone is never met.
    """

    scenario: str
    lever: str
    path: str
    title: dict[str, str]
    unit: str
    span: str
    beyond: str
    present: str
    milestone: str
    milestone_title: dict[str, str]
    deadline: str
    chance: float
    effort: str
    is_effort_said: bool
    sure: str
    likely: str
    best: str
    end: str
    is_bisected: bool
    harmed: int
    compared: int
    harm: tuple[str, str]
    values: int
    seed: int
    names: dict[str, dict[str, str]]
    table: pd.DataFrame
    binds: pd.DataFrame

    @property
    def is_found(self) -> bool:
        """Whether some value in range suffices, its interval at or above the target."""
        return bool(self.sure)

    def row(self, value: str) -> pd.Series:
        """The row of a value that was tried."""
        return self.table[self.table["value"] == value].iloc[0]


def delays_of(causes: pd.DataFrame, milestone: str) -> pd.DataFrame:
    """What holds a milestone: mean days by cause, work and phase, work itself left out, longest first.

    Parameters
    ----------
    causes
        The table of causes of a run.

    Returns
    -------
    DataFrame
        ``cause``, ``work``, ``phase``, ``days``, ``replications``. Where it is never reached, what it
        waits for at the horizon, without days, in most replications first.
    """
    mine = causes[causes.milestone == milestone]
    reached = mine[(mine.status == "reached") & (mine.cause != CAUSES[Cause.WORK])]
    keys, columns = ["cause", "work", "phase"], list(DELAY_COLUMNS)
    if len(reached):
        summed = reached.groupby(keys, sort=False).agg({"days": "sum", "replications": "max"}).reset_index()
        return summed.sort_values("days", ascending=False, kind="stable", ignore_index=True)[columns]
    waiting = mine[mine.status == "waiting"]
    summed = waiting.groupby(keys, sort=False).agg({"replications": "sum"}).reset_index()
    summed["days"] = np.nan
    return summed.sort_values("replications", ascending=False, kind="stable", ignore_index=True)[columns]
