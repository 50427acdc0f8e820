"""How often the intervals of paired differences hold the truth: small networks whose answer is known.

    python -m tests.paired_coverage [--repetitions 2000] [--replications 400] [--engine compiled]

Every repetition is a comparison of its own, with its own seed, run by the engine from scenario files to
days. The milestone waits for two things: land, which both scenarios share, and the road, which the second
gives to another contractor with luck of his own. All spans are uniform, so every truth has a closed form.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.analysis.chances import NORMAL_95, chance_of, difference_of
from model.analysis.paired import mean_difference, quantile_difference
from model.plan import Plan, make_plan
from model.scenario import load_scenario
from model.study.around import days_of

LAND, DEADLINE, SPAN = 100, 80, 100
"""Land takes 0 to 100 days; the road so many days more than its least, up to 100; wanted by day 80."""

LEAST = {"A": 30.0, "B, no difference": 30.0, "B, 0.02": 27.5, "B, 0.2": 5.0}
"""The least days of each contractor: by day 80 they are done with chance 0.5, 0.5, 0.525 and 0.75."""

STORY = """\
kind: scenario
title: {name}
start: 2020-10-01
horizon: 2022-01-01
basis: {{source: made_up, grade: D}}
sources: {{made_up: {{title: Made up for a test}}}}
activities:
  land: {{title: Land, duration: {{dist: uniform, low: 0 d, high: 100 d}}}}
  {road}: {{title: Road, duration: {{dist: uniform, low: {least} d, high: {most} d}}}}
milestones:
  open: {{title: Open, when: [land, {road}], by: {{2020-12-19: ours}}}}
"""

METHODS = ("Tango", "Newcombe 10", "Wald")


@dataclass(frozen=True)
class Truth:
    """What is to be estimated: the difference of the chances by the deadline, of means, of two quantiles."""

    chance: float
    mean: float
    p50: float
    p80: float
    earlier: float


def chance_by(day: float, least: float) -> float:
    """Chance that both are done by a day."""
    return min(1.0, day / LAND) * float(np.clip((day - least) / SPAN, 0, 1))


def day_by(chance: float, least: float) -> float:
    """The day by which both are done with a chance."""
    before_all_land = (least + sqrt(least * least + 4 * LAND * SPAN * chance)) / 2
    return before_all_land if before_all_land <= LAND else least + SPAN * chance


def mean_day(least: float) -> float:
    """Mean of the day on which both are done: the integral of what isn't done."""
    days = np.linspace(0, least + SPAN, 400_001)
    undone = 1 - np.minimum(1, days / LAND) * np.clip((days - least) / SPAN, 0, 1)
    return float(np.trapezoid(undone, days))


def chance_earlier(one: float, other: float) -> float:
    """Chance that the second comes before the first: its road and the land before the first one's road."""
    days = np.linspace(one, one + SPAN, 400_001)
    return float(np.trapezoid(np.array([1 / SPAN]) * _both(days, other), days))


