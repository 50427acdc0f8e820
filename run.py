"""The door: ``python run.py`` runs the baseline; ``python run.py --help`` tells the rest."""

import ctypes
import gc
import sys
from contextlib import suppress

from model.cli import main

SELDOM = 20_000
"""New objects between two searches for dead ones: what a command reads and plans lives as long as it does."""

LARGE = 500_000
"""Bytes of a table from which on its memory goes back to the system with it."""


def give_memory_back() -> None:
    """Else the C library of Linux keeps for each thread what its largest tables once took."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(-3, LARGE)  # M_MMAP_THRESHOLD


if __name__ == "__main__":
    give_memory_back()
    gc.set_threshold(SELDOM, 20, 50)
    sys.exit(main())
