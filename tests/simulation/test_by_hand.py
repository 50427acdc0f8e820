"""Small scenarios whose dates are worked out on paper; each sum is written out.

Day 0 is 2020-10-01. So 2020-12-10 is day 70, 2021-01-01 day 92, 2021-02-01 day 123, Tết
(2021-02-12) day 134, 2021-07-10 day 282, 2022-01-01 day 457 and 2023-01-01 day 822.
"""

from __future__ import annotations

from math import inf

from model.outcomes import Flow
from tests.conftest import Tell


def test_second_link_waits_for_the_only_team(tell: Tell) -> None:
    told = tell(
        """
        phases: {policy: Policy, clearance: Clearance, construction: Construction}
        crews: {team: 1}
        works:
          a:
            title: First link
            parts:
              decided: {title: Decision, phase: policy, duration: 10 d}
              cleared: {title: Clearance, phase: clearance, duration: 100 d, after: decided, crew: team}
              built: {title: Construction, phase: construction, duration: 50 d, after: cleared}
          b:
            title: Second link
            parts:
              decided: {title: Decision, phase: policy, duration: 20 d}
              cleared: {title: Clearance, phase: clearance, duration: 5 d, after: decided, crew: team}
              built: {title: Construction, phase: construction, duration: 50 d, after: cleared}
        milestones:
          a_open: {title: First open, when: a.built, by: {2021-03-09: ours}}
          b_open: {title: Second open, when: b.built, by: {2021-03-14: ours}}
        """
    )
    assert told.finish("a.cleared") == 10 + 100
    assert told.finish("b.cleared") == 10 + 100 + 5  # waits from 20 to 110, then 5 days
    assert told.day("a_open") == 10 + 100 + 50
    assert told.day("b_open") == 115 + 50
    assert told.causes("a_open") == {"work": 160}
    assert told.causes("b_open") == {"work": 20 + 5 + 50, "crew": 110 - 20}


def test_what_is_left_on_31_january_lapses_but_for_the_share_carried_over(tell: Tell) -> None:
    told = tell(
        """
        capital:
          fund: {title: Fund, opening: 30 bn VND, per_year: 40 bn VND, lapses: 01-31, carry_over: 50 %}
        activities:
          file: {title: File, duration: 130 d}
          first: {title: First, duration: 20 d, after: file, capital: {from: fund, amount: 50 bn VND}}
          second: {title: Second, duration: 10 d, after: file, capital: {from: fund, amount: 20 bn VND}}
          long_file: {title: Long file, duration: 460 d}
          third: {title: Third, duration: 10 d, after: long_file, capital: {from: fund, amount: 26 bn VND}}
        milestones:
          first: {title: First, when: first, by: {2021-12-31: ours}}
          second: {title: Second, when: second, by: {2021-12-31: ours}}
          third: {title: Third, when: third, by: {2021-12-31: ours}}
        """
    )
    # 30 of 2020 and 40 of 2021; on day 123 half of the 30 lapses: 55. The first takes 50 on day 130.
    assert told.start("first") == 130
    assert told.causes("first") == {"work": 130 + 20}
    # 5 are left, 20 wanted: it waits for the 40 of 2022. Without the lapse it would have begun at once.
    assert told.start("second") == 457
    assert told.causes("second") == {"work": 130 + 10, "capital": 457 - 130}
    # The oldest money went first: 5 of 2021 and 15 of 2022, so 25 are left and nothing lapses in 2022.
    assert told.start("third") == 822
    assert told.causes("third") == {"work": 460 + 10, "capital": 822 - 460}
    assert told.money("fund", 2020, Flow.LAPSED) == 15_000
    assert told.money("fund", 2021, Flow.CARRIED) == 15_000
    assert told.money("fund", 2021, Flow.LAPSED) == 0
    assert told.money("fund", 2021, Flow.SPENT) == 50_000
    assert told.money("fund", 2022, Flow.SPENT) == 20_000


