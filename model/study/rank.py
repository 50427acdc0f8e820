"""Where money does most: levers that cost something, singly and as packages, for one milestone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_DOWN, Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from model.analysis.least import Met
from model.analysis.packages import (
    MILLION_PER_BN,
    MOST_LEVERS,
    Ladder,
    Package,
    cost_of,
    every_package,
    gain_of,
    greedy_packages,
    lever_table,
    package_table,
    said,
    singles,
)
from model.analysis.ranking import Ranking
from model.archive import Folder, Key, leave, manifest_of
from model.draws import make_draws
from model.draws.modes import at_mode
from model.plan import Plan
from model.scenario import Scenario, ScenarioError
from model.scenario.amounts import parse_amount
from model.scenario.asked import AskedError, unknown
from model.scenario.dial import Dial, Notch, dial_of
from model.scenario.units import UNITS
from model.scenario.wrong import SaidError
from model.study.around import Around
from model.study.asked import Question, met_of, question_of, write_facts
from model.study.drawing import draw
from model.study.job import Nobody, Progress
from model.study.run import Wish
from model.study.workforce import Workforce, at_work

STEPS = 4
"""Steps between a lever's present value and the end of its range, unless told."""

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class Budget:
    """What is asked: for which milestone, by when, with which levers, and under what ceiling.

    ``by`` is a date, the first deadline unless told; ``ceiling`` an amount such as ``30 bn VND``, without
    which there are no packages; ``levers`` those to look at, all that cost something unless told; ``steps``
    how many values of each are tried.
    """

    milestone: str
    by: str | None = None
    ceiling: str | None = None
    levers: tuple[str, ...] = ()
    steps: int = STEPS


def rank(
    path: Path | str,
    budget: Budget,
    wish: Wish | None = None,
    progress: Progress | None = None,
    workforce: Workforce | None = None,
) -> Ranking:
    """What each lever brings for its price, singly and, under a ceiling, together; leaves nothing behind.

    A lever costs two things until the deadline: its ``cost`` for each unit more and each year from the
    start, and the money that capital sources are given more because of it, as planned. One that costs
    neither isn't ranked.

    Raises
    ------
    AskedError
        If there is no such lever, milestone or day, a lever asked for costs nothing, or none does.
    ScenarioError
        If the scenario can't be used.
    """
    wish = wish or Wish()
    return _ranked(_Ranking.of(path, budget, wish), wish, progress or Nobody(), workforce)


@dataclass(frozen=True)
class _Ranking:
    """A question made ready: what the levers cost, and the plans around the scenario."""

    budget: Budget
    scenario: Scenario
    around: Around
    question: Question
    ceiling: float | None
    ladders: tuple[Ladder, ...]
    free: tuple[str, ...]
    seed: int
    replications: int

    @staticmethod
    def of(path: Path | str, budget: Budget, wish: Wish) -> _Ranking:
        around = Around(path, wish.settings)
        scenario, plan = around.scenario(), around.plan()
        question = question_of(plan, budget.milestone, budget.by)
        ceiling = None if budget.ceiling is None else _million(budget.ceiling)
        names = budget.levers or tuple(scenario.said.levers)
        prices = _Prices(scenario, around, plan, question.instant)
        ladders, free = [], []
        for name in names:
            if name not in scenario.said.levers:
                raise unknown("decide.no_such_lever", name, scenario.said.levers, scenario=scenario.name)
            ladder = prices.ladder(name, budget.steps, ceiling)
            if ladder is None:
                free.append(name)
            else:
                ladders.append(ladder)
        if budget.levers and free:
            raise AskedError("decide.costs_nothing", levers=", ".join(free), deadline=question.deadline)
        if not ladders:
            raise AskedError("decide.none_costs", scenario=scenario.name, deadline=question.deadline)
        seed, replications = wish.luck(scenario.said.seed, scenario.said.replications)
        return _Ranking(
            budget, scenario, around, question, ceiling, tuple(ladders), tuple(free), seed, replications
        )

    def plan(self, package: Package) -> Plan:
        settings = [
            (ladder.path, ladder.values[step])
            for ladder, step in zip(self.ladders, package, strict=True)
            if step
        ]
        return self.around.plan(settings)

    @property
    def digest(self) -> str:
        whole = Key(self.scenario, self.seed, self.replications).hash
        facts = ["rank", whole, asdict(self.budget)]
        return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _million(text: str) -> float:
    try:
        amount = parse_amount(text, "money")
    except SaidError:
        raise AskedError("decide.not_money", found=text) from None
    law = amount.distribution
    if law is None or not law.is_fixed or law.params[0] <= 0:
        raise AskedError("decide.not_money", found=text)
    return law.params[0]


# -- what levers cost ----------------------------------------------------------------------------------


