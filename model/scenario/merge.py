"""A file, its parents, its libraries and the settings of one run -> one tree.

One order of priority: parents < this file < ``--set`` < sweep cell. A derived file is its root
file and a list of changes, each with its place in the tree and its line in a file.

Parents of one file have one root. Two that set one path differently, or one of them a part of
what the other sets, are a fault, unless this file sets that path or a block around it. What two
parents share through a common ancestor is no conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from model.scenario.changes import Change, Editor, applied, at
from model.scenario.check import check_shape, words_of
from model.scenario.faults import Fault, Place, ScenarioError, shown_path
from model.scenario.files import beside, names_beside
from model.scenario.read import Mark, Node, one_line, read_file, read_value
from model.scenario.shape import DerivedSaid, LibrarySaid, ScenarioSaid
from model.scenario.wrong import nearest, shown

ALWAYS_THERE = ("replications", "seed")
"""What every scenario has, written or not."""

OWN_WORDS = ("title", "about", "because")
"""What a derived file says of itself; its parents' words on these are not its own."""

BLOCKS_WITH_BASIS = ("calendars", "sessions", "windows", "procedures", "register", "risk_register")
LIBRARY_BLOCKS = ("sources", "phases", *BLOCKS_WITH_BASIS)


@dataclass(frozen=True)
class Setting:
    """What one run sets beyond its file: a dotted path and a value that knows where it was said."""

    path: str
    value: Node

    @property
    def plain(self) -> Any:
        """The value without its mark."""
        return self.value.plain()

    @property
    def text(self) -> str:
        """The setting as ``--set`` would take it."""
        return f"{self.path}={one_line(self.plain)}"


@dataclass
class Lineage:
    """A scenario file with its parents resolved: one root tree and the changes to it, in order."""

    path: Path
    head: Node
    root_path: Path
    root: Node
    changes: list[Change] = field(default_factory=list)

    def tree(self) -> Node:
        """The root with every change applied."""
        tree = self.root
        for change in self.changes:
            tree = applied(tree, change)
        return tree


