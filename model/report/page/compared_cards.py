"""The answer first: how many chances the scenarios move, then five cards on what moves most and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from model.report.forest import is_noise
from model.report.page.cards import Card, card
from model.report.page.comparison_told import ComparisonTold
from model.words import NOTHING, say_chance, say_deadline, say_number, say_points, say_points_ends


def lead(comparison: ComparisonTold) -> str:
    """How many chances rise, how many fall, and how many can't be told from noise."""
    clear = _clear(comparison)
    up = sum(row.difference > 0 for row in clear)
    return comparison.say(
        "lead.compare",
        first=next(iter(comparison.names.values())),
        count=len(comparison.differences),
        up=up,
        down=len(clear) - up,
        noise=len(comparison.differences) - len(clear),
    )


def cards(comparison: ComparisonTold, rows: Sequence[Any]) -> Iterator[Card]:
    """What gains most, what loses most, why, what stays at risk whatever comes, and how sure that is."""
    gain, loss = _most(comparison, 1), _most(comparison, -1)
    yield _moved(comparison, "gain", gain)
    yield _moved(comparison, "loss", loss)
    yield _why(comparison, gain or loss)
    yield _still(comparison, rows)
    yield _sure(comparison, gain or loss or comparison.differences[0])


def _clear(comparison: ComparisonTold) -> list[Any]:
    return [row for row in comparison.differences if not is_noise(row)]


def _most(comparison: ComparisonTold, sign: int) -> Any | None:
    """The largest clear difference of a sign; None where there is none."""
    moved = [row for row in _clear(comparison) if sign * row.difference > 0]
    return max(moved, key=lambda row: sign * row.difference, default=None)


def _moved(comparison: ComparisonTold, kind: str, row: Any | None) -> Card:
    if row is None:
        return card(comparison, kind, NOTHING, text=comparison.say(f"card.{kind}.none"))
    figure = comparison.say(
        "card.moved.figure",
        milestone=comparison.titles[row.milestone],
        deadline=say_deadline(row.deadline, comparison.lang),
    )
    text = comparison.say(
        "card.moved.text",
        before=say_chance(row.probability_a, comparison.lang),
        after=say_chance(row.probability_b, comparison.lang),
    )
    between = say_points_ends(row.ci_low, row.ci_high, comparison.lang)
    return card(
        comparison,
        kind,
        comparison.names[row.scenario_b],
        (say_points(row.difference, comparison.lang), figure),
        text=text,
        small=comparison.say("card.moved.small", between=between),
    )


def _why(comparison: ComparisonTold, row: Any | None) -> Card:
    if row is None:
        return card(comparison, "why", NOTHING, text=comparison.say("card.why.nothing"))
    compared = comparison.compared
    parts = compared.parts_of(row)
    if not parts:
        return card(comparison, "why", NOTHING, text=comparison.say("card.why.scattered"))
    said = [compared.part_said(part) for part in parts[:3]]
    text = comparison.say(
        "card.why.carries",
        scenario=comparison.names[row.scenario_b],
        milestone=comparison.titles[row.milestone],
        part=said[0],
    )
    small = comparison.say("card.why.more", parts="; ".join(said[1:])) if len(said) > 1 else ""
    return card(comparison, "why", compared.cause_of(parts[0]), text=text, small=small)


def _still(comparison: ComparisonTold, rows: Sequence[Any]) -> Card:
    """The deadline that stays most at risk, whatever scenario comes."""
    best: dict[tuple[str, str], Any] = {}
    for row in rows:
        place = (row.milestone, row.deadline)
        if place not in best or row.probability > best[place].probability:
            best[place] = row
    row = min(best.values(), key=lambda one: one.probability)
    figure = comparison.say("card.still.figure", deadline=say_deadline(row.deadline, comparison.lang))
    return card(
        comparison,
        "still",
        comparison.titles[row.milestone],
        (say_chance(row.probability, comparison.lang), figure),
        text=comparison.say("card.still.text", scenario=comparison.names[row.scenario]),
    )


def _sure(comparison: ComparisonTold, row: Any) -> Card:
    reach = 100 * max(row.ci_high - row.difference, row.difference - row.ci_low)
    band = "pairs_band" if comparison.found.has_bands else "pairs_no_band"
    return card(
        comparison,
        "sure",
        comparison.say("card.sure.error", points=say_number(reach, comparison.lang, 1)),
        text=comparison.say("card.sure.pairs", replications=comparison.many),
        small=comparison.say(f"card.sure.{band}"),
    )
