"""The command ``export``: results that are there, handed on in another form."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.cli.endings import DONE, FAILED, WrongCommand, complain
from model.words import say

FORMATS = ("xlsx", "csv", "parquet")


def export_options(command: argparse.ArgumentParser, lang: str) -> None:
    """The form, and where to."""
    command.add_argument(
        "--format", dest="form", choices=FORMATS, default=FORMATS[0], help=say("export.option.format", lang)
    )
    command.add_argument("-o", "--out", type=Path, metavar="PATH", help=say("export.option.out", lang))


def export(asked: argparse.Namespace) -> int:
    """Write the workbook, the CSV or the typed tables of a folder of results."""
    from model.scenario import shown_path
    from model.study.export import OtherThere
    from model.study.export import export as handed_on
    from model.study.left import NotResults

    is_workbook = asked.form == "xlsx"
    if is_workbook and asked.out is not None and asked.out.suffix.lower() != ".xlsx":
        raise WrongCommand(say("cli.not_xlsx", asked.lang, file=asked.out))
    try:
        done = handed_on(asked.files, asked.form, asked.lang, asked.out)
    except NotResults as fault:
        raise WrongCommand(not_results(fault.folder, fault.found, asked.lang, also=True)) from None
    except OtherThere as fault:
        complain(say("export.exists", asked.lang, file=shown_path(fault.file)))
        return FAILED
    key = "export.done" if done.is_new else "cli.unchanged"
    print(say(key, asked.lang, file=shown_path(done.place), folder=shown_path(done.place)))
    return DONE


def not_results(folder: Path, found: tuple[str, ...], lang: str, *, also: bool) -> str:
    """What is wrong with a folder that should hold results; ``also`` those of a comparison would do."""
    if not found:
        return say("export.no_results", lang, folder=folder)
    or_compare = say("export.or_compare", lang) if also else ""
    return say("export.not_of_a_run", lang, folder=folder, also=or_compare, found=", ".join(found))
