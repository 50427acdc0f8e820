"""Lists for the terminal: tables of many rows that fit its width, and whole lines where there is none."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from model.report.terminal import WIDE, console_on, plain_table

ENDLESS = 10_000
"""Columns where nothing is to be broken: lists in a file or a pipe, which are searched and sorted."""

LONGEST_WORD = 34
"""Columns up to which a word is kept whole."""

GAP = 3
"""Columns between two columns of a table."""


@dataclass(frozen=True)
class Column:
    """A column of a list; one that stands ``below`` gives up its own where there is little room.

    There it is small print under the first column, after its heading unless it is ``bare``.
    """

    heading: str
    below: bool = False
    bare: bool = False


def print_whole(told: Callable[[int], RenderableType], stream: TextIO) -> None:
    """Print a long list: fitted to a terminal, each entry in one unbroken line anywhere else.

    Parameters
    ----------
    told
        What is printed, for a number of columns.
    """
    if stream.isatty():
        console = console_on(stream)
        console.print(told(console.width))
        return
    paper = io.StringIO()
    Console(file=paper, width=ENDLESS, highlight=False).print(told(ENDLESS))
    stream.writelines(f"{line.rstrip()}\n" for line in paper.getvalue().splitlines())


def sheet(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int, wide: int = WIDE
) -> RenderableType:
    """A list as a table; where it is not wide, some columns stand below the first.

    Parameters
    ----------
    columns
        What stands where; the first one names the row, and spaces before its text indent it.
    rows
        As many texts as there are columns in each; columns without any text are left out.
    width
        Columns of the terminal; where it is endless, every row is one line with all its columns.
    wide
        From this many columns on, nothing stands below.
    """
    is_endless = width >= ENDLESS
    shown = [place for place, _ in enumerate(columns) if is_endless or any(row[place] for row in rows)]
    apart = [place for place in shown[1:] if width >= wide or not columns[place].below]
    below = [place for place in shown[1:] if place not in apart]
    names = [_name(row, columns, below) for row in rows]
    others = [
        [row[place].replace("\n", "; ") if is_endless else row[place] for place in apart] for row in rows
    ]
    indents = [len(row[0]) - len(row[0].lstrip()) for row in rows]
    headings = [columns[place].heading for place in (shown[0], *apart)]
    texts = [[name.plain for name in names], *([row[k] for row in others] for k, _ in enumerate(apart))]
    table = plain_table(leading=1 if below else 0)
    for heading, size in zip(headings, _widths(headings, texts, max(indents, default=0), width), strict=True):
        table.add_column(heading, overflow="fold", width=size)
    for name, indent, row in zip(names, indents, others, strict=True):
        table.add_row(Padding(name, (0, 0, 0, indent)), *map(Text, row))
    return table


def _name(row: Sequence[str], columns: Sequence[Column], below: Sequence[int]) -> Text:
    """The name of a row with what stands below it."""
    cell = Text(row[0].lstrip(), style="bold")
    for place in below:
        if row[place]:
            label = "" if columns[place].bare else f"{columns[place].heading}: "
            cell.append(f"\n{label}{row[place]}", style="not bold dim")
    return cell


def _widths(headings: Sequence[str], texts: Sequence[Sequence[str]], indent: int, room: int) -> list[int]:
    """How wide each column is: as its longest line, the widest ones cut back to what there is.

    No column is cut below its longest word, so that names can be copied. The first is indented.
    """
    columns = [[heading, *column] for heading, column in zip(headings, texts, strict=True)]
    widths = [max(cell_len(line) for text in column for line in text.split("\n")) for column in columns]
    words = [max(cell_len(word) for text in column for word in text.split() or [""]) for column in columns]
    words = [min(word, LONGEST_WORD) for word in words]
    widths[0], words[0] = widths[0] + indent, words[0] + indent
    room -= GAP * (len(columns) - 1)
    while sum(widths) > room and any(width > word for width, word in zip(widths, words, strict=True)):
        spare = [width if width > word else 0 for width, word in zip(widths, words, strict=True)]
        widths[spare.index(max(spare))] -= 1
    return widths
