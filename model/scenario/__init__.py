"""Scenario files: text in, checked facts out.

``load_scenario`` is the door. What a file may say stands in ``shape``, how a number is written in
``amounts``, how files build on each other in ``merge``. All that is wrong comes at once, as a
``ScenarioError`` with file, line and path of each fault.
"""

from model.scenario.faults import Fault, MissingFile, ScenarioError, UnknownName, shown_path
from model.scenario.files import find_file, find_scenario_files
from model.scenario.kinds import kind_of, validate_file
from model.scenario.load import Scenario, difference, load_scenario, resolved_yaml
from model.scenario.merge import Setting, setting
from model.scenario.nearby import Nearby, nearby
from model.scenario.provenance import Fact
from model.scenario.read import Mark
from model.scenario.sweep import Axis, Cell, Factor, Point, Sweep, load_sweep, read_sweep
from model.scenario.vary import vary

__all__ = [
    "Axis",
    "Cell",
    "Fact",
    "Factor",
    "Fault",
    "Mark",
    "MissingFile",
    "Nearby",
    "Point",
    "Scenario",
    "ScenarioError",
    "Setting",
    "Sweep",
    "UnknownName",
    "difference",
    "find_file",
    "find_scenario_files",
    "kind_of",
    "load_scenario",
    "load_sweep",
    "nearby",
    "read_sweep",
    "resolved_yaml",
    "setting",
    "shown_path",
    "validate_file",
    "vary",
]
