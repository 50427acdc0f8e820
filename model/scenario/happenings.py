"""What may happen to the programme: risk events, shared drivers, correlations, and their register."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    InstanceOf,
    Tag,
    WithJsonSchema,
    model_validator,
)

from model.scenario.amounts import Amount, Duration, Lag, Money, Number, Share
from model.scenario.dates import Day, DayRange, PartOfYear, YearRange, parse_year_days
from model.scenario.distribution import INFINITE, lowest
from model.scenario.saying import (
    Basis,
    Bilingual,
    Grade,
    Name,
    Reference,
    References,
    Said,
    as_list,
    at_most_one,
    exactly_one,
)
from model.scenario.wrong import SaidError, nearest, shown


def _refuse_negative(factor: Amount, word: str) -> None:
    """Refuse a factor that is said to be negative; a tail below 0 only makes a duration nothing."""
    law = factor.distribution
    if law is None:
        return
    least = law.params[0] if law.family == "pert_between" else lowest(law)
    if -INFINITE < least < 0:
        raise SaidError("scenario.negative", at=(word,), found=factor.text)


# what an event does --------------------------------------------------------------------------


class Stop(Said):
    """Work stops while the event is in force."""

    stop: References


class Slow(Said):
    """Work goes at a share of its speed while the event is in force."""

    slow: References
    to: Share


class Freeze(Said):
    """Nothing of these starts while the event is in force; what is under way goes on."""

    freeze: References


class Multiply(Said):
    """Rounds of work that begin while the event is in force take so many times as long."""

    multiply: References
    by: Number

    @model_validator(mode="after")
    def _lengthens_or_shortens(self) -> Multiply:
        _refuse_negative(self.by, "by")
        return self


class Add(Said):
    """Rounds of work that begin while the event is in force take so much longer, or shorter."""

    add: References
    by: Lag


class Set(Said):
    """Another rule holds while the event is in force: another duration, another chance."""

    set: References
    duration: Duration | None = None
    accepted: Share | None = None
    refused: Share | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Set:
        exactly_one(self, "duration", "accepted", "refused")
        return self


def _money_or_share(said: Any) -> str:
    is_money = "VND" in str(said.get("value", said.get("dist")) if isinstance(said, dict) else said)
    return "<money>" if is_money else "<share>"


MoneyOrShare = Annotated[
    Annotated[Money, Tag("<money>")] | Annotated[Share, Tag("<share>")], Discriminator(_money_or_share)
]
"""An amount of money, or a share of what is held."""


class MoneyMoves(Said):
    """Money is cut from a source or added when the event begins, or less is released while it lasts."""

    capital: Name
    cut: MoneyOrShare | None = None
    add: Money | None = None
    released: Share | None = None

    @model_validator(mode="after")
    def _one_move(self) -> MoneyMoves:
        exactly_one(self, "cut", "add", "released")
        return self


class CrewChange(Said):
    """A crew has so many more, or fewer, while the event is in force; never below none."""

    crew: Name
    by: int


class Close(Said):
    """A gate is closed while the event is in force."""

    close: Name


class Open(Said):
    """A gate is open while the event is in force, unless another event closes it."""

    open: Name


class Void(Said):
    """A milestone not yet reached is void for good."""

    void: Name


class Block(Said):
    """A milestone not yet reached will never be: it counts as missed."""

    block: Name


_EFFECTS: dict[str, type[Said]] = {
    "stop": Stop, "slow": Slow, "freeze": Freeze, "multiply": Multiply, "set": Set, "capital": MoneyMoves,
    "crew": CrewChange, "close": Close, "open": Open, "void": Void, "block": Block, "add": Add,
}  # fmt: skip
"""The word by which each effect is known; ``add`` last, as it also says what happens to capital."""


def _known_effect(said: Any) -> Any:
    if isinstance(said, dict) and not _EFFECTS.keys() & said.keys():
        near = next((word for one in said if (word := nearest(str(one), _EFFECTS))), "")
        found = ", ".join(map(str, said)) or "–"
        raise SaidError("scenario.no_such_effect", words=", ".join(_EFFECTS), found=found, near=near)
    return said


def _kind_of_effect(said: Any) -> str:
    if isinstance(said, Said):
        return f"<{type(said).__name__}>"
    words = said if isinstance(said, dict) else {}
    return f"<{next((kind for word, kind in _EFFECTS.items() if word in words), Stop).__name__}>"


Effect = Annotated[
    Annotated[Stop, Tag("<Stop>")]
    | Annotated[Slow, Tag("<Slow>")]
    | Annotated[Freeze, Tag("<Freeze>")]
    | Annotated[Multiply, Tag("<Multiply>")]
    | Annotated[Add, Tag("<Add>")]
    | Annotated[Set, Tag("<Set>")]
    | Annotated[MoneyMoves, Tag("<MoneyMoves>")]
    | Annotated[CrewChange, Tag("<CrewChange>")]
    | Annotated[Close, Tag("<Close>")]
    | Annotated[Open, Tag("<Open>")]
    | Annotated[Void, Tag("<Void>")]
    | Annotated[Block, Tag("<Block>")],
    Discriminator(_kind_of_effect),
    BeforeValidator(_known_effect),
]
"""One thing that an event does."""


# events --------------------------------------------------------------------------------------


class Following(Said):
    """After the finish of a step, and so many days more."""

    of: Reference
    lag: Duration | None = None


def _follows(said: Any) -> Any:
    return {"of": said} if isinstance(said, str) else said


def _part_or_day(said: Any) -> PartOfYear:
    if isinstance(said, str) and ".." not in said:
        said = f"{said}..{said}"
    return parse_year_days(said)


def _delays(said: Any) -> Any:
    if isinstance(said, str):
        said = [said]
    if not isinstance(said, list):
        return said
    for place, name in enumerate(said):
        if not isinstance(name, str):
            raise SaidError("scenario.not_text", at=(place,), found=shown(name))
    return dict.fromkeys(said)


PartOrDay = Annotated[
    InstanceOf[PartOfYear],
    BeforeValidator(_part_or_day),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A part of every year, or one day",
            "examples": ["08-01..10-15", "07-10"],
        }
    ),
]

WHEN = ("on", "between", "at", "after", "yearly", "only_triggered")


class RiskSaid(Said):
    """Something that may happen: how likely, when, for how long, and what it does.

    At most one of ``on`` (a date), ``between`` (evenly between two dates), ``at`` (days from the
    start), ``after`` (a step) and ``yearly`` (evenly within a part of every year); with none of
    them it begins with the run, or when another event triggers it.
    """

    title: Bilingual
    chance: Share | None = None
    one_of: Name | None = None
    on: Day | None = None
    between: DayRange | None = None
    at: Duration | None = None
    after: Annotated[Following, BeforeValidator(_follows)] | None = None
    yearly: PartOrDay | None = None
    years: YearRange | None = None
    only_triggered: bool = False
    lasts: Duration | None = None
    effects: list[Effect] = []
    triggers: Annotated[dict[Name, Duration | None], BeforeValidator(_delays)] = {}
    excludes: Annotated[list[Name], BeforeValidator(as_list)] = []
    basis: Basis | None = None
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _one_time(self) -> RiskSaid:
        at_most_one(self, *WHEN)
        if self.years is not None and self.yearly is None:
            raise SaidError("scenario.go_together", words="yearly, years")
        return self


class DriverSaid(Said):
    """One factor shared by the durations of many steps, drawn once per replication."""

    title: Bilingual
    chance: Share | None = None
    factor: Number
    of: References
    basis: Basis | None = None
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _lengthens_or_shortens(self) -> DriverSaid:
        _refuse_negative(self.factor, "factor")
        return self


def _one_or_several(said: Any) -> str:
    return "<several>" if isinstance(said, list) else "<one>"


Members = Annotated[
    Annotated[list[str], Field(min_length=2), Tag("<several>")] | Annotated[str, Tag("<one>")],
    Discriminator(_one_or_several),
]
"""Two or more steps and assumptions, or one step with many units."""


class CorrelationSaid(Said):
    """Durations, or assumptions, that lean on each other by a Gaussian copula.

    With ``rho`` a family with one common factor; with ``matrix`` the correlation of each pair.
    """

    title: Bilingual | None = None
    of: Members
    rho: Number | None = None
    matrix: list[list[float]] | None = None
    kind: Literal["spearman", "normal"] = "spearman"
    basis: Basis | None = None
    source: Name | None = None
    grade: Grade | None = None
    note: Bilingual | None = None
    known_on: Day | None = None

    @model_validator(mode="after")
    def _one_form(self) -> CorrelationSaid:
        exactly_one(self, "rho", "matrix")
        return self

    @property
    def members(self) -> list[str]:
        """The names of the members, in order."""
        return [self.of] if isinstance(self.of, str) else self.of


# the register of risks ------------------------------------------------------------------------

EFFECTS_OF_THEIR_OWN = ("risks", "drivers", "correlations")
"""The blocks whose entries a row of the register can take out of the plan."""

Modelling = Literal["process", "calendar", "driver", "event", "not_modelled"]
"""How a risk comes about in the model."""


class RiskRow(Said):
    """One risk as people know it, and what stands for it in the model.

    Only a row modelled by an event or a driver has an effect of its own. What a process or a
    calendar brings about is there whether a row says so or not, so nothing is counted twice.
    """

    title: Bilingual
    modelled_by: Modelling
    carried_by: Annotated[list[Reference], BeforeValidator(as_list)] = []
    chance: Bilingual | None = None
    effect: Bilingual | None = None
    mitigation: Annotated[list[Bilingual], BeforeValidator(as_list)] = []
    active: bool = True
    reason: Bilingual | None = None
    basis: Basis | None = None
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _carried(self) -> RiskRow:
        """A row that is modelled names what carries it, by blocks that suit its kind."""
        if self.modelled_by == "not_modelled":
            if self.reason is None:
                raise SaidError("scenario.row_without_reason")
        elif not self.carried_by:
            raise SaidError("scenario.row_carried_by_nothing", found=self.modelled_by)
        if self.modelled_by in _NEEDED and not self._named(_NEEDED[self.modelled_by]):
            words = ", ".join(f"{block}.…" for block in _NEEDED[self.modelled_by])
            values = {"kind": self.modelled_by, "words": words, "found": ", ".join(self.carried_by)}
            raise SaidError("scenario.row_needs_event", at=("carried_by",), **values)
        if self.modelled_by not in _NEEDED and (found := self._named(EFFECTS_OF_THEIR_OWN)):
            place = self.carried_by.index(found[0])
            values = {"kind": self.modelled_by, "found": found[0]}
            raise SaidError("scenario.row_with_event", at=("carried_by", place), **values)
        return self

    def _named(self, blocks: tuple[str, ...]) -> list[str]:
        return [name for name in self.carried_by if name.partition(".")[0] in blocks]


_NEEDED = {"event": ("risks",), "driver": ("drivers", "correlations")}
"""Of which blocks a row needs an entry to be what it says it is."""
