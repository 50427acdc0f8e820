"""The format of scenario files as a JSON Schema: what editors complete from and reference pages are made of.

Everything is read off the shape: a word added there is in the schema at once. What a word means is
said in ``model/lexicon/format.toml`` under ``format.<Class>.<word>``; a class inherits the
sentences of the classes it is made from, the last of which is ``Said``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from model.scenario import amounts, axes, dates, happenings, resources, saying, shape, steps
from model.scenario.amounts import GRADES
from model.scenario.check import words_of
from model.scenario.families import FAMILIES, TRANSFORMS
from model.scenario.measure import FACT_WORDS, KINDS, NUMBER
from model.scenario.shape import DerivedSaid, LibrarySaid, ScenarioSaid, SweepSaid
from model.scenario.units import units_of
from model.words import lexicon, say

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, tuple[type[BaseModel], ...]] = {
    "scenario": (ScenarioSaid, DerivedSaid),
    "library": (LibrarySaid,),
    "sweep": (SweepSaid,),
}
"""What a file of each kind may be; of a scenario's two shapes the second is one that extends another."""

OWN = "own"
"""Marks a value that has a name of its own, until all names are known."""

Schema = dict[str, Any]


def json_schema(lang: str, kind: str | None = None) -> Schema:
    """The JSON Schema (draft 2020-12) of one kind of file, or of all of them.

    Parameters
    ----------
    lang
        The language of titles and descriptions.
    kind
        ``"scenario"``, ``"library"`` or ``"sweep"``; None for all three, told apart by ``kind``.
    """
    blocks = definitions(lang)
    root: Schema = {"$schema": DIALECT, "title": say(f"format.page.{kind or 'title'}", lang)}
    if kind is not None:
        root |= _one_kind(kind)
    else:
        kind_of_file = {"enum": list(FILES), "description": say("format.Said.kind", lang)}
        root |= {"type": "object", "required": ["kind"], "properties": {"kind": kind_of_file}}
        root["allOf"] = [
            {"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": _one_kind(name)}
            for name in FILES
        ]
    return root | {"$defs": {name: blocks[name] for name in blocks if name in _reached(root, blocks)}}


def _one_kind(kind: str) -> Schema:
    whole, *derived = [{"$ref": _ref(name_of(cls))} for cls in FILES[kind]]
    return {"if": {"required": ["extends"]}, "then": derived[0], "else": whole} if derived else whole


def _reached(schema: Schema, blocks: dict[str, Schema]) -> set[str]:
    """The definitions that a schema leads to."""
    reached: set[str] = set()
    ahead = [schema]
    while ahead:
        for node in _nodes(ahead.pop()):
            name = str(node.get("$ref", "")).rpartition("/")[2]
            if name and name not in reached:
                reached.add(name)
                ahead.append(blocks[name])
    return reached


# the shape, walked -----------------------------------------------------------------------------


def shapes() -> list[type[BaseModel]]:
    """Every class of the shape, in the order in which a reader of files meets them."""
    found = [cls for kinds in FILES.values() for cls in kinds]
    for cls in found:  # grows while it is walked
        for info in cls.model_fields.values():
            found += [inner for inner in _classes_in(info.annotation) if inner not in found]
    return found


def _classes_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in get_args(kind):
        yield from _classes_in(inner)


def name_of(cls: type[BaseModel]) -> str:
    """What a class is called in the schema: ``Calendar`` for ``CalendarSaid``."""
    return cls.__name__.removesuffix("Said")


def meaning_key(cls: type[BaseModel], word: str) -> str:
    """Where the meaning of a word stands in the lexicon: under its class, or the nearest it is made from."""
    keys = [f"format.{base.__name__}.{word}" for base in cls.__mro__ if issubclass(base, BaseModel)]
    return next((key for key in keys if key in lexicon()), keys[0])


