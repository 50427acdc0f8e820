"""The report: one strict page that asks nobody else, in both languages, with the numbers of the tables."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from model.archive import manifest_of, read_table
from model.cli import main
from model.report.page.likelihood import SCALE, word_for
from model.report.page.numbers import amount_said, turned
from model.study import Band, Study, Wish, compare, run
from model.study.report import FILE, NoReportError, report, results_in
from model.words import LANGUAGES, lexicon, say_chance, say_date, say_deadline, say_points

html5lib = pytest.importorskip("html5lib", reason="no html5lib")

STORY = """\
kind: scenario
title: {vi: Nhỏ mà đủ, en: Small and whole}
start: 2020-10-01
horizon: 2024-01-01
basis: {source: made_up, grade: D}
sources: {made_up: {title: {vi: Bịa đặt, en: Made up}, where: nowhere}}
phases: {clearance: {vi: Mặt bằng, en: Clearance}}
levers:
  teams: {title: {vi: Số tổ, en: Teams}, value: 1, range: 1..3, cost: 1.2 bn VND/y}
  cash: {title: {vi: Vốn mỗi năm, en: Cash a year}, value: 20 bn VND, range: 10..60 bn VND}
assumptions:
  pace: {title: {vi: Nhịp độ, en: Pace}, value: 30/60/120 d}
crews: {team: $teams}
capital:
  fund: {title: {vi: Quỹ, en: Fund}, per_year: $cash, lapses: 01-31, carry_over: 50 %}
activities:
  a: {title: {vi: Việc A, en: Work A}, duration: $pace, crew: team, tags: outdoor, phase: clearance}
  b: {title: {vi: Việc B, en: Work B}, duration: $pace, crew: team, phase: clearance}
  build:
    title: {vi: Xây, en: Build}
    after: [a, b]
    duration: 60/90/150 d
    capital: {from: fund, amount: 20/30/40 bn VND}
risks:
  storm:
    title: {vi: Bão, en: Storm}
    chance: 40 %
    between: 2020-11-01..2021-03-01
    lasts: 10/30/60 d
    effects: [{stop: outdoor}]
milestones:
  land: {title: {vi: Xong mặt bằng, en: Site clear}, when: [a, b], by: {2021-01-31: ours, 45 d: ours}}
  open: {title: {vi: Thông xe, en: Road open}, when: build, by: {2021-12-31: stated, 2022-12-31: lenient}}
