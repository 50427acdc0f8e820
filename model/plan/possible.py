"""Whether a plan can finish at all: what can't is refused before any run, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor

from model.plan.events import Does
from model.plan.network import NEVER, Activity, Condition, Deposit, Indicator, Link, Plan
from model.scenario import Fault
from model.scenario.distribution import highest, lowest

Where = Callable[[int], tuple[str, tuple[str | int, ...]]]
Found = Callable[..., Fault]


def faults_of_network(plan: Plan, where: Where, found: Found) -> list[Fault]:
    """Faults of the network as a whole: more hands wanted than there are, and circles of waiting.

    Parameters
    ----------
    where
        Name and place in the file of an activity, by its number.
    found
        Makes a fault from a place, a message and its values.
    """
    return [
        *_short_of_hands(plan, where, found),
        *_short_of_money(plan, where, found),
        *_out_of_reach(plan, where, found),
        *_never_open(plan, where, found),
        *(list(_circles(plan, where, found)) or _without_a_chance(plan, found)),
    ]


def _short_of_hands(plan: Plan, where: Where, found: Found) -> Iterator[Fault]:
    told: set[tuple[object, int]] = set()
    for activity in plan.activities:
        for crew, units in activity.crews:
            name, path = where(activity.number)
            most = _most_hands(plan, crew)
            if units > most and (path, crew) not in told:
                told.add((path, crew))
                values = {"name": name, "crew": plan.crews[crew].name, "found": units}
                yield found((*path, "crew"), "plan.crew_too_small", wanted=most, **values)


def _most_hands(plan: Plan, crew: int) -> int:
    """The most that a crew may ever have, by its dates and by events."""
    by_date = max(plan.crews[crew].capacity, *(one for _, one in plan.crews[crew].changes), 0)
    more = [
        effect.by
        for event in plan.events
        for effect in event.effects
        if effect.does == Does.CREW and effect.targets == (crew,) and effect.by > 0
    ]
    return by_date + sum(more)


def _short_of_money(plan: Plan, where: Where, found: Found) -> Iterator[Fault]:
    """Payments above the most their source can ever hold at once."""
    most = [_most_money(plan, number) for number in range(len(plan.capital))]
    told: set[tuple[str | int, ...]] = set()
    for activity in plan.activities:
        need = activity.capital
        if need is None:
            continue
        least = lowest(plan.quantities[need.amount].distribution)
        stages = need.stages if need.per == 0 else 1
        payment = ceil(least / stages - 1e-9)
        name, path = where(activity.number)
        if payment > most[need.source] and path not in told:
            told.add(path)
            values = {"name": name, "source": plan.capital[need.source].name}
            yield found(
                (*path, "capital"), "plan.capital_too_small", found=f"{payment / 1000:g}",
                wanted=f"{most[need.source] / 1000:g}", **values,
            )  # fmt: skip


def _most_money(plan: Plan, number: int) -> float:
    """The most a source can ever hold: everything that comes, the carried share of what a year leaves."""
    source = plan.capital[number]
    quantities = plan.quantities
    extra = [
        highest(quantities[occasion.sizes[place]].distribution)
        for event in plan.events
        for place, effect in enumerate(event.effects)
        if effect.does == Does.GIVE and effect.targets == (number,)
        for occasion in (*event.occasions, *filter(None, [event.when_triggered]))
    ]
    if extra:
        return NEVER
    carried = highest(quantities[source.carry_over].distribution) if source.carry_over >= 0 else 0.0
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
            kept = floor(held.pop(year, 0.0) * carried) if held.get(year, 0.0) < NEVER else NEVER
            held[year + 1] = held.get(year + 1, 0.0) + kept
        else:
            held[year] = held.get(year, 0.0) + amount
        most = max(most, sum(held.values()))
    return most


def _most_released(plan: Plan, deposit: Deposit) -> float:
    share = highest(plan.quantities[deposit.released].distribution) if deposit.released >= 0 else 1.0
    first, last = deposit.part
    return ceil_or_inf(highest(plan.quantities[deposit.amount].distribution) * share * (last - first))


def ceil_or_inf(amount: float) -> float:
    """The next whole million, where there is an end."""
    return amount if amount == NEVER else float(ceil(amount))


def _out_of_reach(plan: Plan, where: Where, found: Found) -> Iterator[Fault]:
    """Levels that an indicator can't reach with its highest drift and all its jumps."""
    for condition in plan.conditions:
        if condition.link != Link.LEVEL:
            continue
        indicator = plan.indicators[condition.indicator]
        least, most = _range_of(plan, indicator)
        level = plan.quantities[condition.level].distribution
        if not condition.at_most and lowest(level) > most + 1e-9:
            wanted, best = lowest(level), most
        elif condition.at_most and highest(level) < least - 1e-9:
            wanted, best = highest(level), least
        else:
            continue
        name, path = where(condition.owner)
        values = {"name": name, "indicator": indicator.name, "found": f"{wanted:g}", "wanted": f"{best:g}"}
        yield found(path, "plan.level_out_of_reach", **values)


