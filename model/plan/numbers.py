"""From what a scenario says of a number to a named quantity of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from model.plan.network import Grain, Quantity
from model.scenario import Fault, Scenario
from model.scenario.amounts import Amount, AmountError, parse_amount
from model.scenario.distribution import Distribution, lowest
from model.scenario.faults import Phrase

Path = tuple[str | int, ...]


class Scope(dict[str, Any]):
    """The values of a procedure's parameters in one segment, and where each of them is written."""

    def __init__(self) -> None:
        """Begin with no parameters."""
        super().__init__()
        self.places: dict[str, Path] = {}

    def give(self, name: str, value: Any, place: Path) -> None:
        """A parameter has a value, written at a place."""
        self[name], self.places[name] = value, place


NO_SCOPE = Scope()

NOTHING = Distribution("fixed", (0.0,))
UNIFORM = Distribution("uniform", (0.0, 1.0))

_GRAINS = {"duration": Grain.TICK, "lag": Grain.TICK, "money": Grain.WHOLE}
_LIKE = ({"share", "number", "count"}, {"duration", "lag"})
"""Kinds that may stand for each other."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A number with its references followed: its law, its unit, and the assumption it is, if one."""

    distribution: Distribution
    unit: str = ""
    assumption: str | None = None


Question = Callable[[Distribution], Any]


@dataclass
class Uses:
    """What became of each number of a scenario, so that a plan can be made anew with another one.

    ``quantities`` of the plan, by the identity of the number they take their law from; ``known_to``,
    the blocks that needed its value before the run; ``answers``, what was asked of the law of a
    quantity to decide on something else in the plan.
    """

    quantities: dict[int, set[int]] = field(default_factory=dict)
    known_to: dict[int, set[str]] = field(default_factory=dict)
    answers: dict[int, dict[Question, Any]] = field(default_factory=dict)

    def decide_alike(self, number: int, law: Distribution) -> bool:
        """Whether all that was decided by the law of a quantity would be decided so by another one."""
        return all(question(law) == answer for question, answer in self.answers.get(number, {}).items())


