"""What a scenario file may say: one class for each thing, one field for each word of it.

The classes check types, units and unknown words of one resolved scenario, and of the other
kinds of file. ``names`` looks up what a scenario refers to by name, and the plan the activities
that wait for each other. A value may be written out or be a reference ``$name``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from model.scenario.amounts import (
    Count,
    Duration,
    Length,
    Money,
    MoneyPerYear,
    Number,
    RangeOfValues,
    Rate,
    Share,
    Value,
)
from model.scenario.dates import Day, Deadline, MonthDay, YearDay, YearDays
from model.scenario.wrong import SaidError, shown

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""A name of the scenario's own: letters without marks, digits, underscores."""

Reference = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.]*$")]
"""A dotted path to an activity, part or procedure step, e.g. ``bridge.land.handover``."""

Grade = Literal["A", "B", "C", "D"]


class Said(BaseModel):
    """Base of everything a scenario says: unknown words are errors, nothing changes later.

    Strict, so that ``yes`` is not a truth, ``"3"`` not a number and 2020 not a date.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Title(Said):
    """A name for people, in Vietnamese and English."""

    vi: str
    en: str


def _both_languages(said: Any) -> Any:
    return {"vi": said, "en": said} if isinstance(said, str) else said


Bilingual = Annotated[Title, BeforeValidator(_both_languages)]


def _as_list(said: Any) -> Any:
    return said if isinstance(said, list) else [said]


def _at_least_one(said: Said, *words: str) -> None:
    """Of several words one or more are said."""
    if not any(getattr(said, word) for word in words):
        raise SaidError("scenario.some_needed", words=", ".join(words))


def _exactly_one(said: Said, *words: str) -> None:
    """Of several words exactly one is said."""
    given = [word for word in words if getattr(said, word) not in (None, [])]
    if len(given) != 1:
        raise SaidError("scenario.exactly_one", words=", ".join(words), found=", ".join(given) or "–")


class Basis(Said):
    """Where the numbers of a block come from, unless one of them says otherwise."""

    source: Name
    grade: Grade
    note: str | None = None


class Source(Said):
    """A place facts were taken from."""

    title: Bilingual
    where: str | None = None
    who: str | None = None
    when: Day | None = None


class Lever(Said):
    """Something that can be decided: a value and the range it may take."""

    title: Bilingual
    value: Value
    range: RangeOfValues
    cost: MoneyPerYear | None = None
    source: Name | None = None
    grade: Grade | None = None
    note: str | None = None


class Assumption(Said):
    """Something not known: one draw per replication, shared by all it touches."""

    title: Bilingual
    value: Value
    source: Name | None = None
    grade: Grade | None = None
    note: str | None = None


class AroundTet(Said):
    """Days around the first day of the lunar year, that day not counted."""

    before: int = Field(ge=0)
    after: int = Field(ge=0)


class Holidays(Said):
    """Public holidays of a country."""

    country: str
    without: list[str] = []


def _country(said: Any) -> Any:
    return {"country": said} if isinstance(said, str) else said


def _week(said: Any) -> str:
    """Seven digits are a number to YAML; they are meant as text."""
    text = shown(said)
    if len(text) != 7 or set(text) - {"0", "1"}:
        raise SaidError("scenario.not_a_week", found=text)
    return text


Week = Annotated[str, BeforeValidator(_week)]
"""Monday to Sunday, 1 a working day: ``1111100``."""


Speed = Annotated[float, Field(ge=0, le=1)]
"""The share of a full day's work done in a day."""


class SlowSeason(Said):
    """A part of every year in which work goes at a share of its speed."""

    from_to: YearDays
    rate: Speed


class CalendarSaid(Said):
    """When work goes on, and how fast: the share of a full day's work done each day."""

    title: Bilingual
    week: Week = "1111111"
    holidays: Annotated[Holidays, BeforeValidator(_country)] | None = None
    monthly: list[Speed] | None = Field(None, min_length=12, max_length=12)
    slow: list[SlowSeason] = []
    closed: list[YearDays] = []
    closed_around_tet: AroundTet | None = None
    basis: Basis | None = None


class SessionSaid(Said):
    """A body that meets on dates: a file that misses one waits for the next."""

    title: Bilingual
    yearly: list[YearDay] = []
    dates: list[Day] = []
    lead: Duration | None = None
    basis: Basis | None = None

    @model_validator(mode="after")
    def _meets(self) -> SessionSaid:
        _at_least_one(self, "yearly", "dates")
        return self


