"""Random quantities of the neutral form, in the words of our scenario files, with their mean and reach."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist
from typing import Any

from tests.known_cases.cases import Block

DAYS, MONEY, PLAIN = "d", "bn VND", ""
FLOOR = {DAYS: 0.0, MONEY: 0.0, PLAIN: -math.inf}
"""Below this our own numbers of a kind are cut."""

REACH_OF_NORMAL, REACH_OF_LOGNORMAL, REACH_OF_EXPONENTIAL = 10, 7, 35
"""Standard deviations, or means, beyond which nothing is drawn in any run of ours."""


class Law:
    """One quantity: a number, or a map with ``dist``."""

    def __init__(self, block: Block, word: str) -> None:
        said = block.need(word)
        self.case, self.place = block.case, block.at(word)
        if isinstance(said, int | float) and not isinstance(said, bool):
            said = {"dist": "fixed", "value": said}
        self.block = Block(block.case, self.place, said)
        self.dist = self.block.need("dist")
        reader = getattr(self, f"_{self.dist}", None)
        if reader is None:
            raise self.block.wrong("dist", f"the family {self.dist!r} is not known")
        self.words: dict[str, Any] = {}
        self.mean = self.reach = 0.0
        reader()
        self.block.done()

    @property
    def is_fixed(self) -> bool:
        """Whether there is nothing to draw."""
        return "value" in self.words

    @property
    def value(self) -> float:
        """The value of a fixed one."""
        if not self.is_fixed:
            raise self.block.wrong("dist", "must be fixed here")
        return self.words["value"]

    def said(self, unit: str) -> Any:
        """The quantity as a scenario file says it."""
        if self.is_fixed:
            return sized(self.value, unit)
        floor = self.words.get("floor", -math.inf)
        if floor > FLOOR[unit]:
            return self._floored(floor, unit)
        return self._with_unit({word: one for word, one in self.words.items() if word != "floor"}, unit)

    def _floored(self, floor: float, unit: str) -> Any:
        """The larger of a normal and its floor: the floor with the chance of all below it, else the rest."""
        below = NormalDist(self.words["mean"], self.words["sd"]).cdf(floor)
        normal = {"dist": "normal", "mean": self.words["mean"], "sd": self.words["sd"]}
        above = {**self._with_unit(normal, unit), "cut": [sized(floor, unit), None]}
        parts = [{"dist": "fixed", "value": sized(floor, unit)}, above]
        return {"dist": "mixture", "of": parts, "chances": [below, 1 - below]}

    @staticmethod
    def _with_unit(words: dict[str, Any], unit: str) -> dict[str, Any]:
        sizes = ("low", "mode", "high", "mean", "sd")
        said = {word: sized(one, unit) if word in sizes else one for word, one in words.items()}
        if "values" in said:
            said["values"] = [sized(one, unit) for one in said["values"]]
        if "of" in said:
            said["of"] = [law.said(unit) for law in said["of"]]
        if said["dist"] == "lognormal" and unit:
            said["unit"] = unit
        return said

    def _is(self, mean: float, reach: float, /, **words: Any) -> None:
        self.mean, self.reach, self.words = mean, reach, words

    # -- families -------------------------------------------------------------------------------

    def _fixed(self) -> None:
        value = self.block.number("value")
        self._is(value, value, value=value)

    def _exponential(self) -> None:
        mean = self.block.number("mean")
        self._is(mean, REACH_OF_EXPONENTIAL * mean, dist="exponential", mean=mean)

    def _uniform(self) -> None:
        low, high = self.block.number("low"), self.block.number("high")
        self._is((low + high) / 2, high, **self._spread("uniform", low, high))

    def _triangular(self) -> None:
        low, mode, high = (self.block.number(word) for word in ("low", "mode", "high"))
        self._is((low + mode + high) / 3, high, **self._spread("triangular", low, high, mode=mode))

    def _beta_pert(self) -> None:
        low, mode, high = (self.block.number(word) for word in ("low", "mode", "high"))
        shape = self.block.number("shape", 4)
        words = self._spread("pert", low, high, mode=mode, shape=shape)
        self._is((low + shape * mode + high) / (2 + shape), high, **words)

    @staticmethod
    def _spread(dist: str, low: float, high: float, **words: float) -> dict[str, Any]:
        return {"value": low} if low == high else {"dist": dist, "low": low, "high": high, **words}

    def _normal(self) -> None:
        mean, sd = self.block.number("mean"), self.block.number("sd")
        floor = self.block.number("clip_low", -math.inf)
        words = (
            {"dist": "normal", "mean": mean, "sd": sd, "floor": floor} if sd else {"value": max(mean, floor)}
        )
        self._is(max(mean, floor), max(mean + REACH_OF_NORMAL * sd, floor), **words)

    def _lognormal(self) -> None:
        mu, sigma = self.block.number("mu"), self.block.number("sigma")
        words = {"dist": "lognormal", "mu": mu, "sigma": sigma} if sigma else {"value": math.exp(mu)}
        self._is(math.exp(mu + sigma**2 / 2), math.exp(mu + REACH_OF_LOGNORMAL * sigma), **words)

    def _gamma(self) -> None:
        shape, mean = self.block.number("shape"), self.block.number("mean")
        reach = mean * (1 + REACH_OF_NORMAL / math.sqrt(shape) + REACH_OF_EXPONENTIAL / shape)
        self._is(mean, reach, dist="gamma", shape=shape, mean=mean)

    def _discrete(self) -> None:
        values, chances = self.block.items("values"), self._chances(len(self.block.items("values")))
        mean = sum(value * chance for value, chance in zip(values, chances, strict=True))
        self._is(mean, max(values), dist="discrete", values=values, chances=chances)

    def _discrete_uniform(self) -> None:
        low, high = self.block.whole("low"), self.block.whole("high")
        values = list(range(low, high + 1))
        self._is((low + high) / 2, high, dist="discrete", values=values, chances=_even(len(values)))

    def _mixture(self) -> None:
        parts = [
            Law(Block(self.case, f"{self.place}.components[{k}]", {"it": one}), "it")
            for k, one in enumerate(self.block.items("components"))
        ]
        chances = self._chances(len(parts))
        mean = sum(part.mean * chance for part, chance in zip(parts, chances, strict=True))
        reach = max(part.reach for part in parts)
        self._is(mean, reach, dist="mixture", of=parts, chances=chances)

    def _chances(self, count: int) -> list[float]:
        chances = self.block.items("probabilities")
        if len(chances) != count or abs(sum(chances) - 1) > 1e-6:
            raise self.block.wrong("probabilities", f"{count} are needed, together 1, found {chances!r}")
        return [chance / sum(chances) for chance in chances]


def _even(count: int) -> list[float]:
    return [1 / count] * count


def sized(value: float, unit: str) -> Any:
    """A number with its unit, as written in a scenario file."""
    return f"{value!r} {unit}" if unit else value


def exact(value: float) -> Fraction:
    """The decimal fraction that was written."""
    return Fraction(repr(value))
