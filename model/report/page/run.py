"""The page of one run: the answer first, then every milestone, risks, money and what it all rests on."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from model.analysis.given import given_of, going_with
from model.report.frames import in_order, is_blank, rows_of
from model.report.page import answer
from model.report.page.blocks import (
    band_said,
    causes_bar,
    chance_cell,
    chance_said,
    dot_plot,
    half_width,
    interval_said,
    origin,
    points_of,
    quantile_said,
    s_curve,
    scale_table,
    table,
    word_said,
)
from model.report.page.found import FoundRun, Picture
from model.report.page.numbers import amount_said, turned
from model.report.page.paper import Half, on_paper
from model.scenario import Fact
from model.scenario.amounts import GRADES
from model.words import (
    LANGUAGES,
    NOTHING,
    say,
    say_band,
    say_chance,
    say_date,
    say_days,
    say_deadline,
    say_interval,
    say_money,
    say_month,
    say_number,
    say_percent,
    say_points,
    say_points_between,
    say_share,
)

MOST_LEVERS, MOST_DRIVERS, MOST_WAITS = 4, 6, 3
"""Levers, inputs and waits told of one milestone."""

SECTIONS = (
    "overview", "milestones", "goals", "risks", "money", "changes", "assumptions", "figures", "reading",
    "limits", "origin",
)  # fmt: skip
"""The parts of the page after the first, in order; one that the content has nothing for is left out."""

DAYS_PER_YEAR = 365.25

SPENT_STILL = 0.01
"""The share of all that a source spends below which a year is told in the table alone."""

RISK_LINES = ("chance", "effect", "mitigation")


def run_page(found: FoundRun, first: str = LANGUAGES[0]) -> str:
    """The page, as HTML.

    Parameters
    ----------
    found
        The run, read from its folder.
    first
        The language that is open when nobody chose one.
    """
    inputs = given_of(found.inputs, list(found.scenario.said.risks))
    given = {name: going_with(found.days[name].to_numpy(), inputs) for name in found.days.columns}
    halves = {lang: Half(lang) for lang in LANGUAGES}
    for half in halves.values():
        half.given = _Page(found, given, len(inputs), half).content()
    titles = {lang: say("report.page_title", lang, title=found.scenario.title[lang]) for lang in LANGUAGES}
    shared = {
        f"curve.{name}": points_of(list(rows_of(own))) for name, own in found.curves.groupby("milestone")
    }
    return on_paper("run.html", halves, titles, shared, first)


class _Page:
    """One language of the page."""

    def __init__(self, found: FoundRun, given: dict[str, Any], count: int, half: Half) -> None:
        self.found, self.given, self.count, self.half, self.lang = found, given, count, half, half.lang
        self.say, self.said = half.say, found.scenario.said
        self.rows = list(rows_of(found.milestones))
        self.titles = {name: title[self.lang] for name, title in found.titles.items()}
        self.many = say_number(found.replications, self.lang)
        self.sources: dict[str, int] = {}

    def content(self) -> dict[str, Any]:
        """All that the template shows."""
        facts = self.found.facts
        basis, first = answer.rows_that_count(self.found.milestones)
        others = [row for row in self.rows if row.deadline_basis != basis]
        levers, assumptions = self._levers(), self._assumptions()
        content = {
            "title": self.found.scenario.title[self.lang],
            "because": self._because(),
            "meta": self._meta(),
            "lead": self._lead(basis, first),
            "cards_shown": list(self._cards(basis, first)),
            "dots": dot_plot(
                self.half, _least_likely(first), self.found.titles, self.say("dots.first_label")
            ),
            "dots_title": self.say(f"dots.{basis}"),
            "others": dot_plot(self.half, others, self.found.titles, self.say("dots.other_label"))
            if others
            else None,
            "has_bands": self.found.has_bands,
            "overview": self._overview(),
            "milestones": list(self._milestones()),
            "goals": list(self._goals()),
            "risks": self._risks(),
            "register": list(self._register()),
            "money": list(self._money()),
            "changes": self._changes(),
            "levers": levers,
            "assumptions": assumptions,
            "grades": self._grades(),
            "sources": self._sources(),
            "scale": scale_table(self.half),
            "limits": list(self._limits()),
            "origin": origin(self.half, facts, self._command()),
            "figures": self._figures(),
        }
        return content | {"sections": [name for name in SECTIONS if content.get(name, True)]}

    # -- the answer ------------------------------------------------------------------------------------

    def _meta(self) -> str:
        seen = self.said.as_of or self.said.start
        return self.say(
            "meta",
            seen=say_date(seen, self.lang),
            horizon=say_date(self.said.horizon, self.lang),
            replications=self.many,
            seed=self.found.facts["seed"],
            hash=self.found.facts["hash"][:8],
        )

    def _because(self) -> str:
        because = self.said.because
        return "" if because is None else (because.vi if self.lang == "vi" else because.en)

    def _lead(self, basis: str, rows: Sequence[Any]) -> str:
        likely = sum(row.probability >= answer.LIKELY for row in rows)
        unlikely = sum(row.probability < answer.UNLIKELY for row in rows)
        return self.say(f"lead.{basis}", count=len(rows), likely=likely, unlikely=unlikely)

    def _cards(self, basis: str, rows: Sequence[Any]) -> Iterator[dict[str, str]]:
        worst = answer.at_risk(self.found)
        row, milestone = worst.row, self.titles[worst.row.milestone]
        head = {"milestone": milestone, "deadline": say_deadline(row.deadline, self.lang)}
        word = word_said(self.half, row)
        yield self._card(
            "risk",
            big=say_chance(row.probability, self.lang),
            text=self.say(f"card.risk.{basis}", **head),
            small=self.say(
                "card.risk.small" if word == NOTHING else "card.risk.small_word",
                interval=interval_said(row),
                word=word,
            ),
        )
        yield self._late(worst, head)
        yield self._why(row, head)
        yield self._help(row, rows, head)
        yield self._sure(row, rows)

    def _card(self, kind: str, *, big: str, text: str, small: str, more: str = "") -> dict[str, str]:
        return {
            "kind": kind,
            "question": self.say(f"card.{kind}.question"),
            "big": big,
            "more": more,
            "text": text,
            "small": small,
        }

    def _late(self, worst: answer.AtRisk, head: dict[str, str]) -> dict[str, str]:
        row = worst.row
        if worst.late is None:
            big = self.say("card.late.at_least", days=say_days(worst.at_least, self.lang))
            more = self._years(worst.at_least)
            p80 = say_month(self.said.horizon, self.lang)
            text = self.say("card.late.beyond", **head, horizon=p80)
        else:
            key = "late" if worst.late > 0 else "early"
            big, more = say_days(abs(worst.late), self.lang), self._years(abs(worst.late))
            text = self.say(f"card.late.{key}", **head, p80=say_date(row.p80, self.lang))
        p50 = quantile_said(row.p50, self.said.horizon, self.lang)
        unreached = 1 - row.reached
        small = self.say("card.late.small", p50=p50)
        if unreached > 0.005:
            small += " " + self.say(
                "card.late.unreached",
                share=say_chance(unreached, self.lang),
                horizon=say_date(self.said.horizon, self.lang),
            )
        return self._card("late", big=big, more=more, text=text, small=small)

    def _years(self, days: int) -> str:
        """So many years, of a number of days that is long to read."""
        if days < 2 * DAYS_PER_YEAR:
            return ""
        return self.say("card.late.years", years=say_number(days / DAYS_PER_YEAR, self.lang, 1))

    def _why(self, row: Any, head: dict[str, str]) -> dict[str, str]:
        if is_blank(row.main_cause):
            return self._card("why", big=NOTHING, text=self.say("card.why.none", **head), small="")
        cause = say(f"cause.{row.main_cause}", self.lang)
        where = self._where(row)
        if is_blank(row.main_cause_days):
            return self._card(
                "why", big=cause, text=self.say("card.why.waits", **head, where=where), small=""
            )
        total = self._days_by_cause(row.milestone)
        return self._card(
            "why",
            big=cause,
            text=self.say(
                "card.why.text",
                gloss=self.say(f"gloss.{row.main_cause}"),
                where=where,
                days=say_days(row.main_cause_days, self.lang),
            ),
            small=self.say(
                "card.why.small", total=say_days(sum(total.values()), self.lang), work=self._work_share(total)
            ),
        )

    def _where(self, row: Any) -> str:
        names = self.found.plan.titles
        found = [
            names[key][self.lang].split(", ")[0]
            for key in (f"work.{row.work}", f"phase.{row.phase}")
            if key in names
        ]
        return ", ".join(found) or NOTHING

    def _days_by_cause(self, milestone: str) -> dict[str, float]:
        own = self.found.bars[(self.found.bars["milestone"] == milestone) & self.found.bars["days"].notna()]
        return {
            str(cause): float(days) for cause, days in own.groupby("cause", sort=False)["days"].sum().items()
        }

    def _work_share(self, days: dict[str, float]) -> str:
        return say_share(days.get("work", 0.0) / max(sum(days.values()), 1e-9), self.lang)

    def _help(self, row: Any, rows: Sequence[Any], head: dict[str, str]) -> dict[str, str]:
        levers = self.found.levers
        if levers is None:
            return self._card("help", big=NOTHING, text=self.say("card.help.not_computed"), small="")
        if not len(levers):
            return self._card("help", big=NOTHING, text=self.say("card.help.no_levers"), small="")
        many = say_number(int(levers["replications"].max()), self.lang)
        own = answer.helping(levers, row.milestone, row.deadline)
        if own:
            return self._helped("text", own[0], head, self.say("card.help.small", replications=many))
        other = answer.strongest(levers, rows) or answer.strongest(levers, self.rows)
        if other is None:
            return self._card(
                "help",
                big=NOTHING,
                text=self.say("card.help.nothing"),
                small=self.say("card.help.small", replications=many),
            )
        elsewhere = {
            "milestone": self.titles[other.milestone],
            "deadline": say_deadline(other.deadline, self.lang),
        }
        small = self.say("card.help.none_here", **head) + " " + self.say("card.help.small", replications=many)
        return self._helped("elsewhere", other, elsewhere, small)

    def _helped(self, key: str, row: Any, head: dict[str, str], small: str) -> dict[str, str]:
        first, last = turned(str(row.value_from), str(row.value_to), self.lang)
        text = self.say(
            f"card.help.{key}",
            **head,
            lever=self._lever(row),
            value_from=first,
            value_to=last,
            before=say_chance(row.chance_before, self.lang),
            after=say_chance(row.chance_after, self.lang),
            between=self._between(row),
        )
        return self._card("help", big=say_points(row.difference, self.lang), text=text, small=small)

    def _between(self, row: Any) -> str:
        whole = say_points_between(row.difference, row.ci_low, row.ci_high, self.lang)
        return whole.partition("(")[2].removesuffix(")")

    def _lever(self, row: Any) -> str:
        return str(row.title_vi if self.lang == "vi" else row.title_en)

    def _sure(self, row: Any, rows: Sequence[Any]) -> dict[str, str]:
        guessed = self._guessed()
        small = self.say("card.sure.small", guessed=guessed)
        big = self.say("card.sure.big", points=half_width([row]))
        if is_blank(row.band_low):
            return self._card(
                "sure", big=big, text=self.say("card.sure.no_band", replications=self.many), small=small
            )
        text = self.say(
            "card.sure.text", replications=self.many, band=say_band(row.band_low, row.band_high, self.lang)
        )
        return self._card("sure", big=big, text=text, small=small)

    def _guessed(self) -> str:
        grades = Counter(fact.grade for fact in self.found.scenario.facts)
        return say_percent(grades["D"] / max(1, sum(grades.values())), self.lang, 0)

    def _overview(self) -> Any:
        """Every deadline in one table."""
        head = [
            say("table.milestone", self.lang),
            say("table.deadline", self.lang),
            "#" + say("table.chance", self.lang),
            *(["#" + self.say("column.band")] if self.found.has_bands else []),
            self.say("column.word"),
            "#" + say("table.p50", self.lang),
            "#" + say("table.p80", self.lang),
        ]
        told, rows, last = Counter(row.milestone for row in self.rows), [], ""
        for row in self.rows:
            title = {
                "span": told[row.milestone],
                "link": f"{self.lang}-m-{row.milestone}",
                "text": self.titles[row.milestone],
            }
            basis = say(f"table.basis.{row.deadline_basis}", self.lang)
            rows.append(
                [
                    None if row.milestone == last else title,
                    {"over": say_deadline(row.deadline, self.lang), "under": basis},
                    {"strong": say_chance(row.probability, self.lang), "beside": interval_said(row)},
                    *([band_said(row, self.lang)] if self.found.has_bands else []),
                    word_said(self.half, row),
                    self._quantile(row.p50),
                    self._quantile(row.p80),
                ]
            )
            last = row.milestone
        return table(self.half, self.say("overview.caption"), head, rows)

    # -- milestones ------------------------------------------------------------------------------------

    def _milestones(self) -> Iterator[dict[str, Any]]:
        for name in answer.by_rank(self.found.milestones):
            rows = [row for row in self.rows if row.milestone == name]
            yield self._milestone(name, rows)

    def _milestone(self, name: str, rows: list[Any]) -> dict[str, Any]:
        title, own = self.titles[name], rows[0]
        curve = {"style": 0, "title": title, "points": f"@curve.{name}"}
        label = self.say(
            "chart.curve_label", milestone=title, p50=self._quantile(own.p50), p80=self._quantile(own.p80)
        )
        has_dates = bool((self.found.curves["milestone"] == name).any())
        bars = self.found.bars[self.found.bars["milestone"] == name]
        total = self._days_by_cause(name)
        return {
            "name": name,
            "title": title,
            "finding": self._finding(rows),
            "chances": [
                {
                    **chance_cell(row, self.lang),
                    "deadline": say_deadline(row.deadline, self.lang),
                    "basis": say(f"table.basis.{row.deadline_basis}", self.lang),
                    "band": None
                    if is_blank(row.band_low)
                    else say_band(row.band_low, row.band_high, self.lang),
                    "word": word_said(self.half, row),
                    "voided": self._voided(row),
                }
                for row in rows
            ],
            "curve": s_curve(self.half, [curve], rows, self.said, label) if has_dates else None,
            "quantiles": self._quantiles(own),
            "plateau": self._plateau(own),
            "bar": causes_bar(self.half, bars, title, self._causes_label(title, total)) if total else None,
            "causes": self._causes(total),
            "levers": self._levers_of(rows),
            "drivers": self._drivers(name),
        }

    def _quantile(self, day: object) -> str:
        return quantile_said(day, self.said.horizon, self.lang)

    def _voided(self, row: Any) -> str:
        return self.say("milestone.voided", share=say_chance(row.voided, self.lang)) if row.voided > 0 else ""

    def _finding(self, rows: Sequence[Any]) -> str:
        """One sentence: the chance by the deadline that counts first, and where P80 lies."""
        row = min(rows, key=lambda one: answer.FOREMOST.index(one.deadline_basis))
        late, at_least = answer.lateness(self.found, row)
        head = {
            "deadline": say_deadline(row.deadline, self.lang),
            "chance": chance_said(row, self.lang),
            "p80": self._quantile(row.p80),
        }
        if late is None:
            return self.say("milestone.finding_beyond", **head, days=say_days(at_least, self.lang))
        key = "milestone.finding_late" if late > 0 else "milestone.finding_early"
        return self.say(key, **head, days=say_days(abs(late), self.lang))

    def _quantiles(self, row: Any) -> Any:
        names = ("p10", "p50", "p80", "p90")
        head = ["#" + self.say(f"column.{name}") for name in names]
        cells = [self._quantile(getattr(row, name)) for name in names]
        if not is_blank(row.plan):
            head.append("#" + self.say("column.plan"))
            plan = say_date(str(row.plan), self.lang)
            if not is_blank(row.chance_of_plan):
                plan = self.say("milestone.plan", date=plan, chance=say_chance(row.chance_of_plan, self.lang))
            cells.append(plan)
        if not is_blank(row.reference_p80):
            head.append("#" + self.say("column.reference"))
            cells.append(f"{self._quantile(row.reference_p50)} · {self._quantile(row.reference_p80)}")
        return table(self.half, self.say("milestone.dates"), head, [cells], is_flat=True)

    def _plateau(self, row: Any) -> str:
        """Why a curve doesn't rise to the top: what the others wait for at the horizon."""
        unreached = 1 - row.reached
        if unreached < 1e-9:
            return ""
        causes = self.found.causes
        mine = causes[(causes["milestone"] == row.milestone) & (causes["status"] == "waiting")]
        text = self.say(
            "milestone.plateau",
            share=say_chance(unreached, self.lang),
            horizon=say_date(self.said.horizon, self.lang),
        )
        if not len(mine):
            return text
        waits = mine.groupby(["work", "phase", "cause"], sort=False)["replications"].sum().reset_index()
        waits = waits.sort_values("replications", ascending=False, kind="stable")
        told = [
            self.say(
                "milestone.wait",
                cause=say(f"cause.{wait.cause}", self.lang).lower(),
                where=self._where(wait),
                share=say_chance(wait.replications / self.found.replications, self.lang),
            )
            for wait in list(rows_of(waits))[:MOST_WAITS]
        ]
        return text + " " + self.say("milestone.waits", waits="; ".join(told))

    def _causes_label(self, title: str, days: dict[str, float]) -> str:
        waits = {cause: value for cause, value in days.items() if cause != "work"}
        most = max(waits, key=lambda cause: waits[cause]) if waits else "work"
        return self.say(
            "chart.causes_label",
            milestone=title,
            total=say_days(sum(days.values()), self.lang),
            cause=say(f"cause.{most}", self.lang),
            days=say_days(days[most], self.lang),
        )

    def _causes(self, days: dict[str, float]) -> Any:
        total = max(sum(days.values()), 1e-9)
        rows = [
            (
                say(f"cause.{cause}", self.lang),
                say_number(value, self.lang),
                say_share(value / total, self.lang),
            )
            for cause, value in sorted(days.items(), key=lambda one: -one[1])
        ]
        head = (self.say("column.cause"), "#" + self.say("column.days"), "#" + self.say("column.share"))
        return table(self.half, self.say("milestone.causes"), head, rows)

    def _levers_of(self, rows: Sequence[Any]) -> Any:
        """What each lever gains, by the deadline of the milestone that counts first and isn't settled."""
        levers = self.found.levers
        if levers is None or not len(levers):
            return None
        found = [(row, answer.helping(levers, row.milestone, row.deadline)) for row in rows]
        row, helping = max(found, key=lambda one: one[1][0].difference if one[1] else -1.0)
        if not helping:
            return {"none": self.say("milestone.no_lever")}
        told = []
        for one in helping[:MOST_LEVERS]:
            first, last = turned(str(one.value_from), str(one.value_to), self.lang)
            gain = say_points_between(one.difference, one.ci_low, one.ci_high, self.lang)
            told.append(
                (self._lever(one), f"{first} → {last}", say_chance(one.chance_after, self.lang), gain)
            )
        head = (
            self.say("column.lever"),
            self.say("column.turned"),
            "#" + self.say("column.after"),
            "#" + self.say("column.gain"),
        )
        caption = self.say(
            "milestone.levers",
            deadline=say_deadline(row.deadline, self.lang),
            chance=say_chance(row.probability, self.lang),
        )
        return table(self.half, caption, head, told)

    def _drivers(self, name: str) -> Any:
        rows = []
        for row in list(rows_of(self.given[name]))[:MOST_DRIVERS]:
            direction = self.say("driver.later" if row.rho > 0 else "driver.earlier")
            rho, low, high = (_signed(one, self.lang) for one in (row.rho, row.rho_low, row.rho_high))
            kind = self.say(f"driver.{row.kind}")
            rows.append((self._input(row.input), kind, direction, f"{rho} ({low} … {high})"))
        if not rows:
            return None
        head = (
            self.say("column.input"),
            self.say("column.kind"),
            self.say("column.direction"),
            "#" + self.say("column.rho"),
        )
        caption = self.say("milestone.drivers", count=self.count, chance=max(1, round(self.count / 20)))
        return table(self.half, caption, head, rows)

    def _input(self, path: str) -> str:
        block, _, name = path.partition(".")
        one = getattr(self.said, block).get(name)
        return path if one is None else str(getattr(one.title, self.lang))

    def _goals(self) -> Iterator[dict[str, Any]]:
        """Goals that are read off others: how many are met together."""
        goals = self.found.goals
        for name, own in goals.groupby("goal", sort=False):
            most = own[own["measure"] == "met_at_least"]
            rows = [
                (
                    self.say("goals.at_least", number=int(row.number)),
                    {"strong": say_chance(row.probability, self.lang)},
                    say_interval(row.ci_low, row.ci_high),
                )
                for row in rows_of(most)
                if row.number
            ]
            if rows:
                members = in_order(row.member for row in rows_of(own[own["measure"] == "met"]))
                head = (
                    self.say("column.goals"),
                    "#" + say("table.chance", self.lang),
                    "#" + self.say("column.interval"),
                )
                title = f"{name} · {own.iloc[0][f'title_{self.lang}']}"
                caption = self.say("goals.caption", title=title, members=", ".join(members))
                yield table(self.half, caption, head, rows)

    # -- risks and money -------------------------------------------------------------------------------

    def _risks(self) -> Any:
        rows = [
            (
                row.title_vi if self.lang == "vi" else row.title_en,
                say_chance(row.occurred, self.lang) if row.occurred < 1 else self.say("risks.always"),
                say_number(row.times, self.lang, 1),
                say_days(row.days, self.lang),
            )
            for row in rows_of(self.found.risks)
        ]
        if not rows:
            return None
        head = (
            self.say("column.risk"),
            "#" + self.say("column.occurred"),
            "#" + self.say("column.times"),
            "#" + self.say("column.in_force"),
        )
        return table(self.half, self.say("risks.caption", replications=self.many), head, rows)

    def _register(self) -> Iterator[dict[str, Any]]:
        for code, row in self.said.risk_register.items():
            title = str(getattr(row.title, self.lang))
            yield {
                "code": code,
                "title": title if row.active else say("list.switched_off", self.lang, title=title),
                "modelled": say(f"risk_register.modelled.{row.modelled_by}", self.lang),
                "lines": [
                    (say(f"risk_register.column.{word}", self.lang), text)
                    for word in RISK_LINES
                    if (text := self._risk_line(row, word))
                ],
            }

    def _risk_line(self, row: Any, word: str) -> str:
        said = getattr(row, word)
        if isinstance(said, list):
            return "; ".join(self._mitigation(one) for one in said)
        return "" if said is None else str(getattr(said, self.lang))

    def _mitigation(self, title: Any) -> str:
        """What helps: in words, or the lever or assumption that ``$name`` stands for."""
        name = title.en.removeprefix("$")
        named = self.said.levers.get(name) or self.said.assumptions.get(name)
        return str(getattr(named.title if named and name != title.en else title, self.lang))

    def _money(self) -> Iterator[dict[str, Any]]:
        for source, own in self.found.capital.groupby("source", sort=False):
            rows = [row for row in rows_of(own) if row.released_million_vnd or row.carried_million_vnd]
            if not rows:
                continue
            title = str(getattr(self.said.capital[str(source)].title, self.lang, None) or source)
            spent = sum(row.spent_million_vnd for row in rows)
            used = [row for row in rows if row.spent_million_vnd > SPENT_STILL * spent] or rows
            shown = [row for row in rows if row.year <= used[-1].year]
            bars = [
                {
                    "year": int(row.year),
                    "available": row.released_million_vnd + row.carried_million_vnd,
                    "spent": row.spent_million_vnd,
                    "lapsed": row.lapsed_million_vnd,
                }
                for row in shown
            ]
            available, spent, lapsed = (
                sum(getattr(row, f"{name}_million_vnd") for row in shown)
                for name in ("released", "spent", "lapsed")
            )
            spec = {
                "label": self.say(
                    "money.label", source=title, spent=self._bn(spent), available=self._bn(available)
                ),
                "bars": bars,
                "labels": {name: self.say(f"money.{name}") for name in ("available", "spent", "lapsed")},
                "unit": say("unit.billion_vnd", self.lang),
            }
            names = ("released", "carried", "spent", "lapsed", "cut")
            cells = [
                (str(int(row.year)), *(self._tenth(getattr(row, f"{name}_million_vnd")) for name in names))
                for row in rows
            ]
            head = [self.say("column.year"), *("#" + self.say(f"money.column.{name}") for name in names)]
            yield {
                "title": title,
                "finding": self.say(
                    "money.finding",
                    year=int(shown[-1].year),
                    released=self._bn(available),
                    spent=self._bn(spent),
                    share=say_share(spent / max(available, 1e-9), self.lang),
                    lapsed=self._bn(lapsed),
                ),
                "chart": self.half.chart("money", spec),
                "table": table(self.half, self.say("money.caption", source=title), head, cells),
            }

    def _bn(self, million: float) -> str:
        return say_money(round(million / 100) * 100, self.lang)

    def _tenth(self, million: float) -> str:
        return say_number(million / 1000, self.lang, 1)

    # -- what it rests on ------------------------------------------------------------------------------

    def _changes(self) -> Any:
        changes = self.found.changes
        if changes is None:
            return {"text": self.say("changes.not_known")}
        values = changes[changes["about"] == "value"]
        if not len(values):
            return {"text": self.say("changes.none")}
        rows = [
            (
                {"text": row.title_vi if self.lang == "vi" else row.title_en, "code": row.path},
                amount_said(str(row.value_a), self.lang) or NOTHING,
                amount_said(str(row.value_b), self.lang) or NOTHING,
            )
            for row in rows_of(values)
        ]
        base = changes["scenario_a"].iloc[0]
        head = (self.say("column.what"), self.say("column.there", scenario=base), self.say("column.here"))
        return {
            "table": table(self.half, self.say("changes.caption", count=len(rows), base=base), head, rows)
        }

    def _levers(self) -> Any:
        rows = []
        for name, lever in self.said.levers.items():
            fact = self._fact("levers", name, "value")
            value, over = str(lever.value.text), str(lever.range.text)
            said = (
                turned(value, "1" if value == "0" else "0", self.lang)[0]
                if over == "0..1"
                else amount_said(value, self.lang)
            )
            cost = "" if lever.cost is None else amount_said(str(lever.cost.text), self.lang)
            span = self.say("levers.switch") if over == "0..1" else amount_said(over, self.lang)
            rows.append(
                (str(getattr(lever.title, self.lang)), said, span, cost or NOTHING, *self._rests_on(fact))
            )
        if not rows:
            return None
        head = (
            self.say("column.lever"),
            "#" + say("list.column.value", self.lang),
            "#" + say("list.column.range", self.lang),
            "#" + say("list.column.cost", self.lang),
            say("list.column.grade", self.lang),
            say("list.column.source", self.lang),
        )
        return table(self.half, self.say("levers.caption"), head, rows)

    def _assumptions(self) -> Any:
        rows = []
        facts = [fact for fact in self.found.scenario.facts if fact.path[0] == "assumptions"]
        for name, own in groupby(facts, key=lambda fact: str(fact.path[1])):
            for fact in own:
                rows.append(
                    (
                        self._input(f"assumptions.{name}"),
                        amount_said(fact.text, self.lang),
                        *self._rests_on(fact),
                    )
                )
        if not rows:
            return None
        head = (
            self.say("column.assumption"),
            "#" + say("list.column.value", self.lang),
            say("list.column.grade", self.lang),
            say("list.column.source", self.lang),
        )
        return table(self.half, self.say("assumptions.caption"), head, rows)

    def _fact(self, *place: str) -> Fact | None:
        return next((fact for fact in self.found.scenario.facts if fact.path[: len(place)] == place), None)

    def _rests_on(self, fact: Fact | None) -> tuple[str, Any]:
        """Grade, and the number of the footnote with the source."""
        if fact is None or not fact.source:
            return NOTHING, NOTHING
        number = self.sources.setdefault(fact.source, len(self.sources) + 1)
        return fact.grade or NOTHING, {"source": number}

    def _sources(self) -> list[dict[str, str]]:
        """The footnotes, in the order in which they are named."""
        found = []
        for name in self.sources:
            source = self.said.sources.get(name)
            if source is None:
                found.append({"title": name, "more": ""})
                continue
            when = say_date(source.when, self.lang) if source.when else ""
            more = "; ".join(str(one) for one in (source.where, source.who, when) if one)
            found.append({"title": str(getattr(source.title, self.lang)), "more": more})
        return found

    def _grades(self) -> Any:
        counts = Counter(fact.grade for fact in self.found.scenario.facts)
        total = max(1, sum(counts.values()))
        rows = [
            (
                grade,
                say(f"list.grade.{grade}", self.lang),
                str(counts[grade]),
                say_share(counts[grade] / total, self.lang),
            )
            for grade in GRADES
        ]
        head = (
            say("list.column.grade", self.lang),
            say("list.column.meaning", self.lang),
            "#" + self.say("column.numbers"),
            "#" + self.say("column.share"),
        )
        return table(
            self.half,
            self.say("grades.caption", count=say_number(sum(counts.values()), self.lang)),
            head,
            rows,
        )

    def _limits(self) -> Iterator[str]:
        yield self.say("limits.forecast")
        yield self.say("limits.guesses", share=self._guessed())
        yield self.say("limits.band" if self.found.has_bands else "limits.no_band")
        yield self.say("limits.horizon", horizon=say_date(self.said.horizon, self.lang))
        if self.found.levers is not None:
            yield self.say("limits.levers")
        yield self.say("limits.drivers")
        yield self.say("limits.causes")

    def _command(self) -> str:
        """The command that makes the same run again; language and where it is left have no part in it."""
        facts = self.found.facts
        file = facts["files"][0][0].replace("\\", "/")
        words = ["python", "run.py", "run", file, "-n", str(facts["replications"]), "-s", str(facts["seed"])]
        for setting in facts["settings"]:
            words += ["--set", setting]
        for more in facts.get("more", ()):
            if more.startswith("band "):
                words += ["--band", more.split()[1]]
        return shlex.join(words)

    def _figures(self) -> list[Picture]:
        """Larger figures of the folder that the page doesn't draw itself."""
        return [files[self.lang] for files in self.found.figures.values()]


def _least_likely(rows: Sequence[Any]) -> list[Any]:
    """Rows with those of one milestone together, the least likely milestone first."""
    least = {
        name: min(row.probability for row in rows if row.milestone == name)
        for name in in_order(row.milestone for row in rows)
    }
    return sorted(rows, key=lambda row: (least[row.milestone], list(least).index(row.milestone)))


def _signed(number: float, lang: str) -> str:
    text = say_number(number, lang, 2)
    return f"+{text}" if number >= 0.005 else text
