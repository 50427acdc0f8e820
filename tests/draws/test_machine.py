"""Compiled code kept on disk: taken when it is what it says, made anew when not, and never in the way."""

import subprocess
import sys

import pytest

from model.draws.machine import KEPT_IN, Machine

MADE_BY = "tests.draws.small_machine"
NOBODY = "tests.draws.no_such_module"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    folder = tmp_path / "thư mục ô"
    monkeypatch.setenv(KEPT_IN, str(folder))
    return folder


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "text.py"
    file.write_text("as it is now")
    return file


def test_it_is_made_once_and_read_from_then_on(kept, text):
    first = Machine("small", MADE_BY, lambda: [text])
    assert not first.is_kept()
    assert first(3, 4) == 25
    assert first.is_kept()
    assert [file.suffix for file in kept.iterdir()] == [".machine-code"]
    second = Machine("small", NOBODY, lambda: [text])
    assert second.is_kept()
    assert second(-5, 12) == 169


def test_another_text_is_other_code(kept, text):
    Machine("small", MADE_BY, lambda: [text])(3, 4)
    text.write_text("as it is later")
    assert not Machine("small", NOBODY, lambda: [text]).is_kept()


def test_damaged_code_is_not_called(kept, text):
    Machine("small", MADE_BY, lambda: [text])(3, 4)
    (file,) = kept.iterdir()
    code = bytearray(file.read_bytes())
    code[-1] ^= 1
    file.write_bytes(code)
    again = Machine("small", MADE_BY, lambda: [text])
    assert not again.is_kept()
    assert again(3, 4) == 25
    assert Machine("small", NOBODY, lambda: [text])(3, 4) == 25  # mended


def test_where_nothing_can_be_kept_it_works_all_the_same(kept, text):
    kept.write_text("a file where the folder should be")
    machine = Machine("small", MADE_BY, lambda: [text])
    assert machine(6, 8) == 100
    assert kept.read_text() == "a file where the folder should be"


def test_once_compiled_a_run_needs_no_compiler():
    told = (
        "import sys; from model.plan import make_plan; from model.scenario import load_scenario;"
        "from model.draws import make_draws; from model.simulation import simulate;"
        "plan = make_plan(load_scenario('scenarios/examples/tutorial.yaml'));"
        "day = simulate(plan, make_draws(plan.quantities, 1), 0, 5, 'compiled').day;"
        "print(day.shape[0], 'numba' in sys.modules)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
        for _ in range(2)  # the first one may have to compile
    ]
    assert runs[1].stdout.split() == ["5", "False"]
