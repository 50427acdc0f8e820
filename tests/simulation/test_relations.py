"""Who waits for whom, and for how long: start and finish relations, lags and leads, worked out on paper.

Day 0 is Thursday 2020-10-01, so days 2, 3, 9, 10, 16, 17 … are Saturdays and Sundays. Where no
calendar is named, the default week counts Monday to Friday as working days.
"""

from __future__ import annotations

import numpy as np

from tests.conftest import Tell, Told


def test_deck_begins_ten_days_after_the_piles_begin(tell: Tell) -> None:
    told = tell(
        """
        activities:
          permit: {title: Permit, duration: 7 d}
          piles: {title: Piles, duration: 30 d, after: permit}
          deck: {title: Deck, duration: 30 d, after: {of: piles, type: SS, lag: 10 d}}
        milestones: {deck: {title: Deck, when: deck, by: {2021-12-31: ours}}}
        """
    )
    # The piles begin on day 7 and are not done before 37; the deck asks only that they have begun.
    assert told.start("deck") == 7 + 10
    assert told.day("deck") == 17 + 30
    assert told.causes("deck") == {"work": 7 + 30, "lag": 10}


def test_a_start_that_waits_for_a_session_moves_all_that_hang_on_that_start(tell: Tell) -> None:
    told = tell(
        """
        sessions: {council: {title: Council, yearly: [12-10]}}
        activities:
          piles: {title: Piles, duration: 30 d, session: council}
          deck: {title: Deck, duration: 5 d, after: {of: piles, type: SS}}
          night_guard: {title: Night guard, duration: 20 d, after: {of: piles, type: SF, lag: 2 d}}
        milestones:
          deck: {title: Deck, when: deck, by: {2021-12-31: ours}}
          guard: {title: Guard, when: night_guard, by: {2021-12-31: ours}}
        """
    )
    # 10 December is day 70; it passes at its end, on 71.
    assert told.start("deck") == 71
    assert told.causes("deck") == {"session": 71, "work": 5}
    # The guard begins at once, has done its 20 days on day 20, and may not go before 71 + 2.
    assert told.start("night_guard") == 0
    assert told.day("guard") == 71 + 2
    assert told.causes("guard") == {"session": 71, "lag": 2}
    assert told.own_days("night_guard") == {"work": 20, "hold": 73 - 20}


LIGHTS = """
    crews: {{electricians: 1}}
    activities:
      road: {{title: Road, duration: 20 d}}
      lights:
        title: Lights
        duration: {days} d
        crew: electricians
        after: {{of: road, type: FF, lag: 5 d}}
      school: {{title: School, duration: 3 d, crew: electricians}}
    milestones: {{lights: {{title: Lights, when: lights, by: {{2021-12-31: ours}}}}}}
    """


def test_finish_to_finish_holds_the_finish_and_not_the_start(tell: Tell) -> None:
    told = tell(LIGHTS.format(days=10))
    # Its own work is done on day 10; five days after the road (20) it may be handed over.
    assert told.start("lights") == 0
    assert told.day("lights") == 20 + 5
    assert told.causes("lights") == {"work": 20, "lag": 5}
    assert told.own_days("lights") == {"work": 10, "hold": 15}
    # The electricians go at the end of the work, not at the hand-over.
    assert told.start("school") == 10


def test_a_finish_to_finish_that_is_there_already_holds_nothing(tell: Tell) -> None:
    told = tell(LIGHTS.format(days=40))
    assert told.day("lights") == 40
    assert told.causes("lights") == {"work": 40}
    assert told.own_days("lights") == {"work": 40}
    # Five days after the road, to the day, is no hold either.
    told = tell(LIGHTS.format(days=25))
    assert told.day("lights") == 25
    assert told.own_days("lights") == {"work": 25}


