"""The axes of a sweep as people read them: their names with units, their values, the places of cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from model.scenario import Axis
from model.words import NO_BREAK, say, say_number


def axis_said(axis: Axis, lang: str) -> str:
    """What an axis is called, with the unit of its values in brackets where they are bare numbers."""
    unit = axis.points[0].unit
    if not (axis.is_bare and unit):
        return axis.title[lang]
    return f"{axis.title[lang]} ({say(f'unit.written.{unit}', lang)})"


def value_said(axis: Axis, place: int, lang: str) -> str:
    """A value of an axis without its unit, which stands beside the name of the axis."""
    if not axis.is_bare:
        return axis.points[place].text[lang]
    text = axis.in_column(place)
    return say_number(float(text), lang, len(text.partition(".")[2]))


def cell_said(axes: Sequence[Axis], places: Sequence[int], lang: str) -> str:
    """A cell in one line: each axis with its value and unit."""
    return "; ".join(_setting_said(axis, place, lang) for axis, place in zip(axes, places, strict=True))


def _setting_said(axis: Axis, place: int, lang: str) -> str:
    unit = axis.points[place].unit if axis.is_bare else ""
    said = f"{axis.title[lang]}: {value_said(axis, place, lang)}"
    return f"{said}{NO_BREAK}{say(f'unit.written.{unit}', lang)}" if unit else said


def in_drawing_order(axis: Axis) -> list[int]:
    """The places of an axis from its lowest value up; in the order of the file where there is no scale."""
    places = range(len(axis.points))
    if not axis.is_measured:
        return list(places)
    return sorted(places, key=lambda place: axis.points[place].number or 0.0)


def with_places(rows: pd.DataFrame, axes: Sequence[Axis]) -> pd.DataFrame:
    """The rows with the place of their cell along each axis, in columns ``place_0``, ``place_1`` …"""
    shape = tuple(len(axis.points) for axis in axes)
    places = np.unravel_index(rows["cell"].to_numpy() - 1, shape)
    return rows.assign(**{f"place_{number}": along for number, along in enumerate(places)})


def along(rows: pd.DataFrame, axis: Axis, lang: str) -> pd.DataFrame:
    """The rows of a sweep of one axis with ``path``, ``value`` and ``value_text``, as its lines want them.

    A value without a place on a scale stands at its place in the file.
    """
    places = rows["cell"] - 1
    numbers = [
        float(place if point.number is None or not axis.is_measured else point.number)
        for place, point in enumerate(axis.points)
    ]
    texts = [value_said(axis, place, lang) for place in range(len(axis.points))]
    return rows.assign(
        path=axis.name,
        value=[numbers[place] for place in places],
        value_text=[texts[place] for place in places],
    )
