"""The page on which levers are turned and chances move: an explorer of one scenario, and its server.

``Explorer`` computes and remembers; ``board`` tells what can be turned, ``shown`` what charts
are drawn from, ``saved`` writes a setting down as a scenario; ``server`` alone knows of the web.
"""

from model.explore.board import NoSuchLever
from model.explore.explorer import Explorer, Lot

__all__ = ["Explorer", "Lot", "NoSuchLever"]
