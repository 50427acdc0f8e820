"""The least value of a lever with which a milestone's chance reaches a target."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis.least import Least, Met, least
from model.analysis.sought import (
    DELAY_COLUMNS,
    DOWN,
    FAILS,
    PERHAPS,
    SOUGHT_COLUMNS,
    SUFFICES,
    UP,
    Sought,
    delays_of,
)
from model.analysis.tables import cause_table
from model.analysis.tally import Slip, slip, total
from model.archive import Folder, Key, leave, manifest_of, read_table
from model.draws import Draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.scenario import Scenario, ScenarioError
from model.scenario.asked import AskedError
from model.scenario.dial import Dial, dial_of
from model.study.around import Around, run_of
from model.study.asked import Question, met_of, question_of, write_facts
from model.study.drawing import draw
from model.study.job import Nobody, Progress
from model.study.run import Wish
from model.study.workforce import Workforce, at_work

MOST_TIMES = 8
"""A value whose interval holds the target gets up to so many times the replications asked for."""


@dataclass(frozen=True)
class Aim:
    """What is sought: the chance of a milestone by a day, with which lever, and over which values.

    ``lever`` is the name of a lever or a path with a ``span``; ``by`` a date, the first deadline unless
    told; ``span`` and ``step`` as for ``dial_of``; ``effort`` is ``up`` or ``down``, None to have it
    seen; ``most`` the replications that one value may get.
    """

    lever: str
    milestone: str
    chance: float
    by: str | None = None
    span: str | None = None
    step: str | None = None
    effort: str | None = None
    most: int | None = None


def seek(
    path: Path | str,
    aim: Aim,
    wish: Wish | None = None,
    progress: Progress | None = None,
    workforce: Workforce | None = None,
) -> Sought:
    """Find the least value of a lever with which a chance reaches a target; leaves nothing behind.

    Raises
    ------
    AskedError
        If there is no such lever, milestone or day, or the values to try can't be read.
    ScenarioError
        If the scenario can't be used, or some value makes none that can.
    """
    wish = wish or Wish()
    return _found(_Seeking.of(path, aim, wish), wish, progress or Nobody(), workforce)


@dataclass(frozen=True)
class _Seeking:
    """A question made ready: the scenario and the plans around it, the values, the milestone."""

    aim: Aim
    scenario: Scenario
    around: Around
    dial: Dial
    question: Question
    seed: int
    replications: int

    @staticmethod
    def of(path: Path | str, aim: Aim, wish: Wish) -> _Seeking:
        if not 0 < aim.chance < 1:
            raise AskedError("decide.not_a_chance", found=f"{aim.chance:g}")
        scenario = Around(path, wish.settings).scenario()
        dial = dial_of(scenario, aim.lever, aim.span, aim.step)
        around = Around(path, [*wish.settings, *dial.before])
        question = question_of(around.plan(), aim.milestone, aim.by)
        seed, replications = wish.luck(scenario.said.seed, scenario.said.replications)
        return _Seeking(aim, scenario, around, dial, question, seed, replications)

    @property
    def most(self) -> int:
        return self.aim.most or MOST_TIMES * self.replications

    def plan(self, place: int) -> Plan | None:
        """The plan with a value; None where that can't be carried out, as with too little money."""
        try:
            return self.around.plan(self.dial.settings(self.dial.notches[place]))
        except ScenarioError:
            if self.dial.name == self.dial.path:  # a path may mean anything: what is wrong is to be told
                raise
            return None

    @property
    def digest(self) -> str:
        whole = Key(self.scenario, self.seed, self.replications).hash
        facts = ["seek", whole, asdict(self.aim) | {"most": self.most}]
        return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _found(work: _Seeking, wish: Wish, progress: Progress, workforce: Workforce | None) -> Sought:
    rising = None if work.aim.effort is None else work.aim.effort == UP
    done = 0
    with at_work(wish.jobs, wish.cluster, workforce) as those:

        def look(places: Sequence[int], size: int) -> list[Met]:
            nonlocal done
            done += size * len(places)
            progress.expect(done)
            plans = map(work.plan, places)
            luck = (work.seed, size, size * len(places))
            return met_of(plans, work.question, *luck, engine=wish.engine, workforce=those, progress=progress)

        also = [place for place, notch in enumerate(work.dial.notches) if notch == work.dial.present]
        count = len(work.dial.notches)
        found = least(count, look, work.aim.chance, work.replications, work.most, rising, also)
        end = _end(found)
        done += found.chances[end].replications
        progress.expect(done)
        binds = _what_binds(work, end, found.chances[end].replications, wish, progress, those)
    return _told(work, found, end, binds)


def _end(found: Least) -> int:
    """The most effort with the chance of the best; what holds the milestone there, the lever can't help."""
    best = found.chances[found.best].estimate
    return next(
        place
        for place in reversed(found.order)
        if place in found.chances and found.chances[place].estimate == best
    )