class _Prices:
    """What it costs to turn levers, in million VND until an instant."""

    def __init__(self, scenario: Scenario, around: Around, plan: Plan, instant: float) -> None:
        self._scenario, self._around, self._instant = scenario, around, instant
        self._capital = planned_capital(plan, instant)

    def ladder(self, name: str, steps: int, ceiling: float | None) -> Ladder | None:
        """The steps of a lever towards the end of its range that costs more than the present value.

        With a ceiling they end where the money does. None where neither end costs more.
        """
        dial = dial_of(self._scenario, name)
        assert dial.present is not None, "a lever has one value"
        ends = (dial.notches[0], dial.notches[-1])
        dearest = max(ends, key=lambda end: self._price(dial, end)[0])
        price = self._price(dial, dearest)
        if price[0] <= 0:
            return None
        found = [(dial.present, 0.0)]
        for notch in self._steps(dial, dearest, steps, ceiling, price[0]):
            cost = self._cost(dial, notch)[0]
            if cost > found[-1][1] and (ceiling is None or cost <= ceiling + 1e-9):
                found.append((notch, cost))
        values, costs = tuple(notch.text for notch, _ in found), tuple(cost for _, cost in found)
        return Ladder(name, dial.path, dial.title, values, costs, price[1] > 0, price[2] > 0)

    def _steps(
        self, dial: Dial, end: Notch, steps: int, ceiling: float | None, price: float
    ) -> Iterator[Notch]:
        """Values between the present one and the end of the range, or as far as the ceiling lets one go."""
        assert dial.present is not None, "a lever has one value"
        first, last = Decimal(str(dial.present.number)), Decimal(str(end.number))
        if ceiling is not None and price > ceiling and not dial.is_whole:
            reach = (last - first) * Decimal(ceiling) / Decimal(price)
            last = first + reach.quantize(_fineness(reach), ROUND_DOWN)
        if dial.is_whole:
            between = [one for one in dial.notches if _is_between(first, Decimal(str(one.number)), last)]
            yield from sorted(between, key=lambda one: abs(Decimal(str(one.number)) - first))
            return
        for step in range(1, steps + 1):
            yield dial.other(first + (last - first) * step / steps)

    def _price(self, dial: Dial, end: Notch) -> tuple[float, float, float]:
        """The cost of an end of the range; less than nothing where that can't be carried out."""
        try:
            return self._cost(dial, end)
        except ScenarioError:
            return -1.0, 0.0, 0.0

    def _cost(self, dial: Dial, notch: Notch) -> tuple[float, float, float]:
        """What a value costs more than the present one: in all, for running it, and as capital."""
        assert dial.present is not None, "a lever has one value"
        if notch == dial.present:
            return 0.0, 0.0, 0.0
        lever = self._scenario.said.levers[dial.name]
        running = 0.0
        if lever.cost is not None and lever.cost.distribution is not None:
            unit = UNITS[lever.value.unit]
            units = (notch.number - dial.present.number) * float(UNITS[dial.unit].size / unit.size)
            running = lever.cost.distribution.params[0] * units * self._instant / DAYS_PER_YEAR
        plan = self._around.plan(dial.settings(notch))
        capital = planned_capital(plan, self._instant) - self._capital
        return running + capital, running, capital


def _fineness(number: Decimal) -> Decimal:
    """Three significant digits of a number, and no finer than a thousandth."""
    return max(Decimal(10) ** (number.adjusted() - 2), Decimal("0.001"))


def _is_between(first: Decimal, number: Decimal, last: Decimal) -> bool:
    return first < number <= last or last <= number < first


def planned_capital(plan: Plan, instant: float) -> float:
    """The money all capital sources are given until an instant, in million VND, as planned.

    Planned is the whole of each year's amount, at its likeliest where it is a range, whatever share of
    it is released in the end.
    """
    deposits = [one for source in plan.capital for one in source.deposits if one.day < instant]
    numbers = sorted({one.amount for one in deposits})
    amounts = [plan.quantities[number] for number in numbers]
    laws = [replace(one, distribution=at_mode(one.distribution)) for one in amounts]
    draws = make_draws(laws, seed=0)
    values = {number: draws.value(place, 0) for place, number in enumerate(numbers)}
    return sum(values[one.amount] * (one.part[1] - one.part[0]) for one in deposits)


# -- trying them ---------------------------------------------------------------------------------------