def _both(days: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    done: NDArray[np.float64] = np.minimum(1, days / LAND) * np.clip((days - least) / SPAN, 0, 1)
    return done


def truth_of(one: float, other: float) -> Truth:
    """The differences that are true."""
    return Truth(
        chance_by(DEADLINE, other) - chance_by(DEADLINE, one),
        mean_day(other) - mean_day(one),
        day_by(0.5, other) - day_by(0.5, one),
        day_by(0.8, other) - day_by(0.8, one),
        chance_earlier(one, other),
    )


# other intervals of a paired difference, to choose among --------------------------------------


def newcombe(both: int, only_a: int, only_b: int, neither: int) -> tuple[float, float]:
    """Newcombe's method 10 (1998), doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C."""
    n = both + only_a + only_b + neither
    one, other = chance_of(both + only_a, n), chance_of(both + only_b, n)
    margins = (both + only_a) * (only_b + neither) * (both + only_b) * (only_a + neither)
    cross = both * neither - only_a * only_b
    if cross > 0:
        cross = max(cross - n / 2, 0)
    phi = cross / sqrt(margins) if margins else 0.0
    difference = other.estimate - one.estimate
    down, up = other.estimate - other.low, one.high - one.estimate
    low = difference - sqrt(max(0.0, down * down - 2 * phi * down * up + up * up))
    down, up = one.estimate - one.low, other.high - other.estimate
    return low, difference + sqrt(max(0.0, down * down - 2 * phi * down * up + up * up))


def wald(both: int, only_a: int, only_b: int, neither: int) -> tuple[float, float]:
    """The plain normal interval."""
    n = both + only_a + only_b + neither
    difference = (only_b - only_a) / n
    half = NORMAL_95 * sqrt(max(0.0, only_a + only_b - n * difference**2)) / n
    return difference - half, difference + half


# how often they hold the truth -------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """Shares of repetitions in which an interval held the truth, by what it is an interval of."""

    case: str
    truth: Truth
    shares: dict[str, float]


def plans(folder: Path) -> dict[str, Plan]:
    """The plans of all cases."""
    found = {}
    for number, (name, least) in enumerate(LEAST.items()):
        road = "road" if name == "A" else "other_road"
        text = STORY.format(name=f"Case {number}", road=road, least=least, most=least + SPAN)
        file = folder / f"case_{number}.yaml"
        file.write_text(text, encoding="utf-8")
        found[name] = make_plan(load_scenario(file))
    return found


def coverage(repetitions: int, replications: int, engine: str) -> Iterator[Held]:
    """Run every comparison so many times, with seeds 1, 2, 3 and so on."""
    with tempfile.TemporaryDirectory() as folder:
        of = plans(Path(folder))
    first, *others = of
    held = {name: [] for name in others}  # type: dict[str, list[dict[str, bool]]]
    truths = {name: truth_of(LEAST[first], LEAST[name]) for name in others}
    for seed in range(1, repetitions + 1):
        days = {name: days_of(plan, seed, replications, engine=engine)[:, 0] for name, plan in of.items()}
        for name in others:
            held[name].append(holds(truths[name], days[first], days[name]))
    for name in others:
        shares = {what: float(np.mean([one[what] for one in held[name]])) for what in held[name][0]}
        yield Held(name, truths[name], shares)


def holds(truth: Truth, a: NDArray[np.float64], b: NDArray[np.float64]) -> dict[str, bool]:
    """Which intervals of one comparison hold the truth."""
    in_a, in_b = a <= DEADLINE, b <= DEADLINE
    counts = [int(np.sum(one)) for one in (in_a & in_b, in_a & ~in_b, ~in_a & in_b, ~in_a & ~in_b)]
    intervals = (difference_of(*counts)[1:], newcombe(*counts), wald(*counts))
    found = {name: low <= truth.chance <= high for name, (low, high) in zip(METHODS, intervals, strict=True)}
    earlier = chance_of(int((b < a).sum()), len(a))
    apart = b - a
    mean = mean_difference(float(apart.sum()), float(np.square(apart).sum()), len(a))
    found["B earlier"] = earlier.low <= truth.earlier <= earlier.high
    found["mean"] = mean.low <= truth.mean <= mean.high
    for name, share, true in (("P50", 0.5, truth.p50), ("P80", 0.8, truth.p80)):
        quantile = quantile_difference(a, b, share)
        found[name] = quantile.low <= true <= quantile.high
    return found


FEW_APART = ((0.005, 0.005), (0.05, 0.05), (0.0, 0.02), (0.005, 0.025), (0.05, 0.07), (0.0, 0.2))
"""Chances that the first alone, and that the second alone, is in time: one-sided ones, too, as by a lever."""


def few_apart(
    repetitions: int, replications: int, chance: float
) -> Iterator[tuple[float, float, list[float]]]:
    """How often each interval holds the truth where few futures, or of one kind alone, are apart.

    Counts are drawn here, without a network; the chance is that of the first.
    """
    luck = np.random.default_rng(20201001)
    for only_a, only_b in FEW_APART:
        chances = [chance - only_a, only_a, only_b, 1 - chance - only_b]
        true = only_b - only_a
        held = []
        for row in luck.multinomial(replications, chances, size=repetitions):
            counts = [int(one) for one in row]
            intervals = (difference_of(*counts)[1:], newcombe(*counts), wald(*counts))
            held.append([low - 1e-12 <= true <= high + 1e-12 for low, high in intervals])
        yield only_a, only_b, [float(one) for one in np.mean(held, axis=0)]


def main(words: Sequence[str] | None = None) -> None:
    """Print how often each interval holds the truth, as a table in Markdown."""
    parser = argparse.ArgumentParser(
        description="How often the intervals of paired differences hold the truth."
    )
    parser.add_argument("--repetitions", type=int, default=2000)
    parser.add_argument("--replications", type=int, default=400)
    parser.add_argument("--engine", default="compiled")
    asked = parser.parse_args(words)
    found = list(coverage(asked.repetitions, asked.replications, asked.engine))
    names = list(found[0].shares)
    print(f"| true difference | {' | '.join(names)} |")
    print(f"|---:|{'---:|' * len(names)}")
    for one in found:
        shares = " | ".join(f"{100 * one.shares[name]:.2f} %" for name in names)
        print(f"| {one.truth.chance:.2f} | {shares} |")
    print(f"\n| chance of A | only A | only B | {' | '.join(METHODS)} |\n|{'---:|' * (3 + len(METHODS))}")
    for chance in (0.4, 0.05):
        for only_a, only_b, held in few_apart(asked.repetitions, asked.replications, chance):
            shares = " | ".join(f"{100 * share:.2f} %" for share in held)
            print(f"| {chance:.2f} | {only_a:.3f} | {only_b:.3f} | {shares} |")


if __name__ == "__main__":
    main()