def own_types() -> dict[str, Any]:
    """The ways of writing one value, by name: ``Duration``, ``Money``, ``Day``, ``Name`` …"""
    modules = (saying, amounts, dates, resources, steps, happenings, axes, shape)
    named = {name: kind for module in modules for name, kind in vars(module).items()}
    written = {
        name: kind
        for name, kind in named.items()
        if get_origin(kind) is Annotated and any(isinstance(one, WithJsonSchema) for one in kind.__metadata__)
    }
    return {"Name": saying.Name, "Reference": saying.Reference, "Week": resources.Week} | written


def files() -> list[str]:
    """The definitions of whole files."""
    return [name_of(cls) for kinds in FILES.values() for cls in kinds]


def values() -> list[str]:
    """The definitions of single values."""
    return [*own_types(), "Distribution"]


LAWS = [(law, form.needs, form.may) for law, forms in FAMILIES.items() for form in forms]
"""Every distribution by name with the words it needs and may have, once for each way of describing it."""


# definitions -----------------------------------------------------------------------------------


def definitions(lang: str) -> dict[str, Schema]:
    """Every block and every way of writing a value, by name; blocks first, as a reader meets them."""
    _, generated = models_json_schema([(cls, "validation") for cls in shapes()], schema_generator=_Generator)
    schemas = {name_of(cls): _described(generated["$defs"][cls.__name__], cls, lang) for cls in shapes()}
    singles = {name: _value(name, lang) for name in own_types()} | {"Distribution": _distribution(lang)}
    return {name: _tidy(schema) for name, schema in (schemas | singles).items()}


def _described(schema: Schema, cls: type[BaseModel], lang: str) -> Schema:
    """A block with its name, what it is and what each of its words means."""
    told = {"title": _said(f"format.heading.{cls.__name__}", lang) or name_of(cls)}
    told["description"] = _said(f"format.about.{cls.__name__}", lang) or str(cls.__doc__)
    properties = {}
    for word in words_of(cls):
        meaning = _said(meaning_key(cls, word), lang)
        properties[word] = schema["properties"][word] | ({"description": meaning} if meaning else {})
    rest = {word: value for word, value in schema.items() if word not in told}
    return told | rest | {"properties": properties}


def _said(key: str, lang: str) -> str:
    """A sentence of the lexicon, or nothing where it is still to be written."""
    return say(key, lang) if key in lexicon() else ""


class _Generator(GenerateJsonSchema):
    """The validator's own generator, taught what our readers of short forms accept."""

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        """A value that has a name of its own goes by it."""
        said = super().generate_inner(schema)
        name = _names_by_text().get(json.dumps(said, sort_keys=True))
        return {OWN: name} if name else said

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No title made from the word itself."""
        del schema
        return False

    def encode_default(self, dft: Any) -> Any:
        """A default as it would be written in a file."""
        return getattr(dft, "text", None) or super().encode_default(dft)

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Any of the choices; the tags are ours and stand in no file."""
        return {"anyOf": [self.generate_inner(choice) for choice in schema["choices"].values()]}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A map; its keys are always text, years among them."""
        said: Schema = {"type": "object"}
        if "values_schema" in schema:
            said["additionalProperties"] = self.generate_inner(schema["values_schema"]) or True
        keys = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        if keys.get("type") == "integer":
            keys = {"pattern": _YEAR}
        return said | ({"propertyNames": keys} if keys.keys() - {"type"} else {})

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """What a reader of short forms accepts beside the full form."""
        reader: Callable[[Any], Any] = schema["function"]["function"]  # type: ignore[assignment]
        full = self.generate_inner(schema["schema"])
        if reader is _reader_of(resources.Week):
            return {OWN: "Week"}
        short = self._short_forms(reader, full)
        return {"anyOf": [*short, full]} if short else full

    def _short_forms(self, reader: Callable[[Any], Any], full: JsonSchemaValue) -> list[JsonSchemaValue]:
        """Found by trying: what a reader makes of one name shows what one name stands for."""
        try:
            made = reader("a_name")
        except (ValueError, TypeError):  # a reader of something else than names
            return []
        short: list[JsonSchemaValue] = []
        if made == ["a_name"]:
            short = [full["items"]]
            if reader({"all": made}) == made:
                short.append({"type": "object", "properties": {"all": full}, "required": ["all"]})
        elif isinstance(made, dict) and "a_name" in made:
            name = full.get("propertyNames", {"type": "string"})
            short = [name, {"type": "array", "items": name}]
        elif isinstance(made, dict):
            words = [word for word, value in made.items() if value == "a_name"]
            short = [self._whole(full)["properties"][word] for word in words[:1]]
        return [{word: value for word, value in one.items() if word != "default"} for one in short]

    def _whole(self, schema: JsonSchemaValue) -> JsonSchemaValue:
        found = self.get_schema_from_definitions(schema["$ref"]) if "$ref" in schema else schema
        assert found is not None, "a block is defined before it is used"
        return found


@cache
def _names_by_text() -> dict[str, str]:
    """The values that have a name, by what the validator's generator writes for them."""
    texts = {name: TypeAdapter(kind).json_schema() for name, kind in own_types().items() if name != "Week"}
    return {json.dumps(text, sort_keys=True): name for name, text in texts.items()}


