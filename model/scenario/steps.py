"""What is done: steps with what they wait for, what they take and how they end; procedures and works."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from model.scenario.amounts import Count, Duration, Lag, Length, Money, Number, Share
from model.scenario.dates import Day
from model.scenario.saying import (
    Basis,
    Bilingual,
    Name,
    Reference,
    Said,
    as_list,
    at_most_one,
    exactly_one,
)
from model.scenario.wrong import SaidError, shown


class After(Said):
    """One predecessor: which end of it holds which end of the step, and the days between.

    FS its finish the start, SS its start the start, FF its finish the finish, SF its start the
    finish. A negative lag is a lead, for FS and FF.
    """

    of: Reference
    type: Literal["FS", "SS", "FF", "SF"] = "FS"
    lag: Lag | None = None


def _one_wait(said: Any) -> Any:
    if not isinstance(said, str | dict | After):
        raise SaidError("scenario.not_a_wait", found=shown(said))
    return {"of": said} if isinstance(said, str) else said


Predecessor = Annotated[After, BeforeValidator(_one_wait)]


class AnyOf(Said):
    """Whichever of several is done first."""

    any: Annotated[list[Predecessor], BeforeValidator(as_list)] = Field(min_length=1)


def _after(said: Any) -> Any:
    """`x`, `[x, y]`, `{of: x, lag: …}`, `{all: [x, y]}` and `{any: [x, y]}` all become a list of waits."""
    if isinstance(said, dict) and set(said) == {"all"}:
        said = said["all"]
    return as_list(said)


def _kind_of_wait(said: Any) -> str:
    return "<AnyOf>" if isinstance(said, AnyOf) or (isinstance(said, dict) and "any" in said) else "<After>"


Wait = Annotated[
    Annotated[AnyOf, Tag("<AnyOf>")] | Annotated[Predecessor, Tag("<After>")], Discriminator(_kind_of_wait)
]
Waits = Annotated[list[Wait], BeforeValidator(_after)]


class GateSaid(Said):
    """A start or finish held until enough of something is there.

    Exactly one of: ``share`` or ``count`` or ``contiguous`` of the steps named by ``of``;
    ``indicator`` with ``at_least`` or ``at_most``; ``gate``, a gate that must be open.
    """

    share: Share | None = None
    count: Count | None = None
    contiguous: Length | None = None
    by: Literal["number", "length", "weight"] = "number"
    of: Annotated[list[Reference], BeforeValidator(as_list)] = []
    indicator: Name | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    gate: Name | None = None
    lag: Duration | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> GateSaid:
        exactly_one(self, "share", "count", "contiguous", "indicator", "gate")
        if self.indicator is not None:
            exactly_one(self, "at_least", "at_most")
        elif self.at_least is not None or self.at_most is not None:
            raise SaidError("scenario.go_together", words="indicator, at_least")
        if (self.indicator is None and self.gate is None) == (not self.of):
            raise SaidError("scenario.gate_of")
        return self


class Payment(Said):
    """Capital an activity takes when it starts."""

    from_: Name = Field(alias="from")
    amount: Money
    each_round: bool = False
    stages: int | None = Field(None, ge=1, le=1000)
    per: Duration | None = None
    reserve: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Payment:
        at_most_one(self, "stages", "per")
        return self


class Refused(Said):
    """With this chance the step is not done, and another takes its place."""

    chance: Share
    then: Reference


class LastDuration(Said):
    """What ends a rework after its last round: so much more work by the same crew."""

    duration: Duration


def _kind_of_then(said: Any) -> str:
    return "<LastDuration>" if isinstance(said, dict | LastDuration) else "<name>"


Then = Annotated[
    Annotated[LastDuration, Tag("<LastDuration>")] | Annotated[Reference, Tag("<name>")],
    Discriminator(_kind_of_then),
]
"""What follows the last round: a last duration, a step by name, or ``never``."""


ByRound = Annotated[list[Share], BeforeValidator(as_list), Field(min_length=1)]
"""A chance for every round, or one for each, the last going on."""

Factor = Annotated[float, Field(ge=0)]


class Rework(Said):
    """Rounds until accepted: at most so many, then another path, a last duration, or never.

    With ``back_to`` a round goes back over all steps from the one named to this one.
    """

    accepted: ByRound
    rounds: int = Field(ge=1, le=1000)
    duration: Duration | None = None
    factors: list[Factor] = []
    delay: Duration | None = None
    back_to: Reference | None = None
    keep_crew: bool = False
    then: Then


def _name_or_names(said: Any) -> Any:
    if not isinstance(said, str | dict):
        raise SaidError("scenario.not_crews", found=shown(said))
    return said


def _one_or_several(said: Any) -> str:
    return "<several>" if isinstance(said, dict) else "<one>"


HowMany = Annotated[int, Field(ge=1)]
Crews = Annotated[
    Annotated[Name, Tag("<one>")] | Annotated[dict[Name, HowMany], Tag("<several>")],
    Discriminator(_one_or_several),
    BeforeValidator(_name_or_names),
]
"""One crew by name, or several with how many of each; all are taken together."""


class Family(Said):
    """Units whose durations lean on one common factor, with this rank correlation of any two."""

    rho: Number
    kind: Literal["spearman", "normal"] = "spearman"


def _share_or_rest(said: Any) -> str:
    return "<rest>" if said == "rest" else "<share>"


Way = Annotated[
    Annotated[Share, Tag("<share>")] | Annotated[Literal["rest"], Tag("<rest>")],
    Discriminator(_share_or_rest),
]
"""The chance of one of several ways, or ``rest``: what the others leave."""


class Step(Said):
    """One activity, or one for each unit of ``for``."""

    title: Bilingual
    phase: Name | None = None
    for_: Name | None = Field(None, alias="for")
    length: Length | None = None
    weight: Count | None = None
    tags: Annotated[list[Name], BeforeValidator(as_list)] = []
    duration: Duration
    family: Family | None = None
    calendar: Name | None = None
    interruptible: bool = True
    after: Waits = []
    starts_when: Annotated[list[GateSaid], BeforeValidator(as_list)] = []
    finishes_when: Annotated[list[GateSaid], BeforeValidator(as_list)] = []
    not_before: Day | None = None
    session: Name | None = None
    not_in: Annotated[list[Name], BeforeValidator(as_list)] = []
    only_in: Annotated[list[Name], BeforeValidator(as_list)] = []
    crew: Crews | None = None
    capital: Payment | None = None
    priority: int = 0
    refused: Refused | None = None
    rework: Rework | None = None
    branch: dict[Reference, Way] = {}
    watch: bool = False
    basis: Basis | None = None
    note: Bilingual | None = None


class Activity(Step):
    """A part of a work that is one activity, or one for each segment."""

    segments: int | None = Field(None, ge=1, le=1000)


class Use(Said):
    """A part of a work that follows a procedure of the library."""

    use: Name
    title: Bilingual | None = None
    segments: int | None = Field(None, ge=1, le=1000)
    with_: dict[Name, Any] = Field({}, alias="with")
    after: Waits = []
    starts_when: Annotated[list[GateSaid], BeforeValidator(as_list)] = []
    phase: Name | None = None
    priority: int = 0
    basis: Basis | None = None
    note: Bilingual | None = None


def _kind_of_part(said: Any) -> str:
    return "<Use>" if isinstance(said, Use) or (isinstance(said, dict) and "use" in said) else "<Activity>"


Part = Annotated[
    Annotated[Use, Tag("<Use>")] | Annotated[Activity, Tag("<Activity>")], Discriminator(_kind_of_part)
]
"""A part that has the word ``use`` follows a procedure; any other is an activity."""


class Procedure(Said):
    """A way of doing something, written once and used by many works."""

    title: Bilingual
    parameters: list[Name] = []
    phase: Name | None = None
    steps: dict[Name, Step]
    basis: Basis | None = None
    note: Bilingual | None = None


class Work(Said):
    """A work of the programme: a bridge and its approaches, a recognition."""

    title: Bilingual
    phase: Name | None = None
    parts: dict[Name, Part]
    basis: Basis | None = None
    note: Bilingual | None = None
