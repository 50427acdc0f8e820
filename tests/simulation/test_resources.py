"""Crews and capital that change, the order of the queue, and work that closed days would break, on paper.

Day 0 is 2020-10-01. So 2020-10-11 is day 10, 2020-11-10 day 40, 2021-01-01 day 92, 2021-01-15 day 106,
2021-03-01 day 151, 2021-03-15 day 165, 2021-06-15 day 257, 2021-10-15 day 379, 2022-01-01 day 457 and
2023-01-01 day 822.
"""

from __future__ import annotations

from math import inf

import pytest

from model.outcomes import Flow
from tests.conftest import Tell, Told

# crews -----------------------------------------------------------------------------------------


def test_a_crew_that_shrinks_finishes_what_it_has_begun(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: {capacity: 2, changes: {2020-10-11: 1, 2020-11-10: 2}}}
        activities:
          a: {title: A, duration: 30 d, crew: team}
          b: {title: B, duration: 32 d, crew: team}
          c: {title: C, duration: 20 d, crew: team}
          d: {title: D, duration: 10 d, crew: team}
        milestones: {d: {title: D, when: d, by: {2021-12-31: ours}}}
        """
    )
    # Two work from day 0. From day 10 there is one, but both go on: nobody is sent home in the middle.
    assert (told.finish("a"), told.finish("b")) == (30, 32)
    # On day 30 one hand is free of one that is busy and one that is there: nobody new. On 32 C begins.
    assert told.start("c") == 32
    # D takes the second on day 40, when there are two again.
    assert told.start("d") == 40
    assert told.causes("d") == {"crew": 40, "work": 10}


def test_an_event_takes_people_away_for_a_time_and_never_more_than_there_are(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 2, squad: 1}
        activities:
          a: {title: A, duration: 15 d, crew: team}
          b: {title: B, duration: 15 d, crew: team}
          c: {title: C, duration: 5 d, crew: team}
          d: {title: D, duration: 5 d, crew: team}
          both: {title: Both, duration: 5 d, crew: {team: 2}}
          visit: {title: Visit, duration: 12 d}
          call: {title: Call, duration: 5 d, crew: squad, after: visit}
        risks:
          secondment:
            title: Secondment
            on: 2020-10-11
            lasts: 20 d
            effects: [{crew: team, by: -1}, {crew: squad, by: -5}]
        milestones: {both: {title: Both, when: both, by: {2021-12-31: ours}}}
        """
    )
    # From day 10 to 30 one hand is missing. A and B end on 15; then one at a time: C to 20, D to 25.
    assert (told.finish("a"), told.start("c"), told.start("d")) == (15, 15, 20)
    assert told.start("both") == 30
    # Of one squad five are called away: none is left, and on day 30 there is one again, not -4.
    assert told.start("call") == 30


