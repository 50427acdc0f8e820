"""What can't finish is refused before any run, by name; and its nearest neighbour, which can, is not.

Rule 24. Every story begins on 2020-10-01 and ends on 2026-01-01, 1918 days later.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from model.plan import make_plan
from model.scenario import ScenarioError, load_scenario
from tests.conftest import PROLOGUE

DONE = "milestones: {done: {title: Done, when: a, by: {2025-12-31: ours}}}\n"


class Judged:
    """A story, and what is said of it before any run."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def faults(self, text: str) -> list[str]:
        """Every fault of a story, without file and line; none where it may be run."""
        story = dedent(text).rstrip() + "\n"
        self.file.write_text(PROLOGUE + story + ("" if "milestones:" in story else DONE), encoding="utf-8")
        try:
            make_plan(load_scenario(self.file))
        except ScenarioError as refused:
            return [line.split("  ", 2)[-1].strip() for line in refused.text("en").splitlines()[1:]]
        return []

    def is_refused(self, text: str, *sentences: str) -> bool:
        """Whether a story is refused, once for each sentence."""
        faults = self.faults(text)
        assert len(faults) == len(sentences), faults
        for fault, sentence in zip(faults, sentences, strict=True):
            assert sentence in fault
        return True

    def may_run(self, text: str) -> bool:
        """Whether there is nothing to be said against a story."""
        assert self.faults(text) == []
        return True


@pytest.fixture
def story(tmp_path: Path) -> Judged:
    return Judged(tmp_path / "story.yaml")


# circles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lag", ["0 d", "-5 d", "30 d", "5/10/20 d"])
@pytest.mark.parametrize("kind", ["FS", "FF"])
def test_a_circle_of_finishes_is_none_the_less_one_with_a_lag(story: Judged, kind: str, lag: str) -> None:
    assert story.is_refused(
        f"""
        activities:
          a: {{title: A, duration: 9 d, after: {{of: b, type: {kind}, lag: {lag}}}}}
          b: {{title: B, duration: 9 d, after: {{of: a, type: {kind}}}}}
        """,
        "activities.a.after: steps wait for each other in a circle: a → b → a",
    )


@pytest.mark.parametrize(("one", "other"), [("SS", "SS"), ("SS", "FS"), ("SF", "FF"), ("SF", "FS")])
def test_a_circle_goes_through_starts_and_finishes(story: Judged, one: str, other: str) -> None:
    """The start of A holds B, and B that start: by its own start, or by its finish."""
    text = """
        activities:
          a: {{title: A, duration: 9 d, after: {{of: b, type: {other}}}}}
          b: {{title: B, duration: 9 d, after: {{of: a, type: {one}}}}}
        """
    is_circle = not (one == "SF" and other == "FF")  # B's finish waits for A's start alone
    if is_circle:
        assert story.is_refused(text.format(one=one, other=other), "in a circle: a → b → a")
    else:
        assert story.may_run(text.format(one=one, other=other))


def test_who_starts_together_may_also_finish_together(story: Judged) -> None:
    assert story.may_run(
        """
        activities:
          a: {title: A, duration: 9 d, after: {of: b, type: FF}}
          b: {title: B, duration: 9 d, after: {of: a, type: SS, lag: 2 d}}
        """
    )


def test_a_share_is_a_circle_only_where_it_needs_what_waits_behind_it(story: Judged) -> None:
    text = """
        activities:
          a: {{title: A, duration: 9 d, starts_when: {{share: {share}, of: [b, c]}}}}
          b: {{title: B, duration: 9 d}}
          c: {{title: C, duration: 9 d, after: a}}
        """
    assert story.may_run(text.format(share="50 %"))
    assert story.is_refused(text.format(share="51 %"), "activities.a.starts_when: steps wait for each other")


def test_so_is_a_finish_held_by_one(story: Judged) -> None:
    text = """
        activities:
          a: {{title: A, duration: 9 d, finishes_when: {{count: {count}, of: [b, c]}}}}
          b: {{title: B, duration: 9 d, after: {{of: a, type: SS}}}}
          c: {{title: C, duration: 9 d, after: a}}
        """
    assert story.may_run(text.format(count=1))
    assert story.is_refused(text.format(count=2), "activities.a.finishes_when: steps wait for each other")


