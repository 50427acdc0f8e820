"""What may happen on the way: floods, laws, cuts, closed gates, what is void and what is late; on paper.

Day 0 is 2020-10-01. So 2020-10-11 is day 10, 2020-10-21 day 20, 2020-11-10 day 40, 2021-01-01 day 92,
2021-02-01 day 123, 2021-07-10 day 282, 2021-08-01 day 304 and 2022-01-01 day 457.
"""

from __future__ import annotations

from math import inf, sqrt
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from numpy.typing import NDArray

from model.analysis.tally import tally
from model.draws import make_draws
from model.outcomes import Flow, Outcomes
from model.plan import make_plan
from model.scenario import load_scenario
from model.simulation import simulate
from tests.conftest import PROLOGUE, Tell, Told


def pier(tell: Tell, risks: str, days: int = 30, times: int = 1) -> Told:
    """A pier of so many days from day 0, and what may happen to it."""
    return tell(
        f"""
        activities:
          pier: {{title: Pier, duration: {days} d}}
        milestones: {{pier: {{title: Pier, when: pier, by: {{2025-12-31: ours}}}}}}
        risks:
{indented(risks)}
        """,
        replications=times,
    )


def indented(text: str) -> str:
    return "\n".join(f"          {line}" for line in dedent(text).strip("\n").splitlines())


def happened_on(told: Told, event: str) -> NDArray[np.float64]:
    """The instant an event first began, by replication."""
    return told.outcomes.happened_on[:, event_number(told, event)]


def times_of(told: Told, event: str) -> NDArray[np.int64]:
    """How often an event began, by replication."""
    return told.outcomes.times[:, event_number(told, event)]


def event_number(told: Told, event: str) -> int:
    return [one.name for one in told.plan.events].index(event)


# stop and slow ---------------------------------------------------------------------------------


def test_in_a_flood_nothing_starts_and_work_in_hand_rests(tell: Tell) -> None:
    told = tell(
        """
        phases: {policy: Policy, construction: Construction}
        crews: {divers: 1}
        activities:
          pier: {title: Pier, phase: construction, duration: 30 d, crew: divers}
          file: {title: File, phase: policy, duration: 15 d}
          deck: {title: Deck, phase: construction, duration: 5 d, after: file}
          rescue: {title: Rescue, phase: policy, duration: 2 d, crew: divers, after: file}
          edge_file: {title: File done as the flood comes, phase: policy, duration: 10 d}
          edge: {title: Edge, phase: construction, duration: 5 d, after: edge_file}
        risks: {flood: {title: Flood, on: 2020-10-11, lasts: 20 d, effects: [{stop: construction}]}}
        milestones:
          pier: {title: Pier, when: pier, by: {2021-12-31: ours}}
          deck: {title: Deck, when: deck, by: {2021-12-31: ours}}
        """
    )
    # Ten days done, twenty of flood, the other twenty: 50. The divers stay with the pier all the time.
    assert told.day("pier") == 10 + 20 + 20
    assert told.causes("pier") == {"work": 30, "stopped": 20}
    assert told.start("rescue") == 50
    # Ready on day 15, the deck may begin when the flood ends, on 30.
    assert told.start("deck") == 30
    assert told.causes("deck") == {"work": 15 + 5, "stopped": 15}
    # An event that begins at the instant a step would start comes first.
    assert told.start("edge") == 30
    assert told.outcomes.happened_on[0, 0] == 10
    assert told.outcomes.in_force[0, 0] == 20


def test_under_a_freeze_nothing_starts_and_work_in_hand_goes_on(tell: Tell) -> None:
    told = tell(
        """
        crews: {divers: 1}
        activities:
          pier: {title: Pier, duration: 30 d}
          again:
            title: Again
            duration: 10 d
            rework: {accepted: [0, 1], rounds: 2, duration: 8 d, delay: 5 d, then: never}
          file: {title: File, duration: 15 d}
          deck: {title: Deck, duration: 5 d, crew: divers, after: file}
          rescue: {title: Rescue, duration: 2 d, crew: divers, after: file}
          edge: {title: Edge, duration: 5 d, after: {of: file, lag: 15 d}}
        risks:
          freeze: {title: Freeze, on: 2020-10-11, lasts: 20 d, effects: [{freeze: [pier, again, deck, edge]}]}
        milestones:
          pier: {title: Pier, when: pier, by: {2021-12-31: ours}}
          again: {title: Again, when: again, by: {2021-12-31: ours}}
          deck: {title: Deck, when: deck, by: {2021-12-31: ours}}
          rescue: {title: Rescue, when: rescue, by: {2021-12-31: ours}}
          edge: {title: Edge, when: edge, by: {2021-12-31: ours}}
        """
    )
    # The freeze is from day 10 to day 30. The pier was begun before.
    assert told.day("pier") == 30
    # A round of what was begun is no start: 10 days, 5 of delay, and 8 more.
    assert told.day("again") == 10 + 5 + 8
    # The deck is ready on day 15 and waits 15 days; it holds no divers, so the rescue has them.
    assert told.day("rescue") == 15 + 2
    assert told.day("deck") == 30 + 5
    assert told.causes("deck") == {"work": 15 + 5, "stopped": 15}
    # What is ready as the freeze ends never waited.
    assert told.day("edge") == 30 + 5
    assert told.causes("edge") == {"work": 15 + 5, "lag": 15}