def test_more_hands_by_an_event_begin_more_work_at_once(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 1}
        activities:
          a: {title: A, duration: 30 d, crew: team}
          b: {title: B, duration: 30 d, crew: team}
          c: {title: C, duration: 30 d, crew: team}
        risks: {help: {title: Help, on: 2020-10-11, lasts: 25 d, effects: [{crew: team, by: 1}]}}
        milestones: {c: {title: C, when: c, by: {2021-12-31: ours}}}
        """
    )
    # B with the second hand from day 10. It leaves on 35, but B goes on to 40; A's hand is C's on day 30.
    assert (told.start("b"), told.finish("b")) == (10, 40)
    assert told.start("c") == 30


# the order of the queue ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dispatch", "big", "small", "other"),
    [
        # 10 to 15: the small one slips into the gap on day 0, and the big one must wait for it too.
        ("backfill", 15, 0, 0),
        # Nobody passes the big one. On day 10 it takes both hands; behind it stands the small one, and it
        # holds up even those who want something else.
        ("head_of_line", 10, 20, 20),
        # Nobody passes the big one at the team's door; the squad has a door of its own.
        ("per_queue", 10, 20, 0),
    ],
)
def test_who_may_pass_one_that_does_not_fit(
    tell: Tell, dispatch: str, big: int, small: int, other: int
) -> None:
    told = tell(
        f"""
        dispatch: {dispatch}
        crews: {{team: 2, squad: 1}}
        activities:
          first: {{title: First, duration: 10 d, crew: team}}
          big: {{title: Big, duration: 10 d, crew: {{team: 2}}}}
          small: {{title: Small, duration: 15 d, crew: team}}
          other: {{title: Other, duration: 5 d, crew: squad}}
        milestones: {{big: {{title: Big, when: big, by: {{2021-12-31: ours}}}}}}
        """
    )
    assert told.start("first") == 0
    assert (told.start("big"), told.start("small"), told.start("other")) == (big, small, other)


@pytest.mark.parametrize(("dispatch", "large", "little"), [("backfill", 92, 0), ("per_queue", 92, 92)])
def test_a_source_is_a_door_too(tell: Tell, dispatch: str, large: int, little: int) -> None:
    told = tell(
        f"""
        dispatch: {dispatch}
        capital:
          fund: {{title: Fund, opening: 10 bn VND, per_year: 30 bn VND}}
          other_fund: {{title: Other fund, opening: 10 bn VND}}
        activities:
          large: {{title: Large, duration: 10 d, capital: {{from: fund, amount: 15 bn VND}}}}
          little: {{title: Little, duration: 10 d, capital: {{from: fund, amount: 5 bn VND}}}}
          other: {{title: Other, duration: 10 d, capital: {{from: other_fund, amount: 5 bn VND}}}}
        milestones: {{large: {{title: Large, when: large, by: {{2021-12-31: ours}}}}}}
        """
    )
    assert (told.start("large"), told.start("little"), told.start("other")) == (large, little, 0)


@pytest.mark.parametrize(
    ("queue", "starts"),
    [
        # Who asked first goes first: urgent by its priority, then B (day 10), then A (day 12).
        ("by_asking", {"urgent": 20, "b": 25, "a": 30}),
        # As listed: urgent by its priority, then A, then B.
        ("listed", {"urgent": 20, "a": 25, "b": 30}),
    ],
)
def test_the_queue_stands_by_time_of_asking_or_as_listed(
    tell: Tell, queue: str, starts: dict[str, int]
) -> None:
    told = tell(
        f"""
        queue: {queue}
        crews: {{team: 1}}
        activities:
          holder: {{title: Holder, duration: 20 d, crew: team}}
          file_a: {{title: File A, duration: 12 d}}
          file_b: {{title: File B, duration: 10 d}}
          file_c: {{title: File C, duration: 15 d}}
          a: {{title: A, duration: 5 d, crew: team, after: file_a}}
          b: {{title: B, duration: 5 d, crew: team, after: file_b}}
          urgent: {{title: Urgent, duration: 5 d, crew: team, after: file_c, priority: -1}}
        milestones: {{a: {{title: A, when: a, by: {{2021-12-31: ours}}}}}}
        """
    )
    assert {step: told.start(step) for step in starts} == starts


@pytest.mark.parametrize(
    ("keep", "other", "end"),
    [
        # 10, five days of delay with the crew, 10 again, 3 to end it: day 28. Only then the other.
        ("true", 28, 28),
        # The crew goes on day 10 and the other has it to 18. The round due on 15 waits three days for it.
        ("false", 10, 18 + 10 + 3),
    ],
)
def test_a_crew_is_kept_during_a_delay_only_if_asked(tell: Tell, keep: str, other: int, end: int) -> None:
    told = tell(
        f"""
        crews: {{team: 1}}
        activities:
          talks:
            title: Talks
            duration: 10 d
            crew: team
            rework: {{accepted: 0, rounds: 2, delay: 5 d, keep_crew: {keep}, then: {{duration: 3 d}}}}
          call: {{title: Call, duration: 1 d}}
          other: {{title: Other, duration: 8 d, crew: team, after: call}}
        milestones: {{talks: {{title: Talks, when: talks, by: {{2021-12-31: ours}}}}}}
        """
    )
    assert told.start("other") == other
    assert told.day("talks") == end
    assert told.causes("talks")["work"] == 10
    assert told.causes("talks").get("crew", 0) == end - 28


# capital along the year ------------------------------------------------------------------------


def test_money_of_a_year_comes_in_parts(tell: Tell) -> None:
    told = tell(
        """
        capital:
          fund:
            title: Fund
            per_year: 100 bn VND
            releases: {01-15: 30 %, 06-15: 40 %, 10-15: 30 %}
        activities:
          a: {title: A, duration: 5 d, capital: {from: fund, amount: 30 bn VND}}
          b: {title: B, duration: 5 d, capital: {from: fund, amount: 30 bn VND}}
          c: {title: C, duration: 5 d, capital: {from: fund, amount: 30 bn VND}}
          d: {title: D, duration: 5 d, capital: {from: fund, amount: 40 bn VND}}
        milestones: {d: {title: D, when: d, by: {2021-12-31: ours}}}
        """
    )
    # 30 on 15 October 2020, on 15 January 2021 (106); 40 on 15 June (257), of which 10 stay; 30 on
    # 15 October (379) make the 40 of D.
    assert told.start("a") == 14
    assert told.start("b") == 106
    assert told.start("c") == 257
    assert told.start("d") == 379
    assert told.causes("d") == {"capital": 379, "work": 5}
    # The parts of 2020 that fell due before the start are not ours.
    assert told.money("fund", 2020, Flow.RELEASED) == 30_000
    assert told.money("fund", 2021, Flow.RELEASED) == 100_000


def test_money_on_a_date_belongs_to_its_year_and_lapses_with_it(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, dated: {2021-03-15: 20 bn VND}, lapses: 12-31, carry_over: 50 %}}
        activities:
          first: {title: First, duration: 5 d, capital: {from: fund, amount: 8 bn VND}}
          long_file: {title: Long file, duration: 460 d}
          second: {title: Second, duration: 5 d, after: long_file, capital: {from: fund, amount: 6 bn VND}}
          third: {title: Third, duration: 5 d, after: second, capital: {from: fund, amount: 0.001 bn VND}}
        milestones:
          second: {title: Second, when: second, by: {2022-12-31: ours}}
          third: {title: Third, when: third, by: {2022-12-31: ours}}
        """
    )
    assert told.start("first") == 165
    # 12 are left at the end of 2021; half goes over to 2022, and is all the second needs. Not a million more.
    assert told.start("second") == 460
    assert told.day("third") == inf
    assert told.waits("third") == ("third", "capital")
    assert told.money("fund", 2021, Flow.RELEASED) == 20_000
    assert told.money("fund", 2021, Flow.SPENT) == 8_000
    assert told.money("fund", 2021, Flow.LAPSED) == 6_000
    assert told.money("fund", 2022, Flow.CARRIED) == 6_000
    assert told.money("fund", 2022, Flow.SPENT) == 6_000


