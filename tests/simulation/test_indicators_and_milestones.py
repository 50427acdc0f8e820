"""Levels that drift, jump and are lost again; what a milestone may need; sessions on drawn days; on paper.

Day 0 is 2020-10-01. So 2020-10-19 is day 18, 2021-01-01 day 92, 2021-06-15 day 257, 2021-07-31 day 303,
2022-01-01 day 457, 2022-06-15 day 622 and 2022-07-31 day 668.
"""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest

from model.analysis.tally import tally
from tests.conftest import Tell, Told

# indicators ------------------------------------------------------------------------------------


def test_points_drift_faster_from_a_listed_year_on(tell: Tell) -> None:
    told = tell(
        """
        indicators:
          points: {title: Points, start: 50, drift: {2020: 0.125 per day, 2021: 0.25 per day}}
        activities:
          early: {title: Early, duration: 5 d, starts_when: {indicator: points, at_least: 60}}
          late: {title: Late, duration: 5 d, starts_when: {indicator: points, at_least: 64}}
          much_later: {title: Much later, duration: 5 d, starts_when: {indicator: points, at_least: 161.5}}
        milestones: {late: {title: Late, when: late, by: {2021-12-31: ours}}}
        """
    )
    # 10 points at an eighth a day.
    assert told.start("early") == 80
    # By day 92 they are 61.5; 2.5 more at a quarter a day.
    assert told.start("late") == 92 + 10
    assert told.causes("late") == {"indicator": 102, "work": 5}
    # The rate of 2021 goes on in 2022: 100 more take 400 days.
    assert told.start("much_later") == 92 + 400


POINTS = """
    indicators:
      points: {{title: Points, start: {start}, jumps: {{bridge: 2, closure: -3, park: 2}}{more}}}
    activities:
      bridge: {{title: Bridge, duration: 10 d}}
      closure: {{title: Closure, duration: 20 d}}
      park: {{title: Park, duration: 40 d}}
      file: {{title: File, duration: {file} d}}
      scheme:
        title: Scheme
        duration: 5 d
        after: file
        starts_when: {{indicator: points, at_least: 75}}
    milestones: {{scheme: {{title: Scheme, when: scheme, by: {{2021-12-31: ours}}}}}}
    """


def points(tell: Tell, file: int, start: int = 74, more: str = "") -> Told:
    """Points that jump by 2 on day 10, by -3 on day 20 and by 2 on day 40, and a scheme that needs 75."""
    return tell(POINTS.format(file=file, start=start, more=more))


def test_a_level_may_be_lost_before_it_is_of_use(tell: Tell) -> None:
    # 74, from day 10 on 76, from day 20 on 73, from day 40 on 75. The file done on 15 finds 76.
    told = points(tell, file=15)
    assert told.start("scheme") == 15
    assert told.causes("scheme") == {"work": 15 + 5}
    # Done on 30, it finds 73 and waits for the park, which lifted the points last.
    told = points(tell, file=30)
    assert told.start("scheme") == 40
    assert told.causes("scheme") == {"work": 40 + 5}
    # Done on 20, the day of the closure: jumps belong to finishes, and come before anybody is ready.
    assert points(tell, file=20).start("scheme") == 40
    # Done on 45: the level is there since 40, the file is what it waited for last.
    assert points(tell, file=45).causes("scheme") == {"work": 45 + 5}


def test_drift_and_jumps_together(tell: Tell) -> None:
    drift = ", drift: 0.0625 per day"
    # 74 + 10/16 + 2 on day 10: enough. On 20: 74 + 20/16 - 1 = 74.25: lost, and 0.75 more take 12 days.
    told = points(tell, file=25, more=drift)
    assert told.start("scheme") == 32
    # Since the closure, which moved the points last, on day 20.
    assert told.causes("scheme") == {"work": 20 + 5, "indicator": 12}
    # With falling points: 74 - 10/16 + 2 = 75.375 on day 10, below 75 again 6 days later.
    falling = ", drift: -0.0625 per day"
    assert points(tell, file=15, more=falling).start("scheme") == 15
    # At the very instant at which they are 75 they suffice.
    assert points(tell, file=16, more=falling).start("scheme") == 16


