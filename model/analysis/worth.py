"""What is worth finding out: how far each assumption moves a chance, and how much of that could be known.

The chance of a deadline differs from one set of assumptions to the next. The variance of that chance is
split by assumption: the share of each is the part that would be gone, on average, if it alone were known
for sure. The band that the assumptions allow is the same scatter, told in one number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.analysis.chances import NORMAL_95
from model.analysis.tally import Counts

BENDS = 2
"""How an assumption may move a chance: a line and one bend; more would bring more noise than truth."""

BLOCKS = 20
"""The draws are left out in so many blocks in turn, to see how far the shares scatter."""

FEWEST_DRAWS = 100
"""Fewer draws of the assumptions leave nothing to be told apart."""

FIFTH = 0.2
"""The lowest and the highest fifth of an assumption's values, in which the chance is looked at."""

FIRM_UP = {"A": 0.0, "B": 0.25, "C": 0.5, "D": 1.0}
"""How much of what an assumption leaves open could still be found out, by its grade.

Nothing of what is decreed or measured (A); a quarter where it is published for this place (B); half where
similar works tell it (C); all where somebody judged (D). Judgement: not a law, but the order is plain.
"""

ALL = ""
"""The milestone and deadline of rows that are of all chances together."""

COLUMNS = (
    "scenario", "milestone", "deadline", "assumption", "rank", "share", "ci_low", "ci_high", "total",
    "total_low", "total_high", "grade", "source", "firm_up", "worth", "in_lowest_fifth", "in_highest_fifth",
    "chance", "sd", "sd_low", "sd_high", "sd_if_known", "together", "together_low", "together_high",
    "draws", "each",
)  # fmt: skip
"""Columns of the table; shares are of the variance of the chance over the draws of the assumptions.

``share`` is what an assumption explains alone, ``total`` what it explains alone and in pairs with others,
``worth`` is ``share`` × ``firm_up``, and ``rank`` the place by it. ``in_lowest_fifth`` is the chance where
the assumption has one of its lowest values. ``sd`` is how far the chance scatters over the assumptions,
``sd_if_known`` how far it still would, in quadratic mean, were this one known; ``together`` the share
that none explains alone.
"""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Split:
    """The variance of some chances over the draws of the assumptions, and whose it is.

    ``variance`` by chance; with G groups of assumptions ``alone`` and ``total`` (chances, G): the share
    that a group explains by itself, and with all pairs it is part of. The last chance of all stands for
    all together: the sums of their variances.
    """

    variance: tuple[Estimate, ...]
    alone: tuple[tuple[Estimate, ...], ...]
    total: tuple[tuple[Estimate, ...], ...]
    together: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """Assumptions that are told together, mostly one alone: their names, and what they rest on.

    ``grade`` is the least of theirs.
    """

    names: tuple[str, ...]
    grade: str
    source: str

    @property
    def name(self) -> str:
        """What they are called in a table."""
        return " + ".join(self.names)


