"""Files for people to fill in, as their users meet them: workbooks and new scenarios."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from model.archive import manifest_of
from model.cli import main
from model.scenario import load_scenario
from model.words import LANGUAGES
from tests.test_cli import ROOT, SMALL

Out = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own, with a space and a Vietnamese letter, that holds one small scenario."""
    place = tmp_path / "thư mục ô"
    (place / "scenarios/examples").mkdir(parents=True)
    (place / "scenarios/small.yaml").write_text(SMALL, encoding="utf-8")
    shutil.copy(ROOT / "scenarios/examples/starter.yaml", place / "scenarios/examples")
    shutil.copy(ROOT / "scenarios/examples/tutorial.yaml", place / "scenarios/bare.yaml")
    monkeypatch.chdir(place)
    return place


def typed(file: str, cell: str, value: object) -> None:
    """Somebody types into the sheet of levers and saves."""
    book = load_workbook(file)
    book.worksheets[1][cell] = value
    book.save(file)


# -- workbooks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_run_with_a_workbook_left_as_it_is_is_the_run_without(lang: str, folder: Path, capsys: Out) -> None:
    assert main(["template", "small", "--lang", lang]) == 0
    assert "python run.py run scenarios/small.yaml --workbook small.xlsx" in capsys.readouterr().out
    assert main(["run", "small", "-q", "-o", "plain", "-j", "1"]) == 0
    assert main(["run", "small", "--workbook", "small.xlsx", "-o", "plain", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "small.xlsx changes nothing of the scenario" in said.err
    assert "Nothing has changed" in said.out


def test_a_lever_of_a_workbook_is_that_of_the_command_line(folder: Path, capsys: Out) -> None:
    main(["template", "small", "-o", "phương án 1.xlsx", "--lang", "vi"])
    typed("phương án 1.xlsx", "C3", 2)
    words = ["run", "small", "--workbook", "phương án 1.xlsx", "-j", "1", "-o", "book", "--lang", "vi"]
    assert main(words) == 0
    assert "Lấy từ phương án 1.xlsx: 1 thay đổi.\n  đòn bẩy!C3  levers.teams=2\n" in capsys.readouterr().err
    assert main(["run", "small", "--set", "levers.teams=2", "-q", "-j", "1", "-o", "set"]) == 0
    written = [path.relative_to("set") for path in Path("set").rglob("*") if path.is_file()]
    assert len(written) > 10
    for one in written:
        if one.name not in ("manifest.json", "report.html"):  # they tell which command it was, and when
            assert (Path("set") / one).read_bytes() == (Path("book") / one).read_bytes(), one
    book, typed_in = manifest_of(Path("book")), manifest_of(Path("set"))
    assert book["settings"] == typed_in["settings"] == ["levers.teams=2"]
    assert book["hash"] == typed_in["hash"]
    assert "--workbook 'phương án 1.xlsx'" in book["command"]


def test_set_goes_before_a_workbook(folder: Path, capsys: Out) -> None:
    main(["template", "small"])
    typed("small.xlsx", "C3", 2)
    capsys.readouterr()
    words = ["show", "small", "--workbook", "small.xlsx", "-q"]
    assert main(words) == 0
    assert "value: 2\n" in capsys.readouterr().out
    assert main([*words, "--set", "levers.teams=3"]) == 0
    assert "value: 3\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["run"], ["show"], ["list"], ["trace"], ["validate"], ["new", "other", "--from"]]
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_faults_name_the_cell_and_end_in_3(lang: str, words: list[str], folder: Path, capsys: Out) -> None:
    main(["template", "small", "--lang", "vi"])
    typed("small.xlsx", "C3", "chín")
    capsys.readouterr()
    assert main([*words, "small", "--workbook", "small.xlsx", "--lang", lang]) == 3
    said = "".join(capsys.readouterr())
    assert "small.xlsx\n  đòn bẩy!C3  levers.teams: " in said
    assert "chín" in said
    assert "Traceback" not in said
    assert not Path("results").exists()
    assert not Path("scenarios/other.yaml").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["run", "small", "small", "--workbook", "small.xlsx"], 2, "goes with one scenario; here are 2"),
        (["validate", "scenarios", "--workbook", "small.xlsx"], 2, "goes with one scenario"),
        (["run", "small", "--workbook", "nowhere.xlsx"], 2, "nowhere.xlsx\n  there is no such file"),
        (["validate", "small", "--workbook", "nowhere.xlsx"], 2, "nowhere.xlsx\n  there is no such file"),
        (["run", "examples/starter", "--workbook", "small.xlsx"], 3, "made for the scenario small"),
        (["template", "small"], 1, "is there already and is not overwritten"),
        (["template", "small", "-o", "plan.csv"], 2, "must end in .xlsx"),
        (["template", "bare"], 1, "no levers, numbers by segment or capital sources"),
        (["new", "small"], 1, "is there already and is not overwritten"),
        (["new", "đường"], 2, "letters without marks"),
        (["new", "../small"], 2, "letters without marks"),
        (["new", "con"], 2, "Windows"),
        (["new", "x" * 61], 2, "at most 60"),
        (["new", "other", "--from", "smal"], 2, "did you mean 'scenarios/small.yaml'"),
        (["new", "other", "--workbook", "small.xlsx"], 2, "only together with --from"),
        (["new"], 2, "name is missing"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    words: list[str], code: int, said: str, folder: Path, capsys: Out
) -> None:
    main(["template", "small"])
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main([*words, "--lang", "en"]) == code
    assert said in "".join(capsys.readouterr())
    assert main([*words, "--lang", "vi"]) == code
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*") if path.is_file()} == before


def test_the_register_of_numbers_names_the_cell(folder: Path, capsys: Out) -> None:
    main(["template", "small"])
    typed("small.xlsx", "C3", 2)
    capsys.readouterr()
    assert main(["list", "small", "--facts", "--workbook", "small.xlsx", "--lang", "en"]) == 0
    [row] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("levers.teams.value")]
    assert row.endswith("small.xlsx:đòn bẩy!C3")


