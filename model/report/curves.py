"""S-curves: for each milestone, the chance that it is reached by each date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.report import look
from model.report.frames import Titles, in_order, is_dated, rows_of, scenarios_of, title_of
from model.words import say, say_chance, say_date, say_month

PANEL_HEIGHT = 1.95
"""Height in inches of the axes of one panel."""

LEFT_ROOM, BELOW = 0.5, 0.5
"""Inches of a panel left of and below its axes, for the scales."""

END_ROOM = {True: 0.52, False: 0.12}
"""Inches right of the axes, by whether there are several scenarios, whose last chances stand there."""

LANE = 0.185
"""Height in inches of the line above the axes on which one deadline stands."""

SETTLED = 0.004
"""A curve that rises less than this until the horizon is taken as flat from there on."""


Place = TypeVar("Place", float, np.ndarray)


@dataclass(frozen=True, slots=True)
class Panel:
    """One milestone: its title in lines, and its curves and chances of all scenarios."""

    milestone: str
    title: list[str]
    curves: pd.DataFrame
    chances: pd.DataFrame

    @property
    def deadlines(self) -> list[str]:
        """The dated deadlines, the earliest first; a span has no place on a scale of dates."""
        return sorted({text for text in self.chances["deadline"] if is_dated(text)})

    @property
    def head(self) -> float:
        """Inches needed above the axes, for title and deadlines."""
        return len(self.title) * look.line_height(look.HEADING) + len(self.deadlines) * LANE + 0.12


def figure_of_curves(
    curves: pd.DataFrame,
    milestones: pd.DataFrame,
    *,
    titles: Titles,
    scenario_titles: Titles,
    lang: str,
    footer: str,
) -> Figure:
    """The S-curves of all milestones on one sheet, one panel each, on one scale of dates.

    Parameters
    ----------
    curves
        One row per scenario, milestone and date; columns ``scenario``, ``milestone``, ``date``
        (ISO text, date or datetime64), ``probability`` reached by that date, ``ci_low``, ``ci_high``. The
        first date is the start, the last the horizon.
    milestones
        One row per scenario, milestone and deadline, in plan order: ``scenario``, ``milestone``,
        ``deadline``, ``probability``, ``p50``, ``p80`` (ISO text, blank beyond the horizon).
    titles, scenario_titles, lang, footer
        As for ``figure_of_milestones``.
    """
    with look.drawing():
        scenarios = scenarios_of(curves)
        names = [title_of(scenario_titles, scenario, lang) for scenario in scenarios]
        keys = in_order(milestones["milestone"])
        columns = 1 if len(keys) == 1 else 2
        inner = look.WIDTH - 2 * look.MARGIN
        column_width = (inner - 0.25 * (columns - 1)) / columns
        curve_of = dict(iter(curves.groupby("milestone", sort=False)))
        panels = [_panel(key, curve_of[key], milestones, titles, column_width, lang) for key in keys]
        ranks = [panels[i : i + columns] for i in range(0, len(panels), columns)]
        heads = [max(panel.head for panel in rank) for rank in ranks]
        legend = look.legend_row(names, inner, lines=True).height + 0.14 if len(names) > 1 else 0.0
        height = PANEL_HEIGHT * (1.35 if columns == 1 else 1)
        horizon = pd.Timestamp(curves["date"].max()).date()
        paper = look.sheet(
            finding(curves, milestones, titles=titles, scenario_titles=scenario_titles, lang=lang),
            say(
                "figure.curves.subtitle_many" if len(names) > 1 else "figure.curves.subtitle",
                lang,
                horizon=say_date(horizon, lang),
            ),
            footer,
            legend + sum(heads) + len(ranks) * (height + BELOW) - 0.15,
        )
        if len(names) > 1:
            look.draw_legend(paper, names, paper.left, paper.top, lines=True)
        end = last_day_shown(curves, milestones)
        top = paper.top - legend
        for rank, head in zip(ranks, heads, strict=True):
            for place, panel in enumerate(rank):
                left = paper.left + place * (column_width + 0.25)
                width = column_width - LEFT_ROOM - END_ROOM[len(names) > 1]
                ax = paper.axes(left + LEFT_ROOM, top - head - height, width, height)
                _write_title(ax, panel, head)
                plot_curves(panel, scenarios, end, ax=ax, lang=lang)
            top -= head + height + BELOW
        return paper.figure


def _panel(
    milestone: str,
    curve: pd.DataFrame,
    milestones: pd.DataFrame,
    titles: Titles,
    width: float,
    lang: str,
) -> Panel:
    title = look.wrapped(title_of(titles, milestone, lang), width - 0.1, look.HEADING, "bold")
    return Panel(milestone, title, curve, milestones[milestones["milestone"] == milestone])


def last_day_shown(curves: pd.DataFrame, milestones: pd.DataFrame) -> date:
    """Where the scale of dates may end: all deadlines are in, and all curves are flat from there."""
    by_curve = curves.groupby(["scenario", "milestone"])["probability"]
    rising = curves[by_curve.transform("max") - curves["probability"] > SETTLED]
    start, horizon = (pd.Timestamp(day).date() for day in (curves["date"].min(), curves["date"].max()))
    dated = [text for text in milestones["deadline"] if is_dated(text)]
    wanted = [date.fromisoformat(text) for text in dated]
    if not rising.empty:
        wanted.append(pd.Timestamp(rising["date"].max()).date())
    latest = max(wanted, default=horizon)
    return min(horizon, latest + timedelta(days=max(60, round((latest - start).days * 0.06))))


def plot_curves(panel: Panel, scenarios: Sequence[str], end: date, *, ax: Axes, lang: str) -> Axes:
    """Draw the S-curves of one milestone.

    Parameters
    ----------
    panel
        The milestone with its curves and chances.
    scenarios
        All scenarios of the figure; their order chooses the colours.
    end
        The last day on the scale.
    ax
        Axes with room above for the deadlines.
    """
    start = pd.Timestamp(panel.curves["date"].min()).date()
    _draw_scales(ax, start, end, lang)
    for scenario in scenarios_of(panel.curves):
        style = look.style_of(scenarios.index(scenario))
        curve = panel.curves[panel.curves["scenario"] == scenario]
        _draw_curve(ax, curve, style)
    _draw_deadlines(ax, panel, scenarios, lang)
    if len(scenarios) == 1:
        _draw_quantiles_in_words(ax, panel, end, lang)
    else:
        _draw_quantiles(ax, panel, scenarios)
        _draw_ends(ax, panel, scenarios, lang)
    return ax


def _write_title(ax: Axes, panel: Panel, head: float) -> None:
    """The title of the panel, at the top of its head and over the scale."""
    width, height = look.size_of(ax)
    y = head - 0.02
    for line in panel.title:
        ax.text(
            -LEFT_ROOM / width,
            1 + (y - look.HEADING / 72) / height,
            line,
            transform=ax.transAxes,
            fontsize=look.HEADING,
            weight="bold",
        )
        y -= look.line_height(look.HEADING)


def _draw_scales(ax: Axes, start: date, end: date, lang: str) -> None:
    """Chances at the left, with the lines of P50 and P80; years (or months) below."""
    ax.set(xlim=(number_of(start), number_of(end)), ylim=(0, 1))
    levels = (0, 0.2, 0.5, 0.8, 1)
    ax.set_yticks(levels, [f"{round(100 * level)}" if level < 1 else "100\u00a0%" for level in levels])
    ax.tick_params(axis="both", length=0, pad=4)
    ax.spines["left"].set_visible(False)
    for level in levels[1:]:
        ax.axhline(level, color=look.GRID, linewidth=0.8, zorder=0)
    ticks = dates_on_scale(start, end, look.size_of(ax)[0], lang)
    ax.set_xticks([number_of(day) for day, _ in ticks], [text for _, text in ticks])
    ax.tick_params(axis="x", length=3, color=look.FAINT)


def dates_on_scale(start: date, end: date, width: float, lang: str) -> list[tuple[date, str]]:
    """First days of years, or of months where the scale is short, as many as have room."""
    days = (end - start).days
    if days > 3 * 365:
        step = next((step for step in (1, 2, 5, 10, 20) if days / 365 / step * 0.45 < width), 50)
        years = range(start.year, end.year + 1)
        firsts = [(date(year, 1, 1), str(year)) for year in years if year % step == 0]
    else:
        step = next((step for step in (1, 2, 3, 6) if days / 30 / step * 0.68 < width), 12)
        months = [(year, month) for year in range(start.year, end.year + 1) for month in range(1, 13, step)]
        firsts = [(date(*month, 1), say_month(date(*month, 1), lang)) for month in months]
    return [(day, text) for day, text in firsts if start <= day <= end]


def _draw_curve(ax: Axes, curve: pd.DataFrame, style: look.Style) -> None:
    x = numbers_of(curve["date"])
    is_seen = _seen(ax, x)
    x, curve = x[is_seen], curve[is_seen]
    low, high = curve["ci_low"].to_numpy(), curve["ci_high"].to_numpy()
    ax.fill_between(x, low, high, step="post", color=style.colour, alpha=0.2, linewidth=0, zorder=2)
    ax.step(
        x,
        curve["probability"].to_numpy(),
        where="post",
        color=style.colour,
        linestyle=style.line,
        linewidth=1.9,
        clip_on=curve["probability"].max() > 0,
        zorder=3,
    )


def _seen(ax: Axes, x: np.ndarray) -> np.ndarray:
    """Which steps of a curve are to be drawn: of those on one spot the last, and the first and last of all.

    A long run has a step on nearly every day, of which a sheet can't show the half.
    """
    low, high = ax.get_xlim()
    spots = np.floor(np.asarray(_inches(ax, np.clip(x, low, high))) * 2 * look.DOTS_PER_INCH)
    is_seen = np.append(spots[1:] != spots[:-1], True)
    is_seen[0] = True
    return is_seen


def _draw_deadlines(ax: Axes, panel: Panel, scenarios: Sequence[str], lang: str) -> None:
    """Each deadline a dashed pole with its flag above the axes: the date, and the chances by then."""
    _, height = look.size_of(ax)
    lanes = len(panel.deadlines)
    for lane, deadline in enumerate(panel.deadlines):
        x = number_of(date.fromisoformat(deadline))
        inches = _inches(ax, x)
        y = (lanes - lane - 0.5) * LANE + 0.05
        ax.plot(
            [x, x],
            [0, 1 + (y + 0.07) / height],
            color=look.POLE,
            linewidth=0.9,
            linestyle=(0, (3, 2)),
            clip_on=False,
            zorder=1.5,
        )
        at = panel.chances[panel.chances["deadline"] == deadline]
        words = _flag(at, deadline, scenarios, lang)
        _write_flag(ax, words, inches + 0.06, y, END_ROOM[len(scenarios) > 1])
        for chance in rows_of(at):
            style = look.style_of(scenarios.index(chance.scenario))
            ax.plot(
                [x],
                [chance.probability],
                marker=style.mark,
                markersize=5.5,
                color=style.colour,
                markeredgecolor=look.PAPER,
                markeredgewidth=0.8,
                clip_on=False,
                zorder=6,
            )


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a flag: its text and colour, and the mark of its scenario where there are several."""

    text: str
    colour: str
    weight: str
    mark: str = ""

    @property
    def width(self) -> float:
        """Inches it takes, with the air after it."""
        return look.text_width(self.text, look.SMALL, self.weight) + (0.11 if self.mark else 0) + 0.06