def worth_table(
    scenario: str,
    deadlines: Sequence[tuple[str, str]],
    met: Counts,
    each: int,
    inputs: pd.DataFrame,
    assumed: Sequence[Assumed],
) -> pd.DataFrame:
    """What every assumption explains of the chance of every deadline, and what finding out is worth.

    Parameters
    ----------
    deadlines
        Milestone and deadline of each chance.
    met
        Replications that met each deadline under each draw of the assumptions, (draws, deadlines).
    each
        Replications under each draw, at least 2.
    inputs
        The value of each assumption in each draw, a column each.
    assumed
        The assumptions, those that depend on each other together.

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``; for each deadline, and last for all together (``ALL``), the assumptions by
        rank. Where the assumptions together move a chance by no more than counting does, or not at all,
        shares are blank.
    """
    shares = met / each
    columns = list(inputs.columns)
    groups = [[columns.index(name) for name in one.names] for one in assumed]
    found = split(shares, (shares * (1 - shares)).mean(axis=0) / (each - 1), inputs.to_numpy(), groups)
    ends = _in_fifths(shares, inputs.to_numpy(), groups)
    rows: list[dict[str, Any]] = []
    for place, (milestone, deadline) in enumerate([*deadlines, (ALL, ALL)]):
        chance = shares[:, place] if place < len(deadlines) else shares.mean(axis=1)
        head = {"scenario": scenario, "milestone": milestone, "deadline": deadline, "chance": chance.mean()}
        head |= {"draws": len(met), "each": each}
        own = [
            head | _row(one, number, place, found, len(deadlines)) | ends(place, number)
            for number, one in enumerate(assumed)
        ]
        own.sort(key=lambda row: (-np.nan_to_num(row["worth"], nan=-1.0), -np.nan_to_num(row["share"])))
        rows += [row | {"rank": rank} for rank, row in enumerate(own, 1)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(one: Assumed, number: int, place: int, found: Split, deadlines: int) -> dict[str, Any]:
    """One assumption and one chance."""
    variance, alone, total = found.variance[place], found.alone[place][number], found.total[place][number]
    mean_of = deadlines if place == deadlines else 1  # of all together the mean variance is told
    is_moved = variance.low > 0
    blank = np.nan
    sd, low, high = (np.sqrt(max(0.0, of / mean_of)) for of in (variance.value, variance.low, variance.high))
    known = np.sqrt(max(0.0, variance.value * (1 - min(1.0, max(0.0, alone.value)))) / mean_of)
    firm_up = FIRM_UP[one.grade]
    return {
        "assumption": one.name,
        "grade": one.grade,
        "source": one.source,
        "firm_up": firm_up,
        "sd": sd,
        "sd_low": low,
        "sd_high": high,
        "share": alone.value if is_moved else blank,
        "ci_low": alone.low if is_moved else blank,
        "ci_high": alone.high if is_moved else blank,
        "total": total.value if is_moved else blank,
        "total_low": total.low if is_moved else blank,
        "total_high": total.high if is_moved else blank,
        "worth": alone.value * firm_up if is_moved else blank,
        "sd_if_known": known if is_moved else blank,
        "together": found.together[place].value if is_moved else blank,
        "together_low": found.together[place].low if is_moved else blank,
        "together_high": found.together[place].high if is_moved else blank,
    }


def _in_fifths(
    shares: Values, inputs: Values, groups: Sequence[Sequence[int]]
) -> Callable[[int, int], dict[str, float]]:
    """The mean chance where an assumption is low, and where it is high; of several told together none."""
    with_mean = np.column_stack([shares, shares.mean(axis=1)])
    many = max(1, round(FIFTH * len(inputs)))

    def ends(place: int, number: int) -> dict[str, float]:
        if len(groups[number]) != 1:
            return {}
        order = np.argsort(inputs[:, groups[number][0]], kind="stable")
        low, high = with_mean[order[:many], place], with_mean[order[-many:], place]
        return {"in_lowest_fifth": float(low.mean()), "in_highest_fifth": float(high.mean())}

    return ends


def split(
    shares: Values, counting: Values, inputs: Values, groups: Sequence[Sequence[int]], bends: int = BENDS
) -> Split:
    """Split the variance of chances over draws of the assumptions by assumption.

    Each share met under one draw of the assumptions is the chance under it and some noise of counting.
    The variance of the first is that of the shares less the noise, which is known. How much of it a group
    explains alone is told by a fit of the shares with a line and a bend in the ranks of its members, less
    what as many columns would explain of pure noise; what pairs explain beyond that by the product of
    their ranks. So shares are unbiased, and one that is nothing may come out a little below 0. Intervals
    by leaving out one block of draws after the other.

    Parameters
    ----------
    shares
        Met under each draw, (draws, chances), in [0, 1] or any other quantity.
    counting
        The variance of counting in a share, by chance.
    inputs
        Value of each assumption in each draw, (draws, assumptions).
    groups
        Columns of ``inputs`` that are told together, because they depend on each other; the groups
        themselves are independent.
    bends
        Highest power of the ranks in the fit.

    Source
    ------
    Shares of the variance: Sobol' (1993); from given draws by orthogonal polynomials, Sudret (2008),
    doi:10.1016/j.ress.2007.04.002. The noise of a nested simulation: O'Hagan, Stevenson, Madan (2007),
    doi:10.1002/hec.1199. Intervals by the jackknife: Efron and Stein (1981), doi:10.1214/aos/1176345462.
    """
    draws = len(shares)
    if draws < FEWEST_DRAWS:
        raise ValueError(f"{draws} draws are fewer than {FEWEST_DRAWS}")
    ranks = _ranks(inputs)
    whole = _parts(shares, counting, ranks, groups, bends)
    blocks = np.array_split(np.random.default_rng(0).permutation(draws), BLOCKS)
    kept = [np.setdiff1d(np.arange(draws), block) for block in blocks]
    without = [_parts(shares[rows], counting, ranks[rows], groups, bends) for rows in kept]
    estimates = [_estimate(one, list(others)) for one, *others in zip(whole, *without, strict=True)]
    variance, alone, total, together = estimates
    return Split(
        tuple(variance),
        tuple(map(tuple, alone)),
        tuple(map(tuple, total)),
        tuple(together),
    )


def _ranks(inputs: Values) -> Values:
    """Every assumption as ranks between −√3 and √3, of mean 0 and variance 1; ties share theirs."""
    from scipy.stats import rankdata  # slow to import

    middle = (rankdata(inputs, axis=0) - 0.5) / len(inputs)
    return np.sqrt(12) * (middle - 0.5)


def _parts(
    shares: Values, counting: Values, ranks: Values, groups: Sequence[Sequence[int]], bends: int
) -> tuple[Values, Values, Values, Values]:
    """Variance, shares alone, in total, and the share of what is only together; the last chance is all."""
    centred = shares - shares.mean(axis=0)
    variance = shares.var(axis=0, ddof=1) - counting
    fits = [_fit(centred, np.column_stack([ranks[:, one] ** k for one in of for k in range(1, bends + 1)]))
            for of in groups]  # fmt: skip
    explained = np.column_stack([part for _, part in fits])
    rest = centred - sum(fit for fit, _ in fits)
    in_pairs = _pairs(rest, ranks, groups)
    variance, explained, in_pairs = (np.concatenate([of, of.sum(axis=0, keepdims=True)])
                                     for of in (variance, explained, in_pairs))  # fmt: skip
    with np.errstate(divide="ignore", invalid="ignore"):
        alone, total = explained / variance[:, None], (explained + in_pairs) / variance[:, None]
    return variance, alone, total, 1 - alone.sum(axis=1)


def _fit(centred: Values, columns: Values) -> tuple[Values, Values]:
    """What columns say of the shares, and the variance they explain, less that of noise fitted."""
    own = columns - columns.mean(axis=0)
    base, sizes, _ = np.linalg.svd(own, full_matrices=False)
    base = base[:, sizes > 1e-9 * max(1.0, sizes[0] if len(sizes) else 1.0)]
    weights = base.T @ centred
    said = (weights**2).sum(axis=0)
    rows, width = len(centred), base.shape[1]
    noise = ((centred**2).sum(axis=0) - said) / max(rows - 1 - width, 1)
    return base @ weights, (said - width * noise) / (rows - 1)


def _pairs(rest: Values, ranks: Values, groups: Sequence[Sequence[int]]) -> Values:
    """The variance that pairs of assumptions of different groups explain together, by chance and group."""
    rows = len(rest)
    of_group = np.zeros((ranks.shape[1], len(groups)))
    for number, of in enumerate(groups):
        of_group[list(of), number] = 1
    is_apart = 1 - of_group @ of_group.T
    squares, found = ranks**2, []
    for one in rest.T:
        mean = (ranks * one[:, None]).T @ ranks / rows
        of_squares = (squares * (one**2)[:, None]).T @ squares / rows
        own = (mean**2 - (of_squares - mean**2) / (rows - 1)) * is_apart
        found.append(of_group.T @ own.sum(axis=1))
    return np.array(found)


def _estimate(whole: Values, without: Sequence[Values]) -> list[Any]:
    """Every number with its interval by the jackknife; a list as deep as the array."""
    leaving = np.array(without)
    blocks = len(leaving)
    spread = np.sqrt((blocks - 1) / blocks * ((leaving - leaving.mean(axis=0)) ** 2).sum(axis=0))
    low, high = whole - NORMAL_95 * spread, whole + NORMAL_95 * spread
    if whole.ndim == 1:
        return [Estimate(*map(float, one)) for one in zip(whole, low, high, strict=True)]
    return [
        [Estimate(*map(float, one)) for one in zip(*rows, strict=True)]
        for rows in zip(whole, low, high, strict=True)
    ]
