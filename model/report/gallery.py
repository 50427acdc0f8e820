"""The figures of a run, a comparison or a sweep, each in both languages, laid in a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from model.report.causes import figure_of_causes
from model.report.curves import figure_of_curves
from model.report.frames import Titles
from model.report.look import footer, save
from model.report.milestones import figure_of_milestones
from model.report.sweep import figure_of_sweep
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
    folder: Path, imprint: Imprint, titles: Titles, cells: pd.DataFrame, lever: Mapping[str, str]
) -> None:
    """Chances over the swept values."""

    def lines(lang: str) -> Figure:
        return figure_of_sweep(cells, titles=titles, lever=lever[lang], lang=lang, footer=imprint.text(lang))

    _draw(folder, {"sweep": lines})


def _draw(folder: Path, figures: dict[str, Callable[[str], Figure]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure_in in figures.items():
        for lang in LANGUAGES:
            save(figure_in(lang), folder / f"{name}.{lang}")
