"""What can be asked for: the commands with their options and help, in the user's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from model import __version__
from model.cli.deciding_words import aims, budgets
from model.cli.draw import draw_options
from model.cli.endings import WrongCommand
from model.cli.explain_words import explain_options
from model.cli.exploring_words import page_options
from model.cli.export import export_options
from model.cli.report_words import no_report, report_options
from model.cli.values import address, half_width, page, setting, wanted, whole
from model.words import LANGUAGE_VARIABLE, LANGUAGES, chosen_language, say, say_number

PROGRAM = "python run.py"
BASELINE = "scenarios/baseline.yaml"
COMMANDS = (
    "run", "compare", "sweep", "explain", "report", "export", "draw", "seek", "rank", "trace", "list",
    "validate", "show", "diff", "schema", "new", "template", "explore",
)  # fmt: skip
KINDS_OF_FILE = ("scenario", "library", "sweep")
MOST_REPLICATIONS = 1_024_000
"""Where ``--until-ci`` gives up unless told otherwise."""
BAND = "--band"
BAND_DRAWS, FEWEST_DRAWS = 200, 20
"""Draws of the assumptions behind a band unless told otherwise; fewer than the second have no 5 % to tell."""


def understood(words: list[str], lang: str) -> argparse.Namespace:
    """What a command line asks for.

    Raises
    ------
    WrongCommand
        If it asks for nothing there is.
    """
    asked = _parser(lang).parse_args(_with_command(_with_draws(words), lang))
    asked.lang, asked.words = lang, words
    return asked


def language_of(words: Sequence[str]) -> str:
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


def _with_draws(words: list[str]) -> list[str]:
    """``--band`` may stand alone, also before a file, which argparse would take for its number."""
    following = [*words[1:], ""]
    return [
        f"{BAND}={BAND_DRAWS}" if word == BAND and not after.lstrip("-").isdecimal() else word
        for word, after in zip(words, following, strict=True)
    ]


def _looks_like_file(word: str) -> bool:
    return Path(word).suffix in (".yaml", ".yml") or "/" in word or "\\" in word or Path(word).exists()


# -- argparse in two languages -----------------------------------------------------------------------


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


class Help(argparse.HelpFormatter):
    """Help texts broken to the width of the terminal, but for examples, which have lines of their own."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text.strip() if "\n" in text else super()._fill_text(text, width, indent)


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


def _help(key: str, lang: str, **values: object) -> str:
    """A help text; argparse would take a percent sign for a blank of its own."""
    return say(key, lang, **values).replace("%", "%%")


# -- the commands ------------------------------------------------------------------------------------


def _parser(lang: str) -> Parser:
    Parser.lang = lang
    parser = Parser(
        prog=PROGRAM,
        description=say("cli.program", lang),
        epilog=say("cli.examples", lang, command=PROGRAM),
        formatter_class=Help,
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help=_help("cli.option.help", lang))
    parser.add_argument(
        "--version", action="version", version=__version__, help=_help("cli.option.version", lang)
    )
    commands = parser.add_subparsers(
        dest="command", metavar="", required=True, title=say("cli.heading.commands", lang)
    )
    for name, takes, options in (
        ("run", ("scenarios", "*"), (_how_long, _band, _options_of_a_run, no_report, _workbook, _demands)),
        ("compare", ("scenarios", "+"), (_replications, _band, _options_of_a_run, no_report, _results_page)),
        ("sweep", ("sweeps", "+"), (_axes, _replications, _options_of_a_run)),
        ("explain", ("scenario", "?"), (explain_options, _replications, _options_of_a_run)),
        ("report", ("results", "+"), (report_options,)),
        ("trace", ("scenario", "?"), (_one_replication, _settings, _workbook)),
        ("list", ("scenario", "?"), (_whole_lists, _settings, _workbook)),
        ("validate", ("paths", "+"), (_workbook,)),
        ("show", ("scenario", None), (_settings, _workbook)),
        ("diff", ("scenarios", 2), (_settings,)),
        ("schema", ("kind", "?"), (_page,)),
        ("new", ("name", None), (_parent, _workbook)),
        ("template", ("scenario", "?"), (_sheet_file,)),
        ("export", ("results", None), (export_options,)),
        ("draw", ("results", None), (draw_options,)),
        ("seek", ("scenario", None), (aims, _replications, _options_of_a_run)),
        ("rank", ("scenario", None), (budgets, _replications, _options_of_a_run)),
        ("explore", ("scenario", "?"), (page_options, _settings)),
    ):
        _add(commands, name, lang, takes, options)
    return parser


def _add(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    lang: str,
    takes: tuple[str, str | int | None],
    options: Sequence[Callable[[Parser, str], None]],
) -> None:
    command = commands.add_parser(
        name,
        help=_help(f"cli.{name}.help", lang),
        description=say(f"cli.{name}.about", lang),
        epilog=say(f"cli.{name}.examples", lang, command=f"{PROGRAM} {name}"),
        formatter_class=Help,
        add_help=False,
    )
    thing, count = takes
    kinds = KINDS_OF_FILE if thing == "kind" else None
    command.add_argument(
        "files", nargs=count, metavar=thing, choices=kinds, help=_help(f"cli.argument.{thing}", lang)
    )
    for add in options:
        add(command, lang)
    languages = _help("cli.option.lang", lang, variable=LANGUAGE_VARIABLE)
    command.add_argument("--lang", choices=LANGUAGES, help=languages)
    loudness = command.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help=_help("cli.option.quiet", lang))
    more = "cli.trace.verbose" if name == "trace" else "cli.option.verbose"
    loudness.add_argument("-v", "--verbose", action="store_true", help=_help(more, lang))
    command.add_argument("-h", "--help", action="help", help=_help("cli.option.help", lang))


