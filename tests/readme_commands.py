"""Runs every ``python run.py`` command of the README and of docs/, with few replications, in a folder apart.

Used by the continuous check: ``python -m tests.readme_commands``.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
TAKES_REPLICATIONS = ("run", "compare", "sweep")
SHELLS = ("bash", "sh", "console")


def commands() -> list[str]:
    """Each command once, in the order of the pages."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found: list[str] = []
    for page in pages:
        for language, block in re.findall(
            r"^```(\w*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M
        ):
            lines = block.splitlines() if language in SHELLS else []
            found += [line.split("#")[0].strip() for line in lines if line.startswith("python run.py")]
    return list(dict.fromkeys(found))


def shortened(command: str) -> list[str]:
    """The command on this Python, with ten replications where it simulates."""
    words = shlex.split(command)[2:]
    simulates = not words or words[0] in TAKES_REPLICATIONS or words[0].endswith(".yaml")
    if simulates and "-h" not in words and "--help" not in words:
        words += ["--most" if "--until-ci" in words else "-n", "10"]
    return [sys.executable, str(ROOT / "run.py"), *words]


def main() -> int:
    """Run them all; the exit code tells whether all went well."""
    assert commands(), "the README shows no command: its form has changed, and this reading of it hasn't"
    with tempfile.TemporaryDirectory(prefix="thư mục ô ") as place:
        shutil.copytree(ROOT / "scenarios", Path(place) / "scenarios")  # some commands write there
        for command in commands():
            done = subprocess.run(shortened(command), cwd=place, capture_output=True, text=True, check=False)
            print("ok  " if done.returncode == 0 else "FAIL", command, flush=True)
            if done.returncode != 0:
                print(done.stdout, done.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
