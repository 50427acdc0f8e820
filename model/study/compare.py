"""Compare scenarios: each run on the first one's luck, held against it replication by replication."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pandas as pd

from model.analysis.compare import comparison_table
from model.archive import MANIFEST, REPORT, Folder, Key, leave, manifest_of, read_table
from model.report.changes import change_table
from model.scenario import Scenario, load_scenario
from model.study.abreast import carried
from model.study.drawing import draw
from model.study.job import Nobody, Progress
from model.study.report import about_scenarios, names_in, report_into
from model.study.run import Study, Wish, manifest, run_scenario, titles_of
from model.study.workforce import Workforce, at_work

LONGEST_NAME = 100
"""Letters of a folder's name; file systems take few more than twice as many."""


@dataclass(frozen=True)
class Comparison:
    """Several runs on the same luck, the first being the reference."""

    studies: tuple[Study, ...]
    table: pd.DataFrame
    folder: Path
    is_new: bool

    @property
    def milestones(self) -> pd.DataFrame:
        """The tables of milestones and deadlines of all of them, one below the other."""
        return pd.concat([study.milestones for study in self.studies], ignore_index=True)

    @property
    def carried(self) -> pd.DataFrame:
        """Which works, phases and causes carry the differences in days, and who arrives alone."""
        return read_table(self.folder, "carried.csv")

    @property
    def changes(self) -> pd.DataFrame:
        """Where the files of the others differ from those of the first."""
        return changes_of(self.studies)

    @property
    def titles(self) -> dict[str, dict[str, str]]:
        """Names of milestones for people."""
        return {name: title for study in self.studies for name, title in titles_of(study.plan).items()}

    @property
    def scenario_titles(self) -> dict[str, dict[str, str]]:
        """Names of the scenarios for people, in their order."""
        return {study.name: study.plan.title for study in self.studies}

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """Names of works, phases and steps for people: ``work.x``, ``phase.y``, ``step.x.z``."""
        plans = [study.plan for study in self.studies]
        steps = {f"step.{group.name}": group.title for plan in plans for group in plan.groups}
        return {name: title for plan in plans for name, title in plan.titles.items()} | steps

    @property
    def has_figures(self) -> bool:
        """Whether they are few enough to be drawn over each other."""
        from model.report.look import MOST_SCENARIOS  # matplotlib: slow to import

        return len(self.studies) <= MOST_SCENARIOS


def compare(
    paths: Sequence[Path | str],
    wish: Wish,
    progress: Progress | None = None,
    workforce: Workforce | None = None,
) -> Comparison:
    """Run scenarios on the first one's luck and hold each of the others against it.

    Every run leaves its own folder; the comparison has one beside them, or in ``wish.out``.
    """
    scenarios = [load_scenario(path, wish.settings) for path in paths]
    seed, replications = wish.luck(scenarios[0].said.seed, scenarios[0].said.replications)
    alike = replace(wish, out=None, seed=seed, replications=replications, report=False)
    heard = OneAfterTheOther(
        progress or Nobody(),
        [*(alike.first_look(scenario) for scenario in scenarios), abreast_of(alike, scenarios)],
    )
    with at_work(wish.jobs, wish.cluster, workforce) as those:
        studies = tuple(_run_next(scenario, alike, heard, those) for scenario in scenarios)
        table = differences_of(studies)
        digest = sha256("\0".join(["compare", *(study.digest for study in studies)]).encode()).hexdigest()

        def fill(folder: Folder) -> None:
            began = time.perf_counter()
            plans = [study.plan for study in studies]
            apart = carried(plans, seed, replications, engine=wish.engine, workforce=those, progress=heard)
            _fill(folder, studies, table, apart, digest, replace(alike, report=wish.report), began)
            if wish.report:
                report_into(folder, folder.path)

        def complete(folder: Folder) -> None:
            _draw(folder, studies, table, digest, alike, *_laid_together(studies))

        def tell(folder: Folder) -> None:
            report_into(folder, folder.target)

        name = f"compare/{_name_of(studies)}"
        more = (complete if wish.figures else None, tell if wish.report else None)
        place, is_new = leave(name, digest, wish.out, fill, *more)
        heard.is_over()
    return Comparison(studies, table, place, is_new)


def abreast_of(wish: Wish, scenarios: Sequence[Scenario]) -> int:
    """Replications of all scenarios side by side, which tell what carries the differences."""
    assert wish.replications is not None, "the first scenario's, where none were asked for"
    return wish.replications * len(scenarios)


