"""The generator: Philox4x64-10, compiled, for all engines.

It turns a key and a counter into a block of four words. The
key comes from seed and name; replication r of round k is word r mod 4 of the block whose
counter is (1 + r div 4, 0, k, 0). numpy steps the counter before its first block, hence the 1:
``np.random.Philox(key=key, counter=[r // 4, 0, k, 0])`` begins with the block of replication r.

Source
------
Salmon, Moraes, Dror, Shaw (2011), doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from model.draws.compiling import part

# Multipliers, and the steps of the key from one of the ten rounds to the next.
_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)

compiled = part(inline=True)
"""How every function of a draw is compiled: without ``fastmath``, so it has the same bits wherever it is
inlined."""

Word = np.uint64

_ZERO, _ONE, _BITS_DROPPED = np.uint64(0), np.uint64(1), np.uint64(12)


def _high_half_of_product(typing_context: Any, a: Any, b: Any) -> Any:
    """The upper 64 bits of a product of two words, by the processor's own wide multiplication."""

    def code(context: Any, builder: Any, signature: Any, words: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(words[0], wide), builder.zext(words[1], wide))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), code


_high_half: Any = intrinsic(_high_half_of_product)


@compiled
def block(key0: Word, key1: Word, number: int, round: int) -> tuple[Word, Word, Word, Word]:
    """Four words: those of replications 4 × number … 4 × number + 3 in a round."""
    c0, c1, c2, c3 = np.uint64(number) + _ONE, _ZERO, np.uint64(round), _ZERO
    k0, k1 = np.uint64(key0), np.uint64(key1)
    for _ in range(10):
        high0, low0 = _high_half(_M0, c0), _M0 * c0
        high1, low1 = _high_half(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + _W0, k1 + _W1
    return c0, c1, c2, c3


@compiled
def word(key0: Word, key1: Word, replication: int, round: int) -> Word:
    """The word of one replication and round: 64 random bits."""
    return block(key0, key1, replication // 4, round)[replication % 4]


@compiled
def uniform(bits: Word) -> float:
    """A word as a number in (0, 1): the middle of one of 2^52 equal cells."""
    return (np.float64(bits >> _BITS_DROPPED) + 0.5) * 2.0**-52
