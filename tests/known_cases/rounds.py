"""What may have to be done again, or never ends: rework, loops over several activities, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.known_cases.cases import Block
from tests.known_cases.numbers import DAYS, Law, exact, sized

if TYPE_CHECKING:
    from tests.known_cases.translate import Translator

SURELY = 1e-12
"""Chance below which more rounds of rework are cut off."""

SURELY_NOT = 1e-18
"""A chance that no draw falls under; 0 itself is refused where a milestone waits for it."""

MOST_ROUNDS = 1000
AT_ONCE = sized(0, DAYS)


def own_rework(case: Translator, block: Block, step: dict[str, Any]) -> int:
    """The rework of one activity, written into its step; how many rounds there may be."""
    if "rework" not in block:
        return 1
    said = block.block("rework")
    step["rework"] = _rework(case, said)
    said.done()
    return int(step["rework"]["rounds"])


def _rework(case: Translator, said: Block) -> dict[str, Any]:
    """Chances, rounds, how long each is, the delay before it, and what comes after the last."""
    again = said.need("again_probability")
    chances = again if isinstance(again, list) else [again]
    rounds = said.whole("max_rounds") if "max_rounds" in said else _rounds_enough(chances)
    accepted = [max(SURELY_NOT, float(1 - exact(one))) for one in chances]
    words: dict[str, Any] = {"accepted": accepted, "rounds": rounds}
    if "round_factors" in said:
        words["factors"] = [float(one) for one in said.items("round_factors")]
    if "delay_before_again" in said:
        delay = Law(said, "delay_before_again")
        case.takes(delay.reach * rounds)
        words["delay"] = delay.said(DAYS)
    words["then"] = _after_max(case, said)
    return words


def _rounds_enough(chances: list[float]) -> int:
    """Rounds after which more are as good as impossible."""
    left, rounds = 1.0, 0
    while left > SURELY and rounds < MOST_ROUNDS:
        left *= chances[min(rounds, len(chances) - 1)]
        rounds += 1
    return max(1, rounds)


def _after_max(case: Translator, said: Block) -> Any:
    """What follows the last round: nothing more, so much more work, or never."""
    if "after_max" not in said:
        return {"duration": AT_ONCE}
    after = said.take("after_max")
    block = Block(said.case, said.at("after_max"), {"outcome": after} if isinstance(after, str) else after)
    outcome = block.need("outcome")
    then: Any = {"duration": AT_ONCE}
    if outcome == "never":
        case.done.may_stay_open = True
        then = "never"
    elif outcome not in ("enforce", "accept"):
        raise block.wrong("outcome", f"the outcome {outcome!r} is not known")
    elif "duration" in block:
        duration = Law(block, "duration")
        case.takes(duration.reach)
        then = {"duration": duration.said(DAYS)}
    block.done()
    return then


def may_never_finish(case: Translator, block: Block, id: str, step: dict[str, Any]) -> None:
    """With this chance it ends without being done; a plain yes only says that it may."""
    said = block.take("may_never_finish")
    if said is None or said is False:
        return
    case.done.may_stay_open = True
    if said is True:
        return
    if isinstance(said, dict):
        inner = block.block("may_never_finish")
        said = inner.number("probability")
        inner.done()
    refused = {"chance": said, "then": "never"}
    if "rework" not in step:
        step["refused"] = refused
        return
    name = case.name(id, "_done")
    case.done.lasts[id] = case.add_step(name, AT_ONCE, after=[case.done.lasts[id]], refused=refused)


# loops ---------------------------------------------------------------------------------------


def loops(case: Translator) -> None:
    """Going back over several activities: the last of them asks, the first begins anew."""
    for block in case.model.blocks("loops"):
        block.take("id")
        entry, exit = _ends(case, block)
        words = {**_rework(case, block), "back_to": case.done.firsts[entry]}
        block.done()
        _close(case, exit, words)
        inside = [id for id in _ahead_of(case, exit) if id == entry or entry in _ahead_of(case, id)]
        case.exits |= dict.fromkeys(inside, exit)
        case.takes(words["rounds"] * sum(_reach(case, id) for id in (*inside, exit)))


def _close(case: Translator, exit: str, words: dict[str, Any]) -> None:
    """The exit asks whether to go back; where it has rounds of its own, a step of no length after it."""
    before = case.done.lasts[exit]
    step = case.steps[before]
    if "rework" not in step and "refused" not in step:
        step["rework"] = words
        return
    asked = case.add_step(case.name(exit, "_asked"), AT_ONCE, after=[before], rework=words)
    case.done.lasts[exit] = asked
    for name, other in case.steps.items():
        if name != asked:
            other["after"] = [_instead(wait, before, asked) for wait in other.get("after", [])]
            for gate in other.get("starts_when", []):
                gate["of"] = [asked if of == before else of for of in gate["of"]]


def _instead(wait: Any, before: str, asked: str) -> Any:
    """A wait for the finish of one step, now for another."""
    if wait == before:
        return asked
    if isinstance(wait, dict) and wait["of"] == before and wait.get("type", "FS")[0] == "F":
        return {**wait, "of": asked}
    return wait


def _ends(case: Translator, block: Block) -> tuple[str, str]:
    """First and last activity: of a list of members, or the two that are named."""
    members = block.first_of("activities", "members")
    if members is not None:
        return _ends_of_members(case, block, [str(one) for one in members])
    late = str(block.first_of("from", "after", "last", "exit", "at"))
    early = str(block.first_of("to", "back_to", "first", "entry"))
    if late not in case.activities or early not in case.activities:
        found = f"found {early!r} and {late!r}"
        raise block.wrong(
            "", f"a loop needs the list `activities`, or `from` one activity `to` another; {found}"
        )
    return (early, late) if early == late or early in _ahead_of(case, late) else (late, early)


def _ends_of_members(case: Translator, block: Block, inside: list[str]) -> tuple[str, str]:
    for one in inside:
        if one not in case.activities:
            raise block.wrong("activities", f"there is no activity {one!r}")
    anchors = {one: set(_anchors(case, one)) & set(inside) for one in inside}
    entries = [one for one in inside if not anchors[one]]
    exits = [one for one in inside if not any(one in others for others in anchors.values())]
    if len(entries) != 1 or len(exits) != 1:
        found = f"found {entries} and {exits}"
        raise block.wrong("activities", f"one way in and one way out are needed, {found}")
    return entries[0], exits[0]


def _anchors(case: Translator, id: str) -> list[str]:
    """The activities an activity waits for."""
    found: list[str] = []
    for said in case.activities[id].said.get("predecessors") or []:
        found += [str(one) for one in said.get("gate_members", [said.get("id")])]
    return found


def _ahead_of(case: Translator, id: str) -> set[str]:
    """All activities that come before one."""
    ahead: set[str] = set()
    ask = [id]
    while ask:
        new = [one for one in _anchors(case, ask.pop()) if one not in ahead]
        ahead.update(new)
        ask += new
    return ahead


def _reach(case: Translator, id: str) -> float:
    return Law(Block(case.case.id, f"activity {id}", case.activities[id].said), "duration").reach
