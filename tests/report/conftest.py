"""Every figure of the report, drawn from the made-up programme, by a name that says what is special."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from matplotlib.figure import Figure

from model.report import look
from model.report.causes import figure_of_causes
from model.report.curves import figure_of_curves
from model.report.forest import figure_of_forest
from model.report.heat import figure_of_heat
from model.report.milestones import figure_of_milestones
from model.report.sweep import figure_of_sweep
from model.report.tornado import figure_of_tornado
from model.scenario import Axis
from tests.report.programme import (
    CASH,
    EIGHT,
    ENFORCEMENT,
    FACTORS,
    FOUR,
    HOLDOUT,
    MANY,
    ONE,
    SCENARIO_TITLES,
    TEAMS,
    TITLES,
    causes,
    comparison,
    comparisons,
    curves,
    grid,
    milestones,
    ranks,
    sweep,
    with_plan,
)

ALL_SCENARIOS = tuple(SCENARIO_TITLES)
LEVER = {"vi": "Số tổ kiểm đếm", "en": "Clearance teams"}


def footer(lang: str) -> str:
    return look.footer(SCENARIO_TITLES["baseline"][lang], 1, 2000, "a1b2c3d4", lang)


def _milestones(goals: dict[str, tuple[str, ...]], scenarios: tuple[str, ...]) -> Callable[[str], Figure]:
    return lambda lang: figure_of_milestones(
        milestones(goals, scenarios),
        titles=TITLES,
        scenario_titles=SCENARIO_TITLES,
        lang=lang,
        footer=footer(lang),
    )


def _full_milestones(lang: str) -> Figure:
    return figure_of_milestones(
        with_plan(milestones(EIGHT)),
        titles=TITLES,
        scenario_titles=SCENARIO_TITLES,
        lang=lang,
        footer=footer(lang),
    )


def _curves(goals: dict[str, tuple[str, ...]], scenarios: tuple[str, ...]) -> Callable[[str], Figure]:
    return lambda lang: figure_of_curves(
        curves(goals, scenarios),
        milestones(goals, scenarios),
        titles=TITLES,
        scenario_titles=SCENARIO_TITLES,
        lang=lang,
        footer=footer(lang),
    )


def _sweep(goals: dict[str, tuple[str, ...]]) -> Callable[[str], Figure]:
    return lambda lang: figure_of_sweep(
        sweep(goals), titles=TITLES, lever=LEVER[lang], lang=lang, footer=footer(lang)
    )


def _heat(
    goals: dict[str, tuple[str, ...]], axes: tuple[Axis, ...], failed: tuple[int, ...] = ()
) -> Callable[[str], Figure]:
    return lambda lang: figure_of_heat(
        grid(goals, axes, failed), axes, titles=TITLES, lang=lang, footer=footer(lang)
    )


def _tornado(goals: dict[str, tuple[str, ...]], scale: float = 0.9) -> Callable[[str], Figure]:
    return lambda lang: figure_of_tornado(
        ranks(goals, scale), titles=TITLES, factors=FACTORS, lang=lang, footer=footer(lang)
    )


def _causes(goals: dict[str, tuple[str, ...]]) -> Callable[[str], Figure]:
    return lambda lang: figure_of_causes(causes(goals), titles=TITLES, lang=lang, footer=footer(lang))


def _forest(goals: dict[str, tuple[str, ...]], noise: float = 0.0) -> Callable[[str], Figure]:
    """Differences of all scenarios; with noise none is told apart from it."""

    def of(lang: str) -> Figure:
        rows = comparisons(goals)
        rows["difference"] *= 1 - noise
        rows["ci_low"], rows["ci_high"] = rows["difference"] - 0.02, rows["difference"] + 0.02
        return figure_of_forest(
            rows, milestones(goals), titles=TITLES, scenario_titles=SCENARIO_TITLES, lang=lang,
            footer=footer(lang),
        )  # fmt: skip

    return of


def _forest_of_two(lang: str) -> Figure:
    return figure_of_forest(
        comparison(FOUR),
        milestones(FOUR),
        titles=TITLES,
        scenario_titles={name: SCENARIO_TITLES[name] for name in ("baseline", "clearance_drive")},
        lang=lang,
        footer=footer(lang),
    )


FIGURES: dict[str, Callable[[str], Figure]] = {
    "milestones": _milestones(FOUR, ("baseline",)),
    "milestones_one": _milestones(ONE, ("baseline",)),
    "milestones_eight": _milestones(EIGHT, ("baseline",)),
    "milestones_full": _full_milestones,
    "milestones_four_scenarios": _milestones(FOUR, ALL_SCENARIOS),
    "curves": _curves(FOUR, ("baseline",)),
    "curves_one": _curves(ONE, ("baseline",)),
    "curves_eight": _curves(EIGHT, ("baseline",)),
    "curves_four_scenarios": _curves(FOUR, ALL_SCENARIOS),
    "curves_eight_four_scenarios": _curves(EIGHT, ALL_SCENARIOS),
    "forest": _forest(FOUR),
    "forest_eight": _forest(EIGHT),
    "forest_noise": _forest(FOUR, 1.0),
    "forest_of_two": _forest_of_two,
    "sweep": _sweep(FOUR),
    "sweep_one": _sweep(ONE),
    "sweep_eight": _sweep(EIGHT),
    "heat": _heat(FOUR, (TEAMS, CASH)),
    "heat_one": _heat(ONE, (CASH, TEAMS), failed=(3,)),
    "heat_group": _heat(ONE, (ENFORCEMENT, CASH)),
    "heat_group_up": _heat(FOUR, (TEAMS, ENFORCEMENT)),
    "heat_wide": _heat(ONE, (MANY, CASH)),
    "heat_three": _heat(FOUR, (TEAMS, CASH, HOLDOUT)),
    "heat_four": _heat(ONE, (TEAMS, CASH, HOLDOUT, ENFORCEMENT)),
    "tornado": _tornado(FOUR),
    "tornado_one": _tornado(ONE, 0.1),
    "tornado_eight": _tornado(EIGHT),
    "causes": _causes(FOUR),
    "causes_one": _causes(ONE),
    "causes_eight": _causes(EIGHT),
}


@pytest.fixture(params=sorted(FIGURES))
def figure_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["vi", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def _drawn(name: str, lang: str) -> Figure:
    return FIGURES[name](lang)


@pytest.fixture
def figure(figure_name: str, lang: str) -> Figure:
    return _drawn(figure_name, lang)
