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
from numba import from_dtype, types
from numba.extending import intrinsic
from numpy.typing import NDArray

WHOLE, REAL = "i8", "f8"

Row = Any
"""One row of a table, its columns by name."""

World = Any
"""The row from which all tables of a replication are found: ``records.WORLD``."""


def layout(**columns: str) -> np.dtype[Any]:
    """A table's columns, each of whole or of real numbers of 64 bits."""
    return np.dtype(list(columns.items()), align=True)


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


def _number(kept: Any) -> tuple[Any, Any]:
    """The ways to read and to write one number of a list, by the list's address and a place."""
    size = ir.Constant(ir.IntType(64), 8)

    def place_of(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = context.cast(builder, arguments[1], signature.args[1], types.int64)
        place = builder.add(arguments[0], builder.mul(number, size))
        return builder.inttoptr(place, context.get_value_type(kept).as_pointer())

    def read(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(place_of(context, builder, signature, arguments))

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = context.cast(builder, arguments[2], signature.args[2], kept)
        builder.store(value, place_of(context, builder, signature, arguments))
        return context.get_dummy_value()

    def typed_read(typing_context: Any, address: Any, number: Any) -> Any:
        return kept(types.int64, number), read

    def typed_write(typing_context: Any, address: Any, number: Any, value: Any) -> Any:
        return types.none(types.int64, number, value), write

    return intrinsic(typed_read), intrinsic(typed_write)


whole, put_whole = _number(types.int64)
"""``whole(address, number)`` is one number of a list of whole ones; ``put_whole(address, number, value)``
writes it."""

real, put_real = _number(types.float64)
"""The same for a list of real numbers."""


def _as_pointer(typing_context: Any, address: Any) -> Any:
    """An address as what ``numba.carray`` takes."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), code


pointer: Any = intrinsic(_as_pointer)


def address_of(table: NDArray[Any]) -> int:
    """Where a table lies; one without rows has an address that is never used."""
    return int(table.ctypes.data)
