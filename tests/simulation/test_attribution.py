"""Small networks whose every day is accounted for on paper: what led to a milestone, and through whom.

A start or finish is led to by the condition true since latest, ties by listed order. Day 0 is 2020-10-01,
so 2020-10-11 is day 10, 2020-10-21 day 20, 2020-11-15 day 45 and 2021-01-01 day 92.
"""

from __future__ import annotations

from tests.conftest import Tell, Told


def chain(told: Told, milestone: str) -> set[str]:
    """The steps through which a milestone was led to."""
    number = [one.name for one in told.plan.milestones].index(milestone)
    on_it = told.outcomes.on_chain[0, number]
    return {group.name for group, is_on in zip(told.plan.groups, on_it, strict=True) if is_on}


def by_phase(told: Told, milestone: str) -> dict[str, float]:
    """Days that led to a milestone, by phase."""
    number = [one.name for one in told.plan.milestones].index(milestone)
    days = told.outcomes.booked[0, number].sum(axis=1)
    lines = zip(told.plan.lines, days, strict=True)
    return {line.phase: float(some) for line, some in lines if some}


def test_two_paths_meet_and_ties_go_by_listed_order(tell: Tell) -> None:
    told = tell(
        """
        activities:
          a: {title: A, duration: 20 d}
          b: {title: B, duration: 12 d}
          c: {title: C, duration: 5 d, after: {of: b, lag: 3 d}}
          through_a: {title: Through A, duration: 4 d, after: [a, c]}
          through_c: {title: Through C, duration: 4 d, after: [c, a]}
          longer: {title: Longer, duration: 21 d}
          last: {title: Last, duration: 1 d, after: [through_a, through_c, longer]}
        milestones:
          a_first: {title: A first, when: through_a, by: {2021-12-31: ours}}
          c_first: {title: C first, when: through_c, by: {2021-12-31: ours}}
          last: {title: Last, when: last, by: {2021-12-31: ours}}
        """
    )
    # Both paths are 20 days long: 20, and 12 + 3 + 5. The one listed first leads.
    assert told.causes("a_first") == {"work": 20 + 4}
    assert chain(told, "a_first") == {"a", "through_a"}
    assert told.causes("c_first") == {"work": 12 + 5 + 4, "lag": 3}
    assert chain(told, "c_first") == {"b", "c", "through_c"}
    # 24 through either, 21 through the longer: through A, listed first.
    assert told.causes("last") == {"work": 20 + 4 + 1}
    assert chain(told, "last") == {"a", "through_a", "last"}


