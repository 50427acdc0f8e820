"""Levers that cost something, singly and together: what a billion brings, and what is worth its price."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from model.analysis.chances import Chance, chance_of, difference_of
from model.analysis.least import Met

MOST_LEVERS = 8
"""Of so many levers every package is tried; of more, they are put together one step after another."""

MOST_PACKAGES = 100
"""Packages tried at most: of levers with many steps fewer are taken, down to one of each lever."""

MILLION_PER_BN = 1000

Package = tuple[int, ...]
"""The step at which each lever stands, 0 being its present value."""

PRESENT, FRONTIER, DOMINATED, ALIKE, NOISE, WORSE = (
    "present", "frontier", "dominated", "alike", "noise", "worse",
)  # fmt: skip
"""What can be said of a package: as it is now; nothing cheaper does as well; something that costs no more
does surely better; or seems to, and can't be told from chance; its own gain can't be; it does harm."""


@dataclass(frozen=True)
class Ladder:
    """A lever that costs something: its steps away from the present value, each dearer than the last.

    ``values`` are as typed, the present one first; ``costs`` in million VND, 0 first.
    """

    name: str
    path: str
    title: Mapping[str, str]
    values: tuple[str, ...]
    costs: tuple[float, ...]
    is_running: bool
    is_capital: bool

    def thinned(self, steps: int) -> tuple[int, ...]:
        """So many of its steps and the present value, spread evenly, the last one among them."""
        last = len(self.values) - 1
        if last <= steps:
            return tuple(range(last + 1))
        return (0, *sorted({round(last * part / steps) for part in range(1, steps + 1)}))


@dataclass(frozen=True)
class Gain:
    """A chance and what it gains over the present one on the same luck, with the 95 % interval of that."""

    chance: Chance
    difference: float
    low: float
    high: float

    @property
    def is_noise(self) -> bool:
        """Whether the interval of the difference holds 0."""
        return self.low <= 0 <= self.high


def gain_of(before: Met, after: Met) -> Gain:
    """What a package gains over what there is, replication by replication."""
    pairs = (before & after, before & ~after, ~before & after, ~before & ~after)
    counts = [int(pair.sum()) for pair in pairs]
    return Gain(chance_of(int(after.sum()), len(after)), *difference_of(*counts))


# -- which packages are tried --------------------------------------------------------------------------


def singles(ladders: Sequence[Ladder]) -> list[Package]:
    """Each lever alone at each of its steps."""
    return [
        tuple(step if place == number else 0 for place in range(len(ladders)))
        for number, ladder in enumerate(ladders)
        for step in range(1, len(ladder.values))
    ]


def cost_of(package: Package, ladders: Sequence[Ladder]) -> float:
    """What a package costs, in million VND: each lever has its own price, and prices add up."""
    return sum(ladder.costs[step] for ladder, step in zip(ladders, package, strict=True))


def every_package(ladders: Sequence[Ladder], ceiling: float) -> tuple[list[Package], int]:
    """Every package under a ceiling, the present one first, with as many steps as keeps them few.

    Returns
    -------
    tuple
        The packages, and how many steps of each lever they are made of at most.
    """
    most = max((len(ladder.values) - 1 for ladder in ladders), default=1)
    for steps in range(most, 0, -1):
        most_of_these = MOST_PACKAGES + 1 if steps > 1 else 2 ** len(ladders)
        found = list(_under(ladders, steps, ceiling, most_of_these))
        if len(found) <= MOST_PACKAGES or steps == 1:
            return found, steps
    return [(0,) * len(ladders)], 1


def _under(ladders: Sequence[Ladder], steps: int, ceiling: float, most: int) -> Iterator[Package]:
    """So many packages under a ceiling, the dearest steps of the last lever changing first."""
    count = 0
    open_: list[tuple[Package, float]] = [((), 0.0)]
    while open_ and count < most:
        package, cost = open_.pop()
        if len(package) == len(ladders):
            count += 1
            yield package
            continue
        ladder = ladders[len(package)]
        for step in reversed(ladder.thinned(steps)):
            if cost + ladder.costs[step] <= ceiling:
                open_.append(((*package, step), cost + ladder.costs[step]))


Try = Callable[[Sequence[Package]], Sequence[Met]]
"""Tries packages on the same luck."""


def greedy_packages(
    ladders: Sequence[Ladder], ceiling: float, tried: dict[Package, Met], attempt: Try
) -> None:
    """Put a package together step by step: each time the one that brings most for its price.

    It ends where no further step fits under the ceiling, or none brings anything that can be told from
    chance. Everything tried is added to ``tried``, which holds the present state.
    """
    at: Package = (0,) * len(ladders)
    while True:
        steps = [step for step in _next_steps(at, ladders) if cost_of(step, ladders) <= ceiling]
        new = [step for step in steps if step not in tried]
        tried.update(zip(new, attempt(new), strict=True))
        gains = {step: gain_of(tried[at], tried[step]) for step in steps}
        worth = [step for step in steps if gains[step].low > 0]
        if not worth:
            return
        at = max(worth, key=lambda step: gains[step].difference / _price(at, step, ladders))


def _next_steps(at: Package, ladders: Sequence[Ladder]) -> Iterator[Package]:
    """Each lever turned further, by any number of its steps."""
    for number, ladder in enumerate(ladders):
        for step in range(at[number] + 1, len(ladder.values)):
            yield (*at[:number], step, *at[number + 1 :])


def _price(less: Package, more: Package, ladders: Sequence[Ladder]) -> float:
    return max(cost_of(more, ladders) - cost_of(less, ladders), 1e-9)


# -- what they are worth -------------------------------------------------------------------------------


LEVER_COLUMNS = (
    "scenario", "lever", "value", "cost_bn_vnd", "milestone", "deadline", "probability", "ci_low", "ci_high",
    "difference", "difference_low", "difference_high", "points_per_bn", "points_low", "points_high",
    "verdict", "dominated_by", "replications",
)  # fmt: skip


def lever_table(
    ladders: Sequence[Ladder], tried: Mapping[Package, Met], asked: Mapping[str, str]
) -> pd.DataFrame:
    """One row per lever and step: what it gains, and how many points of chance a billion VND brings.

    Levers stand in order of what a billion brings at their best step; those whose best step can't be
    told from chance come last.

    Parameters
    ----------
    asked
        ``scenario``, ``milestone`` and ``deadline``, as they stand in the table.
    """
    alone = singles(ladders)
    verdicts = _verdicts(alone, tried, ladders)
    rows = []
    for package in alone:
        number = next(place for place, step in enumerate(package) if step)
        ladder, step = ladders[number], package[number]
        gain, cost = (
            gain_of(tried[_none(package)], tried[package]),
            cost_of(package, ladders) / MILLION_PER_BN,
        )
        verdict, by = verdicts[package]
        rows.append(
            {
                **asked,
                "lever": ladder.name,
                "value": ladder.values[step],
                "cost_bn_vnd": cost,
                **_chances(gain),
                "points_per_bn": 100 * gain.difference / cost,
                "points_low": 100 * gain.low / cost,
                "points_high": 100 * gain.high / cost,
                "verdict": verdict,
                "dominated_by": "" if by is None else said(by, ladders),
                "replications": gain.chance.replications,
            }
        )
    table = pd.DataFrame(rows, columns=list(LEVER_COLUMNS))
    best = at_their_best(table).set_index("lever")
    order = best.assign(is_noise=best.verdict.isin([NOISE, WORSE])).sort_values(
        ["is_noise", "points_per_bn"], ascending=[True, False], kind="stable"
    )
    places = {name: place for place, name in enumerate(order.index)}
    return table.sort_values("lever", key=lambda names: names.map(places), kind="stable", ignore_index=True)


def at_their_best(levers: pd.DataFrame) -> pd.DataFrame:
    """Of each lever the step with the highest chance, of equal ones the cheapest; in the table's order."""
    places = levers.groupby("lever", sort=False)["probability"].idxmax()
    return levers.loc[places].reset_index(drop=True)