@dataclass
class Merger:
    """Reads a file and all it rests on; gathers faults instead of stopping at the first."""

    faults: list[Fault] = field(default_factory=list)
    files: dict[Path, Node] = field(default_factory=dict)
    known: dict[Path, Lineage] = field(default_factory=dict)

    def merged(self, path: Path, settings: Sequence[Setting] = ()) -> Node:
        """The one tree of a scenario file and the settings of a run.

        Raises
        ------
        ScenarioError
            If a file needed cannot be read at all. Other faults are gathered in ``faults``.
        """
        lineage = self.lineage(path, ())
        tree = _with_own_words(lineage.tree(), lineage.head)
        return with_settings(tree, settings, path.name, self.faults)[0]

    # -- files --------------------------------------------------------------------------------

    def lineage(self, path: Path, children: tuple[Path, ...]) -> Lineage:
        """A file with its parents; ``children`` are the files that led here."""
        place = path.resolve()
        if place not in self.known:
            head = self._read(path, "scenario")
            self.known[place] = (
                self._derived(path, head, children) if "extends" in head.entries else self._root(path, head)
            )
        return self.known[place]

    def _read(self, path: Path, kind: str) -> Node:
        place = path.resolve()
        if place not in self.files:
            try:
                self.files[place] = read_file(path)
            except ScenarioError as error:
                raise type(error)([*self.faults, *error.faults]) from None
            self.files[place] = self._of_kind(self.files[place], path, kind)
        return self.files[place]

    def _of_kind(self, node: Node, path: Path, kind: str) -> Node:
        """A file that says what it is; one of another kind is not looked into."""
        said = node.child("kind")
        if said is None:
            mark = Mark(str(path), 1)
            self._fault(mark, (), "scenario.no_kind", wanted=kind)
            return Node({"kind": Node(kind, mark), **node.entries}, node.mark)
        if said.value != kind:
            self._fault(said.mark, ("kind",), "scenario.wrong_kind", found=shown(said.plain()), wanted=kind)
            raise ScenarioError(self.faults)
        return node

    def _root(self, path: Path, head: Node) -> Lineage:
        for word in ("change", "add"):
            node = head.child(word)
            if node is not None:
                self._fault(node.mark, (word,), "scenario.nothing_extended")
        kept = {key: node for key, node in head.entries.items() if key not in ("libraries", "change", "add")}
        root = Node(kept, head.mark)
        for library in self._libraries(path, head):
            root = self._with_library(root, library)
        return Lineage(path, head, path, root)

    def _derived(self, path: Path, head: Node, children: tuple[Path, ...]) -> Lineage:
        self._check_head(head)
        parents = [self.lineage(parent, (*children, path)) for parent in self._parents(path, head, children)]
        if not parents:
            raise ScenarioError(self.faults)
        first = parents[0]
        for other in parents[1:]:
            if other.root_path.resolve() != first.root_path.resolve():
                mark = head.entries["extends"].mark
                values = {"first": first.root_path.name, "second": other.root_path.name}
                self._fault(mark, ("extends",), "scenario.two_roots", **values)
        inherited = _inherited(parents)
        lineage = Lineage(path, _head_with_title(head, first.head), first.root_path, first.root, inherited)
        own = list(self._own_changes(head, lineage.tree(), first))
        self._refuse_contradictions(head, parents, own)
        lineage.changes = inherited + own
        return lineage

    def _check_head(self, head: Node) -> None:
        for word, node in head.entries.items():
            if word in DerivedSaid.model_fields:
                continue
            if word in words_of(ScenarioSaid):
                self._fault(node.mark, (word,), "scenario.under_change")
            else:
                near = nearest(word, words_of(DerivedSaid))
                self._fault(node.mark, (word,), "scenario.unknown_word", found=word, near=near)
        known = {word: node for word, node in head.entries.items() if word in DerivedSaid.model_fields}
        self.faults += check_shape(DerivedSaid, Node(known, head.mark))[1]

    def _parents(self, path: Path, head: Node, children: tuple[Path, ...]) -> Iterator[Path]:
        said = head.entries["extends"]
        for name in said.value if isinstance(said.value, list) else [said]:
            parent = self._file_meant(path, name, ("extends",))
            if parent is None:
                continue
            chain = (*children, path)
            if parent.resolve() in [child.resolve() for child in chain]:
                found = " → ".join(file.stem for file in (*chain, parent))
                self._fault(name.mark, ("extends",), "scenario.circle", found=found)
                continue
            yield parent

    def _libraries(self, path: Path, head: Node) -> Iterator[Node]:
        said = head.child("libraries")
        if said is None:
            return
        for name in said.value if isinstance(said.value, list) else [said]:
            file = self._file_meant(path, name, ("libraries",))
            if file is not None:
                yield self._read(file, "library")

    def _file_meant(self, path: Path, name: Node, place: Place) -> Path | None:
        if not isinstance(name.value, str):
            self._fault(name.mark, place, "scenario.not_a_file_name", found=shown(name.plain()))
            return None
        found = beside(path.parent, name.value)
        if found is None:
            near = nearest(name.value, names_beside(path.parent, name.value))
            self._fault(name.mark, place, "scenario.no_such_file", found=name.value, near=near)
        return found

    def _with_library(self, tree: Node, library: Node) -> Node:
        """The tree with what a library defines; nothing may be defined twice."""
        basis = library.child("basis")
        for word, block in library.entries.items():
            if word in LIBRARY_BLOCKS and isinstance(block.value, dict):
                for name, node in block.entries.items():
                    whole = _based(node, basis) if word in BLOCKS_WITH_BASIS else node
                    tree = self._with_definition(tree, word, name, whole)
            elif word not in words_of(LibrarySaid):
                near = nearest(word, words_of(LibrarySaid))
                self._fault(block.mark, (word,), "scenario.unknown_word", found=word, near=near)
        head = {word: node for word, node in library.entries.items() if word in ("kind", "title", "basis")}
        self.faults += check_shape(LibrarySaid, Node(head, library.mark))[1]
        return tree

    def _with_definition(self, tree: Node, block: str, name: str, node: Node) -> Node:
        existing = at(tree, (block, name))
        if existing is not None:
            first = f"{shown_path(existing.mark.file)}:{existing.mark.line}"
            self._fault(node.mark, (block, name), "scenario.defined_twice", first=first)
            return tree
        return applied(tree, Change((block, name), node))

    # -- changes ------------------------------------------------------------------------------

    def _own_changes(self, head: Node, tree: Node, parent: Lineage) -> Iterator[Change]:
        """What a derived file changes and adds, entry by entry."""
        for word in ALWAYS_THERE:
            node = head.child(word)
            if node is not None:
                yield Change((word,), node)
        editor = Editor(tree, parent.path.name, self.faults)
        for path, node in _map_at(head, "change").items():
            if path.split(".")[0] in OWN_WORDS:
                self._fault(node.mark, (path,), "scenario.own_word")
            else:
                yield from editor.changed(path, node)
        for path, node in _map_at(head, "add").items():
            yield from editor.added(path, node)

    def _refuse_contradictions(self, head: Node, parents: list[Lineage], own: list[Change]) -> None:
        mark = head.entries["extends"].mark
        for first, second in combinations(parents, 2):
            for one, other in _contradictions(first, second):
                shorter = min(one.place, other.place, key=len)
                if any(change.place == shorter[: len(change.place)] for change in own):
                    continue
                values = {
                    "first": f"{first.path.name}: {shown(one.node.plain())}",
                    "second": f"{second.path.name}: {shown(other.node.plain())}",
                }
                self._fault(mark, shorter, "scenario.parents_differ", **values)

    def _fault(self, mark: Mark, path: Place, key: str, **values: Any) -> None:
        self.faults.append(Fault(mark.file, mark.line, path, key, values))