def test_money_without_a_cut_off_waits_for_ever(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, per_year: 10 bn VND}}
        activities:
          bridge: {title: Bridge, duration: 5 d, capital: {from: fund, amount: 30 bn VND}}
        milestones: {bridge: {title: Bridge, when: bridge, by: {2023-12-31: ours}}}
        """
    )
    # 10 on 1 January 2021, 2022 and 2023.
    assert told.start("bridge") == 822
    assert [told.money("fund", year, Flow.LAPSED) for year in (2021, 2022, 2023)] == [0, 0, 0]


# stages ----------------------------------------------------------------------------------------


def test_stages_differ_by_a_million_at_most_and_add_up(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, opening: 100 bn VND}}
        activities:
          deck: {title: Deck, duration: 1095 d, capital: {from: fund, amount: 10 bn VND, stages: 3}}
        milestones: {deck: {title: Deck, when: deck, by: {2023-12-31: ours}}}
        """
    )
    # 10,000 million in three: 3,333, 6,666 - 3,333, 10,000 - 6,666; on days 0, 365 and 730, the first day of
    # October 2020, 2021 and 2022.
    assert told.day("deck") == 1095
    assert [told.money("fund", year, Flow.SPENT) for year in (2020, 2021, 2022)] == [3_333, 3_333, 3_334]


