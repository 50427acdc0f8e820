"""Formulas as people write them, `10X+5Y` or `sin x1 + 7 sin^2 x2`, as functions of named arrays."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "max": lambda *args: reduce(np.maximum, args),
    "min": lambda *args: reduce(np.minimum, args),
    "sin": np.sin,
    "cos": np.cos,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "log": np.log,
    "ln": np.log,
    "abs": np.abs,
}
CONSTANTS = {"pi": np.pi}
OPERATIONS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(.))")
KNOWN = "|".join(FUNCTIONS)
POWER = re.compile(rf"\b({KNOWN})\s*\^\s*(\d+)\s*(\([^()]*\)|[A-Za-z_]\w*)")
BARE = re.compile(rf"\b({KNOWN})\s+([A-Za-z_]\w*)")


class Formula:
    """A formula of named quantities."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(_python(text), mode="eval").body

    @property
    def names(self) -> list[str]:
        """The quantities it needs, in order of appearance."""
        found = [node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)]
        order = {
            name: self.text.index(name) for name in found if name not in FUNCTIONS and name not in CONSTANTS
        }
        return sorted(order, key=order.__getitem__)

    def of(self, values: Mapping[str, Any]) -> Any:
        """Its value."""
        return _value(self.tree, {**CONSTANTS, **values})


def _python(text: str) -> str:
    """With the brackets of functions, and every multiplication, written out."""
    text = BARE.sub(r"\1(\2)", POWER.sub(r"(\1(\3))^\2", text.strip()))
    out: list[str] = []
    for number, name, sign in (found.groups() for found in TOKEN.finditer(text)):
        if out and (number or name or sign == "(") and _ends_value(out[-1]):
            out.append("*")
        out.append(number or name or ("**" if sign == "^" else sign))
    return "".join(out)


def _ends_value(token: str) -> bool:
    return token == ")" or (token[-1].isalnum() and token not in FUNCTIONS)


def _value(node: ast.AST, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        return OPERATIONS[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATIONS:
        return OPERATIONS[type(node.op)](_value(node.operand, values))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id](*(_value(one, values) for one in node.args))
    raise ValueError(f"{ast.unparse(node)} is not understood")
