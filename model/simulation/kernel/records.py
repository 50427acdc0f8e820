"""What the kernel keeps: the plan by number, and what becomes of it in one replication.

Names are those of ``model.plan`` and of the story. A list lies in one of two long lists, of whole
or of real numbers: ``starts`` says where it begins there, ``starts_end`` where it ends. -1 stands
for "none", as in the plan; yes and no are 1 and 0.
"""

from __future__ import annotations

from model.draws.layout import FLAG, REAL, SMALL, WHOLE, WIDE, as_in, layout


def _smalls(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), SMALL)


def _wholes(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), WHOLE)


def _flags(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), FLAG)


def _wides(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), WIDE)


def _reals(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), REAL)


# -- the plan --------------------------------------------------------------------------------------------

ACTIVITY = layout(
    **_flags("interruptible is_exit"),
    **_smalls(
        "calendar session start_free start_paid money_only again_free again_paid piece_free piece_paid"
    ),
    **_wholes("group duration pace need verdict priority loop starts starts_end waiting waiting_end"),
    **_wholes(
        "line branch crews crews_end finishes finishes_end begins begins_end"
        " leads leads_end moved moved_end touched touched_end awaited awaited_end"
    ),
)
"""``waiting`` are pairs (condition, place of the activity among its anchors), ``moved`` pairs (indicator,
quantity), ``touched`` triples (event, effect, the quantity of a DURATION), ``crews`` pairs (crew, units).
From ``start_free`` to ``piece_paid`` these are the lanes of the queue it may stand in. What every
activity is asked for stands first."""

NEED = layout(**_wholes("source amount each_round stages reserve kept"), **_reals("per"))
"""``kept`` is the row in which its reservation is kept."""

VERDICT = layout(
    **_wholes(
        "luck chances chances_end rounds then refuses duration factors factors_end delay last keeps_crew loop"
    )
)
BRANCH = layout(**_wholes("luck ways ways_end"))

CONDITION = layout(
    **_flags("is_share at_most"),
    **_smalls("lag_calendar indicator gate"),
    **_wholes("lag lags anchors anchors_end weights level stretch tally"),
    **_wides("total"),
    **_reals("need"),
)
"""What is rarely asked of a condition; the rest stands in its ``TRUTH``. ``total`` is all its weight, or, for
a length, the number of its members, which have a state from ``stretch`` on. ``tally`` is its row there."""

LOOP = layout(**_wholes("entry exit members members_end forgotten forgotten_end"))
"""``forgotten`` are the conditions among its members."""

CALENDAR = layout(**_wholes("turns rates done count"))
SESSION = layout(**_wholes("passes passes_end drawn drawn_end room"), **_reals("lead"))
"""``drawn`` are pairs (day, quantity), the day among the whole numbers; ``room`` is where the sessions of
a replication are put together."""

LANE = layout(**_wholes("crews crews_end source calendar window pace in_one_piece circle frozen frozen_end"))
"""``circle`` are the lanes that a change of its crews or its money may concern, itself among them;
``frozen`` the events that keep those who stand in it from starting."""
CREW = layout(**_wholes("capacity circle"))
SOURCE = layout(**_wholes("carry_over released released_end"))
"""``released`` are pairs (event, effect)."""
DEPOSIT = layout(**_wholes("amount released"), **_reals("part_first part_last"))

INDICATOR = layout(**_wholes("start drift watched watched_end"))
GATE = layout(**_wholes("is_open conditions conditions_end moved moved_end"))
"""``moved`` are triples (event, effect, whether it closes)."""
PACE = layout(**_wholes("effects effects_end members members_end"))

EVENT = layout(
    **_wholes(
        "occasions occasions_end triggered effects effects_end anchors anchors_end awaits"
        " triggers triggers_end excludes excludes_end paces paces_end"
    )
)
OCCASION = layout(
    **_wholes("luck chance before before_end wait lasts sizes is_of place"), **_reals("day")
)  # fmt: skip
EFFECT = layout(**_wholes("does target by"))

MILESTONE = layout(**_wholes("members members_end"))
GROUP = layout(**_wholes("members members_end"))

