"""The door of a scenario: a file and the settings of a run in, checked facts out, or all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from model.scenario.asof import check_as_of
from model.scenario.check import check_shape, locate
from model.scenario.faults import Fault, Place, ScenarioError
from model.scenario.merge import Merger, Setting, setting
from model.scenario.names import check_names
from model.scenario.provenance import Fact, Provenance, provenance_of
from model.scenario.read import Mark, Node
from model.scenario.resolved import differences
from model.scenario.sense import check_sense
from model.scenario.shape import ScenarioSaid
from model.scenario.written import canonical_yaml


@dataclass(frozen=True)
class Scenario:
    """One resolved scenario: everything it says, checked, and where each word of it was written.

    ``said`` is for reading facts; ``tree`` the same in plain dicts and lists, in the order of the
    files; ``facts`` every number with what it rests on; ``settings`` what the run set, by path.
    """

    name: str
    path: Path
    said: ScenarioSaid
    tree: dict[str, Any]
    root: Node = field(repr=False)
    settings: tuple[tuple[str, Any], ...]
    files: tuple[Path, ...]
    facts: tuple[Fact, ...] = field(repr=False)

    @property
    def title(self) -> dict[str, str]:
        """The title by language."""
        return {"vi": self.said.title.vi, "en": self.said.title.en}

    @cached_property
    def marks(self) -> dict[Place, Mark]:
        """File and line of everything in the tree, by path."""
        return dict(self.root.marks())

    @cached_property
    def resolved(self) -> str:
        """The whole scenario as one file that needs no other; the same bytes for the same facts."""
        return canonical_yaml(self.tree)

    def fault(self, path: Place, key: str, **values: Any) -> Fault:
        """A fault with the file and line of a path, or of the nearest block around it that is there."""
        found, node = locate(self.root, path)
        if not found:
            return Fault(str(self.path), None, path, key, values)
        return Fault(node.mark.file, node.mark.line, path, key, values)

    def as_written(self, path: Place) -> Place:
        """A path without the steps that the file leaves out: a list of one need not be written as a list."""
        return locate(self.root, path)[0] or path


def load_scenario(path: str | Path, settings: Iterable[Setting | tuple[str, str]] = ()) -> Scenario:
    """Read a scenario file with its parents and libraries, apply settings, check everything.

    Parameters
    ----------
    path
        The file.
    settings
        What this run sets, in order, later ones winning: as typed (path, text) or as ``Setting``.

    Raises
    ------
    MissingFile
        If the file is not there.
    ScenarioError
        With every fault of every file.
    """
    file = Path(path)
    asked = [one if isinstance(one, Setting) else setting(*one) for one in settings]
    merger = Merger()
    root = merger.merged(file, asked)
    said, provenance, faults = _checked(root)
    faults = merger.faults + faults
    if faults or said is None:
        raise ScenarioError(faults)
    return Scenario(
        name=file.stem,
        path=file,
        said=said,
        tree=root.plain(),
        root=root,
        settings=tuple((one.path, one.plain) for one in asked),
        files=tuple(merger.files),
        facts=tuple(provenance.facts),
    )


def resolved_yaml(scenario: Scenario) -> str:
    """The whole scenario as one file that needs no other; the same bytes for the same facts."""
    return scenario.resolved


def difference(first: Scenario, second: Scenario) -> list[tuple[str, Any, Any]]:
    """Where two scenarios differ: dotted path, value in the first, value in the second (None: not there)."""
    return differences(first.tree, second.tree)


def _checked(root: Node) -> tuple[ScenarioSaid | None, Provenance, list[Fault]]:
    """What a tree says and all that is wrong with it.

    Where the shape is wrong, the rest is checked as far as it can be understood, so that the
    writer is told everything at once.
    """
    said, faults = check_shape(ScenarioSaid, root)
    understood = said or _as_far_as_possible(root, faults)
    faults = faults + check_names(root)
    provenance = Provenance(root)
    if understood is not None:
        provenance = provenance_of(understood, root)
        faults += provenance.faults + check_sense(understood, root)
        faults += check_as_of(understood, (*provenance.facts, *provenance.dated))
    return said, provenance, faults


def _as_far_as_possible(root: Node, faults: list[Fault]) -> ScenarioSaid | None:
    """What the tree says without its unknown words, numbers that cannot be read passed over."""
    unknown = [fault.path for fault in faults if fault.key == "scenario.unknown_word"]
    return check_shape(ScenarioSaid, _without(root, unknown, ()), lenient=True)[0]


def _without(node: Node, unknown: list[Place], here: Place) -> Node:
    if not isinstance(node.value, dict):
        return node
    kept = {
        word: _without(child, unknown, (*here, word))
        for word, child in node.value.items()
        if (*here, word) not in unknown
    }
    return Node(kept, node.mark)
