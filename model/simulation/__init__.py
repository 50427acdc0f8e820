"""Plan and draws to outcomes: a pure function, on whichever engine."""

from model.simulation.simulate import ENGINES, simulate

__all__ = ["ENGINES", "simulate"]
