"""Pieces that pages of runs and of comparisons share: chances in words, tables, where results are from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from model.report.frames import in_order, is_blank, rows_of
from model.report.page.likelihood import SCALE, word_of
from model.report.page.paper import Half
from model.words import (
    CAUSES,
    NOTHING,
    interval_points,
    say,
    say_band,
    say_chance,
    say_chance_between,
    say_date,
    say_interval,
    say_month,
    say_number,
)

MOST_POINTS = 400
"""Points of a curve on a page at most; the table of the folder has every day."""

QUANTILES = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}


def table(half: Half, caption: str, head: Sequence[str], rows: Sequence[Sequence[Any]], **more: Any) -> Any:
    """A table as the template takes it; columns whose name begins with ``#`` hold numbers."""
    columns = [{"text": name.removeprefix("#"), "is_number": name.startswith("#")} for name in head]
    return {"caption": caption, "head": columns, "rows": rows, **more}


def chance_said(row: Any, lang: str) -> str:
    """A chance with its simulation interval."""
    return say_chance_between(row.probability, row.ci_low, row.ci_high, lang)


def band_said(row: Any, lang: str) -> str:
    """The band of assumptions of a chance; a dash where it wasn't computed."""
    return NOTHING if is_blank(row.band_low) else say_band(row.band_low, row.band_high, lang)


def word_said(half: Half, row: Any) -> str:
    """The word for a chance where its whole band or interval has one; nothing else."""
    name = word_of(row)
    return half.say(f"likelihood.{name}") if name else NOTHING


def scale_table(half: Half) -> Any:
    """The scale of words for chances, with its ends."""
    rows = [
        (half.say(f"likelihood.{name}"), f"{round(100 * low)}–{round(100 * high)} %")
        for name, low, high in SCALE
    ]
    head = (half.say("column.word"), "#" + half.say("column.chance"))
    return table(half, half.say("reading.scale"), head, rows)


def quantile_said(day: object, horizon: Any, lang: str) -> str:
    """A date by which a share of all lives is there; beyond the horizon it is not known."""
    if is_blank(day):
        return say("table.beyond", lang, date=say_month(horizon, lang))
    return say_date(str(day), lang)


def half_width(rows: Sequence[Any]) -> str:
    """The widest simulation interval among some rows, as so many points to either side."""
    return str(max(_reach(row) for row in rows))