class WindowSaid(Said):
    """Days of the year, named so that a step may start in them only, or not in them."""

    title: Bilingual
    yearly: list[YearDays] = []
    around_tet: AroundTet | None = None
    basis: Basis | None = None

    @model_validator(mode="after")
    def _has_days(self) -> WindowSaid:
        _at_least_one(self, "yearly", "around_tet")
        return self


def _year(said: Any) -> Any:
    """The keys of a map are text; a year among them is a number."""
    return int(said) if isinstance(said, str) and said.isdecimal() and len(said) == 4 else said


Year = Annotated[int, BeforeValidator(_year)]


def _money_or_years(said: Any) -> str:
    is_years = isinstance(said, dict) and not {"value", "dist"} & said.keys()
    return "<years>" if is_years else "<money>"


PerYear = Annotated[
    Annotated[Money, Tag("<money>")] | Annotated[dict[Year, Money], Tag("<years>")],
    Discriminator(_money_or_years),
]
"""The same money every year, or money by year."""


class CapitalSaid(Said):
    """Money that comes with the fiscal year, and lapses with it."""

    title: Bilingual
    opening: Money | None = None
    per_year: PerYear
    released: Share | None = None
    on: YearDay = MonthDay(1, 1)
    lapses: YearDay | None = None
    carry_over: Share | None = None
    order: Literal["by_priority"] = "by_priority"
    basis: Basis | None = None
    source: Name | None = None
    grade: Grade | None = None


class IndicatorSaid(Said):
    """A quantity that drifts over the years and jumps when activities finish."""

    title: Bilingual
    start: Number
    drift: Rate | None = None
    jumps: dict[Reference, Number] = {}
    basis: Basis | None = None


class After(Said):
    """One predecessor: its finish, and a lag after it."""

    of: Reference
    lag: Duration | None = None


def _one_wait(said: Any) -> Any:
    return {"of": said} if isinstance(said, str) else said


Predecessor = Annotated[After, BeforeValidator(_one_wait)]


class AnyOf(Said):
    """Whichever of several is done first."""

    any: Annotated[list[Predecessor], BeforeValidator(_as_list)] = Field(min_length=1)


def _after(said: Any) -> Any:
    """`x`, `[x, y]`, `{of: x, lag: …}`, `{all: [x, y]}` and `{any: [x, y]}` all become a list of waits."""
    if isinstance(said, dict) and set(said) == {"all"}:
        said = said["all"]
    return _as_list(said)


def _kind_of_wait(said: Any) -> str:
    return "<AnyOf>" if isinstance(said, AnyOf) or (isinstance(said, dict) and "any" in said) else "<After>"


Wait = Annotated[
    Annotated[AnyOf, Tag("<AnyOf>")] | Annotated[Predecessor, Tag("<After>")], Discriminator(_kind_of_wait)
]
Waits = Annotated[list[Wait], BeforeValidator(_after)]


class GateSaid(Said):
    """A start or finish held until enough of something is there.

    Exactly one of: ``share`` or ``count`` or ``contiguous`` of the steps named by ``of``;
    or ``indicator`` with ``at_least``.
    """

    share: Share | None = None
    count: Count | None = None
    contiguous: Length | None = None
    by: Literal["number", "length"] = "number"
    of: Annotated[list[Reference], BeforeValidator(_as_list)] = []
    indicator: Name | None = None
    at_least: Number | None = None
    lag: Duration | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> GateSaid:
        _exactly_one(self, "share", "count", "contiguous", "indicator")
        if (self.indicator is None) != (self.at_least is None):
            raise SaidError("scenario.go_together", words="indicator, at_least")
        if (self.indicator is None) == (not self.of):
            raise SaidError("scenario.gate_of")
        return self


class Payment(Said):
    """Capital an activity takes when it starts."""

    from_: Name = Field(alias="from")
    amount: Money
    each_round: bool = False


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


class Rework(Said):
    """Rounds until accepted: at most so many, then another path, a last duration, or never."""

    accepted: Share
    rounds: int = Field(ge=1, le=1000)
    duration: Duration | None = None
    delay: Duration | None = None
    then: Then


def _one_or_several(said: Any) -> str:
    return "<several>" if isinstance(said, dict) else "<one>"


HowMany = Annotated[int, Field(ge=1)]
Crews = Annotated[
    Annotated[Name, Tag("<one>")] | Annotated[dict[Name, HowMany], Tag("<several>")],
    Discriminator(_one_or_several),
]
"""One crew by name, or several with how many of each; all are taken together."""