def test_a_lag_in_working_days_leaves_out_the_weekends(tell: Tell) -> None:
    told = tell(
        """
        activities:
          notice: {title: Notice, duration: 8 d}
          hearing: {title: Hearing, duration: 1 d, after: {of: notice, lag: 3 wd}}
          signing: {title: Signing, duration: 1 d, after: {of: notice, lag: 2 wd}}
          archive: {title: Archive, duration: 1 d, after: {of: notice, type: FF, lag: 7 wd}}
        milestones:
          hearing: {title: Hearing, when: hearing, by: {2021-12-31: ours}}
          archive: {title: Archive, when: archive, by: {2021-12-31: ours}}
        """
    )
    # From Friday, day 8: Friday 8, Monday 11, Tuesday 12. Three working days are over on day 13.
    assert told.start("hearing") == 13
    assert told.causes("hearing") == {"work": 8 + 1, "lag": 5}
    assert told.start("signing") == 12
    # Seven: 8, 11 to 15, and Monday 18.
    assert told.day("archive") == 19
    assert told.causes("archive") == {"work": 8, "lag": 11}


def test_of_several_the_first_whose_own_lag_is_over(tell: Tell) -> None:
    offers = """
        activities:
          a: {{title: A, duration: 30 d}}
          b: {{title: B, duration: 20 d}}
          c: {{title: C, duration: 22 d}}
          deal:
            title: Deal
            duration: 4 d
            after: {{any: [a, {{of: b, lag: {lag}}}, {{of: c, lag: 6 d}}]}}
        milestones: {{deal: {{title: Deal, when: deal, by: {{2021-12-31: ours}}}}}}
        """
    # a on 30, b on 20 + 5, c on 22 + 6: b.
    told = tell(offers.format(lag="5 d"))
    assert told.start("deal") == 25
    assert told.causes("deal") == {"work": 20 + 4, "lag": 5}
    # a on 30, b on 20 + 9, c on 22 + 6: c.
    told = tell(offers.format(lag="9 d"))
    assert told.start("deal") == 28
    assert told.causes("deal") == {"work": 22 + 4, "lag": 6}


def test_of_several_the_one_without_lag_may_be_last_to_end_and_first_to_count(tell: Tell) -> None:
    told = tell(
        """
        activities:
          a: {title: A, duration: 20 d}
          b: {title: B, duration: 10 d}
          deal: {title: Deal, duration: 4 d, after: {any: [{of: b, lag: 40 d}, a]}}
        milestones: {deal: {title: Deal, when: deal, by: {2021-12-31: ours}}}
        """
    )
    assert told.start("deal") == 20
    assert told.causes("deal") == {"work": 24}


def test_an_uncertain_lag_is_drawn_once_a_replication(tell: Tell) -> None:
    told = tell(
        """
        activities:
          notice: {title: Notice, duration: 20 d}
          hearing:
            title: Hearing
            duration: 1 d
            after: {of: notice, lag: {dist: uniform, low: 2 d, high: 6 d}}
        milestones: {hearing: {title: Hearing, when: hearing, by: {2021-12-31: ours}}}
        """,
        replications=200,
    )
    lags = [told.start("hearing", one) - 20 for one in range(200)]
    assert min(lags) >= 2
    assert max(lags) <= 6
    assert len(set(lags)) > 190
    # The mean of 2 to 6 is 4; four standard errors of 200 draws are 4 × (4 / √12) / √200 = 0.33.
    assert abs(np.mean(lags) - 4) < 0.33
    assert all(told.causes("hearing", one)["lag"] == lags[one] for one in range(200))


def test_an_uncertain_lag_may_be_a_lead_in_some_replications(tell: Tell) -> None:
    told = tell(
        """
        activities:
          notice: {title: Notice, duration: 20 d}
          hearing:
            title: Hearing
            duration: 1 d
            after: {of: notice, lag: {dist: uniform, low: -5 d, high: 5 d}}
        milestones: {hearing: {title: Hearing, when: hearing, by: {2021-12-31: ours}}}
        """,
        replications=100,
    )
    starts = [told.start("hearing", one) for one in range(100)]
    assert 15 <= min(starts) < 20 < max(starts) <= 25
    for one, start in enumerate(starts):
        # Before the finish it hangs on the predecessor's start (day 0), after it on the finish (day 20).
        led = {"lag": start, "work": 1}
        lagged = {"work": 20 + 1, "lag": start - 20}
        assert told.causes("hearing", one) == (led if start < 20 else lagged)