def test_so_is_a_length(story: Judged) -> None:
    text = """
        activities:
          a: {{title: A, duration: 9 d, starts_when: {{contiguous: {length}, of: [b, c, d]}}}}
          b: {{title: B, duration: 9 d, length: 300 m}}
          c: {{title: C, duration: 9 d, length: 100 m, after: a}}
          d: {{title: D, duration: 9 d, length: 200 m}}
        """
    assert story.may_run(text.format(length="300 m"))
    assert story.is_refused(text.format(length="400 m"), "in a circle: a → c → a")


def test_any_of_several_is_a_circle_only_where_all_of_them_wait(story: Judged) -> None:
    text = """
        activities:
          a: {{title: A, duration: 9 d, after: {{any: [{any}]}}}}
          b: {{title: B, duration: 9 d, after: a}}
          c: {{title: C, duration: 9 d}}
        """
    assert story.may_run(text.format(any="b, c"))
    assert story.is_refused(text.format(any="b"), "in a circle: a → b → a")


def test_every_circle_is_told(story: Judged) -> None:
    assert story.is_refused(
        """
        activities:
          a: {title: A, duration: 9 d, after: [c, b]}
          b: {title: B, duration: 9 d, after: a}
          c: {title: C, duration: 9 d, after: d}
          d: {title: D, duration: 9 d, after: c}
          e: {title: E, duration: 9 d, after: e}
        """,
        "activities.c.after: steps wait for each other in a circle: c → d → c",
        "activities.e.after: steps wait for each other in a circle: e → e",
    )


def test_going_back_is_no_circle(story: Judged) -> None:
    assert story.may_run(
        """
        activities:
          b: {title: B, duration: 9 d}
          a: {title: A, duration: 9 d, after: b, rework: {accepted: 50 %, rounds: 3, back_to: b, then: c}}
          c: {title: C, duration: 9 d}
        """
    )


# crews -----------------------------------------------------------------------------------------------

CREWS = """
    crews: {{team: {{capacity: 1, changes: {changes}}}}}
    activities: {{a: {{title: A, duration: 9 d, crew: {{team: 3}}}}}}
    """


def test_a_crew_need_be_large_enough_on_some_day_only(story: Judged) -> None:
    assert story.may_run(CREWS.format(changes="{2021-01-01: 3, 2021-02-01: 1}"))
    assert story.is_refused(CREWS.format(changes="{2021-01-01: 2}"), "needs 3 of crew 'team', there are 2")


def test_that_day_lies_within_the_run(story: Judged) -> None:
    assert story.may_run(CREWS.format(changes="{2026-01-01: 3}"))
    assert story.is_refused(CREWS.format(changes="{2026-01-02: 3}"), "there are 1")
    assert story.is_refused(CREWS.format(changes="{2019-01-01: 3, 2020-01-01: 2}"), "there are 2")


def test_a_risk_may_bring_hands(story: Judged) -> None:
    risk = "risks: {{help: {{title: Help, chance: 1 %, effects: [{{crew: team, by: {by}}}]}}}}\n"
    text = dedent(CREWS.format(changes="{}"))
    assert story.may_run(text + risk.format(by=2))
    assert story.is_refused(text + risk.format(by=1), "there are 2")


# money -----------------------------------------------------------------------------------------------


def paying(amount: str, fund: str, more: str = "", words: str = "") -> str:
    return (
        f"capital: {{fund: {{title: Fund, {fund}}}}}\n"
        f"activities: {{a: {{title: A, duration: 9 d, capital: {{from: fund, amount: {amount}{words}}}}}}}\n"
        f"{more}"
    )


def test_a_payment_is_at_most_what_comes_in_a_year_that_lapses(story: Judged) -> None:
    fund = "per_year: 10 bn VND, lapses: 12-31"
    assert story.may_run(paying("10 bn VND", fund))
    assert story.is_refused(
        paying("10.001 bn VND", fund),
        "activities.a.capital.amount: 'a' needs at least 10.001 bn VND at once, "
        "but 'fund' can never hold more than 10",
    )


def test_money_of_two_years_may_lie_side_by_side_until_the_cut_off(story: Judged) -> None:
    fund = "per_year: 10 bn VND, lapses: 01-31"
    assert story.may_run(paying("20 bn VND", fund))
    assert story.is_refused(paying("20.001 bn VND", fund), "can never hold more than 20")


