"""What a scenario file may say: one class for each thing, one field for each word of it.

The classes check types, units and unknown words of one resolved scenario, and of the other
kinds of file. ``names`` looks up what a scenario refers to by name, and the plan the activities
that wait for each other. A value may be written out or be a reference ``$name``. What is done
stands in ``steps``, what it needs in ``resources``, what may happen in ``happenings``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from model.scenario.amounts import MoneyPerYear, Number, RangeOfValues, Value
from model.scenario.axes import AxisSaid, LatinSaid, SampleSaid, SobolSaid
from model.scenario.dates import Day, Deadline
from model.scenario.happenings import CorrelationSaid, DriverSaid, RiskRow, RiskSaid
from model.scenario.resources import (
    CalendarSaid,
    CapitalSaid,
    Crew,
    GateWay,
    IndicatorSaid,
    SessionSaid,
    WindowSaid,
)
from model.scenario.saying import (
    Basis,
    Bilingual,
    Grade,
    Name,
    Reference,
    Said,
    Source,
    Title,
    as_list,
    at_most_one,
    exactly_one,
)
from model.scenario.steps import Activity, Procedure, Work
from model.scenario.wrong import SaidError


class Lever(Said):
    """Something that can be decided: a value and the range it may take."""

    title: Bilingual
    value: Value
    range: RangeOfValues
    cost: MoneyPerYear | None = None
    source: Name | None = None
    grade: Grade | None = None
    note: Bilingual | None = None
    known_on: Day | None = None


class Assumption(Said):
    """Something not known: one draw per replication, shared by all it touches."""

    title: Bilingual
    value: Value
    source: Name | None = None
    grade: Grade | None = None
    note: Bilingual | None = None
    known_on: Day | None = None
    find_out: Bilingual | None = None


class Level(Said):
    """How high or how low an indicator must be."""

    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Level:
        exactly_one(self, "at_least", "at_most")
        return self


def _level(said: Any) -> Any:
    is_sided = isinstance(said, Level) or (isinstance(said, dict) and {"at_least", "at_most"} & said.keys())
    return said if is_sided else {"at_least": said}


class Requirement(Said):
    """What a milestone needs: all, any or so many of some steps, and levels of indicators.

    Exactly one of ``all``, ``any`` and ``of`` with ``at_least``; beside them, or alone,
    ``levels``, which must hold at the same instant.
    """

    all: Annotated[list[Reference], BeforeValidator(as_list)] = []
    any: Annotated[list[Reference], BeforeValidator(as_list)] = []
    at_least: int | None = Field(None, ge=1)
    of: Annotated[list[Reference], BeforeValidator(as_list)] = []
    levels: dict[Name, Annotated[Level, BeforeValidator(_level)]] = {}

    @model_validator(mode="after")
    def _something(self) -> Requirement:
        if bool(self.of) != (self.at_least is not None):
            raise SaidError("scenario.go_together", words="at_least, of")
        if not (self.all or self.any or self.of or self.levels):
            raise SaidError("scenario.nothing_wanted")
        at_most_one(self, "all", "any", "of")
        return self


def _requirement(said: Any) -> Any:
    return said if isinstance(said, dict) else {"all": said}


class ReferenceClass(Said):
    """What projects of this kind took elsewhere, as multiples of what they had planned.

    Multiples, not dates: that is how overruns are published, and a multiple stays true when a case
    moves the plan. The span is that from the scenario's start to the milestone's planned date.
    """

    p50: Number
    p80: Number
    source: Name | None = None
    grade: Grade | None = None
    note: Bilingual | None = None
    known_on: Day | None = None


Reading = Literal["stated", "strict", "lenient", "ours"]
"""What a deadline rests on: the text, a narrow or a wide reading of it, or only our wish to know."""


class MilestoneSaid(Said):
    """A dated goal: reached when its activities are done."""

    title: Bilingual
    goal: str | None = None
    when: Annotated[Requirement, BeforeValidator(_requirement)]
    by: dict[Deadline, Reading]
    reference: ReferenceClass | None = None
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _wanted_by(self) -> MilestoneSaid:
        if not self.by:
            raise SaidError("scenario.too_few", at=("by",), wanted=1, found="{}")
        return self


def _counted_goals(said: Any) -> Any:
    """Goals named alone, in a list, are counted by the deadline their own text states."""
    named = [said] if isinstance(said, str) else said
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        return said
    twice = next((one for one in named if named.count(one) > 1), None)
    if twice is not None:
        raise SaidError("scenario.counted_twice", found=twice)
    return dict.fromkeys(named)


CountedGoals = Annotated[dict[Name, Deadline | None], BeforeValidator(_counted_goals)]
"""Goals by their codes, each with the one deadline it is read by; None is the one its text states."""

KindOfGoal = Literal["milestone", "programme", "lever", "request", "vision", "context"]


class Goal(Said):
    """What the documents of a programme want, how it would be measured, and how the model treats it."""

    title: Bilingual
    kind: Annotated[list[KindOfGoal], BeforeValidator(as_list), Field(min_length=1)]
    owner: Bilingual
    by: dict[Deadline, Reading] = {}
    definition: Bilingual
    treated_as: Literal["milestone", "lever", "request", "indicator", "vision", "not_simulated"]
    reason: Bilingual
    milestone: Name | None = None
    counts: CountedGoals = {}
    together: CountedGoals = {}
    basis: Basis | None = None

    @model_validator(mode="after")
    def _only_a_milestone_has_one(self) -> Goal:
        if self.milestone is not None and self.treated_as != "milestone":
            raise SaidError("scenario.no_milestone", at=("milestone",), found=self.treated_as)
        return self

    @model_validator(mode="after")
    def _only_an_indicator_counts_others(self) -> Goal:
        said = next((word for word in ("counts", "together") if getattr(self, word)), None)
        if said is not None and self.treated_as != "indicator":
            raise SaidError("scenario.counts_nothing", at=(said,), found=self.treated_as)
        return self


class ScenarioSaid(Said):
    """A whole scenario, after its parents are merged in and its libraries are read."""

    kind: Literal["scenario"]
    title: Bilingual
    about: Bilingual | None = None
    because: Bilingual | None = None
    start: Day
    horizon: Day
    as_of: Day | None = None
    hindsight: Literal["process"] | None = None
    replications: int = Field(1000, ge=1)
    seed: int = 1
    libraries: Annotated[list[str], BeforeValidator(as_list)] = []
    basis: Basis | None = None
    week: Name | None = None
    dispatch: Literal["backfill", "head_of_line", "per_queue"] = "backfill"
    queue: Literal["by_asking", "listed"] = "by_asking"
    sources: dict[Name, Source] = {}
    phases: dict[Name, Bilingual] = {}
    calendars: dict[Name, CalendarSaid] = {}
    sessions: dict[Name, SessionSaid] = {}
    windows: dict[Name, WindowSaid] = {}
    levers: dict[Name, Lever] = {}
    assumptions: dict[Name, Assumption] = {}
    crews: dict[Name, Crew] = {}
    capital: dict[Name, CapitalSaid] = {}
    indicators: dict[Name, IndicatorSaid] = {}
    gates: dict[Name, GateWay] = {}
    procedures: dict[Name, Procedure] = {}
    works: dict[Name, Work] = {}
    activities: dict[Name, Activity] = {}
    risks: dict[Name, RiskSaid] = {}
    drivers: dict[Name, DriverSaid] = {}
    correlations: dict[Name, CorrelationSaid] = {}
    register_: dict[Name, Goal] = Field({}, alias="register")
    risk_register: dict[Name, RiskRow] = {}
    milestones: dict[Name, MilestoneSaid]

    @model_validator(mode="after")
    def _aims_at_something(self) -> ScenarioSaid:
        if not self.milestones:
            raise SaidError("scenario.too_few", at=("milestones",), wanted=1, found="{}")
        if self.hindsight is not None and self.as_of is None:
            raise SaidError("scenario.hindsight_of_nothing", at=("hindsight",))
        return self


class DerivedSaid(Said):
    """A scenario file that says only how it differs from the one it extends, and because of what.

    ``merge`` works the changes in, entry by entry; here their outer form is checked.
    """

    kind: Literal["scenario"]
    extends: Annotated[list[str], BeforeValidator(as_list)] = Field(min_length=1)
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
    register_: dict[Name, Goal] = Field({}, alias="register")
    risk_register: dict[Name, RiskRow] = {}


class SweepSaid(Said):
    """A scenario and the values to try on its paths: every combination of them, or a sample of all."""

    kind: Literal["sweep"]
    title: Bilingual
    scenario: str
    vary: dict[str, AxisSaid] | None = None
    latin_hypercube: LatinSaid | None = None
    sobol: SobolSaid | None = None
    milestones: list[Name] | None = None
    replications: int | None = Field(None, ge=1)
    seed: int | None = None

    @model_validator(mode="after")
    def _one_design(self) -> SweepSaid:
        exactly_one(self, "vary", "latin_hypercube", "sobol")
        if self.vary == {}:
            raise SaidError("scenario.too_few", at=("vary",), wanted=1, found="{}")
        return self

    @property
    def sample(self) -> SampleSaid | None:
        """The sample that is wanted; None where every combination is."""
        return self.latin_hypercube or self.sobol

    @property
    def design(self) -> str:
        """The word that says what is tried."""
        return "vary" if self.sample is None else "latin_hypercube" if self.latin_hypercube else "sobol"
