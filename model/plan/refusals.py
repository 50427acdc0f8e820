"""What can't finish is refused before any run, by name and line.

Only what is certain is refused: a law without an end may always give enough. Contention, money
that lapses in between, closings and stops can't be decided beforehand; replications in which
they are fatal stall, and say what they waited for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor

from model.days import to_tick
from model.plan.calendar import Calendar
from model.plan.events import TOUCHES_WORK, Does, Effect
from model.plan.network import NEVER, Activity, Condition, Deposit, Indicator, Link, Plan, Session
from model.plan.numbers import Path
from model.plan.possible import Prospects, Reach, ends_of
from model.scenario import Fault
from model.scenario.distribution import highest, lowest

Found = Callable[..., Fault]
"""Makes a fault from a place, a message and its values."""


@dataclass
class Written:
    """What activities are called, and where they and their conditions are written, by number."""

    names: list[str] = field(default_factory=list)
    steps: list[Path] = field(default_factory=list)
    conditions: list[Path] = field(default_factory=list)


def faults_of_network(plan: Plan, written: Written, found: Found) -> list[Fault]:
    """Everything for which a plan can't finish.

    More hands wanted than there are, more money than a source can hold, levels out of reach, days
    that never come, gates that never open, circles of waiting, milestones without a chance.
    """
    judge = _Judge(plan, written, found)
    return [
        *judge.short_of_hands(),
        *judge.short_of_money(),
        *judge.out_of_reach(),
        *judge.never_open(),
        *judge.gates_shut(),
        *(list(judge.circles()) or judge.without_a_chance()),
    ]


def faults_of_numbers(plan: Plan, changed: Collection[int], written: Written, found: Found) -> list[Fault]:
    """The same of a plan that differs in numbers from one that can finish.

    Parameters
    ----------
    changed
        The quantities in which it does; it may differ in the sizes of crews as well.
    """
    judge = _Judge(plan, written, found)
    is_of_chances = not set(changed).isdisjoint(_chances(plan))
    return [
        *judge.short_of_hands(),
        *judge.short_of_money(),
        *judge.out_of_reach(),
        *judge.never_open(),
        *(judge.without_a_chance() if is_of_chances else ()),
    ]


def faults_of_hands(plan: Plan, written: Written, found: Found) -> list[Fault]:
    """The same of a plan that differs in the sizes of crews alone."""
    return list(_Judge(plan, written, found).short_of_hands())


def _chances(plan: Plan) -> Iterator[int]:
    """The quantities that decide on what may come about: how verdicts fall and which way is taken."""
    for activity in plan.activities:
        if activity.verdict is not None:
            yield from activity.verdict.chances
        if activity.branch is not None:
            yield from activity.branch.chances


@dataclass
class _Judge:
    plan: Plan
    written: Written
    found: Found
    told: set[object] = field(default_factory=set)

    def _is_new(self, *what: object) -> bool:
        """Whether something is told for the first time; it may be the fault of hundreds of units."""
        is_new = what not in self.told
        self.told.add(what)
        return is_new

    def _at(self, activity: Activity, *words: str) -> Path:
        return (*self.written.steps[activity.number], *words)

    def _name(self, activity: Activity) -> str:
        return self.written.names[activity.number]

    # -- hands ------------------------------------------------------------------------------------

    def short_of_hands(self) -> Iterator[Fault]:
        """Crews of which more is wanted than there ever are."""
        most = [self._most_hands(crew) for crew in range(len(self.plan.crews))]
        for activity in self.plan.activities:
            for crew, units in activity.crews:
                path = self._at(activity, "crew")
                if units > most[crew] and self._is_new(path, crew):
                    values = {"name": self._name(activity), "crew": self.plan.crews[crew].name}
                    yield self.found(path, "plan.crew_too_small", found=units, wanted=most[crew], **values)

    def _most_hands(self, crew: int) -> int:
        """The most that a crew may ever have, by its dates within the run and by events."""
        said = self.plan.crews[crew]
        by_date = max(said.capacity, *(one for day, one in said.changes if day <= self.plan.horizon), 0)
        more = [
            effect.by
            for event in self.plan.events
            for effect in event.effects
            if effect.does == Does.CREW and effect.targets == (crew,) and effect.by > 0
        ]
        return by_date + sum(more)

    # -- money ------------------------------------------------------------------------------------

    def short_of_money(self) -> Iterator[Fault]:
        """Payments above the most their source can ever hold at once."""
        most = [_most_money(self.plan, number) for number in range(len(self.plan.capital))]
        for activity in self.plan.activities:
            need = activity.capital
            if need is None:
                continue
            stages = need.stages if need.per == 0 else 1
            payment = ceil(lowest(self.plan.quantities[need.amount].distribution) / stages - 1e-9)
            path = self._at(activity, "capital", "amount")
            if payment > most[need.source] and self._is_new(path):
                values = {"name": self._name(activity), "source": self.plan.capital[need.source].name}
                values |= {"found": f"{payment / 1000:.15g}", "wanted": f"{most[need.source] / 1000:.15g}"}
                yield self.found(path, "plan.capital_too_small", **values)

    # -- levels -----------------------------------------------------------------------------------

    def out_of_reach(self) -> Iterator[Fault]:
        """Levels that an indicator can't reach with its highest drift and all its jumps."""
        ranges = [_range_of(self.plan, indicator) for indicator in self.plan.indicators]
        for condition in self.plan.conditions:
            if condition.link != Link.LEVEL:
                continue
            least, most = ranges[condition.indicator]
            level = self.plan.quantities[condition.level].distribution
            if not condition.at_most and lowest(level) > most + 1e-9:
                wanted, best = lowest(level), most
            elif condition.at_most and highest(level) < least - 1e-9:
                wanted, best = highest(level), least
            else:
                continue
            values = {"indicator": self.plan.indicators[condition.indicator].name}
            values |= {"found": f"{wanted:g}", "wanted": f"{best:g}"}
            name = self.written.names[condition.owner]
            path = self.written.conditions[condition.number]
            yield self.found(path, "plan.level_out_of_reach", name=name, **values)

    # -- days -------------------------------------------------------------------------------------

    def never_open(self) -> Iterator[Fault]:
        """Calendars, windows and sessions that leave no day to begin on, each told of one step."""
        for activity in self.plan.activities:
            if self._is_new("days", activity.calendar, activity.window):
                yield from self._start_days(activity)
            if activity.session >= 0 and self._is_new("session", activity.session):
                yield from self._session(activity)
            if activity.calendar >= 0 and not activity.interruptible and self._is_new(self._at(activity)):
                yield from self._in_one_piece(activity, self.plan.calendars[activity.calendar])

    def _start_days(self, activity: Activity) -> Iterator[Fault]:
        plan, values = self.plan, {"name": self._name(activity)}
        calendar = plan.calendars[activity.calendar] if activity.calendar >= 0 else None
        window = plan.calendars[activity.window] if activity.window >= 0 else None
        at_window = self._at(activity, "only_in", "not_in")  # whichever is said
        if calendar is not None and not _ever_open(plan, calendar):
            path = self._at(activity, "calendar")
            yield self.found(path, "plan.calendar_never_open", found=calendar.name, **values)
        elif window is not None and not _ever_open(plan, window):
            yield self.found(at_window, "plan.window_never_open", found=window.name, **values)
        elif calendar is not None and window is not None and not _ever_open(plan, calendar, window):
            values |= {"found": window.name, "calendar": calendar.name}
            yield self.found(at_window, "plan.window_in_closed_days", **values)

    def _session(self, activity: Activity) -> Iterator[Fault]:
        session = self.plan.sessions[activity.session]
        if not _ever_meets(self.plan, session):
            values = {"name": self._name(activity), "found": session.name}
            yield self.found(self._at(activity, "session"), "plan.session_never_meets", **values)

    def _in_one_piece(self, activity: Activity, calendar: Calendar) -> Iterator[Fault]:
        """Work that can't be interrupted, and is longer than its calendar is ever open in one piece."""
        number = activity.number
        if any(effect.does in _SHORTENS and number in effect.targets for effect in _effects(self.plan)):
            return
        least = lowest(self.plan.quantities[activity.duration].distribution)
        longest = _longest_stretch(self.plan, calendar)
        if 0 < longest < least - 1e-6:
            values = {"found": f"{least:g}", "wanted": f"{longest:g}", "calendar": calendar.name}
            path = self._at(activity, "duration")
            yield self.found(path, "plan.never_fits", name=self._name(activity), **values)

    # -- gates ------------------------------------------------------------------------------------

    def gates_shut(self) -> Iterator[Fault]:
        """Gates that are shut from the start and that no event opens."""
        opened = {effect.targets for effect in _effects(self.plan) if effect.does == Does.OPEN}
        for condition in self.plan.conditions:
            if condition.link != Link.OPEN or self.plan.gates[condition.gate].is_open:
                continue
            path = self.written.conditions[condition.number]
            if (condition.gate,) not in opened and self._is_new(path):
                values = {"name": self.written.names[condition.owner]}
                values["found"] = self.plan.gates[condition.gate].name
                yield self.found(path, "plan.gate_never_opens", **values)

    # -- circles, and chances of nothing ----------------------------------------------------------

    def circles(self) -> Iterator[Fault]:
        """Every circle of waiting that can't be broken, told once."""
        markers = {milestone.marker for milestone in self.plan.milestones}
        reach = Reach(self.plan)
        stuck = [number for number, is_able in enumerate(reach.finished) if not is_able]
        told: set[int] = set()
        for number in stuck:
            ring = [] if number in markers else self._ring(reach, number)
            if ring and told.isdisjoint(ring):
                told.update(ring)
                names = [self.written.names[one] for one in ring]
                path = self._place_of_wait(ring[0], ring[-1])
                yield self.found(path, "plan.circle", found=" → ".join([*names, names[0]]))

    def _waits(self, number: int) -> Iterator[Condition]:
        activity = self.plan.activities[number]
        for place in (*activity.starts, *activity.finishes):
            yield self.plan.conditions[place]

    def _place_of_wait(self, number: int, anchor: int) -> Path:
        """Where it is written that an activity waits for another."""
        waits = [one for one in self._waits(number) if anchor in one.anchors]
        return self.written.conditions[waits[0].number] if waits else self.written.steps[number]

    def _ring(self, reach: Reach, first: int) -> list[int]:
        """The circle of waiting that an activity's waits lead to, in the order of life."""
        trail = [first]
        while True:
            missing = [one for one in self._waits(trail[-1]) if not reach.can_come_true(one)]
            ahead = next(a for one in missing for a in one.anchors if not reach.finished[a])
            if ahead in trail:
                ring = trail[trail.index(ahead) :][::-1]
                first_in_plan = ring.index(min(ring))
                return ring[first_in_plan:] + ring[:first_in_plan]
            trail.append(ahead)

    def without_a_chance(self) -> Iterator[Fault]:
        """Milestones that no replication reaches, because of a chance of 0 or 1 on the way."""
        prospects = Prospects(self.plan)
        for milestone in self.plan.milestones:
            members = (milestone.marker,) if milestone.marker >= 0 else milestone.activities
            stuck = [
                one for one in members if not (prospects.finishes[one] or prospects.is_skipped[one])
            ]  # who is only skipped isn't needed, unless all are
            if not any(prospects.finishes[one] for one in members):
                stuck = stuck or list(members)
            if stuck:
                name = self.written.names[prospects.culprit(stuck[0])]
                yield self.found(("milestones", milestone.name, "when"), "plan.no_chance", found=name)