def test_work_done_at_the_instant_the_flood_comes_is_done(tell: Tell) -> None:
    told = pier(tell, "flood: {title: Flood, on: 2020-10-31, lasts: 20 d, effects: [{stop: pier}]}")
    assert told.day("pier") == 30


def test_slow_work_in_a_slow_season(tell: Tell) -> None:
    told = tell(
        """
        calendars: {river: {title: River, slow: [{from_to: 10-11..10-20, rate: 0.5}]}}
        activities:
          pier: {title: Pier, duration: 20 d, calendar: river}
        risks: {rain: {title: Rain, on: 2020-10-06, lasts: 10 d, effects: [{slow: pier, to: 50 %}]}}
        milestones: {pier: {title: Pier, when: pier, by: {2021-12-31: ours}}}
        """
    )
    # Days  0 to  5: 5 of work.
    # Days  5 to 10: the calendar allows 5, half of it is done: 2.5 work, 2.5 stopped.
    # Days 10 to 15: the calendar allows 2.5, half of it is done: 1.25 work, 1.25 stopped, 2.5 season.
    # Days 15 to 20: the calendar allows 2.5: 2.5 work, 2.5 season.
    # The rest of 20 - (5 + 2.5 + 1.25 + 2.5) = 8.75 at full speed.
    assert told.day("pier") == 28.75
    assert told.causes("pier") == {"work": 20, "stopped": 2.5 + 1.25, "season": 2.5 + 2.5}


def test_two_slow_events_at_a_time_multiply(tell: Tell) -> None:
    told = pier(
        tell,
        """
        rain: {title: Rain, on: 2020-10-11, lasts: 20 d, effects: [{slow: pier, to: 50 %}]}
        heat: {title: Heat, on: 2020-10-21, lasts: 20 d, effects: [{slow: pier, to: 50 %}]}
        """,
        days=40,
    )
    # 10 full, 10 at a half, 10 at a quarter, 10 at a half: 10 + 5 + 2.5 + 5 = 22.5 by day 40; 17.5 are left.
    assert told.day("pier") == 40 + 17.5
    assert told.causes("pier") == {"work": 40, "stopped": 17.5}


@pytest.mark.parametrize(
    ("target", "late"),
    [
        ("construction", {"bridge.piles": 13, "bridge.deck": 13, "road.base": 13}),
        ("river", {"bridge.piles": 13, "survey": 13}),
        ("bridge", {"bridge.drawings": 13, "bridge.piles": 13, "bridge.deck": 13}),
        ("bridge.deck", {"bridge.deck": 13}),
        ("[river, road]", {"bridge.piles": 13, "survey": 13, "road.drawings": 13, "road.base": 13}),
        # Named twice is hit once.
        ("[river, bridge.piles]", {"bridge.piles": 13, "survey": 13}),
    ],
)
def test_an_event_hits_a_phase_a_tag_a_work_or_a_step(tell: Tell, target: str, late: dict[str, int]) -> None:
    told = tell(
        f"""
        phases: {{design: Design, construction: Construction}}
        works:
          bridge:
            title: Bridge
            parts:
              drawings: {{title: Drawings, phase: design, duration: 10 d}}
              piles: {{title: Piles, phase: construction, tags: [river], duration: 10 d}}
              deck: {{title: Deck, phase: construction, duration: 10 d}}
          road:
            title: Road
            parts:
              drawings: {{title: Drawings, phase: design, duration: 10 d}}
              base: {{title: Base, phase: construction, duration: 10 d}}
        activities:
          survey: {{title: Survey, tags: river, duration: 10 d}}
        risks: {{rain: {{title: Rain, on: 2020-10-05, lasts: 6 d, effects: [{{slow: {target}, to: 50 %}}]}}}}
        milestones: {{survey: {{title: Survey, when: survey, by: {{2021-12-31: ours}}}}}}
        """
    )
    # From day 4 to 10 half of six days is lost.
    steps = [group.name for group in told.plan.groups]
    assert {step: told.finish(step) for step in steps if told.finish(step) != 10} == late


