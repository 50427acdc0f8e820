"""The reference pages in docs/ are what the code says now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.report.format_page import format_page
from model.words import LANGUAGES, lexicon

ROOT = Path(__file__).parents[2]
PAGES = {"vi": "docs/dinh-dang-kich-ban.md", "en": "docs/scenario-format.md"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_up_to_date(lang: str) -> None:
    """Where it fails: ``make docs``."""
    assert (ROOT / PAGES[lang]).read_text(encoding="utf-8") == format_page(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_leads_to_a_place_on_the_page(lang: str) -> None:
    page = format_page(lang)
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= set(re.findall(r'<a id="(\w+)"', page))


def test_no_sentence_of_the_pages_is_idle() -> None:
    text = (ROOT / "model/report/format_page.py").read_text(encoding="utf-8")
    text += (ROOT / "model/scenario/schema.py").read_text(encoding="utf-8")
    for key in lexicon():
        if key.startswith(("format.page.", "format.say.")):
            assert key.rpartition(".")[2] in re.findall(r"\w+", text), key
