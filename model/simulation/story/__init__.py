"""The SimPy engine: the model of record, told as a story."""

from model.simulation.story.programme import keep_diary, run_programme

__all__ = ["keep_diary", "run_programme"]
