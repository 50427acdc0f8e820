"""Every sentence the scenario readers use is in the lexicon, in both languages, with the same blanks."""

import re
import string
from pathlib import Path

import pytest

from model.scenario.changes import _NOUNS
from model.scenario.measure import KINDS
from model.words import lexicon

READERS = Path(__file__).parents[2] / "model" / "scenario"
SAID = {key: texts for key, texts in lexicon().items() if key.startswith("scenario.")}


def used():
    """Keys written out in the readers, and those put together from a kind or a block."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in READERS.glob("*.py"))
    whole = set(re.findall(r"[\"'](scenario\.[a-z0-9_]+)[\"']", text))
    nouns = {f"scenario.noun.{noun}" for noun in (*_NOUNS, "word", "reference")}
    return whole | nouns | {f"scenario.not_a_{kind}" for kind in KINDS}


def test_nothing_is_missing_and_nothing_is_idle():
    assert used() == set(SAID)


@pytest.mark.parametrize("key", SAID)
def test_both_languages_fill_the_same_blanks(key):
    blanks = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in SAID[key].values()
    ]
    assert blanks[0] == blanks[1]
