"""The ways to the rows of the kernel's tables: ``activity_at(w.activities, 7)`` is the seventh activity."""

from __future__ import annotations

from model.draws.memory import ahead_of, row_of
from model.simulation.kernel.records import (
    ACTIVITY,
    ASIDE,
    BEGINNING,
    BRANCH,
    CALENDAR,
    CONDITION,
    CREW,
    DEPOSIT,
    DUE,
    EFFECT,
    ENTRY,
    EVENT,
    FORCE,
    GATE,
    GAUGE,
    GROUP,
    HANDS,
    HELD_BACK,
    INDICATOR,
    LANE,
    LIFE,
    LOOP,
    MILESTONE,
    NEED,
    OCCASION,
    PACE,
    QUANTITY,
    ROW,
    SESSION,
    SOURCE,
    STANDING,
    TALLY,
    TIMETABLE,
    TRUTH,
    VERDICT,
    WORLD,
)

activity_at, need_at = row_of("activity", ACTIVITY), row_of("need", NEED)
verdict_at, branch_at = row_of("verdict", VERDICT), row_of("branch", BRANCH)
condition_at, loop_at = row_of("condition", CONDITION), row_of("loop", LOOP)
calendar_at, session_at = row_of("calendar", CALENDAR), row_of("session", SESSION)
lane_at, crew_at = row_of("lane", LANE), row_of("crew", CREW)
source_at, deposit_at = row_of("source", SOURCE), row_of("deposit", DEPOSIT)
indicator_at, gate_at = row_of("indicator", INDICATOR), row_of("gate", GATE)
pace_at, event_at = row_of("pace", PACE), row_of("event", EVENT)
occasion_at, effect_at = row_of("occasion", OCCASION), row_of("effect", EFFECT)
milestone_at, group_at = row_of("milestone", MILESTONE), row_of("group", GROUP)
known_at, quantity_at = row_of("known", TIMETABLE), row_of("quantity", QUANTITY)
life_at, aside_at, truth_at = row_of("life", LIFE), row_of("aside", ASIDE), row_of("truth", TRUTH)
standing_at, hands_at = row_of("standing", STANDING), row_of("hands", HANDS)
force_at, gauge_at = row_of("force", FORCE), row_of("gauge", GAUGE)
held_back_at, entry_at = row_of("held_back", HELD_BACK), row_of("entry", ENTRY)
due_at, beginning_at = row_of("due", DUE), row_of("beginning", BEGINNING)
row_at, world_at = row_of("row", ROW), row_of("world", WORLD)
tally_at = row_of("tally", TALLY)
activity_ahead, life_ahead, truth_ahead = ahead_of(ACTIVITY), ahead_of(LIFE), ahead_of(TRUTH)
quantity_ahead = ahead_of(QUANTITY)