def test_money_carried_over_adds_up(story: Judged) -> None:
    # From 2021 on 10 + 5 + 2.5 + 1.25 + 0.625, and 0.312 of a sixth year begun on the last day of the run.
    fund = "per_year: 10 bn VND, lapses: 12-31, carry_over: 50 %"
    assert story.may_run(paying("19.687 bn VND", fund))
    assert story.is_refused(paying("19.688 bn VND", fund), "can never hold more than 19.687")


def test_money_that_never_lapses_adds_up_to_all_of_it(story: Judged) -> None:
    # 1 January of 2021 to 2026: the run includes the last of them.
    assert story.may_run(paying("60 bn VND", "per_year: 10 bn VND"))
    assert story.is_refused(paying("60.001 bn VND", "per_year: 10 bn VND"), "never hold more than 60")


def test_dated_money_counts_where_the_run_lasts_as_long(story: Judged) -> None:
    assert story.may_run(paying("9 bn VND", "dated: {2026-01-01: 9 bn VND}"))
    assert story.is_refused(paying("9 bn VND", "dated: {2026-01-02: 9 bn VND}"), "never hold more than 0")


def test_stages_are_paid_one_by_one(story: Judged) -> None:
    fund = "opening: 5 bn VND"
    assert story.may_run(paying("20 bn VND", fund, words=", stages: 4"))
    assert story.is_refused(paying("20 bn VND", fund, words=", stages: 3"), "needs at least 6.667 bn VND")
    assert story.is_refused(paying("20 bn VND", fund, words=", per: 1 d"), "needs at least 20 bn VND")


def test_a_risk_may_bring_money(story: Judged) -> None:
    risk = "risks: {grant: {title: Grant, chance: 1 %, effects: [{capital: fund, add: 1 bn VND}]}}\n"
    assert story.may_run(paying("9 bn VND", "opening: 5 bn VND", risk))
    assert story.is_refused(paying("9 bn VND", "opening: 5 bn VND"), "never hold more than 5")


def test_a_share_released_is_a_share(story: Judged) -> None:
    assert story.may_run(paying("8 bn VND", "per_year: 10 bn VND, lapses: 12-31, released: 80 %"))
    refused = paying("8.001 bn VND", "per_year: 10 bn VND, lapses: 12-31, released: 80 %")
    assert story.is_refused(refused, "never hold more than 8")
    assert story.may_run(paying("9 bn VND", "per_year: 10 bn VND, lapses: 12-31, released: 70/80/90 %"))


@pytest.mark.parametrize(
    "amount",
    [
        "{dist: lognormal, p50: 50 bn VND, p90: 90 bn VND}",
        "{dist: exponential, mean: 900 bn VND}",
        "{dist: normal, mean: 900 bn VND, sd: 1 bn VND}",
        "{dist: uniform, low: 5 bn VND, high: 900 bn VND}",
    ],
)
def test_what_may_be_small_enough_is_never_refused(story: Judged, amount: str) -> None:
    assert story.may_run(paying(amount, "opening: 5 bn VND"))


@pytest.mark.parametrize("amount", ["10/20/30 bn VND", "{dist: uniform, low: 5.001 bn VND, high: 9 bn VND}"])
def test_what_is_always_too_much_is_refused_however_uncertain(story: Judged, amount: str) -> None:
    assert story.is_refused(paying(amount, "opening: 5 bn VND"), "never hold more than 5")


@pytest.mark.parametrize(
    "fund",
    [
        "per_year: {dist: lognormal, p50: 1 bn VND, p90: 2 bn VND}, lapses: 12-31",
        "opening: {dist: exponential, mean: 1 bn VND}",
        "dated: {2021-01-01: {dist: normal, mean: 1 bn VND, sd: 1 bn VND}}",
    ],
)
def test_a_source_without_an_upper_end_may_hold_anything(story: Judged, fund: str) -> None:
    assert story.may_run(paying("5000 bn VND", fund))


# groups ----------------------------------------------------------------------------------------------


def gated(gate: str) -> str:
    return f"""
        activities:
          a: {{title: A, duration: 9 d, starts_when: {gate}}}
          b: {{title: B, duration: 9 d, length: 300 m, weight: 2}}
          c: {{title: C, duration: 9 d, length: 200 m, weight: 5}}
        """


@pytest.mark.parametrize(
    ("word", "most", "above"),
    [("count", "2", "3"), ("contiguous", "500 m", "501 m"), ("share", "100 %", "101 %")],
)
def test_a_gate_needs_at_most_its_whole_group(story: Judged, word: str, most: str, above: str) -> None:
    assert story.may_run(gated(f"{{{word}: {most}, of: [b, c]}}"))
    assert len(story.faults(gated(f"{{{word}: {above}, of: [b, c]}}"))) == 1


