"""What a sweep varies: lists of values, ranges, equal steps, groups that move together, samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    InstanceOf,
    Tag,
    WithJsonSchema,
    model_validator,
)

from model.scenario.amounts import Amount, Value, parse_range
from model.scenario.measure import Measured, measure
from model.scenario.saying import Bilingual, Grade, Name, Reference, Said, as_list, at_least_one
from model.scenario.wrong import SaidError, shown

MOST_CELLS = 2000
"""More points than this are a slip of the pen, or a night of simulation nobody has asked for."""

Plain = int | float | str
"""A value as it would stand in a scenario file: a bare number, or a number with its unit."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbers from one end towards the other, as written: ``1..6``, ``10..40:10 bn VND``."""

    text: str
    numbers: tuple[Decimal, ...]
    unit: str

    def values(self) -> list[Plain]:
        """The values, each as it would stand in a scenario."""
        return [written(number, self.unit) for number in self.numbers]


def parse_steps(said: Any) -> Steps:
    """Read ``1..6`` as each of its whole numbers, ``0..240:60 d`` as 0, 60, 120, 180 and 240 d.

    The far end is among them where a step falls on it: ``1..6:2`` is 1, 3, 5.

    Raises
    ------
    AmountError
        If it is not two numbers, the smaller first, with one unit.
    SaidError
        If there is no step and an end is not whole, if the step is not a number above 0 in that
        unit, or if there are too many values.
    """
    text, colon, said_step = (said if isinstance(said, str) else "").partition(":")
    if not colon:
        step, unit = Decimal(1), ""
    else:
        step, unit = _step(said_step.strip(), str(said))
    found = parse_range(said if not colon else text)
    if unit and found.unit not in ("", unit):
        raise SaidError("scenario.two_units", found=str(said))
    low, _, high = found.text.partition("..")
    first, last = measure(low.strip(), "number").numbers[0], measure(high.strip(), "value").numbers[0]
    if not colon and any(end != end.to_integral_value() for end in (first, last)):
        raise SaidError("scenario.not_whole_steps", found=found.text)
    count = int((last - first) / step) + 1
    if count > MOST_CELLS:
        raise SaidError("scenario.too_many_cells", found=count, most=MOST_CELLS)
    whole = " ".join(str(said).split())
    return Steps(whole, tuple(first + number * step for number in range(count)), unit or found.unit)


def _step(text: str, whole: str) -> tuple[Decimal, str]:
    """The size of a step and its unit, if it has one of its own."""
    try:
        found = measure(text, "value")
    except SaidError:
        raise SaidError("scenario.not_a_step", found=whole) from None
    if len(found.numbers) > 1 or found.numbers[0] <= 0:
        raise SaidError("scenario.not_a_step", found=whole)
    return found.numbers[0], found.unit.text


def written(number: Decimal, unit: str) -> Plain:
    """A number with its unit as it would stand in a scenario file; without one, as a bare number."""
    plain = f"{number.normalize():f}"
    if unit:
        return f"{plain} {unit}"
    return int(plain) if number == number.to_integral_value() else float(plain)


# the shape -----------------------------------------------------------------------------------

EveryWhole = Annotated[
    InstanceOf[Steps],
    BeforeValidator(lambda said: said if isinstance(said, Steps) else parse_steps(said)),
    WithJsonSchema(
        {
            "type": "string",
            "description": "Every whole number from the first to the last, or in steps",
            "examples": ["1..6", "0..240:60 d"],
        }
    ),
]
"""A range of which every whole number is tried, or every step."""


class SpanSaid(Said):
    """So many values at equal distances, the two ends among them."""

    from_: Value = Field(alias="from")
    to: Value
    steps: int = Field(ge=2, le=MOST_CELLS)

    @model_validator(mode="after")
    def _two_ends(self) -> SpanSaid:
        first, last = _one_number(self.from_, "from"), _one_number(self.to, "to")
        if first.unit != last.unit:
            raise SaidError("scenario.two_units", found=f"{self.from_.text}, {self.to.text}")
        if first.numbers == last.numbers:
            raise SaidError("scenario.no_span", found=self.to.text)
        return self

    def values(self) -> list[Plain]:
        """The values, each as it would stand in a scenario; money in whole million VND."""
        first, last = _one_number(self.from_, "from"), _one_number(self.to, "to")
        low, high = first.numbers[0], last.numbers[0]
        places = [low + (high - low) * step / (self.steps - 1) for step in range(self.steps)]
        decimals = 3 if first.unit.kind.startswith("money") else 9
        return [written(round(place, decimals), first.unit.text) for place in places]


def _one_number(said: Amount, word: str) -> Measured:
    """The one number of an end, as it was written."""
    law = said.distribution
    if law is None or not law.is_fixed or "/" in said.text or not said.text:
        raise SaidError("scenario.not_one_number", at=(word,), found=said.text or shown({"dist": ""}))
    return measure(said.text, "value")


class CellSaid(Said):
    """What one value of a group is called, and the paths it sets."""

    title: Bilingual | None = None
    set: dict[str, Any] = Field(min_length=1)


class GroupSaid(Said):
    """Paths that move together: each cell sets all that it names."""

    title: Bilingual
    cells: dict[Name, CellSaid] = Field(min_length=1)


def _kind_of_axis(said: Any) -> str:
    if isinstance(said, Steps | str):
        return "<range>"
    if isinstance(said, SpanSaid) or (isinstance(said, dict) and {"from", "to", "steps"} & said.keys()):
        return "<SpanSaid>"
    return "<values>" if isinstance(said, list) else "<GroupSaid>"


def _an_axis(said: Any) -> Any:
    if not isinstance(said, list | dict | str | Said | Steps):
        raise SaidError("scenario.not_an_axis", found=shown(said))
    return said


AxisSaid = Annotated[
    Annotated[list[Any], Field(min_length=1), Tag("<values>")]
    | Annotated[EveryWhole, Tag("<range>")]
    | Annotated[SpanSaid, Tag("<SpanSaid>")]
    | Annotated[GroupSaid, Tag("<GroupSaid>")],
    Discriminator(_kind_of_axis),
    BeforeValidator(_an_axis),
]
"""The values along one axis: a list, a range, equal steps, or cells that set several paths each."""


class SampleSaid(Said):
    """Points spread evenly over many levers and assumptions at once."""

    points: int = Field(ge=10, le=MOST_CELLS)
    seed: int = Field(1, ge=0)
    over: Annotated[list[Reference], BeforeValidator(as_list)] = []
    graded: Annotated[list[Grade], BeforeValidator(as_list)] = []

    @model_validator(mode="after")
    def _over_something(self) -> Self:
        at_least_one(self, "over", "graded")
        return self


class LatinSaid(SampleSaid):
    """Points of a Latin hypercube: of each quantity one in every stretch of equal chance."""


class SobolSaid(SampleSaid):
    """Points of a scrambled Sobol sequence: even in all quantities together, in powers of two."""

    points: int = Field(ge=8, le=MOST_CELLS)

    @model_validator(mode="after")
    def _power_of_two(self) -> Self:
        below = 1 << (self.points.bit_length() - 1)
        if below != self.points:
            near = f"{below}, {2 * below}" if 2 * below <= MOST_CELLS else str(below)
            raise SaidError("scenario.not_a_power_of_two", at=("points",), found=self.points, words=near)
        return self


def values_along(said: list[Any] | Steps | SpanSaid) -> Iterator[Any]:
    """The values of an axis of one path, in order, each as it would stand in a scenario."""
    yield from said if isinstance(said, list) else said.values()
