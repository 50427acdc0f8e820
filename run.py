"""The door: ``python run.py`` runs the baseline; ``python run.py --help`` tells the rest."""

import sys

from model.cli import main

if __name__ == "__main__":
    sys.exit(main())