_SHORTENS = tuple(does for does in TOUCHES_WORK if does != Does.CHANCE)


def _effects(plan: Plan) -> list[Effect]:
    return [effect for event in plan.events for effect in event.effects]


# the most money ------------------------------------------------------------------------------------


def _most_money(plan: Plan, number: int) -> float:
    """The most a source can ever hold: everything that comes, the carried share of what a year leaves."""
    source = plan.capital[number]
    if any(effect.does == Does.GIVE and effect.targets == (number,) for effect in _effects(plan)):
        return NEVER  # events may come together, and again
    carried = ends_of(plan, source.carry_over)[1] if source.carry_over >= 0 else 0.0
    held: dict[int, float] = {}
    most = 0.0
    dates = sorted(
        [(day, 0, year, 0.0) for day, year in source.lapses]
        + [(one.day, 1, one.year, _most_released(plan, one)) for one in source.deposits]
    )
    for day, kind, year, amount in dates:
        if day > plan.horizon:
            break
        if kind == 0:
            rest = held.pop(year, 0.0)
            kept = floor(rest * carried) if rest < NEVER else rest if carried > 0 else 0.0
            held[year + 1] = held.get(year + 1, 0.0) + kept
        else:
            held[year] = held.get(year, 0.0) + amount
        most = max(most, sum(held.values()))
    return most