# leads -----------------------------------------------------------------------------------------


def walls_and_roof(tell: Tell, lead: str, risks: str = "risks: {}", type_: str = "FS") -> Told:
    """Walls of 30 days from day 5; the roof, 10 days, hangs on them with a lead."""
    return tell(
        f"""
        activities:
          prepared: {{title: Prepared, duration: 5 d}}
          walls: {{title: Walls, duration: 30 d, after: prepared}}
          roof: {{title: Roof, duration: 10 d, after: {{of: walls, type: {type_}, lag: {lead}}}}}
        milestones: {{roof: {{title: Roof, when: roof, by: {{2021-12-31: ours}}}}}}
        {risks}
        """
    )


def test_a_lead_is_met_so_many_days_before_the_projected_finish(tell: Tell) -> None:
    told = walls_and_roof(tell, "-10 d")
    # The walls run from 5 to 35: ten days before is 25. The walls' start on day 5 holds it, and 20 days.
    assert told.start("roof") == 5 + 30 - 10
    assert told.day("roof") == 25 + 10
    assert told.causes("roof") == {"work": 5 + 10, "lag": 20}


def test_a_lead_longer_than_the_work_is_met_when_the_work_begins(tell: Tell) -> None:
    told = walls_and_roof(tell, "-40 d")
    assert told.start("roof") == 5
    assert told.causes("roof") == {"work": 5 + 10}


def test_a_lead_of_a_finish_holds_the_finish(tell: Tell) -> None:
    told = walls_and_roof(tell, "-8 d", type_="FF")
    # The roof's own ten days are over on day 10; the walls' finish on 35 less 8 is 27.
    assert told.start("roof") == 0
    assert told.day("roof") == 27
    assert told.causes("roof") == {"work": 5, "lag": 22}
    assert told.own_days("roof") == {"work": 10, "hold": 17}


def test_a_stop_before_the_lead_is_met_moves_it(tell: Tell) -> None:
    flood = """
        risks: {flood: {title: Flood, on: 2020-10-11, lasts: 6 d, effects: [{stop: walls}]}}
        """
    told = walls_and_roof(tell, "-10 d", flood)
    # Five days done by day 10, none from 10 to 16, so the finish moves from 35 to 41: met on 31.
    assert told.finish("walls") == 41
    assert told.start("roof") == 31
    assert told.causes("roof") == {"work": 5 + 10, "lag": 26}


def test_a_lead_once_met_stays_met(tell: Tell) -> None:
    told = tell(
        """
        activities:
          walls: {title: Walls, duration: 30 d}
          tiles: {title: Tiles, duration: 25 d}
          roof: {title: Roof, duration: 10 d, after: [{of: walls, lag: -10 d}, tiles]}
        risks: {flood: {title: Flood, on: 2020-10-23, lasts: 40 d, effects: [{stop: walls}]}}
        milestones: {roof: {title: Roof, when: roof, by: {2021-12-31: ours}}}
        """
    )
    # Met on day 20; from 22 to 62 the walls rest, and their finish moves to 70. Only the tiles are awaited.
    assert told.finish("walls") == 30 + 40
    assert told.start("roof") == 25
    assert told.causes("roof") == {"work": 25 + 10}


