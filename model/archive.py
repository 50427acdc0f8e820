"""One result folder in, one result folder out: whole, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from model.draws import Draws
from model.outcomes import Days
from model.scenario import Scenario, resolved_yaml

RESULTS = Path("results")
LATEST = "latest.txt"
MANIFEST = "manifest.json"

FIGURES = "figures"
"""The folder of figures and the tables behind them; in the manifest, whether the figures are drawn."""

REPORT = "report"
"""In the manifest, whether the report is there."""

ROWS_AT_ONCE = 50_000
"""Rows of a Parquet file held back until they are written together."""

BYTES_AT_ONCE = 8_000_000
"""As many bytes are written whatever the rows: of a wide table a few thousand rows take more."""

pa.set_memory_pool(pa.system_memory_pool())  # a pool of its own would keep what it has once had

REPLICATIONS = pa.schema(
    [("replication", pa.int64()), ("milestone", pa.string()), ("day", pa.float64()), ("status", pa.string())]
)


class WouldOverwrite(Exception):  # noqa: N818  (a sentence, not an error of the program)
    """A folder asked for holds another run; it is left as it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


@dataclass(frozen=True)
class Key:
    """What makes a run the run it is: its resolved scenario, seed, replications and the model's text."""

    scenario: Scenario
    seed: int
    replications: int
    more: tuple[str, ...] = ()

    @cached_property
    def hash(self) -> str:
        """64 hexadecimal digits; language, jobs, engine and chunk size have no part in them."""
        text = "\0".join(
            [resolved_yaml(self.scenario), str(self.seed), str(self.replications), model_text(), *self.more]
        )
        return sha256(text.encode()).hexdigest()


@cache
def model_text() -> str:
    """The text of the whole model, so that results of two versions are never taken for one another."""
    root = Path(__file__).parent
    files = sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix())
    return "\0".join(path.read_text(encoding="utf-8") for path in files)


@dataclass
class Rows:
    """A Parquet file that gets its rows in many small pieces and is written in few large ones."""

    writer: pq.ParquetWriter
    waiting: list[pa.Table] = field(default_factory=list)
    rows: int = 0
    size: int = 0

    def add(self, table: pa.Table) -> None:
        """Some more rows; they are written when there are enough of them."""
        self.waiting.append(table)
        self.rows += len(table)
        self.size += int(table.nbytes)  # of a wide table this takes as long as to make it
        if self.rows >= ROWS_AT_ONCE or self.size >= BYTES_AT_ONCE:
            self._write()

    def close(self) -> None:
        """There are no more."""
        if self.waiting:
            self._write()
        self.writer.close()

    def _write(self) -> None:
        self.writer.write_table(pa.concat_tables(self.waiting).combine_chunks())
        self.waiting, self.rows, self.size = [], 0, 0


def _table_of(frame: pd.DataFrame, schema: pa.Schema | None) -> pa.Table:
    """A frame as Parquet takes it, a column at a time: to ask pandas takes longer than all else."""
    types = {one.name: one.type for one in schema or ()}
    columns = {
        name: pa.array(frame[name].to_numpy(), types.get(name), from_pandas=True) for name in frame.columns
    }
    return pa.table(columns, schema)