def test_a_session_missed_by_a_day_costs_the_time_to_the_next(tell: Tell) -> None:
    told = tell(
        """
        sessions:
          council: {title: Council, yearly: [07-10, 12-10]}
          early: {title: Council that wants the file 20 days ahead, yearly: [07-10, 12-10], lead: 20 d}
        activities:
          file_a: {title: File of 71 days, duration: 71 d}
          passed_a: {title: In time, duration: 10 d, after: file_a, session: council}
          file_b: {title: File of 72 days, duration: 72 d}
          passed_b: {title: A day late, duration: 10 d, after: file_b, session: council}
          file_c: {title: File of 51 days, duration: 51 d}
          passed_c: {title: Just ahead, duration: 10 d, after: file_c, session: early}
          file_d: {title: File of 52 days, duration: 52 d}
          passed_d: {title: Not far enough ahead, duration: 10 d, after: file_d, session: early}
        milestones:
          a: {title: A, when: passed_a, by: {2020-12-20: ours}}
          b: {title: B, when: passed_b, by: {2020-12-20: ours}}
          c: {title: C, when: passed_c, by: {2020-12-20: ours}}
          d: {title: D, when: passed_d, by: {2020-12-20: ours}}
        """
    )
    # The council of 10 December (day 70) passes at the end of that day what is ready by then.
    assert told.day("a") == 71 + 10
    assert told.causes("a") == {"work": 81}
    # Ready a day later: the council of 10 July (day 282), at its end.
    assert told.day("b") == 283 + 10
    assert told.causes("b") == {"work": 72 + 10, "session": 283 - 72}
    # Ready on day 51, 20 days before the end of 10 December.
    assert told.day("c") == 71 + 10
    assert told.causes("c") == {"work": 51 + 10, "session": 20}
    # A day later it is 19 days ahead of December's, and waits for July's.
    assert told.day("d") == 283 + 10


def test_nothing_is_enforced_around_tet_and_the_squad_is_not_kept_waiting(tell: Tell) -> None:
    told = tell(
        """
        windows: {tet_ban: {title: Tết, around_tet: {before: 15, after: 15}}}
        crews: {squad: 1}
        activities:
          decision_a: {title: Decision, duration: 118 d}
          enforced_a: {title: On the last day, duration: 3 d, after: decision_a, crew: squad, not_in: tet_ban}
          decision_b: {title: Decision, duration: 119 d}
          enforced_b: {title: A day later, duration: 10 d, after: decision_b, crew: squad, not_in: tet_ban}
          call: {title: Another call, duration: 125 d}
          other: {title: Other work of the squad, duration: 5 d, after: call, crew: squad}
        milestones:
          a: {title: A, when: enforced_a, by: {2021-12-31: ours}}
          b: {title: B, when: enforced_b, by: {2021-12-31: ours}}
          other: {title: Other, when: other, by: {2021-12-31: ours}}
        """
    )
    # Tết is day 134; 15 days on either side close days 119 to 149. The ban is on the start alone.
    assert told.start("enforced_a") == 118
    assert told.day("a") == 121
    assert told.start("enforced_b") == 150
    assert told.day("b") == 150 + 10
    assert told.causes("b") == {"work": 119 + 10, "session": 150 - 119}
    # Who waits for the ban to end holds no squad.
    assert told.start("other") == 125


