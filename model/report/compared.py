"""A comparison told: the answer in plain sentences first, then dates, files, and what carries it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from model.report.forest import OURS, is_noise
from model.report.frames import Titles, is_blank, rows_of, title_of
from model.report.terminal import note, plain_table
from model.words import (
    CAUSES,
    NOTHING,
    say,
    say_chance,
    say_chance_between,
    say_days_between,
    say_deadline,
    say_number,
    say_points_between,
)

FEW_PARTS = 3
"""So many causes are named in a sentence and below a milestone; all are in ``carried.csv``."""

FEW_CHANGES = 15
"""So many differences of the files are listed; all are in ``changes.csv``."""


@dataclass(frozen=True)
class Compared:
    """What a comparison found, and how things are called.

    ``differences``, ``carried`` and ``changes`` are the tables of these names, of all further
    scenarios; ``milestones`` has the basis of each deadline; ``names`` the titles of works, phases
    (``work.x``, ``phase.y``) and steps.
    """

    differences: pd.DataFrame
    carried: pd.DataFrame
    changes: pd.DataFrame
    milestones: pd.DataFrame
    titles: Titles
    scenario_titles: Titles
    names: Titles
    lang: str

    def answers(self) -> Iterator[tuple[str, list[str]]]:
        """For each further scenario a heading, and the sentences that answer what it changes."""
        for (a, b), own in self.differences.groupby(["scenario_a", "scenario_b"], sort=False):
            yield self._say("against", a=self._scenario(a), b=self._scenario(b)), self._answer(own)

    # -- the answer ----------------------------------------------------------------------------------

    def _answer(self, own: pd.DataFrame) -> list[str]:
        rows = list(rows_of(own))
        clear = [row for row in rows if not is_noise(row)]
        up = sum(row.difference > 0 for row in clear)
        counts = {"count": len(rows), "replications": self._number(rows[0].replications)}
        if not clear:
            sentences, most = [self._say("none", **counts)], self._most_apart(rows)
            return sentences + (self._of_milestone(most) if most else [])
        noise = len(rows) - len(clear)
        key = "counts" if noise else "counts_all"
        sentences = [self._say(key, up=up, down=len(clear) - up, noise=noise, **counts)]
        for word, sign in (("rise", 1), ("fall", -1)):
            for row in self._foremost([row for row in clear if sign * row.difference > 0]):
                sentences += [self._change(word, row), *self._of_milestone(row)]
        return sentences

    def _foremost(self, rows: Sequence[Any]) -> list[Any]:
        """The largest difference; and where that is by a mark of ours, the largest by a stated deadline."""
        of_all, of_stated = (
            max(some, key=lambda row: abs(row.difference), default=None)
            for some in (rows, [row for row in rows if self._is_stated(row)])
        )
        told = [row for row in (of_all, of_stated) if row is not None]
        return told[:1] if of_all is of_stated else told

    def _is_stated(self, row: Any) -> bool:
        of = self.milestones
        same = of[(of["milestone"] == row.milestone) & (of["deadline"] == row.deadline)]
        return bool(len(same)) and same["deadline_basis"].iloc[0] != OURS

    def _most_apart(self, rows: Sequence[Any]) -> Any:
        """The milestone whose mean date moves most, of those that move beyond noise."""
        moved = [row for row in rows if row.mean_low > 0 or row.mean_high < 0]
        return max(moved, key=lambda row: abs(row.mean_difference), default=None)

    def _change(self, word: str, row: Any) -> str:
        return self._say(
            f"{word}_stated" if self._is_stated(row) else word,
            milestone=self._milestone(row.milestone),
            deadline=say_deadline(row.deadline, self.lang),
            first=say_chance(row.probability_a, self.lang),
            second=say_chance(row.probability_b, self.lang),
            points=say_points_between(row.difference, row.ci_low, row.ci_high, self.lang),
        )

    def parts_of(self, row: Any) -> list[Any]:
        """What carries a difference in days, each part beyond noise and in its direction, the most first."""
        is_moved = not is_blank(row.mean_low) and not row.mean_low <= 0 <= row.mean_high
        return self._parts(row) if is_moved else []

    def part_said(self, part: Any) -> str:
        """A part of what carries a difference: its cause, where, and its days."""
        return self._part(part)

    def cause_of(self, part: Any) -> str:
        """The cause of a part of what carries a difference."""
        return self._cause(part.cause)

    def _of_milestone(self, row: Any) -> list[str]:
        """How often it comes earlier, by how much, what carries that, and who arrives alone."""
        when = self._say(
            "when",
            milestone=self._milestone(row.milestone),
            earlier=self._share(row, "b_earlier"),
            later=self._share(row, "b_later"),
            p50=self._moved(row, "p50"),
            p80=self._moved(row, "p80"),
        )
        return [when, *self._carried(row), *self._alone(row)]

    def _share(self, row: Any, name: str) -> str:
        share, low, high = (float(getattr(row, name + end)) for end in ("", "_low", "_high"))
        return say_chance_between(share, low, high, self.lang)

    def _moved(self, row: Any, mark: str) -> str:
        """By how many days a quantile moves, and whether it does."""
        days, low, high = (getattr(row, f"{mark}_{word}") for word in ("difference", "low", "high"))
        if pd.isna(days):
            return self._say("beyond")
        low, high = (float("nan") if pd.isna(end) else float(end) for end in (low, high))
        said = say_days_between(float(days), low, high, self.lang)
        clear, unknown = low > 0 or high < 0, math.isnan(low) and math.isnan(high)
        return said if clear or unknown else f"{said}, {self._say('noise')}"

    def _carried(self, row: Any) -> list[str]:
        if is_blank(row.mean_low):
            return []
        total = say_days_between(row.mean_difference, row.mean_low, row.mean_high, self.lang)
        both = self._number(round(row.reached_both * row.replications))
        if row.mean_low <= 0 <= row.mean_high:
            return [self._say("carried_noise", total=total, replications=both)]
        parts = [self._part(part) for part in self._parts(row)[:FEW_PARTS]]
        key = "carried" if parts else "carried_open"
        return [self._say(key, total=total, replications=both, parts="; ".join(parts))]

    def _parts(self, row: Any) -> list[Any]:
        """What carries a difference, each beyond noise and in its direction, the most first."""
        own = self._of_pair(self.carried, row)
        own = own[(own["milestone"] == row.milestone) & (own["status"] == "both")]
        clear = [part for part in rows_of(own) if not is_noise(part)]
        return [part for part in clear if part.days * row.mean_difference > 0]

    def _part(self, part: Any) -> str:
        days = say_days_between(part.days, part.ci_low, part.ci_high, self.lang)
        where = ", ".join(self._where(part))
        key = "part" if where else "part_without"
        return self._say(key, cause=self._cause(part.cause), where=where, days=days)

    def _alone(self, row: Any) -> list[str]:
        """In how many futures one alone arrives, and what holds the other one."""
        own = self._of_pair(self.carried, row)
        own = own[own["milestone"] == row.milestone]
        sentences = []
        names = self._scenario(row.scenario_a), self._scenario(row.scenario_b)
        for status, arrives, waits in (("only_b", names[1], names[0]), ("only_a", names[0], names[1])):
            alone = own[own["status"] == status]
            if not len(alone):
                continue
            most = next(rows_of(alone.sort_values("replications", ascending=False, kind="stable")))
            blanks = {"count": self._number(int(alone["replications"].sum())), "arrives": arrives}
            if is_blank(most.step):
                sentences.append(self._say("alone_unknown", **blanks))
            else:
                step = title_of(self.names, f"step.{most.step}", self.lang).removeprefix("step.")
                cause = self._cause(most.cause)
                sentences.append(self._say("alone", waits=waits, cause=cause, step=step, **blanks))
        return sentences

    # -- tables --------------------------------------------------------------------------------------

    def dates(self, own: pd.DataFrame) -> RenderableType:
        """How often the second is earlier or later, and by how much at P50 and P80."""
        table = plain_table()
        table.add_column(say("table.milestone", self.lang), min_width=18)
        for word in ("earlier", "later"):
            table.add_column(self._say(word), justify="right", no_wrap=True)
        for mark in ("p50", "p80"):
            table.add_column(say(f"table.{mark}", self.lang), max_width=24)
        unmoved = []
        for row in rows_of(own.drop_duplicates("milestone")):
            if row.b_earlier == row.b_later == 0:
                unmoved.append(self._milestone(row.milestone))
                continue
            table.add_row(
                Text(self._milestone(row.milestone), style="bold"),
                self._share(row, "b_earlier"),
                self._share(row, "b_later"),
                *(self._moved(row, mark) for mark in ("p50", "p80")),
            )
        parts: list[RenderableType] = [Text(self._say("dates"), style="bold")]
        if table.row_count:
            parts.append(table)
        if unmoved:
            parts.append(Text(self._say("unmoved", milestones="; ".join(unmoved)), style="dim"))
        return Group(*parts)

    def causes(self, own: pd.DataFrame) -> RenderableType:
        """What carries the difference of each milestone whose mean date moves beyond noise."""
        table = plain_table(0)
        table.add_column(say("table.milestone", self.lang), min_width=18, max_width=34)
        table.add_column("", justify="left", min_width=40)
        for row in rows_of(own.drop_duplicates("milestone")):
            if is_blank(row.mean_low) or row.mean_low <= 0 <= row.mean_high:
                continue
            total = say_days_between(row.mean_difference, row.mean_low, row.mean_high, self.lang)
            lines = Text(total, style="bold")
            for part in self._parts(row)[:FEW_PARTS]:
                lines.append(f"\n{self._part(part)}", style="not bold")
            table.add_row(Text(self._milestone(row.milestone), style="bold"), lines)
        if not table.row_count:
            return Text("")
        return Group(Text(self._say("causes"), style="bold"), table)

    def files(self, own: pd.DataFrame, width: int) -> RenderableType:
        """What differs in the files: values first of all; sources and notes are only counted."""
        changes = self._of_pair(self.changes, next(rows_of(own)))
        shown = list(rows_of(changes[changes["about"] == "value"]))[:FEW_CHANGES]
        parts: list[RenderableType] = [Text(self._say("files"), style="bold")]
        parts += [note(self._change_said(row), width) for row in shown]
        if not len(changes):
            parts.append(note(self._say("no_changes"), width))
        if len(changes) > len(shown):
            parts.append(note(self._say("more_changes", count=len(changes) - len(shown)), width))
        return Group(*parts)

    def _change_said(self, row: Any) -> str:
        title = getattr(row, f"title_{self.lang}")
        first, second = (NOTHING if is_blank(one) else str(one) for one in (row.value_a, row.value_b))
        blanks = {"path": row.path, "first": _cut(first), "second": _cut(second)}
        if is_blank(title):
            return self._say("change_untitled", **blanks)
        return self._say("change", title=title, **blanks)

    # -- words ---------------------------------------------------------------------------------------

    def _say(self, key: str, /, **blanks: object) -> str:
        return say(f"compare.{key}", self.lang, **blanks)

    def _number(self, number: int) -> str:
        return say_number(number, self.lang)

    def _scenario(self, name: object) -> str:
        return title_of(self.scenario_titles, str(name), self.lang)

    def _milestone(self, name: str) -> str:
        return title_of(self.titles, name, self.lang)

    def _cause(self, cause: str) -> str:
        return say(f"cause.{cause}", self.lang) if cause in CAUSES else say("compare.start", self.lang)

    def _where(self, part: Any) -> Iterator[str]:
        for kind in ("phase", "work"):
            name = getattr(part, kind)
            if not is_blank(name):
                yield title_of(self.names, f"{kind}.{name}", self.lang).removeprefix(f"{kind}.")

    @staticmethod
    def _of_pair(frame: pd.DataFrame, row: Any) -> pd.DataFrame:
        """The rows of a table that are about the same two scenarios."""
        return frame[(frame["scenario_a"] == row.scenario_a) & (frame["scenario_b"] == row.scenario_b)]


def _cut(value: str, most: int = 60) -> str:
    """A value, or as much of it as a line has room for."""
    return value if len(value) <= most else f"{value[: most - 1]}…"


def answer_told(found: Compared, width: int) -> RenderableType:
    """The answer, before any table."""
    parts: list[RenderableType] = []
    for heading, sentences in found.answers():
        parts.append(Text(heading, style="bold cyan"))
        parts += [_sentence(sentence, width) for sentence in sentences]
        parts.append(Text(""))
    return Group(*parts)


def details_told(found: Compared, width: int) -> RenderableType:
    """Dates, causes and files of each pair, below the table of chances."""
    parts: list[RenderableType] = []
    for (a, b), own in found.differences.groupby(["scenario_a", "scenario_b"], sort=False):
        names = [title_of(found.scenario_titles, str(name), found.lang) for name in (a, b)]
        heading = say("compare.against", found.lang, a=names[0], b=names[1])
        parts += [Text(heading, style="bold cyan"), found.dates(own), Text("")]
        parts += [found.causes(own), Text(""), found.files(own, width), Text("")]
    return Group(*parts, note(say("compare.more_causes", found.lang), width))


def _sentence(text: str, width: int) -> Text:
    lines = textwrap.wrap(text, width - 2)
    return Text("\n".join(f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)))
