"""What everything that a scenario says has in common: strictness, names, titles, where numbers come from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from model.scenario.dates import Day
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

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True, allow_inf_nan=False
    )


class Title(Said):
    """A name or a remark for people, in Vietnamese and English."""

    vi: str
    en: str


def _both_languages(said: Any) -> Any:
    if not isinstance(said, str | dict | Title):
        raise SaidError("scenario.not_a_title", found=shown(said))
    return {"vi": said, "en": said} if isinstance(said, str) else said


def title_of(said: Any) -> Title:
    """A text for people: the same in both languages where only one is said.

    Raises
    ------
    SaidError
        If it is neither a text nor one in each language.
    """
    told = _both_languages(said)
    if isinstance(told, Title):
        return told
    if told.keys() != Title.model_fields.keys() or not all(isinstance(text, str) for text in told.values()):
        raise SaidError("scenario.not_a_title", found=shown(said))
    return Title(**told)


Bilingual = Annotated[Title, BeforeValidator(_both_languages)]


def as_list(said: Any) -> Any:
    """One thing said is a list of one."""
    return said if isinstance(said, list) else [said]


def at_least_one(said: Said, *words: str) -> None:
    """Of several words one or more are said."""
    if not any(getattr(said, word) for word in words):
        raise SaidError("scenario.some_needed", words=", ".join(words))


def exactly_one(said: Said, *words: str) -> None:
    """Of several words exactly one is said."""
    given = _given(said, words)
    if len(given) != 1:
        raise SaidError("scenario.exactly_one", words=", ".join(words), found=", ".join(given) or "–")


def at_most_one(said: Said, *words: str) -> None:
    """Of several words one is said, or none."""
    given = _given(said, words)
    if len(given) > 1:
        raise SaidError("scenario.at_most_one", words=", ".join(words), found=", ".join(given))


def _given(said: Said, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if getattr(said, word) not in (None, [], False)]


class Basis(Said):
    """Where the numbers of a block come from, unless one of them says otherwise."""

    source: Name
    grade: Grade
    note: Bilingual | None = None
    known_on: Day | None = None


class Source(Said):
    """A place facts were taken from."""

    title: Bilingual
    where: str | None = None
    who: str | None = None
    when: Day | None = None
    known_on: Day | None = None


References = Annotated[list[Reference], BeforeValidator(as_list), Field(min_length=1)]
"""One reference, or several in a list."""
