"""Tables of figures, for the terminal and for a page."""

from __future__ import annotations

from dataclasses import dataclass


def figures(number: float) -> str:
    """A number with three significant figures, and a comma for thousands."""
    if number >= 100:
        return f"{float(f'{number:.3g}'):,.0f}"
    return f"{number:.3g}"


@dataclass(frozen=True)
class Table:
    """A title, what the columns are, and rows of text."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def plain(self) -> str:
        """The table as columns of text."""
        widths = [max(len(row[k]) for row in (self.head, *self.rows)) for k in range(len(self.head))]
        lines = [self.title, "-" * len(self.title)]
        lines += ["  ".join(self._aligned(row, widths)).rstrip() for row in (self.head, *self.rows)]
        return "\n".join([*lines, *self.notes]) + "\n"

    def markdown(self) -> str:
        """The table for a page."""
        marks = ["---:" if self._is_number(k) else "---" for k in range(len(self.head))]
        rows = [self.head, tuple(marks), *self.rows]
        notes = [f"\n{note}" for note in self.notes]
        return "\n".join([f"### {self.title}\n", *(f"| {' | '.join(row)} |" for row in rows), *notes]) + "\n"

    def _aligned(self, row: tuple[str, ...], widths: list[int]) -> list[str]:
        return [
            cell.rjust(width) if self._is_number(k) else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]

    def _is_number(self, column: int) -> bool:
        """Whether a column holds numbers: they stand to the right."""
        cells = [row[column] for row in self.rows if row[column]]
        return bool(cells) and all(cell[0].isdigit() for cell in cells)