def package_table(
    ladders: Sequence[Ladder], tried: Mapping[Package, Met], asked: Mapping[str, str]
) -> pd.DataFrame:
    """One row per package, the cheapest first: its levers, cost, chance, gain, and whether it is worth it.

    A lever has a column of its own with its value. ``package`` names those that are turned.
    """
    packages = sorted(
        tried, key=lambda package: (round(cost_of(package, ladders), 6), -_share(tried[package]))
    )
    verdicts = _verdicts(packages, tried, ladders)
    rows = []
    for package in packages:
        gain = gain_of(tried[_none(package)], tried[package])
        verdict, by = verdicts[package]
        values = {one.name: one.values[step] for one, step in zip(ladders, package, strict=True)}
        rows.append(
            {
                **asked,
                "package": said(package, ladders),
                **values,
                "cost_bn_vnd": cost_of(package, ladders) / MILLION_PER_BN,
                **_chances(gain),
                "verdict": verdict,
                "dominated_by": "" if by is None else said(by, ladders),
                "replications": gain.chance.replications,
            }
        )
    return pd.DataFrame(rows)


def said(package: Package, ladders: Sequence[Ladder]) -> str:
    """A package in machine words: ``teams=4 + cash=40 bn VND``; blank as it is now."""
    turned = (
        f"{ladder.name}={ladder.values[step]}" for ladder, step in zip(ladders, package, strict=True) if step
    )
    return " + ".join(turned)


def _none(package: Package) -> Package:
    return (0,) * len(package)


def _share(met: Met) -> float:
    return float(met.mean())


def _chances(gain: Gain) -> dict[str, float]:
    return {
        "probability": gain.chance.estimate,
        "ci_low": gain.chance.low,
        "ci_high": gain.chance.high,
        "difference": gain.difference,
        "difference_low": gain.low,
        "difference_high": gain.high,
    }


def _verdicts(
    packages: Iterable[Package], tried: Mapping[Package, Met], ladders: Sequence[Ladder]
) -> dict[Package, tuple[str, Package | None]]:
    """What can be said of each package among the others, and which one dominates it."""
    ordered = sorted(packages, key=lambda one: (round(cost_of(one, ladders), 6), -_share(tried[one])))
    found: dict[Package, tuple[str, Package | None]] = {}
    frontier: list[Package] = []
    for one in ordered:
        none = _none(one)
        gain = gain_of(tried[none], tried[one])
        best = frontier[-1] if frontier else None
        is_better = best is None or tried[one].sum() > tried[best].sum()
        better = next((by for by in reversed(frontier) if gain_of(tried[one], tried[by]).low > 0), None)
        if one == none:
            found[one] = (PRESENT, None)
        elif gain.high < 0:
            found[one] = (WORSE, better)
        elif gain.is_noise:
            found[one] = (NOISE, better)
        elif is_better:
            found[one] = (FRONTIER, None)
            frontier.append(one)
        else:
            found[one] = (DOMINATED, better) if better is not None else (ALIKE, best)
    return found
