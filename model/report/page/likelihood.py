"""One published scale of words for chances, and when a word may be said.

Source
------
Mastrandrea et al. (2010): Guidance note for lead authors of the IPCC Fifth Assessment Report on
consistent treatment of uncertainties, table 1; the same in the Sixth Assessment Report.
"""

from __future__ import annotations

from typing import Any

from model.report.frames import is_blank

SCALE = (
    ("virtually_certain", 0.99, 1.0),
    ("very_likely", 0.90, 1.0),
    ("likely", 0.66, 1.0),
    ("as_likely_as_not", 0.33, 0.66),
    ("unlikely", 0.0, 0.33),
    ("very_unlikely", 0.0, 0.10),
    ("exceptionally_unlikely", 0.0, 0.01),
)
"""Name of each class and its ends, both included; a narrow class lies within a wider one."""


def word_for(low: float, high: float) -> str | None:
    """The narrowest class in which a whole interval of chances lies; None where it lies in none."""
    within = [
        (last - first, name) for name, first, last in SCALE if first - 1e-9 <= low and high <= last + 1e-9
    ]
    return min(within)[1] if within else None


def word_of(row: Any) -> str | None:
    """The word for a row of ``milestones.csv``: by the band of its assumptions, else by its interval."""
    if not is_blank(row.band_low):
        return word_for(min(row.band_low, row.probability), max(row.band_high, row.probability))
    return word_for(row.ci_low, row.ci_high)
