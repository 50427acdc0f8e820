"""What can be asked of ``explore``: its options, in the user's language."""

from __future__ import annotations

import argparse

from model.cli.values import whole
from model.words import say

PORT = 8020
"""As ``model.explore.server`` has it."""

TIMES = 4
"""As ``BEYOND`` of ``model.explore.explorer``."""


def page_options(command: argparse.ArgumentParser, lang: str) -> None:
    """Where the page is served, and how much is simulated for it."""
    command.add_argument(
        "--port", type=whole(1, "--port", lang), metavar="N", help=say("explore.option.port", lang, port=PORT)
    )
    command.add_argument("--no-browser", action="store_true", help=say("explore.option.no_browser", lang))
    command.add_argument(
        "-n",
        "--replications",
        type=whole(1, "-n", lang),
        metavar="N",
        help=say("explore.option.replications", lang, times=TIMES),
    )
    command.add_argument(
        "-s", "--seed", type=whole(0, "-s", lang), metavar="N", help=say("cli.option.seed", lang)
    )
    command.add_argument(
        "-j", "--jobs", type=whole(1, "-j", lang), metavar="N", help=say("cli.option.jobs", lang)
    )
    command.add_argument(
        "--engine",
        choices=("auto", "simpy", "compiled"),
        default="auto",
        help=say("cli.option.engine", lang),
    )