def test_a_lead_is_projected_anew_when_work_slows_and_when_it_recovers(tell: Tell) -> None:
    def rain(days: int) -> str:
        effects = "[{slow: walls, to: 50 %}]"
        return f"risks: {{rain: {{title: Rain, on: 2020-10-16, lasts: {days} d, effects: {effects}}}}}"

    # On day 15, 20 days of work are left: at half speed until 55, less ten is 45; but on day 25 it clears,
    # 15 are left, the walls will be done on 40: met on 30.
    told = walls_and_roof(tell, "-10 d", rain(10))
    assert told.finish("walls") == 40
    assert told.start("roof") == 30
    # It rains on: done on day 55, met on 45, when five days of work are left.
    told = walls_and_roof(tell, "-10 d", rain(400))
    assert told.finish("walls") == 55
    assert told.start("roof") == 45
    # It clears on day 35, ten days are left, done on 45. A lead of 18 days, expected on 17 at first and on
    # 55 - 18 = 37 in the rain, would have been due on 27: met at once.
    told = walls_and_roof(tell, "-18 d", rain(20))
    assert told.start("roof") == 35
    assert told.causes("roof") == {"work": 5 + 10, "lag": 30}


def test_a_lead_counts_back_from_the_finish_under_the_calendar(tell: Tell) -> None:
    told = tell(
        """
        calendars: {office: {title: Office, week: 1111100}}
        activities:
          draft: {title: Draft, duration: 10 wd, calendar: office}
          print: {title: Print, duration: 1 d, after: {of: draft, lag: -5 d}}
          invite: {title: Invite, duration: 1 d, after: {of: draft, lag: -5 wd}}
        milestones:
          printed: {title: Printed, when: print, by: {2021-12-31: ours}}
          invited: {title: Invited, when: invite, by: {2021-12-31: ours}}
        """
    )
    # Ten working days from Thursday, day 0: 0, 1, 4 to 8, 11, 12, 13. Done on day 14.
    assert told.finish("draft") == 14
    assert told.start("print") == 14 - 5
    # The five working days before: 13, 12, 11, 8, 7.
    assert told.start("invite") == 7
    assert told.causes("printed") == {"lag": 9, "work": 1}


def test_a_lead_is_not_met_while_the_other_waits_for_money(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, opening: 5 bn VND, dated: {2020-11-30: 5 bn VND}}}
        activities:
          walls: {title: Walls, duration: 30 d, capital: {from: fund, amount: 10 bn VND, stages: 2}}
          roof: {title: Roof, duration: 10 d, after: {of: walls, lag: -10 d}}
        milestones: {roof: {title: Roof, when: roof, by: {2021-12-31: ours}}}
        """
    )
    # Met on day 20 if all went on; but half of the walls stands still from 15 to 60, and they end on 75.
    assert told.start("roof") == 65
    assert told.causes("roof") == {"lag": 65, "work": 10}


def test_a_lead_met_in_the_first_round_is_not_taken_back_by_a_second(tell: Tell) -> None:
    told = tell(
        """
        activities:
          plan: {title: Plan, duration: 20 d, rework: {accepted: [0, 1], rounds: 3, then: never}}
          print: {title: Print, duration: 1 d, after: {of: plan, lag: -5 d}}
          hearing: {title: Hearing, duration: 1 d, after: plan}
        milestones:
          print: {title: Print, when: print, by: {2021-12-31: ours}}
          hearing: {title: Hearing, when: hearing, by: {2021-12-31: ours}}
        """
    )
    # Five days before the finish of the round in hand, 20; that the round is sent back shows only then.
    assert told.start("print") == 15
    assert told.start("hearing") == 40
    assert told.causes("hearing") == {"work": 20 + 1, "rework": 20}


def test_who_waits_for_two_takes_the_later_whatever_the_relation(tell: Tell) -> None:
    told = tell(
        """
        activities:
          piles: {title: Piles, duration: 30 d}
          girders: {title: Girders, duration: 18 d}
          deck:
            title: Deck
            duration: 12 d
            after:
              - {of: piles, type: SS, lag: 20 d}
              - {of: girders, lag: 1 d}
              - {of: piles, type: FF, lag: 3 d}
        milestones: {deck: {title: Deck, when: deck, by: {2021-12-31: ours}}}
        """
    )
    # Starts on max(0 + 20, 18 + 1); its own work ends on 32, held until 30 + 3.
    assert told.start("deck") == 20
    assert told.day("deck") == 33
    assert told.causes("deck") == {"work": 30, "lag": 3}
    assert told.own_days("deck") == {"work": 12, "hold": 1}
