"""Rows of the risk register switched off: the tables of a run are the same to the byte, or aren't."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.cli import main

TABLES = ("milestones.csv", "activities.csv", "causes.csv", "capital.csv", "risks.csv")

TOWN = """\
kind: scenario
title: {vi: Nhỏ, en: Small}
start: 2020-10-01
horizon: 2024-01-01
replications: 40
basis: {source: made_up, grade: D}
sources: {made_up: {title: Made up}}
calendars:
  river: {title: {vi: Sông, en: River}, slow: [{from_to: 07-01..09-30, rate: 0.4}]}
capital:
  fund: {title: {vi: Quỹ, en: Fund}, per_year: 10 bn VND, lapses: 01-31}
activities:
  land: {title: {vi: Đất, en: Land}, duration: 30/60/120 d, rework: {accepted: 60 %, rounds: 3, then: never}}
  piles:
    title: {vi: Móng, en: Piles}
    duration: 100/150/250 d
    calendar: river
    after: land
    capital: {from: fund, amount: 6 bn VND}
risks:
  flood:
    title: {vi: Lũ, en: Flood}
    chance: 50 %
    yearly: 08-01..10-15
    lasts: 20/40/60 d
    effects: [{stop: piles}]
  cut: {title: {vi: Cắt vốn, en: Cut}, chance: 40 %, on: 2021-03-01, effects: [{capital: fund, cut: 50 %}]}
drivers:
  soil: {title: {vi: Đất yếu, en: Soil}, factor: 1/1.2/1.6, of: piles}
risk_register:
  R1: {title: {vi: Lũ, en: Flood}, modelled_by: event, carried_by: [risks.flood, piles]}
  R2: {title: {vi: Cắt vốn, en: Cut}, modelled_by: event, carried_by: risks.cut}
  R3: {title: {vi: Đất yếu, en: Soil}, modelled_by: driver, carried_by: drivers.soil}
  R4: {title: {vi: Trả hồ sơ, en: Files returned}, modelled_by: process, carried_by: land}
  R5: {title: {vi: Mùa mưa, en: Rain}, modelled_by: calendar, carried_by: calendars.river}
  R6: {title: {vi: Phá sản, en: Ruin}, modelled_by: not_modelled, reason: {vi: Hiếm, en: Rare}}
milestones:
  done: {title: {vi: Xong, en: Done}, when: piles, by: {2021-12-31: ours}}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("town")
    (home / "town.yaml").write_text(TOWN, encoding="utf-8")
    return home


def tables(home: Path, *off: str) -> dict[str, bytes]:
    """The tables of a run with these rows switched off, as bytes."""
    out = home / ("out_" + "_".join(off))
    settings = [word for code in off for word in ("--set", f"risk_register.{code}.active=false")]
    words = [str(home / "town.yaml"), "-q", "-j", "1", "--lang", "en", "--out", str(out), *settings]
    assert main(words) == 0
    return {name: (out / name).read_bytes() for name in TABLES}


def test_a_row_without_an_effect_of_its_own_changes_no_byte(home: Path) -> None:
    assert tables(home, "R4") == tables(home, "R5") == tables(home, "R6") == tables(home)


@pytest.mark.parametrize("code", ["R1", "R2", "R3"])
def test_an_event_or_a_driver_switched_off_changes_what_comes_out(home: Path, code: str) -> None:
    whole, less = tables(home), tables(home, code)
    assert {name for name in TABLES if whole[name] == less[name]} <= {"capital.csv"}
    name = {"R1": b"flood", "R2": b"cut", "R3": b"soil"}[code]
    assert name in whole["risks.csv"]
    assert name not in less["risks.csv"]
