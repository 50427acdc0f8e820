"""What an explanation says in the terminal: the answer in sentences, then the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from model.report.terminal import broken, note


@dataclass(frozen=True)
class Told:
    """One part's answer: its heading, the sentences that answer, a table or more, and small print."""

    heading: str
    sentences: tuple[str, ...]
    tables: tuple[RenderableType, ...] = ()
    notes: tuple[str, ...] = ()


def shown(told: Sequence[Told], width: int) -> RenderableType:
    """All parts, one below the other."""
    lines: list[RenderableType] = []
    for one in told:
        lines += [Text(one.heading, style="bold"), *(Text(broken(text, width)) for text in one.sentences)]
        for table in one.tables:
            lines += [Text(""), table]
        lines += [note(text, width) for text in one.notes]
        lines.append(Text(""))
    return Group(*lines)
