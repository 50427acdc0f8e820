"""Runs every ``python run.py`` command of the README and of docs/, with few replications, in a folder apart.

Used by the continuous check: ``python -m tests.readme_commands``. The commands of a page are carried out one
after the other in one process, as a user's would be but for loading the program each time.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from model.cli import main as carry_out

ROOT = Path(__file__).parent.parent
TAKES_REPLICATIONS = ("run", "compare", "sweep", "explain", "seek", "rank")
SERVES = "explore"
"""The command that goes on until it is interrupted."""
SHELLS = ("bash", "sh", "console")


def pages() -> dict[Path, list[str]]:
    """Each page with its commands; one that stands on several pages is run on the first of them."""
    found: dict[Path, list[str]] = {}
    seen: set[str] = set()
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for language, block in re.findall(
            r"^```(\w*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M
        ):
            lines = block.splitlines() if language in SHELLS else []
            commands = [line.split("#")[0].strip() for line in lines if line.startswith("python run.py")]
            found.setdefault(page, []).extend(command for command in commands if command not in seen)
            seen.update(commands)
    return {page: list(dict.fromkeys(commands)) for page, commands in found.items() if commands}


def shortened(page: Path, command: str) -> list[str]:
    """The words of the command, with ten replications where it simulates.

    Figures are drawn for the README, whose commands are of every kind, and nowhere else; reports are made
    there by the plain commands, without options.
    """
    words = shlex.split(command)[2:]
    is_run = not words or words[0] in ("run", "compare") or words[0].endswith(".yaml")
    simulates = not words or words[0] in TAKES_REPLICATIONS or words[0].endswith(".yaml")
    if simulates and "-h" not in words and "--help" not in words:
        words += ["--most" if "--until-ci" in words else "-n", "10"]
        if page.name != "README.md" and "--no-figures" not in words:
            words.append("--no-figures")
        elif is_run and any(word.startswith("-") for word in words[1:-2]):
            words.append("--no-report")
    return words


def follow(page: Path, commands: list[str]) -> bool:
    """Carry out the commands of a page one after the other in a folder of its own; whether all went well."""
    with tempfile.TemporaryDirectory(prefix="thư mục ô ") as place:
        shutil.copytree(ROOT / "scenarios", Path(place) / "scenarios")  # some commands write there
        os.chdir(place)
        try:
            return all(went_well(page, command) for command in commands)
        finally:
            os.chdir(ROOT)


def went_well(page: Path, command: str) -> bool:
    """Carry out one command; what it says is shown where it failed."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            words = shortened(page, command)
            code = opened_and_closed(words) if SERVES in words else carry_out(words)
        except SystemExit as end:  # after the help
            code = int(end.code or 0)
        except Exception:  # what a user would see as a traceback
            code = 1
            traceback.print_exc()
    print("FAIL" if code else "ok  ", f"{page.name}: {command}", flush=True)
    if code:
        print(said.getvalue(), flush=True)
    return code == 0


def opened_and_closed(words: list[str]) -> int:
    """Carry out a command that serves a page until Ctrl-C, which comes as soon as it has said where."""
    quietly = [] if "--no-browser" in words else ["--no-browser"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *words, *quietly], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    if "http://127.0.0.1:" in process.stdout.readline():
        process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    return process.returncode


def main() -> int:
    """Follow all pages, two at a time; the exit code tells whether all went well."""
    found = pages()
    assert ROOT / "README.md" in found, (
        "the README shows no command: its form has changed, this reading hasn't"
    )
    with ProcessPoolExecutor(2) as readers:
        return 0 if all(list(readers.map(follow, found, found.values()))) else 1


if __name__ == "__main__":
    sys.exit(main())
