"""The results of a run or a comparison as one workbook, with charts that Excel itself draws.

The same results give the same bytes: nothing in the file tells when it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from math import ceil, floor
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from model.report.result_sheets import (
    Column,
    ComparisonTables,
    Kind,
    RunTables,
    Sheet,
    Value,
    sheets_of_comparison,
    sheets_of_run,
)
from model.words import say, say_date, say_number

INK, PAPER, STRIPE, LINE, MUTED = "#1F3864", "#FFFFFF", "#F5F7F9", "#BFBFBF", "#66717D"

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#B5568A", "#C98A00", "#3D9BD1", "#4A4A4A")
DASHES = (
    "solid",
    "dash",
    "round_dot",
    "dash_dot",
    "long_dash",
    "long_dash_dot",
    "square_dot",
)
"""Line by line the colours of our figures, and dashes that tell them apart on grey paper."""

MOST_LINES = len(COLOURS)

NARROWEST, WIDEST, DATE_WIDTH = 9, 52, 13
"""Widths of columns, in characters."""

LINE_HEIGHT = 15
"""Points a line of text takes."""

LETTERS = 118
"""Letters of a sentence that have room in one line of the first sheet."""

CHART_WIDTH, BAR_HEIGHT, CHART_HEAD, CURVES_HEIGHT = 1080, 24, 130, 560
"""Sizes of charts, in pixels; a bar chart is as high as its bars need."""

NEVER_SURE = '[<0.01]"< 1 %";[>0.99]"> 99 %";{}'
"""How a chance is shown: no number of replications proves a chance of exactly 0 or 1."""

WRITTEN = datetime(2020, 1, 1)
"""When every workbook says it was made: a clock has no part in results."""


def workbook_of_run(run: RunTables, lang: str) -> bytes:
    """The workbook of a run: read me, charts, then every table.

    Parameters
    ----------
    run
        What the run left.
    lang
        ``"vi"`` or ``"en"``: titles, headings, and how dates are shown.
    """
    sheets = sheets_of_run(run, lang)
    horizon, start = run.scenario.said.horizon, run.scenario.said.start
    facts = {
        "scenario": f"{run.scenario.title[lang]} ({run.name})",
        "span": say(
            "export.about.span_said", lang, start=say_date(start, lang), horizon=say_date(horizon, lang)
        ),
    }
    because = run.scenario.said.because
    if because is not None:
        facts["because"] = getattr(because, lang)
    about = _About(
        say("export.about.run", lang, title=run.scenario.title[lang]),
        facts | _luck(run.seed, run.replications, run.short_hash, lang),
        ("chance", "interval", "quantiles", "caveat"),
    )
    book = _Book(lang, about)
    return book.bytes(sheets, lambda charts: _charts_of_run(book, charts, run, sheets))


def workbook_of_comparison(found: ComparisonTables, lang: str) -> bytes:
    """The workbook of a comparison: read me, a chart of the differences, then every table."""
    sheets = sheets_of_comparison(found, lang)
    names = [title[lang] for title in found.scenario_titles.values()]
    about = _About(
        say("export.about.comparison", lang, title=" – ".join(names)),
        {"scenario": "; ".join(names)} | _luck(found.seed, found.replications, found.short_hash, lang),
        ("chance", "interval", "verdict", "caveat"),
    )
    book = _Book(lang, about)
    return book.bytes(sheets, lambda charts: _chart_of_differences(book, charts, sheets[0], names[0]))


def _luck(seed: int, replications: int, short_hash: str, lang: str) -> dict[str, str]:
    return {"seed": str(seed), "replications": say_number(replications, lang), "hash": short_hash}


@dataclass(frozen=True)
class _About:
    """What the first sheet says: a title, facts by their keys, and how to read the numbers."""

    title: str
    facts: Mapping[str, str]
    how: Sequence[str]


@dataclass
class _Book:
    """A workbook while it is written."""

    lang: str
    about: _About
    paper: BytesIO = field(default_factory=BytesIO)
    data_rows: int = 0

    def __post_init__(self) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = Workbook(self.paper, options)
        self.book.set_properties({"title": self.about.title, "created": WRITTEN})
        self._formats: dict[str, Format] = {}

    def bytes(self, sheets: Sequence[Sheet], draw: Callable[[Worksheet], None]) -> bytes:
        """Everything in its order: what to read first, charts, tables, and what the charts draw."""
        self._write_about([*(["charts"]), *(sheet.code for sheet in sheets), "chart_data"])
        charts = self.book.add_worksheet(self.name("charts"))
        charts.hide_gridlines(2)
        _on_paper(charts, self.lang, is_wide=False)
        for sheet in sheets:
            self.write(sheet, sheet.title)
        draw(charts)
        self.book.close()
        return self.paper.getvalue()

    def name(self, code: str) -> str:
        """What a sheet is called."""
        return say(f"export.sheet.{code}", self.lang)

    def looks(self, name: str, **how: Any) -> Format:
        """A way cells look, made once."""
        if name not in self._formats:
            self._formats[name] = self.book.add_format({"font_name": "Calibri", "valign": "top"} | how)
        return self._formats[name]

    def _write_about(self, codes: Sequence[str]) -> None:
        paper = self.book.add_worksheet(self.name("about"))
        paper.hide_gridlines(2)
        paper.set_column(0, 0, 26)
        paper.set_column(1, 1, 104)
        label = self.looks("label", bold=True, font_color=INK)
        text = self.looks("text", text_wrap=True)
        paper.write_string(
            0, 0, self.about.title, self.looks("title", bold=True, font_size=16, font_color=INK)
        )
        row = 2
        for key, said in self.about.facts.items():
            paper.write_string(row, 0, say(f"export.about.{key}", self.lang), label)
            row = _line(paper, row, said, text)
        row += 1
        paper.write_string(row, 0, say("export.about.how", self.lang), label)
        for key in self.about.how:
            row = _line(paper, row, say(f"export.how.{key}", self.lang), text)
        row += 1
        paper.write_string(row, 0, say("export.about.sheets", self.lang), label)
        for code in codes:
            holds = say(f"export.holds.{code}", self.lang)
            row = _line(
                paper, row, say("export.about.sheet", self.lang, name=self.name(code), holds=holds), text
            )
        _on_paper(paper, self.lang, is_wide=True)

    def write(self, sheet: Sheet, name: str) -> Worksheet:
        """One table: headings that stay in sight, a filter, and cells that are what they are."""
        paper = self.book.add_worksheet(name)
        heading = self.looks(
            "heading", bold=True, font_color=PAPER, bg_color=INK, border=1, border_color=LINE,
            text_wrap=True, align="center",
        )  # fmt: skip
        looks = [self._looks_of(column.kind) for column in sheet.columns]
        late = self.looks("late", font_color=MUTED, italic=True, align="right", bottom=1, bottom_color=LINE)
        for place, column in enumerate(sheet.columns):
            paper.set_column(place, place, _width(column, [row[place] for row in sheet.rows], self.lang))
            paper.write_string(0, place, column.heading, heading)
        paper.set_row(0, LINE_HEIGHT * 3)
        for number, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                is_late = isinstance(value, str) and sheet.columns[place].kind is not Kind.TEXT
                _put(paper, number, place, value, late if is_late else looks[place])
        paper.freeze_panes(1, sheet.still)
        paper.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
        paper.repeat_rows(0)
        _on_paper(paper, self.lang, is_wide=True)
        return paper

    def _looks_of(self, kind: Kind) -> Format:
        dates = "dd/mm/yyyy" if self.lang == "vi" else "yyyy-mm-dd"
        shown = {
            Kind.TEXT: "@",
            Kind.DATE: dates,
            Kind.CHANCE: NEVER_SURE.format("0.0%"),
            Kind.SHARE: "0.0%",
            Kind.POINTS: "+0.0%;-0.0%;0.0%",
            Kind.DAYS: "#,##0.0",
            Kind.COUNT: "0",
            Kind.NUMBER: "0.00",
            Kind.MONEY: "#,##0.0",
        }[kind]
        line = {"bottom": 1, "bottom_color": LINE}
        if kind is Kind.TEXT:
            return self.looks("cell", text_wrap=True, indent=1, **line)
        align = "center" if kind is Kind.DATE else "right"
        return self.looks(kind.value, num_format=shown, align=align, **line)


def _line(paper: Worksheet, row: int, text: str, looks: Format) -> int:
    paper.write_string(row, 1, text, looks)
    paper.set_row(row, LINE_HEIGHT * max(1, -(-len(text) // LETTERS)))
    return row + 1


def _put(paper: Worksheet, row: int, column: int, value: Value, looks: Format) -> None:
    if value is None:
        paper.write_blank(row, column, None, looks)
    elif isinstance(value, date):
        paper.write_datetime(row, column, datetime(value.year, value.month, value.day), looks)
    elif isinstance(value, str):
        paper.write_string(row, column, value, looks)
    else:
        paper.write_number(row, column, value, looks)


def _width(column: Column, values: Sequence[Value], lang: str) -> float:
    """Characters a column needs: as its longest text, or as its heading in three lines."""
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    if column.kind is Kind.DATE:
        longest = max(longest, DATE_WIDTH)
    words = max(len(word) for word in column.heading.split())
    heading = max(words + 3, -(-len(column.heading) // 3) + 5)
    return min(WIDEST, max(NARROWEST, heading, longest + 2))


def _on_paper(paper: Worksheet, lang: str, *, is_wide: bool) -> None:
    """Printed on A4, as wide as the page."""
    paper.set_paper(9)
    if is_wide:
        paper.set_landscape()
    paper.fit_to_pages(1, 0)
    paper.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    paper.set_footer(f"&L&8&A&R&8{say('export.page', lang)}")


# -- charts ------------------------------------------------------------------------------------------


def _charts_of_run(book: _Book, charts: Worksheet, run: RunTables, sheets: Sequence[Sheet]) -> None:
    """The chance of every milestone with its interval, and the curves of the main ones."""
    by_code = {sheet.code: sheet for sheet in sheets}
    bars = _bars(by_code["milestones"], ("milestone", "deadline", "probability"), book.lang)
    book.write(bars, book.name("chart_data"))
    title = say("export.chart.chances", book.lang)
    scale = Scale("0%", 0, 1, NEVER_SURE.format("0%"))
    height = _bar_chart(book, charts, 0, title, bars, (1, len(bars.rows)), scale)
    curves = by_code.get("curves")
    if curves is not None:
        _curve_chart(book, charts, height, curves, _main(run))


def _chart_of_differences(book: _Book, charts: Worksheet, sheet: Sheet, first: str) -> None:
    """By how many points each scenario moves each chance, a chart for each."""
    bars = _bars(sheet, ("milestone", "deadline", "difference"), book.lang)
    book.write(bars, book.name("chart_data"))
    ends = _round_ends(bars)
    names = [str(row[0]) for row in sheet.rows]
    at = 0
    for name in dict.fromkeys(names):
        rows = [number for number, other in enumerate(names, start=1) if other == name]
        title = say("export.chart.differences", book.lang, first=first, second=name)
        at += _bar_chart(book, charts, at, title, bars, (rows[0], rows[-1]), Scale("+0%;-0%;0%", *ends))


def _round_ends(bars: Sheet) -> tuple[float, float]:
    """Where a scale of differences begins and ends: all intervals are in, and 0, in steps of five points."""
    means, minus, plus = ([float(str(row[place])) for row in bars.rows] for place in (1, 2, 3))
    low = min(0.0, *(mean - down for mean, down in zip(means, minus, strict=True)))
    high = max(0.0, *(mean + up for mean, up in zip(means, plus, strict=True)))
    return floor(low * 20 - 1e-9) / 20, ceil(high * 20 + 1e-9) / 20


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a bar chart: how its numbers are shown, its ends, and whether bars bear their value."""

    shown: str
    low: float
    high: float
    labels: str = ""


