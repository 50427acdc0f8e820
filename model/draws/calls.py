"""What Python asks of the compiled draws: each call hands over where its arrays lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.draws.columns import Counts, Laws, Leaning, Numbers, Words
from model.draws.layout import address_of
from model.draws.machine import Machine

FILL, VALUES, UNIFORMS, NORMAL_CDF = range(4)
"""What may be asked."""


def fill(
    laws: Laws,
    law_of: Counts,
    key_of: Words,
    leaning: Leaning,
    quantities: Counts,
    rounds: Counts,
    first: int,
    out: Numbers,
) -> None:
    """Fill a matrix with draws: one row a quantity and round, one column a replication from ``first`` on."""
    arrays = (*laws, law_of, key_of, *leaning, quantities, rounds, out)
    _ask(FILL, arrays, first, *out.shape)


def values(laws: Laws, law_of: Counts, chances: Numbers) -> Numbers:
    """The values of some laws, each at a uniform of its own."""
    out = np.empty(len(law_of))
    _ask(VALUES, (*laws, law_of, chances, out), len(out))
    return out


def uniforms_of(key: tuple[int, int], first: int, count: int, round: int) -> Numbers:
    """The uniforms of one stream in consecutive replications."""
    out = np.empty(count)
    _ask(UNIFORMS, (np.array(key, dtype=np.uint64), out), first, count, round)
    return out


def normal_cdf(score: float) -> float:
    """Probability that a standard normal number lies at or below a score."""
    out = np.array([score])
    _ask(NORMAL_CDF, (out,))
    return float(out[0])


def _ask(what: int, arrays: Sequence[NDArray[Any]], first: int = 0, rows: int = 0, columns: int = 0) -> None:
    assert all(array.flags.c_contiguous for array in arrays), "compiled code goes by addresses"
    addresses = np.array([address_of(array) for array in arrays], dtype=np.int64)
    _MACHINE(what, address_of(addresses), first, rows, columns)


_MACHINE = Machine("draws", "model.draws.answers", lambda: sorted(Path(__file__).parent.glob("*.py")))
