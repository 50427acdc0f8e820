"""The house: which way imports go, and who alone may touch which library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MODEL = Path(__file__).parent.parent / "model"

MAY_IMPORT = {
    "words": set(),
    "days": set(),
    "scenario": {"days"},
    "plan": {"days", "scenario"},
    "draws": {"plan"},
    "outcomes": {"plan"},
    "simulation": {"days", "plan", "draws", "outcomes"},
    "archive": {"scenario", "draws", "outcomes"},
    "analysis": {"days", "draws", "outcomes", "plan"},
    "report": {"days", "scenario", "plan", "outcomes", "analysis"},
    "study": {"days", "scenario", "plan", "draws", "outcomes", "simulation", "archive", "analysis", "report"},
    "validate": {"scenario", "plan", "study"},
    "explore": {"days", "scenario", "plan", "draws", "outcomes", "simulation", "analysis", "study"},
    "cli": {"validate", "study", "explore", "report", "scenario", "archive"},
    "api": {"scenario", "plan", "draws", "outcomes", "simulation", "analysis", "study", "days"},
}
"""What each module may take of ours; everybody may use words, and the version."""

ONLY_FOR = {
    "holidays": {"days"},
    "ruamel": {"scenario"},
    "pydantic": {"scenario"},
    "openpyxl": {"scenario", "report"},
    "xlsxwriter": {"report"},
    "scipy": {"draws", "analysis", "study"},
    "numba": {"draws"},
    "llvmlite": {"draws"},
    "platformdirs": {"draws"},
    "SALib": {"analysis"},
    "simpy": {"simulation"},
    "pyarrow": {"archive"},
    "matplotlib": {"report"},
    "rich": {"report", "cli"},
    "jinja2": {"report"},
    "starlette": {"explore"},
    "uvicorn": {"explore"},
    "argparse": {"cli"},
    "concurrent": {"study"},
    "dask": {"study"},
    "distributed": {"study"},
    "pandas": {"archive", "analysis", "report", "study", "cli", "api"},
}
"""Libraries that only some modules may touch."""


def imports_of(file: Path) -> Iterator[str]:
    """Everything a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            module = node.module or ""
            yield from (f"{module}.{name.name}" if module == "model" else module for name in node.names)


def module_of(file: Path) -> str:
    return file.relative_to(MODEL).with_suffix("").parts[0]


def files() -> list[Path]:
    return [file for file in sorted(MODEL.rglob("*.py")) if file != MODEL / "__init__.py"]


@pytest.mark.parametrize("file", files(), ids=lambda file: file.relative_to(MODEL).as_posix())
def test_imports_go_one_way(file: Path) -> None:
    here = module_of(file)
    for name in imports_of(file):
        words = name.split(".")
        if words[0] == "model" and words[1:] not in ([], ["__version__"]):
            assert words[1] in {here, "words", *MAY_IMPORT[here]}, f"{here} imports {name}"
        elif words[0] in ONLY_FOR:
            assert here in ONLY_FOR[words[0]], f"{here} touches {words[0]}"


def test_of_scipy_the_study_takes_only_sampling_designs() -> None:
    for file in files():
        if module_of(file) == "study":
            names = [name for name in imports_of(file) if name.split(".")[0] == "scipy"]
            assert all(name == "scipy.stats.qmc" for name in names), f"{file} imports {names}"


def test_simpy_is_only_in_the_story() -> None:
    for file in files():
        if any(name.split(".")[0] == "simpy" for name in imports_of(file)):
            assert "story" in file.parts


def test_dask_is_an_extra_that_one_module_asks_for() -> None:
    for file in files():
        if any(name.split(".")[0] in ("dask", "distributed") for name in imports_of(file)):
            assert file == MODEL / "study" / "cluster.py"


def test_a_breach_would_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    from model.cli import main\n    import simpy.events\n")
    assert list(imports_of(file)) == ["model.cli", "simpy.events"]


PLACES = (
    "kinh môn",
    "kinhmon",
    "triều",
    "trieu",
    "cầu dinh",
    "dinh",
    "hải dương",
    "hải phòng",
    "nhị chiểu",
    "vịnh mây",
)


def places_in(text: str) -> list[str]:
    """Names of the programme in a text, as whole words."""
    return [name for name in PLACES if re.search(rf"(?<!\w){name}(?!\w)", text.lower())]


@pytest.mark.parametrize("file", [*files(), *sorted(MODEL.rglob("*.toml"))], ids=lambda file: file.name)
def test_the_model_knows_no_place(file: Path) -> None:
    assert places_in(file.read_text(encoding="utf-8")) == []


def test_a_place_would_be_seen() -> None:
    assert places_in("works.dinh.opening") == ["dinh"]
    assert places_in("Thị xã Kinh Môn") == ["kinh môn"]
    assert places_in("đinh, coordinate") == []


@pytest.mark.parametrize(
    ("engine", "not_its_own"),
    [
        ("story", {"numba", "llvmlite", "model.simulation.kernel"}),
        ("kernel", {"simpy", "model.simulation.story"}),
    ],
)
def test_each_engine_knows_nothing_of_the_other(engine: str, not_its_own: set[str]) -> None:
    for file in (MODEL / "simulation" / engine).glob("*.py"):
        for name in imports_of(file):
            assert not any(name == one or name.startswith(f"{one}.") for one in not_its_own), (
                f"{file.name}: {name}"
            )