def test_at_most_is_a_level_too(tell: Tell) -> None:
    told = tell(
        """
        indicators:
          poverty: {title: Poverty, start: 10, drift: -0.25 per day, jumps: {flood: 2}}
        activities:
          flood: {title: Flood, duration: 12 d}
          file: {title: File, duration: 5 d, starts_when: {indicator: poverty, at_most: 8}}
          long_file: {title: Long file, duration: 5 d, starts_when: {indicator: poverty, at_most: 5}}
        milestones: {long: {title: Long, when: long_file, by: {2021-12-31: ours}}}
        """
    )
    # 8 on day 8. On day 12 it is 7, and 9 with the flood; 4 less take 16 days.
    assert told.start("file") == 8
    assert told.start("long_file") == 28
    assert told.causes("long") == {"work": 12 + 5, "indicator": 16}


def test_a_level_there_from_the_start_costs_no_day(tell: Tell) -> None:
    told = points(tell, file=7, start=80)
    assert told.start("scheme") == 7
    assert told.causes("scheme") == {"work": 7 + 5}


def test_a_level_may_hold_a_finish(tell: Tell) -> None:
    told = tell(
        """
        indicators: {settled: {title: Settled, start: 0, drift: 0.25 per day}}
        activities:
          fill: {title: Fill, duration: 12 d, finishes_when: {indicator: settled, at_least: 10}}
        milestones: {fill: {title: Fill, when: fill, by: {2021-12-31: ours}}}
        """
    )
    assert told.start("fill") == 0
    assert told.day("fill") == 40
    assert told.causes("fill") == {"indicator": 40}
    assert told.own_days("fill") == {"work": 12, "hold": 28}


# milestones ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("[a, b, c]", 30),
        ("{any: [b, c]}", 20),
        ("{at_least: 2, of: [c, b, a]}", 20),
        ("{at_least: 1, of: [c, b, a]}", 10),
        ("{at_least: 3, of: [c, b, a]}", 30),
        # Points are 70 + 2 from day 10 on, 69 from 20 on, 76 from 30 on.
        ("{levels: {points: 72}}", 10),
        ("{levels: {points: {at_least: 73}}}", 30),
        ("{levels: {points: {at_most: 69}}}", 20),
        # The level must be there at the same instant: 72 is lost on the day on which B is done.
        ("{all: b, levels: {points: 72}}", 30),
        ("{any: [a, c], levels: {points: 72}}", 10),
        ("{at_least: 2, of: [a, b, c], levels: {points: {at_most: 71}}}", 20),
        ("{all: a, levels: {points: {at_most: 71}}}", 20),
    ],
)
def test_what_a_milestone_may_need(tell: Tell, when: str, day: int) -> None:
    told = tell(
        f"""
        indicators: {{points: {{title: Points, start: 70, jumps: {{a: 2, b: -3, c: 7}}}}}}
        activities:
          a: {{title: A, duration: 10 d}}
          b: {{title: B, duration: 20 d}}
          c: {{title: C, duration: 30 d}}
        milestones: {{end: {{title: End, when: {when}, by: {{2021-12-31: ours}}}}}}
        """
    )
    assert told.day("end") == day
    assert sum(told.causes("end").values()) == day


def test_reached_once_is_reached(tell: Tell) -> None:
    told = tell(
        """
        indicators: {points: {title: Points, start: 70, drift: 0.125 per day, jumps: {closure: -20}}}
        activities:
          closure: {title: Closure, duration: 50 d}
        milestones: {rich: {title: Rich, when: {levels: {points: 75}}, by: {60 d: ours}}}
        """
    )
    # 75 on day 40; that it is lost on 50 takes nothing back.
    assert told.day("rich") == 40
    assert list(tally(told.plan, told.outcomes).met) == [1]


