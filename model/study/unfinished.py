"""The cells of a sweep that are done while others are not: written down one by one, so that none is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from model.archive import RESULTS

Rows = list[dict[str, Any]]
"""Of one cell, a row for each milestone and deadline, by the names of the columns."""

_DIGITS = 16


class Unfinished:
    """A file that gets a line for each cell, at once and in one piece; it is gone when the sweep is done.

    Whatever ends a sweep, what stands in the file by then is known to the next one. Each line
    begins with a digest of the rest: one that was not written to its end is passed over.
    """

    def __init__(self, name: str, digest: str, out: Path | None) -> None:
        folder, stem = (RESULTS / name, digest[:8]) if out is None else (out.parent, out.name)
        self.path = folder / f"{stem}.unfinished"
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        """Be ready to write."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; it stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def known(self) -> Iterator[tuple[str, Rows]]:
        """What is written down: the mark of each cell, and its rows just as they were counted."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        for line in lines:
            digest, _, text = line.partition(b" ")
            if text and digest == _digest(text):
                said = json.loads(text)
                yield said["cell"], said["rows"]

    def add(self, mark: str, rows: Rows) -> None:
        """Write down a cell that is done."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(self.path, "ab", buffering=0)  # noqa: SIM115  (it is closed at the end of the sweep)
        text = json.dumps({"cell": mark, "rows": rows}, ensure_ascii=False).encode()
        # a line break comes first, since the line before may have been cut short
        self._file.write(b"\n" + _digest(text) + b" " + text)

    def drop(self) -> None:
        """All is done; there is nothing to remember."""
        self.__exit__(None, None, None)
        with suppress(FileNotFoundError):
            self.path.unlink()


def _digest(text: bytes) -> bytes:
    return sha256(text).hexdigest()[:_DIGITS].encode()