@dataclass
class Numbers:
    """The quantities of a plan, growing as steps ask for them; faults gather on the way."""

    scenario: Scenario
    faults: list[Fault] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    uses: Uses = field(default_factory=lambda: Uses())
    _shared: dict[tuple[str, str], int] = field(default_factory=dict)

    def quantity(
        self, name: str, said: Amount, kind: str, path: Path, scope: Scope | None = None, rounds: int = 1
    ) -> int:
        """Number of the quantity for an amount; one that refers to an assumption is shared by all.

        Parameters
        ----------
        name
            What its luck hangs on; must not change when other things are added.
        kind
            duration, money, share, number, …: what the place it stands in needs.
        scope
            Values of the parameters of the procedure it stands in.
        rounds
            How many draws one replication may need.
        """
        passed: list[Amount] = []
        found = self._followed(said, kind, path, scope or NO_SCOPE, passed)
        if found.assumption is not None:
            number = self._of_assumption(found, kind)
        else:
            number = self._new(name, found.distribution, kind, rounds)
        for one in passed:
            self.uses.quantities.setdefault(id(one), set()).add(number)
        return number

    def asked(self, number: int, question: Question) -> Any:
        """What the law of a quantity answers to a question by which something of the plan is decided."""
        answer = question(self.quantities[number].distribution)
        self.uses.answers.setdefault(number, {})[question] = answer
        return answer

    def unit(self, said: Amount, kind: str, path: Path, scope: Scope) -> str:
        """The unit of an amount, its references followed."""
        return self._followed(said, kind, path, scope, []).unit

    def once(self, name: str, said: Amount, kind: str, path: Path) -> int:
        """Number of a quantity that has one draw a replication, whatever the round."""
        number = self.quantity(name, said, kind, path)
        self.quantities[number] = replace(self.quantities[number], shared=True)
        return number

    def known_sum(self, numbers: Iterable[int]) -> float | None:
        """Sum of quantities that are known before the run; None where one isn't."""
        values = [self.asked(number, known_value) for number in numbers]
        return None if None in values else sum(values)

    def luck(self, name: str, rounds: int = 1) -> int:
        """Number of a plain uniform quantity, for verdicts."""
        return self.append(Quantity(name, UNIFORM, rounds=rounds))

    def constant(self, name: str, value: float, kind: str = "number") -> int:
        """Number of a quantity that is known and written in no file."""
        return self._new(name, Distribution("fixed", (value,)), kind, 1)

    def known(self, said: Amount, kind: str, path: Path, scope: Scope | None = None) -> float:
        """Value of an amount that must be known before the run: a count, a length, a share of a gate."""
        found = self.resolve(said, kind, path, scope or NO_SCOPE)
        if not found.distribution.is_fixed:
            self.fault(path, "plan.must_be_fixed", found=said.text)
            return 0.0
        return value_of(found.distribution)

    def count(self, said: Amount, path: Path, scope: Scope | None = None) -> int:
        """A whole number, at least 0."""
        value = self.known(said, "count", path, scope)
        if value != int(value) or value < 0:
            self.fault(path, "plan.must_be_whole", found=said.text)
        return max(0, int(value))

    def resolve(self, said: Amount, kind: str, path: Path, scope: Scope) -> Resolved:
        """Follow ``$name`` through the parameters of a procedure to a lever, an assumption or a number."""
        passed: list[Amount] = []
        found = self._followed(said, kind, path, scope, passed)
        for one in passed:
            self.uses.known_to.setdefault(id(one), set()).add(str(path[0]))
        return found

    def _followed(self, said: Amount, kind: str, path: Path, scope: Scope, passed: list[Amount]) -> Resolved:
        """As ``resolve``, noting what it ``passed`` on the way."""
        assumption: str | None = None
        for _ in range(8):  # parameter -> assumption -> lever: a longer chain is a circle
            passed.append(said)
            if said.ref is None:
                assert said.distribution is not None, "an amount is a distribution or a reference"
                return self._fit(said, kind, path, assumption)
            if said.ref in scope:
                path = scope.places[said.ref]
                given = self._parse(scope[said.ref], kind, path)
                if given is None:
                    return Resolved(NOTHING)
                said, scope = given, NO_SCOPE
            elif said.ref in self.scenario.said.levers:
                said = self.scenario.said.levers[said.ref].value
            elif said.ref in self.scenario.said.assumptions:
                assumption = said.ref
                said = self.scenario.said.assumptions[said.ref].value
            else:
                self.fault(path, "plan.unknown_reference", found=f"${said.ref}")
                return Resolved(NOTHING)
        self.fault(path, "plan.circular_reference", found=said.text)
        return Resolved(NOTHING)

    def fault(self, path: Path, key: str, **values: Any) -> None:
        """Note a fault of the scenario; the plan is refused at the end, with all of them."""
        self.faults.append(self.found(path, key, **values))

    def found(self, path: Path, key: str, **values: Any) -> Fault:
        """A fault with its line, told with the path as the file has it."""
        return self.scenario.fault(self.scenario.as_written(path), key, **values)

    def _fit(self, said: Amount, kind: str, path: Path, assumption: str | None) -> Resolved:
        fits = said.kind == kind or any({said.kind, kind} <= alike for alike in _LIKE)
        if not fits:
            self.fault(path, "plan.wrong_kind", found=said.text, kind=Phrase(f"plan.kind.{kind}"))
            return Resolved(NOTHING)
        assert said.distribution is not None
        return Resolved(said.distribution, said.unit, assumption)

    def _parse(self, raw: Any, kind: str, path: Path) -> Amount | None:
        """A value given to a procedure, read as its place there needs it; None where it can't be."""
        try:
            return parse_amount(raw, kind)
        except AmountError as error:
            self.fault((*path, *error.at), error.key, **error.values)
            return None

    def _of_assumption(self, found: Resolved, kind: str) -> int:
        key = (f"assumptions.{found.assumption}", kind)
        if key not in self._shared:
            quantity = Quantity(key[0], found.distribution, _grain(kind), shared=True)
            self._shared[key] = self.append(quantity)
        return self._shared[key]

    def _new(self, name: str, distribution: Distribution, kind: str, rounds: int) -> int:
        return self.append(Quantity(name, distribution, _grain(kind), rounds))

    def append(self, quantity: Quantity) -> int:
        """Number of a quantity made elsewhere."""
        self.quantities.append(quantity)
        return len(self.quantities) - 1


def value_of(distribution: Distribution) -> float:
    """The value of a fixed distribution, in base units."""
    low, high = distribution.clip
    value = distribution.shift + distribution.scale * distribution.params[0]
    return min(max(value, low), high)


def known_value(distribution: Distribution) -> float | None:
    """The value of a fixed distribution; None of one that is drawn."""
    return value_of(distribution) if distribution.is_fixed else None


def may_be_negative(distribution: Distribution) -> bool:
    """Whether a draw may lie below 0."""
    return lowest(distribution) < 0


def may_be_nothing(distribution: Distribution) -> bool:
    """Whether a draw may be 0 or lie below."""
    return lowest(distribution) <= 0


def _grain(kind: str) -> Grain:
    return _GRAINS.get(kind, Grain.NONE)
