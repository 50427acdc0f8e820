"""Sobol and Morris through our wrapper: functions whose indices are known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from model.analysis.screening import (
    Space,
    chances_of_grid,
    factors_in,
    morris_points,
    morris_table,
    sobol_points,
    sobol_table,
)

THREE = Space(("x1", "x2", "x3"), ("x1", "x2", "x3"))
TOGETHER = factors_in([["x2", "x3"]], ["x1", "x2", "x3"])


def ishigami(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of three inputs, uniform from -π to π; Ishigami and Homma (1990)."""
    x = (2 * chances - 1) * np.pi
    value: NDArray[np.float64] = (
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )
    return value


def by_factor(table: pd.DataFrame, column: str) -> dict[str, float]:
    return dict(zip(table["factor"], table[column], strict=True))


def test_ishigami_has_its_sobol_indices() -> None:
    table = sobol_table(THREE, ishigami(sobol_points(THREE, 4096, 1)), 1)
    assert by_factor(table, "first") == pytest.approx({"x1": 0.3139, "x2": 0.4424, "x3": 0.0}, abs=0.02)
    assert by_factor(table, "total") == pytest.approx({"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}, abs=0.02)
    assert by_factor(table, "together") == pytest.approx({"x1": 0.2437, "x2": 0.0, "x3": 0.2437}, abs=0.03)
    assert by_factor(table, "together_low")["x1"] > 0 > by_factor(table, "together_low")["x2"]
    assert table["variance"][0] == pytest.approx(13.8446, rel=0.01)


def test_inputs_of_one_factor_have_one_index() -> None:
    # x2 + x3 alone explain what x2 does, 0.4424; they have no part only in what x1 does alone, 0.3139.
    table = sobol_table(TOGETHER, ishigami(sobol_points(TOGETHER, 4096, 1)), 1)
    assert by_factor(table, "first") == pytest.approx({"x2+x3": 0.4424, "x1": 0.3139}, abs=0.02)
    assert by_factor(table, "total") == pytest.approx({"x2+x3": 1 - 0.3139, "x1": 0.5576}, abs=0.02)


def test_a_line_has_the_squares_of_its_slopes() -> None:
    points = sobol_points(TOGETHER, 1024, 1)
    table = sobol_table(TOGETHER, points @ np.array([3.0, 2.0, 1.0]), 1)
    assert by_factor(table, "first") == pytest.approx({"x1": 9 / 14, "x2+x3": 5 / 14}, abs=0.02)
    assert by_factor(table, "total") == pytest.approx({"x1": 9 / 14, "x2+x3": 5 / 14}, abs=0.02)


def test_what_doesnt_vary_has_no_index() -> None:
    assert sobol_table(THREE, np.ones(8 * 5), 1)["total"].isna().all()


def test_a_variance_of_one_point_alone_is_not_split() -> None:
    one_other = np.ones(64 * 5)
    one_other[7] = 0.99
    assert sobol_table(THREE, one_other, 1)["total"].isna().all()
    one_other[::10] = 0.99
    assert sobol_table(THREE, one_other, 1)["total"].notna().all()


def test_a_line_has_its_slopes_as_elementary_effects() -> None:
    points = morris_points(THREE, 10, 1)
    table = morris_table(THREE, points, points @ np.array([3.0, -2.0, 0.0]), 1)
    assert list(table["factor"]) == ["x1", "x2", "x3"]
    assert by_factor(table, "effect") == pytest.approx({"x1": 3.0, "x2": 2.0, "x3": 0.0}, abs=1e-12)
    assert by_factor(table, "mean_effect") == pytest.approx({"x1": 3.0, "x2": -2.0, "x3": 0.0}, abs=1e-12)


def test_the_grid_stands_for_the_middles_of_fourths() -> None:
    assert chances_of_grid(np.array([0, 1 / 3, 2 / 3, 1])).tolist() == [0.125, 0.375, 0.625, 0.875]


CASES = Path(__file__).parent.parent / "cases"


def test_the_case_says_the_same() -> None:
    case = json.loads((CASES / "sta-3.json").read_text(encoding="utf-8"))
    said = {one["function"]: one["value"] for one in case["expected"]}
    table = sobol_table(THREE, ishigami(sobol_points(THREE, 4096, 1)), 1).set_index("factor").sort_index()
    assert table["first"].tolist() == pytest.approx(said["sobol_first_order"], abs=0.05)
    assert table["total"].tolist() == pytest.approx(said["sobol_total"], abs=0.05)
