"""What the commands do: hand what was asked to the study, and show what comes back."""

from __future__ import annotations

import argparse
import io
import math
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.deciding import rank, seek
from model.cli.demands import check_demands, unmet
from model.cli.draw import draw
from model.cli.endings import (
    DONE,
    FAILED,
    INVALID,
    NOT_MET,
    SOME_FAILED,
    WRONG_COMMAND,
    Failure,
    WrongCommand,
    complain,
)
from model.cli.exploring import explore
from model.cli.export import export
from model.cli.needs import (
    check_name,
    loaded,
    one_folder_for_one,
    progress_of,
    say_more,
    say_report,
    say_where,
    terminal,
    wish_of,
    workforce_for,
)
from model.cli.report import report
from model.cli.sweeping import say_failed, say_taken, sweep_meant
from model.cli.words import BASELINE, COMMANDS, PROGRAM
from model.cli.writing import new, take_workbook, template
from model.words import say, say_number, say_percent

if TYPE_CHECKING:
    from model.archive import WouldOverwrite
    from model.scenario import Scenario, Sweep
    from model.study import Comparison, Study, SweepStudy, Wish, Workforce


def carried_out(asked: argparse.Namespace) -> int:
    """Carry out a command; what may go wrong with its files is said, with its exit code."""
    from model.scenario import MissingFile, ScenarioError  # libraries are loaded when they are needed

    try:
        return DOES[asked.command](asked)
    except MissingFile as fault:
        complain(fault.text(asked.lang))
        return WRONG_COMMAND
    except ScenarioError as fault:
        complain(say("cli.invalid", asked.lang, count=len(fault.faults)))
        complain(fault.text(asked.lang))
        return INVALID
    except _would_overwrite() as fault:
        complain(say("cli.would_overwrite", asked.lang, folder=fault.folder))
        return FAILED
    except Failure as fault:
        complain(say("cli.failed", asked.lang, problem=fault))
        return FAILED
    except BrokenPipeError:  # the reader has seen enough, as `head` does; that is no failure
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (so that nothing is flushed at exit)
        return DONE
    except OSError as fault:
        complain(say("cli.failed", asked.lang, problem=fault))
        return FAILED


def _would_overwrite() -> tuple[type[WouldOverwrite], ...]:
    """What is raised instead of overwriting, by the commands that have loaded what leaves results."""
    archive = sys.modules.get("model.archive")
    return () if archive is None else (archive.WouldOverwrite,)


# -- run ---------------------------------------------------------------------------------------------


def _run(asked: argparse.Namespace) -> int:
    files = asked.files or [BASELINE]
    one_folder_for_one(asked, files)
    take_workbook(asked, files)
    wish = wish_of(asked)
    scenarios = [loaded(file, asked) for file in files]
    check_demands(asked.demands, scenarios, asked.lang)
    _say_cost(asked, wish)
    with workforce_for(asked, wish) as workforce:
        label = say("cli.progress.simulating", asked.lang) if len(scenarios) == 1 else None
        codes = [_run_one(asked, scenario, wish, workforce, label) for scenario in scenarios]
    return max(codes)


def _run_one(
    asked: argparse.Namespace, scenario: Scenario, wish: Wish, workforce: Workforce, label: str | None
) -> int:
    """Run a scenario and show it; its progress is told under a label, of several under its title."""
    from model.study import run_scenario

    with progress_of(asked, label or scenario.title[asked.lang], wish.first_look(scenario)) as tell:
        study = run_scenario(scenario, wish, tell, workforce)
    _show_run(asked, study)
    say_where(asked, study.folder, study.is_new)
    say_report(asked, wish, study.folder)
    if asked.verbose:
        say_more(asked, study.folder)
        if wish.band is None:
            print(say("cli.no_band", asked.lang))
    _say_if_not_sharp(asked, study, wish)
    code = DONE
    for sentence in unmet(asked.demands, study, asked.lang):
        complain(sentence)
        code = NOT_MET
    return code