# -- the options -------------------------------------------------------------------------------------


def _how_long(command: Parser, lang: str) -> None:
    """A run is as long as it is told, or goes on until the chances are sharp enough."""
    either = command.add_mutually_exclusive_group()
    _replications(either, lang)
    either.add_argument(
        "--until-ci",
        type=half_width(lang),
        metavar="W",
        help=_help("cli.option.until", lang),
    )
    command.add_argument(
        "--most",
        type=whole(1, "--most", lang),
        metavar="N",
        help=_help("cli.option.most", lang, most=say_number(MOST_REPLICATIONS, lang)),
    )


def _band(command: Parser, lang: str) -> None:
    command.add_argument(
        BAND,
        type=whole(FEWEST_DRAWS, BAND, lang),
        metavar="DRAWS",
        help=_help("cli.option.band", lang, draws=BAND_DRAWS),
    )


def _axes(command: Parser, lang: str) -> None:
    """What is varied where it stands in no file, and going on where a sweep was cut short."""
    command.add_argument(
        "--vary",
        action="append",
        default=[],
        type=setting(lang, "cli.vary_malformed"),
        metavar="PATH=VALUES",
        help=_help("cli.option.vary", lang),
    )
    command.add_argument(
        "--milestone",
        dest="milestones",
        action="append",
        default=[],
        metavar="NAME",
        help=_help("cli.option.only_milestone", lang),
    )
    command.add_argument("--resume", action="store_true", help=_help("cli.option.resume", lang))


def _replications(command: argparse._ActionsContainer, lang: str) -> None:
    command.add_argument(
        "-n",
        "--replications",
        type=whole(1, "-n", lang),
        metavar="N",
        help=_help("cli.option.replications", lang),
    )


def _options_of_a_run(command: Parser, lang: str) -> None:
    command.add_argument(
        "-s", "--seed", type=whole(0, "-s", lang), metavar="N", help=_help("cli.option.seed", lang)
    )
    command.add_argument("-o", "--out", type=Path, metavar="DIR", help=_help("cli.option.out", lang))
    where = command.add_mutually_exclusive_group()
    where.add_argument(
        "-j", "--jobs", type=whole(1, "-j", lang), metavar="N", help=_help("cli.option.jobs", lang)
    )
    where.add_argument(
        "--cluster", type=address(lang), metavar="ADDRESS", help=_help("cli.option.cluster", lang)
    )
    command.add_argument(
        "--engine",
        choices=("auto", "simpy", "compiled"),
        default="auto",
        help=_help("cli.option.engine", lang),
    )
    command.add_argument("--no-figures", action="store_true", help=_help("cli.option.no_figures", lang))
    _settings(command, lang)


def _one_replication(command: Parser, lang: str) -> None:
    """Which replication is told, what of it, and where to."""
    command.add_argument(
        "--replication",
        type=whole(1, "--replication", lang),
        default=1,
        metavar="K",
        help=_help("cli.option.replication", lang),
    )
    command.add_argument(
        "-s", "--seed", type=whole(0, "-s", lang), metavar="N", help=_help("cli.option.seed", lang)
    )
    command.add_argument("--milestone", metavar="NAME", help=_help("cli.option.milestone", lang))
    command.add_argument("--work", metavar="NAME", help=_help("cli.option.work", lang))
    command.add_argument("-o", "--out", type=Path, metavar="FILE", help=_help("cli.option.file", lang))


def _demands(command: Parser, lang: str) -> None:
    command.add_argument(
        "--fail-under",
        dest="demands",
        action="append",
        default=[],
        type=wanted(lang),
        metavar="MILESTONE=P",
        help=_help("cli.option.fail_under", lang),
    )


def _settings(command: Parser, lang: str) -> None:
    command.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        type=setting(lang),
        metavar="PATH=VALUE",
        help=_help("cli.option.set", lang),
    )


def _workbook(command: Parser, lang: str) -> None:
    command.set_defaults(settings=[])
    command.add_argument("--workbook", type=Path, metavar="FILE", help=_help("cli.option.workbook", lang))


def _parent(command: Parser, lang: str) -> None:
    command.add_argument("--from", dest="parent", metavar="SCENARIO", help=_help("cli.option.from", lang))


def _sheet_file(command: Parser, lang: str) -> None:
    command.add_argument("-o", "--out", type=Path, metavar="FILE", help=_help("cli.option.sheet_file", lang))


def _whole_lists(command: Parser, lang: str) -> None:
    either = command.add_mutually_exclusive_group()
    either.add_argument("--programme", action="store_true", help=_help("cli.option.programme", lang))
    either.add_argument("--risks", action="store_true", help=_help("cli.option.risks", lang))
    either.add_argument("--facts", action="store_true", help=_help("cli.option.facts", lang))
    command.add_argument("--fixed", action="store_true", help=_help("cli.option.fixed", lang))
    command.add_argument("--markdown", action="store_true", help=_help("cli.option.facts_page", lang))


def _results_page(command: Parser, lang: str) -> None:
    command.add_argument("--markdown", action="store_true", help=_help("cli.option.results_page", lang))
    command.add_argument(
        "--page",
        dest="pages",
        action="append",
        default=[],
        type=page(lang),
        metavar="LANG=FILE",
        help=_help("cli.option.page", lang),
    )


def _page(command: Parser, lang: str) -> None:
    command.add_argument("--markdown", action="store_true", help=_help("cli.option.markdown", lang))
