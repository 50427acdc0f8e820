"""The page of one run: the answer first, then every milestone, risks, money and what it all rests on."""

from __future__ import annotations

from typing import Any

from model.analysis.given import given_of, going_with
from model.report.frames import rows_of
from model.report.page import answer, changes
from model.report.page.blocks import origin, points_of, scale_table
from model.report.page.cards import cards, lead
from model.report.page.found import FoundRun
from model.report.page.goals import goals
from model.report.page.inputs import assumptions, grades, levers, sources
from model.report.page.money import money
from model.report.page.one_milestone import milestones
from model.report.page.overview import first_dots, other_dots, overview
from model.report.page.paper import Half, on_paper
from model.report.page.reading import because, command_again, limits, meta
from model.report.page.risks import register, risks
from model.report.page.run_told import RunTold
from model.words import LANGUAGES, say

SECTIONS = (
    "overview", "milestones", "goals", "risks", "money", "changes", "assumptions", "figures", "reading",
    "limits", "origin",
)  # fmt: skip
"""The parts of the page after the first, in order; one that the content has nothing for is left out."""


def run_page(found: FoundRun, first: str = LANGUAGES[0]) -> str:
    """The page, as HTML.

    Parameters
    ----------
    found
        The run, read from its folder.
    first
        The language that is open when nobody chose one.
    """
    inputs = given_of(found.inputs, list(found.scenario.said.risks))
    given = {name: going_with(found.days[name].to_numpy(), inputs) for name in found.days.columns}
    halves = {lang: Half(lang) for lang in LANGUAGES}
    for half in halves.values():
        half.given = _content(RunTold(found, half, given, len(inputs)))
    titles = {lang: say("report.page_title", lang, title=found.scenario.title[lang]) for lang in LANGUAGES}
    shared = {
        f"curve.{name}": points_of(list(rows_of(own))) for name, own in found.curves.groupby("milestone")
    }
    return on_paper("run.html", halves, titles, shared, first)


def _content(run: RunTold) -> dict[str, Any]:
    """All that the template shows in one language."""
    found = run.found
    basis, rows = answer.rows_that_count(found.milestones)
    content = {
        "title": found.scenario.title[run.lang],
        "because": because(run),
        "meta": meta(run),
        "lead": lead(run, basis, rows),
        "cards_shown": list(cards(run, basis, rows)),
        "dots": first_dots(run, rows),
        "dots_title": run.say(f"dots.{basis}"),
        "others": other_dots(run, basis),
        "has_bands": found.has_bands,
        "overview": overview(run),
        "milestones": list(milestones(run)),
        "goals": list(goals(run)),
        "risks": risks(run),
        "register": list(register(run)),
        "money": list(money(run)),
        "changes": changes.since_base(run),
        "levers": levers(run),
        "assumptions": assumptions(run),
        "grades": grades(run),
        "sources": sources(run),
        "scale": scale_table(run.half),
        "limits": list(limits(run)),
        "origin": origin(run.half, found.facts, command_again("run", found.facts)),
        "figures": [files[run.lang] for files in found.figures.values()],
    }
    return content | {"sections": [name for name in SECTIONS if content.get(name, True)]}
