"""Distributions by name: ``{dist: lognormal, p50: 90 d, p90: 200 d}`` and its kin.

A family may be described in more than one way; each way is a *form*: the words it needs, the
words it may have, and how they become the parameters of ``Distribution``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from model.scenario.distribution import INFINITE, Distribution
from model.scenario.drawable import has_sound_shape, is_left
from model.scenario.measure import (
    FACT_WORDS,
    Amount,
    AmountError,
    check_bounds,
    kind_of,
    measure,
    units_listed,
)
from model.scenario.units import BOUNDS, FREE, PLAIN, UNITS, Unit, units_of
from model.scenario.wrong import SaidError, nearest, shown

_Z90 = NormalDist().inv_cdf(0.9)
TRANSFORMS = ("shift", "times", "cut", "unit")
"""Words that any family may have."""

_CLOSE = 1e-9
"""How near to 1 chances must add up."""


class Block:
    """The words of one ``dist`` block, read as its family asks for them.

    All sizes of a block carry one unit; ``unit`` says it for numbers written without.
    """

    def __init__(self, said: dict[str, Any], kind: str, parse: Callable[[Any, str], Amount]) -> None:
        """Begin with nothing read; ``parse`` reads the amounts a mixture is made of."""
        self.said = said
        self.kind = kind
        self.parse = parse
        self.unit: Unit | None = None
        if "unit" in said:
            self.unit = self._named_unit(said["unit"])

    def size(self, word: str) -> float:
        """A quantity with the unit of the block, in base units."""
        return self._size(self.said[word], (word,))

    def sizes(self, word: str) -> tuple[float, ...]:
        """A list of quantities with the unit of the block, in base units."""
        return tuple(self._size(one, (word, place)) for place, one in enumerate(self._list(word)))

    def end(self, word: str, place: int, missing: float) -> float:
        """One end of a list of two, ``null`` being open."""
        said = self.said[word][place]
        return missing if said is None else self._size(said, (word, place))

    def spread(self, word: str) -> float:
        """A quantity above nothing, in base units: a standard deviation, a mean of waiting."""
        return self._above_nothing(word, self.size(word))

    def plain(self, word: str) -> float:
        """A number without a unit."""
        return self._plain(self.said[word], "number", (word,))

    def form(self, word: str) -> float:
        """A number without a unit, above nothing: a shape, a sigma."""
        return self._above_nothing(word, self.plain(word))

    def share(self, word: str) -> float:
        """A chance, as ``10 %`` or ``0.1``."""
        return self._plain(self.said[word], "share", (word,))

    def chances(self, word: str, count: int) -> tuple[float, ...]:
        """As many chances as there are values; together 1."""
        chances = tuple(self._plain(one, "share", (word, k)) for k, one in enumerate(self._list(word)))
        if len(chances) != count:
            raise AmountError("scenario.chances_count", at=(word,), found=len(chances), wanted=count)
        if abs(sum(chances) - 1) > _CLOSE:
            raise AmountError("scenario.chances_sum", at=(word,), found=f"{sum(chances):g}")
        return chances

    def parts(self, word: str) -> tuple[Distribution, ...]:
        """The laws a mixture is made of, all of one unit."""
        return tuple(self._part(one, (word, k)) for k, one in enumerate(self._list(word)))

    def _part(self, said: Any, at: tuple[str | int, ...]) -> Distribution:
        try:
            amount = self.parse(said, self.kind)
        except SaidError as wrong:
            raise wrong.below(*at) from None
        if amount.distribution is None:
            raise AmountError("scenario.no_reference_here", at=at, found=amount.text)
        self._agree(UNITS[amount.unit], at, amount.text)
        return amount.distribution

    def _named_unit(self, said: Any) -> Unit:
        if isinstance(said, str) and said in units_of(self.kind):
            return UNITS[said]
        found, units = shown(said), units_listed(self.kind)
        raise AmountError("scenario.unknown_unit", at=("unit",), found=found, unit=found, units=units)

    def _size(self, said: Any, at: tuple[str | int, ...]) -> float:
        is_bare = isinstance(said, int | float) and not isinstance(said, bool)
        if is_bare and self.unit is not None and "unit" in self.said:
            return self.unit.to_base(measure(str(said), "number").numbers[0])
        measured = self._measure(said, self.kind, at)
        self._agree(measured[1], at, shown(said))
        return measured[0]

    def _plain(self, said: Any, kind: str, at: tuple[str | int, ...]) -> float:
        value, _ = self._measure(said, kind, at)
        if kind == "share" and not 0 <= value <= 1:
            raise AmountError("scenario.share_outside", at=at, found=shown(said))
        return value

    def _measure(self, said: Any, kind: str, at: tuple[str | int, ...]) -> tuple[float, Unit]:
        if isinstance(said, bool) or not isinstance(said, int | float | str):
            raise AmountError(f"scenario.not_a_{kind}", at=at, found=shown(said))
        try:
            measured = measure(str(said), kind)
        except SaidError as wrong:
            raise wrong.below(*at) from None
        if len(measured.numbers) != 1:
            raise AmountError("scenario.one_number", at=at, found=shown(said))
        return measured.base[0], measured.unit

    def _agree(self, unit: Unit, at: tuple[str | int, ...], found: str) -> None:
        if self.unit is None:
            self.unit = unit
        elif self.unit != unit:
            raise AmountError("scenario.mixed_units", at=at, found=found, wanted=self.unit.text or "–")

    def _list(self, word: str) -> list[Any]:
        said = self.said[word]
        if not isinstance(said, list) or not said:
            raise AmountError("scenario.not_a_list", at=(word,), found=shown(said))
        return said

    def _above_nothing(self, word: str, value: float) -> float:
        if value <= 0:
            raise AmountError("scenario.not_positive", at=(word,), found=shown(self.said[word]))
        return value


@dataclass(frozen=True)
class Form:
    """One way of describing a family."""

    needs: tuple[str, ...]
    law: Callable[[Block], Distribution]
    may: tuple[str, ...] = ()


def _in_order(block: Block, *values: float) -> tuple[float, ...]:
    if list(values) != sorted(values) or values[0] == values[-1]:
        found = "/".join(shown(block.said[word]) for word in ("low", "mode", "high") if word in block.said)
        raise AmountError("scenario.order", found=found)
    return values


def _fixed(block: Block) -> Distribution:
    return Distribution("fixed", (block.size("value"),))


def _uniform(block: Block) -> Distribution:
    return Distribution("uniform", _in_order(block, block.size("low"), block.size("high")))


def _low_mode_high(block: Block) -> tuple[float, ...]:
    return _in_order(block, block.size("low"), block.size("mode"), block.size("high"))


def _triangular(block: Block) -> Distribution:
    return Distribution("triangular", _low_mode_high(block))


def _pert(block: Block) -> Distribution:
    ends = block.said.get("ends", "hard")
    if ends not in ("hard", "p2_p98"):
        raise AmountError("scenario.not_one_of", at=("ends",), found=shown(ends), words="hard, p2_p98")
    shape = block.form("shape") if "shape" in block.said else 4.0
    return Distribution("pert" if ends == "hard" else "pert_between", (*_low_mode_high(block), shape))


def _trigen(block: Block) -> Distribution:
    low, high = block.share("p_low"), block.share("p_high")
    if not 0 < low < high < 1:
        raise AmountError("scenario.trigen_chances", found=f"{low:g}, {high:g}")
    return Distribution("trigen", (*_low_mode_high(block), low, high))


def _normal(block: Block) -> Distribution:
    return Distribution("normal", (block.size("mean"), block.spread("sd")))


def _lognormal(mu: float, sigma: float) -> Distribution:
    return Distribution("lognormal", (mu, sigma))


def _lognormal_by_mean(block: Block) -> Distribution:
    mean, sd = block.spread("mean"), block.spread("sd")
    variance = math.log1p((sd / mean) ** 2)
    return _lognormal(math.log(mean) - variance / 2, math.sqrt(variance))


def _lognormal_by_percentiles(block: Block) -> Distribution:
    p50, p90 = block.spread("p50"), block.spread("p90")
    if not p50 < p90:
        raise AmountError(
            "scenario.p50_below_p90", found=f"{shown(block.said['p50'])}, {shown(block.said['p90'])}"
        )
    return _lognormal(math.log(p50), math.log(p90 / p50) / _Z90)


def _lognormal_by_median(block: Block) -> Distribution:
    return _lognormal(math.log(block.spread("median")), block.form("sigma"))


def _lognormal_by_mu(block: Block) -> Distribution:
    """Mu is the mean logarithm of the value counted in the block's unit."""
    if block.unit is None and "" not in units_of(block.kind):
        raise AmountError("scenario.unit_needed", units=units_listed(block.kind))
    one = (block.unit or PLAIN).to_base(measure("1", "number").numbers[0])
    return _lognormal(block.plain("mu") + math.log(one), block.form("sigma"))