def _ranked(work: _Ranking, wish: Wish, progress: Progress, workforce: Workforce | None) -> Ranking:
    ladders, ceiling = work.ladders, work.ceiling
    alone = singles(ladders)
    none: Package = (0,) * len(ladders)
    is_exhaustive = len(ladders) <= MOST_LEVERS
    packages, steps = [none], max((len(one.values) - 1 for one in ladders), default=0)
    if ceiling is not None and is_exhaustive:
        packages, steps = every_package(ladders, ceiling)
    wanted = list(dict.fromkeys([none, *alone, *packages]))
    told = 0
    with at_work(wish.jobs, wish.cluster, workforce) as those:

        def attempt(some: Sequence[Package]) -> list[Met]:
            nonlocal told
            total = work.replications * len(some)
            told += total
            progress.expect(told)
            luck = (work.seed, work.replications, total)
            plans = map(work.plan, some)
            return met_of(plans, work.question, *luck, engine=wish.engine, workforce=those, progress=progress)

        tried = dict(zip(wanted, attempt(wanted), strict=True))
        if ceiling is not None and not is_exhaustive:
            greedy_packages(ladders, ceiling, tried, attempt)
    best, enough = _best(tried, ladders)
    asked = {
        "scenario": work.scenario.name,
        "milestone": work.question.milestone,
        "deadline": work.question.deadline,
    }
    return Ranking(
        **asked,
        milestone_title=dict(work.question.title),
        ceiling=None if ceiling is None else ceiling / MILLION_PER_BN,
        years=work.question.instant / DAYS_PER_YEAR,
        titles={one.name: dict(one.title) for one in ladders},
        paid={one.name: _paid(one) for one in ladders},
        free=work.free,
        steps=steps,
        is_exhaustive=is_exhaustive,
        best=said(best, ladders),
        enough=said(enough, ladders),
        seed=work.seed,
        replications=work.replications,
        levers=lever_table(ladders, tried, asked),
        packages=package_table(ladders, tried, asked),
    )


def _best(tried: Mapping[Package, Met], ladders: Sequence[Ladder]) -> tuple[Package, Package]:
    """The package with the highest chance, and the cheapest that can't be told from it, if any helps."""
    none: Package = (0,) * len(ladders)
    by_cost = sorted(tried, key=lambda one: cost_of(one, ladders))
    helping = [one for one in by_cost if gain_of(tried[none], tried[one]).low > 0]
    if not helping:
        return none, none
    best = max(helping, key=lambda one: int(tried[one].sum()))
    enough = next(one for one in helping if gain_of(tried[one], tried[best]).low <= 0)
    return best, enough


def _paid(ladder: Ladder) -> str:
    if ladder.is_running and ladder.is_capital:
        return "both"
    return "running" if ladder.is_running else "capital"


# -- its folder ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RankStudy:
    """A ranking with the folder it is left in."""

    ranking: Ranking
    folder: Path
    is_new: bool


def leave_rank(
    path: Path | str,
    budget: Budget,
    wish: Wish,
    progress: Progress | None = None,
    workforce: Workforce | None = None,
) -> RankStudy:
    """As ``rank``, and leave its folder; the same question again is read from there.

    Raises
    ------
    WouldOverwrite
        If the folder asked for holds something else.
    """
    work = _Ranking.of(path, budget, wish)

    def fill(folder: Folder) -> None:
        began = time.perf_counter()
        found = _ranked(work, wish, progress or Nobody(), workforce)
        for name in ("levers", "packages"):
            folder.table(f"{name}.csv", getattr(found, name))
            folder.table(f"figures/{name}.csv", getattr(found, name))
        if wish.figures:
            _draw(folder, found, work, wish)
        key = Key(work.scenario, work.seed, work.replications)
        write_facts(folder, found, work.digest, key, wish, time.perf_counter() - began)

    def complete(folder: Folder) -> None:
        _draw(folder, read_ranking(folder.target), work, wish)

    name = f"rank/{work.scenario.name}"
    place, is_new = leave(name, work.digest, wish.out, fill, complete if wish.figures else None)
    return RankStudy(read_ranking(place), place, is_new)


def read_ranking(folder: Path) -> Ranking:
    """What was found, from its folder."""
    answer: dict[str, Any] = manifest_of(folder)["answer"]
    texts = dict.fromkeys(("value", "package", "dominated_by", *answer["titles"]), str)
    levers, packages = (
        pd.read_csv(folder / f"{name}.csv", dtype=texts, keep_default_na=False, na_values={})
        for name in ("levers", "packages")
    )
    free = tuple(answer.pop("free"))
    return Ranking(**answer, free=free, levers=levers, packages=packages)


def _draw(folder: Folder, found: Ranking, work: _Ranking, wish: Wish) -> None:
    from model.report.decisions import pictures_of_rank  # matplotlib: slow to import
    from model.report.gallery import Imprint

    scenarios = {work.scenario.name: work.scenario.title}
    imprint = Imprint(scenarios, work.seed, work.replications, work.digest[:8])
    draw(pictures_of_rank(folder.figures, imprint, found), 1, wish.jobs)
