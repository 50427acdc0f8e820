"""The charts of pages, drawn in the browser, have the colours of the figures."""

from pathlib import Path

import model.report
from model.report.causes import COLOURS
from model.report.look import STYLES

CHARTS = Path(next(iter(model.report.__path__))) / "page" / "static" / "charts.js"


def test_charts_in_the_browser_have_the_colours_of_the_figures() -> None:
    text = CHARTS.read_text(encoding="utf-8")
    places = [text.index(f'colour: "{style.colour}"') for style in STYLES]
    assert places == sorted(places)
    for cause, colour in COLOURS.items():
        assert f'{cause}: "{colour}"' in text


def test_no_chart_ends_the_script_it_stands_in() -> None:
    for file in CHARTS.parent.rglob("*.js"):
        assert "</script" not in file.read_text(encoding="utf-8").lower(), file.name
