"""A folder in which a test writes scenario files, beside a small sound one."""

import textwrap
from pathlib import Path

import pytest

ROOT = """\
kind: scenario
title: {vi: Thị trấn, en: Town}
start: 2021-01-01
horizon: 2030-01-01
basis: {source: judgement, grade: D}
sources: {judgement: {title: Judgement}, decree: {title: A decree}}
levers:
  teams: {title: Teams, value: 2, range: 1..6, source: judgement, grade: D}
  cash: {title: Cash, value: 20 bn VND, range: 10..40 bn VND}
assumptions:
  holdout: {title: Holdout, value: 0.04/0.09/0.20, source: judgement, grade: C}
crews: {team: $teams}
activities:
  clear:
    title: Clear
    duration: {value: 60/90/150 d, source: decree, grade: A}
    crew: team
    basis: {source: judgement, grade: D}
  build: {title: Build, duration: {dist: triangular, low: 5 d, mode: 9 d, high: 20 d}, after: [clear]}
milestones:
  done: {title: Done, when: build, by: {2025-12-31: ours}}
"""


class Folder:
    """Scenario files by name, written as a test needs them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("root", ROOT)

    def write(self, name: str, text: str) -> Path:
        file = self.path / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return file

    def derived(self, name: str, text: str = "", extends: str = "root") -> Path:
        """A file that extends another, with a reason that does not matter."""
        head = f"kind: scenario\nextends: {extends}\nbecause: {{vi: Vì thế, en: Because}}\n"
        return self.write(name, head + textwrap.dedent(text))

    def changed(self, **pieces: str) -> Path:
        """The root with pieces of its text replaced: ``changed(old="…", new="…")``."""
        assert pieces["old"] in ROOT, "the piece to be replaced must be there"
        return self.write("changed", ROOT.replace(pieces["old"], pieces["new"]))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Folder(Path())
