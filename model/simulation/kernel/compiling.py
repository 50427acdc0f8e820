"""How the kernel is compiled: its parts for the whole alone, the whole once."""

from __future__ import annotations

from model.draws.compiling import entire, part

__all__ = ["entire", "part"]