def _flag(at: pd.DataFrame, deadline: str, scenarios: Sequence[str], lang: str) -> list[Word]:
    """The words on a flag: the date, then the chance of each scenario."""
    words = [Word(say_date(deadline, lang), look.MUTED, "normal")]
    for chance in rows_of(at):
        style = look.style_of(scenarios.index(chance.scenario))
        said = say_chance(chance.probability, lang)
        if len(scenarios) > 1:
            words.append(Word(said.replace("\u00a0", "\u2009"), style.colour, "bold", style.mark))
        else:
            words.append(Word(said, style.colour, "bold"))
    return words


def _write_flag(ax: Axes, words: Sequence[Word], left: float, y: float, room: float) -> None:
    """Write a flag right of its pole, at a height above the axes; moved left where the room ends."""
    width, height = look.size_of(ax)
    left = min(left, width + room - sum(word.width for word in words) + 0.1)
    for word in words:
        x = left
        if word.mark:
            ax.plot(
                [(x + 0.05) / width],
                [1 + y / height],
                transform=ax.transAxes,
                marker=word.mark,
                markersize=4.5,
                color=word.colour,
                clip_on=False,
                zorder=6,
            )
            x += 0.11
        ax.text(
            x / width,
            1 + (y - look.middle(look.SMALL)) / height,
            word.text,
            transform=ax.transAxes,
            fontsize=look.SMALL,
            color=word.colour,
            weight=word.weight,
            bbox={"facecolor": look.PAPER, "edgecolor": "none", "pad": 0.6},
            zorder=5,
        )
        left += word.width