def test_a_gate_counts_weight_where_it_is_told_to(story: Judged) -> None:
    assert story.may_run(gated("{count: 7, of: [b, c], by: weight}"))
    assert story.is_refused(gated("{count: 8, of: [b, c], by: weight}"), "needs 8, but the whole group has 7")


def test_a_milestone_needs_at_most_all_of_its_steps(story: Judged) -> None:
    text = """
        activities:
          a: {{title: A, duration: 9 d}}
          b: {{title: B, duration: 9 d}}
        milestones: {{done: {{title: Done, when: {{at_least: {k}, of: [a, b]}}, by: {{45 d: ours}}}}}}
        """
    assert story.may_run(text.format(k=2))
    assert story.is_refused(text.format(k=3), "the gate needs 3, but the whole group has 2")


def test_a_group_that_is_nobody_is_refused_and_one_that_is_waited_for_as_a_whole_is_not(
    story: Judged,
) -> None:
    text = """
        procedures:
          clearing:
            title: Clearing
            parameters: [households]
            steps: {{pay: {{title: Pay, for: households, duration: 9 d}}}}
        works: {{n: {{title: N, parts: {{land: {{use: clearing, with: {{households: {households}}}}}}}}}}}
        activities: {{a: {{title: A, duration: 9 d, {wait}}}}}
        """
    share = "starts_when: {share: 100 %, of: n.land.pay}"
    assert story.may_run(text.format(households=1, wait=share))
    assert story.is_refused(text.format(households=0, wait=share), "nothing to wait for")
    assert story.is_refused(text.format(households=0, wait="after: {any: n.land}"), "nothing to wait for")
    assert story.may_run(text.format(households=0, wait="after: n.land.pay"))


# levels ----------------------------------------------------------------------------------------------


def rising(level: str, words: str) -> str:
    return f"""
        indicators: {{points: {{title: Points, {words}}}}}
        activities:
          a: {{title: A, duration: 9 d, starts_when: {{indicator: points, {level}}}}}
          b: {{title: B, duration: 9 d}}
          c: {{title: C, duration: 9 d}}
        """


def test_a_level_is_at_most_the_start_with_all_drift_and_all_jumps(story: Judged) -> None:
    # 1918 days at 0.01 a day are 19.18, two jumps 5 more.
    words = "start: 50, drift: 0.01 per day, jumps: {b: 2, c: 3}"
    assert story.may_run(rising("at_least: 74.18", words))
    assert story.is_refused(
        rising("at_least: 74.19", words),
        "activities.a.starts_when: 'a' waits for 'points' to reach 74.19, but at the utmost it comes to 74.1",
    )


def test_a_drift_that_turns_counts_for_its_own_days(story: Judged) -> None:
    # 92 days of 2020 without any, then 365 of 0.1, then none, and a fall that comes too late to matter.
    words = "start: 50, drift: {2021: 0.1 per day, 2022: 0 per day, 2025: -1 per day}"
    assert story.may_run(rising("at_least: 86.5", words))
    assert story.is_refused(rising("at_least: 86.6", words), "at the utmost it comes to 86.5")


def test_a_level_may_also_be_too_low(story: Judged) -> None:
    words = "start: 50, drift: -0.01 per day, jumps: {b: -3}"
    assert story.may_run(rising("at_most: 27.82", words))
    assert story.is_refused(rising("at_most: 27.81", words), "at the utmost it comes to 27.82")
    assert story.may_run(rising("at_least: 50", words))


@pytest.mark.parametrize(
    "words",
    [
        "start: {dist: normal, mean: 10, sd: 1}",
        "start: 10, drift: {dist: lognormal, p50: 0.1 per year, p90: 0.2 per year}",
        "start: 10, jumps: {b: {dist: exponential, mean: 1}}",
        "start: {dist: uniform, low: 10, high: 90}",
    ],
)
def test_a_level_without_an_upper_end_may_be_reached(story: Judged, words: str) -> None:
    assert story.may_run(rising("at_least: 90", words))