@dataclass
class Folder:
    """A result folder while it is written: nothing of it is seen until it is whole.

    ``target`` is the name it will then appear under; it may be given last of all.
    """

    path: Path
    target: Path
    growing: dict[str, Rows] = field(default_factory=dict, repr=False)

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write a table as CSV: UTF-8, dates as ISO, a point for decimals."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        frame.to_csv(target, index=False, float_format="%.6f", lineterminator="\n", encoding="utf-8")

    @property
    def figures(self) -> Path:
        """Where figures go."""
        return self.path / FIGURES

    def text(self, name: str, text: str) -> None:
        """Write a text file, UTF-8."""
        (self.path / name).write_text(text, encoding="utf-8", newline="\n")

    def json(self, name: str, facts: dict[str, Any]) -> None:
        """Write facts as JSON."""
        self.text(name, json.dumps(facts, indent=2, ensure_ascii=False) + "\n")

    def replications(self, names: list[str], first: int, days: Days, voids: Days) -> None:
        """Add the days and states of milestones of some replications."""
        self.add("replications.parquet", replication_table(names, first, days, voids), REPLICATIONS)

    def add(self, name: str, frame: pd.DataFrame, schema: pa.Schema | None = None) -> None:
        """Add rows to a Parquet file, which need not fit into memory as a whole."""
        table = _table_of(frame, schema)
        if name not in self.growing:
            self.growing[name] = Rows(pq.ParquetWriter(self.path / name, table.schema))
        self.growing[name].add(table)

    def close(self) -> None:
        """Everything is written."""
        for rows in self.growing.values():
            rows.close()
        self.growing = {}


def replication_table(names: list[str], first: int, days: Days, voids: Days) -> pd.DataFrame:
    """One row per replication and milestone: the day (inf where not reached) and how it ended.

    Parameters
    ----------
    first
        The number of the first replication.
    days, voids
        Days from the start to each milestone and to its being voided, (replications, milestones).
    """
    count, width = days.shape
    status = np.where(np.isfinite(days), "reached", np.where(np.isfinite(voids), "voided", "open"))
    return pd.DataFrame(
        {
            "replication": np.repeat(np.arange(first, first + count), width),
            "milestone": np.tile(np.array(names, dtype=object), count),
            "day": days.ravel(),
            "status": status.ravel(),
        }
    )


