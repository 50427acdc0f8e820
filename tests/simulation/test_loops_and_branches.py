"""Going back over several steps, shrinking rounds, and ways of which exactly one is taken, on paper.

Day 0 is 2020-10-01, so 2020-12-10 is day 70, 2021-01-01 day 92 and 2021-07-10 day 282.
"""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest

from model.analysis.tally import tally
from model.outcomes import Flow
from tests.conftest import Tell, Told

# loops -----------------------------------------------------------------------------------------


def dossier(tell: Tell, rework: str, draft: str = "", vote: str = "", other: int = 5, times: int = 1) -> Told:
    """After an order of 3 days a dossier of 10 + 5 + 2 days, which may be sent back to its draft.

    Its planner has another job of so many days, asked for on day 4.
    """
    return tell(
        f"""
        sessions: {{council: {{title: Council, yearly: [07-10, 12-10]}}}}
        capital: {{fund: {{title: Fund, opening: 4 bn VND, per_year: 40 bn VND}}}}
        crews: {{planner: 1}}
        activities:
          order: {{title: Order, duration: 3 d}}
          draft: {{title: Draft, duration: 10 d, after: order, crew: planner{draft}}}
          review: {{title: Review, duration: 5 d, after: draft}}
          vote: {{title: Vote, duration: 2 d, after: review, rework: {{back_to: draft, {rework}}}{vote}}}
          opening: {{title: Opening, duration: 6 d, after: vote}}
          call: {{title: Call, duration: 4 d}}
          other: {{title: Other, duration: {other} d, after: call, crew: planner}}
        milestones:
          voted: {{title: Voted, when: vote, by: {{2021-12-31: ours}}}}
          opened: {{title: Opened, when: opening, by: {{2021-12-31: ours}}}}
        """,
        replications=times,
    )


def test_a_dossier_sent_back_goes_over_all_three_steps_again(tell: Tell) -> None:
    told = dossier(tell, "accepted: [0, 1], rounds: 5, then: never")
    # 3, then 10 + 5 + 2 twice. What hangs on the vote sees only the vote that passed.
    assert told.day("voted") == 3 + 17 + 17
    assert told.causes("voted") == {"work": 3 + 17, "rework": 17}
    assert told.start("opening") == 37
    assert told.causes("opened") == {"work": 3 + 17 + 6, "rework": 17}


def test_a_dossier_accepted_at_once_is_never_in_the_loop(tell: Tell) -> None:
    told = dossier(tell, "accepted: 1, rounds: 5, then: never, delay: 4 d")
    assert told.day("opened") == 3 + 17 + 6
    assert told.causes("opened") == {"work": 26}


def test_each_later_pass_begins_after_the_delay(tell: Tell) -> None:
    told = dossier(tell, "accepted: [0, 0, 1], rounds: 5, then: never, delay: 4 d")
    assert told.day("voted") == 3 + 17 + (4 + 17) + (4 + 17)
    assert told.causes("voted") == {"work": 20, "rework": 42}


def test_after_the_last_pass_so_much_more_work_ends_it(tell: Tell) -> None:
    told = dossier(tell, "accepted: 0, rounds: 3, then: {duration: 9 d}")
    assert told.day("voted") == 3 + 3 * 17 + 9
    assert told.causes("voted") == {"work": 20, "rework": 2 * 17 + 9}


def test_after_the_last_pass_another_step_takes_over(tell: Tell) -> None:
    told = tell(
        """
        activities:
          draft: {title: Draft, duration: 10 d}
          review: {title: Review, duration: 5 d, after: draft}
          vote:
            title: Vote
            duration: 2 d
            after: review
            rework: {accepted: 0, rounds: 2, back_to: draft, then: decree}
          decree: {title: Decree, duration: 20 d}
          opening: {title: Opening, duration: 6 d, after: {any: [vote, decree]}}
        milestones: {opened: {title: Opened, when: opening, by: {2021-12-31: ours}}}
        """
    )
    assert told.start("decree") == 34
    assert told.day("opened") == 34 + 20 + 6
    assert told.causes("opened") == {"work": 17 + 20 + 6, "rework": 17}


