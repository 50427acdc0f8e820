"""The report in a browser: it asks nobody else, switches its language, draws its charts, and prints."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model.study import Study, run
from model.study.report import FILE
from tests.report.test_page import STORY, wished

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    file = tmp_path_factory.mktemp("thư mục ô") / "story.yaml"
    file.write_text(STORY, encoding="utf-8")
    return run(file, wished(file.parent / "run", report=True))


@pytest.fixture(scope="module")
def page(study: Study) -> Iterator[Any]:
    """The page, opened from its file; whatever it asks elsewhere or complains of fails the tests."""
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.goto((study.folder / FILE).as_uri())
        yield page
        browser.close()
    assert [one for one in asked if not one.startswith("file:")] == []
    assert complaints == []


def charts_drawn(page: Any, lang: str) -> list[bool]:
    found = f"[...document.querySelectorAll('#{lang} [data-chart]')].map((one) => !!one.querySelector('svg'))"
    page.wait_for_function(f"{found}.every(Boolean)", timeout=5000)
    drawn: list[bool] = page.evaluate(found)
    return drawn


def test_the_language_is_switched_and_remembered(page: Any, study: Study) -> None:
    titles = {lang: study.scenario.title[lang] for lang in ("vi", "en")}
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.locator("h1:visible").inner_text() == titles["vi"]
    assert len(charts_drawn(page, "vi")) > 4
    page.get_by_role("button", name="English").click()
    assert page.locator("h1:visible").inner_text() == titles["en"]
    assert page.title().endswith(titles["en"])
    assert len(charts_drawn(page, "en")) > 4
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"
    address = (study.folder / FILE).as_uri()
    page.goto(f"{address}?lang=vi")
    assert page.locator("html").get_attribute("lang") == "vi"
    page.goto(f"{address}#en-limits")
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("width", [1440, 1024, 400])
def test_it_fits_the_screen_and_axe_finds_nothing_serious(page: Any, study: Study, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{(study.folder / FILE).as_uri()}?lang=vi")
    charts_drawn(page, "vi")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page).response["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"][:150])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_it_prints_to_a_few_sheets(page: Any, study: Study, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{(study.folder / FILE).as_uri()}?lang=vi")
    charts_drawn(page, "vi")
    paper = page.pdf(prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", paper))
    assert 3 <= sheets <= 12
    assert b"/MediaBox [0 0 594" in paper or b"/MediaBox [0 0 595" in paper  # A4
