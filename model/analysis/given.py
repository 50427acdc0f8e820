"""What a replication was given, as ``inputs.parquet`` has it, for what its dates go with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from model.analysis.influence import Input, correlated
from model.outcomes import Days

GIVEN_COLUMNS = ("input", "kind", "rho", "rho_low", "rho_high", "replications")


def given_of(inputs: pd.DataFrame, risks: Sequence[str]) -> list[Input]:
    """Assumptions, shared factors, and whether each risk came; what is the same in all is left out.

    Parameters
    ----------
    inputs
        A row per replication.
    risks
        Names of the events that are risks.
    """
    found = []
    for name in inputs.columns:
        values = inputs[name].to_numpy(dtype=np.float64)
        if name.startswith("assumptions."):
            found.append(Input(name, "assumption", values))
        elif name.startswith("drivers.") and name.endswith("/factor"):
            found.append(Input(name.removesuffix("/factor"), "driver", values))
        elif name.startswith("event.") and name.removeprefix("event.") in risks:
            came = np.isfinite(values).astype(np.float64)
            found.append(Input(f"risks.{name.removeprefix('event.')}", "happens", came))
    return [one for one in found if np.ptp(one.values) > 0]


def going_with(day: Days, given: Sequence[Input]) -> pd.DataFrame:
    """Spearman's correlation of each input with a date, the closest first; those told apart from 0.

    Returns
    -------
    DataFrame
        As ``GIVEN_COLUMNS``; above 0, more of it means later, the unreached being last.
    """
    rows = []
    for one in given:
        rho, low, high = correlated(one.values, day)
        if low > 0 or high < 0:
            rows.append((one.name, one.kind, rho, low, high, len(day)))
    rows.sort(key=lambda row: -abs(row[2]))
    return pd.DataFrame(rows, columns=list(GIVEN_COLUMNS))
