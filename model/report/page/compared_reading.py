"""What is compared, and how far to trust the page: the scenarios and their reasons, the limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.report.page.comparison_told import MOST_SCENARIOS, ComparisonTold
from model.words import say_date


def meta(comparison: ComparisonTold) -> str:
    """One line under the title: how many scenarios, how often they were run, and of what."""
    facts = comparison.found.facts
    return comparison.say(
        "meta_compare",
        count=len(comparison.names),
        replications=comparison.many,
        seed=facts["seed"],
        hash=facts["hash"][:8],
    )


def scenarios(comparison: ComparisonTold) -> Iterator[dict[str, Any]]:
    """Every scenario with its mark in the charts, and why it was written."""
    for place, (name, one) in enumerate(comparison.found.about.items()):
        because = one["because"]
        yield {
            "style": place % MOST_SCENARIOS,
            "title": comparison.names[name],
            "because": "" if because is None else because[comparison.lang],
            "seen": say_date(one["as_of"], comparison.lang),
        }


def limits(comparison: ComparisonTold) -> Iterator[str]:
    """What the page can't say, one sentence each."""
    yield comparison.say("limits.forecast")
    yield comparison.say("limits.pairs")
    yield comparison.say("limits.band" if comparison.found.has_bands else "limits.no_band")
    yield comparison.say("limits.horizon", horizon=say_date(comparison.horizon, comparison.lang))
