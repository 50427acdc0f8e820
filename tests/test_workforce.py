"""Who does the work changes nothing but the time it takes."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from model.analysis.tally import slip, tally, total
from model.draws import Draws, make_draws
from model.outcomes import Outcomes
from model.plan import Plan
from model.simulation import Run
from model.study import Wish, compare, sweep
from model.study import workforce as workforces
from model.study.job import Job, Nobody, Piece
from model.study.pieces import pieces, pieces_of
from model.study.workforce import PieceLostError, ThisComputer, in_order
from tests.random_plans import random_plan
from tests.test_sweep import GRID, KNOWN, written


def days_kept(plan: Plan, draws: Draws, outcomes: Outcomes) -> tuple[int, np.ndarray]:
    return outcomes.first, outcomes.day


def test_only_what_is_kept_comes_back_and_in_order() -> None:
    plan = random_plan(3)
    draws = make_draws(plan.quantities, 4)
    with ThisComputer(2) as two:
        shared = list(pieces(plan, draws, 30, two, size=4, keep=days_kept))
    alone = list(pieces(plan, draws, 30, size=30))
    assert [first for first, _ in shared] == list(range(0, 30, 4))
    assert np.array_equal(np.concatenate([days for _, days in shared]), alone[0].day)


def test_a_few_pieces_are_begun_ahead_and_the_rest_dropped() -> None:
    job = Job(None, None)  # type: ignore[arg-type]  (never done)
    begun: list[int] = []
    dropped: list[int] = []
    some = in_order(
        pieces_of(job, 100, 10),
        lambda piece: begun.append(piece.first) or piece.first,  # type: ignore[func-returns-value]
        lambda: 3,
        dropped.append,
    )
    assert next(some) == 0
    assert begun == [0, 10, 20, 30]
    assert next(some) == 10
    some.close()
    assert (begun, dropped) == ([0, 10, 20, 30, 40], [20, 30, 40])


def dies(flag: Path, times: int, plan: Plan, draws: Draws, outcomes: Outcomes) -> int:
    """Ends the process that does the second piece, so many times."""
    if outcomes.first == 5:
        died = len(list(flag.iterdir()))
        if died < times:
            (flag / str(died)).touch()
            os._exit(9)
    return outcomes.first


def test_a_process_that_is_killed_costs_only_time(tmp_path: Path) -> None:
    plan = random_plan(3)
    draws = make_draws(plan.quantities, 4)
    with ThisComputer(2) as two:
        done = list(pieces(plan, draws, 40, two, size=5, keep=partial(dies, tmp_path, 1)))
    assert done == list(range(0, 40, 5))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_piece_that_kills_whoever_does_it_is_told(tmp_path: Path) -> None:
    plan = random_plan(3)
    draws = make_draws(plan.quantities, 4)
    with ThisComputer(2) as two:
        with pytest.raises(PieceLostError, match="twice in a row"):
            list(pieces(plan, draws, 40, two, size=5, keep=partial(dies, tmp_path, 9)))
        assert list(pieces(plan, draws, 40, two, size=20, keep=days_kept))[1][0] == 20  # others go on


def test_jobs_past_do_not_pile_up_on_the_disk() -> None:
    plan = random_plan(3)
    jobs = [Job(plan, make_draws(plan.quantities, seed), days_kept) for seed in range(20)]
    lying = []
    with ThisComputer(2) as two:
        for promise in two.share_out((Piece(job, 0, 2) for job in jobs), 40):
            promise.kept(Nobody())
            lying.append(len(list(Path(two._parcels.name).iterdir())))  # type: ignore[union-attr]
        place = Path(two._parcels.name)  # type: ignore[union-attr]
    assert max(lying) <= 6
    assert not place.exists()


def test_the_engine_travels_with_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = random_plan(3)
    engines: list[str] = []

    def ready(plan: Plan, draws: Draws, engine: str) -> Run:
        engines.append(engine)
        return lambda first, count, each=None: Outcomes.blank(plan, first, count)

    monkeypatch.setattr("model.study.job.ready", ready)
    monkeypatch.setattr("model.study.pieces.size_for", lambda plan, engine: 50)
    draws = make_draws(plan.quantities, 4)
    list(pieces(plan, draws, 2))
    list(pieces(plan, draws, 2, engine="another"))
    assert engines == ["simpy", "another"]
    assert Job.unpacked(Job(plan, draws, engine="another").packed).engine == "another"


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    pool = workforces.ProcessPoolExecutor

    def counted(*arguments: object, **more: object) -> object:
        made.append("pool")
        return pool(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(workforces, "ProcessPoolExecutor", counted)
    return made


def test_all_cells_of_a_sweep_and_all_scenarios_of_a_comparison_share_one_pool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pools: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("known.yaml").write_text(KNOWN, encoding="utf-8")
    Path("other.yaml").write_text(KNOWN.replace("value: 1, range", "value: 2, range"), encoding="utf-8")
    shared = sweep(written(f"vary: {GRID}"), Wish(jobs=2, replications=60, out=Path("shared")))
    assert pools == ["pool"]
    alone = sweep(written(f"vary: {GRID}"), Wish(jobs=1, replications=60, out=Path("alone")))
    assert pools == ["pool"]
    for name in ("sweep.csv", "cells.csv"):
        assert (shared.folder / name).read_bytes() == (alone.folder / name).read_bytes()
    compare(["known.yaml", "other.yaml"], Wish(jobs=2, replications=60))
    assert pools == ["pool", "pool"]


def test_slips_added_up_are_the_tally_of_all() -> None:
    plan = random_plan(5)
    draws = make_draws(plan.quantities, 3)
    every = next(pieces(plan, draws, 20, size=20))
    counted = total(slip(plan, piece) for piece in pieces(plan, draws, 20, size=6))
    whole = tally(plan, every)
    assert (counted.replications, counted.lives) == (whole.replications, whole.lives)
    for name in ("reached_on", "waits", "started_on", "finished_on", "booked", "money", "met"):
        assert np.array_equal(getattr(counted, name), getattr(whole, name))
    assert whole.started_on.sum() == np.isfinite(every.start).sum()
