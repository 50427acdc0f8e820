"""Durations and assumptions that lean on each other, from what a scenario says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from model.plan.correlation import cholesky_rows, family_rows, is_possible, normal_correlation
from model.plan.events import Event
from model.plan.links import Links, Owner
from model.plan.network import Activity, Correlation
from model.plan.numbers import Path
from model.scenario.amounts import Amount
from model.scenario.claims import in_force
from model.scenario.happenings import CorrelationSaid


def correlations_of(links: Links, owners: list[Owner], activities: list[Activity]) -> tuple[Correlation, ...]:
    """Every family of units and every named correlation of a scenario, each checked."""
    finder = _Finder(links, owners, activities)
    return tuple(one for one in (*finder.families(), *finder.named()) if one is not None)


def check_drivers(
    links: Links, activities: list[Activity], drivers: Iterable[Event], correlations: Iterable[Correlation]
) -> None:
    """A pair that shares a driver can't be correlated besides: its dependence would count twice."""
    for event in drivers:
        touched = {
            activities[target].duration: target for effect in event.effects for target in effect.targets
        }
        for correlation in correlations:
            both = [touched[member] for member in correlation.members if member in touched]
            if len(both) > 1:
                first, second = (activities[number].name for number in both[:2])
                values = {"found": first, "other": second, "driver": event.name}
                links.numbers.fault(("drivers", event.name, "of"), "plan.driver_and_family", **values)
                break


@dataclass
class _Finder:
    links: Links
    owners: list[Owner]
    activities: list[Activity]
    taken: set[str] = field(default_factory=set)

    def families(self) -> Iterator[Correlation | None]:
        """The units of one step in one part, where the step says that they are a family."""
        for key, family in self.links.programme.families.items():
            if family.said.family is None:
                continue
            path = (*family.path, "family")
            rho = self.links.numbers.known(family.said.family.rho, "number", (*path, "rho"), family.scopes[0])
            name = ".".join(key)
            members = tuple(self.activities[number].duration for number in family.everyone())
            if self._is_share(rho, (*path, "rho")):
                yield self._family(f"family.{name}", members, rho, family.said.family.kind, path)

    def named(self) -> Iterator[Correlation | None]:
        """The correlations listed by name."""
        everyone = self.links.numbers.scenario.said
        for name in in_force(everyone, "correlations"):
            said = everyone.correlations[name]
            path: Path = ("correlations", name)
            faults = len(self.links.numbers.faults)
            members = self._members(said, path)
            if len(self.links.numbers.faults) > faults:
                continue
            if said.rho is not None:
                rho = self.links.numbers.known(said.rho, "number", (*path, "rho"))
                if self._is_share(rho, (*path, "rho")):
                    yield self._family(f"correlations.{name}", members, rho, said.kind, path)
            else:
                yield self._matrix(name, said, members, (*path, "matrix"))

    def _is_share(self, rho: float, path: Path) -> bool:
        if not 0 <= rho <= 1:
            self.links.numbers.fault(path, "plan.rho_outside", found=f"{rho:g}")
        return 0 <= rho <= 1

    def _members(self, said: CorrelationSaid, path: Path) -> tuple[int, ...]:
        members: list[int] = []
        for place, word in enumerate(said.members):
            at = (*path, "of", place)
            if word.startswith("$"):
                members += self._assumption(word[1:], at)
            else:
                targets = self.links.targets(word, None, at)
                if said.matrix is not None and len(targets) > 1:
                    self.links.numbers.fault(at, "plan.one_follower", found=word)
                members += [self.activities[number].duration for number in targets]
        return tuple(members)

    def _assumption(self, name: str, path: Path) -> list[int]:
        """The quantity an assumption has become; one is made for an assumption that nothing uses."""
        numbers = self.links.numbers
        said = numbers.scenario.said.assumptions.get(name)
        if said is None:
            numbers.fault(path, "plan.not_an_assumption", found=f"${name}")
            return []
        found = [number for number, one in enumerate(numbers.quantities) if one.name == f"assumptions.{name}"]
        if found:
            return found[:1]
        kind = said.value.kind
        return [numbers.quantity(name, Amount(kind, None, name, "", f"${name}"), kind, path)]

    def _family(
        self, name: str, members: tuple[int, ...], rho: float, kind: str, path: Path
    ) -> Correlation | None:
        if not self._are_free(members, path):
            return None
        normal = normal_correlation(rho) if kind == "spearman" else rho
        return Correlation(name, members, family_rows(normal, len(members)), common=True)

    def _matrix(
        self, name: str, said: CorrelationSaid, members: tuple[int, ...], path: Path
    ) -> Correlation | None:
        assert said.matrix is not None, "the shape asks for rho or a matrix"
        count, numbers = len(members), self.links.numbers
        if [len(row) for row in said.matrix] != [count] * len(said.matrix) or len(said.matrix) != count:
            found = ", ".join(str(len(row)) for row in said.matrix)
            numbers.fault(path, "plan.matrix_size", rows=len(said.matrix), found=found, wanted=count)
            return None
        matrix = np.array(said.matrix, dtype=np.float64)
        is_sound = (matrix == matrix.T).all() and (matrix.diagonal() == 1).all() and (abs(matrix) <= 1).all()
        if not is_sound:
            numbers.fault(path, "plan.matrix_form")
            return None
        if said.kind == "spearman":
            matrix = np.vectorize(normal_correlation)(matrix)
            np.fill_diagonal(matrix, 1.0)
        if not is_possible(matrix):
            numbers.fault(path, "plan.matrix_impossible")
            return None
        if not self._are_free(members, path[:-1]):
            return None
        return Correlation(f"correlations.{name}", members, cholesky_rows(matrix))

    def _are_free(self, members: tuple[int, ...], path: Path) -> bool:
        """Whether no member leans already; each may be in one correlation, and there once."""
        names = [self.links.numbers.quantities[number].name for number in members]
        twice = [name for name in names if name in self.taken or names.count(name) > 1]
        if twice:
            self.links.numbers.fault(path, "plan.correlated_twice", found=twice[0].split("/")[0])
        self.taken.update(names)
        return not twice and len(members) > 1
