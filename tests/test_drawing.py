"""Pictures are the same files whoever draws them, and none is left half done."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from model.report import look
from model.report.gallery import Picture
from model.study.drawing import WORTH_SHARING, draw


def a_sheet(title: str) -> Figure:
    return look.sheet(title, "what is shown", "where it is from", 1.0).figure


def no_sheet() -> Figure:
    raise ValueError("nothing to show")


def drawn(folder: Path, milestones: int, jobs: int) -> dict[str, bytes]:
    pictures = [
        Picture(partial(a_sheet, f"The finding {k}"), folder / "figures" / f"f{k}.en") for k in range(3)
    ]
    draw(pictures, milestones, jobs)
    return {file.name: file.read_bytes() for file in (folder / "figures").iterdir()}


def test_several_processes_draw_what_one_draws(tmp_path: Path) -> None:
    alone = drawn(tmp_path / "one", WORTH_SHARING, 1)
    assert sorted(alone) == [f"f{k}.en.{ending}" for k in range(3) for ending in ("png", "svg")]
    assert drawn(tmp_path / "two", WORTH_SHARING, 2) == alone
    assert drawn(tmp_path / "few", WORTH_SHARING - 1, 2) == alone


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_figure_that_cannot_be_made_is_no_silence(jobs: int, tmp_path: Path) -> None:
    pictures = [Picture(no_sheet, tmp_path / "a.en"), Picture(partial(a_sheet, "b"), tmp_path / "b.en")]
    with pytest.raises(ValueError, match="nothing to show"):
        draw(pictures, WORTH_SHARING, jobs)