def _gamma_by_mean(block: Block) -> Distribution:
    mean, sd = block.spread("mean"), block.spread("sd")
    return Distribution("gamma", ((mean / sd) ** 2, mean))


def _gamma_by_shape(block: Block) -> Distribution:
    return Distribution("gamma", (block.form("shape"), block.spread("mean")))


def _weibull(block: Block) -> Distribution:
    return Distribution("weibull", (block.form("shape"), block.spread("scale")))


def _exponential(block: Block) -> Distribution:
    return Distribution("exponential", (block.spread("mean"),))


def _beta_ends(block: Block) -> tuple[float, ...]:
    """The ends of a beta; 0 and 1 of the unit the values carry, unless said otherwise."""
    if "low" in block.said and "high" in block.said:
        return _in_order(block, block.size("low"), block.size("high"))
    if "" not in units_of(block.kind) or "low" in block.said or "high" in block.said:
        raise AmountError("scenario.family_words", dist="beta", forms="low, high")
    return (0.0, 1.0)


def _beta_by_mean(block: Block) -> Distribution:
    low, high = _beta_ends(block)
    mean = (block.size("mean") - low) / (high - low)
    sd = block.spread("sd") / (high - low)
    strength = mean * (1 - mean) / sd**2 - 1
    if strength <= 0 or not 0 < mean < 1:
        raise AmountError(
            "scenario.beta_too_wide", found=f"{shown(block.said['mean'])}, {shown(block.said['sd'])}"
        )
    return Distribution("beta", (mean * strength, (1 - mean) * strength, low, high))


