"""What scenarios promise, as a page to read: every scenario by every milestone, each beside the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from model.report.frames import Titles, in_order, is_blank, rows_of
from model.report.markdown import code, table
from model.scenario import Scenario
from model.words import (
    NOTHING,
    say,
    say_band,
    say_chance,
    say_chance_between,
    say_date,
    say_days,
    say_deadline,
    say_month,
    say_number,
    say_points_between,
)

UP, DOWN = "▲", "▼"
"""Beside a chance in the overview: above or below that of the first scenario, beyond simulation noise."""


@dataclass(frozen=True)
class Result:
    """One scenario and what a run of it found.

    ``milestones`` is its table of milestones and deadlines, each row with ``main_cause`` and
    ``main_cause_days``; ``goals`` that of goals read off others; ``titles`` name the milestones.
    """

    scenario: Scenario
    titles: Titles
    milestones: pd.DataFrame
    goals: pd.DataFrame
    seed: int

    @property
    def name(self) -> str:
        """The name of the scenario's file."""
        return self.scenario.name

    @property
    def horizon(self) -> date:
        """The end of the simulated time."""
        return self.scenario.said.horizon


def results_page(
    results: Sequence[Result],
    comparison: pd.DataFrame,
    command: str,
    lang: str,
    draws: int | None = None,
) -> str:
    """The page, as Markdown.

    Parameters
    ----------
    results
        The scenarios in order, all on the same luck; the first is the one the others are held against.
    comparison
        Their paired differences: the table ``compare.csv``.
    command
        The command that makes the page.
    lang
        ``"vi"`` or ``"en"``.
    draws
        Draws of the assumptions behind ``band_low`` and ``band_high``; None where there are no bands,
        which is then said.
    """
    return "\n\n".join(_Page(results, comparison, command, lang, draws).paragraphs()) + "\n"


