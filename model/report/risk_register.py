"""The register of risks: what may go wrong as people know it, and what stands for each risk in the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from model.report.inventory import heading, sources_used
from model.report.lists import ENDLESS, Column, sheet
from model.report.register import INDENT, READABLE
from model.report.terminal import note
from model.scenario import Scenario
from model.scenario.happenings import RiskRow
from model.scenario.saying import Basis, Title
from model.scenario.shape import ScenarioSaid
from model.words import say

MODELLED = ("event", "driver", "process", "calendar", "not_modelled")
"""In the order in which they are listed: first those that have an effect of their own."""

LINES = ("chance", "effect", "carried_by", "mitigation", "reason", "note")
"""What stands below the title of a risk, where it is said."""


def risk_register(scenario: Scenario, lang: str, width: int) -> RenderableType:
    """Every risk of the register, grouped by how it is modelled; where lines are endless, each in one.

    Parameters
    ----------
    scenario
        A scenario, read.
    lang
        ``"vi"`` or ``"en"``.
    width
        Columns there are.
    """
    said = scenario.said
    rows, title = said.risk_register, Text(scenario.title[lang], style="bold")
    if not rows:
        return Group(title, note(say("risk_register.none", lang), width))
    counts = Counter[str](row.modelled_by for row in rows.values())
    modelled = "; ".join(f"{_modelled(word, lang)} {counts[word]}" for word in MODELLED if counts[word])
    off = sum(not row.active for row in rows.values())
    head = say("risk_register.head", lang, count=len(rows), modelled=modelled, off=off)
    parts: list[RenderableType] = [title, note(head, width)]
    for word in MODELLED:
        same = [_texts(said, code, row, lang) for code, row in rows.items() if row.modelled_by == word]
        if same:
            group = say("list.facts_block", lang, block=_modelled(word, lang), count=len(same))
            parts += [Text(f"\n{group}", style="bold cyan"), *_told(same, lang, width)]
    uses = Counter(basis.source for row in rows.values() if (basis := _basis(said, row)))
    parts += [heading("sources", lang), sources_used(scenario, uses, lang, width)]
    return Group(*parts, Text(""), note(say("risk_register.note", lang), width))


def _basis(said: ScenarioSaid, row: RiskRow) -> Basis | None:
    return row.basis or said.basis


def _texts(said: ScenarioSaid, code: str, row: RiskRow, lang: str) -> dict[str, str]:
    """A risk in words, by column."""
    basis = _basis(said, row)
    title = _in(lang, row.title)
    return {
        "code": code,
        "title": title if row.active else say("list.switched_off", lang, title=title),
        "chance": _in(lang, row.chance),
        "effect": _in(lang, row.effect),
        "carried_by": ", ".join(row.carried_by),
        "mitigation": "; ".join(_mitigation(said, one, lang) for one in row.mitigation),
        "reason": _in(lang, row.reason),
        "note": _in(lang, row.note),
        "grade": basis.grade if basis else "",
        "source": basis.source if basis else "",
    }


def _mitigation(said: ScenarioSaid, text: Title, lang: str) -> str:
    """What helps: in words, or the lever or assumption that ``$name`` stands for, by its title."""
    name = text.en.removeprefix("$")
    named = said.levers.get(name) or said.assumptions.get(name)
    return f"{_in(lang, named.title)} ({text.en})" if named and text.en != name else _in(lang, text)


def _told(same: list[dict[str, str]], lang: str, width: int) -> Iterator[RenderableType]:
    if width >= ENDLESS:
        columns = [Column(_column(word, lang)) for word in same[0]]
        yield sheet(columns, [list(texts.values()) for texts in same], width)
        return
    right = max(0, width - READABLE)
    for texts in same:
        yield Text.assemble((texts["code"], "bold cyan"), "  ", (texts["title"], "bold"))
        yield Padding(_card(texts, lang), (0, right, 1, INDENT))


def _card(texts: dict[str, str], lang: str) -> Text:
    about = (say("register.grade", lang, grade=texts["grade"]), texts["source"])
    card = Text(" · ".join(about), style="dim")
    for word in LINES:
        if texts[word]:
            card.append(f"\n{_column(word, lang)}: ", style="not dim cyan")
            card.append(texts[word], style="not dim")
    return card


def _in(lang: str, title: Title | None) -> str:
    if title is None:
        return ""
    return title.vi if lang == "vi" else title.en


def _modelled(word: str, lang: str) -> str:
    return say(f"risk_register.modelled.{word}", lang)


def _column(word: str, lang: str) -> str:
    return say(f"risk_register.column.{word}", lang)
