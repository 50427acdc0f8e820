"""Rows of tables as compiled code sees them: one row at a time, by the address of its table.

A replication touches some forty tables. Handed over as arrays they would be hundreds
of arguments at every call; so the world keeps the address of each table, and a row is asked for by
its number. It reads as an object does: ``life_at(w.lives, 7).left``. Whoever calls the kernel keeps
the arrays alive and sees to it that no number lies outside them.

Whole numbers are kept in fewer bits than the 64 that are reckoned with (``layout``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core.cgutils import get_or_insert_function, raw_memcpy
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
)

from model.draws.layout import FLAG, REAL, SMALL, WHOLE, WIDE

Row = Any
"""One row of a table, its columns by name."""

World = Any
"""The row from which all tables of a replication are found: ``records.WORLD``."""

_BITS = ir.IntType(64)
_KEPT = {
    FLAG: ir.IntType(8),
    SMALL: ir.IntType(16),
    WHOLE: ir.IntType(32),
    WIDE: _BITS,
    REAL: ir.DoubleType(),
}
_SHORTENED = (FLAG, SMALL, WHOLE)


class RowType(types.Type):
    """A row of a table, known by the place where it lies."""

    def __init__(self, name: str, columns: np.dtype[Any]) -> None:
        fields: Any = columns.fields or {}
        self.columns = {column: (kept[0].str[1:], kept[1]) for column, kept in fields.items()}
        super().__init__(name=f"{name}_row")


register_model(RowType)(models.OpaqueModel)


@infer_getattr
class _Columns(AttributeTemplate):
    """Every whole number is reckoned with in 64 bits."""

    key = RowType

    def generic_resolve(self, row: Any, column: str) -> Any:  # type: ignore[override]
        if column not in row.columns:
            return None
        return types.float64 if row.columns[column][0] == REAL else types.int64


def _place_of(builder: Any, row: RowType, where: Any, column: str) -> Any:
    kind, offset = row.columns[column]
    place = builder.gep(where, [ir.Constant(_BITS, offset)])
    return kind, builder.bitcast(place, _KEPT[kind].as_pointer())


@lower_getattr_generic(RowType)
def _read(context: Any, builder: Any, row: RowType, where: Any, column: str) -> Any:
    kind, place = _place_of(builder, row, where, column)
    value = builder.load(place)
    return builder.sext(value, _BITS) if kind in _SHORTENED else value


@lower_setattr_generic(RowType)
def _write(context: Any, builder: Any, signature: Any, arguments: Any, column: str) -> None:
    where, value = arguments
    kind, place = _place_of(builder, signature.args[0], where, column)
    builder.store(builder.trunc(value, _KEPT[kind]) if kind in _SHORTENED else value, place)


def row_of(name: str, columns: np.dtype[Any]) -> Callable[[int, int], Row]:
    """The way to a row of a table with these columns: a function of the table's address and a number."""
    row, size = RowType(name, columns), ir.Constant(_BITS, columns.itemsize)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, number = arguments
        place = builder.add(address, builder.mul(number, size))
        return builder.inttoptr(place, context.get_value_type(row))

    def typed(typing_context: Any, address: Any, number: Any) -> Any:
        return row(types.int64, types.int64), code

    way: Any = intrinsic(typed)
    return way


def ahead_of(columns: np.dtype[Any]) -> Callable[[int, int], None]:
    """The way to have a row brought near before it is asked for: as the way to it, and nothing comes back."""
    size = ir.Constant(_BITS, columns.itemsize)
    byte, mode = ir.IntType(8).as_pointer(), ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [byte, mode, mode, mode])
    for_reading, near, data = (ir.Constant(mode, number) for number in (0, 3, 1))

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, number = arguments
        place = builder.inttoptr(builder.add(address, builder.mul(number, size)), byte)
        fetch = get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(fetch, [place, for_reading, near, data])
        return context.get_dummy_value()

    def typed(typing_context: Any, address: Any, number: Any) -> Any:
        return types.none(types.int64, types.int64), code

    way: Any = intrinsic(typed)
    return way


def _list_of(kind: str) -> tuple[Any, Any]:
    """The ways to read and to write one number of a list, by the list's address and a place."""
    kept, size = _KEPT[kind], ir.Constant(_BITS, int(kind[1]))
    known = types.float64 if kind == REAL else types.int64

    def place_of(builder: Any, arguments: Any) -> Any:
        place = builder.add(arguments[0], builder.mul(arguments[1], size))
        return builder.inttoptr(place, kept.as_pointer())

    def read(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = builder.load(place_of(builder, arguments))
        return builder.sext(value, _BITS) if kind in _SHORTENED else value

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = arguments[2]
        is_small = kind in _SHORTENED
        builder.store(builder.trunc(value, kept) if is_small else value, place_of(builder, arguments))
        return context.get_dummy_value()

    def typed_read(typing_context: Any, address: Any, number: Any) -> Any:
        return known(types.int64, types.int64), read

    def typed_write(typing_context: Any, address: Any, number: Any, value: Any) -> Any:
        return types.none(types.int64, types.int64, known), write

    return intrinsic(typed_read), intrinsic(typed_write)


whole, put_whole = _list_of(WHOLE)
"""``whole(address, number)`` is one number of a list of whole ones; ``put_whole(address, number, value)``
writes it."""

flag, put_flag = _list_of(FLAG)
"""The same for a list of flags."""

wide, put_wide = _list_of(WIDE)
"""The same for a list of numbers that may be large."""

real, put_real = _list_of(REAL)
"""The same for a list of real numbers."""


def _copied(typing_context: Any, to: Any, source: Any, size: Any) -> Any:
    """Bytes from one address to another."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        to, source = (builder.inttoptr(one, ir.IntType(8).as_pointer()) for one in arguments[:2])
        raw_memcpy(builder, to, source, arguments[2], 1)
        return context.get_dummy_value()

    return types.none(types.int64, types.int64, types.int64), code


copy: Any = intrinsic(_copied)
"""``copy(to, source, size)`` copies so many bytes."""


def _as_pointer(typing_context: Any, address: Any) -> Any:
    """An address as what ``numba.carray`` takes."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), code


pointer: Any = intrinsic(_as_pointer)
