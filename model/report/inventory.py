"""What a scenario has, for the terminal: an overview of its parts, and every number with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from model.report.lists import Column, sheet
from model.report.terminal import note
from model.scenario import Fact, Scenario, shown_path
from model.scenario.claims import in_force
from model.scenario.faults import dotted
from model.scenario.guesses import Graded, fixed_guesses
from model.words import say, say_date, say_deadline, say_number

FACTS_WIDE = 200
"""From this many columns on, everything about a number stands in one line."""

ABOUT_A_NUMBER = ("source", "grade", "note", "known_on", "hindsight")
ABOUT_AN_ENTRY = ("title", "basis", *ABOUT_A_NUMBER)
BEGINS = ("on", "between", "at", "after", "yearly", "only_triggered")
"""The words of a risk event that say when it begins."""

Tree = Mapping[str, Any]


# -- overview ----------------------------------------------------------------------------------------


def overview(scenario: Scenario, lang: str, width: int) -> RenderableType:
    """What a scenario has: works, milestones, levers, assumptions, crews, capital, and what may happen to it.

    Parameters
    ----------
    scenario
        A scenario, read.
    lang
        ``"vi"`` or ``"en"``.
    width
        Columns there are.
    """
    said = scenario.said
    head = say(
        "list.head",
        lang,
        file=shown_path(scenario.path),
        start=say_date(said.start, lang),
        horizon=say_date(said.horizon, lang),
        replications=say_number(said.replications, lang),
        seed=said.seed,
    )
    inside = _Inside(scenario, lang)
    parts: list[RenderableType] = [Text(scenario.title[lang], style="bold"), note(head, width)]
    for block, columns, rows in (
        ("works", inside.PART, list(inside.works())),
        ("activities", inside.PART, list(inside.activities())),
        ("milestones", inside.MILESTONE, list(inside.milestones())),
        ("levers", inside.LEVER, list(inside.levers())),
        ("assumptions", inside.ASSUMPTION, list(inside.assumptions())),
        ("crews", inside.CREW, list(inside.crews())),
        ("capital", inside.CAPITAL, list(inside.capital())),
        ("risks", inside.RISK, list(inside.risks())),
        ("drivers", inside.DRIVER, list(inside.drivers())),
        ("correlations", inside.CORRELATION, list(inside.correlations())),
    ):
        if rows:
            headings = [_column(word, lang) for word in columns]
            parts += [heading(block, lang), sheet(headings, rows, width)]
    uses = Counter(fact.source or "" for fact in scenario.facts)
    parts += [heading("sources", lang), sources_used(scenario, uses, lang, width)]
    parts += [Text(""), note(say("list.note", lang), width)]
    return Group(*parts)


BELOW = ("code", "goal", "needs", "source", "where", "more", "written_in", "note")
"""Columns that stand below the first one where there is little room."""

BARE = ("code", "written_in", "note")
"""Those that are understood without their heading."""


def _column(word: str, lang: str) -> Column:
    return Column(say(f"list.column.{word}", lang), word in BELOW, word in BARE)


def heading(block: str, lang: str) -> Text:
    """What stands above the table of a block."""
    return Text(f"\n{say(f'list.block.{block}', lang)}", style="bold cyan")


class _Inside:
    """The rows of each table of an overview, as texts; amounts stand as they are written in the files."""

    PART = ("title", "code", "how", "segments", "takes")
    MILESTONE = ("title", "code", "goal", "needs", "deadlines")
    LEVER = ("title", "code", "value", "range", "cost", "source", "grade")
    ASSUMPTION = ("title", "code", "value", "source", "grade")
    CREW = ("title", "code", "number")
    CAPITAL = ("title", "code", "opening", "per_year", "lapses", "carry_over", "source", "grade")
    RISK = ("title", "code", "chance", "begins", "lasts", "effects", "more", "source", "grade")
    DRIVER = ("title", "code", "chance", "factor", "of", "source", "grade")
    CORRELATION = ("title", "code", "members", "more", "source", "grade")

    def __init__(self, scenario: Scenario, lang: str) -> None:
        self.scenario, self.lang = scenario, lang

    def works(self) -> Iterator[Sequence[str]]:
        """Each work, and below it its parts."""
        for name, work in self._entries("works"):
            yield self._title(work, name), name, "", "", ""
            for part, said in work["parts"].items():
                yield self._part(f"{name}.{part}", said, "  ")

    def activities(self) -> Iterator[Sequence[str]]:
        """Activities that belong to no work."""
        for name, said in self._entries("activities"):
            yield self._part(name, said, "")

    def _part(self, name: str, said: Tree, indent: str) -> Sequence[str]:
        how, title = written(said.get("duration", "")), self._title(said, name)
        if "use" in said:
            procedure = self.scenario.tree["procedures"][said["use"]]
            how = say("list.procedure", self.lang, name=said["use"])
            title = self._title(said, "") or self._title(procedure, name)
        takes = [written(said["crew"])] if "crew" in said else []
        if "capital" in said:
            takes.append(f"{written(said['capital'].get('amount', ''))} ← {said['capital'].get('from', '')}")
        return indent + title, name, how, str(said.get("segments", "")), "\n".join(takes)

    def milestones(self) -> Iterator[Sequence[str]]:
        """Each milestone with its deadlines and what each rests on."""
        for name, said in self._entries("milestones"):
            deadlines = [
                f"{say_deadline(deadline, self.lang)}  {say(f'table.basis.{basis}', self.lang)}"
                for deadline, basis in said["by"].items()
            ]
            goal = said.get("goal", "")
            yield self._title(said, name), name, goal, written(said["when"]), "\n".join(deadlines)

    def levers(self) -> Iterator[Sequence[str]]:
        """What can be decided."""
        for name, said in self._entries("levers"):
            source, grade = self._basis(("levers", name, "value"))
            cost = written(said.get("cost", ""))
            yield self._title(said, name), name, written(said["value"]), said["range"], cost, source, grade

    def assumptions(self) -> Iterator[Sequence[str]]:
        """What is not known."""
        for name, said in self._entries("assumptions"):
            source, grade = self._basis(("assumptions", name, "value"))
            yield self._title(said, name), name, written(said["value"]), source, grade

    def crews(self) -> Iterator[Sequence[str]]:
        """How many there are; where a lever decides, its value and its name."""
        for name, said in self._entries("crews"):
            if isinstance(said, dict) and "capacity" in said:
                changes = "; ".join(
                    f"{day}: {written(count)}" for day, count in said.get("changes", {}).items()
                )
                number = f"{self._resolved(said['capacity'])}; {changes}" if changes else said["capacity"]
                yield self._title(said, name), name if "title" in said else "", str(number)
            else:
                yield name, "", self._resolved(said)

    def capital(self) -> Iterator[Sequence[str]]:
        """Where money comes from."""
        for name, said in self._entries("capital"):
            source, grade = self._basis(("capital", name))
            yield (
                self._title(said, name),
                name,
                self._resolved(said.get("opening", "")),
                self._resolved(said.get("per_year", said.get("dated", ""))),
                said.get("lapses", ""),
                self._resolved(said.get("carry_over", "")),
                source,
                grade,
            )

    def risks(self) -> Iterator[Sequence[str]]:
        """What may happen, when, and what it does."""
        for name, said in self._entries("risks"):
            begins = [
                f"{word} {written(said[word])}" for word in BEGINS if word in said and said[word] is not True
            ]
            begins += [word for word in BEGINS if said.get(word) is True]
            effects = [_words(effect, " ") for effect in said.get("effects", [])]
            named = (*ABOUT_AN_ENTRY, *BEGINS, "chance", "lasts", "effects")
            yield (
                self._switched("risks", name, self._title(said, name)),
                name,
                self._resolved(said.get("chance", "")),
                "\n".join(begins),
                self._resolved(said.get("lasts", "")),
                "\n".join(effects),
                _rest(said, named),
                *self._basis(("risks", name)),
            )

    def drivers(self) -> Iterator[Sequence[str]]:
        """One factor on many."""
        for name, said in self._entries("drivers"):
            chance, factor = self._resolved(said.get("chance", "")), self._resolved(said["factor"])
            of = written(said["of"])
            title = self._switched("drivers", name, self._title(said, name))
            yield title, name, chance, factor, of, *self._basis(("drivers", name))

    def correlations(self) -> Iterator[Sequence[str]]:
        """What leans on each other."""
        for name, said in self._entries("correlations"):
            rest = _rest(said, (*ABOUT_AN_ENTRY, "of"))
            basis = self._basis(("correlations", name))
            title = self._switched("correlations", name, self._title(said, name))
            yield title, name, written(said["of"]), rest, *basis

    def _entries(self, block: str) -> Iterator[tuple[str, Any]]:
        yield from self.scenario.tree.get(block, {}).items()

    def _title(self, said: Tree, name: str) -> str:
        title = said.get("title", name)
        return str(title[self.lang] if isinstance(title, dict) else title)

    def _switched(self, block: str, name: str, title: str) -> str:
        """The title of what may happen; it says so where the risk register has switched it off."""
        is_there = name in in_force(self.scenario.said, block)
        return title if is_there else say("list.switched_off", self.lang, title=title)

    def _resolved(self, said: Any) -> str:
        """An amount as written; where it refers to a lever or an assumption, its value too."""
        text = written(said)
        for block in ("levers", "assumptions"):
            entry = self.scenario.tree.get(block, {}).get(text.removeprefix("$"))
            if text.startswith("$") and entry is not None:
                return f"{written(entry['value'])} ({text})"
        return text

    def _basis(self, place: tuple[str, ...]) -> tuple[str, str]:
        """Name of the source and grade of the first number at or below a place."""
        facts = (fact for fact in self.scenario.facts if fact.path[: len(place)] == place)
        fact = next(facts, None)
        return (fact.source or "", fact.grade or "") if fact else ("", "")


def written(said: Any) -> str:
    """A value as it stands in the files, in one line; what is only said about it is left out."""
    if isinstance(said, dict):
        words = {word: value for word, value in said.items() if word not in ABOUT_A_NUMBER}
        if set(words) == {"value"}:
            return written(words["value"])
        if "dist" in words:
            return f"{words.pop('dist')} ({_words(words, ', ')})"
        return _words(words, "; ")
    if isinstance(said, list):
        return ", ".join(written(one) for one in said)
    if isinstance(said, bool):
        return "true" if said else "false"
    return "" if said is None else str(said)


def _words(said: Tree, between: str) -> str:
    return between.join(f"{word} {written(value)}".strip() for word, value in said.items())


def _rest(said: Tree, told: Sequence[str]) -> str:
    """What an entry says beside the words that have columns of their own."""
    return _words({word: value for word, value in said.items() if word not in told}, "; ")


# -- facts -------------------------------------------------------------------------------------------


def facts(scenario: Scenario, lang: str, width: int) -> RenderableType:
    """Every number of a scenario with what it rests on, block by block, and the sources below.

    Parameters
    ----------
    scenario
        A scenario, read.
    lang
        ``"vi"`` or ``"en"``.
    width
        Columns there are.
    """
    grades = Counter(fact.grade or "–" for fact in scenario.facts)
    counts = ", ".join(f"{grade} {count}" for grade, count in sorted(grades.items()))
    total = say_number(len(scenario.facts), lang)
    parts: list[RenderableType] = [
        Text(scenario.title[lang], style="bold"),
        note(say("list.facts_head", lang, count=total, grades=counts), width),
        note(_fixed_head(fixed_guesses(scenario), lang), width),
    ]
    about = ("path", "value", "unit", "grade", "source", "written_in", "note")
    columns = [_column(word, lang) for word in about]
    for block, found in groupby(scenario.facts, key=lambda fact: block_of(scenario, fact, lang)):
        rows = [_fact_row(scenario, fact, lang) for fact in found]
        title = say("list.facts_block", lang, block=block, count=len(rows))
        parts += [Text(f"\n{title}", style="bold cyan"), sheet(columns, rows, width, FACTS_WIDE)]
    uses = Counter(fact.source or "" for fact in scenario.facts)
    parts += [heading("sources", lang), sources_used(scenario, uses, lang, width)]
    parts += [Text(""), note(say("list.facts_note", lang), width)]
    return Group(*parts)


def guesses(scenario: Scenario, lang: str, width: int) -> RenderableType:
    """Every number of grade D that stands as one number where a range could stand, block by block.

    Parameters
    ----------
    scenario
        A scenario, read.
    lang
        ``"vi"`` or ``"en"``.
    width
        Columns there are.
    """
    found = fixed_guesses(scenario)
    parts: list[RenderableType] = [
        Text(scenario.title[lang], style="bold"),
        note(_fixed_head(found, lang), width),
    ]
    columns = [
        _column(word, lang) for word in ("path", "value", "unit", "grade", "source", "written_in", "note")
    ]
    for block, same in groupby(found, key=lambda one: block_of(scenario, one.fact, lang)):
        rows = [_fact_row(scenario, one.fact, lang) for one in same]
        title = say("list.facts_block", lang, block=block, count=len(rows))
        parts += [Text(f"\n{title}", style="bold cyan"), sheet(columns, rows, width, FACTS_WIDE)]
    return Group(*parts, Text(""), note(say("list.fixed_note", lang), width))


def _fixed_head(found: Sequence[Graded], lang: str) -> str:
    """How many guesses are one number, by what they measure."""
    kinds = Counter(one.fact.kind for one in found)
    counts = "; ".join(f"{say(f'list.kind.{kind}', lang)} {count}" for kind, count in kinds.most_common())
    return say("list.fixed_head", lang, count=say_number(len(found), lang), kinds=counts or "–")


def block_of(scenario: Scenario, fact: Fact, lang: str) -> str:
    """The block a number stands in: a whole one, or one work or procedure by its title."""
    block = str(fact.path[0])
    heading = say(f"list.block.{block}", lang)
    if block in ("works", "procedures"):
        title = scenario.tree[block][fact.path[1]]["title"]
        heading = f"{heading}: {title[lang] if isinstance(title, dict) else title}"
    return heading


def _fact_row(scenario: Scenario, fact: Fact, lang: str) -> Sequence[str]:
    where = f"{shown_path(fact.file)}:{fact.line}" if fact.line is not None else shown_path(fact.file)
    return (
        dotted(fact.path),
        fact.text.removesuffix(fact.unit).strip() if fact.unit else fact.text,
        fact.unit,
        fact.grade or "–",
        _source_title(scenario, fact, lang) or "–",
        where,
        remarks_on(fact, lang),
    )


def remarks_on(fact: Fact, lang: str) -> str:
    """What is said about a number beside its source and grade."""
    remarks = ["" if fact.note is None else getattr(fact.note, lang)]
    if fact.known_on is not None:
        remarks.append(say("list.known_on", lang, date=say_date(fact.known_on, lang)))
    if fact.hindsight is not None:
        remarks.append(say("list.hindsight", lang, text=fact.hindsight))
    return " ".join(remark for remark in remarks if remark)


def _source_title(scenario: Scenario, fact: Fact, lang: str) -> str:
    source = scenario.said.sources.get(fact.source or "")
    return (source.title.vi if lang == "vi" else source.title.en) if source else fact.source or ""


def sources_used(scenario: Scenario, uses: Mapping[str, int], lang: str, width: int) -> RenderableType:
    """The sources that something rests on, with how much rests on each."""
    columns = [_column(word, lang) for word in ("title", "code", "where", "when", "uses")]
    rows = []
    for name, source in scenario.said.sources.items():
        if name in uses:
            title = source.title.vi if lang == "vi" else source.title.en
            where = "; ".join(text for text in (source.where, source.who) if text)
            when = say_date(source.when, lang) if source.when else ""
            if source.known_on is not None:
                when = f"{when} {say('list.known_on', lang, date=say_date(source.known_on, lang))}".strip()
            rows.append((title, name, where, when, str(uses[name])))
    return sheet(columns, rows, width)
