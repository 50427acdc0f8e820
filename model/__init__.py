"""Schedule-risk and scenario simulation for public-investment programmes."""

__version__ = "0.1.0"
