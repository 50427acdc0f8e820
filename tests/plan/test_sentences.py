"""Every sentence the planner uses is in the lexicon, and none there is idle."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from model.words import lexicon

PLANNERS = Path(__file__).parents[2] / "model" / "plan"
SAID = {key: texts for key, texts in lexicon().items() if key.startswith("plan.")}
PUT_TOGETHER = "plan.kind."


def test_nothing_is_missing_and_nothing_is_idle() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in PLANNERS.glob("*.py"))
    used = set(re.findall(r"\"(plan\.[a-z0-9_]+)\"", text))
    assert used == {key for key in SAID if not key.startswith(PUT_TOGETHER)}


@pytest.mark.parametrize("key", SAID)
def test_both_languages_fill_the_same_blanks(key: str) -> None:
    vi, en = (
        {name for _, name, _, _ in string.Formatter().parse(SAID[key][lang]) if name} for lang in ("vi", "en")
    )
    assert vi == en