def test_after_the_last_pass_it_may_never_be_done(tell: Tell) -> None:
    told = dossier(tell, "accepted: 50 %, rounds: 2, then: never", times=400)
    days = told.outcomes.day[:, 0]
    assert set(days) == {20.0, 37.0, inf}
    # Half at once, a quarter on the second pass, a quarter never: within four standard errors.
    for day, share in ((20.0, 0.5), (37.0, 0.25), (inf, 0.25)):
        assert abs((days == day).mean() - share) < 4 * sqrt(share * (1 - share) / 400)
    # Never is missed, not void.
    counted = tally(told.plan, told.outcomes)
    assert counted.met[0] == (days < inf).sum()
    assert counted.voided[0] == 0


@pytest.mark.parametrize(("each_round", "voted"), [("false", 37), ("true", 92 + 17)])
def test_later_passes_pay_only_where_each_round_is_paid(tell: Tell, each_round: str, voted: int) -> None:
    told = dossier(
        tell,
        "accepted: [0, 1], rounds: 5, then: never",
        draft=f", capital: {{from: fund, amount: 4 bn VND, each_round: {each_round}}}",
    )
    # The 4 there are pay for the first draft; the second, on day 20, has to wait for January's money.
    assert told.day("voted") == voted
    waited = {"capital": 92 - 20} if each_round == "true" else {}
    assert told.causes("voted") == {"work": 20, "rework": 17, **waited}
    assert told.money("fund", 2020, Flow.SPENT) == 4_000
    assert told.money("fund", 2021, Flow.SPENT) == (4_000 if each_round == "true" else 0)


def test_between_passes_the_planner_works_for_others(tell: Tell) -> None:
    told = dossier(tell, "accepted: [0, 1], rounds: 5, then: never", other=30)
    # The first draft is done on day 13; the other job has the planner from 13 to 43. The second draft is
    # asked for on day 20, so it waits 23 days.
    assert told.start("other") == 13
    assert told.day("voted") == 43 + 17
    assert told.causes("voted") == {"work": 20, "crew": 23, "rework": 17}


def test_a_council_missed_on_the_second_pass_too(tell: Tell) -> None:
    told = dossier(tell, "accepted: [0, 1], rounds: 5, then: never", vote=", session: council")
    # Ready on 18 for 10 December, passed on 71; sent back on 73. Ready on 88 for 10 July, passed on 283.
    assert told.day("voted") == 283 + 2
    assert told.causes("voted") == {"work": 20, "rework": 17, "session": (71 - 18) + (283 - 88)}


def test_each_pass_has_a_draw_of_its_own(tell: Tell) -> None:
    told = tell(
        """
        activities:
          draft: {title: Draft, duration: {dist: uniform, low: 5 d, high: 15 d}}
          vote:
            title: Vote
            duration: 2 d
            after: draft
            rework: {accepted: [0, 1], rounds: 2, back_to: draft, then: never}
        milestones: {voted: {title: Voted, when: vote, by: {2021-12-31: ours}}}
        """,
        replications=50,
    )
    causes = [told.causes("voted", one) for one in range(50)]
    first, second = ([one[name] - 2 for one in causes] for name in ("work", "rework"))
    assert min(first + second) >= 5
    assert max(first + second) <= 15
    assert all(a != b for a, b in zip(first, second, strict=True))


