"""Which results are meant by the name of a folder, and what they are of."""

from __future__ import annotations

from pathlib import Path

from model.archive import LATEST, MANIFEST, RESULTS, manifest_of

RESOLVED = "scenario.resolved.yaml"


class NotResults(Exception):  # noqa: N818  (a sentence for the user)
    """A folder is not there or holds no results of the kind that is needed; ``found`` is what it holds."""

    def __init__(self, folder: Path, found: tuple[str, ...] = ()) -> None:
        super().__init__(str(folder))
        self.folder, self.found = folder, found


def folder_meant(said: Path | str) -> Path:
    """The folder of results that is meant.

    Parameters
    ----------
    said
        The folder itself, or one that holds ``latest.txt``, which means the last of its results; either may
        be said without the ``results/`` before it.

    Raises
    ------
    NotResults
        If there is no such folder.
    """
    named = Path(said)
    place = next((one for one in (named, RESULTS / named) if one.is_dir()), None)
    if place is None:
        raise NotResults(named)
    latest = place / LATEST
    if latest.is_file() and not (place / MANIFEST).exists():
        return place / latest.read_text(encoding="utf-8").strip()
    return place


def is_comparison(place: Path) -> bool:
    """Whether a folder holds a comparison; else it holds a run.

    Raises
    ------
    NotResults
        If it holds neither.
    """
    facts = manifest_of(place)
    if facts and (place / "compare.csv").is_file():
        return True
    if facts and (place / RESOLVED).is_file() and (place / "milestones.csv").is_file():
        return False
    raise NotResults(place, what_it_holds(place) if facts else ())


def what_it_holds(place: Path) -> tuple[str, ...]:
    """The names of all that lies in a folder."""
    return tuple(sorted(file.name for file in place.iterdir()))
