"""The command ``explore``: how it refuses, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import model.explore.server as server
from model.cli import main
from model.explore.server import listening
from tests.test_cli import SMALL


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def test_a_port_in_use_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with listening(None) as taken:
        port = str(taken.getsockname()[1])
        assert main(["explore", "small.yaml", "--port", port, "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert port in said
    assert "--port" in said
    assert main(["explore", "small.yaml", "--port", "70000"]) == 1


def test_a_scenario_that_cant_be_used_is_told_before_anything_is_served(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = SMALL.splitlines(keepends=True)
    bare = "".join(line for line in lines if "levers:" not in line and "teams:" not in line)
    (folder / "bare.yaml").write_text(bare.replace("$teams", "1"), encoding="utf-8")
    assert main(["explore", "bare.yaml", "--lang", "en"]) == 2
    assert "levers" in capsys.readouterr().err
    assert main(["explore", "smal.yaml", "--lang", "en"]) == 2
    assert "small" in capsys.readouterr().err
    assert main(["explore", "small.yaml", "--set", "levers.teams=9", "--lang", "en"]) == 3
    assert "1..3" in capsys.readouterr().err


def test_it_says_where_it_is_and_ends_at_ctrl_c(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def serve(explorer: Any, listener: Any, lang: str, opened: Callable[[], None]) -> None:
        seen.append((explorer.seed, explorer.replications, lang))
        opened()
        raise KeyboardInterrupt

    opened: list[str] = []
    monkeypatch.setattr(server, "serve", serve)
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert main(["explore", "small.yaml", "-n", "30", "-s", "7", "--lang", "en"]) == 0
    assert seen == [(7, 30, "en")]
    said = capsys.readouterr()
    assert opened == [word + "#lang=en" for word in said.out.split() if word.startswith("http://127.0.0.1:")]
    assert "closed" in said.out
    assert main(["explore", "small.yaml", "-n", "30", "--no-browser", "-q"]) == 0
    assert len(opened) == 1
    assert capsys.readouterr().err == ""