# durations -------------------------------------------------------------------------------------


def test_only_rounds_begun_while_it_is_in_force_take_longer(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 1}
        activities:
          a: {title: A, duration: 20 d}
          b: {title: B, duration: 20 d, after: a}
          c: {title: C, duration: 20 d, after: b}
          holder: {title: Holder, duration: 45 d, crew: team}
          call: {title: Call, duration: 35 d}
          d: {title: D, duration: 20 d, crew: team, after: call}
        risks:
          shortage:
            title: Shortage of sand
            on: 2020-10-11
            lasts: 30 d
            effects: [{add: [a, b, c, d], by: 4 d}, {multiply: [a, b, c, d], by: 1.5}]
        milestones: {c: {title: C, when: c, by: {2021-12-31: ours}}}
        """
    )
    # A began on day 0, before it. B on 20: 20 × 1.5 + 4. C on 54, when it is over (40).
    assert told.finish("a") == 20
    assert told.finish("b") == 20 + 34
    assert told.finish("c") == 54 + 20
    assert told.causes("c") == {"work": 74}
    # D is ready on 35, in the shortage, but begins on 45, after it.
    assert (told.start("d"), told.finish("d")) == (45, 65)


def test_all_factors_come_before_all_additions(tell: Tell) -> None:
    told = pier(
        tell,
        """
        sand: {title: Sand, effects: [{add: pier, by: 4 d}]}
        steel: {title: Steel, effects: [{multiply: pier, by: 1.5}]}
        fuel: {title: Fuel, effects: [{multiply: pier, by: 2}, {add: pier, by: -1 d}]}
        """,
        days=10,
    )
    # 10 × 1.5 × 2 + 4 - 1; all three are there from the first instant.
    assert told.day("pier") == 33


def test_a_duration_is_never_below_nothing(tell: Tell) -> None:
    told = pier(tell, "gift: {title: Gift, effects: [{add: pier, by: -50 d}]}")
    assert (told.start("pier"), told.day("pier")) == (0, 0)
    assert told.causes("pier") == {}


def test_a_later_round_feels_what_has_come_since(tell: Tell) -> None:
    told = tell(
        """
        activities:
          file: {title: File, duration: 20 d, rework: {accepted: [0, 1], rounds: 3, then: never}}
        risks: {strict: {title: Strict, on: 2020-10-06, effects: [{multiply: file, by: 1.7}]}}
        milestones: {file: {title: File, when: file, by: {2021-12-31: ours}}}
        """
    )
    assert told.day("file") == 20 + 34
    assert told.causes("file") == {"work": 20, "rework": 34}


# new rules -------------------------------------------------------------------------------------


def test_a_new_law_gives_notices_begun_since_another_duration(tell: Tell) -> None:
    told = tell(
        """
        activities:
          file: {title: File, duration: 50 d}
          first: {title: First notice, duration: 90 d, after: file}
          second: {title: Second notice, duration: 90 d, after: first}
        risks: {law: {title: Law, on: 2021-01-01, effects: [{set: [first, second], duration: 30 d}]}}
        milestones: {second: {title: Second, when: second, by: {2021-12-31: ours}}}
        """
    )
    # The first began on day 50, before the law of day 92; the second on 140, after it.
    assert told.finish("first") == 50 + 90
    assert told.day("second") == 140 + 30


def test_a_new_law_lets_pass_what_was_refused(tell: Tell) -> None:
    told = tell(
        """
        activities:
          file:
            title: File
            duration: 20 d
            rework: {accepted: 0, rounds: 9, delay: 5 d, then: never}
          early: {title: Early offer, duration: 10 d, refused: {chance: 1, then: early_talks}}
          early_talks: {title: Talks, duration: 7 d}
          wait: {title: Wait, duration: 50 d}
          late: {title: Late offer, duration: 10 d, after: wait, refused: {chance: 1, then: late_talks}}
          late_talks: {title: Talks, duration: 7 d}
        risks:
          law:
            title: Law
            on: 2020-10-23
            effects: [{set: file, accepted: 100 %}, {set: [early, late], refused: 0 %}]
        milestones: {file: {title: File, when: file, by: {2021-12-31: ours}}}
        """
    )
    # Round one, 0 to 20, is sent back; round two, 25 to 45, is judged under the law of day 22.
    assert told.day("file") == 45
    assert (told.start("early_talks"), told.finish("early_talks")) == (10, 17)
    assert told.finish("late") == 60
    assert told.start("late_talks") == inf


# capital ---------------------------------------------------------------------------------------


def test_a_cut_takes_the_newest_money_first(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, opening: 30 bn VND, per_year: 40 bn VND, lapses: 01-31}}
        activities:
          file: {title: File, duration: 110 d}
          early: {title: Early, duration: 5 d, after: file, capital: {from: fund, amount: 15 bn VND}}
          long_file: {title: Long file, duration: 130 d}
          late: {title: Late, duration: 5 d, after: long_file, capital: {from: fund, amount: 5 bn VND}}
        risks: {cut: {title: Cut, on: 2021-01-11, effects: [{capital: fund, cut: 50 bn VND}]}}
        milestones: {late: {title: Late, when: late, by: {2022-12-31: ours}}}
        """
    )
    # On day 102 the 40 of 2021 go, and 10 of the 30 of 2020. 20 are left; the early step takes 15 of them.
    assert told.start("early") == 110
    # The last 5 are of 2020 and lapse on day 123. Had the old money been cut, 5 of 2021 would be there.
    assert told.start("late") == 457
    assert told.money("fund", 2020, Flow.LAPSED) == 5_000
    assert sum(told.money("fund", year, Flow.CUT) for year in range(2020, 2026)) == 50_000


