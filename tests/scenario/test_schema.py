"""The JSON Schema of scenario files: what it accepts, what it refuses, and that it explains every word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from model.scenario import find_scenario_files, kind_of
from model.scenario.check import words_of
from model.scenario.read import read_file
from model.scenario.schema import FILES, json_schema, meaning_key, own_types, shapes, values
from model.words import LANGUAGES, lexicon

ROOT = Path(__file__).parents[2]
FILES_THERE = [
    *find_scenario_files(ROOT / "scenarios"),
    *find_scenario_files(Path(__file__).parent / "files"),
]
WHOLE = Draft202012Validator(json_schema("en"))


def refused(tree: Any, schema: Draft202012Validator = WHOLE) -> bool:
    return not schema.is_valid(tree)


@pytest.mark.parametrize("path", FILES_THERE, ids=lambda path: path.stem)
def test_every_file_there_is_accepted(path: Path) -> None:
    tree = read_file(path).plain()
    assert WHOLE.is_valid(tree)
    for kind in FILES:
        assert Draft202012Validator(json_schema("vi", kind)).is_valid(tree) == (kind == kind_of(path))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [None, *FILES])
def test_the_schema_is_one_and_holds_only_what_it_needs(lang: str, kind: str | None) -> None:
    schema = json_schema(lang, kind)
    Draft202012Validator.check_schema(schema)
    assert ("Sweep" in schema["$defs"]) == (kind in (None, "sweep"))


def small(**words: Any) -> dict[str, Any]:
    """A scenario of one activity, with other words instead of its own or beside them."""
    return {
        "kind": "scenario",
        "title": "Small",
        "start": "2021-01-01",
        "horizon": "2022-01-01",
        "activities": {"a": {"title": "A", "duration": "30/40/60 d"} | words},
        "milestones": {"done": {"title": "Done", "when": "a", "by": {"2021-06-30": "ours"}}},
    }


@pytest.mark.parametrize(
    "words",
    [
        {"duration": {"value": "$pace", "source": "judgement", "grade": "D"}},
        {"duration": {"dist": "lognormal", "p50": "30 d", "p90": "60 d", "cut": [None, "90 d"], "note": "x"}},
        {"duration": "3 mo"},
        {"after": "b"},
        {"after": ["b", {"of": "c", "lag": "-5 d"}]},
        {"after": {"all": ["b", "c"]}},
        {"after": {"any": ["b", "c"]}},
        {"crew": "team"},
        {"crew": {"team": 2}},
        {"starts_when": {"share": "70 %", "of": "b"}},
        {"title": {"vi": "Việc", "en": "Work"}},
    ],
    ids=str,
)
def test_what_a_file_may_say_is_accepted(words: dict[str, Any]) -> None:
    assert not refused(small(**words))


@pytest.mark.parametrize(
    "words",
    [
        {"duraton": "3 d"},
        {"duration": "3 dd"},
        {"duration": "3/4 d"},
        {"duration": 3},
        {"duration": {"value": "3 d", "sauce": "judgement"}},
        {"duration": {"dist": "lognormal", "low": "3 d"}},
        {"duration": {"dist": "lognormall", "p50": "3 d", "p90": "9 d"}},
        {"priority": "high"},
        {"watch": "yes"},
        {"crew": "clearance team"},
        {"title": {"vi": "Việc"}},
        {"not_before": "1/2/2021"},
    ],
    ids=str,
)
def test_what_no_file_may_say_is_refused(words: dict[str, Any]) -> None:
    assert refused(small(**words))


def test_a_derived_scenario_says_only_its_own_words() -> None:
    derived = {"kind": "scenario", "extends": "small", "because": {"vi": "Vì", "en": "Because"}}
    assert not refused(derived | {"change": {"levers.teams": 4, "activities.a": None}})
    assert refused(derived | {"start": "2021-01-01"})
    assert refused(derived | {"because": "no reason in two languages"})


def test_a_kind_that_is_none_is_refused() -> None:
    assert refused({"kind": "scenery"})
    assert refused({"title": "No kind"})


NEEDED = {meaning_key(cls, word) for cls in shapes() for word in words_of(cls)} | {
    f"format.{about}.{name}"
    for about in ("heading", "about")
    for name in (*(cls.__name__ for cls in shapes()), *values())
}


def test_every_word_of_the_shape_has_its_sentence_and_none_is_idle() -> None:
    said = {key for key in lexicon() if key.startswith("format.")}
    of_pages = {key for key in said if key.startswith(("format.page.", "format.say."))}
    assert sorted(NEEDED - said) == []
    assert sorted(said - of_pages - NEEDED) == []


def test_every_way_of_writing_a_value_has_examples() -> None:
    schema = json_schema("en")["$defs"]
    assert [name for name in own_types() if not schema[name]["examples"]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_editors_are_told_what_a_word_means(lang: str) -> None:
    for name, block in json_schema(lang)["$defs"].items():
        assert block["description"], name
        for word, said in block.get("properties", {}).items():
            assert said["description"], f"{name}.{word}"
