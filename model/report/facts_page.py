"""The numbers of a scenario as a page to read: each with its source and grade, what can be decided first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from model.report.inventory import block_of, remarks_on, written
from model.report.markdown import code, table
from model.scenario import Fact, Scenario, shown_path
from model.scenario.amounts import GRADES
from model.scenario.faults import dotted
from model.scenario.read import Node
from model.words import say, say_date, say_number

FIRST = ("levers", "assumptions")
"""Blocks with a table of their own, before all others."""

NO_SOURCE = "–"

LONGEST = 100
"""Letters of a value beyond which the names it lists stand on a line each."""


def facts_page(scenario: Scenario, lang: str) -> str:
    """The page, as Markdown.

    Parameters
    ----------
    scenario
        A scenario, read.
    lang
        ``"vi"`` or ``"en"``.
    """
    return "\n\n".join(_Page(scenario, lang).paragraphs()) + "\n"


class _Notes:
    """The remarks on the rows of one table, numbered, each told once below it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> str:
        """The number of a remark; nothing where there is none."""
        return str(self._numbers.setdefault(text, len(self._numbers) + 1)) if text else ""

    def told(self) -> list[str]:
        """The list of remarks, where there are any."""
        lines = [f"{number}. {' '.join(text.split())}" for text, number in self._numbers.items()]
        return ["\n".join(lines)] if lines else []


def _in_lines(text: str) -> str:
    """A value with a line for each of its parts, and for each name of a long list."""
    parts = text.replace("; ", ";\n").split("\n")
    return "\n".join(part if len(part) <= LONGEST else part.replace(", ", ",\n") for part in parts)


class _Page:
    def __init__(self, scenario: Scenario, lang: str) -> None:
        self.scenario, self.lang = scenario, lang

    def paragraphs(self) -> Iterator[str]:
        """Everything, from how sure the numbers are down to the last step of the last work."""
        scenario, facts = self.scenario, self.scenario.facts
        file = Path(shown_path(scenario.path)).as_posix()
        command = f"python run.py list {file} --facts --markdown --lang {self.lang}"
        yield f"# {self._say('page_title', title=scenario.title[self.lang])}"
        yield self._say("page_made", command=command)
        yield self._say("page_intro", count=say_number(len(facts), self.lang))
        yield self._by_grade()
        yield f"## {self._say('block.sources')}"
        yield self._sources()
        for block, paragraphs in (("levers", self._levers()), ("assumptions", self._assumptions())):
            if scenario.tree.get(block):
                yield f"## {self._say(f'block.{block}')}"
                yield self._say(f"page_{block}")
                yield from paragraphs
        rest = [fact for fact in facts if fact.path[0] not in FIRST]
        for heading, found in groupby(rest, key=lambda fact: block_of(scenario, fact, self.lang)):
            own = list(found)
            files = dict.fromkeys(code(Path(shown_path(fact.file)).as_posix()) for fact in own)
            yield f"## {heading}"
            yield self._say("page_in", files=", ".join(files))
            yield from self._numbers(own)

    def _say(self, key: str, /, **blanks: object) -> str:
        return say(f"list.{key}", self.lang, **blanks)

    def _table(self, words: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        return table([self._say(f"column.{word}") for word in words], rows)

    # -- how sure, and from where --------------------------------------------------------------------

    def _by_grade(self) -> str:
        counts = Counter(fact.grade for fact in self.scenario.facts)
        rows = [[grade, self._say(f"grade.{grade}"), str(counts[grade])] for grade in GRADES]
        if counts[None]:
            rows.append([NO_SOURCE, self._say("grade.none"), str(counts[None])])
        return self._table(("grade", "meaning", "uses"), rows)

    def _sources(self) -> str:
        uses = Counter(fact.source for fact in self.scenario.facts)
        rows = [
            [
                f'<a id="{name}"></a>{source.title.vi if self.lang == "vi" else source.title.en}',
                code(name),
                "; ".join(text for text in (source.where, source.who) if text),
                say_date(source.when, self.lang) if source.when else "",
                str(uses[name]),
            ]
            for name, source in self.scenario.said.sources.items()
            if name in uses
        ]
        return self._table(("title", "code", "where", "when", "uses"), rows)

    # -- numbers -------------------------------------------------------------------------------------

    def _levers(self) -> Iterator[str]:
        notes, rows = _Notes(), []
        for name, said in self.scenario.tree.get("levers", {}).items():
            value = self._fact("levers", name, "value")
            assert value is not None, "a lever without a value isn't read"
            cost = self._fact("levers", name, "cost")
            rows.append(
                [
                    self._named(("levers", name)),
                    value.text,
                    written(said["range"]),
                    self._cost(cost, value),
                    *self._rests_on(value),
                    notes.number(remarks_on(value, self.lang)),
                ]
            )
        yield self._table(("title", "value", "range", "cost", "grade", "source", "note"), rows)
        yield from notes.told()

    def _fact(self, *place: str) -> Fact | None:
        return next((fact for fact in self.scenario.facts if fact.path[: len(place)] == place), None)

    def _cost(self, cost: Fact | None, value: Fact) -> str:
        """What a lever costs; with its own grade and source where these are others."""
        if cost is None:
            return ""
        if (cost.source, cost.grade) == (value.source, value.grade):
            return cost.text
        return f"{cost.text}\n({', '.join(self._rests_on(cost))})"

    def _assumptions(self) -> Iterator[str]:
        yield from self._numbers([fact for fact in self.scenario.facts if fact.path[0] == "assumptions"], 2)

    def _numbers(self, facts: Sequence[Fact], depth: int | None = None) -> Iterator[str]:
        """A table of numbers and the remarks on them; ``depth``: how much of each path names it."""
        notes = _Notes()
        rows = [
            [
                self._named(fact.path[:depth]),
                _in_lines(fact.text),
                *self._rests_on(fact),
                notes.number(remarks_on(fact, self.lang)),
            ]
            for fact in facts
        ]
        yield self._table(("title", "value", "grade", "source", "note"), rows)
        yield from notes.told()

    def _named(self, place: tuple[str | int, ...]) -> str:
        """What a number belongs to, in words and as it is called in the files."""
        title = self._title(place)
        return f"{title}\n{code(dotted(place))}" if title else code(dotted(place))

    def _title(self, place: tuple[str | int, ...]) -> str:
        """The title nearest to a number, from there upwards; a part without one has its procedure's."""
        node, title = self.scenario.root, ""
        for step in place:
            node = node.child(step) or node
            found = node.child("title") or self._procedure_title(node)
            if found is not None:
                said = found.plain()
                title = str(said[self.lang] if isinstance(said, dict) else said)
        return title

    def _procedure_title(self, part: Node) -> Node | None:
        procedures, used = self.scenario.root.child("procedures"), part.child("use")
        procedure = procedures.child(str(used.value)) if procedures and used else None
        return procedure.child("title") if procedure else None

    def _rests_on(self, fact: Fact) -> tuple[str, str]:
        """Grade, and a link to the source."""
        source = f"[{fact.source}](#{fact.source})" if fact.source else NO_SOURCE
        return fact.grade or NO_SOURCE, source
