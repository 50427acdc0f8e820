"""Networks of the project scheduling library PSPLIB (single mode), as activities of the neutral form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"-?\d+")


def read_psplib(path: Path, with_resources: bool = True) -> dict[str, Any]:
    """Activities, resources and the milestone END of a file; job numbers are the ids."""
    parts = _parts(path.read_text(encoding="utf-8", errors="replace"))
    following = {row[0]: row[3:] for row in parts["PRECEDENCE RELATIONS"]}
    names = [f"R{k}" for k, _ in enumerate(parts["RESOURCEAVAILABILITIES"][0], start=1)]
    asked = {row[0]: (row[2], row[3:]) for row in parts["REQUESTS/DURATIONS"]}
    activities = [
        {
            "id": str(job),
            "duration": asked[job][0],
            "predecessors": [{"id": str(one)} for one in following if job in following[one]],
            "resources": dict(zip(names, asked[job][1], strict=True)) if with_resources else {},
        }
        for job in following
    ]
    capacities = parts["RESOURCEAVAILABILITIES"][0]
    resources = [{"id": name, "capacity": one} for name, one in zip(names, capacities, strict=True)]
    ends = [str(job) for job, after in following.items() if not after]
    return {
        "activities": activities,
        "resources": resources if with_resources else [],
        "milestones": [{"id": "END", "requires": ends}],
    }


def _parts(text: str) -> dict[str, list[list[int]]]:
    """The rows of numbers below each heading."""
    parts: dict[str, list[list[int]]] = {}
    rows: list[list[int]] = []
    for line in text.splitlines():
        heading = re.fullmatch(r"([A-Z][A-Z/ ]+):.*", line.strip())
        if heading:
            rows = parts.setdefault(heading[1], [])
        elif re.fullmatch(r"[-\d\s]*\d[-\d\s]*", line):
            rows.append([int(one) for one in NUMBER.findall(line)])
    return parts
