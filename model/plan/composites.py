"""Goals that are read off others: which milestones of the plan they count, by which deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.plan.network import Composite, Counted, Milestone
from model.scenario.dates import By
from model.scenario.goals import readings
from model.scenario.shape import ScenarioSaid


def composites_of(said: ScenarioSaid, milestones: Sequence[Milestone]) -> Iterator[Composite]:
    """Every goal of the register that counts others, in its order."""
    for name, goal in said.register_.items():
        if goal.counts or goal.together:
            counts, left_out = _counted(said, goal.counts, milestones)
            together, apart = _counted(said, goal.together, milestones)
            yield Composite(name, goal.title.model_dump(), counts, left_out, together, apart)


def _counted(
    said: ScenarioSaid, goals: dict[str, By | None], milestones: Sequence[Milestone]
) -> tuple[tuple[Counted, ...], tuple[str, ...]]:
    """The goals that have a milestone here, and the codes of those that have none."""
    deadlines = [(number, one) for number, of in enumerate(milestones) for one in of.deadlines]
    places = {(milestones[number].name, one.text): place for place, (number, one) in enumerate(deadlines)}
    found = list(readings(said, goals))
    counted = [
        Counted(one.goal, *deadlines[place], place)
        for one in found
        if (place := places.get((one.milestone, one.deadline))) is not None
    ]
    return tuple(counted), tuple(one.goal for one in found if not one.milestone)
