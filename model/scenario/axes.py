"""What a sweep varies: lists of values, ranges, equal steps, groups that move together, samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

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
class WholeSteps:
    """Every whole number from one end to the other, as written: ``1..6``, ``10..15 bn VND``."""

    text: str
    numbers: tuple[int, ...]
    unit: str

    def values(self) -> list[Plain]:
        """The values, each as it would stand in a scenario."""
        return [written(Decimal(number), self.unit) for number in self.numbers]


def parse_whole_steps(said: Any) -> WholeSteps:
    """Read ``1..6`` as each of its whole numbers.

    Raises
    ------
    AmountError
        If it is not two numbers, the smaller first, with one unit.
    SaidError
        If an end is not whole, or they lie too far apart.
    """
    text = parse_range(said).text
    low, _, high = text.partition("..")
    first, last = measure(low.strip(), "number").numbers[0], measure(high.strip(), "value")
    ends = (first, last.numbers[0])
    if any(end != end.to_integral_value() for end in ends):
        raise SaidError("scenario.not_whole_steps", found=text)
    if ends[1] - ends[0] >= MOST_CELLS:
        raise SaidError("scenario.too_many_cells", found=int(ends[1] - ends[0] + 1), most=MOST_CELLS)
    return WholeSteps(text, tuple(range(int(ends[0]), int(ends[1]) + 1)), last.unit.text)


def written(number: Decimal, unit: str) -> Plain:
    """A number with its unit as it would stand in a scenario file; without one, as a bare number."""
    plain = f"{number.normalize():f}"
    if unit:
        return f"{plain} {unit}"
    return int(plain) if number == number.to_integral_value() else float(plain)


# the shape -----------------------------------------------------------------------------------

EveryWhole = Annotated[
    InstanceOf[WholeSteps],
    BeforeValidator(lambda said: said if isinstance(said, WholeSteps) else parse_whole_steps(said)),
    WithJsonSchema(
        {
            "type": "string",
            "description": "Every whole number from the first to the last",
            "examples": ["1..6", "10..15 bn VND"],
        }
    ),
]
"""A range of which every whole number is tried."""


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
    if isinstance(said, WholeSteps | str):
        return "<range>"
    if isinstance(said, SpanSaid) or (isinstance(said, dict) and {"from", "to", "steps"} & said.keys()):
        return "<SpanSaid>"
    return "<values>" if isinstance(said, list) else "<GroupSaid>"


def _an_axis(said: Any) -> Any:
    if not isinstance(said, list | dict | str | Said | WholeSteps):
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


class LatinSaid(Said):
    """Points spread evenly over many levers and assumptions at once."""

    points: int = Field(ge=10, le=MOST_CELLS)
    seed: int = Field(1, ge=0)
    over: Annotated[list[Reference], BeforeValidator(as_list)] = []
    graded: Annotated[list[Grade], BeforeValidator(as_list)] = []

    @model_validator(mode="after")
    def _over_something(self) -> LatinSaid:
        at_least_one(self, "over", "graded")
        return self


def values_along(said: list[Any] | WholeSteps | SpanSaid) -> Iterator[Any]:
    """The values of an axis of one path, in order, each as it would stand in a scenario."""
    yield from said if isinstance(said, list) else said.values()
