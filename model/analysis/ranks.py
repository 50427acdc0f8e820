"""How chances go with what was varied: rank correlations over the points of a sample."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pandas as pd

from model.analysis.statistics import rank_correlation

RANK_COLUMNS = ("milestone", "deadline", "factor", "rho", "noise", "points", "chance_low", "chance_high")


def rank_table(rows: pd.DataFrame, columns: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
    """Spearman's correlation of each factor with the chance of each milestone and deadline.

    Parameters
    ----------
    rows
        One row per point, milestone and deadline; columns ``milestone``, ``deadline``,
        ``probability`` and those named, whose values are numbers or texts of numbers.
    columns, names
        The column of each factor, and what it is called in the table.

    Returns
    -------
    DataFrame
        Columns ``RANK_COLUMNS``. ``rho`` in [-1, 1], blank where nothing varies; beyond ``noise`` it
        is told apart from chance (see ``noise_of``); the lowest and highest chance of all points.

    Source
    ------
    Spearman (1904), doi:10.2307/1412159.
    """
    found = []
    for (milestone, deadline), own in rows.groupby(["milestone", "deadline"], sort=False):
        chances = own["probability"].to_numpy(np.float64)
        points, ends = len(own), (chances.min(), chances.max())
        for column, name in zip(columns, names, strict=True):
            rho = _correlated(own[column].astype(float).to_numpy(), chances)
            found.append((milestone, deadline, name, rho, noise_of(points), points, *ends))
    return pd.DataFrame(found, columns=list(RANK_COLUMNS))


def noise_of(points: int) -> float:
    """What a rank correlation of so many points stays within by pure chance, 95 times of 100."""
    return min(1.0, 1.959964 / sqrt(points - 1)) if points > 1 else 1.0


def _correlated(first: np.ndarray, second: np.ndarray) -> float:
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return rank_correlation(first, second)