def _show_run(asked: argparse.Namespace, study: Study) -> None:
    from model.report.goals import goals_told
    from model.report.terminal import milestone_table
    from model.study import titles_of

    console = terminal()
    table = milestone_table(
        study.milestones.merge(study.main_causes, on="milestone", how="left"),
        titles=titles_of(study.plan),
        lang=asked.lang,
        horizon=study.scenario.said.horizon,
        width=console.width,
        heading=study.plan.title[asked.lang],
    )
    console.print(table)
    goals = goals_told(study.goals, asked.lang, console.width)
    if goals is not None:
        console.print(goals)


def _say_cost(asked: argparse.Namespace, wish: Wish) -> None:
    """What a band takes beside each run, before it is taken."""
    if wish.band is not None and not asked.quiet:
        draws, each, total = (
            say_number(count, asked.lang)
            for count in (wish.band.draws, wish.band.each, wish.band.replications)
        )
        complain(say("cli.band_cost", asked.lang, draws=draws, each=each, total=total))


def _say_if_not_sharp(asked: argparse.Namespace, study: Study, wish: Wish) -> None:
    """A run that stopped at its most replications, before its chances were as sharp as wanted, says so."""
    from model.study import widest

    if wish.until is None:
        return
    found = widest(study.milestones)
    if found > wish.until.half_width:
        complain(
            say(
                "cli.not_sharp",
                asked.lang,
                replications=say_number(study.replications, asked.lang),
                found=say_percent(math.ceil(found * 10_000) / 10_000, asked.lang, 2),
                wanted=say_percent(wish.until.half_width, asked.lang, 2),
            )
        )


# -- compare, sweep ----------------------------------------------------------------------------------


def _compare(asked: argparse.Namespace) -> int:
    from model.scenario import find_file, shown_path
    from model.study import compare

    if len(asked.files) < 2:
        raise WrongCommand(say("cli.two_needed", asked.lang))
    wish = wish_of(asked)
    first = loaded(asked.files[0], asked)
    total = (wish.first_look(first) + wish.luck(0, first.said.replications)[1]) * len(asked.files)
    _say_cost(asked, wish)
    label = say("cli.progress.simulating", asked.lang)
    with workforce_for(asked, wish) as workforce, progress_of(asked, label, total) as tell:
        done = compare([find_file(file) for file in asked.files], wish, tell, workforce)
    if not (asked.quiet or asked.no_figures or done.has_figures):
        from model.report.look import MOST_SCENARIOS  # matplotlib: slow to import

        complain(say("cli.few_figures", asked.lang, most=MOST_SCENARIOS, count=len(done.studies)))
    for lang, file in asked.pages:
        _write_page(file, _results(asked, done, lang))
    if asked.markdown:
        print(
            _results(asked, done, asked.lang), end=""
        )  # alone on the output, so that it can be sent to a file
        return DONE
    _show_comparison(asked, done)
    say_where(asked, done.folder, done.is_new)
    say_report(asked, wish, done.folder)
    if asked.verbose and wish.band is None:
        print(say("cli.no_band", asked.lang))
    for _, file in asked.pages:
        print(say("cli.page_written", asked.lang, file=shown_path(file)))
    return DONE


KEPT = "<!-- kept -->"
"""A line of a page from which on it is somebody's own, and stays when the rest is made anew."""