def test_a_milestone_asks_for_levels_that_can_be_reached(story: Judged) -> None:
    text = """
        indicators: {{points: {{title: Points, start: 50}}}}
        activities: {{a: {{title: A, duration: 9 d}}}}
        milestones:
          done: {{title: Done, when: {{all: a, levels: {{points: {level}}}}}, by: {{45 d: ours}}}}
        """
    assert story.may_run(text.format(level=50))
    assert story.is_refused(text.format(level=51), "milestones.done.when.levels.points: 'done' waits")


# days ------------------------------------------------------------------------------------------------


def on_days(words: str, blocks: str = "") -> str:
    return blocks + f"activities: {{a: {{title: A, duration: 9 d, {words}}}}}\n"


def test_a_calendar_has_an_open_day(story: Judged) -> None:
    # Of the last days of the years 2020 to 2025 one is a Sunday, in 2023, and none a Monday.
    calendar = 'calendars: {{site: {{title: Site, week: "{week}", closed: [01-01..12-30]}}}}\n'
    assert story.may_run(on_days("calendar: site", calendar.format(week="0000001")))
    refused = on_days("calendar: site", calendar.format(week="1000000"))
    assert story.is_refused(refused, "activities.a.calendar: 'a' works on the calendar 'site'")


def test_a_window_has_an_open_day(story: Judged) -> None:
    blocks = "windows: {{ban: {{title: Ban, yearly: [01-01..12-{last}]}}}}\n"
    assert story.may_run(on_days("not_in: ban", blocks.format(last=30)))
    assert story.is_refused(on_days("not_in: ban", blocks.format(last=31)), "activities.a.not_in: 'a' has no")


def test_a_window_has_a_day_on_which_the_calendar_is_open(story: Judged) -> None:
    blocks = """\
calendars: {{summer: {{title: Summer, closed: [10-01..03-{last}]}}}}
windows: {{spring: {{title: Spring, yearly: [02-01..03-31]}}}}
"""
    words = "calendar: summer, only_in: spring"
    assert story.may_run(on_days(words, blocks.format(last=30)))
    assert story.is_refused(on_days(words, blocks.format(last=31)), "the calendar 'summer' is closed")


@pytest.mark.parametrize(
    ("meets", "misses"),
    [
        ("dates: [2020-10-01]", "dates: [2020-09-30]"),
        ("dates: [2025-12-31]", "dates: [2026-01-01]"),
        ("dates: [2020-10-15], lead: 15 d", "dates: [2020-10-15], lead: 16 d"),
        ("dates: [2019-01-01], yearly: [07-10]", "dates: [2019-01-01, 2030-01-01]"),
        ("drawn: [06-15..07-31]", "drawn: [06-15..07-31], lead: 10 y"),
    ],
)
def test_a_session_meets_within_the_run(story: Judged, meets: str, misses: str) -> None:
    sessions = "sessions: {{council: {{title: Council, {said}}}}}\n"
    assert story.may_run(on_days("session: council", sessions.format(said=meets)))
    refused = on_days("session: council", sessions.format(said=misses))
    assert story.is_refused(refused, "activities.a.session: 'a' waits for the session 'council'")


@pytest.mark.parametrize(
    ("duration", "is_refused"),
    [
        ("5 d", False),
        ("5.001 d", True),
        ("6/7/9 d", True),
        ("4/7/9 d", False),
        ("{dist: exponential, mean: 90 d}", False),
        ("{dist: normal, mean: 90 d, sd: 1 d}", False),
    ],
)
def test_work_in_one_piece_fits_into_a_week(story: Judged, duration: str, is_refused: bool) -> None:
    text = f"""
        calendars: {{office: {{title: Office, week: 1111100}}}}
        activities: {{a: {{title: A, duration: {duration}, calendar: office, interruptible: false}}}}
        """
    assert bool(story.faults(text)) == is_refused
    assert story.may_run(text.replace("interruptible: false", "interruptible: true"))
    risk = "risks: {help: {title: Help, effects: [{multiply: a, by: 0.1}]}}"
    assert story.may_run(dedent(text) + risk)  # what an event may shorten isn't decided beforehand


def test_a_gate_is_open_or_is_opened(story: Judged) -> None:
    text = """
        gates: {{law: {{title: Law, open: {is_open}}}}}
        activities: {{a: {{title: A, duration: 9 d, starts_when: {{gate: law}}}}}}
        risks: {{act: {{title: Act, chance: 5 %, effects: [{effect}]}}}}
        """
    assert story.may_run(text.format(is_open="true", effect="{close: law}"))
    assert story.may_run(text.format(is_open="false", effect="{open: law}"))
    assert story.is_refused(
        text.format(is_open="false", effect="{close: law}"), "waits for the gate 'law', which is shut"
    )