def _what_binds(
    work: _Seeking, place: int, size: int, wish: Wish, progress: Progress, workforce: Workforce
) -> pd.DataFrame:
    """What the days of the milestone are for at a value, waits alone; nothing where it can't be planned."""
    plan = work.plan(place)
    if plan is None:
        return pd.DataFrame(columns=list(DELAY_COLUMNS))
    kept = run_of(plan, work.seed, size, _count, engine=wish.engine, workforce=workforce, progress=progress)
    return delays_of(cause_table(plan, total(kept)), work.question.milestone)


def _count(plan: Plan, draws: Draws, outcomes: Outcomes) -> Slip:
    return slip(plan, outcomes)


def _told(work: _Seeking, found: Least, end: int, binds: pd.DataFrame) -> Sought:
    dial, question = work.dial, work.question
    texts: dict[int | None, str] = {None: ""}
    texts |= {place: notch.text for place, notch in enumerate(dial.notches)}
    is_up = found.order[0] == 0
    less, more = found.harm or (None, None)
    return Sought(
        scenario=work.scenario.name,
        lever=dial.name,
        path=dial.path,
        title=dict(dial.title),
        unit=dial.unit,
        span=dial.span,
        beyond=dial.beyond or "",
        present="" if dial.present is None else dial.present.text,
        milestone=question.milestone,
        milestone_title=dict(question.title),
        deadline=question.deadline,
        chance=work.aim.chance,
        effort=UP if is_up else DOWN,
        is_effort_said=work.aim.effort is not None,
        sure=texts[found.sure],
        likely=texts[found.likely],
        best=texts[found.best],
        end=texts[end],
        is_bisected=found.is_bisected,
        harmed=found.harmed,
        compared=found.compared,
        harm=(texts[less], texts[more]),
        values=len(dial.notches),
        seed=work.seed,
        names={key: dict(title) for key, title in work.around.plan().titles.items()},
        table=_table(work, found),
        binds=binds,
    )


def _table(work: _Seeking, found: Least) -> pd.DataFrame:
    rows = []
    for place in sorted(found.chances):
        chance, notch = found.chances[place], work.dial.notches[place]
        target = work.aim.chance
        verdict = SUFFICES if chance.low >= target else FAILS if chance.high < target else PERHAPS
        head = (work.scenario.name, work.dial.path, notch.text, notch.number)
        asked = (work.question.milestone, work.question.deadline)
        rows.append((*head, *asked, chance.estimate, chance.low, chance.high, chance.replications, verdict))
    return pd.DataFrame(rows, columns=list(SOUGHT_COLUMNS))


# -- its folder ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SeekStudy:
    """A search with the folder it is left in."""

    sought: Sought
    folder: Path
    is_new: bool


def leave_seek(
    path: Path | str,
    aim: Aim,
    wish: Wish,
    progress: Progress | None = None,
    workforce: Workforce | None = None,
) -> SeekStudy:
    """As ``seek``, and leave its folder; the same question again is read from there.

    Raises
    ------
    WouldOverwrite
        If the folder asked for holds something else.
    """
    work = _Seeking.of(path, aim, wish)

    def fill(folder: Folder) -> None:
        began = time.perf_counter()
        found = _found(work, wish, progress or Nobody(), workforce)
        folder.table("seek.csv", found.table)
        folder.table("binds.csv", found.binds)
        folder.table("figures/seek.csv", found.table)
        if wish.figures:
            _draw(folder, found, work, wish)
        key = Key(work.scenario, work.seed, work.replications)
        write_facts(folder, found, work.digest, key, wish, time.perf_counter() - began)

    def complete(folder: Folder) -> None:
        _draw(folder, read_sought(folder.target), work, wish)

    name = f"seek/{work.scenario.name}"
    place, is_new = leave(name, work.digest, wish.out, fill, complete if wish.figures else None)
    return SeekStudy(read_sought(place), place, is_new)


def read_sought(folder: Path) -> Sought:
    """What was found, from its folder."""
    answer: dict[str, Any] = manifest_of(folder)["answer"]
    table = pd.read_csv(folder / "seek.csv", dtype={"value": str})  # 1 is not 1.0
    harm = tuple(answer.pop("harm"))
    return Sought(**answer, harm=harm, table=table, binds=read_table(folder, "binds.csv"))


def _draw(folder: Folder, found: Sought, work: _Seeking, wish: Wish) -> None:
    from model.report.decisions import pictures_of_seek  # matplotlib: slow to import
    from model.report.gallery import Imprint

    scenarios = {work.scenario.name: work.scenario.title}
    imprint = Imprint(scenarios, work.seed, int(found.table["replications"].max()), work.digest[:8])
    draw(pictures_of_seek(folder.figures, imprint, found), 1, wish.jobs)