def _reader_of(kind: Any) -> Any:
    return kind.__metadata__[0].func


def _tidy(schema: Any, is_map: bool = False) -> Any:
    """Our names for blocks and values, and no defaults that say nothing.

    ``is_map`` tells the words of a block, which may be called anything, from those of the schema.
    """
    if isinstance(schema, list):
        return [_tidy(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if is_map:
        return {word: _tidy(inner) for word, inner in schema.items()}
    tidy = {word: _tidy(inner, is_map=word == "properties") for word, inner in schema.items() if word != OWN}
    if "anyOf" in tidy:
        tidy["anyOf"] = _flat(tidy["anyOf"])
    if tidy.get("default", "") in (None, [], {}):
        del tidy["default"]
    if OWN in schema:
        return {"$ref": _ref(schema[OWN])} | tidy
    if "$ref" in tidy:
        tidy["$ref"] = tidy["$ref"].removesuffix("Said")
    return tidy


def _flat(choices: list[Schema]) -> list[Schema]:
    """Choices among choices are choices; each is named once."""
    flat: list[Schema] = []
    for one in choices:
        inner = one["anyOf"] if set(one) == {"anyOf"} else [one]
        flat += [choice for choice in inner if choice not in flat]
    return flat


def _ref(name: str) -> str:
    return f"#/$defs/{name}"


def _nodes(schema: Any) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from _nodes(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _nodes(inner)


# values ----------------------------------------------------------------------------------------

_NAME = r"\$[A-Za-z_][A-Za-z0-9_]*"
_YEAR = r"^\d{4}$"
_DATE = r"\d{4}-\d{2}-\d{2}"
_MONTH_DAY = r"\d{2}-\d{2}"
_PATTERNS = {
    "Day": _DATE,
    "YearDay": _MONTH_DAY,
    "YearDays": rf"{_MONTH_DAY}\s*\.\.\s*{_MONTH_DAY}",
    "PartOrDay": rf"{_MONTH_DAY}(\s*\.\.\s*{_MONTH_DAY})?",
    "Deadline": rf"{_DATE}|\d+ d",
    "DayRange": rf"{_DATE}\s*\.\.\s*{_DATE}",
    "YearRange": r"\d{4}\s*\.\.\s*\d{4}",
    "EveryWhole": rf"{NUMBER}\s*\.\.\s*{NUMBER}\s*([^\d:][^:]*)?(:\s*{NUMBER}\s*(\D.*)?)?",
    "RangeOfValues": rf"{NUMBER}\s*\.\.\s*{NUMBER}\s*(\D.*)?",
}
"""How values are written that are neither names nor amounts."""

_EXAMPLES = {"Name": ["clearance_team"], "Reference": ["bridge.land.handover"], "Day": ["2020-10-01"]}
"""Of the values that bring none along."""


def _value(name: str, lang: str) -> Schema:
    """One way of writing a value: a name, a date, an amount with its unit."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    if name == "Week":
        said: Schema = {"type": ["string", "integer"], "pattern": r"^[01]{7}$", "examples": ["1111100"]}
    elif kind in KINDS:
        said = _amount(kind, TypeAdapter(own_types()[name]).json_schema())
    else:
        said = TypeAdapter(own_types()[name]).json_schema()
        if name in _PATTERNS:
            said["pattern"] = rf"^\s*({_PATTERNS[name]})\s*$"
    if name in _EXAMPLES:
        said["examples"] = _EXAMPLES[name]
    told = {"title": _said(f"format.heading.{name}", lang) or name}
    told["description"] = _said(f"format.about.{name}", lang) or said.get("description", "")
    return told | {word: value for word, value in said.items() if word not in told}


def _amount(kind: str, said: Schema) -> Schema:
    """A number as text with its unit, bare where it needs none, with its source, or drawn by a law."""
    units = [re.sub(r" ?/ ?", r"\\s*/\\s*", unit).replace(" ", r"\s+") for unit in units_of(kind) if unit]
    one = r"\d+" if kind == "count" else rf"{NUMBER}(\s*/\s*{NUMBER}\s*/\s*{NUMBER})?"
    needs_unit = "" not in units_of(kind)
    unit = rf"\s*({'|'.join(units)}){'' if needs_unit else '?'}" if units else ""
    forms: list[Schema] = [{"type": "string", "pattern": rf"^\s*({_NAME}|{one}{unit})\s*$"}]
    if not needs_unit:
        forms.append({"type": "integer", "minimum": 0} if kind == "count" else {"type": "number"})
    sourced = {"value": {"anyOf": forms}} | _about_a_number()
    with_source = {
        "type": "object", "properties": sourced, "required": ["value"], "additionalProperties": False,
    }  # fmt: skip
    examples = {"examples": said["examples"]}
    return examples | {"anyOf": [*forms, with_source, {"$ref": _ref("Distribution")}]}


def _about_a_number() -> Schema:
    """What may stand beside any number."""
    known: Schema = {"source": {OWN: "Name"}, "grade": {"enum": list(GRADES)}, "known_on": {OWN: "Day"}}
    return {word: known.get(word, {"type": "string"}) for word in FACT_WORDS}


_ONE = {"type": ["string", "number"]}
_WORDS_OF_LAWS: dict[str, Schema] = {
    "values": {"type": "array", "items": _ONE, "minItems": 1},
    "chances": {"type": "array", "items": _ONE, "minItems": 1},
    "of": {"type": "array", "items": {"type": ["string", "number", "object"]}, "minItems": 1},
    "cut": {"type": "array", "items": {"type": ["string", "number", "null"]}, "minItems": 2, "maxItems": 2},
    "unit": {"type": "string"},
    "ends": {"enum": ["hard", "p2_p98"]},
}
"""The words of a distribution that are not one number."""


def _distribution(lang: str) -> Schema:
    """A number drawn by a law that is named, each described in one of its ways."""
    told = {"title": say("format.heading.Distribution", lang)}
    told["description"] = say("format.about.Distribution", lang)
    ways = [
        {
            "properties": {"dist": {"const": law}}
            | {word: _WORDS_OF_LAWS.get(word, _ONE) for word in (*needs, *may, *TRANSFORMS)}
            | _about_a_number(),
            "required": ["dist", *needs],
            "additionalProperties": False,
        }
        for law, needs, may in LAWS
    ]
    return told | {"type": "object", "anyOf": ways}
