"""How tables lie in memory for compiled code: columns by name, each with what it keeps.

Whole numbers are kept in 32, 16 or 8 bits, because it is the way to the memory that a replication spends
most of its time on; reckoned with are 64 of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FLAG, SMALL, WHOLE, WIDE, REAL = "i1", "i2", "i4", "i8", "f8"
"""What a column keeps: a few cases told apart, thousands, a whole number, one that may be large (money,
addresses), a real one."""

LINE = 64
"""Bytes that a processor fetches at a time."""


def layout(**columns: str) -> np.dtype[Any]:
    """A table's columns, each with what it keeps."""
    return np.dtype(list(columns.items()), align=True)


def as_in(columns: np.dtype[Any]) -> dict[str, str]:
    """The columns of a table, for one that begins with the same."""
    fields: Any = columns.fields
    return {name: fields[name][0].str[1:] for name in columns.names or ()}


def in_lines(table: NDArray[Any]) -> NDArray[Any]:
    """A copy of a table that begins with a line of its own."""
    room = np.zeros(table.nbytes + LINE, dtype=np.uint8)
    first = -address_of(room) % LINE
    copied = room[first : first + table.nbytes].view(table.dtype)
    copied[:] = table
    return copied


def address_of(table: NDArray[Any]) -> int:
    """Where a table lies; one without rows has an address that is never used."""
    return int(table.ctypes.data)