def test_three_rounds_of_persuasion_and_then_enforcement(tell: Tell) -> None:
    clearance = """
        procedures:
          clearance:
            title: Clearance
            parameters: [households, refusal]
            steps:
              decision: {title: Decision, duration: 30 d}
              payment:
                title: Payment
                for: households
                after: decision
                duration: 10 d
                refused: {chance: $refusal, then: persuasion}
              persuasion:
                title: Persuasion
                for: households
                duration: 20 d
                rework: {accepted: 0, rounds: 3, delay: 5 d, then: enforcement}
              enforcement: {title: Enforcement, for: households, duration: 75 d}
              handover:
                title: Handover
                for: households
                duration: 5 d
                after: {any: [payment, persuasion, enforcement]}
        works:
          land:
            title: Land
            parts:
              hard: {use: clearance, with: {households: 2, refusal: 1}}
              easy: {use: clearance, with: {households: 2, refusal: 0.0000001}}
        milestones:
          hard: {title: All refuse, when: land.hard, by: {2021-12-31: ours}}
          easy: {title: All agree, when: land.easy, by: {2021-12-31: ours}}
          enforced: {title: Enforced, when: land.easy.enforcement, by: {2021-12-31: ours}}
        """
    told = tell(clearance)
    # 30 + 10, refused; three rounds of 20 with 5 between; 75; 5
    assert told.day("hard") == 30 + 10 + (20 + 5 + 20 + 5 + 20) + 75 + 5
    assert told.causes("hard") == {"work": 30 + 10 + 20 + 75 + 5, "rework": 5 + 20 + 5 + 20}
    # Everybody takes the money: nobody is persuaded or enforced, and nobody waits for it.
    assert told.day("easy") == 30 + 10 + 5
    assert told.causes("easy") == {"work": 45}
    assert told.start("land.easy.persuasion") == inf
    # A milestone all of whose activities turn out not to be needed is voided, not missed.
    assert told.day("enforced") == inf
    assert told.outcomes.void[0, 2] == 40


def test_70_percent_of_households_and_400_metres_in_one_piece(tell: Tell) -> None:
    days = [10, 70, 20, 60, 30, 50, 40, 80, 90, 100]
    households = "\n".join(
        f"          h{place}: {{title: Household, duration: {days[place]} d, length: 100 m}}"
        for place in range(10)
    )
    everyone = ", ".join(f"h{place}" for place in range(10))
    told = tell(
        f"""
        activities:
{households}
          by_share: {{title: By share, duration: 10 d, starts_when: {{share: 70 %, of: [{everyone}]}}}}
          by_length:
            title: By length
            duration: 10 d
            starts_when: {{contiguous: 400 m, of: [{everyone}]}}
            finishes_when: {{share: 100 %, of: [{everyone}]}}
        milestones:
          share: {{title: By share, when: by_share, by: {{2021-12-31: ours}}}}
          length: {{title: By length, when: by_length, by: {{2021-12-31: ours}}}}
        """
    )
    # The seventh of ten hands over on day 70.
    assert told.start("by_share") == 70
    assert told.causes("share") == {"work": 70 + 10}
    # Households 4 to 7 (60, 30, 50, 40) are the first four neighbours: day 60; 400 m then lie in one piece.
    assert told.start("by_length") == 60
    # Its own work ends on day 70, but it is finished when the last household has handed over, on day 100.
    assert told.day("length") == 100
    assert told.causes("length") == {"work": 100}
    assert told.own_days("by_length") == {"work": 10, "hold": 30}


def test_work_goes_at_half_speed_in_the_flood_and_not_at_all_on_closed_days(tell: Tell) -> None:
    told = tell(
        """
        calendars:
          river: {title: River, slow: [{from_to: 10-11..10-20, rate: 0.5}], closed: [10-21..10-25]}
        activities:
          pier: {title: Pier, duration: 20 d, calendar: river}
          late_call: {title: Call, duration: 22 d}
          late: {title: Begins after the closed days, duration: 2 d, after: late_call, calendar: river}
        milestones:
          pier: {title: Pier, when: pier, by: {2020-11-04: ours}}
          late: {title: Late, when: late, by: {2020-10-27: ours}}
        """
    )
    # Days 0-9 full: 10. Days 10-19 half: 5. Days 20-24 closed. Then the last 5: days 25-29.
    assert told.day("pier") == 30
    assert told.causes("pier") == {"work": 20, "season": 5 + 5}
    # Ready on day 22, the calendar is closed until day 25: no work starts on a closed day.
    assert told.start("late") == 25
    assert told.causes("late") == {"work": 22 + 2, "season": 3}