def _quantiles(panel: Panel, scenario: str) -> list[tuple[float, date]]:
    """The days by which half, and four in five, of the replications are there; only those known."""
    row = next(rows_of(panel.chances[panel.chances["scenario"] == scenario]))
    known: list[tuple[float, object]] = [(0.5, row.p50), (0.8, row.p80)]
    return [(share, date.fromisoformat(day)) for share, day in known if isinstance(day, str) and day]


def _draw_mark(ax: Axes, share: float, day: date, style: look.Style) -> None:
    ax.plot(
        [number_of(day)],
        [share],
        marker=style.mark,
        markersize=5.5,
        markerfacecolor=look.PAPER,
        markeredgecolor=style.colour,
        markeredgewidth=1.3,
        clip_on=False,
        zorder=5,
    )


def _draw_quantiles(ax: Axes, panel: Panel, scenarios: Sequence[str]) -> None:
    for scenario in in_order(panel.chances["scenario"]):
        for share, day in _quantiles(panel, scenario):
            _draw_mark(ax, share, day, look.style_of(scenarios.index(scenario)))


def _draw_quantiles_in_words(ax: Axes, panel: Panel, end: date, lang: str) -> None:
    """P50 and P80 with their dates, and in words what is missing where the curve ends below 100 %."""
    width, height = look.size_of(ax)
    curve = panel.curves
    steps = _inches(ax, numbers_of(curve["date"])), curve["probability"].to_numpy() * height
    poles = [_inches(ax, number_of(date.fromisoformat(text))) for text in panel.deadlines]
    taken: list[look.Box] = []
    style = look.style_of(0)
    last = float(curve["probability"].iloc[-1])
    horizon = pd.Timestamp(curve["date"].iloc[-1]).date()
    if last < 1:
        key = "figure.curves.never" if last == 0 else "figure.curves.unreached"
        text = say(key, lang, share=say_chance(1 - last, lang), horizon=say_date(horizon, lang))
        end_y = last * height
        long = look.text_width(text, look.SMALL)
        wishes = [(width - long, end_y + 0.06 + 0.14 * i) for i in range(2)]
        wishes += [(width - long, end_y - 0.2 - 0.14 * i) for i in range(12)]
        _place(ax, text, wishes, taken, steps, poles, color=look.INK)
    for share, day in _quantiles(panel, scenarios_of(curve)[0]):
        if day > end:
            continue
        _draw_mark(ax, share, day, style)
        text = say("figure.curves.quantile", lang, share=round(100 * share), date=say_date(day, lang))
        x, y, long = _inches(ax, number_of(day)), share * height, look.text_width(text, look.SMALL)
        wishes = [
            (x + 0.09, y - 0.17),
            (x + 0.09, y - 0.06),
            (x - 0.09 - long, y + 0.03),
            (x + 0.09, y - 0.3),
            (x - 0.09 - long, y + 0.16),
        ]
        _place(ax, text, wishes, taken, steps, poles, color=style.colour)