class _Page:
    def __init__(
        self,
        results: Sequence[Result],
        comparison: pd.DataFrame,
        command: str,
        lang: str,
        draws: int | None,
    ) -> None:
        self.results, self.command, self.lang, self.draws = results, command, lang, draws
        self.rows = {
            (result.name, row.milestone, row.deadline): row
            for result in results
            for row in rows_of(result.milestones)
        }
        self.against = {(row.scenario_b, row.milestone, row.deadline): row for row in rows_of(comparison)}
        self.titles = {name: title for result in results for name, title in result.titles.items()}

    def paragraphs(self) -> Iterator[str]:
        """Everything, from the scenarios down to the goals that are read off others."""
        first = self.results[0]
        replications = say_number(int(first.milestones.replications.iloc[0]), self.lang)
        blanks = {"replications": replications, "seed": first.seed, "first": first.scenario.title[self.lang]}
        yield f"# {self._say('title')}"
        yield self._say("made", command=self.command)
        yield self._say("intro", **blanks)
        yield from self._about_bands()
        yield self._say("caveat")
        yield f"## {self._say('scenarios')}"
        yield self._scenarios()
        yield f"## {self._say('overview')}"
        yield self._say("overview_about", up=UP, down=DOWN, **blanks)
        yield self._overview()
        for milestone in self._milestones():
            yield f"## {self.titles[milestone][self.lang]}"
            yield self._say("milestone", name=code(milestone))
            yield self._milestone(milestone)
        yield from self._goals()

    def _say(self, key: str, /, **blanks: object) -> str:
        return say(f"results.{key}", self.lang, **blanks)

    def _about_bands(self) -> Iterator[str]:
        """What a band means, told by the widest of the first scenario; or that there are none."""
        if self.draws is None:
            yield self._say("no_bands")
            return
        yield self._say("bands", draws=say_number(self.draws, self.lang))
        first = self.results[0]
        row = max(rows_of(first.milestones), key=lambda row: row.band_high - row.band_low)
        if row.band_high > row.band_low:
            yield self._say(
                "bands_example",
                milestone=self.titles[row.milestone][self.lang],
                deadline=say_deadline(row.deadline, self.lang),
                first=first.scenario.title[self.lang],
                chance=say_chance_between(row.probability, row.ci_low, row.ci_high, self.lang),
                band=say_band(row.band_low, row.band_high, self.lang),
            )

    def _milestones(self) -> list[str]:
        return in_order(name for result in self.results for name in result.milestones.milestone)

    def _deadlines(self, milestone: str) -> dict[str, str]:
        """The deadlines of a milestone over all scenarios, each with its basis."""
        found: dict[str, str] = {}
        for (_, name, deadline), row in self.rows.items():
            if name == milestone:
                found.setdefault(deadline, row.deadline_basis)
        return found

    # -- scenarios, and all of them at a glance --------------------------------------------------------

    def _scenarios(self) -> str:
        rows = []
        for result in self.results:
            because = result.scenario.said.because
            why = "" if because is None else because.vi if self.lang == "vi" else because.en
            rows.append([code(result.name), result.scenario.title[self.lang], why])
        return table([self._say(word) for word in ("name", "scenario", "because")], rows)

    def _overview(self) -> str:
        """One column for each milestone, by the deadline that its documents state, else by its last one."""
        chosen = [(milestone, _foremost(self._deadlines(milestone))) for milestone in self._milestones()]
        head = [
            f"{self.titles[milestone][self.lang]}\n{say_deadline(deadline, self.lang)}"
            for milestone, deadline in chosen
        ]
        rows = [
            [result.scenario.title[self.lang], *(self._at_a_glance(result.name, *one) for one in chosen)]
            for result in self.results
        ]
        return table([self._say("scenario"), *(one.replace("\n", "<br>") for one in head)], rows)

    def _at_a_glance(self, scenario: str, milestone: str, deadline: str) -> str:
        row, against = (of.get((scenario, milestone, deadline)) for of in (self.rows, self.against))
        if row is None:
            return NOTHING
        arrow = ""
        if against is not None and not against.ci_low <= 0 <= against.ci_high:
            arrow = f" {UP if against.difference > 0 else DOWN}"
        said = say_chance_between(row.probability, row.ci_low, row.ci_high, self.lang) + arrow
        return said if self.draws is None else f"{said}\n<small>{self._band(row)}</small>"

    # -- one milestone ---------------------------------------------------------------------------------

    def _milestone(self, milestone: str) -> str:
        deadlines = self._deadlines(milestone)
        head = [self._say("scenario")]
        for deadline, basis in deadlines.items():
            by = say_deadline(deadline, self.lang)
            head += [self._say("by", deadline=by, basis=say(f"table.basis.{basis}", self.lang))]
            head += [self._say("difference")]
        head += [say("table.p50", self.lang), say("table.p80", self.lang), say("table.main_cause", self.lang)]
        return table(head, [self._scenario_row(result, milestone, deadlines) for result in self.results])

    def _scenario_row(self, result: Result, milestone: str, deadlines: dict[str, str]) -> list[str]:
        cells = [result.scenario.title[self.lang]]
        own = None
        for deadline in deadlines:
            place = (result.name, milestone, deadline)
            row = self.rows.get(place)
            own = own if row is None else row
            cells += [self._chance(row), self._difference(self.against.get(place))]
        if own is None:
            return [*cells, NOTHING, NOTHING, self._say("not_here")]
        dates = [self._date(day, result.horizon) for day in (own.p50, own.p80)]
        return [*cells, *dates, self._cause(own)]

    def _chance(self, row: Any) -> str:
        if row is None:
            return NOTHING
        said = say_chance_between(row.probability, row.ci_low, row.ci_high, self.lang)
        if self.draws is not None:
            said += f"\n{self._band(row)}"
        if row.voided > 0:
            said += "\n" + self._say("voided", share=say_chance(row.voided, self.lang))
        return said

    def _band(self, row: Any) -> str:
        """How far a chance moves with the assumptions, in words that tell it from its interval."""
        if is_blank(row.band_low):
            return self._say("band", band=self._say("not_computed"))
        return self._say("band", band=say_band(row.band_low, row.band_high, self.lang))

    def _difference(self, against: Any) -> str:
        if against is None:
            return NOTHING
        said = say_points_between(against.difference, against.ci_low, against.ci_high, self.lang)
        if against.ci_low <= 0 <= against.ci_high:
            said += "\n" + self._say("within_noise")
        return said

    def _date(self, day: object, horizon: date) -> str:
        if is_blank(day):
            return say("table.beyond", self.lang, date=say_month(horizon, self.lang))
        return say_date(str(day), self.lang)

    def _cause(self, row: Any) -> str:
        if is_blank(row.main_cause):
            return NOTHING
        cause = say(f"cause.{row.main_cause}", self.lang)
        if is_blank(row.main_cause_days):
            return cause
        days = say_days(row.main_cause_days, self.lang)
        return say("table.main_cause_cell", self.lang, cause=cause, days=days)

    # -- goals that are read off others ----------------------------------------------------------------

    def _goals(self) -> Iterator[str]:
        found = [result.goals.assign(scenario=result.name) for result in self.results if len(result.goals)]
        goals = pd.concat(found) if found else self.results[0].goals
        for name, own in goals.groupby("goal", sort=False):
            yield f"## {name}: {own.iloc[0][f'title_{self.lang}']}"
            yield self._say("goals")
            if self.draws is not None:
                yield self._say("goals_no_bands")
            yield self._goal(own)

    def _goal(self, own: pd.DataFrame) -> str:
        most = int(own.number[own.measure == "met_at_least"].max()) if "met" in set(own.measure) else 0
        head = [self._say("scenario"), self._say("counted")]
        head += [self._say("at_least", number=number) for number in range(1, most + 1)]
        head += [self._say(word) for word in ("joint", "together", "independent", "left_out")]
        return table(head, [self._goal_row(result, own, most) for result in self.results])

    def _goal_row(self, result: Result, own: pd.DataFrame, most: int) -> list[str]:
        mine = own[own.scenario == result.name]
        by = {measure: list(rows_of(rows)) for measure, rows in mine.groupby("measure", sort=False)}
        met = {int(row.number): row for row in by.get("met_at_least", [])}
        counted = ", ".join(row.member for row in by.get("met", []))
        together = next(iter(by.get("all_together", [])), None)
        left_out = in_order(
            row.member for word in ("left_out", "together_left_out") for row in by.get(word, [])
        )
        return [
            result.scenario.title[self.lang],
            counted or NOTHING,
            *(self._interval(met.get(number)) for number in range(1, most + 1)),
            NOTHING if together is None else together.member.replace("; ", "<br>"),
            self._interval(together),
            NOTHING if together is None else say_chance(together.product, self.lang),
            ", ".join(left_out),
        ]

    def _interval(self, row: Any) -> str:
        if row is None:
            return NOTHING
        return say_chance_between(row.probability, row.ci_low, row.ci_high, self.lang)


def _foremost(deadlines: dict[str, str]) -> str:
    """The deadline a milestone is known by: the first that is stated, else the last of all."""
    return next((one for one, basis in deadlines.items() if basis == "stated"), list(deadlines)[-1])
