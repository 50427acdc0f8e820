"""How an activity ends: its verdict and rounds, the branch it chooses, the capital each round takes."""

from __future__ import annotations

from model.days import to_tick
from model.plan.links import Owner
from model.plan.network import Branch, Need, Then, Verdict
from model.plan.numbers import Numbers, Path
from model.scenario.steps import Rework, Step


def rounds_of(said: Step) -> int:
    """How many rounds of work a step may come to."""
    return said.rework.rounds if said.rework is not None else 1


def need_of(owner: Owner, numbers: Numbers, passes: int) -> Need | None:
    """The capital an activity takes, and when."""
    said, path = owner.family.said.capital, (*owner.family.path, "capital")
    if said is None:
        return None
    rounds = _rounds_drawn(owner, passes) if said.each_round else 1
    per = 0.0
    if said.per is not None:
        per = float(to_tick(numbers.known(said.per, "duration", (*path, "per"), owner.scope)))
        if per <= 0:
            numbers.fault((*path, "per"), "plan.per_nothing", found=said.per.text)
    return Need(
        source=list(numbers.scenario.said.capital).index(said.from_),
        amount=numbers.quantity(
            f"{owner.name}/capital", said.amount, "money", (*path, "amount"), owner.scope, rounds
        ),
        each_round=said.each_round,
        stages=said.stages or 1,
        per=per,
        reserve=said.reserve,
    )


def _rounds_drawn(owner: Owner, passes: int) -> int:
    """Draws one replication may need: rounds in each pass of a loop; the exit's rounds are the passes."""
    said = owner.family.said
    is_exit = said.rework is not None and said.rework.back_to is not None
    return rounds_of(said) if is_exit else rounds_of(said) * passes


def duration_of(owner: Owner, numbers: Numbers, passes: int) -> int:
    """The quantity of an activity's duration."""
    family, said = owner.family, owner.family.said
    is_first_only = said.rework is not None and said.rework.duration is not None and passes == 1
    rounds = 1 if is_first_only else _rounds_drawn(owner, passes)
    return numbers.quantity(
        f"{owner.name}/duration", said.duration, "duration", (*family.path, "duration"), owner.scope, rounds
    )


def branch_of(owner: Owner, numbers: Numbers) -> Branch | None:
    """Exactly one of several ways: the chances must add up to all of them."""
    said, path = owner.family.said.branch, (*owner.family.path, "branch")
    if not said:
        return None
    if len(said) < 2:
        numbers.fault(path, "plan.one_way", found=", ".join(said))
    rest = [name for name, way in said.items() if way == "rest"]
    if len(rest) > 1:
        numbers.fault(path, "plan.one_rest", found=", ".join(rest))
    chances = tuple(
        -1
        if isinstance(way, str)
        else numbers.quantity(f"{owner.name}/way:{name}", way, "share", (*path, name), owner.scope)
        for name, way in said.items()
    )
    _check_sum(chances, bool(rest), path, numbers)
    return Branch(numbers.luck(f"{owner.name}/branch"), chances)


def _check_sum(chances: tuple[int, ...], has_rest: bool, path: Path, numbers: Numbers) -> None:
    """Chances that are known must add up; where one isn't, another must be the rest."""
    total = numbers.known_sum([chance for chance in chances if chance >= 0])
    if total is None:
        if not has_rest:
            numbers.fault(path, "plan.rest_needed")
    elif total > 1 + 1e-9 or (total < 1 - 1e-9 and not has_rest):
        numbers.fault(path, "plan.ways_sum", found=f"{total:.4g}")


def verdict_of(owner: Owner, numbers: Numbers, loop: int, passes: int) -> Verdict | None:
    """What decides whether a round is accepted, and what follows when it isn't."""
    said, path = owner.family.said, owner.family.path
    if said.refused is not None:
        if said.rework is not None:
            numbers.fault((*path, "refused"), "plan.refused_and_rework")
        chance = numbers.quantity(
            f"{owner.name}/refusal", said.refused.chance, "share", (*path, "refused", "chance"), owner.scope
        )
        return Verdict(
            luck=numbers.luck(f"{owner.name}/refused", passes),
            chances=(chance,),
            rounds=1,
            then=Then.NEVER if said.refused.then == "never" else Then.ACTIVITY,
            refuses=True,
        )
    if said.rework is None:
        return None
    return _rework(said.rework, owner, numbers, loop, passes)


def _rework(said: Rework, owner: Owner, numbers: Numbers, loop: int, passes: int) -> Verdict:
    path, name, scope = (*owner.family.path, "rework"), owner.name, owner.scope
    rounds = _rounds_drawn(owner, passes)
    duration = delay = last = -1
    then = Then.NEVER if said.then == "never" else Then.ACTIVITY
    if said.duration is not None:
        place = (*path, "duration")
        duration = numbers.quantity(f"{name}/again", said.duration, "duration", place, scope, rounds)
    if said.delay is not None:
        place = (*path, "delay")
        delay = numbers.quantity(f"{name}/delay", said.delay, "duration", place, scope, rounds)
    if not isinstance(said.then, str):
        then, place = Then.DURATION, (*path, "then", "duration")
        last = numbers.quantity(f"{name}/last", said.then.duration, "duration", place, scope, rounds)
    chances = tuple(
        numbers.quantity(
            f"{name}/acceptance" if place == 0 else f"{name}/acceptance[{place + 1}]",
            one,
            "share",
            (*path, "accepted", place),
            scope,
        )
        for place, one in enumerate(said.accepted)
    )
    return Verdict(
        luck=numbers.luck(f"{name}/accepted", rounds),
        chances=chances,
        rounds=said.rounds,
        then=then,
        duration=duration,
        factors=tuple(said.factors),
        delay=delay,
        last=last,
        keeps_crew=said.keep_crew,
        loop=loop if said.back_to is not None else -1,
    )
