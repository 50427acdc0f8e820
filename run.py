"""The door: ``python run.py`` runs the baseline; ``python run.py --help`` tells the rest."""

import gc
import sys

from model.cli import main

SELDOM = 20_000
"""New objects between two searches for dead ones: what a command reads and plans lives as long as it does."""

if __name__ == "__main__":
    gc.set_threshold(SELDOM, 20, 50)
    sys.exit(main())
