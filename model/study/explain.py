"""Explain a scenario: what delays its milestones, what drives their dates, what its risks cost.

One question (a scenario, some parts, some milestones, perhaps another scenario to hold against it)
leaves one folder, ``results/explain/<scenario>/<hash8>``, whole or not at all; the same question
again changes nothing.

How a part is added
-------------------
A part is one kind of answer, asked for by name (``--part``). To add one:

1. its numbers: a function from a ``Ground`` to tables, in a module of its own,
   ``model/study/<part>.py``. ``ground.record`` is the run that all parts share (days, causes, events,
   assumptions per replication); ``ground.run(plan, keep)`` and ``ground.run_some`` run any other plan
   on the same luck, ``ground.around.plan(settings)`` makes one; ``ground.other`` is the scenario to
   hold against it, or None. Statistics go into ``model/analysis``.
2. its words: a function from these tables to ``Told`` (the sentences that answer come first) in
   ``model/report/``, sentences in a file of its own in ``model/lexicon``;
3. its figures, if any: a function from the tables to ``Picture``s, in ``model/report``;
4. a ``Part`` that names these, in the tuple ``PARTS`` below, and a sentence ``explain.part.<name>`` in
   ``model/lexicon/explain.toml``, which the help of the command shows.

Words and figures are made from the tables as they stand in the folder, so that an answer that is
there already is shown without anything being run.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from model.archive import MANIFEST, Folder, Key, is_there, leave, manifest_of, place_of, read_table
from model.plan import Plan
from model.report.naming import Names
from model.report.scene import Scene, Tables
from model.scenario import Scenario, find_file, load_scenario
from model.study.around import Around
from model.study.blame import CAUSES_OF_DELAY
from model.study.disbursement import MONEY
from model.study.drawing import draw
from model.study.drivers import DRIVERS, MERGES
from model.study.ground import Ground, Part, Question, Varied
from model.study.job import Nobody, Progress
from model.study.lever_part import LEVERS
from model.study.removed import RISKS
from model.study.run import Wish, manifest, titles_of
from model.study.sensitivities import MORRIS, SOBOL
from model.study.tripwires import TRIPWIRES
from model.study.workforce import Workforce, at_work
from model.study.worth import WORTH
from model.words import LANGUAGES

if TYPE_CHECKING:
    from model.report.explained import Told

PARTS: tuple[Part, ...] = (
    CAUSES_OF_DELAY, DRIVERS, MERGES, RISKS, TRIPWIRES, MONEY, LEVERS, WORTH, SOBOL, MORRIS,
)  # fmt: skip
"""Every part, in the order in which they are told."""

MOST_DRAWN = 3
"""Milestones of which figures are drawn: of more only those that are named."""


@dataclass(frozen=True)
class Explained:
    """One question answered: the tables of each part as they stand in its folder."""

    question: Question
    scene: Scene
    parts: tuple[Part, ...]
    seed: int
    replications: int
    tables: dict[str, Tables]
    folder: Path
    is_new: bool

    def told(self, lang: str, width: int) -> list[Told]:
        """What each part says."""
        return [part.told(self.tables[part.name], self.scene, lang, width) for part in self.parts]

    @property
    def has_figures(self) -> bool:
        """Whether all figures there are have been drawn, or the milestones are too many for some."""
        by_milestone = [part for part in self.parts if part.pictures is not None and not part.draws_all]
        return not by_milestone or is_drawn(self.question, self.scene.plan)


def parts_of(names: Sequence[str]) -> tuple[Part, ...]:
    """The parts of these names in the order in which they are told; those by default where none is named."""
    return tuple(part for part in PARTS if (part.name in names if names else part.by_default))


def is_drawn(question: Question, plan: Plan) -> bool:
    """Whether figures are drawn: of a few milestones, or of those that are named."""
    return bool(question.milestones) or len(plan.milestones) <= MOST_DRAWN


def explain_size(question: Question, wish: Wish) -> int:
    """How many replications an answer will take in all, for its progress."""
    ground = _ground(question, wish)
    return _size(ground, parts_of(question.parts))


def explain(
    question: Question, wish: Wish, progress: Progress | None = None, workforce: Workforce | None = None
) -> Explained:
    """Answer a question about a scenario and leave the folder of the answer.

    Raises
    ------
    ScenarioError
        If a scenario can't be used; nothing is written then.
    AskedError
        If what is to be varied can't be.
    WouldOverwrite
        If the folder asked for holds something else.
    """
    ground = _ground(question, wish)
    ground.progress = progress or Nobody()
    if ground.other is not None:
        ground.other.progress = ground.progress
    parts = parts_of(question.parts)
    scene = _scene(ground)
    digest = _digest(ground, question, parts)
    name = f"explain/{ground.plan.scenario}"

    def fill(folder: Folder) -> None:
        began = time.perf_counter()
        ground.progress.expect(_size(ground, parts))
        with at_work(wish.jobs, wish.cluster, workforce) as those:
            for one in (ground, ground.other):
                if one is not None:
                    one.workforce = those
            answers = {part.name: part.answer(ground) for part in parts}
        for tables in answers.values():
            for table, frame in tables.items():
                folder.table(f"{table}.csv", frame)
        names = {part: list(tables) for part, tables in answers.items()}
        if wish.figures:
            _draw(folder, ground, question, parts, answers, digest)
        key = Key(ground.scenario, ground.seed, ground.count)
        scenarios: list[Scenario] = [ground.scenario]
        scenarios += [] if ground.other is None else [ground.other.scenario]
        facts = manifest(digest, scenarios, key, wish, time.perf_counter() - began)
        folder.json(MANIFEST, facts | {"parts": names, "milestones": list(ground.names)})

    def complete(folder: Folder) -> None:
        _draw(folder, ground, question, parts, _read(folder.target), digest)

    place, is_new = leave(name, digest, wish.out, fill, complete if wish.figures else None)
    tables = _read(place)
    return Explained(question, scene, parts, ground.seed, ground.count, tables, place, is_new)


def is_answered(question: Question, wish: Wish) -> bool:
    """Whether the answer is there already, so that nothing need be run."""
    ground = _ground(question, wish)
    digest = _digest(ground, question, parts_of(question.parts))
    return is_there(place_of(f"explain/{ground.plan.scenario}", digest, wish.out), digest)


def _ground(question: Question, wish: Wish) -> Ground:
    around = Around(find_file(question.path), wish.settings)
    scenario = around.scenario()
    seed, count = wish.luck(scenario.said.seed, scenario.said.replications)
    names = tuple(one for one in scenario.said.milestones if one in (question.milestones or (one,)))
    ground = Ground(around, scenario, wish, seed, count, names, question.varied)
    if question.against is not None:
        path = find_file(question.against)
        other = load_scenario(path, wish.settings)
        both = tuple(name for name in names if name in other.said.milestones)
        ground.other = Ground(Around(path, wish.settings), other, wish, seed, count, both)
    return ground


def _size(ground: Ground, parts: Sequence[Part]) -> int:
    runs = 1 if ground.other is None else 2
    return ground.count * runs + sum(part.replications(ground) for part in parts)


def _digest(ground: Ground, question: Question, parts: Sequence[Part]) -> str:
    """What makes the answer the answer it is; figures that may be drawn or not are outside of it."""
    key = Key(ground.scenario, ground.seed, ground.count)
    facts = ["explain", key.hash, *(part.name for part in parts), "of", *ground.names]
    if ground.other is not None:
        facts += ["against", replace(key, scenario=ground.other.scenario).hash]
    if question.varied != Varied():
        facts.append(repr(question.varied))
    facts.append("drawn" if is_drawn(question, ground.plan) else "told")
    return sha256("\0".join(facts).encode()).hexdigest()


def _scene(ground: Ground) -> Scene:
    other = None if ground.other is None else ground.other.plan
    titles = titles_of(ground.plan) | ground.plan.titles | _titles_of_inputs(ground)
    return Scene(ground.plan, other, ground.names, titles)


def _titles_of_inputs(ground: Ground) -> dict[str, dict[str, str]]:
    """Names for people of all that may drive a date: assumptions, levers, risks, drivers, steps."""
    said = ground.scenario.said
    titled = {
        f"{block}.{name}": one.title.model_dump()
        for block in ("assumptions", "levers", "risks", "drivers")
        for name, one in getattr(said, block).items()
    }
    return titled | _titles_of_steps(ground.plan)


def _titles_of_steps(plan: Plan) -> dict[str, dict[str, str]]:
    """Names of steps for people: after those of their work and part, where they have one."""
    found: dict[str, dict[str, str]] = {group.name: {} for group in plan.groups}
    for lang in LANGUAGES:
        names = Names(plan, {}, lang)
        for group in plan.groups:
            work = names.work(group.members[0])
            found[group.name][lang] = f"{work}: {group.title[lang]}" if work else group.title[lang]
    return found


def _read(place: Path) -> dict[str, Tables]:
    """The tables of each part as they stand in a folder."""
    names: dict[str, list[str]] = manifest_of(place).get("parts", {})
    return {part: {table: _table(place, table) for table in tables} for part, tables in names.items()}


TEXTS = ("work", "phase", "cause", "step", "date", "place", "kind", "latest", "deadline")
"""Columns that hold texts even where all of these are blank."""


def _table(place: Path, name: str) -> pd.DataFrame:
    frame = read_table(place, f"{name}.csv")
    texts = [column for column in TEXTS if column in frame.columns]
    return frame.assign(**{column: frame[column].astype(object).fillna("").astype(str) for column in texts})


def _draw(
    folder: Folder,
    ground: Ground,
    question: Question,
    parts: Sequence[Part],
    answers: dict[str, Tables],
    digest: str,
) -> None:
    from model.report.gallery import Imprint  # matplotlib: slow to import

    shown = {ground.plan.scenario: ground.plan.title}
    if ground.other is not None:
        shown[ground.other.plan.scenario] = ground.other.plan.title
    imprint, scene = Imprint(shown, ground.seed, ground.count, digest[:8]), _scene(ground)
    pictures = [
        picture
        for part in parts
        if part.pictures is not None and (part.draws_all or is_drawn(question, ground.plan))
        for picture in part.pictures(folder.figures, imprint, answers[part.name], scene)
    ]
    draw(pictures, len(ground.names), ground.wish.jobs)
