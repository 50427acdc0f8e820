"""The page of ``explore`` in a browser: levers, pins, undo, links, saving; and that it asks nobody else."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model.api import simulate
from tests.test_cli import ROOT, SMALL

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")

FEW, MOST = 30, 120
SWITCH = "  apart: {title: {vi: Hai việc tách rời, en: Apart}, value: 0, range: 0..1}\ncrews:"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("thư mục ô") / "small.yaml"
    place.write_text(SMALL.replace("crews:", SWITCH), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def server(file: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command itself, and the address that it says."""
    words = [sys.executable, str(ROOT / "run.py"), "explore", file.name, "--no-browser", "-n", str(FEW)]
    words += ["--engine", "simpy", "--lang", "en"]
    process = subprocess.Popen(words, cwd=file.parent, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    said = process.stdout.readline()
    yield process, next(word for word in said.split() if word.startswith("http"))
    process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, server: tuple[subprocess.Popen[str], str]) -> Iterator[Any]:
    """The page, opened; whatever it asks elsewhere or complains of fails the test."""
    context = browser.new_context(accept_downloads=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda told: complaints.append(told.text) if is_complaint(told) else None)
    page.goto(server[1])
    settled(page)
    yield page
    context.close()
    assert complaints == []
    assert all(url.startswith((server[1], "blob:", "data:")) for url in asked)


def is_complaint(told: Any) -> bool:
    """Whether the browser's console tells of an error; a name that is refused (422) is none."""
    return bool(told.type == "error" and "422" not in told.text)


def settled(page: Any) -> None:
    """Wait until all replications of the setting are in."""
    page.wait_for_selector(f'#status[data-status="done"][data-replications="{MOST}"]')


def chances(page: Any) -> list[float]:
    """What the page's table says, by deadline."""
    cells = page.locator("#table tbody tr")
    return [float(one) for one in cells.evaluate_all("rows => rows.map((row) => row.dataset.probability)")]


def plain(file: Path, **settings: str) -> list[float]:
    """What a plain run says."""
    levers = {f"levers.{name}": value for name, value in settings.items()}
    done = simulate(file, replications=MOST, settings=levers, engine="simpy")
    return [round(float(one), 6) for one in done.milestones.probability]


def test_a_lever_moves_the_chances_to_those_of_a_plain_run(page: Any, file: Path) -> None:
    assert chances(page) == plain(file)
    page.locator("#lever-teams").focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    assert chances(page) == plain(file, teams="2") != plain(file)
    assert "teams=2" in page.url
    told = page.locator("#table tbody tr").first.get_attribute("data-difference")
    assert float(told) == pytest.approx(plain(file, teams="2")[0] - plain(file)[0], abs=2e-6)


def test_undo_redo_and_reset(page: Any) -> None:
    lever, switch = page.locator("#lever-teams"), page.locator("#lever-apart")
    lever.focus()
    page.keyboard.press("ArrowRight")
    switch.focus()
    page.keyboard.press("Space")
    assert (lever.input_value(), switch.is_checked()) == ("1", True)
    page.keyboard.press("Control+z")
    assert (lever.input_value(), switch.is_checked()) == ("1", False)
    page.keyboard.press("Control+z")
    assert lever.input_value() == "0"
    page.keyboard.press("Control+Shift+z")
    assert lever.input_value() == "1"
    page.get_by_role("button", name="Reset").click()
    assert lever.input_value() == "0"
    page.get_by_role("button", name="Undo").click()
    assert lever.input_value() == "1"


def test_a_link_restores_everything_and_the_language_changes_in_place(page: Any, file: Path) -> None:
    page.locator("#lever-teams").fill("2")
    page.locator("#pin").click()
    page.locator("#lever-teams").fill("1")
    page.get_by_role("button", name="Tiếng Việt").click()
    settled(page)
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.get_by_role("button", name="Bỏ ghim").is_visible()
    assert page.locator("#lever-teams").get_attribute("aria-valuetext") == "2"
    seen, link = chances(page), page.url
    page.goto("about:blank")
    page.goto(link)
    settled(page)
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.get_by_role("button", name="Bỏ ghim").is_visible()
    assert chances(page) == seen == plain(file, teams="2")
    told = page.locator("#table tbody tr").first.get_attribute("data-difference")
    assert float(told) == pytest.approx(seen[0] - plain(file, teams="3")[0], abs=2e-6)


def test_an_impossible_link_is_told_by_the_lever(page: Any) -> None:
    page.evaluate("location.hash = '#teams=9&lang=en'")
    fault = page.locator(".lever .fault")
    fault.wait_for()
    assert "1..3" in fault.inner_text()
    assert page.locator("#status").get_attribute("data-status") == "fault"


def test_a_setting_is_saved_and_downloaded(page: Any, file: Path) -> None:
    page.locator("#lever-teams").fill("1")
    page.locator("#save").click()
    page.locator("#save-name").fill("no good")
    page.locator("#keep").click()
    page.locator("#answer .fault").wait_for()
    page.locator("#save-name").fill("two")
    with page.expect_download() as came:
        page.locator("#download").click()
    assert came.value.suggested_filename == "two.yaml"
    text = Path(came.value.path()).read_text(encoding="utf-8")
    page.locator("#keep").click()
    page.locator("#answer code").wait_for()
    saved = file.with_name("two.yaml")
    page.get_by_text("Saved as two.yaml").wait_for()
    assert saved.read_text(encoding="utf-8") == text
    assert plain(saved) == plain(file, teams="2")
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0


def test_nothing_serious_keeps_anybody_out(page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe")
    page.locator("#lever-teams").fill("1")
    settled(page)
    page.get_by_role("button", name="Source and cost").first.click()
    found = axe.Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert serious == [], json.dumps([(one["id"], one["nodes"][0]["html"]) for one in serious])


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be sent Ctrl-C alone")
def test_ctrl_c_ends_it(server: tuple[subprocess.Popen[str], str]) -> None:
    process = server[0]
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert process.stdout is not None
    assert "closed" in process.stdout.read()