def test_a_share_hangs_on_the_member_that_made_it_full(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 1}
        activities:
          h1: {title: H1, duration: 30 d, weight: 4}
          h2: {title: H2, duration: 10 d, weight: 1, crew: team}
          h3: {title: H3, duration: 20 d, weight: 1}
          h4: {title: H4, duration: 10 d, weight: 4, crew: team}
          by_number: {title: By number, duration: 6 d, starts_when: {count: 2, of: [h1, h2, h3, h4]}}
          by_weight:
            title: By weight
            duration: 6 d
            starts_when: {share: 50 %, of: [h1, h2, h3, h4], by: weight, lag: 2 d}
        milestones:
          number: {title: Number, when: by_number, by: {2021-12-31: ours}}
          weight: {title: Weight, when: by_weight, by: {2021-12-31: ours}}
        """
    )
    # H2 on day 10; H3 and, after ten days without the team, H4 on 20. The second of four is H3, before H4.
    assert told.start("by_number") == 20
    assert told.causes("number") == {"work": 20 + 6}
    assert chain(told, "number") == {"h3", "by_number"}
    # Weights 1, then 1 + 1, then 1 + 1 + 4: H4 fills the 5 of 10. Its team was late; then the lag.
    assert told.start("by_weight") == 22
    assert told.causes("weight") == {"crew": 10, "work": 10 + 6, "lag": 2}
    assert chain(told, "weight") == {"h4", "by_weight"}


def test_first_no_crew_then_closed_then_stopped(tell: Tell) -> None:
    told = tell(
        """
        phases: {paper: Paper, site: Site}
        calendars: {river: {title: River, closed: [10-21..10-30]}}
        crews: {divers: 1}
        activities:
          holder: {title: Holder, duration: 25 d, crew: divers}
          file: {title: File, phase: paper, duration: 10 d}
          piles: {title: Piles, phase: site, duration: 5 d, calendar: river, crew: divers, after: file}
          next: {title: Next, phase: site, duration: 3 d, after: piles}
        risks: {flood: {title: Flood, on: 2020-10-29, lasts: 7 d, effects: [{stop: piles}]}}
        milestones: {next: {title: Next, when: next, by: {2021-12-31: ours}}}
        """
    )
    # 10 to 20: the river is open, the divers are not there. 20 to 30: it is closed, whoever is there.
    # 30 to 35: it is open and there are divers, but the flood (28 to 35) stops the work.
    assert told.start("piles") == 35
    assert told.own_days("piles") == {"crew": 10, "season": 10, "stopped": 5, "work": 5}
    assert told.causes("next") == {"work": 10 + 5 + 3, "crew": 10, "season": 10, "stopped": 5}
    assert sum(told.causes("next").values()) == told.day("next") == 43
    assert chain(told, "next") == {"file", "piles", "next"}
    assert by_phase(told, "next") == {"paper": 10, "site": 33}


def test_session_before_money_before_crew(tell: Tell) -> None:
    told = tell(
        """
        sessions: {council: {title: Council, dates: [2020-10-20]}}
        capital: {fund: {title: Fund, dated: {2020-11-15: 10 bn VND}}}
        crews: {team: 1}
        activities:
          holder: {title: Holder, duration: 60 d, crew: team}
          file: {title: File, duration: 5 d}
          road:
            title: Road
            duration: 10 d
            after: file
            session: council
            crew: team
            capital: {from: fund, amount: 10 bn VND}
        milestones: {road: {title: Road, when: road, by: {2021-12-31: ours}}}
        """
    )
    # The council passes it on day 20, the money is there on 45, the team on 60.
    assert told.start("road") == 60
    assert told.own_days("road") == {"session": 15, "capital": 25, "crew": 15, "work": 10}
    assert told.causes("road") == {"work": 5 + 10, "session": 15, "capital": 25, "crew": 15}
    assert chain(told, "road") == {"file", "road"}


def test_money_for_the_second_half_is_late(tell: Tell) -> None:
    told = tell(
        """
        capital: {fund: {title: Fund, opening: 5 bn VND, dated: {2020-11-15: 5 bn VND}}}
        activities:
          file: {title: File, duration: 5 d}
          bridge:
            title: Bridge
            duration: 20 d
            after: file
            capital: {from: fund, amount: 10 bn VND, stages: 2}
          opened: {title: Opened, duration: 2 d, after: bridge}
        milestones: {opened: {title: Opened, when: opened, by: {2021-12-31: ours}}}
        """
    )
    # 5 to 15 the first half; 15 to 45 no money; the second half to 55.
    assert told.own_days("bridge") == {"work": 20, "capital": 30}
    assert told.causes("opened") == {"work": 5 + 20 + 2, "capital": 30}
    assert told.day("opened") == 57
    assert chain(told, "opened") == {"file", "bridge", "opened"}


def test_a_lead_hangs_on_the_start_of_the_other(tell: Tell) -> None:
    told = tell(
        """
        crews: {masons: 1}
        activities:
          holder: {title: Holder, duration: 12 d, crew: masons}
          prepared: {title: Prepared, duration: 5 d}
          walls: {title: Walls, duration: 30 d, crew: masons, after: prepared}
          roof: {title: Roof, duration: 10 d, after: {of: walls, lag: -10 d}}
        risks: {flood: {title: Flood, on: 2020-10-21, lasts: 5 d, effects: [{stop: walls}]}}
        milestones: {roof: {title: Roof, when: roof, by: {2021-12-31: ours}}}
        """
    )
    # The walls wait for the masons from 5 to 12, rest from 20 to 25 and end on 47: ten days before is 37.
    assert told.own_days("walls") == {"crew": 7, "work": 30, "stopped": 5}
    assert told.start("roof") == 37
    # 25 days since the walls' start on 12, whatever was done in them; before that what led to that start.
    assert told.causes("roof") == {"work": 5 + 10, "crew": 7, "lag": 25}
    assert chain(told, "roof") == {"prepared", "walls", "roof"}


def test_a_finish_held_hangs_on_what_held_it_alone(tell: Tell) -> None:
    told = tell(
        """
        crews: {electricians: 1}
        activities:
          survey: {title: Survey, duration: 8 d}
          road: {title: Road, duration: 20 d, after: survey}
          holder: {title: Holder, duration: 9 d, crew: electricians}
          lights:
            title: Lights
            duration: 10 d
            crew: electricians
            after: {of: road, type: FF, lag: 5 d}
          opened: {title: Opened, duration: 2 d, after: lights}
        milestones: {opened: {title: Opened, when: opened, by: {2021-12-31: ours}}}
        """
    )
    # The lights wait 9 days for the electricians, work to 19 and are held until 28 + 5.
    assert told.finish("lights") == 33
    assert told.own_days("lights") == {"crew": 9, "work": 10, "hold": 14}
    # None of their own days led to the opening: the road's did.
    assert told.causes("opened") == {"work": 8 + 20 + 2, "lag": 5}
    assert chain(told, "opened") == {"survey", "road", "lights", "opened"}


def test_a_dossier_sent_back_once(tell: Tell) -> None:
    told = tell(
        """
        crews: {planner: 1}
        activities:
          order: {title: Order, duration: 3 d}
          draft: {title: Draft, duration: 10 d, after: order, crew: planner}
          check: {title: Check, duration: 4 d, after: draft}
          vote:
            title: Vote
            duration: 2 d
            after: {of: check, lag: 1 d}
            rework: {accepted: [0, 1], rounds: 3, back_to: draft, delay: 6 d, then: never}
          call: {title: Call, duration: 5 d}
          other: {title: Other, duration: 20 d, after: call, crew: planner}
          opened: {title: Opened, duration: 5 d, after: vote}
        milestones: {opened: {title: Opened, when: opened, by: {2021-12-31: ours}}}
        """
    )
    # Order 3, draft to 13, check to 17, a day, vote to 20: sent back, to begin again on 26. The planner is
    # with the other from 13 to 33, so draft to 43, check to 47, a day, vote to 50, opening to 55.
    assert told.finish("vote") == 50
    assert told.causes("opened") == {
        "work": 3 + (10 + 4 + 2) + 5,
        "lag": 1 + 1,
        "rework": 6 + (10 + 4 + 2),
        "crew": 33 - 26,
    }
    assert sum(told.causes("opened").values()) == 55
    assert chain(told, "opened") == {"order", "draft", "check", "vote", "opened"}


def test_a_level_reached_by_a_jump_hangs_on_who_jumped(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 1}
        indicators: {points: {title: Points, start: 70, drift: 0.03125 per day, jumps: {bridge: 2, park: 2}}}
        activities:
          holder: {title: Holder, duration: 6 d, crew: team}
          park: {title: Park, duration: 16 d}
          bridge: {title: Bridge, duration: 26 d, crew: team}
          by_jump: {title: By a jump, duration: 4 d, starts_when: {indicator: points, at_least: 74.5}}
          by_drift: {title: By drift, duration: 4 d, starts_when: {indicator: points, at_least: 75.25}}
        milestones:
          jump: {title: Jump, when: by_jump, by: {2021-12-31: ours}}
          drift: {title: Drift, when: by_drift, by: {2021-12-31: ours}}
        """
    )
    # 70 + 16/32 + 2 = 72.5 on day 16; on 32, when the bridge is done, 71 + 2 + 2 = 75: its jump passes 74.5.
    assert told.start("by_jump") == 32
    assert told.causes("jump") == {"crew": 6, "work": 26 + 4}
    assert chain(told, "jump") == {"bridge", "by_jump"}
    # A quarter more takes 8 days, counted from the bridge, which moved the points last.
    assert told.start("by_drift") == 40
    assert told.causes("drift") == {"crew": 6, "work": 26 + 4, "indicator": 8}
    assert chain(told, "drift") == {"bridge", "by_drift"}