def _most_released(plan: Plan, deposit: Deposit) -> float:
    share = ends_of(plan, deposit.released)[1] if deposit.released >= 0 else 1.0
    first, last = deposit.part
    amount = ends_of(plan, deposit.amount)[1]
    if amount == NEVER:
        return NEVER if share * (last - first) > 0 else 0.0
    whole = floor(amount * share + 0.5)
    part = floor(whole * last + 1e-9) - floor(whole * first + 1e-9)
    is_known = plan.quantities[deposit.amount].distribution.is_fixed and deposit.released < 0
    return float(part if is_known or first == 0 else part + 1)  # a part of less may be rounded up


# the range of an indicator ----------------------------------------------------------------------------


def _range_of(plan: Plan, indicator: Indicator) -> tuple[float, float]:
    """The lowest and the highest level an indicator may come to by the horizon."""
    low, high = ends_of(plan, indicator.start)
    turns = [(0.0, indicator.drift), *indicator.turns, (plan.horizon, -1)]
    for (day, drift), (end, _) in pairwise(turns):
        days = max(0.0, min(end, plan.horizon) - day)
        least, most = ends_of(plan, drift) if drift >= 0 else (0.0, 0.0)
        if days > 0:  # at its best a level is read before it falls again
            low, high = low + min(0.0, least * days), high + max(0.0, most * days)
    for jump in indicator.jumps:
        loop = plan.activities[jump.activity].loop
        passes = plan.loops[loop].passes if loop >= 0 else 1
        least, most = ends_of(plan, jump.by)
        low, high = low + min(0.0, least) * passes, high + max(0.0, most) * passes
    return low, high