def test_two_reviews_at_a_time_are_both_done_again(tell: Tell) -> None:
    told = tell(
        """
        activities:
          draft: {title: Draft, duration: 10 d}
          fire: {title: Fire safety, duration: 8 d, after: draft}
          soil: {title: Soil, duration: 6 d, after: {of: draft, lag: 3 d}}
          vote:
            title: Vote
            duration: 2 d
            after: [fire, soil]
            rework: {accepted: [0, 1], rounds: 2, back_to: draft, then: never}
          site: {title: Site, duration: 15 d}
          built: {title: Built, duration: 5 d, after: [vote, site]}
        milestones: {built: {title: Built, when: built, by: {2021-12-31: ours}}}
        """
    )
    # A pass is 10 + max(8, 3 + 6) + 2 = 21: the soil leads to the vote, with its lag, in both passes.
    assert told.finish("vote") == 42
    assert told.day("built") == 42 + 5
    assert told.causes("built") == {"work": 18 + 5, "lag": 6, "rework": 18}


# rounds of one step ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "later"),
    [
        ("", [40, 40, 40]),
        ("factors: [1, 0.5, 0.25], ", [20, 10, 10]),
        ("duration: 15 d, ", [15, 15, 15]),
        ("delay: 7 d, ", [7 + 40, 7 + 40, 7 + 40]),
    ],
)
def test_rounds_shrink_or_have_a_duration_of_their_own(tell: Tell, words: str, later: list[int]) -> None:
    told = tell(
        f"""
        activities:
          file:
            title: File
            duration: 40 d
            rework: {{accepted: [0, 0, 0, 1], rounds: 9, {words}then: never}}
        milestones: {{file: {{title: File, when: file, by: {{2021-12-31: ours}}}}}}
        """
    )
    assert told.day("file") == 40 + sum(later)
    assert told.causes("file") == {"work": 40, "rework": sum(later)}


def test_the_chance_of_acceptance_goes_by_round(tell: Tell) -> None:
    told = tell(
        """
        activities:
          file: {title: File, duration: 1 d, rework: {accepted: [60 %, 70 %], rounds: 3, then: never}}
        milestones: {file: {title: File, when: file, by: {2021-12-31: ours}}}
        """,
        replications=2000,
    )
    days = told.outcomes.day[:, 0]
    # 0.6; 0.4 × 0.7; 0.4 × 0.3 × 0.7; 0.4 × 0.3 × 0.3
    for day, share in ((1, 0.6), (2, 0.28), (3, 0.084), (inf, 0.036)):
        assert abs((days == day).mean() - share) < 4 * sqrt(share * (1 - share) / 2000)


# branches --------------------------------------------------------------------------------------

WAYS = """
    activities:
      survey: {{title: Survey, duration: 10 d, branch: {{fast: {fast}, slow: rest}}}}
      fast: {{title: Fast, duration: 5 d}}
      slow: {{title: Slow, duration: 40 d}}
      objections: {{title: Objections, duration: 9 d, after: slow}}
      side: {{title: Side, duration: {side} d}}
      {more}
      whichever: {{title: Whichever, duration: 3 d, after: {{any: [fast, objections]}}}}
      both: {{title: Both, duration: 3 d, after: [fast, objections]}}
    milestones:
      both: {{title: Both, when: both, by: {{2021-12-31: ours}}}}
      either: {{title: Either, when: [fast, objections], by: {{2021-12-31: ours}}}}
    """
EACH_WAY = """\
      fast: {title: Fast, when: fast, by: {2021-12-31: ours, 8 d: ours}}
      slow: {title: Slow, when: objections, by: {2021-12-31: ours, 8 d: ours}}
    """


def ways(tell: Tell, fast: str, side: int = 1, more: str = "", goals: str = "", times: int = 1) -> Told:
    """A survey of 10 days after which a fast way (5 days) or a slow one (40 and 9 days) is taken."""
    return tell(WAYS.format(fast=fast, side=side, more=more).rstrip(" ") + goals, replications=times)