def test_work_pauses_for_its_next_stage_and_keeps_its_crew(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 1}
        capital: {fund: {title: Fund, opening: 7 bn VND, dated: {2020-11-10: 10 bn VND}}}
        activities:
          deck:
            title: Deck
            duration: 30 d
            crew: team
            capital: {from: fund, amount: 10 bn VND, stages: 2}
          call: {title: Call, duration: 20 d}
          other: {title: Other, duration: 5 d, crew: team, after: call}
          purchase: {title: Purchase, duration: 5 d, after: call, capital: {from: fund, amount: 2 bn VND}}
        milestones: {deck: {title: Deck, when: deck, by: {2021-12-31: ours}}}
        """
    )
    # 5 on day 0; on day 15 there are 2. The other 5 are there on day 40, then the second half: 55.
    assert told.day("deck") == 55
    assert told.causes("deck") == {"work": 30, "capital": 40 - 15}
    assert told.start("other") == 55
    # What does not suffice for the stage may pay for something smaller meanwhile.
    assert told.start("purchase") == 20


def test_the_next_stage_is_due_by_work_done_not_by_days(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, opening: 5 bn VND, dated: {2020-10-18: 5 bn VND}}}
        activities:
          deck: {title: Deck, duration: 20 d, capital: {from: fund, amount: 10 bn VND, stages: 2}}
        risks: {rain: {title: Rain, lasts: 10 d, effects: [{slow: deck, to: 50 %}]}}
        milestones: {deck: {title: Deck, when: deck, by: {2021-12-31: ours}}}
        """
    )
    # Ten days at half speed are 5, five more make 10: half of the work on day 15. The money is there on 17.
    assert told.day("deck") == 17 + 10
    assert told.causes("deck") == {"work": 20, "stopped": 5, "capital": 2}


def test_a_waiting_stage_stands_in_the_queue_at_its_priority(tell: Tell) -> None:
    queue = """
        capital:
          fund: {{title: Fund, opening: 5 bn VND, dated: {{2020-11-10: 5 bn VND, 2021-01-01: 5 bn VND}}}}
        activities:
          deck:
            title: Deck
            duration: 20 d
            priority: {priority}
            capital: {{from: fund, amount: 10 bn VND, stages: 2}}
          land: {{title: Land, duration: 5 d, priority: 1, capital: {{from: fund, amount: 5 bn VND}}}}
        milestones: {{deck: {{title: Deck, when: deck, by: {{2021-12-31: ours}}}}}}
        """
    # The deck has its first half from day 0, the land waits since then; the deck asks again on day 10.
    told = tell(queue.format(priority=0))
    assert (told.day("deck"), told.start("land")) == (40 + 10, 92)
    # With one priority the land has asked first (day 0 against day 10); the deck, listed first, has day 0.
    told = tell(queue.format(priority=1))
    assert (told.day("deck"), told.start("land")) == (92 + 10, 40)


def test_each_day_of_work_is_paid_in_advance(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, opening: 40 bn VND, per_year: 30 bn VND}}
        activities:
          dredging:
            title: Dredging
            duration: 100 d
            capital: {from: fund, amount: 1 bn VND, per: 1 d}
        milestones: {dredging: {title: Dredging, when: dredging, by: {2022-12-31: ours}}}
        """
    )
    # Days 0 to 39 with the opening money; 30 from day 92 on; the last 30 from day 457 on.
    assert told.day("dredging") == 457 + 30
    assert told.causes("dredging") == {"work": 100, "capital": (92 - 40) + (457 - 122)}
    assert [told.money("fund", year, Flow.SPENT) for year in (2020, 2021, 2022)] == [40_000, 30_000, 30_000]


def test_a_day_lost_to_a_stop_is_not_paid_twice(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, opening: 20 bn VND}}
        activities:
          dredging:
            title: Dredging
            duration: 20 d
            capital: {from: fund, amount: 1 bn VND, per: 1 d}
        risks: {flood: {title: Flood, on: 2020-10-11, lasts: 7 d, effects: [{stop: dredging}]}}
        milestones: {dredging: {title: Dredging, when: dredging, by: {2022-12-31: ours}}}
        """
    )
    assert told.day("dredging") == 27
    assert told.causes("dredging") == {"work": 20, "stopped": 7}
    assert told.money("fund", 2020, Flow.SPENT) == 20_000


