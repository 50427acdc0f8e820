"""The answer first: how many deadlines are likely met, then five cards on the one most at risk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from model.report.frames import is_blank
from model.report.page import answer
from model.report.page.blocks import between_said, half_width, interval_said, word_said
from model.report.page.numbers import turned
from model.report.page.run_told import (
    RunTold,
    days_by_cause,
    guessed_share,
    where_said,
    work_share,
)
from model.report.page.told import Told, titled
from model.words import (
    NOTHING,
    say,
    say_band,
    say_chance,
    say_date,
    say_days,
    say_deadline,
    say_month,
    say_number,
    say_points,
)

DAYS_PER_YEAR = 365.25

TOLD_UNREACHED = 0.005
"""The share of lives that don't get there within the horizon above which a card says so."""

Card = dict[str, str]


def lead(run: RunTold, basis: str, rows: Sequence[Any]) -> str:
    """How many of the deadlines that count first are likely met, and how many rather missed."""
    likely = sum(row.probability >= answer.LIKELY for row in rows)
    unlikely = sum(row.probability < answer.UNLIKELY for row in rows)
    return run.say(f"lead.{basis}", count=len(rows), likely=likely, unlikely=unlikely)


def cards(run: RunTold, basis: str, rows: Sequence[Any]) -> Iterator[Card]:
    """The deadline most at risk, by how much it is late, why, what helps, and how sure that is."""
    worst = answer.at_risk(run.found)
    row = worst.row
    head = {"milestone": run.titles[row.milestone], "deadline": say_deadline(row.deadline, run.lang)}
    yield _risk(run, basis, row, head)
    yield _late(run, worst, head)
    yield _why(run, row, head)
    yield _help(run, row, rows, head)
    yield _sure(run, row)


def card(told: Told, kind: str, *, big: str, text: str, small: str = "", more: str = "") -> Card:
    """A card as the template takes it; ``more`` stands beside what is big."""
    return {
        "kind": kind,
        "question": told.say(f"card.{kind}.question"),
        "big": big,
        "more": more,
        "text": text,
        "small": small,
    }


def _risk(run: RunTold, basis: str, row: Any, head: Card) -> Card:
    word = word_said(run.half, row)
    small = "card.risk.small" if word == NOTHING else "card.risk.small_word"
    return card(
        run,
        "risk",
        big=say_chance(row.probability, run.lang),
        text=run.say(f"card.risk.{basis}", **head),
        small=run.say(small, interval=interval_said(row), word=word),
    )


def _late(run: RunTold, worst: answer.AtRisk, head: Card) -> Card:
    if worst.late is None:
        big = run.say("card.late.at_least", days=say_days(worst.at_least, run.lang))
        more = _years(run, worst.at_least)
        text = run.say("card.late.beyond", **head, horizon=say_month(run.said.horizon, run.lang))
    else:
        key = "late" if worst.late > 0 else "early"
        big, more = say_days(abs(worst.late), run.lang), _years(run, abs(worst.late))
        text = run.say(f"card.late.{key}", **head, p80=say_date(worst.row.p80, run.lang))
    return card(run, "late", big=big, more=more, text=text, small=_late_small(run, worst.row))


def _late_small(run: RunTold, row: Any) -> str:
    small = run.say("card.late.small", p50=run.date_by(row.p50))
    unreached = 1 - row.reached
    if unreached <= TOLD_UNREACHED:
        return small
    share, horizon = say_chance(unreached, run.lang), say_date(run.said.horizon, run.lang)
    return small + " " + run.say("card.late.unreached", share=share, horizon=horizon)


def _years(run: RunTold, days: int) -> str:
    """So many years, of a number of days that is long to read."""
    if days < 2 * DAYS_PER_YEAR:
        return ""
    return run.say("card.late.years", years=say_number(days / DAYS_PER_YEAR, run.lang, 1))


def _why(run: RunTold, row: Any, head: Card) -> Card:
    if is_blank(row.main_cause):
        return card(run, "why", big=NOTHING, text=run.say("card.why.none", **head))
    cause, where = say(f"cause.{row.main_cause}", run.lang), where_said(run, row)
    if is_blank(row.main_cause_days):
        return card(run, "why", big=cause, text=run.say("card.why.waits", **head, where=where))
    days = days_by_cause(run, row.milestone)
    total = say_days(sum(days.values()), run.lang)
    return card(
        run,
        "why",
        big=cause,
        text=run.say(
            "card.why.text",
            gloss=run.say(f"gloss.{row.main_cause}"),
            where=where,
            days=say_days(row.main_cause_days, run.lang),
        ),
        small=run.say("card.why.small", total=total, work=work_share(run, days)),
    )


def _help(run: RunTold, row: Any, rows: Sequence[Any], head: Card) -> Card:
    levers = run.found.levers
    if levers is None:
        return card(run, "help", big=NOTHING, text=run.say("card.help.not_computed"))
    if not len(levers):
        return card(run, "help", big=NOTHING, text=run.say("card.help.no_levers"))
    many = say_number(int(levers["replications"].max()), run.lang)
    small = run.say("card.help.small", replications=many)
    own = answer.helping(levers, row.milestone, row.deadline)
    if own:
        return _helped(run, "text", own[0], head, small)
    other = answer.strongest(levers, rows) or answer.strongest(levers, run.rows)
    if other is None:
        return card(run, "help", big=NOTHING, text=run.say("card.help.nothing"), small=small)
    elsewhere = {
        "milestone": run.titles[other.milestone],
        "deadline": say_deadline(other.deadline, run.lang),
    }
    small = run.say("card.help.none_here", **head) + " " + small
    return _helped(run, "elsewhere", other, elsewhere, small)


def _helped(run: RunTold, key: str, row: Any, head: Card, small: str) -> Card:
    first, last = turned(str(row.value_from), str(row.value_to), run.lang)
    text = run.say(
        f"card.help.{key}",
        **head,
        lever=titled(run, row),
        value_from=first,
        value_to=last,
        before=say_chance(row.chance_before, run.lang),
        after=say_chance(row.chance_after, run.lang),
        between=between_said(row, run.lang),
    )
    return card(run, "help", big=say_points(row.difference, run.lang), text=text, small=small)


def _sure(run: RunTold, row: Any) -> Card:
    big = run.say("card.sure.big", points=half_width([row]))
    if is_blank(row.band_low):
        text = run.say("card.sure.no_band", replications=run.many)
    else:
        band = say_band(row.band_low, row.band_high, run.lang)
        text = run.say("card.sure.text", replications=run.many, band=band)
    small = run.say("card.sure.small", guessed=guessed_share(run))
    return card(run, "sure", big=big, text=text, small=small)