def differences_of(studies: Sequence[Study]) -> pd.DataFrame:
    """The paired differences of each further run from the first."""
    first, *others = studies
    days = first.days
    tables = [comparison_table(first.plan, days, other.plan, other.days) for other in others]
    return pd.concat(tables, ignore_index=True)


def changes_of(studies: Sequence[Study]) -> pd.DataFrame:
    """Where the files of each further run differ from those of the first."""
    first, *others = studies
    tables = [change_table(first.scenario, other.scenario) for other in others]
    return pd.concat(tables, ignore_index=True)


class OneAfterTheOther:
    """Progress of several runs, told as that of one long work."""

    def __init__(self, progress: Progress, totals: Sequence[int]) -> None:
        """``totals`` are the replications that each run takes, as far as is known before any begins."""
        self._progress, self._totals = progress, list(totals)
        self._at, self._done = 0, 0
        self._tell()

    def __call__(self, more: int, /) -> None:
        """So many more replications are done."""
        self._done += more
        self._progress(more)

    def expect(self, total: int, /) -> None:
        """The run under way will take so many, as far as can now be told."""
        self._totals[self._at] = total
        self._tell()

    def begins(self, step: str, total: int, /) -> None:
        """The run under way takes so many more."""
        self.expect(self._done + total)

    def compiles(self) -> None:
        """The engine has to be compiled first, which takes a while."""
        self._progress.compiles()

    def is_over(self) -> None:
        """The run under way is over; one that was there already took nothing."""
        self._totals[self._at] = self._done
        self._at, self._done = self._at + 1, 0
        self._tell()

    def _tell(self) -> None:
        if total := sum(self._totals):
            self._progress.expect(total)


def _run_next(scenario: Scenario, wish: Wish, progress: OneAfterTheOther, workforce: Workforce) -> Study:
    study = run_scenario(scenario, wish, progress, workforce)
    progress.is_over()
    return study


def _name_of(studies: tuple[Study, ...]) -> str:
    """All of their names, or where these are too many the first and how many others."""
    name = "_vs_".join(study.name for study in studies)
    return name if len(name) <= LONGEST_NAME else f"{studies[0].name}_vs_{len(studies) - 1}_others"


def _fill(
    folder: Folder,
    studies: tuple[Study, ...],
    table: pd.DataFrame,
    apart: pd.DataFrame,
    digest: str,
    wish: Wish,
    began: float,
) -> None:
    milestones, curves = _laid_together(studies)
    folder.table("compare.csv", table)
    folder.table("carried.csv", apart)
    folder.table("changes.csv", changes_of(studies))
    folder.table("figures/milestones.csv", milestones)
    folder.table("figures/forest.csv", table)
    folder.table("figures/curves.csv", curves)
    if wish.figures:
        _draw(folder, studies, table, digest, wish, milestones, curves)
    first = studies[0]
    key = Key(first.scenario, first.seed, first.replications)
    scenarios = [study.scenario for study in studies]
    facts = manifest(digest, scenarios, key, wish, time.perf_counter() - began)
    more = {
        "runs": [study.folder.as_posix() for study in studies],
        "engine": manifest_of(first.folder)["engine"],
        "about": about_scenarios(scenarios),
        "titles": {name: title for study in studies for name, title in titles_of(study.plan).items()},
        "names": names_in(apart, [study.plan for study in studies]),
        REPORT: wish.report,
    }
    folder.json(MANIFEST, facts | more)


def _laid_together(studies: tuple[Study, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Milestones and curves of all runs, as they stand in their folders."""
    milestones = pd.concat([study.milestones for study in studies], ignore_index=True)
    return milestones, pd.concat([study.curves for study in studies], ignore_index=True)


def _draw(
    folder: Folder,
    studies: tuple[Study, ...],
    table: pd.DataFrame,
    digest: str,
    wish: Wish,
    milestones: pd.DataFrame,
    curves: pd.DataFrame,
) -> None:
    """Curves, chances and differences side by side, where the scenarios are few enough to be told apart."""
    from model.report.gallery import Imprint, pictures_of_differences, pictures_of_run  # slow to import
    from model.report.look import MOST_SCENARIOS

    if len(studies) > MOST_SCENARIOS:
        return
    first = studies[0]
    titles = {name: title for study in studies for name, title in titles_of(study.plan).items()}
    names = {study.name: study.plan.title for study in studies}
    imprint = Imprint(names, first.seed, first.replications, digest[:8])
    pictures = [
        *pictures_of_run(folder.figures, imprint, titles, milestones=milestones, curves=curves),
        *pictures_of_differences(folder.figures, imprint, titles, differences=table, milestones=milestones),
    ]
    draw(pictures, len(titles), wish.jobs)
