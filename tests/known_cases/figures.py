"""Cases without a model: plain statistics, answered by our own functions of analysis."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.analysis import statistics
from model.draws.streams import uniforms
from tests.known_cases.cases import Block, Case
from tests.known_cases.formulas import Formula

Sample = NDArray[np.float64]
SIZE = 4_000_000
"""Replications of a statistic that is estimated from streams."""

POINTS = 2**16
ISHIGAMI = "sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1"
DEFINITION = re.compile(r"Hyndman-Fan (\d)")


def answer(entry: Block, case: Case, seed: int) -> Any:
    """The answer to one expected entry of a case without a model."""
    name = entry.need("function")
    if name not in FUNCTIONS:
        raise entry.wrong("function", f"the function {name!r} is not known")
    return FUNCTIONS[name](entry.block("input"), case, seed)


# intervals, quantiles, scores ------------------------------------------------------------------


def _interval(
    of: Callable[[int, int, float], statistics.Chance],
) -> Callable[[Block, Case, int], list[float]]:
    def measure(said: Block, case: Case, seed: int) -> list[float]:
        found = of(said.whole("successes"), said.whole("n"), said.number("confidence", 0.95))
        return [found.low, found.high]

    return measure


def _quantiles(said: Block, case: Case, seed: int) -> list[float]:
    text = str(said.take("definition", "Hyndman-Fan 1"))
    definition = DEFINITION.search(text)
    if definition is None:
        raise said.wrong("definition", f"{text!r} is not known")
    chances = said.need("p")
    chances = chances if isinstance(chances, list) else [chances]
    return statistics.sample_quantiles(said.items("sample"), chances, int(definition[1]))


def _brier(said: Block, case: Case, seed: int) -> float:
    return statistics.brier_score(said.items("outcome"), said.items("forecast"))


# paired plans ----------------------------------------------------------------------------------


def _law(said: Block, text: str) -> statistics.Quantile:
    """The law that a text names, by its inverse."""
    text = text.strip()
    if text.startswith("exponential"):
        mean = re.search(r"mean ([\d.]+)", text)
        size = float(mean[1]) if mean else 1.0
        return lambda u: -size * np.log1p(-u)
    ends = re.match(r"uniform\s*\(([^,]+),([^)]+)\)", text)
    if ends:
        low, high = (float(Formula(end).of({})) for end in ends.groups())
        return lambda u: low + (high - low) * u
    raise said.wrong("", f"the law {text!r} is not known")


def _shared(case: Case, word: str, default: str) -> str:
    """What any entry of the case says by a word: entries leave out what another has said."""
    return next((one["input"][word] for one in case.expected if word in one.get("input", {})), default)


def _plans(said: Block, case: Case, seed: int, streams: str) -> tuple[Sample, Sample]:
    """Both plans, replication by replication: on the same draws, or each on its own."""
    law = _law(said, _shared(case, "X,Y", "exponential mean 1"))
    results = []
    for place, word in enumerate(("plan_1", "plan_2")):
        formula = Formula(said.need(word))
        own = f", plan {place}" if streams == "independent" else ""
        luck = {name: law(uniforms(seed, f"{name}{own}", 0, SIZE)) for name in formula.names}
        results.append(formula.of(luck))
    return results[0], results[1]


def _streams(said: Block) -> str:
    streams = said.take("streams", "common")
    if streams not in ("common", "independent"):
        raise said.wrong("streams", f"{streams!r} is not known")
    return str(streams)


def _variance_of_difference(said: Block, case: Case, seed: int) -> float:
    return statistics.variance_of_difference(*_plans(said, case, seed, _streams(said)))


def _variance_ratio(said: Block, case: Case, seed: int) -> float:
    apart, together = (_plans(said, case, seed, streams) for streams in ("independent", "common"))
    return statistics.variance_of_difference(*apart) / statistics.variance_of_difference(*together)


def _mean_difference(said: Block, case: Case, seed: int) -> float:
    first, second = _plans(said, case, seed, _streams(said))
    return float((first - second).mean())


def _antithetic(said: Block, case: Case, seed: int) -> float:
    name, text = next(iter(said.said.items()))
    return statistics.antithetic_correlation(_law(said, text), uniforms(seed, name, 0, SIZE))


# sensitivities ---------------------------------------------------------------------------------


def _function(said: Block, case: Case) -> tuple[Formula, statistics.Quantile]:
    """The function and the law of its inputs; a name alone stands for what another entry writes out."""
    text = said.need("function")
    if text.isidentifier():
        spelled = (one["input"].get("function", "") for one in case.expected)
        text = next((one for one in spelled if one and not one.isidentifier()), ISHIGAMI)
    return Formula(text), _law(said, _shared(case, "inputs", "uniform(-pi,pi)"))


def _indices(said: Block, case: Case, seed: int) -> statistics.Sensitivities:
    formula, law = _function(said, case)
    names = sorted(formula.names)
    return statistics.sobol_indices(
        lambda x: formula.of(dict(zip(names, x, strict=True))), [law] * len(names), POINTS, seed
    )


def _variance(said: Block, case: Case, seed: int) -> float:
    formula, law = _function(said, case)
    return float(np.var(formula.of({name: law(uniforms(seed, name, 0, SIZE)) for name in formula.names})))


FUNCTIONS: dict[str, Callable[[Block, Case, int], Any]] = {
    "wilson_interval": _interval(statistics.score_interval),
    "clopper_pearson_interval": _interval(statistics.exact_interval),
    "sample_quantiles": _quantiles,
    "brier_score": _brier,
    "variance_of_difference": _variance_of_difference,
    "variance_ratio_independent_over_common": _variance_ratio,
    "mean_difference": _mean_difference,
    "antithetic_correlation": _antithetic,
    "sobol_first_order": lambda *of: list(_indices(*of).first),
    "sobol_total": lambda *of: list(_indices(*of).total),
    "variance": _variance,
}
"""Every statistic by name."""
