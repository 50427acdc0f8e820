"""One replication as a page to read: milestones, a dated story, what is unfinished, what drove each date."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import ceil, isfinite

from rich.console import Group, RenderableType
from rich.text import Text

from model.days import date_of, finish_date
from model.outcomes import Cause, Deed, Flow, Note
from model.plan.network import Then
from model.report.lists import ENDLESS, Column, sheet
from model.report.lived import Lived, Stretch, chosen
from model.report.naming import Names
from model.report.telling import Sentence, Telling
from model.report.terminal import note
from model.words import CAUSES, say, say_date, say_money, say_number

INDENT = 12
"""Columns that dates take beside the story."""

SPAN, DAYS = 25, 9
"""Columns that two dates, and a number of days, take beside the steps of a chain."""

SHORT = 0.05
"""In brief a step of less than this share of the days to a milestone is told with its neighbours."""

TONES = {"step": "", "money": "dim", "event": "magenta", "milestone": "bold green", "warning": "yellow"}


@dataclass(frozen=True)
class Wanted:
    """What of a replication is wanted: all of it, or what has to do with a milestone or a work."""

    milestone: str | None = None
    work: str | None = None
    everything: bool = False


def story(lived: Lived, lang: str, width: int, wanted: Wanted) -> RenderableType:
    """One replication told from its start to its end.

    Parameters
    ----------
    lived
        The replication.
    lang
        ``"vi"`` or ``"en"``.
    width
        Columns there are; where they are endless, every sentence is one line with its date.
    wanted
        What of it is told; ``everything`` tells each unit and each short wait by itself.
    """
    return _Page(lived, lang, width, wanted).whole()


class _Page:
    """The parts of a page, in order."""

    def __init__(self, lived: Lived, lang: str, width: int, wanted: Wanted) -> None:
        self.lived, self.plan, self.lang, self.width, self.wanted = lived, lived.plan, lang, width, wanted
        self.start = date.fromisoformat(lived.plan.start)
        self.end = finish_date(lived.plan.horizon, self.start)
        self.names = Names(lived.plan, lived.unit_of, lang)
        self.choice = chosen(lived.plan, wanted.milestone, wanted.work)
        self.telling = Telling(lived, self.choice, self.names, everything=wanted.everything)

    def whole(self) -> RenderableType:
        parts = [*self._head(), *self._milestones(), *self._story(), *self._unfinished(), *self._money()]
        return Group(*parts, *self._drove())

    def _say(self, key: str, **values: object) -> str:
        return say(f"trace.{key}", self.lang, **values)

    def _heading(self, word: str, **values: object) -> Text:
        return Text(f"\n{self._say(f'heading.{word}', **values)}", style="bold cyan")

    # -- above -------------------------------------------------------------------------------------------

    def _head(self) -> Iterator[RenderableType]:
        yield Text(self._say("title", scenario=self.plan.title[self.lang]), style="bold")
        head = self._say(
            "head",
            replication=say_number(self.lived.replication + 1, self.lang),
            seed=self.lived.seed,
            start=say_date(self.start, self.lang),
            horizon=say_date(self.end, self.lang),
        )
        yield note(head, self.width)
        if self.wanted.milestone is not None:
            [place] = self.choice.milestones
            title = self.plan.milestones[place].title[self.lang]
            yield note(self._say("only_milestone", what=title), self.width)
        if self.wanted.work is not None:
            alone = self.names.step(min(self.choice.activities)) if self.choice.activities else ""
            title = self.plan.titles.get(f"work.{self.wanted.work}", {}).get(self.lang, alone)
            yield note(self._say("only_work", what=title), self.width)

    def _milestones(self) -> Iterator[RenderableType]:
        """When each milestone was reached, and how that is to its deadlines."""
        rows = [
            (self.plan.milestones[place].title[self.lang], self._reached(place),
             "\n".join(self.telling.deadlines(place)))
            for place in sorted(self.choice.milestones)
        ]  # fmt: skip
        if rows:
            yield self._heading("milestones")
            yield sheet([self._column(word) for word in ("milestone", "reached", "deadlines")],
                        rows, self.width)  # fmt: skip

    def _column(self, word: str) -> Column:
        return Column(self._say(f"column.{word}"))

    def _reached(self, place: int) -> str:
        day, void = self.lived.outcomes.day[0, place], self.lived.outcomes.void[0, place]
        if isfinite(day):
            return say_date(finish_date(day, self.start), self.lang)
        if isfinite(void):
            return self._say("void", date=say_date(date_of(void, self.start), self.lang))
        return self._say("not_reached")

    # -- the story ---------------------------------------------------------------------------------------

    def _story(self) -> Iterator[RenderableType]:
        """Sentence after sentence, each day's beside its date, year by year."""
        yield self._heading("story")
        sentences = self.telling.sentences()
        if not sentences:
            yield Text(self._say("nothing"))
        for year, of_year in groupby(sentences, key=lambda one: one.day.year):
            yield Text(self._say("year", year=year), style="bold")
            for day, of_day in groupby(of_year, key=lambda one: one.day):
                yield from self._of_day(day, list(of_day))
        if not self.wanted.everything:
            yield Text("")
            yield note(self._left_out(), self.width)

    def _left_out(self) -> str:
        """What was not told, and how to be told it."""
        count = say_number(self.telling.left_out, self.lang)
        if self.telling.is_brief:
            return self._say("left_out_in_brief", count=count)
        said = [self._say("left_out", count=count)] if self.telling.left_out else []
        return " ".join([*said, self._say("more")])

    def _of_day(self, day: date, sentences: Sequence[Sentence]) -> Iterator[Text]:
        said = say_date(day, self.lang)
        for place, sentence in enumerate(sentences):
            margin = said if place == 0 or self.width >= ENDLESS else ""
            yield self._beside(margin, sentence.text, TONES[sentence.tone])

    def _beside(self, margin: str, text: str, style: str) -> Text:
        """A text with something in its margin, broken at spaces."""
        lines = textwrap.wrap(text, self.width - INDENT, break_on_hyphens=False)
        rest = "".join(f"\n{'':{INDENT}}{line}" for line in lines[1:])
        return Text.assemble((f"{margin:{INDENT}}", "cyan"), (lines[0] + rest, style))

    # -- what is unfinished ------------------------------------------------------------------------------

    def _unfinished(self) -> Iterator[RenderableType]:
        waiting = [
            place for place in sorted(self.choice.milestones) if self.lived.outcomes.waits_at[0, place] >= 0
        ]
        if waiting:
            yield self._heading("end", date=say_date(self.end, self.lang))
            for place in waiting:
                yield note(self._waits(place), self.width)

    def _waits(self, place: int) -> str:
        """What an unreached milestone waits for: the step, what that lacks, and since when."""
        group = self.plan.groups[self.lived.outcomes.waits_at[0, place]]
        cause = Cause(self.lived.outcomes.waits_for[0, place])
        last = {note.who: note for note in self.lived.diary if note.deed <= Deed.TOOK}
        ready = [one for one in group.members if one in last and not self._is_over(last[one])]
        ready = ready or [one for one in group.members if one not in last] or list(group.members)
        if self.telling.blocked_on(place) is not None:
            said = self._say("stall.blocked")
        elif cause == Cause.REWORK and ready[0] in last and last[ready[0]].deed != Deed.GIVEN_UP:
            said = self._say("stall.next_round")
        elif cause in (Cause.WORK, Cause.REWORK, Cause.LOGIC):
            said = self._say(f"stall.{cause.name.lower()}")
        else:
            said = self.telling.waited(ready[0], cause, 0.0, self.plan.horizon)
        if ready[0] in last and self.telling.blocked_on(place) is None:
            day, deed = last[ready[0]].day, last[ready[0]].deed
            is_end = deed in (Deed.ROUND_DONE, Deed.SENT_BACK, Deed.GIVEN_UP)
            since = finish_date(day, self.start) if is_end else date_of(day, self.start)
            said = self._say("since", said=said, date=say_date(since, self.lang))
        title = self.plan.milestones[place].title[self.lang]
        return self._say("waits", what=title, subject=self.names.subject(ready), said=said)

    def _is_over(self, last: Note) -> bool:
        """Whether an activity of which this is the last note waits for nothing any longer."""
        if last.deed != Deed.GIVEN_UP:
            return last.deed in (Deed.FINISHED, Deed.SKIPPED, Deed.TOOK)
        verdict = self.plan.activities[last.who].verdict
        return verdict is not None and verdict.then == Then.ACTIVITY

    # -- money -------------------------------------------------------------------------------------------

    def _money(self) -> Iterator[RenderableType]:
        """What each source gave in all; what it received and lost is said where everything is told."""
        rows = [row for source in sorted(self.choice.sources) if any((row := self._of_source(source))[1:])]
        if rows:
            words = ("source", "released", "spent", "lapsed", "cut")
            told = [place for place, _ in enumerate(words) if any(row[place] for row in rows)]
            columns = [self._column(words[place]) for place in told]
            yield self._heading("money", date=say_date(self.telling.last, self.lang))
            yield sheet(columns, [[row[place] for place in told] for row in rows], self.width)

    def _of_source(self, source: int) -> list[str]:
        title, spent = self.plan.capital[source].title[self.lang], self._spent(source)
        if not self.choice.is_all:
            return [title, "", self._amount(spent), "", ""]
        flows = Counter[int]()
        for one in self.lived.diary:
            if one.deed in (Deed.DEPOSIT, Deed.LAPSED, Deed.CUT) and one.who == source:
                flows[one.deed] += one.amount * (date_of(one.day, self.start) <= self.telling.last)
        moved = (flows[Deed.DEPOSIT], spent, flows[Deed.LAPSED], flows[Deed.CUT])
        return [title, *map(self._amount, moved)]

    def _amount(self, million_vnd: int) -> str:
        return say_money(million_vnd, self.lang) if million_vnd else ""

    def _spent(self, source: int) -> int:
        """Million VND that the steps told took from a source."""
        if self.choice.is_all:
            return int(self.lived.outcomes.money[0, source, :, Flow.SPENT].sum())
        spent: Counter[int] = Counter()
        kept: dict[int, int] = {}  # what is kept anew, after it lapsed, replaces what was kept
        for one in self.lived.diary:
            if one.deed == Deed.STARTED:
                spent[one.who] += kept.pop(one.who, 0)
            elif one.deed == Deed.PAID and one.about == source and one.who in self.choice.activities:
                kept[one.who] = one.amount
                if not self.telling.is_set_aside(one):
                    spent[one.who] += kept.pop(one.who)
        return spent.total() + sum(kept.values())

    # -- what drove it -----------------------------------------------------------------------------------

    def _drove(self) -> Iterator[RenderableType]:
        reached = [place for place in sorted(self.choice.milestones) if self.lived.chains[place]]
        if reached:
            yield self._heading("drove")
            yield note(self._say("note_drove"), self.width)
        for place in reached:
            yield from self._chain(place)

    def _chain(self, place: int) -> Iterator[RenderableType]:
        """The steps that made a date, each with its days by cause; whole days that add up to it."""
        day = self.lived.outcomes.day[0, place]
        said = self._say(
            "drove",
            what=self.plan.milestones[place].title[self.lang],
            date=say_date(finish_date(day, self.start), self.lang),
            days=say_number(ceil(day), self.lang),
            start=say_date(self.start, self.lang),
        )
        yield Text(f"\n{said}", style="bold")
        rows, total = [], Counter[Cause]()
        before, last = -1, self.lived.chains[place][-1].activity
        other, told = self._told_before(place)
        if other >= 0:
            rows.append(self._as_for(other))
            total, before = links_by_cause([link for links in told for link in links]), told[-1][0].activity
        for run in self._runs(list(_links(self.lived.chains[place]))[len(told) :], day):
            for links in run:
                total += links_by_cause(links)
            days = sum(link.days for links in run for link in links)
            if len(run) > 1:
                rows.append(self._short_steps(run, days, last))
            elif days or self.wanted.everything:
                rows.append(self._row(run[0], days, before, last))
            before = run[-1][0].activity
        said_causes = [
            self._say("cause", cause=_low(say(f"cause.{name}", self.lang)), days=say_number(days, self.lang))
            for name in CAUSES
            if (days := total[Cause[name.upper()]])
        ]
        yield note(self._say("by_cause", causes="; ".join(said_causes)), self.width)
        span, number, step = (self._say(f"column.{word}") for word in ("span", "days", "step"))
        yield self._in_columns(span, number, step, "cyan")
        yield from rows

    def _runs(self, steps: Sequence[list[_Link]], day: float) -> Iterator[list[list[_Link]]]:
        """The steps of a chain one by one; in brief, short ones that follow each other together."""

        def is_short(links: Sequence[_Link]) -> bool:
            return self.telling.is_brief and sum(link.days for link in links) < SHORT * day

        for short, some in groupby(steps, key=is_short):
            run = list(some)
            of_days = [links for links in run if any(link.days for link in links)]
            yield from [run] if short and len(of_days) > 1 else [[one] for one in run]

    def _told_before(self, place: int) -> tuple[int, list[list[_Link]]]:
        """In brief: another milestone on whose way the steps of this one begin, and its steps; -1: none."""
        chain = self.lived.chains[place]
        others = [
            other
            for other in sorted(self.choice.milestones)
            if 0 < len(self.lived.chains[other]) < len(chain)
            and list(chain[: len(self.lived.chains[other])]) == list(self.lived.chains[other])
        ]
        if not self.telling.is_brief or not others:
            return -1, []
        longest = max(others, key=lambda other: len(self.lived.chains[other]))
        steps = list(_links(self.lived.chains[longest]))
        is_whole = chain[len(self.lived.chains[longest])].activity != steps[-1][0].activity
        return (longest, steps) if is_whole else (-1, [])

    def _as_for(self, other: int) -> Text:
        """The way to another milestone in one row."""
        days = ceil(self.lived.outcomes.day[0, other])
        said = self._say("as_for", what=self.plan.milestones[other].title[self.lang])
        return self._in_columns(self._span(0, days), say_number(days, self.lang), said)

    def _short_steps(self, run: Sequence[Sequence[_Link]], days: int, last: int) -> Text:
        """Short steps one after the other, in one row."""
        told = [links for links in run if any(link.days for link in links)]
        step = self._say(
            "short_steps",
            count=say_number(len(told), self.lang),
            first=self.names.seen_from(told[0][0].activity, last),
            last=self.names.seen_from(told[-1][0].activity, last),
        )
        return self._in_columns(
            self._span(run[0][0].begin, run[-1][-1].end), say_number(days, self.lang), step
        )

    def _span(self, begin: int, end: int) -> str:
        """The first and the last of some days."""
        first, last = self.start + timedelta(days=begin), self.start + timedelta(days=max(begin, end - 1))
        return self._say("span", first=say_date(first, self.lang), last=say_date(last, self.lang))

    def _row(self, links: Sequence[_Link], days: int, before: int, last: int) -> Text:
        """One step of a chain; that all its days were work needs no word."""
        begin, end = links[0].begin, links[-1].end
        number, spent = links[0].activity, Counter[str]()
        for link in links:
            spent[self.telling.spent(number, link.cause, begin, end, before)] += link.days
        said = [
            self._say("wait.exactly", days=self.telling.days(some), what=words)
            for words, some in spent.items()
            if some
        ]
        step = self.names.seen_from(number, last)
        if any(link.cause != Cause.WORK for link in links if link.days):
            step = self._say("of_these", what=step, causes=self.telling.listed(said))
        return self._in_columns(self._span(begin, end), say_number(days, self.lang), step)

    def _in_columns(self, span: str, days: str, step: str, style: str = "") -> Text:
        lines = textwrap.wrap(step, self.width - SPAN - DAYS, break_on_hyphens=False)
        rest = "".join(f"\n{'':{SPAN + DAYS}}{line}" for line in lines[1:])
        return Text(f"{span:{SPAN}}{days:>{DAYS - 2}}  {lines[0]}{rest}", style)


@dataclass(frozen=True)
class _Link:
    """A stretch of a chain in whole days: from one midnight up to another."""

    activity: int
    cause: Cause
    begin: int
    end: int

    @property
    def days(self) -> int:
        return self.end - self.begin


def _links(chain: Sequence[Stretch]) -> Iterator[list[_Link]]:
    """The stretches of a chain, activity by activity.

    Each ends with the day that its last instant is in, so that whole days add up to the date.
    """
    links, upto = [], 0.0
    for stretch in chain:
        links.append(_Link(stretch.activity, stretch.cause, ceil(upto), ceil(upto + stretch.days)))
        upto += stretch.days
    for _, own in groupby(links, key=lambda link: link.activity):
        yield list(own)


def links_by_cause(links: Sequence[_Link]) -> Counter[Cause]:
    """Whole days of a stretch by cause."""
    days: Counter[Cause] = Counter()
    for link in links:
        days[link.cause] += link.days
    return days


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
