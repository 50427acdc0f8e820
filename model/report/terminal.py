"""Results and progress in the terminal: tables that fit its width, plain text where there is none."""

from __future__ import annotations

import textwrap
import time
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from model.report.frames import Titles, is_blank, rows_of, title_of
from model.words import (
    NOTHING,
    say,
    say_band,
    say_between,
    say_chance,
    say_chance_between,
    say_date,
    say_days,
    say_deadline,
    say_interval,
    say_month,
    say_number,
    say_points_between,
    say_share,
    say_time_left,
)

if TYPE_CHECKING:
    import pandas as pd

PLAIN_WIDTH = 100
"""Columns where the output is a file or a pipe, which have no width of their own."""

WIDE = 118
"""From this many columns on, cause of delay and unreached share have columns of their own."""

HEADING_COLUMNS = 14
"""Columns of a heading over numbers, beyond which it goes on in the next line."""

SWEEP_COLUMN = 11
"""Columns that one swept value takes."""


def console_on(stream: TextIO) -> Console:
    """A console that writes colours to a terminal and plain text to anything else."""
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(file=stream, highlight=False, soft_wrap=False, width=width)


def milestone_table(
    rows: pd.DataFrame, *, titles: Titles, lang: str, horizon: date, width: int, heading: str = ""
) -> RenderableType:
    """The final table of a run: each milestone with its chances, dates and main cause of delay.

    Parameters
    ----------
    rows
        One row per milestone and deadline, in plan order; columns ``milestone``, ``deadline``,
        ``probability``, ``ci_low``, ``ci_high``, ``p50``, ``p80`` (ISO text, blank beyond the
        horizon), ``reached``, ``replications``, ``plan``, ``chance_of_plan``, ``band_low``,
        ``band_high``, ``reference_p50``, ``reference_p80`` (each blank where there is none), and
        ``main_cause`` (a cause, or blank) with ``main_cause_days`` (mean days, or blank).
    titles
        Names of the milestones for people.
    lang
        ``"vi"`` or ``"en"``.
    horizon
        The end of the simulated time.
    width
        Columns of the terminal, e.g. ``console.width``.
    heading
        What stands above the table, e.g. the title of the scenario.
    """
    is_wide = width >= WIDE
    table = plain_table()
    table.add_column(say("table.milestone", lang), min_width=18)
    table.add_column(say("table.deadline", lang), no_wrap=True)
    table.add_column(say("table.chance", lang), no_wrap=True)
    table.add_column(say("table.p50", lang), no_wrap=True)
    table.add_column(say("table.p80", lang), no_wrap=True)
    if is_wide:
        table.add_column(say("table.main_cause", lang), max_width=34)
        table.add_column(say("table.unreached", lang), justify="right", no_wrap=True)
    for milestone, own in rows.groupby("milestone", sort=False):
        _add_milestone(table, own, title_of(titles, str(milestone), lang), lang, horizon, is_wide)
    below = say(
        "table.note_interval_wide" if is_wide else "table.note_interval",
        lang,
        replications=say_number(int(rows["replications"].iloc[0]), lang),
        date=say_date(horizon, lang),
    )
    notes = [below]
    for word, column in (("plan", "plan"), ("band", "band_low"), ("reference", "reference_p50")):
        if not all(map(is_blank, rows[column])):
            notes.append(say(f"table.note_{word}", lang))
    above = Text(heading or say("table.run_title", lang), style="bold")
    return Group(above, table, Text(""), note(" ".join(notes), width))


