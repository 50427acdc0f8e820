"""The pictures of a study, drawn on several cores where there are enough of them to gain by it."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.report.gallery import Picture

WORTH_SHARING = 6
"""Milestones in a figure below which a second process costs more than it brings."""


def draw(pictures: Sequence[Picture], milestones: int, jobs: int | None = None) -> None:
    """Draw pictures into their folder.

    Parameters
    ----------
    pictures
        The ones that take longest first.
    milestones
        How many are shown in each, which is what drawing takes its time for.
    jobs
        Processes at work; None takes all cores where that is worth it. The files don't depend on it.
    """
    cores = (os.cpu_count() or 1) if jobs is None else jobs
    workers = min(cores, len(pictures)) if milestones >= WORTH_SHARING else 1
    if workers <= 1:
        for picture in pictures:
            picture.draw()
        return
    with ProcessPoolExecutor(workers, initializer=_leaves_ctrl_c) as pool:
        waiting = [pool.submit(picture.draw) for picture in pictures]
        try:
            for one in waiting:
                one.result()
        except BaseException:
            pool.shutdown(
                wait=True, cancel_futures=True
            )  # so that nothing is drawn into a folder that is gone
            raise


def _leaves_ctrl_c() -> None:
    """Ctrl-C is for the process that waits for the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