def test_a_stop_in_the_middle_of_the_work(tell: Tell) -> None:
    told = tell(
        """
        phases: {paper: Paper, site: Site}
        activities:
          file: {title: File, phase: paper, duration: 7 d}
          pier: {title: Pier, phase: site, duration: 30 d, after: file}
          road: {title: Road, phase: site, duration: 46 d}
          opened: {title: Opened, phase: paper, duration: 2 d, after: [road, pier]}
        risks:
          flood: {title: Flood, on: 2020-10-21, lasts: 10 d, effects: [{stop: pier}]}
          rain: {title: Rain, on: 2020-10-21, lasts: 20 d, effects: [{slow: pier, to: 75 %}]}
        milestones: {opened: {title: Opened, when: opened, by: {2021-12-31: ours}}}
        """
    )
    # From 7 to 20 13 days of work; stopped to 30; three quarters of the ten days to 40; the last 9.5 to 49.5.
    assert told.finish("pier") == 49.5
    assert told.own_days("pier") == {"work": 30, "stopped": 12.5}
    assert told.causes("opened") == {"work": 7 + 30 + 2, "stopped": 12.5}
    assert by_phase(told, "opened") == {"paper": 9, "site": 42.5}
    assert chain(told, "opened") == {"file", "pier", "opened"}


def test_any_hangs_on_the_first_and_a_milestone_on_its_last(tell: Tell) -> None:
    told = tell(
        """
        activities:
          short: {title: Short, duration: 10 d}
          long: {title: Long, duration: 25 d}
          joined: {title: Joined, duration: 5 d, after: {any: [{of: short, lag: 20 d}, long]}}
          gate: {title: Gate, duration: 3 d, not_before: 2020-11-15, after: joined}
        milestones:
          joined: {title: Joined, when: [joined, short], by: {2021-12-31: ours}}
          gate: {title: Gate, when: gate, by: {2021-12-31: ours}}
        """
    )
    # Short with its lag on 30, long on 25.
    assert told.causes("joined") == {"work": 25 + 5}
    assert chain(told, "joined") == {"long", "joined"}
    # A date has no anchor: all days before it are its own.
    assert told.causes("gate") == {"logic": 45, "work": 3}
    assert chain(told, "gate") == {"gate"}


def test_who_got_the_crew_ahead_of_others_waits_for_its_own_work(tell: Tell) -> None:
    told = tell(
        """
        crews: {team: 1}
        activities:
          a: {title: A, duration: 10 d, crew: team}
          b: {title: B, duration: 10 d, crew: team, priority: 5}
          c: {title: C, duration: 3000 d, crew: team, priority: 1, after: a}
        milestones:
          b: {title: B, when: b, by: {2021-12-31: ours}}
          c: {title: C, when: c, by: {2021-12-31: ours}}
        """
    )
    # On day 10 C asks and is served at once, while B goes on waiting in the same line.
    assert told.waits("b") == ("b", "crew")
    assert told.waits("c") == ("c", "work")