def _add_milestone(
    table: Table, own: pd.DataFrame, title: str, lang: str, horizon: date, is_wide: bool
) -> None:
    """The rows of one milestone: what belongs to the milestone in the first, a deadline in each.

    Deadlines stand side by side in one row of several lines, so that the notes below a title
    take no room of their own.
    """
    first = own.iloc[0]
    cause, unreached = _cause(first, lang), 1 - float(first["reached"])
    name = Text(title, style="bold")
    if not is_wide:
        if cause != NOTHING:
            name.append(f"\n{cause}", style="not bold dim")
        if unreached > 0:
            line = say("table.unreached_line", lang, share=say_chance(unreached, lang))
            name.append(f"\n{line}", style="not bold dim")
    deadlines, chances = Text(), Text()
    for position, row in enumerate(rows_of(own)):
        separator = "\n" if position else ""
        deadlines.append(separator + say_deadline(row.deadline, lang))
        bold = say_chance(row.probability, lang)
        both = say_chance_between(row.probability, row.ci_low, row.ci_high, lang)
        chances.append(separator + _to_the_right(bold), style="bold")
        chances.append(both.removeprefix(bold), style="dim")
        if not is_blank(row.band_low):
            band = say("table.band", lang, band=say_between(row.band_low, row.band_high))
            deadlines.append("\n")
            chances.append(f"\n{band}", style="dim")
    if not is_blank(first["plan"]):
        chance = say("table.plan", lang, chance=_to_the_right(say_chance(first["chance_of_plan"], lang)))
        deadlines.append(f"\n{say_date(first['plan'], lang)}", style="dim")
        chances.append(f"\n{chance}", style="dim")
    cells: list[RenderableType] = [
        name,
        deadlines,
        chances,
        _quantile(first["p50"], first["reference_p50"], lang, horizon),
        _quantile(first["p80"], first["reference_p80"], lang, horizon),
    ]
    if is_wide:
        cells += [cause, say_chance(unreached, lang) if unreached > 0 else ""]
    table.add_row(*cells)


def _cause(row: pd.Series, lang: str) -> str:
    """The main cause of delay with its mean days, where there is one."""
    cause = row["main_cause"]
    if not isinstance(cause, str) or not cause:
        return NOTHING
    words = say(f"cause.{cause}", lang)
    if is_blank(row["main_cause_days"]):
        return words
    return say("table.main_cause_cell", lang, cause=words, days=say_days(row["main_cause_days"], lang))


def _to_the_right(chance: str) -> str:
    """Chances stand below each other by their percent signs."""
    return " " * (6 - len(chance)) + chance


def _quantile(day: object, reference: object, lang: str, horizon: date) -> Text:
    """A date, and below it the one that projects of this kind suggest."""
    if isinstance(day, str) and day:
        text = Text(say_date(day, lang))
    else:
        text = Text(say("table.beyond", lang, date=say_month(horizon, lang)), style="dim")
    if not is_blank(reference):
        text.append(f"\n{say('table.reference', lang)}\n{say_date(str(reference), lang)}", style="dim")
    return text


def comparison_table(
    rows: pd.DataFrame,
    *,
    titles: Titles,
    scenario_titles: Titles,
    milestones: pd.DataFrame,
    lang: str,
    width: int,
) -> RenderableType:
    """Two scenarios side by side, with the difference of each chance and whether it is one.

    Parameters
    ----------
    rows
        One row per milestone and deadline, in plan order; columns ``scenario_a``,
        ``scenario_b``, ``milestone``, ``deadline``, ``probability_a``, ``probability_b``,
        ``difference`` (b minus a), ``ci_low``, ``ci_high`` of the difference, ``replications``.
        Several second scenarios give a table each.
    titles, scenario_titles
        Names of milestones and scenarios for people.
    milestones
        The chances of all scenarios, for their ``band_low`` and ``band_high``: shown where computed.
    width
        Columns of the terminal.
    """
    below = say("table.note_compare", lang, replications=say_number(int(rows["replications"].iloc[0]), lang))
    bands = {
        (row.scenario, row.milestone, row.deadline): say_band(row.band_low, row.band_high, lang)
        for row in rows_of(milestones)
        if not is_blank(row.band_low)
    }
    if bands:
        below += f" {say('table.note_bands', lang)}"
    tables: list[RenderableType] = []
    for (first, second), own in rows.groupby(["scenario_a", "scenario_b"], sort=False):
        table = plain_table()
        table.add_column(say("table.milestone", lang), min_width=18)
        table.add_column(say("table.deadline", lang), no_wrap=True)
        table.add_column("A", justify="right", no_wrap=True)
        table.add_column("B", justify="right", no_wrap=True)
        table.add_column(say("table.difference", lang), min_width=30, max_width=40)
        opened = ""
        for row in rows_of(own):
            title = title_of(titles, row.milestone, lang) if row.milestone != opened else ""
            opened = row.milestone
            chances = []
            for scenario, chance in ((first, row.probability_a), (second, row.probability_b)):
                chances.append(Text(say_chance(chance, lang)))
                if band := bands.get((scenario, row.milestone, row.deadline)):
                    chances[-1].append(f"\n{band}", style="dim")
            table.add_row(
                Text(title, style="bold"),
                say_deadline(row.deadline, lang),
                *chances,
                _difference(row.difference, row.ci_low, row.ci_high, lang),
            )
        names = [title_of(scenario_titles, str(name), lang) for name in (first, second)]
        heading = Text(say("table.compare_title", lang), style="bold")
        for letter, name in zip("AB", names, strict=True):
            heading.append(f"\n{letter}  ", style="bold cyan")
            heading.append(name, style="not bold")
        tables += [heading, table, Text("")]
    return Group(*tables, note(below, width))