def _range_of(plan: Plan, indicator: Indicator) -> tuple[float, float]:
    """The lowest and the highest level an indicator may come to by the horizon."""

    low, high = _ends(plan, indicator.start)
    drifts = [(0.0, 0.0)] + [
        _ends(plan, one) for one in (indicator.drift, *(q for _, q in indicator.turns)) if one >= 0
    ]
    low += plan.horizon * min(0.0, *(one for one, _ in drifts))
    high += plan.horizon * max(0.0, *(one for _, one in drifts))
    for jump in indicator.jumps:
        passes = (
            plan.loops[plan.activities[jump.activity].loop].passes
            if plan.activities[jump.activity].loop >= 0
            else 1
        )
        least, most = _ends(plan, jump.by)
        low, high = low + min(0.0, least) * passes, high + max(0.0, most) * passes
    return low, high


def _never_open(plan: Plan, where: Where, found: Found) -> Iterator[Fault]:
    """Calendars, windows and sessions that leave no day to begin on."""
    told: set[tuple[str, int]] = set()
    for activity in plan.activities:
        for word, number in (("calendar", activity.calendar), ("window", activity.window)):
            if number >= 0 and (word, number) not in told and not _ever_open(plan, number):
                told.add((word, number))
                name, path = where(activity.number)
                yield found(path, f"plan.{word}_never_open", name=name, found=plan.calendars[number].name)
        session = plan.sessions[activity.session] if activity.session >= 0 else None
        if session is not None and ("session", activity.session) not in told:
            meets = [day for day in session.passes if day <= plan.horizon]
            if not meets and not session.drawn:
                told.add(("session", activity.session))
                name, path = where(activity.number)
                yield found((*path, "session"), "plan.session_never_meets", name=name, found=session.name)


def _ever_open(plan: Plan, number: int) -> bool:
    calendar = plan.calendars[number]
    return any(
        rate > 0 and turn <= plan.horizon for turn, rate in zip(calendar.turns, calendar.rates, strict=True)
    )


def _without_a_chance(plan: Plan, found: Found) -> list[Fault]:
    """Milestones all of whose activities are skipped in every replication: their ways have a chance of 0."""
    never = _surely_skipped(plan)
    return [
        found(("milestones", milestone.name, "when"), "plan.no_chance", found=milestone.name)
        for milestone in plan.milestones
        if milestone.activities and never.issuperset(milestone.activities)
    ]


def _surely_skipped(plan: Plan) -> set[int]:
    """Activities on ways that are never taken, and those that only such activities lead to."""
    never: set[int] = set()
    grows = True
    while grows:
        grows = False
        for activity in plan.activities:
            leading = [plan.conditions[c] for c in activity.starts if plan.conditions[c].anchors]
            routes = [one for one in leading if one.link in (Link.REFUSED, Link.TAKEN)]
            closed = [_is_closed(plan, one, never) for one in routes or leading]
            if closed and all(closed) and activity.number not in never:
                never.add(activity.number)
                grows = True
    return never


def _is_closed(plan: Plan, condition: Condition, never: set[int]) -> bool:
    if never.issuperset(condition.anchors):
        return True
    anchor = plan.activities[condition.anchors[0]]
    if condition.link == Link.REFUSED and anchor.verdict is not None:
        ends = [_ends(plan, chance) for chance in anchor.verdict.chances]
        return any(most <= 0 if anchor.verdict.refuses else least >= 1 for least, most in ends)
    if condition.link == Link.TAKEN and anchor.branch is not None:
        chance = anchor.branch.chances[condition.way]
        others = sum(_ends(plan, one)[0] for one in anchor.branch.chances if one >= 0)
        return (1 - others if chance < 0 else _ends(plan, chance)[1]) < 1e-12
    return False


