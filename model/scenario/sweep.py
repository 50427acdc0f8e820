"""A sweep: one path of a scenario and the values to try on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.scenario.check import check_shape
from model.scenario.faults import Fault, ScenarioError
from model.scenario.files import beside, names_beside
from model.scenario.load import Scenario, load_scenario
from model.scenario.merge import Setting
from model.scenario.read import Node, read_file
from model.scenario.shape import SweepSaid
from model.scenario.wrong import nearest, shown


@dataclass(frozen=True)
class Cell:
    """One point of a sweep: what it is called in tables, and what it sets."""

    text: str
    value: Any
    settings: tuple[Setting, ...]


@dataclass(frozen=True)
class Sweep:
    """A scenario file, a dotted path in it, and the values to try there, in order."""

    name: str
    path: Path
    said: SweepSaid
    scenario: Path
    axis: str
    values: tuple[Node, ...]

    @property
    def title(self) -> dict[str, str]:
        """The title of the sweep by language."""
        return {"vi": self.said.title.vi, "en": self.said.title.en}

    def cells(self) -> tuple[Cell, ...]:
        """Every point of the sweep, in the order of the file."""
        return tuple(
            Cell(_cell_text(node.plain()), node.plain(), (Setting(self.axis, node),)) for node in self.values
        )


def load_sweep(path: str | Path) -> Sweep:
    """Read a sweep file and try that each of its points makes a valid scenario.

    Raises
    ------
    ScenarioError
        With every fault of the sweep and of its scenario.
    """
    file = Path(path)
    tree = read_file(file)
    said, faults = check_shape(SweepSaid, tree)
    scenario = _scenario_meant(file, tree, faults)
    if said is None or scenario is None:
        raise ScenarioError(faults)
    [(axis, values)] = tree.entries["vary"].entries.items()
    assert isinstance(values.value, list), "the shape asks for a list"
    sweep = Sweep(file.stem, file, said, scenario, axis, tuple(values.value))
    _check_cells(sweep, tree)
    return sweep


def _scenario_meant(file: Path, tree: Node, faults: list[Fault]) -> Path | None:
    said = tree.child("scenario")
    if said is None or not isinstance(said.value, str):
        return None
    found = beside(file.parent, said.value)
    if found is None:
        near = nearest(said.value, names_beside(file.parent, said.value))
        values = {"found": said.value, "near": near}
        faults.append(Fault(said.mark.file, said.mark.line, ("scenario",), "scenario.no_such_file", values))
    return found


def _check_cells(sweep: Sweep, tree: Node) -> None:
    faults: list[Fault] = []
    scenario: Scenario | None = None
    for cell in sweep.cells():
        try:
            scenario = load_scenario(sweep.scenario, cell.settings)
        except ScenarioError as error:
            faults += error.faults
    if scenario is not None:
        faults += _unknown_milestones(sweep, tree, scenario)
    if faults:
        raise ScenarioError(faults)


def _unknown_milestones(sweep: Sweep, tree: Node, scenario: Scenario) -> list[Fault]:
    known = scenario.said.milestones
    node = tree.child("milestones")
    names = node.value if node is not None and isinstance(node.value, list) else []
    return [
        Fault(
            name.mark.file,
            name.mark.line,
            ("milestones", place),
            "scenario.no_such_milestone",
            {
                "found": shown(name.value),
                "file": sweep.scenario.name,
                "near": nearest(str(name.value), known),
            },
        )
        for place, name in enumerate(names)
        if name.value not in known
    ]


def _cell_text(value: Any) -> str:
    """A value as a row of a table is called."""
    if isinstance(value, dict):
        return _cell_text(value["value"]) if "value" in value else shown(value)
    return ", ".join(map(_cell_text, value)) if isinstance(value, list) else shown(value)
