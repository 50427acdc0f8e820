"""The figures of a run, a comparison or a sweep, each in both languages, laid in a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from model.report.axes import along, axis_said
from model.report.causes import figure_of_causes
from model.report.curves import figure_of_curves
from model.report.forest import figure_of_forest
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


@dataclass(frozen=True)
class Picture:
    """One figure in one language: what makes it, and where it goes, without the ending of a file.

    It can be sent to another process.
    """

    figure: Callable[[], Figure]
    path: Path

    def draw(self) -> None:
        """Make the figure and save it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        save(self.figure(), self.path)


def pictures_of_run(
    folder: Path, imprint: Imprint, titles: Titles, *, milestones: pd.DataFrame, curves: pd.DataFrame
) -> list[Picture]:
    """S-curves and dot plot of milestones, of one scenario or of several laid over each other."""
    s_curves = partial(figure_of_curves, curves, milestones, titles=titles, scenario_titles=imprint.scenarios)
    dots = partial(figure_of_milestones, milestones, titles=titles, scenario_titles=imprint.scenarios)
    return [
        *in_each_language(folder / "curves", imprint, s_curves),
        *in_each_language(folder / "milestones", imprint, dots),
    ]


def pictures_of_differences(
    folder: Path, imprint: Imprint, titles: Titles, *, differences: pd.DataFrame, milestones: pd.DataFrame
) -> list[Picture]:
    """Forest plot of how far each further scenario moves the chances of the first."""
    of = partial(figure_of_forest, differences, milestones, titles=titles, scenario_titles=imprint.scenarios)
    return in_each_language(folder / "forest", imprint, of)


def pictures_of_causes(folder: Path, imprint: Imprint, titles: Titles, causes: pd.DataFrame) -> list[Picture]:
    """Mean days to each milestone by cause."""
    return in_each_language(folder / "causes", imprint, partial(figure_of_causes, causes, titles=titles))


def pictures_of_sweep(
    folder: Path, imprint: Imprint, titles: Titles, cells: pd.DataFrame, axes: Sequence[Axis]
) -> list[Picture]:
    """Chances over the swept values: lines over one axis, heat maps over several."""
    of = (
        partial(_lines, cells, axes[0], titles=titles)
        if len(axes) == 1
        else partial(figure_of_heat, cells, axes, titles=titles)
    )
    return in_each_language(folder / "sweep", imprint, of)


def pictures_of_tornado(
    folder: Path, imprint: Imprint, titles: Titles, ranks: pd.DataFrame, factors: Sequence[Axis]
) -> list[Picture]:
    """Rank correlations of factors and chances over the points of a sample."""
    names = {factor.name: factor.title for factor in factors}
    of = partial(figure_of_tornado, ranks, titles=titles, factors=names)
    return in_each_language(folder / "tornado", imprint, of)


def _lines(cells: pd.DataFrame, axis: Axis, *, titles: Titles, lang: str, footer: str) -> Figure:
    rows, lever = along(cells, axis, lang), axis_said(axis, lang)
    return figure_of_sweep(rows, titles=titles, lever=lever, lang=lang, footer=footer)


def of_each_milestone(
    path: Path, imprint: Imprint, rows: pd.DataFrame, milestones: Sequence[str], of: Callable[..., Figure]
) -> list[Picture]:
    """A figure of each milestone that has rows, its file named by it."""
    found = []
    for milestone in milestones:
        own = rows[rows["milestone"] == milestone]
        if len(own):
            place = path.with_name(f"{path.name}.{milestone}")
            found += in_each_language(place, imprint, partial(of, own))
    return found


def in_each_language(path: Path, imprint: Imprint, of: Callable[..., Figure]) -> list[Picture]:
    """One figure as a picture in each language, its file named by it."""
    return [
        Picture(partial(of, lang=lang, footer=imprint.text(lang)), path.with_name(f"{path.name}.{lang}"))
        for lang in LANGUAGES
    ]
