"""What can be asked of ``report``, and whether ``run`` and ``compare`` make one: options in two languages."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.words import say


def report_options(command: argparse.ArgumentParser, lang: str) -> None:
    """Where the report goes, and whether it is opened."""
    out = say("cli.option.report_out", lang).replace("%", "%%")
    command.add_argument("-o", "--out", type=Path, metavar="FILE", help=out)
    command.add_argument("--open", action="store_true", help=say("cli.option.open", lang))


def no_report(command: argparse.ArgumentParser, lang: str) -> None:
    """Results without a report."""
    command.add_argument("--no-report", action="store_true", help=say("cli.option.no_report", lang))
