"""The page of a comparison: what each scenario changes, by how much and why, then every milestone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.report.frames import rows_of
from model.report.page import changes
from model.report.page.answer import rows_that_count
from model.report.page.blocks import dot_plot, origin, points_of, scale_table
from model.report.page.compared_cards import cards, lead
from model.report.page.compared_milestones import milestones
from model.report.page.compared_reading import limits, meta, scenarios
from model.report.page.comparison_told import ComparisonTold, is_drawn
from model.report.page.found import FoundComparison
from model.report.page.pairs import pairs
from model.report.page.paper import Half, on_paper
from model.report.page.reading import command_again
from model.words import LANGUAGES, say

SECTIONS = ("compared", "milestones", "differs", "reading", "limits", "origin")
"""The parts of the page after the first, in order."""


def comparison_page(found: FoundComparison, first: str = LANGUAGES[0]) -> str:
    """The page, as HTML; parameters as for ``run_page``."""
    halves = {lang: Half(lang) for lang in LANGUAGES}
    for half in halves.values():
        half.given = _content(ComparisonTold(found, half))
    titles = {
        lang: say("report.page_title", lang, title=half.given["title"]) for lang, half in halves.items()
    }
    shared = _curves(found) if is_drawn(found) else {}
    return on_paper("comparison.html", halves, titles, shared, first)


def _curves(found: FoundComparison) -> dict[str, Any]:
    """The curve of every milestone in every scenario, by the name that charts call it by."""
    curves = found.curves.groupby(["scenario", "milestone"])
    return {f"curve.{scenario}.{name}": points_of(list(rows_of(own))) for (scenario, name), own in curves}


def _content(comparison: ComparisonTold) -> dict[str, Any]:
    """All that the template shows in one language."""
    found = comparison.found
    basis, counted = rows_that_count(found.milestones)
    rows = _by_deadlines_of(comparison, counted)
    return {
        "title": " · ".join(comparison.names.values()),
        "meta": meta(comparison),
        "scenarios": list(scenarios(comparison)),
        "lead": lead(comparison),
        "cards_shown": list(cards(comparison, rows)),
        "dots": _dots(comparison, rows) if is_drawn(found) else None,
        "dots_title": comparison.say(f"dots.{basis}"),
        "has_bands": found.has_bands,
        "answers": list(pairs(comparison)),
        "milestones": list(milestones(comparison)),
        "changes": list(changes.between(comparison)),
        "scale": scale_table(comparison.half),
        "limits": list(limits(comparison)),
        "origin": origin(comparison.half, found.facts, command_again("compare", found.facts)),
        "sections": SECTIONS,
    }


def _by_deadlines_of(comparison: ComparisonTold, counted: Sequence[Any]) -> list[Any]:
    """The rows of all scenarios by the deadlines of some rows, whatever basis these have there."""
    deadlines = {(row.milestone, row.deadline) for row in counted}
    return [row for row in comparison.rows if (row.milestone, row.deadline) in deadlines]


def _dots(comparison: ComparisonTold, rows: Sequence[Any]) -> Any:
    """The dot plot of the deadlines that count first, the scenarios of one deadline in one row."""
    label = comparison.say("dots.first_label")
    return dot_plot(comparison.half, rows, comparison.found.titles, label)