class Step(Said):
    """One activity, or one for each unit of ``for``."""

    title: Bilingual
    phase: Name | None = None
    for_: Name | None = Field(None, alias="for")
    length: Length | None = None
    duration: Duration
    calendar: Name | None = None
    after: Waits = []
    starts_when: Annotated[list[GateSaid], BeforeValidator(_as_list)] = []
    finishes_when: Annotated[list[GateSaid], BeforeValidator(_as_list)] = []
    not_before: Day | None = None
    session: Name | None = None
    not_in: Annotated[list[Name], BeforeValidator(_as_list)] = []
    only_in: Annotated[list[Name], BeforeValidator(_as_list)] = []
    crew: Crews | None = None
    capital: Payment | None = None
    priority: int = 0
    refused: Refused | None = None
    rework: Rework | None = None
    watch: bool = False
    basis: Basis | None = None
    note: str | None = None


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
    starts_when: Annotated[list[GateSaid], BeforeValidator(_as_list)] = []
    phase: Name | None = None
    priority: int = 0
    basis: Basis | None = None
    note: str | None = None


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
    note: str | None = None


class Work(Said):
    """A work of the programme: a bridge and its approaches, a recognition."""

    title: Bilingual
    phase: Name | None = None
    parts: dict[Name, Part]
    basis: Basis | None = None
    note: str | None = None


class Requirement(Said):
    """What a milestone needs: every one of these."""

    all: Annotated[list[Reference], BeforeValidator(_as_list)]


def _requirement(said: Any) -> Any:
    return said if isinstance(said, dict) else {"all": said}


class MilestoneSaid(Said):
    """A dated goal: reached when its activities are done."""

    title: Bilingual
    goal: str | None = None
    when: Annotated[Requirement, BeforeValidator(_requirement)]
    by: dict[Deadline, Literal["stated", "strict", "lenient", "ours"]]
    note: str | None = None


class ScenarioSaid(Said):
    """A whole scenario, after its parents are merged in and its libraries are read."""

    kind: Literal["scenario"]
    title: Bilingual
    about: Bilingual | None = None
    because: Bilingual | None = None
    start: Day
    horizon: Day
    replications: int = Field(1000, ge=1)
    seed: int = 1
    libraries: Annotated[list[str], BeforeValidator(_as_list)] = []
    basis: Basis | None = None
    week: Name | None = None
    sources: dict[Name, Source] = {}
    phases: dict[Name, Bilingual] = {}
    calendars: dict[Name, CalendarSaid] = {}
    sessions: dict[Name, SessionSaid] = {}
    windows: dict[Name, WindowSaid] = {}
    levers: dict[Name, Lever] = {}
    assumptions: dict[Name, Assumption] = {}
    crews: dict[Name, Count] = {}
    capital: dict[Name, CapitalSaid] = {}
    indicators: dict[Name, IndicatorSaid] = {}
    procedures: dict[Name, Procedure] = {}
    works: dict[Name, Work] = {}
    activities: dict[Name, Activity] = {}
    milestones: dict[Name, MilestoneSaid]


class DerivedSaid(Said):
    """A scenario file that says only how it differs from the one it extends, and because of what.

    ``merge`` works the changes in, entry by entry; here their outer form is checked.
    """

    kind: Literal["scenario"]
    extends: Annotated[list[str], BeforeValidator(_as_list)] = Field(min_length=1)
    title: Bilingual | None = None
    about: Bilingual | None = None
    because: Title
    change: dict[str, Any] = {}
    add: dict[str, Any] = {}
    replications: int | None = Field(None, ge=1)
    seed: int | None = None


class LibrarySaid(Said):
    """A file of things written once and used by many scenarios."""

    kind: Literal["library"]
    title: Bilingual | None = None
    basis: Basis | None = None
    sources: dict[Name, Source] = {}
    phases: dict[Name, Bilingual] = {}
    calendars: dict[Name, CalendarSaid] = {}
    sessions: dict[Name, SessionSaid] = {}
    windows: dict[Name, WindowSaid] = {}
    procedures: dict[Name, Procedure] = {}


def _one_axis(said: Any) -> Any:
    if isinstance(said, dict) and len(said) != 1:
        raise SaidError("scenario.one_axis", found=", ".join(said) or "–")
    return said


Values = Annotated[list[Any], Field(min_length=1)]
Axis = Annotated[dict[str, Values], BeforeValidator(_one_axis)]
"""One dotted path, and the values to try there."""


class SweepSaid(Said):
    """A scenario and the values to try on one of its paths."""

    kind: Literal["sweep"]
    title: Bilingual
    scenario: str
    vary: Axis
    milestones: list[Name] | None = None
    replications: int | None = Field(None, ge=1)
    seed: int | None = None
