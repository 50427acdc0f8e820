"""A plan and its draws as tables for compiled code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from model.draws import Draws
from model.draws.calls import values
from model.draws.columns import EVERY, FAMILY, KEY0, KEY1
from model.draws.columns import FIXED as FIXED_LAW
from model.draws.layout import in_lines
from model.plan import Plan
from model.plan.events import Does, Event, Occasion
from model.plan.network import Activity, CapitalSource, Condition, Dispatch, Link
from model.simulation.kernel import records
from model.simulation.kernel.signs import (
    CREW_CHANGES,
    DEPOSIT,
    DRIFT_TURNS,
    EACH_ROUND,
    EVENT_START,
    FIXED,
    LAPSE,
    ONE_FOR_ALL,
)

Table = NDArray[Any]
Row = dict[str, float]
Lane = tuple[tuple[tuple[int, int], ...], int, int, int, int, bool, tuple[int, ...]]
"""What those who stand in one line have in common: crews, source, calendar, window, pace, in one piece,
the events that may freeze them."""


KEPT = 3
"""Plans whose tables are kept for others like them: of a sweep, its own and that without surprises."""


class Lists:
    """Two long lists, of whole and of real numbers, in which all others lie."""

    def __init__(self) -> None:
        self.wholes: list[int] = []
        self.reals: list[float] = []

    def whole(self, name: str, numbers: Iterable[int]) -> Row:
        """Put whole numbers away; the columns that say where they are."""
        first = len(self.wholes)
        self.wholes.extend(numbers)
        return {name: first, f"{name}_end": len(self.wholes)}

    def pairs(self, name: str, rows: Iterable[Sequence[int]]) -> Row:
        """Put rows of whole numbers away, one after the other."""
        return self.whole(name, (number for row in rows for number in row))

    def real(self, numbers: Iterable[float]) -> int:
        """Put real numbers away; where they begin."""
        first = len(self.reals)
        self.reals.extend(numbers)
        return first


def _table(columns: np.dtype[Any], rows: Sequence[Row]) -> Table:
    """Rows as a table; what a row doesn't say is none (-1)."""
    table = in_lines(np.zeros(max(len(rows), 1), dtype=columns))
    for name in columns.names or ():
        table[name][: len(rows)] = [row.get(name, -1) for row in rows]
    return table


class Circles:
    """Which lanes of the queue may be in each other's way: those that share crews or money, directly or not.

    Where one who lacks anything holds up everybody, all are in one circle.
    """

    def __init__(self, lanes: Iterable[Lane], plan: Plan) -> None:
        wants = {lane: _wanted(lane) for lane in lanes}
        if plan.dispatch == Dispatch.HEAD_OF_LINE:
            wants = {lane: {_EVERYTHING} for lane in wants}
        circle_of: dict[tuple[str, int], int] = {}
        self.of_lane: dict[Lane, int] = {}
        self.count = 0
        for lane, wanted in wants.items():
            touched = {circle_of[want] for want in wanted if want in circle_of}
            circle = min(touched, default=self.count)
            self.count += not touched
            circle_of |= {want: circle for want, its in circle_of.items() if its in touched}
            circle_of |= dict.fromkeys(wanted, circle)
            self.of_lane |= {other: circle for other, its in self.of_lane.items() if its in touched}
            self.of_lane[lane] = circle
        nobody = circle_of.get(_EVERYTHING, 0)
        self.of_crew = [circle_of.get(("crew", number), nobody) for number in range(len(plan.crews))]


_EVERYTHING = ("everything", 0)


def _wanted(lane: Lane) -> set[tuple[str, int]]:
    """The crews and the money that those in a lane ask for."""
    crews, source, *_ = lane
    return {("crew", crew) for crew, _ in crews} | ({("source", source)} if source >= 0 else set())


