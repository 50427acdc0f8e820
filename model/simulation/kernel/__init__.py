"""The compiled engine: the same rules, the same draws, the same outcomes to the last bit as the story.

One table-driven loop for every plan, compiled once and kept. The story, ``model.simulation.story``,
is the definition; ``docs/decisions`` tells how the two are kept the same.
"""

from model.simulation.kernel.engine import Kernel, is_compiled

__all__ = ["Kernel", "is_compiled"]