"""
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("thư mục ô") / "story.yaml"
    file.write_text(STORY, encoding="utf-8")
    return file


def wished(out: Path | None, **more: Any) -> Wish:
    return Wish(60, seed=1, out=out, jobs=1, figures=False, engine="simpy", **more)


@pytest.fixture(scope="module")
def study(story: Path) -> Study:
    """A run with bands and report, without pictures."""
    return run(story, wished(story.parent / "run", band=Band(20, 10), report=True))


@pytest.fixture(scope="module")
def page(study: Study) -> Element:
    return parsed((study.folder / FILE).read_text("utf-8"))


def parsed(text: str) -> Element:
    """The page as a tree; any fault against HTML is an error."""
    return html5lib.HTMLParser(strict=True).parse(text)


def half(page: Element, lang: str) -> Element:
    return next(one for one in page.iter(f"{XHTML}div") if one.get("id") == lang)


def words(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def cards(page: Element, lang: str) -> dict[str, str]:
    found = [one for one in half(page, lang).iter(f"{XHTML}section") if "card" in (one.get("class") or "")]
    return {(one.get("class") or "").split("card-")[1]: words(one) for one in found}


def test_the_page_is_made_again_with_the_same_bytes_without_simulating(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    import model.study.pieces

    monkeypatch.setattr(model.study.pieces, "pieces_of", None)
    assert report(study.folder) == (study.folder / FILE).read_text("utf-8")
    assert report(study.folder, "en") != report(study.folder, "vi")  # the language that opens


def test_nothing_is_loaded_from_outside(page: Element) -> None:
    links = [
        (node.tag, value)
        for node in page.iter()
        for name in ("src", "href", "data", "action", "srcset", "poster")
        if isinstance(node.tag, str) and (value := node.get(name))
    ]
    assert links
    assert all(value.startswith(("#", "data:")) for _, value in links)
    style = next(words(node) for node in page.iter(f"{XHTML}style"))
    assert "url(" not in style
    assert "@import" not in style


def test_both_languages_say_the_same(page: Element) -> None:
    shapes = [
        [
            node.tag
            for node in half(page, lang).iter()
            if isinstance(node.tag, str) and node.get("class") != "whole"  # numbers that aren't broken
        ]
        for lang in LANGUAGES
    ]
    assert shapes[0] == shapes[1]
    vi, en = (words(half(page, lang)) for lang in LANGUAGES)
    for key, texts in lexicon().items():
        is_plain = key.startswith("report.section.") and "{" not in texts["vi"]
        if is_plain and texts["en"] in en:
            assert texts["vi"] in vi, key
    assert "{" not in vi + en


def test_no_identifier_twice_and_every_link_leads_somewhere(page: Element) -> None:
    names = [name for node in page.iter() if (name := node.get("id"))]
    assert len(names) == len(set(names))
    targets = [link[1:] for node in page.iter() if (link := node.get("href") or "").startswith("#")]
    assert set(targets) <= set(names)


def test_headings_go_down_one_step_at_a_time(page: Element) -> None:
    for lang in LANGUAGES:
        levels = [
            int(node.tag[-1]) for node in half(page, lang).iter() if re.search(r"}h[1-6]$", str(node.tag))
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def rows_of_overview(page: Element, lang: str) -> Iterator[str]:
    section = next(one for one in half(page, lang).iter() if one.get("id") == f"{lang}-overview")
    for row in section.iter(f"{XHTML}tr"):
        yield words(row)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_numbers_are_those_of_the_table(study: Study, page: Element, lang: str) -> None:
    told = list(rows_of_overview(page, lang))[1:]
    table = study.milestones
    assert len(told) == len(table)
    for text, row in zip(told, table.itertuples(), strict=True):
        assert words_of(say_deadline(row.deadline, lang)) in text
        assert words_of(say_chance(row.probability, lang)) in text
        assert say_date(row.p80, lang) in text


def words_of(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_answers_what_the_tables_say(study: Study, page: Element, lang: str) -> None:
    told, table = cards(page, lang), study.milestones
    assert list(told) == ["risk", "late", "why", "help", "sure"]
    counted = next(
        rows for name in ("stated", "strict", "lenient", "ours")
        if len(rows := table[table["deadline_basis"] == name])
    )  # fmt: skip
    worst = counted.loc[counted["probability"].idxmin()]
    assert words_of(say_chance(worst["probability"], lang)) in told["risk"]
    titles = {one.name: one.title[lang] for one in study.plan.milestones}
    assert titles[worst["milestone"]] in told["risk"]
    levers = read_table(study.folder, "levers.csv")
    own = levers[(levers["milestone"] == worst["milestone"]) & (levers["deadline"] == worst["deadline"])]
    best = own.loc[own["difference"].idxmax()]
    assert best["ci_low"] > 0  # else the story has no lever that helps, and the test would show nothing
    assert words_of(say_points(best["difference"], lang, 0)) in told["help"]
    assert best[f"title_{lang}"] in told["help"]


def test_a_milestone_that_becomes_void_is_not_called_late(tmp_path: Path) -> None:
    merger = "  merger: {title: {vi: Sáp nhập, en: Merger}, on: 2020-11-15, effects: [{void: open}]}\n"
    file = tmp_path / "merged.yaml"
    file.write_text(STORY.replace("milestones:\n", f"{merger}milestones:\n"), encoding="utf-8")
    done = run(file, replace(wished(tmp_path / "run", report=True), replications=20))
    page = parsed((done.folder / FILE).read_text("utf-8"))
    told = cards(page, "en")
    assert "Road open" in told["risk"]
    assert "No longer a goal > 99 % of the futures" in told["late"]
    assert "late " not in told["late"].replace("How late", "")
    assert "Merger" in told["why"]
    assert "In > 99 % of the futures it is void" in words(half(page, "en"))


def test_levers_are_held_against_the_run_itself(study: Study) -> None:
    levers = read_table(study.folder, "levers.csv")
    table = study.milestones.set_index(["milestone", "deadline"])["probability"]
    for row in levers.itertuples():
        assert row.chance_before == pytest.approx(table[row.milestone, row.deadline])
        assert row.chance_after - row.chance_before == pytest.approx(row.difference, abs=1e-5)
        assert row.ci_low <= row.difference <= row.ci_high
        assert row.value_from != row.value_to
    assert set(levers["lever"]) == {"teams", "cash"}
    assert manifest_of(study.folder)["report"] is True


def test_a_lever_turned_is_the_scenario_with_that_setting(study: Study, story: Path, tmp_path: Path) -> None:
    levers = read_table(study.folder, "levers.csv")
    row = next(one for one in levers.itertuples() if one.lever == "cash" and one.value_to == "60 bn VND")
    other = run(story, wished(tmp_path / "set", settings=(("levers.cash", "60 bn VND"),)))
    found = other.milestones.set_index(["milestone", "deadline"])["probability"]
    for one in levers[(levers["lever"] == "cash") & (levers["value_to"] == row.value_to)].itertuples():
        assert found[one.milestone, one.deadline] == pytest.approx(one.chance_after)


def test_levers_are_told_on_the_terminal_too(
    study: Study, story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["explain", str(story), "--part", "levers", "--milestone", "open", "-n", "60", "-s", "1"]
    asked += ["-j", "1", "--engine", "simpy", "-q", "--lang", "en", "-o", str(tmp_path / "told")]
    assert main(asked) == 0
    said = words_of(capsys.readouterr().out)
    assert "Road open by 2021-12-31: “Cash a year” helps most, 20 bn VND → 60 bn VND" in said
    own, told = (read_table(place, "levers.csv") for place in (study.folder, tmp_path / "told"))
    assert told.equals(own[own["milestone"] == "open"].reset_index(drop=True))


def test_a_report_left_out_is_added_and_is_the_same(study: Study, story: Path, tmp_path: Path) -> None:
    out = tmp_path / "later"
    run(story, wished(out, band=Band(20, 10)))
    assert not {FILE, "levers.csv", "changes.csv"} & {path.name for path in out.iterdir()}
    told = wished(out, band=Band(20, 10), report=True)
    assert run(story, told).is_new
    assert (out / "levers.csv").read_bytes() == (study.folder / "levers.csv").read_bytes()
    assert report(out) == (out / FILE).read_text("utf-8")
    assert not run(story, told).is_new


def test_further_figures_of_the_folder_are_in_it(study: Study, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(study.folder, place)
    (place / "figures").mkdir(exist_ok=True)
    for lang, title in (("vi", "Ba đoạn &lt; bốn"), ("en", "Three &lt; four")):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg"><dc:title>{title}</dc:title></svg>'
        (place / f"figures/gantt.{lang}.svg").write_text(svg, encoding="utf-8")
    (place / "figures/map.vi.svg").write_text("<svg/>", encoding="utf-8")  # in one language alone
    page = parsed(report(place))
    for lang, title in (("vi", "Ba đoạn < bốn"), ("en", "Three < four")):
        [picture] = half(page, lang).iter(f"{XHTML}img")
        assert picture.get("alt") == title
        assert (picture.get("src") or "").startswith("data:image/svg+xml;base64,")


def test_a_comparison_has_a_page_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rich = tmp_path / "rich.yaml"
    rich.write_text(
        "kind: scenario\nextends: story\ntitle: {vi: Nhiều tiền, en: More money}\n"
        "because: {vi: Tỉnh cấp thêm, en: The province adds}\nchange: {levers.cash: 60 bn VND}\n",
        encoding="utf-8",
    )
    (tmp_path / "story.yaml").write_text(STORY, encoding="utf-8")
    done = compare(["story.yaml", "rich.yaml"], wished(None, report=True))
    text = (done.folder / FILE).read_text("utf-8")
    page = parsed(text)
    assert report(done.folder) == text
    assert not list(tmp_path.glob(f"results/story/*/{FILE}"))
    best = done.table.loc[done.table["difference"].idxmax()]
    for lang in LANGUAGES:
        told = cards(page, lang)
        assert list(told) == ["gain", "loss", "why", "still", "sure"]
        assert words_of(say_points(best["difference"], lang)) in told["gain"]
    assert "levers.cash" in words(half(page, "en"))


def test_the_command_names_what_is_wrong(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results/story").mkdir(parents=True)
    assert main(["report", "results/stroy", "--lang", "en"]) == 2
    assert "did you mean 'results/story'" in capsys.readouterr().err
    assert main(["report", "results/story", "--lang", "en"]) == 2
    assert "holds no results of run or compare" in capsys.readouterr().err
    assert main(["report", str(study.folder), str(study.folder), "-o", "a.html", "--lang", "en"]) == 2
    assert "one results folder" in capsys.readouterr().err
    assert main(["report", str(study.folder), "--out", "here/a.html", "--lang", "en"]) == 0
    assert "Report: here/a.html" in capsys.readouterr().out
    assert (tmp_path / "here/a.html").read_text("utf-8") == report(study.folder, "en")
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["a.html"]


def test_the_folder_above_is_understood(study: Study, tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir()
    (above / "latest.txt").write_text(str(study.folder) + "\n", encoding="utf-8")
    assert results_in(above) == study.folder
    (above / "latest.txt").unlink()
    with pytest.raises(NoReportError):
        results_in(above)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.0, 0.01, "exceptionally_unlikely"),
        (0.0, 0.011, "very_unlikely"),
        (0.05, 0.2, "unlikely"),
        (0.3, 0.4, None),  # reaches from one class into another
        (0.35, 0.6, "as_likely_as_not"),
        (0.66, 0.66, "as_likely_as_not"),  # an end belongs to both: the narrower class is said
        (0.7, 0.95, "likely"),
        (0.9, 1.0, "very_likely"),
        (0.995, 1.0, "virtually_certain"),
        (0.0, 1.0, None),
    ],
)
def test_a_word_is_said_only_where_a_whole_band_lies_in_one_class(low: float, high: float, word: str) -> None:
    assert word_for(low, high) == word


def test_the_scale_has_its_published_ends() -> None:
    assert [(low, high) for _, low, high in SCALE] == [
        (0.99, 1.0), (0.9, 1.0), (0.66, 1.0), (0.33, 0.66), (0.0, 0.33), (0.0, 0.1), (0.0, 0.01),
    ]  # fmt: skip


def test_amounts_are_written_as_people_read_them() -> None:
    assert words_of(amount_said("0.05/0.10/0.25", "vi")) == "0,05 / 0,10 / 0,25"
    assert words_of(amount_said("1200 bn VND", "vi")) == "1.200 tỷ đồng"
    assert words_of(amount_said("30/45/90 d", "en")) == "30 / 45 / 90 days"
    assert words_of(amount_said("1..6", "en")) == "1 … 6"
    assert amount_said("2021-03-01", "vi") == "01/03/2021"
    assert amount_said('{"dist": "uniform"}', "vi") == '{"dist": "uniform"}'
    assert turned("1", "0", "en") == ("yes", "no")
    assert turned("1", "3", "en") == ("1", "3")
