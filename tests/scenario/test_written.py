"""A tree as text: laid out here, and the same bytes as the YAML library would write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.scenario import find_scenario_files, kind_of, load_scenario
from model.scenario.read import read_text
from model.scenario.written import by_the_library, canonical_yaml

SCENARIOS = [file for file in find_scenario_files("scenarios") if kind_of(file) == "scenario"]

PIECES = st.sampled_from(
    [
        *"abyn019 -/.:,'\"#%[]{}&*!?|>@`~$_+=<\\\t\x07\n",
        *("true", "null", "yes", "2020-10-01", "10:30", "0x1F", "1e6", ".5", "- ", ": ", " #", "...", "---"),
        *(" bn VND", "20/30/40 d", "tổ ", "đ", "…", "–", "\u0301", "\u2028", "\xa0", "\ufeff", "𝛽", "1..6"),
    ]
)
TEXTS = st.lists(PIECES, max_size=5).map("".join)
VALUES = st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False))
TREES = st.dictionaries(
    TEXTS,
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_scenarios_are_written_as_the_library_writes_them(file):
    tree = load_scenario(file).tree
    assert canonical_yaml(tree) == by_the_library(tree)


@given(TREES)
@settings(max_examples=400, deadline=None)
def test_whatever_a_tree_holds_it_is_written_as_the_library_writes_it(tree):
    try:
        wanted = by_the_library(tree)
    except Exception as problem:  # what YAML cannot hold is refused by both
        with pytest.raises(type(problem)):
            canonical_yaml(tree)
    else:
        assert canonical_yaml(tree) == wanted


def test_lists_maps_and_what_needs_quotes():
    tree = {
        "days": ["2020-10-01", "1..6", "no"],
        "2026": {"waits": [{"any": ["a", "b"]}, [["x"], []]], "empty": {}},
        "note": "the quarter: by decision",
        "share": 0.5,
    }
    text = canonical_yaml(tree)
    assert text == (
        "days: [2020-10-01, 1..6, no]\n"
        "2026:\n  waits:\n  - any: [a, b]\n  - - [x]\n    - []\n  empty: {}\n"
        "note: 'the quarter: by decision'\nshare: 0.5\n"
    )
    assert read_text(text, "again").plain() == tree