def _place(
    ax: Axes,
    text: str,
    wishes: Sequence[tuple[float, float]],
    taken: list[look.Box],
    curve: tuple[np.ndarray, np.ndarray],
    poles: Sequence[float],
    *,
    color: str,
) -> None:
    """Write a text at the first wished place (inches, lower left) that is free, and keep it taken."""
    width, height = look.size_of(ax)
    long, high = look.text_width(text, look.SMALL), 0.13

    def faults(place: tuple[float, float]) -> int:
        box = (place[0], place[1], place[0] + long, place[1] + high)
        outside = box[0] < 0 or box[1] < 0.02 or box[2] > width + 0.05 or box[3] > height
        # The curve never falls, so over the text it runs from its level at the left to that at the right.
        left, right = _level(curve, box[0] - 0.04), _level(curve, box[2] + 0.04)
        on_curve = left < box[3] + 0.03 and right > box[1] - 0.03
        on_poles = sum(box[0] < pole < box[2] for pole in poles)
        on_texts = sum(look.overlap(box, other) for other in taken)
        return 100 * on_texts + 50 * bool(outside) + 10 * bool(on_curve) + on_poles

    x, y = min(wishes, key=faults)
    taken.append((x, y, x + long, y + high))
    ax.text(
        x / width,
        (y + high / 2 - look.middle(look.SMALL)) / height,
        text,
        transform=ax.transAxes,
        fontsize=look.SMALL,
        color=color,
        bbox={"facecolor": look.PAPER, "edgecolor": "none", "pad": 0.4, "alpha": 0.85},
        zorder=4.5,
    )


