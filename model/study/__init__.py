"""The whole flow on one page: read, plan, draw, simulate, count, show; run, compare, sweep."""

from model.study.band import Band
from model.study.compare import Comparison, compare
from model.study.run import Study, Wish, run, run_scenario, titles_of
from model.study.sweep import SweepStudy, sweep, sweep_size
from model.study.until import Until, widest
from model.study.workforce import Workforce, WorkforceError, at_work

__all__ = [
    "Band",
    "Comparison",
    "Study",
    "SweepStudy",
    "Until",
    "Wish",
    "Workforce",
    "WorkforceError",
    "at_work",
    "compare",
    "run",
    "run_scenario",
    "sweep",
    "sweep_size",
    "titles_of",
    "widest",
]
