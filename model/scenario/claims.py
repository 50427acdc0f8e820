"""Which row of the risk register carries which event, and which events are in force because of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.scenario.faults import Place
from model.scenario.happenings import EFFECTS_OF_THEIR_OWN
from model.scenario.shape import ScenarioSaid


def claims(said: ScenarioSaid) -> dict[str, list[str]]:
    """The rows that name each event, driver or correlation: codes by dotted name, ``risks.flood``."""
    found: dict[str, list[str]] = {}
    for code, row in said.risk_register.items():
        for name in dict.fromkeys(row.carried_by):
            if name.partition(".")[0] in EFFECTS_OF_THEIR_OWN:
                found.setdefault(name, []).append(code)
    return found


def in_force(said: ScenarioSaid, block: str) -> tuple[str, ...]:
    """The entries of ``risks``, ``drivers`` or ``correlations`` that a plan has, in the order of the file.

    Out are those that only rows switched off name, and events that only such could have triggered.
    """
    claimed = claims(said)
    kept = [
        name
        for name in getattr(said, block)
        if any(said.risk_register[code].active for code in claimed.get(f"{block}.{name}", ()))
        or f"{block}.{name}" not in claimed
    ]
    return tuple(kept if block != "risks" else _that_can_begin(said, kept))


def _that_can_begin(said: ScenarioSaid, kept: list[str]) -> list[str]:
    """Without those that wait for a trigger, where every event that has it is out."""
    left = [name for name in kept if not said.risks[name].only_triggered or _has_trigger(said, name, kept)]
    return left if left == kept else _that_can_begin(said, left)


def _has_trigger(said: ScenarioSaid, name: str, kept: list[str]) -> bool:
    """Whether one in force triggers it; an event that nobody ever triggers is the plan's to refuse."""
    triggering = [other for other, risk in said.risks.items() if name in risk.triggers]
    return not triggering or any(other in kept for other in triggering)


def check_claims(said: ScenarioSaid) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    """Events that no row carries, and those that two active rows would count."""
    if not said.risk_register:
        return
    claimed = claims(said)
    for block in ("risks", "drivers"):
        for name in getattr(said, block):
            if f"{block}.{name}" not in claimed:
                yield (block, name), "scenario.unclaimed", {"found": f"{block}.{name}"}
    for name, codes in claimed.items():
        active = [code for code in codes if said.risk_register[code].active]
        for code in active[1:]:
            place: Place = ("carried_by", said.risk_register[code].carried_by.index(name))
            values = {"found": name, "first": active[0]}
            yield ("risk_register", code, *place), "scenario.claimed_twice", values
