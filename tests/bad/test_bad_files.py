"""Every malformed file is refused with all its faults, each in the writer's words."""

import tomllib
import unicodedata
from pathlib import Path

import pytest

from model.cli import main
from model.cli.endings import INVALID
from model.scenario import MissingFile, ScenarioError, find_scenario_files, load_scenario
from model.study import validate

HERE = Path(__file__).parent
EXPECTED: dict[str, str] = tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))
SOUND = sorted({path.name for path in find_scenario_files(HERE)} - set(EXPECTED))


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.chdir(HERE)


@pytest.mark.parametrize("name", EXPECTED)
def test_is_refused_with_these_words(name):
    with pytest.raises(ScenarioError) as refused:
        validate(name)
    assert refused.value.text("en") == EXPECTED[name].rstrip("\n")


@pytest.mark.parametrize("name", EXPECTED)
def test_ends_with_exit_code_3_and_no_traceback(name, capsys):
    assert main(["validate", name, "--lang", "en"]) == INVALID
    said = capsys.readouterr()
    assert EXPECTED[name] in said.out
    assert said.err == ""


@pytest.mark.parametrize("name", EXPECTED)
def test_says_as_much_in_vietnamese(name):
    with pytest.raises(ScenarioError) as refused:
        validate(name)
    text = refused.value.text("vi")
    assert len(text.splitlines()) == len(refused.value.text("en").splitlines())
    assert text != refused.value.text("en")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("name", SOUND)
def test_neighbours_are_sound(name):
    validate(name)


def test_there_are_enough_ways_to_go_wrong():
    assert len(EXPECTED) >= 40


def test_a_file_that_is_not_there():
    with pytest.raises(MissingFile, match="there is no such file"):
        load_scenario("nowhere.yaml")


def test_a_folder_is_no_file():
    with pytest.raises(MissingFile, match="this is a folder"):
        load_scenario(HERE)
