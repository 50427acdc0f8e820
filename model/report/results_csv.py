"""Tables as CSV that people open in Excel by a click, as their language has numbers, dates and columns."""

from __future__ import annotations

import csv
import io

from model.report.result_sheets import Sheet, told

BETWEEN = {"vi": ";", "en": ","}
"""What stands between columns: where the comma is the decimal sign, it can't part columns too."""

BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows that letters are UTF-8."""


def csv_of(sheet: Sheet, lang: str) -> str:
    """A table as the text of a CSV file: the byte order mark, headings, rows."""
    paper = io.StringIO()
    writer = csv.writer(paper, delimiter=BETWEEN[lang], lineterminator="\r\n")
    writer.writerow([column.heading for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow(
            [
                _harmless(told(value, column.kind, lang), is_text=isinstance(value, str))
                for value, column in zip(row, sheet.columns, strict=True)
            ]
        )
    return BYTE_ORDER_MARK + paper.getvalue()


def _harmless(text: str, *, is_text: bool) -> str:
    """A text that Excel would take for a formula is given as one that it doesn't."""
    return f"'{text}" if is_text and text[:1] in ("=", "+", "-", "@") else text