class Tables:
    """Everything about a plan and its draws that compiled code looks up; it may be shared by many rooms.

    The cells of a sweep differ in a number or two; what they have in common is laid out once.
    """

    tables: dict[str, Table]
    numbers: dict[str, float]
    wholes: Table
    reals: Table
    year_starts: Table
    lanes: dict[Lane, int]
    circles: Circles
    passes_count: int
    stretch_count: int
    tally_count: int
    kept_count: int
    _laid_out: ClassVar[list[Tables]] = []

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        alike = [one for one in tuple(self._laid_out) if _are_alike(plan, one.plan)]
        like = next((one for one in alike if one.draws.key is draws.key), alike[0] if alike else None)
        if like is None:
            self._lay_out()
        else:
            self._take_over(like)
        if like is None or like.draws.key is not draws.key:
            self._laid_out[:] = [self, *self._laid_out[: KEPT - 1]]

    def _take_over(self, like: Tables) -> None:
        """The tables of a plan that differs in its numbers alone."""
        self.numbers, self.lanes, self.circles = like.numbers, like.lanes, like.circles
        self.tables = like.tables | self._drawn(like) | {"crews": _table(records.CREW, self._crews())}
        self.passes_count, self.stretch_count, self.tally_count, self.kept_count = (
            like.passes_count, like.stretch_count, like.tally_count, like.kept_count
        )  # fmt: skip
        self.wholes, self.reals, self.year_starts = like.wholes, like.reals, like.year_starts

    def _lay_out(self) -> None:
        plan = self.plan
        self.lists = Lists()
        self.lanes = {}
        self._effects = _first_effects(plan)
        self._occasions: list[Row] = []
        self._needs: list[Row] = []
        self._verdicts: list[Row] = []
        self._branches: list[Row] = []
        self._deposits: list[Row] = []
        self._among = _places_among(plan)
        self._ways_in = [_ways_in(plan, one) for one in plan.activities]
        self.stretch_count = self.tally_count = self.kept_count = self.passes_count = 0
        self.tables = self._all()
        self.numbers = self._numbers()
        self.wholes = np.array([*self.lists.wholes, 0], dtype=np.int32)
        self.reals = np.array([*self.lists.reals, 0.0])
        self.year_starts = np.array(plan.year_starts)

    def _all(self) -> dict[str, Table]:
        plan = self.plan
        activities = [self._activity(one) for one in plan.activities]
        self.circles = Circles(self.lanes, plan)
        said: dict[str, tuple[Any, list[Row]]] = {
            "activities": (records.ACTIVITY, activities),
            "conditions": (records.CONDITION, [self._condition(one) for one in plan.conditions]),
            "truths": (records.TRUTH, [self._truth(one) for one in plan.conditions]),
            "loops": (records.LOOP, self._loops()),
            "calendars": (records.CALENDAR, self._calendars()),
            "sessions": (records.SESSION, self._sessions()),
            "crews": (records.CREW, self._crews()),
            "sources": (records.SOURCE, [self._source(n, one) for n, one in enumerate(plan.capital)]),
            "timetable": (records.TIMETABLE, self._timetable()),
            "deposits": (records.DEPOSIT, self._deposits),
            "indicators": (records.INDICATOR, self._indicators()),
            "gates": (records.GATE, self._gates()),
            "paces": (records.PACE, self._paces()),
            "events": (records.EVENT, [self._event(one) for one in plan.events]),
            "occasions": (records.OCCASION, self._occasions),
            "effects": (records.EFFECT, self._effect_rows()),
            "milestones": (records.MILESTONE, self._milestones()),
            "groups": (records.GROUP, [self.lists.whole("members", one.members) for one in plan.groups]),
            "needs": (records.NEED, self._needs),
            "verdicts": (records.VERDICT, self._verdicts),
            "branches": (records.BRANCH, self._branches),
            "lanes": (records.LANE, [self._lane(lane) for lane in self.lanes]),
        }
        return {name: _table(columns, rows) for name, (columns, rows) in said.items()} | self._drawn()

    # -- activities --------------------------------------------------------------------------------------

    def _activity(self, activity: Activity) -> Row:
        plan, number, lists = self.plan, activity.number, self.lists
        pace = plan.pace_of[number]
        in_one_piece = not activity.interruptible and activity.calendar >= 0
        days = (activity.calendar, -1, pace, in_one_piece)
        source = activity.capital.source if activity.capital else -1
        crews = activity.crews
        start = (activity.calendar, activity.window, pace, in_one_piece, plan.frozen_by[number])
        loop = plan.loops[activity.loop] if activity.loop >= 0 else None
        row: Row = {
            "group": activity.group,
            "line": activity.line,
            "duration": activity.duration,
            "calendar": activity.calendar,
            "pace": pace,
            "need": self._need(activity),
            "verdict": self._verdict(activity),
            "branch": self._branch(activity),
            "session": activity.session,
            "priority": activity.priority,
            "loop": activity.loop,
            "is_exit": loop is not None and loop.exit == number,
            "interruptible": activity.interruptible,
            "start_free": self._lane_of(crews, -1, *start),
            "start_paid": self._lane_of(crews, source, *start),
            "money_only": self._lane_of((), source, -1, -1, 0, False),
            "again_free": self._lane_of(crews, -1, *days),
            "again_paid": self._lane_of(crews, source, *days),
            "piece_free": self._lane_of((), -1, *days),
            "piece_paid": self._lane_of((), source, *days),
        }
        return (
            row
            | lists.pairs("crews", activity.crews)
            | lists.whole("starts", activity.starts)
            | lists.whole("finishes", activity.finishes)
            | lists.pairs("waiting", ((c, self._among[c, number]) for c in plan.waiting_for[number]))
            | lists.whole("begins", plan.begins_with[number])
            | lists.whole("leads", plan.leads[number])
            | lists.pairs("moved", plan.moved_by[number])
            | lists.pairs("touched", (self._touch(*one) for one in plan.touched_by[number]))
            | lists.whole("awaited", plan.awaited_by_events[number])
        )

    def _touch(self, event: int, place: int, at: int) -> tuple[int, int, int]:
        effect = self.plan.events[event].effects[place]
        return event, self._effects[event] + place, effect.numbers[at] if effect.numbers else -1

    def _lane_of(
        self,
        crews: tuple[tuple[int, int], ...],
        source: int,
        calendar: int,
        window: int,
        pace: int,
        in_one_piece: bool,
        frozen: tuple[int, ...] = (),
    ) -> int:
        lane = (crews, source, calendar, window, pace, in_one_piece, frozen)
        return self.lanes.setdefault(lane, len(self.lanes))

    def _lane(self, lane: Lane) -> Row:
        crews, source, calendar, window, pace, in_one_piece, frozen = lane
        row: Row = {"source": source, "calendar": calendar, "window": window, "pace": pace}
        row |= {"in_one_piece": in_one_piece, "circle": self.circles.of_lane[lane]}
        return row | self.lists.pairs("crews", crews) | self.lists.whole("frozen", frozen)

    def _need(self, activity: Activity) -> int:
        need = activity.capital
        if need is None:
            return -1
        kept = -1
        if need.reserve:
            kept, self.kept_count = self.kept_count, self.kept_count + 1
        self._needs.append(
            {
                "source": need.source,
                "amount": need.amount,
                "each_round": need.each_round,
                "stages": need.stages,
                "reserve": need.reserve,
                "kept": kept,
                "per": need.per,
            }
        )
        return len(self._needs) - 1

    def _verdict(self, activity: Activity) -> int:
        verdict = activity.verdict
        if verdict is None:
            return -1
        factors = self.lists.real(verdict.factors)
        row: Row = {
            "luck": verdict.luck,
            "rounds": verdict.rounds,
            "then": verdict.then,
            "refuses": verdict.refuses,
            "duration": verdict.duration,
            "factors": factors,
            "factors_end": factors + len(verdict.factors),
            "delay": verdict.delay,
            "last": verdict.last,
            "keeps_crew": verdict.keeps_crew,
            "loop": verdict.loop,
        }
        self._verdicts.append(row | self.lists.whole("chances", verdict.chances))
        return len(self._verdicts) - 1

    def _branch(self, activity: Activity) -> int:
        if activity.branch is None:
            return -1
        luck: Row = {"luck": activity.branch.luck}
        self._branches.append(luck | self.lists.whole("ways", activity.branch.chances))
        return len(self._branches) - 1

    # -- what they wait for ------------------------------------------------------------------------------

    def _condition(self, condition: Condition) -> Row:
        stretch, total = -1, sum(condition.weights)
        if condition.link == Link.LENGTH:
            stretch, total = self.stretch_count, len(condition.weights)
            self.stretch_count += total
        tally = -1
        if condition.link in (Link.WEIGHT, Link.LENGTH) or condition.level >= 0:
            tally, self.tally_count = self.tally_count, self.tally_count + 1
        row: Row = {
            "lag": condition.lag,
            "lag_calendar": condition.lag_calendar,
            "lags": self.lists.whole("lags", condition.lags)["lags"] if condition.lags else -1,
            "weights": self.lists.whole("weights", condition.weights)["weights"],
            "total": total,
            "is_share": condition.share,
            "level": condition.level,
            "at_most": condition.at_most,
            "indicator": condition.indicator,
            "gate": condition.gate,
            "stretch": stretch,
            "tally": tally,
            "need": condition.need,
        }
        return row | self.lists.whole("anchors", condition.anchors)

    def _truth(self, condition: Condition) -> Row:
        """What is known of a condition on the first morning."""
        nothing = dict.fromkeys(("is_true", "is_void", "has_begun", "from_start", "expectation", "since"), 0)
        return {
            **nothing,
            "link": condition.link,
            "side": condition.side,
            "has_lag": condition.lag >= 0 or bool(condition.lags),
            "is_way_in": condition.number in self._ways_in[condition.owner],
            "owner": condition.owner,
            "anchor": -1,
            "way": condition.way,
        }

    def _loops(self) -> list[Row]:
        rows = []
        for loop in self.plan.loops:
            inside = set(loop.members)
            owned = (self.plan.activities[one] for one in loop.members)
            places = (place for one in owned for place in (*one.starts, *one.finishes))
            forgotten = [
                one for one in places if inside.issuperset(self.plan.conditions[one].anchors or (-1,))
            ]
            row: Row = {"entry": loop.entry, "exit": loop.exit}
            rows.append(
                row | self.lists.whole("members", loop.members) | self.lists.whole("forgotten", forgotten)
            )
        return rows

    def _calendars(self) -> list[Row]:
        return [
            {
                "turns": self.lists.real(one.turns),
                "rates": self.lists.real(one.rates),
                "done": self.lists.real(one.done),
                "count": len(one.turns),
            }
            for one in self.plan.calendars
        ]

    def _crews(self) -> list[Row]:
        circles = self.circles.of_crew
        return [{"capacity": one.capacity, "circle": circles[n]} for n, one in enumerate(self.plan.crews)]

    def _sessions(self) -> list[Row]:
        rows = []
        for session in self.plan.sessions:
            passes = self.lists.real(session.passes)
            row: Row = {"passes": passes, "passes_end": passes + len(session.passes), "lead": session.lead}
            row["room"] = self.passes_count
            self.passes_count += len(session.passes) + len(session.drawn)
            drawn = [(int(day), quantity) for day, quantity in session.drawn]
            rows.append(row | self.lists.pairs("drawn", drawn))
        return rows

    # -- money, levels, gates ----------------------------------------------------------------------------

    def _source(self, number: int, source: CapitalSource) -> Row:
        row: Row = {"carry_over": source.carry_over}
        return row | self.lists.pairs("released", self._effects_on((Does.RELEASED,), number))

    def _effects_on(self, kinds: Iterable[Does], target: int) -> list[tuple[int, int]]:
        """Effects of some kinds on one target, in plan order, each as (event, number of the effect)."""
        return [
            (event.number, self._effects[event.number] + place)
            for event in self.plan.events
            for place, effect in enumerate(event.effects)
            if effect.does in kinds and effect.targets == (target,)
        ]

    def _timetable(self) -> list[Row]:
        plan, first = self.plan, self.plan.first_year
        known: list[tuple[float, int, int, int, int, int]] = []
        for number, source in enumerate(plan.capital):
            for deposit in source.deposits:
                place = len(self._deposits)
                self._deposits.append(
                    {
                        "amount": deposit.amount,
                        "released": deposit.released,
                        "part_first": deposit.part[0],
                        "part_last": deposit.part[1],
                    }
                )
                known.append((deposit.day, DEPOSIT, number, deposit.year - first, place, 0))
            known += [(day, LAPSE, number, year - first, 0, 0) for day, year in source.lapses]
        for number, crew in enumerate(plan.crews):
            known += [
                (max(0.0, day), EVENT_START, number, 0, capacity, CREW_CHANGES)
                for day, capacity in crew.changes
            ]
        for number, indicator in enumerate(plan.indicators):
            known += [(day, EVENT_START, number, 0, drift, DRIFT_TURNS) for day, drift in indicator.turns]
        assert all(year >= 0 for _, _, _, year, _, _ in known), "no money is older than the start"
        return [
            {"day": day, "kind": kind, "place": place, "year": year, "amount": amount, "what": what}
            for day, kind, place, year, amount, what in sorted(known, key=lambda one: one[:4])
            if day <= plan.horizon
        ]

    def _indicators(self) -> list[Row]:
        rows = []
        for number, indicator in enumerate(self.plan.indicators):
            watched = [
                one.number
                for one in self.plan.conditions
                if one.link == Link.LEVEL and one.indicator == number
            ]
            row: Row = {"start": indicator.start, "drift": indicator.drift}
            rows.append(row | self.lists.whole("watched", watched))
        return rows

    def _gates(self) -> list[Row]:
        rows = []
        for number, gate in enumerate(self.plan.gates):
            held = [
                one.number for one in self.plan.conditions if one.link == Link.OPEN and one.gate == number
            ]
            moved = [
                (event.number, int(effect.does == Does.CLOSE))
                for event in self.plan.events
                for effect in event.effects
                if effect.does in (Does.CLOSE, Does.OPEN) and effect.targets == (number,)
            ]
            row: Row = {"is_open": gate.is_open}
            rows.append(row | self.lists.whole("conditions", held) | self.lists.pairs("moved", moved))
        return rows

    def _paces(self) -> list[Row]:
        members: list[list[int]] = [[] for _ in self.plan.paces]
        for number, pace in enumerate(self.plan.pace_of):
            if pace:
                members[pace].append(number)
        return [
            self.lists.pairs("effects", ((event, self._effects[event] + place) for event, place in pace))
            | self.lists.whole("members", members[number])
            for number, pace in enumerate(self.plan.paces)
        ]

    # -- events ------------------------------------------------------------------------------------------

    def _event(self, event: Event) -> Row:
        first = len(self._occasions)
        for place, occasion in enumerate(event.occasions):
            self._occasions.append(self._occasion(event, place, occasion))
        end, triggered = len(self._occasions), -1
        if event.when_triggered is not None:
            triggered = end
            self._occasions.append(self._occasion(event, len(event.occasions), event.when_triggered))
        effects = self._effects[event.number]
        row: Row = {
            "occasions": first,
            "occasions_end": end,
            "triggered": triggered,
            "effects": effects,
            "effects_end": effects + len(event.effects),
            "awaits": len(set(event.anchors)),
        }
        paces = [
            number
            for number, pace in enumerate(self.plan.paces)
            if any(one == event.number for one, _ in pace)
        ]
        return (
            row
            | self.lists.whole("anchors", event.anchors)
            | self.lists.pairs("triggers", event.triggers)
            | self.lists.whole("excludes", event.excludes)
            | self.lists.whole("paces", paces)
        )

    def _occasion(self, event: Event, place: int, occasion: Occasion) -> Row:
        row: Row = {
            "luck": occasion.luck,
            "chance": occasion.chance,
            "wait": occasion.wait,
            "lasts": occasion.lasts,
            "sizes": self.lists.whole("sizes", occasion.sizes)["sizes"],
            "is_of": event.number,
            "place": place,
            "day": occasion.day,
        }
        return row | self.lists.whole("before", occasion.before)

    def _effect_rows(self) -> list[Row]:
        return [
            {"does": effect.does, "target": (effect.targets or (-1,))[0], "by": effect.by}
            for event in self.plan.events
            for effect in event.effects
        ]

    def _milestones(self) -> list[Row]:
        return [
            self.lists.whole("members", (one.marker,) if one.marker >= 0 else one.activities)
            for one in self.plan.milestones
        ]

    # -- draws -------------------------------------------------------------------------------------------

    def _drawn(self, like: Tables | None = None) -> dict[str, Table]:
        """The tables of draws; from those of others where these are of the same family of draws."""
        draws = self.draws
        if like is None or draws.key is not like.draws.key or draws.leaning is not like.draws.leaning:
            return {"quantities": self._quantities()}
        others, table = like.draws, like.tables["quantities"].copy()
        pairs = zip(draws.quantities, others.quantities, draws.law != others.law, strict=True)
        changed = [number for number, (one, other, moved) in enumerate(pairs) if moved or one is not other]
        self._fill_in(table, np.array(changed, dtype=np.int64))
        return {"quantities": table}

    def _quantities(self) -> Table:
        count = len(self.draws.law)
        table = np.zeros(max(count, 1), dtype=records.QUANTITY)
        self._fill_in(table, np.arange(count))
        return table

    def _fill_in(self, table: Table, at: NDArray[np.int64]) -> None:
        """Write down some of the quantities."""
        draws = self.draws
        law, rows = draws.law[at], np.zeros(len(at), dtype=table.dtype)
        is_fixed = draws.laws.kind[law, FAMILY] == FIXED_LAW
        rows["kind"] = np.where(is_fixed, FIXED, np.where(draws.stride[at] > 0, EACH_ROUND, ONE_FOR_ALL))
        rows["law"], rows["every"], rows["block"] = law, draws.key[at, EVERY], -1
        rows["is_leaning"] = np.diff(draws.leaning.first)[at] > 0
        for column, word in (("key0", KEY0), ("key1", KEY1)):
            rows[column] = np.ascontiguousarray(draws.key[at, word]).view(np.int64)  # the same bits
        laws, places = np.unique(law[is_fixed], return_inverse=True)
        rows["first"][is_fixed] = values(draws.laws, laws, np.full(len(laws), 0.5))[places]
        table[at] = rows

    # -- the world ---------------------------------------------------------------------------------------

    def _numbers(self) -> dict[str, float]:
        """What the world of every replication is told beside the tables."""
        plan, conditions = self.plan, self.plan.conditions
        on_date = [one.number for one in conditions if one.link == Link.DATE]
        is_open = [one.number for one in conditions if one.link == Link.OPEN and plan.gates[one.gate].is_open]
        has_level = [one.number for one in conditions if one.level >= 0]
        is_free = [one.number for one in plan.activities if not one.starts]
        reserving = [one.number for one in plan.activities if one.capital and one.capital.reserve]
        years = [one.year for source in plan.capital for one in source.deposits]
        years += [year for source in plan.capital for _, year in source.lapses]
        counted = {
            "activity": plan.activities,
            "lane": self.lanes,
            "session": plan.sessions,
            "crew": plan.crews,
            "source": plan.capital,
            "indicator": plan.indicators,
            "event": plan.events,
            "milestone": plan.milestones,
            "group": plan.groups,
            "line": plan.lines,
            "year": plan.year_starts,
        }
        return {
            **{f"{name}_count": len(rows) for name, rows in counted.items()},
            **self.lists.whole("date_conditions", on_date),
            **self.lists.whole("open_at_start", is_open),
            **self.lists.whole("levels", has_level),
            **self.lists.whole("free_at_start", is_free),
            **self.lists.whole("reserving", reserving),
            "horizon": plan.horizon,
            "timetable_count": sum(self.tables["timetable"]["kind"] > 0),
            "held_years": max([*years, plan.first_year + len(plan.year_starts)]) - plan.first_year + 2,
            "circle_count": self.circles.count,
            "dispatch": plan.dispatch,
            "is_listed": plan.is_listed,
        }