# reservations ----------------------------------------------------------------------------------


def road_and_rival(tell: Tell, reserve: str, busy: int, source: str) -> Told:
    """A road that waits for its team until day ``busy``, and a rival for its money from day 20."""
    return tell(
        f"""
        crews: {{team: 1}}
        capital: {{fund: {{title: Fund, {source}}}}}
        activities:
          holder: {{title: Holder, duration: {busy} d, crew: team}}
          road:
            title: Road
            duration: 10 d
            crew: team
            capital: {{from: fund, amount: 10 bn VND, reserve: {reserve}}}
          call: {{title: Call, duration: 20 d}}
          rival:
            title: Rival
            duration: 10 d
            after: call
            capital: {{from: fund, amount: 10 bn VND}}
            priority: 1
        milestones: {{road: {{title: Road, when: road, by: {{2023-12-31: ours}}}}}}
        """
    )


def test_reserved_money_is_taken_though_the_crew_is_not_there(tell: Tell) -> None:
    source = "opening: 10 bn VND, per_year: 10 bn VND, lapses: 12-31"
    told = road_and_rival(tell, "true", 50, source)
    assert told.start("road") == 50
    assert told.causes("road") == {"crew": 50, "work": 10}
    assert told.start("rival") == 92
    # Without a reservation the rival has the money on day 20, and the road finds nothing on day 50.
    told = road_and_rival(tell, "false", 50, source)
    assert told.start("rival") == 20
    assert told.start("road") == 92


