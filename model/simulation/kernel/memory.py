"""Rows of tables as compiled code sees them: one row at a time, by the address of its table.

A replication of the kernel touches some forty tables. Handed over as arrays they would be hundreds
of arguments at every call; so the world keeps the address of each table, and a row is asked for by
its number. It reads as an object does: ``life_at(w.lives, 7).left``. Whoever calls the kernel keeps
the arrays alive and sees to it that no number lies outside them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import from_dtype, njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

compiled = njit(error_model="numpy")
"""How the parts of the kernel are compiled: without ``fastmath``, and kept only as part of the whole."""

WHOLE, REAL = "i8", "f8"


def layout(**columns: str) -> np.dtype[Any]:
    """A table's columns, each of whole or of real numbers of 64 bits."""
    return np.dtype([(name, kind) for name, kind in columns.items()], align=True)


def row_of(columns: np.dtype[Any]) -> Callable[[int, int], Any]:
    """The way to a row of a table with these columns: a function of the table's address and a number."""
    return _at(from_dtype(columns), columns.itemsize)


def _at(kept: Any, size: int) -> Any:
    """Compiled code that reckons the place of a row."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, number = arguments
        number = context.cast(builder, number, signature.args[1], types.int64)
        away = builder.mul(number, ir.Constant(ir.IntType(64), size))
        return builder.inttoptr(builder.add(address, away), context.get_value_type(kept))

    def typed(typing_context: Any, address: Any, number: Any) -> Any:
        return kept(types.int64, number), code

    return intrinsic(typed)


_whole_row, _real_row = row_of(layout(value=WHOLE)), row_of(layout(value=REAL))


@compiled
def whole(address: int, number: int) -> int:
    """One whole number of a list."""
    return _whole_row(address, number).value


@compiled
def real(address: int, number: int) -> float:
    """One real number of a list."""
    return _real_row(address, number).value


@compiled
def put_whole(address: int, number: int, value: int) -> None:
    """Write one whole number of a list."""
    _whole_row(address, number).value = value


@compiled
def put_real(address: int, number: int, value: float) -> None:
    """Write one real number of a list."""
    _real_row(address, number).value = value


def _as_pointer(typing_context: Any, address: Any) -> Any:
    """An address as what ``numba.carray`` takes."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), code


pointer: Any = intrinsic(_as_pointer)


def address_of(table: NDArray[Any]) -> int:
    """Where a table lies; one without rows has an address that is never used."""
    return int(table.ctypes.data)
