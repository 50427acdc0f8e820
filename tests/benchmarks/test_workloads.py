"""The workloads that engines are timed on: made as written, and the same in every hand."""

from __future__ import annotations

from itertools import islice
from math import ceil

import numpy as np
import pytest

from benchmarks import idiomatic
from benchmarks.limit import limit_of
from benchmarks.workloads import (
    CREWS,
    LINKS,
    SEGMENTS,
    checkpoints,
    ends,
    network,
    planned,
    split_mix,
    w0,
    w1,
    w2,
)
from model.draws import Draws, make_draws
from model.plan import Plan
from model.simulation import simulate


def draws_of(plan: Plan, seed: int = 1) -> Draws:
    return make_draws(plan.quantities, seed, plan.correlations)


def test_the_stream_is_split_mix() -> None:
    # The first numbers that everybody's SplitMix64 gives from 0.
    assert list(islice(split_mix(0), 3)) == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_the_network_is_read_off_the_stream() -> None:
    # 17486582413981831226 mod 3 = 2; 5 + 3190848937081373894 mod 26 = 5 + 14 = 19;
    # 19 + 1 + 13905571665034498228 mod 15 = 20 + 13 = 33; 33 + 5 + 14227071806888807403 mod 40 = 38 + 3.
    nodes = network()
    first = nodes[0]
    assert (first.predecessors, first.crew, first.low, first.mode, first.high) == ((), 2, 19, 33, 41)
    # The 41st and 42nd number: 12527590662536354431 mod 10 = 1, 12573790386679766490 mod 10 = 0.
    assert nodes[10].predecessors == (1, 0)
    assert len(nodes) == 120
    assert all(len(set(node.predecessors)) == 2 for node in nodes[10:])
    assert all(
        number - 10 - number % 10 <= node.predecessors[0] for number, node in enumerate(nodes[10:], 10)
    )


def test_a_longer_network_begins_as_the_shorter_one() -> None:
    assert network(250)[:120] == network(120)


def test_what_is_told_of_a_network() -> None:
    assert checkpoints(120) == [23, 47, 71, 95, 119]
    assert 119 in ends(network())


def test_w1_says_the_network_in_our_words() -> None:
    plan, nodes = planned(w1()), network()
    assert len(plan.activities) == 120
    assert tuple(crew.capacity for crew in plan.crews) == CREWS
    anchors = [
        sorted(plan.conditions[one].anchors[0] for one in activity.starts) for activity in plan.activities
    ]
    assert anchors == [sorted(node.predecessors) for node in nodes]
    assert [activity.crews for activity in plan.activities] == [((node.crew, 1),) for node in nodes]


@pytest.mark.parametrize("with_crews", [False, True])
def test_the_same_luck_gives_the_same_days_by_hand_and_by_our_engine(with_crews: bool, engine: str) -> None:
    plan, nodes = planned(w1() if with_crews else w0()), network()
    draws = draws_of(plan)
    days = simulate(plan, draws, 0, 3, engine).day
    for replication in range(3):
        durations = [draws.value(activity.duration, replication) for activity in plan.activities]
        finish = idiomatic.one_network(nodes, with_crews, durations)
        told = [max(finish), *(finish[one] for one in checkpoints(120))]
        assert days[replication].tolist() == told


def test_whole_days_are_drawn_durations_rounded_up() -> None:
    plan, nodes = planned(w1(whole_days=True)), network()
    rng, draws = np.random.default_rng(1), draws_of(plan)
    for activity, node in list(zip(plan.activities, nodes, strict=True))[:5]:
        ours = draws.column(activity.duration, 0, 4000)
        theirs = np.ceil(rng.triangular(node.low, node.mode, node.high, 4000))
        assert (ours == np.ceil(ours)).all()
        assert node.low + 1 <= ours.min()
        assert ours.max() <= node.high
        error = float(np.sqrt((ours.var() + theirs.var()) / 4000))
        assert abs(ours.mean() - theirs.mean()) < 4 * error


