"""The kinds of file: what a file says it is, and whether it is a good one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.scenario.check import check_shape
from model.scenario.faults import Fault, ScenarioError
from model.scenario.load import load_scenario
from model.scenario.names import check_names
from model.scenario.provenance import provenance_of
from model.scenario.read import read_file
from model.scenario.shape import LibrarySaid
from model.scenario.sweep import load_sweep
from model.scenario.wrong import nearest, shown

KINDS_OF_FILE = ("scenario", "library", "sweep")


def kind_of(path: str | Path) -> str:
    """What a file says it is: a scenario, a library or a sweep.

    Raises
    ------
    ScenarioError
        If it does not say, or says something else.
    """
    tree = read_file(Path(path))
    said = tree.child("kind")
    if said is None:
        wanted = " | ".join(KINDS_OF_FILE)
        raise ScenarioError([Fault(str(path), 1, (), "scenario.no_kind", {"wanted": wanted})])
    if said.value not in KINDS_OF_FILE:
        found = shown(said.plain())
        values = {"found": found, "words": ", ".join(KINDS_OF_FILE), "near": nearest(found, KINDS_OF_FILE)}
        raise ScenarioError([Fault(str(path), said.mark.line, ("kind",), "scenario.not_one_of", values)])
    return str(said.value)


def validate_file(path: str | Path) -> str:
    """Check one file of any kind, with all it rests on.

    Returns
    -------
    str
        Its kind.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    kind = kind_of(path)
    _CHECKS[kind](Path(path))
    return kind


def check_library(path: Path) -> None:
    """Check a library by itself: its words, its numbers and their sources, the parameters of its procedures.

    What it names beyond itself (crews, capital, perhaps calendars and sources of another library)
    is checked with each scenario that uses it.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    tree = read_file(path)
    said, faults = check_shape(LibrarySaid, tree)
    faults += check_names(tree, blocks=("parameters",))
    if said is not None:
        faults += provenance_of(said, tree).faults
    if faults:
        raise ScenarioError(faults)


_CHECKS: dict[str, Callable[[Path], object]] = {
    "scenario": load_scenario,
    "library": check_library,
    "sweep": load_sweep,
}
