"""A scenario turned this way and that: every setting planned from what is known, on the same luck, once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from os import cpu_count
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

import numpy as np

from model.analysis.tally import Counts, ticks_booked
from model.draws import Draws
from model.explore.board import Board, Turned, board_of
from model.explore.shown import causes, differences, figures
from model.outcomes import Days, Outcomes
from model.plan import Plan
from model.simulation import AUTO, engine_for, must_compile
from model.study.around import Around, Settings
from model.study.job import Job, Nobody, Piece
from model.study.luck import Luck
from model.study.workforce import ThisComputer

FIRST = 200
"""Replications after which there is something to see."""

STEP = 200
"""And so many more each time until a setting is done."""

PIECE = 50
"""So many are simulated in one go, so that whoever has lost interest need not be waited for."""

BEYOND = 4
"""So many times the replications asked for are simulated while nobody moves."""

REMEMBERED = 100
"""Settings whose replications are kept; the one looked at longest ago is forgotten first."""

_MANY_SETTINGS = 25
"""How many settings will be looked at, as far as the choice of an engine goes."""


@dataclass
class Lot:
    """One setting, with all its replications so far: they only become more."""

    plan: Plan
    job: Job
    booked: Counts | int = 0
    _days: list[Days] = field(default_factory=list)

    @property
    def replications(self) -> int:
        """How many there are."""
        return sum(map(len, self._days))

    @property
    def days(self) -> Days:
        """The instant each milestone is reached, (replications, milestones); inf where it is not."""
        if len(self._days) > 1:
            self._days = [np.concatenate(self._days)]
        return self._days[0]

    def add(self, kept: tuple[Counts, Days]) -> None:
        """Take in the replications that come next: the ticks of their chains, and their days."""
        self.booked = self.booked + kept[0]
        self._days.append(kept[1])

    def shown(self, replications: int, milestone: str | None) -> dict[str, Any]:
        """Chances and curve after so many of its replications, and causes over all: see ``shown``."""
        found = figures(self.plan, self.days[:replications], milestone)
        assert isinstance(self.booked, np.ndarray), "there are replications"
        of = found["curve"]["milestone"]
        return found | {"causes": causes(self.plan, self.booked, self.days, of)}


class Explorer:
    """What a page asks for: settings of a scenario's levers, more and more replications, figures.

    Parameters
    ----------
    path
        The scenario's file.
    settings
        Those under which it is looked at; levers are turned on top of them.
    seed, replications
        As the scenario says unless told. After so many replications a setting is done; while nobody moves,
        it goes on to ``BEYOND`` times as many.
    engine
        One of ``model.simulation.ENGINES``, or the one that suits.
    jobs
        Processors at work, all of them unless told.

    Raises
    ------
    ScenarioError
        If the scenario can't be used.
    """

    def __init__(
        self,
        path: Path | str,
        settings: Settings = (),
        *,
        seed: int | None = None,
        replications: int | None = None,
        engine: str = AUTO,
        jobs: int | None = None,
    ) -> None:
        self._around = Around(path, settings)
        self.scenario = self._around.scenario()
        plan = self._around.plan()
        self.seed = self.scenario.said.seed if seed is None else seed
        self.replications = self.scenario.said.replications if replications is None else replications
        self.engine = engine_for(plan, self.most * _MANY_SETTINGS, engine)
        self.board: Board = board_of(self.scenario)
        self._processors = (jobs or cpu_count() or 1) if self.engine == "compiled" else 1
        self._workforce = ThisComputer(self._processors)
        self._luck = Luck(plan, self.seed)
        self._lots: OrderedDict[tuple[tuple[str, str], ...], Lot] = OrderedDict()
        self._lock = RLock()

    def __enter__(self) -> Self:
        """Be ready."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send the workers home."""
        self._workforce.__exit__(kind, problem, trace)

    @property
    def most(self) -> int:
        """Replications after which a setting is left alone."""
        return self.replications * BEYOND

    @property
    def must_compile(self) -> bool:
        """Whether the engine has yet to be compiled, which takes a while."""
        return self.engine == "compiled" and must_compile()

    def looks(self, done: int) -> list[int]:
        """The numbers of replications at which there is something new to see, after so many."""
        steps = {min(FIRST, self.replications), self.replications, self.most}
        steps |= set(range(FIRST, self.replications, STEP))
        steps |= set(range(self.replications, self.most, max(STEP, self.replications // 2)))
        return sorted(count for count in steps if count > done)

    def lot(self, turned: Turned) -> Lot:
        """The setting in which levers are turned so; planned where it wasn't yet.

        Raises
        ------
        NoSuchLever
            If the scenario has no such lever.
        ScenarioError
            If these make no valid scenario, or none that can be planned.
        """
        key = self.board.settled(turned)
        with self._lock:
            if key not in self._lots:
                plan = self._around.plan(self.board.settings(turned))
                self._lots[key] = Lot(plan, Job(plan, self._luck.draws(plan), _kept, self.engine))
                while len(self._lots) > REMEMBERED:
                    self._lots.popitem(last=False)
            self._lots.move_to_end(key)
            return self._lots[key]

    def advance(self, lot: Lot, replications: int, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """See to it that a setting has at least so many replications.

        Parameters
        ----------
        is_wanted
            Asked now and then whether to go on; what is done by then is kept.
        """
        with self._lock:
            missing = replications - lot.replications
            if missing <= 0 or not is_wanted():
                return
            with closing(self._workforce.share_out(self._pieces(lot, missing), missing)) as promises:
                for promise in promises:
                    lot.add(promise.kept(Nobody()))
                    if not is_wanted():
                        return

    def _pieces(self, lot: Lot, missing: int) -> list[Piece]:
        size = min(-(-missing // self._processors), PIECE)
        done, end = lot.replications, lot.replications + missing
        return [Piece(lot.job, first, min(size, end - first)) for first in range(done, end, size)]

    def figures(self, lot: Lot, pinned: Lot | None, milestone: str | None = None) -> dict[str, Any]:
        """What charts show of a setting, beside another one and held against it: see ``shown``.

        Both are shown after as many replications as both have.
        """
        with self._lock:
            if pinned is None:
                return lot.shown(lot.replications, milestone) | {"pinned": None, "differences": None}
            count = min(lot.replications, pinned.replications)
            found = lot.shown(count, milestone)
            apart = differences(pinned.plan, pinned.days[:count], lot.plan, lot.days[:count])
            beside = pinned.shown(count, found["curve"]["milestone"])
            return found | {"pinned": beside, "differences": apart}


def _kept(plan: Plan, draws: Draws, outcomes: Outcomes) -> tuple[Counts, Days]:
    return ticks_booked(outcomes), outcomes.day.copy()
