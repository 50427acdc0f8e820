"""Plan and draws to outcomes: a pure function, on whichever engine."""

from model.simulation.simulate import ENGINES, Run, diary_of, ready, simulate

__all__ = ["ENGINES", "Run", "diary_of", "ready", "simulate"]