def _level(curve: tuple[np.ndarray, np.ndarray], x: float) -> float:
    """Height of a step line at a place, both in inches."""
    place = int(np.searchsorted(curve[0], x, side="right")) - 1
    return float(curve[1][max(place, 0)])


def _draw_ends(ax: Axes, panel: Panel, scenarios: Sequence[str], lang: str) -> None:
    """The chance at the horizon, right of each curve, moved apart where they would touch."""
    _, height = look.size_of(ax)
    shown = scenarios_of(panel.curves)
    last = [float(panel.curves[panel.curves["scenario"] == name]["probability"].iloc[-1]) for name in shown]
    said = [say_chance(value, lang) for value in last]
    if len(set(said)) == 1:
        _draw_end(ax, said[0], last[0], look.INK)
        return
    places = look.spread([value * height for value in last], 0.15, 0, height + 0.06)
    for name, text, place in zip(shown, said, places, strict=True):
        _draw_end(ax, text, place / height, look.style_of(scenarios.index(name)).colour)


def _draw_end(ax: Axes, text: str, level: float, colour: str) -> None:
    ax.annotate(
        text,
        (1, level),
        xycoords="axes fraction",
        xytext=(5, 0),
        textcoords="offset points",
        fontsize=look.SMALL,
        weight="bold",
        color=colour,
        va="center",
    )


def number_of(day: date) -> float:
    """The day on matplotlib's scale of dates."""
    return float(mdates.date2num(day))


def numbers_of(days: pd.Series) -> np.ndarray:
    """Many days on matplotlib's scale of dates."""
    return np.asarray(mdates.date2num(pd.to_datetime(days).to_numpy()))


def _inches(ax: Axes, x: Place) -> Place:
    """Inches right of the left edge of the axes."""
    low, high = ax.get_xlim()
    return (x - low) / (high - low) * look.size_of(ax)[0]


def finding(
    curves: pd.DataFrame,
    milestones: pd.DataFrame,
    *,
    titles: Titles,
    scenario_titles: Titles,
    lang: str,
) -> str:
    """What the curves say in one sentence.

    For several scenarios the P50 date that moves most; for one, what stays unreached, else
    which milestone comes last.
    """
    scenarios = scenarios_of(milestones)
    if len(scenarios) > 1:
        moved = _largest_move(milestones, scenarios[0])
        if moved is not None:
            milestone, scenario, first, second = moved
            return say(
                "figure.curves.moved",
                lang,
                milestone=title_of(titles, milestone, lang),
                scenario=title_of(scenario_titles, scenario, lang),
                first=say_date(first, lang),
                second=say_date(second, lang),
            )
    return _gap_or_last(curves, milestones, titles, lang)


def _largest_move(milestones: pd.DataFrame, reference: str) -> tuple[str, str, str, str] | None:
    """Milestone, scenario, and its P50 in the reference and there, where they lie farthest apart."""
    known = milestones[milestones["p50"].fillna("") != ""].drop_duplicates(["scenario", "milestone"])
    base = known[known["scenario"] == reference].set_index("milestone")["p50"]
    moves = [
        (abs((date.fromisoformat(row.p50) - date.fromisoformat(base[row.milestone])).days), row)
        for row in rows_of(known)
        if row.milestone in base.index
    ]
    days, row = max(moves, key=lambda move: move[0], default=(0, None))
    return None if row is None or days == 0 else (row.milestone, row.scenario, base[row.milestone], row.p50)


def _gap_or_last(curves: pd.DataFrame, milestones: pd.DataFrame, titles: Titles, lang: str) -> str:
    """Of the first scenario, the milestone that stays unreached most often; else the one that comes last."""
    first = curves[curves["scenario"] == scenarios_of(curves)[0]]
    horizon = pd.Timestamp(first["date"].max()).date()
    at_end = first.groupby("milestone", sort=False)["probability"].last()
    worst = str(at_end.idxmin())
    if at_end[worst] < 0.99:
        return say(
            "figure.curves.gap_all" if at_end[worst] == 0 else "figure.curves.gap",
            lang,
            milestone=title_of(titles, worst, lang),
            share=say_chance(1 - at_end[worst], lang),
            horizon=say_date(horizon, lang),
        )
    own = milestones[milestones["scenario"] == first["scenario"].iloc[0]]
    last = own.loc[pd.to_datetime(own["p50"]).idxmax()]
    return say(
        "figure.curves.half",
        lang,
        milestone=title_of(titles, last["milestone"], lang),
        date=say_date(last["p50"], lang),
    )
