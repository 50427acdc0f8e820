"""Tripwires, said: by when each step must be done, in a sentence by milestone, then in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from model.analysis.tripwires import FEWEST, steps_of
from model.plan import Plan
from model.report.explained import Told
from model.report.frames import Titles, in_order, is_blank, rows_of, title_of
from model.report.naming import Names
from model.report.terminal import plain_table
from model.words import (
    LANGUAGES,
    NOTHING,
    say,
    say_chance,
    say_chance_between,
    say_date,
    say_deadline,
    say_number,
    say_share,
)

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

MOST_ROWS = 4
"""Steps of one milestone and deadline in the table on the screen; the file has all."""


def titles_of_steps(plan: Plan) -> dict[str, dict[str, str]]:
    """What watched steps and milestones are called: of a step its work and part are told with it."""
    names, milestones = (
        {lang: Names(plan, {}, lang) for lang in LANGUAGES},
        {one.name for one in plan.milestones},
    )
    return {
        step.name: step.title
        if step.name in milestones
        else {lang: names[lang].subject(plan.groups[step.groups[0]].members[:1]) for lang in LANGUAGES}
        for step in steps_of(plan)
    }


def tripwires_told(
    tables: dict[str, pd.DataFrame], plan: Plan, titles: Titles, lang: str, width: int
) -> Told:
    """The tripwires that tell most in a sentence each, and the table of the main ones."""
    del width
    table, names = tables["tripwires"], {**titles, **titles_of_steps(plan)}
    thresholds = sorted(set(table["threshold"]), reverse=True)
    sentences = list(_sentences(tables["figures/tripwires"], names, lang))
    if not sentences:
        return Told(say("explain.part.tripwires", lang), (say("tripwires.none", lang),))
    count = say_number(int(table["replications"].iloc[0]), lang)
    note = say(
        "tripwires.note", lang, replications=count, fewest=FEWEST, threshold=say_share(thresholds[-1], lang)
    )
    shown = tuple(_tables(table, thresholds, names, lang))
    return Told(say("explain.part.tripwires", lang), tuple(sentences), shown, (note,))


def _sentences(main: pd.DataFrame, titles: Titles, lang: str) -> Iterator[str]:
    """For each milestone the tripwire that tells most."""
    for milestone, own in main.groupby("milestone", sort=False):
        wire = next(rows_of(own))
        yield say(
            "tripwires.sentence",
            lang,
            milestone=title_of(titles, str(milestone), lang),
            deadline=say_deadline(wire.deadline, lang),
            step=title_of(titles, wire.step, lang),
            date=say_date(wire.date, lang),
            interval=interval_said(wire, lang),
            open=say_chance_between(wire.chance_open, wire.ci_low, wire.ci_high, lang),
            done=_chance(wire, "chance_done", "done_low", "done_high", lang),
        )


def interval_said(wire: Any, lang: str) -> str:
    """The 95 % interval of the date of a tripwire; its end is open where replications are too few."""
    low, high = (None if is_blank(day) else say_date(day, lang) for day in (wire.date_low, wire.date_high))
    if low is None:
        return say("tripwires.no_interval", lang)
    return say("tripwires.open_interval", lang, low=low) if high is None else f"{low} – {high}"


def _tables(
    table: pd.DataFrame, thresholds: list[float], titles: Titles, lang: str
) -> Iterator[RenderableType]:
    """A table per milestone and deadline, a row per step that has a tripwire at the lowest threshold."""
    lowest = table[(table["threshold"] == thresholds[-1]) & (table["state"] == "dated")]
    lowest = lowest[lowest["clear"].astype(str) == "True"]
    dates = {(row.milestone, row.deadline, row.step, row.threshold): row for row in rows_of(table)}
    for milestone in in_order(lowest["milestone"]):
        of_milestone = lowest[lowest["milestone"] == milestone]
        for deadline in in_order(of_milestone["deadline"]):
            own = of_milestone[of_milestone["deadline"] == deadline]
            own = own.sort_values("tells", ascending=False, kind="stable").head(MOST_ROWS)
            shown = plain_table(leading=0)
            shown.title = f"{title_of(titles, milestone, lang)}, {say_deadline(deadline, lang)}"
            shown.title_justify, shown.title_style = "left", "bold"
            shown.add_column(say("tripwires.column.step", lang), min_width=30)
            for threshold in thresholds:
                below = say("tripwires.column.below", lang, threshold=say_share(threshold, lang))
                shown.add_column(below, min_width=10)
            for column in ("open", "done", "late"):
                shown.add_column(say(f"tripwires.column.{column}", lang), justify="right", no_wrap=True)
            for wire in rows_of(own):
                early = [dates[milestone, deadline, wire.step, one] for one in thresholds]
                shown.add_row(
                    title_of(titles, wire.step, lang),
                    *(_date_said(one, lang) for one in early),
                    say_chance(wire.chance_open, lang),
                    NOTHING if is_blank(wire.chance_done) else say_chance(wire.chance_done, lang),
                    say_share(wire.open / wire.replications, lang),
                )
            yield shown


def _date_said(wire: Any, lang: str) -> str:
    """The date of a tripwire, or why there is none."""
    return say_date(wire.date, lang) if wire.state == "dated" else say(f"tripwires.state.{wire.state}", lang)


def _chance(row: Any, name: str, low: str, high: str, lang: str) -> str:
    chance, ends = getattr(row, name), (getattr(row, low), getattr(row, high))
    return NOTHING if is_blank(chance) else say_chance_between(chance, *ends, lang)
