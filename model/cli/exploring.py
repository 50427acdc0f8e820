"""The command ``explore``: serve the page of a scenario, open it, and close it at Ctrl-C."""

from __future__ import annotations

import argparse
import webbrowser

from model.cli.endings import DONE, Failure, WrongCommand, complain
from model.cli.words import BASELINE
from model.words import say


def explore(asked: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C, which is how it ends."""
    from model.explore import Explorer
    from model.explore.server import PortTaken, listening, serve
    from model.scenario import find_file

    file = find_file(asked.files or BASELINE)
    try:
        listener = listening(asked.port)
    except (PortTaken, OverflowError):
        raise Failure(say("explore.port_taken", asked.lang, port=asked.port)) from None
    with listener:
        address = "http://{}:{}/".format(*listener.getsockname())
        if not asked.quiet:
            complain(say("explore.reading", asked.lang))
        with Explorer(
            file,
            asked.settings,
            seed=asked.seed,
            replications=asked.replications,
            engine=asked.engine,
            jobs=asked.jobs,
        ) as explorer:
            if not explorer.board.dials:
                raise WrongCommand(say("explore.no_levers", asked.lang, scenario=explorer.scenario.name))

            def opened() -> None:
                print(say("explore.serving", asked.lang, address=address), flush=True)
                if not asked.no_browser:
                    webbrowser.open(f"{address}#lang={asked.lang}")

            try:
                serve(explorer, listener, asked.lang, opened)
            except KeyboardInterrupt:  # the way it is meant to end; nothing is half-done
                print(say("explore.ended", asked.lang))
    return DONE
