"""What the engine doesn't offer, and why: the only questions answered with null."""

from __future__ import annotations

NOT_OFFERED = {
    "policy serial": (
        "The serial schedule-generation scheme places activities one by one in list order, each at its "
        "earliest feasible time, with the whole future known. A simulation goes forward in time and grants "
        "what is free now; nobody on a site is held back for one who will be first on a list next month."
    ),
    "preemption": (
        "Nobody takes a crew from work that has begun. Work may stop (calendar, event, lack of the next "
        "stage of capital), but keeps its crew; that is how contracts are carried out here."
    ),
    "lead of a start": (
        "A negative lag from a start (SS, SF) asks an activity to begin before another one's start that "
        "nobody can foresee in simulated time. Leads before a finish (FS, FF) are offered: while a round of "
        "work goes on, its finish can be projected."
    ),
    "measure optimum": (
        "The shortest of all schedules is proved by a solver that searches them. The simulation plays one "
        "dispatch rule; what it answers is never below the optimum."
    ),
}
"""Key and reason."""

CONVENTIONS = {
    "FF and SF": (
        "hold the finish of their owner and don't delay its start (rules of the simulation, 8). Where a "
        "case gives `alternative_stretched` beside its value, that is what we answer."
    ),
    "quantiles of a run": (
        "are the inverse of the empirical distribution (Hyndman and Fan's definition 1), never averaged, so "
        "that what was never reached stays infinite. Other definitions are offered for plain samples."
    ),
    "queue": (
        "stands by priority, then in listed order (`queue: listed`); where a resource says `fifo`, by "
        "priority, then time of asking (`queue: by_asking`)."
    ),
    "one that doesn't fit": (
        "is passed by others (`backfill`, also called skip) unless the case names head of line "
        "(`dispatch: head_of_line`)."
    ),
    "durations": (
        "are cut at 0 and rounded to the tick of 2^-20 day. A deadline is met when the finish lies at most "
        "1e-6, and half a tick for every activity, after it."
    ),
    "duration of an activity in a correlation": (
        "is the work it did, with what risks added and with all rounds, without waiting or closed days."
    ),
    "whole dates": (
        "where a case has a start date, a finish is the last day worked and a start the first, both "
        "counted from that date."
    ),
    "calendar of an activity that names none": (
        "is, in a case with a start date, the one called `main`, else the first; in other cases none, "
        "unless no activity names one."
    ),
    "rework without a bound": (
        "has so many rounds that more have a chance below 1e-12, at most 1,000; the last is then accepted."
    ),
    "paid while working": (
        "is paid in advance for spans of at most a day, so chosen that years of money and durations are "
        "whole numbers of them."
    ),
}
"""Which of two readings we follow, where a case or its rules leave the choice."""


def told() -> str:
    """Both lists, for people."""
    lines = ["Not offered (answered with null):", ""]
    lines += [f"- {key}: {why}" for key, why in NOT_OFFERED.items()]
    lines += ["", "Conventions followed:", ""]
    lines += [f"- {key}: {what}" for key, what in CONVENTIONS.items()]
    return "\n".join(lines)
