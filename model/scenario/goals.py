"""Goals of a register that are read off other goals: which of them, by which deadline of which milestone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.scenario.dates import By
from model.scenario.faults import Place
from model.scenario.shape import Goal, ScenarioSaid

COUNTING = ("counts", "together")
"""The words by which a goal names others: to count those met, and to see whether all of them are."""


def milestones_of(said: ScenarioSaid, name: str) -> list[str]:
    """The milestone a goal names; where it names none, those that name it."""
    goal = said.register_[name]
    if goal.milestone is not None:
        return [goal.milestone] if goal.milestone in said.milestones else []
    return [own for own, milestone in said.milestones.items() if milestone.goal == name]


@dataclass(frozen=True)
class Reading:
    """One goal as a composite one reads it: by one deadline of the milestone that stands for it.

    ``milestone`` is blank where this scenario has none for it.
    """

    goal: str
    milestone: str
    deadline: str


def readings(said: ScenarioSaid, counted: dict[str, By | None]) -> Iterator[Reading]:
    """The goals a composite one names, in its order; those that can't be read are passed over."""
    for name, by in counted.items():
        if name in said.register_ and not wrong_reading(said, name, by):
            milestone = next(iter(milestones_of(said, name)), "")
            yield Reading(name, milestone, _deadline(said.register_[name], by))


def _deadline(goal: Goal, by: By | None) -> str:
    """The deadline said, else the only one that the goal's text states; blank where there is no such one."""
    stated = [deadline.text for deadline, basis in goal.by.items() if basis == "stated"]
    if by is not None:
        return by.text
    return stated[0] if len(stated) == 1 else ""


def wrong_reading(said: ScenarioSaid, name: str, by: By | None) -> tuple[str, dict[str, Any]] | None:
    """Why a goal that is there can't be counted so: the sentence that says it, and what fills its blanks."""
    goal, milestones = said.register_[name], milestones_of(said, name)
    if goal.treated_as != "milestone":
        return "scenario.not_countable", {"goal": name, "found": goal.treated_as}
    if len(milestones) > 1:
        return "scenario.several_milestones", {"goal": name, "found": ", ".join(milestones)}
    deadline = _deadline(goal, by)
    if not deadline:
        return "scenario.no_stated_deadline", {"goal": name}
    owner = said.milestones[milestones[0]] if milestones else goal
    known = [one.text for one in owner.by]
    if deadline in known:
        return None
    key = "scenario.not_its_deadline" if milestones else "scenario.not_the_goals_deadline"
    of = milestones[0] if milestones else name
    return key, {"goal": name, "of": of, "found": deadline, "known": ", ".join(known) or "–"}


def wrong_readings(said: ScenarioSaid) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    """Everything wrong with what composite goals count; goals that nobody has are told elsewhere."""
    for name, goal in said.register_.items():
        for word in COUNTING:
            for other, by in getattr(goal, word).items():
                wrong = wrong_reading(said, other, by) if other in said.register_ else None
                if wrong:
                    yield ("register", name, word, other), *wrong
