"""What every section of a page starts from, be it the page of a run or of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.report.frames import rows_of
from model.report.page.found import FoundComparison, FoundRun
from model.report.page.paper import Half
from model.words import say_number


@dataclass(frozen=True)
class Told:
    """Results, and the half of the page that they are told on."""

    found: FoundRun | FoundComparison
    half: Half

    @property
    def lang(self) -> str:
        """The language."""
        return self.half.lang

    @cached_property
    def rows(self) -> list[Any]:
        """Every milestone and deadline, of each scenario."""
        return list(rows_of(self.found.milestones))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Names of milestones for people."""
        return {name: title[self.lang] for name, title in self.found.titles.items()}

    @property
    def many(self) -> str:
        """How many lives each programme was run through."""
        return say_number(self.found.replications, self.lang)

    def say(self, key: str, /, **blanks: object) -> str:
        """A sentence of the report."""
        return self.half.say(key, **blanks)


def titled(told: Told, row: Any) -> str:
    """The title of a row of a table that has one in each language."""
    return str(row.title_vi if told.lang == "vi" else row.title_en)
