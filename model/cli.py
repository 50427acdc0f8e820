"""The words of the command line, handed to the study; what comes back is shown, what is wrong is said."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from model import __version__
from model.words import LANGUAGE_VARIABLE, LANGUAGES, chosen_language, say, say_number

if TYPE_CHECKING:
    from rich.console import Console

    from model.scenario import Scenario
    from model.study import Study, SweepStudy, Wish

BASELINE = "scenarios/baseline.yaml"
COMMANDS = ("run", "compare", "sweep", "validate", "show", "diff")

DONE, FAILED, WRONG_COMMAND, INVALID, INTERRUPTED = 0, 1, 2, 3, 130


class WrongCommand(Exception):  # noqa: N818  (a sentence for the user)
    """The command line can't be understood; the message says why, in the user's language."""


class Interrupt:
    """Ctrl-C, remembered: Python drops an interruption that falls into a clean-up of its own."""

    def __init__(self) -> None:
        self._came = False

    def __enter__(self) -> Interrupt:
        """Listen from now on; only the main thread may."""
        self._before = None
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._come)
        sys.unraisablehook = self._dropped
        return self

    def __exit__(self, *_: object) -> None:
        """Leave things as they were."""
        sys.unraisablehook = sys.__unraisablehook__
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    @staticmethod
    def _dropped(problem: sys.UnraisableHookArgs) -> None:
        """What Python says of a dropped exception; a dropped interruption is ours and needs no word."""
        if problem.exc_type is not KeyboardInterrupt:
            sys.__unraisablehook__(problem)

    def _come(self, *_: object) -> NoReturn:
        self._came = True
        raise KeyboardInterrupt

    def check(self) -> None:
        """Stop here if an interruption has come and was dropped."""
        if self._came:
            raise KeyboardInterrupt


class Parser(argparse.ArgumentParser):
    """argparse, speaking the user's language and leaving the exit to ``main``."""

    lang = LANGUAGES[0]

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        for pattern, key in COMPLAINTS.items():
            if found := re.match(pattern, message):
                raise WrongCommand(say(key, self.lang, **found.groupdict()))
        raise WrongCommand(message)

    def format_help(self) -> str:
        """The help text, its headings in the user's language."""
        text = super().format_help()
        for english, key in HEADINGS.items():
            text = text.replace(english, say(key, self.lang), 1)
        return text


COMPLAINTS = {
    r"the following arguments are required: (?P<names>.*)": "cli.missing_argument",
    r"unrecognized arguments: (?P<word>.*)": "cli.unknown_option",
    r"argument (?P<option>\S+): invalid choice: '(?P<word>.*)' \(choose from (?P<choices>.*)\)": (
        "cli.invalid_choice"
    ),
    r"argument (?P<option>\S+): expected .* arguments?": "cli.missing_value",
    r"argument (?P<option>\S+): not allowed with argument (?P<other>\S+)": "cli.not_both",
}
"""What argparse complains of, and how it is said in the user's language."""

