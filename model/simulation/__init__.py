"""Plan and draws to outcomes: a pure function, on whichever engine."""

from model.simulation.simulate import ENGINES, diary_of, simulate

__all__ = ["ENGINES", "diary_of", "simulate"]
