"""Plan and draws to outcomes: a pure function, on whichever engine."""

from model.simulation.simulate import (
    AUTO,
    ENGINES,
    Run,
    diary_of,
    engine_for,
    must_compile,
    ready,
    simulate,
)

__all__ = [
    "AUTO",
    "ENGINES",
    "Run",
    "diary_of",
    "engine_for",
    "must_compile",
    "ready",
    "simulate",
]