# -- new scenarios -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_scenario_is_valid_runs_and_speaks_one_language(lang: str, folder: Path, capsys: Out) -> None:
    assert main(["new", "my_road", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert "python run.py validate scenarios/my_road.yaml" in said
    assert "python run.py run scenarios/my_road.yaml" in said
    text = Path("scenarios/my_road.yaml").read_text(encoding="utf-8")
    assert ("# Đòn bẩy: " in text) == (lang == "vi")
    assert ("# Levers: " in text) == (lang == "en")
    assert "# vi: " not in text
    assert "# en: " not in text
    assert main(["validate", "scenarios/my_road.yaml", "-q"]) == 0
    assert main(["run", "scenarios/my_road.yaml", "-n", "5", "-j", "1", "-q"]) == 0
    starter = load_scenario("scenarios/examples/starter.yaml")
    assert load_scenario("scenarios/my_road.yaml").tree == starter.tree


def test_the_starter_has_what_a_beginner_needs_to_see() -> None:
    said = load_scenario(ROOT / "scenarios/examples/starter.yaml").said
    for block in (said.levers, said.assumptions, said.crews, said.procedures, said.works, said.risks):
        assert block
    assert said.capital["road_fund"].releases
    assert len(said.milestones) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_case_differs_in_nothing_until_a_line_is_freed(lang: str, folder: Path) -> None:
    assert main(["new", "case", "--from", "small", "--lang", lang]) == 0
    file = Path("scenarios/case.yaml")
    assert load_scenario(file).tree["levers"] == load_scenario("scenarios/small.yaml").tree["levers"]
    text = file.read_text(encoding="utf-8")
    assert ("Số tổ: hiện là 1, khoảng 1..3" if lang == "vi" else "Teams: 1 now, range 1..3") in text
    text = text.replace("# change:", "change:").replace("# levers.teams: 1", "levers.teams: 3")
    file.write_text(text, encoding="utf-8")
    assert load_scenario(file).tree["levers"]["teams"]["value"] == 3


def test_a_workbook_becomes_a_case(folder: Path, capsys: Out) -> None:
    main(["template", "small"])
    typed("small.xlsx", "C3", 2)
    assert main(["new", "case", "--from", "small", "--workbook", "small.xlsx", "--lang", "en"]) == 0
    case = load_scenario("scenarios/case.yaml")
    with_set = load_scenario("scenarios/small.yaml", [("levers.teams", "2")])
    assert {**case.tree, "because": None, "title": None} == {**with_set.tree, "because": None, "title": None}
    assert case.said.because is not None
    assert case.said.because.en == "Values taken from the workbook small.xlsx."
    capsys.readouterr()
    assert main(["diff", "small", "case", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "levers.teams.value: 1 → 2\n"