def _beta_by_alpha(block: Block) -> Distribution:
    return Distribution("beta", (block.form("alpha"), block.form("beta"), *_beta_ends(block)))


def _discrete(block: Block) -> Distribution:
    values = block.sizes("values")
    chances = block.chances("chances", len(values))
    return Distribution("discrete", tuple(x for pair in zip(values, chances, strict=True) for x in pair))


def _empirical(block: Block) -> Distribution:
    return Distribution("empirical", block.sizes("values"))


def _mixture(block: Block) -> Distribution:
    parts = block.parts("of")
    return Distribution("mixture", block.chances("chances", len(parts)), parts=parts)


FAMILIES: dict[str, tuple[Form, ...]] = {
    "fixed": (Form(("value",), _fixed),),
    "uniform": (Form(("low", "high"), _uniform),),
    "triangular": (Form(("low", "mode", "high"), _triangular),),
    "pert": (Form(("low", "mode", "high"), _pert, ("shape", "ends")),),
    "trigen": (Form(("low", "mode", "high", "p_low", "p_high"), _trigen),),
    "normal": (Form(("mean", "sd"), _normal),),
    "lognormal": (
        Form(("mean", "sd"), _lognormal_by_mean),
        Form(("p50", "p90"), _lognormal_by_percentiles),
        Form(("median", "sigma"), _lognormal_by_median),
        Form(("mu", "sigma"), _lognormal_by_mu),
    ),
    "gamma": (Form(("mean", "sd"), _gamma_by_mean), Form(("shape", "mean"), _gamma_by_shape)),
    "weibull": (Form(("shape", "scale"), _weibull),),
    "exponential": (Form(("mean",), _exponential),),
    "beta": (
        Form(("mean", "sd"), _beta_by_mean, ("low", "high")),
        Form(("alpha", "beta"), _beta_by_alpha, ("low", "high")),
    ),
    "discrete": (Form(("values", "chances"), _discrete),),
    "empirical": (Form(("values",), _empirical),),
    "mixture": (Form(("of", "chances"), _mixture),),
}
"""Every family by name, with the ways to describe it."""


