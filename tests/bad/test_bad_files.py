"""Every malformed file is refused with all its faults, each in the writer's words."""

import tomllib
import unicodedata
from pathlib import Path

import pytest

from model.cli import main
from model.cli.endings import INVALID, SOME_FAILED
from model.scenario import MissingFile, ScenarioError, find_scenario_files, load_scenario
from model.validate import validate

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


SOME_CELLS_RUN = ("sweep_cells.yaml", "sweep_impossible.yaml")
"""Sweeps of which a cell is right; these run it and tell of the others."""


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in SOME_CELLS_RUN])
def test_is_not_run_either(name, capsys):
    verb = "sweep" if name.startswith("sweep") else "run"
    assert main([verb, name, "-n", "2", "-q", "--lang", "en", "-o", "nowhere"]) == INVALID
    assert "Traceback" not in capsys.readouterr().err
    assert not (HERE / "nowhere").exists()


@pytest.mark.parametrize("name", SOME_CELLS_RUN)
def test_cells_that_are_right_run_and_the_others_are_told(name, capsys, tmp_path):
    command = ["sweep", name, "-n", "2", "-q", "--lang", "en", "--no-figures", "-o", str(tmp_path / "there")]
    assert main(command) == SOME_FAILED
    said = capsys.readouterr().err
    for line in EXPECTED[name].splitlines()[1:]:
        assert f"{name}, {line.strip()}" in said


@pytest.mark.parametrize("name", EXPECTED)
def test_each_line_is_the_line_of_what_is_wrong(name):
    """The last name of a path stands on the line told: of an entry in a list of lines, that of its list."""
    with pytest.raises(ScenarioError) as refused:
        validate(name)
    for fault in refused.value.faults:
        path = fault.path[:-1] if fault.key == "scenario.missing_word" else fault.path
        words = [step for step in path if isinstance(step, str)]
        if not words or fault.line is None or fault.key in SAID_ELSEWHERE or name.startswith("sweep"):
            continue
        lines = Path(fault.file).read_text(encoding="utf-8").splitlines()
        assert fault.line <= len(lines)
        assert _is_said_on(lines[: fault.line], words[-1], is_in_list=isinstance(path[-1], int))


SAID_ELSEWHERE = ("scenario.parents_differ", "scenario.key_not_text")
"""Told on the line of ``extends``, of a path that the parents set; and of a name that is none."""


def _is_said_on(lines, word, is_in_list):
    """Whether a word stands on the last line; of a line with a dash, on the nearest one without."""
    if is_in_list and word not in lines[-1]:
        assert lines[-1].lstrip().startswith("-")
        lines = [line for line in lines if not line.lstrip().startswith("-")]
    return word in lines[-1]


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
    assert len(EXPECTED) >= 100


def test_a_file_that_is_not_there():
    with pytest.raises(MissingFile, match="there is no such file"):
        load_scenario("nowhere.yaml")


def test_a_folder_is_no_file():
    with pytest.raises(MissingFile, match="this is a folder"):
        load_scenario(HERE)