def _reach(row: Any) -> int:
    low, high = interval_points(row.ci_low, row.ci_high)
    return max(1, -(-(high - low) // 2))


def interval_said(row: Any) -> str:
    """The simulation interval of a chance."""
    return say_interval(row.ci_low, row.ci_high)


def dot_rows(rows: Sequence[Any], titles: Mapping[str, Mapping[str, str]], lang: str) -> list[dict[str, Any]]:
    """Rows of a dot plot; several scenarios of one deadline lie in one row."""
    scenarios = in_order(row.scenario for row in rows)
    places: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row.milestone, row.deadline)
        if key not in places:
            places[key] = {
                "key": f"{row.milestone}@{row.deadline}",
                "milestone": row.milestone,
                "title": titles[row.milestone][lang],
                "deadline": row.deadline,
                "basis": row.deadline_basis,
                "chances": [],
            }
        places[key]["chances"].append(
            {
                "style": scenarios.index(row.scenario),
                "probability": row.probability,
                "low": row.ci_low,
                "high": row.ci_high,
                "bandLow": _or_none(row.band_low),
                "bandHigh": _or_none(row.band_high),
            }
        )
    return list(places.values())


def dot_plot(half: Half, rows: Sequence[Any], titles: Mapping[str, Mapping[str, str]], label: str) -> Any:
    """The dot plot of milestones and deadlines."""
    basis = {name: say(f"table.basis.{name}", half.lang) for name in ("stated", "strict", "lenient", "ours")}
    spec = {
        "label": label,
        "rows": dot_rows(rows, titles, half.lang),
        "labels": {
            "milestone": say("table.milestone", half.lang),
            "deadline": say("table.deadline", half.lang),
            "chance": half.say("chart.chance"),
        },
        "basis": basis,
    }
    return half.chart("dotPlot", spec)


def points_of(rows: Sequence[Any]) -> list[list[Any]]:
    """The steps of a curve, thinned where there are very many."""
    points = [
        [row.date, round(row.probability, 4), round(row.ci_low, 4), round(row.ci_high, 4)] for row in rows
    ]
    each = -(-len(points) // MOST_POINTS)
    kept = points[::each]
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]


def s_curve(
    half: Half, curves: Sequence[Mapping[str, Any]], rows: Sequence[Any], about: Any, label: str
) -> Any:
    """The chance of one milestone by date, of one scenario or of several; ``about`` has start and horizon."""
    deadlines = []
    scenarios = in_order(row.scenario for row in rows)
    for deadline in in_order(row.deadline for row in rows):
        if len(deadline) == 10:
            own = [row for row in rows if row.deadline == deadline]
            chances = [
                {"style": scenarios.index(row.scenario), "probability": row.probability} for row in own
            ]
            deadlines.append({"date": deadline, "chances": chances})
    first = rows[0]
    spec = {
        "label": label,
        "start": about.start.isoformat(),
        "end": about.horizon.isoformat(),
        "horizon": about.horizon.isoformat(),
        "curves": list(curves),
        "quantiles": [[share, getattr(first, name) or None] for name, share in QUANTILES.items()],
        "deadlines": deadlines,
        "labels": {
            "plateau": half.say("chart.plateau", share="{share}", horizon="{horizon}"),
            "never": half.say("chart.never", horizon="{horizon}"),
            "histogram": half.say("chart.histogram", each="{each}"),
            "each": {name: half.say(f"chart.{name}") for name in ("month", "quarter", "year")},
        },
    }
    return half.chart("sCurve", spec)


def causes_bar(half: Half, bars: Any, title: str, label: str) -> Any:
    """The mean days to one milestone by cause."""
    days: dict[str, float] = {}
    for row in rows_of(bars):
        if not is_blank(row.days):
            days[row.cause] = days.get(row.cause, 0.0) + row.days
    spec = {
        "label": label,
        "bars": [{"title": title, "days": {cause: round(value, 2) for cause, value in days.items()}}],
        "causes": [[cause, say(f"cause.{cause}", half.lang)] for cause in CAUSES],
        "labels": {"axis": half.say("chart.days"), "never": say("figure.causes.never", half.lang)},
    }
    return half.chart("causes", spec)


def _or_none(value: Any) -> Any:
    return None if is_blank(value) else value


def origin(half: Half, facts: Mapping[str, Any], command: str) -> list[tuple[str, Any]]:
    """Where results are from and how they are made again, from the manifest alone."""
    lang = half.lang
    written = datetime.fromisoformat(facts["written"])
    when = f"{written:%H:%M} UTC, {say_date(written.date(), lang)}"
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    files = [", ".join(PurePath(file).name for file in some) for some in facts["files"]]
    found = [
        (half.say("origin.again"), {"code": command}),
        (half.say("origin.command"), {"code": facts["command"]}),
        (half.say("origin.files"), "; ".join(files)),
        (half.say("origin.settings"), ", ".join(facts["settings"]) or half.say("origin.no_settings")),
        (half.say("origin.seed"), str(facts["seed"])),
        (half.say("origin.replications"), say_number(facts["replications"], lang)),
        (half.say("origin.hash"), {"code": facts["hash"]}),
        (half.say("origin.versions"), versions),
        (
            half.say("origin.when"),
            half.say("origin.took", when=when, seconds=say_number(facts["seconds"], lang, 1)),
        ),
    ]
    if "engine" in facts:
        found.insert(7, (half.say("origin.engine"), facts["engine"]))
    return [one for one in found if one[1] not in ("", {"code": ""})]


def chance_cell(row: Any, lang: str) -> dict[str, Any]:
    """A chance as a table shows it: the number itself apart from its interval."""
    return {
        "chance": say_chance(row.probability, lang),
        "interval": say_interval(row.ci_low, row.ci_high),
        "width": round(100 * row.probability, 1),
    }
