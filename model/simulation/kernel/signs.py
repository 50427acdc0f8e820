"""What the tables say by number, so that compiled code and who fills them mean the same."""

from __future__ import annotations

from dataclasses import fields

from model.outcomes import CAUSES, Flow, Outcomes

# What happens first at one instant. Finishes let go come one by one after all who became ready.
FINISH, LAPSE, DEPOSIT, EVENT_END, EVENT_START, READY, LET_GO, GRANT = range(1, 9)

CREW_CHANGES, DRIFT_TURNS = 1, 2
"""What the timetable knows beside lapses and deposits."""

FIXED, ONE_FOR_ALL, EACH_ROUND = 0, 1, 2
"""What a quantity is: a number, one draw a replication, or one draw a round."""

CAUSE_COUNT, FLOW_COUNT = len(CAUSES), len(Flow)

ROWS = tuple(field.name for field in fields(Outcomes) if field.name != "first")
"""The fields of ``Outcomes``, each of which the kernel knows by its place among them."""