@pytest.mark.parametrize("deadline", ["2020-10-01", "0 d", "2040-01-01"])
def test_a_deadline_may_be_the_start_itself_or_beyond_the_run(story: Judged, deadline: str) -> None:
    text = "activities: {a: {title: A, duration: 9 d}}\n"
    assert story.may_run(text + DONE.replace("2025-12-31", deadline))


def test_a_deadline_does_not_lie_before_the_start(story: Judged) -> None:
    text = "activities: {a: {title: A, duration: 9 d}}\n"
    assert story.is_refused(text + DONE.replace("2025-12-31", "2020-09-30"), "lies before the start")


@pytest.mark.parametrize(
    "duration",
    ["{dist: exponential, mean: 9000 d}", "{dist: lognormal, p50: 9000 d, p90: 9001 d}", "9000 d"],
)
def test_no_duration_is_refused_for_its_length(story: Judged, duration: str) -> None:
    """What isn't done by the horizon is missed; that is for the run to say."""
    assert story.may_run(f"activities: {{a: {{title: A, duration: {duration}}}}}\n")


# chances ---------------------------------------------------------------------------------------------


def chances(**said: str) -> str:
    """Steps A to E, A being what the milestone needs; each with the words said of it."""
    steps = "".join(
        f"  {name}: {{title: T, duration: 9 d{', ' + said[name] if name in said else ''}}}\n"
        for name in "abcde"
    )
    return f"activities:\n{steps}{said.get('more', '')}"


def test_a_milestone_behind_a_way_never_taken(story: Judged) -> None:
    assert story.may_run(chances(b="branch: {a: 1 %, c: rest}"))
    for never in ("{a: 0 %, c: 100 %}", "{a: rest, c: 100 %}", "{a: rest, c: 60 %, d: 40 %}"):
        assert story.is_refused(chances(b=f"branch: {never}"), "the chance that 'a' is done is 0")


def test_the_step_at_the_root_of_it_is_named(story: Judged) -> None:
    steps = {"a": "after: c", "c": "after: d", "b": "branch: {d: 0 %, e: 100 %}"}
    fault = "milestones.done.when: this milestone can't be reached: the chance that 'd' is done is 0"
    assert story.is_refused(chances(**steps), fault)


def test_a_way_of_uncertain_chance_may_be_taken(story: Judged) -> None:
    assert story.may_run(chances(b="branch: {a: 0/0.1/0.2, c: rest}"))
    assert story.may_run(chances(b="branch: {a: rest, c: 0.9/0.95/1}"))


def test_a_step_that_is_never_accepted(story: Judged) -> None:
    rework = "rework: {{accepted: {accepted}, rounds: 2, then: {then}}}"
    assert story.is_refused(chances(a=rework.format(accepted="0 %", then="never")), "'a' is done is 0")
    assert story.may_run(chances(a=rework.format(accepted="0.1 %", then="never")))
    assert story.may_run(chances(a=rework.format(accepted="[0 %, 0.1 %]", then="never")))
    assert story.is_refused(
        chances(a=rework.format(accepted="[0 %, 0 %, 90 %]", then="never")), "'a' is done"
    )
    assert story.may_run(chances(a=rework.format(accepted="0 %", then="{duration: 9 d}")))


def test_a_step_that_is_always_refused_and_those_behind_it(story: Judged) -> None:
    sure, unsure = "refused: {chance: 100 %, then: c}", "refused: {chance: 99 %, then: c}"
    assert story.is_refused(chances(a="after: b", b=sure), "'b' is done is 0")
    assert story.may_run(chances(a="after: b", b=unsure))
    assert story.may_run(chances(a="after: c", b=sure))
    assert story.may_run(chances(a="after: {any: [b, c]}", b=sure))


def test_what_takes_over_from_a_step_that_is_never_refused(story: Judged) -> None:
    assert story.is_refused(chances(b="refused: {chance: 0 %, then: a}"), "'a' is done is 0")
    assert story.may_run(chances(b="refused: {chance: 0 %, then: c}", a="after: b"))
    assert story.is_refused(
        chances(b="rework: {accepted: [50 %, 100 %], rounds: 2, then: a}"), "'a' is done is 0"
    )
    assert story.may_run(chances(b="rework: {accepted: [50 %, 100 %], rounds: 1, then: a}"))