@contextmanager
def new_folder(target: Path) -> Iterator[Folder]:
    """A folder that appears under its name when everything in it is written, and not before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    folder = Folder(place, target)
    try:
        yield folder
        folder.close()
        place.chmod(0o755)  # a temporary folder is its owner's alone; results are to be shared
        os.replace(place, folder.target)
    except BaseException:
        folder.close()
        shutil.rmtree(place, ignore_errors=True)
        raise


def leave(
    name: str,
    digest: str,
    out: Path | None,
    fill: Callable[[Folder], None],
    draw: Callable[[Folder], None] | None = None,
    tell: Callable[[Folder], None] | None = None,
) -> tuple[Path, bool]:
    """Leave results in their folder unless they are there already.

    Parameters
    ----------
    name
        Folder below ``results``; the run's own is named by the first digits of its hash, and
        ``latest.txt`` beside it names the one asked for last.
    out
        Folder to use instead, exactly.
    fill
        Writes everything into the new folder.
    draw
        Draws the figures of results that are there without them, from the tables in ``target``; None
        where no figures are wanted.
    tell
        Adds the report to results that are there without it; None where none is wanted.

    Returns
    -------
    tuple
        The folder, and whether anything had to be written.

    Raises
    ------
    WouldOverwrite
        If ``out`` holds something else.
    """
    place = place_of(name, digest, out)
    is_new = not is_there(place, digest)
    if is_new:
        with new_folder(place) as folder:
            fill(folder)
    is_more = _complete(place, draw, tell)
    if out is None:
        _name_latest(place)
    return place, is_new or is_more


def leave_once_known(
    name: str,
    out: Path | None,
    fill: Callable[[Folder], str],
    draw: Callable[[Folder], None] | None = None,
    tell: Callable[[Folder], None] | None = None,
) -> tuple[Path, bool]:
    """Leave results whose digest shows only when they are made, as of a run that stops by itself.

    As ``leave``, but ``fill`` returns the digest. Where the same results are there already, the
    new ones are dropped.

    Raises
    ------
    WouldOverwrite
        If ``out`` holds anything, which is known before any work, or holds another run by then.
    """
    if out is not None:
        is_there(out, "")
    parent = out.parent if out is not None else RESULTS / name
    parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".spare-", dir=parent) as spare,
        new_folder(Path(spare) / "results") as folder,
    ):
        digest = fill(folder)
        place = place_of(name, digest, out)
        is_new = not is_there(place, digest)
        if is_new:
            folder.target = place
    is_more = _complete(place, draw, tell)
    if out is None:
        _name_latest(place)
    return place, is_new or is_more


def _complete(
    place: Path, draw: Callable[[Folder], None] | None, tell: Callable[[Folder], None] | None
) -> bool:
    """Add the figures and the report that results were left without; whether there were any to add."""
    return any([_added(place, FIGURES, draw), _added(place, REPORT, tell)])


def _added(place: Path, what: str, make: Callable[[Folder], None] | None) -> bool:
    """Add what results were left without.

    Its files are moved in when all are made, and the manifest tells of them last of all: a folder that
    was interrupted on the way is completed the next time.
    """
    facts = manifest_of(place)
    if make is None or facts.get(what, True):
        return False
    with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as spare:
        folder = Folder(Path(spare), place)
        make(folder)
        for file in sorted(one for one in folder.path.rglob("*") if one.is_file()):
            target = place / file.relative_to(folder.path)
            target.parent.mkdir(exist_ok=True)
            os.replace(file, target)
        folder.json(MANIFEST, facts | {what: True})
        os.replace(folder.path / MANIFEST, place / MANIFEST)
    return True


def place_of(name: str, digest: str, out: Path | None = None) -> Path:
    """The folder of a run: where it was asked for, else below ``results``."""
    return out or RESULTS / name / digest[:8]


def results_of(name: str, out: Path | None = None) -> list[Path]:
    """The folders that may hold runs of a scenario: the one asked for, else those below ``results``."""
    return [out] if out else sorted(path for path in (RESULTS / name).glob("*") if path.is_dir())


def _name_latest(place: Path) -> None:
    (place.parent / LATEST).write_text(place.name + "\n", encoding="utf-8")


def is_there(folder: Path, digest: str) -> bool:
    """Whether a folder holds just this run.

    Raises
    ------
    WouldOverwrite
        If it exists and holds something else.
    """
    if not folder.exists():
        return False
    if manifest_of(folder).get("hash") != digest:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            return False
        raise WouldOverwrite(folder)
    return True


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a result folder; empty where there is none."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """A table of a result folder; texts stay texts, and blank ones stay blank."""
    frame = pd.read_csv(folder / name, encoding="utf-8", keep_default_na=True)
    for column in frame.columns:
        if frame[column].dtype == object or pd.api.types.is_string_dtype(frame[column]):
            frame[column] = frame[column].fillna("").astype(str)
    return frame


def parquet_of(frame: pd.DataFrame) -> bytes:
    """A table as the bytes of a Parquet file, with the types of its columns; dates are days."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for place, column in enumerate(table.schema):
        if pa.types.is_timestamp(column.type):
            table = table.set_column(place, column.name, table[column.name].cast(pa.date32()))
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(None), sink)
    return bytes(sink.getvalue())


def read_replications(folder: Path) -> pd.DataFrame:
    """Days of milestones, one row per replication and one column per milestone; inf where not reached."""
    frame = pq.read_table(folder / "replications.parquet").to_pandas()
    wide: pd.DataFrame = frame.pivot(index="replication", columns="milestone", values="day")
    return wide[list(dict.fromkeys(frame.milestone))]


def read_inputs(folder: Path) -> pd.DataFrame:
    """What was assumed in each replication, and what is beside; columns as ``inputs.parquet`` has them."""
    frame: pd.DataFrame = pq.read_table(folder / "inputs.parquet").to_pandas()
    return frame


def inputs_table(
    draws: Draws, first: int, count: int, beside: Mapping[str, NDArray[np.float64]]
) -> pd.DataFrame:
    """What was assumed in each replication, a column per assumption in base units; then what is beside."""
    assumed = {
        one.name: draws.column(number, first, count)
        for number, one in enumerate(draws.quantities)
        if one.shared
    }
    return pd.DataFrame({"replication": np.arange(first, first + count), **assumed, **beside})
