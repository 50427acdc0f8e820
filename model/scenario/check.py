"""The shape held against a tree: what the validator finds wrong, told as faults with file and line."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from model.scenario.faults import Fault, Place
from model.scenario.read import Node
from model.scenario.wrong import SaidError, nearest, shown

Shape = TypeVar("Shape", bound=BaseModel)


def check_shape(shape: type[Shape], node: Node, lenient: bool = False) -> tuple[Shape | None, list[Fault]]:
    """Read a tree as a shape.

    Parameters
    ----------
    shape
        The class that says which words there are.
    node
        The tree, which knows where everything was written.

    Returns
    -------
    tuple
        What was said, or None where it is wrong; and everything that is wrong.
    """
    try:
        return shape.model_validate(node.plain(), context={"lenient": lenient}), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_fault(shape, node, detail) for detail in details]


def locate(node: Node, path: Place) -> tuple[Place, Node]:
    """How far a path leads into a tree, and what stands there.

    Steps that the file does not have (a list that was written as one value, the name of a
    choice) are passed over; the first missing name ends the way unless a later step is there.
    A list may also stand below the word ``all``.
    """
    found: list[str | int] = []
    for step in path:
        if isinstance(step, int) and node.child("all") is not None:
            found, node = [*found, "all"], node.entries["all"]
        child = node.child(step)
        if child is not None:
            found.append(step if isinstance(node.value, list) else str(step))
            node = child
    return tuple(found), node


def words_of(shape: type[BaseModel]) -> list[str]:
    """The words a block of this shape may hold, as they are written."""
    return [info.alias or name for name, info in shape.model_fields.items()]


# one finding of the validator as one fault -----------------------------------------------------

_KEYS = {
    "missing": "scenario.missing_word",
    "extra_forbidden": "scenario.unknown_word",
    "literal_error": "scenario.not_one_of",
    "string_type": "scenario.not_text",
    "int_type": "scenario.not_whole",
    "int_from_float": "scenario.not_whole",
    "int_parsing": "scenario.not_whole",
    "float_type": "scenario.not_a_number",
    "finite_number": "scenario.not_a_number",
    "bool_type": "scenario.not_true_or_false",
    "list_type": "scenario.not_a_list",
    "dict_type": "scenario.not_a_block",
    "model_type": "scenario.not_a_block",
    "model_attributes_type": "scenario.not_a_block",
    "greater_than_equal": "scenario.at_least",
    "less_than_equal": "scenario.at_most",
    "too_short": "scenario.too_few",
    "too_long": "scenario.too_many",
    "string_pattern_mismatch": "scenario.not_written_so",
}


def _fault(shape: type[BaseModel], tree: Node, detail: ErrorDetails) -> Fault:
    loc = tuple(step for step in detail["loc"] if step != "[key]")
    place, node = locate(tree, loc)
    wrong = detail.get("ctx", {}).get("error")
    if isinstance(wrong, SaidError):
        return _said_fault(tree, (*place, *wrong.at), wrong)
    key, values = _sentence(shape, detail, loc, node)
    if detail["type"] == "missing":
        place = (*place, loc[-1])
    return Fault(node.mark.file, node.mark.line, place, key, values)


def _said_fault(tree: Node, path: Place, wrong: SaidError) -> Fault:
    place, node = locate(tree, path)
    mark = node.mark
    return Fault(mark.file, mark.line, place, wrong.key, wrong.values)


def _sentence(
    shape: type[BaseModel], detail: ErrorDetails, loc: Place, node: Node
) -> tuple[str, dict[str, Any]]:
    """The key of our own sentence for a finding, and what fills its blanks."""
    kind, context, found = detail["type"], detail.get("ctx", {}), shown(detail["input"])
    if kind == "extra_forbidden":
        return _KEYS[kind], {"found": str(loc[-1]), "near": nearest(str(loc[-1]), words_at(shape, loc[:-1]))}
    if kind == "literal_error":
        words = context["expected"].replace(" or ", ", ").replace("'", "")
        return _KEYS[kind], {"found": found, "words": words, "near": nearest(found, words.split(", "))}
    if kind == "string_type" and isinstance(detail["input"], list | dict):
        return "scenario.not_one_value", {"found": found}
    if kind == "string_pattern_mismatch" and context["pattern"].startswith("^[A-Za-z_]"):
        return "scenario.not_a_name", {"found": found}
    limits = ("ge", "le", "min_length", "max_length", "pattern")
    wanted = next((shown(context[limit]).removesuffix(".0") for limit in limits if limit in context), "")
    key = _KEYS.get(kind, "scenario.not_understood")
    return key, {"found": found, "wanted": wanted, "why": detail["msg"]}


def words_at(shape: type[BaseModel], loc: Place) -> list[str]:
    """The words possible at a place, found by walking the shape along it."""
    here: list[Any] = [shape]
    for step in loc:
        chosen = [kind for kind in here if getattr(kind, "__name__", "") == str(step).strip("<>")]
        below = [inner for kind in here for inner in _below(kind, step)]
        here = below or chosen or here
    return [word for kind in here if _is_shape(kind) for word in words_of(kind)]


def _below(kind: Any, step: str | int) -> Iterator[Any]:
    """What a step leads to from one kind of block: the types its value may have."""
    if _is_shape(kind):
        for name, info in kind.model_fields.items():
            if step in (name, info.alias):
                yield from _choices(info.annotation)
    elif get_origin(kind) is dict:
        yield from _choices(get_args(kind)[1])
    elif get_origin(kind) is list and isinstance(step, int):
        yield from _choices(get_args(kind)[0])


def _choices(kind: Any) -> Iterator[Any]:
    """The single types of a union, with all annotations taken off."""
    if get_origin(kind) is Annotated:
        yield from _choices(get_args(kind)[0])
    elif get_origin(kind) in (Union, types.UnionType):
        for inner in get_args(kind):
            yield from _choices(inner)
    else:
        yield kind


def _is_shape(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