def _write_page(file: Path, page: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    _, mark, own = before.partition(f"\n{KEPT}\n")
    file.write_text(page + mark + own, encoding="utf-8", newline="\n")


def _results(asked: argparse.Namespace, done: Comparison, lang: str) -> str:
    """The page of what all scenarios promise."""
    from model.report.results_page import Result, results_page
    from model.study import titles_of

    results = [
        Result(
            study.scenario,
            titles_of(study.plan),
            study.milestones.merge(study.main_causes, on="milestone", how="left"),
            study.goals,
            study.seed,
        )
        for study in done.studies
    ]
    command = shlex.join([*PROGRAM.split(), *asked.words])
    return results_page(results, done.table, command, lang, draws=asked.band)


def _show_comparison(asked: argparse.Namespace, done: Comparison) -> None:
    from model.report.compared import Compared, answer_told, details_told
    from model.report.terminal import comparison_table

    console, milestones = terminal(), done.milestones
    titles, scenario_titles = done.titles, done.scenario_titles
    found = Compared(
        done.table, done.carried, done.changes, milestones, titles, scenario_titles, done.names, asked.lang
    )
    table = comparison_table(
        done.table,
        titles=titles,
        scenario_titles=scenario_titles,
        milestones=milestones,
        lang=asked.lang,
        width=console.width,
    )
    for told in (answer_told(found, console.width), table, details_told(found, console.width)):
        console.print(told)


def _sweep(asked: argparse.Namespace) -> int:
    one_folder_for_one(asked, asked.files)
    wish = wish_of(asked)
    sweeps = [sweep_meant(asked, word) for word in asked.files]
    with workforce_for(asked, wish) as workforce:
        return max([_sweep_one(asked, one, wish, workforce) for one in sweeps])


def _sweep_one(asked: argparse.Namespace, meant: Sweep, wish: Wish, workforce: Workforce) -> int:
    from model.study import sweep, sweep_size

    cells, total = sweep_size(meant, wish)
    label = say("cli.progress.sweeping", asked.lang, cells=say_number(cells, asked.lang))
    try:
        with progress_of(asked, label, total) as tell:
            done = sweep(meant, wish, tell, workforce)
    except KeyboardInterrupt:
        complain(say("cli.sweep.kept", asked.lang))
        raise
    _show_sweep(asked, done)
    say_taken(asked, done)
    say_where(asked, done.folder, done.is_new)
    if len(done.failed):
        say_failed(asked, done)
        return SOME_FAILED
    return DONE


def _show_sweep(asked: argparse.Namespace, done: SweepStudy) -> None:
    from model.report.axes import along, axis_said
    from model.report.sweep_tables import grid_tables, sample_table
    from model.report.terminal import sweep_table
    from model.study import titles_of

    axes, rows, titles = done.design.axes, done.table, titles_of(done.plan)
    if not len(rows):
        return
    console = terminal()
    if done.design.is_sample:
        names = {axis.name: axis.title for axis in axes}
        table = sample_table(done.ranks, titles=titles, factors=names, lang=asked.lang, width=console.width)
    elif len(axes) > 1:
        table = grid_tables(rows, axes, titles=titles, lang=asked.lang, width=console.width)
    else:
        [axis] = axes
        rows, lever = along(rows, axis, asked.lang), axis_said(axis, asked.lang)
        table = sweep_table(rows, titles=titles, lever=lever, lang=asked.lang, width=console.width)
    console.print(table)


# -- one replication ---------------------------------------------------------------------------------


def _trace(asked: argparse.Namespace) -> int:
    from model.report.lists import print_whole
    from model.report.trace import Wanted, story
    from model.study.trace import trace

    take_workbook(asked, [asked.files or BASELINE])
    scenario = loaded(asked.files or BASELINE, asked)
    check_name(asked, "--milestone", asked.milestone, scenario.said.milestones, scenario)
    check_name(asked, "--work", asked.work, [*scenario.said.works, *scenario.said.activities], scenario)
    lived = trace(scenario, asked.replication - 1, asked.seed)
    wanted = Wanted(asked.milestone, asked.work, asked.verbose)
    if asked.out is None:
        print_whole(lambda width: story(lived, asked.lang, width, wanted), sys.stdout)
        return DONE
    paper = io.StringIO()
    print_whole(lambda width: story(lived, asked.lang, width, wanted), paper)
    try:
        with open(asked.out, "x", encoding="utf-8", newline="\n") as file:
            file.write(paper.getvalue())
    except FileExistsError:
        complain(say("trace.exists", asked.lang, file=asked.out))
        return FAILED
    print(say("cli.done", asked.lang, folder=asked.out))
    return DONE


# -- reading without running -------------------------------------------------------------------------


def _list(asked: argparse.Namespace) -> int:
    from model.report.facts_page import facts_page
    from model.report.inventory import facts, guesses, overview
    from model.report.lists import print_whole
    from model.report.register import register
    from model.report.risk_register import risk_register

    if asked.fixed and not asked.facts:
        raise WrongCommand(say("cli.fixed_alone", asked.lang))
    if asked.markdown and not asked.facts:
        raise WrongCommand(say("cli.markdown_alone", asked.lang))
    take_workbook(asked, [asked.files or BASELINE])
    scenario = loaded(asked.files or BASELINE, asked)
    if asked.markdown:
        print(facts_page(scenario, asked.lang), end="")
        return DONE
    lists = {"programme": register, "risks": risk_register, "fixed": guesses, "facts": facts}
    told = next((lists[name] for name in lists if getattr(asked, name)), overview)
    print_whole(lambda width: told(scenario, asked.lang, width), sys.stdout)
    return DONE


def _validate(asked: argparse.Namespace) -> int:
    from model.scenario import MissingFile, ScenarioError, shown_path
    from model.validate import validate

    files = [file for word in asked.files for file in _files_in(word)]
    wrong = 0
    for file in files:
        try:
            take_workbook(asked, [str(file) for file in files])
            validate(file, asked.settings)
        except MissingFile:
            raise
        except ScenarioError as fault:
            wrong += 1
            print(fault.text(asked.lang))
        else:
            if not asked.quiet:
                print(say("cli.valid", asked.lang, file=shown_path(file)))
    key = "cli.some_invalid" if wrong else "cli.all_valid"
    print(say(key, asked.lang, invalid=wrong, count=len(files)))
    return INVALID if wrong else DONE


def _files_in(word: str) -> list[Path]:
    from model.scenario import find_file, find_scenario_files

    return find_scenario_files(word) if Path(word).is_dir() else [find_file(word)]


def _show(asked: argparse.Namespace) -> int:
    from model.scenario import resolved_yaml

    take_workbook(asked, [asked.files])
    print(resolved_yaml(loaded(asked.files, asked)), end="")
    return DONE


def _diff(asked: argparse.Namespace) -> int:
    from model.scenario import difference, shown_path

    first, second = (loaded(file, asked) for file in asked.files)
    found = difference(first, second)
    for path, one, other in found:
        if one is None or other is None:
            file, value = (second.path, other) if one is None else (first.path, one)
            print(say("cli.only_in", asked.lang, path=path, value=value, file=shown_path(file)))
        else:
            print(say("cli.difference", asked.lang, path=path, first=one, second=other))
    if not found:
        print(say("cli.no_difference", asked.lang))
    return DONE


def _schema(asked: argparse.Namespace) -> int:
    import json

    from model.report.format_page import format_page
    from model.scenario.schema import json_schema

    if asked.markdown:
        print(format_page(asked.lang), end="")
    else:
        print(json.dumps(json_schema(asked.lang, asked.files), indent=2, ensure_ascii=False))
    return DONE


def _explain(asked: argparse.Namespace) -> int:
    from model.cli.explain import explained  # it stands on what all commands need, below

    return explained(asked)


DOES: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "compare": _compare,
    "sweep": _sweep,
    "explain": _explain,
    "report": report,
    "export": export,
    "draw": draw,
    "seek": seek,
    "rank": rank,
    "trace": _trace,
    "list": _list,
    "validate": _validate,
    "show": _show,
    "diff": _diff,
    "schema": _schema,
    "new": new,
    "template": template,
    "explore": explore,
}
assert tuple(DOES) == COMMANDS, "every command does something"
