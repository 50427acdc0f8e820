"""The page of a comparison: what each scenario changes, by how much and why, then every milestone."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.report.compared import Compared
from model.report.frames import in_order, is_blank, rows_of
from model.report.page.answer import FOREMOST, rows_that_count
from model.report.page.blocks import (
    band_said,
    between_said,
    chance_said,
    dot_plot,
    origin,
    points_of,
    quantile_said,
    s_curve,
    scale_table,
    table,
)
from model.report.page.found import FoundComparison
from model.report.page.numbers import amount_said
from model.report.page.paper import Half, on_paper
from model.words import (
    LANGUAGES,
    NOTHING,
    say,
    say_chance,
    say_date,
    say_days_between,
    say_deadline,
    say_number,
    say_points,
    say_points_between,
)

MOST_SCENARIOS = 7
"""More can't be told apart in one chart."""

SECTIONS = ("compared", "milestones", "differs", "reading", "limits", "origin")


@dataclass(frozen=True)
class _About:
    """Start and horizon of what is compared."""

    start: date
    horizon: date


def comparison_page(found: FoundComparison, first: str = LANGUAGES[0]) -> str:
    """The page, as HTML; parameters as for ``run_page``."""
    halves = {lang: Half(lang) for lang in LANGUAGES}
    for half in halves.values():
        half.given = _Page(found, half).content()
    titles = {
        lang: say(
            "report.page_title", lang, title=" · ".join(one[lang] for one in found.scenario_titles.values())
        )
        for lang in LANGUAGES
    }
    curves = found.curves.groupby(["scenario", "milestone"])
    shared = {f"curve.{scenario}.{name}": points_of(list(rows_of(own))) for (scenario, name), own in curves}
    is_drawn = len(found.about) <= MOST_SCENARIOS
    return on_paper("comparison.html", halves, titles, shared if is_drawn else {}, first)