HEADINGS = {
    "usage: ": "cli.usage",
    "positional arguments:": "cli.heading.arguments",
    "options:": "cli.heading.options",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is what happened (design: 0 done … 130 interrupted)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows consoles and pipes are seldom UTF-8 by themselves
            stream.reconfigure(encoding="utf-8", errors="replace")
    lang = _language(words)
    try:
        asked = _parser(lang).parse_args(_with_command(words, lang))
        asked.lang, asked.words = lang, words
        with Interrupt() as asked.interrupt:
            return _carried_out(asked)
    except WrongCommand as problem:
        _complain(say("cli.wrong_command", lang, problem=problem))
        _complain(say("cli.see_help", lang, command="python run.py"))
        return WRONG_COMMAND
    except KeyboardInterrupt:
        _complain(say("cli.interrupted", lang))
        return INTERRUPTED


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _language(words: Sequence[str]) -> str:
    """The language must be known before the command line is read, so that its faults can be told in it."""
    for place, word in enumerate(words):
        said = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and place + 1 < len(words):
            said = words[place + 1]
        if said in LANGUAGES:
            return said
    return chosen_language()


def _with_command(words: list[str], lang: str) -> list[str]:
    """``run`` is understood where no command is named; without a file it is the baseline."""
    if words and (words[0] in COMMANDS or words[0] in ("-h", "--help", "--version")):
        return words
    if words and not words[0].startswith("-") and not _looks_like_file(words[0]):
        raise WrongCommand(say("cli.unknown_command", lang, word=words[0], commands=", ".join(COMMANDS)))
    return ["run", *words]


def _looks_like_file(word: str) -> bool:
    return Path(word).suffix in (".yaml", ".yml") or "/" in word or "\\" in word or Path(word).exists()


# -- the words ---------------------------------------------------------------------------------------


def _parser(lang: str) -> Parser:
    Parser.lang = lang
    parser = Parser(
        prog="python run.py",
        description=say("cli.program", lang),
        epilog=say("cli.examples", lang, command="python run.py"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help=say("cli.option.help", lang))
    parser.add_argument(
        "--version", action="version", version=__version__, help=say("cli.option.version", lang)
    )
    commands = parser.add_subparsers(
        dest="command", metavar="", required=True, title=say("cli.heading.commands", lang)
    )
    _add(commands, "run", lang, ("scenarios", "*"), _options_of_a_run)
    _add(commands, "compare", lang, ("scenarios", "+"), _options_of_a_run)
    _add(commands, "sweep", lang, ("sweeps", "+"), _options_of_a_run)
    _add(commands, "validate", lang, ("paths", "+"))
    _add(commands, "show", lang, ("scenario", None), _settings)
    _add(commands, "diff", lang, ("scenarios", 2), _settings)
    return parser


def _add(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    lang: str,
    takes: tuple[str, str | int | None],
    options: Callable[[Parser, str], None] | None = None,
) -> None:
    command = commands.add_parser(
        name,
        help=say(f"cli.{name}.help", lang),
        description=say(f"cli.{name}.about", lang),
        add_help=False,
    )
    thing, count = takes
    command.add_argument("files", nargs=count, metavar=thing, help=say(f"cli.argument.{thing}", lang))
    if options is not None:
        options(command, lang)
    languages = say("cli.option.lang", lang, variable=LANGUAGE_VARIABLE)
    command.add_argument("--lang", choices=LANGUAGES, help=languages)
    loudness = command.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help=say("cli.option.quiet", lang))
    loudness.add_argument("-v", "--verbose", action="store_true", help=say("cli.option.verbose", lang))
    command.add_argument("-h", "--help", action="help", help=say("cli.option.help", lang))


def _options_of_a_run(command: Parser, lang: str) -> None:
    command.add_argument(
        "-n",
        "--replications",
        type=_whole(1, "-n", lang),
        metavar="N",
        help=say("cli.option.replications", lang),
    )
    command.add_argument(
        "-s", "--seed", type=_whole(0, "-s", lang), metavar="N", help=say("cli.option.seed", lang)
    )
    command.add_argument("-o", "--out", type=Path, metavar="DIR", help=say("cli.option.out", lang))
    command.add_argument(
        "-j", "--jobs", type=_whole(1, "-j", lang), metavar="N", help=say("cli.option.jobs", lang)
    )
    _settings(command, lang)


def _settings(command: Parser, lang: str) -> None:
    command.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        type=_setting(lang),
        metavar="PATH=VALUE",
        help=say("cli.option.set", lang),
    )


def _whole(low: int, option: str, lang: str) -> Callable[[str], int]:
    def read(word: str) -> int:
        if not word.isdecimal() or int(word) < low:
            raise WrongCommand(say("cli.invalid_number", lang, option=option, low=low, word=word))
        return int(word)

    return read


def _setting(lang: str) -> Callable[[str], tuple[str, str]]:
    def read(word: str) -> tuple[str, str]:
        path, sign, text = word.partition("=")
        if not sign or not path.strip() or not text.strip():
            raise WrongCommand(say("cli.set_malformed", lang, text=word))
        return path.strip(), text.strip()

    return read


# -- what is done ------------------------------------------------------------------------------------


def _carried_out(asked: argparse.Namespace) -> int:
    """Carry out a command; what may go wrong with its files is said, with its exit code."""
    from model.archive import WouldOverwrite  # pandas and pydantic are loaded when they are needed
    from model.scenario import MissingFile, ScenarioError

    try:
        return DOES[asked.command](asked)
    except MissingFile as fault:
        _complain(fault.text(asked.lang))
        return WRONG_COMMAND
    except ScenarioError as fault:
        _complain(say("cli.invalid", asked.lang, count=len(fault.faults)))
        _complain(fault.text(asked.lang))
        return INVALID
    except WouldOverwrite as fault:
        _complain(say("cli.would_overwrite", asked.lang, folder=fault.folder))
        return FAILED
    except BrokenPipeError:  # the reader has seen enough, as `head` does; that is no failure
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (so that nothing is flushed at exit)
        return DONE
    except OSError as fault:
        _complain(say("cli.failed", asked.lang, problem=fault))
        return FAILED


def _run(asked: argparse.Namespace) -> int:
    from model.study import run_scenario

    files = asked.files or [BASELINE]
    _one_folder_for_one(asked, files)
    for file in files:
        scenario = _loaded(file, asked)
        _, replications = _wish(asked).luck(scenario.said.seed, scenario.said.replications)
        with _progress(asked, scenario.title[asked.lang], replications) as tell:
            study = run_scenario(scenario, _wish(asked), tell)
        _show_run(asked, study)
        _say_where(asked, study.folder, study.is_new)
        if asked.verbose:
            _say_more(asked, study.folder)
    return DONE