def test_exactly_one_way_is_taken(tell: Tell) -> None:
    told = ways(tell, "30 %", goals=EACH_WAY, times=2000)
    names = [group.name for group in told.plan.groups]
    fast, slow = (told.outcomes.start[:, names.index(name)] == 10 for name in ("fast", "slow"))
    assert (fast ^ slow).all()
    assert abs(fast.mean() - 0.3) < 4 * sqrt(0.3 * 0.7 / 2000)
    # Both joins see the way that was taken: 10 + 5 + 3, or 10 + 40 + 9 + 3.
    for join in ("whichever", "both"):
        finish = told.outcomes.finish[:, names.index(join)]
        assert (finish == np.where(fast, 18.0, 62.0)).all()
    # The milestone on both has the day of the one taken; that of one way is reached, or void since day 10.
    day, void = told.outcomes.day, told.outcomes.void
    assert (day[:, 1] == np.where(fast, 15.0, 59.0)).all()
    assert (day[:, 2] == np.where(fast, 15.0, inf)).all()
    assert (void[:, 2] == np.where(fast, inf, 10.0)).all()
    assert (day[:, 3] == np.where(fast, inf, 59.0)).all()
    assert (void[:, 3] == np.where(fast, 10.0, inf)).all()


def test_a_way_not_taken_is_void_after_the_survey_and_missed_before(tell: Tell) -> None:
    told = ways(tell, "30 %", goals=EACH_WAY, times=100)
    fast = int((told.outcomes.day[:, 2] < inf).sum())
    assert 0 < fast < 100
    counted = tally(told.plan, told.outcomes)
    # Deadlines in order: both; either; fast by 2021-12-31 and by day 8; slow likewise.
    assert list(counted.met) == [100, 100, fast, 0, 100 - fast, 0]
    assert list(counted.voided) == [0, 0, 100 - fast, 0, fast, 0]


def test_the_days_lead_along_the_way_taken(tell: Tell) -> None:
    told = ways(tell, "1")
    assert told.causes("both") == {"work": 10 + 5 + 3}
    assert told.start("slow") == told.start("objections") == inf
    told = ways(tell, "0")
    assert told.causes("both") == {"work": 10 + 40 + 9 + 3}
    assert told.start("fast") == inf


def test_a_step_with_one_skipped_predecessor_waits_for_the_other(tell: Tell) -> None:
    more = "report: {title: Report, duration: 3 d, after: [objections, side]}"
    # Without objections the report waits for the side work alone.
    told = ways(tell, "1", side=30, more=more)
    assert told.start("report") == 30
    # That there are none is known on day 10 only.
    told = ways(tell, "1", side=1, more=more)
    assert told.start("report") == 10
    assert told.finish("report") == 13
    told = ways(tell, "0", side=30, more=more)
    assert told.start("report") == 59


def test_a_step_all_of_whose_predecessors_are_skipped_is_skipped(tell: Tell) -> None:
    more = "hearing: {title: Hearing, duration: 3 d, after: [slow, objections]}"
    assert ways(tell, "1", more=more).start("hearing") == inf
    assert ways(tell, "0", more=more).start("hearing") == 59


def test_skipped_ways_leave_both_sides_of_a_share(tell: Tell) -> None:
    more = (
        "work: {title: Work, duration: 3 d, starts_when: {share: 60 %, of: [fast, slow, objections, side]}}"
    )
    # Fast: two of four are left, 60 % of 2 needs 2: the fast way on 15 and the side work on 30.
    assert ways(tell, "1", side=30, more=more).start("work") == 30
    # Slow: three are left, 60 % of 3 needs 2: the side work on 30, slow on 50.
    assert ways(tell, "0", side=30, more=more).start("work") == 50


def test_one_of_three_ways(tell: Tell) -> None:
    told = tell(
        """
        activities:
          scan: {title: Scan, duration: 1 d, branch: {a: 20 %, b: 35 %, c: rest}}
          a: {title: A, duration: 1 d}
          b: {title: B, duration: 2 d}
          c: {title: C, duration: 3 d}
        milestones: {end: {title: End, when: [a, b, c], by: {2021-12-31: ours}}}
        """,
        replications=2000,
    )
    days = told.outcomes.day[:, 0]
    for day, share in ((2, 0.2), (3, 0.35), (4, 0.45)):
        assert abs((days == day).mean() - share) < 4 * sqrt(share * (1 - share) / 2000)
