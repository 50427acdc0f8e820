"""What a move of a lever costs on the page of ``explore``: until it is planned, first seen, and done.

Each move is to a setting that was not looked at before; on the page some are, for the neighbours of the
lever in hand are computed while nobody moves. Times are those of the clock on the wall, and of all
processors together, which another program's work lengthens less.
"""

from __future__ import annotations

import os
import random
from statistics import median, quantiles
from time import perf_counter, process_time

from benchmarks.tables import Table, figures
from model.explore import Explorer

DONE = 1000
"""Replications of a setting."""


def moves(scenario: str, count: int) -> Table:
    """Milliseconds from a move to its plan, to its first figures, and to those of a thousand replications."""
    with Explorer(scenario, replications=DONE, engine="compiled") as explorer:
        scene = explorer.lot({})
        explorer.advance(scene, DONE)
        explorer.figures(scene, None)
        first = explorer.looks(0)[0]
        times = [_move(explorer, turned, (first, DONE)) for turned in _settings(explorer, count)]
    parts = ("planned", f"{first:,} replications seen", f"{DONE:,} replications seen")
    rows = [(part, *map(figures, _told([one[k] for one in times]))) for k, part in enumerate(parts)]
    title = f"{count} moves of a lever, {scenario}, on {os.cpu_count()} cores"
    return Table(title, ("until", "median, ms", "90th percentile, ms", "processors, median, ms"), tuple(rows))


def _settings(explorer: Explorer, count: int) -> list[dict[str, str]]:
    """Moves of one lever after another, to values that differ from the scenario's and from all before."""
    luck, seen, found = random.Random(1), set(), list[dict[str, str]]()
    dials = explorer.board.dials
    turned: dict[str, str] = {}
    while len(found) < count:
        name = luck.choice(list(dials))
        turned = {**turned, name: luck.choice(dials[name].notches).text}
        key = explorer.board.settled(turned)
        if key and key not in seen:
            seen.add(key)
            found.append(turned)
    return found


Times = list[tuple[float, float]]
"""Milliseconds of the clock on the wall and of the processors, until each part."""


def _move(explorer: Explorer, turned: dict[str, str], looks: tuple[int, ...]) -> Times:
    began, spent = perf_counter(), process_time()

    def now() -> tuple[float, float]:
        return 1e3 * (perf_counter() - began), 1e3 * (process_time() - spent)

    lot, scene = explorer.lot(turned), explorer.lot({})
    times = [now()]
    for count in looks:
        for step in [one for one in explorer.looks(lot.replications) if one <= count]:
            explorer.advance(lot, step)
            explorer.figures(lot, scene)
        times.append(now())
    return times


def _told(times: Times) -> tuple[float, float, float]:
    wall, processors = zip(*times, strict=True)
    return median(wall), quantiles(wall, n=10)[-1], median(processors)
