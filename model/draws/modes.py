"""The plan without surprises: every number at its likeliest value, and the likelier thing happens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from model.draws.draws import Draws, make_draws
from model.draws.laws import parts_of
from model.draws.near import draws_near
from model.plan.network import Branch, Distribution, Plan, Quantity


def at_modes(plan: Plan) -> Draws:
    """Draws that are the same in every replication: each number at the mode of its law.

    A law's mode goes through the frame and the rounding of its draws. A uniform counts as its
    middle; so a verdict falls as it does with a chance above one half, in every round. Of a branch
    the likeliest way is taken, of several the first. What correlates is at its mode like the rest.
    Whether events happen is not asked of their luck here: leave them out of the plan.
    """
    return AtModes(plan).of(plan)


class AtModes:
    """The draws at modes of a plan, and the way to those of plans that differ from it in a few laws."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        modes = {
            id(one.distribution): one.distribution for one in plan.quantities
        }  # units of a step share theirs
        modes = {place: at_mode(law) for place, law in modes.items()}
        quantities = [_with_law(one, modes[id(one.distribution)]) for one in plan.quantities]
        self._values = make_draws(quantities, seed=0)

    def of(self, plan: Plan) -> Draws:
        """As ``at_modes`` of a plan."""
        if len(plan.quantities) != len(self._plan.quantities):
            return at_modes(plan)
        values = self._values
        quantities = list(values.quantities)
        for number, (old, new) in enumerate(zip(self._plan.quantities, plan.quantities, strict=True)):
            if old is not new:
                quantities[number] = _with_law(new, at_mode(new.distribution))
        values = _made(values, quantities)
        branches = [activity.branch for activity in plan.activities if activity.branch is not None]
        for branch in branches:
            middle = _luck_of_likeliest(branch, values)
            quantities[branch.luck] = _with_law(quantities[branch.luck], _fixed(middle))
        return _made(values, quantities) if branches else values


def _made(known: Draws, quantities: list[Quantity]) -> Draws:
    return draws_near(known, quantities) or make_draws(quantities, seed=0)


def _with_law(one: Quantity, law: Distribution) -> Quantity:
    """A quantity of another law; ``replace`` would take several times as long for thousands of them."""
    return Quantity(one.name, law, one.grain, one.rounds, one.shared, one.low, one.high)


def _fixed(value: float) -> Distribution:
    return Distribution("fixed", (value,))


def _luck_of_likeliest(branch: Branch, values: Draws) -> float:
    """The middle of the longest stretch; stretches lie end to end, that of the rest last."""
    rest = next((way for way, chance in enumerate(branch.chances) if chance < 0), len(branch.chances) - 1)
    said = [values.value(chance, 0) for way, chance in enumerate(branch.chances) if way != rest]
    lengths = [*said, max(0.0, 1.0 - math.fsum(said))]
    ends = [0.0, *accumulate(said), 1.0]
    order = [*(way for way in range(len(branch.chances)) if way != rest), rest]
    likeliest = max(range(len(order)), key=lambda place: (lengths[place], -order[place]))
    return (ends[likeliest] + ends[likeliest + 1]) / 2


def at_mode(distribution: Distribution) -> Distribution:
    """The law of a number that is always at the mode: fixed, in the frame of the law given.

    Modes of the families, cut where the law is cut: uniform, the middle of what is left; triangular,
    trigen and PERT, the mode they are described by; normal, its mean; lognormal exp(μ − σ²); gamma
    and Weibull 0 for shapes up to 1; exponential 0; beta, the crowded end where it has no top
    between; discrete, the likeliest value, of several the first listed; empirical, the median;
    mixture, the mode of its likeliest part, of several the first.
    """
    if distribution.family == "mixture":
        parts = parts_of(distribution)
        return at_mode(max(parts, key=lambda part: part[0])[1])
    low, high = distribution.truncate
    mode = min(max(_mode(distribution, low, high), low), high)
    return replace(distribution, family="fixed", params=(mode,), parts=())


def _mode(law: Distribution, low: float, high: float) -> float:
    """The likeliest X; where a law is cut to low … high and has one top, the cut is the caller's."""
    p = law.params
    match law.family:
        case "uniform":
            return (max(p[0], low) + min(p[1], high)) / 2
        case "triangular" | "trigen" | "pert" | "pert_between":
            return p[1]
        case "lognormal":
            return math.exp(p[0] - p[1] ** 2)
        case "gamma":
            return p[1] * max(0.0, 1.0 - 1.0 / p[0])
        case "weibull":
            return p[1] * max(0.0, 1.0 - 1.0 / p[0]) ** (1.0 / p[0])
        case "exponential":
            return 0.0
        case "beta":
            return _mode_of_beta(p, low, high)
        case "discrete":
            return _likeliest(p[::2], p[1::2], low, high)
        case "empirical":
            kept = sorted(value for value in p if low <= value <= high)
            return kept[(len(kept) - 1) // 2]
    return p[0]  # fixed, and the mean of the normal law


def _mode_of_beta(p: Sequence[float], low: float, high: float) -> float:
    """The top between the ends, or the end at which the law crowds; of a U the end with more of it."""
    alpha, beta, left, right = p
    low, high = max(low, left), min(high, right)
    if alpha == beta == 1.0:
        return (low + high) / 2
    if alpha >= 1.0 and beta >= 1.0:
        return left + (right - left) * (alpha - 1.0) / (alpha + beta - 2.0)
    if alpha >= 1.0 or beta >= 1.0:
        return left if alpha < 1.0 else right
    is_whole = (low, high) == (left, right)
    more_below = beta - alpha if is_whole else _crowding(low, p) - _crowding(high, p)
    return low if more_below >= 0 else high


def _crowding(x: float, p: Sequence[float]) -> float:
    """The logarithm of a beta density but for a constant; infinite at an end of a U."""
    alpha, beta, left, right = p
    if x in (left, right):
        return math.inf
    return (alpha - 1.0) * math.log(x - left) + (beta - 1.0) * math.log(right - x)


def _likeliest(values: Sequence[float], chances: Sequence[float], low: float, high: float) -> float:
    """The value with most of the chances, those of a value listed twice together."""
    together: dict[float, float] = {}
    for value, chance in zip(values, chances, strict=True):
        if low <= value <= high:
            together[value] = together.get(value, 0.0) + chance
    return max(together, key=lambda value: together[value])
