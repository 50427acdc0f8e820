"""Luck by name: the uniform number of any named quantity, in any replication and round.

A uniform is a pure function of (seed, name, replication, round). There is no stream position,
so pieces may be made in any order, in any process, and a new name disturbs no other. What generator
it is: ``philox``.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from model.draws.calls import uniforms_of


@lru_cache(maxsize=1 << 16)  # the cells of a sweep ask for the same names again and again
def key_of(seed: int, name: str) -> tuple[int, int]:
    """The key of a named stream: 16 bytes of BLAKE2b over seed, a zero byte and name, as two words."""
    digest = blake2b(f"{seed}\0{name}".encode(), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def uniforms(seed: int, name: str, first: int, count: int, round: int = 0) -> NDArray[np.float64]:
    """Uniform numbers in (0, 1) of one named quantity, for consecutive replications.

    Parameters
    ----------
    seed, name
        Which stream.
    first, count
        Replications first … first + count - 1, counted from 0.
    round
        Which of the quantity's draws in a replication, counted from 0.

    Returns
    -------
    array of shape (count,)
        Never 0 and never 1: odd multiples of 2^-53.
    """
    return uniforms_of(key_of(seed, name), first, count, round)
