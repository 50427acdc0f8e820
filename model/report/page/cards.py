"""The answer first: how many deadlines are likely met, then five cards on the one most at risk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.report.frames import is_blank
from model.report.page import answer
from model.report.page.blocks import half_width, interval_said, word_said
from model.report.page.numbers import is_told_by_day, span_said, turned
from model.report.page.run_told import (
    RunTold,
    days_by_cause,
    guessed_share,
    work_said,
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
    say_percent,
    say_points,
    say_points_ends,
)

TOLD_UNREACHED = 0.005
"""The share of lives that don't get there within the horizon above which a card says so."""

Card = dict[str, Any]

Figure = str | tuple[str, str]
"""A number or a name in large letters; or that, and what it is."""


def card(
    told: Told, kind: str, *figures: Figure, text: str, then: Figure | None = None, small: str = ""
) -> Card:
    """A question and its answer.

    Parameters
    ----------
    figures
        What is read first, in large letters, the largest first; beside one, smaller, what it is.
    text
        The answer in a sentence.
    then
        What is read next.
    small
        What is to be known besides.
    """
    large, after = (
        [(one, "") if isinstance(one, str) else one for one in some]
        for some in (figures, [then] if then else [])
    )
    return {
        "kind": kind,
        "question": told.say(f"card.{kind}.question"),
        "figures": large,
        "text": text,
        "then": after,
        "small": small,
    }


def lead(run: RunTold, basis: str, rows: Sequence[Any]) -> str:
    """How many of the deadlines that count first are likely met, and how many rather missed."""
    likely = sum(row.probability >= answer.LIKELY for row in rows)
    unlikely = sum(row.probability < answer.UNLIKELY for row in rows)
    between = len(rows) - likely - unlikely
    return run.say(f"lead.{basis}", count=len(rows), likely=likely, between=between, unlikely=unlikely)


def cards(run: RunTold, basis: str, rows: Sequence[Any]) -> Iterator[Card]:
    """The deadline most at risk, how late it will be, why, what helps, and how sure that is."""
    worst = answer.at_risk(run.found)
    row = worst.row
    head = {"milestone": run.titles[row.milestone], "deadline": say_deadline(row.deadline, run.lang)}
    yield _risk(run, basis, row, len(rows), head)
    yield _late(run, worst, head)
    yield _why(run, row, head)
    yield _help(run, row, rows, head)
    yield _sure(run, row)


def _risk(run: RunTold, basis: str, row: Any, count: int, head: Mapping[str, str]) -> Card:
    word = word_said(run.half, row)
    small = "card.risk.small" if word == NOTHING else "card.risk.small_word"
    return card(
        run,
        "risk",
        head["milestone"],
        (say_chance(row.probability, run.lang), run.say("card.risk.figure", **head)),
        text=run.say(f"card.risk.{basis}", count=count),
        small=run.say(small, interval=interval_said(row), word=word),
    )


def _late(run: RunTold, worst: answer.AtRisk, head: Mapping[str, str]) -> Card:
    """How late in the typical life of the programme, and how late when one wants to be rather sure."""
    row, horizon = worst.row, say_month(run.said.horizon, run.lang)
    if row.voided >= answer.MOSTLY:
        futures = (say_chance(row.voided, run.lang), run.say("card.late.voided_share"))
        return card(run, "late", run.say("card.late.never"), futures, text=run.say("card.late.voided"))
    figures = [
        (_lateness_said(run, days, worst.at_least), run.say(f"card.late.{mark}"))
        for mark, days in (("typical", worst.typical), ("sure", worst.late))
    ]
    beyond = [mark for mark in ("p50", "p80") if is_blank(getattr(row, mark))]
    text = run.say(
        f"card.late.text_{beyond[0]}_beyond" if beyond else "card.late.text",
        **head,
        p50=run.date_by(row.p50),
        p80=run.date_by(row.p80),
        horizon=horizon,
    )
    unreached = 1 - row.reached
    share = say_chance(unreached, run.lang)
    small = run.say("card.late.unreached", share=share, horizon=horizon) if unreached > TOLD_UNREACHED else ""
    return card(run, "late", *figures, text=text, small=small)