def test_each_deadline_is_counted_by_itself(tell: Tell) -> None:
    told = tell(
        """
        activities:
          road: {title: Road, duration: 20 d}
        milestones:
          road:
            title: Road
            when: road
            by: {2020-10-19: strict, 2020-10-20: stated, 2020-10-31: lenient, 19 d: ours, 20 d: ours}
        """
    )
    # Done at the end of 20 October, the twentieth day: late for the 19th, in time for the 20th.
    assert list(tally(told.plan, told.outcomes).met) == [0, 1, 1, 0, 1]


def test_a_milestone_of_several_is_led_to_by_the_last(tell: Tell) -> None:
    told = tell(
        """
        sessions: {council: {title: Council, yearly: [12-10]}}
        activities:
          a: {title: A, duration: 30 d, session: council}
          b: {title: B, duration: 90 d}
        milestones:
          both: {title: Both, when: [a, b], by: {2021-12-31: ours}}
          one: {title: One, when: {any: [a, b]}, by: {2021-12-31: ours}}
        """
    )
    # A passes on 71 and is done on 101; B on 90.
    assert told.day("both") == 101
    assert told.causes("both") == {"session": 71, "work": 30}
    assert told.day("one") == 90
    assert told.causes("one") == {"work": 90}


# sessions on drawn days ------------------------------------------------------------------------

COUNCIL = """
    sessions: {council: {title: Council, drawn: [06-15..07-31]}}
    activities:
      a: {title: A, duration: 5 d, session: council}
      file: {title: File, duration: 200 d}
      b: {title: B, duration: 5 d, session: council, after: file}
      long_file: {title: Long file, duration: 400 d}
      c: {title: C, duration: 5 d, session: council, after: long_file}
      longer_file: {title: Longer file, duration: 450 d}
      d: {title: D, duration: 5 d, session: council, after: longer_file}
    milestones: {a: {title: A, when: a, by: {2021-12-31: ours}}}
    """


def test_a_council_on_a_drawn_day_is_the_same_for_all_who_wait(tell: Tell) -> None:
    told = tell(COUNCIL, replications=2000)
    names = [group.name for group in told.plan.groups]
    a, b, c, d = (told.outcomes.start[:, names.index(name)] for name in "abcd")
    assert (a == b).all()
    assert (c == d).all()
    # Passed at the end of a day from 15 June 2021 (257) to 31 July (303), each of the 47 now and then.
    assert set(a) == {float(day + 1) for day in range(257, 304)}
    assert set(c) == {float(day + 1) for day in range(622, 669)}
    # Evenly: 280 in the mean, of 47 days; four standard errors.
    spread = sqrt((47**2 - 1) / 12)
    assert abs((a - 1).mean() - 280) < 4 * spread / sqrt(2000)
    assert abs((c - 1).mean() - 645) < 4 * spread / sqrt(2000)
    # Next year has a luck of its own.
    assert abs(np.corrcoef(a, c)[0, 1]) < 4 / sqrt(2000)
    assert told.causes("a", 7) == {"session": a[7], "work": 5}


def test_who_is_ready_within_the_season_may_have_missed_it(tell: Tell) -> None:
    told = tell(
        """
        sessions: {council: {title: Council, drawn: [06-15..07-31]}}
        activities:
          now: {title: Now, duration: 5 d, session: council}
          file: {title: File, duration: 280 d}
          then: {title: Then, duration: 5 d, session: council, after: file}
        milestones: {then: {title: Then, when: then, by: {2022-12-31: ours}}}
        """,
        replications=200,
    )
    names = [group.name for group in told.plan.groups]
    now, then = (told.outcomes.start[:, names.index(name)] for name in ("now", "then"))
    in_time = now >= 280
    assert 0.3 < in_time.mean() < 0.7
    assert (then[in_time] == now[in_time]).all()
    assert (then[~in_time] >= 623).all()
    assert (then < inf).all()
