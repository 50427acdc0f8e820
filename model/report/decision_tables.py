"""Answers to what it takes and where money does most, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from model.analysis.packages import FRONTIER, MOST_LEVERS, NOISE, PRESENT
from model.analysis.ranking import Ranking
from model.analysis.sought import UP, Sought
from model.report.decision_words import (
    causes_said,
    chance_said,
    cost_said,
    package_said,
    points_said,
    span_said,
    target_said,
    value_said,
    verdict_said,
)
from model.report.terminal import add_numbers, note, plain_table
from model.words import say, say_bare_points, say_deadline, say_number, say_points_between


def seek_told(sought: Sought, lang: str, width: int) -> RenderableType:
    """What a search found: the answer in sentences, then every value tried."""
    heading = say(
        "decide.seek.heading",
        lang,
        lever=sought.title[lang],
        milestone=sought.milestone_title[lang],
        deadline=say_deadline(sought.deadline, lang),
        chance=target_said(sought.chance, lang),
    )
    answer = "\n".join(note(one, width).plain for one in answers(sought, lang))
    below = " ".join([*_how(sought, lang), say("decide.seek.note", lang)])
    return Group(
        Text("\n".join(note(heading, width).plain.splitlines()), style="bold"),
        Text(answer),
        Text(""),
        _values(sought, lang),
        Text(""),
        note(below, width),
    )


def answers(sought: Sought, lang: str) -> Iterator[str]:
    """The answer, sentence by sentence."""
    target = target_said(sought.chance, lang)
    is_up = sought.effort == UP
    if sought.is_found:
        row = sought.row(sought.sure)
        key = "found" if is_up else "found_down"
        count = say_number(int(row["replications"]), lang)
        chance = chance_said(row, lang)
        value = value_said(sought.sure, lang)
        yield say(f"decide.seek.{key}", lang, value=value, chance=chance, replications=count)
    else:
        chance = chance_said(sought.row(sought.best), lang)
        best = value_said(sought.best, lang)
        key = "same" if sought.table["probability"].nunique() == 1 else "none"
        span = span_said(sought.span, lang)
        yield say(f"decide.seek.{key}", lang, range=span, chance=chance, value=best)
        end = value_said(sought.end, lang)
        yield say("decide.seek.binds", lang, value=end, causes=causes_said(sought, lang))
    if sought.likely and sought.likely != sought.sure:
        chance = chance_said(sought.row(sought.likely), lang)
        likely = value_said(sought.likely, lang)
        yield say("decide.seek.likely", lang, value=likely, chance=chance, target=target)
    if sought.present in set(sought.table["value"]):
        row = sought.row(sought.present)
        key = "enough" if row["verdict"] == "suffices" else "not_enough"
        now = value_said(sought.present, lang)
        yield say(f"decide.seek.{key}", lang, value=now, chance=chance_said(row, lang))


def _how(sought: Sought, lang: str) -> Iterator[str]:
    """How it was found, and what was taken for granted."""
    values, compared = say_number(sought.values, lang), say_number(sought.compared, lang)
    if sought.harmed:
        less, more = (value_said(text, lang) for text in sought.harm)
        harmed = say_number(sought.harmed, lang)
        yield say(
            "decide.seek.all_tried",
            lang,
            values=values,
            less=less,
            more=more,
            harmed=harmed,
            compared=compared,
        )
    else:
        key = "by_bisection" if sought.is_bisected else "all_alike"
        tried = say_number(len(sought.table), lang)
        yield say(f"decide.seek.{key}", lang, tried=tried, values=values, compared=compared)
    side = sought.effort
    why = "" if sought.is_effort_said else say(f"decide.seek.why_{side}", lang)
    yield say(f"decide.seek.{side}", lang, why=why)
    if sought.beyond:
        yield say("decide.seek.beyond", lang, range=span_said(sought.beyond, lang))


def _values(sought: Sought, lang: str) -> Table:
    table = plain_table(leading=0)
    table.add_column(say("decide.seek.column_value", lang), justify="right", no_wrap=True)
    table.add_column(say("table.chance", lang), no_wrap=True)
    table.add_column(say("decide.seek.column_replications", lang), justify="right", no_wrap=True)
    table.add_column(say("decide.seek.column_verdict", lang), no_wrap=True)
    for _, row in sought.table.iterrows():
        verdict = say(f"decide.seek.{row['verdict']}", lang)
        if row["value"] == sought.present:
            verdict += f" · {say('decide.seek.present', lang)}"
        table.add_row(
            value_said(row["value"], lang),
            chance_said(row, lang),
            say_number(int(row["replications"]), lang),
            verdict,
            style="bold" if row["value"] == sought.sure else None,
        )
    return table


# -- rank ----------------------------------------------------------------------------------------------


def rank_told(ranking: Ranking, lang: str, width: int) -> RenderableType:
    """What levers bring for their price, what is worth buying, and what was taken for granted."""
    now = ranking.package("")
    heading = say(
        "decide.rank.heading",
        lang,
        milestone=ranking.milestone_title[lang],
        deadline=say_deadline(ranking.deadline, lang),
        chance=chance_said(now, lang),
    )
    count = say_number(len(ranking.packages), lang)
    key, ceiling = "singles", ""
    if ranking.ceiling is not None:
        key, ceiling = "packages", cost_said(ranking.ceiling, lang)
    return Group(
        Text(note(heading, width).plain, style="bold"),
        _levers(ranking, lang),
        Text(""),
        Text(say(f"decide.rank.{key}", lang, ceiling=ceiling, count=count), style="bold"),
        _frontier(ranking, lang),
        Text(""),
        Text("\n".join(note(one, width).plain for one in verdicts(ranking, lang))),
        Text(""),
        note(" ".join(_notes(ranking, lang)), width),
    )


def verdicts(ranking: Ranking, lang: str) -> Iterator[str]:
    """The answer, sentence by sentence."""
    if not ranking.best:
        yield say("decide.rank.nothing", lang)
        return
    for key, name in (("best", ranking.best), ("enough", ranking.enough)):
        if key == "best" or name != ranking.best:
            row = ranking.package(name)
            yield say(
                f"decide.rank.{key}",
                lang,
                package=package_said(name, ranking.titles, lang),
                cost=cost_said(row["cost_bn_vnd"], lang),
                chance=chance_said(row, lang),
                gain=_gain(row, lang),
            )


def _gain(row: pd.Series, lang: str) -> str:
    return say_points_between(row["difference"], row["difference_low"], row["difference_high"], lang)


def _bare_gain(row: pd.Series, lang: str) -> str:
    return say_bare_points(row["difference"], row["difference_low"], row["difference_high"], lang)


def _levers(ranking: Ranking, lang: str) -> Table:
    table = plain_table(leading=0)
    table.add_column(say("decide.rank.column_lever", lang))
    table.add_column(say("decide.seek.column_value", lang), justify="right", no_wrap=True)
    table.add_column(say("decide.rank.column_cost", lang), justify="right", no_wrap=True)
    add_numbers(table, say("decide.rank.column_gain", lang))
    table.add_column(say("decide.rank.column_points", lang), min_width=22)
    opened = ""
    for _, row in ranking.levers.iterrows():
        title = ranking.titles[row["lever"]][lang] if row["lever"] != opened else ""
        is_new, opened = row["lever"] != opened, row["lever"]
        per = f"{points_said(row['points_per_bn'], lang)}"
        between = f" ({_ends(row, lang)})"
        verdict = "" if row["verdict"] == FRONTIER else f"\n{verdict_said(row, ranking.titles, lang)}"
        if is_new and table.row_count:
            table.add_section()
        table.add_row(
            Text(title, style="bold"),
            value_said(row["value"], lang),
            cost_said(row["cost_bn_vnd"], lang),
            _bare_gain(row, lang),
            Text.assemble((per, "bold"), (between, "dim"), (verdict, "dim")),
            style="dim" if row["verdict"] == NOISE else None,
        )
    return table


def _ends(row: pd.Series, lang: str) -> str:
    return " … ".join(points_said(row[end], lang) for end in ("points_low", "points_high"))


def _frontier(ranking: Ranking, lang: str) -> Table:
    table = plain_table(leading=0)
    table.add_column(say("decide.rank.column_package", lang))
    table.add_column(say("decide.rank.column_cost", lang), justify="right", no_wrap=True)
    table.add_column(say("table.chance", lang), no_wrap=True)
    add_numbers(table, say("decide.rank.column_gain", lang))
    for _, row in ranking.frontier.iterrows():
        is_now = row["verdict"] == PRESENT
        table.add_row(
            package_said(row["package"], ranking.titles, lang),
            cost_said(row["cost_bn_vnd"], lang),
            chance_said(row, lang),
            "" if is_now else _bare_gain(row, lang),
        )
    return table


def _notes(ranking: Ranking, lang: str) -> Iterator[str]:
    replications, years = say_number(ranking.replications, lang), say_number(ranking.years, lang, 2)
    yield say("decide.rank.note", lang, replications=replications, years=years)
    if ranking.ceiling is not None and ranking.is_exhaustive:
        yield say("decide.rank.steps", lang, steps=ranking.steps)
    if not ranking.is_exhaustive:
        yield say("decide.rank.greedy", lang, most=MOST_LEVERS)
    if ranking.best:
        yield say("decide.rank.flattered", lang)
    if ranking.free:
        yield say("decide.rank.free", lang, levers=", ".join(ranking.free))