def test_points_grow_until_they_are_enough_and_works_add_to_them(tell: Tell) -> None:
    told = tell(
        """
        indicators:
          points: {title: Points, start: 70, drift: 0.1 per day, jumps: {bridge: 2}}
        activities:
          bridge: {title: Bridge, duration: 20 d}
          scheme: {title: Scheme, duration: 5 d, starts_when: {indicator: points, at_least: 75}}
          easy: {title: Easy, duration: 5 d, starts_when: {indicator: points, at_least: 71}}
        milestones:
          scheme: {title: Scheme, when: scheme, by: {2021-12-31: ours}}
          easy: {title: Easy, when: easy, by: {2021-12-31: ours}}
        """
    )
    # 70 + 2 on day 20 (72, and 2 from the bridge): 74; one point more takes 10 days.
    assert abs(told.start("scheme") - 30) < 1e-5
    assert told.causes("scheme")["indicator"] == told.start("scheme") - 20
    assert told.causes("scheme")["work"] == 20 + 5
    # 71 are there on day 10, whatever the bridge does later; nothing moved the gauge before.
    assert abs(told.start("easy") - 10) < 1e-5
    assert set(told.causes("easy")) == {"indicator", "work"}


def test_what_never_comes_is_named_even_when_the_run_ends_on_a_closed_day(tell: Tell) -> None:
    told = tell(
        """
        calendars: {site: {title: Site, closed: [12-20..01-10]}}
        capital: {fund: {title: Fund, per_year: 10 bn VND, lapses: 01-31}}
        activities:
          deck: {title: Deck, duration: 20 d, calendar: site, capital: {from: fund, amount: 11 bn VND}}
        milestones:
          deck: {title: Deck, when: deck, by: {2021-12-31: ours}}
        """
    )
    # Eleven are never there at once: each year's ten lapse before the next come, but for January, when
    # the site is closed until the 10th; from the 11th to the 31st 2021's and 2022's ten are both there.
    assert told.start("deck") == 457 + 10
    told = tell(
        """
        calendars: {site: {title: Site, closed: [12-20..01-10]}}
        capital: {fund: {title: Fund, per_year: 10 bn VND, lapses: 12-31}}
        assumptions:  # that it could be one is what keeps the story from being refused
          price:
            title: Price
            value: {dist: discrete, values: [1 bn VND, 11 bn VND], chances: [0.00001, 0.99999]}
        activities:
          deck: {title: Deck, duration: 20 d, calendar: site, capital: {from: fund, amount: $price}}
        milestones:
          deck: {title: Deck, when: deck, by: {2021-12-31: ours}}
        """
    )
    assert told.day("deck") == inf
    assert told.waits("deck") == ("deck", "capital")  # the run ends on 1 January, a closed day


def test_what_is_skipped_leaves_both_sides_of_a_share(tell: Tell) -> None:
    told = tell(
        """
        activities:
          offer: {title: Offer, duration: 30 d, refused: {chance: 0, then: talks}}
          talks: {title: Talks, duration: 50 d}
          survey: {title: Survey, duration: 20 d}
          road: {title: Road, duration: 10 d, starts_when: {share: 100 %, of: [talks, survey]}}
        milestones:
          road: {title: Road, when: road, by: {2021-12-31: ours}}
        """
    )
    # The offer is taken on day 30: no talks, so the survey is all of the group. The offer's days led there.
    assert told.start("road") == 30
    assert told.causes("road") == {"work": 30 + 10}


def test_a_session_of_29_february_meets_on_the_last_of_the_month(tell: Tell) -> None:
    told = tell(
        """
        sessions: {council: {title: Council, yearly: [02-29]}}
        activities:
          passed: {title: Passed, duration: 1 d, session: council}
        milestones:
          passed: {title: Passed, when: passed, by: {2021-12-31: ours}}
        """
    )
    assert told.start("passed") == 150 + 1  # 28 February 2021 is day 150