TIMETABLE = layout(**_reals("day"), **_wholes("kind place what year amount"))
"""What is known beforehand to come on a day, in order: the kind, whom it meets, which of his entries."""

QUANTITY = layout(
    **_reals("first second third fourth"),
    **_wholes("block law every"),
    **_flags("kind is_leaning"),
    **_wides("key0 key1"),
)
"""What a quantity is, the key of its stream, and its values in the four replications of a block of the
generator; a fixed one has its value in each. It fills one line of memory."""

# -- what becomes of it ----------------------------------------------------------------------------------

MORNING = layout(
    **_flags("is_done is_skipped has_come_back is_ready is_alive is_in_line is_new is_under_way"),
    **_flags("stage is_again is_reserved is_at_work is_accepted reason"),
    **_smalls("lane"),
    **_smalls("open_starts ways_in"),
    **_wholes("turn begins_of ends trail"),
    **_smalls("open_finishes round"),
    **_reals("ended began first_began"),
)
"""What is known of an activity whether or not it lives: with this each begins a replication. ``ways_in`` are
the conditions of its start that may still lead to it; without any it isn't needed."""
LIFE = layout(
    **as_in(MORNING),
    **_reals("since asked_at left to_do"),
    **_wides("amount"),
    **_wholes("next before newer stages paid first"),
)
ASIDE = layout(**_reals("duration back_since too_late"), **_wholes("back_trail"))
"""What few lives need."""
TRUTH = layout(
    **_flags("is_true is_void has_begun from_start link side has_lag is_way_in"),
    **_wholes("owner anchor expectation"),
    **_smalls("way"),
    **_reals("since"),
)
"""What becomes of a condition, and what is asked of it whenever something does: half a line of memory."""
TALLY = layout(**_reals("level"), **_wides("total done"))
"""What has to be reached: a level, or so much of the weight or length of a group and how much is done."""
STANDING = layout(
    **_wholes("first last count newest place seen_closed has_seen at"),
    **_wides("least seen_balance"),
    **_reals("wakes_at"),
)
"""A lane of the queue: who stands in it, and what was found there last."""
HANDS = layout(**_wholes("free capacity by_date by_events"))
FORCE = layout(**_wholes("in_force times is_excluded triggered awaits"), **_reals("since happened_on days"))
GAUGE = layout(**_reals("level drift since"), **_wholes("moved_by readings"))
HELD_BACK = layout(**_reals("voided blocked"))
ENTRY = layout(**_reals("days"), **_wholes("before activity cause"))
DUE = layout(**_reals("day"), **_wides("key what"))
BEGINNING = layout(**_reals("day end"), **_wholes("event occasion round"))
ROW = layout(**_wides("address size"))
"""A field of the outcomes: where the row in hand begins, and how many bytes a row has."""

WORLD = layout(
    **_reals("now horizon"),
    **_wides(
        # the plan
        "wholes reals activities needs verdicts branches conditions loops calendars sessions lanes crews"
        " sources deposits indicators gates paces events occasions effects milestones groups timetable"
        " activity_count lane_count session_count crew_count source_count indicator_count event_count"
        " milestone_count group_count line_count timetable_count year_count held_years dispatch"
        " is_listed year_starts date_conditions date_conditions_end open_at_start open_at_start_end"
        " levels levels_end free_at_start free_at_start_end"
        # the draws
        " quantities law_kind law_number law_side leaning_first leaning_stream"
        " leaning_weight"
        # the replication
        " replication state state_of_morning state_size lives lives_of_morning aside truths tallies"
        " standing hands forces gauges meetings sizes paces_now passes_of_loops kept_in kept held balance"
        " held_back here passes metres joined gates_open seen"
        " agenda agenda_size agenda_room entries entry_size entry_room beginnings beginning_size"
        " beginning_room ready ready_size standing_lanes standing_size granted granted_size at_once"
        " at_once_size batch due_now next_known ready_is_open grant_is_open has_changed concerns_all stirred"
        " circle_count lived is_full"
        " reserving reserving_end"
        # the row of the outcomes in hand
        " rows spent spent_size money money_size"
    ),
)
