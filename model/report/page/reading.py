"""How far to trust the page: what it can't say, and the command that makes the same results again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from model.report.page.run_told import RunTold, guessed_share
from model.words import say_date, say_percent


def meta(run: RunTold) -> str:
    """One line under the title: from when the run sees, how far, how often, and of what."""
    facts = run.found.facts
    return run.say(
        "meta",
        seen=say_date(run.said.as_of or run.said.start, run.lang),
        horizon=say_date(run.said.horizon, run.lang),
        replications=run.many,
        seed=facts["seed"],
        hash=facts["hash"][:8],
    )


def because(run: RunTold) -> str:
    """Why the scenario was written, where it says so."""
    said = run.said.because
    return "" if said is None else str(getattr(said, run.lang))


def limits(run: RunTold) -> Iterator[str]:
    """What the page can't say, one sentence each."""
    yield run.say("limits.forecast")
    yield run.say("limits.guesses", share=say_percent(guessed_share(run), run.lang, 0))
    yield run.say("limits.band" if run.found.has_bands else "limits.no_band")
    yield run.say("limits.horizon", horizon=say_date(run.said.horizon, run.lang))
    if run.found.levers is not None:
        yield run.say("limits.levers")
    yield run.say("limits.drivers")
    yield run.say("limits.causes")


def command_again(command: str, facts: Mapping[str, Any]) -> str:
    """The command that makes the same results again; language and where they are left have no part in it."""
    files = [some[0].replace("\\", "/") for some in facts["files"]]
    words = ["python", "run.py", command, *files, "-n", str(facts["replications"]), "-s", str(facts["seed"])]
    for setting in facts["settings"]:
        words += ["--set", setting]
    for more in facts.get("more", ()):
        if more.startswith("band "):
            words += ["--band", more.split()[1]]
    return shlex.join(words)
