"""A sweep: a scenario, the axes along which its paths vary, or the factors of which a sample is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from pathlib import Path
from typing import Any

from model.scenario.amounts import ValueRange
from model.scenario.axes import MOST_CELLS, CellSaid, GroupSaid, values_along
from model.scenario.check import check_shape
from model.scenario.distribution import Distribution
from model.scenario.faults import Fault, Place, ScenarioError, shown_path
from model.scenario.files import beside, names_beside
from model.scenario.load import Scenario, load_scenario
from model.scenario.measure import Amount, measure
from model.scenario.merge import ALWAYS_THERE, Setting
from model.scenario.nearby import nearby
from model.scenario.read import Mark, Node, node_of, read_file
from model.scenario.saying import Title
from model.scenario.shape import SweepSaid
from model.scenario.units import UNITS, Unit
from model.scenario.wrong import SaidError, nearest, shown

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Titles = Mapping[str, str]
"""What something is called, by language."""


@dataclass(frozen=True)
class Point:
    """One value along an axis: what it is called, where it stands, and what it sets.

    ``number`` is there only for a value that is a number, in ``unit``; of ``low/mode/high`` it is
    the mode, and ``is_bare`` tells that it is not the whole of the value.
    """

    text: Titles
    number: float | None
    unit: str
    is_bare: bool
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class Axis:
    """What varies, what it is called, and its values in order."""

    name: str
    title: Titles
    points: tuple[Point, ...]

    @property
    def is_bare(self) -> bool:
        """Whether every value is one number, all in one unit."""
        return all(point.is_bare for point in self.points) and len(self._units) == 1

    @property
    def is_measured(self) -> bool:
        """Whether the values have places on a scale: numbers in one unit, no two alike."""
        numbers = [point.number for point in self.points]
        return None not in numbers and len(self._units) == 1 and len(set(numbers)) == len(numbers)

    @property
    def column(self) -> str:
        """The heading of its column in tables: its path, and the unit in brackets where there is one."""
        unit = self.points[0].unit
        return f"{self.name} [{unit}]" if self.is_bare and unit else self.name

    def in_column(self, place: int) -> str:
        """A value as it stands in that column: the bare number where all are, else its text."""
        point = self.points[place]
        text = point.text["en"]
        return text.removesuffix(point.unit).strip() if self.is_bare else text

    @property
    def _units(self) -> set[str]:
        return {point.unit for point in self.points}


@dataclass(frozen=True)
class Cell:
    """One scenario of a sweep: its number from 1, its place along each axis, and what it sets."""

    number: int
    places: tuple[int, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class Factor:
    """A lever or an assumption of which a sample is taken: what it is called, and its law in base units.

    ``is_whole`` tells that only whole numbers make sense of it.
    """

    path: str
    title: Titles
    law: Distribution
    unit: Unit
    is_whole: bool
    mark: Mark

    def setting(self, value: Any) -> Setting:
        """The setting that fixes it at a value, said where the sweep names it."""
        return Setting(self.path, node_of(value, self.mark))


@dataclass(frozen=True)
class Sweep:
    """A scenario file and what to try on it: every combination along ``axes``, or a sample.

    ``path`` is the file of the sweep; that of the scenario, where the axes were named beside it.
    """

    name: str
    path: Path
    said: SweepSaid
    tree: Node
    scenario: Path
    axes: tuple[Axis, ...]

    @property
    def title(self) -> dict[str, str]:
        """The title of the sweep by language."""
        return {"vi": self.said.title.vi, "en": self.said.title.en}

    @property
    def count(self) -> int:
        """How many scenarios there are to run."""
        if self.said.sample is not None:
            return self.said.sample.points
        return prod(len(axis.points) for axis in self.axes)

    def cells(self) -> tuple[Cell, ...]:
        """Every combination of the values, in the order of the file: those of the last axis change first."""
        every = product(*(range(len(axis.points)) for axis in self.axes))
        return tuple(cell_at(self.axes, number, places) for number, places in enumerate(every, start=1))


def cell_at(axes: Sequence[Axis], number: int, places: tuple[int, ...]) -> Cell:
    """The cell that stands at a place along each axis."""
    points = (axis.points[place] for axis, place in zip(axes, places, strict=True))
    return Cell(number, places, tuple(setting for point in points for setting in point.settings))


def point_of(node: Node, path: str) -> Point:
    """One value of a path, as a point of its axis."""
    text = _text_of(node.plain())
    number, unit, is_bare = _measured(text)
    return Point({"vi": text, "en": text}, number, unit, is_bare, (Setting(path, node),))


def load_sweep(path: str | Path) -> Sweep:
    """Read a sweep file and try that each of its points makes a valid scenario.

    The points of a sample are not tried here, only what it is taken of: they are drawn by the study.

    Raises
    ------
    ScenarioError
        With every fault of the sweep and of its scenario.
    """
    sweep = _written(Path(path))
    return named(sweep, _tried(sweep))


def read_sweep(path: str | Path) -> Sweep:
    """Read a sweep file and find its names in its scenario; its points are not tried.

    Raises
    ------
    ScenarioError
        With every fault of the sweep, or of its scenario.
    """
    sweep = _written(Path(path))
    return known_in(sweep, load_scenario(sweep.scenario))


def _written(file: Path) -> Sweep:
    """A sweep as its file says it."""
    tree = read_file(file)
    said, faults = check_shape(SweepSaid, tree)
    scenario = _scenario_meant(file, tree, faults)
    if said is None or scenario is None:
        raise ScenarioError(faults)
    sweep = Sweep(file.stem, file, said, tree, scenario, tuple(_axes_of(said, tree)))
    check_axes(sweep, faults)
    return sweep


def sweep_of(said: SweepSaid, tree: Node, scenario: Path) -> Sweep:
    """A sweep that stands in no file of its own: it goes by the name of its scenario.

    Raises
    ------
    ScenarioError
        If its axes contradict each other, or there are too many cells.
    """
    sweep = Sweep(scenario.stem, scenario, said, tree, scenario, tuple(_axes_of(said, tree)))
    check_axes(sweep, [])
    return sweep


def check_axes(sweep: Sweep, faults: list[Fault]) -> None:
    """Refuse axes that contradict each other, and more cells than anybody meant.

    Raises
    ------
    ScenarioError
        With these faults after those found before.
    """
    faults += _contradictions(sweep)
    if sweep.count > MOST_CELLS:
        values = {"found": sweep.count, "most": MOST_CELLS}
        faults.append(_fault(sweep.tree, ("vary",), "scenario.too_many_cells", **values))
    if faults:
        raise ScenarioError(faults)


def known_in(sweep: Sweep, scenario: Scenario) -> Sweep:
    """The sweep with its axes called as its scenario calls what they set.

    Raises
    ------
    ScenarioError
        If the scenario has no such milestone, or nothing to take a sample of.
    """
    faults = [*_unknown_milestones(sweep, scenario), *factors_of(sweep, scenario)[1]]
    if faults:
        raise ScenarioError(faults)
    return named(sweep, scenario)


def _scenario_meant(file: Path, tree: Node, faults: list[Fault]) -> Path | None:
    said = tree.child("scenario")
    if said is None or not isinstance(said.value, str):
        return None
    found = beside(file.parent, said.value)
    if found is None:
        near = nearest(said.value, names_beside(file.parent, said.value))
        faults.append(_fault(tree, ("scenario",), "scenario.no_such_file", found=said.value, near=near))
    return found


def _fault(tree: Node, place: Place, key: str, **values: Any) -> Fault:
    mark = _mark_at(tree, place)
    return Fault(mark.file, mark.line, place, key, values)


def _mark_at(tree: Node, place: Place) -> Mark:
    """Where the entry at a place was written, or what is left of the way to it."""
    for step in place:
        tree = tree.child(step) or tree
    return tree.mark


# the axes ------------------------------------------------------------------------------------


def _axes_of(said: SweepSaid, tree: Node) -> Iterator[Axis]:
    """The axes as the file has them; those of one path go by it until its title is known."""
    for name, axis in (said.vary or {}).items():
        node = tree.entries["vary"].entries[name]
        if isinstance(axis, GroupSaid):
            cells = node.entries["cells"].entries
            points = tuple(_point_of_cell(key, axis.cells[key], cells[key]) for key in axis.cells)
            yield Axis(name, _titles(axis.title), points)
        elif isinstance(axis, list):
            assert isinstance(node.value, list), "the shape has found a list"
            yield Axis(name, {}, tuple(point_of(one, name) for one in node.value))
        else:
            values = (node_of(value, node.mark) for value in values_along(axis))
            yield Axis(name, {}, tuple(point_of(one, name) for one in values))


def _point_of_cell(name: str, said: CellSaid, node: Node) -> Point:
    settings = tuple(Setting(path, value) for path, value in node.entries["set"].entries.items())
    title = {"vi": name, "en": name} if said.title is None else _titles(said.title)
    return Point(title, None, "", False, settings)


def _titles(title: Title) -> Titles:
    return {"vi": title.vi, "en": title.en}


def _text_of(value: Any) -> str:
    """A value as it is called in tables."""
    if isinstance(value, dict):
        return _text_of(value["value"]) if "value" in value else shown(value)
    return ", ".join(map(_text_of, value)) if isinstance(value, list) else shown(value)


def _measured(text: str) -> tuple[float | None, str, bool]:
    """The number of a value, its unit, and whether it is the whole of it; no number where it is none."""
    try:
        found = measure(text, "value")
    except SaidError:
        return None, "", False
    numbers = found.numbers
    return float(numbers[len(numbers) // 2]), found.unit.text, len(numbers) == 1


def _contradictions(sweep: Sweep) -> Iterator[Fault]:
    """What no sweep can vary, groups with a name that is none, and paths that two axes set."""
    for axis in sweep.axes:
        is_group = isinstance((sweep.said.vary or {})[axis.name], GroupSaid)
        if is_group and not _NAME.fullmatch(axis.name):
            yield _fault(sweep.tree, ("vary", axis.name), "scenario.not_a_name", found=axis.name)
        for path in _paths_of(axis):
            if path in ALWAYS_THERE:
                yield _fault(sweep.tree, ("vary", axis.name), "scenario.not_varied", found=path)
    for one, other in combinations(sweep.axes, 2):
        for path in _paths_of(other):
            first = next((first for first in _paths_of(one) if _overlap(first, path)), None)
            if first is not None:
                values = {"axis": one.name, "first": first}
                yield _fault(sweep.tree, ("vary", other.name), "scenario.varied_twice", **values)


def _paths_of(axis: Axis) -> list[str]:
    """Every path that an axis sets, once."""
    return list(dict.fromkeys(setting.path for point in axis.points for setting in point.settings))


def _overlap(one: str, other: str) -> bool:
    """Whether a path is another, or a part of what the other sets."""
    first, second = f"{one}.", f"{other}."
    return first.startswith(second) or second.startswith(first)


# trying it on the scenario -------------------------------------------------------------------


def _tried(sweep: Sweep) -> Scenario:
    """The scenario, once each cell has been tried on it and every name of the sweep found in it."""
    faults: list[Fault] = []
    scenario: Scenario | None = None
    base = None
    with suppress(ScenarioError):  # then each cell is told on its own
        base = load_scenario(sweep.scenario)
    for cell in sweep.cells():
        near = nearby(base, cell.settings) if base is not None else None
        try:
            scenario = near.scenario if near else load_scenario(sweep.scenario, cell.settings)
        except ScenarioError as error:
            faults += error.faults
    if scenario is not None:
        faults += _unknown_milestones(sweep, scenario)
        faults += factors_of(sweep, scenario)[1]
    if faults or scenario is None:
        raise ScenarioError(faults)
    return scenario


def _unknown_milestones(sweep: Sweep, scenario: Scenario) -> Iterator[Fault]:
    known = scenario.said.milestones
    for place, name in enumerate(sweep.said.milestones or []):
        if name not in known:
            values = {"found": name, "file": sweep.scenario.name, "near": nearest(name, known)}
            yield _fault(sweep.tree, ("milestones", place), "scenario.no_such_milestone", **values)


def named(sweep: Sweep, scenario: Scenario) -> Sweep:
    """The sweep with its axes called as the scenario calls what they set."""
    axes = tuple(
        Axis(f"vary.{axis.name}", axis.title, axis.points)
        if axis.title
        else Axis(axis.name, title_at(axis.name, scenario), axis.points)
        for axis in sweep.axes
    )
    return Sweep(sweep.name, sweep.path, sweep.said, sweep.tree, sweep.scenario, axes)


def title_at(path: str, scenario: Scenario) -> Titles:
    """What a path is called: the title of the lever or assumption it sets, else the path itself."""
    block, _, rest = path.partition(".")
    name = rest.removesuffix(".value")
    if block in ("levers", "assumptions") and name in getattr(scenario.said, block):
        return _titles(getattr(scenario.said, block)[name].title)
    return {"vi": path, "en": path}


# what a sample is taken of -------------------------------------------------------------------

_SAMPLED = ("levers", "assumptions")
"""The blocks of a scenario whose entries can be sampled."""

_WHOLE = re.compile(r"[-+]?\d+")


def factors_of(sweep: Sweep, scenario: Scenario) -> tuple[tuple[Factor, ...], list[Fault]]:
    """What a sample is taken of, each once: those named, then the assumptions of the grades asked for.

    Returns
    -------
    tuple
        The factors in order, none where the sweep takes no sample, and what is wrong with them.
    """
    said, word = sweep.said.sample, sweep.said.design
    if said is None:
        return (), []
    known = [f"{name}.{key}" for name in _SAMPLED for key in getattr(scenario.said, name)]
    found: dict[str, Factor] = {}
    faults: list[Fault] = []
    for number, path in enumerate(said.over):
        is_list = isinstance(sweep.tree.entries[word].entries["over"].value, list)
        here: Place = (word, "over", number) if is_list else (word, "over")
        factor = _factor(path, scenario, _mark_at(sweep.tree, here)) if path in known else None
        if factor is not None:
            found.setdefault(path, factor)
        else:
            key = "scenario.nothing_to_sample" if path in known else "scenario.not_a_factor"
            values = {"found": path, "near": "" if path in known else nearest(path, known)}
            faults.append(_fault(sweep.tree, here, key, **values))
    if said.graded:
        mark = _mark_at(sweep.tree, (word, "graded"))
        graded = list(_graded(said.graded, scenario, mark))
        if not graded:
            values = {"found": ", ".join(said.graded), "file": sweep.scenario.name}
            faults.append(_fault(sweep.tree, (word, "graded"), "scenario.none_graded", **values))
        for factor in graded:
            found.setdefault(factor.path, factor)
    return tuple(found.values()), faults


def _graded(grades: Sequence[str | None], scenario: Scenario, mark: Mark) -> Iterator[Factor]:
    """The assumptions whose number has one of the grades, and is not fixed."""
    grade_of = {fact.path[1]: fact.grade for fact in scenario.facts if fact.path[0] == "assumptions"}
    for name in scenario.said.assumptions:
        if grade_of.get(name) in grades:
            factor = _factor(f"assumptions.{name}", scenario, mark)
            if factor is not None:
                yield factor


def _factor(path: str, scenario: Scenario, mark: Mark) -> Factor | None:
    """A lever over its range, or an assumption by its law; None where there is but one value."""
    block, _, name = path.partition(".")
    if block == "levers":
        lever = scenario.said.levers[name]
        return _lever(path, _titles(lever.title), lever.value, lever.range, mark)
    assumption = scenario.said.assumptions[name]
    law = assumption.value.distribution
    if law is None or law.is_fixed:
        return None
    return Factor(path, _titles(assumption.title), law, UNITS[assumption.value.unit], False, mark)


def _lever(path: str, title: Titles, value: Amount, over: ValueRange, mark: Mark) -> Factor:
    """A lever, evenly over its range; one whose value and ends are bare whole numbers in whole steps."""
    is_whole = all(_WHOLE.fullmatch(number.strip()) for number in (value.text, *over.text.split("..")))
    half = 0.5 if is_whole else 0.0  # so that each whole number has a stretch of its own, of one length
    law = Distribution("uniform", (over.low - half, over.high + half))
    return Factor(path, title, law, UNITS[over.unit], is_whole, mark)


def factor_of(path: str, scenario: Scenario) -> Factor | None:
    """A lever or an assumption as something to take samples of; None where it has but one value.

    Parameters
    ----------
    path
        ``levers.`` or ``assumptions.`` and a name that the scenario has.
    """
    return _factor(path, scenario, Mark(shown_path(scenario.path), None))
