"""Shares of variance and elementary effects over a cube of inputs: Sobol and Morris, by SALib.

Inputs are chances in (0, 1), which the caller turns into values by the laws of what they stand for. Inputs
of one group, such as those that lean on each other, are one factor: they are changed together, so that
factors are independent although their inputs need not be.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.chances import NORMAL_95

SOBOL_COLUMNS = (
    "factor", "first", "first_low", "first_high", "total", "total_low", "total_high", "points", "variance",
    "together", "together_low", "together_high",
)  # fmt: skip
MORRIS_COLUMNS = ("factor", "effect", "effect_low", "effect_high", "mean_effect", "spread", "trajectories")

FEWEST_MOVED = 0.05
"""Share of the points that must have another value than the usual one before a variance is split."""

LEVELS = 4
"""Values that an input takes in a Morris design: the middles of as many equal stretches of chance."""


@dataclass(frozen=True)
class Space:
    """The inputs, and for each the factor it belongs to."""

    inputs: tuple[str, ...]
    factors: tuple[str, ...]

    @property
    def order(self) -> list[str]:
        """The factors in order."""
        return list(dict.fromkeys(self.factors))

    @property
    def problem(self) -> dict[str, Any]:
        """The space as SALib asks for it."""
        bounds = [[0.0, 1.0]] * len(self.inputs)
        said = {"num_vars": len(self.inputs), "names": list(self.inputs), "bounds": bounds}
        return said | ({"groups": list(self.factors)} if len(self.order) < len(self.inputs) else {})


def sobol_points(space: Space, base: int, seed: int) -> NDArray[np.float64]:
    """Where to look for Sobol indices: chances of shape (base × (factors + 2), inputs).

    Parameters
    ----------
    base
        Base points, a power of two.

    Source
    ------
    Saltelli (2002), doi:10.1016/S0010-4655(02)00280-1; scrambled Sobol points, in SALib: Herman and Usher
    (2017), doi:10.21105/joss.00097.
    """
    from SALib.sample import sobol  # slow to import

    points: NDArray[np.float64] = sobol.sample(space.problem, base, calc_second_order=False, seed=seed)
    return np.clip(points, 2.0**-53, 1 - 2.0**-53)


def sobol_table(space: Space, results: NDArray[np.float64], seed: int) -> pd.DataFrame:
    """First-order and total Sobol indices of each factor, the largest total first.

    Parameters
    ----------
    results
        One number for each point of ``sobol_points``, in order.

    Returns
    -------
    DataFrame
        ``first`` is the share of the variance that the factor explains alone, ``total`` that in which it has
        a part, ``together`` the second less the first: what it does only in company. Each with a 95 %
        interval by resampling; nan where nothing varies, or only at fewer points than ``FEWEST_MOVED``:
        such a variance is that of a replication or two, and no design this size can split it.

    Source
    ------
    First order: Saltelli and others (2010), doi:10.1016/j.cpc.2009.09.018; total: Jansen (1999),
    doi:10.1016/S0010-4655(98)00154-4.
    """
    from SALib.analyze import sobol

    base = len(results) // (len(space.order) + 2)
    variance = float(results.var())
    if _others(results) < FEWEST_MOVED:
        rows = [(name, *[np.nan] * 6, base, variance, *[np.nan] * 3) for name in space.order]
        return pd.DataFrame(rows, columns=list(SOBOL_COLUMNS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib's own, of numpy and pandas
        found = sobol.analyze(
            space.problem,
            results,
            calc_second_order=False,
            keep_resamples=True,
            seed=seed + 1,  # SALib takes 0 for no seed at all
        )
    company = found["ST"] - found["S1"]
    half = NORMAL_95 * (found["ST_conf_all"] - found["S1_conf_all"]).std(axis=0, ddof=1)
    rows = []
    for place, name in enumerate(space.order):
        first, total = ([found[kind][place], found[f"{kind}_conf"][place]] for kind in ("S1", "ST"))
        ends = (_with_ends(*one) for one in (first, total))
        together = _with_ends(company[place], half[place])
        rows.append((name, *(one for some in ends for one in some), base, variance, *together))
    table = pd.DataFrame(rows, columns=list(SOBOL_COLUMNS))
    return table.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def _others(results: NDArray[np.float64]) -> float:
    """The share of points that have another value than the usual one."""
    _, counts = np.unique(results, return_counts=True)
    return 1 - float(counts.max()) / len(results)


def _with_ends(value: float, half: float) -> tuple[float, float, float]:
    return float(value), float(value - half), float(value + half)


def morris_points(space: Space, trajectories: int, seed: int) -> NDArray[np.float64]:
    """Where to look for elementary effects: places on a grid from 0 to 1.

    The shape is (trajectories × (factors + 1), inputs).

    Source
    ------
    Morris (1991), doi:10.1080/00401706.1991.10484804; groups: Campolongo, Cariboni and Saltelli (2007),
    doi:10.1016/j.envsoft.2006.10.004.
    """
    from SALib.sample import morris

    points: NDArray[np.float64] = morris.sample(space.problem, trajectories, num_levels=LEVELS, seed=seed)
    return points


def chances_of_grid(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chances that places on a Morris grid stand for: the middles of equal stretches, never 0 or 1."""
    return (np.rint(points * (LEVELS - 1)) + 0.5) / LEVELS


def morris_table(
    space: Space, points: NDArray[np.float64], results: NDArray[np.float64], seed: int
) -> pd.DataFrame:
    """Elementary effects of each factor, the largest first.

    Parameters
    ----------
    points, results
        Of ``morris_points``, and one number for each.

    Returns
    -------
    DataFrame
        ``effect`` is the mean absolute elementary effect (μ*), the change of the result over the whole grid,
        with a 95 % interval by resampling; ``mean_effect`` (μ) has a sign and ``spread`` (σ) tells of
        curves and company, both nan for a factor of several inputs, which has no direction.
    """
    from SALib.analyze import morris

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = morris.analyze(space.problem, points, results, num_levels=LEVELS, seed=seed)
    count = len(results) // (len(space.order) + 1)
    names = list(found["names"])
    rows = []
    for name in space.order:
        place = names.index(name)
        star, half = float(found["mu_star"][place]), float(found["mu_star_conf"][place])
        is_alone = space.factors.count(name) == 1
        mean, spread = (float(found[key][place]) if is_alone else np.nan for key in ("mu", "sigma"))
        rows.append((name, star, max(0.0, star - half), star + half, mean, spread, count))
    table = pd.DataFrame(rows, columns=list(MORRIS_COLUMNS))
    return table.sort_values("effect", ascending=False, kind="stable", ignore_index=True)


def factors_in(members: Sequence[Sequence[str]], names: Sequence[str]) -> Space:
    """A space of inputs in which those that are named together are one factor."""
    group = {name: "+".join(some) for some in members for name in some}
    return Space(tuple(names), tuple(group.get(name, name) for name in names))