def _bars(sheet: Sheet, codes: tuple[str, str, str], lang: str) -> Sheet:
    """What a bar chart draws: label, value, and how far its interval goes down and up."""
    at = {column.code: place for place, column in enumerate(sheet.columns)}
    milestone, deadline, value = (at[code] for code in codes)
    kind = sheet.columns[value].kind
    columns = [Column("label", say("export.column.label", lang), Kind.TEXT), sheet.columns[value]]
    columns += [Column(code, say(f"export.column.{code}", lang), kind) for code in ("minus", "plus")]
    rows = []
    for row in sheet.rows:
        by_when = row[deadline]
        said = say_date(by_when, lang) if isinstance(by_when, date) else str(by_when)
        label = say("export.chart.label", lang, milestone=row[milestone], deadline=said)
        mean, low, high = (float(str(row[place])) for place in (value, at["ci_low"], at["ci_high"]))
        rows.append((label, mean, max(0.0, mean - low), max(0.0, high - mean)))
    return Sheet("chart_data", say("export.sheet.chart_data", lang), tuple(columns), tuple(rows))


def _bar_chart(
    book: _Book, charts: Worksheet, at: int, title: str, bars: Sheet, rows: tuple[int, int], scale: Scale
) -> int:
    """Bars with their intervals, the first one at the top; returns the height it took, in pixels."""
    chart = book.book.add_chart({"type": "bar"})
    data, (first, last) = book.name("chart_data"), rows
    drawn = bars.rows[first - 1 : last]
    series = {
        "name": bars.columns[1].heading,
        "categories": [data, first, 0, last, 0],
        "values": [data, first, 1, last, 1],
        "fill": {"color": COLOURS[0], "transparency": 55},
        "gap": 45,
        "x_error_bars": {
            "type": "custom",
            "minus_values": _range(data, first, last, 2),
            "plus_values": _range(data, first, last, 3),
            "minus_data": [row[2] for row in drawn],
            "plus_data": [row[3] for row in drawn],
            "line": {"color": COLOURS[0], "width": 1.5},
        },
    }
    if scale.labels:
        bold = {"size": 9, "color": "#1F2933"}
        look = {"value": True, "num_format": scale.labels, "position": "inside_base", "font": bold}
        series["data_labels"] = look
    chart.add_series(series)
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "label_position": "low"})
    chart.set_x_axis(
        {
            "num_format": scale.shown, "min": scale.low, "max": scale.high, "num_font": {"size": 9},
            "major_gridlines": {"visible": True, "line": {"color": "#E4E8EC"}}, "label_position": "high",
        }
    )  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 13, "color": INK}, "overlay": False})
    chart.set_legend({"none": True})
    height = CHART_HEAD + BAR_HEIGHT * len(drawn)
    chart.set_size({"width": CHART_WIDTH, "height": height})
    charts.insert_chart(0, 0, chart, {"x_offset": 10, "y_offset": 10 + at})
    return height + 20


