"""Which numbers of grade D stand as one number, where a range could stand."""

from model.scenario import load_scenario
from model.scenario.guesses import fixed_guesses, graded_numbers

TOWN = """\
kind: scenario
title: Town
start: 2021-01-01
horizon: 2030-01-01
basis: {source: judgement, grade: D}
sources: {judgement: {title: Judgement}, decree: {title: A decree}}
levers: {teams: {title: Teams, value: 2, range: 1..6, cost: 1 bn VND/y}}
assumptions:
  share: {title: Holdout, value: 10 %}
  trust: {title: Trust, value: 0.3/0.4/0.5}
crews: {team: $teams, squad: 1}
capital:
  fund:
    title: Fund
    opening: 5 bn VND
    per_year: 10/20/30 bn VND
    releases: {01-15: 40 %, 06-15: 60 %}
    lapses: 01-31
    carry_over: 50 %
indicators:
  points:
    title: Points
    start: {value: 70, source: decree, grade: B}
    drift: 0.5 per year
    jumps: {build: 1}
procedures:
  clearance:
    title: Clearance
    parameters: [homes, long, days, luck]
    steps:
      pay:
        title: Pay
        for: homes
        length: $long
        duration: $days
        family: {rho: 0.4}
        refused: {chance: $luck, then: talk}
      talk: {title: Talk, for: homes, duration: 20 d}
works:
  road:
    title: Road
    parts:
      land:
        use: clearance
        segments: 2
        with: {homes: [3, 4], long: 300 m, days: [5 d, 5/6/7 d], luck: $share}
activities:
  build:
    title: Build
    duration: {value: 90 d, source: decree, grade: A}
    after: {of: road.land, lag: 10 d}
    starts_when: {share: 80 %, of: road.land.pay}
    capital: {from: fund, amount: 3 bn VND, per: 30 d}
  mark: {title: Mark, duration: 0 d}
risks:
  flood: {title: Flood, chance: 25 %, lasts: 10/20/40 d, effects: [{slow: build, to: 50 %}]}
drivers:
  soil: {title: Soil, factor: 1.2, of: build}
milestones:
  done: {title: Done, when: {all: build, levels: {points: 71}}, by: {2025-12-31: ours}}
"""

FIXED = {
    "assumptions.share.value": "10 %",
    "capital.fund.opening": "5 bn VND",
    "capital.fund.carry_over": "50 %",
    "indicators.points.drift": "0.5 per year",
    "indicators.points.jumps.build": "1",
    "procedures.clearance.steps.talk.duration": "20 d",
    "works.road.parts.land.with.days[1]": "5 d",
    "activities.build.after.lag": "10 d",
    "activities.build.capital.amount": "3 bn VND",
    "risks.flood.chance": "25 %",
    "risks.flood.effects[1].to": "50 %",
    "drivers.soil.factor": "1.2",
}


def test_guesses_that_are_one_number(folder):
    """Counts, lengths, weights, gates, releases, correlations and crews shape the plan; 0 d is no guess."""
    found = fixed_guesses(load_scenario(folder.write("town", TOWN)))
    assert {one.path: one.value for one in found} == FIXED


def test_every_number_that_could_be_a_range_is_told_with_its_grade(folder):
    rows = {one.path: one[:4] for one in graded_numbers(load_scenario(folder.write("town", TOWN)))}
    more = {
        "levers.teams.value": ("D", True),  # it has its range beside it
        "assumptions.trust.value": ("D", True),
        "capital.fund.per_year": ("D", True),
        "indicators.points.start": ("B", False),
        "works.road.parts.land.with.days[2]": ("D", True),
        "activities.build.duration": ("A", False),
        "risks.flood.lasts": ("D", True),
    }
    assert {path: (row[0], row[3]) for path, row in rows.items()} == more | dict.fromkeys(FIXED, ("D", False))
