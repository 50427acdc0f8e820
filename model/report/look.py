"""One visual language for every figure: the sheet of paper, its letters, colours and marks.

Figures are laid out in inches and every text is measured before it is placed, so that nothing
is cut and nothing lies on anything else, in either language. All drawing goes through Figure
objects; there is no global state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from model.words import NO_BREAK, say, say_number

_UNIT = re.compile(r"(?<=\d) (?=%)")
"""The space of "95 %", at which no line ends."""

FONT = "DejaVu Sans"  # comes with matplotlib and has every Vietnamese letter

INK = "#1f2933"
MUTED = "#66717d"
POLE = "#8b96a1"
FAINT = "#a9b2bb"
GRID = "#e4e8ec"
STRIPE = "#f5f7f9"
PAPER = "#ffffff"

TITLE, HEADING, TEXT, SMALL, TINY = 14.0, 10.5, 9.5, 8.5, 7.5
"""Letter sizes in points."""

WIDTH = 10.0
MARGIN = 0.35
"""Inches: the width of every sheet, and the empty border around it."""

LEADING = 1.32
"""Distance of two lines of text, in letter sizes."""

DOTS_PER_INCH = 160

PACKING = 3
"""How hard PNG is packed, from 0 to 9: half the time of the usual 6, for a tenth more on disk."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one scenario is drawn, everywhere: colour, and for grey paper its line and its mark."""

    colour: str
    line: str | tuple[int, tuple[float, ...]]
    mark: str


STYLES = (
    Style("#0072B2", "-", "o"),
    Style("#D55E00", (0, (5, 1.6)), "s"),
    Style("#009E73", (0, (1.2, 1.2)), "D"),
    Style("#B5568A", (0, (6, 1.5, 1.2, 1.5)), "^"),
    Style("#C98A00", (0, (9, 2.5)), "v"),
    Style("#3D9BD1", (0, (3, 1.2, 1, 1.2, 1, 1.2)), "P"),
    Style("#4A4A4A", (0, (2.5, 2.5)), "X"),
)
"""Okabe and Ito's colours (2008), the paler ones darkened for text; the first scenario is always blue."""


MOST_SCENARIOS = len(STYLES)
"""More can't be told apart in one figure."""


def style_of(position: int) -> Style:
    """The style of the scenario (or line) at a position, the first being 0."""
    return STYLES[position % len(STYLES)]


