"""What is asked of a played case: chances, means, quantiles, dates, floats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.analysis import statistics
from model.analysis.floats import floats_of
from model.days import TICK, finish_date, start_date
from tests.known_cases.cases import Block, NotOfferedError
from tests.known_cases.derived import derived
from tests.known_cases.play import Played

Days = NDArray[np.float64]
NEVER = "never"
PARAMETERS = ("policy", "list", "carry_over", "value", "tolerance", "date", "measure", "milestone")
HARMLESS = ("second_estimate", "alternative", "published", "value_error")


def answer(entry: Block, played: Played) -> Any:
    """The answer to one expected entry."""
    measure = entry.need("measure")
    if measure == "optimum":
        raise NotOfferedError("measure optimum")
    if measure not in MEASURES:
        raise entry.wrong("measure", f"the measure {measure!r} is not known")
    found = MEASURES[measure](entry, played)
    for word in (*PARAMETERS, "of"):
        entry.take(word)
    for word in entry.said:
        if word.startswith(HARMLESS):
            entry.take(word)
    entry.done()
    return found


# what is measured ----------------------------------------------------------------------------


def _series(entry: Block, played: Played, of: Any) -> Days:
    """Days of a milestone or an activity (its finish), `D:x` its duration, or what the case describes."""
    of = str(of)
    if of.startswith("D:") or entry.take("on") == "duration":
        return _of(entry, played.works, of.removeprefix("D:"))
    if of in played.reached:
        return _finish(played, played.reached[of])
    if of in played.finishes:
        return _finish(played, played.finishes[of])
    found = derived(entry, played, of)
    if found is None:
        raise entry.wrong("of", f"there is no milestone or activity {of!r}")
    return found


def _of(entry: Block, days: dict[str, Days], id: Any) -> Days:
    if str(id) not in days:
        raise entry.wrong("of", f"there is no activity {id!r}")
    return days[str(id)]


def _finish(played: Played, days: Days) -> Days:
    """Instants; in a case of whole dates the last day worked."""
    return np.maximum(np.ceil(days) - 1, 0) if played.by_date else days


def _start(played: Played, days: Days) -> Days:
    return np.floor(days) if played.by_date else days


def _one(entry: Block, played: Played) -> Days:
    return _series(entry, played, entry.need("of"))


def _pair(entry: Block, played: Played) -> tuple[Days, Days]:
    first, second = (_series(entry, played, of) for of in entry.items("of"))
    return first, second


def _plain(value: float) -> Any:
    """A number as JSON has it, or never."""
    return float(value) if np.isfinite(value) else NEVER


# measures ------------------------------------------------------------------------------------


def _prob_by(entry: Block, played: Played) -> float:
    return float((_one(entry, played) <= entry.number("at") + played.slack).mean())


def _prob_never(entry: Block, played: Played) -> float:
    return float(np.isinf(_one(entry, played)).mean())


def _prob_custom(entry: Block, played: Played) -> float:
    return float(_one(entry, played).mean())


def _mean(entry: Block, played: Played) -> Any:
    return _plain(_one(entry, played).mean())


def _spread(of: Callable[[Days], float]) -> Callable[[Block, Played], Any]:
    def measure(entry: Block, played: Played) -> Any:
        days = _one(entry, played)
        return _plain(of(days)) if np.isfinite(days).all() else NEVER

    return measure


def _quantile(entry: Block, played: Played) -> Any:
    return _plain(statistics.sample_quantiles(_one(entry, played), [entry.number("p")])[0])


def _paired(of: Callable[[Days, Days], float]) -> Callable[[Block, Played], float]:
    return lambda entry, played: of(*_pair(entry, played))


def _mean_duration(entry: Block, played: Played) -> float:
    return float(_of(entry, played.works, str(entry.need("of")).removeprefix("D:")).mean())


def _path_criticality(entry: Block, played: Played) -> float:
    """Share of replications in which the chain that led to the milestone is just this path."""
    path = [str(one) for one in entry.items("of")]
    for one in path:
        _of(entry, played.finishes, one)
    chain = played.chains[_milestone_of(entry, played, path)]
    wanted = np.isin(list(played.steps), path)
    return float((chain[:, list(played.steps.values())] == wanted).all(axis=1).mean())


def _milestone_of(entry: Block, played: Played, path: list[str]) -> str:
    """The milestone that is named, else the first that requires the last of the path."""
    if "milestone" in entry:
        return str(entry.take("milestone"))
    last = played.plan.groups[played.steps[path[-1]]].name
    return next((id for id, needs in played.requires.items() if last in needs), next(iter(played.requires)))


# fixed plans -----------------------------------------------------------------------------------


def _fixed(entry: Block, played: Played, days: Days) -> Any:
    """The one value of a plan without chance, free of the rounding to ticks."""
    if len(np.unique(days)) > 1:
        raise entry.wrong("measure", "asked of a plan whose answer is random")
    return _decimal(float(days[0]), played) if np.isfinite(days[0]) else NEVER


def _decimal(days: float, played: Played) -> float:
    """The decimal of five places that ticks have blurred, where there is one."""
    near = round(days, 5)
    return near if abs(days - near) <= TICK / 2 * (len(played.plan.activities) + 1) else days


def _finish_at(entry: Block, played: Played) -> Any:
    return _fixed(entry, played, _one(entry, played))


def _start_at(entry: Block, played: Played) -> Any:
    return _fixed(entry, played, _start(played, _of(entry, played.starts, entry.need("of"))))


def _start_date(entry: Block, played: Played) -> str:
    return start_date(
        _fixed(entry, played, _of(entry, played.starts, entry.need("of"))), played.start
    ).isoformat()


def _finish_date(entry: Block, played: Played) -> Any:
    of = str(entry.need("of"))
    days = played.reached[of] if of in played.reached else _of(entry, played.finishes, of)
    instant = _fixed(entry, played, days)
    return instant if instant == NEVER else finish_date(instant, played.start).isoformat()


def _total_float(entry: Block, played: Played) -> Any:
    id = str(entry.need("of"))
    _of(entry, played.finishes, id)
    member = played.plan.groups[played.steps[id]].members[0]
    return _decimal(floats_of(played.plan)[member].total, played)


MEASURES: dict[str, Callable[[Block, Played], Any]] = {
    "prob_by": _prob_by,
    "prob_never": _prob_never,
    "prob_custom": _prob_custom,
    "mean": _mean,
    "var": _spread(lambda days: float(days.var(ddof=1)) if len(days) > 1 else 0.0),
    "sd": _spread(lambda days: float(days.std(ddof=1)) if len(days) > 1 else 0.0),
    "quantile": _quantile,
    "cov": _paired(statistics.covariance),
    "corr": _paired(statistics.correlation),
    "spearman": _paired(statistics.rank_correlation),
    "mean_duration": _mean_duration,
    "path_criticality": _path_criticality,
    "finish": _finish_at,
    "start": _start_at,
    "early_start": _start_at,
    "early_finish": _finish_at,
    "total_float": _total_float,
    "start_date": _start_date,
    "finish_date": _finish_date,
}
"""Every measure by name; steady states and plain statistics have modules of their own."""
