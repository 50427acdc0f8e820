"""YAML read without surprises, and the line of everything in it."""

import pytest

from model.scenario import MissingFile, ScenarioError
from model.scenario.read import Mark, one_line, read_file, read_text, read_value


def plain(text):
    return read_text(text, "test").plain()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("1e6", 1_000_000.0),
        ("12:30", "12:30"),
        ("007", "007"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        (".5", 0.5),
        ("-3", -3),
        ("'3'", "3"),
        ("2020-10-01", "2020-10-01"),
        ("1..6", "1..6"),
        ("5 %", "5 %"),
        (".inf", ".inf"),
        ("0,5", "0,5"),
        ("9" * 30, 1e30),
    ],
)
def test_what_a_bare_value_means(written, meant):
    value = plain(f"a: {written}\n")["a"]
    assert value == meant
    assert type(value) is type(meant)


def test_keys_are_text():
    assert plain("2021: x\n2022-12-31: y\nno: z\n") == {"2021": "x", "2022-12-31": "y", "no": "z"}


def test_everything_knows_its_line():
    tree = read_text("a: 1\nb:\n  - x\n  - c: 5 d\n    d: 6 d\n", "town.yaml")
    marks = dict(tree.marks())
    assert marks["a",] == Mark("town.yaml", 1)
    assert marks["b",] == Mark("town.yaml", 2)
    assert marks["b", 1] == Mark("town.yaml", 4)
    assert marks["b", 1, "d"] == Mark("town.yaml", 5)


def test_windows_files_are_read(tmp_path):
    """Notepad writes a byte order mark and ends lines with two characters."""
    path = tmp_path / "notepad.yaml"
    path.write_bytes("\ufefftitle: Cầu\r\nb:\r\n  c: 1\r\n".encode())
    assert read_file(path).plain() == {"title": "Cầu", "b": {"c": 1}}


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "repeated_key"),
        ("a: {b: 1, b: 2}\n", 1, "repeated_key"),
        ("a: &x 1\n", 1, "anchor"),
        ("a: *x\n", 1, "alias"),
        ("a:\n  <<: {b: 1}\n", 2, "merge_key"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a: b: c\n", 1, "yaml_syntax"),
        ("a: 'x\n", 1, "yaml_syntax"),
        (" a: 1\nb: 2\n", 2, "yaml_syntax"),
        ("a: 1\nb: \x01\n", 2, "odd_character"),
        ("a: 1\n---\nb: 1\n", 2, "two_documents"),
        ("- a\n", 1, "not_a_map"),
        ("just words\n", 1, "not_a_map"),
        ("", None, "empty_file"),
        ("# words\n---\n", None, "empty_file"),
        ("? [a, b]\n: 1\n", 1, "key_not_text"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", 1, "too_deep"),
    ],
)
def test_what_is_refused(text, line, key):
    with pytest.raises(ScenarioError) as refused:
        read_text(text, "test")
    fault = refused.value.faults[0]
    assert (fault.line, fault.key) == (line, f"scenario.{key}")


def test_a_repeated_key_names_both_lines():
    with pytest.raises(ScenarioError, match="line 3  b: already said on line 2"):
        read_text("a: 1\nb: 2\nb: 3\n", "test")


def test_all_faults_at_once():
    with pytest.raises(ScenarioError) as refused:
        read_text("a: 1\na: 2\nb: &x 3\nc: *x\n", "test")
    assert [fault.line for fault in refused.value.faults] == [2, 3, 4]


def test_bytes_that_are_not_utf8(tmp_path):
    path = tmp_path / "old.yaml"
    path.write_bytes("a: 1\ntitle: công".encode("latin-1"))
    with pytest.raises(ScenarioError, match="line 2  the file is not UTF-8"):
        read_file(path)


def test_a_missing_file_is_told_apart(tmp_path):
    with pytest.raises(MissingFile):
        read_file(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", 5),
        ("32 bn VND", "32 bn VND"),
        ("null", None),
        ("", None),
        ("[a, b]", ["a", "b"]),
        ("{a: 1}", {"a": 1}),
    ],
)
def test_the_value_of_a_setting(typed, meant):
    node = read_value(typed, Mark("--set", None))
    assert node.plain() == meant
    assert all(mark == Mark("--set", None) for _, mark in node.marks())


def test_a_setting_that_is_no_value():
    with pytest.raises(ScenarioError, match="--set\n  this is not valid YAML"):
        read_value("{a: 1", Mark("--set", None))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (5, "5"),
        (0.25, "0.25"),
        ("32 bn VND", "32 bn VND"),
        ("25 %", "25 %"),
        ("10/20/45 d", "10/20/45 d"),
        ("$cash", "$cash"),
        ("5", '"5"'),
        ("true", '"true"'),
        ("null", '"null"'),
        ("", '""'),
        ("1,5", '"1,5"'),
        ("a: b", '"a: b"'),
        ("# no", '"# no"'),
        ('said "so"', '"said \\"so\\""'),
        ("Tổ kiểm đếm", "Tổ kiểm đếm"),
        (None, "null"),
        (True, "true"),
        ({"2022": "5 bn VND", "2023": None}, "{2022: 5 bn VND, 2023: null}"),
        ([{"value": 7, "source": "counted"}, "0 d"], "[{value: 7, source: counted}, 0 d]"),
        ({}, "{}"),
        ([], "[]"),
    ],
)
def test_a_value_in_one_line_reads_back_as_the_same(value, written):
    assert one_line(value) == written
    assert read_value(written, Mark("--set", None)).plain() == value
