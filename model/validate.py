"""Check scenario files as far as can be without simulating."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.plan import make_plan
from model.scenario import Setting, load_scenario, load_sweep, validate_file


def validate(path: Path, settings: Sequence[Setting | tuple[str, str]] = ()) -> None:
    """Check a file of any kind as far as can be without simulating: its text, its names, its network.

    Parameters
    ----------
    path
        The file.
    settings
        What is set in a scenario beyond its file.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    kind = validate_file(path)
    if kind == "scenario":
        make_plan(load_scenario(path, settings))
    elif kind == "sweep":
        from model.study.design import Cells, design_of  # brings all that simulates: slow to import

        asked = load_sweep(path)
        Cells(asked).check(design_of(asked, load_scenario(asked.scenario)))