def drawing() -> AbstractContextManager[None]:
    """The settings under which all figures are made and saved."""
    return matplotlib.rc_context(
        {
            "font.family": FONT,
            "font.size": TEXT,
            "text.color": INK,
            "axes.edgecolor": FAINT,
            "axes.linewidth": 0.8,
            "axes.labelcolor": MUTED,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.grid": False,
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "xtick.labelcolor": MUTED,
            "ytick.labelcolor": MUTED,
            "xtick.labelsize": SMALL,
            "ytick.labelsize": SMALL,
            "lines.solid_capstyle": "butt",
            "lines.dash_capstyle": "butt",
            "svg.fonttype": "path",
            "svg.hashsalt": "schedule-risk",
            "text.hinting": "none",
            "text.parse_math": False,
        }
    )


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width in inches of one line of text set at a size in points.

    It is that of its words and spaces: no letter stands closer to a space than to any other one, and
    words come again where lines don't.
    """
    words = text.split(" ")
    width = sum(_word_width(word, weight) for word in words)
    return size * (width + (len(words) - 1) * _word_width(" ", weight))


@cache
def _word_width(word: str, weight: str) -> float:
    """Width in inches of a word set at one point."""
    letters = FontProperties(family=FONT, size=72, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(word, letters, ismath=False)
    return float(width) / 72**2


def line_height(size: float) -> float:
    """Height in inches that a line of text takes up at a size in points."""
    return LEADING * size / 72


def middle(size: float) -> float:
    """Inches from the baseline of a line up to the middle of its letters.

    Texts are placed by their baseline: their box would move with every mark above a letter.
    """
    return 0.36 * size / 72


def _without_orphan(text: str, width: float, size: float) -> list[str]:
    """Full lines; balanced ones only where the last would hold a word or two."""
    lines = _filled(text.split(" "), width, size, "normal")
    is_orphan = text_width(lines[-1], size) < 0.25 * width
    return wrapped(text, width, size) if len(lines) > 1 and is_orphan else lines


def cut(text: str, width: float, size: float) -> str:
    """A text, or as much of it as has room in so many inches."""
    if text_width(text, size) <= width:
        return text
    while text_width(f"{text}…", size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """The text in as few lines as fit, made about equally long, so that no last word stands alone."""
    words = _UNIT.sub(NO_BREAK, text).split(" ")
    lines = _filled(words, width, size, weight)
    narrow = width
    while len(lines) > 1 and narrow > 0.5 * width:
        narrow -= 0.02 * width
        tighter = _filled(words, narrow, size, weight)
        too_wide = any(text_width(line, size, weight) > narrow for line in tighter)
        if len(tighter) > len(lines) or too_wide:
            break
        lines = tighter
    return lines


def fitted(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """The text in lines as ``wrapped`` makes them; of a word too long for a line only the end is left."""
    return [_shortened(line, width, size, weight) for line in wrapped(text, width, size, weight)]


def _shortened(line: str, width: float, size: float, weight: str) -> str:
    kept = line
    while text_width(kept, size, weight) > width and len(kept) > 2:
        kept = "…" + kept[2:]
    return kept


def _filled(words: Sequence[str], width: float, size: float, weight: str) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper with its title and footer set, and room in between; measured in inches.

    ``top`` and ``bottom`` bound the room, counted from the lower edge of the paper; ``left``
    and ``right`` from its left edge.
    """

    figure: Figure
    left: float
    right: float
    top: float
    bottom: float

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at a place of the sheet, in inches from its lower left corner."""
        paper_width, paper_height = self.figure.get_size_inches()
        return self.figure.add_axes(
            (left / paper_width, bottom / paper_height, width / paper_width, height / paper_height)
        )

    def write(self, text: str, x: float, y: float, size: float = TEXT, **how: object) -> None:
        """Write one line whose capitals reach up to a place in inches; ``how`` as in matplotlib."""
        paper_width, paper_height = self.figure.get_size_inches()
        options = {"ha": "left", "va": "baseline", "color": INK} | how
        baseline = y - size / 72
        self.figure.text(x / paper_width, baseline / paper_height, text, fontsize=size, **options)  # type: ignore[arg-type]


def sheet(title: str, subtitle: str, footer: str, room: float, *, width: float = WIDTH) -> Sheet:
    """A new sheet: the finding as its title, what is shown below it, where it is from at the foot.

    Parameters
    ----------
    title, subtitle, footer
        Texts of any length; they are broken into lines as needed.
    room
        Height in inches left between subtitle and footer.
    width
        Width of the paper in inches.
    """
    inner = width - 2 * MARGIN
    title_lines = wrapped(title, inner, TITLE, "bold")
    subtitle_lines = _without_orphan(subtitle, inner, TEXT) if subtitle else []
    footer_lines = _without_orphan(footer, inner, TINY) if footer else []
    head = len(title_lines) * line_height(TITLE) + len(subtitle_lines) * line_height(TEXT) + 0.18
    foot = len(footer_lines) * line_height(TINY) + 0.16
    height = 2 * MARGIN * 0.85 + head + room + foot
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.set_label(title)
    top = height - MARGIN * 0.85
    paper = Sheet(figure, MARGIN, width - MARGIN, top - head, MARGIN * 0.85 + foot)
    for line in title_lines:
        paper.write(line, MARGIN, top, TITLE, weight="bold")
        top -= line_height(TITLE)
    top -= 0.03
    for line in subtitle_lines:
        paper.write(line, MARGIN, top, TEXT, color=MUTED)
        top -= line_height(TEXT)
    bottom = MARGIN * 0.85 + len(footer_lines) * line_height(TINY)
    for line in footer_lines:
        paper.write(line, MARGIN, bottom, TINY, color=MUTED)
        bottom -= line_height(TINY)
    return paper


def footer(scenario: str, seed: int, replications: int, short_hash: str, lang: str) -> str:
    """Where a figure is from: scenario, seed, replications and the short hash of the result."""
    return say(
        "figure.footer",
        lang,
        scenario=scenario,
        seed=seed,
        replications=say_number(replications, lang),
        hash=short_hash,
    )


def save(figure: Figure, path_without_suffix: Path | str) -> tuple[Path, Path]:
    """Write a figure as PNG and as SVG, the same bytes every time.

    The letters of the SVG are outlines, so that it looks alike where the font is missing.

    Parameters
    ----------
    figure
        A figure of this package.
    path_without_suffix
        Where to; ``.png`` and ``.svg`` are appended, the folder must exist.

    Returns
    -------
    tuple
        The two files.
    """
    path = Path(path_without_suffix)
    png, svg = path.with_name(path.name + ".png"), path.with_name(path.name + ".svg")
    title = str(figure.get_label())
    with drawing():
        figure.savefig(
            png,
            dpi=DOTS_PER_INCH,
            metadata={"Title": title, "Software": None},
            pil_kwargs={"compress_level": PACKING},
        )
        figure.savefig(svg, metadata={"Title": title, "Creator": None, "Date": None})
    return png, svg


@dataclass(frozen=True, slots=True)
class LegendRow:
    """The names of scenarios beside their marks, in as many rows as they need."""

    places: tuple[tuple[float, int], ...]
    rows: int

    @property
    def height(self) -> float:
        """Height in inches."""
        return self.rows * 0.24


def legend_row(names: Sequence[str], width: float, *, lines: bool) -> LegendRow:
    """Where the names of a legend go: for each its inches from the left, and its row."""
    mark = 0.46 if lines else 0.2
    places, x, row = [], 0.0, 0
    for name in names:
        needed = mark + text_width(name, TEXT) + 0.3
        if x > 0 and x + needed - 0.3 > width:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += needed
    return LegendRow(tuple(places), row + 1)


def draw_legend(
    paper: Sheet,
    names: Sequence[str],
    left: float,
    top: float,
    *,
    lines: bool,
    positions: Sequence[int] | None = None,
) -> float:
    """Draw the legend of scenarios below a height of the sheet.

    Parameters
    ----------
    names
        Titles of the scenarios in the order of their colours.
    left, top
        Upper left corner in inches.
    lines
        Whether the mark stands on a piece of its line.
    positions
        The position of each scenario, which chooses its style; the first is 0 unless told.

    Returns
    -------
    float
        Height used, in inches.
    """
    layout = legend_row(names, paper.right - left, lines=lines)
    ax = paper.axes(left, top - layout.height, paper.right - left, layout.height)
    ax.set(xlim=(0, paper.right - left), ylim=(layout.height, 0), xticks=[], yticks=[])
    ax.set_axis_off()
    for position, name, (x, row) in zip(positions or range(len(names)), names, layout.places, strict=True):
        style, y = style_of(position), 0.12 + 0.24 * row
        if lines:
            ax.plot([x, x + 0.36], [y, y], color=style.colour, linestyle=style.line, linewidth=2)
        mark = x + (0.18 if lines else 0.06)
        ax.plot([mark], [y], color=style.colour, marker=style.mark, markersize=6, linestyle="none")
        ax.text(x + (0.46 if lines else 0.2), y + middle(TEXT), name, fontsize=TEXT, color=INK)
    return layout.height


def spread(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels that want to stand at certain heights, moved apart by at least a gap.

    Labels keep their order, stay between ``low`` and ``high`` where there is room, and move
    as little as this allows.
    """
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    groups: list[tuple[list[int], float]] = []
    for i in order:
        members, centre = [i], heights[i]
        centre = _kept_inside(centre, 1, gap, low, high)
        while groups and groups[-1][1] + gap * (len(groups[-1][0]) + len(members)) / 2 > centre + 1e-9:
            members = groups.pop()[0] + members
            centre = sum(heights[m] for m in members) / len(members)
            centre = _kept_inside(centre, len(members), gap, low, high)
        groups.append((members, centre))
    places = [0.0] * len(heights)
    for members, centre in groups:
        for rank, member in enumerate(members):
            places[member] = centre + gap * (rank - (len(members) - 1) / 2)
    return places


def _kept_inside(centre: float, count: int, gap: float, low: float, high: float) -> float:
    half = gap * count / 2
    return centre if high - low < 2 * half else min(max(centre, low + half), high - half)


Box = tuple[float, float, float, float]
"""Left, bottom, right, top in inches."""


def overlap(first: Box, second: Box, gap: float = 0.02) -> bool:
    """Whether two boxes overlap or come closer than a gap."""
    return not (
        first[2] + gap <= second[0]
        or second[2] + gap <= first[0]
        or first[3] + gap <= second[1]
        or second[3] + gap <= first[1]
    )


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of axes in inches."""
    paper = ax.get_figure(root=True)
    assert paper is not None, "axes belong to a figure"
    place, (width, height) = ax.get_position(), paper.get_size_inches()
    return place.width * width, place.height * height