def _difference(difference: float, low: float, high: float, lang: str) -> Text:
    said = say_points_between(difference, low, high, lang)
    if low <= 0 <= high:
        return Text(f"{said}\n{say('table.within_noise', lang)}", style="dim")
    points, _, between = said.partition(" (")
    return Text.assemble((points, "bold"), (f" ({between}", "dim"))


def sweep_table(rows: pd.DataFrame, *, titles: Titles, lever: str, lang: str, width: int) -> RenderableType:
    """The chance of each milestone at each swept value, in as many tables as the width needs.

    Parameters
    ----------
    rows
        As for ``figure_of_sweep``: ``value``, ``value_text``, ``milestone``, ``deadline``,
        ``probability``, ``ci_low``, ``ci_high``, ``replications``.
    lever
        Title of the swept quantity.
    width
        Columns of the terminal.
    """
    values = rows.drop_duplicates("value").sort_values("value")
    each = max(2, (width - 36) // SWEEP_COLUMN)
    parts = [values.iloc[i : i + each] for i in range(0, len(values), each)]
    tables: list[RenderableType] = []
    for part in parts:
        tables += [_sweep_part(rows, part, titles, lang), Text("")]
    heading = say("table.sweep_title", lang, lever=lever)
    below = say("table.note_sweep", lang, replications=say_number(int(rows["replications"].iloc[0]), lang))
    return Group(Text(heading, style="bold"), *tables, note(below, width))


def _sweep_part(rows: pd.DataFrame, values: pd.DataFrame, titles: Titles, lang: str) -> Table:
    table = plain_table()
    table.add_column(say("table.milestone", lang), min_width=18)
    table.add_column(say("table.deadline", lang), no_wrap=True)
    for text in values["value_text"]:
        table.add_column(str(text), justify="right", no_wrap=True)
    opened = ""
    for (milestone, deadline), own in rows.groupby(["milestone", "deadline"], sort=False):
        cells = []
        for value in values["value"]:
            here = own[own["value"] == value]
            if here.empty:  # a deadline that only some cells have
                cells.append(Text(NOTHING))
                continue
            row = here.iloc[0]
            cell = Text(say_chance(row["probability"], lang), style="bold")
            cell.append(f"\n{say_interval(row['ci_low'], row['ci_high'])}", style="not bold dim")
            cells.append(cell)
        title = title_of(titles, str(milestone), lang) if milestone != opened else ""
        opened = str(milestone)
        table.add_row(Text(title, style="bold"), say_deadline(str(deadline), lang), *cells)
    return table


def plain_table(leading: int = 1) -> Table:
    """A table without a frame; ``leading`` empty lines stand between its rows."""
    return Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        header_style="cyan",
        border_style="dim",
        leading=leading,
    )


def add_numbers(table: Table, heading: str) -> None:
    """A column of numbers: never broken, so that names beside it are; a long heading takes several lines."""
    lines = textwrap.wrap(heading, HEADING_COLUMNS, break_long_words=False)
    table.add_column("\n".join(lines), justify="right", no_wrap=True)