def root_of(path: Path) -> Path:
    """The file that a scenario is derived from in the end; itself where it extends none."""
    return Merger().lineage(path, ()).root_path


def setting(path: str, text: str, file: str = "--set") -> Setting:
    """A setting as typed on the command line.

    Raises
    ------
    ScenarioError
        If the text is not one YAML value.
    """
    return Setting(path.strip(), read_value(text, Mark(file, None)))


def with_settings(
    tree: Node, settings: Sequence[Setting], file: str, faults: list[Fault]
) -> tuple[Node, list[Change]]:
    """A tree with the settings of a run, one after the other, and the changes that they come down to.

    Parameters
    ----------
    file
        The name of the file the tree came from, for the message that something is not there.
    faults
        Gets what is wrong.
    """
    made = []
    for setting in settings:
        for change in _setting_changes(setting, tree, file, faults):
            tree = applied(tree, change)
            made.append(change)
    return tree, made


def _setting_changes(setting: Setting, tree: Node, file: str, faults: list[Fault]) -> Iterator[Change]:
    if setting.path in ALWAYS_THERE:
        yield Change((setting.path,), setting.value)
    else:
        yield from Editor(tree, file, faults).changed(setting.path, setting.value)


# the tree ------------------------------------------------------------------------------------


def _map_at(head: Node, word: str) -> dict[str, Node]:
    node = head.child(word)
    return node.entries if node is not None else {}


def _inherited(parents: list[Lineage]) -> list[Change]:
    """The changes of all parents in order, those shared through an ancestor once."""
    changes: list[Change] = []
    for parent in parents:
        changes += [change for change in parent.changes if change not in changes]
    return changes


def _contradictions(first: Lineage, second: Lineage) -> Iterator[tuple[Change, Change]]:
    """Where two parents differ in what they do not share; of several changes to one place the last counts."""
    ours = _last_by_place(change for change in first.changes if change not in second.changes)
    theirs = _last_by_place(change for change in second.changes if change not in first.changes)
    yield from ((one, other) for one in ours for other in theirs if one.contradicts(other))


def _last_by_place(changes: Iterator[Change]) -> list[Change]:
    return list({change.place: change for change in changes}.values())


def _based(node: Node, basis: Node | None) -> Node:
    """A block of a library with the basis of its file, unless it has one of its own."""
    if basis is None or not isinstance(node.value, dict) or "basis" in node.value:
        return node
    return Node({**node.value, "basis": basis}, node.mark)


def _head_with_title(head: Node, parent: Node) -> Node:
    """A derived file that names no title goes by its parent's."""
    title = parent.child("title")
    if "title" in head.entries or title is None:
        return head
    return Node({**head.entries, "title": title}, head.mark)


def _with_own_words(tree: Node, head: Node) -> Node:
    """The tree with what this file, not its root, says of itself, at the top."""
    rest = {word: node for word, node in tree.entries.items() if word not in ("kind", *OWN_WORDS)}
    first = {word: node for word, node in head.entries.items() if word in ("kind", *OWN_WORDS)}
    return Node({**first, **rest}, tree.mark)