# open days ----------------------------------------------------------------------------------------------


def _ever_open(plan: Plan, *calendars: Calendar) -> bool:
    """Whether there is an instant of the run at which all of some calendars are open."""
    turns = sorted({turn for one in calendars for turn in one.turns if turn <= plan.horizon})
    return any(all(_rate_at(one, turn) > 0 for one in calendars) for turn in turns)


def _rate_at(calendar: Calendar, day: float) -> float:
    return calendar.rates[bisect_right(calendar.turns, day) - 1]


def _longest_stretch(plan: Plan, calendar: Calendar) -> float:
    """The most work that is done between two closings; infinite where none follows."""
    longest = work = 0.0
    for place, (turn, rate) in enumerate(zip(calendar.turns, calendar.rates, strict=True)):
        if turn > plan.horizon:
            break
        if rate == 0:
            work = 0.0
        elif place + 1 == len(calendar.turns):
            return NEVER
        else:
            work += float(to_tick(rate * (calendar.turns[place + 1] - turn)))
        longest = max(longest, work)
    return longest


def _ever_meets(plan: Plan, session: Session) -> bool:
    """Whether a session meets within the run, late enough for a file to be in."""
    if any(session.lead <= day <= plan.horizon for day in session.passes):
        return True
    for first, quantity in session.drawn:
        last = floor(ends_of(plan, quantity)[1])
        if first + 1 <= plan.horizon and first + last >= max(session.lead, 1.0):
            return True
    return False