def note(text: str, width: int) -> Text:
    """Small print below a table."""
    return Text(broken(text, width), style="dim")


def broken(text: str, width: int) -> str:
    """A sentence in lines, the further ones indented as the first and a little more where that is.

    Done here because rich would break at no-break spaces too; dates stay whole.
    """
    indent = len(text) - len(text.lstrip())
    hanging = " " * (2 * indent)
    return "\n".join(textwrap.wrap(text, width, subsequent_indent=hanging, break_on_hyphens=False))


class Progress:
    """How far long work has come and how long it will take: a bar on a terminal, else lines of a log.

    Use it as ``with Progress("…", total, lang) as progress: … progress.advance(100)``.

    Parameters
    ----------
    label
        What is being done, e.g. ``say("cli.progress.simulating", lang)``.
    total
        How many pieces of work there are, e.g. replications.
    lang
        ``"vi"`` or ``"en"``.
    stream
        Where to, as a rule ``sys.stderr``.
    """

    def __init__(self, label: str, total: int, lang: str, stream: TextIO) -> None:
        """Nothing is shown until the work begins."""
        self._label, self._total, self._lang, self._stream = label, total, lang, stream
        self._done, self._next_line, self._began = 0, 10, 0.0
        self._bar: RichProgress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Progress:
        """The work begins."""
        self._began = time.monotonic()
        if self._stream.isatty():
            self._bar = RichProgress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=30),
                _Count(self._lang),
                _TimeLeft(self._lang),
                console=console_on(self._stream),
                transient=True,
            )
            self._task = self._bar.add_task(self._label, total=self._total)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The work is over: the bar goes, or a last line says how long it took."""
        if self._bar is not None:
            self._bar.stop()
        elif kind is None:
            self._say_if_finished()

    def advance(self, pieces: int = 1) -> None:
        """Say that so many more pieces are done."""
        self._done += pieces
        if self._bar is not None:
            self._bar.advance(self._task, pieces)
            return
        percent = 100 * self._done // max(1, self._total)
        if self._next_line <= percent < 100:
            self._next_line = percent // 10 * 10 + 10
            left = self._elapsed / self._done * (self._total - self._done)
            self._write("cli.progress.line", time=say_time_left(left, self._lang))

    def expect(self, total: int) -> None:
        """Say how many pieces there are in all, as far as can now be told."""
        self._total = total
        if self._bar is not None:
            self._bar.update(self._task, total=total)
        else:
            self._next_line = 100 * self._done // max(1, total) // 10 * 10 + 10

    def begin(self, label: str, total: int) -> None:
        """Say that the work so far is over, and that another begins with a name and pieces of its own."""
        if self._bar is not None:
            self._bar.remove_task(self._task)
            self._task = self._bar.add_task(label, total=total)
        elif self._done:
            self._say_if_finished()
        self._label, self._total = label, total
        self._done, self._next_line, self._began = 0, 10, time.monotonic()

    def _say_if_finished(self) -> None:
        if self._done >= self._total:
            self._write("cli.progress.finished", time=say_time_left(self._elapsed, self._lang))

    @property
    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _write(self, key: str, **values: str) -> None:
        line = say(
            key,
            self._lang,
            label=self._label,
            done=say_number(self._done, self._lang),
            total=say_number(self._total, self._lang),
            share=say_share(self._done / max(1, self._total), self._lang),
            **values,
        )
        self._stream.write(line + "\n")
        self._stream.flush()


class _Count(ProgressColumn):
    """Pieces done of all pieces, as the language writes numbers."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang

    def render(self, task: Task) -> Text:
        done, total = say_number(task.completed, self._lang), say_number(task.total or 0, self._lang)
        return Text(say("cli.progress.count", self._lang, done=done, total=total), style="dim")


class _TimeLeft(ProgressColumn):
    """The time left in words, once there is something to judge it by."""

    max_refresh = 0.5

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang

    def render(self, task: Task) -> Text:
        seconds = task.time_remaining
        if seconds is None or task.finished:
            return Text("")
        return Text(
            say("cli.progress.left", self._lang, time=say_time_left(seconds, self._lang)), style="dim"
        )