def _are_alike(plan: Plan, other: Plan) -> bool:
    """Whether two plans are made of the same things but for the laws of quantities and the sizes of crews.

    Only what is the very same object is seen to be the same: it is a plan made from the other's pattern.
    """
    own = (one.name for one in fields(Plan) if one.name not in ("quantities", "crews"))
    return (
        all(getattr(plan, name) is getattr(other, name) for name in own)
        and len(plan.quantities) == len(other.quantities)
        and [one.changes for one in plan.crews] == [one.changes for one in other.crews]
    )


def _first_effects(plan: Plan) -> list[int]:
    """Where the effects of each event begin among all effects."""
    counts = [len(event.effects) for event in plan.events]
    return [sum(counts[:place]) for place in range(len(counts))]


def _ways_in(plan: Plan, activity: Activity) -> set[int]:
    """Conditions of a start without which an activity isn't needed: its routes where it has any, else all
    that wait for somebody."""
    waits = [plan.conditions[one] for one in activity.starts if plan.conditions[one].anchors]
    routes = [one for one in waits if one.link in (Link.REFUSED, Link.TAKEN)]
    return {one.number for one in routes or waits}


def _places_among(plan: Plan) -> dict[tuple[int, int], int]:
    """The place of each anchor among those of each condition, the first where it stands there twice."""
    places: dict[tuple[int, int], int] = {}
    for condition in plan.conditions:
        for place, anchor in enumerate(condition.anchors):
            places.setdefault((condition.number, anchor), place)
    return places