@pytest.mark.parametrize(
    ("cut", "amount", "start"),
    [
        # 30 and 40 are held, 30 % of 70 is 21.
        ("30 %", "49", 110),
        ("30 %", "49.001", 457),
        # There is no more to cut than there is.
        ("500 bn VND", "0.001", 457),
    ],
)
def test_a_cut_in_share_and_a_cut_of_more_than_there_is(
    tell: Tell, cut: str, amount: str, start: int
) -> None:
    told = tell(
        f"""
        capital: {{fund: {{title: Fund, opening: 30 bn VND, per_year: 40 bn VND}}}}
        activities:
          file: {{title: File, duration: 110 d}}
          bridge:
            title: Bridge
            duration: 5 d
            after: file
            capital: {{from: fund, amount: {amount} bn VND}}
        risks: {{cut: {{title: Cut, on: 2021-01-11, effects: [{{capital: fund, cut: {cut}}}]}}}}
        milestones: {{bridge: {{title: Bridge, when: bridge, by: {{2022-12-31: ours}}}}}}
        """
    )
    assert told.start("bridge") == start


def fund_of_40(tell: Tell, risk: str, amount: int) -> Told:
    """A bridge that is ready on day 0 and wants so much of a fund of 40 each 1 January."""
    return tell(
        f"""
        capital: {{fund: {{title: Fund, per_year: 40 bn VND}}}}
        activities:
          bridge: {{title: Bridge, duration: 5 d, capital: {{from: fund, amount: {amount} bn VND}}}}
        risks: {{event: {{title: Event, {risk}}}}}
        milestones: {{bridge: {{title: Bridge, when: bridge, by: {{2022-12-31: ours}}}}}}
        """
    )


def test_less_is_released_while_a_squeeze_lasts(tell: Tell) -> None:
    squeeze = "on: 2020-12-01, lasts: 60 d, effects: [{capital: fund, released: 70 %}]"
    # 28 on day 92, and 40 again on day 457.
    assert fund_of_40(tell, squeeze, 28).start("bridge") == 92
    told = fund_of_40(tell, squeeze, 29)
    assert told.start("bridge") == 457
    assert told.money("fund", 2021, Flow.RELEASED) == 28_000
    assert told.money("fund", 2022, Flow.RELEASED) == 40_000


def test_money_of_a_day_comes_before_the_events_of_that_day(tell: Tell) -> None:
    # A squeeze that begins on 1 January finds that day's money released in full.
    squeeze = "on: 2021-01-01, effects: [{capital: fund, released: 50 %}]"
    assert fund_of_40(tell, squeeze, 40).start("bridge") == 92
    # One that ends on that day is still in force when the money comes: 20, and 40 a year later.
    squeeze = "on: 2020-12-22, lasts: 10 d, effects: [{capital: fund, released: 50 %}]"
    assert fund_of_40(tell, squeeze, 21).start("bridge") == 457
    # A cut on that day finds the money, and takes it before anybody is granted any.
    cut = "on: 2021-01-01, effects: [{capital: fund, cut: 30 bn VND}]"
    assert fund_of_40(tell, cut, 10).start("bridge") == 92
    assert fund_of_40(tell, cut, 11).start("bridge") == 457


