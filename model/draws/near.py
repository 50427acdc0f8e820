"""Draws of quantities of which all but a few are the very ones of other draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from model.draws.columns import FAMILY, FIXED, Laws
from model.draws.draws import Draws
from model.draws.laws import LawBook
from model.plan.network import Quantity


def draws_near(known: Draws, quantities: Sequence[Quantity]) -> Draws | None:
    """The draws of quantities that differ from others in a few laws, without laying out the rest anew.

    Parameters
    ----------
    known
        Draws under the same seed and with the same correlations.

    Returns
    -------
    Draws or None
        The same values as of ``make_draws``, to the last bit; None where the quantities differ in
        more than laws, or in a law that is a mixture.

    Raises
    ------
    ValueError
        If a law cannot be drawn from; the message names the quantity.
    """
    if len(quantities) != len(known.quantities):
        return None
    pairs = enumerate(zip(known.quantities, quantities, strict=True))
    changed = [number for number, (old, new) in pairs if old is not new]
    if not changed:
        return known
    if not all(_differ_in_law(known.quantities[one], quantities[one]) for one in changed):
        return None
    book = LawBook()
    rows = [book.row_of(quantities[one]) for one in changed]
    laws = _one_after_the_other(known.laws, book.laws())
    law, at = known.law.copy(), np.array(changed)
    law[at] = len(known.laws.kind) + np.array(rows)
    heights, stride = np.diff(known.offset, append=known.rows), known.stride.copy()
    shared = np.array([quantities[one].shared for one in changed], dtype=bool)
    single = (laws.kind[law[at], FAMILY] == FIXED) | shared
    heights[at] = np.where(single, 1, [max(quantities[one].rounds, 1) for one in changed])
    stride[at] = np.where(single, 0, 1)
    return replace(
        known,
        quantities=tuple(quantities),
        laws=laws,
        law=law,
        offset=np.cumsum(heights) - heights,
        stride=stride,
        rows=int(heights.sum()),
    )


def _differ_in_law(old: Quantity, new: Quantity) -> bool:
    """Whether two quantities are the same but for their law, and that can stand by itself."""
    is_same = (old.name, old.grain, old.rounds, old.shared) == (new.name, new.grain, new.rounds, new.shared)
    return is_same and new.distribution.family != "mixture"


def _one_after_the_other(first: Laws, second: Laws) -> Laws:
    kind = second.kind.copy()
    kind[:, 2] += len(first.side)  # where their own numbers begin
    return Laws(
        kind=np.concatenate([first.kind, kind]),
        number=np.concatenate([first.number, second.number]),
        side=np.concatenate([first.side, second.side]),
    )