def test_of_work_paid_in_stages_only_the_first_is_reserved(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 1}
        capital: {fund: {title: Fund, opening: 15 bn VND, per_year: 20 bn VND}}
        activities:
          holder: {title: Holder, duration: 30 d, crew: team}
          road:
            title: Road
            duration: 20 d
            crew: team
            capital: {from: fund, amount: 20 bn VND, stages: 2, reserve: true}
          small: {title: Small, duration: 10 d, capital: {from: fund, amount: 5 bn VND}}
          rival: {title: Rival, duration: 10 d, capital: {from: fund, amount: 0.001 bn VND}}
        milestones: {road: {title: Road, when: road, by: {2021-12-31: ours}}}
        """
    )
    # 10 of 15 are set aside on day 0, five are left for the small one, nothing for the rival. The road begins
    # with its team on 30; its second half, due on 40, is there on 92.
    assert (told.start("small"), told.start("rival")) == (0, 92)
    assert told.start("road") == 30
    assert told.day("road") == 92 + 10
    assert told.causes("road") == {"crew": 30, "work": 20, "capital": 92 - 40}


def test_a_reservation_lapses_with_the_year_and_is_asked_for_again(tell: Tell) -> None:
    source = "opening: 10 bn VND, per_year: 10 bn VND, on: 03-01, lapses: 12-31"
    told = road_and_rival(tell, "true", 100, source)
    # Reserved on day 0, gone with the old year on 92; the team is free on 100, the new money comes on 151.
    # Until 92 the crew is missing, afterwards first of all the money.
    assert told.start("road") == 151
    assert told.causes("road") == {"crew": 92, "capital": 151 - 92, "work": 10}
    assert told.start("rival") == 516  # 2022-03-01
    # New money that comes as the old lapses is reserved at once, and the road begins with its team.
    source = "opening: 10 bn VND, per_year: 10 bn VND, lapses: 12-31"
    told = road_and_rival(tell, "true", 100, source)
    assert told.start("road") == 100
    assert told.causes("road") == {"crew": 100, "work": 10}
    assert told.start("rival") == 457


def test_money_spent_on_work_that_has_begun_does_not_lapse(tell: Tell) -> None:
    source = "opening: 10 bn VND, per_year: 10 bn VND, on: 03-01, lapses: 12-31"
    told = road_and_rival(tell, "true", 90, source)
    # Begun on day 90, two days before the old year ends.
    assert (told.start("road"), told.day("road")) == (90, 100)
    assert told.money("fund", 2020, Flow.SPENT) == 10_000
    assert told.money("fund", 2020, Flow.LAPSED) == 0
    assert told.start("rival") == 151


# work that cannot be interrupted ---------------------------------------------------------------


def test_concrete_is_poured_only_where_it_can_be_finished(tell: Tell) -> None:
    told = tell(
        """
        calendars: {river: {title: River, closed: [10-21..10-25]}}
        crews: {team: 1}
        activities:
          file_a: {title: File A, duration: 12 d}
          pour:
            {title: Pour, duration: 10 d, calendar: river, interruptible: false, after: file_a, crew: team}
          file_b: {title: File B, duration: 13 d}
          repair: {title: Repair, duration: 9 d, after: file_b, crew: team}
          exact: {title: Exactly, duration: 20 d, calendar: river, interruptible: false}
          long: {title: Too long, duration: 21 d, calendar: river, interruptible: false}
          broken: {title: May be broken, duration: 21 d, calendar: river}
        milestones:
          pour: {title: Pour, when: pour, by: {2021-12-31: ours}}
          long: {title: Long, when: long, by: {2021-12-31: ours}}
        """
    )
    # Ready on day 12, eight days before the river closes for days 20 to 24. It opens on 25.
    assert told.start("pour") == 25
    assert told.causes("pour") == {"work": 12 + 10, "season": 13}
    # Meanwhile the team is free for others.
    assert told.start("repair") == 13
    # Twenty days just fit, twenty-one don't; what may be broken begins at once and goes on after the closing.
    assert (told.start("exact"), told.finish("exact")) == (0, 20)
    assert (told.start("long"), told.finish("long")) == (25, 46)
    assert told.causes("long") == {"season": 25, "work": 21}
    assert (told.start("broken"), told.finish("broken")) == (0, 26)


def test_what_makes_it_longer_may_make_it_too_long_to_fit(tell: Tell) -> None:
    told = tell(
        """
        calendars: {river: {title: River, closed: [10-21..10-25]}}
        activities:
          pour: {title: Pour, duration: 15 d, calendar: river, interruptible: false}
        risks: {heat: {title: Heat, lasts: 40 d, effects: [{multiply: pour, by: 1.5}]}}
        milestones: {pour: {title: Pour, when: pour, by: {2021-12-31: ours}}}
        """
    )
    # Fifteen days would fit before day 20, 22.5 don't.
    assert told.start("pour") == 25
    assert told.day("pour") == 25 + 22.5


def test_work_that_fits_at_half_speed_may_not_fit_in_the_days_it_takes(tell: Tell) -> None:
    told = tell(
        """
        calendars:
          river: {title: River, slow: [{from_to: 10-01..10-20, rate: 0.5}], closed: [10-21..10-25]}
        activities:
          ten: {title: Ten, duration: 10 d, calendar: river, interruptible: false}
          eleven: {title: Eleven, duration: 11 d, calendar: river, interruptible: false}
        milestones:
          ten: {title: Ten, when: ten, by: {2021-12-31: ours}}
          eleven: {title: Eleven, when: eleven, by: {2021-12-31: ours}}
        """
    )
    # Ten days of work take the twenty slow days before the closing; slow days are no interruption.
    assert (told.start("ten"), told.finish("ten")) == (0, 20)
    assert told.causes("ten") == {"work": 10, "season": 10}
    # Eleven would need twenty-two: after the closing, at full speed.
    assert (told.start("eleven"), told.finish("eleven")) == (25, 36)
    assert told.causes("eleven") == {"season": 25, "work": 11}
