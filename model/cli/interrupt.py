"""Ctrl-C: heard wherever it falls, so that a command ends by its own rules."""

from __future__ import annotations

import signal
import sys
import threading
from typing import NoReturn


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