def test_money_added_is_money_of_its_year(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, per_year: 25 bn VND, on: 03-01, lapses: 12-31}}
        activities:
          a: {title: A, duration: 5 d, capital: {from: fund, amount: 15 bn VND}}
          file: {title: File, duration: 100 d}
          b: {title: B, duration: 5 d, after: file, capital: {from: fund, amount: 5 bn VND}}
        risks: {gift: {title: Gift, on: 2020-11-10, effects: [{capital: fund, add: 20 bn VND}]}}
        milestones: {b: {title: B, when: b, by: {2022-12-31: ours}}}
        """
    )
    assert told.start("a") == 40
    # The other five lapse with 2020, on day 92; the next money comes on 1 March, day 151.
    assert told.start("b") == 151
    assert told.money("fund", 2020, Flow.LAPSED) == 5_000


# gates -----------------------------------------------------------------------------------------


def market(tell: Tell, risks: str, files: dict[str, int], opened: str = "true") -> Told:
    """Steps that are ready on given days but for a gate, the market."""
    steps = "\n".join(
        f"          {name}_file: {{title: File, duration: {day} d}}\n"
        f"          {name}: {{title: Step, duration: 5 d, after: {name}_file, starts_when: {{gate: market}}}}"
        for name, day in files.items()
    )
    return tell(
        f"""
        gates: {{market: {{title: Market, open: {opened}}}}}
        activities:
{steps}
        risks:
{indented(risks)}
        milestones: {{a: {{title: A, when: a, by: {{2021-12-31: ours}}}}}}
        """
    )


def test_a_closed_gate_holds_who_is_not_through(tell: Tell) -> None:
    told = market(
        tell,
        "closing: {title: Closing, on: 2020-10-11, lasts: 20 d, effects: [{close: market}]}",
        {"a": 20, "b": 8, "c": 10, "d": 30},
    )
    # Ready on day 20, the gate is closed from 10 to 30. It has no anchor: all days back to the start are its.
    assert told.start("a") == 30
    assert told.causes("a") == {"logic": 30, "work": 5}
    # Through on day 8, and at work when it closes. On day 10 the closing comes before the step, on 30 the
    # opening does.
    assert told.start("b") == 8
    assert told.finish("b") == 13
    assert told.start("c") == 30
    assert told.start("d") == 30


def test_a_gate_is_closed_while_one_closing_is_in_force(tell: Tell) -> None:
    told = market(
        tell,
        """
        storm: {title: Storm, on: 2020-10-11, lasts: 20 d, effects: [{close: market}]}
        epidemic: {title: Epidemic, on: 2020-10-21, lasts: 30 d, effects: [{close: market}]}
        relief: {title: Relief, on: 2020-10-13, lasts: 10 d, effects: [{open: market}]}
        """,
        {"a": 12, "b": 35},
    )
    # Closed from 10 to 30 and from 20 to 50; what would open it from 12 on does not help.
    assert told.start("a") == 50
    assert told.start("b") == 50


def test_a_gate_closed_at_first_is_open_while_an_event_opens_it(tell: Tell) -> None:
    told = market(
        tell,
        "season: {title: Season, on: 2020-11-10, lasts: 10 d, effects: [{open: market}]}",
        {"a": 45, "b": 20, "c": 55},
        opened="false",
    )
    # Open from day 40 to 50.
    assert told.start("a") == 45
    assert told.causes("a") == {"work": 50}
    assert told.start("b") == 40
    assert told.start("c") == inf


def test_a_gate_may_hold_a_finish_and_close_again_in_the_meantime(tell: Tell) -> None:
    told = tell(
        """
        gates: {market: {title: Market}}
        activities:
          short: {title: Short, duration: 8 d, finishes_when: {gate: market}}
          long: {title: Long, duration: 50 d, finishes_when: {gate: market}}
          longer: {title: Longer, duration: 70 d, finishes_when: {gate: market}}
        risks: {closing: {title: Closing, on: 2020-10-11, lasts: 50 d, effects: [{close: market}]}}
        milestones: {long: {title: Long, when: long, by: {2021-12-31: ours}}}
        """
    )
    # Open until 10 and from 60 on.
    assert (told.finish("short"), told.finish("long"), told.finish("longer")) == (8, 60, 70)
    assert told.own_days("long") == {"work": 50, "hold": 10}
    assert told.causes("long") == {"logic": 60}


# void, blocked, late ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "risk", "met", "voided"),
    [
        # Deadlines: the end of day 60, and the end of day 272. Reached on 50, void on 80 changes nothing.
        (50, "on: 2020-12-20, effects: [{void: open}]", [1, 1], [0, 0]),
        # Void on 40, before both; the work goes on, but in vain.
        (50, "on: 2020-11-10, effects: [{void: open}]", [0, 0], [1, 1]),
        # Due by day 61 and not there: late. Void on 80: the second can't be met.
        (100, "on: 2020-12-20, effects: [{void: open}]", [0, 0], [0, 1]),
        # Void at the very end of the first deadline's day counts for it.
        (100, "on: 2020-12-01, effects: [{void: open}]", [0, 0], [1, 1]),
        # Reached at the instant the event begins: finishes come first.
        (40, "on: 2020-11-10, effects: [{void: open}]", [1, 1], [0, 0]),
        # Blocked is missed, not void; and reached before is reached.
        (50, "on: 2020-11-10, effects: [{block: open}]", [0, 0], [0, 0]),
        (40, "on: 2020-11-10, effects: [{block: open}]", [1, 1], [0, 0]),
        # Late only.
        (100, "on: 2025-12-01, effects: [{void: open}]", [0, 1], [0, 0]),
    ],
)
def test_met_missed_and_void_are_three_things(
    tell: Tell, days: int, risk: str, met: list[int], voided: list[int]
) -> None:
    told = tell(
        f"""
        activities:
          road: {{title: Road, duration: {days} d}}
          party: {{title: Party, duration: 1 d, after: road}}
        risks: {{verdict: {{title: Verdict, {risk}}}}}
        milestones:
          open: {{title: Open, when: road, by: {{2020-11-30: ours, 2021-06-30: strict}}}}
          party: {{title: Party, when: party, by: {{2021-12-31: ours}}}}
        """
    )
    counted = tally(told.plan, told.outcomes)
    assert list(counted.met) == [*met, 1]  # the work itself is not stopped
    assert list(counted.voided) == [*voided, 0]
    assert told.day("open") == (days if met[1] else inf)


def test_met_missed_and_voided_are_all(tell: Tell) -> None:
    told = tell(
        """
        activities:
          road: {title: Road, duration: {dist: uniform, low: 30 d, high: 130 d}}
        risks:
          merger: {title: Merger, chance: 40 %, between: 2020-10-20..2021-02-20, effects: [{void: open}]}
          ruling: {title: Ruling, chance: 20 %, between: 2020-10-20..2021-02-20, effects: [{block: open}]}
        milestones:
          open: {title: Open, when: road, by: {2020-11-30: ours, 2021-01-31: ours, 2021-12-31: ours}}
        """,
        replications=400,
    )
    day, void = told.outcomes.day[:, 0], told.outcomes.void[:, 0]
    merger, ruling, road = (
        happened_on(told, "merger"),
        happened_on(told, "ruling"),
        told.outcomes.finish[:, 0],
    )
    # Reached unless one of the two came first; void where the merger came before the work was done.
    assert (day == np.where((merger < road) | (ruling < road), inf, road)).all()
    assert (void[merger < np.minimum(road, ruling)] == merger[merger < np.minimum(road, ruling)]).all()
    assert (void[merger > road] == inf).all()
    counted = tally(told.plan, told.outcomes)
    for place, instant in enumerate((61, 123, 457)):
        met, voided = day <= instant, void <= instant
        assert not (met & voided).any()
        assert (counted.met[place], counted.voided[place]) == (met.sum(), voided.sum())
    assert 0 < counted.met[0] < counted.met[1] < counted.met[2]
    assert 0 < counted.voided[0] < counted.voided[1] <= counted.voided[2]


# which, and when -------------------------------------------------------------------------------


def test_a_storm_sets_off_a_landslide_five_days_later(tell: Tell) -> None:
    told = pier(
        tell,
        """
        storm: {title: Storm, on: 2020-10-11, lasts: 1 d, triggers: {landslide: 5 d}}
        landslide: {title: Landslide, only_triggered: true, lasts: 3 d, effects: [{stop: pier}]}
        """,
        days=20,
    )
    # Days 15 to 18, although the storm was over on 11.
    assert happened_on(told, "landslide")[0] == 15
    assert told.day("pier") == 23


def test_what_is_triggered_may_still_not_happen(tell: Tell) -> None:
    told = pier(
        tell,
        """
        storm: {title: Storm, chance: 50 %, on: 2020-10-11, triggers: [landslide, outage]}
        landslide: {title: Landslide, only_triggered: true, chance: 60 %, lasts: 3 d, effects: [{stop: pier}]}
        outage: {title: Outage, only_triggered: true, lasts: 1 d}
        """,
        times=2000,
    )
    storm, landslide = happened_on(told, "storm") == 10, happened_on(told, "landslide") == 10
    assert (happened_on(told, "outage") == happened_on(told, "storm")).all()
    assert not (landslide & ~storm).any()
    for happened, chance in ((storm, 0.5), (landslide, 0.3)):
        assert abs(happened.mean() - chance) < 4 * sqrt(chance * (1 - chance) / 2000)
    assert (told.outcomes.day[:, 0] == np.where(landslide, 33, 30)).all()


def test_what_has_begun_shuts_out_what_it_excludes(tell: Tell) -> None:
    told = pier(
        tell,
        """
        early: {title: Early, on: 2020-10-06, lasts: 2 d, effects: [{stop: pier}]}
        reform: {title: Reform, on: 2020-10-11, lasts: 2 d, excludes: [early, late], effects: [{stop: pier}]}
        late: {title: Late, on: 2020-10-21, lasts: 2 d, effects: [{stop: pier}]}
        """,
    )
    # The early event came before the reform; the late one is shut out, though the reform itself is over.
    assert list(told.outcomes.happened_on[0]) == [5, 10, inf]
    assert told.day("pier") == 34


def test_what_is_shut_out_sets_off_nothing(tell: Tell) -> None:
    told = pier(
        tell,
        """
        reform: {title: Reform, on: 2020-10-11, excludes: [protest, review]}
        protest: {title: Protest, on: 2020-10-21, triggers: [strike]}
        strike: {title: Strike, only_triggered: true, lasts: 5 d, effects: [{stop: pier}]}
        storm: {title: Storm, on: 2020-10-22, triggers: [review]}
        review: {title: Review, only_triggered: true, lasts: 5 d, effects: [{stop: pier}]}
        """,
    )
    assert list(told.outcomes.happened_on[0]) == [10, inf, inf, 21, inf]
    assert told.day("pier") == 30


def test_of_two_that_exclude_each_other_on_one_day_the_first_listed_comes(tell: Tell) -> None:
    told = pier(
        tell,
        """
        storm: {title: Storm, on: 2020-10-11, excludes: [drought]}
        drought: {title: Drought, on: 2020-10-11, excludes: [storm]}
        """,
    )
    assert list(told.outcomes.happened_on[0]) == [10, inf]


def test_one_of_a_group_at_most(tell: Tell) -> None:
    told = pier(
        tell,
        """
        merger: {title: Merger, one_of: reform, chance: 20 %, on: 2020-10-11}
        split: {title: Split, one_of: reform, chance: 30 %, on: 2020-10-21}
        upgrade: {title: Upgrade, one_of: reform, chance: 45 %, on: 2020-10-05}
        strike: {title: Strike, chance: 50 %, on: 2020-10-05}
        """,
        times=2000,
    )
    happened = told.outcomes.happened_on < inf
    for event, chance in enumerate((0.2, 0.3, 0.45, 0.5)):
        assert abs(happened[:, event].mean() - chance) < 4 * sqrt(chance * (1 - chance) / 2000)
    of_group = happened[:, :3].sum(axis=1)
    assert set(of_group) == {0, 1}
    # What is no part of the group keeps its own luck: half with one of the group, half without.
    both = (of_group & happened[:, 3]).mean()
    assert abs(both - 0.95 * 0.5) < 4 * sqrt(0.475 * 0.525 / 2000)


def test_every_july_until_the_pier_stands(tell: Tell) -> None:
    flood = "flood: {{title: Flood, yearly: 07-10, lasts: 10 d, effects: [{{stop: pier}}]{more}}}"
    # Day 282 of 2021, and then 647 of 2022, when it is done.
    told = pier(tell, flood.format(more=""), days=400)
    assert told.day("pier") == 400 + 10
    assert happened_on(told, "flood")[0] == 282
    # 2021 to 2025: it comes whether or not anybody builds.
    assert times_of(told, "flood")[0] == 5
    # In 2022 only.
    told = pier(tell, flood.format(more=", years: 2022..2022"), days=800)
    assert told.day("pier") == 800 + 10
    assert happened_on(told, "flood")[0] == 647
    assert times_of(told, "flood")[0] == 1


def test_once_in_a_season_of_each_year_or_not(tell: Tell) -> None:
    flood = "flood: {{title: Flood, yearly: 08-01..10-15, years: 2021..2023, lasts: 5 d{more}}}"
    told = pier(tell, flood.format(more=""), times=500)
    # 1 August 2021 is day 304, the end of 15 October day 380; each year has one.
    assert (times_of(told, "flood") == 3).all()
    first = happened_on(told, "flood")
    assert ((first >= 304) & (first <= 380)).all()
    assert first.min() < 308
    assert first.max() > 376
    told = pier(tell, flood.format(more=", chance: 40 %"), times=2000)
    times = times_of(told, "flood")
    # Three years, each by itself: 0.6³, 3 × 0.4 × 0.6², 3 × 0.4² × 0.6, 0.4³.
    for count, share in enumerate((0.216, 0.432, 0.288, 0.064)):
        assert abs((times == count).mean() - share) < 4 * sqrt(share * (1 - share) / 2000)


def test_after_a_step_and_so_many_days(tell: Tell) -> None:
    told = tell(
        """
        activities:
          piles: {title: Piles, duration: 20 d}
          deck: {title: Deck, duration: 20 d, after: piles}
          refused: {title: Refused, duration: 20 d, refused: {chance: 0, then: talks}}
          talks: {title: Talks, duration: 20 d}
        risks:
          settling: {title: Settling, after: {of: piles, lag: 10 d}, lasts: 5 d, effects: [{stop: deck}]}
          party: {title: Party, after: deck, lasts: 5 d}
          anger: {title: Anger, after: talks}
        milestones: {deck: {title: Deck, when: deck, by: {2021-12-31: ours}}}
        """
    )
    # Piles until 20; the deck rests from 30 to 35.
    assert told.day("deck") == 45
    assert list(told.outcomes.happened_on[0]) == [30, 45, inf]


def test_what_is_in_force_does_not_begin_again(tell: Tell) -> None:
    told = pier(
        tell,
        """
        first_storm: {title: Storm, on: 2020-10-11, triggers: [flood]}
        second_storm: {title: Storm, on: 2020-10-16, triggers: [flood]}
        third_storm: {title: Storm, on: 2020-10-31, triggers: [flood]}
        flood: {title: Flood, only_triggered: true, lasts: 10 d, effects: [{stop: pier}]}
        """,
        days=40,
    )
    # From 10 to 20, not to 25; and again from 30 to 40.
    assert told.day("pier") == 40 + 20
    assert times_of(told, "flood")[0] == 2
    assert told.outcomes.in_force[0, event_number(told, "flood")] == 20


def test_what_ends_at_an_instant_may_begin_again_at_it(tell: Tell) -> None:
    told = pier(
        tell,
        """
        first_storm: {title: Storm, on: 2020-10-11, triggers: [flood]}
        second_storm: {title: Storm, on: 2020-10-21, triggers: [flood]}
        flood: {title: Flood, only_triggered: true, lasts: 10 d, effects: [{stop: pier}]}
        """,
        days=40,
    )
    # From 10 to 20, over on 20 before the second storm of that instant, and so from 20 to 30 as well.
    assert told.day("pier") == 40 + 20
    assert times_of(told, "flood")[0] == 2


def test_chance_date_and_length_may_be_drawn(tell: Tell) -> None:
    told = pier(
        tell,
        """
        flood: {title: Flood, chance: 30 %, on: 2020-10-11, lasts: 7 d, effects: [{stop: pier}]}
        visit: {title: Visit, between: 2021-08-01..2021-08-10}
        strike: {title: Strike, at: 100 d}
        audit: {title: Audit, at: {dist: uniform, low: 200 d, high: 300 d}}
        """,
        times=2000,
    )
    days = told.outcomes.day[:, 0]
    assert set(days) == {30.0, 37.0}
    assert abs((days == 37).mean() - 0.3) < 4 * sqrt(0.3 * 0.7 / 2000)
    # Ten days from 304 on, both ends included; evenly, and in every replication.
    visit = happened_on(told, "visit")
    assert visit.min() >= 304
    assert visit.max() <= 314
    assert len(np.unique(np.floor(visit))) >= 10
    assert (happened_on(told, "strike") == 100).all()
    audit = happened_on(told, "audit")
    assert 200 <= audit.min() < 201
    assert 299 < audit.max() <= 300


def test_a_year_keeps_its_luck_when_the_run_begins_earlier(tmp_path: Path, engine: str) -> None:
    story = dedent(
        """
        activities:
          road: {title: Road, duration: 200 d, not_before: 2021-01-01}
        risks:
          flood:
            title: Flood
            chance: 50 %
            yearly: 02-01..04-30
            lasts: {dist: uniform, low: 5 d, high: 20 d}
            effects: [{stop: road}]
        milestones: {road: {title: Road, when: road, by: {2021-12-31: ours}}}
        """
    )

    def run(start: str) -> Outcomes:
        file = tmp_path / "story.yaml"
        file.write_text(PROLOGUE.replace("2020-10-01", start) + story, encoding="utf-8")
        plan = make_plan(load_scenario(file))
        return simulate(plan, make_draws(plan.quantities, 1), 0, 200, engine)

    # 2020 has a flood season only in the run that begins on 1 January 2020, 274 days earlier. That of 2021 is
    # the same in both.
    later, earlier = run("2020-10-01").day[:, 0], run("2020-01-01").day[:, 0]
    assert (earlier == later + 274).all()
    assert 0.3 < (later > 92 + 200).mean() < 0.7
