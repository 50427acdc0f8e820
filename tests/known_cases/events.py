"""Risks and correlations of a case, in the words of our scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.known_cases.cases import Block
from tests.known_cases.numbers import DAYS, PLAIN, Law

if TYPE_CHECKING:
    from tests.known_cases.translate import Translator

UNITS = {"multiply": PLAIN, "add": DAYS}


def risks(case: Translator) -> None:
    """Risks that occur with the run or not at all, alone or as one of a group."""
    said: dict[str, Any] = {}
    assumptions: dict[str, Any] = {}
    for place, block in enumerate(case.model.blocks("risks")):
        if "exclusive" not in block:
            said |= _risk(case, block, assumptions, f"risk_{place}")
            continue
        group = case.name(f"group {block.take('id', place)}")
        for number, one in enumerate(block.blocks("exclusive")):
            for name, words in _risk(case, one, assumptions, f"risk_{place}_{number}").items():
                said[name] = {**words, "one_of": group}
        block.done()
    if said:
        case.blocks["risks"] = said
    if assumptions:
        case.blocks["assumptions"] = assumptions


def _risk(case: Translator, block: Block, assumptions: dict[str, Any], fallback: str) -> dict[str, Any]:
    id = str(block.take("id", fallback))
    name = case.name(f"risk {id}")
    shares = bool(block.take("shared_impact", False))
    impact = block.said.get("impact")
    effects: list[dict[str, Any]] = []
    for effect in block.blocks("effects"):
        effects += _effect(case, effect, name if shares else None, impact, assumptions)
    block.take("impact")
    for id_closed in block.items("closes"):
        if str(id_closed) not in case.done.milestones:
            raise block.wrong("closes", f"there is no milestone {id_closed!r}")
        effects.append({"block": case.done.milestones[str(id_closed)]})
        case.done.may_stay_open = True
    chance = block.number("probability")
    block.done()
    return {name: {"title": id, "chance": chance, "effects": effects}}


def _effect(
    case: Translator, block: Block, shared: str | None, impact: Any, assumptions: dict[str, Any]
) -> list[dict[str, Any]]:
    kind = block.need("kind")
    if kind not in UNITS:
        raise block.wrong("kind", f"the effect {kind!r} is not known")
    if "value" not in block and impact is not None:
        block.said = {**block.said, "value": impact}
    value = Law(block, "value")
    by = value.said(UNITS[kind])
    if shared is not None and not value.is_fixed:
        by = _shared(block, f"{shared}_{kind}", by, assumptions)
    ids = block.first_of("activity", "activities")
    found = []
    for id in ids if isinstance(ids, list) else [ids]:
        step = case.first(block, "activity", id)
        reach = Law(Block(block.case, f"activity {id}", case.activities[str(id)].said), "duration").reach
        rounds = case.steps[step].get("rework", {}).get("rounds", 1)
        case.takes(rounds * (reach * value.reach if kind == "multiply" else value.reach))
        found.append({kind: step, "by": by})
    block.done()
    return found


def _shared(block: Block, name: str, value: Any, assumptions: dict[str, Any]) -> str:
    """One draw for all effects of a risk: an assumption that they refer to."""
    known = assumptions.setdefault(name, {"title": name, "value": value})
    if known["value"] != value:
        raise block.wrong("value", "effects that share one impact must have the same value")
    return f"${name}"


def correlations(case: Translator) -> None:
    """Groups of durations under a Gaussian copula."""
    said = {}
    for place, block in enumerate(case.model.blocks("correlations")):
        members = [case.first(block, "activities", one) for one in block.items("activities")]
        kind = block.take("kind", "spearman")
        if kind not in KINDS:
            raise block.wrong("kind", f"the kind {kind!r} is not known")
        matrix = block.take("matrix")
        if matrix is None:
            rho = block.number("rho")
            matrix = [[1.0 if row == column else rho for column in members] for row in members]
        block.done()
        drawn = [k for k, one in enumerate(members) if not _is_fixed(case.steps[one]["duration"])]
        if len(drawn) < 2:
            continue
        said[case.name(f"correlation {place}")] = {
            "of": [members[k] for k in drawn],
            "matrix": [[float(matrix[row][column]) for column in drawn] for row in drawn],
            "kind": KINDS[kind],
        }
    if said:
        case.blocks["correlations"] = said


def _is_fixed(duration: Any) -> bool:
    return isinstance(duration, str)


KINDS = {"spearman": "spearman", "gaussian_copula_pearson": "normal", "gaussian_copula": "normal"}