def _show_run(asked: argparse.Namespace, study: Study) -> None:
    from model.report.terminal import milestone_table
    from model.study import titles_of

    console = _console()
    table = milestone_table(
        study.milestones.merge(study.main_causes, on="milestone", how="left"),
        titles=titles_of(study.plan),
        lang=asked.lang,
        horizon=study.scenario.said.horizon,
        width=console.width,
        heading=study.plan.title[asked.lang],
    )
    console.print(table)


def _compare(asked: argparse.Namespace) -> int:
    from model.report.terminal import comparison_table
    from model.scenario import find_file
    from model.study import compare, titles_of

    if len(asked.files) < 2:
        raise WrongCommand(say("cli.two_needed", asked.lang))
    said = _loaded(asked.files[0], asked).said
    _, replications = _wish(asked).luck(said.seed, said.replications)
    total = replications * len(asked.files)
    with _progress(asked, say("cli.progress.simulating", asked.lang), total) as tell:
        done = compare([find_file(file) for file in asked.files], _wish(asked), tell)
    console = _console()
    table = comparison_table(
        done.table,
        titles={name: title for study in done.studies for name, title in titles_of(study.plan).items()},
        scenario_titles={study.name: study.plan.title for study in done.studies},
        lang=asked.lang,
        width=console.width,
    )
    console.print(table)
    _say_where(asked, done.folder, done.is_new)
    return DONE


def _sweep(asked: argparse.Namespace) -> int:
    from model.scenario import find_file
    from model.study import sweep, sweep_size

    _one_folder_for_one(asked, asked.files)
    for file in map(find_file, asked.files):
        total = sweep_size(file, _wish(asked))
        with _progress(asked, say("cli.progress.sweeping", asked.lang), total) as tell:
            done = sweep(file, _wish(asked), tell)
        _show_sweep(asked, done)
        _say_where(asked, done.folder, done.is_new)
    return DONE


def _show_sweep(asked: argparse.Namespace, done: SweepStudy) -> None:
    from model.report.terminal import sweep_table
    from model.study import titles_of

    console = _console()
    table = sweep_table(
        done.table,
        titles=titles_of(done.plan),
        lever=done.lever[asked.lang],
        lang=asked.lang,
        width=console.width,
    )
    console.print(table)


def _validate(asked: argparse.Namespace) -> int:
    from model.scenario import ScenarioError, shown_path
    from model.study import validate

    files = [file for word in asked.files for file in _files_in(word)]
    wrong = 0
    for file in files:
        try:
            validate(file)
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

    print(resolved_yaml(_loaded(asked.files, asked)), end="")
    return DONE


def _diff(asked: argparse.Namespace) -> int:
    from model.scenario import difference, shown_path

    first, second = (_loaded(file, asked) for file in asked.files)
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


DOES: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "compare": _compare,
    "sweep": _sweep,
    "validate": _validate,
    "show": _show,
    "diff": _diff,
}
assert tuple(DOES) == COMMANDS, "every command does something"


# -- what all of them need ---------------------------------------------------------------------------


def _loaded(word: str, asked: argparse.Namespace) -> Scenario:
    from model.scenario import find_file, load_scenario

    return load_scenario(find_file(word), asked.settings)


def _wish(asked: argparse.Namespace) -> Wish:
    from model.study import Wish

    command = shlex.join(["python", "run.py", *asked.words])
    return Wish(asked.replications, asked.seed, asked.out, asked.jobs, tuple(asked.settings), command)


def _one_folder_for_one(asked: argparse.Namespace, files: Sequence[str]) -> None:
    if asked.out is not None and len(files) > 1:
        raise WrongCommand(say("cli.out_for_one", asked.lang, count=len(files)))


@contextmanager
def _progress(asked: argparse.Namespace, label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Progress on the error stream, so that results can be piped; none where quiet is asked for."""
    from model.report.terminal import Progress

    def quietly(_: int) -> None:
        asked.interrupt.check()

    if asked.quiet:
        yield quietly
        return
    with Progress(label, total, asked.lang, sys.stderr) as progress:

        def advance(pieces: int) -> None:
            asked.interrupt.check()
            progress.advance(pieces)

        yield advance


def _console() -> Console:
    from model.report.terminal import console_on

    return console_on(sys.stdout)


def _say_where(asked: argparse.Namespace, folder: Path, is_new: bool) -> None:
    print(say("cli.done" if is_new else "cli.unchanged", asked.lang, folder=folder))


def _say_more(asked: argparse.Namespace, folder: Path) -> None:
    from model.archive import manifest_of

    facts = manifest_of(folder)
    grades = ", ".join(f"{grade} {count}" for grade, count in facts["facts_by_grade"].items())
    lives = say_number(facts["activities_per_replication"], asked.lang, 1)
    seconds = say_number(facts["seconds"], asked.lang, 1)
    print(say("cli.more", asked.lang, lives=lives, grades=grades, seconds=seconds, hash=facts["hash"]))