def read_family(
    said: dict[str, Any], kind: str, facts: dict[str, Any], parse: Callable[[Any, str], Amount]
) -> Amount:
    """Read a ``dist`` block into an amount.

    Parameters
    ----------
    said
        The block without the words on its source.
    kind
        What its place needs; ``value`` takes any one unit.
    facts
        Source, grade and so on, already read.
    parse
        Reads the amounts that a mixture is made of.

    Raises
    ------
    AmountError
        If the family, one of its words, a unit or an order of sizes is wrong.
    """
    form = _form_of(said)
    block = Block(said, kind, parse)
    bare = _bare_law(form, block)
    unit = block.unit or PLAIN
    meant = kind_of(unit, kind)
    law = _transformed(bare, block, BOUNDS.get(meant, FREE))
    _check_kind(law, meant, said)
    return Amount(meant, law, None, unit.text, _text_of(said), **facts)


def _bare_law(form: Form, block: Block) -> Distribution:
    """The law of a family, before it is moved and cut; of a size and shape that can be reckoned with."""
    try:
        law = form.law(block)
        is_sound = has_sound_shape(law)
    except ArithmeticError:
        is_sound = False
    if not is_sound:
        raise AmountError("scenario.too_extreme", found=_text_of(block.said))
    return law


def _form_of(said: dict[str, Any]) -> Form:
    dist = said["dist"]
    if not isinstance(dist, str) or dist not in FAMILIES:
        found = shown(dist)
        raise AmountError("scenario.unknown_family", at=("dist",), found=found, near=nearest(found, FAMILIES))
    forms = FAMILIES[dist]
    known = {word for form in forms for word in (*form.needs, *form.may)} | {"dist", *TRANSFORMS}
    for word in said:
        if word not in known:
            near = nearest(word, (*known, *FACT_WORDS))
            raise AmountError("scenario.unknown_word", at=(word,), found=word, near=near)
    for form in forms:
        if set(said) - {"dist", *TRANSFORMS} - set(form.may) == set(form.needs):
            return form
    ways = " / ".join(", ".join(form.needs) for form in forms)
    raise AmountError("scenario.family_words", dist=dist, forms=ways)


def _transformed(law: Distribution, block: Block, clip: tuple[float, float]) -> Distribution:
    """The value is ``shift + times × X``; ``cut`` bounds that value and rescales its law."""
    shift = block.size("shift") if "shift" in block.said else 0.0
    times = block.form("times") if "times" in block.said else 1.0
    if law.is_fixed:
        return Distribution("fixed", (shift + times * law.params[0],), clip=clip)
    low, high = _cut(block)
    inner = ((low - shift) / times, (high - shift) / times)
    if "cut" in block.said and not is_left(law, *inner):
        raise AmountError("scenario.nothing_left", at=("cut",), found=shown(block.said["cut"]))
    return Distribution(law.family, law.params, shift, times, inner, clip, law.parts)


def _cut(block: Block) -> tuple[float, float]:
    if "cut" not in block.said:
        return (-INFINITE, INFINITE)
    ends = block.said["cut"]
    if not isinstance(ends, list) or len(ends) != 2:
        raise AmountError("scenario.not_a_cut", at=("cut",), found=shown(ends))
    low, high = block.end("cut", 0, -INFINITE), block.end("cut", 1, INFINITE)
    if not low < high:
        raise AmountError("scenario.not_a_cut", at=("cut",), found=shown(ends))
    return (low, high)


_HARD_ENDED = {"fixed": (0,), "uniform": (0, 1), "triangular": (0, 2), "pert": (0, 2), "beta": (2, 3)}


def _check_kind(law: Distribution, kind: str, said: dict[str, Any]) -> None:
    """A law whose own ends lie outside its kind is a slip; a tail beyond them is clipped."""
    ends = [law.shift + law.scale * law.params[place] for place in _HARD_ENDED.get(law.family, ())]
    if law.family == "empirical":
        ends = [law.shift + law.scale * value for value in law.params]
    if law.family == "discrete":
        ends = [law.shift + law.scale * value for value in law.params[::2]]
    check_bounds(tuple(ends), kind, _text_of(said))
    if kind == "count" and not (law.is_fixed and ends[0] == int(ends[0])):
        raise AmountError("scenario.not_a_count", found=_text_of(said))


def _text_of(said: dict[str, Any]) -> str:
    words = ", ".join(f"{word} {_value_text(value)}" for word, value in said.items() if word != "dist")
    return f"{said['dist']} ({words})"


def _value_text(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value_text(one) for one in value) + "]"
    return _text_of(value) if isinstance(value, dict) and "dist" in value else shown(value)
