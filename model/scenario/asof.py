"""What a scenario may know: nothing from after its ``as_of``, or of that only how such works go elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from model.scenario.faults import Fault
from model.scenario.provenance import Fact
from model.scenario.saying import Source
from model.scenario.shape import ScenarioSaid
from model.scenario.wrong import shown

OF_THIS_PLACE = ("A", "B")
"""Grades of what tells of this place or of a law: of that, hindsight is never allowed."""


def known_day(fact: Fact, sources: Mapping[str, Source]) -> date | None:
    """The day from which something is known; None where nothing says, and it is taken as known.

    Its own day before that of the block it rests on, and these before its source's: the day on which
    what it tells was known, else the day of the source itself.
    """
    source = sources.get(fact.source or "")
    return fact.known_on or (source.known_on or source.when if source else None)


def check_as_of(said: ScenarioSaid, facts: Iterable[Fact]) -> Iterator[Fault]:
    """Everything a scenario says that nobody could have known on its ``as_of``."""
    if said.as_of is None:
        return
    for fact in facts:
        known = known_day(fact, said.sources)
        is_of_process = said.hindsight == "process" and fact.grade not in OF_THIS_PLACE
        if known is None or known <= said.as_of or is_of_process:
            continue
        key = "scenario.known_later" if said.hindsight is None else "scenario.known_later_here"
        values = {"found": shown(fact.text), "source": fact.source, "grade": fact.grade}
        values |= {"known": known.isoformat(), "as_of": said.as_of.isoformat()}
        yield Fault(fact.file, fact.line, fact.path, key, values)
