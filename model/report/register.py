"""The register of a programme: what it wants, and what the model makes of each goal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from model.report.inventory import heading, sources_used
from model.report.lists import ENDLESS, Column, sheet
from model.report.terminal import note
from model.scenario import Scenario
from model.scenario.goals import COUNTING, milestones_of, readings
from model.scenario.saying import Title
from model.scenario.shape import Goal, ScenarioSaid
from model.words import LANGUAGES, say, say_deadline

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "scenario", "id", "title_vi", "title_en", "kind", "owner_vi", "owner_en", "deadline", "basis",
    "definition_vi", "definition_en", "treatment", "reason_vi", "reason_en", "milestone",
    "probability", "ci_low", "ci_high", "source", "grade", "at_least", "of", "left_out",
)  # fmt: skip
CHANCE = ("probability", "ci_low", "ci_high")

ABSENT = "not_in_this_scenario"
"""How a goal is treated that would be a milestone, where the scenario has none for it."""

TREATMENTS = ("milestone", ABSENT, "lever", "request", "indicator", "vision", "not_simulated")
"""In the order of how much the model makes of a goal."""

INDENT = 4

READABLE = 100
"""Columns beyond which lines of prose are no longer easy to read."""


@dataclass(frozen=True)
class Entry:
    """A goal as one scenario treats it: by which of its milestones, and on what its text rests."""

    name: str
    goal: Goal
    milestones: tuple[str, ...]
    treatment: str
    source: str
    grade: str


def entries(said: ScenarioSaid) -> Iterator[Entry]:
    """The register of a scenario in the order of its files."""
    for name, goal in said.register_.items():
        milestones = tuple(milestones_of(said, name))
        is_absent = goal.treated_as == "milestone" and not milestones
        basis = goal.basis or said.basis
        about = (basis.source, basis.grade) if basis else ("", "")
        yield Entry(name, goal, milestones, ABSENT if is_absent else goal.treated_as, *about)


# -- for results -------------------------------------------------------------------------------------


def register_table(scenario: Scenario, milestones: pd.DataFrame, goals: pd.DataFrame) -> pd.DataFrame:
    """The register with what a run found: one row per goal, milestone and deadline.

    Parameters
    ----------
    milestones
        The table of milestones and deadlines of the run.
    goals
        Its table of goals that are read off others.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``; a chance only where the goal's deadline is one of its milestone's. A goal that
        counts others has a row for each number of them: the chance that ``at_least`` so many ``of``
        those counted are met; ``left_out`` names those without a milestone here.
    """
    chances = {
        (row["milestone"], row["deadline"]): {word: row[word] for word in CHANCE}
        for row in milestones.to_dict("records")
    }
    counted_by = {name: _counted(own) for name, own in goals.groupby("goal", sort=False)}
    rows = [
        {"scenario": scenario.name, **_told(entry), "milestone": milestone, "deadline": deadline}
        | {"basis": basis, **chances.get((milestone, deadline), {})}
        | counted
        for entry in entries(scenario.said)
        for milestone in entry.milestones or ("",)
        for deadline, basis in _deadlines(entry.goal).items() or [("", "")]
        for counted in counted_by.get(entry.name, [{}])
    ]
    import pandas as pd  # slow to import, and lists have no use for it

    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"at_least": "Int64", "of": "Int64"})


def _counted(own: pd.DataFrame) -> list[dict[str, object]]:
    """The chance of each number of goals counted, fewest first; one entry without where none is counted."""
    at_least = own[(own.measure == "met_at_least") & (own.number > 0)]
    left_out = {"left_out": "; ".join(own.member[own.measure == "left_out"])}
    return [
        {"at_least": row["number"], "of": len(at_least), **{word: row[word] for word in CHANCE}} | left_out
        for row in at_least.to_dict("records")
    ] or [left_out]


def _told(entry: Entry) -> dict[str, str]:
    """What is the same in every row of a goal."""
    goal = entry.goal
    texts: dict[str, str] = {}
    for word in ("title", "owner", "definition", "reason"):
        texts |= {f"{word}_{lang}": getattr(getattr(goal, word), lang) for lang in LANGUAGES}
    kind = "; ".join(goal.kind)
    about = {"treatment": entry.treatment, "source": entry.source, "grade": entry.grade}
    return {"id": entry.name, "kind": kind, **texts, **about}


def _deadlines(goal: Goal) -> dict[str, str]:
    return {deadline.text: basis for deadline, basis in goal.by.items()}


# -- for the terminal --------------------------------------------------------------------------------


def register(scenario: Scenario, lang: str, width: int) -> RenderableType:
    """Every goal of the programme, one below the other; where lines are endless, each goal in one.

    Parameters
    ----------
    scenario
        A scenario, read.
    lang
        ``"vi"`` or ``"en"``.
    width
        Columns there are.
    """
    found = list(entries(scenario.said))
    title = Text(scenario.title[lang], style="bold")
    if not found:
        return Group(title, note(say("register.none", lang), width))
    counts = Counter(entry.treatment for entry in found)
    treated = "; ".join(f"{_treatment(word, lang)} {counts[word]}" for word in TREATMENTS if counts[word])
    head = note(say("register.head", lang, count=len(found), treated=treated), width)
    told = [_texts(scenario.said, entry, lang) for entry in found]
    goals = _lines(told, lang, width) if width >= ENDLESS else _cards(told, lang, width)
    uses = Counter(entry.source for entry in found)
    below = [heading("sources", lang), sources_used(scenario, uses, lang, width)]
    return Group(title, head, Text(""), goals, *below, Text(""), note(say("register.note", lang), width))


def _texts(said: ScenarioSaid, entry: Entry, lang: str) -> dict[str, str]:
    """A goal in words, by column."""
    goal = entry.goal
    return {
        "goal": entry.name,
        "title": _in(lang, goal.title),
        "kind": ", ".join(say(f"register.kind.{kind}", lang) for kind in goal.kind),
        "owner": _in(lang, goal.owner),
        "deadlines": _deadlines_told(goal, lang),
        "definition": _in(lang, goal.definition),
        **{word: _counted_goals(said, goal, word, lang) for word in COUNTING},
        "treatment": _treatment(entry.treatment, lang),
        "milestone": ", ".join(entry.milestones),
        "reason": _in(lang, goal.reason),
        "grade": entry.grade,
        "source": entry.source,
    }


def _deadlines_told(goal: Goal, lang: str) -> str:
    """The deadlines, those of one basis together: ``2021-06-30, 2022-12-31 (our own mark)``."""
    told = []
    for basis, same in groupby(_deadlines(goal).items(), key=lambda one: one[1]):
        days = ", ".join(say_deadline(deadline, lang) for deadline, _ in same)
        told.append(f"{days} ({say(f'table.basis.{basis}', lang)})")
    return "; ".join(told)


def _counted_goals(said: ScenarioSaid, goal: Goal, word: str, lang: str) -> str:
    """The goals read by a composite one: ``G1 2025-12-31, G3 2029-12-31 (not in this scenario)``."""
    told = []
    for one in readings(said, getattr(goal, word)):
        absent = "" if one.milestone else f" ({say('register.absent', lang)})"
        told.append(f"{one.goal} {say_deadline(one.deadline, lang)}{absent}")
    return ", ".join(told)


def _in(lang: str, title: Title) -> str:
    return title.vi if lang == "vi" else title.en


def _treatment(word: str, lang: str) -> str:
    return say(f"register.treatment.{word}", lang)


def _lines(told: list[dict[str, str]], lang: str, width: int) -> RenderableType:
    columns = [Column(say(f"register.column.{word}", lang)) for word in told[0]]
    return sheet(columns, [list(texts.values()) for texts in told], width)


def _cards(told: list[dict[str, str]], lang: str, width: int) -> RenderableType:
    """Each goal in a few lines under its code and title."""
    right = max(0, width - READABLE)
    return Group(
        *(
            part
            for texts in told
            for part in (
                Text.assemble((texts["goal"], "bold cyan"), "  ", (texts["title"], "bold")),
                Padding(_card(texts, lang), (0, right, 1, INDENT)),
            )
        )
    )


def _card(texts: Mapping[str, str], lang: str) -> Text:
    grade = say("register.grade", lang, grade=texts["grade"])
    card = Text(f"{texts['kind']} · {grade} · {texts['owner']}", style="dim")
    treatment = f"{texts['treatment']}: {texts['milestone']}" if texts["milestone"] else texts["treatment"]
    lines = (
        ("deadlines", texts["deadlines"]),
        ("definition", texts["definition"]),
        *((word, texts[word]) for word in COUNTING),
        ("treatment", f"{treatment}. {texts['reason']}"),
    )
    for word, text in lines:
        if text:
            card.append(f"\n{say(f'register.column.{word}', lang)}: ", style="not dim cyan")
            card.append(text, style="not dim")
    return card
