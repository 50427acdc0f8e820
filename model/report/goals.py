"""Goals that are read off others, in a few lines below the table of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from model.report.frames import rows_of
from model.report.terminal import note
from model.words import say, say_chance, say_chance_between, say_deadline

if TYPE_CHECKING:
    import pandas as pd


def goals_told(goals: pd.DataFrame, lang: str, width: int) -> RenderableType | None:
    """How many of the goals that a composite one counts are met, and how likely those wanted together are.

    Parameters
    ----------
    goals
        The table ``goals.csv`` of one run.
    lang
        ``"vi"`` or ``"en"``.
    width
        Columns there are.

    Returns
    -------
    RenderableType or None
        Nothing where the scenario has no such goal.
    """
    parts: list[RenderableType] = []
    for name, own in goals.groupby("goal", sort=False):
        title = Text.assemble((f"{name}  ", "bold cyan"), (str(own.iloc[0][f"title_{lang}"]), "bold"))
        parts += [Text(""), title, *(note(line, width) for line in _lines(own, lang))]
    return Group(*parts) if parts else None


def _lines(own: pd.DataFrame, lang: str) -> list[str]:
    """What is said of one goal, a line each."""
    by = {str(measure): rows for measure, rows in own.groupby("measure", sort=False)}
    lines = [_number_met(by, lang)] if "met" in by else []
    if "all_together" in by:
        lines.append(_together(by["all_together"].iloc[0], lang))
    left_out = _once(row.member for word in ("left_out", "together_left_out") for row in _rows(by, word))
    if left_out:
        lines.append(say("register.left_out", lang, goals=", ".join(left_out)))
    return lines


def _number_met(by: dict[str, pd.DataFrame], lang: str) -> str:
    met = list(rows_of(by["met"]))
    goals = ", ".join(f"{row.member} ({say_deadline(row.deadline, lang)})" for row in met)
    chances = "; ".join(
        say(
            "register.at_least_all" if row.number == len(met) else "register.at_least",
            lang,
            number=int(row.number),
            chance=say_chance_between(row.probability, row.ci_low, row.ci_high, lang),
        )
        for row in _rows(by, "met_at_least")
        if row.number
    )
    line = say("register.number_met", lang, count=len(met), goals=goals, chances=chances)
    any_voided = by["any_voided"].iloc[0]["probability"]
    if any_voided > 0:
        line += " " + say("register.any_voided", lang, chance=say_chance(any_voided, lang))
    return line


def _together(row: pd.Series, lang: str) -> str:
    goals = [one.split(": ") for one in str(row["member"]).split("; ")]
    return say(
        "register.together",
        lang,
        goals=", ".join(f"{goal} ({say_deadline(deadline, lang)})" for goal, deadline in goals),
        chance=say_chance_between(row["probability"], row["ci_low"], row["ci_high"], lang),
        product=say_chance(row["product"], lang),
    )


def _rows(by: dict[str, pd.DataFrame], measure: str) -> Sequence[pd.Series]:
    return list(rows_of(by[measure])) if measure in by else []


def _once(names: object) -> list[str]:
    return list(dict.fromkeys(names))  # type: ignore[call-overload]
