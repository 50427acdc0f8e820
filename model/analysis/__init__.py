"""Outcomes to statistics: counts, chances with intervals, causes, paired comparisons."""
