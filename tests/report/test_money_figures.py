"""Figures of tripwires, of money and of what to find out: nothing cut, nothing on top of anything."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from model.report.disbursement import figure_of_disbursement
from model.report.tripwires import figure_of_tripwires
from model.report.worth import figure_of_worth
from model.words import LANGUAGES
from tests.report.conftest import footer
from tests.report.programme import TITLES
from tests.report.test_figures import test_no_text_is_cut_off as nothing_is_cut_off
from tests.report.test_figures import test_no_text_lies_on_another as nothing_lies_on_another

LONG = {
    "vi": "Một bước có tên rất dài, ở một công trình có tên còn dài hơn – bàn giao hết mặt bằng đoạn cuối",
    "en": "A step with a very long name, of a work whose name is longer still – the last land is handed over",
}
NAMES = {**TITLES, "long": LONG, "short": {"vi": "Xong", "en": "Done"}, "assumptions.long": LONG}


def _wires(steps: tuple[str, ...], deadline: str, high: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, curves = [], []
    for place, step in enumerate(steps):
        wire = {"milestone": "class3", "deadline": deadline, "step": step, "threshold": 0.5}
        wire |= {"date": f"2022-0{place + 3}-01", "date_low": "2022-01-10", "date_high": high, "chance": 0.71}
        rows.append(
            wire | {"chance_open": 0.49, "chance_done": np.nan, "open": 300, "tells": 0.4 - place / 10}
        )
        dates = pd.date_range("2020-10-01", "2023-06-01", freq="MS").strftime("%Y-%m-%d")
        chance = np.linspace(0.71, 0.05 + place / 20, len(dates))
        curve = {"milestone": "class3", "step": step, "date": dates, "chance_open": chance}
        curves.append(pd.DataFrame(curve | {"ci_low": chance - 0.03, "ci_high": chance + 0.03}))
    return pd.DataFrame(rows), pd.concat(curves)


def _tripwires(*steps: str, deadline: str = "2024-12-31", high: str = "") -> Callable[[str], Figure]:
    main, curves = _wires(steps, deadline, high)
    return lambda lang: figure_of_tripwires(
        main, curves, titles=NAMES, threshold=0.5, lang=lang, footer=footer(lang)
    )


def _money(years: int, sources: tuple[str, ...]) -> Callable[[str], Figure]:
    rows = []
    for source in sources:
        for year in range(years):
            spent = 40_000.0 * (1 + year % 3)
            row = {
                "source": source,
                "year": 2020 + year,
                "planned": spent * (year < 4),
                "assigned": 2 * spent,
            }
            row |= {
                "p10": spent / 2,
                "p25": spent * 0.8,
                "p50": spent,
                "p75": spent * 1.1,
                "p90": spent * 1.3,
            }
            row |= {f"so_far_{name}": row[name] * (year + 1) for name in ("p10", "p25", "p50", "p75", "p90")}
            row |= {"so_far_planned": spent * min(year + 1, 4), "replications": 100}
            for kind in ("assigned", "came", "planned", "planned_so_far"):
                known = kind == "came" or year < 4
                ends = {"chance_of": 0.996, "ci_low": 0.95, "ci_high": 1.0}
                row |= {f"{part}_{kind}": value if known else np.nan for part, value in ends.items()}
            rows.append(row)
    table = pd.DataFrame(rows)
    return lambda lang: figure_of_disbursement(table, titles=NAMES, lang=lang, footer=footer(lang))


def _worth(assumptions: tuple[str, ...]) -> Callable[[str], Figure]:
    rows = []
    for milestone, deadline in (("class3", "2024-12-31"), ("bridge", "2025-12-31"), ("", "")):
        for rank, assumption in enumerate(assumptions, 1):
            row = {"milestone": milestone, "deadline": deadline, "assumption": assumption, "rank": rank}
            row |= {"share": 0.95 / rank, "ci_low": 0.5 / rank, "ci_high": 1.2 / rank, "worth": 0.95 / rank}
            row |= {"grade": "D", "chance": 0.5, "sd": 0.2, "sd_if_known": 0.05, "draws": 1000, "each": 10}
            ends = (0.001, 0.999) if rank == 1 else (np.nan, np.nan)
            row |= {"in_lowest_fifth": ends[0], "in_highest_fifth": ends[1]}
            rows.append(row | {"find_out_vi": LONG["vi"] * 2, "find_out_en": LONG["en"] * 2})
    table = pd.DataFrame(rows)
    return lambda lang: figure_of_worth(table, titles=NAMES, lang=lang, footer=footer(lang))


FIGURES = {
    "tripwires": _tripwires("long", "short"),
    "tripwires, one": _tripwires("short", high="2022-09-01"),
    "tripwires, four": _tripwires("long", "short", "class3", "bridge"),
    "tripwires of a span": _tripwires("short", deadline="45 d"),
    "money": _money(5, ("fund",)),
    "money, many years": _money(16, ("fund", "other", "")),
    "worth": _worth(("long", "short")),
    "worth, one": _worth(("short",)),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_cut_and_nothing_lies_on_anything(name: str, lang: str) -> None:
    figure = FIGURES[name](lang)
    nothing_is_cut_off(figure)
    nothing_lies_on_another(figure)
