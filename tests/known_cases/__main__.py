"""Every case of a folder answered by our engine: `python -m tests.known_cases DIR --out answers.json`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from tests.known_cases.answers import answers_of
from tests.known_cases.cases import read_cases
from tests.known_cases.compare import agrees
from tests.known_cases.not_offered import told
from tests.known_cases.play import Run


def main(typed: list[str] | None = None) -> int:
    """Answer the cases; 0 if all could be translated, 1 if one couldn't, 2 if the command line is wrong."""
    said = _command().parse_args(typed)
    if said.not_offered:
        print(told())
        return 0
    if said.folder is None or not said.folder.is_dir():
        _tell("a folder of cases is needed")
        return 2
    if said.out is not None and not said.out.absolute().parent.is_dir():
        _tell(f"there is no folder {said.out.parent} for the answers")
        return 2
    return _answer_all(said)


def _command() -> argparse.ArgumentParser:
    command = argparse.ArgumentParser(prog="python -m tests.known_cases", description=__doc__)
    command.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="folder of JSON cases")
    command.add_argument("-n", type=int, default=20_000, dest="replications", help="replications")
    command.add_argument("-s", type=int, default=1, dest="seed", help="seed")
    command.add_argument("--out", type=Path, help="file of the answers; standard output unless given")
    command.add_argument("--only", nargs="+", default=(), metavar="ID", help="these cases alone")
    command.add_argument("--jobs", type=int, help="processes; all cores unless given")
    command.add_argument("--not-offered", action="store_true", help="list what isn't offered, and why")
    return command


def _answer_all(said: argparse.Namespace) -> int:
    run = Run(said.replications, said.seed, said.jobs)
    answers, failed, missed, held, open_ = {}, 0, 0, 0, 0
    for case in read_cases(said.folder, tuple(said.only)):
        began = time.perf_counter()
        found = answers_of(case, run)
        answers[case.id] = found.values
        failed += bool(found.errors)
        for error in found.errors:
            _tell(f"error {error}")
        for entry, value in zip(case.expected, found.values, strict=True):
            if value is None:
                open_ += 1
            elif agrees(entry, value, run.replications):
                held += 1
            else:
                missed += 1
                _tell(f"miss  {case.id}: {_asked(entry)}: {value}, expected {entry['value']}")
        _tell(f"{case.id}: {len(found.values)} values, {time.perf_counter() - began:.1f} s")
    _tell(f"{held} of {held + missed} answers within tolerance, {open_} not answered, {failed} cases failed")
    text = json.dumps(answers, indent=1)
    if said.out is None:
        print(text)
    else:
        said.out.write_text(text + "\n", encoding="utf-8")
    return 1 if failed or not answers else 0


def _asked(entry: dict[str, object]) -> str:
    """What an entry asks for, in a few words."""
    words = ("measure", "function", "of", "at", "p", "policy", "list", "carry_over")
    return ", ".join(f"{word} {entry[word]}" for word in words if word in entry)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
