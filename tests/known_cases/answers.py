"""All answers to one case, with what went wrong and what isn't offered."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.known_cases import figures, measures, queues
from tests.known_cases.cases import Case, CaseError, NotOfferedError, Variant, variant_of
from tests.known_cases.play import Played, Run, play


@dataclass
class Answers:
    """Answers in the order of ``expected``; None where not offered or failed."""

    values: list[Any]
    errors: list[str] = field(default_factory=list)
    not_offered: list[str] = field(default_factory=list)


def answers_of(case: Case, run: Run) -> Answers:
    """Every answer to a case; what can't be translated is told and the rest still answered."""
    answer = _way_of(case, run)
    found = Answers([None] * len(case.expected))
    for number in range(len(case.expected)):
        try:
            found.values[number] = answer(number)
        except NotOfferedError as key:
            found.not_offered.append(str(key))
        except Exception as error:
            told = str(error) if isinstance(error, CaseError) else _unforeseen(case, error)
            if told not in found.errors:
                found.errors.append(told)
    return found


def _unforeseen(case: Case, error: Exception) -> str:
    """What nobody thought of, with the place in the code; the other cases go on."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{case.id}: {type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})"


def _way_of(case: Case, run: Run) -> Callable[[int], Any]:
    """How the entries of this case are answered."""
    if case.model is None:
        return lambda number: figures.answer(case.entry(number), case, run.seed)
    if case.model.get("queue") is not None:
        found = _once(lambda _: queues.steady_state(case, run))
        return lambda number: queues.answer(case.entry(number), found(None))
    played: Callable[[Variant], Played] = _once(lambda variant: play(case, variant, run))
    return lambda number: _measured(case, number, played)


def _measured(case: Case, number: int, played: Callable[[Variant], Played]) -> Any:
    entry = case.entry(number)
    if entry.take("measure") == "optimum":
        raise NotOfferedError("measure optimum")
    return measures.answer(entry, played(variant_of(entry)))


def _once(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Work that is done once for each key, its failure remembered as well."""
    known: dict[Any, Any] = {}

    def found(key: Any) -> Any:
        if key not in known:
            try:
                known[key] = work(key)
            except Exception as failure:
                known[key] = failure
        if isinstance(known[key], Exception):
            raise known[key]
        return known[key]

    return found
