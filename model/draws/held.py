"""The same draws, but that assumptions stay as they are for many replications in a row.

So chances can be seen for one set of assumptions at a time: what is assumed is that of replication
0, 1, 2 … of any run, and everything else has in each replication the luck it always has there.
"""

from __future__ import annotations

from dataclasses import replace

from model.draws.columns import EVERY, KEY0, KEY1
from model.draws.draws import Draws


def held(draws: Draws, every: int) -> Draws:
    """Draws whose assumptions are redrawn only in every so many-th replication.

    Replication r has the assumptions of replication r div ``every`` of the draws given, and its own
    luck for all else. What an assumption leans on is held with it, else it would not stay the same:
    the common luck of its family, and a member that stands before it in its matrix.

    Parameters
    ----------
    every
        Replications in a row that share their assumptions, at least 1.
    """
    key, stream = draws.key.copy(), draws.leaning.stream.copy()
    for quantity, said in enumerate(draws.quantities):
        if not said.is_assumption:
            continue
        first, last = draws.leaning.first[quantity : quantity + 2]
        for one in stream[first:last] if first < last else key[quantity : quantity + 1]:
            for streams in (key, stream):
                is_same = (streams[:, KEY0] == one[KEY0]) & (streams[:, KEY1] == one[KEY1])
                streams[is_same, EVERY] = every
    return replace(draws, key=key, leaning=draws.leaning._replace(stream=stream))