class _Page:
    """One language of the page."""

    def __init__(self, found: FoundComparison, half: Half) -> None:
        self.found, self.half, self.lang, self.say = found, half, half.lang, half.say
        self.rows = list(rows_of(found.milestones))
        self.differences = list(rows_of(found.differences))
        self.names = {name: title[self.lang] for name, title in found.scenario_titles.items()}
        self.titles = {name: title[self.lang] for name, title in found.titles.items()}
        self.many = say_number(found.replications, self.lang)
        self.compared = Compared(
            found.differences,
            found.carried,
            found.changes,
            found.milestones,
            found.titles,
            found.scenario_titles,
            found.names,
            self.lang,
        )
        whole = list(found.about.values())
        self.about = _About(
            min(date.fromisoformat(one["start"]) for one in whole),
            max(date.fromisoformat(one["horizon"]) for one in whole),
        )
        self.is_drawn = len(whole) <= MOST_SCENARIOS

    def content(self) -> dict[str, Any]:
        """All that the template shows."""
        basis, counted = rows_that_count(self.found.milestones)
        deadlines = {(row.milestone, row.deadline) for row in counted}
        shown = [row for row in self.rows if (row.milestone, row.deadline) in deadlines]
        return {
            "title": " · ".join(self.names.values()),
            "meta": self._meta(),
            "scenarios": list(self._scenarios()),
            "lead": self._lead(),
            "cards_shown": list(self._cards(deadlines)),
            "dots": dot_plot(self.half, shown, self.found.titles, self.say("dots.first_label"))
            if self.is_drawn
            else None,
            "dots_title": self.say(f"dots.{basis}"),
            "has_bands": self.found.has_bands,
            "answers": [self._answer(*one) for one in self._pairs()],
            "milestones": list(self._milestones()),
            "changes": list(self._changes()),
            "scale": scale_table(self.half),
            "limits": list(self._limits()),
            "origin": origin(self.half, self.found.facts, self._command()),
            "sections": SECTIONS,
        }

    def _meta(self) -> str:
        facts = self.found.facts
        return self.say(
            "meta_compare",
            count=len(self.names),
            replications=self.many,
            seed=facts["seed"],
            hash=facts["hash"][:8],
        )

    def _scenarios(self) -> Iterator[dict[str, Any]]:
        for place, (name, one) in enumerate(self.found.about.items()):
            because = one["because"]
            yield {
                "style": place % MOST_SCENARIOS,
                "title": self.names[name],
                "because": "" if because is None else because[self.lang],
                "seen": say_date(one["as_of"], self.lang),
            }

    # -- the answer ------------------------------------------------------------------------------------

    def _lead(self) -> str:
        clear = [row for row in self.differences if not _is_noise(row)]
        up = sum(row.difference > 0 for row in clear)
        return self.say(
            "lead.compare",
            first=next(iter(self.names.values())),
            count=len(self.differences),
            up=up,
            down=len(clear) - up,
            noise=len(self.differences) - len(clear),
        )

    def _cards(self, deadlines: set[tuple[str, str]]) -> Iterator[dict[str, str]]:
        clear = [row for row in self.differences if not _is_noise(row)]
        gains, losses = ([row for row in clear if sign * row.difference > 0] for sign in (1, -1))
        gain = max(gains, key=lambda row: row.difference, default=None)
        loss = min(losses, key=lambda row: row.difference, default=None)
        yield self._moved("gain", gain)
        yield self._moved("loss", loss)
        yield self._why(gain or loss)
        yield self._still(deadlines)
        yield self._sure(gain or loss or self.differences[0])

    def _card(self, kind: str, question: str, big: str, text: str, small: str) -> dict[str, str]:
        return {"kind": kind, "question": question, "big": big, "text": text, "small": small}

    def _moved(self, kind: str, row: Any) -> dict[str, str]:
        question = self.say(f"card.{kind}.question")
        if row is None:
            return self._card(kind, question, NOTHING, self.say(f"card.{kind}.none"), "")
        text = self.say(
            f"card.{kind}.text",
            scenario=self.names[row.scenario_b],
            milestone=self.titles[row.milestone],
            deadline=say_deadline(row.deadline, self.lang),
            before=say_chance(row.probability_a, self.lang),
            after=say_chance(row.probability_b, self.lang),
        )
        return self._card(
            kind,
            question,
            say_points(row.difference, self.lang),
            text,
            self.say("card.moved.small", between=between_said(row, self.lang)),
        )

    def _why(self, row: Any) -> dict[str, str]:
        question = self.say("card.why.question")
        if row is None:
            return self._card("why", question, NOTHING, self.say("card.why.nothing"), "")
        parts = self.compared.parts_of(row)
        if not parts:
            return self._card("why", question, NOTHING, self.say("card.why.scattered"), "")
        return self._card(
            "why",
            question,
            self.compared.cause_of(parts[0]),
            self.say(
                "card.why.carries",
                scenario=self.names[row.scenario_b],
                milestone=self.titles[row.milestone],
                part=self.compared.part_said(parts[0]),
            ),
            self.say("card.why.more", parts="; ".join(map(self.compared.part_said, parts[1:3])))
            if len(parts) > 1
            else "",
        )

    def _still(self, deadlines: set[tuple[str, str]]) -> dict[str, str]:
        """The deadline that stays most at risk, whatever scenario comes."""
        best: dict[tuple[str, str], Any] = {}
        for row in self.rows:
            place = (row.milestone, row.deadline)
            if place in deadlines and (place not in best or row.probability > best[place].probability):
                best[place] = row
        row = min(best.values(), key=lambda one: one.probability)
        return self._card(
            "still",
            self.say("card.still.question"),
            say_chance(row.probability, self.lang),
            self.say(
                "card.still.text",
                milestone=self.titles[row.milestone],
                deadline=say_deadline(row.deadline, self.lang),
                scenario=self.names[row.scenario],
            ),
            "",
        )

    def _sure(self, row: Any) -> dict[str, str]:
        half = 100 * max(row.ci_high - row.difference, row.difference - row.ci_low)
        big = self.say("card.sure.big", points=say_number(half, self.lang, 1))
        band = "card.sure.pairs_band" if self.found.has_bands else "card.sure.pairs_no_band"
        return self._card(
            "sure",
            self.say("card.sure.question"),
            big,
            self.say("card.sure.pairs", replications=self.many),
            self.say(band),
        )

    # -- pairs -----------------------------------------------------------------------------------------

    def _pairs(self) -> Iterator[tuple[str, list[str], list[Any]]]:
        own = self.found.differences.groupby(["scenario_a", "scenario_b"], sort=False)
        for (heading, sentences), (_, rows) in zip(self.compared.answers(), own, strict=True):
            yield heading, sentences, list(rows_of(rows))

    def _answer(self, heading: str, sentences: list[str], rows: list[Any]) -> dict[str, Any]:
        clear = [row for row in rows if row.difference or not _is_noise(row)]
        ordered = sorted(clear, key=lambda row: -row.difference)
        chart = None
        if ordered:
            spec = {
                "label": self.say("chart.differences_label", heading=heading),
                "rows": [
                    {
                        "title": f"{self.titles[row.milestone]}, {say_deadline(row.deadline, self.lang)}",
                        "estimate": row.difference,
                        "low": row.ci_low,
                        "high": row.ci_high,
                    }
                    for row in ordered
                ],
                "labels": {"axis": self.say("chart.differences"), "noise": self.say("chart.noise")},
            }
            chart = self.half.chart("differences", spec)
        return {
            "heading": heading,
            "sentences": sentences,
            "chart": chart,
            "table": self._dates(heading, rows),
        }

    def _dates(self, heading: str, rows: list[Any]) -> Any:
        """How far the dates move."""
        told = [
            (
                self.titles[row.milestone],
                self._date(row.p50_a),
                self._date(row.p50_b),
                self._days(row, "p50"),
                self._date(row.p80_a),
                self._date(row.p80_b),
                self._days(row, "p80"),
            )
            for row in {row.milestone: row for row in rows}.values()
            if _moves(row)
        ]
        if not told:
            return None
        first, second = (self.names[name] for name in (rows[0].scenario_a, rows[0].scenario_b))
        head = [say("table.milestone", self.lang)]
        for mark in ("P50", "P80"):
            head += [f"#{mark}: {first}", f"#{mark}: {second}", "#" + self.say("column.moves", mark=mark)]
        return table(self.half, self.say("compare.dates", heading=heading), head, told)

    def _date(self, day: object) -> str:
        return quantile_said(day, self.about.horizon, self.lang)

    def _days(self, row: Any, mark: str) -> str:
        days, low, high = (getattr(row, f"{mark}_{word}") for word in ("difference", "low", "high"))
        if is_blank(days):
            return NOTHING
        low, high = (float("nan") if is_blank(end) else float(end) for end in (low, high))
        said = say_days_between(float(days), low, high, self.lang)
        return said if low > 0 or high < 0 else f"{said} ~"

    # -- milestones ------------------------------------------------------------------------------------

    def _milestones(self) -> Iterator[dict[str, Any]]:
        for name in in_order(row.milestone for row in self.rows):
            rows = [row for row in self.rows if row.milestone == name]
            yield {
                "name": name,
                "title": self.titles[name],
                "curve": self._curve(name, rows) if self.is_drawn else None,
                "table": self._chances(name, rows),
            }

    def _curve(self, name: str, rows: list[Any]) -> Any:
        drawn = set(self.found.curves[self.found.curves["milestone"] == name]["scenario"])
        if not drawn:
            return None
        curves = [
            {"style": place, "title": self.names[one], "points": f"@curve.{one}.{name}"}
            for place, one in enumerate(self.names)
            if one in drawn
        ]
        label = self.say("chart.curve_label_compare", milestone=self.titles[name])
        return s_curve(self.half, curves, rows, self.about, label)

    def _chances(self, name: str, rows: list[Any]) -> Any:
        against = {(row.scenario_b, row.deadline): row for row in self.differences if row.milestone == name}
        ordered = sorted(rows, key=lambda one: (one.deadline, FOREMOST.index(one.deadline_basis)))
        spans, told, last = Counter(row.deadline for row in rows), [], ""
        for row in ordered:
            pair = against.get((row.scenario, row.deadline))
            deadline = {
                "span": spans[row.deadline],
                "over": say_deadline(row.deadline, self.lang),
                "under": say(f"table.basis.{row.deadline_basis}", self.lang),
            }
            told.append(
                (
                    None if row.deadline == last else deadline,
                    self.names[row.scenario],
                    {"strong": chance_said(row, self.lang)},
                    *([band_said(row, self.lang)] if self.found.has_bands else []),
                    NOTHING if pair is None else self._difference(pair),
                    self._date(row.p50),
                    self._date(row.p80),
                )
            )
            last = row.deadline
        head = (
            say("table.deadline", self.lang),
            self.say("column.scenario"),
            "#" + say("table.chance", self.lang),
            *(["#" + self.say("column.band")] if self.found.has_bands else []),
            "#" + self.say("column.difference"),
            "#P50",
            "#P80",
        )
        return table(self.half, self.titles[name], head, told)

    def _difference(self, row: Any) -> str:
        said = say_points_between(row.difference, row.ci_low, row.ci_high, self.lang)
        return f"{said} ~" if _is_noise(row) else said

    # -- what differs, what it rests on ----------------------------------------------------------------

    def _changes(self) -> Iterator[dict[str, Any]]:
        changes = self.found.changes
        for (a, b), own in changes.groupby(["scenario_a", "scenario_b"], sort=False):
            rows = [self._change(row) for row in rows_of(own[own["about"] == "value"])]
            if rows:
                first, second = self.names[str(a)], self.names[str(b)]
                head = (
                    self.say("column.what"),
                    self.say("column.there", scenario=first),
                    self.say("column.there", scenario=second),
                )
                caption = self.say("changes.between", first=first, second=second, count=len(rows))
                yield table(self.half, caption, head, rows)

    def _change(self, row: Any) -> Sequence[Any]:
        title = row.title_vi if self.lang == "vi" else row.title_en
        values = (amount_said(str(value), self.lang) or NOTHING for value in (row.value_a, row.value_b))
        return ({"text": title, "code": row.path}, *values)

    def _limits(self) -> Iterator[str]:
        for name in ("forecast", "pairs", "band" if self.found.has_bands else "no_band"):
            yield self.say(f"limits.{name}")
        yield self.say("limits.horizon", horizon=say_date(self.about.horizon, self.lang))

    def _command(self) -> str:
        """The command that makes the same comparison again."""
        facts: Mapping[str, Any] = self.found.facts
        files = [some[0].replace("\\", "/") for some in facts["files"]]
        words = [
            "python",
            "run.py",
            "compare",
            *files,
            "-n",
            str(facts["replications"]),
            "-s",
            str(facts["seed"]),
        ]
        for setting in facts["settings"]:
            words += ["--set", setting]
        return shlex.join(words)


def _moves(row: Any) -> bool:
    """Whether a date by which a share of all futures is there is another one."""
    return bool(str(row.p50_a) != str(row.p50_b) or str(row.p80_a) != str(row.p80_b))


def _is_noise(row: Any) -> bool:
    return bool(row.ci_low <= 0 <= row.ci_high)
