"""Finding scenario files: by path, by bare name, and with the nearest name when there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from model.scenario.faults import Fault, MissingFile
from model.scenario.wrong import nearest

ENDINGS = (".yaml", ".yml")
HOME = Path("scenarios")
"""Where a bare name such as ``baseline`` is looked for."""


def find_file(said: str | Path, home: Path = HOME) -> Path:
    """The file meant by what someone typed: a path, or the bare name of a file below ``home``.

    Raises
    ------
    MissingFile
        If there is none; the message suggests the nearest name.
    """
    path = Path(said)
    if path.suffix in ENDINGS or path.exists():
        if path.is_file():
            return path
        key = "scenario.is_a_folder" if path.is_dir() else "scenario.missing_file"
        near = "" if path.is_dir() else _near_path(path, home)
        raise MissingFile([Fault(str(path), None, (), key, {"near": near})])
    for folder in (Path(), home):
        found = beside(folder, str(said))
        if found is not None:
            return found
    raise MissingFile([Fault(str(said), None, (), "scenario.missing_file", {"near": _near_path(path, home)})])


def beside(folder: Path, said: str) -> Path | None:
    """The file a scenario means by a name: relative to its folder, with or without its ending."""
    exact = folder / said
    for path in (exact, *(exact.with_name(exact.name + ending) for ending in ENDINGS)):
        if path.is_file():
            return path
    return None


def names_beside(folder: Path, said: str) -> list[str]:
    """What could have been meant by a name that leads to no file: its neighbours, written alike."""
    parent = (folder / said).parent
    prefix = said[: len(said) - len(Path(said).name)]
    ending = Path(said).suffix if Path(said).suffix in ENDINGS else ""
    return [prefix + path.stem + (path.suffix if ending else "") for path in yaml_files(parent)]


def find_scenario_files(folder: str | Path) -> list[Path]:
    """Every YAML file in a folder and below, in the order of their names; hidden ones left out.

    Raises
    ------
    MissingFile
        If there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise MissingFile([Fault(str(root), None, (), "scenario.missing_folder")])
    below = (path for ending in ENDINGS for path in root.rglob(f"*{ending}") if path.is_file())
    return sorted(path for path in below if not any(p.startswith(".") for p in path.relative_to(root).parts))


def yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files of one folder."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.suffix in ENDINGS)


def _near_path(path: Path, home: Path) -> str:
    folder = path.parent if path.parent.is_dir() and path.parent != Path() else home
    stems = {file.stem: file for file in (*yaml_files(path.parent), *yaml_files(folder))}
    near = nearest(path.stem, stems)
    return stems[near].as_posix() if near else ""
