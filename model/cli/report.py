"""The command ``report``: make the page of results anew, from what lies in their folder."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.endings import DONE, WrongCommand
from model.cli.needs import near_folder
from model.words import say

if TYPE_CHECKING:
    from model.study.report import NoReportError


def report(asked: argparse.Namespace) -> int:
    """Write the report of each results folder that is named."""
    from model.study.report import NoReportError, leave_report, results_in

    if asked.out is not None and len(asked.files) > 1:
        raise WrongCommand(say("cli.report.out_for_one", asked.lang, count=len(asked.files)))
    try:
        places = [results_in(word) for word in asked.files]
    except NoReportError as fault:
        raise WrongCommand(_told(fault, asked)) from None
    for place in places:
        file = leave_report(place, asked.out, asked.lang)
        if not asked.quiet:
            print(say("cli.report.written", asked.lang, file=file))
        if asked.open:
            webbrowser.open(file.resolve().as_uri())
    return DONE


def _told(fault: NoReportError, asked: argparse.Namespace) -> str:
    """What is wrong, with the nearest folder that there is."""
    text = fault.text(asked.lang)
    near = next((one for word in asked.files if not Path(word).exists() and (one := near_folder(word))), None)
    return text + (say("scenario.did_you_mean", asked.lang, near=near) if near else "")
