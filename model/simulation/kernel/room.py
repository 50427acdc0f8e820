"""The room in which one replication after the other is lived, and how it looks on the first morning."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.draws.layout import FLAG, LINE, REAL, SMALL, WHOLE, WIDE, address_of, in_lines
from model.outcomes import Outcomes
from model.simulation.kernel import records
from model.simulation.kernel.signs import CAUSE_COUNT, FLOW_COUNT, ROWS
from model.simulation.kernel.tables import Tables

Table = NDArray[Any]

_NOBODY = -1


class Room:
    """What one replication after the other is lived in: one room, one thread.

    Whatever changes in a replication and is known on its first morning lies in one stretch of
    memory, so that the next one begins with a copy of that morning.
    """

    def __init__(self, tables: Tables) -> None:
        self._kept: list[Table] = []
        self.world = np.zeros(1, dtype=records.WORLD)
        self.address = address_of(self.world)
        self._agenda, self._entries, self._beginnings = 256, 1024, 64
        self._tells_numbers(tables)
        self._tells_tables(tables)
        self._tells_draws(tables)
        self._makes_room(tables)
        self.grows(1)

    def grows(self, times: int = 4) -> None:
        """So many times as much room for what can't be reckoned beforehand."""
        self._agenda, self._entries = self._agenda * times, self._entries * times
        self._beginnings *= times
        self._grown = {
            "agenda": np.zeros(self._agenda, dtype=records.DUE),
            "entries": np.zeros(self._entries, dtype=records.ENTRY),
            "beginnings": np.zeros(self._beginnings, dtype=records.BEGINNING),
            "due_now": np.zeros(self._agenda, dtype=np.int32),
        }
        for name, table in self._grown.items():
            self.world[name] = address_of(table)
        self.world["agenda_room"], self.world["entry_room"] = self._agenda, self._entries
        self.world["beginning_room"] = self._beginnings

    def opens(self, outcomes: Outcomes) -> None:
        """From now on, what becomes of replications is written down here."""
        for row, name in zip(self._rows, ROWS, strict=True):
            field: Table = getattr(outcomes, name)
            row["address"], row["size"] = address_of(field), field.strides[0]

    def _put(self, name: str, table: Table) -> None:
        self._kept.append(table)
        self.world[name] = address_of(table)

    def _tells_numbers(self, tables: Tables) -> None:
        for name, number in tables.numbers.items():
            self.world[name] = number

    def _tells_tables(self, tables: Tables) -> None:
        for name, table in tables.tables.items():
            self._put(name, table)
        self._put("wholes", tables.wholes)
        self._put("reals", tables.reals)
        self._put("year_starts", tables.year_starts)

    def _tells_draws(self, tables: Tables) -> None:
        draws = tables.draws
        for name, table in {
            "law_kind": draws.laws.kind,
            "law_number": draws.laws.number,
            "law_side": draws.laws.side,
            "leaning_first": draws.leaning.first,
            "leaning_stream": draws.leaning.stream,
            "leaning_weight": draws.leaning.weight,
        }.items():
            self._put(name, np.ascontiguousarray(table))

    def _makes_room(self, tables: Tables) -> None:
        lives, morning = lives_of_morning(tables), first_morning(tables)
        self._put("lives_of_morning", in_lines(lives))
        self._put("lives", in_lines(np.zeros(len(lives), dtype=records.LIFE)))
        self._put("aside", np.zeros(len(lives), dtype=records.ASIDE))
        starts = np.cumsum([0, *(-(-table.nbytes // LINE) * LINE for table in morning.values())])
        state, kept = (in_lines(np.zeros(starts[-1], dtype=np.uint8)) for _ in range(2))
        for (name, table), first in zip(morning.items(), starts, strict=False):
            kept[first : first + table.nbytes] = table.view(np.uint8)
            self.world[name] = address_of(state) + first
        self._put("state", state)
        self._put("state_of_morning", kept)
        self.world["state_size"] = starts[-1]
        groups, sources, years = (
            len(tables.plan.groups),
            len(tables.plan.capital),
            len(tables.plan.year_starts),
        )
        self.world["spent_size"] = 8 * groups * CAUSE_COUNT
        self.world["money_size"] = 8 * sources * years * FLOW_COUNT
        for name, columns, rows in _passing(tables):
            self._put(name, np.zeros(max(rows, 1), dtype=columns))
        self._rows = np.zeros(len(ROWS), dtype=records.ROW)
        self._put("rows", self._rows)
        self._put("quantities", in_lines(tables.tables["quantities"]))  # what is drawn is kept there


def lives_of_morning(tables: Tables) -> Table:
    """What a life begins with, before anything has happened: those of its columns that say so."""
    activities = tables.tables["activities"]
    lives = np.zeros(len(activities), dtype=records.MORNING)
    for column, first in (("open_starts", "starts"), ("open_finishes", "finishes")):
        held_by = activities[f"{first}_end"] - activities[first]
        assert held_by.max() <= np.iinfo(SMALL).max, "an end is held by some conditions, a group being one"
        lives[column] = held_by
    truths = tables.tables["truths"]
    owners = truths["owner"][truths["is_way_in"] > 0]
    lives["ways_in"] = np.bincount(owners, minlength=len(lives))
    for column in ("begins_of", "ends"):
        lives[column] = _NOBODY
    for column in ("began", "first_began", "ended"):
        lives[column] = np.inf
    return lives


def first_morning(tables: Tables) -> dict[str, Table]:
    """All else that changes in a replication, as it is before anything has happened."""
    plan, rows = tables.plan, tables.tables
    conditions = rows["conditions"]
    tallies = np.zeros(max(tables.tally_count, 1), dtype=records.TALLY)
    tallied = conditions[conditions["tally"] >= 0]
    tallies["total"][tallied["tally"]] = tallied["total"]
    standing = np.zeros(len(rows["lanes"]), dtype=records.STANDING)
    for column in ("first", "last", "newest", "least"):
        standing[column] = _NOBODY
    standing["wakes_at"] = -1.0
    hands = np.zeros(len(rows["crews"]), dtype=records.HANDS)
    for column in ("free", "capacity", "by_date"):
        hands[column] = rows["crews"]["capacity"]
    forces = np.zeros(len(rows["events"]), dtype=records.FORCE)
    forces["happened_on"], forces["awaits"] = np.inf, rows["events"]["awaits"]
    held_back = np.full(len(rows["milestones"]), np.inf, dtype=REAL).repeat(2)
    metres = _several(WHOLE, tables.stretch_count)
    for one in conditions[conditions["stretch"] >= 0]:
        first, weights, count = one["stretch"], one["weights"], one["total"]
        metres[first : first + count] = tables.wholes[weights : weights + count]
    sources, years = len(plan.capital), int(tables.numbers["held_years"])
    return {
        "truths": rows["truths"].copy(),
        "tallies": tallies,
        "standing": standing,
        "hands": hands,
        "forces": forces,
        "held_back": held_back,
        "metres": metres,
        "joined": _several(WHOLE, tables.stretch_count),
        "passes_of_loops": _several(WHOLE, len(plan.loops)),
        "kept_in": _several(WHOLE, tables.kept_count, _NOBODY),
        "here": _several(WHOLE, len(plan.calendars)),
        "gates_open": np.ascontiguousarray(rows["gates"]["is_open"]),
        "held": _several(WIDE, sources * years),
        "balance": _several(WIDE, sources),
        "stirred": _several(FLAG, tables.circles.count),
        "paces_now": _several(REAL, len(plan.paces), 1),
        "spent": _several(REAL, len(plan.groups) * CAUSE_COUNT),
        "money": _several(WIDE, sources * len(plan.year_starts) * FLOW_COUNT),
    }


def _several(kept: str, count: int, value: int = 0) -> Table:
    """A list of so many times one number; never without any."""
    return np.full(max(count, 1), value, dtype=kept)


def _passing(tables: Tables) -> list[tuple[str, Any, int]]:
    """What is written before it is read: what it holds, and how much of it."""
    plan, lanes = tables.plan, len(tables.lanes)
    activities, crews, sources = len(plan.activities), len(plan.crews), len(plan.capital)
    return [
        ("gauges", records.GAUGE, len(plan.indicators)),
        ("meetings", WHOLE, len(plan.sessions)),
        ("seen", WHOLE, activities),
        ("ready", WHOLE, activities),
        ("granted", WHOLE, activities),
        ("at_once", WHOLE, activities),
        ("standing_lanes", WHOLE, lanes),
        ("batch", WHOLE, lanes + crews + sources),
        ("kept", WIDE, tables.kept_count * int(tables.numbers["held_years"])),
        ("sizes", REAL, sum(len(event.effects) for event in plan.events)),
        ("passes", REAL, tables.passes_count),
    ]
