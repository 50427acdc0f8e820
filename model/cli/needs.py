"""What the commands need: the scenario, the wish, who works, how far it has come, and where it lies."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.endings import Failure, WrongCommand, complain
from model.cli.words import MOST_REPLICATIONS, PROGRAM
from model.words import NOTHING, say, say_number

if TYPE_CHECKING:
    from rich.console import Console

    from model.report.terminal import Progress
    from model.scenario import Scenario
    from model.study import Wish, Workforce


def loaded(word: str, asked: argparse.Namespace) -> Scenario:
    """The scenario of a file, with the settings of the command line."""
    from model.scenario import find_file, load_scenario

    return load_scenario(find_file(word), asked.settings)


def wish_of(asked: argparse.Namespace) -> Wish:
    """How the study is wanted."""
    from model.study import Band, Until, Wish

    command = shlex.join([*PROGRAM.split(), *asked.words])
    until = None
    if getattr(asked, "until_ci", None) is not None:
        until = Until(asked.until_ci, asked.most or MOST_REPLICATIONS)
    elif getattr(asked, "most", None) is not None:
        raise WrongCommand(say("cli.most_alone", asked.lang))
    band = Band(asked.band) if getattr(asked, "band", None) is not None else None
    settings = tuple(asked.settings)
    return Wish(
        replications=asked.replications,
        seed=asked.seed,
        out=asked.out,
        jobs=asked.jobs,
        settings=settings,
        command=command,
        until=until,
        band=band,
        cluster=asked.cluster,
        engine=asked.engine,
        figures=not asked.no_figures,
        report=not (asked.no_figures or getattr(asked, "no_report", True)),
        lang=asked.lang,
    )


@contextmanager
def workforce_for(asked: argparse.Namespace, wish: Wish) -> Iterator[Workforce]:
    """Those who work for one command, all of it; where they can't, it is said in the user's language."""
    from model.study import WorkforceError, at_work

    try:
        with at_work(wish.jobs, wish.cluster) as workforce:
            yield workforce
    except WorkforceError as fault:
        kind = WrongCommand if fault.is_command else Failure
        raise kind(fault.text(asked.lang)) from None


def one_folder_for_one(asked: argparse.Namespace, files: Sequence[str]) -> None:
    """Refuse one folder for several files."""
    if asked.out is not None and len(files) > 1:
        raise WrongCommand(say("cli.out_for_one", asked.lang, count=len(files)))


class Teller:
    """Passes on how far a study has come, and hears Ctrl-C on the way; silent without a progress to tell."""

    def __init__(self, asked: argparse.Namespace, progress: Progress | None) -> None:
        self._interrupt, self._progress = asked.interrupt, progress
        self._lang, self._has_said = asked.lang, False

    def __call__(self, more: int, /) -> None:
        """So many more replications are done."""
        self._interrupt.check()
        if self._progress is not None:
            self._progress.advance(more)

    def expect(self, total: int, /) -> None:
        """It will take so many replications in all, as far as can now be told."""
        if self._progress is not None:
            self._progress.expect(total)

    def begins(self, step: str, total: int, /) -> None:
        """A further step begins, with a name and a count of its own."""
        if self._progress is not None:
            self._progress.begin(say(f"cli.progress.step.{step}", self._lang), total)

    def compiles(self) -> None:
        """The engine has to be compiled first; said once."""
        if self._progress is not None and not self._has_said:
            self._has_said = True
            complain(say("cli.compiling", self._lang))


@contextmanager
def progress_of(asked: argparse.Namespace, label: str, total: int) -> Iterator[Teller]:
    """Progress on the error stream, so that results can be piped; none where quiet is asked for."""
    from model.report.terminal import Progress

    if asked.quiet:
        yield Teller(asked, None)
        return
    with Progress(label, total, asked.lang, sys.stderr) as progress:
        yield Teller(asked, progress)


def terminal() -> Console:
    """Where answers are shown."""
    from model.report.terminal import console_on

    return console_on(sys.stdout)


def say_where(asked: argparse.Namespace, folder: Path, is_new: bool) -> None:
    """Say in which folder the answer lies."""
    print(say("cli.done" if is_new else "cli.unchanged", asked.lang, folder=folder))


def say_report(asked: argparse.Namespace, wish: Wish, folder: Path) -> None:
    """Say where the report is, if one was made and somebody wants to hear of it."""
    if wish.report and not asked.quiet:
        print(say("cli.report.written", asked.lang, file=folder / "report.html"))


def say_more(asked: argparse.Namespace, folder: Path) -> None:
    """Say what a run cost and what it rests on."""
    from model.archive import manifest_of

    facts = manifest_of(folder)
    grades = ", ".join(f"{grade} {count}" for grade, count in facts["facts_by_grade"].items())
    lives = say_number(facts["activities_per_replication"], asked.lang, 1)
    seconds = say_number(facts["seconds"], asked.lang, 1)
    print(say("cli.more", asked.lang, lives=lives, grades=grades, seconds=seconds, hash=facts["hash"]))


def near_folder(word: str) -> str | None:
    """The nearest name of a folder of results to one that there isn't."""
    from model.archive import RESULTS
    from model.scenario.wrong import nearest

    found = [path.as_posix() for one in ("*", "compare/*") for path in RESULTS.glob(one) if path.is_dir()]
    return nearest(word if "/" in word else f"{RESULTS.name}/{word}", found)


def check_name(
    asked: argparse.Namespace, option: str, found: str | None, known: Iterable[str], scenario: Scenario
) -> None:
    """Refuse a name that the scenario doesn't have, with the nearest that it has."""
    from model.scenario.wrong import nearest

    if found is None or found in known:
        return
    names = ", ".join(known) or NOTHING
    text = say("trace.unknown", asked.lang, option=option, found=found, known=names, scenario=scenario.name)
    near = nearest(found, known)
    raise WrongCommand(text + (say("scenario.did_you_mean", asked.lang, near=near) if near else ""))
