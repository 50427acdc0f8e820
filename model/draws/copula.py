"""Who leans on whose luck: the correlations of a plan, laid out for the compiled code.

A Gaussian copula: each member's uniform becomes a normal score, a member's score is replaced by
a weighted sum of its own and others', and the sum becomes a uniform again. So a member's law
stays what it was, and only the luck of several hangs together. Every score still comes from a
named stream, and no member leans on one after it: appending a member changes nobody.

Scores of the same round are summed. A quantity shared by all that refer to it has one luck
for all rounds, and whoever leans on it does so in every round.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence

import numpy as np

from model.draws.columns import Leaning
from model.draws.streams import key_of
from model.plan.network import Correlation, Quantity

Term = tuple[float, tuple[int, int, int, int]]
"""A weight, and the stream of the score it is for: one row of ``Leaning``."""


def leaning_of(quantities: Sequence[Quantity], seed: int, correlations: Sequence[Correlation]) -> Leaning:
    """Of which streams the luck of each quantity is made; no terms for one that is not correlated."""
    terms: dict[int, list[Term]] = {}
    names = {quantity.name for quantity in quantities}
    for correlation in correlations:
        for member, its_terms in _terms_by_member(correlation, quantities, seed):
            assert member not in terms, "a quantity is a member of one correlation at most"
            assert math.isclose(sum(weight**2 for weight, _ in its_terms), 1.0, abs_tol=1e-6), (
                "the squares of loads sum to 1, or the member's law would change"
            )
            terms[member] = its_terms
        if correlation.common:
            assert correlation.name not in names, "the luck common to a family has a name of its own"
            names.add(correlation.name)

    counts = [len(terms.get(number, ())) for number in range(len(quantities))]
    in_order = [term for number in sorted(terms) for term in terms[number]]
    return Leaning(
        first=np.cumsum([0, *counts], dtype=np.int64),
        stream=np.array([stream for _, stream in in_order], dtype=np.uint64).reshape(-1, 4),
        weight=np.array([weight for weight, _ in in_order], dtype=np.float64),
    )


def _terms_by_member(
    correlation: Correlation, quantities: Sequence[Quantity], seed: int
) -> Iterator[tuple[int, list[Term]]]:
    """Each member with its terms, in the order in which they are summed; those of no weight are left out."""
    own = [
        (*key_of(seed, quantities[member].name), 1, 0 if quantities[member].shared else 1)
        for member in correlation.members
    ]
    common = (*key_of(seed, correlation.name), 1, 1)
    for k, (member, loads) in enumerate(zip(correlation.members, correlation.loads, strict=True)):
        streams = [common, own[k]] if correlation.common else own[: k + 1]
        yield member, [term for term in zip(loads, streams, strict=True) if term[0] != 0.0]


def together(correlation: Correlation, chances: Sequence[float]) -> list[float]:
    """Chances that lean on each other, out of as many that don't.

    Parameters
    ----------
    chances
        Each in (0, 1): of a family first the luck common to it, then each member's own, in order.

    Returns
    -------
    list of float
        The chance of each member, as its draw would have it.
    """
    from scipy.special import ndtr, ndtri

    scores = [float(ndtri(chance)) for chance in chances]
    if correlation.common:
        common, *own = scores
        pairs = zip(correlation.loads, own, strict=True)
        leant = [loads[0] * common + loads[1] * score for loads, score in pairs]
    else:
        leant = [math.fsum(map(operator.mul, loads, scores)) for loads in correlation.loads]
    return [float(ndtr(score)) for score in leant]
