"""Where every number of a scenario comes from: its own source and grade, or those of the block around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel

from model.scenario.amounts import UNREADABLE, Amount, AmountError, parse_amount
from model.scenario.check import locate
from model.scenario.faults import Fault, Line, Place
from model.scenario.happenings import CorrelationSaid, RiskRow, RiskSaid
from model.scenario.read import Mark, Node
from model.scenario.resources import CalendarSaid, SessionSaid, WindowSaid
from model.scenario.saying import Basis, Title
from model.scenario.shape import Goal
from model.scenario.steps import Step, Use
from model.scenario.wrong import shown


@dataclass(frozen=True)
class Fact:
    """One number, or one calendar, session or window, and what it rests on.

    ``source`` and ``grade`` are None only for values handed to a procedure, whose place asks for
    none. ``text`` and ``unit`` are as written. ``known_on`` is the day said beside it or in its basis.
    ``kind`` is duration, money, share, …, and empty for what is no number; ``is_range`` tells that it
    is drawn, or a lever, which has its range.
    """

    path: Place
    text: str
    unit: str
    source: str | None
    grade: str | None
    note: Title | None
    known_on: date | None
    hindsight: str | None
    file: str
    line: Line | None
    kind: str = ""
    is_range: bool = False


_DATED = ("on", "between", "years", "not_before")
"""The words of an event, or of a step, that hold it to dates."""


def _own_words(said: BaseModel) -> tuple[str, ...]:
    """What a block may say of its numbers although they rest on what is around it."""
    is_numbers_own = hasattr(said, "source") and not isinstance(said, Basis)
    return ("known_on", "note") if is_numbers_own else ("known_on",)


@dataclass
class Provenance:
    """All facts of a scenario in the order of its tree, and what is said of none.

    ``dated`` are the dates on which events and steps may begin; they are no numbers, but what is
    known of them is known since a day too.
    """

    tree: Node
    facts: list[Fact] = field(default_factory=list)
    dated: list[Fact] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def walk(self, said: Any, place: Place, basis: Basis | None) -> None:
        """Note every number below a place; ``basis`` is what the blocks around it rest on."""
        if isinstance(said, Amount):
            self._note_number(said, place, basis)
        elif isinstance(said, BaseModel):
            self._walk_block(said, place, basis)
        else:
            for step, inner in _entries(said):
                self.walk(inner, (*place, step), basis)

    def _walk_block(self, said: BaseModel, place: Place, around: Basis | None) -> None:
        basis = self._basis_of(said, place) or around
        own = {word: told for word in _own_words(said) if (told := getattr(said, word, None)) is not None}
        if basis is not None and own:
            basis = basis.model_copy(update=own)
        if isinstance(said, CalendarSaid | SessionSaid | WindowSaid | CorrelationSaid):
            self._note_block(place, basis)
        if isinstance(said, Use):
            self._note_given(said, place, basis)
        if isinstance(said, Goal | RiskRow) and basis is None:
            self._fault(place, "scenario.no_provenance", found=said.title.en)
        if isinstance(said, RiskSaid | Step) and basis is not None:
            self._note_dates(said, place, basis)
        for name, info in type(said).model_fields.items():
            if name != "with_":
                self.walk(getattr(said, name), (*place, info.alias or name), basis)

    def _basis_of(self, said: BaseModel, place: Place) -> Basis | None:
        """The basis a block states for itself, as ``basis`` or as a source and grade of its own."""
        own = getattr(said, "basis", None)
        if isinstance(own, Basis):
            return own
        source, grade = getattr(said, "source", None), getattr(said, "grade", None)
        if isinstance(said, Basis) or not hasattr(said, "source"):
            return None
        return self._pair(place, source, grade, getattr(said, "note", None))

    def _pair(self, place: Place, source: str | None, grade: str | None, note: Title | None) -> Basis | None:
        if source is None and grade is None:
            return None
        if source is None or grade is None:
            self._fault(place, "scenario.half_provenance")
        return Basis.model_construct(source=source or "", grade=grade or "D", note=note)

    def _note_number(self, said: Amount, place: Place, basis: Basis | None) -> None:
        if said.ref is not None or said is UNREADABLE:
            return
        own = self._pair(place, said.source, said.grade, said.note) or basis
        if own is None:
            self._fault(place, "scenario.no_provenance", found=said.text)
        self._add(place, said.text, said.unit, own, said)

    def _note_dates(self, said: RiskSaid | Step, place: Place, basis: Basis) -> None:
        for word in _DATED:
            if getattr(said, word, None) is not None:
                found, node = locate(self.tree, (*place, word))
                about = (basis.source, basis.grade, basis.note, basis.known_on, None)
                text = shown(node.plain())
                self.dated.append(Fact(found, text, "", *about, node.mark.file, node.mark.line))

    def _note_block(self, place: Place, basis: Basis | None) -> None:
        _, node = locate(self.tree, place)
        words = {word: child for word, child in node.entries.items() if word not in ("title", "basis")}
        text = "; ".join(f"{word} {_summary(child.plain())}" for word, child in words.items())
        if basis is None:
            self._fault(place, "scenario.no_provenance", found=shown(text))
        self._add(place, text, "", basis, None)

    def _note_given(self, said: Use, place: Place, basis: Basis | None) -> None:
        """Values handed to a procedure, in a list one for each segment."""
        for name, value in said.with_.items():
            at: Place = (*place, "with", name)
            if isinstance(value, list):
                for number, one in enumerate(value):
                    self._note_one_given(one, (*at, number), basis)
            else:
                self._note_one_given(value, at, basis)

    def _note_one_given(self, value: Any, at: Place, basis: Basis | None) -> None:
        """Whether it is a number shows where it is used; here it is one if it can be read as one."""
        try:
            amount = parse_amount(value, "value")
        except AmountError:
            return
        if amount.ref is None:
            own = self._pair(at, amount.source, amount.grade, None) or basis
            self._add(at, amount.text, amount.unit, own, amount)

    def _add(self, place: Place, text: str, unit: str, basis: Basis | None, said: Amount | None) -> None:
        found, mark = self._found(place)
        note = (said.note if said else None) or (basis.note if basis else None)
        is_drawn = said is not None and said.distribution is not None and not said.distribution.is_fixed
        is_range = is_drawn or (found[0] == "levers" and found[-1] == "value")
        self.facts.append(
            Fact(
                found,
                text,
                unit,
                basis.source if basis else None,
                basis.grade if basis else None,
                note,
                (said.known_on if said else None) or (basis.known_on if basis else None),
                said.hindsight if said else None,
                mark.file,
                mark.line,
                said.kind if said else "",
                is_range,
            )
        )

    def _found(self, place: Place) -> tuple[Place, Mark]:
        found, node = locate(self.tree, place)
        return found, node.mark

    def _fault(self, place: Place, key: str, **values: Any) -> None:
        found, mark = self._found(place)
        self.faults.append(Fault(mark.file, mark.line, found, key, values))


def provenance_of(said: BaseModel, tree: Node) -> Provenance:
    """Every number of a scenario or library with what it rests on, and the faults of those on nothing.

    Parameters
    ----------
    said
        The whole of what was said, already read.
    tree
        The tree it was read from.
    """
    provenance = Provenance(tree)
    provenance.walk(said, (), None)
    return provenance


def _entries(said: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(said, dict):
        yield from ((str(getattr(key, "text", key)), inner) for key, inner in said.items())
    elif isinstance(said, list):
        yield from enumerate(said)


def _summary(said: Any) -> str:
    if isinstance(said, dict):
        return "{" + ", ".join(f"{word}: {_summary(value)}" for word, value in said.items()) + "}"
    if isinstance(said, list):
        return ", ".join(_summary(one) for one in said)
    return shown(said)
