"""What can be turned: the levers of a scenario with the values each can take, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.scenario import Scenario
from model.scenario.amounts import Amount
from model.scenario.dial import Dial, Notch, dial_of
from model.scenario.units import UNITS
from model.words import LANGUAGES, NO_BREAK, say, say_date, say_number

GROUPS = ("counts", "money", "times", "switches", "others")
"""Levers stand together by what they are measured in, in this order."""

Turned = Mapping[str, str]
"""Levers that stand otherwise than in the scenario, and the value of each as a scenario would say it."""


class NoSuchLever(LookupError):  # noqa: N818  (a sentence for the user)
    """A setting names a lever that the board hasn't."""

    def __init__(self, name: str) -> None:
        """Remember the name."""
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Board:
    """The levers of a scenario: each has one value now and can be turned to others of its range."""

    scenario: Scenario
    dials: Mapping[str, Dial]

    def settled(self, turned: Turned) -> tuple[tuple[str, str], ...]:
        """What is turned, in the order of the board, without what stands as it stands anyway.

        Raises
        ------
        NoSuchLever
            If a name is none of the board's.
        """
        for name in turned:
            if name not in self.dials:
                raise NoSuchLever(name)
        return tuple(
            (name, turned[name])
            for name, dial in self.dials.items()
            if name in turned and turned[name] != _present(dial).text
        )

    def settings(self, turned: Turned) -> list[tuple[str, str]]:
        """The same as paths of the scenario and their values."""
        return [(self.dials[name].path, text) for name, text in self.settled(turned)]

    def beside(self, turned: Turned, hand: str) -> Iterator[dict[str, str]]:
        """Where a lever would stand one notch up and one notch down, all others staying."""
        dial = self.dials[hand]
        texts = [notch.text for notch in dial.notches]
        now = turned.get(hand, _present(dial).text)
        if now in texts:
            place = texts.index(now)
            for other in (place + 1, place - 1):
                if 0 <= other < len(texts):
                    yield {**turned, hand: texts[other]}

    @property
    def told(self) -> list[dict[str, Any]]:
        """The groups with their levers, as the page wants them."""
        levers = [self._lever(name, dial) for name, dial in self.dials.items()]
        return [
            {"group": group, "levers": own}
            for group in GROUPS
            if (own := [lever for lever in levers if lever["group"] == group])
        ]

    def _lever(self, name: str, dial: Dial) -> dict[str, Any]:
        said = self.scenario.said.levers[name]
        facts = (fact for fact in self.scenario.facts if fact.path[:2] == ("levers", name))
        basis = next(facts, None)
        return {
            "name": name,
            "title": dict(dial.title),
            "group": _group(dial),
            "unit": {lang: say(f"unit.written.{dial.unit}", lang) if dial.unit else "" for lang in LANGUAGES},
            "notches": [{"text": notch.text, "number": notch.number} for notch in dial.notches],
            "present": _present(dial).text,
            "range": dial.span,
            "cost_million_vnd_a_year": _cost(said.cost),
            "source": self._source(None if basis is None else basis.source),
            "grade": None if basis is None else basis.grade,
            "note": None if said.note is None else {lang: getattr(said.note, lang) for lang in LANGUAGES},
        }

    def _source(self, name: str | None) -> dict[str, str] | None:
        source = self.scenario.said.sources.get(name or "")
        return None if source is None else {lang: getattr(source.title, lang) for lang in LANGUAGES}


def board_of(scenario: Scenario) -> Board:
    """The board of a scenario, with all its levers."""
    return Board(scenario, {name: dial_of(scenario, name) for name in scenario.said.levers})


def _present(dial: Dial) -> Notch:
    assert dial.present is not None, "a lever has one value"
    return dial.present


def _group(dial: Dial) -> str:
    if is_switch(dial):
        return "switches"
    if dial.is_whole and not dial.unit:
        return "counts"
    kind = UNITS[dial.unit].kind if dial.unit in UNITS else ""
    if kind.startswith("money"):
        return "money"
    return "times" if kind == "duration" else "others"


def value_said(dial: Dial, text: str, lang: str) -> str:
    """A value of a lever for people."""
    if is_switch(dial):
        return say("explore.page.yes" if text == "1" else "explore.page.no", lang)
    if dial.is_date:
        return say_date(text, lang)
    number, _, unit = text.partition(" ")
    try:
        said = say_number(float(number), lang, len(number.partition(".")[2]))
    except ValueError:
        return text
    return f"{said}{NO_BREAK}{say(f'unit.written.{unit}', lang)}" if unit else said


def is_switch(dial: Dial) -> bool:
    """Whether a lever is either on or off."""
    return dial.is_whole and [notch.number for notch in dial.notches] == [0, 1]


def _cost(cost: Amount | None) -> float | None:
    """What one unit more costs a year, where that is one number."""
    law = None if cost is None else cost.distribution
    return law.params[0] if law is not None and law.is_fixed else None
