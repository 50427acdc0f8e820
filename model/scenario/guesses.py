"""What is only guessed: numbers of grade D, and which of them stand as if they were known.

Where a number is judgement, its writer owes a range. Asked for are durations, shares, money, rates
and levels in what is done, what it takes and what may happen. Not asked for is what shapes the
network and so must be known before a run: how many households and segments there are, how long a
segment is, how much is enough for a gate, how much durations lean on each other. Nor are dates,
calendars, sessions, crews and what a milestone asks for. A lever has its range beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from model.scenario.amounts import Amount
from model.scenario.faults import dotted
from model.scenario.load import Scenario
from model.scenario.provenance import Fact
from model.scenario.steps import Procedure, Step, Use

UNSURE_BLOCKS = (
    "levers", "assumptions", "capital", "indicators", "procedures", "works", "activities", "risks", "drivers",
)  # fmt: skip
"""Where a number could be a range."""

_SHAPING_KINDS = ("count", "length")
_SHAPING_WORDS = ("share", "rho", "per", "cost")
"""Words whose number must be known before the run; the cost of a lever decides nothing in it."""


class Graded(NamedTuple):
    """A number that could be a range: its grade, where it stands, what it says, and whether it is one."""

    grade: str | None
    path: str
    value: str
    is_range: bool
    fact: Fact


def graded_numbers(scenario: Scenario) -> Iterator[Graded]:
    """Every number of a scenario that could be a range, in the order of its tree."""
    shaping = set(_shaping_parameters(scenario))
    for fact in scenario.facts:
        is_asked = fact.kind and fact.path[0] in UNSURE_BLOCKS
        if is_asked and not _is_shaping(fact) and fact.path[:6] not in shaping:
            yield Graded(fact.grade, dotted(fact.path), fact.text, fact.is_range, fact)


def fixed_guesses(scenario: Scenario) -> list[Graded]:
    """Numbers of grade D that are one number, as if they were known."""
    return [one for one in graded_numbers(scenario) if one.grade == "D" and not one.is_range]


def _is_shaping(fact: Fact) -> bool:
    """Whether a number must be known before the run, or says that there is nothing."""
    is_nothing = fact.text.removesuffix(fact.unit).strip() == "0"
    is_part_of_a_year = fact.path[2:3] == ("releases",)
    is_named_by_a_procedure = fact.path[4:5] == ("with",)
    is_known = not is_named_by_a_procedure and fact.path[-1] in _SHAPING_WORDS
    return is_nothing or is_part_of_a_year or is_known or fact.kind in _SHAPING_KINDS


def _shaping_parameters(scenario: Scenario) -> Iterator[tuple[str | int, ...]]:
    """Where parts are given what their procedure must know before the run."""
    for work, said in scenario.said.works.items():
        for name, part in said.parts.items():
            if isinstance(part, Use):
                for parameter in _shaping_in(scenario.said.procedures[part.use]):
                    yield "works", work, "parts", name, "with", parameter


def _shaping_in(procedure: Procedure) -> Iterator[str]:
    for step in procedure.steps.values():
        if step.for_ is not None:
            yield step.for_
        yield from (amount.ref for amount in _known_before(step) if amount is not None and amount.ref)


def _known_before(step: Step) -> Iterable[Amount | None]:
    """The numbers of a step that must be known before the run."""
    gates = [*step.starts_when, *step.finishes_when]
    wanted = [amount for gate in gates for amount in (gate.share, gate.count, gate.contiguous)]
    rho = step.family.rho if step.family else None
    per = step.capital.per if step.capital else None
    return [step.length, step.weight, rho, per, *wanted]