def luck_of(plan: Plan, draws: Draws, replication: int) -> idiomatic.Luck:
    """The numbers of our draws, in the order of the hand-written site clearance."""

    def members(step: str) -> list[int]:
        groups = {group.name: group.members for group in plan.groups}
        places = [(link, segment) for link in range(LINKS) for segment in range(1, SEGMENTS + 1)]
        return [number for link, segment in places for number in groups[f"link{link}.{step.format(segment)}"]]

    def durations(step: str) -> list[float]:
        return [draws.value(plan.activities[one].duration, replication) for one in members(step)]

    offers = [plan.activities[one] for one in members("land[{}].offer")]
    cost, offer, agrees, dispute = [], [], [], []
    for one in offers:
        assert one.capital is not None
        assert one.verdict is not None
        cost.append(draws.value(one.capital.amount, replication) / 1000)
        offer.append([draws.value(one.duration, replication, k) for k in range(4)])
        agrees.append([draws.value(one.verdict.luck, replication, k) < 0.8 for k in range(4)])
        dispute.append([draws.value(one.verdict.delay, replication, k) for k in range(1, 4)])
    return idiomatic.Luck(
        survey=durations("land[{}].survey"),
        cost=cost,
        offer=offer,
        agrees=agrees,
        dispute=dispute,
        enforcement=durations("land[{}].enforcement"),
        construction=durations("road[{}]"),
    )


def test_the_clearance_by_hand_and_by_our_engine_differ_by_ties_alone(engine: str) -> None:
    plan = planned(w2())
    draws = draws_of(plan)
    days = simulate(plan, draws, 0, 2, engine).day
    for replication in range(2):
        finish = idiomatic.one_clearance(luck_of(plan, draws, replication))
        opened = np.array(finish).reshape(LINKS, SEGMENTS).max(axis=1)
        # Money that comes on one day for many gives their slots in another order: some days of 800 and 1,450.
        assert np.abs(days[replication] - opened).max() < 10
        assert np.abs(days[replication] - opened).max() > 0


@pytest.mark.parametrize(("write", "draws"), [(w0, 120), (w1, 120)])
def test_the_limit_makes_every_draw_once(write, draws: int) -> None:  # type: ignore[no-untyped-def]
    plan = planned(write())
    assert limit_of(plan)(3) == pytest.approx(draws_of(plan).columns(0, 3).sum())
    assert limit_of(plan, one_by_one=True)(3) == pytest.approx(draws_of(plan).columns(0, 3).sum())
    assert draws_of(plan).rows == draws


def test_the_limit_of_the_clearance_follows_the_verdicts() -> None:
    plan = planned(w2())
    draws, total = draws_of(plan), 0.0
    luck = luck_of(plan, draws, 0)
    for parcel, agrees in enumerate(luck.agrees):
        offers = agrees.index(True) + 1 if any(agrees) else 4
        total += luck.survey[parcel] + 1000 * luck.cost[parcel] + sum(luck.offer[parcel][:offers])
        total += sum(luck.dispute[parcel][: offers - 1]) + (0 if any(agrees) else luck.enforcement[parcel])
    assert limit_of(plan)(1) == pytest.approx(total + sum(luck.construction))


def test_means_by_hand_are_those_of_the_workload() -> None:
    # 440 days without crews, 859 with them; standard deviations of about 23 and 29 days.
    assert idiomatic.w0(200)[:, 0].mean() == pytest.approx(440, abs=4 * 23 / 200**0.5)
    assert idiomatic.w1(200)[:, 0].mean() == pytest.approx(859, abs=4 * 29 / 200**0.5)
    # 867 and 1,453 days, standard deviations of about 75 and 65.
    assert idiomatic.w2(20).mean(axis=0) == pytest.approx([867, 1453], abs=4 * 75 / 20**0.5)


def test_whole_days_are_whole() -> None:
    days = idiomatic.w2(1, whole_days=True)
    assert [ceil(day) for day in days[0]] == days[0].tolist()