def _lateness_said(run: RunTold, days: int | None, at_least: int) -> str:
    if days is not None and days <= 0:
        return run.say("card.late.in_time")
    if days is None:
        key, days = "over", at_least
    else:
        key = "late" if is_told_by_day(days) else "about"
    return run.say(f"card.late.{key}", span=span_said(days, run.lang))


def _why(run: RunTold, row: Any, head: Mapping[str, str]) -> Card:
    ends = [event.title[run.lang] for event in answer.ended_by(run.found, row.milestone)]
    if row.voided >= answer.MOSTLY and ends:
        return card(run, "why", ", ".join(ends), text=run.say("card.why.voided"))
    if is_blank(row.main_cause):
        return card(run, "why", NOTHING, text=run.say("card.why.none", **head))
    cause, work = say(f"cause.{row.main_cause}", run.lang), work_said(run, row)
    if is_blank(row.main_cause_days):
        return card(run, "why", cause, text=run.say("card.why.waits", **head, work=work))
    days = days_by_cause(run, row.milestone)
    total = say_days(sum(days.values()), run.lang)
    return card(
        run,
        "why",
        cause,
        text=run.say(
            "card.why.text",
            gloss=run.say(f"gloss.{row.main_cause}"),
            work=work,
            days=say_days(row.main_cause_days, run.lang),
            total=total,
        ),
        small=run.say(
            "card.why.small", start=say_date(run.found.plan.start, run.lang), share=work_share(run, days)
        ),
    )


def _help(run: RunTold, row: Any, rows: Sequence[Any], head: Mapping[str, str]) -> Card:
    levers = run.found.levers
    if levers is None:
        return card(run, "help", NOTHING, text=run.say("card.help.not_computed"))
    if not len(levers):
        return card(run, "help", NOTHING, text=run.say("card.help.no_levers"))
    count, many = levers["lever"].nunique(), say_number(int(levers["replications"].max()), run.lang)
    own = answer.helping(levers, row.milestone, row.deadline)
    if own:
        gain = (_gain_said(own[0].difference, run.lang), run.say("card.help.figure"))
        tried = run.say("card.help.tried", count=count, replications=many)
        return card(run, "help", titled(run, own[0]), gain, text=_turn(run, "text", own[0]), small=tried)
    nothing = run.say("card.help.none", count=count)
    small = run.say("card.help.tried_so", replications=many)
    other = answer.strongest(levers, rows) or answer.strongest(levers, run.rows)
    then = other and (_gain_said(other.difference, run.lang), _turn(run, "elsewhere", other))
    return card(run, "help", run.say("card.help.nothing"), text=nothing, then=then, small=small)


def _gain_said(difference: float, lang: str) -> str:
    """A gain in whole points; one that is smaller than a point as it is."""
    return say_points(difference, lang, 0 if difference >= 0.01 else 1)


def _turn(run: RunTold, key: str, row: Any) -> str:
    """What a lever gains when it is turned, for the deadline of a row."""
    first, last = turned(str(row.value_from), str(row.value_to), run.lang)
    return run.say(
        f"card.help.{key}",
        lever=titled(run, row),
        value_from=first,
        value_to=last,
        between=say_points_ends(row.ci_low, row.ci_high, run.lang, 0),
        milestone=run.titles[row.milestone],
        deadline=say_deadline(row.deadline, run.lang),
    )


def _sure(run: RunTold, row: Any) -> Card:
    guesses = guessed_share(run)
    guessed = say_percent(guesses, run.lang, 0)
    noise = run.say("card.sure.noise", points=half_width([row]), replications=run.many)
    if is_blank(row.band_low):
        how = "mostly_guessed" if guesses >= answer.MOSTLY else "unknown"
        figures = (run.say(f"card.sure.{how}"), (guessed, run.say("card.sure.guessed")))
        return card(run, "sure", *figures, text=run.say("card.sure.no_band"), small=noise)
    band = (say_band(row.band_low, row.band_high, run.lang), run.say("card.sure.band"))
    text = run.say("card.sure.text", guessed=guessed)
    return card(run, "sure", band, text=text, small=noise)