def _ends(plan: Plan, quantity: int) -> tuple[float, float]:
    """The least and the most a quantity may be."""
    law = plan.quantities[quantity].distribution
    return lowest(law), highest(law)


def _circles(plan: Plan, where: Where, found: Found) -> Iterator[Fault]:
    stuck = [number for number, able in enumerate(able_to_finish(plan)) if not able]
    stuck = [number for number in stuck if all(one.marker != number for one in plan.milestones)]
    if not stuck:
        return
    ring = _ring(plan, set(stuck), stuck[0])
    names = [where(number)[0] for number in ring]
    yield found(where(ring[0])[1], "plan.circle", found=" → ".join([*names, names[0]]))


def able_to_finish(plan: Plan) -> list[bool]:
    """For each activity whether it can finish in some future, whatever crews, money and luck.

    Works outward from the activities that wait for none, so a share gate counts as a circle only
    where it can't open without what waits behind it. Starts and finishes are told apart, so that
    an activity may hold another's start and be held by its finish.
    """
    return _Reach(plan).finished


class _Reach:
    """What can come about, found by working outward."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        count = len(plan.activities)
        self.started, self.finished = [False] * count, [False] * count
        waiting: list[list[int]] = [[] for _ in range(count)]
        for condition in plan.conditions:
            for anchor in condition.anchors:
                waiting[anchor].append(condition.owner)
        pending = list(range(count - 1, -1, -1))
        while pending:
            number = pending.pop()
            if self._grows(plan.activities[number]):
                pending.extend(waiting[number])
                if not self.finished[number]:
                    pending.append(number)

    def _grows(self, activity: Activity) -> bool:
        """Whether an activity is now known to be able to start, or to finish."""
        number = activity.number
        if not self.started[number] and self._all_can(activity.starts):
            self.started[number] = True
            return True
        if self.started[number] and not self.finished[number] and self._all_can(activity.finishes):
            self.finished[number] = True
            return True
        return False

    def _all_can(self, places: tuple[int, ...]) -> bool:
        return all(self._can_come_true(self.plan.conditions[place]) for place in places)

    def _can_come_true(self, condition: Condition) -> bool:
        if condition.link in (Link.LEVEL, Link.DATE, Link.OPEN):
            return True
        if condition.link == Link.STARTED:
            return self.started[condition.anchors[0]]
        done = [self.finished[anchor] for anchor in condition.anchors]
        if condition.link == Link.REFUSED:
            return self.started[condition.anchors[0]]
        if condition.link == Link.WEIGHT:
            weight = sum(w for w, is_done in zip(condition.weights, done, strict=True) if is_done)
            return weight >= weight_needed(condition, sum(condition.weights))
        if condition.link == Link.LENGTH:
            return longest_run(condition.weights, done) >= length_needed(condition)
        return any(done) if condition.link == Link.ANY else all(done)


def weight_needed(condition: Condition, total: int) -> int:
    """Whole weight a gate needs of a total; a share of 70 % of 10 is 7, not 7.000000001 rounded up."""
    need = condition.need * total if condition.share else condition.need
    return ceil(need - 1e-9)


def length_needed(condition: Condition) -> int:
    """Whole metres a gate needs in one piece."""
    return ceil(condition.need - 1e-9)


def longest_run(lengths: tuple[int, ...], done: list[bool]) -> int:
    """Length of the longest run of neighbours that are done."""
    longest = run = 0
    for length, is_done in zip(lengths, done, strict=True):
        run = run + length if is_done else 0
        longest = max(longest, run)
    return longest


def _ring(plan: Plan, stuck: set[int], first: int) -> list[int]:
    """A circle of waiting among activities that can't finish, or the one that can't be helped."""
    trail = [first]
    while True:
        activity = plan.activities[trail[-1]]
        anchors = [a for c in (*activity.starts, *activity.finishes) for a in plan.conditions[c].anchors]
        ahead = next((anchor for anchor in anchors if anchor in stuck), None)
        if ahead is None:
            return trail[-1:]
        if ahead in trail:
            ring = trail[trail.index(ahead) :][::-1]
            first_in_plan = ring.index(min(ring))
            return ring[first_in_plan:] + ring[:first_in_plan]
        trail.append(ahead)
