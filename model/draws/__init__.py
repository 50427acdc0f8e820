"""Plan and seed to one number per quantity, replication and round, by name. Never a clock."""

from model.draws.draws import Draws, make_draws, one
from model.draws.held import held
from model.draws.laws import at_quantile
from model.draws.modes import at_modes
from model.draws.streams import uniforms

__all__ = ["Draws", "at_modes", "at_quantile", "held", "make_draws", "one", "uniforms"]
