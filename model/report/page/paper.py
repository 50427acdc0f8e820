"""A page on paper: the templates filled in, with styles, scripts and data inside, for both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from model.words import LANGUAGES, say

SCRIPTS = ("vendor/d3.min.js", "vendor/plot.min.js", "charts.js", "report.js")
"""What a page runs, in this order."""

LICENCES = {"vendor/d3.min.js": "vendor/d3.LICENSE", "vendor/plot.min.js": "vendor/plot.LICENSE"}
"""What has to be told with what others have written."""


_UNBROKEN = re.compile(r"\d{4}-\d{2}(?:-\d{2})?|(?:± |[+−])?\d[\d.,]*\s(?:%|bn VND|tỷ đồng|points|điểm)")


@dataclass
class Half:
    """One language of a page while it is made: what the template is given, and the charts it shows."""

    lang: str
    given: dict[str, Any] = field(default_factory=dict)
    charts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def say(self, key: str, /, **blanks: object) -> str:
        """A sentence of the report."""
        return say(f"report.{key}", self.lang, **blanks)

    def chart(self, kind: str, spec: Mapping[str, Any]) -> dict[str, Any]:
        """Put a chart on the page; what comes back is its place in the template."""
        self.charts.append((kind, {"lang": self.lang, **spec}))
        return {"number": len(self.charts) - 1, "label": spec["label"]}


def on_paper(
    template: str,
    halves: Mapping[str, Half],
    titles: Mapping[str, str],
    shared: Mapping[str, Any],
    first: str,
) -> str:
    """The whole page.

    Parameters
    ----------
    template
        The template of what stands below the head of the page, in one language.
    halves
        What it is filled with, by language.
    titles
        The title of the page, by language.
    shared
        What charts of both languages share; a chart names an entry of it as ``"@name"``.
    first
        The language that is open when nobody chose one.
    """
    sheets = _environment()
    bodies = {
        lang: sheets.get_template(template).render(t=halves[lang].say, lang=lang, **halves[lang].given)
        for lang in LANGUAGES
    }
    data = {
        "titles": dict(titles),
        "charts": {lang: halves[lang].charts for lang in LANGUAGES},
        "shared": shared,
    }
    return sheets.get_template("page.html").render(
        bodies=bodies,
        titles=titles,
        first=first,
        style=_static("report.css"),
        scripts=[_static(name) for name in SCRIPTS],
        data=_as_json(data),
        t={lang: partial(_said, lang) for lang in LANGUAGES},
    )


def _said(lang: str, key: str, /, **blanks: object) -> str:
    return say(f"report.{key}", lang, **blanks)


@cache
def _environment() -> Environment:
    sheets = Environment(
        loader=PackageLoader("model.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sheets.filters["whole"] = whole
    return sheets


def whole(text: str) -> Markup:
    """A sentence whose dates and percentages aren't broken at the end of a line."""
    return Markup(_UNBROKEN.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


@cache
def _static(name: str) -> str:
    """A style or script as it stands inside a page, where nothing in it may end its element."""
    text = _read(name)
    if name in LICENCES:
        text = f"/*!\n{_read(LICENCES[name]).strip()}\n*/\n{text}"
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _read(name: str) -> str:
    return files("model.report.page").joinpath("static", name).read_text(encoding="utf-8")


def _as_json(data: Mapping[str, Any]) -> str:
    """JSON that can stand in a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")
