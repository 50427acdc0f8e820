"""The same CSV bytes, whoever works: see ``tests.bytes``, which compares more of them by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bytes import Way, tables, two_workers, ways
from tests.test_cluster import HAS_DASK

EXAMPLES = Path(__file__).parents[1] / "scenarios" / "examples"
REPLICATIONS = 40


@pytest.fixture(scope="module")
def cluster() -> Iterator[str | None]:
    if not HAS_DASK:
        yield None
        return
    with two_workers() as address:
        yield address


@pytest.mark.parametrize("name", ["every_word", "tutorial"])
def test_every_table_has_the_same_bytes_whoever_works(name: str, cluster: str | None) -> None:
    path = EXAMPLES / f"{name}.yaml"
    first, *others = ways(cluster is not None)
    expected = tables(path, REPLICATIONS, first)
    assert {"milestones.csv", "activities.csv", "figures/curves.csv"} <= set(expected)
    for way in others:
        assert tables(path, REPLICATIONS, way, cluster) == expected, str(way)


def test_other_luck_or_length_has_other_bytes() -> None:
    path = EXAMPLES / "tutorial.yaml"
    assert tables(path, 40, Way("simpy")) != tables(path, 39, Way("simpy"))
