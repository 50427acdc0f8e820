"""The figures of a run, a comparison or a sweep, each in both languages, laid in a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from model.report.axes import along, axis_said
from model.report.causes import figure_of_causes
from model.report.curves import figure_of_curves
from model.report.frames import Titles
from model.report.heat import figure_of_heat
from model.report.look import footer, save
from model.report.milestones import figure_of_milestones
from model.report.sweep import figure_of_sweep
from model.report.tornado import figure_of_tornado
from model.scenario import Axis
from model.words import LANGUAGES


@dataclass(frozen=True)
class Imprint:
    """What stands at the foot of every figure: where it is from."""

    scenarios: Titles
    seed: int
    replications: int
    short_hash: str

    def text(self, lang: str) -> str:
        """The imprint in a language."""
        names = ", ".join(title[lang] for title in self.scenarios.values())
        return footer(names, self.seed, self.replications, self.short_hash, lang)


def draw_run(
    folder: Path, imprint: Imprint, titles: Titles, *, milestones: pd.DataFrame, curves: pd.DataFrame
) -> None:
    """Dot plot of milestones and S-curves, of one scenario or of several laid over each other."""

    def dots(lang: str) -> Figure:
        return figure_of_milestones(
            milestones, titles=titles, scenario_titles=imprint.scenarios, lang=lang, footer=imprint.text(lang)
        )

    def s_curves(lang: str) -> Figure:
        return figure_of_curves(
            curves, milestones, titles=titles, scenario_titles=imprint.scenarios, lang=lang,
            footer=imprint.text(lang),
        )  # fmt: skip

    _draw(folder, {"milestones": dots, "curves": s_curves})


def draw_causes(folder: Path, imprint: Imprint, titles: Titles, causes: pd.DataFrame) -> None:
    """Mean days to each milestone by cause."""

    def bars(lang: str) -> Figure:
        return figure_of_causes(causes, titles=titles, lang=lang, footer=imprint.text(lang))

    _draw(folder, {"causes": bars})


def draw_sweep(
    folder: Path, imprint: Imprint, titles: Titles, cells: pd.DataFrame, axes: Sequence[Axis]
) -> None:
    """Chances over the swept values: lines over one axis, heat maps over several."""

    def lines(lang: str) -> Figure:
        rows, lever = along(cells, axes[0], lang), axis_said(axes[0], lang)
        return figure_of_sweep(rows, titles=titles, lever=lever, lang=lang, footer=imprint.text(lang))

    def heat(lang: str) -> Figure:
        return figure_of_heat(cells, axes, titles=titles, lang=lang, footer=imprint.text(lang))

    _draw(folder, {"sweep": lines if len(axes) == 1 else heat})


def draw_tornado(
    folder: Path, imprint: Imprint, titles: Titles, ranks: pd.DataFrame, factors: Sequence[Axis]
) -> None:
    """Rank correlations of factors and chances over the points of a sample."""
    names = {factor.name: factor.title for factor in factors}

    def bars(lang: str) -> Figure:
        return figure_of_tornado(ranks, titles=titles, factors=names, lang=lang, footer=imprint.text(lang))

    _draw(folder, {"tornado": bars})


def _draw(folder: Path, figures: dict[str, Callable[[str], Figure]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure_in in figures.items():
        for lang in LANGUAGES:
            save(figure_in(lang), folder / f"{name}.{lang}")
