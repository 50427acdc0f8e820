"""Rank correlations, as people say them, to the loads that a draw is made with.

A Spearman correlation of two quantities becomes the correlation of two normal scores; a matrix
of those becomes a lower Cholesky factor, whose row k says how much member k leans on the own
luck of each member before it, and how much on its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64] | Sequence[Sequence[float]]
Rows = tuple[tuple[float, ...], ...]

ALMOST_NOTHING = 1e-9
"""An eigenvalue so little below zero, or a pivot so near it, is zero with rounding."""


def normal_correlation(spearman: float) -> float:
    """Correlation of two normal scores whose ranks have a Spearman correlation: 2 sin(πρ/6).

    Exact for quantities with continuous laws. Where values tie, as categories do, the Spearman
    correlation of the values is nearer to zero than the one said here; that of their luck is not.

    Source
    ------
    Kruskal (1958), doi:10.1080/01621459.1958.10501481.
    """
    # sin(π/6) instead of one half, which it misses by a bit: so that 1 stays 1 to the last bit.
    return math.sin(math.pi * spearman / 6.0) / math.sin(math.pi / 6.0)


def is_possible(matrix: Matrix) -> bool:
    """Whether quantities can be correlated so at all: no eigenvalue below zero, rounding aside.

    Parameters
    ----------
    matrix
        Correlations of normal scores, symmetric, ones on the diagonal; shape (members, members).
    """
    return bool((np.linalg.eigvalsh(np.asarray(matrix, dtype=np.float64)) >= -ALMOST_NOTHING).all())


def cholesky_rows(matrix: Matrix) -> Rows:
    """Rows of the lower Cholesky factor of a correlation matrix, row k with its k + 1 numbers.

    Row k is a function of the first k + 1 rows of the matrix alone, so that a member more at the
    end leaves the rows before it as they are, bit for bit. The sum of squares of a row is 1.

    The matrix may be singular: a member that those before it fix altogether has no luck of its
    own left (a pivot within 1e-9 of zero), and nobody leans on what it has not. Where such
    pivots or eigenvalues are not exactly zero the matrix is met to about 5e-5.

    Parameters
    ----------
    matrix
        Correlations of normal scores; possible, symmetric, ones on the diagonal.

    Source
    ------
    Cholesky–Banachiewicz by rows; on semi-definite matrices Higham (1990), Analysis of the
    Cholesky decomposition of a semi-definite matrix.
    """
    wanted = np.asarray(matrix, dtype=np.float64)
    assert (wanted == wanted.T).all(), "a correlation matrix is symmetric"
    assert (wanted.diagonal() == 1.0).all(), "everything is wholly correlated with itself"
    assert is_possible(wanted), "nothing can be correlated like this"

    rows: list[tuple[float, ...]] = []
    for correlations in wanted.tolist():
        row: list[float] = []
        left = 1.0  # of the row's length, squared
        for before, correlation in zip(rows, correlations, strict=False):
            # No term takes more than is left: over a tiny pivot, rounding would grow to any size.
            load = min(max(_load(row, before, correlation), -math.sqrt(left)), math.sqrt(left))
            row.append(load)
            left = max(left - load * load, 0.0)
        row.append(math.sqrt(left) if left > ALMOST_NOTHING else 0.0)
        rows.append(tuple(row))
    return tuple(rows)


def _load(row: Sequence[float], before: Sequence[float], correlation: float) -> float:
    """The next number of a row: what of its correlation with a member before the others leave unmet."""
    own = before[-1]
    if own == 0.0:
        return 0.0
    return (correlation - math.fsum(a * b for a, b in zip(row, before[:-1], strict=True))) / own


def family_rows(rho: float, count: int) -> Rows:
    """Loads of a one-factor family: each of ``count`` members leans alike on one luck common to all.

    Parameters
    ----------
    rho
        Correlation of the normal scores of any two members, in [0, 1].
    """
    assert 0.0 <= rho <= 1.0, "members of a family lean on one luck in the same direction"
    return ((math.sqrt(rho), math.sqrt(1.0 - rho)),) * count
