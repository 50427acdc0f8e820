"""Works, parts and procedures unrolled into single activities, each with a name for life.

A procedure is written once; every part that uses it becomes a set of families, one for each
step, and a family has one activity for each segment and unit: ``bridge.land[2].payment[17]``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from model.plan.numbers import NO_SCOPE, Numbers, Path, Scope
from model.scenario.amounts import parse_amount
from model.scenario.steps import Activity, Procedure, Step, Use, Work

Key = tuple[str, ...]

MOST_UNITS = 100_000
"""Of one step in one segment: beyond it a count is a slip of the pen."""


@dataclass
class Family:
    """A step of the programme with all the activities it stands for.

    ``members[segment][unit]`` is the number of an activity in plan order. ``scopes[segment]`` are
    the values of the procedure's parameters there. A family of one segment that was not asked
    for has ``segments`` None; one without units has ``unit_of`` None.
    """

    key: Key
    said: Step
    path: Path
    phase: str
    part: Use | None = None
    part_path: Path = ()
    is_entry: bool = False
    segments: int | None = None
    unit_of: str | None = None
    scopes: list[Scope] = field(default_factory=list)
    members: list[list[int]] = field(default_factory=list)

    @property
    def work(self) -> str:
        """The work it belongs to; activities at the top of a file belong to none."""
        return self.key[0] if len(self.key) > 1 else ""

    def everyone(self) -> list[int]:
        """All activities of the family, in plan order."""
        return [number for segment in self.members for number in segment]

    def name(self, segment: int, unit: int | None = None) -> str:
        """Name of a segment of the family, or of one activity of it."""
        place = f"[{segment + 1}]" if self.segments is not None else ""
        words = list(self.key)
        words[min(len(words), 2) - 1] += place
        text = ".".join(words)
        return text if unit is None or self.unit_of is None else f"{text}[{unit + 1}]"


@dataclass
class Programme:
    """Everything unrolled: the families by key, in plan order."""

    families: dict[Key, Family] = field(default_factory=dict)
    size: int = 0

    def add(self, family: Family, counts: list[int]) -> None:
        """Number the activities of a family: segment after segment, unit after unit."""
        for count in counts:
            family.members.append(list(range(self.size, self.size + count)))
            self.size += count
        self.families[family.key] = family

    def steps_of(self, part: Key) -> list[Family]:
        """The families of a part that uses a procedure."""
        return [family for key, family in self.families.items() if key[:2] == part and len(key) == 3]

    def placed(self) -> Iterator[tuple[Family, int, int, int]]:
        """Every activity in plan order: its family, segment, unit and number."""
        for family in self.families.values():
            for segment, members in enumerate(family.members):
                for unit, number in enumerate(members):
                    yield family, segment, unit, number


def unroll(numbers: Numbers) -> Programme:
    """All activities of a scenario, in plan order: position in the file, then segment, then unit."""
    said = numbers.scenario.said
    programme = Programme()
    for block in numbers.scenario.tree:
        if block == "works":
            for name, work in said.works.items():
                _unroll_work(name, work, programme, numbers)
        elif block == "activities":
            for name, activity in said.activities.items():
                _add_activity((name,), activity, ("activities", name), activity.phase or "", programme)
    return programme


def _unroll_work(name: str, work: Work, programme: Programme, numbers: Numbers) -> None:
    for part_name, part in work.parts.items():
        path: Path = ("works", name, "parts", part_name)
        if isinstance(part, Use):
            _use_procedure((name, part_name), part, path, work, programme, numbers)
        else:
            phase = part.phase or work.phase or ""
            _add_activity((name, part_name), part, path, phase, programme)


def _add_activity(key: Key, said: Activity, path: Path, phase: str, programme: Programme) -> None:
    family = Family(key, said, path, phase, segments=said.segments)
    family.scopes = [NO_SCOPE] * (said.segments or 1)
    programme.add(family, [1] * (said.segments or 1))


def _use_procedure(
    key: Key, part: Use, path: Path, work: Work, programme: Programme, numbers: Numbers
) -> None:
    procedure = numbers.scenario.said.procedures[part.use]
    scopes: list[Scope] = [_scope(part, segment, path, numbers) for segment in range(part.segments or 1)]
    entries = entry_steps(procedure)
    for step_name, step in procedure.steps.items():
        family = Family(
            (*key, step_name),
            step,
            ("procedures", part.use, "steps", step_name),
            step.phase or part.phase or procedure.phase or work.phase or "",
            part=part,
            part_path=path,
            is_entry=step_name in entries,
            segments=part.segments,
            unit_of=step.for_,
            scopes=scopes,
        )
        programme.add(family, [_units(family, scope, path, numbers) for scope in scopes])


def _scope(part: Use, segment: int, path: Path, numbers: Numbers) -> Scope:
    """Parameters of one segment: a list gives each segment its own value."""
    scope, segments = Scope(), part.segments or 1
    for name, value in part.with_.items():
        place = (*path, "with", name)
        if not isinstance(value, list):
            scope.give(name, value, place)
            continue
        if len(value) != segments:
            numbers.fault(place, "plan.list_per_segment", found=len(value), wanted=segments)
        if segment < len(value):
            scope.give(name, value[segment], (*place, segment))
        else:
            scope.give(name, "0" if not value else value[-1], place)
    return scope


def _units(family: Family, scope: Scope, path: Path, numbers: Numbers) -> int:
    if family.unit_of is None:
        return 1
    if family.unit_of not in scope:
        numbers.fault((*family.path, "for"), "plan.for_needs_parameter", found=family.unit_of)
        return 1
    place = (*path, "with", family.unit_of)
    faults = len(numbers.faults)
    count = numbers.count(parse_amount(f"${family.unit_of}", "count"), place, scope)
    if len(numbers.faults) > faults:
        return 1  # so that what else is wrong with the step is told too
    if count > MOST_UNITS:
        numbers.fault(place, "plan.too_many_units", found=count, wanted=MOST_UNITS)
        return 1
    return count


def entry_steps(procedure: Procedure) -> set[str]:
    """Steps that wait for no other step of their procedure and are not another's next step."""
    taken_up = {follower for step in procedure.steps.values() for follower in followers(step)}
    return {name for name, step in procedure.steps.items() if name not in taken_up and not step.after}


def exit_steps(procedure: Procedure) -> set[str]:
    """Steps that no other step of their procedure waits for, and that hand over to none."""
    waited_for = {name for step in procedure.steps.values() for name in _waits_for(step)}
    return {
        name
        for name, step in procedure.steps.items()
        if name not in waited_for and not (set(followers(step)) & set(procedure.steps))
    }


def followers(step: Step) -> list[str]:
    """Steps that take over when this one is refused for good, or that its branch may take."""
    return [*takes_over(step), *step.branch]


def takes_over(step: Step) -> list[str]:
    """Steps that take over when this one is refused for good."""
    named = [step.refused.then] if step.refused else []
    named += [step.rework.then] if step.rework and isinstance(step.rework.then, str) else []
    return [name for name in named if name != "never"]


def _waits_for(step: Step) -> Iterator[str]:
    for wait in step.after:
        for predecessor in getattr(wait, "any", None) or [wait]:
            yield predecessor.of
    for gate in [*step.starts_when, *step.finishes_when]:
        yield from gate.of
