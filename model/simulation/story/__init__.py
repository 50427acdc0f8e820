"""The SimPy engine: the model of record, told as a story."""

from model.simulation.story.programme import run_programme

__all__ = ["run_programme"]