def test_another_rule_may_bring_a_chance(story: Judged) -> None:
    rule = "risks: {{law: {{title: Law, on: 2022-01-01, effects: [{{set: b, refused: {chance}}}]}}}}\n"
    text = chances(b="refused: {chance: 0 %, then: a}")
    assert story.is_refused(text, "'a' is done is 0")
    assert story.may_run(text + rule.format(chance="5 %"))


def test_what_is_skipped_is_not_needed_unless_everything_is(story: Judged) -> None:
    way = "branch: {c: 0 %, d: 100 %}"
    assert story.may_run(chances(b=way, a="after: [c, e]"))
    assert story.is_refused(chances(b=way, a="after: c"), "'c' is done is 0")
    milestone = "milestones: {{done: {{title: Done, when: {when}, by: {{45 d: ours}}}}}}\n"
    assert story.may_run(chances(b=way) + milestone.format(when="[c, e]"))
    assert story.is_refused(chances(b=way) + milestone.format(when="[c]"), "'c' is done is 0")
    assert story.may_run(chances(b=way) + milestone.format(when="{any: [c, e]}"))
    assert story.is_refused(
        chances(b=way) + milestone.format(when="{at_least: 2, of: [c, e]}"), "'c' is done"
    )


def test_what_is_skipped_leaves_both_sides_of_a_share(story: Judged) -> None:
    way = "branch: {c: 0 %, d: 100 %}"
    assert story.may_run(chances(b=way, a="starts_when: {share: 100 %, of: [c, e]}"))
    assert story.is_refused(chances(b=way, a="starts_when: {count: 2, of: [c, e]}"), "'c' is done is 0")
    assert story.is_refused(chances(b=way, a="starts_when: {share: 50 %, of: [c]}"), "'c' is done is 0")


# triggers, and what is said together -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("delay", "is_refused"),
    [("0 d", True), ("1 d", False), ("0/1/2 d", True), ("5/10/20 d", False), ("0.1/1/2 d", True)],
)
def test_a_circle_of_triggers_takes_some_time(story: Judged, delay: str, is_refused: bool) -> None:
    text = f"""
        activities: {{a: {{title: A, duration: 9 d}}}}
        risks:
          hen: {{title: Hen, triggers: [egg]}}
          egg: {{title: Egg, only_triggered: true, triggers: {{hen: {delay}}}}}
        """
    assert bool(story.faults(text)) == is_refused


def test_chances_of_a_group_add_up_to_at_most_one(story: Judged) -> None:
    text = """
        activities: {{a: {{title: A, duration: 9 d}}}}
        risks:
          stay: {{title: Stay, chance: 60 %, one_of: fate}}
          merge: {{title: Merge, chance: {chance}, one_of: fate}}
        """
    assert story.may_run(text.format(chance="40 %"))
    assert story.is_refused(text.format(chance="40.1 %"), "can't add up to more than 1, found 1.001")
    assert story.may_run(text.format(chance="{dist: uniform, low: 50 %, high: 90 %}"))


def test_two_parents_may_say_the_same_but_not_differ(tmp_path: Path) -> None:
    root = PROLOGUE + "activities: {a: {title: A, duration: 9 d}}\n" + DONE
    (tmp_path / "root.yaml").write_text(root, encoding="utf-8")
    for name, duration in (("one", "5 d"), ("two", "5 d"), ("three", "6 d")):
        (tmp_path / f"{name}.yaml").write_text(derived("root", duration), encoding="utf-8")
    (tmp_path / "both.yaml").write_text(derived("[one, two]"), encoding="utf-8")
    (tmp_path / "torn.yaml").write_text(derived("[one, three]"), encoding="utf-8")
    (tmp_path / "healed.yaml").write_text(derived("[one, three]", "7 d"), encoding="utf-8")
    assert make_plan(load_scenario(tmp_path / "both.yaml"))
    assert make_plan(load_scenario(tmp_path / "healed.yaml"))
    with pytest.raises(ScenarioError, match="two parents set this differently"):
        load_scenario(tmp_path / "torn.yaml")


def derived(parents: str, duration: str = "") -> str:
    change = f"change: {{activities.a.duration: {duration}}}\n" if duration else ""
    return f"kind: scenario\nextends: {parents}\nbecause: {{vi: Thử, en: A trial}}\n{change}"
