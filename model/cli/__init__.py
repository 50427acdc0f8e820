"""The command line: ``words`` says what can be asked for, ``deeds`` does it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from model.cli.deeds import carried_out
from model.cli.endings import INTERRUPTED, WRONG_COMMAND, WrongCommand, complain
from model.cli.interrupt import Interrupt
from model.cli.words import PROGRAM, language_of, understood
from model.words import say

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is what happened (design: 0 done … 130 interrupted)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows consoles and pipes are seldom UTF-8 by themselves
            stream.reconfigure(encoding="utf-8", errors="replace")
    lang = language_of(words)
    try:
        asked = understood(words, lang)
        with Interrupt() as asked.interrupt:
            return carried_out(asked)
    except WrongCommand as problem:
        complain(say("cli.wrong_command", lang, problem=problem))
        complain(say("cli.see_help", lang, command=PROGRAM))
        return WRONG_COMMAND
    except KeyboardInterrupt:
        complain(say("cli.interrupted", lang))
        return INTERRUPTED
