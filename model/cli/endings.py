"""How a command can end: the exit codes, and the one way to complain."""

from __future__ import annotations

import sys

DONE = 0
FAILED = 1
"""The run failed, or would overwrite another."""
WRONG_COMMAND = 2
"""The command line can't be understood, or names a file that is not there."""
INVALID = 3
"""A scenario has faults."""
NOT_MET = 4
"""All is done, but a chance that was asked for is not met."""
SOME_FAILED = 5
"""Some cells of a sweep failed; the others are done."""
INTERRUPTED = 130


class WrongCommand(Exception):  # noqa: N818  (a sentence for the user)
    """The command line can't be understood; the message says why, in the user's language."""


class Failure(Exception):  # noqa: N818  (a sentence for the user)
    """A command could be understood and not be carried out; the message says why, in the user's language."""


def complain(text: str) -> None:
    """Say something on the error stream, so that results can be piped."""
    print(text, file=sys.stderr)
