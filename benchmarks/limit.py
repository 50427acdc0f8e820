"""What no engine can beat: the draws that a replication uses, made in compiled code, and nothing else.

Draws are this project's own: the same names, the same generator and the same quantile functions as in
any run. What is drawn in every replication is made for a block of replications at a time, which saves
three of four calls of the generator; rounds that may be refused are drawn one by one, as far as it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.draws import make_draws
from model.draws.quantiles import draw_of, fill
from model.plan import Plan
from model.plan.network import Link, Then

Whole = NDArray[np.int64]

BLOCK = 64
"""Replications drawn at a time: few enough for the numbers to stay in the cache."""


class Repeated(NamedTuple):
    """Quantities of the activities that may be refused, one column each.

    ``works`` and ``lucks``: duration and luck of a round; ``chances`` that of being accepted; ``delays``
    before the next round (-1: none); ``rounds`` at most; ``lasts`` the duration of who follows the last
    refusal (-1: nobody).
    """

    works: Whole
    lucks: Whole
    chances: Whole
    delays: Whole
    rounds: Whole
    lasts: Whole


def limit_of(plan: Plan, seed: int = 1, one_by_one: bool = False) -> Callable[[int], float]:
    """What makes the draws of so many replications of a plan, and returns their sum: so none is left out."""
    once, repeated = _once(plan), _repeated(plan)
    draws = make_draws(plan.quantities, seed, plan.correlations)
    source = draws.laws, draws.law, draws.key, draws.leaning

    def alone(replications: int) -> float:
        return float(_one_by_one(*source, once, repeated, 0, replications))

    def in_blocks(replications: int) -> float:
        total = 0.0
        for first in range(0, replications, BLOCK):
            count = min(BLOCK, replications - first)
            total += float(_in_blocks(*source, once, repeated, first, np.empty((len(once), count))))
        return total

    return alone if one_by_one else in_blocks


def _followers(plan: Plan) -> set[int]:
    """Activities that are done only if another has been refused for good."""
    return {condition.owner for condition in plan.conditions if condition.link == Link.REFUSED}


def _once(plan: Plan) -> Whole:
    """What is drawn exactly once in every replication: durations and amounts of all that is surely done."""
    followers = _followers(plan)
    surely = [one for one in plan.activities if one.number not in followers]
    durations = [one.duration for one in surely if one.verdict is None]
    amounts = [one.capital.amount for one in surely if one.capital is not None]
    return np.array(durations + amounts, dtype=np.int64)


def _repeated(plan: Plan) -> Repeated:
    followed_by = {
        condition.anchors[0]: plan.activities[condition.owner].duration
        for condition in plan.conditions
        if condition.link == Link.REFUSED
    }
    rows = [
        (
            one.duration,
            one.verdict.luck,
            one.verdict.chances[0],
            one.verdict.delay,
            one.verdict.rounds,
            followed_by.get(one.number, -1) if one.verdict.then == Then.ACTIVITY else -1,
        )
        for one in plan.activities
        if one.verdict is not None
    ]
    return Repeated(*np.array(rows, dtype=np.int64).reshape(-1, 6).T)


@njit(cache=True, error_model="numpy")
def _in_blocks(
    laws: Any, law: Any, key: Any, leaning: Any, once: Any, repeated: Any, first: Any, out: Any
) -> Any:
    fill(laws, law, key, leaning, once, np.zeros_like(once), first, out)
    total = out.sum()
    for column in range(out.shape[1]):
        total += _rounds(laws, law, key, leaning, repeated, first + column)
    return total


@njit(cache=True, error_model="numpy")
def _one_by_one(
    laws: Any, law: Any, key: Any, leaning: Any, once: Any, repeated: Any, first: Any, count: Any
) -> Any:
    total = 0.0
    for replication in range(first, first + count):
        for quantity in once:
            total += draw_of(laws, law, key, leaning, quantity, replication, 0)
        total += _rounds(laws, law, key, leaning, repeated, replication)
    return total


@njit(cache=True, error_model="numpy")
def _rounds(laws: Any, law: Any, key: Any, leaning: Any, repeated: Any, replication: Any) -> Any:
    total = 0.0
    for k in range(len(repeated.works)):
        accepted = False
        for round in range(repeated.rounds[k]):
            total += draw_of(laws, law, key, leaning, repeated.works[k], replication, round)
            luck = draw_of(laws, law, key, leaning, repeated.lucks[k], replication, round)
            if luck < draw_of(laws, law, key, leaning, repeated.chances[k], replication, 0):
                accepted = True
                break
            if repeated.delays[k] >= 0 and round + 1 < repeated.rounds[k]:
                total += draw_of(laws, law, key, leaning, repeated.delays[k], replication, round + 1)
        if not accepted and repeated.lasts[k] >= 0:
            total += draw_of(laws, law, key, leaning, repeated.lasts[k], replication, 0)
    return total
