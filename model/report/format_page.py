"""The format of scenario files as a page to read: every block, every word, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.report.markdown import table
from model.scenario.schema import LAWS, definitions, files, values
from model.words import say

Schema = dict[str, Any]


def format_page(lang: str) -> str:
    """The page, as Markdown.

    Parameters
    ----------
    lang
        ``"vi"`` or ``"en"``.
    """
    return _Page(lang).text()


class _Page:
    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.schemas = definitions(lang)

    def text(self) -> str:
        """Everything, from the kinds of file down to how a number is written."""
        blocks = [name for name in self.schemas if name not in (*files(), *values())]
        paragraphs = [
            f"# {self._say('page.title')}",
            self._say("page.made", command=f"python run.py schema --markdown --lang {self.lang}"),
            self._say("page.intro").strip(),
            f"## {self._say('page.files')}",
            *(self._block(name) for name in files()),
            f"## {self._say('page.blocks')}",
            *(self._block(name) for name in blocks),
            f"## {self._say('page.values')}",
            self._values(),
            f"## {self._say('page.laws')}",
            self._say("page.laws_about"),
            self._laws(),
        ]
        return "\n\n".join(paragraphs) + "\n"

    def _say(self, key: str, /, **blanks: object) -> str:
        return say(f"format.{key}", self.lang, **blanks)

    def _block(self, name: str) -> str:
        schema = self.schemas[name]
        required = schema.get("required", [])
        inherited = self._inherited(name)
        rows = [
            [
                f"`{word}`",
                self._what(said),
                self._say("page.required") if word in required else _default(said),
                said.get("description", ""),
            ]
            for word, said in schema["properties"].items()
            if word not in inherited
        ]
        heading = f'### <a id="{_anchor(name)}"></a>{schema["title"]}'
        return "\n\n".join(
            [heading, schema["description"], self._table(("word", "what", "default", "meaning"), rows)]
        )

    def _inherited(self, name: str) -> set[str]:
        """The words of a block that has every word of another, which its own text then names."""
        words = self.schemas[name]["properties"]
        blocks = {other: self.schemas[other].get("properties", {}) for other in self.schemas if other != name}
        whole = [other for other in blocks.values() if len(other) > 5 and other.items() <= words.items()]
        return {word for other in whole for word in other}

    def _values(self) -> str:
        rows = [
            [f'<a id="{_anchor(name)}"></a>{schema["title"]}', schema["description"], self._examples(schema)]
            for name, schema in self.schemas.items()
            if name in values()
        ]
        return self._table(("what", "meaning", "examples"), rows)

    def _examples(self, schema: Schema) -> str:
        return ", ".join(f"`{example}`" for example in schema.get("examples", []))

    def _laws(self) -> str:
        rows = [[f"`{law}`", _codes(needs), _codes(may)] for law, needs, may in LAWS]
        return self._table(("word", "needs", "may"), rows)

    def _table(self, headings: tuple[str, ...], rows: list[list[str]]) -> str:
        return table([self._say(f"page.{heading}") for heading in headings], rows)

    # -- the value of a word, in plain words -------------------------------------------------------

    def _what(self, said: Schema) -> str:
        if "$ref" in said:
            name = said["$ref"].rpartition("/")[2]
            return f"[{self.schemas[name]['title']}](#{_anchor(name)})"
        if "anyOf" in said:
            return self._one_of([one for one in said["anyOf"] if one.get("type") != "null"])
        if "const" in said:
            return f"`{said['const']}`"
        if "enum" in said:
            return self._or([f"`{value}`" for value in said["enum"]])
        if said.get("type") == "array":
            return self._say("say.list", what=self._what(said["items"]))
        if said.get("type") == "object":
            return self._map(said)
        return self._plain(said)

    def _one_of(self, choices: list[Schema]) -> str:
        """A short form and the list of it are told as one: one or several."""
        for one in choices:
            if one.get("type") == "array" and all(part in choices for part in _parts(one["items"])):
                others = [
                    self._what(other)
                    for other in choices
                    if other != one and other not in _parts(one["items"])
                ]
                return self._or([self._say("say.some", what=self._what(one["items"])), *others])
        return self._or(list(dict.fromkeys(self._what(one) for one in choices)))

    def _or(self, choices: list[str]) -> str:
        *first, last = choices
        return self._say("say.or", first=", ".join(first), last=last) if first else last

    def _map(self, said: Schema) -> str:
        inner = said.get("additionalProperties")
        if "properties" in said:
            words = (f"`{word}`: {self._what(value)}" for word, value in said["properties"].items())
            return f"{{{', '.join(words)}}}"
        keys = said.get("propertyNames", {"type": "string"})
        key = self._say("say.year") if "pattern" in keys else self._what(keys)
        return self._say("say.map", key=key, what=self._what(inner if isinstance(inner, dict) else {}))

    def _plain(self, said: Schema) -> str:
        kinds = {"string": "text", "integer": "whole", "number": "number", "boolean": "truth"}
        what = self._say(f"say.{kinds.get(str(said.get('type')), 'anything')}")
        low, high = said.get("minimum"), said.get("maximum")
        if high is not None:
            return self._say("say.from_to", what=what, low=low, high=high)
        return self._say("say.from", what=what, low=low) if low is not None else what


def _parts(items: Schema) -> list[Schema]:
    parts: list[Schema] = items.get("anyOf", [items])
    return parts


def _default(said: Schema) -> str:
    if "default" not in said:
        return ""
    value = said["default"]
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _codes(words: Iterator[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _anchor(name: str) -> str:
    return name.lower()
