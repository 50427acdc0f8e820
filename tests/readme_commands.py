"""Runs every ``python run.py`` command of the README and of docs/, with few replications, in a folder apart.

Used by the continuous check: ``python -m tests.readme_commands``.
"""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
    """The command on this Python, with ten replications where it simulates.

    Figures are drawn for the README, whose commands are of every kind, and nowhere else.
    """
    words = shlex.split(command)[2:]
    simulates = not words or words[0] in TAKES_REPLICATIONS or words[0].endswith(".yaml")
    if simulates and "-h" not in words and "--help" not in words:
        words += ["--most" if "--until-ci" in words else "-n", "10"]
        if page.name != "README.md" and "--no-figures" not in words:
            words.append("--no-figures")
    return [sys.executable, str(ROOT / "run.py"), *words]


def carried_out(words: list[str], place: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)


def opened_and_closed(words: list[str], place: str) -> subprocess.CompletedProcess[str]:
    """A command that serves a page until Ctrl-C, which comes as soon as it has said where."""
    words = [*words, *(["--no-browser"] if "--no-browser" not in words else [])]
    process = subprocess.Popen(
        words, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    if "http://127.0.0.1:" in said:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(words, process.returncode, said + out, err)


def follow(page: Path, commands: list[str]) -> bool:
    """Run the commands of a page one after the other in a folder of its own; whether all went well."""
    with tempfile.TemporaryDirectory(prefix="thư mục ô ") as place:
        shutil.copytree(ROOT / "scenarios", Path(place) / "scenarios")  # some commands write there
        for command in commands:
            words = shortened(page, command)
            done = opened_and_closed(words, place) if SERVES in words else carried_out(words, place)
            print("ok  " if done.returncode == 0 else "FAIL", f"{page.name}: {command}", flush=True)
            if done.returncode != 0:
                print(done.stdout, done.stderr)
                return False
    return True


def main() -> int:
    """Follow all pages, two at a time; the exit code tells whether all went well."""
    found = pages()
    assert ROOT / "README.md" in found, (
        "the README shows no command: its form has changed, this reading hasn't"
    )
    with ThreadPoolExecutor(2) as readers:
        return 0 if all(list(readers.map(follow, found, found.values()))) else 1


if __name__ == "__main__":
    sys.exit(main())