def _range(sheet: str, first: int, last: int, column: int) -> str:
    letter = "ABCD"[column]
    return f"='{sheet}'!${letter}${first + 1}:${letter}${last + 1}"


def _curve_chart(book: _Book, charts: Worksheet, at: int, curves: Sheet, milestones: Sequence[str]) -> None:
    """Curves of some milestones over a scale of dates."""
    chart = book.book.add_chart({"type": "scatter", "subtype": "straight"})
    last, name = len(curves.rows), curves.title
    places = [place for place, column in enumerate(curves.columns) if column.code in milestones]
    for number, place in enumerate(places):
        chart.add_series(
            {
                "name": [name, 0, place],
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, place, last, place],
                "line": {"color": COLOURS[number], "width": 2.25, "dash_type": DASHES[number]},
                "marker": {"type": "none"},
            }
        )
    start, end = curves.rows[0][0], curves.rows[-1][0]
    assert isinstance(start, date), "the first column holds dates"
    assert isinstance(end, date), "the first column holds dates"
    first = date(start.year, 1, 2)  # so that steps of mean years fall into the years they stand for
    years = 2 if (end - start).days > 8 * 365 else 1
    chart.set_x_axis(
        {
            "num_format": "yyyy" if (end - start).days > 3 * 365 else "mm/yyyy",
            "min": first.toordinal() - _EXCEL,
            "max": end.toordinal() - _EXCEL,
            "major_unit": 365.25 * years if (end - start).days > 3 * 365 else 91.3125,
            "num_font": {"size": 9},
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_y_axis(
        {
            "min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%", "num_font": {"size": 9},
            "major_gridlines": {"visible": True, "line": {"color": "#E4E8EC"}},
        }
    )  # fmt: skip
    chart.set_title({"name": say("export.chart.curves", book.lang), "name_font": {"size": 13, "color": INK}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": CHART_WIDTH, "height": CURVES_HEIGHT})
    charts.insert_chart(0, 0, chart, {"x_offset": 10, "y_offset": 10 + at})


_EXCEL = date(1899, 12, 30).toordinal()
"""The day that Excel counts from."""


def _main(run: RunTables) -> list[str]:
    """The milestones whose curves are drawn, stated deadlines first: as many as are told apart."""
    rows = run.milestones
    stated = rows[rows["deadline_basis"] == "stated"]["milestone"]
    wanted = list(dict.fromkeys([*stated, *rows["milestone"]]))[:MOST_LINES]
    return [str(name) for name in wanted]
